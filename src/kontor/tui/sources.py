"""Ready-made sources of rows: `SqlSource` for the file, `MemorySource` for short lists.

A view describes its rows once as a `Listing`; blocks, jumps, filters, sums and orders follow from
it:

    Listing(
        columns="e.document, e.day, c.name, e.text, e.cents",     # one per Column of the screen
        tables="entry e LEFT JOIN contact c ON c.id = e.contact",
        sorts={"day": Sort(N_("Newest first"), ("e.day", "e.id"), descending=True)},
        id="e.id", state="CASE WHEN s.id IS NULL THEN 'open' ELSE 'sealed' END",
        amount="e.cents", day="e.day", search="fold(c.name || ' ' || e.text)",
        fields={"kunde": "fold(c.name)"},
    )

Each order ends in the id and needs an index; key columns must not be NULL. `fold(…)` is at hand
in SQL; a stored folded column is faster.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from kontor.base.text import fold, fold_forms
from kontor.tui.filtering import Filter, Term, What
from kontor.tui.protocols import Key, Row
from kontor.tui.text import line

Reader = Callable[[], AbstractContextManager[sqlite3.Connection]]
_AT_ONCE = 500  # ids in one IN list


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that people may choose: its name, its key columns, its direction."""

    label: str
    keys: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True)
class Listing:
    """A list as SQL pieces; all of them constants of the program, values go through `args`."""

    columns: str
    tables: str
    sorts: Mapping[str, Sort]
    where: str = "1"
    args: tuple[Any, ...] = ()
    id: str = "id"
    state: str = "''"
    amount: str = "NULL"
    day: str = ""
    search: str = "''"
    fields: Mapping[str, str] = field(default_factory=dict)
    narrow: str = ""  # tables that suffice for keys and the fixed condition; all when empty


