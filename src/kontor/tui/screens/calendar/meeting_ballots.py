"""Motions and elections of a meeting: voted, withdrawn, explained, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.meetings import Acceptance
from kontor.calendar.meeting_words import ACCEPTANCE, BASES, CHOICES, MAJORITIES, WAYS
from kontor.calendar.queries import meeting_votes, meetings
from kontor.calendar.queries.meeting_votes import Election, Motion
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.meeting_election import ElectionForm, ask_acceptance
from kontor.tui.screens.calendar.meeting_list import MeetingList
from kontor.tui.screens.calendar.meeting_sheet import (
    ALIVE,
    VOTED,
    WRITTEN,
    election_state,
    motion_state,
)
from kontor.tui.screens.calendar.meeting_votes import MotionForm, VoteForm, no_quorum
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State

_SAID: dict[str, State] = {
    "": State("○", N_("not elected"), MUTED),
    "pending": State("?", ACCEPTANCE["pending"], WARN),
    "accepted": State("✓", ACCEPTANCE["accepted"], GOOD),
    "declined": State("✗", ACCEPTANCE["declined"], MUTED),
}
_NAMES = (Column(N_("Name"), Kind.NAME, 22, grow=1), Column(N_("Vote"), width=12))
_CANDIDATES = (
    Column(N_("Name"), Kind.NAME, 18, grow=1),
    Column(N_("Votes"), Kind.COUNT, 7),
    Column(N_("State"), Kind.STATE, 18, states=_SAID, least=14),
)


class MeetingBallots(MeetingList):
    """What was moved and who stood for election, in order, with results."""

    CANCEL = N_("Withdraw")
    NAME, TITLE, HANDBOOK = (
        "calendar.meeting_ballots", N_("Votes and elections"), "meetings#voting",
    )  # fmt: skip
    HINTS = ("record.open", "meeting.motion", "meeting.vote", "meeting.elect", "actions.menu")
    COLUMNS = (
        Column(N_("Agenda no."), Kind.COUNT, 5, keep=True),
        Column(N_("Wording"), Kind.NAME, 34, grow=3, least=20),
        Column(N_("Majority"), width=16, grow=1, priority=5),
        Column(N_("Number"), Kind.NUMBER, 13, gives_way=True, priority=4),
        Column(N_("State"), Kind.STATE, 17, states=VOTED),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Agenda no."), "4": N_("State")}
    EMPTY = N_("Nothing was moved yet, and nobody stood for election.")
    EMPTY_HINTS = ("meeting.motion", "meeting.elect")
    WHEN: ClassVar = {"record.cancel": ALIVE, "ballot.accept": WRITTEN}

    def source(self) -> Source:
        """In the order in which they came up; an election has an odd key."""
        key = self.meeting
        with self.kontor.store.read() as con:
            self.read_head(con)
            self._motions = {one.id * 2: one for one in meeting_votes.motions(con, key)}
            self._held = {one.id * 2 + 1: one for one in meeting_votes.elections(con, key)}
            self._numbers = {item.id: item.number for item in meetings.items(con, key)}
            self._book = {
                (one.motion or 0) * 2 if one.motion else (one.election or 0) * 2 + 1: one.number
                for one in meeting_votes.resolutions(con, key)
            }
        rows = [self._row(key, one.item, one.wording, _(MAJORITIES[one.majority]),
                          motion_state(one)) for key, one in self._motions.items()]  # fmt: skip
        rows += [self._row(key, one.item, one.post, _("Election"), election_state(one))
                 for key, one in self._held.items()]  # fmt: skip
        return MemorySource(rows)

    def _row(self, key: int, item: int, wording: str, need: str, state: str) -> Row:
        number = self._numbers.get(item)
        return Row(key, (number or 0, key), (number, wording, need, self._book.get(key, ""), state),
                   state)  # fmt: skip

    @property
    def motion(self) -> Motion | None:
        """The motion under the cursor."""
        return self._motions.get(self.row.id) if self.row else None

    @property
    def election(self) -> Election | None:
        """The ballot under the cursor."""
        return self._held.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The wording, the result explained, who voted how."""
        number = self._book.get(row.id, "")
        if (held := self._held.get(row.id)) is not None:
            rows = [
                (who.name + (f" ({_('lot')})" if who.lot else ""), who.votes,
                 str(who.acceptance) if who.elected else "")
                for who in held.candidates
            ]  # fmt: skip
            return [Head(number, held.post, VOTED[election_state(held)]),
                    Note(N_("Result"), held.result),
                    Grid(_CANDIDATES, rows, N_("Candidates"))]  # fmt: skip
        one = self._motions.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            by_name = meeting_votes.votes_by_name(con, one.id)
        need = f"{_(MAJORITIES[one.majority])} {_(BASES[one.base])}"
        blocks: list[Block] = [
            Head(number, "", VOTED[motion_state(one)]), Note(N_("Wording"), one.wording),
            Facts((N_("Majority"), need), (N_("Vote"), _(WAYS[one.way])),
                  (N_("Proposed by"), one.proposer)),
        ]  # fmt: skip
        if one.result:
            blocks.append(Note(N_("Result"), one.result))
        if by_name:
            rows_ = [(name, _(CHOICES[choice])) for name, choice in by_name]
            blocks.append(Grid(_NAMES, rows_, N_("Votes")))
        return blocks

    def why_not(self, name: str) -> str:
        """What the row does not offer."""
        said = super().why_not(name)
        if said:
            return said
        if name == "record.cancel":
            return self._why_not_withdraw()
        if name == "meeting.vote" and not any(m.state == "open" for m in self._motions.values()):
            return _("No motion waits for a vote.")
        if name == "ballot.accept" and not self._elected():
            return _("Nobody was elected in this ballot.")
        return ""

    def _why_not_withdraw(self) -> str:
        if self.motion is None:
            return _("A ballot that was held stays.")
        return "" if self.motion.state == "open" else _("It was voted on or withdrawn already.")

    def _elected(self) -> list[tuple[str, Acceptance]]:
        there = self.election.candidates if self.election else ()
        return [(who.name, who.acceptance) for who in there if who.elected]

    # keys

    def do_record_open(self) -> None:
        """Vote on what waits; of all others the result."""
        if self.motion is not None and self.motion.state == "open" and self._runs():
            self.do_meeting_vote()
        else:
            super().do_record_open()

    def _runs(self) -> bool:
        return self.one is not None and self.one.running

    def do_meeting_motion(self) -> None:
        """A motion."""
        self.app.push_screen(MotionForm(self.meeting))

    def do_meeting_vote(self) -> None:
        """Vote on the motion under the cursor, or on the first that waits."""
        waiting = [one for one in self._motions.values() if one.state == "open"]
        if self.motion is not None and self.motion.state == "open":
            waiting = [self.motion]
        if waiting and not no_quorum(self, self.meeting):
            self.app.push_screen(VoteForm(self.meeting, waiting[0].id))

    def do_meeting_elect(self) -> None:
        """A ballot; after a tie the second one with those who are left."""
        if no_quorum(self, self.meeting):
            return
        before = self.election
        if before is not None and before.outcome.again:
            self.app.push_screen(ElectionForm.again(before))
        else:
            self.app.push_screen(ElectionForm(self.meeting))

    def do_record_cancel(self) -> None:
        """The motion is withdrawn."""
        from kontor.calendar.service.meeting_votes import withdraw_motion

        if self.motion is not None:
            self.kontor.run_case(withdraw_motion, self.motion.id)

    def do_ballot_accept(self) -> None:
        """Whether those who were elected accept."""
        if self.election is not None:
            ask_acceptance(self, self.election.id, [name for name, _said in self._elected()])
