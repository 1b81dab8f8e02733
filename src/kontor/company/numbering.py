"""Number ranges (Nummernkreise): patterns such as `RE-{year}-{number:04}`; pure functions.

A pattern with the year starts again each year, with the month each month. The number is `max + 1`
of what was used in the same period; it is drawn at issuing only, so that there are no gaps
(§ 14 (4) Nr. 4 UStG asks for numbers that are given once).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kontor.base.errors import InputError
from kontor.base.i18n import N_

_FIELD = re.compile(r"\{(year|yy|month|number)(?::0([1-9]))?\}")
_PLAIN = re.compile(r"[A-Za-z0-9/_.+-]*")
LENGTH = 36  # of a document number in DATEV (Belegfeld 1)


def check_pattern(pattern: str) -> str:
    """The pattern, if numbers can be made of it.

    Raises:
        InputError: unknown field, no counter or two, a sign that other programs refuse, too long.
    """
    fields = [found[1] for found in _FIELD.finditer(pattern)]
    if fields.count("number") != 1 or len(set(fields)) != len(fields):
        raise InputError(
            N_("The pattern needs {sample} exactly once."), sample="{number:04}", field="pattern"
        )
    if "month" in fields and not {"year", "yy"} & set(fields):
        raise InputError(
            N_("A pattern with the month needs the year, or numbers repeat."), field="pattern"
        )
    if any(found[2] and found[1] != "number" for found in _FIELD.finditer(pattern)):
        raise InputError(N_("Only {sample} has digits."), sample="{number:04}", field="pattern")
    if not _PLAIN.fullmatch(_FIELD.sub("", pattern)):
        raise InputError(
            N_("Use letters, digits and {signs} beside the fields {fields}."),
            signs="- / _ . +",
            fields="{year} {yy} {month} {number:04}",
            field="pattern",
        )
    if len(number_text(pattern, date(2026, 12, 31), 999_999)) > LENGTH:
        raise InputError(
            N_("The number gets longer than {limit} characters."), limit=LENGTH, field="pattern"
        )
    return pattern


def number_text(pattern: str, day: date, number: int) -> str:
    """The number as it stands on the document."""

    def put(found: re.Match[str]) -> str:
        if found[1] == "number":
            return f"{number:0{found[2] or 1}d}"
        return {"year": f"{day:%Y}", "yy": f"{day:%y}", "month": f"{day:%m}"}[found[1]]

    return _FIELD.sub(put, pattern)


def number_frame(pattern: str, day: date) -> tuple[str, str]:
    """What stands before and after the counter in the period of this day."""
    before, after = re.split(r"\{number(?::0[1-9])?\}", pattern)
    return number_text(before, day, 0), number_text(after, day, 0)


def counter_of(pattern: str, day: date, text: str) -> int | None:
    """The counter in a number of this pattern and the period of the day; None if it is another."""
    before, after = number_frame(pattern, day)
    if not (text.startswith(before) and text.endswith(after)):
        return None
    digits = text[len(before) : len(text) - len(after)] if after else text[len(before) :]
    return int(digits) if re.fullmatch(r"[0-9]{1,15}", digits) else None


def highest(pattern: str, day: date, used: Iterable[str]) -> int:
    """The highest counter among numbers of the period; 0 without any."""
    return max((counter_of(pattern, day, text) or 0 for text in used), default=0)


def gaps(pattern: str, day: date, used: Iterable[str], first: int = 1) -> list[str]:
    """Numbers of the period that nobody used though a later one was (Lücken)."""
    there = {count for text in used if (count := counter_of(pattern, day, text)) is not None}
    return [
        number_text(pattern, day, number)
        for number in range(first, max(there, default=0))
        if number not in there
    ]
