"""Positions (Positionen): totals of lines, titles, tax codes and the whole document.

A line is half-up(quantity × price / basis) less its half-up rebate; sums add rounded lines. Tax is
taken once per code on the sum. A surcharge, a discount line and a subtotal take what stands above
them in their title; outside of titles, all that stands above. A rebate on the whole, and a
surcharge or discount line without a code of its own, go to the tax codes by largest remainder.

The rebate on the whole takes surcharges in, which are positions like any other: EN 16931 leaves the
base of a rebate to the seller (BT-93). A discount line takes only what stands above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.base.money import LIMIT, half_up, largest_remainder, tax_on_net
from kontor.sales.kinds import PositionKind

_PER_CENT = 100_000  # quantity 1/1000 times price 1/10,000 € makes 1/100,000 of a cent
_WHOLE = 10_000
_UNNUMBERED = frozenset({PositionKind.TEXT, PositionKind.SUBTOTAL})
_SILENT = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL})
RELATIVE = frozenset({PositionKind.SURCHARGE, PositionKind.DISCOUNT})


class PositionValue(NamedTuple):
    """What a total needs of a position; `key` and `parent` are ids or places in a list."""

    key: int
    kind: PositionKind = PositionKind.NORMAL
    quantity: int = 0
    price: int = 0
    basis: int = 1
    rebate: int = 0
    rate: int = 0
    code: str = ""
    parent: int | None = None
    chosen: bool = True
    choice: int | None = None
    labour_share: int = 0
    number: str = ""
    short: str = ""
    unit: str = ""


class CodeSum(NamedTuple):
    """Net and tax of one tax code (Steuersatz) in cents."""

    code: str
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


class Totals(NamedTuple):
    """The sums of a document.

    Attributes:
        lines: total of each position, also of those that do not count (“nur EP”).
        titles: counted total of each title with all below it.
        subtotals: what a subtotal shows.
        bases: what a surcharge or discount line was taken of.
        before: net per code before the rebate on the whole.
        rebate: the rebate on the whole, positive when it lowers the sum.
        sums: net and tax per code.
    """

    lines: dict[int, int]
    titles: dict[int, int]
    subtotals: dict[int, int]
    bases: dict[int, int]
    before: dict[str, int]
    rebate: int
    sums: tuple[CodeSum, ...]

    @property
    def net(self) -> int:
        """Net of the document."""
        return sum(one.net for one in self.sums)

    @property
    def tax(self) -> int:
        """Tax of the document."""
        return sum(one.tax for one in self.sums)

    @property
    def gross(self) -> int:
        """Gross of the document."""
        return self.net + self.tax


class Rebate(NamedTuple):
    """Rebate on the whole (Nachlass): a rate, an amount in cents, or both."""

    rate: int = 0
    cents: int = 0


NO_REBATE = Rebate()


def line_total(quantity: int, price: int, basis: int = 1, rebate: int = 0) -> int:
    """Cents of a line (Gesamtpreis): quantity in 1/1000, price in 1/10,000 € for `basis` units."""
    total = half_up(quantity * price, _PER_CENT * basis)
    return total - half_up(total * rebate, _WHOLE)


def counts(position: PositionValue) -> bool:
    """Whether a position counts into the total: an unchosen alternative or option does not."""
    return position.chosen and position.kind not in _SILENT


def rebate_of(total: int, rebate: Rebate) -> int:
    """Cents that a rebate takes off a total."""
    return half_up(total * rebate.rate, _WHOLE) + rebate.cents


def split(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount over tax codes by largest remainder; on weights of nothing the first takes all."""
    if not sum(weights.values()):
        return {code: 0 if index else total for index, code in enumerate(weights)}
    parts = largest_remainder(total, list(weights.values()))
    return dict(zip(weights, parts, strict=True))


def with_tax(nets: Mapping[str, int], rates: Mapping[str, int]) -> tuple[CodeSum, ...]:
    """Net and tax per code, the highest rate first; a code without a rate has no tax."""
    order = sorted(nets, key=lambda code: (-rates.get(code, 0), code))
    return tuple(CodeSum(c, nets[c], tax_on_net(nets[c], rates.get(c, 0))) for c in order)


