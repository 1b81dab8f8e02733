"""A record for the eye (Ansicht): rows of label and value, and tables; pure, for any face."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import _
from kontor.base.numbers import format_money, format_rate
from kontor.documents.einvoice import codes
from kontor.documents.einvoice.names import label
from kontor.documents.einvoice.number import Number
from kontor.documents.einvoice.record import (
    Address,
    Adjustment,
    Contact,
    Identifier,
    Invoice,
    Line,
    Party,
    Period,
    Skonto,
)


class Row(NamedTuple):
    """One fact: what it is called and what it says."""

    label: str
    value: str


class Table(NamedTuple):
    """Facts of many; `right` are the columns with numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


class Section(NamedTuple):
    """A part of the view; empty parts are not made."""

    title: str
    rows: tuple[Row, ...] = ()
    table: Table | None = None


def sections(invoice: Invoice) -> tuple[Section, ...]:
    """The whole invoice in the reader's language, in the order in which one reads it."""
    found = (
        Section(_("The invoice"), _head(invoice)),
        Section(_("Seller"), _seller(invoice.seller)),
        Section(_("Buyer"), _buyer(invoice.buyer)),
        Section(_("Other parties"), _others(invoice)),
        Section(_("Service"), _service(invoice)),
        Section(_("Invoice lines"), table=_lines(invoice)),
        Section(_("Allowances and charges"), table=_adjustments(invoice.adjustments)),
        Section(_("VAT"), table=_taxes(invoice)),
        Section(_("Totals"), _totals(invoice)),
        Section(_("Payment"), _payment(invoice)),
        Section(_("Remarks"), _notes(invoice)),
        Section(_("Attachments"), table=_attachments(invoice)),
    )
    return tuple(one for one in found if one.rows or one.table)


def _filled(pairs: Iterable[tuple[str, str]]) -> tuple[Row, ...]:
    return tuple(Row(label(term), value) for term, value in pairs if value)


def _day(day: date | None) -> str:
    return format_day(day) if day else ""


def _head(invoice: Invoice) -> tuple[Row, ...]:
    kind = codes.kind_name(invoice.kind)
    earlier = ", ".join(
        f"{one.number} ({_day(one.issued)})" if one.issued else one.number
        for one in invoice.preceding
    )
    return _filled(
        (
            ("BT-3", kind),
            ("BT-1", invoice.number),
            ("BT-2", _day(invoice.issued)),
            ("BT-5", invoice.currency if invoice.currency != "EUR" else ""),
            ("BT-10", invoice.buyer_reference),
            ("BT-13", invoice.order),
            ("BT-14", invoice.sales_order),
            ("BT-12", invoice.contract),
            ("BT-11", invoice.project),
            ("BT-16", invoice.despatch_advice),
            ("BT-15", invoice.receiving_advice),
            ("BT-17", invoice.tender),
            ("BT-18", invoice.object_id.value if invoice.object_id else ""),
            ("BT-19", invoice.account),
            ("BT-25", earlier),
        )
    )


def _seller(seller: Party) -> tuple[Row, ...]:
    return _filled(
        (
            ("BT-27", seller.name),
            ("BT-28", seller.trading_name),
            ("BG-5", address_text(seller.address)),
            ("BT-29", _numbers(seller)),
            ("BT-30", seller.legal_id.value if seller.legal_id else ""),
            ("BT-31", seller.vat_id),
            ("BT-32", seller.tax_number),
            ("BT-34", _endpoint(seller.endpoint)),
            ("BG-6", _contact(seller.contact)),
            ("BT-33", seller.legal_info),
        )
    )


def _buyer(buyer: Party) -> tuple[Row, ...]:
    return _filled(
        (
            ("BT-44", buyer.name),
            ("BT-45", buyer.trading_name),
            ("BG-8", address_text(buyer.address)),
            ("BT-46", _numbers(buyer)),
            ("BT-47", buyer.legal_id.value if buyer.legal_id else ""),
            ("BT-48", buyer.vat_id),
            ("BT-49", _endpoint(buyer.endpoint)),
            ("BG-9", _contact(buyer.contact)),
        )
    )


def _others(invoice: Invoice) -> tuple[Row, ...]:
    payee, agent = invoice.payee or Party(), invoice.representative or Party()
    return _filled(
        (
            ("BT-59", payee.name),
            ("BT-60", _numbers(payee)),
            ("BT-61", payee.legal_id.value if payee.legal_id else ""),
            ("BT-62", agent.name),
            ("BT-63", agent.vat_id),
            ("BG-12", address_text(agent.address)),
        )
    )


def _numbers(party: Party) -> str:
    return ", ".join(identifier_text(one) for one in party.ids)


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return ", ".join(filter(None, (contact.name, contact.phone, contact.email)))


def _endpoint(one: Identifier | None) -> str:
    if one is None:
        return ""
    return f"{one.value} ({codes.address_name(one.scheme)})" if one.scheme else one.value


def identifier_text(one: Identifier) -> str:
    """A number, with the list it comes from when it names one."""
    return f"{one.value} ({one.scheme})" if one.scheme else one.value


def address_text(address: Address | None) -> str:
    """An address on one line."""
    if address is None:
        return ""
    town = " ".join(filter(None, (address.postcode, address.city)))
    country = address.country if address.country != "DE" else ""
    parts = (address.line1, address.line2, address.line3, town, address.subdivision, country)
    return ", ".join(filter(None, parts))


def period_text(period: Period | None) -> str:
    """A period; open ends show as a dash alone."""
    if period is None:
        return ""
    return f"{_day(period.start)} – {_day(period.end)}".strip()


