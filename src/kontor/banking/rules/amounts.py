"""What an amount says about an open item: whole, with Skonto, less tax or retention, in parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import MatchKind, OpenItem
from kontor.base.money import half_up

SHORT_CENTS = 500
_SHORT_SHARE, _SKONTO_SLACK = 50, 2
_GRACE = timedelta(days=3)
_USUAL_SKONTO = (2, 3)  # per cent
_USUAL_RETENTION = (5, 10)


class Told(NamedTuple):
    """What a payment does to an item: money, Skonto and tax that the customer keeps (§ 48 EStG)."""

    kind: MatchKind
    cents: int
    discount: int = 0
    withheld: int = 0


def told(paid: int, day: date, item: OpenItem, tolerance: int = SHORT_CENTS) -> Told:
    """What an amount says about an open item; nothing of it is guessed beyond a few cents."""
    rest = item.open_cents - paid
    if rest == 0:
        return Told(MatchKind.EXACT, paid)
    return _agreed(paid, day, item) or _cut(paid, item, tolerance) or _rough(paid, item)


def _agreed(paid: int, day: date, item: OpenItem) -> Told | None:
    """What was agreed, or follows from the law: retention, Skonto, instalments, § 48 EStG."""
    rest = item.open_cents - paid
    if item.retained_cents and rest == -item.retained_cents:
        return Told(MatchKind.RELEASED, paid)
    if item.discount_cents and abs(rest - item.discount_cents) <= _SKONTO_SLACK:
        until = item.discount_until
        if until is not None and day <= until + _GRACE:
            return Told(MatchKind.DISCOUNT, paid, rest)
        return Told(MatchKind.DISCOUNT_LATE, paid)
    if paid in item.steps:
        return Told(MatchKind.INSTALMENT, paid)
    return _withheld(paid, day, item)


def _cut(paid: int, item: OpenItem, tolerance: int) -> Told | None:
    """What customers cut themselves: Skonto without right, cents, a security."""
    rest = item.open_cents - paid
    if rest > 0 and _share_of(rest, item.open_cents, _USUAL_SKONTO):
        return Told(MatchKind.DISCOUNT_LATE, paid)
    if abs(rest) <= min(tolerance, item.open_cents // _SHORT_SHARE):
        return Told(MatchKind.SHORT, min(paid, item.open_cents), max(0, rest))
    if rest > 0 and _share_of(rest, item.open_cents + item.retained_cents, _USUAL_RETENTION):
        return Told(MatchKind.RETAINED, paid)
    return None


def _rough(paid: int, item: OpenItem) -> Told:
    kind = MatchKind.PART if paid < item.open_cents else MatchKind.OVER
    return Told(kind, min(paid, item.open_cents))


def _withheld(paid: int, day: date, item: OpenItem) -> Told | None:
    """A customer who is a business keeps a share of what he pays for the tax office."""
    if not item.withhold_rate:
        return None
    in_time = item.discount_until is not None and day <= item.discount_until + _GRACE
    for discount in (0, item.discount_cents) if in_time and item.discount_cents else (0,):
        owed = item.open_cents - discount
        tax = half_up(owed * item.withhold_rate, 10_000)
        if abs(owed - tax - paid) <= _SKONTO_SLACK:
            return Told(MatchKind.WITHHELD, paid, discount, owed - paid)
    return None


def _share_of(rest: int, whole: int, percents: tuple[int, ...]) -> bool:
    slack = _SKONTO_SLACK * 100
    return any(abs(rest * 100 - whole * percent) <= slack for percent in percents)
