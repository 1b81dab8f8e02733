"""The protocols of the demo firm: two of each checklist that fits the trade, one with a defect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kontor.base.dates import next_working_day
from kontor.company import queries as company
from kontor.company.kinds import StaffRole
from kontor.desk.demo.moves import noon
from kontor.desk.demo.plan import Plan
from kontor.desk.demo.upkeep import offers
from kontor.documents.layout.render import render_pdf
from kontor.store.unit import Unit
from kontor.tickets.kinds import TicketKind, TicketState
from kontor.tickets.model import MoveInput, TicketInput
from kontor.tickets.protocol_kinds import ItemType
from kontor.tickets.protocol_model import ChecklistInput, ProtocolChange, ProtocolInput
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page, signer_of
from kontor.tickets.rules.protocols import plain_choices
from kontor.tickets.service import cases, checklists, protocols

_LAND = "NW"
_OWN = {"ladder": "Prüfung der Leitern", "dguv_v3": "Prüfung der Elektrogeräte"}
_OF = {"emergency": "emergency", "paint": "complaint"}  # kinds of case that they belong to
_LAST = "SELECT id FROM ticket WHERE kind=? AND state='closed' AND contact IS NOT NULL" \
        " AND merged_into IS NULL ORDER BY received DESC, id DESC LIMIT 2"  # fmt: skip
_WHERE = "Musterstadt"
_AWAY = "war nicht zu Hause"


class Checks:
    """What was looked at and measured; some wait for their signature."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.until, self.owner = until, str(plan.profile["owner"])
        told = offers()
        self.answers, self.own = told["answers"], told["own"]
        self.kinds: Sequence[str] = told[plan.name]["checks"]
        self.visits: Sequence[str] = told[plan.name]["visits"]
        self.worker = ""

    def tell(self, unit: Unit, visits: Sequence[int]) -> None:
        """Of each checklist a good one and one with something beyond its limit."""
        people = company.employees(unit.con, self.until)
        foremen = [one.short for one in people if one.role is StaffRole.FOREMAN]
        self.worker = next(iter(foremen), self.owner.rsplit(maxsplit=1)[-1])
        made = iter(visits)
        for code in self.kinds:
            if code in self.own:
                data = ChecklistInput.model_validate({**self.own[code], "checklist": code})
                since = self.until.replace(month=1, day=1)
                checklists.keep_checklist(unit, data, since)
            found = self._cases(unit, code, made)
            for case, good in zip(found, (True, False), strict=False):
                self._write(unit, case, code, good=good)

    def _cases(self, unit: Unit, code: str, visits: Iterator[int]) -> list[int]:
        if code in self.visits:
            return [next(visits), next(visits)]
        if code in _OWN:
            case = self._inside(unit, _OWN[code])
            return [case, case]
        return [row[0] for row in unit.con.execute(_LAST, (_OF.get(code, "defect"),)).fetchall()]

    def _inside(self, unit: Unit, subject: str) -> int:
        """A case of the firm's own: its ladders and tools."""
        day = next_working_day(self.until - timedelta(days=64 + len(subject)), _LAND)
        at = datetime.combine(day, time(7), UTC)
        key = cases.open_ticket(
            unit, TicketInput(
                kind=TicketKind.MAINTENANCE, subject=subject, received=at, owner=self.worker
            ), at,
        )  # fmt: skip
        for hours, state in ((1, TicketState.WORKING), (5, TicketState.SOLVED)):
            more: dict[str, Any] = {"solution": "Alles geprüft"} if hours > 1 else {}
            cases.move_ticket(
                unit, key, MoveInput(state=state, **more), at + timedelta(hours=hours)
            )
        closed = MoveInput(state=TicketState.CLOSED)
        cases.move_ticket(unit, key, closed, at + timedelta(hours=6))
        return key

    def _write(self, unit: Unit, case: int, code: str, *, good: bool) -> None:
        """A protocol of the day on which the case was solved."""
        solved, owner = unit.con.execute(
            "SELECT max(at), (SELECT owner FROM ticket WHERE id=?1) FROM ticket_move"
            " WHERE ticket=?1 AND new='solved'", (case,),
        ).fetchone()  # fmt: skip
        day = min(date.fromisoformat(solved[:10]), self.until) if solved else self.until
        data = ProtocolInput(checklist=code, day=day, worker=owner or self.worker)
        key = protocols.write_protocol(unit, case, data, day)
        unit.flush()
        self._fill(unit, key, self.answers[code]["good" if good else "bad"])
        if good or code in {self.kinds[1], "emergency"}:
            self._sign(unit, key, day, alone=not good and code == "emergency")
        if not good and code == self.kinds[1]:
            protocols.open_defects(unit, key, noon(min(day + timedelta(days=1), self.until)))

    def _fill(self, unit: Unit, key: int, said: dict[str, str]) -> None:
        answers = {}
        for one in queries.answers(unit.con, key):
            text = said.get(str(one.item.place), "")
            if one.item.type is ItemType.CHOICE and text:
                text = plain_choices(one.item)[int(text.removeprefix("#")) - 1]
            if text:
                answers[str(one.item.place)] = text
        protocols.fill_protocol(unit, key, ProtocolChange(answers=answers))
        unit.flush()

    def _sign(self, unit: Unit, key: int, day: date, *, alone: bool) -> None:
        who = signer_of(unit.con, queries.protocol(unit.con, key)) or self.owner
        signed = Signed("", _WHERE, day, _AWAY) if alone else Signed(who, _WHERE, day)
        page = protocol_page(unit.con, key, day, signed)
        paper = Paper(page, render_pdf(page))
        protocols.sign_protocol(unit, key, signed, paper, noon(day))
