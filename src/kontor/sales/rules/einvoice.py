"""A sales document as data: what is known of it becomes the neutral invoice record (EN 16931)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.documents.einvoice import record as en
from kontor.documents.einvoice.arithmetic import Exemption, complete, gross_of_line
from kontor.documents.einvoice.codes import unit_of, vat_category
from kontor.documents.einvoice.number import percent, price, quantity
from kontor.documents.layout import figures
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, TaxCase
from kontor.sales.rules.page import discount_cents, exemption_note, word
from kontor.sales.rules.printed import Buyer, Earlier, OwnFirm, Printed, PrintedPosition, TaxSum

# UNTDID 1001: invoice, partial invoice, credit note, corrected invoice
_TYPES = {InvoiceKind.INSTALMENT: "326", InvoiceKind.CREDIT: "381", InvoiceKind.CANCEL: "384"}
_TRANSFER = "58"
_NONE = "1"  # means of payment not defined: nothing is to be paid
_REMARK = "AAI"
_PIECE = "C62"
_LINES = frozenset(
    {
        PositionKind.NORMAL,
        PositionKind.ALTERNATIVE,
        PositionKind.OPTIONAL,
        PositionKind.LUMP,
        PositionKind.HOUR,
    }
)


class CodeTerms(NamedTuple):
    """How a tax code is called in an e-invoice."""

    category: str
    reason: str
    reason_code: str


@cache
def code_terms(code: str, language: str) -> CodeTerms:
    """VAT category, exemption reason and its code for one of our tax codes."""
    keys = {row["code"]: row["exemption"] for row in data_rows("sales-codes")}
    category, found = vat_category(keys.get(code, "standard"), german=language != "en")
    return CodeTerms(category, found.reason, found.code)


def unit_code(unit: str) -> str:
    """UNECE Rec 20 code of a unit as craftsmen write it; `C62` (one) when it is another."""
    return unit_of(unit) or _PIECE


def invoice_record(doc: Printed) -> en.Invoice:
    """The record of an invoice; its sums are computed from the lines and must equal the document.

    Raises:
        ValueError: they do not, which is a mistake of the program.
    """
    assert doc.kind is DocumentKind.INVOICE
    prepaid = doc.received if doc.invoice_kind is InvoiceKind.FINAL else 0
    found = en.Invoice(
        number=doc.number,
        issued=doc.day,
        kind=_TYPES.get(doc.invoice_kind or InvoiceKind.SINGLE, "380"),
        seller=_seller(doc.firm, doc),
        buyer=_buyer(doc.buyer, doc),
        lines=tuple(_lines(doc)),
        adjustments=tuple(_adjustments(doc)),
        totals=en.Totals(prepaid=prepaid),
        buyer_reference=doc.buyer.leitweg_id or doc.their_reference or doc.buyer.number,
        due=doc.due if doc.payable > 0 else None,
        skonto=_skonto(doc),
        terms=_terms(doc),
        payment=_payment(doc),
        delivery=en.Delivery(day=doc.service_to or doc.day),
        period=_period(doc),
        notes=tuple(en.Note(text, _REMARK) for text in _notes(doc)),
        preceding=tuple(_preceding(doc)),
        order=doc.their_reference,
        sales_order=doc.order_number,
    )
    done = complete(found, _reasons(doc))
    if (done.totals.net, done.totals.tax) != (doc.net, doc.tax):
        raise ValueError(
            f"e-invoice of {doc.number}: {done.totals.net}+{done.totals.tax},"
            f" document {doc.net}+{doc.tax}"
        )
    return done


def _reasons(doc: Printed) -> dict[str, Exemption]:
    terms = [code_terms(one.code, doc.language) for one in doc.sums]
    return {one.category: Exemption(one.reason, one.reason_code) for one in terms if one.reason}


def _seller(firm: OwnFirm, doc: Printed) -> en.Party:
    ids = doc.buyer.supplier_number or (firm.tax_number if not firm.vat_id else "")
    mail = firm.mail
    return en.Party(
        name=firm.name,
        ids=(en.Identifier(ids),) if ids else (),
        legal_id=en.Identifier(firm.register_number) if firm.register_number else None,
        vat_id=firm.vat_id,
        tax_number=firm.tax_number,
        legal_info=" ".join(filter(None, (firm.register_court, firm.register_number))),
        endpoint=en.Identifier(mail, "EM") if mail else None,
        address=en.Address(
            line1=firm.street, city=firm.city, postcode=firm.postcode, country=firm.country
        ),
        contact=en.Contact(firm.owner or firm.name, firm.phone, mail),
    )


def _buyer(buyer: Buyer, doc: Printed) -> en.Party:
    endpoint, scheme = buyer.endpoint or buyer.mail, buyer.endpoint_scheme or "EM"
    return en.Party(
        name=buyer.name,
        ids=(en.Identifier(buyer.number),) if buyer.number else (),
        vat_id=buyer.vat_id,
        endpoint=en.Identifier(endpoint, scheme) if endpoint else None,
        address=en.Address(
            line1=buyer.street,
            line2=buyer.addition,
            city=buyer.city,
            postcode=buyer.postcode,
            country=buyer.country,
        ),
    )


def _lines(doc: Printed) -> Iterator[en.Line]:
    at = 0
    for one in doc.positions:
        if one.kind in _LINES and one.counts and one.net is not None:
            at += 1
            yield _line(doc, one, at)
    if doc.invoice_kind is InvoiceKind.INSTALMENT:
        for code, earlier, net in _billed(doc):
            at += 1
            yield _less(doc, at, code, earlier, net)


def _line(doc: Printed, one: PrintedPosition, at: int) -> en.Line:
    terms = code_terms(one.code, doc.language)
    rate = next((s.rate for s in doc.sums if s.code == one.code), 0)
    value, unit_price = one.quantity, one.price
    if unit_price < 0:  # BR-27: a price is never negative, the quantity is
        value, unit_price = -value, -unit_price
    adjustments: tuple[en.Adjustment, ...] = ()
    basis = quantity(one.basis * 1000) if one.basis != 1 else None
    gross = gross_of_line(quantity(value), price(unit_price), basis)
    if one.rebate:
        rebate = gross - (one.net or 0)
        adjustments = (
            en.Adjustment(
                rebate,
                reason=word(doc.language, "sum.rebate"),
                reason_code="95",
                percent=percent(one.rebate),
                base=gross,
            ),
        )
    return en.Line(
        id=str(at),
        item=en.Item(
            name=one.short or word(doc.language, "sum.lines"), description="\n".join(one.details)
        ),
        quantity=quantity(value),
        unit=unit_code(one.unit),
        price=en.Price(price(unit_price), basis=basis),
        net=one.net or 0,
        category=terms.category,
        rate=rate,
        adjustments=adjustments,
    )


def _billed(doc: Printed) -> list[tuple[str, Earlier | None, int]]:
    """What a cumulative instalment takes off per code; earlier bills are named when one code is."""
    before = {one.code: one.net for one in doc.to_date}
    less = {one.code: before[one.code] - one.net for one in doc.sums if one.code in before}
    less = {code: net for code, net in less.items() if net}
    if len(less) == 1 and doc.earlier:
        (code,) = less
        if sum(one.net for one in doc.earlier) == less[code]:
            return [(code, one, one.net) for one in doc.earlier if one.net]
    return [(code, None, net) for code, net in less.items()]


def _less(doc: Printed, at: int, code: str, earlier: Earlier | None, net: int) -> en.Line:
    lang = doc.language
    terms = code_terms(code, lang)
    rate = next((s.rate for s in doc.sums if s.code == code), 0)
    name = word(lang, "sum.billed")
    if earlier:
        day = figures.day(earlier.day, lang)
        name = word(lang, "earlier_line", number=earlier.number, day=day)
    sign = 1 if net > 0 else -1
    return en.Line(
        id=str(at),
        item=en.Item(name=name),
        quantity=quantity(-1000 * sign),
        unit="LS",
        price=en.Price(price(abs(net) * 100)),
        net=-net,
        category=terms.category,
        rate=rate,
    )


def _adjustments(doc: Printed) -> Iterator[en.Adjustment]:
    """Rebates, surcharges and discount lines, which count on the document per tax code."""
    shown: dict[str, int] = {}
    for one in doc.positions:
        if one.kind in _LINES and one.counts and one.net is not None:
            shown[one.code] = shown.get(one.code, 0) + one.net
    rebates = {one.code: one for one in doc.rebates}
    for each in doc.to_date or doc.sums:
        terms = code_terms(each.code, doc.language)
        rebate = rebates.get(each.code)
        if rebate and rebate.cents:
            yield _adjustment(doc, each, -rebate.cents, rebate.percent, terms.category)
        taken = rebate.cents if rebate else 0
        rest = each.net - shown.get(each.code, 0) + taken
        if rest:
            yield _adjustment(doc, each, rest, 0, terms.category)


def _adjustment(doc: Printed, one: TaxSum, cents: int, rate: int, category: str) -> en.Adjustment:
    """`cents` is signed: negative lowers the sum."""
    base = one.net - cents if rate else None
    return en.Adjustment(
        abs(cents),
        charge=cents > 0,
        reason=word(doc.language, "sum.surcharge" if cents > 0 else "sum.rebate"),
        reason_code="" if cents > 0 else "95",
        percent=percent(rate) if rate else None,
        base=base,
        category=category,
        rate=one.rate,
    )


def _skonto(doc: Printed) -> tuple[en.Skonto, ...]:
    if not (doc.discount_rate and doc.discount_days and doc.payable > 0):
        return ()
    base = doc.payable if doc.payable != doc.gross - doc.received else None
    return (en.Skonto(doc.discount_days, doc.discount_rate, base),)


def _terms(doc: Printed) -> str:
    lang = doc.language
    parts = []
    if doc.payable > 0 and doc.due:
        parts.append(word(lang, "note.due", day=figures.day(doc.due, lang)))
    if doc.discount_rate and doc.discount_until and doc.payable > 0:
        discount = discount_cents(doc)
        parts.append(
            word(
                lang,
                "note.discount",
                day=figures.day(doc.discount_until, lang),
                rate=figures.rate(doc.discount_rate, lang),
                discount=figures.amount(discount, lang),
                pay=figures.amount(doc.payable - discount, lang),
            )
        )
    if doc.retention:
        parts.append(word(lang, "note.retention_open", amount=figures.amount(doc.retention, lang)))
    return "\n".join(parts)


def _payment(doc: Printed) -> en.Payment:
    firm = doc.firm
    if not firm.iban or doc.invoice_kind in {InvoiceKind.CREDIT, InvoiceKind.CANCEL}:
        return en.Payment(means=_NONE)
    account = en.Account(firm.iban, firm.name, firm.bic)
    return en.Payment(means=_TRANSFER, remittance=doc.number, accounts=(account,))


def _period(doc: Printed) -> en.Period | None:
    if doc.service_from and doc.service_to and doc.service_from != doc.service_to:
        return en.Period(doc.service_from, doc.service_to)
    return None


def _notes(doc: Printed) -> Iterator[str]:
    lang = doc.language
    if doc.invoice_kind is InvoiceKind.FINAL and doc.earlier:
        parts = [
            word(
                lang,
                "note.final_one",
                number=one.number,
                day=figures.day(one.day, lang),
                net=figures.amount(one.received_net, lang),
                tax=figures.amount(one.received_tax, lang),
            )
            for one in doc.earlier
            if one.received
        ]
        if parts:
            yield word(lang, "note.final", list="; ".join(parts))
    if doc.original:
        number, day = doc.original
        key = "note.original" if doc.invoice_kind is InvoiceKind.CANCEL else "note.corrects"
        yield word(lang, key, number=number, day=figures.day(day, lang))
    if doc.tax_case is TaxCase.PHOTOVOLTAICS:
        yield word(lang, "note.photovoltaics")
    if doc.labour and doc.buyer.private and doc.labour.net:
        gross = doc.labour.net + doc.labour.tax
        yield word(
            lang,
            "note.labour" if doc.labour.tax else "note.labour_small",
            net=figures.amount(doc.labour.net, lang),
            tax=figures.amount(doc.labour.tax, lang),
            gross=figures.amount(gross, lang),
        )
    if doc.buyer.private and doc.real_estate:
        yield word(lang, "note.keep")
    if exempt := exemption_note(doc):
        yield exempt


def _preceding(doc: Printed) -> Iterator[en.Reference]:
    if doc.original:
        yield en.Reference(*doc.original)
    for one in doc.earlier:
        yield en.Reference(one.number, one.day)
