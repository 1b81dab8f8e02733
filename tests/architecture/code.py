"""The source of the package as the tests of its architecture see it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kontor"


@cache
def modules() -> list[tuple[Path, ast.Module]]:
    """Every module of the package with its syntax tree."""
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))]


def name_of(path: Path) -> str:
    """A path as messages show it."""
    return path.relative_to(ROOT).as_posix()


def project_files() -> list[Path]:
    """Files that belong to the project: what git would take, without asking git."""
    left_out = {
        ".git", ".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist",
        ".import_linter_cache", "__pycache__", "build", "node_modules",
    }  # fmt: skip
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not left_out & set(path.relative_to(ROOT).parts)
    ]
