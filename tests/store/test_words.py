"""Every sentence of the store has a German one with the same values."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kontor.store import schema

ROOT = Path(schema.__file__).parent
CATALOGUE = ROOT.parent / "locale/de/store.po"


def sentences() -> set[str]:
    found = set()
    for file in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                text = node.args[0] if node.func.id == "N_" and node.args else None
                if isinstance(text, ast.Constant):
                    found.add(str(text.value))
    for text in (ROOT / "guards/store.sql", ROOT / "journal.py"):
        found |= set(re.findall(r"RAISE\(ABORT,'K\d+ ([^']+)'", text.read_text("utf-8")))
    return found


@pytest.fixture(scope="module")
def german() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_the_catalogue_is_complete_and_has_no_spare(german: dict[str, str]) -> None:
    assert sentences() - german.keys() == set()
    assert german.keys() - sentences() == set()


def test_translations_hold_the_same_values(german: dict[str, str]) -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    wrong = [text for text, other in german.items() if names(text) != names(other) or not other]
    assert wrong == []
