"""Bank lines, statements and imports as lists (Umsätze, Auszüge)."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_


class LineRow(NamedTuple):
    """One bank line in a list; `state` is booked, open, aside or doubtful."""

    id: int
    money_account: int
    account_name: str
    day: date
    value_day: date | None
    cents: int
    name: str
    purpose: str
    iban: str | None
    kind_text: str | None
    return_code: str | None
    state: str
    booked_as: str


class StatementView(NamedTuple):
    """One statement with its balances and how many of its lines are booked."""

    id: int
    money_account: int
    number: str | None
    first_day: date | None
    last_day: date | None
    opening: int | None
    closing: int | None
    lines: int
    booked: int
    file_name: str


class PendingRow(NamedTuple):
    """A pending line (vorgemerkt): shown, never booked."""

    day: date
    cents: int
    name: str
    purpose: str


class QuarantineView(NamedTuple):
    """A row of a file that could not be read."""

    file_name: str
    place: str
    content: str
    reason: str


_STATE = """CASE WHEN EXISTS(SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id) THEN 'booked'
 WHEN l.set_aside IS NOT NULL THEN 'aside' WHEN l.doubtful IS NOT NULL THEN 'doubtful'
 ELSE 'open' END"""
_BOOKED_AS = """ifnull((SELECT group_concat(DISTINCT a.number||' '||a.name) FROM bank_booking b
 JOIN line x ON x.entry=b.entry JOIN account a ON a.id=x.account
 WHERE b.bank_line=l.id AND a.number<>m.account AND x.effect<>'transfer'
 AND (x.part='' OR x.part='base')),'')"""
_SELECT = f"""SELECT l.id, l.money_account, m.name, l.day, l.value_day, l.cents, l.name, l.purpose,
 l.iban, l.kind_text, l.return_code, {_STATE}, {_BOOKED_AS}
 FROM bank_line l JOIN money_account m ON m.id=l.money_account"""  # noqa: S608  constants only
_OPEN = """l.set_aside IS NULL
 AND NOT EXISTS(SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id)"""


def page(
    con: sqlite3.Connection,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 256,
    money_account: int | None = None,
    only_open: bool = False,
) -> list[LineRow]:
    """Lines newest first, after the key (day, id) of the last one seen."""
    where, values = ["1"], []
    if after:
        where.append("(l.day, l.id) < (?, ?)")
        values += [*after]
    if money_account:
        where.append("l.money_account = ?")
        values.append(money_account)
    if only_open:
        where.append(_OPEN)
    sql = f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY l.day DESC, l.id DESC LIMIT ?"
    return [_line(row) for row in con.execute(sql, (*values, limit)).fetchall()]


def unbooked(con: sqlite3.Connection, money_account: int | None = None) -> list[LineRow]:
    """Lines that wait to be booked, oldest first."""
    sql = f"{_SELECT} WHERE {_OPEN} AND (?1 IS NULL OR l.money_account=?1) ORDER BY l.day, l.id"
    return [_line(row) for row in con.execute(sql, (money_account,)).fetchall()]


def count_unbooked(con: sqlite3.Connection) -> tuple[int, date | None]:
    """How many lines wait, and the day of the oldest."""
    sql = f"SELECT count(*), min(l.day) FROM bank_line l WHERE {_OPEN}"  # noqa: S608  constants only
    number, day = con.execute(sql).fetchone()
    return number, day and date.fromisoformat(day)


def line(con: sqlite3.Connection, line_id: int) -> LineRow:
    """One line; `NotFound` if there is none."""
    row = con.execute(f"{_SELECT} WHERE l.id=?", (line_id,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no bank line {number}."), number=line_id)
    return _line(row)


def entries_of(con: sqlite3.Connection, line_id: int) -> list[int]:
    """The entries that a line was booked as."""
    sql = "SELECT entry FROM bank_booking WHERE bank_line=? ORDER BY id"
    return [entry for (entry,) in con.execute(sql, (line_id,)).fetchall()]


def statements(con: sqlite3.Connection, money_account: int | None = None) -> list[StatementView]:
    """Statements, newest first."""
    sql = """SELECT s.id, s.money_account, s.number, s.first_day, s.last_day, s.opening, s.closing,
     count(l.id), sum(EXISTS(SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id)), i.file_name
     FROM statement s JOIN statement_import i ON i.id=s.import
     LEFT JOIN bank_line l ON l.statement=s.id
     WHERE ?1 IS NULL OR s.money_account=?1 GROUP BY s.id
     ORDER BY ifnull(s.closing_day, s.last_day) DESC, s.id DESC"""
    return [
        StatementView(i, m, n, _day(f), _day(t), o, c, lines, booked or 0, file)
        for i, m, n, f, t, o, c, lines, booked, file in con.execute(sql, (money_account,))
    ]


def pending(con: sqlite3.Connection, money_account: int | None = None) -> list[PendingRow]:
    """Pending lines of the last import."""
    sql = """SELECT day, cents, name, purpose FROM bulk_pending_line
     WHERE ?1 IS NULL OR money_account=?1 ORDER BY day, id"""
    return [
        PendingRow(date.fromisoformat(day), cents, name, purpose)
        for day, cents, name, purpose in con.execute(sql, (money_account,))
    ]


def quarantined(con: sqlite3.Connection) -> list[QuarantineView]:
    """Rows that could not be read, newest import first."""
    sql = """SELECT i.file_name, q.place, q.content, q.reason FROM quarantine q
     JOIN statement_import i ON i.id=q.import ORDER BY q.id DESC"""
    return [QuarantineView(*row) for row in con.execute(sql)]


def _line(row: tuple[object, ...]) -> LineRow:
    made = LineRow(*row)  # type: ignore[arg-type]  # the SELECT above has these columns
    return made._replace(
        day=date.fromisoformat(str(made.day)),
        value_day=made.value_day and date.fromisoformat(str(made.value_day)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
