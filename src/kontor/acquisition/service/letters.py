"""The letters of a campaign as one PDF for the printer."""

from __future__ import annotations

import io
import sqlite3

from kontor.acquisition.queries.papers import Preview


def letters(con: sqlite3.Connection, shown: Preview) -> bytes:
    """All letters of a campaign in one PDF, each on its own sheet for window envelopes."""
    from pypdf import PdfReader, PdfWriter

    from kontor.documents.layout.render import render_pdf
    from kontor.documents.letters import letter_page
    from kontor.documents.model import LetterInput

    whole = PdfWriter()
    for row in shown.going:
        data = LetterInput(
            partner=f"contacts:{row.contact}", subject=row.subject, text=row.text, day=shown.day
        )
        whole.append(PdfReader(io.BytesIO(render_pdf(letter_page(con, data, shown.day)))))
    target = io.BytesIO()
    whole.write(target)
    return target.getvalue()
