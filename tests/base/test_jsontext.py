"""JSON: strict in, canonical out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.base.jsontext import read_json, write_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_written_values_are_read_back(value: object) -> None:
    text = write_json(value)
    assert read_json(text) == value
    assert read_json(text.encode()) == value
    assert write_json(read_json(text)) == text
    assert read_json(write_json(value, indent=2)) == value


def test_one_canonical_form() -> None:
    assert write_json({"b": [1, None, True], "a": "Müller"}) == '{"a":"Müller","b":[1,null,true]}'
    assert read_json(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "b" 2}', 2, 6),
        ("[1, 2", 1, 6),
        ("", 1, 1),
        ("{'a': 1}", 1, 2),
        ("[1] 2", 1, 5),
        ('"a', 1, 1),
        ('"\\x"', 1, 2),
        ('["a\tb"]', 1, 4),
        ("[1,]", 1, 4),
        ("nul", 1, 1),
    ],
)
def test_a_mistake_is_located(text: str, line: int, column: int) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text)
    assert caught.value.values["line"] == line
    assert abs(int(str(caught.value.values["column"])) - column) <= 1
    assert f" {line}" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[Infinity]",
        "-Infinity",
        "1.5",
        "1e3",
        "[1.0]",
        '{"a": 1, "a": 2}',
        '"\\ud800"',
        '{"\\udc00": 1}',
        "9" * 19,
        "9" * 5000,
        "[" * 150 + "]" * 150,
        "[" * 100_000,
        b"\xff",
        b'"\xe4"',
    ],
)
def test_what_other_readers_let_pass_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text)
    assert "{" not in str(caught.value)


def test_the_size_is_limited() -> None:
    assert read_json('"12345678"', limit=10) == "12345678"
    with pytest.raises(InputError, match="10"):
        read_json('"123456789"', limit=10)


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a": b""}, [object()], {"a": {2, 3}}])
def test_only_exact_values_are_written(value: object) -> None:
    with pytest.raises(TypeError):
        write_json(value)


@given(st.text(max_size=30))
def test_only_an_input_error_leaves(text: str) -> None:
    try:
        read_json(text)
    except InputError as error:
        assert str(error)
