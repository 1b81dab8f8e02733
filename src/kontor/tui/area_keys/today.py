"""Keys of Today."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action("today.backup", ("B",), N_("Back up"), N_("Makes a verified backup now."),
           ("today.today",), Group.AREA),
)  # fmt: skip
