"""Booking what a run paid or collected: the bank's line comes back with our reference."""

from __future__ import annotations

from kontor.banking.kinds import RunState
from kontor.banking.queries import lines, runs
from kontor.banking.queries.proposals import bank_line
from kontor.banking.rules.returning import returned_orders
from kontor.banking.service.booking import book_lines, proposed_input
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.store.unit import Unit, use_case


@use_case(N_("Payments of a run booked"))
def book_run(unit: Unit, run: int) -> list[int]:
    """Book the bank lines that carry the references of a run; returns the lines.

    Raises:
        Refused: its file was not written yet, or no line of it is on a statement.
    """
    there = runs.run(unit.con, run)
    if there.state not in {RunState.EXPORTED, RunState.BOOKED}:
        raise Refused(N_("The file of payment run {number} is not written yet."), number=run)
    mine = {one.id for one in runs.payments(unit.con, run)}
    expected = runs.expected(unit.con)
    inputs = []
    for waiting in lines.unbooked(unit.con):
        found = returned_orders(bank_line(unit.con, waiting.id), expected)
        if found and mine.issuperset(found.payments):
            inputs.append(proposed_input(waiting.id, found.proposal))
    if not inputs:
        raise Refused(
            N_("No bank line with a reference of payment run {number} waits."),
            hint=N_("Import the statement of the bank first."), number=run,
        )  # fmt: skip
    book_lines(unit, inputs)
    return [one.line for one in inputs]
