"""What kind of file is this: by its content, never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from kontor.banking.formats.errors import FileRefused
from kontor.base.i18n import N_

LIMIT = 50 * 1024 * 1024
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\xd0\xcf\x11\xe0", "Excel/Word"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"SQLite format 3", "SQLite"),
    (b"OFXHEADER", "OFX"),
)
_MT940 = re.compile(rb"^(?::(?:20|25|28C?|60[FM]|34F):|\{1:)", re.MULTILINE)
_BOM8 = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 65536
_NOISE = 10  # percent of control bytes that no text has


class Content(StrEnum):
    """The kinds of content that a reader exists for."""

    ZIP = "zip"
    XML = "xml"
    MT940 = "mt940"
    TABLE = "table"


def sniff(data: bytes) -> Content:
    """The kind of content.

    Raises:
        FileRefused: for an empty, too large, foreign or binary file.
    """
    if len(data) > LIMIT:
        raise FileRefused(
            N_("The file has {size} MB; statements up to {limit} MB are read."),
            hint=N_("Please fetch it from the bank in shorter periods."),
            size=len(data) // 1024**2,
            limit=LIMIT // 1024**2,
        )
    if data.startswith(b"PK\x03\x04"):
        return Content.ZIP
    head = data[:_HEAD].removeprefix(_BOM8).lstrip()
    if not head:
        raise FileRefused(N_("The file is empty."))
    for start, name in _FOREIGN:
        if head.startswith(start):
            raise FileRefused(
                N_("This is a {kind} file, not a bank statement for import."),
                hint=N_("The bank offers camt (XML), MT940 or CSV for download."),
                kind=name,
            )
    if head.startswith(_WIDE):
        return _wide(head)
    if b"\0" in head or _noisy(head):
        raise FileRefused(
            N_("This is a binary file, not a bank statement."),
            hint=N_("The bank offers camt (XML), MT940 or CSV for download."),
        )
    if head.startswith(b"<"):
        return Content.XML
    return Content.MT940 if _MT940.search(head[:8192]) else Content.TABLE


def _wide(head: bytes) -> Content:
    text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").lstrip()
    if text.startswith("<"):
        return Content.XML
    return Content.MT940 if _MT940.search(text[:8192].encode("utf-8", "replace")) else Content.TABLE


def _noisy(head: bytes) -> bool:
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in {9, 10, 12, 13})
    return controls * 100 > _NOISE * len(head)
