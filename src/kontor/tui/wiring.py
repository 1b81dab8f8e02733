"""What the app is given from outside; `bootstrap` or a test fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kontor.tui.protocols import DraftKeeper, Search, Store
from kontor.tui.spec import AreaSpec


def _nothing(_typed: str) -> tuple[()]:
    return ()


def _unknown(_typed: str) -> str | None:
    return None


@dataclass
class Wiring:
    """Everything the screen needs.

    Args:
        store: the open file.
        areas: what there is to show, in the order of the digits.
        drafts: keeps unfinished forms.
        today: the day, asked each time.
        firm: name for the title line.
        search: asked in a thread; its hits carry a target `<ref>:<id>`, `view:…` or `act:…`.
        number: target of a number that people type after `#`; nothing when unknown.
        handbook: folder with `<language>/<page>.md`.
        reports: folder for reports of mistakes.
        folder: where exports go unless people say otherwise.
        keymap: own keys, action id → keys with commas between.
        theme: name of the theme.
        quiet: no box lines, no movement, ASCII states.
        ahead: make the note of the next call before it rings.
        saved: what is certainly stored, for the sentence after a crash.
    """

    store: Store
    areas: Sequence[AreaSpec]
    drafts: DraftKeeper
    today: Callable[[], date]
    firm: Callable[[], str] = str
    search: Search = _nothing
    number: Callable[[str], str | None] = _unknown
    handbook: Path = field(default_factory=lambda: Path(__file__).parents[1] / "handbook")
    reports: Path | None = None
    folder: Path = field(default_factory=Path.home)
    keymap: Mapping[str, str] = field(default_factory=dict)
    theme: str = "kontor-dark"
    quiet: bool = False
    ahead: bool = False
    saved: Callable[[], str] = str
