"""What comes after the screen has closed: another file, and what must be done before it opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Next(NamedTuple):
    """What comes after the screen has closed.

    Args:
        path: the file to open then.
        job: something that needs the file closed, such as going back to a backup; what it gives
            is told on the next screen.
        view: name of the view to begin with.
        language: what to speak from now on; as before when empty.
    """

    path: Path
    job: Callable[[], str] | None = None
    view: str = ""
    language: str = ""
