"""Keys of reminders."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_LIST = ("sales.reminders",)

ACTIONS: tuple[Action, ...] = (
    Action("reminders.claims", ("Z",), N_("Interest"),
           N_("Asks for interest and costs of a reminder, or waives them with a reason."),
           _LIST, Group.AREA, writes=True),
    Action("reminders.off", ("X",), N_("Put off"),
           N_("Puts reminders off with the reason, or takes them back in."),
           _LIST, Group.AREA, writes=True),
    Action("reminders.left", ("L",), N_("Left out"),
           N_("Shows what the run left out and why, or the letters again."), _LIST, Group.AREA),
    Action("reminders.block", ("B",), N_("Block"),
           N_("Blocks reminders to a customer, with the reason."), _LIST, Group.AREA, writes=True),
)  # fmt: skip
