"""Text from people can neither crash nor steer nor reach the terminal raw; the code keeps to it."""

from __future__ import annotations

import ast
import inspect
import os
import re
from functools import cache
from pathlib import Path

import pytest
from textual.message_pump import MessagePump

import kontor.tui
from kontor.tui import text as guards
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Confirm, Paper, Tell, TypeWord
from kontor.tui.sheet import Drawing, Facts, Grid, Head, Note, lay_out_sheet
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.report import Figures, Line
from tests.tui.demo import TORTURE
from tests.tui.pilot import CONTROL, SIZES, assert_clean, press, running, settle, text

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
SOURCES = sorted(Path(kontor.tui.__file__).parent.rglob("*.py"))
# calls of Textual that read text as markup; and our own wrappers, which do not
TITLES = {"border_title", "border_subtitle", "tooltip"}
FORBIDDEN = {
    "Input", "Static", "Label", "Button", "Checkbox", "RadioButton", "Select", "SelectionList",
    "Collapsible", "TabPane", "Tab", "Tree", "ListView", "ListItem", "DataTable", "RichLog",
    "Log", "MaskedInput",
    "add_row", "add_rows", "add_column", "add_columns",
}  # fmt: skip
SAFE = {"T", "cell", "line", "joined", "stacked", "lay_out_sheet"}


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def is_safe(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return True
    return isinstance(value, ast.Call) and name_of(value) in SAFE


def complaints(source: str) -> list[str]:
    """What in a file hands text to a widget past the guards."""
    tree = ast.parse(source)
    found = [f"{call.lineno}: {name_of(call)}" for call in calls(tree) if is_bad_call(call)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and not is_safe(node.value):
            names = {getattr(target, "attr", "") for target in node.targets}
            found += [f"{node.lineno}: {name}" for name in names & TITLES]
        if isinstance(node, ast.Constant) and "[@click" in str(node.value):
            found.append(f"{node.lineno}: action link")
    return found


def is_bad_call(call: ast.Call) -> bool:
    """A call that reads text as markup, or an input that swallows commas."""
    name = name_of(call)
    off = [one for one in call.keywords if one.arg == "markup" and is_false(one.value)]
    if name in {"notify", "OptionList"}:
        return not off
    if name == "Option":
        return not is_safe(call.args[0]) and name_of_arg(call) != "_entry_line"
    if name in {"from_markup", "escape"}:
        return isinstance(call.func, ast.Attribute)
    if name in {"Content", "Text"}:
        return bool(call.args) and not is_safe(call.args[0])
    typed = "Input" in name and any(one.arg == "type" for one in call.keywords)
    return typed or name in FORBIDDEN


def is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def name_of_arg(call: ast.Call) -> str:
    return name_of(call.args[0]) if isinstance(call.args[0], ast.Call) else ""


ALLOWED = {
    "text.py": 2,  # the guards themselves
    "failures.py": 1,  # the last words after a mistake: lines of `line(…)`
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_goes_past_the_guards(path: Path) -> None:
    found = complaints(path.read_text("utf-8"))
    assert len(found) <= ALLOWED.get(path.name, 0), found


@pytest.mark.parametrize(
    "bad",
    ["Static(x)", "self.notify(f'{x}')", "t.add_row(x)", "w.border_title = x", "Label('[b]')",
     "OptionList(x)", "Option(x)", "Content(x)", "Input(type='number')", "w.tooltip = f'{x}'",
     "Content.from_markup(x)", "Text(name)", "y = '[@click=app.quit]'"],
)  # fmt: skip
def test_the_check_notices(bad: str) -> None:
    assert complaints(bad)


def test_no_attribute_of_textual_is_taken() -> None:
    """An own `_closed` or `_timers` would break the machinery of Textual silently."""
    import importlib
    import pkgutil

    hooks = {"_fatal_error", "_on_paste"}
    for module in pkgutil.walk_packages(kontor.tui.__path__, "kontor.tui."):
        loaded = importlib.import_module(module.name)
        for cls in vars(loaded).values():
            if not (isinstance(cls, type) and cls.__module__ == loaded.__name__):
                continue
            if issubclass(cls, MessagePump):
                own = {name for name in assigned(cls) if name[0] == "_"} - hooks
                assert not own & taken(cls), cls


_SET = re.compile(r"self\.(\w+)\s*(?::[^=\n]+)?=[^=]")


def assigned(cls: type) -> set[str]:
    return set(_SET.findall(inspect.getsource(cls)))


def taken(cls: type) -> set[str]:
    bases = [base for base in cls.__mro__ if base.__module__.startswith("textual")]
    return set().union(*(names_of(base) for base in bases))


@cache
def names_of(base: type) -> frozenset[str]:
    return frozenset(vars(base)) | frozenset(_SET.findall(inspect.getsource(base)))


# the guards


@pytest.mark.parametrize("name", TORTURE)
def test_guards_show_everything_and_nothing_raw(name: str) -> None:
    for shown in (guards.line(name), guards.T(name).plain, guards.cell(name).plain):
        assert not CONTROL.search(shown.replace("\n", ""))
    for visible in re.findall(r"[A-Za-zäöüß]{3,}", name):
        assert visible in guards.T(name).plain  # no markup swallowed it
    assert not guards.T(name).spans


def test_pieces() -> None:
    made = guards.joined("a", ("[b]", "bold"), guards.T("c"))
    assert made.plain == "a[b]c"
    assert guards.stacked("x", [("y", "bold"), "z"], ("w", "bold")).plain == "x\nyz\nw"
    assert guards.line(None) == "" and guards.T(None).plain == ""


@pytest.mark.parametrize("width", [8, 30, 100])
def test_sheets_hold_any_text_in_any_width(width: int) -> None:
    for name in TORTURE:
        blocks = [
            Head(name, name), Facts((name, name), title=name), Note(name, name * 3),
            Grid(
                (Column(name), Column(name, Kind.MONEY)), [(name, 5), (name, name)], name, (name, 1)
            ),
            Drawing([name], name),
        ]  # fmt: skip
        shown = lay_out_sheet(blocks, width).plain
        assert not CONTROL.search(shown.replace("\n", ""))


# on the screen


@pytest.mark.parametrize("size", SIZES)
async def test_torture_names_on_every_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(tmp_path, size, names=TORTURE, rows=len(TORTURE)) as (app, pilot):
        assert_clean(app)
        for _row in TORTURE:
            await pilot.press("down")
            app.toast(str(app.front.row.cells[2]), tone="error")
            assert_clean(app)
        await settle(pilot)
        for keys in (["record.open"], ["copy.menu"], ["actions.menu"], ["palette.open"]):
            await press(pilot, *keys)
            assert_clean(app)
            await pilot.press("escape")
            await settle(pilot)
        assert app.is_running and app.front.NAME == "demo.invoices"


async def test_torture_names_in_every_window(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        for number, name in enumerate(TORTURE):
            rows = [name, (name, "bold"), [name, (name, "$warn")]]
            entries = [Entry("a", name, name, "x", name), Entry("b", name, why_not=name or "nein")]
            windows = (
                Confirm(name, rows), TypeWord(name, rows, name), Tell(name, rows),
                AskText(name, hint=name), Paper(name, [Head(name)]),
                Chooser(name, entries, placeholder=name, typed=name[:5]),
            )  # fmt: skip
            for window in windows if HEAVY else (windows[number % 6], windows[(number + 3) % 6]):
                app.push_screen(window)
                await pilot._wait_for_screen()
                assert_clean(app)
                app.pop_screen()
        await settle(pilot)
        assert app.is_running


async def test_torture_names_in_forms_and_reports(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        for name in TORTURE:
            form.rows["customer"].editor.raw = ["1", name]
            form.rows["who"].editor.raw = name
            form.rows["text"].editor.raw = name
            form.rows["amount"].editor.raw = name
            form.blame("who", name)
            form.show_all_faults()
            await pilot._wait_for_screen()
            assert_clean(app)
        app.front.drop_draft()
        app.pop_screen()
        await press(pilot, "area.2", "area.2")
        lines = tuple(
            Line(str(n), name, (n, name), note=name, children=(Line(f"{n}c", name, (name,)),))
            for n, name in enumerate(TORTURE)
        )
        app.front._show(Figures((TORTURE[0], TORTURE[1]), lines, ((TORTURE[2], TORTURE[3]),)))
        await settle(pilot)
        for _line in TORTURE:
            await pilot.press("down")
            assert_clean(app)
        assert app.is_running


async def test_a_click_on_a_name_runs_nothing(tmp_path: Path) -> None:
    names = ("[@click=app.quit]Meier GmbH[/]",)
    async with running(tmp_path, (120, 40), names=names, rows=3) as (app, pilot):
        assert "[@click=app.quit]" in text(app)
        for x in range(0, 100, 4):
            await pilot.click(offset=(x, 5))
        await press(pilot, "record.open")
        for x in range(0, 60, 6):
            await pilot.click(offset=(x, 4))
        assert app.is_running
