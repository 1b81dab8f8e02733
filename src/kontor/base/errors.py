"""One tree of errors and the findings of checks.

An error says what is wrong, that nothing was lost, and what to do. Its text is a message id with
values, so that each face shows it in the language of the reader.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple

from kontor.base.i18n import _


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    LOCKED = 3
    NOT_OURS = 4
    DAMAGED = 5
    READ_ONLY = 6
    DISK_FULL = 7


class KontorError(Exception):
    """Anything that Kontor refuses or cannot do; shown by one presenter in each face.

    Args:
        message: message id, with `{names}` for the values.
        hint: message id of what to do next.
        field: name of the input field that is wrong.
        values: what fills the names in message and hint.
    """

    exit_code = Exit.USAGE

    def __init__(self, message: str, *, hint: str = "", field: str = "", **values: object) -> None:
        super().__init__(message)
        self.message, self.hint, self.field, self.values = message, hint, field, values

    def __str__(self) -> str:
        return _fill(self.message, self.values)

    @property
    def advice(self) -> str:
        """What to do next, in the reader's language; may be empty."""
        return _fill(self.hint, self.values) if self.hint else ""


class InputError(KontorError):
    """A typed or imported value that cannot be understood or must not be."""


class NotFound(KontorError):
    """A record that was named does not exist."""


class Refused(KontorError):
    """A request that the rules forbid; the text says why and what to do instead."""


class Locked(KontorError):
    """Another instance has the file open for writing."""

    exit_code = Exit.LOCKED


class NotOurs(KontorError):
    """The file is not a Kontor file, or newer than this program."""

    exit_code = Exit.NOT_OURS


class Damaged(KontorError):
    """The file, a backup or a chain is damaged."""

    exit_code = Exit.DAMAGED


class ReadOnly(KontorError):
    """The file can only be read."""

    exit_code = Exit.READ_ONLY


class DiskFull(KontorError):
    """No space is left."""

    exit_code = Exit.DISK_FULL


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """One result of a check (Befund): values, not an exception, so that all are shown at once.

    `message` and `remedy` are message ids filled from `values`; `where` is `area:id` or a place.
    """

    code: str
    where: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR
    values: tuple[tuple[str, object], ...] = ()
    field: str = ""
    law: str = ""

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return _fill(self.message, dict(self.values))

    @property
    def advice(self) -> str:
        """The remedy in the reader's language; may be empty."""
        return _fill(self.remedy, dict(self.values)) if self.remedy else ""


def _fill(message: str, values: dict[str, object]) -> str:
    text = _(message)
    return text.format_map(values) if values else text
