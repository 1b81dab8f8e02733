"""VAT views (Umsatzsteuer): return of a month, quarter or year, drill-down, annual values, ZM.

Lines count by their tax period. `claim` and `reduce` lines of items due on receipt (Ist) are
replaced by their shares by day of the money, for codes that are due on receipt; `transfer` never
counts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kontor.base.dates import Period, month_of, year_period
from kontor.base.money import whole_euros
from kontor.base.numbers import read_plain_money
from kontor.ledger.queries.settings import regimes
from kontor.ledger.rules import vat as rules
from kontor.ledger.rules.forms import kennzahlen

LAST_MONTH = 12


class Filed(NamedTuple):
    """A return as it was filed (abgegebene Meldung)."""

    id: int
    kind: str
    period: str
    pos: int
    filed: date
    figures: dict[str, int]
    payable: int
    ticket: str | None
    head: str | None
    takeover: bool


class VatLine(NamedTuple):
    """One line or share that counts in a Kennzahl; `cents` is what it adds there."""

    kz: str
    is_tax: bool
    cents: int
    entry: int | None
    day: date
    document: str
    text: str
    account: str
    code: str
    shared: bool
    number: int | None


class VatReturn(NamedTuple):
    """The return of a period (Voranmeldung). Amounts are cents; `kennzahlen` in form order.

    Attributes:
        kennzahlen: as typed into the form: bases in whole euros, taxes exact.
        exact: the same before the cut.
        tax: tax that the form computes from 81, 86, 89 and 93.
        ledger_tax: tax booked for these.
        payable: Kennzahl 83.
        rounding: tax of the form less tax booked.
        filed: what was filed last for this period.
        difference: what changed since then, per Kennzahl; `83` is the amount to pay in addition.
        small: whether the firm is a small business (§ 19 UStG) at the end of the period.
    """

    period: Period
    kennzahlen: dict[str, int]
    exact: dict[str, int]
    tax: dict[str, int]
    ledger_tax: dict[str, int]
    payable: int
    rounding: int
    filed: Filed | None
    difference: dict[str, int]
    small: bool

    @property
    def state(self) -> str:
        """Life of the return: open, filed, or changed since it was filed."""
        if self.filed is None:
            return "open"
        return "changed" if self.difference else "filed"

    @property
    def required(self) -> bool:
        """Whether a return must be filed at all; a small business files only for owed tax."""
        return not self.small or bool(self.kennzahlen)


class VatYear(NamedTuple):
    """Values of the annual return (Umsatzsteuererklärung)."""

    year: int
    figures: VatReturn
    total: int
    advance: int
    special: int
    remaining: int


class Recapitulative(NamedTuple):
    """One line of the recapitulative statement (Zusammenfassende Meldung, § 18a UStG)."""

    vat_id: str | None
    name: str
    kind: str
    exact: int
    euros: int


class SpecialPrepayment(NamedTuple):
    """Special prepayment of a year: one eleventh of what was paid in advance the year before."""

    year: int
    payments: int
    months: int
    amount: int


# The newest row of a code not after the day of service decides; nearly every code has one row.
_BY_CODE = """
SELECT l.code, {version}, l.part, l.loss, sum(l.cents), sum(coalesce(l.base, l.cents))
  FROM line l {entry} LEFT JOIN item i ON i.id = l.item
 WHERE l.code IS NOT NULL AND l.period BETWEEN :first AND :last
   AND (l.effect = 'own' OR (l.effect IN ('claim', 'reduce')
        AND NOT (i.due_rule IS 'receipt' AND l.code IN (SELECT value FROM json_each(:receipt)))))
 GROUP BY 1, 2, 3, 4
"""
_SHARES_BY_CODE = """
SELECT w.code, {version}, w.part, 0, sum(-i.side * h.cents), sum(-i.side * h.cents)
  FROM settlement s JOIN item i ON i.id = s.item JOIN share h ON h.settlement = s.id
  JOIN weight w ON w.id = h.weight
 WHERE s.day BETWEEN :first_day AND :last_day AND i.due_rule = 'receipt' AND i.kind <> 'request'
   AND w.code IN (SELECT value FROM json_each(:receipt))
 GROUP BY 1, 2, 3
