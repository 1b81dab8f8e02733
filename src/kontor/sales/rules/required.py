"""What must be on which document (Pflichtangaben): findings for what is missing, notes to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.contacts.kinds import CustomerKind
from kontor.sales.kinds import DocumentKind, InvoiceFormat, InvoiceKind, TaxCase
from kontor.sales.rules.taxing import is_small_amount

_CORRECTING = frozenset({InvoiceKind.CREDIT, InvoiceKind.CANCEL})
_PARTIES = frozenset(DocumentKind) - {DocumentKind.INQUIRY, DocumentKind.MEASUREMENT}
_PRICED = frozenset({
    DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.ADDITION, DocumentKind.INVOICE,
})  # fmt: skip
_ADDRESS = ("street", "postcode", "city")


class Party(NamedTuple):
    """One side of a document as it is printed."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def complete(self) -> bool:
        """Name and full address are there."""
        return bool(self.name) and all(getattr(self, part) for part in _ADDRESS)


class Sheet(NamedTuple):
    """What a document holds, for the question what it lacks.

    Attributes:
        described: every line that counts has a text, a quantity and a unit.
        registered: the own firm stands in a register; then court and number are needed.
        home: the work is on real estate (§ 14b (1) S. 5 UStG).
        work: labour, machines and travel are known (§ 35a EStG).
        earlier: numbers of the invoices that this one deducts; `listed`: those it lists.
        exempt_until: last day of the own exemption certificate (§ 48b EStG), `date.max`: open.
    """

    kind: DocumentKind
    invoice_kind: InvoiceKind | None = None
    day: date | None = None
    number: str = ""
    own: Party = Party()
    customer: Party = Party()
    customer_kind: CustomerKind = CustomerKind.PRIVATE
    tax_number: str = ""
    vat_id: str = ""
    their_vat_id: str = ""
    registered: bool = False
    register_court: str = ""
    register_number: str = ""
    described: bool = True
    service_from: date | None = None
    service_to: date | None = None
    planned: date | None = None
    net: int = 0
    gross: int = 0
    taxed: bool = True
    tax_case: TaxCase = TaxCase.STANDARD
    tax_reason: str = ""
    origin: str = ""
    final_of_chain: bool = False
    earlier: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    home: bool = True
    work: bool = False
    exempt_until: date | None = None
    format: InvoiceFormat = InvoiceFormat.PDF
    leitweg_id: str = ""
    due: date | None = None


class Note(NamedTuple):
    """A sentence that the document prints because a law asks for it; a message id and its law."""

    key: str
    text: str
    law: str


class _Item(NamedTuple):
    key: str
    law: str
    message: str
    remedy: str
    field: str
    wanted: Callable[[Sheet], bool]
    there: Callable[[Sheet], bool]
    severity: Severity = Severity.ERROR


def _invoice(s: Sheet) -> bool:
    return s.kind is DocumentKind.INVOICE


def _full(s: Sheet) -> bool:
    """An invoice that may not be short (§ 33 UStDV)."""
    return _invoice(s) and not small_amount(s)


def small_amount(s: Sheet) -> bool:
    """Whether the document may be a short invoice: never with § 13b or within the EU."""
    return (
        _invoice(s)
        and s.day is not None
        and s.tax_case not in {TaxCase.REVERSE, TaxCase.INTRA_EU}
        and is_small_amount(s.gross, s.day)
    )


def _priced(s: Sheet) -> bool:
    return s.kind in _PRICED


