"""Times to propose: when all of the own people who must be there are free."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.planning import Reason, Search
from kontor.calendar.queries.busy import find_times
from kontor.calendar.queries.polls import Sheet, sheet
from kontor.calendar.rules.walltime import from_utc_minute

WEEKS = 4  # that are looked through


class Free(NamedTuple):
    """A free time as wall time, who of those that may come cannot then, and why it is good."""

    starts: datetime
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


def free_times(
    con: sqlite3.Connection, poll: int, today: date, *, first: date | None = None,
    last: date | None = None, count: int = 3,
) -> list[Free]:  # fmt: skip
    """The best free times for a poll; what is proposed already is kept free and does not come.

    Raises:
        Refused: nobody of the own people is asked, or there is no such time.
    """
    one = sheet(con, poll)
    begin = max(first or today + timedelta(days=1), today)
    end = max(last or begin + timedelta(weeks=WEEKS), begin)
    required, optional = _own(one, needed=True), _own(one, needed=False)
    if not required and not optional:
        raise Refused(
            N_("Nobody of your own people is asked: whose calendar is to be looked at?"),
            hint=N_("Add somebody of the firm, or type the times."),
        )  # fmt: skip
    search = Search(
        one.poll.minutes, begin, end, required or optional, optional if required else (),
        zone=one.poll.zone,
    )  # fmt: skip
    taken = {slot.starts for slot in one.slots}
    names = {_ref(who.employee): who.name for who in one.people if who.employee}
    slots = find_times(con, search, count + len(taken)).slots
    found = [
        Free(
            from_utc_minute(slot.start, one.poll.zone),
            tuple(names[ref] for ref in slot.missing),
            slot.reasons,
        )
        for slot in slots
    ]
    free = [slot for slot in found if slot.starts not in taken][:count]
    if not free:
        raise Refused(
            N_("Until {day} there is no time that suits all of your own people."), day=end,
            hint=N_("Look further ahead, or make fewer people needed."),
        )  # fmt: skip
    return free


def _own(one: Sheet, *, needed: bool) -> tuple[str, ...]:
    return tuple(
        _ref(who.employee) for who in one.people if who.employee and who.required is needed
    )


def _ref(employee: int | None) -> str:
    return f"company:employee/{employee}"
