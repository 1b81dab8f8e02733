"""Reading (Lesen): from the bytes of a file to what it says, or to the reason why it is refused.

Nothing here writes. PDFs are opened in processes of their own with limits of memory and time; XML
is read without entities and DTD; mails with limits of depth and parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Finding, Refused, Severity
from kontor.base.i18n import N_
from kontor.receipts.kinds import Form, Reading
from kontor.receipts.reading import sniff

if TYPE_CHECKING:
    from kontor.receipts.reading.published import Published

__all__ = ["SIZE_LIMIT", "Own", "read_file"]

SIZE_LIMIT = 50 * 1024 * 1024


class Own(NamedTuple):
    """What is the firm's own and so never the supplier's: IBANs, VAT id, name."""

    ibans: frozenset[str] = frozenset()
    vat_id: str = ""
    name: str = ""


def read_file(data: bytes, own: Own | None = None, *, rules: Published | None = None) -> Reading:
    """What a file says.

    Args:
        data: the file.
        own: what of the firm itself may stand on it.
        rules: the published rules of this run, asked as well; None asks only the own check.

    Raises:
        Refused: empty, too large, of no kind that is kept, or dangerous; the text says which.
    """
    if not data:
        raise Refused(N_("The file is empty."))
    if len(data) > SIZE_LIMIT:
        raise Refused(
            N_("The file has {size} MB; at most {limit} MB are taken."),
            size=len(data) // 1_048_576,
            limit=SIZE_LIMIT // 1_048_576,
        )
    mime = sniff.mime_of(data)
    if mime.startswith("image/"):
        width, height = sniff.picture_size(data, mime)
        return Reading(Form.PICTURE, mime, width=width, height=height)
    if mime == sniff.MAIL:
        from kontor.receipts.reading.mail import read_mail

        return read_mail(data)
    if mime == sniff.XML:
        from kontor.receipts.reading.einvoice import read_einvoice

        return read_einvoice(data, rules)
    return _pdf(data, own or Own(), rules)


def _pdf(data: bytes, own: Own, rules: Published | None) -> Reading:
    """A PDF with invoice data, or one of which only the text is read."""
    from kontor.documents.einvoice.read import read_invoice
    from kontor.receipts.reading.einvoice import reading_of
    from kontor.receipts.reading.guess import guess
    from kontor.receipts.reading.pdftext import pdf_text

    try:
        received = read_invoice(data)
    except Refused as refused:
        why = refused
    else:
        return reading_of(received, Form.HYBRID, sniff.PDF, rules)
    text, unread = pdf_text(data)
    found = guess(text, own) if text else Reading(Form.PDF, sniff.PDF)
    notes = [] if why.message in _ORDINARY else [_finding(why)]
    if unread and unread.message != why.message:
        notes.append(_finding(unread))
    elif not text and not unread:
        notes.append(_NO_TEXT)
    return found._replace(form=Form.PDF, mime=sniff.PDF, findings=(*notes, *found.findings))


_ORDINARY = frozenset({"The PDF carries no invoice data."})
_NO_TEXT = Finding(
    "receipts.no_text", "receipts", N_("The PDF holds no text, only pictures."),
    N_("Enter the amounts by hand."), Severity.NOTE,
)  # fmt: skip


def _finding(refused: Refused) -> Finding:
    return Finding(
        "receipts.unread", "receipts", refused.message, refused.hint, Severity.WARNING,
        tuple(refused.values.items()),
    )  # fmt: skip
