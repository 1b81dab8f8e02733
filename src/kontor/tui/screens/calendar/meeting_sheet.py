"""A meeting as it is read: its signs, its sheet, and what its state allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import ItemState, MeetingState
from kontor.calendar.meeting_words import ITEM_KINDS, PAPERS, ROLES, SENT, STATES
from kontor.calendar.queries import meeting_votes, meetings, minutes
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.calendar.queries.meetings import Attendee, Hall, Item, Meeting, Sending
from kontor.calendar.rules.quorum import Standing
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head, Note
from kontor.tui.text import Part, joined
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATE: dict[str, State] = {
    "draft": State("◌", STATES["draft"], MUTED), "invited": State("✉", STATES["invited"], PLAIN),
    "opened": State("●", STATES["opened"], WARN), "closed": State("◑", STATES["closed"], WARN),
    "approved": State("✓", STATES["approved"], GOOD),
    "cancelled": State("✗", STATES["cancelled"], MUTED),
}  # fmt: skip
ITEM: dict[str, State] = {
    "open": State("○", N_("open"), PLAIN), "running": State("▶", N_("under discussion"), WARN),
    "done": State("✓", N_("dealt with"), GOOD), "postponed": State("→", N_("postponed"), MUTED),
}  # fmt: skip
THERE: dict[str, State] = {
    "here": State("●", N_("there"), GOOD), "proxy": State("◐", N_("represented"), PLAIN),
    "away": State("○", N_("absent"), MUTED), "was": State("✓", N_("was there"), PLAIN),
    "": State("·", N_("expected"), MUTED),
}  # fmt: skip
RESULT: dict[str, State] = {
    "1": State("✓", N_("adopted"), GOOD), "0": State("✗", N_("rejected"), BAD),
    "": State("?", N_("to be voted"), WARN),
}  # fmt: skip
VOTED: dict[str, State] = {
    "open": State("?", N_("to be voted"), WARN), "1": State("✓", N_("adopted"), GOOD),
    "0": State("✗", N_("rejected"), BAD), "withdrawn": State("−", N_("withdrawn"), MUTED),
    "elected": State("✓", N_("elected"), GOOD), "again": State("↻", N_("second ballot"), WARN),
    "lot": State("?", N_("lot decides"), WARN), "empty": State("○", N_("nobody elected"), MUTED),
}  # fmt: skip
_PEOPLE = (
    Column(N_("Name"), Kind.NAME, 20, grow=2),
    Column(N_("Role"), width=9),
    Column(N_("Votes"), Kind.COUNT, 8),
    Column(N_("Presence"), Kind.STATE, 12, states=THERE),
    Column(N_("Represented by"), width=16, grow=1),
)
_ITEMS = (
    Column(N_("No."), Kind.COUNT, 3),
    Column(N_("Agenda item"), width=26, grow=2),
    Column(N_("Kind"), width=9),
    Column(N_("Plan"), Kind.COUNT, 4),
    Column(N_("State"), Kind.STATE, 11, states=ITEM),
)
_MOTIONS = (
    Column(N_("Motion"), width=40, grow=1),
    Column(N_("Result"), Kind.STATE, 16, states=VOTED),
)
_SENT = (
    Column(N_("Day"), Kind.DATE),
    Column(N_("Paper"), width=14),
    Column(N_("How"), width=14, grow=1),
    Column(N_("People"), Kind.COUNT, 8),
    Column(N_("Note"), width=16, grow=1),
)


class Sent(NamedTuple):
    """A paper that went to several people on a day."""

    sending: Sending
    people: int


class MeetingFile(NamedTuple):
    """A meeting with everything that belongs to it."""

    one: Meeting
    hall: Hall
    people: list[Attendee]
    items: list[Item]
    motions: list[meeting_votes.Motion]
    ballots: list[meeting_votes.Election]
    lines: list[minutes.Line]
    faults: list[str]
    latest: Any
    addenda: list[minutes.Addendum]
    objections: list[minutes.Objection]
    sent: list[Sent]


def read_meeting(con: Any, key: int) -> MeetingFile:
    """Everything about a meeting."""
    one = meetings.meeting(con, key)
    planned = one.opened is None
    return MeetingFile(
        one, meetings.hall(con, key), meetings.persons(con, key), meetings.items(con, key),
        meeting_votes.motions(con, key), meeting_votes.elections(con, key),
        minutes.lines(con, key),
        [found.text for found in meetings.notice_findings(con, key)] if planned else [],
        meetings.latest_day(con, one) if planned else None,
        minutes.addenda(con, key), minutes.objections(con, key),
        _together(meetings.sendings(con, key)),
    )  # fmt: skip


def _together(rows: Sequence[Sending]) -> list[Sent]:
    """One line for what went to several people on the same day and way."""
    found: dict[tuple[object, ...], Sent] = {}
    for row in rows:
        key = (row.day, row.paper, row.how, row.note)
        count = found[key].people if key in found else 0
        found[key] = Sent(row, count + 1)
    return list(found.values())


def quorum_parts(now: Standing) -> list[Part]:
    """The quorum in words: never by colour alone."""
    sign, word, style = (
        ("✓ ", _("Quorum is there"), "bold $good") if now.ok else
        ("✗ ", _("No quorum"), "bold $bad")
    )  # fmt: skip
    text = _("{have} of {whole}, needed {needed}").format(
        have=now.have, whole=now.whole, needed=now.needed
    )
    return [(sign + word, style), (": " + text, "")]


def meeting_blocks(file: MeetingFile, *, full: bool) -> list[Block]:
    """The sheet: quorum first, then agenda, votes, people, minutes."""
    one = file.one
    blocks: list[Block] = [Head("", one.title, STATE[one.standing])]
    if one.running:
        blocks.append(Drawing([joined(*quorum_parts(file.hall.standing))]))
    blocks.append(_facts(file))
    if file.faults and one.state is not MeetingState.DRAFT:
        blocks.append(Note(N_("Convening"), "\n".join(file.faults)))
    if file.items:
        blocks.append(Grid(_ITEMS, [_item(item) for item in file.items], N_("Agenda")))
    if full and file.people:
        rows = [_person(who, file.hall, file.one.state) for who in file.people]
        blocks.append(Grid(_PEOPLE, rows, N_("Participants")))
    if voted := _voted(file):
        blocks.append(Grid(_MOTIONS, voted, N_("Votes and elections")))
    return [*blocks, *_written(file)] if full else blocks


def _written(file: MeetingFile) -> list[Block]:
    """The minutes, what came after them, and what went out."""
    blocks: list[Block] = []
    if file.lines:
        text = "\n".join(f"{line.at:%H:%M}  {line.text}" for line in file.lines)
        blocks.append(Note(N_("The minutes"), text))
    for added in file.addenda:
        blocks.append(Note(N_("Addendum"), f"{format_day(added.day)}  {added.text}"))
    for objected in file.objections:
        answer = f" → {objected.answer}" if objected.answer else ""
        said = f"{format_day(objected.day)}  {objected.who}: {objected.text}{answer}"
        blocks.append(Note(N_("Objection"), said))
    if file.sent:
        sent = [(s.day, _(PAPERS[s.paper]), _(SENT[s.how]), number, s.note)
                for s, number in file.sent]  # fmt: skip
        blocks.append(Grid(_SENT, sent, N_("Sent")))
    return blocks


def _facts(file: MeetingFile) -> Facts:
    one = file.one
    time = f"{format_day(one.day, weekday=True)} {one.starts:%H:%M}–{one.ends:%H:%M}"
    return Facts(
        (N_("Kind"), kind_word(one.kind)), (N_("When"), time),
        (N_("Place"), one.place or one.online), (N_("Reason"), one.reason),
        (N_("Invite until"), format_day(file.latest) if file.latest else None),
        (N_("Chair"), one.chair_name), (N_("Minutes kept by"), one.keeper_name),
        (N_("Approved"), one.approved), (N_("Objections until"), one.objections),
        (N_("Law"), file.hall.terms.law),
    )  # fmt: skip


def _voted(file: MeetingFile) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (m.wording, motion_state(m)) for m in file.motions if m.state != "withdrawn"
    ]
    return rows + [(one.post, election_state(one)) for one in file.ballots]


def motion_state(one: meeting_votes.Motion) -> str:
    """The code of a motion's state in `VOTED`."""
    if one.state == "withdrawn":
        return "withdrawn"
    return "open" if one.adopted is None else str(int(one.adopted))


