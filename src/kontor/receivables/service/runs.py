"""Reminder runs: proposal, review, decisions about claims."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.receivables.kinds import ClaimKind, Decision, LeftOut, RunState
from kontor.receivables.model import (
    ClaimRow,
    DecideInput,
    LeftOutRow,
    LetterRow,
    LineRow,
    RunRow,
)
from kontor.receivables.queries import debtors, runs, settings
from kontor.receivables.queries.claims import propose_claims
from kontor.receivables.rules.proposal import propose
from kontor.store.unit import Unit, use_case

_QUIET = frozenset({LeftOut.NOT_DUE})


class Proposed(NamedTuple):
    """What a proposal made; `missing` are half-years without a base rate."""

    run: int
    letters: tuple[int, ...]
    left_out: int
    missing: tuple[date, ...]


@use_case(N_("Reminders proposed"))
def propose_run(unit: Unit, day: date) -> Proposed:
    """Propose a letter for every debtor who is late; an older proposal is replaced.

    Raises:
        Refused: a run was reviewed and waits to be issued, or a later one was issued.
    """
    there = runs.open_run(unit.con)
    if there is not None and there.state is RunState.REVIEWED:
        raise Refused(
            N_("Run {number} is reviewed and waits to be issued."), number=there.id,
            hint=N_("Issue it or discard it first."),
        )  # fmt: skip
    (last,) = unit.con.execute("SELECT max(day) FROM reminder_run WHERE state='issued'").fetchone()
    if last is not None and day < date.fromisoformat(last):
        raise Refused(
            N_("A run of {day} is issued already; this one would lie before it."), day=last
        )
    if there is not None:
        discard(unit, there.id)
    run = unit.put(RunRow(day=day)).key
    plans = settings.plans(unit.con, day)
    letters, omitted = propose(debtors.debtors(unit.con, day, run=run), plans, day)
    made: list[int] = []
    missing: list[date] = []
    for one in letters:
        letter = unit.put(
            LetterRow(
                run=run, partner=one.partner, customer_kind=one.customer_kind, level=one.level,
                deadline=one.deadline, channel=one.channel, credit=one.credit,
            )
        ).key  # fmt: skip
        for line in one.lines:
            unit.insert(
                LineRow, letter=letter, item=line.item.id, level=line.level, cents=line.cents,
                due=line.due,
            )  # fmt: skip
        plan = plans[one.customer_kind]
        items = [(line.item.id, plan.levels[line.level - 1]) for line in one.lines]
        fee = plan.levels[one.level - 1].fee
        found, gaps = propose_claims(unit.con, items, plan, fee, day)
        missing += gaps
        for claim in found:
            unit.insert(ClaimRow, letter=letter, **claim._asdict())
        made.append(letter)
    kept = [one for one in omitted if one.reason not in _QUIET]
    for out in kept:
        unit.insert(
            LeftOutRow, run=run, partner=out.partner, item=out.item.id,
            cents=max(out.item.overdue, 0), reason=out.reason, detail=out.detail,
        )  # fmt: skip
    return Proposed(run, tuple(made), len(kept), tuple(sorted(set(missing))))


@use_case(N_("Reminder run discarded"))
def discard_run(unit: Unit, run: int) -> None:
    """Throw away a run that is not issued."""
    if _run(unit, run).state is RunState.ISSUED:
        raise Refused(N_("Run {number} is issued: its letters stay."), number=run)
    discard(unit, run)


def discard(unit: Unit, run: int) -> None:
    """Delete the rows of a run that is not issued."""
    for one in runs.letters(unit.con, run_id=run):
        for table in ("claim", "reminder_line"):
            unit.con.execute(f"DELETE FROM {table} WHERE letter=?", (one.id,))  # noqa: S608  own names
        unit.con.execute("DELETE FROM reminder_letter WHERE id=?", (one.id,))
    unit.con.execute("DELETE FROM left_out WHERE run=?", (run,))
    unit.con.execute("DELETE FROM reminder_run WHERE id=?", (run,))
    unit.expire_all()


@use_case(N_("Reminder put off or taken back in"))
def choose(unit: Unit, letters: list[int], chosen: bool, why: str = "") -> None:
    """Put letters off, with the reason, or take them back into the run."""
    for key in letters:
        row = _letter(unit, key)
        if not chosen and not why.strip():
            raise InputError(N_("Say why the reminder is put off."), field="why")
        row.chosen, row.why = chosen, "" if chosen else why
        unit.put(row)


@use_case(N_("Claims of a reminder decided"))
def decide(unit: Unit, letter: int, data: DecideInput, today: date) -> None:
    """Say which claims of a letter are asked for and which are waived, and why.

    Raises:
        InputError: a kind is on both lists, or what is waived has no reason.
    """
    _letter(unit, letter)
    if set(data.keep) & set(data.waive):
        raise InputError(N_("A claim is kept or waived, not both."), field="keep")
    if data.waive and not data.reason.strip():
        raise InputError(N_("Say why the claim is waived."), field="reason")
    for one in runs.reminder(unit.con, letter).claims:
        if one.kind in data.keep or one.kind in data.waive:
            row = unit.get_one(ClaimRow, one.id)
            keep = one.kind in data.keep
            row.decision = Decision.KEEP if keep else Decision.WAIVE
            row.reason, row.decided = data.reason, today
            unit.put(row)


@use_case(N_("Reminder run reviewed"))
def review(unit: Unit, run: int, *, all_claims: Decision | None = None, reason: str = "",
           today: date | None = None) -> None:  # fmt: skip
    """Mark a proposal as reviewed; every claim of its letters needs a decision first.

    Args:
        unit: the step.
        run: the run.
        all_claims: one decision for all claims that wait for one.
        reason: why, needed for waiving.
        today: day of the decision; default the day of the run.

    Raises:
        Refused: nothing is to be sent, or a claim waits for its decision.
    """
    row = _run(unit, run)
    if row.state is RunState.ISSUED:
        raise Refused(N_("Run {number} is issued: its letters stay."), number=run)
    chosen = [one for one in runs.letters(unit.con, run_id=run) if one.chosen]
    if not chosen:
        raise Refused(N_("The run holds no reminder that goes out."))
    if all_claims is not None:
        for one in chosen:
            kinds: list[ClaimKind] = sorted(
                {claim.kind for claim in one.claims if claim.decision is Decision.OPEN}
            )
            keep = all_claims is Decision.KEEP
            wanted = DecideInput(keep=kinds if keep else [], waive=[] if keep else kinds,
                                 reason=reason)  # fmt: skip
            decide(unit, one.id, wanted, today or row.day)
        chosen = [one for one in runs.letters(unit.con, run_id=run) if one.chosen]
    waiting = [one for one in chosen if one.undecided]
    if waiting:
        raise Refused(
            N_("{name}: interest and costs wait for a decision."), name=waiting[0].name,
            hint=N_("Ask for them or waive them, with a reason."),
        )  # fmt: skip
    row.state = RunState.REVIEWED
    unit.put(row)


@use_case(N_("Reminder run taken back to the proposal"))
def reopen(unit: Unit, run: int) -> None:
    """Take a reviewed run back to the proposal, to change it."""
    row = _run(unit, run)
    if row.state is RunState.ISSUED:
        raise Refused(N_("Run {number} is issued: its letters stay."), number=run)
    row.state = RunState.PROPOSAL
    unit.put(row)


def _run(unit: Unit, key: int) -> RunRow:
    row = unit.get(RunRow, key)
    if row is None:
        raise NotFound(N_("There is no reminder run {number}."), number=key)
    return row


def _letter(unit: Unit, key: int) -> LetterRow:
    """A letter of a proposal."""
    row = unit.get(LetterRow, key)
    if row is None:
        raise NotFound(N_("There is no reminder {number}."), number=key)
    state = _run(unit, row.run).state
    if state is not RunState.PROPOSAL:
        raise Refused(
            N_("The run is no proposal any more."),
            hint=N_("Take it back to the proposal first.")
            if state is RunState.REVIEWED
            else N_("An issued reminder stays as it left the house."),
        )
    return row
