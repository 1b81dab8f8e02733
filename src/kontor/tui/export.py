"""Rows and lines of the screen as files: CSV for people's spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import json
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, plain_money
from kontor.base.text import csv_cell
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.widgets.columns import Column, Kind, written

if TYPE_CHECKING:
    from kontor.tui.widgets.report import Line

_EXPORT_BLOCK = 1000


def all_rows(source: Source, ids: array[int] | None, ticket: work.Ticket) -> list[Row]:
    """Every listed row, read in blocks; for a thread."""
    if ids is not None:
        return list(source.rows(ids))
    rows: list[Row] = []
    while not ticket.cancelled:
        block = source.block(rows[-1].key if rows else None, _EXPORT_BLOCK)
        if not block:
            break
        rows += block
    return rows


def write_rows(path: Path, kind: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Write rows to a new file; CSV for people's spreadsheets, JSON with plain amounts."""
    heads = [_(column.label) for column in columns]
    with path.open("x", encoding="utf-8-sig" if kind == "csv" else "utf-8", newline="") as file:
        if kind == "csv":
            writer = csv.writer(file, delimiter=";")
            writer.writerow(heads)
            writer.writerows([_csv(columns, row) for row in rows])
            return
        table = [
            {
                head: _plain(*pair)
                for head, pair in zip(heads, zip(columns, row.cells, strict=False), strict=False)
            }
            for row in rows
        ]
        json.dump(table, file, ensure_ascii=False, indent=1)


def _csv(columns: Sequence[Column], row: Row) -> list[str]:
    out = []
    for column, value in zip(columns, row.cells, strict=False):
        text = _state_word(column, value) if column.kind is Kind.STATE else written(column, value)
        out.append(text if column.right or column.kind is Kind.DATE else csv_cell(text))
    return out


def _plain(column: Column, value: object) -> object:
    if column.kind is Kind.MONEY and isinstance(value, int):
        return plain_money(value)
    return value if isinstance(value, (int, str, type(None))) else str(value)


def _state_word(column: Column, value: object) -> str:
    state = column.states.get(str(value))
    return _(state.word) if state else str(value or "")


def new_file(typed: str) -> None:
    """A path that can be written and does not exist."""
    path = Path(typed).expanduser()
    if not typed.strip() or not path.parent.is_dir():
        raise InputError(N_("This folder does not exist."))
    if path.exists():
        raise InputError(N_("This file exists already; another name, please."))


def write_report(path: Path, kind: str, heads: Sequence[str], lines: Sequence[Line]) -> None:
    """Write the lines of a report to a new file."""
    shown = [one for one in lines if one.kind != "gap"]
    with path.open("x", encoding="utf-8-sig" if kind == "csv" else "utf-8", newline="") as file:
        if kind == "csv":
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["", "", *(_(head) for head in heads)])
            for one in shown:
                figures = [
                    format_money(value) if isinstance(value, int) else csv_cell(value or "")
                    for value in one.figures
                ]
                writer.writerow([csv_cell(one.note), csv_cell(_(one.label)), *figures])
            return
        table = [
            {
                "id": one.id, "note": one.note, "label": _(one.label),
                "figures": [plain_money(value) if isinstance(value, int) else value
                            for value in one.figures],
            }
            for one in shown
        ]  # fmt: skip
        json.dump(table, file, ensure_ascii=False, indent=1)
