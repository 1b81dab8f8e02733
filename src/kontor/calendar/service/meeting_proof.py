"""The proof that invitations of a meeting went out: to whom, when, on which way, for which day."""

from __future__ import annotations

from datetime import date

from kontor.calendar.kinds.invitations import MessageKind
from kontor.calendar.kinds.meetings import MeetingState, Paper, Sent
from kontor.calendar.model.invitations import InvitationRow, MessageRow
from kontor.calendar.model.meetings import MeetingRow, SendingRow
from kontor.calendar.queries.meeting_invites import (
    meeting_of,
    person_of,
    sent_how,
    with_address,
)
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.queries.meetings import meeting
from kontor.store.unit import Unit


def prove(
    unit: Unit, row: MeetingRow, person: int, *, paper: Paper, day: date, how: Sent, note: str = ""
) -> int | None:
    """Write the proof of a sending unless it is there; its id."""
    held = meeting(unit.con, row.key).day
    key = (person, paper.value, day.isoformat(), how.value, held.isoformat())
    sql = "SELECT 1 FROM meeting_sending WHERE person=? AND paper=? AND day=? AND how=? AND held=?"
    if unit.con.execute(sql, key).fetchone():
        return None
    return unit.insert(
        SendingRow, meeting=row.key, person=person, paper=paper, day=day, how=how, held=held,
        note=note,
    )  # fmt: skip


def prove_message(unit: Unit, row: InvitationRow, message: MessageRow, day: date) -> None:
    """An invitation to the appointment of a meeting went out: its agenda went with it."""
    key = meeting_of(unit.con, row.appointment)
    if key is None or message.kind is not MessageKind.REQUEST:
        return
    one = meeting(unit.con, key)
    person = person_of(unit.con, key, row.key)
    found = unit.get(MeetingRow, key)
    if found is None or person is None or found.state not in {
        MeetingState.DRAFT, MeetingState.INVITED
    }:  # fmt: skip
        return
    first = not unit.con.execute(
        "SELECT 1 FROM meeting_sending WHERE person=? AND paper='invitation' AND held=?",
        (person.id, one.day.isoformat()),
    ).fetchone()
    paper = Paper.INVITATION if first else Paper.AGENDA
    form = terms_on(unit.con, one.kind, one.day).form
    how = sent_how(message.way, form, posted=with_address(unit.con, person))
    prove(unit, found, person.id, paper=paper, day=day, how=how, note=message.message)
    if first and found.state is MeetingState.DRAFT:
        found.state = MeetingState.INVITED
    unit.flush()
