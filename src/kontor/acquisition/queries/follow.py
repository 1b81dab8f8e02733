"""What is to follow up: quotes without an answer, leads nobody answered, next steps agreed on.

The days are worked out from the rhythm; the file holds only what was done and put off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.acquisition.kinds import (
    Done,
    FollowHow,
    NextStep,
    Rhythm,
    RhythmPlan,
    RhythmStep,
    Stage,
    StepHow,
)
from kontor.acquisition.queries.leads import WAY, Lead, LeadFilter, leads, rows
from kontor.acquisition.queries.settings import rhythm, stage_chances
from kontor.acquisition.rules.law import term
from kontor.acquisition.rules.rhythm import days_of, next_step
from kontor.acquisition.rules.stages import weighted
from kontor.base.dates import berlin_today, working_days_from
from kontor.base.i18n import N_, _
from kontor.company import queries as company

_QUOTES = f"""
WITH RECURSIVE {WAY.format(only="")}
SELECT d.id, d.number, d.contact, c.name, d.subject, ifnull(d.sent, d.day), d.valid_until,
       (SELECT sum(net) FROM sum_line WHERE document = d.id),
       (SELECT min(lead) FROM way WHERE doc = d.id)
  FROM sales_document d JOIN contact c ON c.id = d.contact
 WHERE d.kind = 'quote' AND d.state IN ('sent', 'expired') AND (?1 IS NULL OR d.id = ?1)
 ORDER BY d.id
