"""The line while it is read: what was taken already is blanked, so that no pass reads it twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime

from kontor.base.errors import Finding, Severity
from kontor.calendar.kinds.entry import Known, Part, Piece

TAKEN = "\x00"
DAY = "\x01\x02*"  # a day in a masked line
WEEKDAY = "\x03\x04*"  # a weekday in a masked line
_WORD = re.compile(rf"[^\s{TAKEN}]+")


class Scan:
    """A line, what of it is left, and what was found in it.

    `flat` is as long as `text`, in small letters without accents, so that a place in the one is the
    same place in the other.
    """

    def __init__(self, text: str, now: datetime, known: Known) -> None:
        self.text, self.now, self.known = text, now, known
        self.flat = flat(text)
        self.parts: list[Part] = []
        self.findings: list[Finding] = []

    @property
    def today(self) -> date:
        """The day on which the line is typed."""
        return self.now.date()

    def take(self, piece: Piece, start: int, end: int) -> str:
        """Mark a stretch as understood; gives its text."""
        self.parts.append(Part(piece, start, end))
        self.flat = self.flat[:start] + TAKEN * (end - start) + self.flat[end:]
        return self.text[start:end]

    def search(
        self,
        pattern: re.Pattern[str],
        wanted: Callable[[re.Match[str]], bool] | None = None,
        *,
        masked: str = "",
    ) -> re.Match[str] | None:
        """The first match in what is left, or in its masked form, that is wanted."""
        for match in pattern.finditer(masked or self.flat):
            if wanted is None or wanted(match):
                return match
        return None

    def masked(
        self, pattern: re.Pattern[str], mask: str, wanted: Callable[[re.Match[str]], bool]
    ) -> str:
        """The line with all that a pattern finds as a mask (`DAY`, `WEEKDAY`) of the same length.

        Patterns over masks stay small, and so do the times to build and to run them.
        """

        def hidden(match: re.Match[str]) -> str:
            if not wanted(match):
                return match[0]
            return mask[0] + mask[1] * (len(match[0]) - 1)

        return pattern.sub(hidden, self.flat)

    def said(self, match: re.Match[str], group: str | int = 0) -> str:
        """What stands in the line where a pattern over masks found a group; empty for none."""
        start, end = match.span(group)
        return self.flat[start:end] if start >= 0 else ""

    def words(self) -> list[tuple[int, int]]:
        """The words that are left, by their place."""
        return [match.span() for match in _WORD.finditer(self.flat)]

    def runs(self, longest: int) -> Iterator[tuple[int, int]]:
        """Stretches of words that are left and stand together, the longest first."""
        words = self.words()
        for count in range(min(longest, len(words)), 0, -1):
            for place in range(len(words) - count + 1):
                start, end = words[place][0], words[place + count - 1][1]
                if TAKEN not in self.flat[start:end]:
                    yield start, end

    def has(self, piece: Piece) -> bool:
        """Whether such a piece was found already."""
        return any(part.piece is piece for part in self.parts)

    def say(
        self, code: str, message: str, severity: Severity, *, remedy: str = "", **values: object
    ) -> None:
        """Note a finding; the same one is said once."""
        finding = Finding(code, "", message, remedy, severity, tuple(values.items()))
        if finding not in self.findings:
            self.findings.append(finding)


def flat(text: str) -> str:
    """Small letters without accents, each in its place; `ß` is `s`."""
    return text.lower() if text.isascii() else "".join(map(_bare, text))


def _bare(char: str) -> str:
    if char == "ß":
        return "s"
    bare = unicodedata.normalize("NFKD", char)[:1].lower()[:1]
    return bare if bare and bare != TAKEN else "?"
