"""What the commands for meetings share: which meeting, which moment, which input."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.cli.commands import arg, opt

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.store.store import Store

MEETING = arg("meeting", N_("number or title of the meeting"))
AT = opt("at", N_("time such as 10:30; default now"), default="")
_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)$")


def model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """An input model of meetings, loaded when it is needed."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.calendar.model import meeting_inputs

        found: type[BaseModel] = getattr(meeting_inputs, name)
        return found

    return chosen


def key_of(store: Store, text: str) -> int:
    """The number of the meeting that is meant."""
    from kontor.calendar.queries.meetings import resolve

    with store.read() as con:
        return resolve(con, text).id


def now() -> datetime:
    """What the clock on the wall shows, in whole minutes."""
    from kontor.base.dates import berlin_time, now_utc

    return berlin_time(now_utc()).replace(tzinfo=None, second=0, microsecond=0)


def moment(store: Store, meeting: int, text: str) -> datetime:
    """A time on the day of a meeting; without one it is now.

    Raises:
        InputError: it is no time.
    """
    if not text:
        return now()
    found = _CLOCK.match(text.strip())
    if found is None:
        raise InputError(
            N_("“{text}” is no time: write it like 10:30."), text=quoted(text), field="at"
        )
    from kontor.calendar.queries.meetings import meeting as find

    with store.read() as con:
        day = find(con, meeting).starts
    return day.replace(hour=int(found[1]), minute=int(found[2]))


def pairs(texts: Sequence[str], field: str) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping.

    Raises:
        InputError: one is no pair.
    """
    found = {}
    for text in texts:
        name, sep, value = text.rpartition("=")
        if not sep or not name.strip() or not value.strip():
            raise InputError(N_("Write it like NAME=VALUE: {text}"), text=quoted(text), field=field)
        found[name.strip()] = value.strip()
    return found


def merged(data: Any, **values: Any) -> Any:
    """An input with further values, checked again."""
    given = data.model_dump(exclude_unset=True) | {k: v for k, v in values.items() if v}
    from kontor.cli.models import checked

    return checked(type(data), given)
