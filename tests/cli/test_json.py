"""What programs read is the JSON that the standard library would write."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kontor.cli.output import write_json

_LEAVES = st.none() | st.booleans() | st.integers() | st.text()
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def written(value: Any) -> str:
    out = io.StringIO()
    write_json(value, out)
    return out.getvalue()


@given(_VALUES)
def test_every_value_is_written_as_the_standard_library_does(value: Any) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def test_rows_are_indented_by_one() -> None:
    assert written([{"name": "Krüger", "open": None}, {}]) == (
        '[\n {\n  "name": "Krüger",\n  "open": null\n },\n {}\n]\n'
    )
