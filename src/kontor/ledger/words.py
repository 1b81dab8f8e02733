"""Words for the codes of the books, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_

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
    "reverse": N_("Reversal"),
    "filed_return": N_("Filed return"),
    "vat_due": N_("Tax becomes due"),
    "advance_deduction": N_("Advance deducted"),
    "opening_item": N_("Open item taken over"),
    "opening": N_("Opening balances"),
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
PART_KINDS = {
    "normal": N_("due in full"),
    "instalment": N_("Instalment"),
    "retention": N_("Retention"),
    "withheld": N_("Withheld tax"),
}
ACCOUNT_KINDS = {
    "asset": N_("Property"),
    "liability": N_("Liabilities"),
    "equity": N_("Equity and private"),
    "income": N_("Income"),
    "expense": N_("Expenses"),
    "statistical": N_("Statistical"),
}
RETURN_KINDS = {
    "vat": N_("VAT return"),
    "special_prepayment": N_("Special prepayment"),
    "vat_year": N_("Annual VAT return"),
    "recapitulative": N_("EC list"),
    "euer": N_("EÜR"),
}
DEDUCTION_MOVES = {
    "claimed": N_("claimed"),
    "added": N_("added to profit"),
    "reversed": N_("given back"),
}
