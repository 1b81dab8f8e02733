"""Each model brings along the models that its foreign keys lead to.

A use case may be the first that loads any model: SQLAlchemy has to know every table it refers to.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import kontor

ROOT = Path(kontor.__file__).parent


def _name(path: Path) -> str:
    parts = ("kontor", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


FILES = {_name(path): path for path in sorted(ROOT.rglob("*.py"))}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text("utf-8"))


def _tables(module: str) -> dict[str, set[str]]:
    """Tables of a module with the tables that they refer to."""
    found: dict[str, set[str]] = {}
    for node in _tree(module).body:
        if not isinstance(node, ast.ClassDef):
            continue
        names = [
            one.value.value
            for one in node.body
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
            and any(isinstance(to, ast.Name) and to.id == "__tablename__" for to in one.targets)
        ]  # fmt: skip
        if names:
            found[str(names[0])] = {
                key.value.value.partition(".")[0]
                for key in ast.walk(node)
                if isinstance(key, ast.keyword) and key.arg == "foreign_key"
                and isinstance(key.value, ast.Constant)
            }  # fmt: skip
    return found


@cache
def _loads(module: str) -> frozenset[str]:
    """Modules of the program that are loaded with a module, by imports at its top."""
    found: set[str] = set()
    todo = [module]
    while todo:
        one = todo.pop()
        if one in found or one not in FILES:
            continue
        found.add(one)
        todo.append(one.rpartition(".")[0])
        for node in _tree(one).body:
            if isinstance(node, ast.Import):
                todo += [name.name for name in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                todo += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return frozenset(found)


OWNERS = {table: module for module in FILES for table in _tables(module)}
MODELS = sorted(set(OWNERS.values()))


def test_models_are_found() -> None:
    assert {"contact", "appointment", "ticket", "sales_document"} <= set(OWNERS)


@pytest.mark.parametrize("module", MODELS)
def test_a_model_loads_what_it_refers_to(module: str) -> None:
    wanted = {OWNERS[table] for tables in _tables(module).values() for table in tables}
    assert sorted(wanted - _loads(module)) == []
