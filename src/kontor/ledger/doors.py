"""What the books answer to the store and the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontor.base.dates import end_of_month, month_of, parse_period
from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.queries import closing, deductions, invariants, proofs, seals, standing
from kontor.ledger.queries.cash import below_zero
from kontor.ledger.queries.deadlines import OpenDeadline, coming_deadlines, tax_deadlines
from kontor.ledger.queries.items import open_items
from kontor.ledger.queries.lookup import unresolved
from kontor.store.doors import (
    Door,
    Due,
    Happening,
    Head,
    Held,
    Kept,
    SearchRow,
    listed,
    values_of,
)  # fmt: skip

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "ledger"
_LAW = "§ 147 AO, § 14b UStG"
_YEARS_KEPT = 10
_HALF_YEAR = 183  # days: a purchase takes its time
_AHEAD, _LONG = 7, 14  # days: a bill is named before its day; a claim is urgent after it
_NAMES = {
    "vat": N_("VAT return {period}"),
    "special_prepayment": N_("Special prepayment {period}"),
    "recapitulative": N_("Recapitulative statement {period}"),
    "vat_year": N_("Annual VAT return {period}"),
    "euer": N_("Income-surplus statement {period}"),
}
_ENTRIES = """
SELECT e.id, e.booked, e.document, e.text,
       (SELECT group_concat(a.number || ' ' || a.name, ' ') FROM line l
         JOIN account a ON a.id = l.account WHERE l.entry = e.id AND a.cash_role = 'item'),
       (SELECT group_concat(DISTINCT l.text) FROM line l WHERE l.entry = e.id
           AND l.text IS NOT NULL),
       (SELECT sum(l.cents) FROM line l WHERE l.entry = e.id AND l.cents > 0)
  FROM entry e WHERE ?1 IS NULL OR e.id IN (SELECT value FROM json_each(?1))
"""
_ITEMS = """
SELECT i.id, i.document, i.day, i.text, a.number, a.name, i.kind, i.opened_by
  FROM item i JOIN account a ON a.id = i.account
 WHERE (?1 IS NULL OR i.id IN (SELECT value FROM json_each(?1)))
   AND (i.opened_by IS NULL OR i.kind = 'request')
"""
_ACCOUNTS = """
SELECT id, number, name, concept FROM account
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""
_TIMELINE = """
SELECT iif(i.opened_by IS NULL, 'item:' || i.id, 'ledger:' || i.opened_by), i.day, i.kind,
       i.document,
       (SELECT sum(w.cents) FROM weight w WHERE w.item = i.id) * i.side
  FROM item i JOIN account a ON a.id = i.account WHERE coalesce(i.partner, a.partner) = ?1
 UNION ALL
SELECT 'ledger:' || s.entry, s.day, iif(s.money <> 0, 'money', 'reduction'), i.document,
       iif(s.money <> 0, s.money, -s.reduction) * i.side
  FROM settlement s JOIN item i ON i.id = s.item JOIN account a ON a.id = i.account
 WHERE coalesce(i.partner, a.partner) = ?1
 ORDER BY 2 DESC, 1 DESC
"""
_TITLES = {
    "invoice": N_("Invoice {document}"),
    "bill": N_("Bill {document}"),
    "request": N_("Advance request {document}"),
    "charge": N_("Charge {document}"),
    "credit": N_("Credit {document}"),
    "opening": N_("Open item taken over {document}"),
    "money": N_("Money on {document}"),
    "reduction": N_("Reduction of {document}"),
}
_OF_PARTNER = """
SELECT i.id, i.document, i.day, a.number, a.name FROM item i JOIN account a ON a.id = i.account
 WHERE coalesce(i.partner, a.partner) = ? ORDER BY i.day
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Tax deadlines, months to close, standing entries, cash below zero, unresolved payments."""
    for one in tax_deadlines(con, today, ahead=31):
        yield _tax_due(one, today)
    yield from _months_due(con, today)
    for standing_one in standing.standing_due(con, today):
        yield Due(
            f"ledger:template/{standing_one.template}/{standing_one.day}", standing_one.day,
            "standing", N_("Post the standing entry “{name}”"), None, 1,
            values_of(name=standing_one.name), "entry.standing",
        )  # fmt: skip
    for number, name, day, cents in below_zero(con)[-3:]:
        yield Due(
            f"ledger:cash/{number}/{day}", day, "cash", N_("{name} is below zero on {day}"), cents,
            2, values_of(name=name, day=day), "account.open",
        )  # fmt: skip
    waiting = unresolved(con, today)
    if waiting:
        yield Due(
            "ledger:unresolved", today, "unresolved", N_("Assign unresolved payments"), waiting, 1,
            (), "items.assign",
        )  # fmt: skip
    yield from _late_invoices(con, today)
    yield from _bills_to_pay(con, today)
    yield from _deductions_due(con, today, today + timedelta(days=_HALF_YEAR))


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Returns to file until a day, investment deductions that lapse until then."""
    for one in coming_deadlines(con, today, last):
        yield _tax_due(one, today)
    yield from _deductions_due(con, today, last)


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Items of a partner and what was paid on them, newest first."""
    for ref, day, kind, document, cents in con.execute(_TIMELINE, (partner,)).fetchall():
        yield Happening(
            ref, date.fromisoformat(day), kind, _TITLES[kind], cents, values_of(document=document)
        )


