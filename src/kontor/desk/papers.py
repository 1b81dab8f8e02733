"""Archived documents to read: the same words for screen and command line."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator

from kontor.base.errors import KontorError
from kontor.base.i18n import _
from kontor.base.text import cell_width, pad, show_text
from kontor.documents.kinds import Document
from kontor.documents.queries import document_bytes

_XML = frozenset({"application/xml", "text/xml"})
_PAGES = 20


def text_of(con: sqlite3.Connection, one: Document, width: int = 80) -> str:
    """An archived document as text.

    An issued sales document is laid out anew for the width, from what was frozen with it; an
    e-invoice becomes its facts; of any other PDF the words that stand in it.
    """
    if one.mime == "application/pdf":
        return _rebuilt(con, one, width) or _words(document_bytes(con, one.id))
    content = document_bytes(con, one.id)
    if one.mime in _XML:
        return _facts(content)
    if one.mime.startswith("text/"):
        return show_text(content.decode("utf-8", "replace"))
    return ""


def _rebuilt(con: sqlite3.Connection, one: Document, width: int) -> str:
    """The page again; nothing unless it is the page of this very number."""
    area, _colon, key = one.ref.partition(":")
    if area != "sales" or not one.issued or not one.number:
        return ""
    from kontor.documents.layout.text import as_text
    from kontor.sales.queries.printed import printed
    from kontor.sales.rules.page import page

    try:
        found = page(printed(con, int(key)))
    except KontorError:
        return ""
    return as_text(found, width) if found.number == one.number else ""


def _words(content: bytes) -> str:
    """The words of a PDF, page by page; empty when it cannot be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(io.BytesIO(content)).pages[:_PAGES]
        return show_text("\n\n".join(page.extract_text().strip() for page in pages))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _facts(content: bytes) -> str:
    """An e-invoice as sections of facts; other XML as it is."""
    from kontor.documents.einvoice.read import read_xml
    from kontor.documents.einvoice.views import sections

    try:
        found = sections(read_xml(content).invoice)
    except KontorError:
        return show_text(content.decode("utf-8", "replace"))
    lines: list[str] = []
    for section in found:
        lines += ["", section.title, ""] if lines else [section.title, ""]
        room = max((cell_width(row.label) for row in section.rows), default=0)
        lines += [f"{pad(row.label, room)}  {row.value}" for row in section.rows]
        if section.table:
            lines += _table(section.table.heads, section.table.rows, section.table.right)
    return show_text("\n".join(lines))


def _table(
    heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], right: frozenset[int]
) -> Iterator[str]:
    columns = zip(heads, *rows, strict=True)
    sizes = [max(map(cell_width, column)) for column in columns]
    for row in (heads, *rows):
        cells = [
            pad(cell, size, right=at in right)
            for at, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def nothing_to_read() -> str:
    """What stands in place of a document without words."""
    return _("This file cannot be shown as text; open it with its own program.")
