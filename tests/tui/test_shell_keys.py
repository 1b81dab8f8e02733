"""The table of actions: labels, keys, rules; and that each has something to do."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from textual.screen import ModalScreen

import kontor.tui
from kontor.base.errors import InputError
from kontor.base.i18n import _
from kontor.tui import keymap
from kontor.tui.action import ALWAYS, FIELD, LABEL_LIMIT, TABLE, clashes, forbidden, shown_key
from kontor.tui.keys import ACTIONS, SHELL, action, bindings, in_contexts, key
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.report import ReportScreen
from kontor.tui.shell import Shell
from kontor.tui.spec import Areas
from tests.tui.demo import areas
from tests.tui.pilot import press, running, text

KINDS = (ListScreen, DetailScreen, FormScreen, ReportScreen)


def all_screens() -> list[type[BaseScreen]]:
    """Every screen there is, whatever other tests have imported so far."""
    for module in walk_packages(kontor.tui.__path__, "kontor.tui."):
        import_module(module.name)
    found: list[type[BaseScreen]] = []
    todo: list[type[BaseScreen]] = [BaseScreen]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += one.__subclasses__()
    return found


def test_ids_are_unique() -> None:
    names = [one.id for one in ACTIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("one", ACTIONS, ids=lambda one: one.id)
def test_each_action_is_labelled_and_explained(one) -> None:
    assert 0 < len(_(one.label)) <= LABEL_LIMIT
    assert 0 < len(one.label) <= 18
    assert _(one.help).endswith(".")
    assert one.keys and one.contexts


@pytest.mark.parametrize("one", ACTIONS, ids=lambda one: one.id)
def test_keys_can_be_typed_on_a_german_keyboard(one) -> None:
    assert not forbidden(one.keys[0], first=True)
    assert not any(forbidden(name) for name in one.keys)


def test_no_screen_has_a_key_twice() -> None:
    for screen in all_screens():
        own = [one for one in in_contexts(screen.contexts()) if hasattr(screen, one.method)]
        assert list(clashes([*own, *in_contexts((ALWAYS,))])) == [], screen
    for context in (TABLE, FIELD):
        assert list(clashes(in_contexts((context,)))) == []


def test_a_list_key_never_meets_a_move_key() -> None:
    for kind in (ListScreen, ReportScreen):
        assert list(clashes(in_contexts((*kind.contexts(), TABLE, ALWAYS)))) == []


def test_a_letter_means_the_same_everywhere_in_the_shell() -> None:
    meant: dict[str, set[str]] = {}
    for one in SHELL:
        for name in one.keys:
            if len(name) == 1:
                meant.setdefault(name, set()).add(one.id)
    assert all(len(names) == 1 for names in meant.values()), meant


def test_every_action_of_the_shell_is_carried_out_somewhere() -> None:
    handlers = (*KINDS, Shell)
    areas_own = {"record.new", "record.edit", "record.copy", "record.cancel", "record.print",
                 "record.mail", "record.task", "step.next"}  # fmt: skip
    for one in SHELL:
        if one.contexts in ((TABLE,), (FIELD,)) or one.id.startswith("area."):
            continue
        done = any(hasattr(handler, one.method) for handler in handlers)
        assert done != (one.id in areas_own), one.id


def test_destructive_is_only_x() -> None:
    assert key("record.cancel") == "x"
    capitals = [one for one in SHELL if any(len(k) == 1 and k.isupper() for k in one.keys)]
    assert {one.id for one in capitals} == {"step.redo", "screen.refresh", "move.last"}


def test_footers_fit_80_cells_in_both_languages(english) -> None:
    from kontor.base.i18n import use_language

    for language in ("de", "en"):
        use_language(language)
        for screen in all_screens():
            names = ["help.open", *screen.HINTS]
            assert len(names) <= 6, screen
            cells = sum(len(shown_key(key(n))) + len(_(shown_as(screen, n))) + 4 for n in names)
            assert cells <= 80, (screen, cells)


def shown_as(screen: type[BaseScreen], name: str) -> str:
    """What an action is called on a screen."""
    own = getattr(screen, {"record.cancel": "CANCEL", "form.save": "SAVE"}.get(name, ""), "")
    return own if own and isinstance(own, str) else action(name).label


def test_keys_read_as_people_say_them() -> None:
    assert shown_key("ctrl+s") == "Strg+S"
    assert shown_key("question_mark") == "?"
    assert shown_key("f8") == "F8"
    assert shown_key("f") == "f"
    assert shown_key("U") == "U"
    assert (shown_key("C"), shown_key("D"), shown_key("ctrl+d")) == ("C", "D", "Strg+D")
    assert shown_key("space") == "Leer"


def test_bindings_only_for_what_the_owner_can_do() -> None:
    class Nothing:
        pass

    assert bindings(("list",), Nothing) == []
    assert {one.id for one in bindings(("list",), ListScreen)} >= {"filter.open", "mark.toggle"}


def test_own_keys_are_checked() -> None:
    good, warnings = keymap.check(
        {
            "record.new": "insert",
            "record.edit": "n",
            "nonsense": "k",
            "step.undo": "at",
            "go.menu": "w",
        },
        Areas(areas()),
    )
    assert good == {"record.new": "insert", "record.edit": "n"}
    assert len(warnings) == 3
    assert any("nonsense" in one for one in warnings)
    assert any("w" in one and "step.next" in one for one in warnings)


def test_own_keys_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    assert keymap.read(path) == {}
    path.write_text('[keys]\n"record.new" = "insert"\n', "utf-8")
    assert keymap.read(path) == {"record.new": "insert"}
    for wrong in ("[keys\n", "keys = 3\n", '[keys]\n"a" = 3\n'):
        path.write_text(wrong, "utf-8")
        with pytest.raises(InputError):
            keymap.read(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        keymap.read(path)


async def test_own_keys_work_and_are_shown(tmp_path: Path) -> None:
    own = {"record.new": "insert", "bogus": "k"}
    async with running(tmp_path, (120, 40), keymap=own) as (app, pilot):
        assert "insert Neu" in text(app).replace("INSERT", "insert")
        assert "bogus" in text(app)  # the warning
        await pilot.press("n")
        assert app.front.crumb() == "Rechnungen"
        await pilot.press("insert")
        assert app.front.crumb() == "Neue Rechnung"


async def test_every_action_of_every_kind_can_be_done(tmp_path: Path) -> None:
    """None of them ends the program or raises, on whatever kind of screen."""
    for start in ([], ["record.open"], ["record.new"]):
        async with running(tmp_path, (120, 40)) as (app, pilot):
            await press(pilot, *start)
            for one in SHELL:
                if one.id not in {"app.quit", "screen.close"} and app.front.can(one.id):
                    await app.front.act(one.id)
                    await pilot._wait_for_screen()
                    while isinstance(app.screen, ModalScreen):
                        app.pop_screen()
            assert app.is_running