"""
_VERSION = (
    "(SELECT max(t.valid_from) FROM tax_code t WHERE t.code = {code} AND t.valid_from <= {day})"
)
_SINGLE = (_BY_CODE.format(version="''", entry=""), _SHARES_BY_CODE.format(version="''"))
_DATED = (
    _BY_CODE.format(
        version=_VERSION.format(code="l.code", day="coalesce(e.service_day, e.document_day)"),
        entry="JOIN entry e ON e.id = l.entry",
    ),
    _SHARES_BY_CODE.format(
        version=_VERSION.format(code="w.code", day="coalesce(i.service_day, i.day)")
    ),
)
# A shift moves a line or share to another tax period: out of one, into the other.
_SHIFTED = """
SELECT coalesce(l.code, w.code), coalesce(e.service_day, e.document_day, i.service_day, i.day),
       coalesce(l.part, w.part), ifnull(l.loss, 0), coalesce(l.cents, -i.side * h.cents),
       coalesce(l.base, l.cents, -i.side * h.cents), f.period_from, f.period_to
  FROM shift f LEFT JOIN line l ON l.id = f.line LEFT JOIN entry e ON e.id = l.entry
  LEFT JOIN share h ON h.id = f.share LEFT JOIN weight w ON w.id = h.weight
  LEFT JOIN item i ON i.id = w.item
 WHERE f.view = 'vat' AND coalesce(l.code, w.code) IS NOT NULL
"""
_LINES = """
SELECT l.code, coalesce(e.service_day, e.document_day), l.part, l.loss, l.cents,
       coalesce(l.base, l.cents), e.id, e.document_day, e.document,
       coalesce(nullif(l.text, ''), e.text), a.number, 0, s.number,
       coalesce((SELECT f.period_to FROM shift f WHERE f.line = l.id AND f.view = 'vat'), l.period)
  FROM line l JOIN entry e ON e.id = l.entry JOIN account a ON a.id = l.account
  LEFT JOIN item i ON i.id = l.item LEFT JOIN seal s ON s.entry = e.id
 WHERE l.code IS NOT NULL AND (l.period BETWEEN :first AND :last
        OR l.id IN (SELECT line FROM shift WHERE view = 'vat'))
   AND (l.effect = 'own' OR (l.effect IN ('claim', 'reduce')
        AND NOT (i.due_rule IS 'receipt' AND l.code IN (SELECT value FROM json_each(:receipt)))))
 UNION ALL
SELECT w.code, coalesce(i.service_day, i.day), w.part, 0, -i.side * h.cents, -i.side * h.cents,
       s.entry, s.day, i.document, coalesce(i.text, e.text), a.number, 1, z.number,
       coalesce((SELECT f.period_to FROM shift f WHERE f.share = h.id AND f.view = 'vat'),
                substr(s.day, 1, 7))
  FROM settlement s JOIN item i ON i.id = s.item JOIN share h ON h.settlement = s.id
  JOIN weight w ON w.id = h.weight JOIN account a ON a.id = w.account
  JOIN entry e ON e.id = s.entry LEFT JOIN seal z ON z.entry = s.entry
 WHERE (s.day BETWEEN :first_day AND :last_day
        OR h.id IN (SELECT share FROM shift WHERE view = 'vat'))
   AND i.due_rule = 'receipt' AND i.kind <> 'request'
   AND w.code IN (SELECT value FROM json_each(:receipt))
 ORDER BY 8, 7
"""
_CODES = """
SELECT code, valid_from, side, rate, kz_base, kz_tax, kz_input, due_ist FROM tax_code
 ORDER BY code, valid_from
"""
_FILED = """
SELECT id, kind, period, pos, filed, figures, payable, ticket, head, takeover FROM filing
 WHERE kind = ? AND period = ? ORDER BY pos DESC LIMIT 1
"""
_FILED_OF_YEAR = """
SELECT id, kind, period, pos, filed, figures, payable, ticket, head, takeover FROM filing f
 WHERE kind = 'vat' AND period LIKE ? || '-%'
   AND pos = (SELECT max(pos) FROM filing g WHERE g.kind = f.kind AND g.period = f.period)
 ORDER BY period
