"""Booking receipts (Belege buchen): by the events of the ledger, in one step with the supplier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kontor.base.errors import Finding, InputError, KontorError, Refused
from kontor.base.i18n import N_
from kontor.base.ids import email, vat_id
from kontor.base.numbers import format_money
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind, ContactKind, Role
from kontor.contacts.matching import split_street
from kontor.contacts.model import (
    AddressInput,
    BankInput,
    ChannelInput,
    ContactInput,
    RoleInput,
)
from kontor.contacts.service import create_contact
from kontor.ledger.kinds import Posted
from kontor.ledger.model import inputs as events
from kontor.ledger.service.events import post_event
from kontor.receipts.kinds import How, Receipt, State
from kontor.receipts.model import BookInput, BookLine, ReceiptEntry, ReceiptTable
from kontor.receipts.queries import records
from kontor.receipts.queries.proposals import known
from kontor.receipts.rules.proposing import Code, Part, Proposal, gross_of, propose
from kontor.store.unit import Unit, use_case


class NotConfirmed(InputError):
    """Something speaks against booking; `findings` name all of it at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(
            first.message,
            hint=first.remedy or N_("Confirm it to book nevertheless."),
            field=first.field,
            **dict(first.values),
        )
        self.findings = tuple(findings)


class Choice(NamedTuple):
    """What is booked: the proposal with what the input says instead."""

    one: Receipt
    data: BookInput
    proposed: Proposal
    parts: tuple[Part, ...]
    event: str
    codes: Mapping[str, Code]


@use_case(N_("Receipt booked"))
def book(unit: Unit, data: BookInput) -> Posted:
    """Book a receipt as proposed, or as the input says; the supplier may be created with it.

    Raises:
        NotConfirmed: findings ask for a confirmation.
        Refused: it is booked already, set aside, or may be a duplicate.
        InputError: the supplier is not known, or a field is missing.
    """
    con = unit.con
    one = records.receipt(con, data.receipt)
    _refuse_state(one)
    around = known(con, one)
    proposed = propose(
        one, records.groups(con, one.id), records.lines(con, one.id),
        records.extra(con, one.id).skonto, around,
    )  # fmt: skip
    event = data.event or proposed.event
    choice = Choice(one, data, proposed, _parts(data, proposed), event, around.codes)
    asks = _asks(choice)
    if asks and not data.confirm:
        raise NotConfirmed(asks)
    partner = data.partner if event == "purchase" else _partner(unit, one, data, proposed)
    posted: Posted = post_event(unit, _event(choice, partner))
    _keep(unit, choice, posted, partner)
    return posted


def _refuse_state(one: Receipt) -> None:
    messages = {
        State.BOOKED: N_("{name} is booked already."),
        State.ASIDE: N_("{name} is set aside: {reason}"),
        State.DUPLICATE: N_("{name} may be the same as receipt {other}."),
    }
    if one.state in messages:
        raise Refused(
            messages[one.state],
            hint=N_("Take it back to the list first."),
            name=one.name,
            reason=one.set_aside,
            other=one.duplicate_of,
        )


def _parts(data: BookInput, proposed: Proposal) -> tuple[Part, ...]:
    if data.lines is not None:
        return tuple(
            Part(line.account, line.code or "", line.net, line.gross, line.text, "")
            for line in data.lines
        )
    if data.account:
        return tuple(part._replace(account=data.account) for part in proposed.parts)
    return proposed.parts


def _asks(choice: Choice) -> list[Finding]:
    """What must be confirmed: findings that the input did not settle, and wrong sums."""
    data, parts, one = choice.data, choice.parts, choice.one
    settled = {"receipts.account"} if parts and all(part.account for part in parts) else set()
    if data.day:
        settled.add("receipts.day")
    if data.withhold:
        settled.add("receipts.withhold")
    if data.lines is not None:
        settled |= {"receipts.difference", "receipts.foreign_tax", "receipts.reverse_tax"}
        settled |= {"receipts.sum", "receipts.currency"}
    asks = [each for each in choice.proposed.asks if each.code not in settled]
    if data.lines is not None and one.gross is not None and one.currency == "EUR":
        asks += _wrong_sum(choice)
    return asks


def _wrong_sum(choice: Choice) -> list[Finding]:
    """The lines that were typed come to something else than the document says."""
    parts, gross = choice.parts, choice.one.gross or 0
    if any(part.net is not None and part.code not in choice.codes for part in parts):
        return []  # the ledger knows codes that proposals do not; its sum shows in the entry
    total = sum(gross_of(parts, choice.codes))
    written = abs(gross) if choice.event == "credit_note" else gross
    if total == written:
        return []
    return [
        Finding(
            "receipts.difference", "receipts",
            N_("The booking comes to {booked}, the document says {written}."),
            N_("Compare with the document; confirm it to book nevertheless."),
            values=(("booked", format_money(total)), ("written", format_money(written))),
            field="lines",
        )
    ]  # fmt: skip


