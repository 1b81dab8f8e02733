"""Motions, votes and elections; what was resolved gets the next number of its book."""

from __future__ import annotations

from datetime import date, datetime

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.meetings import By, Choice, Count, Late, MeetingState, Way
from kontor.calendar.model.meeting_inputs import (
    AcceptInput,
    ElectionInput,
    MotionInput,
    ResolutionChange,
    VoteInput,
)
from kontor.calendar.model.meetings import (
    BanRow,
    CandidateRow,
    ElectionRow,
    MotionRow,
    ResolutionRow,
    VoteRow,
)
from kontor.calendar.queries import meeting_votes as votes
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries import minutes as said
from kontor.calendar.queries.meeting_terms import motion_kind, terms_on
from kontor.calendar.rules.elections import Ballot, Outcome, elect
from kontor.calendar.rules.majority import Decision, decide
from kontor.calendar.rules.quorum import voters, weight
from kontor.calendar.service.meeting_run import RUNNING, add_line
from kontor.calendar.service.meetings import meeting_row, moment
from kontor.company import queries as company
from kontor.company.numbering import highest
from kontor.store.unit import Unit, use_case

_MOVED = frozenset({MeetingState.DRAFT, MeetingState.INVITED, MeetingState.OPENED})
_NEVER_LATE = frozenset({"statutes", "dissolution"})


@use_case(N_("Motion written"))
def new_motion(unit: Unit, meeting: int, data: MotionInput) -> int:
    """Write a motion down; its kind says which majority it needs."""
    row = meeting_row(unit, meeting, _MOVED)
    item = queries.item(unit.con, meeting, data.item)
    day = queries.meeting(unit.con, row.key).day
    terms = terms_on(unit.con, row.kind, day)
    kind = motion_kind(unit.con, row.kind, data.motion, day)
    motion = unit.put(
        MotionRow(
            meeting=meeting, item=item.id, motion=kind.motion, wording=data.wording.strip(),
            majority=data.majority or kind.majority, base=data.base or kind.base,
            weighed=data.weighed or terms.by, way=data.way, chair_casts=terms.chair_casts,
            proposer=data.proposer,
        )
    ).key  # fmt: skip
    for name in data.banned:
        person = queries.person(unit.con, meeting, name).id
        unit.insert(BanRow, motion=motion, person=person)
    return motion


@use_case(N_("Motion withdrawn"))
def withdraw_motion(unit: Unit, motion: int) -> None:
    """Withdraw a motion that was not voted on."""
    row = _motion_row(unit, motion)
    row.state = "withdrawn"
    unit.flush()


@use_case(N_("Vote held"))
def vote(unit: Unit, motion: int, data: VoteInput, now: datetime) -> Decision:
    """Vote on a motion: the result is computed, explained, and put into the resolution book.

    Raises:
        Refused: no quorum; the item was announced too late; it was voted on already.
        InputError: votes that cannot be.
    """
    row = _motion_row(unit, motion)
    meeting = meeting_row(unit, row.meeting, RUNNING)
    at = moment(data.at, now)
    if meeting.opened is not None and at < meeting.opened:
        raise InputError(N_("That lies before the opening."), field="at")
    hall = queries.hall(unit.con, row.meeting, at.isoformat(timespec="minutes"))
    ask_quorum(hall)
    _ask_announced(unit, row, hall)
    one = votes.motion(unit.con, motion)
    body = votes.voting_body(unit.con, one, hall)
    names = _by_name(unit, one, hall, data)
    count = _counted(names, hall, one.weighed) if names else Count(
        data.yes, data.no, data.abstain, data.invalid
    )  # fmt: skip
    if not count.total and body.present:
        raise InputError(N_("No vote was counted."), field="yes")
    chair = names.get(meeting.chair or 0, data.chair) if names else data.chair
    decision = decide(count, one.need, body, chair)
    row.state, row.at, row.adopted = "decided", at, decision.adopted
    row.yes, row.no, row.abstain, row.invalid = count
    row.present, row.whole = body
    row.chair = chair if decision.cast else None
    unit.flush()
    for person, choice in names.items():
        unit.insert(VoteRow, motion=motion, person=person, choice=choice)
    _resolve(
        unit, ResolutionRow(
            meeting=row.meeting, motion=motion, book=hall.terms.book, number="", day=at.date(),
            wording=row.wording, adopted=decision.adopted,
            effective=(data.effective or at.date()) if decision.adopted else None,
            state="open" if decision.adopted else "done",
            done=None if decision.adopted else at.date(),
        ),
    )  # fmt: skip
    add_line(unit, row.meeting, at, said.VOTE, item=row.item, motion=motion)
    return decision


