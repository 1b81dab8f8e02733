"""What the lists of one meeting share: agenda, people, votes, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.errors import NotFound
from kontor.base.i18n import _
from kontor.calendar.kinds.meetings import MeetingState
from kontor.calendar.queries import meetings
from kontor.calendar.queries.meetings import Hall, Meeting
from kontor.tui.screens.calendar.meeting_sheet import STATE, forbidden, quorum_parts
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import tone_style
from kontor.tui.text import Part
from kontor.tui.widgets.plain import Words


class MeetingList(ListScreen):
    """A list inside of a meeting; above it how the meeting stands, with its quorum."""

    WHEN: ClassVar[Mapping[str, frozenset[MeetingState]]] = {}

    def __init__(self, meeting: int) -> None:
        super().__init__()
        self.meeting = meeting
        self.one: Meeting | None = None
        self.hall: Hall | None = None

    def crumb(self) -> str:
        """Of which meeting."""
        return f"{_(self.TITLE)} · {self.one.title}" if self.one else _(self.TITLE)

    def above(self) -> ComposeResult:
        """How it stands."""
        yield Words(id="meeting-head")

    def read_head(self, con: Any) -> None:
        """Meeting and room, read again; what was there before a step back may be gone."""
        try:
            self.one = meetings.meeting(con, self.meeting)
            self.hall = meetings.hall(con, self.meeting)
        except NotFound:
            self.one = self.hall = None
        self.call_after_refresh(self._tell_head)

    def _tell_head(self) -> None:
        words = self.query_one("#meeting-head", Words)
        if self.one is None or self.hall is None:
            words.say((_("This record is gone."), "$warn"))
            return
        state = STATE[self.one.standing]
        parts: list[Part] = [(f"{state.sign} {_(state.word)}", tone_style(state.tone))]
        if self.one.running:
            parts = [*quorum_parts(self.hall.standing)]
        words.say(*parts)

    def why_not(self, name: str) -> str:
        """What the state of the meeting forbids."""
        if self.one is None and name.startswith(("record.", "meeting.")):
            return _("This record is gone.")
        asked = name in self.WHEN or name.startswith("meeting.")
        said = forbidden(self.one, name, self.WHEN.get(name)) if self.one and asked else ""
        return said or super().why_not(name)

    def do_record_open(self) -> None:
        """The whole of the row, where there is no room beside the list."""
        row = self.row
        if row is not None:
            self.app.push_screen(Paper(self.crumb(), self.preview(row)))
