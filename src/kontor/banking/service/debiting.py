"""Direct debits (Lastschriften): mandates, runs of collections, their announcement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import CollectAsked
from kontor.banking.model import (
    DebitInput,
    Mandate,
    MandateInput,
    PaymentRow,
    PayRun,
    PayTerms,
    PayTermsInput,
)
from kontor.banking.queries import payables, runs
from kontor.banking.rules.debiting import Use, collection_day, fault, sequence
from kontor.banking.rules.sepa import reference, sepa_text
from kontor.banking.service.paying import end_to_ends
from kontor.base.dates import format_day
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.ids import bic, iban
from kontor.company.queries import setting
from kontor.contacts import queries as contacts
from kontor.ledger.queries import items as ledger
from kontor.ledger.queries import lookup
from kontor.store.unit import Unit, use_case


class Collect(NamedTuple):
    """An open invoice with the mandate that may be used for it."""

    item: ledger.OpenItem
    mandate: runs.MandateRow
    day: date


@use_case(N_("Mandate added"))
def add_mandate(unit: Unit, data: MandateInput) -> int:
    """Keep a signed mandate; without an IBAN the customer's own account is meant.

    Raises:
        InputError: the number is taken, or the IBAN is missing or wrong.
    """
    contact = contacts.contact(unit.con, contacts.resolve(unit.con, data.contact).id)
    bank = next(iter(contact.banks), None)
    number = sepa_text(data.number)
    if not number or number != data.number:
        raise InputError(
            N_("A mandate number has only letters, digits and signs like - / . ("),
            field="number",
        )
    if unit.con.execute("SELECT 1 FROM mandate WHERE number=?", (number,)).fetchone():
        raise InputError(N_("The mandate {number} is there already."), number=number,
                         field="number")  # fmt: skip
    account = data.iban or (bank.iban if bank else "")
    if not account:
        raise InputError(N_("The account of the mandate is missing."), field="iban")
    holder = data.holder or (bank.holder if bank and bank.iban == account else "") or contact.name
    row = Mandate(
        contact=contact.id, number=number, signed=data.signed, scheme=data.scheme,
        once=data.once, iban=iban.validate(account),
        bic=bic.validate(data.bic) if data.bic else None, holder=holder,
        last_used=data.last_used,
    )  # fmt: skip
    return unit.put(row).key


@use_case(N_("Mandate ended"))
def end_mandate(unit: Unit, mandate: int, day: date, reason: str) -> None:
    """A mandate was withdrawn or is not used any more."""
    row = unit.get(Mandate, mandate)
    if row is None:
        raise InputError(N_("There is no mandate {number}."), number=mandate, field="mandate")
    if not reason.strip():
        raise InputError(N_("Say why the mandate ends."), field="reason")
    row.ended, row.reason = day, reason.strip()
    unit.put(row)


@use_case(N_("Terms of payment set"))
def set_pay_terms(unit: Unit, contact: int, data: PayTermsInput) -> None:
    """Set how a partner is paid, and the tax office of a subcontractor."""
    contacts.contact(unit.con, contact)
    found = unit.con.execute("SELECT id FROM pay_terms WHERE contact=?", (contact,)).fetchone()
    row = (unit.get(PayTerms, found[0]) if found else None) or PayTerms(contact=contact)
    row.method, row.withhold = data.method, data.withhold
    row.tax_office = data.tax_office or None
    number = data.tax_office_iban
    row.tax_office_iban = iban.validate(number) if number else None
    unit.put(row)


@use_case(N_("Direct debits proposed"))
def propose_debits(unit: Unit, data: DebitInput, today: date) -> int:
    """Make a run of what customers with a mandate owe; each amount is the open item.

    Raises:
        Refused: nothing can be collected, the creditor id is missing, or what was named is held
            back, such as for a dispute.
    """
    if not setting(unit.con, "creditor_id", today):
        raise Refused(
            N_("The creditor id of the firm is missing."),
            hint=N_("Set it with: kontor settings set creditor_id …"), field="creditor_id",
        )  # fmt: skip
    account = payables.paying_account(unit.con, data.account)
    held: list[Refused] = []
    found = list(_collects(unit, data, today, held))
    if held and (data.items or not found):
        raise held[0]
    if not found:
        raise Refused(N_("No invoice can be collected: none is due with a valid mandate."))
    run = unit.put(PayRun(
        kind="debit", money_account=account.id, scheme=data.scheme, together=data.together,
        made=today, text=data.text,
    ))  # fmt: skip
    used: dict[int, str] = {}
    for item, mandate, day in found:
        kind = sequence(_use(mandate), last=data.last)
        if kind == "FRST" and mandate.id in used:
            kind = "RCUR"
        used[mandate.id] = kind
        unit.put(PaymentRow(
            run=run.key, item=item.id, cents=item.open - item.retained, day=day,
            name=mandate.holder, iban=mandate.iban, bic=mandate.bic or None,
            purpose=f"{item.document} vom {item.day:%d.%m.%Y}",
            end_to_end=reference(item.document, end_to_ends(unit)), mandate=mandate.id,
            sequence=kind,
        ))  # fmt: skip
    return run.key


@use_case(N_("Direct debits announced"))
def announce(unit: Unit, run: int, today: date) -> None:
    """Note that the customers of a run were told amount and day."""
    row = unit.get(PayRun, run)
    if row is None or row.kind != "debit":
        raise InputError(N_("There is no run of direct debits {number}."), number=run, field="run")
    days = int(setting(unit.con, "notice_days", today))
    for one in runs.payments(unit.con, run):
        if one.withdrawn is None and one.day < today + timedelta(days=days):
            raise Refused(
                N_("{document}: {day} is less than {days} days away."),
                hint=N_("Drop the run and propose it anew."), document=one.document,
                day=format_day(one.day), days=days,
            )  # fmt: skip
    row.noticed = today
    unit.put(row)


def _collects(unit: Unit, data: DebitInput, today: date, held: list[Refused]) -> Iterable[Collect]:
    """What can be collected; what another area holds back goes to `held`."""
    wanted = {lookup.item_named(unit.con, name).id for name in data.items}
    until = data.until or today + timedelta(days=int(setting(unit.con, "pay_days", today)))
    notice = int(setting(unit.con, "notice_days", today))
    known = payables.standing(unit.con)
    mandates = [one for one in runs.mandates(unit.con) if one.scheme == data.scheme]
    spent: set[int] = set()
    for item in ledger.open_items(unit.con, today, side=ledger.CUSTOMER):
        chosen = item.id in wanted if wanted else (item.due or item.day) <= until
        bad = item.disputed or item.id in known.under_way or item.id in known.blocks
        if not chosen or bad or item.open - item.retained <= 0 or item.kind == "credit":
            continue
        for one in mandates:
            if f"contacts:{one.contact}" != item.partner or one.id in spent:
                continue
            kind = sequence(_use(one), last=data.last)
            day = collection_day(item.due, today, notice, scheme=one.scheme, kind=kind)
            if fault(_use(one), day) is not None:
                continue
            try:
                unit.emit(CollectAsked(item.id, item.document, today))
            except Refused as why:
                held.append(why)
                break
            if one.once:
                spent.add(one.id)
            yield Collect(item, one, day)
            break


def _use(one: runs.MandateRow) -> Use:
    return Use(one.signed, one.once, one.last_used, one.ended)
