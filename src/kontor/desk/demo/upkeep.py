"""The maintenance contracts of the demo firm: agreed, run twice, and what is due now."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle
from typing import Any, NamedTuple

from kontor.base.dates import add_months, next_working_day
from kontor.calendar.kinds.appointments import ZONE, AppointmentState
from kontor.calendar.rules.walltime import to_utc
from kontor.calendar.service.appointments import set_state
from kontor.contacts.devices import DeviceInput
from kontor.contacts.queries import by_number
from kontor.contacts.service.devices import add_device
from kontor.desk.demo.moves import noon, workday
from kontor.desk.demo.people import DATA, Person
from kontor.desk.demo.plan import Plan
from kontor.sales.service.issuing import issue_here
from kontor.store.unit import Unit
from kontor.tickets.contract_model import ContractInput, NewPrice, NoticeInput
from kontor.tickets.kinds import TicketState
from kontor.tickets.model import MoveInput
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contract_run import Asked, Way, preview
from kontor.tickets.service import cases, contract_run, contracts, lines
from kontor.tickets.service.announcing import announcements

_LAND = "NW"
# days ago: the run whose visits were made, their bills, the run whose visits come
_BEHIND, _BILLED, _LATELY = 48, 9, 5
_SOLUTION = "Alles nach Liste gewartet"


class _Slot(NamedTuple):
    """What is told by a contract: how long its visit is overdue, and how it differs.

    Attributes:
        past: days since the visit was due; negative: it lies ahead.
        street: in the quarter that most of them are in.
        more: what differs from the offer.
    """

    past: int
    street: bool = False
    more: dict[str, Any] = {}  # noqa: RUF012  only read


_YEAR = {"rhythm": "year"}
_DONE = (
    _Slot(_BEHIND - 3, True), _Slot(_BEHIND - 6, True), _Slot(_BEHIND, True, _YEAR),
    _Slot(_BEHIND - 9), _Slot(_BEHIND - 2, False, _YEAR), _Slot(_BEHIND - 12),
    _Slot(_BEHIND + 4, False, {"basis": "effort", "price": 0, "material": 0}),
    _Slot(_BEHIND - 1, False, _YEAR), _Slot(_BEHIND + 9, True, _YEAR),
)  # fmt: skip
_COMING = (_Slot(-12), _Slot(-9, True), _Slot(-20))
_WAITING = (
    _Slot(-4, True), _Slot(-11, True), _Slot(-16, True), _Slot(-2, True), _Slot(-25),
    _Slot(19), _Slot(33, True),
)  # fmt: skip
_AHEAD = (
    _Slot(-150, False, {"index_kind": "percent", "index_rate": 250}),
    _Slot(-200, False, {"term": 12, "renewal": "ends"}),
    _Slot(-90, False, {"term": 24, "renewal": "months", "renewal_months": 12, "notice": 3,
                        "from_month": 3, "to_month": 5}),
    _Slot(-120, True, _YEAR), _Slot(-170),
)  # fmt: skip


@cache
def offers() -> dict[str, Any]:
    """What each firm looks after, and what it finds."""
    return tomllib.loads((DATA / "upkeep.toml").read_text("utf-8"))


class Upkeep:
    """Twenty-four contracts, a run that is done, one whose visits come, and what waits."""

    def __init__(self, plan: Plan, until: date, seed: int) -> None:
        self.until = until
        self.draw = random.Random(f"upkeep/{plan.name}/{seed}")
        self.offers = offers()[plan.name]["offers"]
        self.near, self.others = self._customers(plan)
        self.made = 0
        self.visits: list[int] = []  # cases of visits that were made

    def _customers(self, plan: Plan) -> tuple[Iterator[Person], Iterator[Person]]:
        """Those of the quarter with the most customers, and the others; each once."""
        groups: dict[str, list[Person]] = {}
        for segment in ("private", "manager", "public"):
            for one in plan.people.customers.get(segment, ()):
                groups.setdefault(one.postcode, []).append(one)
        most = max(sorted(groups), key=lambda code: len(groups[code]))
        near = groups.pop(most)
        others = [one for code in sorted(groups) for one in groups[code]]
        self.draw.shuffle(near)
        self.draw.shuffle(others)
        return cycle(near), cycle(others)

    def tell(self, unit: Unit) -> None:
        """All of it, the oldest first."""
        done = [self._agree(unit, slot) for slot in _DONE]
        first = next_working_day(self.until - timedelta(days=_BEHIND), _LAND)
        self._run(unit, done, first, None, gone=True)
        self._visit(unit, done)
        coming = [self._agree(unit, slot) for slot in _COMING]
        lately = next_working_day(self.until - timedelta(days=_LATELY), _LAND)
        self._run(unit, coming, min(lately, self.until), Way.LETTER, gone=False)
        for slot in _WAITING:
            self._agree(unit, slot)
        self._apart(unit, [self._agree(unit, slot) for slot in _AHEAD])

    # -- agreed ----------------------------------------------------------------------------------

    def _agree(self, unit: Unit, slot: _Slot) -> int:
        """A contract whose visit was due so many days ago, with what it looks after."""
        offer = self.offers[self.made % len(self.offers)]
        self.made += 1
        goal = self.until - timedelta(days=slot.past)
        serviced = add_months(goal, -offer["every"])
        starts = add_months(serviced.replace(day=1), -12 * (1 + self.made % 2))
        person = next(self.near if slot.street else self.others)
        found = by_number(unit.con, person.number)
        values = {
            "contact": found.ref if found else person.number, "starts": starts,
            "serviced": serviced,
            **{name: value for name, value in offer.items() if name != "devices"}, **slot.more,
        }  # fmt: skip
        values["devices"] = self._devices(unit, values["contact"], offer["devices"], starts)
        if values.get("rhythm") == "year":
            year = add_months(starts, 12 * ((self.until - starts).days // 365))
            values["billed"] = add_months(year, 12) - timedelta(days=1)
        if values.get("renewal") == "ends":
            values["starts"] = add_months(self.until + timedelta(days=26), -12)
        if values.get("index_kind"):
            rise = (self.until + timedelta(days=12)).replace(day=1)
            values |= {"starts": add_months(rise, -24), "next_adjust": add_months(rise, -12)}
        return contracts.add_contract(unit, ContractInput.model_validate(values), starts)

    def _devices(
        self, unit: Unit, contact: str, wanted: Sequence[tuple[str, str]], day: date
    ) -> list[int]:
        return [
            add_device(unit, DeviceInput(contact=contact, kind=kind, name=name, installed=day))
            for kind, name in wanted
        ]  # fmt: skip

    def _apart(self, unit: Unit, keys: Sequence[int]) -> None:
        """A price that rose and rises again, a notice that runs, one that is over."""
        rising, _ends, _renewed, year, left = keys
        contracts.adjust_price(unit, rising, NewPrice(), self.until - timedelta(days=340))
        day = self.until - timedelta(days=20)
        contracts.cancel_contract(
            unit, year, NoticeInput(arrived=day, reason="Haus wird verkauft"), day
        )
        day = self.until - timedelta(days=130)
        contracts.cancel_contract(
            unit, left, NoticeInput(arrived=day, reason="Hausmeister macht es selbst"), day
        )

    # -- the run and its visits ------------------------------------------------------------------

    def _run(
        self, unit: Unit, keys: Sequence[int], day: date, way: Way | None, *, gone: bool
    ) -> None:
        """Look, then plan what was looked at; hand out the announcements."""
        unit.flush()
        asked = Asked(day, tuple(keys), way=way)
        shown = preview(unit.con, asked)
        made = announcements(unit.con, shown, day)
        contract_run.run_contracts(unit, shown.mark, asked, made, noon(day))
        if not gone:
            return
        papers = {one.contract: one for one in made}
        waiting = queries.announcements(unit.con)
        contract_run.mark_announced(
            unit, {one.id: papers[one.contract] for one in waiting}, noon(day)
        )

    def _visit(self, unit: Unit, keys: Sequence[int]) -> None:
        """The visits were made; what they cost is billed, two wait for it."""
        waiting = []
        for key in keys:
            (visit,) = queries.visits(unit.con, key)
            if visit.ticket is None:
                continue
            self.visits.append(visit.ticket)
            starts = datetime.fromisoformat(visit.starts) if visit.starts else None
            at = to_utc(starts + timedelta(hours=2), ZONE) if starts else noon(self.until)
            cases.move_ticket(
                unit, visit.ticket, MoveInput(state=TicketState.SOLVED, solution=_SOLUTION), at
            )
            if visit.appointment is not None:
                set_state(unit, visit.appointment, AppointmentState.DONE)
            if unit.con.execute(
                "SELECT 1 FROM ticket_line WHERE ticket=? AND state='open'", (visit.ticket,)
            ).fetchone():
                waiting.append(visit.ticket)
            else:
                cases.move_ticket(
                    unit, visit.ticket, MoveInput(state=TicketState.CLOSED), at + timedelta(hours=1)
                )
        day = workday(self.until - timedelta(days=_BILLED))
        for ticket in waiting[:-2]:
            issue_here(unit, lines.bill_tickets(unit, [ticket], day), day, noon(day))
