"""Forms that grow: more lines of the same fields while typing."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.tui.protocols import DraftKeeper
from kontor.tui.widgets.fields import Field, raw_of
from kontor.tui.widgets.form import FieldRow, Form


def add_fields(form: Form, after: str, fresh: Sequence[Field]) -> None:
    """Put new fields behind the one with this name; they count as unchanged."""
    rows: dict[str, FieldRow] = {}
    added = []
    for name, row in form.rows.items():
        rows[name] = row
        if name != after:
            continue
        for field in fresh:
            raw = raw_of(field, field.default)
            form.start[field.name] = raw
            rows[field.name] = FieldRow(field, raw)
            added.append(rows[field.name])
    anchor = form.rows[after]
    form.rows = rows
    form.mount(*added, after=anchor)


def drafted_lines(keeper: DraftKeeper, key: str, prefix: str) -> int:
    """How many lines a kept draft has, so that none of them is lost."""
    found = keeper.load(key) if key else None
    raws = found.get("raws") if found else None
    if not isinstance(raws, dict):
        return 0
    numbers = [name.removeprefix(prefix) for name in raws if name.startswith(prefix)]
    return max((int(number) for number in numbers if number.isdigit()), default=0)