def _service(invoice: Invoice) -> tuple[Row, ...]:
    delivery = invoice.delivery
    return _filled(
        (
            ("BT-72", _day(delivery.day) if delivery else ""),
            ("BT-73", period_text(invoice.period)),
            ("BT-70", delivery.name if delivery else ""),
            ("BG-15", address_text(delivery.address) if delivery else ""),
        )
    )


def _lines(invoice: Invoice) -> Table | None:
    if not invoice.lines:
        return None
    terms = ("BT-126", "BT-153", "BT-129", "BT-130", "BT-146", "BT-152", "BT-131")
    return Table(
        tuple(label(term) for term in terms),
        tuple(_line(one) for one in invoice.lines),
        frozenset({2, 4, 5, 6}),
    )


def _line(line: Line) -> tuple[str, ...]:
    price = line.price
    cost = number_text(price.net, keep=2) if price else ""
    if price and price.basis and price.basis != Number(1):
        cost = f"{cost} / {number_text(price.basis)}"
    return (
        line.id,
        "\n".join(filter(None, (line.item.name, line.item.description, line.note))),
        number_text(line.quantity) if line.quantity else "",
        codes.unit_symbol(line.unit),
        cost,
        rate_text(line.category, line.rate),
        format_money(line.net),
    )


def number_text(number: Number, keep: int = 0) -> str:
    """A number of a foreign file with all its decimals, at least `keep` of them."""
    places = max(number.places, keep)
    whole, rest = divmod(abs(number.value) * 10 ** (places - number.places), 10**places)
    text = format_money(whole * 100)
    decimals = text[-3]  # the decimal mark of the language
    shown = text[:-3] + (f"{decimals}{rest:0{places}d}" if places else "")
    return ("-" if number.value < 0 else "") + shown


def rate_text(category: str, rate: int | None) -> str:
    """A VAT rate; where none is due, the category says so."""
    if category in {"S", ""} and rate is not None:
        return format_rate(rate)
    return category if not rate else f"{category} {format_rate(rate)}"


def _adjustments(adjustments: Iterable[Adjustment]) -> Table | None:
    rows = tuple(
        (
            one.reason or one.reason_code or label("BT-99" if one.charge else "BT-92"),
            f"{number_text(one.percent)} %" if one.percent else "",
            rate_text(one.category, one.rate),
            format_money(one.cents if one.charge else -one.cents),
        )
        for one in adjustments
    )
    heads = (_("Reason"), _("Percentage"), label("BT-119"), _("Amount"))
    return Table(heads, rows, frozenset({1, 2, 3})) if rows else None


def _taxes(invoice: Invoice) -> Table | None:
    rows = tuple(
        (
            rate_text(one.category, one.rate),
            format_money(one.basis),
            format_money(one.tax),
            one.reason or one.reason_code,
        )
        for one in invoice.groups
    )
    heads = tuple(label(term) for term in ("BT-119", "BT-116", "BT-117", "BT-120"))
    return Table(heads, rows, frozenset({0, 1, 2})) if rows else None


def _totals(invoice: Invoice) -> tuple[Row, ...]:
    said = invoice.totals
    amounts = (
        ("BT-106", said.lines, bool(said.allowances or said.charges)),
        ("BT-107", -said.allowances, bool(said.allowances)),
        ("BT-108", said.charges, bool(said.charges)),
        ("BT-109", said.net, True),
        ("BT-110", said.tax, True),
        ("BT-112", said.gross, True),
        ("BT-113", -said.prepaid, bool(said.prepaid)),
        ("BT-114", said.rounding, bool(said.rounding)),
        ("BT-DEX-002", said.third_party, bool(said.third_party)),
        ("BT-115", said.due, True),
    )
    return tuple(Row(label(term), format_money(cents)) for term, cents, shown in amounts if shown)


def _payment(invoice: Invoice) -> tuple[Row, ...]:
    payment = invoice.payment
    rows = [("BT-9", _day(invoice.due))]
    rows += [("BT-20", skonto_text(one)) for one in invoice.skonto]
    rows.append(("BT-20", invoice.terms))
    if payment:
        means = codes.means_name(payment.means)
        rows.append(("BT-81", payment.means_text or means))
        rows.append(("BT-83", payment.remittance))
        for account in payment.accounts:
            rows += [("BT-84", account.iban), ("BT-85", account.name), ("BT-86", account.bic)]
        if payment.card:
            rows.append(("BT-87", payment.card.number))
        if payment.debit:
            debit = payment.debit
            rows += [
                ("BT-89", debit.mandate),
                ("BT-90", debit.creditor_id),
                ("BT-91", debit.iban),
            ]
    return _filled(rows)


def skonto_text(one: Skonto) -> str:
    """A discount for early payment in words."""
    text = _("{rate} Skonto within {days} days").format(
        rate=format_rate(one.percent), days=one.days
    )
    if one.base is None:
        return text
    return _("{skonto}, on {amount}").format(skonto=text, amount=format_money(one.base))


def _notes(invoice: Invoice) -> tuple[Row, ...]:
    return _filled(("BT-22", note.text) for note in invoice.notes)


def _attachments(invoice: Invoice) -> Table | None:
    rows = tuple(
        (
            one.id,
            one.description or one.file_name,
            one.uri or one.mime,
            _("{count} bytes").format(count=len(one.content)) if one.content else "",
        )
        for one in invoice.attachments
    )
    heads = (label("BT-122"), label("BT-125"), _("Kind or address"), _("Size"))
    return Table(heads, rows, frozenset({3})) if rows else None
