"""A sales document on paper: what is known of it becomes a page in the customer's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from kontor.base.money import half_up
from kontor.base.tables import data_rows
from kontor.documents.layout import figures
from kontor.documents.layout.page import (
    Align,
    Column,
    Giro,
    Info,
    Line,
    Note,
    Page,
    Place,
    Row,
    RowKind,
    Signature,
    Table,
    Total,
    Weight,
)
from kontor.sales.kinds import DocumentKind, InvoiceKind, PositionKind, TaxCase
from kontor.sales.rules.printed import OwnFirm, Printed, PrintedPosition, TaxSum

_TAX_NOTES = {
    TaxCase.REVERSE: "note.reverse",
    TaxCase.SMALL: "note.small",
    TaxCase.PHOTOVOLTAICS: "note.photovoltaics",
    TaxCase.INTRA_EU: "note.intra_eu",
    TaxCase.EXEMPT: "note.exempt",
}
_CORRECTIONS = frozenset({InvoiceKind.CREDIT, InvoiceKind.CANCEL})
_WITHOUT_PRICES = frozenset(
    {DocumentKind.DELIVERY, DocumentKind.MEASUREMENT, DocumentKind.ACCEPTANCE}
)


@cache
def _table(language: str) -> dict[str, str]:
    column = "en" if language == "en" else "de"
    return {row["key"]: row[column] for row in data_rows("sales-words")}


def word(language: str, key: str, **values: str) -> str:
    """A fixed text of sales documents in the language of the document."""
    text = _table(language)[key]
    return text.format(**values) if values else text


def title_of(kind: DocumentKind, invoice_kind: InvoiceKind | None, language: str) -> str:
    """Name of the document, such as `Schlussrechnung`."""
    return word(language, f"invoice.{invoice_kind}" if invoice_kind else kind)


def page(doc: Printed, *, draft: bool = False) -> Page:
    """The document as a page; `draft` prints that word across it."""
    lang = doc.language
    return Page(
        language=lang,
        day=doc.day,
        title=title_of(doc.kind, doc.invoice_kind, lang),
        number=doc.number if doc.version == 1 else f"{doc.number} / {doc.version}",
        sender=doc.sender,
        recipient=doc.buyer.lines,
        info=tuple(_info(doc)),
        subject=doc.subject,
        salutation=doc.buyer.salutation,
        intro=_paragraphs(doc.intro),
        rows=tuple(_row(doc, one) for one in doc.positions),
        totals=tuple(_totals(doc)) if doc.kind not in _WITHOUT_PRICES else (),
        tables=(_earlier(doc),) if doc.earlier else (),
        closing=_paragraphs(doc.closing),
        notes=tuple(Note(text) for text in _notes(doc)),
        greeting=word(lang, "greeting"),
        signer=doc.firm.owner or doc.firm.name,
        signatures=tuple(_signatures(doc)),
        giro=_giro(doc),
        draft=draft,
        style=doc.style,
    )


def discount_cents(doc: Printed) -> int:
    """Skonto in cents on what is payable now."""
    return half_up(doc.payable * doc.discount_rate, 10_000)


def _info(doc: Printed) -> Iterator[Info]:
    lang = doc.language

    def row(key: str, value: str, *, strong: bool = False) -> Iterator[Info]:
        if value:
            yield Info(word(lang, f"label.{key}"), value, strong)

    yield from row("number", doc.number, strong=True)
    yield from row("day", figures.day(doc.day, lang))
    yield from row("customer", doc.buyer.number)
    yield from row("reference", doc.their_reference)
    yield from row("buyer_reference", doc.buyer.leitweg_id)
    if doc.kind is not DocumentKind.ORDER:
        yield from row("order", doc.order_number)
    yield from row("site", doc.site)
    if doc.original:
        number, day = doc.original
        yield from row("original", f"{number}, {figures.day(day, lang)}")
    if doc.service_to:
        first = doc.service_from or doc.service_to
        yield from row("service", figures.period(first, doc.service_to, lang))
    if doc.kind is DocumentKind.INVOICE:
        if doc.due and doc.payable > 0:
            yield from row("due", figures.day(doc.due, lang))
        yield from row("vat_id" if doc.firm.vat_id else "tax_number", _own_id(doc.firm))
        if doc.tax_case in {TaxCase.REVERSE, TaxCase.INTRA_EU}:
            yield from row("your_vat_id", doc.buyer.vat_id)
    if doc.kind is DocumentKind.QUOTE and doc.valid_until:
        yield from row("valid", figures.day(doc.valid_until, lang))


def _own_id(firm: OwnFirm) -> str:
    return firm.vat_id or firm.tax_number


def _row(doc: Printed, one: PrintedPosition) -> Row:
    lang = doc.language
    priced = doc.kind not in _WITHOUT_PRICES
    plain = one.kind in {PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL}
    rated = one.kind in {PositionKind.SURCHARGE, PositionKind.DISCOUNT} and one.rate
    quantity, unit, price = "", "", ""
    if rated:
        quantity = figures.rate(one.rate, lang)
    elif not plain:
        quantity = figures.quantity(one.quantity, lang) if one.quantity else ""
        unit = one.unit
        price = figures.price(one.price, lang) if priced and one.price else ""
        if price and one.basis != 1:
            price += f" / {one.basis}"
    details = one.details
    if one.rebate:
        details = (*details, f"{word(lang, 'sum.rebate')} {figures.rate(one.rebate, lang)}")
    return Row(
        RowKind(one.kind),
        one.number,
        one.short,
        details,
        quantity,
        unit,
        price,
        one.net if priced else None,
        one.counts,
        one.depth,
    )


def _totals(doc: Printed) -> Iterator[Total]:
    lang = doc.language
    billed = doc.to_date or doc.sums
    rebate = sum(one.cents for one in doc.rebates)
    if rebate:
        yield Total(word(lang, "sum.lines"), sum(one.net for one in billed) + rebate)
        percent = doc.rebates[0].percent
        label = (
            word(lang, "sum.rebate_percent", percent=figures.rate(percent, lang))
            if percent
            else word(lang, "sum.rebate")
        )
        yield Total(label, -rebate)
    if doc.to_date and doc.to_date != doc.sums:
        to_date = sum(one.net for one in doc.to_date)
        yield Total(word(lang, "sum.to_date"), to_date)
        yield Total(word(lang, "sum.billed"), doc.net - to_date)
    yield from _taxes(doc.sums, lang)
    final = doc.payable != doc.gross
    name = "sum.gross" if doc.kind is DocumentKind.INVOICE else "sum.total"
    if doc.invoice_kind in _CORRECTIONS:
        name = "sum.credit"
    yield Total(word(lang, name), doc.gross, Weight.SUM if final else Weight.STRONG)
    if doc.invoice_kind is InvoiceKind.FINAL:
        for one in doc.earlier:
            if one.received:
                yield Total(word(lang, "sum.received", number=one.number), -one.received)
    if doc.retention:
        yield Total(word(lang, "sum.retention"), -doc.retention)
    if final and doc.kind is DocumentKind.INVOICE:
        yield Total(word(lang, "sum.payable"), doc.payable, Weight.STRONG)


def _taxes(sums: tuple[TaxSum, ...], lang: str) -> Iterator[Total]:
    taxed = [one for one in sums if one.rate]
    if len(sums) == 1:
        yield Total(word(lang, "sum.net"), sums[0].net)
    else:
        for one in sums:
            key, rate = (
                ("sum.net_rate", figures.rate(one.rate, lang))
                if one.rate
                else (
                    "sum.net_free",
                    "",
                )
            )
            yield Total(word(lang, key, rate=rate), one.net)
    for one in taxed:
        yield Total(word(lang, "sum.tax", rate=figures.rate(one.rate, lang)), one.tax)


def _earlier(doc: Printed) -> Table:
    lang = doc.language
    heads = ("number", "day", "net", "tax", "gross", "received", "received_tax")
    lines = tuple(
        Line(
            (
                one.number,
                figures.day(one.day, lang),
                figures.money(one.net, lang),
                figures.money(one.tax, lang),
                figures.money(one.gross, lang),
                figures.money(one.received, lang),
                figures.money(one.received_tax, lang),
            )
        )
        for one in doc.earlier
    )
    columns = tuple(
        Column(word(lang, f"earlier.{head}"), Align.LEFT if at < 2 else Align.RIGHT)
        for at, head in enumerate(heads)
    )
    return Table(columns, lines, word(lang, "earlier.title"), Place.END)


def _notes(doc: Printed) -> Iterator[str]:
    lang = doc.language
    if doc.tax_case in _TAX_NOTES and doc.kind not in _WITHOUT_PRICES:
        yield word(lang, _TAX_NOTES[doc.tax_case])
    if doc.kind is DocumentKind.QUOTE and doc.valid_until:
        yield word(lang, "note.valid", day=figures.day(doc.valid_until, lang))
    if doc.kind is not DocumentKind.INVOICE:
        return
    if doc.original:
        number, day = doc.original
        key = "note.original" if doc.invoice_kind is InvoiceKind.CANCEL else "note.corrects"
        yield word(lang, key, number=number, day=figures.day(day, lang))
    yield from _payment_notes(doc)
    if doc.labour and doc.buyer.private and doc.labour.net:
        key = "note.labour" if doc.labour.tax else "note.labour_small"
        gross = doc.labour.net + doc.labour.tax
        yield word(
            lang,
            key,
            net=figures.amount(doc.labour.net, lang),
            tax=figures.amount(doc.labour.tax, lang),
            gross=figures.amount(gross, lang),
        )
    if doc.buyer.private and doc.real_estate:
        yield word(lang, "note.keep")
    if doc.buyer.private and doc.payable > 0:
        yield word(lang, "note.delay")
    if exempt := exemption_note(doc):
        yield exempt


def exemption_note(doc: Printed) -> str | None:
    """The own certificate of § 48b EStG, for those who would keep 15 % back; None without one."""
    firm, lang = doc.firm, doc.language
    if doc.buyer.private or not doc.real_estate or doc.payable <= 0 or not firm.exempt_until:
        return None
    parts = [word(lang, "note.exemption")]
    if firm.exemption:
        parts.append(word(lang, "note.exemption_number", number=firm.exemption))
    until = date.fromisoformat(firm.exempt_until)
    if until != date.max:
        parts.append(word(lang, "note.exemption_until", day=figures.day(until, lang)))
    return ", ".join(parts) + "."


def _payment_notes(doc: Printed) -> Iterator[str]:
    lang = doc.language
    if doc.retention:
        amount = figures.amount(doc.retention, lang)
        if doc.retention_release:
            day = figures.day(doc.retention_release, lang)
            yield word(lang, "note.retention", amount=amount, day=day)
        else:
            yield word(lang, "note.retention_open", amount=amount)
    if doc.payable <= 0:
        return
    if doc.discount_rate and doc.discount_until:
        discount = discount_cents(doc)
        yield word(
            lang,
            "note.discount",
            day=figures.day(doc.discount_until, lang),
            rate=figures.rate(doc.discount_rate, lang),
            discount=figures.amount(discount, lang),
            pay=figures.amount(doc.payable - discount, lang),
        )
    if doc.due:
        yield word(lang, "note.due", day=figures.day(doc.due, lang))


def _signatures(doc: Printed) -> Iterator[Signature]:
    lang = doc.language
    if doc.kind in {DocumentKind.QUOTE, DocumentKind.ADDITION}:
        yield Signature(f"{word(lang, 'sign.order')}: {word(lang, 'sign.place')}")
    elif doc.kind in {
        DocumentKind.DELIVERY,
        DocumentKind.TIME_NOTE,
        DocumentKind.MEASUREMENT,
        DocumentKind.ACCEPTANCE,
    }:
        yield Signature(word(lang, "sign.customer"))
        yield Signature(word(lang, "sign.firm"), doc.firm.owner)


def _giro(doc: Printed) -> Giro | None:
    if doc.kind is not DocumentKind.INVOICE or doc.payable <= 0 or not doc.firm.iban:
        return None
    return Giro(doc.firm.name, doc.firm.iban, doc.payable, doc.number, doc.firm.bic)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("\n") if part.strip())
