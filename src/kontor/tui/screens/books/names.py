"""Words for kinds of entries and items, and the states of the books."""

from __future__ import annotations

from kontor.base.i18n import N_, _
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

ENTRY_KINDS = {
    "invoice": N_("Invoice"),
    "bill": N_("Bill"),
    "credit_note": N_("Credit note"),
    "request": N_("Advance request"),
    "payment": N_("Payment"),
    "return_debit": N_("Returned debit"),
    "set_off": N_("Set-off"),
    "write_off": N_("Write-off"),
    "charge": N_("Interest and charges"),
    "purchase": N_("Purchase"),
    "sale": N_("Sale"),
    "transfer": N_("Transfer"),
    "private": N_("Private"),
    "payroll": N_("Payroll"),
    "tax_payment": N_("VAT payment"),
    "asset": N_("Fixed asset"),
    "depreciation": N_("Depreciation"),
    "entry": N_("Free entry"),
    "reversal": N_("Reversal"),
    "vat_due": N_("Tax becomes due"),
    "advance_deduction": N_("Advance deducted"),
    "opening_item": N_("Open item taken over"),
    "opening_balances": N_("Opening balances"),
}
ITEM_KINDS = {
    "invoice": N_("Invoice"),
    "bill": N_("Bill"),
    "request": N_("Advance request"),
    "charge": N_("Interest and charges"),
    "credit": N_("Credit balance"),
    "opening": N_("Taken over"),
}
ENTRY_STATES = {
    "open": State("○", N_("open"), WARN),
    "sealed": State("●", N_("final"), GOOD),
    "reversed": State("↺", N_("reversed"), MUTED),
    "reversal": State("↺", N_("reversal"), MUTED),
}
ITEM_STATES = {
    "open": State("●", N_("open"), PLAIN),
    "soon": State("…", N_("due soon"), WARN),
    "overdue": State("!", N_("overdue"), BAD),
    "later": State("◷", N_("retained"), MUTED),
    "credit": State("↩", N_("credit"), MUTED),
    "settled": State("✓", N_("settled"), GOOD),
}


def kind_name(kind: str) -> str:
    """The kind of an entry in the reader's language."""
    return _(ENTRY_KINDS[kind]) if kind in ENTRY_KINDS else kind


def item_kind_name(kind: str) -> str:
    """The kind of an item in the reader's language."""
    return _(ITEM_KINDS[kind]) if kind in ITEM_KINDS else kind
