"""People, teams and vehicles of the firm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kontor.calendar.kinds.appointments import CrewKind
from kontor.tui.screens.calendar.staff_sheet import OneScreen
from tests.tui.calendar_firm import full
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "list": ("calendar.staff", ["down", "down"]),
    "person": ("calendar.staff", ["down", "down", "enter"]),
    "team": ("calendar.staff", ["down", "down", "down", "down", "down", "enter"]),
    "vehicle": ("record:vehicle", []),
    "new": ("calendar.staff", ["n"]),
    "form": ("calendar.staff", ["down", "e"]),
    "new-team": ("calendar.staff", ["n", "down", "enter"]),
    "join": ("calendar.staff", ["J"]),
    "end": ("calendar.staff", ["X"]),
    "menu": ("calendar.staff", ["full_stop"]),
    "list-empty": ("calendar.staff", []),
}


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with five people, two teams and two vehicles, or with nobody."""
    with office(place) as store:
        if not empty:
            full(store)
        app = session(store)
        starts = {"record:vehicle": lambda: app.push_screen(OneScreen(CrewKind.VEHICLE, 1))}
        yield Shown(app, starts)
