"""What can be done with a meeting, by key: in the list of meetings and on its own screen."""

from __future__ import annotations

from typing import Any

from kontor.base.dates import format_day, now_utc
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.kinds.meetings import ItemState, MeetingState
from kontor.calendar.meeting_words import ROLES
from kontor.calendar.queries import meeting_votes, meetings
from kontor.calendar.queries.meetings import Meeting
from kontor.tui.screens.calendar import meeting_after as after
from kontor.tui.screens.calendar import meeting_forms as forms
from kontor.tui.screens.calendar import meeting_votes as votes
from kontor.tui.screens.calendar.invite_sending import SendingScreen
from kontor.tui.screens.calendar.invited import InvitedScreen
from kontor.tui.screens.calendar.meeting_election import ElectionForm
from kontor.tui.screens.calendar.meeting_papers import choose_paper
from kontor.tui.screens.calendar.meeting_rules import rule_blocks
from kontor.tui.screens.calendar.meeting_sheet import forbidden
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Confirm, Paper
from kontor.tui.text import Rows, T, joined


class MeetingSteps:
    """A mixin: what can be done with the meeting under the cursor."""

    CANCEL = N_("Call off")

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
        asked = {"record.edit", "record.cancel", "record.print", "record.explain", "step.next"}
        if not name.startswith("meeting.") and name not in asked:
            return ""
        one = self.the_meeting()
        return forbidden(one, name) if one else _("No meeting is chosen.")

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

    # -- planning

    def do_record_edit(self) -> None:
        """Change day, place, title."""
        self._form(forms.MeetingForm)

    def do_record_cancel(self) -> None:
        """Delete a plan; cancel what people were invited to, with the reason."""
        one = self.the_meeting()
        if one is None:
            return
        from kontor.calendar.service.meetings import cancel_meeting, drop_meeting

        if one.state is MeetingState.DRAFT:
            self.kontor.run_case(drop_meeting, one.id)
            return

        def take(reason: str | None) -> None:
            if reason and reason.strip():
                self.kontor.run_case(cancel_meeting, one.id, reason)

        hint = _("Why does it not take place? Who was invited gets a cancellation.")
        self.app.push_screen(AskText(_("Cancel the meeting"), hint=hint), take)

    def do_record_print(self) -> None:
        """Show or save one of its papers."""
        one = self.the_meeting()
        if one is not None:
            choose_paper(self, one)

    def do_record_explain(self) -> None:
        """Under which rules it is held, and where they stand."""
        one = self.the_meeting()
        if one is not None:
            with self.kontor.store.read() as con:
                blocks = rule_blocks(con, one.kind, one.day)
            self.app.push_screen(Paper(_("Rules of this meeting"), blocks))

    def do_meeting_agenda(self) -> None:
        """The items one by one: change, move, attach."""
        from kontor.tui.screens.calendar.meeting_agenda import MeetingAgenda

        self._form(MeetingAgenda)

    def do_meeting_people(self) -> None:
        """Who belongs to it, with votes, proxies and presence."""
        from kontor.tui.screens.calendar.meeting_people import MeetingPeople

        self._form(MeetingPeople)

    def do_meeting_ballots(self) -> None:
        """Motions and elections with their results."""
        from kontor.tui.screens.calendar.meeting_ballots import MeetingBallots

        self._form(MeetingBallots)

    def do_meeting_lines(self) -> None:
        """The minutes line by line, with addenda and objections."""
        from kontor.tui.screens.calendar.meeting_lines import MeetingLines

        self._form(MeetingLines)

    def do_meeting_invite(self) -> None:
        """Ask everybody; the preview shows the letters and mails before they go."""
        key = self.meeting_key()
        if key is None:
            return
        from kontor.calendar.service.meeting_invites import ask_people

        self.kontor.run_case(
            ask_people, key, then=lambda found: self.app.push_screen(SendingScreen(found))
        )

    def do_invite_open(self) -> None:
        """Who was asked and what they say."""
        one = self.the_meeting()
        if one is not None:
            self.app.push_screen(InvitedScreen(one.appointment))

    def do_meeting_sent(self) -> None:
        """Note what went out by another way: an invitation, more agenda, the minutes."""
        self._form(forms.SentForm)

    # -- while it runs

    def do_meeting_open(self) -> None:
        """Open it."""
        self._form(forms.OpenForm)

    def do_meeting_motion(self) -> None:
        """A motion, and its vote."""
        self._form(votes.MotionForm)

    def do_meeting_elect(self) -> None:
        """A ballot of an election; without a quorum the reason."""
        key = self.meeting_key()
        if key is not None and not votes.no_quorum(self, key):
            self.app.push_screen(ElectionForm(key))

    def do_meeting_task(self) -> None:
        """A task."""
        self._form(after.TaskForm)

    def do_meeting_proxy(self) -> None:
        """A proxy."""
        self._form(forms.ProxyForm)

    def do_meeting_vote(self) -> None:
        """Vote on the first motion that waits; without a quorum the reason."""
        key = self.meeting_key()
        if key is None:
            return
        with self.kontor.store.read() as con:
            waiting = [m for m in meeting_votes.motions(con, key) if m.state == "open"]
        if not waiting:
            self.kontor.toast(_("No motion waits for a vote."))
        elif not votes.no_quorum(self, key):
            self.app.push_screen(votes.VoteForm(key, waiting[0].id))

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
        with self.kontor.store.read() as con:
            people = [p for p in meetings.persons(con, one.id) if p.here != coming]
        if not people:
            self.kontor.toast(_("All are there.") if coming else _("Nobody is there."))
            return

        def take(name: str | None) -> None:
            if name:
                move_people(self, one, [name], coming=coming)

        entries = [Entry(p.name, p.name, _(ROLES[p.role])) for p in people]
        title = _("Who comes?") if coming else _("Who leaves?")
        self.app.push_screen(Chooser(title, entries), take)

    def do_meeting_write(self) -> None:
        """A line of the minutes, for the item that is called."""
        one = self.the_meeting()
        if one is not None:
            after.write_lines(self, one)

    def do_meeting_close(self) -> None:
        """Close it."""
        one = self.the_meeting()
        if one is not None:
            from kontor.calendar.service.meeting_run import close_meeting

            self.kontor.run_case(close_meeting, one.id, forms.in_meeting(one))

    # -- afterwards

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
            T(ngettext("{count} resolution", "{count} resolutions", number).format(count=number)),
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
        self._form(after.ObjectionForm)

    def do_meeting_follow(self) -> None:
        """The next meeting of this kind, with people and open items."""
        one = self.the_meeting()
        if one is not None:
            self.app.push_screen(forms.MeetingForm(follows=one.id))


def move_people(screen: Any, one: Meeting, names: list[str], *, coming: bool) -> None:
    """Note who comes or leaves; when that loses the quorum, say so at once."""
    from kontor.calendar.service.meeting_run import arrive, leave

    def told(_result: Any) -> None:
        with screen.kontor.store.read() as con:
            now = meetings.hall(con, one.id).standing
        if not now.ok:
            text = _("No quorum: {have} of {whole}, needed {needed}. Nothing can be decided.")
            values = {"have": now.have, "whole": now.whole, "needed": now.needed}
            screen.kontor.toast(text.format(**values), tone="warning")

    case = arrive if coming else leave
    screen.kontor.run_case(case, one.id, names, forms.in_meeting(one), then=told)
