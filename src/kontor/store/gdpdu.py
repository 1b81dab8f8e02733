"""Data carrier for the tax audit (Datenträgerüberlassung, GDPdU): tables as text, index.xml, DTD.

The tables have no heading; `index.xml` describes them. UTF-8, semicolons, CRLF, decimal comma,
days as DD.MM.YYYY. The audit program splits at semicolons even inside quotes, so text holds none of
its marks. Names are German, because the reader is the German tax office.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import escape

from kontor.base.numbers import plain_money

DTD = Path(__file__).resolve().parent.parent / "data" / "gdpdu" / "gdpdu-01-09-2004.dtd"
INDEX = "index.xml"
_UNFIT = re.compile(r'[;"!\s\x00-\x1f\x7f-\x9f]+')
_DAY = "DD.MM.YYYY"


class Field(NamedTuple):
    """A column of a table; `cents` and `rate` (1/10,000) are written with two decimals."""

    name: str
    kind: Literal["text", "int", "cents", "rate", "day"] = "text"
    note: str = ""
    key: bool = False


class Table(NamedTuple):
    """A table of the data carrier; its keys stand first."""

    file: str
    name: str
    note: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Any]]


class Supplier(NamedTuple):
    """Who hands over the data."""

    name: str
    place: str
    comment: str


def write_carrier(
    folder: Path, supplier: Supplier, tables: Iterable[Table], first: date, last: date
) -> dict[str, int]:
    """Write tables, index and DTD into a folder; the number of rows by file."""
    counts, parts = {}, []
    for table in tables:
        counts[table.file] = _write_rows(folder / table.file, table)
        parts.append(_described(table, first, last))
    index = "".join((*_opening(supplier), *parts, "  </Media>\n</DataSet>\n"))
    (folder / INDEX).write_text(index, "utf-8", newline="\r\n")
    shutil.copyfile(DTD, folder / DTD.name)
    return counts


def _write_rows(path: Path, table: Table) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        for row in table.rows:
            cells = (_cell(field, value) for field, value in zip(table.fields, row, strict=True))
            out.write(";".join(cells) + "\r\n")
            count += 1
    return count


def _cell(field: Field, value: Any) -> str:
    if value is None or value == "":
        return '""' if field.kind == "text" else ""
    if field.kind == "text":
        return '"' + _UNFIT.sub(" ", str(value)).strip() + '"'
    if field.kind in {"cents", "rate"}:
        return plain_money(int(value)).replace(".", ",")
    if field.kind == "day":
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        return f"{day:%d.%m.%Y}"
    return str(int(value))


def _opening(supplier: Supplier) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<!DOCTYPE DataSet SYSTEM "{DTD.name}">\n'
    yield "<DataSet>\n  <Version>1.0</Version>\n  <DataSupplier>\n"
    named = (("Name", supplier.name), ("Location", supplier.place), ("Comment", supplier.comment))
    for name, text in named:
        yield f"    <{name}>{_xml(text)}</{name}>\n"
    yield "  </DataSupplier>\n  <Media>\n    <Name>Datenträger 1</Name>\n"


def _described(table: Table, first: date, last: date) -> str:
    columns = "".join(_column(field) for field in table.fields)
    span = f"<From>{first:%d.%m.%Y}</From><To>{last:%d.%m.%Y}</To>"
    return (
        f"    <Table>\n      <URL>{_xml(table.file)}</URL>\n      <Name>{_xml(table.name)}</Name>\n"
        f"      <Description>{_xml(table.note)}</Description>\n"
        f"      <Validity><Range>{span}</Range><Format>{_DAY}</Format></Validity>\n"
        "      <UTF8/>\n      <DecimalSymbol>,</DecimalSymbol>\n"
        "      <DigitGroupingSymbol>.</DigitGroupingSymbol>\n      <VariableLength>\n"
        "        <ColumnDelimiter>;</ColumnDelimiter>\n"
        '        <TextEncapsulator>"</TextEncapsulator>\n'
        f"{columns}      </VariableLength>\n    </Table>\n"
    )


def _column(field: Field) -> str:
    tag = "VariablePrimaryKey" if field.key else "VariableColumn"
    kind = {
        "text": "<AlphaNumeric/>",
        "int": "<Numeric/>",
        "day": f"<Date><Format>{_DAY}</Format></Date>",
    }.get(field.kind, "<Numeric><Accuracy>2</Accuracy></Numeric>")
    note = f"<Description>{_xml(field.note)}</Description>" if field.note else ""
    return f"        <{tag}><Name>{_xml(field.name)}</Name>{note}{kind}</{tag}>\n"


def _xml(text: str) -> str:
    return escape("".join(char for char in text if char.isprintable()))
