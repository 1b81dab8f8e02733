"""Journal (Grundbuch): pages of entries, newest first, and one entry with all its facts."""

# ruff: noqa: S608  constants only, values are bound
from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_

PAGE = 256
Key = tuple[str, int]


class JournalFilter(NamedTuple):
    """What of the journal is wanted; what stays None does not narrow it.

    `words` is looked for in text and document, `account` in the lines, `sealed` by the seal.
    """

    first: date | None = None
    last: date | None = None
    account: str | None = None
    words: str | None = None
    kind: str | None = None
    code: str | None = None
    sealed: bool | None = None
    project: str | None = None


class JournalRow(NamedTuple):
    """One entry (Buchung) as a row; accounts are the largest of each side."""

    id: int
    booked: date
    document_day: date
    document: str
    kind: str
    text: str
    amount: int
    debit: str
    debit_name: str
    credit: str
    credit_name: str
    lines: int
    number: int | None
    reverses: int | None
    general_reversal: bool
    checked: bool
    source: str | None

    @property
    def key(self) -> Key:
        """Where the next page begins."""
        return (self.booked.isoformat(), self.id)


class LineView(NamedTuple):
    """One line (Buchungszeile) of an entry; debit positive."""

    id: int
    pos: int
    account: str
    name: str
    cents: int
    code: str | None
    part: str
    base: int | None
    period: str | None
    effect: str
    item: int | None
    document: str | None
    loss: bool
    project: str | None
    cost_centre: str | None
    text: str | None


class SealView(NamedTuple):
    """The seal (Festschreibung) of an entry."""

    number: int
    at: str
    hash: str
    previous: str


class SettlementView(NamedTuple):
    """What an entry did to an item."""

    item: int
    document: str
    day: date
    money: int
    reduction: int


class EntryView(NamedTuple):
    """An entry with lines, seal, items and its links; `ref` names it for the change history."""

    id: int
    uuid: str
    booked: date
    document_day: date
    service_day: date | None
    arrival_day: date | None
    document: str
    kind: str
    text: str
    source: str | None
    reason: str | None
    checked: bool
    created: str
    reverses: int | None
    reversed_by: int | None
    general_reversal: bool
    lines: tuple[LineView, ...]
    seal: SealView | None
    settlements: tuple[SettlementView, ...]

    @property
    def amount(self) -> int:
        """The turnover of the entry; negative for a general reversal."""
        turnover = sum(line.cents for line in self.lines if line.cents > 0)
        return -turnover if self.general_reversal else turnover

    @property
    def ref(self) -> str:
        """How other areas name it."""
        return f"ledger:{self.id}"

    @property
    def tables(self) -> tuple[tuple[str, int], ...]:
        """Rows whose change history belongs to this entry."""
        return (("entry", self.id), *(("line", line.id) for line in self.lines))


_WHERE = """
 WHERE (:first IS NULL OR e.booked >= :first) AND (:last IS NULL OR e.booked <= :last)
   AND (:kind IS NULL OR e.kind = :kind)
   AND (:words IS NULL OR e.text LIKE :words ESCAPE '!' OR e.document LIKE :words ESCAPE '!')
   AND (:sealed IS NULL OR EXISTS (SELECT 1 FROM seal s WHERE s.entry = e.id) = :sealed)
   AND (:account IS NULL OR EXISTS (SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = e.id AND a.number = :account))
   AND (:code IS NULL OR EXISTS (SELECT 1 FROM line l WHERE l.entry = e.id AND l.code = :code))
   AND (:project IS NULL OR EXISTS
        (SELECT 1 FROM line l WHERE l.entry = e.id AND l.project = :project))
"""
_PAGE = (  # constants only, values are bound
    "SELECT e.id FROM entry e "
    + _WHERE
    + " AND (e.booked, e.id) < (:after_day, :after_id)"
    + " ORDER BY e.booked DESC, e.id DESC LIMIT :limit"
)
_FIRST = "SELECT e.id FROM entry e " + _WHERE + " ORDER BY e.booked DESC, e.id DESC LIMIT :limit"
_COUNT = "SELECT count(*) FROM entry e " + _WHERE
_ROWS = """
SELECT e.id, e.booked, e.document_day, e.document, e.kind, e.text, s.number, e.reverses,
       e.general_reversal, e.checked, e.source
  FROM json_each(?) k JOIN entry e ON e.id = k.value LEFT JOIN seal s ON s.entry = e.id
 ORDER BY k.key
"""
_SIDES = """
SELECT l.entry, l.cents, a.number, a.name FROM json_each(?) k
  JOIN line l ON l.entry = k.value JOIN account a ON a.id = l.account
 ORDER BY l.entry, l.pos
"""
_ENTRY = """
SELECT e.id, e.uuid, e.booked, e.document_day, e.service_day, e.arrival_day, e.document, e.kind,
       e.text, e.source, e.reason, e.checked, e.created, e.reverses,
       (SELECT r.id FROM entry r WHERE r.reverses = e.id), e.general_reversal
  FROM entry e WHERE e.id = ?
"""
_LINES = """
SELECT l.id, l.pos, a.number, a.name, l.cents, l.code, l.part, l.base, l.period, l.effect, l.item,
       i.document, l.loss, l.project, l.cost_centre, l.text
  FROM line l JOIN account a ON a.id = l.account LEFT JOIN item i ON i.id = l.item
 WHERE l.entry = ? ORDER BY l.pos
"""
_SETTLEMENTS = """
SELECT s.item, i.document, s.day, s.money, s.reduction
  FROM settlement s JOIN item i ON i.id = s.item WHERE s.entry = ? ORDER BY s.id
"""


