"""One meeting: agenda, people and quorum live, votes, minutes; every step by a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kontor.base.dates import format_day, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import ItemState, MeetingState
from kontor.calendar.meeting_words import ITEM_KINDS, ROLES, STATES
from kontor.calendar.queries import meeting_votes, meetings, minutes
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.calendar.queries.meetings import Attendee, Hall, Item, Meeting
from kontor.tui.screens.calendar import meeting_forms as forms
from kontor.tui.screens.calendar import meeting_votes as votes
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText, Confirm
from kontor.tui.sheet import Block, Drawing, Facts, Grid, Head, Note
from kontor.tui.text import Rows, T, joined
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATE: dict[str, State] = {
    "draft": State("◌", STATES["draft"], MUTED), "invited": State("✉", STATES["invited"], PLAIN),
    "opened": State("●", STATES["opened"], WARN), "closed": State("◑", STATES["closed"], WARN),
    "approved": State("✓", STATES["approved"], GOOD),
}  # fmt: skip
ITEM: dict[str, State] = {
    "open": State("○", N_("open"), PLAIN), "running": State("▶", N_("called"), WARN),
    "done": State("✓", N_("dealt with"), GOOD), "postponed": State("→", N_("postponed"), MUTED),
}  # fmt: skip
THERE: dict[str, State] = {
    "here": State("●", N_("there"), GOOD), "proxy": State("◐", N_("represented"), PLAIN),
    "away": State("○", N_("absent"), MUTED),
}  # fmt: skip
RESULT: dict[str, State] = {
    "1": State("✓", N_("adopted"), GOOD), "0": State("✗", N_("rejected"), BAD),
    "": State("?", N_("to be voted"), WARN),
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
    Column(N_("Result"), Kind.STATE, 14, states=RESULT),
)


class MeetingFile(NamedTuple):
    """A meeting with everything that belongs to it."""

    one: Meeting
    hall: Hall
    people: list[Attendee]
    items: list[Item]
    motions: list[meeting_votes.Motion]
    lines: list[minutes.Line]
    faults: list[str]
    latest: Any
    tasks: list[minutes.MeetingTask]
    addenda: list[minutes.Addendum]
    objections: list[minutes.Objection]


def read_meeting(con: Any, key: int) -> MeetingFile:
    """Everything about a meeting."""
    one = meetings.meeting(con, key)
    planned = one.opened is None
    return MeetingFile(
        one, meetings.hall(con, key), meetings.persons(con, key), meetings.items(con, key),
        meeting_votes.motions(con, key), minutes.lines(con, key),
        [found.text for found in meetings.notice_findings(con, key)] if planned else [],
        meetings.latest_day(con, one) if planned else None, minutes.tasks(con, key),
        minutes.addenda(con, key), minutes.objections(con, key),
    )  # fmt: skip


def meeting_blocks(file: MeetingFile, *, full: bool) -> list[Block]:
    """The sheet: quorum first, then agenda, people, votes, minutes."""
    one = file.one
    time = f"{format_day(one.day, weekday=True)} {one.starts:%H:%M}–{one.ends:%H:%M}"
    blocks: list[Block] = [Head("", one.title, STATE[one.state])]
    if one.running:
        blocks.append(Drawing([joined(*forms.quorum_parts(file.hall.standing))]))
    blocks.append(
        Facts(
            (N_("Kind"), kind_word(one.kind)), (N_("When"), time),
            (N_("Place"), one.place or one.online),
            (N_("Invite until"), format_day(file.latest) if file.latest else None),
            (N_("Chair"), one.chair_name), (N_("Minutes kept by"), one.keeper_name),
            (N_("Approved"), one.approved), (N_("Objections until"), one.objections),
            (N_("Law"), file.hall.terms.law),
        )
    )  # fmt: skip
    if file.faults and one.state is not MeetingState.DRAFT:
        blocks.append(Note(N_("Convening"), "\n".join(file.faults)))
    if file.items:
        blocks.append(Grid(_ITEMS, [_item(item) for item in file.items], N_("Agenda")))
    if full and file.people:
        rows = [_person(who, file.hall) for who in file.people]
        blocks.append(Grid(_PEOPLE, rows, N_("Participants")))
    if file.motions:
        rows_ = [
            (m.wording, "" if m.adopted is None else str(int(m.adopted)))
            for m in file.motions
            if m.state != "withdrawn"
        ]
        blocks.append(Grid(_MOTIONS, rows_, N_("Motions")))
    if full and file.lines:
        text = "\n".join(f"{line.at:%H:%M}  {line.text}" for line in file.lines)
        blocks.append(Note(N_("The minutes"), text))
    for added in file.addenda:
        blocks.append(Note(N_("Addendum"), f"{format_day(added.day)}  {added.text}"))
    for objected in file.objections if full else ():
        answer = f" → {objected.answer}" if objected.answer else ""
        said = f"{format_day(objected.day)}  {objected.who}: {objected.text}{answer}"
        blocks.append(Note(N_("Objection"), said))
    return blocks


def _item(item: Item) -> tuple[object, ...]:
    running = item.began and not item.ended and item.state is ItemState.OPEN
    state = "running" if running else item.state.value
    return (item.number, item.title, _(ITEM_KINDS[item.kind]), item.minutes, state)


def _person(who: Attendee, hall: Hall) -> tuple[object, ...]:
    proxy = who.holder is not None and who.holder in hall.there
    state = "here" if who.here else ("proxy" if proxy else "away")
    return (who.name, _(ROLES[who.role]), who.votes or None, state, who.holder_name)


class MeetingSteps:
    """A mixin: what can be done with the meeting under the cursor."""

    kontor: Any
    app: Any

    def meeting_key(self) -> int | None:
        """The meeting that the keys mean."""
        raise NotImplementedError

    def the_meeting(self) -> Meeting | None:
        """The meeting, read again."""
        key = self.meeting_key()
        if key is None:
            return None
        try:
            with self.kontor.store.read() as con:
                return meetings.meeting(con, key)
        except NotFound:
            return None

    def why_not_meeting(self, name: str) -> str:
        """What the state forbids."""
        if not name.startswith("meeting.") and name not in {"record.edit", "step.next"}:
            return ""
        one = self.the_meeting()
        if one is None:
            return _("No meeting is chosen.")
        states = _WHEN.get(name)
        if states and one.state not in states:
            return _(_BUT[one.state])
        return ""

    def do_step_next(self) -> None:
        """Invite, open, call the next item or vote, close, approve."""
        one = self.the_meeting()
        if one is None:
            return
        if one.state is MeetingState.DRAFT:
            with self.kontor.store.read() as con:
                asked = meetings.latest_day(con, one) is not None
            (self.do_meeting_invite if asked else self.do_meeting_open)()
        elif one.state is MeetingState.INVITED:
            self.do_meeting_open()
        elif one.state is MeetingState.OPENED:
            self._go_on(one)
        elif one.state is MeetingState.CLOSED:
            self.do_meeting_approve()
        else:
            self.do_meeting_addendum()

    def _go_on(self, one: Meeting) -> None:
        with self.kontor.store.read() as con:
            waiting = any(m.state == "open" for m in meeting_votes.motions(con, one.id))
            left = any(i.state is ItemState.OPEN and not i.began
                       for i in meetings.items(con, one.id))  # fmt: skip
        if waiting:
            self.do_meeting_vote()
        elif left:
            self.do_meeting_call()
        else:
            self.do_meeting_close()

    def _form(self, form: Any) -> None:
        key = self.meeting_key()
        if key is not None:
            self.app.push_screen(form(key))

    def do_record_edit(self) -> None:
        """Change day, place, title."""
        self._form(forms.MeetingForm)

    def do_meeting_item(self) -> None:
        """An item more."""
        self._form(forms.ItemForm)

    def do_meeting_person(self) -> None:
        """Somebody more."""
        self._form(forms.PersonForm)

    def do_meeting_invite(self) -> None:
        """Note that the invitation went out."""
        self._form(forms.SentForm)

    def do_meeting_open(self) -> None:
        """Open it."""
        self._form(forms.OpenForm)

    def do_meeting_motion(self) -> None:
        """A motion, and its vote."""
        self._form(votes.MotionForm)

    def do_meeting_task(self) -> None:
        """A task."""
        self._form(forms.TaskForm)

    def do_meeting_proxy(self) -> None:
        """A proxy."""
        self._form(forms.ProxyForm)

    def do_meeting_vote(self) -> None:
        """Vote on the first motion that waits."""
        key = self.meeting_key()
        if key is None:
            return
        with self.kontor.store.read() as con:
            waiting = [m for m in meeting_votes.motions(con, key) if m.state == "open"]
        if waiting:
            self.app.push_screen(votes.VoteForm(key, waiting[0].id))
        else:
            self.kontor.toast(_("No motion waits for a vote."))

    def do_meeting_call(self) -> None:
        """Call the next item."""
        one = self.the_meeting()
        if one is None:
            return
        from kontor.calendar.service.meeting_run import begin_item

        with self.kontor.store.read() as con:
            there = meetings.items(con, one.id)
        left = [i for i in there if i.state is ItemState.OPEN and not i.began]
        if left:
            self.kontor.run_case(begin_item, one.id, left[0].number, forms.in_meeting(one))
        else:
            self.kontor.toast(_("All items were called."))

    def do_meeting_come(self) -> None:
        """Somebody comes."""
        self._who(coming=True)

    def do_meeting_leave(self) -> None:
        """Somebody leaves; the quorum is counted again."""
        self._who(coming=False)

    def _who(self, *, coming: bool) -> None:
        one = self.the_meeting()
        if one is None:
            return
        from kontor.calendar.service.meeting_run import arrive, leave

        with self.kontor.store.read() as con:
            people = [p for p in meetings.persons(con, one.id) if p.here != coming]
        if not people:
            self.kontor.toast(_("All are there.") if coming else _("Nobody is there."))
            return

        def take(name: str | None) -> None:
            if name:
                case = arrive if coming else leave
                self.kontor.run_case(case, one.id, [name], forms.in_meeting(one))

        entries = [Entry(p.name, p.name, _(ROLES[p.role])) for p in people]
        title = _("Who comes?") if coming else _("Who leaves?")
        self.app.push_screen(Chooser(title, entries), take)

    def do_meeting_write(self) -> None:
        """A line of the minutes, for the item that is called."""
        one = self.the_meeting()
        if one is None:
            return

        def take(text: str | None) -> None:
            if text and text.strip():
                from kontor.calendar.service.meeting_run import write_line

                self.kontor.run_case(
                    write_line, one.id, text, None, forms.in_meeting(one),
                    then=lambda _key: self.do_meeting_write(),
                )  # fmt: skip

        hint = _("Enter writes the line and waits for the next; Esc ends.")
        self.app.push_screen(AskText(_("The minutes"), hint=hint), take)

    def do_meeting_close(self) -> None:
        """Close it."""
        one = self.the_meeting()
        if one is not None:
            from kontor.calendar.service.meeting_run import close_meeting

            self.kontor.run_case(close_meeting, one.id, forms.in_meeting(one))

    def do_meeting_approve(self) -> None:
        """Approve the minutes: a question, then frozen."""
        one = self.the_meeting()
        if one is None:
            return
        from kontor.calendar.queries.meeting_papers import minutes_page

        with self.kontor.store.read() as con:
            page = minutes_page(con, one.id, self.kontor.today())
            number = len(meeting_votes.resolutions(con, one.id))

        def take(yes: str | None) -> None:
            if yes != "yes":
                return
            from kontor.calendar.service.minutes import approve_minutes
            from kontor.documents.layout.render import render_pdf

            self.kontor.run_case(approve_minutes, one.id, page, render_pdf(page), now_utc())

        text: Rows = [
            joined((one.title, "bold"), (f"  {format_day(one.day)}", "")),
            T(_("{count} resolutions").format(count=number)),
            T(_("From then on nothing can be changed; what comes later is an addendum.")),
        ]
        self.app.push_screen(Confirm(_("Approve the minutes?"), text), take)

    def do_meeting_addendum(self) -> None:
        """Add to approved minutes."""
        one = self.the_meeting()
        if one is None:
            return

        def take(text: str | None) -> None:
            if text and text.strip():
                from kontor.calendar.model.meeting_inputs import AddendumInput
                from kontor.calendar.service.minutes import add_addendum

                data = AddendumInput(text=text)
                self.kontor.run_case(add_addendum, one.id, data, self.kontor.today())

        self.app.push_screen(AskText(_("Addendum"), hint=_("What is added or put right?")), take)

    def do_meeting_object(self) -> None:
        """An objection: who, and what."""
        one = self.the_meeting()
        if one is None:
            return

        def take(text: str | None) -> None:
            if text and text.strip():
                from kontor.calendar.model.meeting_inputs import ObjectionInput
                from kontor.calendar.service.minutes import note_objection

                who, sep, said = text.partition(":")
                data = ObjectionInput(who=who if sep else "?", text=said.strip() or who)
                self.kontor.run_case(note_objection, one.id, data, self.kontor.today())

        self.app.push_screen(AskText(_("Objection"), hint=_("such as: Ulme: the date is wrong")),
                             take)  # fmt: skip

    def do_meeting_follow(self) -> None:
        """The next meeting of this kind, with people and open items."""
        one = self.the_meeting()
        if one is not None:
            self.app.push_screen(forms.MeetingForm(follows=one.id))


_PLANNED = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
_RUNS = frozenset({MeetingState.OPENED})
_ENDED = frozenset({MeetingState.CLOSED, MeetingState.APPROVED})
_WHEN: dict[str, frozenset[MeetingState]] = {
    "record.edit": _PLANNED, "meeting.item": _PLANNED | _RUNS, "meeting.person": _PLANNED | _RUNS,
    "meeting.invite": _PLANNED, "meeting.open": _PLANNED, "meeting.come": _RUNS,
    "meeting.leave": _RUNS, "meeting.call": _RUNS, "meeting.motion": _PLANNED | _RUNS,
    "meeting.vote": _RUNS, "meeting.write": _RUNS | {MeetingState.CLOSED},
    "meeting.task": _RUNS | {MeetingState.CLOSED}, "meeting.proxy": _PLANNED | _RUNS,
    "meeting.close": _RUNS, "meeting.approve": frozenset({MeetingState.CLOSED}),
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


class MeetingScreen(MeetingSteps, DetailScreen):
    """One meeting."""

    NAME, HANDBOOK = "calendar.meeting", "meetings"
    HINTS = ("step.next", "meeting.motion", "meeting.leave", "meeting.write", "actions.menu")

    def meeting_key(self) -> int | None:
        """This one."""
        return self.record

    def crumb(self) -> str:
        """What it is."""
        return self.data.one.title if self.data else _("In the meeting")

    def load(self) -> MeetingFile | None:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                return read_meeting(con, self.record)
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        return meeting_blocks(self.data, full=True)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_meeting(name)
