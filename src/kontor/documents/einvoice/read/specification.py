"""What a received file calls itself (Profil): names for people and what it can hold."""

from __future__ import annotations

import re
from typing import NamedTuple

from kontor.documents.einvoice.record import Syntax


class Specification(NamedTuple):
    """A profile: its name, whether it has lines and a VAT breakdown, whether EN 16931 holds.

    `levels` names whose severities of the rules hold, where they differ.
    """

    name: str
    has_lines: bool = True
    has_groups: bool = True
    is_en: bool = True
    is_german: bool = False
    levels: str = ""


_KNOWN = (
    (r"xrechnung:cvd", Specification("XRechnung CVD", is_german=True, levels="cvd")),
    (
        r"kosit:extension:xrechnung_(?P<version>[0-9.]+)",
        Specification("XRechnung Extension", is_german=True, levels="extension"),
    ),
    (r"xrechnung_(?P<version>[0-9.]+)", Specification("XRechnung", is_german=True)),
    (r"peppol\.eu", Specification("Peppol BIS Billing")),
    (r"minimum", Specification("MINIMUM", has_lines=False, has_groups=False, is_en=False)),
    (r"basicwl", Specification("BASIC WL", has_lines=False, is_en=False)),
    (r"basic", Specification("BASIC")),
    (r"extended", Specification("EXTENDED", is_en=False)),
    (r"comfort", Specification("COMFORT")),
    (r"^urn:cen\.eu:en16931:2017$", Specification("EN 16931")),
)
_FAMILY = (
    (r"factur-x", "Factur-X"),
    (r"zugferd", "ZUGFeRD"),
    (r"ferd:", "ZUGFeRD"),
)


def specification(text: str, syntax: Syntax) -> Specification:
    """What the specification identifier BT-24 says; an unknown one counts as EN 16931."""
    low = text.lower()
    known = Specification(text or "EN 16931")
    for pattern, one in _KNOWN:
        if found := re.search(pattern, low):
            version = found.groupdict().get("version") or ""
            known = one._replace(name=f"{one.name} {version}".strip())
            break
    family = next((name for pattern, name in _FAMILY if re.search(pattern, low)), "")
    if syntax is Syntax.ZUGFERD1:
        return known._replace(name=f"ZUGFeRD 1 {known.name}", is_en=False)
    if family and not known.is_german:
        known = known._replace(name=f"{family} {known.name}")
    return known
