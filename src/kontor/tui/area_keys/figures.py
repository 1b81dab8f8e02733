"""Keys of the figures."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

ACTIONS: tuple[Action, ...] = (
    Action("figures.compare", ("comma",), N_("Compare"),
           N_("Compares with the year before, or with the period before."),
           ("figures.bwa",), Group.VIEW),
)  # fmt: skip
