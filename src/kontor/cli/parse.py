"""The quick parser: takes what it understands whole, and leaves everything else to Typer.

Typer costs more than a report does; a command line without surprise never needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.cli.commands import Param
from kontor.cli.values import Clock, read


def quick(params: Sequence[Param], words: Sequence[str], today: Clock) -> dict[str, Any] | None:
    """The values by name, or None when a word is unknown, doubled or missing, or asks for help."""
    split = _split(params, words)
    if split is None:
        return None
    return finish(params, split, today)


def finish(params: Sequence[Param], raw: dict[str, list[str]], today: Clock) -> dict[str, Any]:
    """Typed words as values; defaults where nothing was said."""
    values: dict[str, Any] = {}
    for param in params:
        words = raw.get(param.name, [])
        if param.kind == "flag":
            values[param.name] = bool(words)
        elif param.many:
            values[param.name] = [read(param, word, today) for word in words]
        else:
            values[param.name] = read(param, words[0], today) if words else param.default
    return values


def _split(params: Sequence[Param], words: Sequence[str]) -> dict[str, list[str]] | None:
    options = {param.option: param for param in params if not param.positional}
    free: list[str] = []
    raw: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            free.append(word)
            continue
        name, equals, value = word.partition("=")
        param = options.get(name)
        if param is None or (param.name in raw and not param.many):
            return None
        if param.kind == "flag":
            if equals:
                return None
            value = "1"
        elif not equals:
            value = next(rest, "")
            if not value or value.startswith("--"):
                return None
        raw.setdefault(param.name, []).append(value)
    return raw if _place(params, free, raw) else None


def _place(params: Sequence[Param], free: list[str], raw: dict[str, list[str]]) -> bool:
    for param in params:
        if param.positional and free:
            raw[param.name], free = (free, []) if param.many else (free[:1], free[1:])
        if param.required and param.name not in raw:
            return False
    return not free
