"""Figures of winning customers (Kennzahlen), by their exact formulas; pure.

Every share is in 1/10,000, half up; None where nothing can be said because the divisor is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from kontor.acquisition.kinds import DECIDED, OPEN, Decided, Stage
from kontor.acquisition.rules.law import SizeClass, class_of, classes
from kontor.acquisition.rules.response import is_late, response_minutes
from kontor.acquisition.rules.stages import weighted
from kontor.base.dates import berlin_today
from kontor.base.money import half_up, median

_WHOLE = 10_000


class Money(NamedTuple):
    """What the figures need from the books and the orders.

    Attributes:
        cost: of sources and campaigns in the period.
        customers: with an order until the end of the period; `repeating` with a second one.
        reviews, closed: reviews that came and orders that were closed in the period.
        margins: contribution margin per customer in three years.
        backlog: open order net; `weekly` average revenue of a week.
    """

    cost: int = 0
    customers: int = 0
    repeating: int = 0
    reviews: int = 0
    closed: int = 0
    margins: tuple[int, ...] = ()
    backlog: int = 0
    weekly: int = 0


class Figures(NamedTuple):
    """The figures of a period.

    Attributes:
        leads: that arrived; `quotes` of them got a quote.
        won, lost: decided in the period; `won_net`, `lost_net` their net.
        rate_count: won / (won + lost); `rate_value` the same by net.
        quote_rate: leads of the period with a quote / leads of the period.
        response: median of the first answer, in minutes of office hours.
        to_quote, to_decision: median of days lead → quote and quote → decision.
        pipeline: Σ value of open leads; `weighted` Σ value × chance.
        cost: of all sources and campaigns; per lead and per order.
        referral_share: leads by recommendation / leads.
        repeat_rate: customers with a second order / customers with an order.
        review_rate: review requests answered / closed orders.
        customer_value: mean contribution margin of a customer in three years.
        backlog_weeks: open order net / average weekly revenue, in 1/100 weeks.
        money: what was taken from the books and the orders for it.
    """

    leads: int
    quotes: int
    won: int
    lost: int
    won_net: int
    lost_net: int
    rate_count: int | None
    rate_value: int | None
    quote_rate: int | None
    response: int | None
    late: int
    to_quote: int | None
    to_decision: int | None
    pipeline: int
    weighted: int
    cost: int
    cost_per_lead: int | None
    cost_per_order: int | None
    referral_share: int | None
    repeat_rate: int | None
    review_rate: int | None
    customer_value: int | None
    backlog_weeks: int | None
    money: Money


class Office(NamedTuple):
    """When somebody answers: office hours, the Land, and the present instant."""

    hours: str
    land: str
    now: datetime


def share(part: int, whole: int) -> int | None:
    """Part of a whole in 1/10,000."""
    return half_up(part * _WHOLE, whole) if whole else None


def per(total: int, count: int) -> int | None:
    """Cents per piece."""
    return half_up(total, count) if count else None


def lead_net(one: Decided) -> int:
    """The net a lead stands for: of its order, its last quote, else as estimated."""
    for value in (one.won_net, one.quote_net, one.value):
        if value is not None:
            return value
    return 0


def figures(
    leads: Sequence[Decided], first: date, last: date, office: Office, money: Money
) -> Figures:
    """All figures of a period; leads are those that arrived, were decided or are open."""
    arrived = [one for one in leads if first <= berlin_today(one.received) <= last]
    decided = [one for one in leads if one.decided and first <= one.decided <= last]
    won = [one for one in decided if one.stage is Stage.WON]
    lost = [one for one in decided if one.stage is Stage.LOST]
    won_net, lost_net = sum(map(lead_net, won)), sum(map(lead_net, lost))
    waits = _waits(arrived, office)
    opened = [one for one in leads if one.stage in OPEN]
    quoted = [one for one in arrived if one.quoted]
    return Figures(
        len(arrived), len(quoted), len(won), len(lost), won_net, lost_net,
        share(len(won), len(won) + len(lost)), share(won_net, won_net + lost_net),
        share(len(quoted), len(arrived)), median(waits), len(_late(arrived, office)),
        median([(one.quoted - berlin_today(one.received)).days for one in quoted if one.quoted]),
        median([(one.decided - one.quoted).days for one in decided if one.quoted and one.decided]),
        sum(map(lead_net, opened)), sum(weighted(lead_net(one), one.chance) for one in opened),
        money.cost, per(money.cost, len(arrived)), per(money.cost, len(won)),
        share(sum(one.source == "referral" for one in arrived), len(arrived)),
        share(money.repeating, money.customers), share(money.reviews, money.closed),
        per(sum(money.margins), len(money.margins)), per(money.backlog * 100, money.weekly), money,
    )  # fmt: skip


def _waits(leads: Iterable[Decided], office: Office) -> list[int]:
    return [
        response_minutes(one.received, one.answered, office.hours, office.land)
        for one in leads
        if one.answered
    ]


def _late(leads: Iterable[Decided], office: Office) -> list[Decided]:
    return [
        one
        for one in leads
        if (one.answered or one.stage is Stage.NEW)
        and is_late(one.received, one.answered, office.now, office.land)
    ]


def behind(
    key: str, leads: Sequence[Decided], first: date, last: date, office: Office
) -> list[Decided]:
    """The leads that a figure counts; empty for those that count customers or orders."""
    arrived = [one for one in leads if first <= berlin_today(one.received) <= last]
    decided = [
        one
        for one in leads
        if one.stage in DECIDED and one.decided and first <= one.decided <= last
    ]
    groups: dict[str, Callable[[], list[Decided]]] = {
        "quotes": lambda: [one for one in arrived if one.quoted],
        "to_quote": lambda: [one for one in arrived if one.quoted],
        "response": lambda: [one for one in arrived if one.answered],
        "late": lambda: _late(arrived, office),
        "referral_share": lambda: [one for one in arrived if one.source == "referral"],
        "won": lambda: [one for one in decided if one.stage is Stage.WON],
        "won_net": lambda: [one for one in decided if one.stage is Stage.WON],
        "cost_per_order": lambda: [one for one in decided if one.stage is Stage.WON],
        "lost": lambda: [one for one in decided if one.stage is Stage.LOST],
        "lost_net": lambda: [one for one in decided if one.stage is Stage.LOST],
        "rate_count": lambda: decided,
        "rate_value": lambda: decided,
        "to_decision": lambda: [one for one in decided if one.quoted],
        "pipeline": lambda: [one for one in leads if one.stage in OPEN],
        "weighted": lambda: [one for one in leads if one.stage in OPEN],
    }
    if key in {"leads", "quote_rate", "cost", "cost_per_lead"}:
        return arrived
    return groups[key]() if key in groups else []


# -- won and lost --------------------------------------------------------------------------------


class Cut(NamedTuple):
    """Won and lost of one group: a reason, a competitor, a trade, a class."""

    key: str
    won: int
    lost: int
    won_net: int
    lost_net: int

    @property
    def rate(self) -> int | None:
        """Won / (won + lost)."""
        return share(self.won, self.won + self.lost)


def price_gap(one: Decided) -> int | None:
    """How much dearer our quote was than the competitor's, in 1/10,000 of his price."""
    if not one.lost_price or one.quote_net is None:
        return None
    return half_up((one.quote_net - one.lost_price) * _WHOLE, one.lost_price)


