"""Frame and windows: areas, views, help, palette, search, undo, questions, sizes, themes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rich.cells import cell_len

from kontor.base.errors import Damaged, KontorError
from kontor.tui import failures, work
from kontor.tui.keys import ACTIONS, key
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import Confirm, Running, Tell, TypeWord
from kontor.tui.themes import CONTRAST, DARK, LIGHT, ORDER, themes
from tests.tui.demo import drop_invoice
from tests.tui.pilot import assert_clean, press, rows, running, settle, text


async def test_frame_at_both_sizes(tmp_path: Path) -> None:
    async with running(tmp_path, (80, 24)) as (app, pilot):
        shown = rows(app)
        assert shown[0].startswith(" Kontor › Aufträge › Rechnungen")
        assert shown[0].rstrip().endswith("Malerbetrieb Lindner")
        assert "1 Aufträge" in shown[1]  # an area of one view needs no line for views
        assert shown[22].strip().startswith("60 Einträge")
        assert shown[23].startswith(" ? Hilfe")
        assert len(shown[23].rstrip()) <= 80
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        shown = rows(app)
        assert "1 Aufträge" in shown[1] and "2 Bücher" in shown[1]
        assert_clean(app)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "area.2")
        shown = rows(app)
        assert "Konten" in shown[1] and "Ergebnis" in shown[1]
        assert "1 Aufträge" not in text(app)  # areas and views together need 30 rows


async def test_areas_views_and_letters(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        await press(pilot, "move.down", "move.down")
        await press(pilot, "area.2")
        assert app.front.NAME == "demo.accounts"
        assert "Konten" in rows(app)[2] and "Ergebnis" in rows(app)[2]
        await press(pilot, "area.2")
        assert app.front.NAME == "demo.result"
        await press(pilot, "view.previous")
        assert app.front.NAME == "demo.accounts"
        await press(pilot, "area.1")
        assert app.front.table.cursor == 2  # where it was left
        await press(pilot, "area.2")
        assert app.front.NAME == "demo.accounts"  # the view of last time
        await press(pilot, "go.menu")
        await pilot.press("e")
        await settle(pilot)
        assert app.front.NAME == "demo.result"
        await press(pilot, "area.7")
        assert "Einen Bereich 7 gibt es nicht." in text(app)
        await pilot.click("#areas", offset=(3, 0))
        await settle(pilot)
        assert app.front.NAME == "demo.invoices"
        await press(pilot, "area.2", "screen.close")
        assert app.front.NAME == "demo.invoices"
        await press(pilot, "screen.close")
    assert app.return_code == 0


async def test_help_lists_filters_and_runs(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        await press(pilot, "help.open")
        chooser = app.screen
        assert isinstance(chooser, Chooser)
        listed = {entry.value for entry in chooser._entries}
        for one in app.front.actions():
            assert f"act:{one.id}" in listed or one.id.startswith("area."), one.id
        await pilot.press("o")  # a key finds its action first
        await settle(pilot)
        assert chooser.chosen.value == "act:sort.menu"
        await pilot.press("backspace", *"markier")
        await settle(pilot)
        assert chooser.chosen.value == "act:mark.toggle"
        await pilot.press("enter")
        await settle(pilot)
        assert app.front.table.marks
        await press(pilot, "move.first", "help.open")
        await pilot.press(*"weiter", "enter")  # impossible now: says why, stays
        await settle(pilot)
        assert "Erst ausstellen" in text(app)
        await pilot.press("f1")
        await settle(pilot)
        assert "Handbuch" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is app.front


async def test_an_impossible_action_says_why(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "step.next")
        assert "Erst ausstellen, dann mahnen." in text(app)
        hint = next(one for one in app.front.footer() if one.action == "step.next")
        assert not hint.possible


ODD = ("", " ", "[", "[/b]", "%", "'", "\\", "ü" * 300, "a b c d e f", "日本", "(", "*", "\x1b")


async def test_palette_finds_folded_and_never_fails(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        await press(pilot, "palette.open")
        window = app.screen
        for typed in ODD:
            window.query_one("KInput").value = typed
            await settle(pilot, 0.15)
            assert_clean(app)
        window.query_one("KInput").value = "buecher"
        await settle(pilot, 0.2)
        assert window.chosen.value == "view:demo.accounts"
        window.query_one("KInput").value = "Krüger"
        await settle(pilot, 0.3)
        assert window.chosen.value == "invoice:1"
        await pilot.press("enter")
        await settle(pilot)
        assert app.front.crumb() == "RE-2026-0001"


async def test_search_and_number(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "search.open")
        await pilot.press(*"ohm")
        await settle(pilot, 0.3)
        assert "Bäckerei Ohm" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.front.crumb() == "RE-2026-0003"
        await press(pilot, "number.goto")
        await pilot.press(*"xyz", "enter")
        await settle(pilot)
        await settle(pilot)
        assert "„xyz“ gibt es nicht" in text(app)
        await press(pilot, "number.goto")
        await pilot.press(*"7", "enter")
        await settle(pilot)
        await settle(pilot)
        assert app.front.crumb() == "RE-2026-0007"


async def test_undo_redo_name_the_step(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "step.undo")
        assert "Es gibt nichts zurückzunehmen." in text(app)
        app.clear_notifications()
        await press(pilot, "record.cancel")
        assert app.front.table.count == 59
        assert "Entwurf verworfen · u nimmt zurück" in text(app)
        await press(pilot, "step.undo")
        assert app.front.table.count == 60
        await press(pilot, "step.redo")
        assert app.front.table.count == 59
        assert "Wiederholt: Entwurf verworfen" in text(app)


async def test_other_views_ask_again_when_they_are_seen(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "area.2")
        app.run_case(drop_invoice, 1)
        await settle(pilot)
        await press(pilot, "area.1")
        assert app.front.table.count == 59


async def test_final_steps_need_a_letter(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "move.down", "move.down", "record.cancel")
        assert isinstance(app.screen, Confirm)
        assert app.focused.choice == "no"
        await pilot.press("enter")
        await settle(pilot)
        assert app.front.table.count == 60
        await press(pilot, "record.cancel")
        await pilot.press("left", "enter", "space", "x")  # none of them is the letter
        await settle(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.press("j")
        await settle(pilot)
        assert app.front.table.count == 59


async def test_heavy_steps_need_the_word(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        answers: list[str | None] = []
        app.push_screen(TypeWord("Schließen", ["Endgültig."], "Oktober"), answers.append)
        await settle(pilot)
        await pilot.press(*"ok", "enter")
        await settle(pilot)
        assert "Das ist nicht das Wort" in text(app) and not answers
        await pilot.press(*"tober", "enter")
        await settle(pilot)
        assert answers == ["yes"]
        app.push_screen(TypeWord("Schließen", ["Endgültig."], "Oktober"), answers.append)
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert answers == ["yes", None]


async def test_progress_can_be_cancelled(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        seen, ended, stopped = [], [], asyncio.Event()

        def job(ticket: work.Ticket) -> str:
            import time

            for step in range(400):
                if ticket.cancelled:
                    seen.append(step)
                    app.call_from_thread(stopped.set)
                    return "halb"
                ticket.tell(step, 400, "Zeile")
                time.sleep(0.01)
            return "ganz"

        app.push_screen(Running("Einlesen", job, ended.append), ended.append)
        await pilot.pause(0.3)
        assert "Zeile" in text(app) and "/ 400" in text(app)
        await pilot.press("escape")
        await asyncio.wait_for(stopped.wait(), 5)
        await pilot.pause()
        assert seen and seen[0] < 400
        assert ended == ["cancelled"]
        app.push_screen(Running("Kurz", lambda _ticket: "da", ended.append), ended.append)
        await settle(pilot)
        assert set(ended[1:]) == {"da", "done"}


async def test_errors_are_said_in_one_place(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):

        def fail(error: BaseException) -> None:
            raise error

        app.write(
            fail, KontorError("Konto {number} gibt es nicht.", number="4[/b]711", hint="Anderes")
        )
        await settle(pilot)
        assert "Konto 4[/b]711 gibt es nicht." in text(app)
        app.write(fail, Damaged("Die Datei ist beschädigt."))
        await settle(pilot)
        assert isinstance(app.screen, Tell)
        await pilot.press("escape")
        app.write(fail, ZeroDivisionError("Geheim: Familie Krüger"))
        await settle(pilot)
        assert "Ihre gebuchten Daten sind gespeichert (letzte Nr. 4711)" in text(app).replace(
            "│", ""
        )
        report = next((tmp_path / "reports").glob("report-*.txt"))
        assert "ZeroDivisionError" in report.read_text("utf-8")
        assert "Geheim" not in report.read_text("utf-8")
        assert report.stat().st_mode & 0o777 == 0o600


async def test_a_mistake_of_the_program_ends_with_plain_words(tmp_path: Path) -> None:
    app = None
    with pytest.raises(RuntimeError):
        async with running(tmp_path) as (app, pilot):
            app.call_later(lambda: 1 / 0 if False else _boom())
            await pilot.pause(0.2)
    assert next((tmp_path / "reports").glob("report-*.txt"))
    assert app.return_code == 1


def _boom() -> None:
    raise RuntimeError("Familie Krüger")


def test_no_report_where_nothing_can_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert failures.write_report(blocked / "below", ValueError("x")) is None
    assert failures.write_report(None, ValueError("x")) is None


async def test_read_only_refuses_with_a_sentence(tmp_path: Path) -> None:
    async with running(tmp_path, read_only=True) as (app, pilot):
        assert "nur lesen" in rows(app)[0]
        for one in ACTIONS:
            if one.writes and app.front.can(one.id):
                assert app.front.reason(one.id) == "Die Datei ist nur zum Lesen offen.", one.id
        await press(pilot, "record.new")
        assert app.front.NAME == "demo.invoices"
        assert "nur zum Lesen" in text(app)


async def test_ctrl_c_says_how_to_quit(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await pilot.press("ctrl+c")
        await settle(pilot)
        assert "Strg+Q beendet Kontor." in text(app)
        await press(pilot, "app.quit")
    assert app.return_code == 0


async def test_models_are_warmed_once_after_the_first_frame(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, _pilot):
        assert app.store.warmed == 1


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (60, 16), (40, 10), (59, 30), (100, 15), (1, 1)]
)
async def test_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(tmp_path, size) as (app, pilot):
        small = size[0] < 60 or size[1] < 16
        for keys in ([], ["record.open"], ["help.open"]):
            await press(pilot, *keys)
            assert_clean(app)
            if small and size[0] > 30:
                assert "Fenster zu klein" in text(app)
                assert "RE-2026" not in text(app)
            if not small and keys != ["help.open"]:
                assert "RE-2026" in text(app)
            await pilot.press("escape")
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "Fenster zu klein" not in text(app)


# themes


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, two: str) -> float:
    bright, dim = sorted((luminance(one), luminance(two)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
def test_contrast(theme) -> None:
    colours = theme.variables
    least = 7.0 if theme.name == CONTRAST else 4.5
    pairs = [
        (ink, "ground") for ink in ("ink", "ink-soft", "ink-faint", "good", "warn", "bad", "signal")
    ]
    pairs += [("ink", back) for back in ("mark-ground", "cursor-rest", "field", "field-focus")]
    pairs += [("cursor-ink", "cursor-ground"), ("ink-soft", "band"), ("signal", "band")]
    for fore, back in pairs:
        found = ratio(colours[fore], colours[back])
        wanted = 4.0 if (fore, back) == ("ink-faint", "ground") and least < 7 else least
        assert found >= wanted, (theme.name, fore, back, round(found, 2))


async def test_themes_turn_and_draw(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40), theme=LIGHT) as (app, pilot):
        seen = []
        for _turn in ORDER:
            seen.append(app.theme)
            assert_clean(app)
            await press(pilot, "theme.next")
        assert set(seen) == {LIGHT, DARK, CONTRAST}
        assert app.theme == LIGHT


async def test_without_colour_the_cursor_is_still_seen(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(tmp_path) as (app, pilot):
        assert app.no_color
        await press(pilot, "move.down")
        strips = app.screen._compositor.render_strips()
        marked = [
            y for y, strip in enumerate(strips)
            if any(s.style and s.style.reverse and "RE-2026" in s.text for s in strip)
        ]  # fmt: skip
        assert marked == [5]
        for strip in strips:
            for segment in strip:
                if segment.style and segment.style.color:
                    red, green, blue = segment.style.color.get_truecolor()
                    assert max(red, green, blue) - min(red, green, blue) <= 2


async def test_quiet_mode_draws_no_lines(tmp_path: Path) -> None:
    async with running(tmp_path, quiet=True) as (app, _pilot):
        assert not set("╭╮╰╯│─") & set(text(app))


async def test_footer_is_clickable(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        line = rows(app)[-1]
        await pilot.click("#footer", offset=(cell_len(line[: line.index("Filter")]), 0))
        await settle(pilot)
        assert app.focused.id == "filter"


def test_keys_of_tests_come_from_the_table() -> None:
    assert key("record.new") == "n"
    with pytest.raises(KeyError):
        key("record.nonsense")
