"""Rows of the list of cases: what runs by what is due next, then what ended, block by block."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kontor.base.i18n import N_, _
from kontor.tickets.kinds import LineState
from kontor.tickets.queries.clocks import running
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import KINDS
from kontor.tui.filtering import Filter
from kontor.tui.protocols import Key, Row
from kontor.tui.screens.tickets.case_sheet import due_text
from kontor.tui.sources import Listing, MemorySource, Reader, Sort, SqlSource

FIELDS = {"who": 2, "kind": 3, "owner": 5}
_BILLABLE = "SELECT DISTINCT ticket FROM ticket_line WHERE state = ?"
# as the index of the ended ones has it; SQLite would take that of the states and sort all of them
_OVER = "t.state IN ('billed','closed')"
_ENDED_FIRST = "ticket t INDEXED BY ticket_ended"
_WHO = "coalesce(c.name, nullif(t.caller, ''), nullif(t.phone, ''), t.mail)"
SORTS = {
    "number": Sort(N_("Number"), ("t.number", "t.id")),
    "who": Sort(N_("Who"), (_WHO, "t.id")),
    "kind": Sort(N_("Kind"), ("t.kind", "t.id")),
    "owner": Sort(N_("Who takes care"), ("t.owner", "t.id")),
    "state": Sort(N_("State"), ("t.state", "t.id")),
}
_ENDED = Sort(N_("What is next"), ("t.received", "t.id"), descending=True)


def _kind_words() -> str:
    """The words of the kinds as SQL, in the language of the moment."""
    words = ((code, _(word).replace("'", "''")) for code, word in KINDS.items())
    cases = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words)
    return f"CASE t.kind {cases} END"


def _listing(where: str, sorts: dict[str, Sort], rows: str = "ticket t") -> Listing:
    kind = _kind_words()
    return Listing(
        columns=f"t.number, t.subject, {_WHO}, {kind}, '', t.owner, t.state",
        tables=f"{rows} LEFT JOIN contact c ON c.id = t.contact",
        where=f"t.merged_into IS NULL AND {where}", sorts=sorts, id="t.id", state="t.state",
        day="substr(t.received, 1, 10)",
        search=f"fold(t.number || ' ' || t.subject || ' ' || {_WHO} || ' ' || {kind} || ' '"
        " || t.owner)",
        fields={"who": f"fold({_WHO})", "kind": f"fold({kind})", "owner": "fold(t.owner)"},
    )  # fmt: skip


class CasesSource:
    """Running cases in front, those that ended behind them."""

    def __init__(self, read: Reader, now: datetime) -> None:
        with read() as con:
            there = running(con, now)
            billable = {key for (key,) in con.execute(_BILLABLE, (LineState.OPEN,))}
        there.sort(key=lambda pair: (pair[1].due is None, pair[1].due or pair[0].received))
        self.read = read
        self._runs = MemorySource([
            _row(one, due_text(one, known, billable=one.id in billable, now=now))
            for one, known in there
        ], FIELDS)  # fmt: skip
        ended = _listing(_OVER, {"ended": _ENDED}, _ENDED_FIRST)
        self._ended = SqlSource(read, ended)

    def count(self) -> int:
        """All rows."""
        return self._runs.count() + self._ended.count()

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key; the first part of a key says which of both it is of."""
        found: list[Row] = []
        if after is None or after[0] == 0:
            found = [_in(0, row) for row in self._runs.block(after and after[1:], size)]
            after = None
        if len(found) < size:
            rest = self._ended.block(after and after[1:], size - len(found))
            found += [_in(1, row) for row in rest]
        return found

    def key_at(self, offset: int) -> Key | None:
        """Key of the row with this number."""
        if offset < self._runs.count():
            return (0, offset)
        key = self._ended.key_at(offset - self._runs.count())
        return None if key is None else (1, *key)

    def offset_of(self, key: Key) -> int:
        """How many rows stand before this key."""
        if key[0] == 0:
            return self._runs.offset_of(key[1:])
        return self._runs.count() + self._ended.offset_of(key[1:])

    def ids(self, wanted: Filter) -> array[int]:
        """Ids of the matching rows, in order."""
        return self._runs.ids(wanted) + self._ended.ids(wanted)

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These records in this order."""
        found = {row.id: _in(0, row) for row in self._runs.rows(ids)}
        rest = self._ended.rows([key for key in ids if key not in found])
        found |= {row.id: _in(1, row) for row in rest}
        return [found[key] for key in ids if key in found]

    def sorted_by(self, name: str, descending: bool) -> SortedCases:
        """All of them in another order."""
        return SortedCases(self, name, descending)

    def sum(self, _ids: Sequence[int] | None) -> int | None:
        """Cases have no amount."""
        return None

    def next_of(self) -> dict[int, object]:
        """What is next of the running ones, by id."""
        return {row.id: row.cells[4] for row in self._runs.block(None, self._runs.count())}


class SortedCases(SqlSource):
    """All cases or some of them in the order of a column, with what is next of the running ones."""

    def __init__(
        self, cases: CasesSource, name: str, descending: bool, only: Sequence[int] | None = None
    ) -> None:
        listing = _listing("1", SORTS)
        if only is not None:
            chosen = _listing("t.id IN (SELECT value FROM json_each(?))", SORTS)
            listing = replace(chosen, args=(json.dumps(list(only)),))
        super().__init__(cases.read, listing, name, descending)
        self._cases, self._next, self._only = cases, cases.next_of(), only

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key."""
        return [self._told(row) for row in super().block(after, size)]

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These records in this order."""
        return [self._told(row) for row in super().rows(ids)]

    def ids(self, wanted: Filter) -> array[int]:
        """Ids of the matching rows, in this order."""
        fits = frozenset(self._cases.ids(wanted))
        every = super().ids(Filter())
        return array("q", (key for key in every if key in fits))

    def sorted_by(self, name: str, descending: bool) -> SortedCases:
        """The same rows in another order."""
        return SortedCases(self._cases, name, descending, self._only)

    def _told(self, row: Row) -> Row:
        then = self._next.get(row.id)
        return row if then is None else row._replace(cells=(*row.cells[:4], then, *row.cells[5:]))


def chosen_rows(read: Reader, only: Sequence[int], now: datetime) -> SortedCases:
    """Only these cases, the newest number first."""
    return SortedCases(CasesSource(read, now), "number", True, only)


def _in(part: int, row: Row) -> Row:
    return row._replace(key=(part, *row.key))


def _row(one: Ticket, due: str) -> Row:
    cells = (one.number, one.subject, one.who, _(KINDS[one.kind]), due, one.owner, str(one.state))
    return Row(one.id, (one.id,), cells, str(one.state))
