"""How invoices compute: checked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.documents.einvoice import arithmetic, codes
from kontor.documents.einvoice.number import Number, percent, price, quantity, read_number
from kontor.documents.einvoice.record import Adjustment, Invoice, Item, Line, Price, Totals
from tests.documents.einvoice.records import ALL, STANDARD, line


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("84.5", 845, 1), ("84.500", 845, 1), ("-3", -3, 0), ("+7.0", 7, 0), (".5", 5, 1),
        ("5.", 5, 0), ("000012.30", 123, 1), (" 1 ", 1, 0), ("0", 0, 0), ("-0.00", 0, 0),
        ("0.000000000001", 1, 12), ("0" * 50 + "1", 1, 0),
    ],
)  # fmt: skip
def test_decimals_are_read_exactly(text: str, value: int, places: int) -> None:
    assert read_number(text) == Number(value, places)


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "1e5", "1,5", "NaN", "INF", "1_000", "١", "１", "0x1", "1 0", "--1", "9" * 31],
)
def test_what_is_no_decimal_is_refused(text: str) -> None:
    assert read_number(text) is None


def test_equal_numbers_are_equal() -> None:
    assert Number(12500, 3) == Number(125, 1) == quantity(12_500)
    assert str(price(114_000)) == "11.4" and str(quantity(-500)) == "-0.5"
    assert str(percent(1900)) == "19" and str(Number(0, 4)) == "0"
    assert Number(123456, 5).scaled(2) == 123 and Number(-5, 3).scaled(2) == -1
    assert not Number(1235, 3).fits(2) and Number(1230, 3).fits(2)


@given(st.integers(-(10**20), 10**20), st.integers(0, 9))
def test_writing_and_reading_are_inverse(value: int, places: int) -> None:
    number = Number(value, places)
    assert read_number(str(number)) == number
    assert number.fraction == Fraction(value, 10**places)


@pytest.mark.parametrize(
    ("amount", "cents", "basis", "net"),
    [
        (Number(845, 1), Number(114, 1), None, 96330),  # 84.5 x 11.40
        (Number(12675, 2), Number(785, 2), None, 99499),  # 994.9875
        (Number(1625, 2), Number(545, 1), None, 88563),  # 885.625 goes up
        (Number(-1625, 2), Number(545, 1), None, -88563),
        (Number(250), Number(1999, 2), Number(100), 4998),  # 49.975
        (Number(3), Number(333333, 6), None, 100),
        (Number(7), Number(1), Number(0), 700),  # a basis of zero is none
    ],
)
def test_a_line_is_rounded_once(
    amount: Number, cents: Number, basis: Number | None, net: int
) -> None:
    assert arithmetic.gross_of_line(amount, cents, basis) == net


def test_vat_is_rounded_on_the_sum() -> None:
    """Three lines of 0.03 at 19 %: 0.02 on the sum; line by line it would be 0.03."""
    lines = [Line(str(n), Item("x"), Number(1), "H87", Price(Number(3, 2)), 3, "S", 1900)
             for n in range(3)]  # fmt: skip
    (group,) = arithmetic.vat_groups(lines)
    assert (group.basis, group.tax) == (9, 2)


def test_the_standard_invoice_by_hand() -> None:
    """963.30 - 96.33 + 10.00 = 876.97; 359.60; 1850.00; -89.90."""
    said = STANDARD.totals
    assert [one.net for one in STANDARD.lines] == [87697, 35960, 185000, -8990]
    assert (said.lines, said.allowances, said.charges, said.net) == (299667, 3700, 3500, 299467)
    # 7 %: 1850.00 - 37.00 = 1813.00 -> 126.91; 19 %: 876.97 + 359.60 - 89.90 + 35.00 = 1181.67
    assert [(one.rate, one.basis, one.tax) for one in STANDARD.groups] == [
        (700, 181300, 12691), (1900, 118167, 22452),
    ]  # fmt: skip
    assert (said.tax, said.gross, said.due) == (35143, 334610, 334610 - 10_000 + 1)


def test_exemptions_reach_their_groups() -> None:
    (group,) = ALL["reverse"].groups
    assert (group.category, group.tax, group.reason_code) == ("AE", 0, "VATEX-EU-AE")
    assert "13b" in group.reason
    assert "19" in ALL["small"].groups[0].reason and not ALL["small"].groups[0].reason_code
    assert ALL["zero"].groups[0].reason == ""
    with pytest.raises(KeyError):
        codes.exemptions("unheard_of")


def test_third_party_and_rounding_reach_the_amount_to_pay() -> None:
    given_totals = Totals(prepaid=500, rounding=-3, third_party=100)
    invoice = Invoice(lines=(line(1, "x", 1_000, "H87", 1000),), totals=given_totals)
    done = arithmetic.complete(invoice).totals
    assert (done.gross, done.due) == (1190, 1190 - 500 - 3 + 100)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10_000))
def test_a_percentage_is_symmetric(base: int, rate: int) -> None:
    part = arithmetic.part_of(base, percent(rate))
    assert arithmetic.part_of(-base, percent(rate)) == -part
    assert abs(10_000 * part - base * rate) * 2 <= 10_000


def test_charges_add_and_allowances_take() -> None:
    assert arithmetic.adjusted([Adjustment(500), Adjustment(200, True)]) == -300
