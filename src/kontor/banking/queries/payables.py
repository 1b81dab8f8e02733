"""What can be paid or collected: open items with who gets the money and what stands against it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.banking.kinds import Payable, Payee, Suggestion
from kontor.banking.rules.paying import Plan, next_run, suggest
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.company.kinds import MoneyAccount
from kontor.company.law import limit_on
from kontor.company.queries import money_accounts, setting
from kontor.contacts.kinds import CertificateKind
from kontor.contacts.terms_queries import best_certificate
from kontor.ledger.queries import items as ledger
from kontor.ledger.rules.charts import withholding_rate

# typed accounts go before those learned from payments
_PAYEE = """
SELECT c.id, c.name, ifnull(c.tax_number,''), ifnull(b.iban,''), ifnull(b.bic,''),
 ifnull(nullif(b.holder,''), c.name), ifnull(t.method,'transfer'), ifnull(t.withhold,'auto'),
 ifnull(t.tax_office,''), ifnull(t.tax_office_iban,''),
 EXISTS(SELECT 1 FROM contact_role r WHERE r.contact=c.id AND r.role='subcontractor')
FROM contact c LEFT JOIN contact_bank b ON b.id=(SELECT k.id FROM contact_bank k
   WHERE k.contact=c.id ORDER BY k.learned, k.id LIMIT 1)
 LEFT JOIN pay_terms t ON t.contact=c.id WHERE 'contacts:'||c.id=?
"""
_TERMS = """
SELECT method, withhold, ifnull(tax_office,''), ifnull(tax_office_iban,'') FROM pay_terms
 WHERE contact=?
"""
_UNDER_WAY = """
SELECT DISTINCT p.item FROM payment p WHERE p.withdrawn IS NULL
 AND NOT EXISTS(SELECT 1 FROM bank_booking b WHERE b.bank_line=p.bank_line)
"""
_TURNOVER = """
SELECT ifnull(sum(w.cents),0) FROM item i JOIN weight w ON w.item=i.id
WHERE i.side=-1 AND i.kind IN ('bill','opening') AND i.partner=? AND substr(i.day,1,4)=?
"""
_DISCOUNTS = "SELECT item, until, rate FROM discount"


class Standing(NamedTuple):
    """What is read once for all items."""

    blocks: dict[int, str]
    under_way: frozenset[int]
    discounts: dict[int, list[tuple[date, int]]]
    debited: frozenset[int] = frozenset()


class Terms(NamedTuple):
    """How a partner is paid, and the tax office of a subcontractor."""

    method: str = "transfer"
    withhold: str = "auto"
    tax_office: str = ""
    tax_office_iban: str = ""


def terms(con: sqlite3.Connection, contact: int) -> Terms:
    """The terms of a contact; the usual ones when none were set."""
    row = con.execute(_TERMS, (contact,)).fetchone()
    return Terms(*row) if row else Terms()


def suggestions(
    con: sqlite3.Connection, today: date, until: date | None = None
) -> list[Suggestion]:
    """What a payment run would do with all that we owe, the most urgent first."""
    every = int(setting(con, "pay_days", today))
    plan = Plan(today, until or next_run(today, every), withholding_rate(today))
    found = [one for item in payables(con, today) for one in suggest(item, plan)]
    return sorted(found, key=lambda one: (one.day, one.payable.payee.name, one.payable.item))


def payables(con: sqlite3.Connection, today: date) -> list[Payable]:
    """All that we owe today, with who gets it; what is retained until later is left out."""
    found = ledger.open_items(con, today, side=ledger.SUPPLIER)
    known = standing(con)
    payees: dict[str, Payee] = {}
    out = []
    for one in found:
        if one.open <= 0:
            continue
        ref = one.partner or ""
        if ref not in payees:
            payees[ref] = payee(con, ref, one.name, today)
        made = _payable(one, payees[ref], known, today)
        if made.open > 0:
            out.append(made)
    return out


def standing(con: sqlite3.Connection) -> Standing:
    """Blocks, items under way and Skonto terms of all items."""
    discounts: dict[int, list[tuple[date, int]]] = {}
    for item, until, rate in con.execute(_DISCOUNTS).fetchall():
        discounts.setdefault(item, []).append((date.fromisoformat(until), rate))
    return Standing(
        dict(con.execute("SELECT item, reason FROM pay_block").fetchall()),
        frozenset(row[0] for row in con.execute(_UNDER_WAY).fetchall()),
        discounts,
        frozenset(row[0] for row in con.execute("SELECT id FROM item WHERE debited=1").fetchall()),
    )


def payee(con: sqlite3.Connection, ref: str, name: str, today: date) -> Payee:
    """Who gets the money of a partner; the account holder's name, as the bank compares it."""
    row = con.execute(_PAYEE, (ref,)).fetchone()
    if row is None:
        return Payee(ref, name)
    contact, _name, tax_number, number, bic, holder, method, withhold, office, office_iban, sub = (
        row
    )
    builder = bool(sub) and withhold == "auto" and _must_keep(con, contact, today)
    return Payee(ref, holder, number, bic, method, builder, tax_number, office, office_iban)


def _must_keep(con: sqlite3.Connection, contact: int, today: date) -> bool:
    """§ 48 EStG: no certificate on the day of payment, and more than the limit in the year."""
    held = best_certificate(con, contact, CertificateKind.EXEMPTION_48B, today)
    if held and held.holds_on(today):
        return False
    values = (f"contacts:{contact}", str(today.year))
    turnover = int(con.execute(_TURNOVER, values).fetchone()[0])
    free = limit_on("construction_withholding", today)
    return free is not None and turnover > free.cents


def _payable(one: ledger.OpenItem, payee: Payee, known: Standing, today: date) -> Payable:
    office = [part for part in one.parts if part.payee == "tax_office" and part.open > 0]
    kept_long = sum(
        part.open for part in one.parts if part.kind == "retention" and part.due > today
    )
    if one.id in known.debited:  # the bill says so, whatever else is agreed with the supplier
        payee = payee._replace(method="collected")
    return Payable(
        one.id, one.document, one.day, payee, one.open - kept_long, one.due,
        () if one.paid else tuple(known.discounts.get(one.id, ())),
        sum(part.open for part in office), min((part.due for part in office), default=None),
        one.disputed, known.blocks.get(one.id, ""), one.id in known.under_way,
        one.kind == "credit", one.text or "",
    )  # fmt: skip


def paying_account(con: sqlite3.Connection, name: str | None) -> MoneyAccount:
    """The own account that pays: named by name, number or IBAN, else the first with an IBAN."""
    accounts = [one for one in money_accounts(con) if one.kind == "bank"]
    if name:
        wanted = name.replace(" ", "")
        for one in accounts:
            if wanted in {one.account, one.iban} or name == one.name or name == str(one.id):
                return one
        raise InputError(N_("{name} is no bank account of the firm."), name=name, field="account")
    for one in accounts:
        if one.iban:
            return one
    raise InputError(
        N_("No bank account of the firm has an IBAN."),
        hint=N_("Enter it in Firm, money accounts."), field="account",
    )  # fmt: skip
