"""Keys of the calendar: plans, moving, absences."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_PLANS = ("calendar.day", "calendar.week", "calendar.crew", "calendar.month")
_ALL = (*_PLANS, "calendar.agenda", "calendar.appointment")

_ABSENCES = ("calendar.absences", "calendar.absence")
_STAFF = ("calendar.staff", "calendar.one")

ACTIONS: tuple[Action, ...] = (
    Action("plan.later", ("plus",), N_("Later"),
           N_("The next day, week or month; while moving, a quarter of an hour longer."),
           (*_PLANS, "calendar.times"), Group.VIEW),
    Action("plan.earlier", ("minus",), N_("Earlier"),
           N_("The last day, week or month; while moving, a quarter of an hour shorter."),
           (*_PLANS, "calendar.times"), Group.VIEW),
    Action("plan.today", ("H",), N_("Today"), N_("Back to today."), _PLANS, Group.VIEW),
    Action("plan.jump", ("z",), N_("Go to day"), N_("Goes to a day by its date or week."),
           _PLANS, Group.VIEW),
    Action("plan.move", ("M",), N_("Reschedule"),
           N_("Takes the appointment up: arrows move it, + and - change its length, Enter leaves "
              "it there, Esc puts it back; clashes show at once."),
           _PLANS, Group.AREA, writes=True),
    Action("plan.day_on", ("greater_than_sign",), N_("A day later"),
           N_("Moves the appointment to the next day."), _ALL, Group.AREA, writes=True),
    Action("plan.day_back", ("less_than_sign",), N_("A day earlier"),
           N_("Moves the appointment to the day before."), _ALL, Group.AREA, writes=True),
    Action("plan.find", ("F",), N_("Find a time"),
           N_("Proposes the best times at which everybody who is needed is free."),
           _PLANS, Group.AREA),
    Action("absence.approve", ("E",), N_("Approve"), N_("Grants the absence that is asked for."),
           _ABSENCES, Group.AREA, writes=True),
    Action("absence.decline", ("X",), N_("Turn down"),
           N_("Declines the absence that is asked for, with a word about it."),
           _ABSENCES, Group.AREA, writes=True),
    Action("task.about", ("B",), N_("Belongs to"), N_("Opens what the task belongs to."),
           ("calendar.tasks", "calendar.task"), Group.AREA),
    Action("staff.join", ("J",), N_("Into a team"),
           N_("Puts somebody into a team from a day on."), _STAFF, Group.AREA, writes=True),
    Action("staff.part", ("V",), N_("Out of a team"),
           N_("Takes somebody out of a team from a day on."), _STAFF, Group.AREA, writes=True),
    Action("staff.end", ("X",), N_("Last day"),
           N_("Notes the last day of a person, team or vehicle, or takes it back."),
           _STAFF, Group.AREA, writes=True),
    Action("staff.away", ("B",), N_("Absence"), N_("Notes that this person will not be there."),
           _STAFF, Group.AREA, writes=True),
    Action("staff.open", ("P",), N_("Person"),
           N_("Opens the person, team or vehicle as a sheet."),
           ("calendar.crew", *_ABSENCES), Group.AREA),
)  # fmt: skip
