"""The telephone of the demo firm: a year of calls, those that were missed, who waits for one."""

from __future__ import annotations

import random
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from kontor.base.dates import add_months, is_working_day
from kontor.contacts.device_kinds import CallDirection
from kontor.contacts.devices import CallInput
from kontor.contacts.queries import by_number
from kontor.contacts.service.devices import called_back, note_call
from kontor.desk.demo.people import DATA
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit

_YEAR = 820  # calls of a firm with staff in twelve months
_LAND = "NW"
_SHARES = {CallDirection.IN: 62, CallDirection.OUT: 24, CallDirection.MISSED: 14}
_REASONS = {"question": 44, "callback": 22, "complaint": 8, "defect": 9, "maintenance": 8,
            "supplier": 8, "emergency": 1}  # fmt: skip
_HOURS = range(6, 15)  # of UTC: people call from seven in the morning to five


@cache
def words() -> dict[str, Any]:
    """What people call about, and what becomes a case."""
    return tomllib.loads((DATA / "cases.toml").read_text("utf-8"))


def about(draw: random.Random, subjects: list[str]) -> str:
    """One of the subjects, with a place in it."""
    return draw.choice(subjects).replace("{p}", draw.choice(words()["parts"]))


class Calls:
    """Who called in the last twelve months, and what about."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.until = until
        self.draw = random.Random(f"calls/{plan.name}/{seed}")
        self.size = _YEAR if plan.profile["employees"] else _YEAR // 6
        self.people = [one for group in plan.people.customers.values() for one in group]
        self.known: dict[str, str | None] = {}

    def tell(self, unit: Unit) -> None:
        """All calls, oldest first; of the last day some still wait for an answer."""
        first = add_months(self.until, -12)
        days = [
            day for day in (first + timedelta(days=at) for at in range(1, 370))
            if day < self.until and is_working_day(day, _LAND)
        ]  # fmt: skip
        chosen = sorted(self.draw.choices(days, k=self.size - 5))
        for day in chosen:
            self._call(unit, self._at(day), self._direction(), answered=True)
        for back in (5, 4, 3, 2, 1):
            at = datetime.combine(self.until, time(6, 10 * back), UTC)
            direction = CallDirection.MISSED if back % 2 else CallDirection.IN
            self._call(unit, at, direction, answered=False)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.draw.choice(_HOURS), self.draw.randint(0, 59)), UTC)

    def _direction(self) -> CallDirection:
        return self.draw.choices(list(_SHARES), list(_SHARES.values()))[0]

    def _call(self, unit: Unit, at: datetime, direction: CallDirection, *, answered: bool) -> None:
        """A call; a missed one and a promise are answered within some hours."""
        draw = self.draw
        missed = direction is CallDirection.MISSED
        reason = draw.choices(list(_REASONS), list(_REASONS.values()))[0]
        promised = not missed and (not answered or reason == "callback")
        data: dict[str, Any] = {"direction": direction, "at": at, **self._who(unit)}
        if not missed:
            data |= {"reason": reason, "subject": about(draw, words()["calls"][reason]),
                     "minutes": draw.randint(1, 12)}  # fmt: skip
        if promised:
            data["callback_by"] = at + timedelta(hours=draw.choice((2, 4, 24)))
        key = note_call(unit, CallInput(**data), at)
        if answered and (missed or promised):
            called_back(unit, key, at + timedelta(minutes=draw.choice((15, 40, 90, 170))))

    def _who(self, unit: Unit) -> dict[str, str]:
        """A customer in most calls, otherwise somebody whom nobody knows."""
        if self.draw.random() < 0.22:
            return {"number": f"030 23125{self.draw.randint(600, 999)}"}
        person = self.draw.choice(self.people)
        if person.number not in self.known:
            found = by_number(unit.con, person.number)
            self.known[person.number] = found.ref if found else None
        contact = self.known[person.number]
        return {"number": person.phone, **({"contact": contact} if contact else {})}
