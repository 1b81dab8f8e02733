"""Billing chain (Abschlag bis Schlussrechnung): performance to date less what was billed before.

A bill of a chain is a snapshot of all that is performed; what earlier bills charged is taken off
per tax code, the tax as a difference to the cumulated tax, so that the final invoice reconciles to
the cent. Cancelled bills are left out by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.base.money import half_up, largest_remainder
from kontor.base.numbers import format_money
from kontor.sales.kinds import PositionKind
from kontor.sales.rules.dated import limit_on
from kontor.sales.rules.positions import (
    NO_REBATE,
    CodeSum,
    PositionValue,
    Rebate,
    Totals,
    relative_total,
    totals,
)

_WHOLE = 10_000


class PlanRow(NamedTuple):
    """A part of a payment plan: net cents, or a rate of the order's net in 1/10,000."""

    rate: int = 0
    cents: int | None = None


class Work(NamedTuple):
    """Labour, machines and travel in a bill (§ 35a EStG) in cents."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        """What the customer may name to his tax office."""
        return self.net + self.tax


def performance(
    ordered: Sequence[PositionValue],
    quantities: Mapping[int, int],
    rates: Mapping[str, int],
    rebate: Rebate = NO_REBATE,
    *,
    final: bool = False,
) -> Totals:
    """Performance to date (Leistungsstand) of an order.

    Discount lines and rebates in cents grow with the performance until they are whole; the final
    invoice takes them whole. Surcharges and rates follow by themselves.

    Args:
        ordered: the positions of the order with approved additions.
        quantities: performed to date by position, in 1/1000; without one nothing is performed.
        rates: tax rate by code.
        rebate: rebate on the whole order.
        final: this is the last bill of the chain.
    """
    full = totals(ordered, rates)
    done = [one._replace(quantity=_done(one, quantities)) for one in ordered]
    now = totals(done, rates, fixed=_fixed(ordered, full, rates, done, final))
    whole, part = sum(full.before.values()), sum(now.before.values())
    cents = rebate.cents if final else _grown(rebate.cents, part, whole)
    return totals(
        done, rates, rebate._replace(cents=cents),
        fixed=_fixed(ordered, full, rates, done, final),
    )  # fmt: skip


def _done(one: PositionValue, quantities: Mapping[int, int]) -> int:
    if one.kind in {PositionKind.SURCHARGE, PositionKind.DISCOUNT}:
        return one.quantity
    return quantities.get(one.key, 0)


def _fixed(
    ordered: Sequence[PositionValue],
    full: Totals,
    rates: Mapping[str, int],
    done: Sequence[PositionValue],
    final: bool,
) -> dict[int, int]:
    """What surcharge and discount lines with an amount come to at this performance, in order."""
    fixed: dict[int, int] = {}
    for one in ordered:
        if one.key not in full.bases or not one.price:
            continue
        base = totals(done, rates, fixed=fixed).bases[one.key]
        amount = abs(relative_total(one._replace(rate=0), 0))
        if not final:
            amount = _grown(amount, base, full.bases[one.key])
        sign = -1 if one.kind is PositionKind.DISCOUNT else 1
        fixed[one.key] = relative_total(one._replace(price=0), base) + sign * amount
    return fixed


def _grown(cents: int, part: int, whole: int) -> int:
    if whole <= 0 or part >= whole:
        return cents
    return half_up(cents * max(part, 0), whole)


def sum_codes(sums: Iterable[CodeSum]) -> dict[str, CodeSum]:
    """Several sums added up per tax code, in the order in which codes come."""
    found: dict[str, CodeSum] = {}
    for one in sums:
        before = found.get(one.code, CodeSum(one.code, 0, 0))
        found[one.code] = CodeSum(one.code, before.net + one.net, before.tax + one.tax)
    return found


def bill(
    performed: Sequence[CodeSum], earlier: Iterable[CodeSum], *, nothing: bool = False
) -> tuple[CodeSum, ...]:
    """What is billed now: performance to date less earlier bills, tax by difference.

    Args:
        performed: net and tax of all that is performed, per code.
        earlier: the sums of all earlier bills of the chain that were not cancelled.
        nothing: keep codes on which nothing is left to bill.
    """
    before = sum_codes(earlier)
    now = sum_codes(performed)
    found = []
    for code in [*now, *(code for code in before if code not in now)]:
        all_, done = now.get(code, CodeSum(code, 0, 0)), before.get(code, CodeSum(code, 0, 0))
        one = CodeSum(code, all_.net - done.net, all_.tax - done.tax)
        if nothing or one.net or one.tax:
            found.append(one)
    return tuple(found)


def reversed_sums(sums: Iterable[CodeSum]) -> tuple[CodeSum, ...]:
    """The sums of a document that cancels another (Storno)."""
    return tuple(CodeSum(one.code, -one.net, -one.tax) for one in sums)


# -- security (Sicherheitseinbehalt) ---------------------------------------------------------------


def retention(
    billed: Iterable[CodeSum],
    rate: int,
    basis: str = "gross",
    *,
    held: int = 0,
    most: int | None = None,
) -> int:
    """What the customer keeps back of this bill.

    Args:
        billed: all that is billed with this bill, cumulated per code.
        rate: agreed rate in 1/10,000.
        basis: `net` or `gross`, as agreed.
        held: what is kept back of earlier bills.
        most: largest sum of the security, if agreed.
    """
    sums = list(billed)
    base = sum(one.net for one in sums) if basis == "net" else sum(one.gross for one in sums)
    whole = half_up(base * rate, _WHOLE)
    if most is not None:
        whole = min(whole, most)
    return whole - held


# -- consumers (§ 650m BGB) ------------------------------------------------------------------------


def instalment_limit(agreed: int, day: date) -> int | None:
    """The most that all instalments of a consumer building contract may ask for, gross cents."""
    limit = limit_on("consumer_instalments", day)
    return agreed * limit.value // _WHOLE if limit else None


def check_instalment(now: int, earlier: int, agreed: int, day: date) -> list[Finding]:
    """Whether an instalment of a consumer building contract stays below its limit (gross cents).

    Args:
        now: gross of this instalment.
        earlier: gross of the instalments before.
        agreed: gross agreed in all, additions with it.
        day: day of the instalment.
    """
    limit = instalment_limit(agreed, day)
    if limit is None or now + earlier <= limit:
        return []
    row = limit_on("consumer_instalments", day)
    return [
        Finding(
            "sales.consumer_limit", "instalment",
            N_("Instalments of a consumer may come to {limit} in all; {rest} is left."),
            N_("Ask for at most {rest} now, the rest with the final invoice."),
            values=(
                ("limit", format_money(limit)), ("rest", format_money(max(limit - earlier, 0))),
            ),
            law=row.law if row else "",
        )
    ]  # fmt: skip


def consumer_security(agreed: int, day: date) -> int:
    """The security due to a consumer with the first instalment (§ 650m (2) BGB), gross cents."""
    row = limit_on("consumer_security", day)
    return half_up(agreed * row.value, _WHOLE) if row else 0


# -- payment plan (Zahlungsplan) -------------------------------------------------------------------


def plan_nets(nets: Mapping[str, int], parts: Sequence[PlanRow]) -> list[dict[str, int]]:
    """Net per tax code of each part of a plan; parts of 100 % in all bill the order exactly."""
    order = sum(nets.values())
    whole = sum(part.rate for part in parts) == _WHOLE
    rated = not any(part.cents is not None for part in parts)
    found: list[dict[str, int]] = []
    total, done = 0, dict.fromkeys(nets, 0)
    for index, part in enumerate(parts):
        last = whole and rated and index == len(parts) - 1
        own = part.cents if part.cents is not None else half_up(order * part.rate, _WHOLE)
        total = order if last else total + own
        split = largest_remainder(total, list(nets.values())) if order else [0] * len(nets)
        now = dict(zip(nets, split, strict=True))
        found.append({code: now[code] - done[code] for code in nets})
        done = now
    return found


def check_plan(nets: Mapping[str, int], parts: Sequence[PlanRow]) -> list[Finding]:
    """Findings on a plan: more than the order, or nothing at all."""
    total = sum(sum(one.values()) for one in plan_nets(nets, parts))
    order = sum(nets.values())
    if total > order:
        return [
            Finding(
                "sales.plan", "plan",
                N_("The payment plan comes to {plan}, the order only to {order}."),
                N_("Lower a part of the plan."),
                values=(("plan", format_money(total)), ("order", format_money(order))),
            )
        ]  # fmt: skip
    return []


# -- part of the work (§ 35a EStG) -----------------------------------------------------------------


def work_of(labour: Iterable[CodeSum], whole: int, part: int) -> Work:
    """The work in a bill over `part` of the net `whole` (cents); in a full bill all of it."""
    sums = list(labour)
    net, tax = sum(one.net for one in sums), sum(one.tax for one in sums)
    if whole and part != whole:
        net, tax = half_up(net * part, whole), half_up(tax * part, whole)
    return Work(net, tax)


# -- the chain as a whole --------------------------------------------------------------------------


def chain_gap(performed: Sequence[CodeSum], bills: Iterable[CodeSum]) -> tuple[CodeSum, ...]:
    """What the bills of a finished chain miss or have too much per code; empty when it closes."""
    return bill(performed, bills)
