"""Doors (Türen): the questions that the store and the desk put to every area alike."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.errors import Finding

if TYPE_CHECKING:
    from kontor.store.unit import Unit

Values = tuple[tuple[str, object], ...]


class Due(NamedTuple):
    """Something to be done (Frist, Aufgabe). `title` is a message id filled from `values`.

    `weight` (value × chance) orders what is equally urgent among its own kind. Where `day` is only
    the one to think of it, `ends` is the day that it is about (Frist), set by `law`.
    """

    ref: str
    day: date
    kind: str
    title: str
    amount: int | None = None
    urgency: int = 0
    values: Values = ()
    action: str = ""
    weight: int | None = None
    ends: date | None = None
    law: str = ""

    @property
    def deadline(self) -> date:
        """The day that it is about: with reference and kind it names a duty among all."""
        return self.ends or self.day


class Happening(NamedTuple):
    """Something that happened with a partner (Verlauf)."""

    ref: str
    day: date
    kind: str
    title: str
    amount: int | None = None
    values: Values = ()


class SearchRow(NamedTuple):
    """What the search finds of one row: `ref` is what opens, `row` the id in the table asked for.

    `row` may stay 0 when `ref` names the row itself (`contacts:17`).
    """

    ref: str
    area: str
    title: str
    text: str
    row: int = 0


class Held(NamedTuple):
    """Data held on a person (Auskunft, DSGVO Art. 15): what, where, why, until when."""

    ref: str
    what: str
    content: str
    law: str = ""
    until: date | None = None


class Kept(NamedTuple):
    """What an erasure had to keep, until when and by which law (DSGVO Art. 17 (3))."""

    ref: str
    what: str
    until: date | None
    law: str


class Head(NamedTuple):
    """The newest link of a chain: printed, and kept in backup manifests as an anchor outside."""

    name: str
    number: int
    hash: str


class Door(NamedTuple):
    """The answers of one area; what it has nothing to say to stays None.

    Attributes:
        area: name of the area, the first half of its references.
        due: what must be done, seen from `today`.
        deadlines: duties with a day until `last`, seen from `today`, also those that `due` does not
            tell yet; what both tell has the same reference, kind and day.
        timeline: what happened with a partner, newest first.
        search_tables: the tables whose rows the search finds.
        search_parts: (table, column, owner) of the tables whose changed rows refresh the document
            of the row that the column names in the owner table; `owner.column`: of the rows of
            the owner table that name them in this column.
        search_rows: what it finds of these rows of a table, or of all (`None`).
        check: findings for `kontor check`; writes nothing.
        personal: data held on a person.
        erase: erase what may go, inside the step of the unit; returns what was kept.
        audit_tables: the tables of an audit export.
        heads: the newest links of the area's own chains (number of the journal and its hash).
        has_head: whether a chain of the area contains a hash that begins so.
    """

    area: str
    due: Callable[[sqlite3.Connection, date], Iterable[Due]] | None = None
    deadlines: Callable[[sqlite3.Connection, date, date], Iterable[Due]] | None = None
    timeline: Callable[[sqlite3.Connection, str], Iterable[Happening]] | None = None
    search_tables: frozenset[str] = frozenset()
    search_parts: tuple[tuple[str, str, str], ...] = ()
    search_rows: (
        Callable[[sqlite3.Connection, str, Collection[int] | None], Iterable[SearchRow]] | None
    ) = None
    check: Callable[[sqlite3.Connection], Iterable[Finding]] | None = None
    personal: Callable[[sqlite3.Connection, str], Iterable[Held]] | None = None
    erase: Callable[[Unit, str, date], Iterable[Kept] | None] | None = None
    audit_tables: tuple[str, ...] = ()
    heads: Callable[[sqlite3.Connection], Iterable[Head]] | None = None
    has_head: Callable[[sqlite3.Connection, str], bool] | None = None


def listed(rows: Collection[int] | None) -> str | None:
    """Ids as one bound value, for `?1 IS NULL OR id IN (SELECT value FROM json_each(?1))`."""
    return None if rows is None else json.dumps(sorted(rows))


def values_of(**values: Any) -> Values:
    """Values of a title: `values_of(number="RE-1", days=3)`."""
    return tuple(values.items())
