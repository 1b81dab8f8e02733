"""What a file really is, by its first bytes; names and endings are not believed."""

from __future__ import annotations

import re
import struct

from kontor.base.errors import Refused
from kontor.base.i18n import N_

PDF, XML, MAIL = "application/pdf", "application/xml", "message/rfc822"
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_SHORTEST = 16
_ENDS = (
    (b"\x89PNG\r\n\x1a\n", b"IEND"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"%PDF-", b"%%EOF"),
)  # fmt: skip
_HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif")
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r]", re.MULTILINE)
_TELLING = re.compile(
    rb"^(from|date|subject|received|mime-version|return-path|message-id|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096


def mime_of(data: bytes) -> str:
    """The MIME type of a receipt.

    Raises:
        Refused: it is none of the kinds that are kept.
    """
    for sign, mime in _PICTURES:
        if data.startswith(sign):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return "image/heic"
    if b"%PDF-" in data[:1024]:
        return PDF
    if _is_xml(data):
        return XML
    if _is_mail(data[:_HEAD]):
        return MAIL
    raise Refused(
        N_("The file is no receipt that Kontor can keep."),
        hint=N_("PDF, e-invoices (XML), pictures and mails (.eml) are taken."),
    )


def has_end(head: bytes, tail: bytes) -> bool:
    """Whether a file whose kind has a mark at its end carries it; one that is half has not."""
    if len(head) < _SHORTEST:
        return False  # nothing that is a receipt is so short
    for sign, mark in _ENDS:
        if head.startswith(sign):
            return mark in tail
    return not head.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"<") or tail.rstrip().endswith(b">")


def _is_xml(data: bytes) -> bool:
    head = data[:_HEAD]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return head.lstrip(b" \t\r\n").replace(b"\0", b"").startswith(b"<")


def _is_mail(head: bytes) -> bool:
    first = head.lstrip(b"\r\n")
    if first.startswith(b"From "):  # mbox puts a line before the headers
        first = first.partition(b"\n")[2]
    return bool(_HEADER.match(first)) and len(_TELLING.findall(first)) >= 2


def picture_size(data: bytes, mime: str) -> tuple[int, int]:
    """Width and height of a picture; (0, 0) where the header does not say."""
    try:
        if mime == "image/png":
            return _pair(">II", data, 16)
        if mime == "image/gif":
            return _pair("<HH", data, 6)
        if mime == "image/jpeg":
            return _jpeg(data)
    except struct.error:
        return 0, 0
    return 0, 0


def _pair(form: str, data: bytes, place: int) -> tuple[int, int]:
    width, height = struct.unpack_from(form, data, place)
    return int(width), int(height)


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = _pair(">HH", data, place + 5)
            return width, height
        place += 2 + max(2, struct.unpack_from(">H", data, place + 2)[0])
    return 0, 0
