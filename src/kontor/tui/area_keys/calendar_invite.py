"""Keys of invitations: sending once more, answers, proposals, log, calendars in and out."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_ONE = ("calendar.invited",)
_LIST = ("calendar.invitations",)

_APPOINTMENTS = (
    "calendar.day", "calendar.week", "calendar.crew", "calendar.month", "calendar.agenda",
    "calendar.appointment", "calendar.polls", "calendar.poll",
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    Action("invite.open", ("I",), N_("Invitations"),
           N_("Shows who is asked to the appointment, sends, and notes what they say."),
           (*_APPOINTMENTS, "calendar.meetings", "calendar.meeting_people"), Group.AREA),
    Action("invite.read", ("E",), N_("Read answers"),
           N_("Reads answers out of mails and calendar files; a list shows first what each does."),
           (*_ONE, *_LIST), Group.AREA, writes=True),
    Action("request.read", ("E",), N_("Read mails"),
           N_("Reads invitations of others out of mails and calendar files; a list shows first "
              "what each does."), ("calendar.requests",), Group.AREA, writes=True),
    Action("invite.again", ("A",), N_("Send again"),
           N_("Sends the invitation once more to the person under the cursor."), _ONE, Group.AREA,
           writes=True),
    Action("invite.decide", ("Z",), N_("Other time"),
           N_("Takes or declines the other time that somebody proposes."), _ONE, Group.AREA,
           writes=True),
    Action("invite.log", ("L",), N_("Log"),
           N_("Shows what went to whom and what came back."), _ONE, Group.AREA),
    Action("invite.import", ("K",), N_("Calendar in"),
           N_("Takes over appointments out of a calendar file; a list shows first what each "
              "does."), _LIST, Group.AREA, writes=True),
    Action("invite.hand_on", ("X",), N_("Calendar out"),
           N_("Writes a calendar of everybody, a person, a team or a vehicle as a file for other "
              "programs."), _LIST, Group.AREA),
)  # fmt: skip
