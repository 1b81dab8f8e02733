"""A case as a tax adviser reads it: journal, VAT return and EÜR of the three regimes."""

from __future__ import annotations

import os
from pathlib import Path

from kontor.base.numbers import format_money
from tests.ledger import oracle
from tests.ledger.kit import Case

NAMES = {"soll": "Soll-Versteuerung", "ist": "Ist-Versteuerung", "small": "Kleinunternehmer"}
_JOURNAL = """
SELECT e.id, e.booked, e.document_day, e.kind, e.document, e.general_reversal, a.number, a.name,
       l.cents, ifnull(l.code, ''), ifnull(l.period, ''), l.effect
  FROM entry e JOIN line l ON l.entry=e.id JOIN account a ON a.id=l.account ORDER BY e.id, l.pos
"""


def agree(path: Path, text: str) -> None:
    """Compare with the stored text; `UPDATE_GOLDEN=1` writes it anew."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def render(case: Case, regime: str, title: str = "") -> str:
    """Journal with debit and credit columns, then the figures by period and year."""
    out = [f"== {title or NAMES[regime]} =="]
    last = None
    for row in case.rows(_JOURNAL):
        entry, booked, document_day, kind, document, reversal, number, name, cents, *more = row
        if entry != last:
            own = "" if booked == document_day else f" (Beleg vom {document_day})"
            mark = " Generalumkehr" if reversal else ""
            out += ["", f"{booked} {kind} {document}{own}{mark}".rstrip()]
            last = entry
        out.append(_line(str(number), str(name), int(str(cents)), bool(reversal), more))
    out += ["", "Umsatzsteuer-Voranmeldung (centgenau):", *_figures(oracle.vat(case.con), "KZ")]
    euer = oracle.euer(case.con, regime == "small")
    out += ["", "EÜR (Zeilen des Vordrucks 2025):", *_figures(euer, "Zeile")]
    return "\n".join(out) + "\n"


def _line(number: str, name: str, cents: int, reversal: bool, more: list[object]) -> str:
    debit = (cents < 0) if reversal else (cents > 0)
    amount = format_money(cents if debit else -cents)
    columns = f"{amount:>14}{'':14}" if debit else f"{'':14}{amount:>14}"
    code, period, effect = (str(value) for value in more)
    return f"  {number:>6} {name[:40]:40}{columns}  {code:13}{period:8}{effect}".rstrip()


def _figures(figures: oracle.Figures, word: str) -> list[str]:
    if not figures:
        return ["  keine"]
    return [
        f"  {key}  "
        + "  ".join(
            f"{_name(word, name)} {format_money(cents)}"
            for name, cents in sorted(row.items(), key=_order)
        )
        for key, row in figures.items()
    ]


def _name(word: str, name: str) -> str:
    return f"Steuer zu {word} {name[1:]}" if name.startswith("T") else f"{word} {name}"


def _order(pair: tuple[str, int]) -> tuple[int, str]:
    return int("".join(c for c in pair[0] if c.isdigit())), pair[0]