_ITEMS = (
    _Item("own_address", "§ 14 (4) Nr. 1 UStG", N_("Name or address of the own firm is missing."),
          N_("Fill in the master data of the firm."), "firm",
          lambda s: s.kind in _PARTIES, lambda s: s.own.complete),
    _Item("customer_address", "§ 14 (4) Nr. 1 UStG",
          N_("Name or address of the customer is missing."),
          N_("Add an address to the contact."), "contact",
          lambda s: s.kind in _PARTIES and not small_amount(s), lambda s: s.customer.complete),
    _Item("tax_number", "§ 14 (4) Nr. 2 UStG", N_("The own tax number or VAT id is missing."),
          N_("Enter it in the settings."), "tax_number",
          _full, lambda s: bool(s.tax_number or s.vat_id)),
    _Item("day", "§ 14 (4) Nr. 3 UStG", N_("The day of issue is missing."),
          N_("Enter the day."), "day", lambda s: s.kind in _PARTIES, lambda s: s.day is not None),
    _Item("number", "§ 14 (4) Nr. 4 UStG", N_("The number is missing."),
          N_("It is given when the document is issued."), "number",
          lambda s: s.kind in _PARTIES and not small_amount(s), lambda s: bool(s.number)),
    _Item("description", "§ 14 (4) Nr. 5 UStG",
          N_("Quantity or description of a position is missing."),
          N_("Fill in text, quantity and unit of every position."), "positions",
          lambda s: _priced(s) or s.kind in {DocumentKind.TIME_NOTE, DocumentKind.DELIVERY},
          lambda s: s.described),
    _Item("service", "§ 14 (4) Nr. 6 UStG", N_("The time of the work is missing."),
          N_("Enter the day or the period in which the work was done."), "service_to",
          lambda s: (_full(s) or s.kind is DocumentKind.TIME_NOTE)
          and s.invoice_kind is not InvoiceKind.INSTALMENT,
          lambda s: s.service_to is not None or s.service_from is not None),
    _Item("planned", "§ 14 (4) Nr. 6 UStG", N_("The planned time of the work is missing."),
          N_("Enter when the work begins."), "starts",
          lambda s: s.kind is DocumentKind.ORDER, lambda s: s.planned is not None,
          Severity.NOTE),
    _Item("tax_reason", "§ 14 (4) Nr. 8 UStG", N_("Why no VAT is charged is not written down."),
          N_("Enter the reason for the tax case."), "tax_reason",
          lambda s: _priced(s) and s.tax_case in {TaxCase.EXEMPT, TaxCase.PHOTOVOLTAICS,
                                                   TaxCase.REVERSE, TaxCase.INTRA_EU},
          lambda s: bool(s.tax_reason)),
    _Item("no_tax", "§ 14c UStG", N_("A document of this tax case must not show VAT."),
          N_("Take the tax codes off the positions."), "positions",
          lambda s: _priced(s) and s.tax_case is not TaxCase.STANDARD, lambda s: not s.taxed),
    _Item("vat_ids", "§ 14a (3) UStG", N_("The VAT id of the own firm or the customer is missing."),
          N_("Enter both VAT ids."), "vat_id",
          lambda s: _invoice(s) and s.tax_case is TaxCase.INTRA_EU,
          lambda s: bool(s.vat_id and s.their_vat_id)),
    _Item("origin", "§ 31 (5) UStDV", N_("The invoice that is corrected is not named."),
          N_("Name the number of that invoice."), "origin",
          lambda s: s.invoice_kind in _CORRECTING, lambda s: bool(s.origin)),
    _Item("earlier", "§ 14 (5) S. 2 UStG",
          N_("Not every earlier instalment is deducted with its VAT."),
          N_("Take all instalments of the order into the final invoice."), "deductions",
          lambda s: s.invoice_kind in {InvoiceKind.FINAL, InvoiceKind.PART_FINAL},
          lambda s: set(s.earlier) <= set(s.listed)),
    _Item("work_share", "§ 35a EStG", N_("The part of the work in the prices is not known."),
          N_("Enter the part of the work, so that the customer can deduct it."), "labour_share",
          lambda s: _invoice(s) and s.home and s.customer_kind is CustomerKind.PRIVATE
          and s.invoice_kind not in _CORRECTING,
          lambda s: s.work, Severity.NOTE),
    _Item("exemption", "§ 48b EStG", N_("No exemption certificate of the own firm is valid."),
          N_("Enter it, or ask the tax office for a new one: the customer keeps 15 % back."),
          "certificate",
          lambda s: _invoice(s) and s.home and s.customer_kind is not CustomerKind.PRIVATE,
          lambda s: s.exempt_until is not None and (s.day is None or s.exempt_until >= s.day),
          Severity.WARNING),
    _Item("register", "§ 35a GmbHG, § 37a HGB", N_("Court or number of the register is missing."),
          N_("Enter both in the settings."), "register_number",
          lambda s: s.registered and s.kind in _PARTIES,
          lambda s: bool(s.register_court and s.register_number), Severity.WARNING),
    _Item("buyer_reference", "E-Rechnungsverordnung § 5", N_("The Leitweg-ID is missing."),
          N_("Enter it in the invoicing terms of the customer."), "leitweg_id",
          lambda s: _invoice(s) and (s.customer_kind is CustomerKind.PUBLIC
          or s.format in {InvoiceFormat.XRECHNUNG_CII, InvoiceFormat.XRECHNUNG_UBL}),
          lambda s: bool(s.leitweg_id)),
)  # fmt: skip


