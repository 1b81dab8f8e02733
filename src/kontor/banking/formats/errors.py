"""Refusals of the statement readers: always the whole file, always with the place."""

from __future__ import annotations

from typing import NamedTuple

from kontor.base.errors import Refused


class FileRefused(Refused):
    """A statement file that cannot or must not be read; nothing of it is stored.

    `file` names the file inside a ZIP archive, when there is one.
    """

    file = ""

    def __str__(self) -> str:
        text = super().__str__()
        return f"{self.file}: {text}" if self.file else text


class Sheet(NamedTuple):
    """The beginning of a table that no profile knows, as material for the column mapper."""

    separator: str
    header_line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class UnknownColumns(FileRefused):
    """A table whose columns no profile knows; `sheet` is what the mapper shows."""

    def __init__(self, message: str, sheet: Sheet, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.sheet = sheet
