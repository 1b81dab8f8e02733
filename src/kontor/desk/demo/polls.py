"""Dates that the demo firm is looking for: answers overdue, to decide, fixed, given up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kontor.calendar.model.polls import AnswerInput, PollInput
from kontor.calendar.queries.poll_slots import free_times
from kontor.calendar.queries.polls import sheet
from kontor.calendar.service import poll_answers, polls
from kontor.desk.demo.plan import Plan
from kontor.store.unit import Unit

_CUSTOMER = """
SELECT d.contact FROM sales_document d WHERE d.kind = 'order' AND d.state <> 'cancelled'
 ORDER BY d.id DESC LIMIT 1
"""
_ARCHITECT = "Ada Lotrecht <lotrecht@planwerk.example>"
_SCAFFOLD = "Gerüstbau Sprossnagel <post@sprossnagel.example>"
_OFFICE = "Steuerbüro Federkiel <kanzlei@federkiel.example>"


class _Tale(NamedTuple):
    """A poll: what about, how long ago it began, who is asked, what they said, how it ends."""

    subject: str
    place: str
    minutes: int
    days: int  # since it began
    wait: int  # days for the answers
    required: tuple[str, ...]
    optional: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    end: str = ""


_TALES = (
    _Tale("Sommerfest mit dem Gerüstbau", "", 120, 24, 10, (), (_SCAFFOLD,),
          (("Gerüstbau", "leider keiner"),), "abandoned"),
    _Tale("Jahresabschluss besprechen", "Steuerbüro", 90, 12, 6, (_OFFICE,), (),
          (("", "1 ja, 2 ja, 3 nein"), ("Steuerbüro", "2 ja, 1 notfalls, 3 nein")), "final"),
    _Tale("Gerüst und Ablauf Fassade", "Baustelle", 60, 9, 5, (_SCAFFOLD,), (_ARCHITECT,),
          (("", "1 ja, 2 ja, 3 notfalls"), ("Gerüstbau", "alle außer 2"),
           ("Ada Lotrecht", "1 notfalls, 3 ja")), "closed"),
    _Tale("Baubesprechung mit der Architektin", "Büro", 60, 6, 5, (_ARCHITECT, "customer"),
          (_SCAFFOLD,), (("", "alle"), ("Ada Lotrecht", "1 nein, 2 ja, 3 ja"))),
)  # fmt: skip


class Polls:
    """Four polls of the last weeks."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.owner = str(plan.profile["owner"]).rsplit(maxsplit=1)[-1]
        self.foremen = bool(plan.profile["employees"])
        self.until = until

    def tell(self, unit: Unit) -> None:
        """Begin them, enter the answers, end those that ended."""
        customer = unit.con.execute(_CUSTOMER).fetchone()
        if not self.foremen:
            return
        for tale in _TALES:
            self._tell(unit, tale, f"contacts:{customer[0]}" if customer else _OFFICE)

    def _tell(self, unit: Unit, tale: _Tale, customer: str) -> None:
        begun = self.until - timedelta(days=tale.days)
        required = [customer if one == "customer" else one for one in tale.required]
        data = PollInput(
            subject=tale.subject, place=tale.place, minutes=tale.minutes,
            required=[self.owner, *required], optional=list(tale.optional),
            answer_by=begun + timedelta(days=tale.wait),
        )  # fmt: skip
        key = polls.new_poll(unit, data, begun)
        first = self.until + timedelta(days=8)
        free = free_times(unit.con, key, begun, first=first, count=3)
        polls.propose(unit, key, [one.starts for one in free], begun)
        asked = [one.id for one in sheet(unit.con, key).people if one.mail]
        polls.mark_asked(unit, key, asked, begun)
        for place, (who, text) in enumerate(tale.said, 1):
            day = begun + timedelta(days=place)
            answer = AnswerInput(person=who or self.owner, text=text, day=day)
            poll_answers.answer_poll(unit, key, answer, day)
        self._end(unit, key, tale.end)

    def _end(self, unit: Unit, key: int, end: str) -> None:
        if end == "closed":
            polls.close_poll(unit, key)
        elif end == "abandoned":
            polls.abandon_poll(unit, key)
        elif end == "final":
            best = sheet(unit.con, key).ranking()[0]
            polls.final(unit, key, best.proposal.number)
