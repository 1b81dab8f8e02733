"""An answer to proposed times as pieces: numbers, days, words that judge, everything else.

The words are rows of `data/answer-words.csv`, without accents and umlauts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.base.text import fold
from kontor.calendar.kinds.polls import Proposal

_HEAVY = 5  # words: what a condition or a foreign time weighs against a yes or no
_WEEK = 7
_SHORT_DAYS_OF = (
    "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
)  # fmt: skip
_LONG_DAYS_OF = (
    "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_UNITS = (
    r"(?:uhr|h|std|stunden?|min|minuten?|wochen?|tage?n?|monate?n?|jahre?n?|personen|leute|mann"
    r"|eur|euro|weeks?|days?|hours?|months?|years?|people|am|pm|o'clock)\b"
)
_OTHER_TIME = " @other@ @other@ "  # a time that is no proposal: the words around it are about it
_TIMES = re.compile(
    r"\b\d{1,2}[:.]\d{2}\s*(?:[-–]|bis|to)\s*\d{1,2}[:.]\d{2}(?:\s*(?:uhr|h)\b)?"
    r"|\b\d{1,2}:\d{2}(?:\s*(?:uhr|h|am|pm)\b)?"
    r"|\b\d{1,2}(?:[.]\d{2})?(?:\s*[-–]\s*\d{1,2})?\s*"
    + _UNITS
    + r"|(?:\+49|\b00?49|\b0\d{2,})[\d /()-]*\d"
)
_DATE = re.compile(
    r"\b(\d{1,2})\.( ?)(\d{1,2})(?:\.(?: ?(?:\d{4}|\d{2})\b)?|\b(?![.:]?\d))"
    r"|\b\d{4}-(\d\d)-(\d\d)\b"
)
_TOKEN = re.compile(
    r"@([a-z]+)(\d+)?@|(?<!\d)(\d{1,3})(?!\d)\.?|([a-z]+(?:'[a-z]+)?)|([✓✔☑👍])|([✗✘❌👎])|([,])"
    r"|([;.!\n])"
)
_SHORT_DAYS = re.compile(r"\b(Mo|Di|Mi|Do|Fr|Sa|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?")
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"\[\s*x\s*\]", " ✓ "),
        (r"\[\s*\]", " ✗ "),
        (r"(\d) works?\b", r"\1 ja"),
        (r"\bno\.? ?(?=\d)", " "),
        (r",[ \t]*\n", ", "),
        (r"\n\s*(?=(?:und|and|oder|or)\b)", " "),
        (r"^\s*(?:hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?"
         r"|dear|hello|good (?:morning|day|afternoon))\b[^\n,!.\d]*[,!.\n]", "\n"),
        (r"[^.!;\n]*\?", "\n"),  # a question is no answer
        (r"(?<!\d)(\d{1,2})(?:-|–| [-–] | bis | to )(?=\d{1,2}(?!\d))", r"\1 @range@ "),
        (r"(\d)\s?\+(?=\s*(?:[,;.\n]|$))|(\d)\+(?=\s+\d+[-+](?:\s|$))", r"\1\2 ja "),
        (r"(\d)\s?[-–](?=\s*(?:[,;.\n]|$))|(\d)[-–](?=\s+\d+(?:[-+](?:\s|$)| ja ))", r"\1\2 nein "),
    )
)  # fmt: skip


class Mark(Enum):
    """What a piece of an answer is."""

    NUMBER = "number"
    DAY = "day"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    NOT = "not"
    ALL = "all"
    REST = "rest"
    EXCEPT = "except"
    ONLY = "only"
    COMMA = "comma"
    STOP = "stop"
    RANGE = "range"
    OTHER = "other"


class Piece(NamedTuple):
    """A piece of an answer; of numbers and days the proposals that are meant."""

    mark: Mark
    numbers: tuple[int, ...] = ()


_MEANING = {"none": Piece(Mark.ALL, (-1,)), "filler": Piece(Mark.OTHER)}
_UNKNOWN = Piece(Mark.OTHER, (1,))


class _Vocabulary(NamedTuple):
    phrases: tuple[tuple[Mark, re.Pattern[str]], ...]
    words: dict[str, Piece]


@cache
def _vocabulary() -> _Vocabulary:
    phrases: dict[Mark, list[str]] = {}
    words = {}
    for row in data_rows("answer-words"):
        if row["kind"] == "phrase":
            phrases.setdefault(Mark(row["mark"]), []).append(row["text"])
            continue
        piece = _MEANING.get(row["mark"]) or Piece(Mark(row["mark"]))
        words.update(dict.fromkeys(row["text"].split(), piece))
    return _Vocabulary(
        tuple((mark, re.compile(rf"\b(?:{'|'.join(all_)})\b")) for mark, all_ in phrases.items()),
        words,
    )


def pieces(text: str, proposals: Sequence[Proposal]) -> list[Piece]:
    """The pieces of a text; whatever stands in it."""
    full = dict(zip(_SHORT_DAYS_OF, _LONG_DAYS_OF, strict=True))
    spelled = _SHORT_DAYS.sub(lambda match: full[match[1]], text)
    plain = fold(spelled).replace("@", " ").replace("\u2019", "'").replace("\u00b4", "'")
    for pattern, to in _REWRITES:
        plain = pattern.sub(to, plain)
    plain = _TIMES.sub(_OTHER_TIME, _with_days(plain, proposals))
    for mark, phrase in _vocabulary().phrases:
        plain = phrase.sub(f" @{mark.value}@ ", plain)
    return _ranges([_piece(match, proposals) for match in _TOKEN.finditer(plain)])


_GROUPS = ((5, Mark.YES), (6, Mark.NO), (7, Mark.COMMA), (8, Mark.STOP))


def _piece(match: re.Match[str], proposals: Sequence[Proposal]) -> Piece:
    if match[1] == Mark.DAY.value:
        return Piece(Mark.NUMBER, (proposals[int(match[2])].number,))
    if match[1]:
        return Piece(Mark(match[1]), (_HEAVY,) if match[1] == Mark.OTHER.value else ())
    if match[3]:
        return Piece(Mark.NUMBER, (int(match[3]),))
    if match[4]:
        return _vocabulary().words.get(match[4].replace("'", ""), _UNKNOWN)
    return Piece(next(mark for group, mark in _GROUPS if match[group]))


def _with_days(plain: str, proposals: Sequence[Proposal]) -> str:
    """Days of the text that only one proposal has become a sign for it, others one for no word."""
    days: dict[tuple[int, int], list[int]] = {}
    weekdays: dict[int, list[int]] = {}
    for place, one in enumerate(proposals):
        days.setdefault((one.starts.day, one.starts.month), []).append(place)
        weekdays.setdefault(one.starts.weekday(), []).append(place)
    numbers = {one.number for one in proposals}

    def sign(there: Sequence[int]) -> str:
        return f" @day{there[0]}@ " if len(there) == 1 else _OTHER_TIME

    def dated(match: re.Match[str]) -> str:
        day, month = (int(match[1]), int(match[3])) if match[1] else (int(match[5]), int(match[4]))
        there = days.get((day, month), [])
        if not there and {day, month} <= numbers:
            return match[0]  # `1. 2.` are numbers
        return sign(there)

    plain = _DATE.sub(dated, plain)
    for place, name in enumerate(_LONG_DAYS_OF):
        there = sign(weekdays.get(place % _WEEK, []))
        plain = re.sub(rf"\b{fold(name)}s?\b,?\s*(?:den |the )?(?=@day)", " ", plain)
        plain = re.sub(rf"\b{fold(name)}s?\b", there, plain)
    return plain


def _ranges(found: Sequence[Piece]) -> list[Piece]:
    """`1-3` as all numbers from 1 to 3."""
    out: list[Piece] = []
    for piece in found:
        before = [one.mark for one in out[-2:]]
        if before == [Mark.NUMBER, Mark.RANGE] and piece.mark is Mark.NUMBER:
            out.pop()
            first = out.pop().numbers[-1]
            out.append(Piece(Mark.NUMBER, tuple(range(first, piece.numbers[0] + 1))))
        else:
            out.append(piece)
    return out
