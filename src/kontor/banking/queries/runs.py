"""Runs of payments: how far each is, what it holds, its file; mandates."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.banking.kinds import RunKind, RunState
from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.contacts.queries import same_person


class Run(NamedTuple):
    """A run with the sums of what it still holds."""

    id: int
    kind: RunKind
    state: RunState
    made: date
    noticed: date | None
    released: date | None
    account: int
    account_name: str
    scheme: str
    together: bool
    text: str
    pieces: int
    cents: int
    booked: int
    first: date | None
    file: str | None
    message: str | None


class Payment(NamedTuple):
    """One payment of a run."""

    id: int
    run: int
    item: int
    document: str
    partner: str
    payee: str
    cents: int
    discount: int
    kept: int
    day: date
    name: str
    iban: str
    bic: str
    purpose: str
    end_to_end: str
    mandate: str
    signed: date | None
    sequence: str
    bank_line: int | None
    booked: bool
    withdrawn: str | None

    @property
    def state(self) -> str:
        """How far it is, as a code."""
        if self.withdrawn is not None:
            return "out"
        return "booked" if self.booked else "in"


class MandateRow(NamedTuple):
    """A mandate with its last use."""

    id: int
    contact: int
    name: str
    number: str
    signed: date
    scheme: str
    once: bool
    iban: str
    bic: str
    holder: str
    last_used: date | None
    ended: date | None
    reason: str | None


_DONE = "EXISTS(SELECT 1 FROM bank_booking b WHERE b.bank_line=p.bank_line)"
_RUNS = f"""
SELECT r.id, r.kind, r.made, r.noticed, r.released, r.money_account, m.name, r.scheme, r.together,
 r.text, count(p.id), ifnull(sum(p.cents),0), ifnull(sum({_DONE}),0), min(p.day), f.name, f.message
FROM pay_run r JOIN money_account m ON m.id=r.money_account
LEFT JOIN payment p ON p.run=r.id AND p.withdrawn IS NULL LEFT JOIN pay_file f ON f.run=r.id
WHERE ?1 IS NULL OR r.id=?1 GROUP BY r.id ORDER BY r.id DESC
"""  # noqa: S608  own text
_PAYMENTS = f"""
SELECT p.id, p.run, p.item, i.document, ifnull(i.partner,a.partner), p.payee, p.cents, p.discount,
 p.kept, p.day, p.name, p.iban, ifnull(p.bic,''), p.purpose, p.end_to_end, ifnull(d.number,''),
 d.signed, ifnull(p.sequence,''), p.bank_line, {_DONE}, p.withdrawn
FROM payment p JOIN item i ON i.id=p.item JOIN account a ON a.id=i.account
LEFT JOIN mandate d ON d.id=p.mandate
"""  # noqa: S608  own text
_MANDATES = """
SELECT d.id, d.contact, c.name, d.number, d.signed, d.scheme, d.once, d.iban, ifnull(d.bic,''),
 d.holder, max(ifnull(d.last_used,''), ifnull((SELECT max(p.day) FROM payment p
  JOIN pay_file f ON f.run=p.run WHERE p.mandate=d.id AND p.withdrawn IS NULL),'')),
 d.ended, d.reason
FROM mandate d JOIN contact c ON c.id=d.contact
"""


def runs(con: sqlite3.Connection) -> list[Run]:
    """All runs, newest first."""
    return [_run(row) for row in con.execute(_RUNS, (None,)).fetchall()]


def run(con: sqlite3.Connection, key: int) -> Run:
    """One run.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(_RUNS, (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no payment run {number}."), number=key)
    return _run(row)


def payments(con: sqlite3.Connection, key: int) -> list[Payment]:
    """The payments of a run, also those that were left out."""
    rows = con.execute(f"{_PAYMENTS} WHERE p.run=? ORDER BY p.day, p.id", (key,)).fetchall()
    return [_payment(row) for row in rows]


def payment(con: sqlite3.Connection, key: int) -> Payment:
    """One payment."""
    row = con.execute(f"{_PAYMENTS} WHERE p.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no payment {number}."), number=key)
    return _payment(row)


def expected(con: sqlite3.Connection) -> list[Payment]:
    """Payments that went to the bank and have not come back on a statement."""
    rows = con.execute(
        f"{_PAYMENTS} JOIN pay_file f ON f.run=p.run WHERE p.withdrawn IS NULL"
        f" AND NOT {_DONE} ORDER BY p.id"
    ).fetchall()
    return [_payment(row) for row in rows]


def mandates(con: sqlite3.Connection, contact: int | None = None) -> list[MandateRow]:
    """All mandates, or those of a contact, newest first."""
    rows = con.execute(
        f"{_MANDATES} WHERE ?1 IS NULL OR d.contact IN (SELECT value FROM json_each(?1))"  # noqa: S608  own words
        " ORDER BY d.signed DESC, d.id DESC",
        (same_person(con, contact),),
    ).fetchall()
    return [_mandate(row) for row in rows]


def mandate(con: sqlite3.Connection, key: int) -> MandateRow:
    """One mandate.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_MANDATES} WHERE d.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no mandate {number}."), number=key)
    return _mandate(row)


def _run(row: Any) -> Run:
    key, kind, made, noticed, released, *rest = row
    account, name, scheme, together, text, count, cents, booked, first, file, message = rest
    state = RunState.PROPOSED
    if released:
        state = RunState.RELEASED
    if file:
        state = RunState.BOOKED if booked == count else RunState.EXPORTED
    return Run(
        key, RunKind(kind), state, date.fromisoformat(made), _day(noticed), _day(released),
        account, name, scheme, bool(together), text, count, cents, booked, _day(first), file,
        message,
    )  # fmt: skip


def _payment(row: Any) -> Payment:
    one = Payment._make(row)
    return one._replace(day=date.fromisoformat(row[9]), signed=_day(row[16]), booked=bool(row[19]))


def _mandate(row: Any) -> MandateRow:
    one = MandateRow._make(row)
    return one._replace(
        signed=date.fromisoformat(row[4]), once=bool(row[6]), last_used=_day(row[10]),
        ended=_day(row[11]),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
