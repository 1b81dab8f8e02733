"""Keys of date polls: answers, times, people, mails, the end."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_ONE = ("calendar.poll",)
_BOTH = ("calendar.polls", "calendar.poll")

ACTIONS: tuple[Action, ...] = (
    Action("poll.yes", ("plus",), N_("Yes"),
           N_("Notes a yes of this person to this time and goes on to the next one."),
           _ONE, Group.AREA, writes=True),
    Action("poll.maybe", ("asterisk",), N_("If need be"),
           N_("Notes that this time suits if need be and goes on to the next one."),
           _ONE, Group.AREA, writes=True),
    Action("poll.no", ("minus",), N_("No"),
           N_("Notes a no of this person to this time and goes on to the next one."),
           _ONE, Group.AREA, writes=True),
    Action("poll.turn", ("space",), N_("Other answer"),
           N_("Changes the answer: yes, if need be, no, none."), _ONE, Group.AREA, writes=True),
    Action("poll.say", ("P",), N_("Answer text"),
           N_("Enters an answer in its own words, typed or pasted out of a mail."),
           _ONE, Group.AREA, writes=True),
    Action("poll.read", ("E",), N_("Read answers"),
           N_("Reads answers out of mails and folders; a list shows first what each does."),
           _BOTH, Group.AREA, writes=True),
    Action("poll.again", ("A",), N_("Remind"),
           N_("Writes a reminder to everybody who has not answered."), _BOTH, Group.AREA,
           writes=True),
    Action("poll.slot", ("T",), N_("Propose times"),
           N_("Proposes free times of everybody who must be there, or typed ones."),
           _BOTH, Group.AREA, writes=True),
    Action("poll.person", ("L",), N_("Ask somebody"), N_("Asks one more person."),
           _BOTH, Group.AREA, writes=True),
    Action("poll.final", ("F",), N_("Fix date"),
           N_("Fixes the time: makes the appointment and goes on to its invitations."),
           _BOTH, Group.AREA, writes=True),
    Action("poll.close", ("C",), N_("Close or open"),
           N_("Takes no more answers, or takes them again."), _BOTH, Group.AREA, writes=True),
)  # fmt: skip
