"""Pictures for the letterhead: what they are, how large, and how the page takes them."""

from __future__ import annotations

import base64
import re
import struct

from kontor.base.errors import InputError
from kontor.base.i18n import N_

LIMIT = 2_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = re.compile(
    rb"<script|<!ENTITY|<foreignObject|<image|(?:xlink:)?href\s*=\s*[\"'](?!#)", re.I
)


def kind_of(content: bytes) -> str:
    """The MIME type of a picture; refused if it is none that letterheads take.

    Raises:
        InputError: too large, no PNG, JPEG or SVG, or an SVG that points elsewhere.
    """
    if len(content) > LIMIT:
        raise InputError(N_("The picture is larger than {limit} MB."), limit=LIMIT // 1_000_000)
    if content.startswith(_PNG) and len(content) > 24:
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and _jpeg_size(content):
        return "image/jpeg"
    if re.match(
        rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg\b", content, re.S
    ):
        if _ACTIVE.search(content):
            raise InputError(N_("The SVG picture holds scripts or links; save it as plain SVG."))
        return "image/svg+xml"
    raise InputError(N_("The picture is not a PNG, JPEG or SVG file."))


def as_svg(content: bytes, mime: str) -> str:
    """The picture as SVG, which the page takes as text."""
    if mime == "image/svg+xml":
        return content.decode("utf-8-sig")
    size = struct.unpack(">II", content[16:24]) if mime == "image/png" else _jpeg_size(content)
    width, height = size or (1, 1)
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:{mime};base64,{data}"/></svg>'
    )


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header of a JPEG."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None
