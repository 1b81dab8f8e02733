"""The Leitweg-ID: where a public buyer wants its invoices; check digits by ISO 7064 mod 97-10."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"([0-9]{2,12})(?:-([A-Za-z0-9]{1,30}))?-([0-9]{2})", re.ASCII)


def looks_like_leitweg(text: str) -> bool:
    """Whether a text has the shape `04011000-12345-03`."""
    return _SHAPE.fullmatch(text.strip()) is not None


def is_leitweg(text: str) -> bool:
    """Whether a text is a Leitweg-ID with the right check digits."""
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        return False
    body = f"{found[1]}{found[2] or ''}{found[3]}".upper()
    return int("".join(str(int(char, 36)) for char in body)) % 97 == 1
