"""A second opinion on VAT return and EÜR, written apart from the program: rows in, figures out.

It knows the tax codes by heart and reads lines, weights and shares directly.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import NamedTuple

# side, KZ of base, of tax, of input tax, due on receipt under Ist, EÜR line of tax lines
CODES: dict[str, tuple[str, str | None, str | None, str | None, bool, str | None]] = {
    "UST19": ("out", "81", "T81", None, True, "17"),
    "UST7": ("out", "86", "T86", None, True, "17"),
    "UST0PV": ("out", "87", None, None, True, None),
    "KU19": ("out", None, None, None, True, None),
    "RC_BAU_OUT": ("out", "60", None, None, True, None),
    "IGL": ("out", "41", None, None, False, None),
    "VST19": ("in", None, None, "66", False, "57"),
    "VST7": ("in", None, None, "66", False, "57"),
    "EUST": ("in", None, None, "62", False, "57"),
    "RC_BAU_IN": ("rc", "84", "85", "67", False, None),
    "RC_EU_DL": ("rc", "46", "47", "67", False, None),
    "IGE19": ("rc", "89", "T89", "61", False, None),
    "RC_BAU_IN_OV": ("rc", "84", "85", None, False, None),
    "RC_EU_DL_OV": ("rc", "46", "47", None, False, None),
    "IGE19_OV": ("rc", "89", "T89", None, False, None),
}
BASE_LINES = {"RC_BAU_OUT": "16", "UST0PV": "16", "IGL": "16"}
EXPENSE = {str(n) for n in range(24, 75)} | {f"{n}{c}" for n in (62, 63, 65, 67) for c in "an"}
NEUTRAL = {"106", "107", "13"}
Figures = dict[str, dict[str, int]]


class Row(NamedTuple):
    """A line or share, debit positive, with what both views need."""

    day: str
    period: str | None
    account: str
    role: str
    euer: str | None
    code: str | None
    part: str
    cents: int
    base: int
    effect: str
    due: str | None
    loss: int
    kind: str
    shift: str | None
    owner: str


_LINES = """
SELECT e.document_day, l.period, coalesce(a.concept, p.concept, a.number), a.cash_role,
       (SELECT line FROM account_form f WHERE f.account=a.id AND f.form=2025),
       l.code, l.part, l.cents, ifnull(l.base, l.cents), l.effect, i.due_rule, l.loss,
       ifnull(i.kind, ''),
       (SELECT period_to FROM shift s WHERE s.line=l.id AND s.view='euer'),
       ifnull(p.concept, '')
  FROM line l JOIN entry e ON e.id=l.entry JOIN account a ON a.id=l.account
  LEFT JOIN account p ON p.id=a.parent LEFT JOIN item i ON i.id=l.item
"""
_SHARES = """
SELECT s.day, substr(s.day, 1, 7), coalesce(a.concept, p.concept, a.number), a.cash_role,
       (SELECT line FROM account_form f WHERE f.account=a.id AND f.form=2025),
       w.code, w.part, -i.side*h.cents, -i.side*h.cents, 'share', i.due_rule, 0, i.kind,
       (SELECT period_to FROM shift x WHERE x.share=h.id AND x.view='euer'),
       ifnull(p.concept, '')
  FROM share h JOIN settlement s ON s.id=h.settlement JOIN item i ON i.id=s.item
  JOIN weight w ON w.id=h.weight JOIN account a ON a.id=w.account
  LEFT JOIN account p ON p.id=a.parent WHERE i.kind<>'request'
"""


def lines(con: sqlite3.Connection) -> list[Row]:
    """All lines."""
    return [Row(*row) for row in con.execute(_LINES).fetchall()]


def shares(con: sqlite3.Connection) -> list[Row]:
    """All shares but those of advance requests."""
    return [Row(*row) for row in con.execute(_SHARES).fetchall()]


def vat(con: sqlite3.Connection) -> Figures:
    """The VAT return by month, ledger-exact; KZ 39 from the special prepayment of the year."""
    found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in lines(con):
        if row.account == "ust_svz":
            found[row.day[:4] + "-12"]["39"] += row.cents
        if row.code in CODES and row.effect not in {"item", "transfer", "accrual"}:
            waits = row.effect in {"claim", "reduce"} and row.due == "receipt"
            if not (waits and CODES[row.code][4]):
                _add(found[row.period or "?"], row)
    for row in shares(con):
        if row.code in CODES and row.due == "receipt" and CODES[row.code][4]:
            _add(found[row.day[:7]], row)
    return _clean(found)


def _add(figures: defaultdict[str, int], row: Row) -> None:
    side, base, tax, deductible, *_ = CODES[row.code or ""]
    if row.part == "base" and base:
        figures[base] += -row.base if side == "out" else row.base
        if row.loss and base in {"81", "86"}:
            figures["50"] += row.base
    if row.part == "output" and tax:
        figures[tax] -= row.cents
    if row.part == "input" and deductible:
        figures[deductible] += row.cents


def _euer_line(row: Row, small: bool) -> str | None:
    if row.role == "item":
        income = row.owner == "forderungen"
        return ("12" if small else "16") if income else "60"
    if row.part in {"output", "input"}:
        return CODES[row.code or ""][5]
    line = row.euer
    if line in {"15", "16"} and row.code in BASE_LINES:
        line = BASE_LINES[row.code]
    return "12" if small and line in {"15", "16"} else line


def euer(con: sqlite3.Connection, small: bool) -> Figures:
    """The EÜR by year in lines of the form 2025."""
    found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in [r for r in lines(con) if r.effect == "own"] + shares(con):
        line = _euer_line(row, small)
        if line:
            cost = line in EXPENSE or line == "106"
            found[row.shift or row.day[:4]][line] += row.cents if cost else -row.cents
    return _clean(found)


def profit(figures: Figures) -> int:
    """Income less expense, deductible or not, over all years."""
    return sum(
        -cents if line in EXPENSE else cents
        for year in figures.values()
        for line, cents in year.items()
        if line not in NEUTRAL
    )


def money_moved(con: sqlite3.Connection) -> int:
    """Movement of all money accounts; claims on them move with their shares."""
    own = [row for row in lines(con) if row.effect == "own"]
    return sum(row.cents for row in own + shares(con) if row.role == "money")


def _clean(found: defaultdict[str, defaultdict[str, int]]) -> Figures:
    out = {key: {k: v for k, v in sorted(row.items()) if v} for key, row in sorted(found.items())}
    return {key: row for key, row in out.items() if row}
