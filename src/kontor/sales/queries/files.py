"""Files of a document: the bytes that left the house, or what a draft would look like."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.base.errors import Refused, Severity
from kontor.base.i18n import N_
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.kinds import Document
from kontor.documents.queries import document_bytes, documents_of
from kontor.sales.kinds import DocumentKind, InvoiceFormat
from kontor.sales.queries import bills, documents
from kontor.sales.queries.printed import printed
from kontor.sales.rules.einvoice import invoice_record
from kontor.sales.rules.page import page
from kontor.sales.rules.ready import NotReady

_PDF, _XML = "application/pdf", "application/xml"
PROFILES = {
    InvoiceFormat.ZUGFERD: Profile.ZUGFERD,
    InvoiceFormat.XRECHNUNG_CII: Profile.XRECHNUNG_CII,
    InvoiceFormat.XRECHNUNG_UBL: Profile.XRECHNUNG_UBL,
}


def archived(con: sqlite3.Connection, document: int) -> list[Document]:
    """The files of a document in the archive, in the order in which they were made."""
    return documents_of(con, f"sales:{document}")[::-1]


def pdf_of(con: sqlite3.Connection, document: int, today: date) -> bytes:
    """The PDF as it was issued; of a draft a preview with the word DRAFT across it.

    What was issued without a file of ours is set from what was frozen.
    """
    for one in archived(con, document):
        if one.mime == _PDF:
            return document_bytes(con, one.id)
    from kontor.documents.layout.render import render_pdf

    head = documents.head(con, document)
    if head.issued:
        return render_pdf(page(printed(con, document)))
    number = bills.expected_number(con, head, today)
    return render_pdf(page(printed(con, document, number=number), draft=True))


def xml_of(con: sqlite3.Connection, document: int, profile: Profile) -> bytes:
    """The e-invoice of an issued invoice: the bytes of the archive, or made in another profile.

    Raises:
        Refused: it is no invoice, or a draft.
        NotReady: the profile wants something that the invoice does not hold.
    """
    head = documents.head(con, document)
    if head.kind is not DocumentKind.INVOICE:
        raise Refused(N_("Only an invoice can be an e-invoice."))
    if not head.issued:
        raise Refused(
            N_("The invoice is a draft: an e-invoice needs its number."), hint=N_("Issue it first.")
        )
    if PROFILES.get(head.format) is profile:
        for one in archived(con, document):
            if one.mime == _XML:
                return document_bytes(con, one.id)
    from kontor.documents.einvoice.check import check
    from kontor.documents.einvoice.write import to_xml

    record = invoice_record(printed(con, document))
    wrong = [one for one in check(record, profile) if one.severity is Severity.ERROR]
    if wrong:
        raise NotReady(wrong)
    return to_xml(record, profile)