def _partner(unit: Unit, one: Receipt, data: BookInput, proposed: Proposal) -> str:
    if data.partner:
        return data.partner
    if proposed.partner:
        return proposed.partner
    if not data.new_supplier:
        raise InputError(
            N_("The supplier “{name}” is not known yet."),
            hint=N_("Create it in the same step (new supplier), or name the one it is."),
            field="partner",
            name=one.supplier or one.file_name,
        )
    return f"contacts:{new_supplier(unit, one)}"


def new_supplier(unit: Unit, one: Receipt) -> int:
    """Create the supplier of a receipt as a contact with what the document says."""
    if not one.supplier:
        raise InputError(N_("The receipt names no supplier; enter the name."), field="supplier")
    return create_contact(unit, supplier_input(one, records.extra(unit.con, one.id).supplier))


def supplier_input(one: Receipt, said: dict[str, Any]) -> ContactInput:
    """The contact that would be created."""
    street, number = split_street(said.get("street", ""))
    address = AddressInput(
        street=street or None, house_number=number or None, postcode=said.get("postcode") or None,
        city=said.get("city") or None, country=one.country or "DE",
    )  # fmt: skip
    mail = said.get("mail", "")
    ibans = said.get("ibans") or ([one.iban] if one.iban else [])
    return ContactInput(
        kind=ContactKind.FIRM,
        name=one.supplier,
        vat_id=one.vat_id if one.vat_id and vat_id.is_valid(one.vat_id) else None,
        roles=[RoleInput(role=Role.SUPPLIER)],
        addresses=[address] if street or address.city else [],
        channels=[ChannelInput(kind=ChannelKind.MAIL, value=mail)]
        if mail and email.is_valid(mail)
        else [],
        banks=[BankInput(iban=each) for each in ibans],
    )


def _event(choice: Choice, partner: str | None) -> events.AnyEvent:
    one, data, proposed, parts, event, _codes = choice
    day = data.day or proposed.day
    if day is None:
        raise InputError(N_("The date is not known yet; enter it."), field="day")
    if not parts:
        raise InputError(N_("The amount is not known yet; enter it."), field="lines")
    common: dict[str, Any] = {
        "day": day,
        "booked": data.booked,
        "document": data.document or proposed.document,
        "text": (data.text or proposed.text)[:300],
        "project": data.project,
        "source": one.ref,
        "lines": [_amount(part) for part in parts],
    }
    service = data.service or proposed.service
    arrival = max(data.arrival or one.arrival, day)
    if event == "credit_note":
        item = data.item or proposed.item
        if not item:
            raise InputError(N_("Name the bill that the credit note belongs to."), field="item")
        return events.CreditNote(item=item, **common)
    if event == "purchase":
        money = data.money or proposed.money or "bank"
        return events.Purchase(
            money=money, partner=partner, service=service, arrival=arrival, **common
        )
    return events.Bill(
        partner=partner or "",
        service=service,
        arrival=arrival,
        due=data.due or proposed.due or day,
        discounts=_discounts(data, proposed),
        withhold=data.withhold,
        debited=proposed.debited,
        advances=list(proposed.advances if data.advances is None else data.advances),
        **common,
    )


def _amount(part: Part) -> events.Amount:
    if not part.account:
        raise InputError(N_("An account is missing."), field="account")
    return events.Amount(
        account=part.account, net=part.net, gross=part.gross, code=part.code or None,
        text=part.text[:300],
    )  # fmt: skip


def _discounts(data: BookInput, proposed: Proposal) -> list[events.Discount]:
    if data.discounts is not None:
        return list(data.discounts)
    return [events.Discount(until=until, rate=rate) for until, rate in proposed.discounts]


def _keep(unit: Unit, choice: Choice, posted: Posted, partner: str | None) -> None:
    """Link the entries and keep what is learned: the supplier, the account of each line."""
    one, data, parts = choice.one, choice.data, choice.parts
    con = unit.con
    row = unit.get_one(ReceiptTable, one.id)
    if posted.entry is not None:
        unit.put(ReceiptEntry(receipt=one.id, entry=posted.entry, how=How.BOOKED))
    ref = _ref(unit, partner)
    if ref:
        row.partner = ref
    row.day = row.day or data.day
    row.service_day = data.service or row.service_day
    unit.put(row)
    for part in parts:
        for pos in part.lines:
            con.execute(
                "UPDATE receipt_line SET account=?,code=? WHERE receipt=? AND pos=?",
                (part.account, part.code, one.id, pos),
            )
    if data.lines is not None and len({line.account for line in data.lines}) == 1:
        _teach(unit, one.id, data.lines[0])


def _teach(unit: Unit, receipt: int, line: BookLine) -> None:
    unit.con.execute(
        "UPDATE receipt_line SET account=?,code=? WHERE receipt=?",
        (line.account, line.code, receipt),
    )


def _ref(unit: Unit, partner: str | None) -> str:
    if not partner:
        return ""
    try:
        return contacts.resolve(unit.con, partner).ref
    except KontorError:  # an account without a contact
        return ""
