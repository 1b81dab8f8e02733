"""Calendar files cut into parts before any of them is read: a bad part costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kontor.base.encoding import read_text
from kontor.base.errors import InputError
from kontor.base.i18n import N_

LARGEST = 5_000_000
MOST = 5_000  # parts of a file
LINE = 64_000  # characters of one line after folding
_PARTS = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_FOLD = re.compile(r"\n[ \t]")


class Block(NamedTuple):
    """One part of a calendar; `number` counts the appointments of the file.

    `whole` unless its end is missing; `cut` names the lines that were made shorter.
    """

    kind: str
    number: int
    text: str
    whole: bool
    cut: tuple[str, ...]


class Sheet(NamedTuple):
    """One calendar of a file."""

    method: str
    blocks: tuple[Block, ...]


@dataclass
class _Open:
    """A part whose end has not come yet."""

    kind: str
    lines: list[str]
    depth: int = 0
    cut: list[str] = field(default_factory=list)

    def block(self, number: int, *, whole: bool) -> Block:
        ends = [] if whole else [f"END:{self.kind}"]
        text = "\r\n".join([*self.lines, *ends, ""])
        return Block(self.kind, number, text, whole, tuple(dict.fromkeys(self.cut)))


def sheets(data: bytes) -> list[Sheet]:
    """The calendars of a file with their parts.

    Raises:
        InputError: no calendar, too large, or too many parts; nothing was taken.
    """
    if len(data) > LARGEST:
        raise InputError(
            N_("The calendar is larger than {limit} MB."),
            hint=N_("Export a shorter time from the other program."), limit=LARGEST // 1_000_000,
        )  # fmt: skip
    text = read_text(data)[0].replace("\r\n", "\n").replace("\r", "\n")
    lines = _FOLD.sub("", text.lstrip("\ufeff")).split("\n")
    found = list(_sheets(lines))
    if not found:
        raise InputError(
            N_("This is no calendar."),
            hint=N_("A calendar file (.ics) begins with BEGIN:VCALENDAR."),
        )
    if sum(len(sheet.blocks) for sheet in found) > MOST:
        raise InputError(
            N_("The calendar holds more than {limit} entries."),
            hint=N_("Export a shorter time from the other program."), limit=MOST,
        )  # fmt: skip
    return found


def _sheets(lines: list[str]) -> Iterator[Sheet]:
    reader: _Reader | None = None
    number = 0
    for line in lines:
        head = line[:80].strip().upper()
        if head == "BEGIN:VCALENDAR":
            if reader is not None:
                yield reader.sheet()
            reader = _Reader(number)
        elif reader is not None and head == "END:VCALENDAR":
            yield reader.sheet()
            number, reader = reader.number, None
        elif reader is not None:
            reader.take(line, head)
    if reader is not None:  # the file was cut off
        yield reader.sheet()


class _Reader:
    """Takes the lines of one calendar."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.method = ""
        self.blocks: list[Block] = []
        self.open: _Open | None = None

    def take(self, line: str, head: str) -> None:
        """One line, already unfolded."""
        word, _colon, name = head.partition(":")
        if word == "BEGIN" and name in _PARTS:
            self._close(whole=False)
            self.open = _Open(name, [line.strip()])
        elif self.open is None:
            if word == "METHOD":
                self.method = name.strip()
        elif head == f"END:{self.open.kind}":
            self.open.lines.append(line.strip())
            self._close(whole=True)
        else:
            self._inside(self.open, line, word)

    def _inside(self, part: _Open, line: str, word: str) -> None:
        if word == "BEGIN" and part.kind == "VEVENT":
            part.depth += 1  # alarms say nothing about the appointment
        elif word == "END" and part.depth:
            part.depth -= 1
        elif not part.depth and line.strip():
            name = re.split(r"[;:]", line[:60], maxsplit=1)[0].strip().upper()
            if len(line) > LINE:
                part.cut.append(name)
                if name == "ATTACH" or ":" not in line[:LINE]:
                    return
            part.lines.append(line[:LINE])

    def _close(self, *, whole: bool) -> None:
        if self.open is not None:
            self.number += self.open.kind == "VEVENT"
            self.blocks.append(self.open.block(self.number, whole=whole))
            self.open = None

    def sheet(self) -> Sheet:
        """What was taken."""
        self._close(whole=False)
        return Sheet(self.method, tuple(self.blocks))
