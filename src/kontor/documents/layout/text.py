"""The page as plain text for the terminal: the same content, no pictures, no paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from kontor.base.text import cell_width, fit, one_line, pad, show_text
from kontor.documents.layout.figures import amount, day, iban, money
from kontor.documents.layout.giro import possible
from kontor.documents.layout.page import Align, Line, Page, Place, Row, RowKind, Table, Weight
from kontor.documents.layout.words import words

LEAST, WIDE = 40, 64
_TAGS = {RowKind.ALTERNATIVE: "alternative", RowKind.OPTIONAL: "optional"}
_GAP = "  "


def as_text(page: Page, width: int = 80) -> str:
    """The whole document in lines of at most `width` terminal cells.

    Nothing of it is markup; control characters are made visible as everywhere on the screen.
    """
    width = max(width, LEAST)
    notes = [(one.heading, one.text) for one in page.notes]
    blocks: list[list[str]] = [
        _head(page, width),
        _wrapped(page.heading, width) + _wrapped(page.subject, width),
        _wrapped(page.salutation, width),
        *(_wrapped(one, width) for one in page.intro),
        *(_table(one, width) for one in page.tables if one.place is Place.BODY),
        _positions(page, width),
        _totals(page, width),
        *(_table(one, width) for one in page.tables if one.place is Place.END),
        _checks(page, width),
        *(_wrapped(one, width) for one in page.closing),
        _giro(page, width),
        *(_wrapped(": ".join(filter(None, one)), width) for one in notes),
        _wrapped(page.greeting, width) + _wrapped(page.signer, width),
        _signatures(page, width),
        _enclosures(page, width),
    ]  # fmt: skip
    text = "\n\n".join("\n".join(block) for block in blocks if block)
    draft = words(page.language)["draft"]
    return f"{f' {draft} ':*^{width}}\n\n{text}" if page.draft else text


def _head(page: Page, width: int) -> list[str]:
    """Sender and recipient left, the information block right of it."""
    left = [page.sender.name, "", *([page.remark] if page.remark else []), *page.recipient]
    right = _info(page)
    if width < WIDE:
        return [
            *(fit(one_line(line), width) for line in left),
            "",
            *(fit(line, width) for line in right),
        ]
    half = width - min(max(map(cell_width, right)), width // 2) - len(_GAP)
    lines = []
    for at in range(max(len(left), len(right))):
        one = one_line(left[at]) if at < len(left) else ""
        other = right[at] if at < len(right) else ""
        lines.append(f"{pad(one, half)}{_GAP}{fit(other, width - half - len(_GAP))}".rstrip())
    return lines


def _info(page: Page) -> list[str]:
    if not page.info:
        return [day(page.day, page.language)]
    labels = max(cell_width(one_line(one.label)) for one in page.info)
    return [f"{pad(one_line(one.label), labels)}{_GAP}{one_line(one.value)}" for one in page.info]


def _positions(page: Page, width: int) -> list[str]:
    if not page.rows:
        return []
    word = words(page.language)
    figures = [_figures(row, page) for row in page.rows]
    names = ("quantity", "unit", "price", "total")
    used = [at for at in range(4) if any(one[at] for one in figures)]
    heads = [word[names[at]] for at in used]
    sizes = [
        max(cell_width(head), *(cell_width(one[at]) for one in figures))
        for at, head in zip(used, heads, strict=True)
    ]
    number = min(max(cell_width(one_line(row.number)) for row in page.rows), 12)
    number = max(number, cell_width(word["number"]))
    rest = width - number - sum(sizes) - len(_GAP) * (len(sizes) + 1)
    if rest < LEAST // 2:
        return _stacked(page, figures, width)
    ends = [" " if names[at] == "unit" else ">" for at in used]
    lines = [
        _joined(pad(word["number"], number), pad(word["text"], rest), heads, sizes, ends),
        "─" * width,
    ]
    for row, values in zip(page.rows, figures, strict=True):
        cells = [values[at] for at in used]
        parts = _wrapped(_described(row, word), rest) or [""]
        lines.append(
            _joined(pad(one_line(row.number), number), pad(parts[0], rest), cells, sizes, ends)
        )
        indent = " " * (number + len(_GAP))
        lines += [indent + one for one in parts[1:]]
        lines += [indent + one for text in row.details for one in _wrapped(text, rest)]
    return [*lines, "─" * width]


def _joined(
    number: str, text: str, cells: Sequence[str], sizes: Sequence[int], ends: Sequence[str]
) -> str:
    shown = [
        pad(cell, size, right=end == ">")
        for cell, size, end in zip(cells, sizes, ends, strict=True)
    ]
    return _GAP.join([number, text, *shown]).rstrip()


def _stacked(page: Page, figures: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """On a narrow screen the figures stand below the text."""
    word = words(page.language)
    lines = ["─" * width]
    for row, values in zip(page.rows, figures, strict=True):
        lines += _wrapped(f"{row.number} {_described(row, word)}".strip(), width)
        lines += [f"  {one}" for text in row.details for one in _wrapped(text, width - 2)]
        amounts = " ".join(part for part in values[:3] if part)
        if amounts or values[3]:
            end = max(width - cell_width(values[3]) - 1, 1)
            lines.append(f"{pad('  ' + amounts, end)} {values[3]}".rstrip())
    return [*lines, "─" * width]


def _figures(row: Row, page: Page) -> tuple[str, str, str, str]:
    total = "" if row.total is None else money(row.total, page.language)
    total = total if row.counts or not total else f"({total})"
    return one_line(row.quantity), one_line(row.unit), one_line(row.price), total


def _described(row: Row, word: dict[str, str]) -> str:
    tag = f"[{word[_TAGS[row.kind]]}] " if row.kind in _TAGS else ""
    return f"{tag}{row.text}"


def _totals(page: Page, width: int) -> list[str]:
    amounts = [amount(one.cents, page.language, page.currency) for one in page.totals]
    size = max(map(cell_width, amounts), default=0)
    lines: list[str] = []
    for one, text in zip(page.totals, amounts, strict=True):
        if one.weight in {Weight.SUM, Weight.STRONG}:
            lines.append(" " * (width - size) + "─" * size)
        label = fit(one_line(one.label), width - size - len(_GAP))
        lines.append(
            pad(label, width - size - len(_GAP), right=True) + _GAP + pad(text, size, right=True)
        )
        if one.weight is Weight.STRONG:
            lines.append(" " * (width - size) + "═" * size)
    return lines


def _table(table: Table, width: int) -> list[str]:
    lines = _wrapped(table.title, width)
    rows = [line for line in table.lines if line.weight is not Weight.GROUP]
    wanted = [
        max(
            cell_width(one_line(text))
            for text in (column.heading, *(row.cells[at] for row in rows))
        )
        for at, column in enumerate(table.columns)
    ]
    sizes = _shrunk(wanted, width - len(_GAP) * (len(wanted) - 1))
    heads = Line(tuple(column.heading for column in table.columns))
    lines += [
        *_cells(table, heads, sizes),
        "─" * min(width, sum(sizes) + len(_GAP) * (len(sizes) - 1)),
    ]
    for line in table.lines:
        if line.weight is Weight.GROUP:
            lines += _wrapped(line.cells[0], width)
        else:
            lines += _cells(table, line, sizes)
    return lines + _wrapped(table.note, width)


def _shrunk(wanted: list[int], room: int) -> list[int]:
    """The widest columns give way until all fit."""
    sizes = [max(size, 1) for size in wanted]
    while sum(sizes) > room and max(sizes) > 3:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _cells(table: Table, line: Line, sizes: list[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, size) for cell, size in zip(line.cells, sizes, strict=True)]
    for at in range(max(map(len, wrapped), default=0)):
        parts = [
            pad(cell[at] if at < len(cell) else "", size, right=column.align is Align.RIGHT)
            for cell, size, column in zip(wrapped, sizes, table.columns, strict=True)
        ]
        yield _GAP.join(parts).rstrip()


def _checks(page: Page, width: int) -> list[str]:
    lines = _wrapped(page.checks_title, width)
    for one in page.checks:
        first, *rest = _wrapped(one.text, width - 4) or [""]
        lines += [f"[{'x' if one.ticked else ' '}] {first}", *(f"    {part}" for part in rest)]
    return lines


def _giro(page: Page, width: int) -> list[str]:
    if page.giro is None or not possible(page.giro):
        return []
    one = page.giro
    parts = (one.name, iban(one.iban), one.bic, amount(one.cents, page.language), one.purpose)
    return _wrapped("GiroCode: " + " · ".join(part for part in parts if part), width)


def _signatures(page: Page, width: int) -> list[str]:
    return [
        line
        for one in page.signatures
        for line in ["_" * min(width, 32), *_wrapped(f"{one.label} {one.name}".strip(), width)]
    ]


def _enclosures(page: Page, width: int) -> list[str]:
    if not page.enclosures:
        return []
    return _wrapped(f"{words(page.language)['enclosures']}: {', '.join(page.enclosures)}", width)


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in show_text(text).split("\n") if text else ():
        lines += _narrow(textwrap.wrap(line, width, break_long_words=True) or [""], width)
    return lines


def _narrow(lines: Iterable[str], width: int) -> Iterator[str]:
    """Lines with letters of two cells are cut once more."""
    for line in lines:
        rest = line
        while cell_width(rest) > width:
            end = max(width // 2, 1)
            yield rest[:end]
            rest = rest[end:]
        yield rest