class SqlSource:
    """Rows from the file, block by block along the key of the chosen order."""

    def __init__(
        self, read: Reader, listing: Listing, sort: str = "", descending: bool | None = None
    ) -> None:
        self._read, self._listing = read, listing
        self._sort = sort or next(iter(listing.sorts))
        order = listing.sorts[self._sort]
        self._down = order.descending if descending is None else descending
        self._keys = order.keys
        direction = " DESC" if self._down else ""
        self._order = ", ".join(key + direction for key in order.keys)
        self._key_list = ", ".join(order.keys)
        self._marks = ", ".join("?" * len(order.keys))
        self._select = f"SELECT {listing.id}, {listing.state}, {listing.amount}, {self._key_list}, "

    def count(self) -> int:
        """All rows."""
        where = self._listing.where
        return int(self._one(f"SELECT count(*) FROM {self._from} WHERE {where}"))  # noqa: S608

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key."""
        one = self._listing
        where, args = one.where, list(one.args)
        if after is not None:
            where += f" AND ({self._key_list}) {'<' if self._down else '>'} ({self._marks})"
            args += after
        return self._rows(
            f"FROM {one.tables} WHERE {where} ORDER BY {self._order} LIMIT ?", [*args, size]
        )

    def key_at(self, offset: int) -> Key | None:
        """Key of the row with this number."""
        sql = (
            f"SELECT {self._key_list} FROM {self._from} WHERE {self._listing.where}"  # noqa: S608
            f" ORDER BY {self._order} LIMIT 1 OFFSET ?"
        )
        found = self._all(sql, (*self._listing.args, offset))
        return tuple(found[0]) if found else None

    def step_from(self, key: Key | None, rows: int) -> Key | None:
        """Key of the row that stands `rows` rows after this key; much cheaper than from the top."""
        if key is None:
            return self.key_at(rows - 1)
        sql = (
            f"SELECT {self._key_list} FROM {self._from} WHERE {self._listing.where}"  # noqa: S608
            f" AND ({self._key_list}) {'<' if self._down else '>'} ({self._marks})"
            f" ORDER BY {self._order} LIMIT 1 OFFSET ?"
        )
        found = self._all(sql, (*self._listing.args, *key, rows - 1))
        return tuple(found[0]) if found else None

    def offset_of(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(
            self._one(
                f"SELECT count(*) FROM {self._from} WHERE {self._listing.where}"  # noqa: S608
                f" AND ({self._key_list}) {'>' if self._down else '<'} ({self._marks})",
                key,
            )
        )

    def ids(self, wanted: Filter) -> array[int]:
        """Ids of the matching rows, in order."""
        conditions, args = self._conditions(wanted)
        sql = (
            f"SELECT {self._listing.id} FROM {self._listing.tables}"  # noqa: S608
            f" WHERE {' AND '.join(conditions)} ORDER BY {self._order}"
        )
        with self._read() as con:
            con.create_function("fold", 1, _fold, deterministic=True)
            return array("q", (row[0] for row in con.execute(sql, args)))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These records in this order."""
        found: dict[int, Row] = {}
        for start in range(0, len(ids), _AT_ONCE):
            part = list(ids[start : start + _AT_ONCE])
            marks = ", ".join("?" * len(part))
            one = self._listing
            tail = f"FROM {one.tables} WHERE {one.where} AND {one.id} IN ({marks})"
            found.update((row.id, row) for row in self._rows(tail, [*one.args, *part]))
        return [found[one] for one in ids if one in found]

    def sorted_by(self, name: str, descending: bool) -> SqlSource:
        """The same rows in another order."""
        return SqlSource(self._read, self._listing, name, descending)

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of the amounts in cents; nothing when the list has none."""
        one = self._listing
        if one.amount == "NULL":
            return None
        base = f"SELECT ifnull(sum({one.amount}), 0) FROM {one.tables} WHERE {one.where}"  # noqa: S608
        if ids is None:
            return int(self._one(base))
        total = 0
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            total += int(self._one(f"{base} AND {one.id} IN ({', '.join('?' * len(part))})", part))
        return total

    # SQL

    @property
    def _from(self) -> str:
        return self._listing.narrow or self._listing.tables

    def _rows(self, tail: str, args: Sequence[Any]) -> list[Row]:
        end = 3 + len(self._keys)
        return [
            Row(row[0], tuple(row[3:end]), tuple(row[end:]), row[1] or "", row[2])
            for row in self._all(f"{self._select}{self._listing.columns} {tail}", args)
        ]

    def _all(self, sql: str, args: Sequence[Any]) -> list[Any]:
        with self._read() as con:
            con.create_function("fold", 1, _fold, deterministic=True)
            return con.execute(sql, tuple(args)).fetchall()

    def _one(self, sql: str, args: Sequence[Any] = ()) -> Any:
        return self._all(sql, (*self._listing.args, *args))[0][0]

    def _conditions(self, wanted: Filter) -> tuple[list[str], list[Any]]:
        conditions, args = [self._listing.where], list(self._listing.args)
        for term in wanted.terms:
            sql, values = self._condition(term)
            conditions.append(f"NOT ifnull({sql}, 0)" if term.negated else sql)
            args += values
        return conditions, args

    def _condition(self, term: Term) -> tuple[str, list[Any]]:
        one = self._listing
        if term.what is What.STATE:
            return f"({one.state}) = ?", [term.text]
        if term.what in {What.FIELD, What.WORD}:
            text = one.fields[term.field] if term.field else one.search
            forms = fold_forms(term.text)
            sql = " OR ".join(f"instr({text}, ?) > 0" for _form in forms)
            return f"({sql})", list(forms)
        expression = f"abs({one.amount})" if term.what is What.AMOUNT else one.day or "''"
        bounds = [(">=", term.low), ("<=", term.high)]
        used = [(sign, value) for sign, value in bounds if value is not None]
        sql = " AND ".join(f"{expression} {sign} ?" for sign, _value in used)
        return f"({sql})", [value for _sign, value in used]


class MemorySource:
    """Rows of a short list that is there already (some hundreds); sorts by a column's number."""

    def __init__(self, rows: Sequence[Row], fields: Mapping[str, int] | None = None) -> None:
        self._all = [row._replace(key=(place,)) for place, row in enumerate(rows)]
        self._fields = dict(fields or {})
        self._by_id = {row.id: row for row in self._all}

    def count(self) -> int:
        """All rows."""
        return len(self._all)

    def block(self, after: Key | None, size: int) -> Sequence[Row]:
        """The rows after this key."""
        start = 0 if after is None else after[0] + 1
        return self._all[start : start + size]

    def key_at(self, offset: int) -> Key | None:
        """Key of the row with this number."""
        return (offset,) if 0 <= offset < len(self._all) else None

    def offset_of(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(key[0])

    def ids(self, wanted: Filter) -> array[int]:
        """Ids of the matching rows, in order."""
        return array("q", (row.id for row in self._all if self._fits(row, wanted)))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These records in this order."""
        return [self._by_id[one] for one in ids if one in self._by_id]

    def sorted_by(self, name: str, descending: bool) -> MemorySource:
        """The same rows ordered by the column with this number."""
        place = int(name)

        def weight(row: Row) -> tuple[bool, Any]:
            value = row.cells[place]
            return isinstance(value, str), fold(value) if isinstance(value, str) else value or 0

        return MemorySource(sorted(self._all, key=weight, reverse=descending), self._fields)

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of the amounts in cents; nothing when no row has one."""
        rows = self._all if ids is None else self.rows(ids)
        amounts = [row.amount for row in rows if row.amount is not None]
        return sum(amounts) if amounts or ids is not None else None

    def _fits(self, row: Row, wanted: Filter) -> bool:
        return all(self._holds(row, term) != term.negated for term in wanted.terms)

    def _holds(self, row: Row, term: Term) -> bool:
        if term.what is What.STATE:
            return row.state == term.text
        if term.what is What.AMOUNT:
            return row.amount is not None and _within(abs(row.amount), term)
        if term.what is What.DAYS:
            return any(_within(value, term) for value in row.cells if _is_day(value))
        if term.what is What.FIELD:
            place = self._fields.get(term.field)
            return place is not None and _has(term.text, row.cells[place])
        return any(_has(term.text, value) for value in row.cells)


def _has(word: str, value: object) -> bool:
    text = fold(line(value))
    return any(form in text for form in fold_forms(word))


def _within(value: Any, term: Term) -> bool:
    return (term.low is None or value >= term.low) and (term.high is None or value <= term.high)


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4:5] == "-"


def _fold(value: object) -> str:
    return "" if value is None else fold(str(value))
