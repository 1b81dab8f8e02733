"""Depreciation (AfA): linear, declining, electric cars, low-value assets, pools; the plan.

Which rate is allowed follows the day of purchase (dated rows). Amounts are cents; every plan adds
up to the cost. In the year of disposal the full months before it count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.money import half_up
from kontor.ledger.rules.forms import DepreciationRule

MONTHS = 12


class Asset(NamedTuple):
    """What the plan needs to know of an asset (Anlagegut).

    Attributes:
        months: useful life.
        rate: own declining rate in 1/10,000; 0 takes the highest allowed one.
        book_value: book value on `book_value_day` when the asset was taken over.
        disposed: day of sale, scrapping or withdrawal.
        special: special depreciation (§ 7g Abs. 5 EStG) by year, as it was posted.
        reduced: by what an investment deduction lowered the cost (§ 7g Abs. 2 EStG).
    """

    bought: date
    cost: int
    months: int
    method: str
    rate: int = 0
    book_value: int | None = None
    book_value_day: date | None = None
    disposed: date | None = None
    special: tuple[tuple[int, int], ...] = ()
    reduced: int = 0

    @property
    def basis(self) -> int:
        """What depreciation starts from: the cost, less what § 7g Abs. 2 EStG took off."""
        return self.cost - self.reduced


class PlanYear(NamedTuple):
    """One year of the plan: book value at its start, depreciation, book value at its end.

    `special` is what was taken beside the plan; it is part of what lowers the book value.
    """

    year: int
    start: int
    depreciation: int
    end: int
    special: int = 0


def plan(asset: Asset, known: Iterable[DepreciationRule]) -> list[PlanYear]:
    """The plan from purchase or take-over until nothing is left or the asset is gone."""
    rules = [rule for rule in known if rule.bought_from <= asset.bought <= rule.bought_to]
    first = asset.bought.year
    left = asset.basis
    if asset.book_value is not None and asset.book_value_day is not None:
        left, first = asset.book_value, _year_after(asset.book_value_day)
    out = []
    year = first
    extra = dict(asset.special)
    while left > 0 and year < first + 100:
        if asset.disposed and year > asset.disposed.year and asset.method != "pool":
            break
        if extra and year == special_end(asset, rules):
            # afterwards the rest is spread over the rest of the life (§ 7a Abs. 9 EStG)
            asset = asset._replace(book_value=left, book_value_day=date(year - 1, MONTHS, 31))
        amount = min(_amount(asset, rules, year, left), left)
        beside = min(extra.get(year, 0), left - amount)
        out.append(PlanYear(year, left, amount, left - amount - beside, beside))
        if asset.method == "none" and year >= (asset.disposed or asset.bought).year:
            break
        left -= amount + beside
        year += 1
    return out


def amount_of(asset: Asset, known: Iterable[DepreciationRule], year: int) -> int:
    """Depreciation of one year by plan."""
    return next((row.depreciation for row in plan(asset, known) if row.year == year), 0)


def special_end(asset: Asset, known: Iterable[DepreciationRule]) -> int:
    """First year in which no special depreciation is allowed any more."""
    return asset.bought.year + _special(asset, known).get("years", 0)


def special_left(
    asset: Asset, group: str, known: Iterable[DepreciationRule], year: int
) -> int | None:
    """Special depreciation still allowed in a year; None where the law allows none at all.

    It stands beside linear or declining depreciation of movable assets, spread freely over the
    year of purchase and the years after it (§ 7g Abs. 5 EStG).
    """
    values = _special(asset, known)
    if not values or group not in MOVABLE or asset.method not in {"linear", "declining"}:
        return None
    if not asset.bought.year <= year < asset.bought.year + values["years"]:
        return None
    return half_up(asset.basis * values["rate"], 10_000) - sum(cents for _, cents in asset.special)


def _special(asset: Asset, known: Iterable[DepreciationRule]) -> dict[str, int]:
    return {
        rule.key: rule.value
        for rule in known
        if rule.method == "special" and rule.bought_from <= asset.bought <= rule.bought_to
    }


def declining_rate(asset: Asset, known: Iterable[DepreciationRule]) -> int:
    """The highest declining rate for the day of purchase; 0 when the law allows none."""
    rules = [
        rule
        for rule in known
        if rule.method == "declining" and rule.bought_from <= asset.bought <= rule.bought_to
    ]
    values = {rule.key: rule.value for rule in rules}
    if not values or not asset.months:
        return 0
    linear = half_up(10_000 * MONTHS, asset.months)
    allowed = min(values["factor"] * linear, values["limit"])
    return min(asset.rate, allowed) if asset.rate else allowed


def proposed_method(cost: int, bought: date, known: Iterable[DepreciationRule]) -> str:
    """The method that fits a net cost: at once up to the limit of § 6 Abs. 2 EStG, else linear."""
    limits = [
        rule.value
        for rule in known
        if rule.method == "immediate"
        and rule.key == "limit"
        and rule.bought_from <= bought <= rule.bought_to
    ]
    return "immediate" if limits and cost <= limits[0] else "linear"


def _amount(asset: Asset, rules: list[DepreciationRule], year: int, left: int) -> int:
    if asset.method == "immediate":
        return left
    if asset.method == "none":
        return 0
    if asset.method == "pool":
        years = next(
            (rule.value for rule in rules if (rule.method, rule.key) == ("pool", "years")), 5
        )
        return _linear_part(asset.basis, years, year - asset.bought.year, years)
    if asset.method == "electric":
        shares = [rule.value for rule in rules if rule.method == "electric"]
        place = year - asset.bought.year
        if not shares:
            return _linear(asset, year, left)
        return half_up(asset.basis * shares[place], 10_000) if place < len(shares) - 1 else left
    if asset.method == "declining":
        return _declining(asset, rules, year, left)
    return _linear(asset, year, left)


def _linear(asset: Asset, year: int, left: int) -> int:
    """By months over the whole life, so that no cent is lost; a take-over spreads what was left."""
    if not asset.months:
        return left
    done, now = _months_until(asset, year), _months_until(asset, year + 1)
    basis, total, origin = asset.basis, asset.months, 0
    if asset.book_value is not None and asset.book_value_day is not None:
        origin = min(_age(asset, asset.book_value_day), asset.months)
        basis, total = asset.book_value, asset.months - origin
        if total <= 0:
            return left
    return half_up(basis * (now - origin), total) - half_up(basis * (done - origin), total)


def _declining(asset: Asset, rules: list[DepreciationRule], year: int, left: int) -> int:
    rate = declining_rate(asset, rules)
    if not rate:
        return _linear(asset, year, left)
    active = _months_until(asset, year + 1) - _months_until(asset, year)
    amount = half_up(left * rate * _months_in(asset, year), 10_000 * MONTHS)
    rest = asset.months - _months_until(asset, year)
    # the switch to linear is allowed once it gives more, and never back (§ 7 Abs. 3 EStG)
    return max(amount, half_up(left * active, rest)) if rest > 0 else left


def _linear_part(cost: int, years: int, place: int, total: int) -> int:
    return half_up(cost * min(place + 1, total), years) - half_up(cost * min(place, total), years)


def _months_in(asset: Asset, year: int) -> int:
    """Months of a year in which the asset is there and used."""
    begin = asset.bought.month if year == asset.bought.year else 1
    end = MONTHS
    if asset.disposed and asset.disposed.year == year:
        end = asset.disposed.month - 1
    return max(end - begin + 1, 0)


def _months_until(asset: Asset, year: int) -> int:
    """Months of life that are over on 1 January of a year."""
    whole = (year - asset.bought.year) * MONTHS - (asset.bought.month - 1)
    if asset.disposed and asset.disposed.year < year:
        whole = _age(asset, asset.disposed) - 1
    return max(0, min(whole, asset.months))


def _age(asset: Asset, day: date) -> int:
    return (day.year - asset.bought.year) * MONTHS + day.month - asset.bought.month + 1


def _year_after(day: date) -> int:
    return day.year + 1 if (day.month, day.day) == (MONTHS, 31) else day.year


_GROUPS = {
    "pkw": "car",
    "lkw": "car",
    "transportmittel": "car",
    "bueroeinrichtung": "office",
    "geschaeftsausstattung": "office",
    "software": "intangible",
    "geschaeftswert": "intangible",
    "grundstueck_unbebaut": "land",
    "geschaeftsbauten": "building",
    "genossenschaft": "financial",
    "sammelposten": "pool",
}
MOVABLE = frozenset({"car", "office", "movable"})
_EXPENSES = {"car": "afa_kfz", "intangible": "afa_immat", "building": "afa_gebaeude"}


def group_of(concept: str) -> str:
    """Group of the register form for an asset account, by its concept."""
    return _GROUPS.get(concept, "movable")


def expense_concept(asset: Asset, group: str) -> str:
    """Concept of the expense account for the depreciation of an asset."""
    if asset.method == "immediate":
        return "gwg_sofort"
    if asset.method == "pool":
        return "afa_sammel"
    return _EXPENSES.get(group, "afa_sach")


def reduction_concept(group: str) -> str:
    """Concept of the expense account for a lowered cost (§ 7g Abs. 2 EStG)."""
    return "kuerzung_ak_kfz" if group == "car" else "kuerzung_ak"


def special_concept(group: str) -> str:
    """Concept of the expense account for special depreciation (§ 7g Abs. 5 EStG)."""
    return "sonderafa_kfz" if group == "car" else "sonderafa"
