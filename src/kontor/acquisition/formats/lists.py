"""Lists (CSV) of portals and telephones: columns by their headings, one line one lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from kontor.acquisition.formats.record import FoundLead, bad, doubt, found_lead
from kontor.acquisition.kinds import LeadChannel
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.base.text import fold
from kontor.contacts.formats.table import Table, unguarded

# How routers mark calls: incoming, missed, going out (FRITZ!Box 1, 2, 3; rejected 10).
_OUT = frozenset({"3", "4", "ausgehend", "abgehend", "outgoing", "out"})
_MISSED = frozenset({"2", "10", "verpasst", "abgewiesen", "missed", "rejected", "in abwesenheit"})


@cache
def _columns() -> tuple[dict[str, str], dict[str, str]]:
    headings: dict[str, str] = {}
    known: dict[str, str] = {}
    for row in data_rows("lead-columns"):
        headings[row["field"]] = row["heading"]
        for name in (row["heading"], row["field"], *row["synonyms"].split("|")):
            known.setdefault(key_of(name), row["field"])
    return headings, known


def key_of(name: str) -> str:
    """A heading or label as it is compared."""
    return " ".join(fold(name.strip().strip('"*')).replace("_", " ").split()).rstrip(".:*")


def fields() -> tuple[str, ...]:
    """All fields that a column may mean."""
    return tuple(_columns()[0])


def headings() -> dict[str, str]:
    """Every field with the heading it is known by."""
    return dict(_columns()[0])


def field_of(name: str) -> str:
    """What a heading or label means; empty for what nobody knows."""
    return _columns()[1].get(key_of(name), "")


def guess_mapping(header: Sequence[str]) -> tuple[str, ...]:
    """What each column means; empty for what is not known or already there."""
    mapping: list[str] = []
    for name in header:
        field = field_of(name)
        mapping.append(field if field not in mapping else "")
    return tuple(mapping)


def is_call_list(mapping: Sequence[str]) -> bool:
    """Whether a table is a list of calls: a number, a direction, and no words about the work."""
    there = set(mapping)
    return {"phone", "direction"} <= there and not there & {"text", "subject", "trade"}


def read_rows(
    table: Table, mapping: Sequence[str], channel: LeadChannel, today: date
) -> list[FoundLead]:
    """The leads of a table; each line stands for itself."""
    calls = is_call_list(mapping)
    found, seen = [], set()
    for line, cells in table.rows:
        place = str(line)
        if len(cells) > len(mapping) and any(cell.strip() for cell in cells[len(mapping) :]):
            found.append(bad(place, N_("The line has more cells than there are columns.")))
            continue
        raw = {
            field: unguarded(cell.strip())
            for field, cell in zip(mapping, cells, strict=False)
            if field
        }
        kind = fold(raw.pop("direction", "")).strip()
        if calls and (kind in _OUT or not raw.get("phone")):
            continue
        if calls:
            if raw["phone"] in seen:
                continue
            seen.add(raw["phone"])
        one = found_lead(place, raw, LeadChannel.PHONE if calls else channel, today, call=calls)
        if calls and kind in _MISSED and one.data is not None:
            one = one._replace(findings=(*one.findings, doubt(place, N_("A missed call."))))
        elif len(cells) < len(mapping) and one.data is not None:
            short = doubt(place, N_("The line has fewer cells than there are columns."))
            one = one._replace(findings=(*one.findings, short))
        found.append(one)
    return found
