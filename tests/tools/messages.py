"""The message catalogue: collects ids from the code, merges the translations, compiles them.

python -m tests.tools.messages          # report and write locale/de/LC_MESSAGES/kontor.mo
python -m tests.tools.messages --check  # report only; 1 when it is not complete
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "kontor"
GERMAN = PACKAGE / "locale" / "de"
COMPILED = GERMAN / "LC_MESSAGES" / "kontor.mo"
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
_NAMES = re.compile(r"\{([a-z_0-9]*)[^{}]*\}")
_SAME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the clock must not make another catalogue
Id = str | tuple[str, ...]


class Report(NamedTuple):
    """What is wrong with the translations; all empty when the catalogue is complete."""

    missing: list[str]
    unused: list[str]
    conflicting: list[str]
    broken: list[str]

    @property
    def clean(self) -> bool:
        """Nothing to complain about."""
        return not any(self)


def ids(package: Path = PACKAGE) -> dict[Id, str]:
    """Every message id of the code with the place where it stands first."""
    found: dict[Id, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(
        str(package), [("**.py", "python")], keywords=_KEYWORDS
    ):
        found.setdefault(_key(message), f"{name}:{line}")
    for place, text in _inside_strings(package):
        found.setdefault(text, place)
    for place, text in _descriptions(package):
        found.setdefault(text, place)
    for place, text in _data_messages(package):
        found.setdefault(text, place)
    for place, text in _guard_messages(package):
        found.setdefault(text, place)
    found.pop("", None)
    return found


def _inside_strings(package: Path) -> Iterator[tuple[str, str]]:
    """Messages inside f-strings: the tokenizer of older Pythons does not see them."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "N_"}:
                value = node.args[0] if node.args else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield f"{path.relative_to(package)}:{node.lineno}", value.value


def _descriptions(package: Path) -> Iterator[tuple[str, str]]:
    """Descriptions of input fields: they are the help of the options made from them."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "description":
                value = node.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield f"{path.relative_to(package)}:{value.lineno}", value.value


def _guard_messages(package: Path) -> Iterator[tuple[str, str]]:
    """What the triggers inside the file say: `K012 Steps are kept.`"""
    for path in sorted([*package.rglob("*.sql"), *(package / "store").glob("*.py")]):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for text in re.findall(r"'K\d{3} ([^']+)'", line):
                yield f"{path.relative_to(package)}:{number}", text


def _data_messages(package: Path) -> Iterator[tuple[str, str]]:
    """Message ids that stand in data files: columns whose heading ends with `_msgid`."""
    import csv

    for path in sorted((package / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("#"))
            for number, row in enumerate(rows, 2):
                for column, text in row.items():
                    if column and column.endswith("_msgid") and text:
                        yield f"data/{path.name}:{number}", text


def merged(folder: Path = GERMAN) -> tuple[Catalog, list[str], list[str]]:
    """All PO files as one catalogue, with what they disagree about and what is malformed."""
    whole = Catalog(locale="de", charset="utf-8", domain="kontor", creation_date=_SAME_DAY)
    said: dict[Id, set[str]] = defaultdict(set)
    broken: list[str] = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(BytesIO(file.read()), locale="de", abort_invalid=True)
        for message in part:
            if not message.id:
                continue
            key = _key(message.id)
            text = message.string
            parts = text if isinstance(text, (list, tuple)) else (text,)
            strings = tuple(one or "" for one in parts)
            said[key].add("\0".join(strings))
            broken += [f"{path.name}: {problem}" for problem in _problems(key, strings)]
            whole.add(message.id, text)
    conflicting = [f"{key!r}: {sorted(texts)!r}" for key, texts in said.items() if len(texts) > 1]
    return whole, conflicting, broken


def _key(message: str | list[str] | tuple[str, ...]) -> Id:
    return message if isinstance(message, str) else tuple(message)


def _problems(key: Id, strings: tuple[str, ...]) -> Iterator[str]:
    known = set(_NAMES.findall("".join(key) if isinstance(key, tuple) else key))
    for text in strings:
        if not text.strip():
            yield f"no translation of {key!r}"
        elif isinstance(key, str) and set(_NAMES.findall(text)) != known:
            yield f"other values in {key!r} and {text!r}"
        elif isinstance(key, tuple) and not set(_NAMES.findall(text)) <= known:
            yield f"unknown values in {text!r}"


def report(package: Path = PACKAGE) -> tuple[Catalog, Report]:
    """The German catalogue and what is wrong with it."""
    code = ids(package)
    whole, conflicting, broken = merged(package / "locale" / "de")
    there = {_key(message.id) for message in whole if message.id}
    singles = {key[0] for key in there if isinstance(key, tuple)}
    missing = [
        f"{place}: {key!r}"
        for key, place in code.items()
        if key not in there and not (isinstance(key, str) and key in singles)
    ]
    unused = [repr(key) for key in there if key not in code]
    return whole, Report(sorted(missing), sorted(unused), conflicting, broken)


def compile_catalogue(catalogue: Catalog, target: Path = COMPILED) -> bool:
    """Write the compiled catalogue; True when it differs from what was there."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    old = target.read_bytes() if target.exists() else b""
    if old == buffer.getvalue():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(buffer.getvalue())
    return True


def main(words: list[str]) -> int:
    """Report, and compile unless only a check is wanted."""
    catalogue, found = report()
    for name, lines in found._asdict().items():
        for line in lines:
            sys.stdout.write(f"{name}: {line}\n")
    if "--check" not in words:
        changed = compile_catalogue(catalogue)
        sys.stdout.write(f"{COMPILED.name} {'written' if changed else 'unchanged'}\n")
    return 0 if found.clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
