"""Words for kinds and states of documents, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.sales.kinds import (
    DocumentKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    TaxCase,
    Way,
)

DOCUMENTS: dict[str, str] = {
    DocumentKind.INQUIRY: N_("Enquiry"),
    DocumentKind.QUOTE: N_("Quote"),
    DocumentKind.ORDER: N_("Order"),
    DocumentKind.ADDITION: N_("Addition to the order"),
    DocumentKind.MEASUREMENT: N_("Measurement"),
    DocumentKind.DELIVERY: N_("Delivery note"),
    DocumentKind.TIME_NOTE: N_("Time note"),
    DocumentKind.ACCEPTANCE: N_("Acceptance of the work"),
    DocumentKind.INVOICE: N_("Invoice to a customer"),
}
INVOICES: dict[str, str] = {
    InvoiceKind.SINGLE: N_("Invoice to a customer"),
    InvoiceKind.INSTALMENT: N_("Instalment invoice"),
    InvoiceKind.PART_FINAL: N_("Part final invoice"),
    InvoiceKind.FINAL: N_("Final invoice"),
    InvoiceKind.HOURLY: N_("Hourly invoice"),
    InvoiceKind.MAINTENANCE: N_("Maintenance invoice"),
    InvoiceKind.CREDIT: N_("Correction"),
    InvoiceKind.CANCEL: N_("Cancellation"),
}
POSITIONS: dict[str, str] = {
    PositionKind.TITLE: N_("Title"),
    PositionKind.NORMAL: N_("Position"),
    PositionKind.ALTERNATIVE: N_("Alternative"),
    PositionKind.OPTIONAL: N_("Optional"),
    PositionKind.LUMP: N_("Lump sum"),
    PositionKind.HOUR: N_("Hours"),
    PositionKind.SURCHARGE: N_("Surcharge"),
    PositionKind.TEXT: N_("Remark"),
    PositionKind.SUBTOTAL: N_("Subtotal"),
    PositionKind.DISCOUNT: N_("Reduction"),
}
TAX_CASES: dict[str, str] = {
    TaxCase.STANDARD: N_("with VAT"),
    TaxCase.REVERSE: N_("§ 13b: the customer owes the VAT"),
    TaxCase.SMALL: N_("§ 19: small business"),
    TaxCase.PHOTOVOLTAICS: N_("0 % photovoltaics"),
    TaxCase.INTRA_EU: N_("within the EU"),
    TaxCase.EXEMPT: N_("free of VAT"),
}
FORMATS: dict[str, str] = {
    InvoiceFormat.PDF: "PDF",
    InvoiceFormat.ZUGFERD: "ZUGFeRD",
    InvoiceFormat.XRECHNUNG_CII: "XRechnung (CII)",
    InvoiceFormat.XRECHNUNG_UBL: "XRechnung (UBL)",
}
WAYS: dict[str, str] = {
    Way.MAIL: N_("by mail"),
    Way.POST: N_("by post"),
    Way.HAND: N_("handed over"),
    Way.PORTAL: N_("by a portal"),
    Way.OTHER: N_("another way"),
}