"""  # noqa: S608  own words
_ANY = 1_000_000
_REST = N_("Take up again")
_IDLE = N_("What is the next step?")
_VISIT = N_("Site visit")


class Follow(NamedTuple):
    """Something to follow up: a quote (`sales:12`) or a lead (`acquisition:5`).

    Attributes:
        step: of the rhythm, 0 beside it; `how` what it proposes, `text` what to ask.
        weighted: value × chance, by which the list is sorted.
    """

    ref: str
    lead: int | None
    quote: int | None
    contact: int | None
    title: str
    number: str
    subject: str
    day: date
    step: int
    how: StepHow
    text: str
    worth: int
    chance: int
    overdue: bool

    @property
    def weighted(self) -> int:
        """Value × chance."""
        return weighted(self.worth, self.chance)


def follow_ups(con: sqlite3.Connection, today: date) -> list[Follow]:
    """The next step of everything open: due ones by value × chance, then the coming by day."""
    land = company.setting(con, "land", today)
    found = [*_quotes(con, today, land), *_leads(con, today, land)]
    return sorted(
        found,
        key=lambda one: (not one.overdue, -one.weighted if one.overdue else 0, one.day, one.ref),
    )


def steps_of(con: sqlite3.Connection, there: Sequence[Lead], today: date) -> dict[int, Follow]:
    """The next step of each of these leads by its id; a sent quote speaks for its lead."""
    land = company.setting(con, "land", today)
    asked = {one.id for one in there}
    found = {one.lead: one for one in _of(con, there, today, land) if one.lead is not None}
    for one in _quotes(con, today, land):
        if one.lead in asked:
            found[one.lead] = one
    return found


def done_of(con: sqlite3.Connection, column: str, key: int | None = None) -> dict[int, list[Done]]:
    """What was done, by quote or lead; of one or of all."""
    if column not in {"lead", "quote"}:
        raise ValueError(column)
    found: dict[int, list[Done]] = {}
    for owner, step, day, how, until in con.execute(
        f"SELECT {column},step,day,how,until FROM follow_up WHERE {column} IS NOT NULL"  # noqa: S608
        f" AND (?1 IS NULL OR {column}=?1) ORDER BY id",
        (key,),
    ).fetchall():
        back = date.fromisoformat(until) if until else None
        found.setdefault(owner, []).append(
            Done(step, date.fromisoformat(day), FollowHow(how), back)
        )
    return found


def quote_step(con: sqlite3.Connection, quote: int, today: date) -> Follow | None:
    """What is next for one quote."""
    land = company.setting(con, "land", today)
    return next(iter(_quotes(con, today, land, quote)), None)


def lead_step(con: sqlite3.Connection, lead: int, today: date) -> Follow | None:
    """What is next for one lead; a sent quote speaks for it."""
    land = company.setting(con, "land", today)
    there = rows(con, [lead], today)
    if not there:
        return None
    if there[0].quote and (found := quote_step(con, there[0].quote, today)):
        return found
    return next(iter(_of(con, there, today, land)), None)


def _quotes(
    con: sqlite3.Connection, today: date, land: str, only: int | None = None
) -> list[Follow]:
    done = done_of(con, "quote", only)
    rates = stage_chances(con, today)
    quotes = con.execute(_QUOTES, (only,)).fetchall()
    owners = {one.id: one for one in rows(con, {row[8] for row in quotes if row[8]}, today)}
    plans: dict[date, RhythmPlan] = {}
    found = []
    for key, number, contact, name, subject, sent_text, valid_text, net, owner in quotes:
        lead = owners.get(owner)
        if lead and lead.stage in {Stage.DORMANT, Stage.LOST, Stage.WON}:
            continue
        sent = date.fromisoformat(sent_text)
        valid = date.fromisoformat(valid_text) if valid_text else None
        if sent not in plans:
            plans[sent] = rhythm(con, Rhythm.QUOTE, sent)
        step = next_step(days_of(plans[sent], sent, valid, land), done.get(key, ()), today)
        if step is None:
            continue
        chance = lead.chance if lead else rates[Stage.QUOTED]
        found.append(
            Follow(
                f"sales:{key}", owner, key, contact, name, number or "", subject, step.day,
                step.step, step.how, step.text, net or 0, chance, step.day <= today,
            )
        )  # fmt: skip
    return found


def _leads(con: sqlite3.Connection, today: date, land: str) -> list[Follow]:
    there = leads(con, today, LeadFilter(open=True), size=_ANY)
    there += leads(con, today, LeadFilter(stage=Stage.DORMANT), size=_ANY)
    return _of(con, there, today, land)


def _of(con: sqlite3.Connection, there: Sequence[Lead], today: date, land: str) -> list[Follow]:
    done = done_of(con, "lead")
    wait = term("idle", today)
    days: dict[date, list[tuple[date, RhythmStep]]] = {}  # of leads that arrived on the same day
    later: dict[date, date] = {}
    found = []
    for one in there:
        start, acts = berlin_today(one.received), done.get(one.id, ())
        if start not in days:
            plan = rhythm(con, Rhythm.LEAD, start)
            days[start] = days_of(plan, start, None, land)
        last = max([one.entered, *(act.day for act in acts)])
        if last not in later:
            later[last] = working_days_from(last, wait, land)
        step = _lead_step(one, acts, days[start], later[last], today)
        if step is not None:
            found.append(
                Follow(
                    one.ref, one.id, None, one.contact, one.title, "", one.subject or one.trade,
                    step.day, step.step, step.how, step.text, one.worth or 0, one.chance,
                    step.day <= today,
                )
            )  # fmt: skip
    return found


def _lead_step(
    one: Lead, done: Sequence[Done], days: Sequence[tuple[date, RhythmStep]], later: date,
    today: date,
) -> NextStep | None:  # fmt: skip
    """The step of a lead: as agreed, by the rhythm while nobody answered, else after a while."""
    if one.stage is Stage.DORMANT:  # sales asks for an enquiry that rests
        again = one.until is not None and one.inquiry is None
        return NextStep(0, one.until, StepHow.CALL, _(_REST)) if again and one.until else None
    if one.next_day:
        said = one.next_action or (_(_VISIT) if one.stage is Stage.VISIT else _(_IDLE))
        return NextStep(0, one.next_day, StepHow.CALL, said)
    if one.quote and one.stage in {Stage.QUOTED, Stage.NEGOTIATION}:
        return None  # its quote is followed up
    waits = one.answered is None and one.stage is Stage.NEW
    if waits and (step := next_step(days, done, today)) is not None:
        return step
    return NextStep(0, later, StepHow.CALL, _(_IDLE))
