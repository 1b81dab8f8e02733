"""A small picture of a receipt for the screen (Vorschau): of a photo, a scan or the pages of a PDF.

The typesetter that makes our documents draws it, so nothing more has to be installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_

WIDTH = 520
SECONDS = 30
# what the typesetter can draw; TIFF and HEIC it cannot
_FORMATS = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
    "image/webp": "webp",
}  # fmt: skip


class Raster(NamedTuple):
    """Rows of red, green and blue from the upper left, a byte each."""

    width: int
    height: int
    rows: bytes


def can_draw(mime: str) -> bool:
    """Whether a file of this kind can be drawn."""
    return mime in _FORMATS


def picture_of(data: bytes, mime: str, width: int = WIDTH) -> Raster:
    """The picture, in a width that is enough to read it when it is made larger.

    Raises:
        Refused: the kind cannot be drawn, the file is damaged, or it takes too long.
    """
    if not can_draw(mime):
        raise Refused(N_("Pictures of this kind cannot be shown here."))
    head = {"format": _FORMATS[mime], "width": width, "size": len(data)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kontor.receipts.reading.picture_child"],
            input=json.dumps(head).encode() + b"\n" + data,
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused(N_("Drawing the picture takes too long.")) from error
    if done.returncode:
        raise Refused(N_("The picture is damaged or too large to show."))
    line, _newline, rows = done.stdout.partition(b"\n")
    wide, high = json.loads(line)
    return Raster(wide, high, rows)
