"""Words and states of sales documents as the screen shows them."""

from __future__ import annotations

from kontor.base.i18n import N_, _
from kontor.sales.kinds import CostKind, DocumentKind, InvoiceKind, PositionKind, TaxCase
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

QUOTE_STATES = {
    "new": State("●", N_("new"), WARN),
    "quoted": State("…", N_("quoted"), PLAIN),
    "dormant": State("◌", N_("dormant"), MUTED),
    "lost": State("✗", N_("lost"), MUTED),
    "draft": State("✎", N_("draft"), PLAIN),
    "sent": State("→", N_("sent"), PLAIN),
    "late": State("!", N_("no answer"), WARN),
    "accepted": State("✓", N_("accepted"), GOOD),
    "partly": State("✓", N_("accepted in part"), GOOD),
    "rejected": State("✗", N_("rejected"), MUTED),
    "expired": State("!", N_("expired"), WARN),
    "replaced": State("◌", N_("replaced"), MUTED),
}
ORDER_STATES = {
    "draft": State("✎", N_("draft"), PLAIN),
    "confirmed": State("→", N_("confirmed"), PLAIN),
    "begun": State("●", N_("in progress"), WARN),
    "finished": State("●", N_("finished"), WARN),
    "accepted": State("✓", N_("work accepted"), GOOD),
    "billed": State("✓", N_("billed"), GOOD),
    "closed": State("✓", N_("completed"), MUTED),
    "cancelled": State("✗", N_("cancelled"), MUTED),
}
INVOICE_STATES = {
    "draft": State("✎", N_("draft"), PLAIN),
    "open": State("●", N_("open"), PLAIN),
    "part": State("◐", N_("paid in part"), WARN),
    "overdue": State("!", N_("overdue"), BAD),
    "paid": State("✓", N_("paid"), GOOD),
    "credit": State("↩", N_("correction"), MUTED),
    "cancelled": State("✗", N_("cancelled"), MUTED),
}
OTHER_STATES = {
    "approved": State("✓", N_("approved"), GOOD),
    "disputed": State("!", N_("disputed"), BAD),
    "checked": State("✓", N_("checked"), GOOD),
    "signed": State("✓", N_("signed"), GOOD),
    "issued": State("→", N_("issued"), PLAIN),
    "requested": State("●", N_("requested"), WARN),
    "refused": State("✗", N_("refused"), BAD),
}
NOTE_STATES = {
    **OTHER_STATES,
    **{code: QUOTE_STATES[code] for code in ("draft", "sent", "accepted", "rejected")},
    "billed": ORDER_STATES["billed"],
}
ALL_STATES = {**OTHER_STATES, **QUOTE_STATES, **ORDER_STATES}
DOCUMENTS = {
    DocumentKind.INQUIRY: N_("Enquiry"),
    DocumentKind.QUOTE: N_("Quote"),
    DocumentKind.ORDER: N_("Order"),
    DocumentKind.ADDITION: N_("Addition to the order"),
    DocumentKind.MEASUREMENT: N_("Measurement"),
    DocumentKind.DELIVERY: N_("Delivery note"),
    DocumentKind.TIME_NOTE: N_("Time note"),
    DocumentKind.ACCEPTANCE: N_("Acceptance of the work"),
    DocumentKind.INVOICE: N_("Sales invoice"),
}
INVOICES = {
    InvoiceKind.SINGLE: N_("Sales invoice"),
    InvoiceKind.INSTALMENT: N_("Instalment invoice"),
    InvoiceKind.PART_FINAL: N_("Part final invoice"),
    InvoiceKind.FINAL: N_("Final invoice"),
    InvoiceKind.HOURLY: N_("Hourly invoice"),
    InvoiceKind.MAINTENANCE: N_("Maintenance invoice"),
    InvoiceKind.CREDIT: N_("Correction"),
    InvoiceKind.CANCEL: N_("Cancellation"),
}
POSITIONS = {
    PositionKind.NORMAL: N_("Position"),
    PositionKind.TITLE: N_("Title"),
    PositionKind.ALTERNATIVE: N_("Alternative"),
    PositionKind.OPTIONAL: N_("Optional"),
    PositionKind.LUMP: N_("Lump sum"),
    PositionKind.HOUR: N_("Hours"),
    PositionKind.SURCHARGE: N_("Surcharge"),
    PositionKind.TEXT: N_("Remark"),
    PositionKind.SUBTOTAL: N_("Subtotal"),
    PositionKind.DISCOUNT: N_("Rebate"),
}
COSTS = {
    CostKind.LABOUR: N_("Work"),
    CostKind.MATERIAL: N_("Material"),
    CostKind.EQUIPMENT: N_("Equipment"),
    CostKind.SUBCONTRACT: N_("Subcontract"),
    CostKind.OTHER: N_("Other"),
}
TAX_CASES = {
    TaxCase.STANDARD: N_("with VAT"),
    TaxCase.REVERSE: N_("§ 13b: the customer owes the VAT"),
    TaxCase.SMALL: N_("§ 19: small business"),
    TaxCase.PHOTOVOLTAICS: N_("0 % photovoltaics"),
    TaxCase.INTRA_EU: N_("within the EU"),
    TaxCase.EXEMPT: N_("free of VAT"),
}
FORMATS = {
    "pdf": "PDF",
    "zugferd": "ZUGFeRD",
    "xrechnung_cii": "XRechnung (CII)",
    "xrechnung_ubl": "XRechnung (UBL)",
}
PLACES = {
    "shop": N_("in the shop"),
    "customer": N_("at the customer"),
    "distance": N_("telephone, mail, web"),
}


def kind_name(kind: str, invoice_kind: str | None = None) -> str:
    """Name of a kind of document in the reader's language."""
    if invoice_kind:
        return _(INVOICES[InvoiceKind(invoice_kind)])
    return _(DOCUMENTS[DocumentKind(kind)])


def state_of(kind: str, state: str) -> State:
    """The state of a document of any kind, without looking at money."""
    if kind == DocumentKind.INVOICE:
        known = {"issued": "open", "sent": "open", "closed": "paid"}
        return INVOICE_STATES[known.get(state, state)]
    if kind == DocumentKind.ORDER:
        return ORDER_STATES[state]
    if kind in {DocumentKind.QUOTE, DocumentKind.INQUIRY}:
        return QUOTE_STATES[state]
    return ALL_STATES[state]
