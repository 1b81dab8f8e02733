"""The invoice inside a PDF (hybride Rechnung): which attachment it is, found in a safe process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_

PDF_LIMIT = 50 * 1024 * 1024
SECONDS = 30
_ENCRYPTED = 3
# how the invoice is called, in order of preference
PREFERRED = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
_AGAIN = N_("Please ask the sender for it again.")


class Embedded(NamedTuple):
    """A file inside a PDF."""

    name: str
    content: bytes


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: its sign stands near the beginning."""
    return b"%PDF-" in data[:1024]


def embedded_files(data: bytes) -> list[Embedded]:
    """All files inside a PDF, the likely invoice first.

    Raises:
        Refused: too large, damaged, protected with a password, or too costly to open.
    """
    if len(data) > PDF_LIMIT:
        raise Refused(
            N_("The PDF has {size} MB; at most {limit} MB are read."),
            size=len(data) // 1_048_576,
            limit=PDF_LIMIT // 1_048_576,
        )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kontor.documents.einvoice.read.pdf_child"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(N_("Opening the PDF takes too long."), hint=_AGAIN) from error
    if done.returncode == _ENCRYPTED:
        raise Refused(
            N_("The PDF is protected with a password."),
            hint=N_("Save it without the password and read it again."),
        )
    if done.returncode:
        raise Refused(N_("The PDF is damaged or too large to open."), hint=_AGAIN)
    return sorted(_unpacked(done.stdout), key=_rank)


def _unpacked(stream: bytes) -> list[Embedded]:
    head, _newline, body = stream.partition(b"\n")
    found, place = [], 0
    for name, size in json.loads(head):
        found.append(Embedded(name, body[place : place + size]))
        place += size
    return found


def _rank(file: Embedded) -> tuple[int, bool]:
    name = file.name.lower().replace("\\", "/").rpartition("/")[2]
    place = PREFERRED.index(name) if name in PREFERRED else len(PREFERRED)
    return place, not name.endswith(".xml")