def totals(
    positions: Sequence[PositionValue],
    rates: Mapping[str, int],
    rebate: Rebate = NO_REBATE,
    fixed: Mapping[int, int] | None = None,
) -> Totals:
    """All sums of a document.

    Args:
        positions: in the order of the document; a parent stands before what it holds.
        rates: tax rate by code in 1/10,000.
        rebate: rebate on the whole.
        fixed: totals of discount lines that are given from outside, by key.
    """
    walk = _Walk(positions, fixed or {})
    before = walk.codes(None)
    taken = rebate_of(sum(before.values()), rebate) if sum(before.values()) else 0
    parts = split(taken, before)
    nets = {code: net - parts[code] for code, net in before.items()}
    return Totals(
        walk.lines, walk.titles(), walk.subtotals, walk.bases, before, taken, with_tax(nets, rates)
    )


class _Walk:
    """One way through the positions; remembers what each gave to which code."""

    def __init__(self, positions: Sequence[PositionValue], fixed: Mapping[int, int]) -> None:
        self.parents = {one.key: one.parent for one in positions}
        self.title_keys = [one.key for one in positions if one.kind is PositionKind.TITLE]
        self.lines: dict[int, int] = {}
        self.subtotals: dict[int, int] = {}
        self.bases: dict[int, int] = {}
        self.given: list[tuple[int | None, str, int]] = []
        for one in positions:
            self.take(one, fixed)

    def take(self, one: PositionValue, fixed: Mapping[int, int]) -> None:
        if one.kind is PositionKind.SUBTOTAL:
            self.subtotals[one.key] = sum(self.codes(one.parent).values())
        elif one.kind in RELATIVE:
            self.relative(one, fixed.get(one.key))
        elif one.kind not in _SILENT:
            cents = line_total(one.quantity, one.price, one.basis, one.rebate)
            self.lines[one.key] = cents
            if one.chosen:
                self.given.append((one.parent, one.code, cents))

    def relative(self, one: PositionValue, fixed: int | None) -> None:
        base = self.codes(one.parent)
        self.bases[one.key] = sum(base.values())
        cents = relative_total(one, self.bases[one.key]) if fixed is None else fixed
        self.lines[one.key] = cents
        if one.chosen:
            parts = {one.code: cents} if one.code or not base else split(cents, base)
            self.given += [(one.parent, code, part) for code, part in parts.items()]

    def codes(self, title: int | None) -> dict[str, int]:
        """Net per code of what was given so far below a title, or in all."""
        found: dict[str, int] = {}
        for parent, code, cents in self.given:
            if title is None or self.inside(parent, title):
                found[code] = found.get(code, 0) + cents
        return found

    def inside(self, parent: int | None, title: int) -> bool:
        while parent is not None and parent != title:
            parent = self.parents[parent]
        return parent == title

    def titles(self) -> dict[int, int]:
        return {key: sum(self.codes(key).values()) for key in self.title_keys}


def relative_total(one: PositionValue, base: int) -> int:
    """Cents of a surcharge or discount line on a base; a discount is negative."""
    sign = -1 if one.kind is PositionKind.DISCOUNT else 1
    fixed = line_total(one.quantity or 1000, abs(one.price), one.basis)
    return sign * (half_up(base * one.rate, _WHOLE) + fixed)


# -- part of the work in the price (§ 35a EStG) ----------------------------------------------------


def labour(
    positions: Iterable[PositionValue], document: Totals, rates: Mapping[str, int]
) -> tuple[CodeSum, ...]:
    """Labour, machines and travel in the prices (§ 35a EStG) per tax code, rebates taken off.

    Surcharges, discount lines and the rebate on the whole lower or raise it in proportion.
    """
    shares: dict[str, int] = {}
    plain: dict[str, int] = {}
    for one in positions:
        if not counts(one) or one.kind in RELATIVE:
            continue
        plain[one.code] = plain.get(one.code, 0) + document.lines[one.key]
        share = line_total(one.quantity, one.labour_share, one.basis, one.rebate)
        shares[one.code] = shares.get(one.code, 0) + share
    nets = {one.code: one.net for one in document.sums}
    found = {
        code: half_up(share * nets.get(code, 0), plain[code]) if plain[code] else 0
        for code, share in shares.items()
        if share
    }
    return with_tax(found, rates)


