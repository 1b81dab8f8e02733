"""The style sheet: where it lies, and that it is read once for each set of colours."""

from __future__ import annotations

from pathlib import Path

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

import kontor

_SOURCES = 512


class Sheet(Stylesheet):
    """Rules by source are kept until the colours change.

    Textual parses all of them anew three times before the first frame; they are the same each time.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Forget what was parsed, if the colours are others."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is not known yet with these colours."""
        self.parse()


def stylesheet() -> Path:
    """Path of `screens.css`; asks the package, so that a stale copy elsewhere is never taken."""
    package = Path(kontor.__file__).parent
    packed = package / "screens.css"
    return packed if packed.is_file() else package.parents[1] / "screens.css"