def ask_quorum(hall: queries.Hall) -> None:
    """Refuse a vote without a quorum.

    Raises:
        Refused: it is not there.
    """
    now = hall.standing
    if not now.ok:
        raise Refused(
            N_("No quorum: {have} of {whole} are there or represented, needed are {needed}."),
            hint=N_("Wait until somebody comes, note a proxy, or postpone the item."),
            have=now.have, whole=now.whole, needed=now.needed,
        )  # fmt: skip


def _ask_announced(unit: Unit, row: MotionRow, hall: queries.Hall) -> None:
    """What was not announced in time is decided only as the law of the kind allows."""
    if row.item not in queries.late_items(unit.con, row.meeting) or row.motion == "late_item":
        return
    late, law = hall.terms.late, hall.terms.law
    if late is Late.ALL and hall.presence.complete:
        return
    if late is Late.QUARTERS and row.motion not in _NEVER_LATE:
        taken = unit.con.execute(
            "SELECT 1 FROM motion WHERE item=? AND motion='late_item' AND adopted=1", (row.item,)
        ).fetchone()
        if taken:
            return
    raise Refused(
        N_("The item was announced too late: it cannot be decided now ({law})."), law=law,
        hint=_LATE[late],
    )  # fmt: skip


_LATE = {
    Late.ALL: N_("It can be when everybody is there or represented. Otherwise postpone it."),
    Late.QUARTERS: N_("First vote on taking the item onto the agenda (three quarters)."),
    Late.NONE: N_("Postpone it to the next meeting."),
    Late.FREE: "",
}


def _by_name(
    unit: Unit, one: votes.Motion, hall: queries.Hall, data: VoteInput
) -> dict[int, Choice]:
    """Who voted how; the holder of a proxy votes for all whom he represents, unless said else."""
    if not data.names:
        return {}
    if one.way is Way.SECRET:
        raise InputError(N_("A secret vote has no names: give counts."), field="names")
    acting = voters(hall.seats, hall.there, votes.banned(unit.con, one.id))
    said_by: dict[int, Choice] = {}
    for name, choice in data.names.items():
        who = queries.person(unit.con, one.meeting, name)
        if who.id not in acting and who.id not in acting.values():
            raise InputError(
                N_("{name} has no vote on this, or is not there."), name=who.name, field="names"
            )
        said_by[who.id] = choice
    return {
        person: said_by.get(person, said_by.get(holder, Choice.ABSTAIN))
        for person, holder in acting.items()
        if person in said_by or holder in said_by
    }


def _counted(names: dict[int, Choice], hall: queries.Hall, by: By) -> Count:
    weights = {seat.person: weight(seat, by) for seat in hall.seats}
    sums = dict.fromkeys(Choice, 0)
    for person, choice in names.items():
        sums[choice] += weights[person]
    return Count(*sums.values())


def _resolve(unit: Unit, row: ResolutionRow) -> int:
    """Put a resolution into its book under the next number."""
    series = f"resolution_{row.book}"
    pattern = company.number_range(unit.con, series, row.day).pattern
    used = unit.con.execute("SELECT number FROM resolution WHERE book=?", (row.book,)).fetchall()
    last = highest(pattern, row.day, (number for (number,) in used))
    row.number = company.next_number(unit.con, series, row.day, last)
    return unit.put(row).key


