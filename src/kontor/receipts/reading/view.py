"""The readable view (Lesefassung) of an e-invoice, made anew from the file that is kept."""

from __future__ import annotations

import sqlite3

from kontor.base.errors import Refused
from kontor.documents.einvoice.read import read_invoice
from kontor.documents.einvoice.views import Section, sections
from kontor.receipts.kinds import Form, Receipt
from kontor.store.blobs import get_blob


def view_of(con: sqlite3.Connection, one: Receipt) -> tuple[Section, ...]:
    """The whole invoice in the reader's language; nothing when the file is no e-invoice."""
    if one.form not in {Form.EINVOICE, Form.HYBRID}:
        return ()
    try:
        return sections(read_invoice(get_blob(con, one.sha256)).invoice)
    except Refused:
        return ()
