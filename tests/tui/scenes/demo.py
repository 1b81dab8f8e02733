"""The shell over the pretended firm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tui.demo import make_app
from tests.tui.look import Scenes, Shown

SCENES: Scenes = {
    "list": ("", []),
    "list-marked": ("", ["down", "space", "space", "down"]),
    "filter": ("", ["slash", *"krüg"]),
    "detail": ("", ["enter"]),
    "form": ("", ["n"]),
    "form-fault": ("", ["n", "ctrl+s"]),
    "help": ("", ["question_mark"]),
    "palette": ("", ["colon", *"rech"]),
    "actions": ("", ["full_stop"]),
    "go": ("", ["g"]),
    "confirm": ("", ["down", "x"]),
    "word": ("", ["down", "w"]),
    "accounts": ("", ["2"]),
    "report": ("", ["2", "2"]),
    "picture": ("", ["2", "2", "a"]),
    "explain": ("", ["2", "2", "down", "i"]),
}


@contextmanager
def firm(place: Path, *, empty: bool) -> Iterator[Shown]:
    """The pretended firm; it is never empty."""
    yield Shown(make_app(place))