def search_rows(
    con: sqlite3.Connection, table: str, rows: Collection[int] | None
) -> Iterator[SearchRow]:
    """Entries by document, text, partner and amount; requests by document; accounts by name."""
    ids = listed(rows)
    if table == "entry":
        for key, booked, document, text, partner, more, cents in con.execute(_ENTRIES, (ids,)):
            title = " ".join(part for part in (booked, document, text) if part)
            words = " ".join(filter(None, (partner, more, format_money(cents or 0))))
            yield SearchRow(f"ledger:{key}", AREA, title, words, key)
    elif table == "item":
        for key, document, day, text, number, name, *_rest in con.execute(_ITEMS, (ids,)):
            yield SearchRow(
                f"item:{key}", AREA, f"{document} {name}", f"{day} {number} {text or ''}", key
            )
    elif table == "account":
        for key, number, name, concept in con.execute(_ACCOUNTS, (ids,)):
            yield SearchRow(f"account:{key}", AREA, f"{number} {name}", concept or "", key)


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """The invariants of the books; the balance of statements is the bank's own proof."""
    yield from invariants.check(con)
    yield from proofs.check(con)
    yield from deductions.check(con)


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """Items and accounts that name a partner."""
    for key, document, day, number, name in con.execute(_OF_PARTNER, (partner,)):
        held = date.fromisoformat(day)
        yield Held(
            f"item:{key}", N_("open or settled item"), f"{document} {day} {number} {name}",
            _LAW, _kept_until(held),
        )  # fmt: skip


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Nothing of the books goes before its legal time is over; what stays is named."""
    kept = []
    for key, _document, day, _number, _name in unit.con.execute(_OF_PARTNER, (partner,)).fetchall():
        until = _kept_until(date.fromisoformat(day))
        kept.append(Kept(f"item:{key}", N_("books and documents of bookings"), until, _LAW))
    return kept


def heads(con: sqlite3.Connection) -> Iterator[Head]:
    """The newest seal of the journal."""
    number, value = seals.head(con)
    if number:
        yield Head(seals.JOURNAL, number, value)


def has_head(con: sqlite3.Connection, begins: str) -> bool:
    """Whether a seal has a hash that begins so."""
    found = con.execute("SELECT 1 FROM seal WHERE substr(hash, 1, ?) = ?", (len(begins), begins))
    return found.fetchone() is not None


def _tax_due(one: OpenDeadline, today: date) -> Due:
    found = one.deadline
    near = (found.day - today).days <= 7
    return Due(
        f"ledger:{found.kind}/{found.period}", found.day, "tax", _NAMES[found.kind], None,
        2 if near else 1, values_of(period=parse_period(found.period, today).title), "tax.file",
        law=found.law,
    )  # fmt: skip


def _months_due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    this = month_of(today)
    waiting = [one for one in closing.months(con) if one.open and one.month < this]
    for one in reversed(waiting[:3]):
        last = end_of_month(date.fromisoformat(f"{one.month}-01"))
        day = end_of_month(date.fromordinal(last.toordinal() + 1))
        yield Due(
            f"ledger:month/{one.month}", day, "month",
            N_("Close {month}: {count} entries are not sealed"), None,
            2 if day < today else 0,
            values_of(month=parse_period(one.month, today).title, count=one.open), "month.close",
        )  # fmt: skip


def _late_invoices(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """What customers owe beyond its day; what is disputed waits for the dispute."""
    for one in open_items(con, today, side=1):
        if one.due and one.overdue > 0 and not one.disputed:
            values = values_of(document=one.document, name=one.name, day=one.due)
            yield Due(
                f"item:{one.id}", one.due, "item", N_("{document} of {name}: overdue since {day}"),
                one.overdue, 2 if one.days_overdue >= _LONG else 1, values, "item.remind",
            )  # fmt: skip


def _bills_to_pay(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Bills of suppliers that are due now or within the week."""
    for one in open_items(con, today, side=-1):
        if one.due and one.open > one.retained and one.due <= today + timedelta(days=_AHEAD):
            yield Due(
                f"item:{one.id}", one.due, "bill", N_("Pay {document} of {name}"),
                one.overdue or one.open - one.retained, 2 if one.due < today else 1,
                values_of(document=one.document, name=one.name), "item.pay",
            )  # fmt: skip


def _deductions_due(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Investment deductions that lapse until a day, and those that lapsed: they go back."""
    for one in deductions.waiting(con):
        over = one.until < today
        if one.until <= last:
            title = (
                N_("Give back the investment deduction of {year}")
                if over
                else N_("Buy for the investment deduction of {year}")
            )
            yield Due(
                f"ledger:deduction/{one.claim.id}", one.until, "investment", title, one.claim.left,
                2 if over else 1, values_of(year=one.claim.year),
            )  # fmt: skip


def _kept_until(day: date) -> date:
    return date(day.year + _YEARS_KEPT, 12, 31)


DOOR = Door(
    area=AREA,
    due=due,
    deadlines=deadlines,
    timeline=timeline,
    search_tables=frozenset({"entry", "item", "account"}),
    search_parts=(("line", "entry", "entry"),),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(
        "account", "account_form", "tax_code", "entry", "line", "seal", "item", "discount",
        "weight", "reduction", "due_part", "settlement", "share", "shift", "filing",
        "period", "template", "asset", "depreciation", "investment_deduction", "investment_move",
        "cost_reduction",
    ),
    heads=heads,
    has_head=has_head,
)  # fmt: skip
