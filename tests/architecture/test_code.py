"""Sizes, money without float, no hidden writers, no machine in the sources."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.code import PACKAGE, ROOT, modules, name_of, project_files

LINES, FUNCTION, APP = 500, 60, 250


def test_files_and_functions_stay_small() -> None:
    """What grows beyond one screen of thought is split by subject."""
    guilty = []
    for path, tree in modules():
        count = len(path.read_text("utf-8").splitlines())
        if count > (APP if name_of(path) == "src/kontor/tui/app.py" else LINES):
            guilty.append(f"{name_of(path)}: {count} lines")
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION:
                    guilty.append(f"{name_of(path)}: {node.name} has {length} lines")
    assert guilty == []


def test_no_float_anywhere() -> None:
    """Amounts, rates and quantities are whole numbers; a float would lose cents."""
    guilty = []
    for path, tree in modules():
        if name_of(path).startswith(NO_MONEY):
            continue
        pauses = {id(part) for node in ast.walk(tree) if _is_pause(node) for part in ast.walk(node)}
        guilty += [
            f"{name_of(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if id(node) not in pauses and _makes_float(node)
        ]
    assert guilty == []


CLOCKS = {"date", "datetime"}
NO_MONEY = (
    "src/kontor/desk/demo/",  # chances of an invented firm; its amounts are drawn as whole cents
    "src/kontor/banking/rules/duplicates.py",  # the likeness of two texts, from a library
    "src/kontor/tui/telling.py",  # seconds, as the toolkit counts them
    "src/kontor/base/numbers.py",  # divides fractions, exactly
)


def _makes_float(node: ast.AST) -> bool:
    return (
        (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _numbers(node))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "round")
    )


def _is_pause(node: ast.AST) -> bool:
    """A pause in seconds: a name or argument that says so."""
    if isinstance(node, ast.Assign):
        inner = [name for target in node.targets for name in ast.walk(target)]
        names = [name.id for name in inner if isinstance(name, ast.Name)]
        return bool(names) and all(name.endswith("_PAUSE") for name in names)
    return isinstance(node, ast.keyword) and node.arg in {"sleep", "timeout", "delay"}


def _numbers(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.Constant) and isinstance(side.value, int)
        for side in (node.left, node.right)
    )


def test_nobody_swallows_errors() -> None:
    """A broad handler stands only where a face shows what was caught."""
    allowed = {
        "src/kontor/cli/app.py",
        "src/kontor/tui/work.py",
        "src/kontor/tui/app.py",
        "src/kontor/tui/problems.py",
    }
    guilty = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") == "Exception")
        and name_of(path) not in allowed
    ]
    assert guilty == []


def test_only_base_asks_the_clock() -> None:
    """`today` is a parameter; one function asks the computer."""
    guilty = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
        and isinstance(node.func.value, (ast.Name, ast.Attribute))
        and getattr(node.func.value, "id", getattr(node.func.value, "attr", "")) in CLOCKS
        and name_of(path) != "src/kontor/base/dates/days.py"
        and path.relative_to(PACKAGE).parts[0] != "store"  # stamps its own steps and copies
    ]
    assert guilty == []


def test_exceptions_to_the_type_checker_have_reasons() -> None:
    """`type: ignore` names its code; `noqa` names its rule."""
    guilty = []
    for path, _tree in modules():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if "type: ignore" in line and not re.search(r"type: ignore\[[\w\-, ]+\]", line):
                guilty.append(f"{name_of(path)}:{number}")
            if "noqa" in line and not re.search(r"noqa: [A-Z]+\d+", line):
                guilty.append(f"{name_of(path)}:{number}")
    assert guilty == []


def test_modules_do_nothing_when_imported() -> None:
    """No engine, session, file or thread is made at import."""
    guilty = []
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
                guilty.append(f"{name_of(path)}:{node.lineno}")
            if isinstance(node, (ast.For, ast.While, ast.With)):
                guilty.append(f"{name_of(path)}:{node.lineno}")
    assert guilty == []


_MACHINE = re.compile(
    r"/(?:work|root|home/[a-z]{2,}|tmp/[a-z]\w+|Users/[a-z]{2,})/|https?://(?:[\w.-]*pypi[\w.-]*|files\.pythonhosted)"
    r"|index-url|find-links|localhost:\d",
    re.IGNORECASE,
)


def test_the_repository_says_nothing_about_machines() -> None:
    """No absolute path of somebody's computer, no address of a package registry."""
    guilty = []
    for path in project_files():
        if path == Path(__file__) or path.suffix in {".png", ".mo", ".zip", ".pdf", ".db"}:
            continue
        if {"samples", "golden"} & set(path.parts):
            continue
        text = path.read_text("utf-8", errors="replace")
        guilty += [f"{name_of(path)}: {found[0]}" for found in _MACHINE.finditer(text)]
    assert guilty == []


@pytest.mark.parametrize("name", ["requirements.lock", ".ci/test.lock"])
def test_locks_are_exact(name: str) -> None:
    """Each package of a lock has one version and hashes; no address stands in it."""
    text = (ROOT / name).read_text("utf-8")
    packages = re.findall(r"^([a-z0-9_.-]+)==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9_.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) == len(blocks) == len(set(packages)) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_lock_holds_every_direct_dependency() -> None:
    """Nothing that pyproject.toml names is missing in the lock, and versions agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime = (ROOT / "requirements.lock").read_text("utf-8")
    tests = (ROOT / ".ci" / "test.lock").read_text("utf-8")
    assert set(re.findall(r"^\S+==\S+", runtime, re.MULTILINE)) <= set(
        re.findall(r"^\S+==\S+", tests, re.MULTILINE)
    )
    for line in project["dependencies"]:
        assert f"\n{_name(line)}==" in "\n" + runtime, line
    for line in project["optional-dependencies"]["test"]:
        assert f"\n{_name(line)}==" in "\n" + tests, line


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].rstrip(">=<")


def test_every_dependency_is_used_and_explained() -> None:
    """A direct dependency is imported somewhere and has a comment that says why."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    names = {"python-stdnum": "stdnum"}
    project = tomllib.loads(text)["project"]
    imported = {
        name.split(".")[0]
        for _path, tree in modules()
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    for line in project["dependencies"]:
        name = _name(line)
        assert names.get(name, name) in imported, f"{name} is not imported"
        assert re.search(rf"#[^\n]+\n\s+\"{re.escape(line)}\"", text), f"{name} has no reason"


def test_top_level_is_tidy() -> None:
    """The top level holds what the house has, and dot files."""
    allowed = {
        "src", "tests", "screens.css", "pyproject.toml", "README.md", "LICENSE",
        "requirements.lock", "dist", "build",
    }  # fmt: skip
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there <= allowed, there - allowed
    assert PACKAGE.is_dir()
