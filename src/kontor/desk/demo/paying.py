"""Payments of the demo firms: a run that is at the bank, one to release, mandates and debits."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from kontor.banking.model import DebitInput, MandateInput, RunInput
from kontor.banking.queries.runs import payments
from kontor.banking.service import debiting, paying
from kontor.base.errors import Refused
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.desk.demo.moves import Move, noon
from kontor.desk.demo.parts import Parts
from kontor.desk.demo.plan import Plan
from kontor.ledger.model.inputs import Invoice, Payment
from kontor.store.store import Store
from kontor.store.unit import Unit

CREDITOR_ID = "DE98ZZZ09999999999"  # the example of the Bundesbank
_AHEAD = 30  # days before their day that direct debits are proposed


class Paying:
    """Payment runs over bills of the plan, direct debits of invoices of the plan."""

    def __init__(self, plan: Plan, parts: Parts, until: date) -> None:
        self.plan, self.parts, self.until = plan, parts, until
        self.references: dict[str, str] = {}

    def begin(self, unit: Unit) -> None:
        """The creditor id, and the mandates of the customers who are debited."""
        start = date(self.plan.first, 1, 1)
        change_setting(unit, SettingInput(key="creditor_id", value=CREDITOR_ID, valid_from=start))
        partners = {
            move.event.partner
            for move in self.plan.moves
            if isinstance(move.event, Invoice) and move.event.document in self.parts.collected
        }
        for partner in sorted(partners):
            data = MandateInput(contact=partner, number=f"M-{partner}", signed=start)
            debiting.add_mandate(unit, data)

    def send(self, unit: Unit, day: date, waiting: list[Move]) -> None:
        """Pay by a run what the plan pays in its last days; the bank shows its references.

        Args:
            unit: the step.
            day: of the run.
            waiting: the moves whose bank lines nobody booked yet.
        """
        wanted = {
            move.event.settles[0].item: -move.bank.cents
            for move in waiting
            if move.bank and isinstance(move.event, Payment) and move.bank.end_to_end
        }
        there = {
            number: cents for number, cents in wanted.items()
            if unit.con.execute("SELECT 1 FROM item WHERE document=?", (number,)).fetchone()
        }  # fmt: skip
        if not there:
            return
        run = paying.propose_run(unit, RunInput(items=list(there), until=self.until), day)
        kept = 0
        for one in payments(unit.con, run):
            if one.cents == there.get(one.document) and one.discount >= 0:
                self.references[one.document] = one.end_to_end
                kept += 1
            else:
                paying.withdraw(unit, one.id, "geht mit der nächsten Überweisung")
        if not kept:
            paying.drop_run(unit, run)
            return
        paying.release_run(unit, run, day)
        paying.export_run(unit, run, day, noon(day))

    def shown(self, move: Move) -> Move:
        """A move as the bank shows it: with the reference of the run that paid it."""
        event = move.event
        if not (move.bank and isinstance(event, Payment) and event.settles):
            return move
        reference = self.references.get(event.settles[0].item)
        return move._replace(bank=move.bank._replace(end_to_end=reference)) if reference else move

    def finish(self, store: Store) -> None:
        """A run that waits to be released, and one of direct debits to be announced."""
        with suppress(Refused):  # nothing may be due on the last day
            store.run(
                paying.propose_run, RunInput(until=self.until + timedelta(days=7)), self.until
            )
        with suppress(Refused):
            data = DebitInput(until=self.until + timedelta(days=_AHEAD))
            store.run(debiting.propose_debits, data, self.until)
