"""Words for the parts of documents and the looks: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_, _, language
from kontor.documents.kinds import ANY, kind_word

LAYOUTS = {"modern": N_("modern, with a colour"), "plain": N_("plain, in black")}
PARTS = {
    "intro": N_("First paragraph"),
    "intro_plain": N_("First paragraph, no visit"),
    "closing": N_("Last paragraph"),
    "request": N_("Request for acceptance"),
    "validity": N_("How long it holds"),
    "optional": N_("Optional positions"),
    "alternative": N_("Alternative positions"),
    "estimate": N_("Estimate without obligation"),
    "follow_up": N_("Asking again"),
    "payment": N_("Payment"),
    "payment_discount": N_("Payment with discount"),
    "payment_done": N_("Paid already"),
    "refund": N_("Credit is paid back"),
    "default_notice": N_("Default after 30 days"),
    "keep_two_years": N_("Private customers keep it"),
    "household": N_("Labour in the household"),
    "reverse_charge": N_("Recipient owes the VAT"),
    "small_business": N_("Small trader"),
    "photovoltaics": N_("Photovoltaics at 0 %"),
    "intra_eu": N_("Supply within the EU"),
    "exempt": N_("Exempt from VAT"),
    "exemption_48b": N_("Exemption certificate"),
    "retention": N_("Security retained"),
    "service_day": N_("Period of service"),
    "withdrawal": N_("Right of withdrawal"),
    "privacy": N_("Privacy"),
    "greeting": N_("Regards"),
    "completion": N_("Notice of completion"),
    "concerns": N_("Notice of concerns"),
    "obstruction": N_("Notice of obstruction"),
    "extra_cost": N_("Notice of extra costs"),
    "security": N_("Demand for security"),
}


def part_name(part: str) -> str:
    """What a part of a document is called."""
    return _(PARTS[part]) if part in PARTS else part


def kind_name(kind: str) -> str:
    """What a kind of document is called in the reader's language."""
    return _("all documents") if kind == ANY else kind_word(kind, language())
