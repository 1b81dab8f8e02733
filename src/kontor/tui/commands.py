"""The palette: commands, screens and records by name, umlauts folded; and the menu of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.base.i18n import N_, _
from kontor.tui.action import Action, Group, shown_key
from kontor.tui.screens.chooser import Chooser, Entry

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

_SCREENS = N_("Screens")


def action_entry(screen: BaseScreen, one: Action) -> Entry:
    """An action as a line to choose: name, key, sentence, or why it is impossible."""
    keys = screen.kontor.keymap_keys(one.id)
    return Entry(
        f"act:{one.id}", _(screen.label_of(one)), _(one.help), shown_key(keys[0]), one.group.value,
        screen.reason(one.id),
    )  # fmt: skip


def screen_entries(app: KontorApp) -> list[Entry]:
    """Every view of every area that is there, with the way to it from anywhere."""
    go = app.key_of("go.menu")
    return [
        Entry(f"view:{view.NAME}", f"{_(spec.label)} › {_(view.TITLE)}",
              key=f"{go} {spec.digit} {view.LETTER}" if view.LETTER else spec.digit, group=_SCREENS)
        for spec, view in app.areas.views()
    ]  # fmt: skip


def palette(app: KontorApp) -> Chooser:
    """Commands of this screen, all screens, and records from the search."""
    front = app.front
    entries: list[Entry] = []
    if front is not None:
        entries = [action_entry(front, one) for one in front.actions() if not one.silent]
        entries.sort(key=lambda entry: entry.group)
    return Chooser(
        _("Commands, screens, records"),
        [*entries, *screen_entries(app)],
        search=app.search,
        placeholder=_("What do you want to do?"),
    )


def action_menu(screen: BaseScreen) -> Chooser:
    """What can be done with this record; the impossible is grey and says why."""
    groups = {Group.RECORD, Group.STEPS, Group.AREA, Group.FORM}
    entries = [
        action_entry(screen, one)
        for one in screen.actions()
        if one.group in groups and not one.silent and one.id != "actions.menu"
    ]
    entries.sort(key=lambda entry: bool(entry.why_not))
    return Chooser(_("Actions"), [Entry(e.value, e.label, e.detail, e.key, "", e.why_not)
                                  for e in entries])  # fmt: skip
