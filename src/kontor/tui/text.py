"""The only way for text to a widget: cleaned for the terminal, never read as markup.

`T` makes `Content` for Textual widgets, `cell` makes rich `Text` for rich tables, `line` a plain
string of one line for places that take strings and no markup (toast, window title, table
segments).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.content import Content

from kontor.base.text import show_text

_LONGEST = 500
_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\x0b\x0c\x85\u2028\u2029", " "))

Part = str | Content | tuple[str, str]
Rows = Sequence[Part | Sequence[Part]]  # lines of a window; a line of several pieces is a list


def line(value: object) -> str:
    """The text of a value on one line."""
    text = "" if value is None else str(value)
    if not text.isprintable():
        text = text[:_LONGEST].translate(_BREAKS)
    return show_text(text, limit=_LONGEST)


def T(value: object, style: str = "") -> Content:  # noqa: N802  stands everywhere
    """Content of a value, optionally in one style (a theme style such as `$text-muted`)."""
    if isinstance(value, Content):
        return value.stylize(style) if style else value
    text = show_text(value)
    return Content.styled(text, style) if style and text else Content(text)


def cell(value: object, style: str = "") -> Text:
    """Rich text of a value on one line."""
    return Text(line(value), style=style, no_wrap=True, end="")


def joined(*parts: Part) -> Content:
    """Several pieces after one another; a piece is text, content or `(text, style)`."""
    return Content("").join(T(*part) if isinstance(part, tuple) else T(part) for part in parts)


def stacked(*rows: Part | Sequence[Part]) -> Content:
    """Several lines below one another; a line is a piece or a list of pieces."""
    return Content("\n").join(_row(row) for row in rows)


def _row(row: Part | Sequence[Part]) -> Content:
    if isinstance(row, list):
        return joined(*row)
    return T(*row) if isinstance(row, tuple) else T(row)
