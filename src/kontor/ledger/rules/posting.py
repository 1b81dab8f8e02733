"""Making lines of amounts (Kontierung): net and gross, VAT once per code, tax periods, effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from kontor.base.money import largest_remainder, tax_in_gross, tax_on_net
from kontor.ledger.kinds import CashRole, Effect, Side, TaxCode


@dataclass(frozen=True)
class Draft:
    """A line before it is written: debit positive."""

    account: int
    cents: int
    effect: Effect = Effect.OWN
    code: str | None = None
    part: str = ""
    base: int | None = None
    period: str | None = None
    item: int | None = None
    loss: bool = False
    project: str = ""
    cost_centre: str = ""
    text: str = ""

    def but(self, **changes: object) -> Draft:
        """The same with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Typed(NamedTuple):
    """An amount as given: exactly one of net and gross; `base` where the tax base differs."""

    code: str | None
    net: int | None
    gross: int | None
    base: int | None = None


class Priced(NamedTuple):
    """Net per line and tax per code."""

    nets: list[int]
    taxes: dict[str, int]


def price(amounts: Sequence[Typed], codes: Mapping[str, TaxCode]) -> Priced:
    """VAT once per code on the sum, half-up; gross: tax is taken out of the gross sum first.

    Lines without code, at 0 % and under reverse charge keep their amount; reverse tax comes on top.
    """
    nets = [amount.net if amount.net is not None else amount.gross or 0 for amount in amounts]
    taxes: dict[str, int] = {}
    for code in dict.fromkeys(amount.code for amount in amounts):
        rate = codes[code].rate if code else 0
        if code is None or not rate:
            continue
        mine = [i for i, amount in enumerate(amounts) if amount.code == code]
        if codes[code].side is Side.REVERSE:
            bases = [_base(amounts[i], nets[i]) for i in mine]
            taxes[code] = tax_on_net(sum(bases), rate)
            continue
        gross = [i for i in mine if amounts[i].gross is not None]
        taxes[code] = _take_out(amounts, nets, gross, rate) + tax_on_net(
            sum(_base(amounts[i], nets[i]) for i in mine if i not in gross), rate
        )
    return Priced(nets, taxes)


def cost_of_small_trader(amounts: Sequence[Typed], codes: Mapping[str, TaxCode]) -> list[int]:
    """Amounts per line of a small trader (§ 19 UStG).

    Input tax stays with its lines as cost; what is sold carries no tax, net or gross alike.
    """
    free = {code.code for code in codes.values() if code.side is Side.OUTPUT}
    priced = price([a._replace(code=None) if a.code in free else a for a in amounts], codes)
    costs = list(priced.nets)
    for code, tax in priced.taxes.items():
        mine = [i for i, amount in enumerate(amounts) if amount.code == code]
        if codes[code].side is Side.INPUT and tax:
            cents = [costs[i] for i in mine]
            shares = largest_remainder(tax, cents if sum(cents) else [1] * len(cents))
            for i, share in zip(mine, shares, strict=True):
                costs[i] += share
    return costs


def month(day: date) -> str:
    """The month of a day as a tax period: 2026-05."""
    return f"{day:%Y-%m}"


def next_month(period: str) -> str:
    """The month after a tax period."""
    year, number = int(period[:4]), int(period[5:7])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def output_period(service: date | None, document: date) -> str:
    """Output tax: month of the service (§ 13 Abs. 1 Nr. 1 UStG)."""
    return month(service or document)


def input_period(service: date | None, arrival: date | None, document: date) -> str:
    """Input tax: first month with service and invoice both there (§ 15 Abs. 1 UStG)."""
    return month(max(service or document, arrival or document))


def reverse_period(code: TaxCode, service: date | None, document: date) -> str:
    """Tax period of reverse charge and intra-EU purchases.

    EU services: month of the service (§ 13b Abs. 1 UStG). All else: when the bill is written, at
    the latest the month after the service (§ 13b Abs. 2, § 13 Abs. 1 Nr. 6 UStG).
    """
    done = month(service or document)
    if code.kz_base == "46":
        return done
    return min(max(done, month(document)), next_month(done))


class FreeLine(NamedTuple):
    """What decides about the effect of a line of a free entry."""

    role: CashRole
    coded: bool


def free_effects(lines: Sequence[FreeLine]) -> list[Effect] | None:
    """Effects of a free entry without item accounts, from the roles of its accounts.

    None: money, result and accrual accounts in one entry do not say what the money was for.
    """
    roles = {line.role for line in lines}
    if CashRole.ACCRUAL in roles:
        if CashRole.MONEY in roles and CashRole.RESULT in roles:
            return None
        return [Effect.ACCRUAL] * len(lines)
    if roles == {CashRole.TAX} and not any(line.coded for line in lines):
        return [Effect.TRANSFER] * len(lines)
    return [Effect.OWN] * len(lines)


def ten_day_year(day: date, due: date, origin: int) -> int | None:
    """Year in which a recurring payment counts where it is not the year of payment (§ 11 EStG).

    Payment and statutory due day both lie between 22 December and 10 January around the same New
    Year; then the year of economic origin counts.
    """
    if not (_near_new_year(day) and _near_new_year(due)) or _turn(day) != _turn(due):
        return None
    return origin if origin != day.year and origin in (_turn(day) - 1, _turn(day)) else None


def _turn(day: date) -> int:
    return day.year if day.month == 1 else day.year + 1


def _near_new_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 10)


def _base(amount: Typed, net: int) -> int:
    return net if amount.base is None else amount.base


def _take_out(
    amounts: Sequence[Typed], nets: list[int], positions: Sequence[int], rate: int
) -> int:
    """Take the tax out of gross amounts of one code; the nets are put in their place."""
    gross = [amounts[i].gross or 0 for i in positions]
    total = sum(gross)
    if not total:
        parts = [tax_in_gross(cents, rate) for cents in gross]
    else:
        tax = tax_in_gross(total, rate)
        net = largest_remainder(total - tax, gross)
        parts = [cents - part for cents, part in zip(gross, net, strict=True)]
    for i, cents, part in zip(positions, gross, parts, strict=True):
        nets[i] = cents - part
    return sum(parts)
