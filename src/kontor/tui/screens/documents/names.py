"""Words and states of archived documents as the screen shows them."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.widgets.columns import GOOD, MUTED, WARN, State

STATES = {
    "issued": State("✓", N_("sent out"), GOOD),
    "draft": State("✎", N_("draft"), WARN),
    "over": State("◌", N_("time is over"), MUTED),
}


def state_of(*, issued: bool, over: bool) -> str:
    """Code of the state: a draft, issued, or its legal time is over."""
    if not issued:
        return "draft"
    return "over" if over else "issued"


def size_text(size: int) -> str:
    """A size of a file as people read it."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{(size + 500) // 1_000} kB"
    tenths = (size + 50_000) // 100_000
    return f"{tenths // 10},{tenths % 10} MB"
