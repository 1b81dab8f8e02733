"""Risk of a customer (Debitorenrisiko): exposure, explained score, class, limit; pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.base.tables import data_rows

THIN = 3  # fewer paid bills say little


class Figures(NamedTuple):
    """What is known of a customer over the last 24 months.

    Attributes:
        days_late: days late of paid bills, weighted by amount.
        level: highest level of reminding in 12 months.
        open: open items in cents; `overdue` of them.
        limit_use: exposure over limit, None without a limit.
        returned: a returned debit or a broken instalment plan.
        paid: number of paid bills.
        agency: index of an agency, 100 (best) to 600; None without one.
        hard: insolvency, statement of assets or three court orders.
    """

    days_late: Fraction
    level: int
    open: int
    overdue: int
    limit_use: Fraction | None
    returned: bool
    paid: int
    agency: int | None = None
    hard: bool = False


class Reason(NamedTuple):
    """One line of the explanation: message id, what was measured, points."""

    label: str
    measured: str
    points: Fraction


class Score(NamedTuple):
    """The score with its explanation; `thin` says that little is known."""

    points: int
    risk_class: str
    reasons: tuple[Reason, ...]
    thin: bool


class Exposure(NamedTuple):
    """What is at stake with a customer, in cents, gross (Obligo).

    Attributes:
        open: open items without retentions that are not due.
        retained: these retentions, apart.
        performed: work done and not billed.
        orders: rest of confirmed orders.
        asked: the quote or order in question.
        credits: unapplied payments.
        securities: bonds and guarantees that hold.
    """

    open: int = 0
    retained: int = 0
    performed: int = 0
    orders: int = 0
    asked: int = 0
    credits: int = 0
    securities: int = 0

    @property
    def total(self) -> int:
        """Exposure; retentions stand apart, securities and credits lower it."""
        gross = self.open + self.performed + self.orders + self.asked
        return max(gross - self.credits - self.securities, 0)


class Stage(StrEnum):
    """When the limit is checked."""

    QUOTE = "quote"
    ORDER = "order"
    MATERIAL = "material"
    START = "start"


class Gate(StrEnum):
    """What the check says: free, hint, needs a reason, blocked."""

    FREE = "free"
    HINT = "hint"
    REASON = "reason"
    BLOCKED = "blocked"


class Policy(StrEnum):
    """How strict the limit check is, by the setting of the firm."""

    HINT = "hint"
    REASON = "reason"
    BLOCK = "block"


class Check(NamedTuple):
    """Result of the limit check: message ids with values; what is at stake and the limit."""

    gate: Gate
    reasons: tuple[tuple[str, tuple[tuple[str, object], ...]], ...]
    exposure: int = 0
    limit: int | None = None


class ClassRow(NamedTuple):
    """A class with its bounds, the factor of its limit and what it calls for."""

    name: str
    upto: int
    factor: int
    de: str
    en: str


@cache
def classes() -> tuple[ClassRow, ...]:
    """The classes A to E, best first."""
    return tuple(
        ClassRow(row["class"], int(row["upto"]), int(row["factor"]), row["de"], row["en"])
        for row in data_rows("risk-classes")
    )


def whole(value: Fraction) -> int:
    """A fraction as a whole number, half up."""
    return half_up(value.numerator, value.denominator)


def class_of(points: int) -> str:
    """The class of a score."""
    return next(row.name for row in classes() if points <= row.upto)


def score(known: Figures) -> Score:
    """Score 0 (best) to 100 with one line per input; a rule, never a black box."""
    if known.hard:
        reason = Reason(N_("Insolvency, statement of assets or court orders"), "", Fraction(100))
        return Score(100, class_of(100), (reason,), known.paid < THIN)
    late = max(known.days_late, Fraction(0))
    share = Fraction(known.overdue, known.open) if known.open > 0 else Fraction(0)
    use = known.limit_use
    reasons = [
        Reason(N_("Days late, weighted by amount"), str(whole(late)),
               min(Fraction(30), Fraction(3, 4) * late)),
        Reason(N_("Highest level of reminding in 12 months"), str(known.level),
               Fraction((0, 5, 12, 20)[min(known.level, 3)])),
        Reason(N_("Overdue share of open items"), f"{whole(share * 100)} %", 15 * share),
        Reason(N_("Use of the limit"), "" if use is None else f"{whole(use * 100)} %", _use(use)),
        Reason(N_("Returned debit or broken instalment plan"), "",
               Fraction(10 if known.returned else 0)),
        Reason(N_("Index of an agency"), "" if known.agency is None else str(known.agency),
               _index(known.agency)),
    ]  # fmt: skip
    total = sum((one.points for one in reasons), Fraction(0))
    thin = known.paid < THIN
    if thin and total < 15:
        reasons.append(
            Reason(N_("Fewer than three paid bills"), str(known.paid), Fraction(15) - total)
        )
        total = Fraction(15)
    total = min(total, Fraction(100))
    points = whole(total)
    shown = tuple(one for one in reasons if one.points)
    return Score(points, class_of(points), shown, thin)


def _use(use: Fraction | None) -> Fraction:
    """0 up to 70 % of the limit, then rising to 10 at the limit, 15 above it."""
    if use is None or use < Fraction(7, 10):
        return Fraction(0)
    if use > 1:
        return Fraction(15)
    return (use - Fraction(7, 10)) * Fraction(100, 3)


def _index(value: int | None) -> Fraction:
    if value is None or value <= 250:
        return Fraction(0)
    if value <= 300:
        return Fraction(5)
    return Fraction(10 if value <= 350 else 20)


def proposed_limit(revenue: int, risk_class: str) -> int:
    """Average monthly revenue of 12 months, twice, times the factor of the class, to 500 EUR."""
    factor = next(row.factor for row in classes() if row.name == risk_class)
    return half_up(revenue * 2 * factor, 12 * 10 * 50_000) * 50_000


class Known(NamedTuple):
    """What is written down about a customer and what the check compares it with."""

    exposure: int
    limit: int | None
    risk_class: str | None
    blocked: str | None


_STRICTER = (Gate.HINT, Gate.REASON, Gate.BLOCKED)


def check_limit(stage: Stage, known: Known, policy: Policy = Policy.REASON) -> Check:
    """What a quote, an order, material or the start of work meets.

    The firm chooses: a hint, a reason that is kept, or no way past it. A quote binds least and is
    met one step milder. Nothing is stopped by the class alone (Art. 22 DSGVO): there a reason is
    always enough. Limit and block were set by a person.
    """
    exposure, limit, risk_class, blocked = known
    reasons: list[tuple[str, tuple[tuple[str, object], ...]]] = []
    if blocked:
        reasons.append((N_("The customer is blocked: {reason}"), (("reason", blocked),)))
    if limit is not None and exposure > limit:
        values = (("exposure", exposure), ("limit", limit))
        reasons.append((N_("With it {exposure} are at stake, the limit is {limit}."), values))
    if risk_class in {"D", "E"}:
        reasons.append((N_("The customer is in class {name}."), (("name", risk_class),)))
    if not reasons:
        return Check(Gate.FREE, (), exposure, limit)
    step = list(Policy).index(policy)
    if not blocked and (limit is None or exposure <= limit):
        step = min(step, 1)
    if stage is Stage.QUOTE:
        step = max(step - 1, 0)
    return Check(_STRICTER[step], tuple(reasons), exposure, limit)


def dso(receivables: int, revenue: int, days: int = 90) -> Fraction | None:
    """Days sales outstanding: open receivables over the revenue of as many days, gross."""
    return Fraction(receivables * days, revenue) if revenue > 0 else None


class Late(NamedTuple):
    """How late a paid bill was; never below zero days in forecasts."""

    days: int
    cents: int


def weighted_late(paid: Sequence[Late]) -> Fraction:
    """Days late, weighted by amount."""
    cents = sum(one.cents for one in paid)
    return Fraction(sum(one.days * one.cents for one in paid), cents) if cents else Fraction(0)


def expected_delays(paid: Sequence[int], others: Sequence[int]) -> tuple[int, int]:
    """Days after the due day until money comes: half of the bills, four of five (P50, P80).

    A customer with fewer than three paid bills is taken as all others.
    """
    known = sorted(paid if len(paid) >= THIN else others)
    if not known:
        return 0, 0
    return tuple(max(known[-(-len(known) * part // 100) - 1], 0) for part in (50, 80))  # type: ignore[return-value]


class Adjustment(NamedTuple):
    """Proposal of a value adjustment (Einzelwertberichtigung) on the net amount."""

    rate: int
    net: int
    reason: str


def adjustment(
    net: int, days_overdue: int, *, insolvent: bool, court: bool, disputed: bool
) -> Adjustment | None:
    """The proposal for one item by its strongest reason; None without any."""
    chosen = None
    for row in data_rows("value-adjustments"):
        holds = {
            "insolvency": insolvent, "court": court, "dispute": disputed,
            "age": days_overdue > int(row["days"] or 0),
        }[row["key"]]  # fmt: skip
        rate = int(row["rate"])
        if holds and (chosen is None or rate > chosen.rate):
            chosen = Adjustment(rate, half_up(net * rate, 10_000), row["key"])
    return chosen


class Ages(NamedTuple):
    """What is open by age: not due, then up to 14, 30, 60, 90, 180, 365 days, and older."""

    not_due: int
    overdue: tuple[int, ...]
    retained: int


AGES = (14, 30, 60, 90, 180, 365)


def ages(parts: Sequence[tuple[date, int, bool]], day: date) -> Ages:
    """Ageing of due parts: due day, what is open, whether it is a retention."""
    groups = [0] * (len(AGES) + 1)
    not_due = retained = 0
    for due, cents, retention in parts:
        late = (day - due).days
        if retention:
            retained += cents
        elif late <= 0:
            not_due += cents
        else:
            groups[sum(late > bound for bound in AGES)] += cents
    return Ages(not_due, tuple(groups), retained)