"""
_RECAPITULATIVE = """
SELECT coalesce(i.partner, (SELECT a.partner FROM line o JOIN account a ON a.id = o.account
         WHERE o.entry = l.entry AND a.partner IS NOT NULL LIMIT 1)) AS partner,
       t.kz_base, -sum(coalesce(l.base, l.cents))
  FROM line l LEFT JOIN item i ON i.id = l.item
  JOIN (SELECT code, max(kz_base) AS kz_base FROM tax_code
         WHERE kz_base IN ('41', '21', '42') GROUP BY code) t ON t.code = l.code
 WHERE l.period BETWEEN ? AND ? AND l.part = 'base' AND l.effect IN ('claim', 'reduce', 'own')
 GROUP BY 1, 2 ORDER BY 1, 2
"""
_PARTNER = "SELECT vat_id, name FROM contact WHERE id = ?"
_KIND_OF = {"41": "L", "21": "S", "42": "D"}


class _Codes(NamedTuple):
    rows: dict[str, list[rules.CodeRow]]
    receipt: str
    dated: bool

    def at(self, code: str, day: str) -> rules.CodeRow | None:
        known = self.rows.get(code, [])
        fitting = [row for row in known if row.valid_from <= day] or known[:1]
        return fitting[-1] if fitting else None


def vat_return(con: sqlite3.Connection, period: Period) -> VatReturn:
    """The return of a month, a quarter (sum of its exact months) or a year."""
    codes = _codes(con)
    values = _values(period, codes)
    found = []
    for sql in _DATED if codes.dated else _SINGLE:
        for code, day, part, loss, cents, base in con.execute(sql, values):
            found.append((code, day or "9999", part, loss, cents, base))
    found += _moved(con, values["first"], values["last"])
    sums = [
        rules.Sum(row, part, bool(loss), cents, base)
        for code, day, part, loss, cents, base in found
        if (row := codes.at(code, day))
    ]
    small = regimes(con).on(period.last)
    special = _special(con, period)
    done = rules.compute(sums, kennzahlen(), special=special, small=small)
    filed = last_filed(con, "vat", period.label)
    changed: dict[str, int] = {}
    if filed:
        before = {kz: cents for kz, cents in filed.figures.items() if kz != rules.PAYABLE}
        changed = rules.difference(done.kennzahlen, before) if before else {}
        if done.payable != filed.payable:
            changed[rules.PAYABLE] = done.payable - filed.payable
    return VatReturn(
        period,
        done.kennzahlen,
        done.exact,
        done.tax,
        done.ledger_tax,
        done.payable,
        done.rounding,
        filed,
        changed,
        small,
    )


def drill(con: sqlite3.Connection, period: Period, kz: str | None = None) -> list[VatLine]:
    """The lines behind a Kennzahl, oldest first; all of the period without one.

    Bases and computed taxes of one Kennzahl are told apart by `is_tax`; each adds up to its figure
    before the cut.
    """
    codes = _codes(con)
    values = _values(period, codes)
    out = []
    for code, version, part, loss, cents, base, *rest, counted in con.execute(_LINES, values):
        row = codes.at(code, version)
        if row is None or not values["first"] <= counted <= values["last"]:
            continue
        entry, day, document, text, account, shared, number = rest
        for figure in rules.figures_of(row, part, cents, base, loss=bool(loss)):
            if kz in {None, figure.kz}:
                out.append(
                    VatLine(
                        figure.kz,
                        figure.is_tax,
                        figure.cents,
                        entry,
                        date.fromisoformat(day),
                        document,
                        text,
                        account,
                        code,
                        bool(shared),
                        number,
                    )
                )
    return out


def vat_year(con: sqlite3.Connection, year: int) -> VatYear:
    """Values of the annual return: tax of the year less what was filed in advance."""
    figures = vat_return(con, year_period(year))
    special = figures.exact.get(rules.SPECIAL, 0)
    total = figures.payable + special
    advance = sum(one.payable for one in filed_of_year(con, year)) + special
    return VatYear(year, figures, total, advance, special, total - advance)


def recapitulative(con: sqlite3.Connection, period: Period) -> list[Recapitulative]:
    """Supplies and services to EU businesses per VAT id and kind (L, S, D)."""
    first, last = month_of(period.first), month_of(period.last)
    sums: dict[tuple[str | None, str, str], int] = {}
    for partner, kz, cents in con.execute(_RECAPITULATIVE, (first, last)).fetchall():
        vat_id, name = _partner(con, partner)
        key = (vat_id, name, _KIND_OF[kz])
        sums[key] = sums.get(key, 0) + cents
    return [
        Recapitulative(vat_id, name, kind, cents, whole_euros(cents) // 100)
        for (vat_id, name, kind), cents in sums.items()
        if cents
    ]


def special_prepayment(con: sqlite3.Connection, year: int) -> SpecialPrepayment:
    """What the permanent extension (Dauerfristverlängerung) of a year costs a monthly filer."""
    filed = filed_of_year(con, year - 1)
    payments = sum(one.payable + one.figures.get(rules.SPECIAL, 0) for one in filed)
    months = sum(3 if "Q" in one.period else 1 for one in filed)
    return SpecialPrepayment(year, payments, months, rules.special_prepayment(payments, months))


def last_filed(con: sqlite3.Connection, kind: str, period: str) -> Filed | None:
    """The newest filing of a kind for a period."""
    row = con.execute(_FILED, (kind, period)).fetchone()
    return _filed(row) if row else None


def filed_of_year(con: sqlite3.Connection, year: int) -> list[Filed]:
    """The newest VAT return of each period of a year."""
    return [_filed(row) for row in con.execute(_FILED_OF_YEAR, (f"{year:04d}",))]


def filings(con: sqlite3.Connection, kind: str | None = None) -> list[Filed]:
    """All filings, newest period first."""
    found = con.execute(
        "SELECT id, kind, period, pos, filed, figures, payable, ticket, head, takeover FROM filing"
        " WHERE ?1 IS NULL OR kind = ?1 ORDER BY period DESC, pos DESC, kind",
        (kind,),
    )
    return [_filed(row) for row in found]


def _filed(row: tuple[Any, ...]) -> Filed:
    figures = {kz: read_plain_money(text) for kz, text in json.loads(row[5]).items()}
    return Filed._make((*row[:4], date.fromisoformat(row[4]), figures, *row[6:9], bool(row[9])))


def _codes(con: sqlite3.Connection) -> _Codes:
    found: dict[str, list[rules.CodeRow]] = {}
    receipt = set()
    for *row, due_ist in con.execute(_CODES):
        found.setdefault(row[0], []).append(rules.CodeRow(*row))
        if due_ist == "receipt" and row[2] == "output":
            receipt.add(row[0])
    dated = any(len(rows) > 1 for rows in found.values())
    return _Codes(found, json.dumps(sorted(receipt)), dated)


def _values(period: Period, codes: _Codes) -> dict[str, str]:
    return {
        "first": month_of(period.first),
        "last": month_of(period.last),
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
        "receipt": codes.receipt,
    }


def _moved(con: sqlite3.Connection, first: str, last: str) -> Iterable[tuple[Any, ...]]:
    for code, day, part, loss, cents, base, origin, target in con.execute(_SHIFTED):
        leaves, comes = first <= origin <= last, first <= target <= last
        if leaves != comes:
            sign = 1 if comes else -1
            yield code, day, part, loss, sign * cents, sign * base


def _special(con: sqlite3.Connection, period: Period) -> int:
    if period.last.month != LAST_MONTH:
        return 0
    filed = last_filed(con, "special_prepayment", f"{period.last.year:04d}")
    return filed.payable if filed else 0


def _partner(con: sqlite3.Connection, ref: str | None) -> tuple[str | None, str]:
    area, _, key = (ref or "").partition(":")
    if area != "contacts" or not key.isdigit():
        return None, ref or ""
    row = con.execute(_PARTNER, (int(key),)).fetchone()
    return (row[0], row[1]) if row else (None, ref or "")
