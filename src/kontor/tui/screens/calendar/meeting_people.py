"""Who belongs to a meeting: votes, proxies, who was invited how, who is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import Stay
from kontor.calendar.meeting_words import PAPERS, ROLES, SENT
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meetings import Attendee, Sending
from kontor.store.blobs import get_blob
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.invited import InvitedScreen
from kontor.tui.screens.calendar.meeting_forms import PersonForm, ProxyForm
from kontor.tui.screens.calendar.meeting_list import MeetingList
from kontor.tui.screens.calendar.meeting_sheet import ALIVE, THERE, presence
from kontor.tui.screens.calendar.meeting_steps import move_people
from kontor.tui.screens.calendar.names import ANSWERED
from kontor.tui.sheet import Block, Facts, Grid, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_STAYS = (Column(N_("Came"), width=7), Column(N_("Went"), width=7))
_SENT = (
    Column(N_("Day"), Kind.DATE), Column(N_("Paper"), width=14),
    Column(N_("How"), width=14, grow=1), Column(N_("Note"), width=12, grow=1),
)  # fmt: skip


class MeetingPeople(MeetingList):
    """Everybody; marked ones come and leave together."""

    CANCEL = N_("Leave out")
    NAME, TITLE, HANDBOOK = (
        "calendar.meeting_people", N_("Participants"), "meetings#opening-and-quorum",
    )  # fmt: skip
    HINTS = ("record.new", "meeting.come", "meeting.leave", "meeting.proxy", "actions.menu")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 22, grow=2, least=16),
        Column(N_("Role"), width=9, priority=5),
        Column(N_("Votes"), Kind.COUNT, 10, priority=2),
        Column(N_("Presence"), Kind.STATE, 13, states=THERE),
        Column(N_("Proxy"), width=20, grow=1, priority=4, least=16),
        Column(N_("Invited"), Kind.DATE, priority=3),
        Column(N_("Answer"), Kind.STATE, 16, states=ANSWERED, gives_way=True, priority=6),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "2": N_("Votes")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "name", "who": "name"}
    EMPTY = N_("Nobody belongs to this meeting yet.")
    WHEN: ClassVar = {
        "record.new": ALIVE, "record.edit": ALIVE, "record.cancel": ALIVE, "people.revoke": ALIVE,
    }  # fmt: skip

    def source(self) -> Source:
        """Members first, the most votes first."""
        key = self.meeting
        with self.kontor.store.read() as con:
            self.read_head(con)
            self._people = {who.id: who for who in meetings.persons(con, key)}
            self._stays: list[Stay] = meetings.stays(con, key)
            self._sent: list[Sending] = meetings.sendings(con, key)
        rows = [
            Row(who.id, (place,), self._cells(who), self._presence(who))
            for place, who in enumerate(self._people.values())
        ]
        return MemorySource(rows, {"name": 0})

    def _presence(self, who: Attendee) -> str:
        return presence(who, self.hall, self.one.state) if self.one else ""

    def _cells(self, who: Attendee) -> tuple[object, ...]:
        state = self._presence(who)
        return (
            who.name, _(ROLES[who.role]), who.votes or None, state, who.holder_name, who.invited,
            who.answer and str(who.answer),
        )  # fmt: skip

    @property
    def who(self) -> Attendee | None:
        """The person under the cursor."""
        return self._people.get(self.row.id) if self.row else None

    def chosen(self) -> list[Attendee]:
        """The marked ones, or the one under the cursor."""
        return [self._people[key] for key in self.chosen_ids() if key in self._people]

    def preview(self, row: Row) -> Sequence[Block]:
        """The person, the proxy, when he was there, what he was sent."""
        who = self._people.get(row.id)
        if who is None:
            return ()
        stays = [(one.came[11:], one.left[11:]) for one in self._stays if one.person == who.id]
        sent = [(one.day, _(PAPERS[one.paper]), _(SENT[one.how]), one.note)
                for one in self._sent if one.person == who.id]  # fmt: skip
        blocks: list[Block] = [
            Head("", who.name, THERE[self._presence(who)]),
            Facts((N_("Role"), _(ROLES[who.role])), (N_("Votes"), who.votes or None),
                  (N_("Represented by"), who.holder_name), (N_("Signed paper"), who.proof),
                  (N_("Mail"), who.mail), (N_("Comment"), who.comment)),
        ]  # fmt: skip
        blocks += [Grid(_STAYS, stays, N_("Presence"))] if stays else []
        blocks += [Grid(_SENT, sent, N_("Sent"))] if sent else []
        return blocks

    def why_not(self, name: str) -> str:
        """What does not fit the person."""
        said = super().why_not(name)
        if said or name not in {
            "meeting.come", "meeting.leave", "meeting.proxy", "people.revoke", "people.proof",
        }:  # fmt: skip
            return said
        chosen, who = self.chosen(), self.who
        if who is None:
            return _("The list is empty.")
        if name == "meeting.come" and all(one.here for one in chosen):
            return _("All of them are there.")
        if name == "meeting.leave" and not any(one.here for one in chosen):
            return _("Nobody of them is there.")
        if name == "people.revoke" and who.holder is None:
            return _("{name} has given no proxy.").format(name=who.name)
        if name == "people.proof" and who.sha256 is None:
            return _("No signed paper lies with it.")
        return ""

    # keys

    def do_record_new(self) -> None:
        """Somebody more."""
        self.app.push_screen(PersonForm(self.meeting))

    def do_record_edit(self) -> None:
        """Role and votes."""
        if self.who is not None:
            self.app.push_screen(PersonForm(self.meeting, self.who))

    def do_record_cancel(self) -> None:
        """Take the person out."""
        from kontor.calendar.service.meetings import drop_person

        if self.who is not None:
            self.kontor.run_case(drop_person, self.meeting, self.who.name)

    def do_meeting_come(self) -> None:
        """They come."""
        self._move(coming=True)

    def do_meeting_leave(self) -> None:
        """They leave; the quorum is counted again."""
        self._move(coming=False)

    def _move(self, *, coming: bool) -> None:
        names = [one.name for one in self.chosen() if one.here != coming]
        if self.one is not None:
            self.table.clear_marks()
            move_people(self, self.one, names, coming=coming)

    def do_meeting_proxy(self) -> None:
        """Who votes for him."""
        self.app.push_screen(ProxyForm(self.meeting, self.who))

    def do_invite_open(self) -> None:
        """Who was asked and what they say."""
        if self.one is not None:
            self.app.push_screen(InvitedScreen(self.one.appointment))

    def do_people_revoke(self) -> None:
        """The proxy ends."""
        from kontor.calendar.service.meetings import drop_proxy

        if self.who is not None:
            self.kontor.run_case(drop_proxy, self.meeting, self.who.name)

    def do_people_proof(self) -> None:
        """Show the signed paper of the proxy."""
        who, store = self.who, self.kontor.store
        if who is None or who.sha256 is None:
            return
        sha: Any = who.sha256

        def content() -> bytes:
            with store.read() as con:
                return get_blob(con, sha)

        viewer.open_file(self, who.proof, content)
