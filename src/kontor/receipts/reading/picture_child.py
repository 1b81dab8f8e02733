"""Draws a picture or the pages of a PDF small, in a process of its own: a bomb ends here.

Reads a line of JSON with the format, the width in pixels and the number of bytes from standard
input, then the file; writes a line of JSON with width and height, then rows of RGB. Run as
`python -m kontor.receipts.reading.picture_child`.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from kontor.receipts.reading.text_child import limit_memory

PAGES = 3
PIXELS = 3_000_000  # of one page; a strip of a mile is no receipt
UNREADABLE = 3
_PAGE = """#set page(width: {width}pt, height: auto, margin: 0pt)
#image("{file}", format: "{format}", page: {page}, width: 100%)
"""
_PICTURE = """#set page(width: {width}pt, height: auto, margin: 0pt)
#image("{file}", format: "{format}", width: 100%)
"""
Raster = tuple[int, int, bytes]


def drawn(data: bytes, form: str, width: int) -> Raster:
    """Width, height and rows of RGB; the pages of a PDF stand below one another."""
    found: list[Raster] = []
    with TemporaryDirectory() as place:
        root = Path(place)
        (root / "file").write_bytes(data)
        template = _PAGE if form == "pdf" else _PICTURE
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
        main = root / "main.typ"
        main.write_text("")
        compiler = typst.Compiler(input=str(main), root=place, font_paths=fonts)
        for page in range(1, PAGES + 1 if form == "pdf" else 2):
            main.write_text(template.format(width=width, file="file", format=form, page=page))
            try:
                png: Any = compiler.compile(input=str(main), format="png", ppi=72)
            except typst.TypstError:
                if not found:
                    raise
                break  # there are no more pages
            found.append(pixels(png if isinstance(png, bytes) else png[0]))
    return found[0][0], sum(one[1] for one in found), b"".join(one[2] for one in found)


def pixels(png: bytes) -> Raster:
    """The pixels of a PNG as the typesetter writes it: eight bits, RGBA, not interlaced."""
    width, height, depth, kind, _packing, _filters, interlaced = struct.unpack(
        ">IIBBBBB", png[16:29]
    )
    if (depth, kind, interlaced) != (8, 6, 0) or width * height > PIXELS:
        raise ValueError("another kind of PNG")
    parts, place = [], 8
    while place < len(png):
        size, name = struct.unpack(">I4s", png[place : place + 8])
        if name == b"IDAT":
            parts.append(png[place + 8 : place + 8 + size])
        place += 12 + size
    return width, height, _unfiltered(zlib.decompress(b"".join(parts)), width, height)


def _unfiltered(raw: bytes, width: int, height: int) -> bytes:
    stride = width * 4
    before = bytearray(stride)
    rows = []
    for number in range(height):
        start = number * (stride + 1)
        row = bytearray(raw[start + 1 : start + 1 + stride])
        _undo(raw[start], row, before)
        plain = bytearray(width * 3)
        for channel in range(3):
            plain[channel::3] = row[channel::4]
        rows.append(bytes(plain))
        before = row
    return b"".join(rows)


def _undo(kind: int, row: bytearray, above: bytearray) -> None:
    """Take the filter of a row back (PNG, section 9)."""
    if kind == 1:
        for channel in range(4):
            row[channel::4] = bytes(one & 255 for one in accumulate(row[channel::4]))
    elif kind == 2:
        row[:] = bytes([(one + up) & 255 for one, up in zip(row, above, strict=True)])
    elif kind == 3:
        for at in range(len(row)):
            left = row[at - 4] if at > 3 else 0
            row[at] = (row[at] + ((left + above[at]) >> 1)) & 255
    elif kind == 4:
        _undo_paeth(row, above)


def _undo_paeth(row: bytearray, above: bytearray) -> None:
    for at in range(len(row)):
        left = row[at - 4] if at > 3 else 0
        corner = above[at - 4] if at > 3 else 0
        up = above[at]
        guess = left + up - corner
        to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
        if to_left <= to_up and to_left <= to_corner:
            best = left
        else:
            best = up if to_up <= to_corner else corner
        row[at] = (row[at] + best) & 255


def main() -> int:
    """Standard input to standard output; the exit code says how it went."""
    limit_memory()
    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(head["size"])
    try:
        width, height, rows = drawn(data, head["format"], head["width"])
    except (typst.TypstError, ValueError, zlib.error, struct.error, MemoryError):
        return UNREADABLE
    sys.stdout.buffer.write(json.dumps([width, height]).encode() + b"\n" + rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
