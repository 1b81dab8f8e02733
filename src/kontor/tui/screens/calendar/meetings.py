"""Meetings as a list, and the resolution book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.dates import format_day
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.meeting_words import BOOKS
from kontor.calendar.queries import meeting_votes, meetings
from kontor.calendar.queries.meeting_terms import kind_word
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.meeting import MeetingScreen
from kontor.tui.screens.calendar.meeting_extract import choose_extract
from kontor.tui.screens.calendar.meeting_forms import MeetingForm
from kontor.tui.screens.calendar.meeting_rules import MeetingRules
from kontor.tui.screens.calendar.meeting_sheet import (
    RESULT,
    STATE,
    meeting_blocks,
    read_meeting,
)
from kontor.tui.screens.calendar.meeting_steps import MeetingSteps
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, Column, Kind, State

_CARRIED: dict[str, State] = {
    "open": State("○", N_("open"), WARN), "done": State("✓", N_("carried out"), GOOD),
    "rejected": State("✗", N_("rejected"), MUTED),
}  # fmt: skip


class MeetingsScreen(MeetingSteps, ListScreen):
    """All meetings, the newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.meetings", N_("Meetings"), "v", "meetings"
    HINTS = ("record.new", "record.open", "step.next", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE, keep=True),
        Column(N_("Time"), width=5, priority=4),
        Column(N_("Title"), Kind.NAME, 24, grow=3, least=16),
        Column(N_("Kind"), width=16, grow=1, priority=6),
        Column(N_("Place"), width=12, priority=7),
        Column(N_("Invite until"), Kind.DATE, priority=5),
        Column(N_("People"), Kind.COUNT, 5, priority=3),
        Column(N_("Resolutions"), Kind.COUNT, 9, priority=3),
        Column(N_("State"), Kind.STATE, 13, states=STATE),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "2": N_("Title"), "8": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {"art": "kind", "kind": "kind"}
    EMPTY = N_("No meeting is planned. Agenda, votes and minutes stand here.")

    def source(self) -> Source:
        """Meetings, newest first."""
        with self.kontor.store.read() as con:
            found = meetings.meetings(con)
            last = {
                one.id: meetings.latest_day(con, one)
                for one in found
                if one.standing in {"draft", "invited"}
            }
        rows = [
            Row(
                one.id, (-one.day.toordinal(), -one.id),
                (one.day.isoformat(), f"{one.starts:%H:%M}", one.title, kind_word(one.kind),
                 one.place, last.get(one.id), one.persons, one.resolutions or None,
                 one.standing),
                one.standing,
            )
            for one in found
        ]  # fmt: skip
        return MemorySource(rows, {"kind": 3})

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        try:
            with self.kontor.store.read() as con:
                return meeting_blocks(read_meeting(con, row.id), full=False)
        except NotFound:
            return ()

    def detail(self, row: Row) -> BaseScreen:
        """The meeting."""
        return MeetingScreen(row.id)

    def meeting_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_meeting(name)

    def do_record_new(self) -> None:
        """A new meeting."""
        self.app.push_screen(MeetingForm())

    def do_meeting_rules(self) -> None:
        """The rules of all kinds, and what the articles say."""
        self.app.push_screen(MeetingRules())


class ResolutionsScreen(ListScreen):
    """The resolution book: found by number and words, open or carried out."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.resolutions", N_("Resolution book"), "r", "meetings#the-resolution-book",
    )  # fmt: skip
    HINTS = ("record.open", "resolution.done", "record.print", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Number"), Kind.NUMBER, 12),
        Column(N_("Day"), Kind.DATE, priority=3),
        Column(N_("Wording"), Kind.NAME, 34, grow=4, least=20),
        Column(N_("In the meeting"), width=18, grow=1, priority=5),
        Column(N_("Result"), Kind.STATE, 13, priority=2, states=RESULT),
        Column(N_("Effective"), Kind.DATE, priority=6),
        Column(N_("State"), Kind.STATE, 13, states=_CARRIED),
    )
    SORTS: ClassVar[dict[str, str]] = {"1": N_("Day"), "0": N_("Number"), "6": N_("State")}
    EMPTY = N_("No resolution yet. Every vote of a meeting gets its number here.")
    EMPTY_HINTS = ()

    def source(self) -> Source:
        """The book, newest first."""
        with self.kontor.store.read() as con:
            self._found = {one.id: one for one in meeting_votes.resolutions(con)}
        rows = []
        for one in self._found.values():
            state = one.state if one.adopted else "rejected"
            cells = (one.number, one.day.isoformat(), one.wording, one.title,
                     str(int(one.adopted)), one.effective, state)  # fmt: skip
            rows.append(Row(one.id, (-one.day.toordinal(), -one.id), cells, state))
        return MemorySource(rows, {})

    def preview(self, row: Row) -> Sequence[Block]:
        """The wording with its votes."""
        one = self._found.get(row.id)
        if one is None:
            return ()
        result = ""
        with self.kontor.store.read() as con:
            if one.motion is not None:
                result = meeting_votes.motion(con, one.motion).result
            elif one.election is not None:
                result = meeting_votes.election(con, one.election).result
        done = format_day(one.done) if one.done and one.adopted else None
        return [
            Head(one.number, "", RESULT[str(int(one.adopted))]),
            Note(N_("Wording"), one.wording), Note(N_("Result"), result),
            Facts((N_("Day"), one.day), (N_("In the meeting"), one.title),
                  (N_("Resolution book"), _(BOOKS[one.book])), (N_("Effective"), one.effective),
                  (N_("Carried out"), done), (N_("Note"), one.note)),
        ]  # fmt: skip

    def detail(self, row: Row) -> BaseScreen | None:
        """The meeting that resolved it."""
        one = self._found.get(row.id)
        return MeetingScreen(one.meeting) if one else None

    def why_not(self, name: str) -> str:
        """Nothing without a row; a rejected motion is carried out by nobody."""
        if name == "record.print" and not self._found:
            return _("The list is empty.")
        if name != "resolution.done":
            return super().why_not(name)
        one = self._found.get(self.row.id) if self.row else None
        if one is None:
            return _("The list is empty.")
        return super().why_not(name) or ("" if one.adopted else _("It was rejected."))

    def do_record_print(self) -> None:
        """An extract as PDF, to be signed: what is marked or found, a year, or all of it."""
        typed = self.filter.typed.strip()
        picked = self.table.marks or (self.source().ids(self.filter) if self.filter else ())
        choose_extract(self, list(self._found.values()), set(picked), typed)

    def do_resolution_done(self) -> None:
        """Carried out, or open again."""
        one = self._found.get(self.row.id) if self.row else None
        if one is not None:
            from kontor.calendar.model.meeting_inputs import ResolutionChange
            from kontor.calendar.service.meeting_votes import change_resolution

            data = ResolutionChange(done=one.state != "done")
            self.kontor.run_case(change_resolution, one.id, data, self.kontor.today())
