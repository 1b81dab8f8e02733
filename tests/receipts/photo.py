"""A till receipt as a phone sees it: a picture without any text in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from kontor.documents.layout.glyphs import FONTS

TILL = """#set page(width: 80mm, height: auto, margin: 6mm, fill: rgb("f7f4ea"))
#set text(font: "Liberation Sans", size: 10pt)
#align(center)[#text(size: 15pt, weight: "bold")[Tankstelle Nord] \\
Hafenstraße 12 · 24103 Kiel]
#line(length: 100%)
Super E10 #h(1fr) 34,21 l \\
*Betrag EUR #h(1fr) 59,50* \\
Netto #h(1fr) 50,00 \\
19 % MwSt #h(1fr) 9,50
#line(length: 100%)
Bar #h(1fr) 59,50 \\
12.03.2025 #h(1fr) 10:15 \\
Beleg-Nr. 4711
"""


@cache
def photo(ppi: int = 200) -> bytes:
    """The receipt as PNG."""
    with TemporaryDirectory() as place:
        path = Path(place) / "till.typ"
        path.write_text(TILL, encoding="utf-8")
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        return bytes(typst.Compiler(root=place, font_paths=fonts).compile(
            input=str(path), format="png", ppi=ppi
        ))  # fmt: skip
