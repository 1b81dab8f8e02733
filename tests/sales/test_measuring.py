"""Formulas and over-measuring, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.money import half_up
from kontor.sales.rules.formula import FormulaError, evaluate, evaluate_all
from kontor.sales.rules.measuring import LENGTH, decide, presets


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2*(4,20+3,60)*2,55-1,01*2,13", 37_629),  # 39.78 - 2.1513 = 37.6287
        ("2*(4.20+3.60)*2.55", 39_780),
        ("1/3", 333),
        ("2/3", 667),
        ("-1/3", -333),
        ("0,0005", 1),
        ("-0,0005", -1),
        ("2^3", 8_000),
        ("-2^2", -4_000),
        ("1,5²×2", 4_500),
        ("3,00³", 27_000),
        ("2*-3", -6_000),
        ("12:4", 3_000),
        ("4,20 # Wand links", 4_200),
        ("4,20 \"Wand\" * 2,5 'Höhe'", 10_500),
        ("((((1))))", 1_000),
        ("0.125", 125),
    ],
)
def test_values(text: str, value: int) -> None:
    assert evaluate(text).value == value


def test_variables_hold_below() -> None:
    found = evaluate_all(["W=4,2", "H = 2,55 # lichte Höhe", "2*(w+3,60)*h", "N=w*h", "n/2"])
    assert [one.value for one in found] == [4_200, 2_550, 39_780, 10_710, 5_355]
    assert [one.name for one in found] == ["W", "H", "", "N", ""]
    assert found[1].comment == "lichte Höhe"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2*(3+4", "Die Klammer an Stelle 3 ist nicht geschlossen."),
        ("2*", "An Stelle 3 fehlt eine Zahl."),
        ("", "An Stelle 1 fehlt eine Zahl."),
        ("4,20 m", "„m“ an Stelle 6 gehört dort nicht hin."),
        ("B*2", "„B“ an Stelle 1 ist nicht bekannt; oben benennen: B=4,20."),
        ("1/0", "Die Teilung durch null an Stelle 3 geht nicht."),
        ("3 & 4", "„&“ an Stelle 3 ist nicht zu verstehen."),
        ("1.250*2", "„1.250“ an Stelle 1 kann Tausender oder Nachkommastellen meinen"),
        ("1,2,3", "„1,2,3“ an Stelle 1 ist keine Zahl."),
        ("2^0,5", "Die Hochzahl an Stelle 3 muss eine ganze Zahl von 0 bis 9 sein."),
        ("2++3", "„+“ an Stelle 3 gehört dort nicht hin."),
        ("*2", "Vor „*“ an Stelle 1 fehlt eine Zahl."),
    ],
)
def test_errors_say_what_and_where(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        evaluate(text)
    assert words in str(caught.value)


def test_errors_name_the_line() -> None:
    with pytest.raises(FormulaError, match=r"Zeile 2: .*Stelle 3"):
        evaluate_all(["1+1", "2+"])


@pytest.mark.parametrize("text", ["9^9^9^9^9^9", "999999999999*9999", "(" * 30 + "1" + ")" * 30])
def test_monsters_are_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        evaluate(text)


@given(st.lists(st.tuples(st.integers(0, 99_999), st.sampled_from("+-*")), min_size=1, max_size=8))
def test_formulas_are_exact(parts: list[tuple[int, str]]) -> None:
    """Against exact fractions of the same formula written for Python."""
    text = "".join(f"{sign}{n // 100},{n % 100:02d}" for n, sign in parts).lstrip("*+")
    terms: list[Fraction] = []
    for index, (number, sign) in enumerate(parts):
        value = Fraction(number, 100)
        if index and sign == "*":
            terms[-1] *= value
        else:
            terms.append(-value if sign == "-" else value)
    total = sum(terms) * 1000
    if abs(total) > 10**12:
        return
    assert evaluate(text).value == half_up(total.numerator, total.denominator)


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_a_sentence(text: str) -> None:
    try:
        assert isinstance(evaluate(text).value, int)
    except FormulaError as error:
        assert str(error)


def test_painters_measure_over_small_openings() -> None:
    painter = presets()["painter"]
    assert painter.opening == 2_500 and painter.width == 300 and painter.law
    assert decide(painter, 2_500, -1) == (False, "painter")  # 2.5 m² single: measured over
    assert decide(painter, 2_501, -1) == (True, "painter")
    assert decide(painter, 300, -1, LENGTH) == (False, "painter")  # beam of 30 cm
    assert decide(painter, 301, -1, LENGTH) == (True, "painter")
    assert decide(painter, 2_000, 1) == (True, None)
    assert decide(None, 100, -1) == (True, None)
    assert decide(presets()["tiles"], 101, -1).counted
    assert decide(presets()["none"], 1, -1).counted
