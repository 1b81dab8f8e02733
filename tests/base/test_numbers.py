"""Amounts, quantities and rates: what is read, what is refused, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.base.i18n import use_language
from kontor.base.money import LIMIT, half_up
from kontor.base.numbers import (
    format_money,
    format_price,
    format_quantity,
    format_rate,
    parse_money,
    parse_price,
    parse_quantity,
    parse_rate,
    plain_money,
    read_plain_money,
)

CENTS = st.integers(-LIMIT, LIMIT)
LANGUAGES = st.sampled_from(["de", "en"])

GOOD = {
    "1.234,56": 123456,
    "1234,5": 123450,
    "-0,01": -1,
    "0": 0,
    "-0": 0,
    "12,34-": -1234,
    "1.234": 123400,
    "1.234.567,89 €": 123456789,
    "1234.56": 123456,
    "12,5": 1250,
    "-3": -300,
    "5,00-": -500,
    "1.000": 100000,
    "12.50": 1250,
    "12,50": 1250,
    "1.234,50": 123450,
    "\u22125,00": -500,
    "€ 5": 500,
    "5 EUR": 500,
    "5,00- €": -500,
    "  7 \n": 700,
    "+5": 500,
    "1\u00a0234,56": 123456,
    "5\u00a0€": 500,
    "-1.000.000,00": -100000000,
}
BAD = [
    "1,234.56",
    "1e5",
    "NaN",
    "inf",
    "1_000",
    "１２",
    "٣",
    "",
    "-",
    "1,234",
    "1..000",
    ".5",
    "--1",
    "99999999999999999",
    "1,2,3",
    "0x1",
    "1 000",
    "1.5",
    "1.2345",
    "1234.567",
    "0.123",
    "5,005",
    "1.000.00",
    "5,-",
    "$5",
    "5 € 5",
    "€",
    "€ 5 €",
    "1'000",
    "-5-",
    "5%",
    "abc",
    "1\u00a02",
    "12\u00a0345\u00a06",
    "5\x00",
    "5\u200b0",
    "١٢,٥",
    "²",
    "+",
    "1.23.456",
    ",5",
    "5,",
    "1,,5",
]
FORMULAS = {
    "3*17,50+19%": 6248,
    "100+19%": 11900,
    "100-2%": 9800,
    "119/1,19": 10000,
    "(2+3)*4": 2000,
    "2+3*4": 1400,
    "200*19%": 3800,
    "10-2-3": 500,
    "12/4/3": 100,
    "(100+50)+10%": 16500,
    "100+(50+10%)": 15500,
    "-(3+4)": -700,
    "2 * 5,005": 1001,
    "1/3": 33,
    "2/3": 67,
    "-2/3": -67,
    "100+10%+10%": 12100,
    "3×17,50": 5250,
    "10÷4": 250,
    "1.000*2": 200000,
    "2,375*12,00": 2850,
    "3*17,50 €": 5250,
    "100-50%": 5000,
}
BAD_FORMULAS = [
    "1/0",
    "5/(2-2)",
    "3*",
    "*3",
    "(1",
    "1)",
    "()",
    "3*-2",
    "5--1",
    "1+",
    "19%",
    "-2%",
    "(19%)",
    "2**3",
    "1+%",
    "5%%",
    "3(4)",
    "(3)4",
    "1 2+3",
    "10000000000*2",
    "(" * 30 + "1" + ")" * 30,
    "1,2345678*2",
    "1+1" * 100,
    "5*3-",
    "1=1",
    "1;2",
]


@pytest.mark.parametrize(("text", "cents"), {**GOOD, **FORMULAS}.items())
def test_amounts_are_read(text: str, cents: int) -> None:
    assert parse_money(text) == cents


@pytest.mark.parametrize("text", BAD + BAD_FORMULAS)
def test_other_texts_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_money(text)
    assert str(caught.value).endswith(".")
    assert "{" not in str(caught.value) + caught.value.advice


def test_the_limit_holds_to_the_cent() -> None:
    assert parse_money("10000000000,00") == LIMIT
    assert parse_money("-10.000.000.000") == -LIMIT
    for text in ("10000000000,01", "-10000000000,01", "5000000000*2+0,01"):
        with pytest.raises(InputError):
            parse_money(text)


@pytest.mark.parametrize("value", [None, 5, b"5"])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        parse_money(value)  # type: ignore[arg-type]


def test_english_marks_change_places() -> None:
    use_language("en")
    read = {
        "1,234.56": 123456,
        "1,000": 100000,
        "12.5": 1250,
        "12,5": 1250,
        "12,50": 1250,
        "1.234,56": 123456,
        "-1,000,000.00": -100000000,
        "3*17.50+19%": 6248,
    }
    assert {text: parse_money(text) for text in read} == read
    for text in ("1.000", "1.234", "1,23,456", "1,2345", "1.234.567"):
        with pytest.raises(InputError):
            parse_money(text)


@given(CENTS, LANGUAGES, st.booleans(), st.booleans())
def test_written_amounts_are_read_back(cents: int, code: str, grouping: bool, sign: bool) -> None:
    use_language(code)
    assert parse_money(format_money(cents, grouping=grouping, sign=sign)) == cents


@given(CENTS)
def test_plain_amounts_are_read_back(cents: int) -> None:
    assert read_plain_money(plain_money(cents)) == cents


@given(CENTS, LANGUAGES, st.integers(0, 6))
def test_written_quantities_are_read_back(value: int, code: str, places: int) -> None:
    use_language(code)
    assert parse_quantity(format_quantity(value, places), places) == value


@given(CENTS, LANGUAGES)
def test_written_prices_are_read_back(value: int, code: str) -> None:
    use_language(code)
    assert parse_price(format_price(value)) == value


@given(st.integers(-100_000, 100_000), LANGUAGES)
def test_written_rates_are_read_back(rate: int, code: str) -> None:
    use_language(code)
    assert parse_rate(format_rate(rate)) == rate


@given(st.text(alphabet="0123456789.,+-*/()%€ \u00a0", max_size=14), LANGUAGES)
def test_nothing_but_an_input_error_leaves(text: str, code: str) -> None:
    use_language(code)
    try:
        cents = parse_money(text)
    except InputError:
        return
    assert isinstance(cents, int)
    assert abs(cents) <= LIMIT
    assert parse_money(format_money(cents)) == cents


@given(st.integers(-(10**9), 10**9), st.integers(0, 9999))
def test_percent_rounds_half_up_once(cents: int, rate: int) -> None:
    text = f"{format_money(cents)}+{format_rate(rate)}"
    assert parse_money(text) == half_up(cents * (10_000 + rate), 10_000)


def test_writing() -> None:
    assert format_money(123450) == "1.234,50"
    assert format_money(-5) == "-0,05"
    assert format_money(123450, grouping=False) == "1234,50"
    assert [format_money(value, sign=True) for value in (5, 0, -5)] == ["+0,05", "0,00", "-0,05"]
    assert plain_money(-123450) == "-1234.50"
    assert [format_quantity(value) for value in (12500, 1000, -1)] == ["12,5", "1", "-0,001"]
    assert [format_rate(value) for value in (1900, 550, 1)] == ["19 %", "5,5 %", "0,01 %"]
    assert [format_price(value) for value in (10000, 12345)] == ["1,00", "1,2345"]
    use_language("en")
    assert (format_money(123450), format_rate(1900)) == ("1,234.50", "19%")


@pytest.mark.parametrize(
    ("text", "rate"), {"19 %": 1900, "19": 1900, "5,5%": 550, "0": 0, " 7 % ": 700}.items()
)
def test_rates(text: str, rate: int) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "%", "19%%", "2*3", "1000,01", "5,555", "19 € %", "1+1 %"])
def test_bad_rates(text: str) -> None:
    with pytest.raises(InputError):
        parse_rate(text)


@pytest.mark.parametrize("text", ["1234", "1234.5", "1234.50", "-3", "0", "-0.00"])
def test_plain_forms(text: str) -> None:
    assert plain_money(read_plain_money(text)) in {text, text + "0", text + ".00", "0.00"}


@pytest.mark.parametrize(
    "text", ["1,50", "1.000", "1.2345", "", "+5", " 5", "5\n", "1e5", "٣", "10000000000.01"]
)
def test_bad_plain_forms(text: str) -> None:
    with pytest.raises(InputError):
        read_plain_money(text)


def test_quantities_keep_their_places() -> None:
    assert parse_quantity("1,234") == 1234
    assert parse_quantity("1.234") == 1_234_000
    assert parse_quantity("2,40*3,75") == 9000
    assert parse_quantity("12", places=0) == 12
    for text, places in (("1,2345", 3), ("1,5", 0), ("5 €", 3)):
        with pytest.raises(InputError):
            parse_quantity(text, places)
