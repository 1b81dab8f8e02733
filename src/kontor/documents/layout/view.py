"""From the page to what the templates read: every figure as text, sums carried from row to row."""

from __future__ import annotations

import re
from typing import Any

from kontor.documents.layout import giro, picture
from kontor.documents.layout.figures import amount, day, iban, money
from kontor.documents.layout.glyphs import printed
from kontor.documents.layout.page import (
    Labels,
    Line,
    Page,
    Row,
    RowKind,
    Table,
    Weight,
)
from kontor.documents.layout.words import words

LOOSE = 700  # characters that a row may have and still stays on one page
SMALL = 7  # lines of an extra table that stay together
_LONG_WORD = re.compile(r"\S{38,}")
_COLUMNS = (
    ("number", 14),
    ("text", 0),
    ("quantity", 14),
    ("unit", 11),
    ("price", 16),
    ("total", 18),
)
_FIGURES = 3_000  # tenths of a point of 4,680 that figures may take from the text
_RIGHT = frozenset({"quantity", "price", "total"})
_TAGS = {RowKind.ALTERNATIVE: "alternative", RowKind.OPTIONAL: "optional"}
_SUMS = frozenset({RowKind.TITLE, RowKind.TEXT, RowKind.SUBTOTAL})
_ANY = dict[str, Any]


def view(page: Page) -> _ANY:
    """What the template of documents reads."""
    word = words(page.language)
    columns, tight = _columns(page, word)
    return {
        "language": page.language,
        "tight": tight,
        "layout": page.style.layout.value,
        "accent": page.style.accent,
        "marks": page.style.marks,
        "draft": word["draft"] if page.draft else "",
        "words": word,
        "heading": _text(page.heading),
        "date": day(page.day, page.language),
        "description": _text(f"{page.heading} {day(page.day, page.language)}"),
        "sender": _sender(page),
        "recipient": [_text(line) for line in page.recipient if line.strip()],
        "remark": _text(page.remark),
        "info": [
            {"label": _text(one.label), "value": _text(one.value), "strong": one.strong}
            for one in page.info
        ],
        "subject": _text(page.subject),
        "salutation": _text(page.salutation),
        "intro": _texts(page.intro),
        "columns": columns,
        "parts": _parts(page, word),
        "totals": [
            {"label": _text(one.label), "amount": _amount(one.cents, page), "weight": one.weight}
            for one in page.totals
        ],
        "tables": [_table(one) for one in page.tables],
        "checks_title": _text(page.checks_title),
        "checks": [{"text": _text(one.text), "ticked": one.ticked} for one in page.checks],
        "closing": _texts(page.closing),
        "notes": [{"heading": _text(n.heading), "text": _text(n.text)} for n in page.notes],
        "greeting": _text(page.greeting),
        "signer": _text(page.signer),
        "signatures": [{"label": _text(s.label), "name": _text(s.name)} for s in page.signatures],
        "giro": _giro(page, word),
        "enclosures": _texts(page.enclosures),
    }


def labels_view(labels: Labels) -> _ANY:
    """What the template of label sheets reads."""
    return {
        "language": labels.language,
        "title": _text(labels.title),
        "sheet": labels.sheet._asdict(),
        "skip": labels.skip,
        "labels": [_texts(one) for one in labels.labels],
    }


def _text(text: str) -> str:
    """The text as it is printed; words without end get places where a line may break."""
    return _LONG_WORD.sub(_softened, printed(text))


def _softened(found: re.Match[str]) -> str:
    word = found[0]
    return "\u200b".join(word[at : at + 19] for at in range(0, len(word), 19))


def _texts(values: tuple[str, ...]) -> list[str]:
    return [_text(one) for one in values if one.strip()]


def _signed(text: str) -> str:
    """A real minus sign, as wide as the digits."""
    return "\u2212" + text[1:] if text.startswith("-") else text


def _amount(cents: int, page: Page) -> str:
    return _signed(amount(cents, page.language, page.currency))


def _sender(page: Page) -> _ANY:
    one = page.sender
    logo = picture.as_svg(one.logo.content, one.logo.mime) if one.logo else ""
    return {
        "name": _text(one.name),
        "slogan": _text(one.slogan),
        "logo": logo,
        "logo_height": one.logo.height if one.logo else 0,
        "return_line": _text(one.return_line),
        "contact": _texts(one.contact),
        "footer": [_texts(column) for column in one.footer if any(column)],
    }


