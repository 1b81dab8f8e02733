"""Keys of meetings, the resolution book and the register of instructions."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_BOTH = ("calendar.meetings", "calendar.meeting")
_ONE = ("calendar.meeting",)
_BOOK = ("calendar.resolutions",)

ACTIONS: tuple[Action, ...] = (
    Action("meeting.item", ("T",), N_("Agenda item"), N_("Puts an item onto the agenda."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.person", ("L",), N_("Add person"), N_("Adds somebody to the meeting."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.invite", ("E",), N_("Invited"),
           N_("Notes how and when the invitation went out; says until when it has to."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.open", ("O",), N_("Open it"),
           N_("Opens the meeting: who is there, who leads, is there a quorum."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.come", ("K",), N_("Comes"), N_("Notes that somebody comes."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.leave", ("X",), N_("Leaves"),
           N_("Notes that somebody leaves; the quorum is counted again."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.call", ("N",), N_("Call item"), N_("Calls the next item of the agenda."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.motion", ("A",), N_("Motion"),
           N_("Writes a motion and goes on to its vote."), _ONE, Group.AREA, writes=True),
    Action("meeting.vote", ("B",), N_("Vote"),
           N_("Votes on the motion that waits; the result is explained."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.write", ("P",), N_("The minutes"), N_("Writes lines of the minutes."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.task", ("Z",), N_("Task"),
           N_("Notes a task: who does what until when."), _ONE, Group.AREA, writes=True),
    Action("meeting.proxy", ("M",), N_("Proxy"), N_("Notes who votes for whom."),
           _ONE, Group.AREA, writes=True),
    Action("meeting.close", ("C",), N_("Close it"),
           N_("Closes the meeting; what is left is postponed."), _ONE, Group.AREA, writes=True),
    Action("meeting.approve", ("W",), N_("Approve"),
           N_("Approves the minutes: frozen, and archived as PDF."),
           _BOTH, Group.AREA, writes=True),
    Action("meeting.addendum", ("H",), N_("Addendum"),
           N_("Adds to approved minutes."), _ONE, Group.AREA, writes=True),
    Action("meeting.object", ("Q",), N_("Objection"),
           N_("Notes an objection to the minutes."), _ONE, Group.AREA, writes=True),
    Action("meeting.follow", ("F",), N_("Next meeting"),
           N_("Plans the next one with its people and what was left open."),
           _BOTH, Group.AREA, writes=True),
    Action("resolution.done", ("E",), N_("Carried out"),
           N_("Notes that a resolution is carried out, or is open again."),
           _BOOK, Group.AREA, writes=True),
)  # fmt: skip
