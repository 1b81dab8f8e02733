"""Words for the codes of receipts, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_, _, language
from kontor.receipts.kinds import Form, How, Source, State, kind_rows, kind_word

STATES: dict[str, str] = {
    State.NEW: N_("new"),
    State.BOOKED: N_("booked"),
    State.ASIDE: N_("set aside"),
    State.DUPLICATE: N_("double?"),
}
FORMS: dict[str, str] = {
    Form.EINVOICE: N_("e-invoice (XML)"),
    Form.HYBRID: N_("e-invoice (PDF)"),
    Form.PDF: N_("PDF"),
    Form.PICTURE: N_("picture"),
    Form.MAIL: N_("mail"),
    Form.OWN: N_("own receipt"),
}
SOURCES: dict[str, str] = {
    Source.IMPORT: N_("read in by hand"),
    Source.INBOX: N_("from the inbox folder"),
    Source.MAIL: N_("attached to a mail"),
    Source.OWN: N_("written here"),
}
HOW: dict[str, str] = {
    How.BOOKED: N_("booked from it"),
    How.LINKED: N_("linked by hand"),
    How.OWN: N_("written for it"),
}
FIELDS: dict[str, str] = {
    "number": N_("Number"),
    "day": N_("Date"),
    "service": N_("Service"),
    "due": N_("Due"),
    "supplier": N_("Supplier"),
    "iban": N_("IBAN"),
    "vat_id": N_("VAT id"),
    "net": N_("Net"),
    "tax": N_("VAT"),
    "gross": N_("Gross"),
    "groups": N_("VAT split"),
}


def kind_name(kind: str) -> str:
    """A kind of receipt in the reader's language."""
    return kind_word(kind, language()) if kind in kind_rows() else kind


SURE, LIKELY = 90, 60


def sureness(confidence: int) -> str:
    """A confidence in words."""
    if confidence >= SURE:
        return _("sure")
    return _("likely") if confidence >= LIKELY else _("please check")