def check(sheet: Sheet) -> list[Finding]:
    """Everything that the law wants on this document and that it lacks."""
    return [
        Finding(
            f"sales.required.{one.key}", "document", one.message, one.remedy, one.severity,
            field=one.field, law=one.law,
        )
        for one in _ITEMS
        if one.wanted(sheet) and not one.there(sheet)
    ]  # fmt: skip


def notes(sheet: Sheet) -> list[Note]:
    """The sentences that the rules print on this document; nobody has to think of them."""
    return list(_notes(sheet))


def _notes(s: Sheet) -> Iterator[Note]:
    if _priced(s) and s.tax_case is TaxCase.SMALL:
        yield Note("small_business", N_("No VAT is shown: small business under § 19 UStG."),
                   "§ 34a UStDV")  # fmt: skip
    if s.kind is not DocumentKind.INVOICE:
        return
    if s.tax_case is TaxCase.REVERSE:
        yield Note("reverse", N_("The recipient owes the VAT (Steuerschuldnerschaft des"
                                 " Leistungsempfängers)."), "§ 14a (5) UStG")  # fmt: skip
    if s.tax_case is TaxCase.PHOTOVOLTAICS:
        yield Note("photovoltaics", N_("VAT 0 % under § 12 (3) UStG."), "§ 12 (3) UStG")
    if s.tax_case is TaxCase.INTRA_EU:
        yield Note("intra_eu", N_("VAT-exempt intra-Community supply."), "§ 14a (3) UStG")
    if s.customer_kind is CustomerKind.PRIVATE:
        yield from _private_notes(s)
    elif s.home and s.exempt_until is not None and s.exempt_until >= (s.day or date.min):
        yield Note("exemption", N_("An exemption certificate under § 48b EStG is enclosed."),
                   "§ 48b EStG")  # fmt: skip


def _private_notes(s: Sheet) -> Iterator[Note]:
    if s.home and not small_amount(s):
        yield Note("keep", N_("As a private person, please keep this invoice for two years from"
                              " the end of the year of issue."),
                   "§ 14 (4) Nr. 9, § 14b (1) S. 5 UStG")  # fmt: skip
    if s.work and s.home:
        yield Note("work", N_("Work, machines and travel can be deducted under § 35a EStG; pay by"
                              " bank transfer, cash is not recognised."), "§ 35a EStG")  # fmt: skip
    if s.invoice_kind not in _CORRECTING and s.due is not None:
        yield Note("delay", N_("Without payment you are in default at the latest 30 days after due"
                               " date and receipt of this invoice."), "§ 286 (3) BGB")  # fmt: skip
