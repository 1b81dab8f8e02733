"""The beginning of a demo file: firm, contacts, opening balances."""

from __future__ import annotations

from datetime import date

from kontor.company.kinds import Filing, MoneyKind, ProfitMethod, VatMethod
from kontor.contacts.kinds import ChannelKind, ContactKind, Role
from kontor.contacts.model import (
    AddressInput,
    BankInput,
    ChannelInput,
    ContactInput,
    RoleInput,
)
from kontor.contacts.service import create_contact
from kontor.desk.demo.people import People, Person, demo_iban, demo_vat_id
from kontor.desk.demo.plan import Plan
from kontor.desk.start import CompanyInput, StartAccount
from kontor.ledger.model.inputs import OpeningItem, PayrollLine
from kontor.store.unit import Unit

OWN_ACCOUNT = 4711  # the firm's own number at the bank that nobody has
ROLES = {"supplier": Role.SUPPLIER}


def firm_input(plan: Plan, start: date) -> CompanyInput:
    """The firm as the first-run wizard would have asked for it."""
    profile = plan.profile
    small = profile["vat"] == "small"
    return CompanyInput(
        name=profile["firm"],
        owner=profile["owner"],
        trade=profile["trade"],
        street="Werkhof",
        house_number="7",
        postcode="12345",
        city="Musterstadt",
        phone="030 23125 700",
        mail="buero@muster.example",
        chart=profile["chart"],
        started=start,
        legal_form=profile["legal_form"],
        land="NW",
        tax_office="Musterstadt",
        tax_number="133/8150/8159",
        vat_method=VatMethod(profile["vat"]),
        profit_method=ProfitMethod(profile["profit"]),
        vat_filing=Filing(profile["filing"]),
        vat_extension=profile["extension"],
        money_accounts=[
            StartAccount(name="Musterbank", iban=own_iban(), holder=profile["owner"]),
            StartAccount(name="Kasse", kind=MoneyKind.CASH),
        ],
        demo=plan.name,
        vat_id="" if small else "DE136695976",
    )


def create_people(unit: Unit, people: People) -> None:
    """All contacts of the plan, with their personal accounts."""
    builders = people.suppliers.get("sub", [])
    for person in people.everyone():
        create_contact(unit, _contact(person, subcontractor=person in builders))


def _contact(person: Person, *, subcontractor: bool) -> ContactInput:
    roles = [RoleInput(role=ROLES.get(person.segment, Role.CUSTOMER), number=person.number)]
    if subcontractor:
        roles.append(RoleInput(role=Role.SUBCONTRACTOR))
    return ContactInput(
        kind=ContactKind(person.kind), name=person.name, first_name=person.first or None,
        last_name=person.last or None, roles=roles, terms_days=person.terms,
        vat_id=demo_vat_id(int(person.number)) if person.segment == "contractor" else None,
        addresses=[AddressInput(street=person.street, house_number=person.house,
                                postcode=person.postcode, city=person.city)],
        channels=[ChannelInput(kind=ChannelKind.PHONE, value=person.phone),
                  ChannelInput(kind=ChannelKind.MAIL, value=person.mail)],
        banks=[BankInput(iban=person.iban)],
    )  # fmt: skip


def opening_lines(plan: Plan) -> list[PayrollLine]:
    """Balances of the first day: money and assets, and what they are owned with."""
    profile = plan.profile
    lines = [("bank", profile["bank_opening"]), ("kasse", profile["cash_opening"])]
    lines += [(asset.account, asset.book_value or 0) for asset in plan.assets]
    owed, tax = _receivable(plan)
    lines.append(("forderungen", owed))
    if profile["vat"] == "ist":
        lines.append(("ust_nf19", -tax))  # falls due when the old invoices are paid
    equity = "stammkapital" if profile["legal_form"] == "gmbh" else "variables_kapital"
    lines.append((equity, -sum(cents for _, cents in lines)))
    return [PayrollLine(account=account, amount=cents) for account, cents in lines if cents]


def _receivable(plan: Plan) -> tuple[int, int]:
    """What customers owe on the first day, and the VAT in it."""
    items = [move.event for move in plan.moves if isinstance(move.event, OpeningItem)]
    weights = [weight for item in items for weight in item.weights]
    return sum(one.net + one.tax for one in weights), sum(one.tax for one in weights)


def own_iban() -> str:
    """IBAN of the firm's bank account."""
    return demo_iban(OWN_ACCOUNT)