def election_state(one: meeting_votes.Election) -> str:
    """The code of a ballot's state in `VOTED`."""
    if one.outcome.again:
        return "again"
    if one.outcome.drawn:
        return "lot"
    return "elected" if one.outcome.elected else "empty"


def _item(item: Item) -> tuple[object, ...]:
    running = item.began and not item.ended and item.state is ItemState.OPEN
    state = "running" if running else item.state.value
    return (item.number, item.title, _(ITEM_KINDS[item.kind]), item.minutes, state)


def presence(who: Attendee, hall: Hall | None, state: MeetingState) -> str:
    """The code of a person's presence in `THERE`: in the room, or whether it was so."""
    if who.here:
        return "here"
    if state in PLANNED:
        return ""
    if state in _ENDED and who.stayed:
        return "was"
    return "proxy" if hall and who.holder is not None and who.holder in hall.there else "away"


def _person(who: Attendee, hall: Hall, stand: MeetingState) -> tuple[object, ...]:
    state = presence(who, hall, stand)
    return (who.name, _(ROLES[who.role]), who.votes or None, state, who.holder_name)


PLANNED = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
RUNS = frozenset({MeetingState.OPENED})
_ENDED = frozenset({MeetingState.CLOSED, MeetingState.APPROVED})
ALIVE = PLANNED | RUNS
WRITTEN = RUNS | {MeetingState.CLOSED}
_WHEN: dict[str, frozenset[MeetingState]] = {
    "record.edit": PLANNED, "record.cancel": PLANNED,
    "meeting.invite": PLANNED, "meeting.open": PLANNED, "meeting.come": RUNS,
    "meeting.leave": RUNS, "meeting.call": RUNS, "meeting.motion": ALIVE,
    "meeting.vote": RUNS, "meeting.elect": RUNS, "meeting.write": WRITTEN,
    "meeting.task": WRITTEN, "meeting.proxy": ALIVE, "meeting.close": RUNS,
    "meeting.approve": frozenset({MeetingState.CLOSED}),
    "meeting.addendum": frozenset({MeetingState.APPROVED}), "meeting.object": _ENDED,
    "meeting.follow": _ENDED,
}  # fmt: skip
_BUT = {
    MeetingState.DRAFT: N_("The meeting is not opened yet."),
    MeetingState.INVITED: N_("The meeting is not opened yet."),
    MeetingState.OPENED: N_("The meeting is opened already."),
    MeetingState.CLOSED: N_("The meeting is closed."),
    MeetingState.APPROVED: N_("The minutes are approved: what comes later is an addendum."),
}


def forbidden(one: Meeting, name: str, states: frozenset[MeetingState] | None = None) -> str:
    """Why the state of a meeting forbids an action; empty when it does not."""
    wanted = states or _WHEN.get(name)
    if one.cancelled and (wanted or name == "step.next"):
        return _("The meeting is cancelled.")
    return _(_BUT[one.state]) if wanted and one.state not in wanted else ""
