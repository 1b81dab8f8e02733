"""Numbers as people type and read them: amounts, quantities, rates; exact, never rounded unseen.

How a number is read (documented rule for what could be read in two ways):

* German: `,` is the decimal mark. `.` groups thousands, only before exactly three digits
  (`1.000` is 1000). The only point of a number before exactly two digits is a decimal point
  (`1234.56`). Everything else with a point is refused.
* English: the marks change places, and a comma before one or two digits is a decimal comma;
  so `1,000` is 1000 and `12,5` is 12.5. `1.234,56` with both German marks is read too.
* A number that stands alone may not have more decimals than the field keeps. In a formula it may
  have up to six; the result is rounded half-up once at the end.
* Formulas: `+ - * /`, parentheses, multiplication first. A percentage that is added or subtracted
  is taken of everything that stands before it in its parentheses (`3*17,50+19%`); as a factor it
  is simply divided by 100 (`200*19%`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from kontor.base.errors import InputError
from kontor.base.i18n import N_, language
from kontor.base.money import LIMIT, half_up
from kontor.base.text import quoted

if TYPE_CHECKING:
    from fractions import Fraction

PRICE_PLACES = 4
RATE_LIMIT = 100_000  # 1000 %
_LENGTH = 200
_DEPTH = 20
_FORMULA_PLACES = 6
_CURRENCY = r"(?:€|EUR|Eur|eur|Euro|euro)"
_BLANKS = str.maketrans(
    {"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "×": "*", "÷": "/"}
)
_BLANK_GROUPS = r"(?<![\d.,])[1-9][0-9]{0,2}(?:[\u00a0\u202f\u2009][0-9]{3})+(?![0-9])"
_TOKEN = r" *([0-9.,]+|[-+*/()%]) *"
_PLAIN = r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?"


class _Field(NamedTuple):
    """What one kind of number keeps, and how its refusal reads."""

    places: int
    wrong: str
    hint: str
    limit: int = LIMIT
    currency: bool = False


_HINT = N_("Write it like 1,234.50, -3 or 3*17.50+19%.")
_MONEY = _Field(2, N_("“{text}” is not an amount."), _HINT, currency=True)
_PRICE = _Field(PRICE_PLACES, N_("“{text}” is not a price."), _HINT, currency=True)
_RATE = _Field(
    2, N_("“{text}” is not a percentage."), N_("Write it like 19 % or 5.5 %."), RATE_LIMIT
)
_QUANTITY = N_("“{text}” is not a quantity.")
_QUANTITY_HINT = N_("Write it like 12.5 or 2.40*3.75.")


# -- reading -------------------------------------------------------------------------------------


def parse_money(text: str) -> int:
    """Cents of a typed amount (Betrag); formulas allowed, see the module's rule.

    Raises:
        InputError: not an amount, more than two decimals, or beyond the limit.
    """
    return _read(text, _MONEY)


def parse_price(text: str) -> int:
    """A unit price (Einzelpreis) in 1/10,000 € with up to four decimals."""
    return _read(text, _PRICE)


def parse_quantity(text: str, places: int = 3) -> int:
    """A quantity (Menge) as a whole number of 1/10**places."""
    return _read(text, _Field(places, _QUANTITY, _QUANTITY_HINT))


def parse_rate(text: str) -> int:
    """A percentage (Satz) in 1/10,000: `19 %` and `19` are 1900."""
    body = str(text).strip().removesuffix("%")
    tokens = _tokens(body, _RATE)
    if sum(token[0].isdigit() for token in tokens) != 1 or "%" in tokens:
        _refuse(text, _RATE)
    return _read(body, _RATE)


def read_plain_money(text: str) -> int:
    """Cents of the form that programs exchange: `1234.50`, `-3`, always a decimal point."""
    found = re.fullmatch(_PLAIN, text)
    if not found:
        raise InputError(
            N_("“{text}” is not an amount."),
            hint=N_('Programs write amounts as text with a decimal point: "1234.50".'),
            text=quoted(text),
        )
    cents = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    _within(cents, text, _MONEY)
    return -cents if found[1] else cents


def _read(text: str, field: _Field) -> int:
    tokens = _tokens(text, field)
    numbers = sum(token[0].isdigit() for token in tokens)
    if len(tokens) == 2 and tokens[1] == "-":
        tokens.reverse()
    alone = numbers == 1 and "%" not in tokens
    reader = _Formula(text, tokens, field, field.places if alone else _FORMULA_PLACES)
    value = reader.result() * 10**field.places
    result = half_up(value.numerator, value.denominator)
    _within(result, text, field)
    return result


def _within(value: int, text: str, field: _Field) -> None:
    if abs(value) > field.limit:
        raise InputError(N_("“{text}” is too large."), text=quoted(text))


def _refuse(text: object, field: _Field) -> NoReturn:
    raise InputError(field.wrong, hint=field.hint, text=quoted(text))


def _tokens(text: object, field: _Field) -> list[str]:
    if not isinstance(text, str) or len(text) > _LENGTH:
        _refuse(text, field)
    body = re.sub(_BLANK_GROUPS, lambda group: re.sub(r"\D", "", group[0]), text)
    body = body.translate(_BLANKS).strip(" \r\n")
    if field.currency:
        body = re.sub(rf"^{_CURRENCY} *(?=[-+(0-9])|(?<=[-0-9)% ]){_CURRENCY}$", "", body, count=1)
    pattern = re.compile(_TOKEN, re.ASCII)
    tokens, place = [], 0
    while place < len(body):
        found = pattern.match(body, place)
        if not found:
            _refuse(text, field)
        tokens.append(found[1])
        place = found.end()
    if not any(token[0].isdigit() for token in tokens):
        _refuse(text, field)
    return tokens


class _Formula:
    """Reads a row of tokens from left to right; each method reads one level of the formula."""

    def __init__(self, text: str, tokens: list[str], field: _Field, places: int) -> None:
        self.text, self.tokens, self.field, self.places = text, tokens, field, places
        self.place = self.depth = 0

    def result(self) -> Fraction:
        value = self.sum()
        if self.place != len(self.tokens):
            _refuse(self.text, self.field)
        return value

    def take(self, *wanted: str) -> str:
        """The next token if it is one of those wanted, else an empty text."""
        if self.place < len(self.tokens) and self.tokens[self.place] in wanted:
            self.place += 1
            return self.tokens[self.place - 1]
        return ""

    def sum(self) -> Fraction:
        sign = self.take("-", "+")
        value, percentage = self.product()
        if percentage:
            _refuse(self.text, self.field)
        value = -value if sign == "-" else value
        while sign := self.take("+", "-"):
            part, percentage = self.product()
            if percentage:
                part *= value
            value = value - part if sign == "-" else value + part
        return value

    def product(self) -> tuple[Fraction, bool]:
        value, percentage = self.factor()
        while sign := self.take("*", "/"):
            part, _ = self.factor()
            percentage = False
            if sign == "/" and part == 0:
                raise InputError(N_("“{text}” divides by zero."), text=quoted(self.text))
            value = value / part if sign == "/" else value * part
        return value, percentage

    def factor(self) -> tuple[Fraction, bool]:
        if self.take("("):
            self.depth += 1
            if self.depth > _DEPTH:
                _refuse(self.text, self.field)
            value = self.sum()
            self.depth -= 1
            if not self.take(")"):
                _refuse(self.text, self.field)
            return value, False
        value = self.number()
        return (value / 100, True) if self.take("%") else (value, False)

    def number(self) -> Fraction:
        token = self.tokens[self.place] if self.place < len(self.tokens) else ""
        digits = _plain_digits(token, self.places)
        if not digits:
            _refuse(self.text, self.field)
        if len(digits) > len(str(LIMIT)) + _FORMULA_PLACES + 1:
            raise InputError(N_("“{text}” is too large."), text=quoted(self.text))
        self.place += 1
        from fractions import Fraction  # brings decimal along; most reports only write numbers

        return Fraction(digits)


def _plain_digits(token: str, places: int) -> str:
    """`1.234,5` as `1234.5`, or nothing when the token is no number in this language."""
    for pattern in _number_patterns(language()):
        if found := pattern.fullmatch(token):
            whole = re.sub("[.,]", "", found["whole"])
            decimals = found.groupdict().get("decimals") or ""
            return f"{whole}.{decimals or 0}" if len(decimals) <= places else ""
    return ""


@cache
def _number_patterns(code: str) -> tuple[re.Pattern[str], ...]:
    decimal, group = (",", r"\.") if code == "de" else (r"\.", ",")
    other = "[0-9]{2}" if code == "de" else "[0-9]{1,2}"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?P<whole>[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+)(?:{decimal}(?P<decimals>[0-9]+))?",
            rf"(?P<whole>[0-9]+)(?:{decimal}(?P<decimals>[0-9]+))?",
            rf"(?P<whole>[0-9]+){group}(?P<decimals>{other})",
            r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+),(?P<decimals>[0-9]{1,2})",
        )
    )


# -- writing -------------------------------------------------------------------------------------


def format_money(cents: int, *, grouping: bool = True, sign: bool = False) -> str:
    """`1.234,50` in German, `1,234.50` in English; `sign` writes a plus before positive amounts."""
    text = _written(cents, 2, keep=2, grouping=grouping)
    return "+" + text if sign and cents > 0 else text


def format_price(value: int) -> str:
    """A unit price in 1/10,000 € with two to four decimals."""
    return _written(value, PRICE_PLACES, keep=2)


def format_quantity(value: int, places: int = 3) -> str:
    """A quantity without needless zeros: 12500 is `12,5`."""
    return _written(value, places)


def format_rate(rate: int) -> str:
    """1900 is `19 %` in German and `19%` in English."""
    return _written(rate, 2) + (" %" if language() == "de" else "%")


def plain_money(cents: int) -> str:
    """`1234.50` in every language, for JSON and other programs."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def plain_number(value: int, places: int, keep: int = 0) -> str:
    """`12.5` in every language without needless zeros, `keep` decimals at least."""
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}"
    decimals = decimals[:keep] + decimals[keep:].rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"


def _written(value: int, places: int, *, keep: int = 0, grouping: bool = True) -> str:
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}" if places else ""
    decimals = decimals[:keep] + decimals[keep:].rstrip("0")
    decimal, group = (",", ".") if language() == "de" else (".", ",")
    body = f"{whole:,}".replace(",", group) if grouping else str(whole)
    return ("-" if value < 0 else "") + body + (decimal + decimals if decimals else "")
