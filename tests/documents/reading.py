"""What stands in a PDF, read by another program."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdf


def read(pdf: bytes) -> pypdf.PdfReader:
    """The file, read strictly."""
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def words_of(pdf: bytes) -> list[str]:
    """The text of each page, one blank between words."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def squeezed(text: str) -> str:
    """Without blanks and hyphens, which lines put in and take away."""
    return re.sub(r"[\s\u200b-]", "", unicodedata.normalize("NFC", text))
