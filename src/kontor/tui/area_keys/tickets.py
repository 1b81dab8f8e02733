"""Keys of cases, calls and devices."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action("call.ticket", ("f7",), N_("Case"), N_("Notes the call and opens a case of it."),
           ("tickets.call",), Group.FORM, writes=True),
    Action("call.lead", ("f9",), N_("Lead"), N_("Notes the call and makes a lead of it."),
           ("tickets.call",), Group.FORM, writes=True),
)  # fmt: skip
