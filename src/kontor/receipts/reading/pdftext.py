"""The text of a PDF, found in a safe process."""

from __future__ import annotations

import subprocess
import sys

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.text import clean_text

SECONDS = 20
_ENCRYPTED = 3
_LETTERS = 100_000


def pdf_text(data: bytes) -> tuple[str, Refused | None]:
    """The text, and why there is none; a PDF that cannot be read is kept nevertheless."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kontor.receipts.reading.text_child"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", Refused(N_("Opening the PDF takes too long."))
    if done.returncode == _ENCRYPTED:
        return "", Refused(
            N_("The PDF is protected with a password."),
            hint=N_("Save it without the password and read it again."),
        )
    if done.returncode:
        return "", Refused(N_("The PDF is damaged or too large to open."))
    text = done.stdout.decode("utf-8", errors="replace")[:_LETTERS]
    return clean_text(text, limit=_LETTERS, multiline=True), None
