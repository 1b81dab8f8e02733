"""Instructions (Unterweisungen): when the next one is due.

At least once a year (§ 4 DGUV Vorschrift 1), for young people every half year (§ 29 (2) JArbSchG).
"""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.dates.days import add_months
from kontor.calendar.kinds.meetings import Topic

ADULT = 18
SOON = timedelta(days=30)


def next_due(topic: Topic, last: date | None, started: date, born: date | None = None) -> date:
    """The day until which somebody must be instructed (again); before the first one his first day.

    Who is no longer a minor at the end of the shorter period has the longer one.
    """
    if last is None:
        return max(started, topic.valid_from)
    short = add_months(last, topic.minor_months)
    if born is not None and short < add_months(born, 12 * ADULT):
        return short
    return add_months(last, topic.months)


def concerns(topic: Topic, role: str) -> bool:
    """Whether a topic is for people of this role."""
    return "all" in topic.roles or role in topic.roles


def mark(due: date, today: date) -> str:
    """How a cell of the matrix stands: due, soon, good."""
    if due < today:
        return "due"
    return "soon" if due - today <= SOON else "good"
