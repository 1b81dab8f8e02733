"""Following up (Nachfassen): on which days, which step is next; pure.

Every day is a working day of the Land. `working` steps count working days; `days` steps count
calendar days and move on to the next working day, before the end of a period back to the one
before. Who follows up early or late settles all steps up to the one he did: nothing piles up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kontor.acquisition.kinds import (
    Basis,
    Done,
    FollowHow,
    NextStep,
    RhythmPlan,
    RhythmStep,
    Unit,
)
from kontor.base.dates import working_days_from

_BACK = frozenset({FollowHow.SNOOZE, FollowHow.APPOINTMENT})


def step_day(step: RhythmStep, start: date, validity: date | None, land: str) -> date | None:
    """The day of a step; None for one that counts from an end that there is not."""
    basis = start if step.basis is Basis.START else validity
    if basis is None:
        return None
    if step.unit is Unit.WORKING:
        return working_days_from(basis, step.amount, land)
    day = basis + timedelta(days=step.amount)
    at_work = working_days_from(day, 0, land)
    if step.amount < 0 and at_work != day:
        at_work = working_days_from(day, -1, land)
    return at_work


def days_of(
    plan: RhythmPlan, start: date, validity: date | None, land: str
) -> list[tuple[date, RhythmStep]]:
    """All days of a plan in order. What counts from the start ends with the validity."""
    found = []
    for step in plan.steps:
        day = step_day(step, start, validity, land)
        if day is None or day < start:
            continue
        if step.basis is Basis.START and validity is not None and day > validity:
            continue
        found.append((day, step))
    return sorted(found, key=lambda one: (one[0], one[1].step))


def next_step(
    days: Sequence[tuple[date, RhythmStep]], done: Sequence[Done], today: date
) -> NextStep | None:
    """The step that is next: the newest that is due, else the first to come.

    Args:
        days: from `days_of`.
        done: what was done, oldest first.
        today: the day it is seen from.
    """
    settled = _settled(days, done)
    left = [one for place, one in enumerate(days) if place > settled]
    back = done[-1].until if done and done[-1].how in _BACK else None
    if not days or (not left and back is None):
        return None
    seen = max(today, back) if back else today
    due = [one for one in left if one[0] <= seen]
    day, step = due[-1] if due else (left or [days[-1]])[0]
    return NextStep(step.step, back or day, step.how, step.text)


def _settled(days: Sequence[tuple[date, RhythmStep]], done: Sequence[Done]) -> int:
    """Place of the last step that something was done about; -1 for none."""
    places = {step.step: place for place, (_day, step) in enumerate(days)}
    last = -1
    for one in done:
        if one.how is not FollowHow.SNOOZE:
            by_day = [place for place, (day, _step) in enumerate(days) if day <= one.day]
            last = max(last, places.get(one.step, -1), *by_day, -1)
    return last
