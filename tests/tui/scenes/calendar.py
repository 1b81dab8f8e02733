"""Appointments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.calendar_firm import full
from tests.tui.look import Scenes, Shown
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "week": ("calendar.week", []),
    "crew": ("calendar.crew", ["down", "down", "down"]),
    "day": ("calendar.day", []),
    "month": ("calendar.month", []),
    "agenda": ("calendar.agenda", []),
    "absences": ("calendar.absences", []),
    "tasks": ("calendar.tasks", []),
    "line": ("calendar.week", ["n", *"Do 14-16 Huber Aufmass +Lindner"]),
    "move": ("calendar.crew", ["M", "right", "down"]),
    "sheet": ("calendar.week", ["down", "down", "enter"]),
    "form": ("calendar.week", ["down", "down", "e"]),
    "series": ("calendar.week", ["down", "greater_than_sign"]),
    "finder": ("calendar.week", ["F", "tab", *"Lindner", "ctrl+s"]),
    "absence": ("calendar.absences", ["n"]),
    "capacity": ("calendar.crew", ["a"]),
    "menu": ("calendar.week", ["full_stop"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with a week of everything."""
    with office(place) as store:
        if not empty:
            full(store)
        yield Shown(session(store))
