"""DATEV files (EXTF, DTVF): header of 31 fields, captions, rows; categories 16, 20, 21."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.contacts.formats.table import Table, cells, decoded

PARTNERS, ACCOUNT_NAMES, ENTRIES = 16, 20, 21
_MARKS = ("EXTF", "DTVF")


class Extf(NamedTuple):
    """A DATEV file: what its header says, and its rows with the line they stand on."""

    category: int
    version: int
    year_start: date | None
    first: date | None
    last: date | None
    account_length: int
    chart: str
    label: str
    captions: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str

    def table(self) -> Table:
        """The rows under their captions."""
        return Table(self.captions, self.rows, ";", self.encoding)


def is_extf(data: bytes) -> bool:
    """Whether the file begins like a DATEV file."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b'"')[:4] in {b"EXTF", b"DTVF"}


def read_extf(data: bytes) -> Extf:
    """Read a DATEV file.

    Raises:
        InputError: no DATEV file, or its header is damaged.
    """
    text, encoding = decoded(data)
    lines = list(cells(text.removeprefix("\ufeff"), ";"))
    if not lines or lines[0][1][0] not in _MARKS:
        raise InputError(
            N_("This is not a DATEV file."), hint=N_("Its first line begins with EXTF.")
        )
    head = [*lines[0][1], *[""] * 31]
    try:
        category, version = int(head[2]), int(head[4] or 0)
        length = int(head[13] or 4)
        year_start, first, last = _day(head[12]), _day(head[14]), _day(head[15])
    except ValueError as error:
        raise InputError(N_("The first line of the DATEV file is damaged.")) from error
    if len(lines) < 2:
        raise InputError(N_("The DATEV file has no rows."))
    return Extf(
        category,
        version,
        year_start,
        first,
        last,
        length if 4 <= length <= 8 else 4,
        {"03": "skr03", "04": "skr04"}.get(head[26].strip(), ""),
        head[16],
        tuple(cell.strip() for cell in lines[1][1]),
        tuple(lines[2:]),
        encoding,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
