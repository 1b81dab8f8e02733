"""Tables in text files (CSV): encoding, separator and heading found, lines counted."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kontor.base.encoding import read_text
from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import fold

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE
MOST_ROWS = 100_000
_SEPARATORS = ";,\t|"
_LOOK = 20  # lines that show the separator


class Table(NamedTuple):
    """A text file as rows of cells; each row knows its line in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    encoding: str

    @property
    def signature(self) -> str:
        """The same for files with the same heading: what a saved mapping belongs to."""
        return signature_of(self.header)


def read_table(data: bytes) -> Table:
    """Read a CSV file, whatever program wrote it.

    Raises:
        InputError: too large, no text, no table, or quotes that never end; nothing was taken.
    """
    text, encoding = decoded(without_hint(data))
    separator = find_separator(text)
    if separator is None:
        raise InputError(
            N_("No table was found in this file."),
            hint=N_("Save it as CSV with a heading line and try again."),
        )
    lines = list(cells(text, separator))
    if not lines:
        raise InputError(N_("The file is empty."))
    (_, header), *rows = lines
    return Table(tuple(cell.strip() for cell in header), tuple(rows), separator, encoding)


def without_hint(data: bytes) -> bytes:
    """A list without the line `sep=;` that spreadsheets put in front; an empty one stays there."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()  # spreadsheets write their text like this
    first, _newline, rest = data.partition(b"\n")
    bare = first.removeprefix(b"\xef\xbb\xbf").strip().lower()
    return b"\n" + rest if bare.startswith(b"sep=") else data


def decoded(data: bytes, *, largest: int = LARGEST) -> tuple[str, str]:
    """The text of a file and its encoding; a file that is too large is refused at once."""
    if len(data) > largest:
        raise InputError(
            N_("The file has {size} MB; more than {limit} MB are not read."),
            size=len(data) // MEGABYTE,
            limit=largest // MEGABYTE,
        )
    if not data.strip():
        raise InputError(N_("The file is empty."))
    text, encoding = read_text(data)
    if "\0" in text:
        raise InputError(N_("This file is not a text file."))
    return text, encoding


def find_separator(text: str) -> str | None:
    """The sign that cuts the first lines into the same number of cells, most often."""
    head = [line[:5000] for line in text[:200_000].splitlines() if line.strip()][:_LOOK]
    best, points = None, 0
    for separator in _SEPARATORS:
        counts = Counter(len(row) for row in csv.reader(head, delimiter=separator))
        (columns, lines), *_ = counts.most_common(1) or [(1, 0)]
        if columns > 1 and lines * min(columns, 50) > points:
            best, points = separator, lines * min(columns, 50)
    if best is None and head and len(head[0]) < 200 and len(head) > 1:
        return ";"  # one column only
    return best


def cells(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and cells of each row that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start, count = 1, 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                count += 1
                if count > MOST_ROWS + 1:
                    raise InputError(N_("More than {limit} lines are not read."), limit=MOST_ROWS)
                yield start, tuple(row)
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            N_("Line {line} cannot be read: a quotation mark is missing or a cell is too long."),
            line=start,
        ) from error


def signature_of(header: Sequence[str]) -> str:
    """A fingerprint of a heading line."""
    joined = "\n".join(" ".join(fold(cell).split()) for cell in header)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@＝＋－＠") else cell