def page(
    con: sqlite3.Connection,
    *,
    after: Key | None = None,
    limit: int = PAGE,
    wanted: JournalFilter = JournalFilter(),  # noqa: B008  immutable
) -> list[JournalRow]:
    """A page of the journal, newest first; `after` is the key of the last row seen."""
    values = _values(wanted) | {"limit": limit}
    if after is None:
        ids = con.execute(_FIRST, values).fetchall()
    else:
        ids = con.execute(_PAGE, values | {"after_day": after[0], "after_id": after[1]}).fetchall()
    return rows(con, [row[0] for row in ids])


def count(
    con: sqlite3.Connection,
    *,
    wanted: JournalFilter = JournalFilter(),  # noqa: B008  immutable
) -> int:
    """How many entries there are."""
    if wanted == JournalFilter():
        return int(con.execute("SELECT count(*) FROM entry").fetchone()[0])
    return int(con.execute(_COUNT, _values(wanted)).fetchone()[0])


def rows(con: sqlite3.Connection, ids: list[int]) -> list[JournalRow]:
    """These entries as rows, in the order asked for; what is gone is left out."""
    marks = json.dumps(ids)
    sides: dict[int, list[tuple[int, str, str]]] = {}
    for entry, cents, number, name in con.execute(_SIDES, (marks,)):
        sides.setdefault(entry, []).append((cents, number, name))
    return [_row(record, sides.get(record[0], [])) for record in con.execute(_ROWS, (marks,))]


def entry(con: sqlite3.Connection, entry_id: int) -> EntryView:
    """One entry with everything that belongs to it.

    Raises:
        NotFound: there is none.
    """
    record = con.execute(_ENTRY, (entry_id,)).fetchone()
    if record is None:
        raise NotFound(N_("Entry {number} does not exist."), number=entry_id)
    lines = tuple(
        LineView._make((*row[:12], bool(row[12]), *row[13:]))
        for row in con.execute(_LINES, (entry_id,)).fetchall()
    )
    seal = con.execute(
        "SELECT number, at, hash, previous FROM seal WHERE entry = ?", (entry_id,)
    ).fetchone()
    settled = tuple(
        SettlementView(item, document, date.fromisoformat(day), money, reduction)
        for item, document, day, money, reduction in con.execute(_SETTLEMENTS, (entry_id,))
    )
    return EntryView._make(
        (
            *record[:2],
            *(_day(value) for value in record[2:6]),
            *record[6:11],
            bool(record[11]),
            *record[12:15],
            bool(record[15]),
            lines,
            SealView(*seal) if seal else None,
            settled,
        )
    )


def by_number(con: sqlite3.Connection, number: int) -> EntryView:
    """The entry with a journal number (seal)."""
    found = con.execute("SELECT entry FROM seal WHERE number = ?", (number,)).fetchone()
    if found is None:
        raise NotFound(N_("There is no journal number {number}."), number=number)
    return entry(con, found[0])


def _values(wanted: JournalFilter) -> dict[str, Any]:
    words = wanted.words
    if words:
        for sign in "!%_":
            words = words.replace(sign, "!" + sign)
        words = f"%{words}%"
    return wanted._asdict() | {
        "first": wanted.first and wanted.first.isoformat(),
        "last": wanted.last and wanted.last.isoformat(),
        "words": words,
    }


def _row(record: tuple[Any, ...], lines: list[tuple[int, str, str]]) -> JournalRow:
    general = bool(record[8])
    turnover = sum(cents for cents, _, _ in lines if cents > 0)
    plus = max((line for line in lines if line[0] > 0), default=(0, "", ""), key=lambda x: x[0])
    minus = min((line for line in lines if line[0] < 0), default=(0, "", ""), key=lambda x: x[0])
    debit, credit = (minus, plus) if general else (plus, minus)
    return JournalRow._make(
        (
            record[0],
            date.fromisoformat(record[1]),
            date.fromisoformat(record[2]),
            *record[3:6],
            -turnover if general else turnover,
            *debit[1:],
            *credit[1:],
            len(lines),
            *record[6:8],
            general,
            bool(record[9]),
            record[10],
        )
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
