"""What is built and what is seen: the wheel, the style sheet, README and handbook."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kontor.base import i18n
from kontor.cli import registry
from tests.architecture.code import PACKAGE, ROOT, modules
from tests.tools import readme

HANDBOOK = PACKAGE / "handbook"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(folder / done.stdout.split()[-1])


def test_the_wheel_holds_one_style_sheet(wheel: zipfile.ZipFile) -> None:
    names = [name for name in wheel.namelist() if name.endswith(".css")]
    assert names == ["kontor/screens.css"]
    assert wheel.read("kontor/screens.css") == (ROOT / "screens.css").read_bytes()


def test_the_wheel_holds_all_data(wheel: zipfile.ZipFile) -> None:
    """Law, charts, handbook, messages, migrations: whatever the program reads is inside."""
    inside = set(wheel.namelist())
    for folder in ("data", "handbook", "locale", "store/migrations", "store/guards"):
        for path in (PACKAGE / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"kontor/{path.relative_to(PACKAGE).as_posix()}" in inside
    assert "kontor/py.typed" in inside
    assert not [name for name in inside if name.startswith("tests/")]


def test_the_wheel_says_what_it_needs(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("dist-info/METADATA")]
    text = wheel.read(name).decode()
    assert "Requires-Python: >=3.11" in text and "License-Expression: Apache-2.0" in text
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "kontor = kontor.__main__:start" in wheel.read(name).decode()


# -- style sheet ---------------------------------------------------------------------------------

_NAME = re.compile(r"[#.]([a-z][a-z0-9-]*|-[a-z][a-z0-9-]*)(?![\w(])")


def _in_css() -> set[str]:
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "screens.css").read_text("utf-8"), flags=re.DOTALL)
    heads = re.findall(r"([^{}]+)\{", text)
    return {name for head in heads for name in _NAME.findall(head)}


def _words_of_the_screen() -> set[str]:
    words: set[str] = set()
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] != "tui":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words |= set(re.findall(r"-?[a-z][a-z0-9-]*", node.value))
    return words


def test_every_style_is_used() -> None:
    """Each id and class of the style sheet stands in the code of the screen."""
    words = _words_of_the_screen()
    textual_own = {"-hidden", "-selected", "-active", "-disabled", "-on", "input--placeholder"}
    plain = {name for name in _in_css() - textual_own if "--" not in name}
    assert sorted(plain - words) == []
    parts = {name for name in _in_css() - textual_own if "--" in name}
    used = {name for name in parts if name in words or set(name.split("--")) <= words}
    own_widgets = {name for name in parts - used if not name.startswith("option-list--")}
    assert sorted(own_widgets) == []


def test_every_class_of_the_code_is_styled_or_asked() -> None:
    """A class that code sets has a rule, or code asks for it."""
    text = (ROOT / "screens.css").read_text("utf-8")
    guilty = []
    for path, tree in modules():
        if path.relative_to(PACKAGE).parts[0] != "tui":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_class":
                for one in node.args:
                    if isinstance(one, ast.Constant) and f".{one.value}" not in text:
                        guilty.append(f"{path.name}:{node.lineno} {one.value}")
    assert guilty == []


def test_no_styles_in_the_code() -> None:
    """One style sheet holds what is seen; the code carries no second one."""
    guilty = [
        f"{path.name}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if getattr(target, "id", "") in {"CSS", "DEFAULT_CSS"}
    ]
    assert guilty == []


# -- README --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", readme.pages(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_table_of_commands_is_fresh(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "<!-- commands -->" in text
    assert readme.updated(text, readme.pages()[path]) == text, "run python -m tests.tools.readme"


@pytest.mark.parametrize("name", ["demo", "tests"])
def test_the_readme_has_one_command_each(name: str) -> None:
    text = readme.README.read_text("utf-8")
    block = re.search(rf"<!-- {name} -->\n```sh\n(.+)\n```", text)
    assert block and "\n" not in block[1]
    for lock in re.findall(r"-r (\S+)", block[1]):
        assert (ROOT / lock).is_file()


def _named_commands(text: str) -> set[tuple[str, ...]]:
    found = set()
    for line in re.findall(r"`(kontor [^`\n]+)`|^(kontor [^\n]+)$", text, re.MULTILINE):
        words = re.sub(r"--(?:file|lang)[ =]\S+", "", (line[0] or line[1]).split("#")[0]).split()
        found.add(tuple(words[1:]))
    return found


def _pages() -> list[Path]:
    return [readme.README, *sorted(HANDBOOK.rglob("*.md"))]


@pytest.mark.parametrize("path", _pages(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_command_that_is_named_exists(path: Path) -> None:
    for words in _named_commands(path.read_text("utf-8")):
        plain = [word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)]
        if not plain or words[0].startswith("["):
            continue
        asked = registry.understand(plain)
        assert asked.verb or not asked.rest, f"kontor {' '.join(words)}"
        if asked.verb:
            _options_exist(asked.place, asked.verb, words)


def _options_exist(area: str, verb: str, words: tuple[str, ...]) -> None:
    from kontor.cli.commands import all_params

    rest = words[words.index(verb) + 1 :]
    known = {param.option for param in all_params(registry.find(area, verb), rest)}
    for word in rest:
        name = word.partition("=")[0]
        if name.startswith("--") and name != "--help":
            assert name in known, f"kontor {' '.join(words)}"


# -- handbook ------------------------------------------------------------------------------------


def test_both_languages_have_the_same_pages() -> None:
    german = {path.name for path in (HANDBOOK / "de").glob("*.md")}
    assert german == {path.name for path in (HANDBOOK / "en").glob("*.md")} != set()


@pytest.mark.parametrize("path", _pages(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _hash, part = target.partition("#")
        page = (path.parent / file) if file else path
        assert page.is_file(), target
        if part and page.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
            assert part in {_anchor(head) for head in heads}, target


def _anchor(head: str) -> str:
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_command_is_in_the_handbook(language: str) -> None:
    text = (HANDBOOK / language / "cli.md").read_text("utf-8")
    missing = [
        f"{area} {command.verb}".strip()
        for area, command in registry.every()
        if not re.search(rf"`(?:{area} )?{command.verb}[` ]", text)
    ]
    assert missing == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_glossary_maps_both_languages(language: str) -> None:
    text = (HANDBOOK / language / "glossary.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 60
    assert all(len(line.strip("|").split("|")) >= 3 for line in rows)
