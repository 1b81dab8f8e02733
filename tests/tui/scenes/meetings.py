"""Meetings, their lists and windows, the resolution book, rules and instructions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.look import Scenes, Shown
from tests.tui.meetings_firm import full
from tests.tui.own import session
from tests.tui.sales_firm import office

SCENES: Scenes = {
    "list": ("calendar.meetings", []),
    "rules": ("calendar.meetings", ["V"]),
    "terms": ("calendar.meetings", ["V", "e"]),
    "new": ("calendar.meetings", ["n"]),
    "book": ("calendar.resolutions", []),
    "register": ("calendar.instructions", []),
    "owners": ("owners", []),
    "agenda": ("owners", ["T"]),
    "item": ("owners", ["T", "e"]),
    "people": ("owners", ["L"]),
    "ballots": ("owners", ["S"]),
    "vote": ("owners", ["B"]),
    "motion": ("owners", ["A"]),
    "lines": ("owners", ["I"]),
    "task": ("owners", ["Z"]),
    "papers": ("owners", ["p"]),
    "menu": ("owners", ["full_stop"]),
    "noquorum": ("owners", ["X", *"Amsel", "enter", "B"]),
    "guild": ("guild", []),
    "guildpeople": ("guild", ["L"]),
    "guildballots": ("guild", ["S"]),
    "election": ("guild", ["V"]),
    "runoff": ("guild", ["S", "V"]),
    "site": ("site", []),
    "sitelines": ("site", ["I"]),
    "team": ("team", []),
    "sent": ("team", ["E"]),
    "open": ("team", ["O"]),
}  # fmt: skip


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """A firm with meetings of every state."""
    with office(place) as store:
        keys = {} if empty else full(store)._asdict()
        app = session(store)
        starts = {
            name: (lambda key=key: app.open_record(f"calendar:meeting/{key}"))
            for name, key in keys.items()
        }
        yield Shown(app, starts)