# -- elections -----------------------------------------------------------------------------------


@use_case(N_("Election held"))
def hold_election(
    unit: Unit, meeting: int, data: ElectionInput, now: datetime
) -> tuple[int, Outcome]:
    """Hold a ballot; the result says who is elected, and where lot or second ballot decides.

    Raises:
        Refused: no quorum.
        InputError: votes that cannot be.
    """
    row = meeting_row(unit, meeting, RUNNING)
    at = moment(data.at, now)
    hall = queries.hall(unit.con, meeting, at.isoformat(timespec="minutes"))
    ask_quorum(hall)
    item = queries.item(unit.con, meeting, data.item)
    ballot = Ballot(data.votes, data.seats, data.contest, data.tie, data.ballots)
    present = hall.presence.votes if hall.terms.by is By.VOTES else hall.presence.heads
    if ballot.ballots > present:
        raise InputError(
            N_("{given} votes were counted, but only {present} are there."),
            hint=N_("Count again, or put the list of those present right."),
            given=ballot.ballots, present=present, field="votes",
        )  # fmt: skip
    outcome = elect(ballot, data.lots)
    if data.before is not None and votes.election(unit.con, data.before).meeting != meeting:
        raise InputError(N_("That ballot belongs to another meeting."), field="before")
    key = unit.put(
        ElectionRow(
            meeting=row.key, item=item.id, post=data.post, seats=data.seats, contest=data.contest,
            tie=data.tie, ballots=data.ballots, at=at, before=data.before,
        )
    ).key  # fmt: skip
    for name, number in data.votes.items():
        unit.insert(
            CandidateRow, election=key, name=name, votes=number, lot=name in data.lots,
            elected=name in outcome.elected,
        )  # fmt: skip
    if outcome.elected:
        _resolve(
            unit, ResolutionRow(
                meeting=meeting, election=key, book=hall.terms.book, number="", day=at.date(),
                wording=f"{data.post}: {', '.join(outcome.elected)}", adopted=True,
                effective=at.date(),
            ),
        )  # fmt: skip
    add_line(unit, meeting, at, said.ELECTION, item=item.id, election=key)
    return key, outcome


@use_case(N_("Acceptance of an election noted"))
def accept_election(unit: Unit, election: int, data: AcceptInput, now: datetime) -> None:
    """Note whether who was elected accepts."""
    there = votes.election(unit.con, election)
    meeting_row(unit, there.meeting, RUNNING | {MeetingState.CLOSED})
    wanted = data.name.casefold().strip()
    found = [one for one in there.candidates if one.name.casefold() == wanted and one.elected]
    if not found:
        raise NotFound(N_("{name} was not elected in this ballot."), name=data.name, field="name")
    row = unit.get(CandidateRow, found[0].id)
    if row is not None:
        row.acceptance = data.acceptance
        unit.flush()
        add_line(
            unit, there.meeting, moment(None, now), said.ACCEPTANCE, item=there.item,
            name=row.name, acceptance=data.acceptance.value,
        )  # fmt: skip


# -- the book ------------------------------------------------------------------------------------


@use_case(N_("Resolution noted"))
def change_resolution(unit: Unit, resolution: int, data: ResolutionChange, today: date) -> None:
    """Note that a resolution is carried out, from when it holds, or a remark."""
    row = unit.get(ResolutionRow, resolution)
    if row is None:
        raise NotFound(N_("There is no resolution {number}."), number=resolution)
    if data.done is not None:
        row.state, row.done = ("done", today) if data.done else ("open", None)
    if data.effective is not None:
        row.effective = data.effective
    if data.note is not None:
        row.note = data.note
    unit.flush()


def _motion_row(unit: Unit, motion: int) -> MotionRow:
    row = unit.get(MotionRow, motion)
    if row is None:
        raise NotFound(N_("There is no motion {number}."), number=motion)
    if row.state != "open":
        raise Refused(
            N_("This motion was voted on or withdrawn already."),
            hint=N_("Take the last step back, or write a new motion."),
        )
    return row
