"""Opening balances of a year for DATEV (EB-Werte): the books carry nothing forward themselves.

Each account of the balance sheet opens against 9000, each open item against 9008 or 9009. Results
of the years before and, where owners draw and pay in, private accounts open on the capital.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from kontor.company.law import legal_forms
from kontor.company.queries import regime_on
from kontor.ledger.queries.items import open_items
from kontor.ledger.rules.datev import LIFTED
from kontor.ledger.rules.extf import Booking

_BALANCES = """
SELECT a.number, a.kind, a.parent IS NOT NULL, a.function, coalesce(p.kind, a.kind), sum(l.cents)
  FROM account a JOIN line l ON l.account = a.id LEFT JOIN account p ON p.id = a.parent
 WHERE l.day < ? AND ifnull(a.concept, '') NOT IN ('saldo_sach', 'saldo_deb', 'saldo_kred')
 GROUP BY a.id HAVING sum(l.cents) <> 0 ORDER BY length(a.number), a.number
"""
_CONTRA = {"ledger": "saldo_sach", "asset": "saldo_deb", "liability": "saldo_kred"}


def opening(con: sqlite3.Connection, year: int) -> list[Booking]:
    """The rows that open a year; none in the first year of the books."""
    first = date(year, 1, 1)
    numbers = dict(con.execute("SELECT concept, number FROM account WHERE concept <> ''"))
    plain: dict[str, int] = {}
    keys: dict[str, str] = {}
    personal: dict[str, tuple[str, int]] = {}
    form = legal_forms().get(regime_on(con, first).legal_form)
    owners = form is None or form.private
    for number, kind, own, function, side, cents in con.execute(_BALANCES, (first.isoformat(),)):
        if own:
            personal[number] = (side, cents)
            continue
        place = _place(kind, owners=owners)
        target = numbers[place] if place else number
        plain[target] = plain.get(target, 0) + cents
        if function.endswith(("AM", "AV")) and target == number:
            keys[number] = LIFTED
    contra = {side: numbers[concept] for side, concept in _CONTRA.items()}
    rows = [
        Booking(abs(cents), cents > 0, number, contra["ledger"], keys.get(number, ""), first,
                "EB", f"EB-Wert {year}")
        for number, cents in sorted(plain.items()) if cents
    ]  # fmt: skip
    return [*rows, *_personal(con, first, personal, contra)]


def _place(kind: str, *, owners: bool) -> str:
    """Concept of the account on which a balance opens; empty for its own."""
    if owners and kind in {"income", "expense", "equity"}:
        return "variables_kapital"
    return "gewinnvortrag" if kind in {"income", "expense"} else ""


def _personal(
    con: sqlite3.Connection,
    first: date,
    personal: dict[str, tuple[str, int]],
    contra: dict[str, str],
) -> Iterator[Booking]:
    """One row for each open item; what an account holds beside its items is a row of its own."""
    left = {number: cents for number, (_, cents) in personal.items()}
    for one in open_items(con, first - timedelta(days=1)):
        if one.kind == "request" or one.account not in personal or not one.signed:
            continue
        left[one.account] -= one.signed
        side = personal[one.account][0]
        yield Booking(
            abs(one.signed), one.signed > 0, one.account, contra[side], "", first,
            one.document, f"EB-Wert {first.year} {one.document}", one.due,
        )  # fmt: skip
    for number, cents in left.items():
        if cents:
            yield Booking(
                abs(cents), cents > 0, number, contra[personal[number][0]], "", first,
                "EB", f"EB-Wert {first.year}",
            )  # fmt: skip