# -- numbers (Ordnungszahlen) ----------------------------------------------------------------------


def numbers(positions: Sequence[PositionValue]) -> dict[int, str]:
    """Ordnungszahlen: `01`, `01.02`, `01.02.0010`; without titles `1`, `2`, `3`.

    A number that was typed or came with a tender stays; text and subtotals have none.
    """
    titled = any(one.kind is PositionKind.TITLE for one in positions)
    found: dict[int, str] = {}
    counters: dict[tuple[int | None, bool], int] = {}
    taken = {one.number for one in positions if one.number}
    for one in positions:
        if one.kind in _UNNUMBERED or one.number:
            found[one.key] = one.number
            continue
        title = one.kind is PositionKind.TITLE
        before = found.get(one.parent, "") if one.parent is not None else ""
        while True:
            count = counters[one.parent, title] = counters.get((one.parent, title), 0) + 1
            own = f"{count:02d}" if title else f"{count * 10:04d}" if titled else str(count)
            number = f"{before}.{own}" if before else own
            if number not in taken:
                break
        taken.add(number)
        found[one.key] = number
    return found


# -- what is wrong ---------------------------------------------------------------------------------


def check(positions: Sequence[PositionValue], document: Totals) -> list[Finding]:
    """Findings on positions: amounts of more than 13 places, alternatives, order, numbers."""
    found = [*_too_large(positions, document), *_alternatives(positions), *_order(positions)]
    if document.before and document.rebate > sum(document.before.values()) > 0:
        found.append(
            Finding("sales.rebate", "rebate", N_("The rebate is larger than the sum."),
                    N_("Lower the rebate."), field="rebate_cents")
        )  # fmt: skip
    seen: set[str] = set()
    for one in positions:
        if one.number and one.number in seen:
            found.append(
                Finding("sales.number", _where(one), N_("The number {number} stands there twice."),
                        N_("Leave it out, then it is given."), values=(("number", one.number),))
            )  # fmt: skip
        seen.add(one.number)
    return found


def _where(one: PositionValue) -> str:
    return f"position:{one.key}"


def _too_large(positions: Sequence[PositionValue], document: Totals) -> Iterable[Finding]:
    wrong = [one for one in positions if abs(document.lines.get(one.key, 0)) > LIMIT]
    for one in wrong:
        yield Finding(
            "sales.large", _where(one), N_("The total of position {number} is too large."),
            N_("Check quantity and price."), values=(("number", one.number or one.short),),
        )  # fmt: skip
    if not wrong and max(abs(document.net), abs(document.gross)) > LIMIT:
        yield Finding(
            "sales.large", "document", N_("The sum of the document is too large."),
            N_("Check quantity and price."),
        )  # fmt: skip


def _alternatives(positions: Sequence[PositionValue]) -> Iterable[Finding]:
    groups: dict[int, list[PositionValue]] = {}
    for one in positions:
        if one.choice is not None and one.kind not in _SILENT:
            groups.setdefault(one.choice, []).append(one)
        elif one.kind is PositionKind.ALTERNATIVE:
            yield Finding(
                "sales.choice", _where(one),
                N_("The alternative “{name}” belongs to no position."),
                N_("Give it and its basic position the same group."), values=(("name", one.short),),
            )  # fmt: skip
    for choice, members in groups.items():
        chosen = sum(one.chosen for one in members)
        if chosen > 1 or (chosen == 0 and len(members) > 1):
            yield Finding(
                "sales.choice", _where(members[0]),
                N_("Of the alternatives of group {group} exactly one counts, not {count}."),
                N_("Choose one of them."), values=(("group", choice), ("count", chosen)),
            )  # fmt: skip


def _order(positions: Sequence[PositionValue]) -> Iterable[Finding]:
    titles: set[int] = set()
    for one in positions:
        if one.parent is not None and one.parent not in titles:
            yield Finding(
                "sales.title", _where(one), N_("“{name}” does not stand below its title."),
                N_("Move it below the title."), values=(("name", one.short),),
            )  # fmt: skip
        if one.kind is PositionKind.TITLE:
            titles.add(one.key)
