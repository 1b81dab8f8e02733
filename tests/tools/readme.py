"""Keeps the tables of commands equal to the program: `python -m tests.tools.readme`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kontor.base import i18n
from kontor.cli import registry

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
HANDBOOK = ROOT / "src" / "kontor" / "handbook"
_PART = re.compile(r"(<!-- commands -->\n).*?(<!-- /commands -->)", re.DOTALL)
_HEADS = {"en": ("Command", "Does"), "de": ("Befehl", "Tut")}


def pages() -> dict[Path, str]:
    """The pages that carry the table, with their language."""
    return {README: "en"} | {HANDBOOK / code / "cli.md": code for code in i18n.LANGUAGES}


def table(language: str) -> str:
    """One row per verb, as the help says it."""
    before = i18n.language()
    i18n.use_language(language)
    first, second = _HEADS[language]
    lines = [f"| {first} | {second} |", "|---|---|"]
    for area, command in registry.every():
        words = [area, command.verb, *(p.name.upper() for p in command.params if p.positional)]
        lines.append(f"| `{' '.join(filter(None, words))}` | {i18n._(command.help)} |")
    i18n.use_language(before)
    return "\n".join(lines) + "\n"


def updated(text: str, language: str) -> str:
    """A page with the present table."""
    return _PART.sub(lambda part: part[1] + table(language) + part[2], text)


if __name__ == "__main__":
    for path, code in pages().items():
        path.write_text(updated(path.read_text("utf-8"), code), "utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
