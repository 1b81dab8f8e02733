"""What leaves on stdout: tables for people, JSON and CSV for programs.

Amounts are cents inside and text with two decimals outside; days are ISO dates for programs.
What users wrote is cleaned for the terminal and never read as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Literal, NamedTuple, TextIO

from kontor.base.i18n import _
from kontor.base.numbers import format_money, format_quantity, format_rate, plain_money
from kontor.base.text import cell_width, csv_cell, one_line, pad, show_text

Format = Literal["table", "json", "csv"]
Kind = Literal[
    "text", "money", "day", "int", "rate", "quantity", "flag", "instant", "code", "figure"
]
_RIGHT = {"money", "int", "rate", "quantity", "figure"}


class Column(NamedTuple):
    """One column: its name for programs, its heading (message id) for people, what it holds.

    Attributes:
        words: what people read instead of a code, as message ids; programs get the code.
    """

    name: str
    head: str
    kind: Kind = "text"
    words: Mapping[str, str] | None = None


class Table(NamedTuple):
    """Rows for people and programs; `total` is a last line for people only."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    title: str = ""
    total: Sequence[Any] = ()
    empty: str = ""


class Money(int):
    """Cents inside a free JSON document."""


def plain(value: Any, kind: Kind = "text") -> Any:
    """A value as programs get it."""
    if value is None or value == "":
        return None if kind != "text" else value
    if kind == "money" or isinstance(value, Money):
        return plain_money(value)
    if kind == "flag":
        return bool(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, PurePath) else value


def told(value: Any, column: Column) -> str:
    """A value as people read it: a code by its word."""
    if column.words is not None and value in column.words:
        return one_line(_(column.words[value]))
    return shown(value, column.kind)


def shown(value: Any, kind: Kind = "text") -> str:
    """A value as people read it, on one line."""
    if value is None or value == "":
        return ""
    if kind in _SHOWN:
        return _SHOWN[kind](value)
    return one_line(value)


def _day(value: Any) -> str:
    from kontor.base.dates import format_day

    try:
        return format_day(value if isinstance(value, date) else date.fromisoformat(str(value)))
    except ValueError:
        return one_line(value)


def _instant(value: Any) -> str:
    from kontor.base.dates import format_instant

    try:
        return format_instant(
            value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        )
    except ValueError:
        return one_line(value)


_SHOWN: dict[str, Callable[[Any], str]] = {
    "money": format_money, "rate": format_rate, "quantity": format_quantity, "day": _day,
    "instant": _instant, "flag": lambda value: "✓" if value else "", "int": str,
}  # fmt: skip


def records(table: Table) -> list[dict[str, Any]]:
    """The rows as JSON objects."""
    return [
        {col.name: plain(value, col.kind) for col, value in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def document(value: Any) -> Any:
    """A free value as JSON: money and days become text, tuples with names become objects."""
    if isinstance(value, dict):
        return {str(key): document(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return document(value._asdict())
    if isinstance(value, (list, tuple)):
        return [document(item) for item in value]
    return plain(value)


def write_json(value: Any, out: TextIO) -> None:
    """One JSON document, indented; `json` itself takes four times as long once it has to indent."""
    try:
        from _json import encode_basestring  # without the reading half, which takes longer to load
    except ImportError:  # pragma: no cover  other Pythons than CPython
        from json.encoder import encode_basestring
    out.write(_json(value, "\n", encode_basestring) + "\n")


def _json(value: Any, lead: str, text: Callable[[str], str]) -> str:
    """A value of `document` or `records`; `lead` is the break before the bracket that closes."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict) and value:
        parts = [f"{text(key)}: {_json(item, lead + ' ', text)}" for key, item in value.items()]
        return f"{{{lead} {f',{lead} '.join(parts)}{lead}}}"
    if isinstance(value, list) and value:
        parts = [_json(item, lead + " ", text) for item in value]
        return f"[{lead} {f',{lead} '.join(parts)}{lead}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, int):
        return str(int(value))
    import json

    return json.dumps(value, ensure_ascii=False)


def write_csv(table: Table, out: TextIO) -> None:
    """Heading and rows; texts cannot turn into formulas."""
    import csv

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        writer.writerow([_cell(value, column) for column, value in cells])


def _cell(value: Any, column: Column) -> str:
    out = plain(value, column.kind)
    if out is None:
        return ""
    if column.kind in {"text", "code"}:
        return csv_cell(str(out))
    return str(out)


def write_table(table: Table, out: TextIO) -> None:
    """A table for people; drawn by Rich on a terminal, plain columns into a pipe."""
    if not table.rows:
        out.write((_(table.empty) if table.empty else _("Nothing there.")) + "\n")
        return
    if out.isatty():
        _draw(table, out)
        return
    if table.title:
        out.write(one_line(table.title) + "\n")
    out.write("\n".join(_lines(table)) + "\n")


def _texts(table: Table, rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    return [
        [told(value, column) for column, value in zip(table.columns, row, strict=True)]
        for row in rows
    ]


def _lines(table: Table) -> list[str]:
    heads = [_(column.head) for column in table.columns]
    body = _texts(table, table.rows)
    total = _texts(table, [table.total]) if table.total else []
    widths = [max(map(cell_width, column)) for column in zip(heads, *body, *total, strict=True)]
    right = [column.kind in _RIGHT for column in table.columns]
    rule = "  ".join("─" * width for width in widths)

    def line(cells: Sequence[str]) -> str:
        parts = zip(cells, widths, right, strict=True)
        return "  ".join(pad(cell, width, right=flush) for cell, width, flush in parts).rstrip()

    lines = [line(heads), rule, *map(line, body)]
    return [*lines, rule, *map(line, total)] if total else lines


def _draw(table: Table, out: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD, show_footer=bool(table.total), pad_edge=False)
    foot = _texts(table, [table.total])[0] if table.total else [""] * len(table.columns)
    for column, footer in zip(table.columns, foot, strict=True):
        right = column.kind in _RIGHT
        drawn.add_column(
            Text(_(column.head)),
            Text(footer),
            justify="right" if right else "left",
            no_wrap=column.kind != "text",
            overflow="fold",
        )
    for cells in _texts(table, table.rows):
        drawn.add_row(*map(Text, cells))
    console = Console(file=out, markup=False, highlight=False, emoji=False)
    if table.title:
        console.print(Text(one_line(table.title), style="bold"))
    console.print(drawn)


def talk(text: str) -> None:
    """Say something to the person; never part of the data."""
    sys.stderr.write(show_text(text) + "\n")
