"""One meeting: agenda, people and quorum live, votes, minutes; every step by a key."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.errors import NotFound
from kontor.base.i18n import _
from kontor.tui.screens.calendar.meeting_sheet import MeetingFile, meeting_blocks, read_meeting
from kontor.tui.screens.calendar.meeting_steps import MeetingSteps
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.sheet import Block


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
