"""How much the name on a bank line is the name of a partner."""

from __future__ import annotations

from functools import lru_cache

_ALL, _SOME = 100, 90
_TWO = 2


@lru_cache(maxsize=65536)
def likeness(paid_by: frozenset[str], partner: frozenset[str]) -> tuple[int, bool]:
    """Likeness from 0 to 100, and whether it proves the partner.

    Words are compared without legal forms; at least one whole word must agree. A proof needs two
    words that agree, or the same single word on both sides.
    """
    common = paid_by & partner
    if not any(len(word) > _TWO for word in common):
        return 0, False
    if paid_by == partner:
        return _ALL, True
    from rapidfuzz import fuzz

    text, other = " ".join(sorted(paid_by)), " ".join(sorted(partner))
    points = int(fuzz.token_set_ratio(text, other))
    full = points >= _SOME and len(common) >= _TWO
    # one shared word of several ("Bau", "Müller") is a hint, no more
    return (points, full) if len(common) >= _TWO else (min(points, 80), False)
