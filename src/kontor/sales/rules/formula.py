"""Formulas of measurements (Aufmaß): `2*(4,20+3,60)*2,55-1,01*2,13`, exact, to three decimals.

* Numbers have a decimal comma or point, never groups; a point before exactly three digits could be
  both and is refused. So a sheet reads the same in every language.
* `+ - * / ^`, also `× · ÷ :` and `² ³`; parentheses; exponents are whole numbers.
* `W=4,2` names a length for the lines below it; a variable counts nowhere itself.
* Comments: everything behind `#`, and text in quotation marks.
* Each line, a variable too, is rounded half-up once to three decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, NoReturn

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.money import LIMIT, half_up
from kontor.base.text import quoted

_LENGTH = 500
_DEPTH = 20
_EXPONENT = 9
_BITS = 4000
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/"})
_TOKEN = re.compile(
    r"(?P<number>[0-9][0-9.,]*)|(?P<name>[A-Za-zÄÖÜäöüß][A-Za-z0-9ÄÖÜäöüß_]{0,19})|(?P<sign>[-+*/^()=²³])"
)
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_BOTH = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_QUOTES = re.compile('"[^"]*"|„[^“”"]*[“”"]|“[^”]*”|\'[^\']*\'')


class FormulaError(InputError):
    """A formula that cannot be read; the text says what and at which sign."""


class Measured(NamedTuple):
    """What a line gives: its value in 1/1000, the variable it names, its comment."""

    value: int
    name: str = ""
    comment: str = ""


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def evaluate(text: str, variables: Mapping[str, int] | None = None) -> Measured:
    """The value of one line in 1/1000.

    Args:
        text: the formula as typed.
        variables: lengths named so far, in 1/1000; upper and lower case are the same.

    Raises:
        FormulaError: what is wrong, and where.
    """
    if len(text) > _LENGTH:
        raise FormulaError(N_("The formula is too long."), field="formula")
    body, comment = _without_comment(text)
    known = {name.casefold(): value for name, value in (variables or {}).items()}
    reader = _Reader(text, _tokens(text, body), known)
    name = reader.assigned()
    value = reader.whole() * 1000
    result = half_up(value.numerator, value.denominator)
    if abs(result) > LIMIT:
        raise FormulaError(N_("“{text}” is too large."), field="formula", text=quoted(text))
    return Measured(result, name, comment)


def evaluate_all(lines: Iterable[str]) -> list[Measured]:
    """The lines of a sheet from top to bottom; variables hold for the lines below them.

    Raises:
        FormulaError: what is wrong, and in which line.
    """
    known: dict[str, int] = {}
    found = []
    for number, line in enumerate(lines, 1):
        try:
            one = evaluate(line, known)
        except FormulaError as error:
            raise FormulaError(
                N_("Line {line}: {error}"), field="formula", line=number, error=str(error)
            ) from error
        if one.name:
            known[one.name.casefold()] = one.value
        found.append(one)
    return found


def _without_comment(text: str) -> tuple[str, str]:
    """The formula with comments blanked, so that places stay, and the comment."""
    comments: list[str] = []

    def blank(found: re.Match[str]) -> str:
        comments.append(found[0][1:-1].strip())
        return " " * len(found[0])

    body = _QUOTES.sub(blank, text)
    body, mark, rest = body.partition("#")
    if mark:
        comments.append(text[len(body) + 1 :].strip())
        body += " " * (len(rest) + 1)
    return body.translate(_SIGNS), " ".join(filter(None, comments))


def _tokens(text: str, body: str) -> list[_Token]:
    found, place = [], 0
    while place < len(body):
        if body[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(body, place)
        if match is None or match.lastgroup is None:
            _wrong(N_("“{sign}” at sign {place} is not understood."), place, text[place])
        found.append(_Token(match.lastgroup, match[0], place))
        place = match.end()
    return found


def _wrong(message: str, place: int, sign: str = "") -> NoReturn:
    raise FormulaError(
        message, field="formula", place=place + 1, sign=quoted(sign),
        hint=N_("Write it like 2*(4.20+3.60)*2.55-1.01*2.13."),
    )  # fmt: skip


class _Reader:
    """Reads tokens from left to right; each method reads one level of the formula."""

    def __init__(self, text: str, tokens: list[_Token], known: Mapping[str, int]) -> None:
        self.end = len(text.rstrip())
        self.tokens, self.known = tokens, known
        self.at = self.depth = 0

    def assigned(self) -> str:
        if len(self.tokens) > 1 and self.tokens[0].kind == "name" and self.tokens[1].text == "=":
            self.at = 2
            return self.tokens[0].text
        return ""

    def whole(self) -> Fraction:
        value = self.sum()
        if token := self.next():
            _wrong(N_("“{sign}” at sign {place} does not belong there."), token.place, token.text)
        return value

    def next(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, signs: str) -> str:
        token = self.next()
        if token and token.kind == "sign" and token.text in signs:
            self.at += 1
            return token.text
        return ""

    def sum(self) -> Fraction:
        value = self.product()
        while sign := self.take("+-"):
            part = self.product()
            value = value - part if sign == "-" else value + part
        return self.bounded(value)

    def product(self) -> Fraction:
        value = self.signed()
        while sign := self.take("*/"):
            place = self.tokens[self.at].place if self.next() else self.end
            part = self.signed()
            if sign == "/" and part == 0:
                _wrong(N_("The division by zero at sign {place} is not possible."), place)
            value = self.bounded(value / part if sign == "/" else value * part)
        return value

    def signed(self) -> Fraction:
        token = self.next()
        if token and token.text in "+-" and self.at and self.tokens[self.at - 1].text in "+-":
            _wrong(N_("“{sign}” at sign {place} does not belong there."), token.place, token.text)
        sign = self.take("+-")
        value = self.power()
        return -value if sign == "-" else value

    def power(self) -> Fraction:
        value = self.atom()
        while sign := self.take("^²³"):
            value = self.bounded(value ** self.exponent(sign))
        return value

    def exponent(self, sign: str) -> int:
        if sign != "^":
            return 2 if sign == "²" else 3
        place = self.tokens[self.at].place if self.next() else self.end
        value = self.atom()
        if value.denominator != 1 or not 0 <= value <= _EXPONENT:
            _wrong(N_("The exponent at sign {place} must be a whole number from 0 to 9."), place)
        return int(value)

    def atom(self) -> Fraction:
        token = self.next()
        if token is None:
            _wrong(N_("A number is missing at sign {place}."), self.end)
        if self.take("("):
            return self.inside(token)
        self.at += 1
        if token.kind == "number":
            return _number(token)
        if token.kind == "name":
            value = self.known.get(token.text.casefold())
            if value is None:
                _wrong(
                    N_("“{sign}” at sign {place} is not known; name it above: {sign}=4.20."),
                    token.place, token.text,
                )  # fmt: skip
            return Fraction(value, 1000)
        return _wrong(N_("A number is missing before “{sign}” at sign {place}."),
                      token.place, token.text)  # fmt: skip

    def inside(self, token: _Token) -> Fraction:
        self.depth += 1
        if self.depth > _DEPTH:
            _wrong(N_("There are too many parentheses at sign {place}."), token.place)
        value = self.sum()
        self.depth -= 1
        if not self.take(")"):
            _wrong(N_("The parenthesis at sign {place} is not closed."), token.place)
        return value

    def bounded(self, value: Fraction) -> Fraction:
        if value.numerator.bit_length() + value.denominator.bit_length() > _BITS:
            _wrong(N_("The value before sign {place} is too large."), self.end)
        return value


def _number(token: _Token) -> Fraction:
    if _BOTH.fullmatch(token.text):
        _wrong(
            N_("“{sign}” at sign {place} could be thousands or decimals; write a decimal comma."),
            token.place, token.text,
        )  # fmt: skip
    if not _NUMBER.fullmatch(token.text):
        _wrong(N_("“{sign}” at sign {place} is not a number."), token.place, token.text)
    return Fraction(token.text.replace(",", "."))
