"""Keys of Today."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action("today.backup", ("B",), N_("Back up"), N_("Makes a verified backup now."),
           ("today.today",), Group.AREA),
    Action("duty.later", ("Z",), N_("Put off"),
           N_("Puts the deadline off: until that day nobody is told."),
           ("today.deadlines",), Group.AREA, writes=True),
    Action("duty.owner", ("O",), N_("Who"), N_("Says who takes care of the deadline."),
           ("today.deadlines",), Group.AREA, writes=True),
)  # fmt: skip
