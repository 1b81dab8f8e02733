"""Where the style sheet lies: packed into the wheel, or at the top level of a checkout."""

from __future__ import annotations

from pathlib import Path

import kontor


def stylesheet() -> Path:
    """Path of `screens.css`; asks the package, so that a stale copy elsewhere is never taken."""
    package = Path(kontor.__file__).parent
    packed = package / "screens.css"
    return packed if packed.is_file() else package.parents[1] / "screens.css"
