"""Payment terms (Zahlungsbedingungen, BT-20): Skonto lines of XRechnung and free text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kontor.documents.einvoice.record import Skonto

_LINE = re.compile(
    r"#SKONTO#TAGE=([0-9]{1,4})#PROZENT=([0-9]{1,3})\.([0-9]{2})"
    r"(?:#BASISBETRAG=(-?)([0-9]{1,12})\.([0-9]{2}))?#",
    re.ASCII,
)


def compose(skonto: Iterable[Skonto], text: str) -> str:
    """BT-20 as it is written: one line per discount, then the free text, each line ended."""
    lines = [_written(one) for one in skonto]
    if not lines:
        return text
    return "\n".join(lines) + "\n" + (text + "\n" if text else "")


def parse(text: str) -> tuple[tuple[Skonto, ...], str]:
    """Discounts and free text of BT-20; a line that breaks the syntax stays in the text."""
    skonto: list[Skonto] = []
    rest: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _LINE.fullmatch(line.strip())
        if found:
            skonto.append(_read(found))
        else:
            rest.append(line)
    return tuple(skonto), "\n".join(rest).strip()


def _written(one: Skonto) -> str:
    base = ""
    if one.base is not None:
        whole, cents = divmod(abs(one.base), 100)
        base = f"BASISBETRAG={'-' if one.base < 0 else ''}{whole}.{cents:02d}#"
    whole, rest = divmod(one.percent, 100)
    return f"#SKONTO#TAGE={one.days}#PROZENT={whole}.{rest:02d}#{base}"


def _read(found: re.Match[str]) -> Skonto:
    base = None
    if found[5]:
        base = int(found[5]) * 100 + int(found[6])
        base = -base if found[4] else base
    return Skonto(int(found[1]), int(found[2]) * 100 + int(found[3]), base)