def _columns(page: Page, word: dict[str, str]) -> tuple[list[_ANY], bool]:
    """The columns that have something to show, each as wide as its longest text.

    When the figures leave too little room for the text, all of it is set smaller.
    """
    sign = "€" if page.currency == "EUR" else page.currency
    found: list[_ANY] = []
    for name, most in _COLUMNS:
        head = f"{word[name]} {sign}" if name in {"price", "total"} else word[name]
        cells = [_cell(row, name, page) for row in page.rows]
        if name == "number":
            cells = [
                cell if row.kind not in _SUMS else cell[:8]
                for cell, row in zip(cells, page.rows, strict=True)
            ]
        length = max((len(cell) for cell in cells), default=0)
        wide = max(88 + 51 * min(length, most), 92 + 54 * len(head))
        width = -1 if name == "text" else wide if length else 0
        found.append({"name": name, "head": head, "width": width, "right": name in _RIGHT})
    tight = sum(one["width"] for one in found) > _FIGURES
    if tight:
        for one in found:
            one["width"] = one["width"] * 5 // 6 if one["width"] > 0 else one["width"]
    return found, tight


def _cell(row: Row, name: str, page: Page) -> str:
    if name == "total":
        text = "" if row.total is None else _signed(money(row.total, page.language))
        return text if row.counts or not text else f"({text})"
    return _signed(str(getattr(row, name)))


def _parts(page: Page, word: dict[str, str]) -> list[list[_ANY]]:
    """Runs of rows that stay together: a title with what follows; new parts at page breaks."""
    parts: list[list[_ANY]] = []
    sum_so_far, waiting = 0, False
    for row in page.rows:
        if row.total is not None and row.counts and row.kind not in _SUMS:
            sum_so_far += row.total
        pieces = _pieces(row, page, word)
        for piece in pieces:
            piece["cum"] = _signed(money(sum_so_far, page.language))
        if not parts or row.page_break:
            parts.append([])
            waiting = False
        if waiting:
            parts[-1][-1]["rows"].append(pieces[0])
        else:
            parts[-1].append({"rows": [pieces[0]], "loose": _size(row.text) > LOOSE})
        parts[-1] += [{"rows": [piece], "loose": piece["loose"]} for piece in pieces[1:]]
        waiting = row.kind is RowKind.TITLE
    return parts


def _pieces(row: Row, page: Page, word: dict[str, str]) -> list[_ANY]:
    """A row, and further ones for the rest of a long text, so that none is higher than a page."""
    runs: list[list[str]] = [[]]
    used = _size(row.text)
    for paragraph in _texts(row.details):
        if used + _size(paragraph) > LOOSE:
            runs.append([])
            used = 0
        runs[-1].append(paragraph)
        used += _size(paragraph)
    first = {
        "kind": row.kind.value,
        "number": _text(row.number),
        "text": _text(row.text),
        "details": runs[0],
        "quantity": _text(_signed(row.quantity)),
        "unit": _text(row.unit),
        "price": _text(_signed(row.price)),
        "total": "" if row.total is None else _signed(money(row.total, page.language)),
        "counts": row.counts,
        "depth": row.depth,
        "tag": word[_TAGS[row.kind]] if row.kind in _TAGS else "",
        "open": len(runs) > 1,
    }
    more = [
        {
            "kind": "more",
            "details": run,
            "loose": sum(map(_size, run)) > LOOSE,
            "open": at < len(runs) - 1,
        }
        for at, run in enumerate(runs[1:], start=1)
    ]
    return [first, *more]


def _size(text: str) -> int:
    """Characters of a text, a line break counted as a line."""
    return len(text) + 60 * text.count("\n")


def _line_size(line: Line) -> int:
    return sum(map(_size, line.cells))


def _table(table: Table) -> _ANY:
    groups: list[_ANY] = []
    small = len(table.lines) <= SMALL and sum(map(_line_size, table.lines)) <= 3 * LOOSE
    waiting = False
    for at, line in enumerate(table.lines):
        data = {"cells": [_text(cell) for cell in line.cells], "weight": line.weight.value}
        loose = _line_size(line) > 3 * LOOSE
        last = at == len(table.lines) - 1 and line.weight in {Weight.SUM, Weight.STRONG}
        if groups and (small or waiting or last) and not loose:
            groups[-1]["lines"].append(data)
        else:
            groups.append({"lines": [data], "loose": loose})
        waiting = line.weight is Weight.GROUP
    return {
        "title": _text(table.title),
        "place": table.place.value,
        "note": _text(table.note),
        "blank": table.blank,
        "groups": groups,
        "columns": [
            {"head": _text(one.heading), "align": one.align.value, "share": one.share or widest}
            for widest, one in zip(_shares(table), table.columns, strict=True)
        ],
    }


def _shares(table: Table) -> list[int]:
    """Without any share the first column takes the width that is left."""
    free = not any(one.share for one in table.columns)
    return [int(free and at == 0) for at in range(len(table.columns))]


def _giro(page: Page, word: dict[str, str]) -> _ANY | None:
    one = page.giro
    if one is None or not giro.possible(one):
        return None
    lines = [
        (word["giro_name"], _text(one.name)),
        (word["giro_iban"], iban(one.iban)),
        (word["giro_bic"], one.bic),
        (word["giro_amount"], amount(one.cents, page.language)),
        (word["giro_purpose"], _text(one.purpose)),
    ]
    return {"svg": giro.svg(one), "lines": [line for line in lines if line[1]]}
