"""All that stands on a document, read from the file: firm, customer, positions, sums, bills."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import (
    AddressKind,
    CertificateKind,
    ChannelKind,
    Contact,
    ContactKind,
    CustomerKind,
)
from kontor.contacts.terms_queries import best_certificate
from kontor.documents.letterhead import sender, style
from kontor.documents.letters import recipient, salutation
from kontor.ledger.queries import lookup
from kontor.sales.kinds import InvoiceKind
from kontor.sales.queries import bills, documents
from kontor.sales.queries.bills import DeductionRow
from kontor.sales.queries.documents import Head, Position
from kontor.sales.rules import positions as rules
from kontor.sales.rules.dated import case_codes
from kontor.sales.rules.einvoice import code_terms
from kontor.sales.rules.printed import (
    Buyer,
    Earlier,
    Labour,
    OwnFirm,
    Printed,
    PrintedPosition,
    Rebate,
    TaxSum,
)

_CORRECTIONS = frozenset({InvoiceKind.CREDIT, InvoiceKind.CANCEL})


def printed(
    con: sqlite3.Connection, document: int, *, number: str = "", day: date | None = None
) -> Printed:
    """A document with everything that is printed of it.

    Args:
        con: connection.
        document: id.
        number: the number to print while none is drawn yet.
        day: the day of issue to print, for a document that is not issued.
    """
    head = documents.head(con, document)
    if day and not head.issued:
        head = head._replace(day=day)
    stored = documents.positions(con, document)
    totals, rates = computed(con, head, stored)
    taken = bills.deducted(con, head, stored)
    earlier = _earlier(taken)
    sums = _sums(con, head, totals, taken)
    to_date = _tax_sums(head, totals.sums, rates)
    received = sum(one.received for one in earlier)
    gross = sum(one.gross for one in sums)
    kept = retained(head, sums)
    return _of_head(con, head)._replace(
        number=number or head.number or "",
        positions=tuple(_rows(head, stored, totals)),
        rebates=tuple(_rebates(head, totals)),
        sums=sums,
        to_date=to_date if head.invoice_kind is InvoiceKind.INSTALMENT else (),
        earlier=earlier,
        retention=kept,
        payable=gross - kept - (received if head.invoice_kind is InvoiceKind.FINAL else 0),
        labour=_labour(head, stored, totals, rates, sums),
    )


def _of_head(con: sqlite3.Connection, head: Head) -> Printed:
    """What comes from head, firm and customer alone."""
    terms = terms_of(con, head)
    order = documents.head(con, head.sales_order) if head.sales_order else None
    firm, customer = _parties(con, head)
    within = timedelta(days=terms.discount_days)
    return Printed(
        kind=head.kind,
        invoice_kind=head.invoice_kind,
        number="",
        day=head.day,
        firm=firm,
        buyer=customer,
        sender=sender(con, head.day, head.language),
        style=style(con),
        language=head.language,
        version=head.version,
        subject=head.subject,
        site=_site(con, head),
        intro=head.intro or "",
        closing=head.closing or "",
        their_reference=head.their_reference or "",
        order_number=(order.number or "") if order else "",
        tax_case=head.tax_case,
        tax_reason=head.tax_reason or "",
        contract_law=head.contract_law,
        format=head.format,
        retention_release=head.retention_release,
        due=head.due or head.day + timedelta(days=terms.days),
        discount_rate=terms.discount_rate,
        discount_days=terms.discount_days,
        discount_until=head.day + within if terms.discount_rate else None,
        valid_until=head.valid_until,
        service_from=head.service_from,
        service_to=head.service_to,
        original=_original(con, head),
    )


def _parties(con: sqlite3.Connection, head: Head) -> tuple[OwnFirm, Buyer]:
    """Firm and customer; an issued document keeps those it went out with."""
    if head.issued:
        row = con.execute("SELECT recipient FROM sales_document WHERE id=?", (head.id,)).fetchone()
        frozen = json.loads(row[0] or "{}")
        if "firm" in frozen and "buyer" in frozen:
            kind = CustomerKind(frozen["buyer"]["customer_kind"])
            lines = tuple(frozen["buyer"]["lines"])
            return (
                OwnFirm(**frozen["firm"]),
                Buyer(**{**frozen["buyer"], "customer_kind": kind, "lines": lines}),
            )
    return own_firm(con, head.day), buyer(con, contacts.contact(con, head.contact), head)


class PaymentTerms(NamedTuple):
    """Days to pay and Skonto that hold for a document."""

    days: int
    discount_rate: int
    discount_days: int


def terms_of(con: sqlite3.Connection, head: Head) -> PaymentTerms:
    """Terms of the document, else of the customer, else of the firm; no Skonto on corrections."""
    agreed = contacts.contact(con, head.contact).terms
    days = head.terms_days if head.terms_days is not None else agreed.days
    if days is None:
        days = int(company.setting(con, "terms_days", head.day) or 0)
    rate, within = head.discount_rate, head.discount_days
    if head.invoice_kind in _CORRECTIONS:
        rate = within = 0
    return PaymentTerms(days, rate, within if rate else 0)


def computed(
    con: sqlite3.Connection, head: Head, stored: Sequence[Position]
) -> tuple[rules.Totals, dict[str, int]]:
    """The totals of a document and the tax rates of its codes on the day of the service."""
    values = documents.values(stored, head.tax_case)
    codes = {one.code for one in values} | {case_codes()[head.tax_case].code}
    rates = documents.rates(con, codes, head.tax_day)
    return rules.totals(values, rates, head.rebate), rates


def retained(head: Head, sums: Sequence[TaxSum]) -> int:
    """Security that the customer keeps of this bill; instalments are paid whole."""
    whole = head.invoice_kind not in {None, InvoiceKind.INSTALMENT, *_CORRECTIONS}
    if not head.retention_rate or not whole:
        return 0
    base = sum(one.net if head.retention_basis == "net" else one.gross for one in sums)
    return half_up(base * head.retention_rate, 10_000)


def own_firm(con: sqlite3.Connection, day: date) -> OwnFirm:
    """The firm as it stood on a day, with the first bank account for payments."""
    firm = company.firm(con)
    values = company.settings_on(con, day)
    bank = next((one for one in company.money_accounts(con) if one.iban), None)
    exempt = best_certificate(con, None, CertificateKind.EXEMPTION_48B, day)
    if exempt and not exempt.holds_on(day):
        exempt = None
    return OwnFirm(
        name=firm.name,
        owner=firm.owner or "",
        trade=firm.trade or "",
        street=_joined(firm.street, firm.house_number),
        postcode=firm.postcode or "",
        city=firm.city or "",
        country=firm.country,
        phone=firm.phone or "",
        mail=firm.mail or "",
        web=firm.web or "",
        tax_number=values["tax_number"],
        vat_id=values["vat_id"],
        register_court=values["register_court"],
        register_number=values["register_number"],
        iban=(bank.iban or "") if bank else "",
        bic=(bank.bic or "") if bank else "",
        bank=(bank.bank or "") if bank else "",
        exemption=(exempt.number or "") if exempt else "",
        exempt_until=(exempt.valid_to or date.max).isoformat() if exempt else "",
    )


def buyer(con: sqlite3.Connection, contact: Contact, head: Head) -> Buyer:
    """The customer: billing address, numbers, wishes for the invoice."""
    found = next((a for a in contact.addresses if a.kind is AddressKind.BILLING), contact.address)
    wish = con.execute(
        "SELECT leitweg_id,electronic_address,electronic_scheme,supplier_number,customer_kind"
        " FROM invoicing WHERE contact=?",
        (contact.id,),
    ).fetchone() or (None, None, None, None, "")
    street = _joined(found.street, found.house_number) if found else ""
    mail = next((c.normal for c in contact.channels if c.kind is ChannelKind.MAIL), "")
    person = contact.kind is ContactKind.PERSON
    kind = CustomerKind(wish[4] or ("private" if person else "business"))
    return Buyer(
        name=contact.name,
        lines=recipient(contact, wanted=AddressKind.BILLING),
        salutation=salutation(contact, head.language),
        number=contact.customer_number or "",
        street=street,
        addition=(found.addition or "") if found else "",
        postcode=(found.postcode or "") if found else "",
        city=(found.city or "") if found else "",
        country=found.country if found else "DE",
        vat_id=contact.vat_id or "",
        mail=mail,
        endpoint=wish[1] or "",
        endpoint_scheme=wish[2] or "",
        leitweg_id=wish[0] or "",
        supplier_number=wish[3] or "",
        private=kind is CustomerKind.PRIVATE,
        customer_kind=kind,
    )


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _sums(
    con: sqlite3.Connection, head: Head, totals: rules.Totals, taken: Sequence[DeductionRow]
) -> tuple[TaxSum, ...]:
    """What is billed now: of an instalment the performance to date less what was billed before."""
    if head.issued and (frozen := documents.frozen_sums(con, head.id)):
        return _tax_sums(head, frozen, {one.code: _rate(con, head, one.code) for one in frozen})
    billed: dict[str, int] = {}
    if head.invoice_kind is InvoiceKind.INSTALMENT:
        for one in taken:
            billed[one.code] = billed.get(one.code, 0) + one.net
    codes = [one.code for one in totals.sums]
    nets = {one.code: one.net - billed.get(one.code, 0) for one in totals.sums}
    nets |= {code: -net for code, net in billed.items() if code not in codes}
    rates = {code: _rate(con, head, code) for code in nets}
    return _tax_sums(head, rules.with_tax(nets, rates), rates)


def _rate(con: sqlite3.Connection, head: Head, code: str) -> int:
    return lookup.code_on(con, code, head.service_to or head.day).rate


def _tax_sums(
    head: Head, sums: Sequence[rules.CodeSum], rates: Mapping[str, int]
) -> tuple[TaxSum, ...]:
    found = []
    for one in sums:
        terms = code_terms(one.code, head.language)
        found.append(
            TaxSum(
                one.code,
                rates.get(one.code, 0),
                terms.category,
                one.net,
                one.tax,
                terms.reason,
                terms.reason_code,
            )
        )
    return tuple(found)


def _rows(head: Head, stored: Sequence[Position], totals: rules.Totals) -> list[PrintedPosition]:
    code = case_codes()[head.tax_case].code
    numbers = rules.numbers(documents.values(stored, head.tax_case))
    depths: dict[int | None, int] = {None: 0}
    rows = []
    for one in stored:
        depth = depths.get(one.parent, 0)
        depths[one.id] = depth + 1
        net = totals.lines.get(one.id, totals.subtotals.get(one.id, totals.titles.get(one.id)))
        rows.append(
            PrintedPosition(
                one.kind,
                numbers[one.id],
                one.short,
                tuple(part for part in (one.long or "").split("\n") if part.strip()),
                one.quantity,
                one.unit,
                one.price,
                one.price_basis,
                one.rebate,
                one.rate,
                net,
                one.chosen,
                depth,
                one.code or code,
            )
        )
    return rows


def _rebates(head: Head, totals: rules.Totals) -> list[Rebate]:
    if not totals.rebate:
        return []
    percent = head.rebate_rate if not head.rebate_cents else 0
    parts = rules.split(totals.rebate, totals.before)
    return [Rebate(code, cents, percent) for code, cents in parts.items()]


def _earlier(taken: Sequence[DeductionRow]) -> tuple[Earlier, ...]:
    found: dict[int, Earlier] = {}
    for one in taken:
        before = found.get(one.earlier, Earlier(one.number, one.day, 0, 0))
        found[one.earlier] = Earlier(
            one.number,
            one.day,
            before.net + one.net,
            before.tax + one.tax,
            before.received_net + one.received_net,
            before.received_tax + one.received_tax,
            one.received_on or before.received_on,
        )
    return tuple(found.values())


def _labour(
    head: Head,
    stored: Sequence[Position],
    totals: rules.Totals,
    rates: Mapping[str, int],
    sums: Sequence[TaxSum],
) -> Labour | None:
    """§ 35a EStG: of an instalment the part that its net has in the performance to date."""
    values = documents.values(stored, head.tax_case)
    found = rules.labour(values, totals, rates)
    net, tax = sum(one.net for one in found), sum(one.tax for one in found)
    if not net:
        return None
    billed = sum(one.net for one in sums)
    if totals.net and billed != totals.net:
        net = half_up(net * billed, totals.net)
        tax = half_up(tax * billed, totals.net)
    return Labour(net, tax)


def _site(con: sqlite3.Connection, head: Head) -> str:
    if head.site is None:
        return ""
    site = contacts.site(con, head.site)
    street = _joined(site.street, site.house_number)
    return ", ".join(filter(None, (site.name, street, _joined(site.postcode, site.city))))


def _original(con: sqlite3.Connection, head: Head) -> tuple[str, date] | None:
    if head.invoice_kind not in _CORRECTIONS or head.origin is None:
        return None
    first = documents.head(con, head.origin)
    return (first.number or "", first.day)
