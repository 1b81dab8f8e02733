"""Lists of calls that routers and telephone systems write (CSV): one line, one call note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from kontor.base.dates.hours import read_stamp
from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.base.text import clean_text, fold, one_line, quoted
from kontor.contacts.device_kinds import CallDirection
from kontor.contacts.formats.table import Table, read_table, unguarded
from kontor.contacts.rules import normal_number

# FRITZ!Box writes 1 taken, 2 missed, 3 or 4 going out, 10 rejected; others write words.
_DIRECTIONS = {
    **dict.fromkeys(("1", "eingehend", "angenommen", "incoming", "in", "ankommend"),
                    CallDirection.IN),
    **dict.fromkeys(("2", "10", "entgangen", "verpasst", "abgewiesen", "missed", "rejected",
                     "in abwesenheit"), CallDirection.MISSED),
    **dict.fromkeys(("3", "4", "ausgehend", "abgehend", "outgoing", "out"), CallDirection.OUT),
}  # fmt: skip
_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})")


class FoundCall(NamedTuple):
    """A line of a list. Without an instant it cannot be taken."""

    place: str
    at: datetime | None
    direction: CallDirection
    name: str
    number: str
    minutes: int | None
    findings: tuple[Finding, ...] = ()

    @property
    def origin(self) -> str:
        """What makes the same line of another list the same call."""
        if self.at is None:
            return ""
        number = normal_number(self.number) or self.name
        return f"call:{self.at:%Y-%m-%dT%H:%M}:{self.direction}:{number}"


@cache
def _fields() -> dict[str, str]:
    known: dict[str, str] = {}
    for row in data_rows("call-columns"):
        for name in (row["heading"], row["field"], *row["synonyms"].split("|")):
            known.setdefault(_key(name), row["field"])
    return known


def _key(name: str) -> str:
    return " ".join(fold(name.strip().strip('"')).split()).rstrip(".:*")


def read_calls(data: bytes, today: date) -> list[FoundCall]:
    """The calls of a list, each line for itself.

    Raises:
        InputError: no table, or none with a day and a number.
    """
    table = read_table(data)
    mapping = [_fields().get(_key(name), "") for name in table.header]
    if "date" not in mapping or not {"number", "name"} & set(mapping):
        raise InputError(
            N_("This is no list of calls: it needs a day and a number."),
            hint=N_("Export the list of calls of the router as CSV."),
        )
    return list(_calls(table, mapping, today))


def _calls(table: Table, mapping: Sequence[str], today: date) -> list[FoundCall]:
    found = []
    for line, cells in table.rows:
        raw = {
            field: unguarded(cell.strip())
            for field, cell in zip(mapping, cells, strict=False)
            if field
        }
        found.append(_call(str(line), raw, today))
    return found


def _call(place: str, raw: dict[str, str], today: date) -> FoundCall:
    findings = []
    stamp = f"{raw.get('date', '')} {raw.get('time', '')}".strip()
    at = read_stamp(stamp, today)
    if at is None:
        findings.append(
            Finding("calls.day", place, N_("“{text}” is no day with a time."), "", Severity.ERROR,
                    (("text", quoted(stamp)),))
        )  # fmt: skip
    word = fold(raw.get("direction", "")).strip()
    direction = _DIRECTIONS.get(word, CallDirection.IN)
    if word not in _DIRECTIONS:
        findings.append(
            Finding("calls.direction", place,
                    N_("“{text}” says nothing about the direction; taken as incoming."), "",
                    Severity.WARNING, (("text", quoted(word)),))
        )  # fmt: skip
    name, number = _line(raw.get("name", "")), _line(raw.get("number", ""), 60)
    if not name and not number:
        findings.append(
            Finding("calls.who", place, N_("Nobody is named: the number was withheld."), "",
                    Severity.NOTE)
        )  # fmt: skip
    return FoundCall(
        place, at, direction, name, number, _minutes(raw.get("duration", "")), tuple(findings)
    )


def _line(text: str, limit: int = 200) -> str:
    try:
        return one_line(clean_text(text[:1000], limit=1000), limit=limit)
    except InputError:
        return ""


def _minutes(text: str) -> int | None:
    """`0:05` are five minutes, as routers round them; `00:04:30` four and a half, rounded up."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        return None
    first, second, third = (int(part or 0) for part in found.groups())
    if found[1] is None:
        return min(second * 60 + third, 1440)
    return min(first * 60 + second + (third > 0), 1440)