def cut(leads: Iterable[Decided], by: str) -> list[Cut]:
    """Decided leads by `reason`, `competitor`, `trade`, `source`, `gap`, `speed` or `size`.

    Classes stand in their own order, the rest with the most decided first.
    """
    found = [(place, _cut(place[1], there)) for place, there in grouped(leads, by).items()]
    return [
        one
        for _place, one in sorted(
            found, key=lambda pair: (pair[0][0], -(pair[1].won + pair[1].lost), pair[0][1])
        )
    ]


def grouped(leads: Iterable[Decided], by: str) -> dict[tuple[int, str], list[Decided]]:
    """Decided leads by the place and name of their group; those without one are left out."""
    groups: dict[tuple[int, str], list[Decided]] = {}
    for one in leads:
        if one.stage in DECIDED and (place := _group(one, by)) is not None:
            groups.setdefault(place, []).append(one)
    return groups


def _cut(key: str, leads: Sequence[Decided]) -> Cut:
    won = [one for one in leads if one.stage is Stage.WON]
    lost = [one for one in leads if one.stage is Stage.LOST]
    return Cut(key, len(won), len(lost), sum(map(lead_net, won)), sum(map(lead_net, lost)))


def _group(one: Decided, by: str) -> tuple[int, str] | None:
    if by == "reason":
        return (0, one.reason) if one.reason else None
    if by == "competitor":
        return (0, one.lost_to) if one.lost_to else None
    if by in {"trade", "source"}:
        value = getattr(one, by)
        return (0, value) if value else None
    found = _class(one, by)
    return (found.key, found.name) if found else None


def _class(one: Decided, by: str) -> SizeClass | None:
    if by == "size":
        return class_of("size", lead_net(one))
    if by == "speed":
        days = (one.quoted - berlin_today(one.received)).days if one.quoted else None
        return class_of("speed", days) if days is not None else None
    gap = price_gap(one)
    return class_of("gap", gap) if gap is not None else None


# -- open quotes by age --------------------------------------------------------------------------


class Age(NamedTuple):
    """Open quotes of an age."""

    name: str
    pieces: int
    net: int


def ageing(quotes: Iterable[tuple[date, int]], today: date) -> list[Age]:
    """Open quotes (day sent, net) by age: 0-7, 8-14, 15-30, more than 30 days."""
    rows = {one.key: [0, 0] for one in classes("age")}
    for sent, net in quotes:
        row = rows[class_of("age", max(0, (today - sent).days)).key]
        row[0] += 1
        row[1] += net
    return [Age(one.name, *rows[one.key]) for one in classes("age")]
