"""Floors and rooms: imports go down only, heavy libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import PACKAGE, ROOT, modules, name_of

READERS = ("rules", "kinds", "queries")
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "textual", "typer", "rich"}
HEADLESS = ("textual",)
CONTAINERS = {"cli": {"typer", "rich"}, "tui": {"textual", "rich"}}


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_import_contracts() -> None:
    """All contracts of pyproject.toml hold."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("library", ["textual", "typer", "click"])
def test_faces_keep_their_toolkit(library: str) -> None:
    """Only the screen knows Textual, only the command line knows Typer."""
    home = "tui" if library == "textual" else "cli"
    guilty = [
        name_of(path)
        for path, tree in modules()
        if path.relative_to(PACKAGE).parts[0] != home
        and any(name.split(".")[0] == library for name in _imports(tree))
    ]
    assert guilty == []


def test_rules_kinds_and_queries_are_light() -> None:
    """Pure rules and reading need neither models nor a toolkit."""
    guilty = []
    for path, tree in modules():
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if len(parts) < 2 or parts[0] in {"tui", "cli"} or parts[1] not in READERS:
            continue
        heavy = {name for name in _imports(tree) if name.split(".")[0] in HEAVY}
        models = {name for name in _imports(tree) if name.endswith((".model", ".service"))}
        if heavy or models:
            guilty.append((name_of(path), sorted(heavy | models)))
    assert guilty == []


def test_base_needs_only_the_standard_library() -> None:
    """The ground floor stands alone; number checks load their library inside functions."""
    allowed = set(sys.stdlib_module_names) | {"kontor"}
    guilty = []
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] != "base":
            continue
        top = [n for n in ast.iter_child_nodes(tree) if isinstance(n, (ast.Import, ast.ImportFrom))]
        for node in top:
            for name in _imports(node):
                if name.split(".")[0] not in allowed:
                    guilty.append((name_of(path), name))
    assert guilty == []


def test_only_the_store_commits() -> None:
    """A use case is one step; when it is written for good is the store's to say."""
    guilty = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in modules()
        if path.relative_to(PACKAGE).parts[0] != "store"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ]
    assert guilty == []


def test_importing_the_package_costs_nothing() -> None:
    """`import kontor` loads the version and nothing else."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    assert _imports(tree) == set()


def _package_rooms() -> list[Path]:
    return [path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]


def test_every_room_says_what_it_is_for() -> None:
    """The docstring of a room names its purpose; the room file holds nothing else."""
    for room in _package_rooms():
        tree = ast.parse((room / "__init__.py").read_text("utf-8"))
        assert ast.get_docstring(tree), room.name
        assert len(tree.body) == 1, f"{room.name}/__init__.py holds more than its docstring"
