"""Maintenance contracts (Wartungsverträge): next visit, end and notice, price; pure.

Months are counted as §§ 187, 188 BGB do. What the law says of consumers (§ 309 Nr. 9 BGB) and of
index clauses (PrKG) lies in dated rows with their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kontor.base.dates import add_months, end_of_month
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, in_language
from kontor.base.money import half_up
from kontor.base.tables import data_rows
from kontor.tickets.contract_kinds import (
    Basis,
    ContractState,
    Cycle,
    Duration,
    IndexKind,
    IndexValue,
    Price,
    Renewal,
    Rhythm,
    Turn,
)

_DAY = timedelta(days=1)
_YEAR = 12


class Term(NamedTuple):
    """A number of the law or of habit from a day on."""

    key: str
    valid_from: date
    amount: int
    unit: str
    law: str
    source: str


@cache
def terms() -> tuple[Term, ...]:
    """The dated rows, in the order of their days."""
    rows = (
        Term(row["key"], date.fromisoformat(row["valid_from"]), int(row["amount"]), row["unit"],
             row["law"], row["source"])
        for row in data_rows("contract-terms")
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda one: one.valid_from))


def term_of(key: str, day: date) -> Term:
    """The row that holds on a day; before the first one that one."""
    known = [one for one in terms() if one.key == key]
    return next((one for one in reversed(known) if one.valid_from <= day), known[0])


# -- visits --------------------------------------------------------------------------------------


def next_turn(cycle: Cycle, last: date) -> Turn:
    """The days in which the visit after the one of a day belongs.

    Without a window it is due until the day so many months later, and planned from 30 days before.
    With one it is the window that holds this day, else the nearest; never one that began before the
    last visit.
    """
    goal = add_months(last, cycle.every)
    if cycle.from_month is None or cycle.to_month is None:
        ahead = timedelta(days=term_of("plan_ahead", goal).amount)
        return Turn(max(last + _DAY, goal - ahead), goal)
    fitting = [
        turn for year in range(goal.year - 2, goal.year + 3)
        if (turn := _window(year, cycle.from_month, cycle.to_month)).first > last
    ]  # fmt: skip
    return min(fitting, key=lambda turn: (_away(goal, turn), turn.first))


def next_turns(cycle: Cycle, last: date, end: date | None, count: int) -> Iterator[Turn]:
    """The visits after the one of a day; none begins after the end.

    Each is made on the last day it is due, in a window on the first.
    """
    for _each in range(count):
        turn = next_turn(cycle, last)
        if end is not None and turn.first > end:
            return
        yield turn
        last = turn.last if cycle.from_month is None else turn.first


def _window(year: int, first: int, last: int) -> Turn:
    over = year + (last < first)
    return Turn(date(year, first, 1), end_of_month(date(over, last, 1)))


def _away(day: date, turn: Turn) -> int:
    """Days from a day to a window; nothing within it."""
    return max(0, (turn.first - day).days, (day - turn.last).days)


# -- term and notice -----------------------------------------------------------------------------


def standing(duration: Duration, day: date) -> ContractState:
    """How a contract stands on a day."""
    if day < duration.starts:
        return ContractState.COMING
    end = last_day(duration)
    if end is not None and day > end:
        return ContractState.ENDED
    return ContractState.NOTICE if duration.ends is not None else ContractState.RUNNING


def last_day(duration: Duration) -> date | None:
    """The last day, where it is known: by notice, or because it ends with its term."""
    if duration.ends is not None:
        return duration.ends
    if duration.renewal is Renewal.ENDS and duration.term:
        return _end(duration.starts, duration.term)
    return None


def term_end(duration: Duration, day: date) -> date | None:
    """The end of the term that runs on a day; None while it runs without end."""
    if duration.ends is not None:
        return duration.ends
    months = duration.term
    if not months and duration.renewal is not Renewal.MONTHS:
        return None
    end = _end(duration.starts, months) if months else duration.starts - _DAY
    while end < day and duration.renewal is Renewal.MONTHS:
        months += duration.renewal_months
        end = _end(duration.starts, months)
    return None if end < day and duration.renewal is Renewal.OPEN else end


def notice_by(duration: Duration, day: date) -> date | None:
    """The last day on which a notice must arrive to end the term that runs on a day."""
    end = term_end(duration, day)
    if end is None or duration.ends is not None or duration.renewal is Renewal.ENDS:
        return None
    return add_months(end + _DAY, -duration.notice) - _DAY


def end_after_notice(duration: Duration, arrived: date) -> date:
    """The last day of a contract whose notice arrives on a day."""
    day = max(arrived, duration.starts)
    end = term_end(duration, day)
    by_period = add_months(day, duration.notice)
    if end is None:
        return by_period
    if duration.renewal is Renewal.ENDS or duration.ends is not None:
        return end
    if add_months(end + _DAY, -duration.notice) - _DAY >= arrived:
        return end
    if duration.renewal is Renewal.OPEN:
        return max(end, by_period)
    after = term_end(duration, end + _DAY)
    return end if after is None else after


def _end(starts: date, months: int) -> date:
    return add_months(starts, months) - _DAY


def year_of(starts: date, day: date) -> Turn:
    """The contract year that holds a day (Vertragsjahr)."""
    years = max(0, day.year - starts.year + 1)
    while years and add_months(starts, _YEAR * years) > day:
        years -= 1
    return Turn(add_months(starts, _YEAR * years), _end(starts, _YEAR * (years + 1)))


# -- what the law says ---------------------------------------------------------------------------


def check_terms(
    duration: Duration, index: IndexKind, *, consumer: bool
) -> Iterator[Finding]:  # fmt: skip
    """What would not hold in terms that are used for many customers; nothing is refused."""
    day = duration.starts
    if consumer:
        yield from _consumer(duration, day)
    least = term_of("index_term", day)
    if index is IndexKind.SERIES and duration.term < least.amount and least.valid_from <= day:
        yield _warned(
            "CT04", N_("A price that follows an index by itself holds only in contracts of {months}"
                       " months or more."),
            N_("Agree on a step in percent instead."), "index_kind", least,
        )  # fmt: skip


def _consumer(duration: Duration, day: date) -> Iterator[Finding]:
    longest, renewed, notice = (
        term_of(key, day) for key in ("consumer_term", "consumer_renewal", "consumer_notice")
    )
    if duration.term > longest.amount:
        yield _warned(
            "CT01", N_("Consumers are bound for {months} months at most."),
            N_("Agree on a shorter first term."), "term", longest,
        )  # fmt: skip
    if duration.renewal is Renewal.MONTHS and duration.renewal_months > renewed.amount:
        text = N_("With consumers a contract goes on without end only, with notice at any time.")
        if renewed.amount:
            text = N_("With consumers a contract renews itself for {months} months at most.")
        yield _warned("CT02", text, N_("Choose “goes on without end”."), "renewal", renewed)
    if duration.notice > notice.amount:
        yield _warned(
            "CT03", N_("The notice of consumers is {months} months at most."),
            N_("Agree on a shorter notice."), "notice", notice,
        )  # fmt: skip


def _warned(code: str, message: str, remedy: str, field: str, term: Term) -> Finding:
    values = (("months", term.amount),)
    return Finding(code, "", message, remedy, Severity.WARNING, values, field, term.law)


# -- price ---------------------------------------------------------------------------------------


@cache
def index_values() -> tuple[IndexValue, ...]:
    """The values of series that come along."""
    return tuple(
        IndexValue(row["series"], date.fromisoformat(row["valid_from"]), int(row["value"]),
                   row["source"])
        for row in data_rows("price-index")
    )  # fmt: skip


def index_names() -> dict[str, str]:
    """The series that come along, in the language of the reader."""
    return {
        row["series"]: in_language(row["name_de"], row["name_en"])
        for row in data_rows("price-index")
    }


def index_on(known: Iterable[IndexValue], series: str, day: date) -> IndexValue | None:
    """The newest value of a series on a day; an own one stands above one that came along."""
    fitting = [one for one in known if one.series == series and one.valid_from <= day]
    return max(fitting, key=lambda one: (one.valid_from, one.own), default=None)


def price_on(prices: Sequence[Price], day: date) -> Price | None:
    """The price that holds on a day; before the first one that one."""
    ordered = sorted(prices)
    there = [one for one in ordered if one.valid_from <= day]
    return there[-1] if there else (ordered[0] if ordered else None)


def by_percent(price: int, rate: int) -> int:
    """A price raised by a rate (1/10,000)."""
    return half_up(price * (10_000 + rate), 10_000)


def by_series(price: int, before: int, now: int) -> int:
    """A price that follows a series from one value to another."""
    return half_up(price * now, before)


def amounts(price: Price, basis: Basis, devices: int) -> tuple[int, int, int]:
    """Quantity, price of one and material in it, of what is billed at once; nothing by effort."""
    if basis is Basis.EFFORT:
        return 0, 0, 0
    count = devices if basis is Basis.DEVICE else 1
    return count, price.price, price.material


def bill_due(rhythm: Rhythm, basis: Basis) -> bool:
    """Whether years are billed in advance."""
    return rhythm is Rhythm.YEAR and basis is not Basis.EFFORT


def keeps_warranty(
    contracts: Iterable[tuple[date, date | None]], short_end: date, day: date
) -> bool:
    """Whether the own firm looks after a part so that its longer warranty holds (VOB/B § 13 (4)).

    A contract counts that began before the short warranty was over and still runs on the day.
    """
    return any(begin <= short_end and (end is None or end >= day) for begin, end in contracts)
