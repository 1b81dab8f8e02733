"""What people type behind `/`: words, states, amounts, periods, fields, and `!` for not.

`offen maier >1000 2026-10 !bar kunde:ohm` means: state open, some column has "maier", more than
1.000 €, October 2026, not "bar", customer has "ohm". All parts must hold. Umlauts are folded.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kontor.base.errors import KontorError
from kontor.base.numbers import parse_money
from kontor.base.text import fold


class What(StrEnum):
    """Kinds of terms."""

    WORD = "word"
    STATE = "state"
    AMOUNT = "amount"
    DAYS = "days"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `low` and `high` bound amounts (cents) or days (ISO text), inclusive."""

    what: What
    text: str = ""
    field: str = ""
    low: int | str | None = None
    high: int | str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """All conditions must hold; an empty filter lets everything through."""

    terms: tuple[Term, ...] = ()
    typed: str = ""

    def __bool__(self) -> bool:
        return bool(self.terms)


_AMOUNT = re.compile(r"(>=|<=|>|<|=)([-\d.,]+)(?:€)?")
_BETWEEN = re.compile(r"([-\d.,]+)\.\.([-\d.,]+)")
_PERIOD = re.compile(r"(20\d\d)(?:-(?:q([1-4])|(\d\d?))(?:-(\d\d?))?)?", re.IGNORECASE)
_DAY = re.compile(r"(\d\d?)\.(\d\d?)\.(20\d\d|\d\d)?")
_MONTH = re.compile(r"(\d\d?)/(20\d\d)")


def parse(typed: str, states: Mapping[str, str], fields: Iterable[str], today: date) -> Filter:
    """Understand a typed filter; what is not understood is a word to look for.

    Args:
        typed: what stands in the filter line.
        states: folded word or beginning of a word → code of the state.
        fields: folded names that may stand before a colon.
        today: gives the year that a day lacks.
    """
    names = frozenset(fields)
    pieces = _pieces(typed[:200], states)
    terms = [_term(piece, states, names, today) for piece in pieces if piece.strip("!")]
    return Filter(tuple(terms), typed)


def _pieces(typed: str, states: Mapping[str, str]) -> list[str]:
    """The words; a state of two words stays whole."""
    pieces: list[str] = []
    for word in typed.split():
        both = f"{pieces[-1]} {word}" if pieces else word
        if pieces and fold(both.lstrip("!")) in states:
            pieces[-1] = both
        else:
            pieces.append(word)
    return pieces


def _term(piece: str, states: Mapping[str, str], fields: frozenset[str], today: date) -> Term:
    negated = piece.startswith("!")
    piece = piece.lstrip("!")
    found = _amount(piece, negated) or _days(piece, today, negated)
    if found:
        return found
    name, colon, rest = piece.partition(":")
    if colon and rest and fold(name) in fields:
        return Term(What.FIELD, fold(rest), field=fold(name), negated=negated)
    word = fold(piece)
    code = _state(word, states)
    if code is not None:
        return Term(What.STATE, code, negated=negated)
    return Term(What.WORD, word, negated=negated)


def _state(word: str, states: Mapping[str, str]) -> str | None:
    """A state by its whole word, or by at least three letters that only one state begins with."""
    if word in states:
        return states[word]
    codes = {code for name, code in states.items() if len(word) > 2 and name.startswith(word)}
    return codes.pop() if len(codes) == 1 else None


def _amount(piece: str, negated: bool) -> Term | None:
    between, single = _BETWEEN.fullmatch(piece), _AMOUNT.fullmatch(piece)
    try:
        if between:
            low, high = (parse_money(part) for part in between.groups())
            return Term(What.AMOUNT, low=min(low, high), high=max(low, high), negated=negated)
        if single:
            cents = parse_money(single[2])
            low_high = {
                ">": (cents + 1, None), ">=": (cents, None), "<": (None, cents - 1),
                "<=": (None, cents), "=": (cents, cents),
            }[single[1]]  # fmt: skip
            return Term(What.AMOUNT, low=low_high[0], high=low_high[1], negated=negated)
    except KontorError:
        return None
    return None


def _days(piece: str, today: date, negated: bool) -> Term | None:
    span = _span(piece, today)
    if span is None:
        return None
    return Term(What.DAYS, low=span[0].isoformat(), high=span[1].isoformat(), negated=negated)


def _span(piece: str, today: date) -> tuple[date, date] | None:
    try:
        if found := _DAY.fullmatch(piece):
            year = found[3] or str(today.year)
            day = date(int(year) + (2000 if len(year) < 4 else 0), int(found[2]), int(found[1]))
            return day, day
        if found := _MONTH.fullmatch(piece):
            return _months(int(found[2]), int(found[1]), int(found[1]))
        if not (found := _PERIOD.fullmatch(piece)):
            return None
        year = int(found[1])
        if found[4]:
            day = date(year, int(found[3]), int(found[4]))
            return day, day
        if found[3]:
            return _months(year, int(found[3]), int(found[3]))
        if found[2]:
            return _months(year, 3 * int(found[2]) - 2, 3 * int(found[2]))
        return _months(year, 1, 12)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
