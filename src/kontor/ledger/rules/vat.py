"""VAT return (Umsatzsteuer-Voranmeldung): from sums by tax code to Kennzahlen, cut and added up.

Bases are cut to whole euros once per Kennzahl and period, toward zero; the tax of 81, 86, 89 and
93 is computed from the cut base, everything else is exact. The difference to the books is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kontor.base.money import tax_on_net, whole_euros
from kontor.ledger.rules.forms import Kennzahl

LOST_BASE, LOST_INPUT, SPECIAL, PAYABLE = "50", "37", "39", "83"
SMALL_BASE = "48"


class CodeRow(NamedTuple):
    """A tax code as it holds from a day, as far as the return needs it."""

    code: str
    valid_from: str
    side: str
    rate: int
    kz_base: str | None
    kz_tax: str | None
    kz_input: str | None


class Sum(NamedTuple):
    """Lines of one code, part and kind, added up; debit positive. `base` is the tax base."""

    code: CodeRow
    part: str
    loss: bool
    cents: int
    base: int


class Figure(NamedTuple):
    """What lines add to one Kennzahl: to its base, or to its tax."""

    kz: str
    is_tax: bool
    cents: int


class Computed(NamedTuple):
    """All figures of a period; `tax` is computed from cut bases, `ledger_tax` was booked."""

    kennzahlen: dict[str, int]
    exact: dict[str, int]
    tax: dict[str, int]
    ledger_tax: dict[str, int]
    payable: int

    @property
    def rounding(self) -> int:
        """Tax on the form less tax in the books; it goes into the annual return."""
        return sum(self.tax.values()) - sum(self.ledger_tax.values())


def figures_of(code: CodeRow, part: str, cents: int, base: int, *, loss: bool) -> list[Figure]:
    """What a line or share adds to the Kennzahlen of its code.

    A loss (uncollectible, § 17 Abs. 2 Nr. 1 UStG) lowers its own Kennzahl and is named again in 50,
    on the purchase side in 37.
    """
    out = []
    if part == "base" and code.kz_base:
        out.append(Figure(code.kz_base, False, -base if code.side == "output" else base))
        if loss and code.side == "output" and code.rate:
            out.append(Figure(LOST_BASE, False, base))
    elif part == "output" and (code.kz_tax or code.kz_base):
        out.append(Figure(code.kz_tax or code.kz_base or "", True, -cents))
    elif part == "input" and code.kz_input:
        out.append(Figure(code.kz_input, True, cents))
        if loss and code.side == "input":
            out.append(Figure(LOST_INPUT, True, -cents))
    return out


def compute(
    sums: Iterable[Sum], form: Mapping[str, Kennzahl], *, special: int = 0, small: bool = False
) -> Computed:
    """Add up, cut and compute.

    Args:
        sums: sums by code and part.
        form: the Kennzahlen in form order.
        special: special prepayment (Sondervorauszahlung) to deduct, Kennzahl 39.
        small: small business (§ 19 UStG): own exempt sales do not make a return necessary.
    """
    exact: dict[str, int] = {}
    booked: dict[str, int] = {}
    for one in sums:
        for kz, is_tax, cents in figures_of(one.code, one.part, one.cents, one.base, loss=one.loss):
            target = booked if is_tax and form[kz].total == "computed" else exact
            target[kz] = target.get(kz, 0) + cents
    if special:
        exact[SPECIAL] = special
    if small and not any(cents for kz, cents in exact.items() if kz != SMALL_BASE):
        exact.pop(SMALL_BASE, None)
    tax = {kz: _form_tax(one, exact) for kz, one in form.items() if one.total == "computed"}
    values = {
        kz: whole_euros(exact[kz]) if one.kind == "base" else exact[kz]
        for kz, one in form.items()
        if exact.get(kz)
    }
    payable = sum(tax.values()) + sum(
        cents if form[kz].total == "plus" else -cents
        for kz, cents in values.items()
        if form[kz].total in {"plus", "minus"}
    )
    return Computed(
        {kz: cents for kz, cents in values.items() if cents},
        {kz: exact[kz] for kz in form if exact.get(kz)},
        {kz: cents for kz, cents in tax.items() if cents},
        {kz: booked[kz] for kz in form if booked.get(kz)},
        payable,
    )


def _form_tax(one: Kennzahl, exact: Mapping[str, int]) -> int:
    return tax_on_net(whole_euros(exact.get(one.kz, 0)), one.rate or 0)


def special_prepayment(payments: int, months: int) -> int:
    """One eleventh of the advance payments of the year before (§ 47 UStDV), whole euros.

    Payments of a part of a year are taken up to twelve months; less than nothing is nothing.
    """
    if months <= 0 or payments <= 0:
        return 0
    return whole_euros(payments * 12 // (months * 11))


def difference(now: Mapping[str, int], filed: Mapping[str, int]) -> dict[str, int]:
    """What changed since the filing, per Kennzahl."""
    keys = [*now, *(kz for kz in filed if kz not in now)]
    changed = {kz: now.get(kz, 0) - filed.get(kz, 0) for kz in keys}
    return {kz: cents for kz, cents in changed.items() if cents}
