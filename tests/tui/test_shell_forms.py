"""Forms: what is understood while typing, faults, drafts that survive, saving once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult

from kontor.base.dates import month_period
from kontor.tui.screens.dialogs import Window
from kontor.tui.widgets.area import KArea
from kontor.tui.widgets.fields import KINDS, Choice, Field, raw_of, understand
from kontor.tui.widgets.plain import KInput
from tests.tui.demo import TORTURE
from tests.tui.pilot import CONTROL, assert_clean, press, running, settle, text

TODAY = date(2026, 11, 22)


def value(kind: str, typed: str, **more):
    return understand(Field("x", "x", kind, **more), typed, TODAY)


# fields


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,50", 1_250), ("1.234,50", 123_450), ("12.50", 1_250), ("-3", -300), ("1.000", 100_000),
        ("3*17,50+19%", 6_248), ("1234", 123_400), ("0", 0), (" 7 ", 700),
    ],
)  # fmt: skip
def test_money_is_never_changed_silently(typed: str, cents: int) -> None:
    found = value("money", typed)
    assert found.value == cents and not found.fault
    assert found.shown.endswith(" €")


@pytest.mark.parametrize("typed", ["1,234,5", "abc", "1.23.4", "12,505", "1e5", "--3", "½", "٣"])
def test_what_is_no_amount_is_said_with_a_remedy(typed: str) -> None:
    found = value("money", typed)
    assert found.value is None and found.fault and found.remedy


def test_each_kind_understands_its_own() -> None:
    assert value("date", "fr").value == date(2026, 11, 27)
    assert value("date", "fr").shown == "Fr 27.11.2026"
    assert value("period", "3/26").value == month_period(2026, 3)
    assert value("rate", "19").value == 1900
    assert value("quantity", "2,5").value == 2500
    assert value("price", "0,1234").value == 1234
    iban = value("iban", "de89 3704 0044 0532 0130 00")
    assert iban.value == "DE89370400440532013000" and iban.shown.startswith("DE89 3704")
    assert value("iban", "DE89370400440532013001").fault
    assert value("vat_id", "DE136695976").value == "DE136695976"
    assert value("email", "a@b").fault or value("email", "a@b").doubt
    assert value("email", "maler@example.de").value == "maler@example.de"
    assert value("choice", "b", choices=(Choice("a", "A"), Choice("b", "B"))).value == "b"
    assert value("choice", "z", choices=(Choice("a", "A"),)).fault
    assert value("flag", "1").value is True and value("flag", "").value is False
    assert understand(Field("x", "x", "picker"), ["7", "Ohm"], TODAY).value == "7"
    assert understand(Field("x", "x", "picker"), "Ohm", TODAY).fault
    assert value("text", "a" * 300).fault
    assert value("text", "Mu\u0308ller\u200b").value == "Müller"
    assert value("multiline", "a\nb").value == "a\nb"


@pytest.mark.parametrize("kind", KINDS)
def test_empty_and_needed(kind: str) -> None:
    assert not value(kind, "").fault
    if kind != "flag":
        assert value(kind, " ", required=True).fault == "Das wird gebraucht."


@pytest.mark.parametrize(
    ("kind", "made"),
    [("money", -123_450), ("price", 12_345), ("rate", 1900), ("quantity", 2_500), ("date", TODAY),
     ("period", month_period(2026, 3)), ("flag", True), ("picker", ("7", "Ohm")), ("text", "x"),
     ("iban", "DE89370400440532013000")],
)  # fmt: skip
def test_a_value_survives_the_editor(kind: str, made) -> None:
    field = Field("x", "x", kind)
    again = understand(field, raw_of(field, made), TODAY)
    assert again.value == (made[0] if kind == "picker" else made), again


def test_own_parser() -> None:
    found = value("text", "12", read=int, show=lambda n: f"Nr. {n}")
    assert (found.value, found.shown) == (12, "Nr. 12")


# inputs


class Inputs(App[None]):
    """Both inputs alone."""

    def compose(self) -> ComposeResult:
        yield KInput(id="line")
        yield KArea(id="area")


async def test_inputs_clean_what_is_typed_and_pasted() -> None:
    app = Inputs()
    async with app.run_test() as pilot:
        line, area = app.query_one(KInput), app.query_one(KArea)
        for name in TORTURE:
            line.value = ""
            line.focus()
            await pilot.pause()
            line.post_message(events.Paste(name + "\nzwei"))
            area.text = ""
            area.post_message(events.Paste(name))
            await pilot.pause()
            assert not CONTROL.search(line.value) and "\n" not in line.value
            assert not CONTROL.search(area.text)
            line.value = name
            assert not CONTROL.search(line.value)
        line.value = "x" * 100_000
        assert len(line.value) == 2_000


async def test_ctrl_z_takes_typing_back() -> None:
    app = Inputs()
    async with app.run_test() as pilot:
        line = app.query_one(KInput)
        line.focus()
        await pilot.press(*"abc", "ctrl+z", "ctrl+z")
        assert line.value == "a"
        await pilot.press("ctrl+y")
        assert line.value == "ab"
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert line.value == ""


# the form on the screen


async def fill(pilot, form, **raws) -> None:
    for name, raw in raws.items():
        form.rows[name].editor.raw = raw
    await settle(pilot)


GOOD = {"customer": ["2", "Bäckerei Ohm"], "who": "Ohm", "amount": "12,50", "text": "x"}


async def test_understood_value_and_fault_on_leaving(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        form.focus_field("amount")
        await pilot.press(*"1.234,5")
        await settle(pilot)
        assert "= 1.234,50 €" in text(app)
        await pilot.press("x")
        await settle(pilot)
        assert "kein Betrag" not in text(app)  # not while typing
        await pilot.press("tab")
        await settle(pilot)
        assert "kein Betrag" in text(app)
        form.focus_field("day")
        await pilot.press("up", "up")
        assert form.values()[0]["day"] == date(2026, 11, 24)
        await pilot.press("down")
        assert form.values()[0]["day"] == date(2026, 11, 23)


async def test_save_jumps_to_the_first_fault_then_saves_once(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        screen_before = app.front
        await press(pilot, "record.new", "form.save")
        screen = app.front
        assert screen is not screen_before
        assert screen.form.rows["customer"].editor.has_focus
        assert "3 Felder sind falsch" in text(app)
        await press(pilot, "form.fault")
        assert screen.form.rows["who"].editor.has_focus
        await fill(pilot, screen.form, **GOOD)
        await pilot.press("ctrl+s", "ctrl+s", "ctrl+s")
        await settle(pilot)
        assert app.front is screen_before
        assert screen_before.table.count == 61
        assert "Rechnung angelegt · u nimmt zurück" in text(app)
        assert app.wiring.drafts.load("demo.invoice:new") is None
        await press(pilot, "step.undo")
        assert screen_before.table.count == 60


async def test_a_refusal_lands_at_its_field(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        await fill(pilot, app.front.form, **(GOOD | {"amount": "666"}))
        await press(pilot, "form.save")
        assert "Dieser Betrag ist gesperrt." in text(app)
        assert app.front.form.rows["amount"].editor.has_focus
        await pilot.press("0")
        await settle(pilot)
        assert "gesperrt" not in text(app)
        await press(pilot, "form.save")
        assert app.front.NAME == "demo.invoices"


async def test_enter_walks_and_never_saves(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        await fill(pilot, app.front.form, **GOOD)
        for name, row in app.front.form.rows.items():
            if name != "text":  # Enter is a new line there
                row.editor.focus()
                await pilot.press("enter")
        await settle(pilot)
        assert app.focused.choice == "form.save"
        assert app.front.crumb() == "Neue Rechnung"


async def test_picker_and_choice(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        await pilot.press(*"muell", "f4")
        await settle(pilot, 0.2)
        assert "Nichts gefunden" in text(app)
        await pilot.press(*["backspace"] * 5, *"moell")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot)
        assert form.values()[0]["customer"] == "5"
        assert form.rows["customer"].editor.value == "Möller & Söhne GmbH"
        await pilot.press("x")  # typing on makes it unchosen again
        assert "customer" in form.values()[1]
        await pilot.press("f4")
        await settle(pilot, 0.2)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert form.values()[0]["customer"] == "99"
        form.focus_field("kind")
        await pilot.press("a")
        assert form.values()[0]["kind"] == "part"
        await pilot.press("right", "left", "space")
        assert form.values()[0]["kind"] == "advance"
        await pilot.press("f4", "enter")
        await settle(pilot)
        assert form.values()[0]["kind"] == "final"
        form.focus_field("notify")
        await pilot.press("space")
        assert form.values()[0]["notify"] is False


async def test_letters_in_a_field_are_text(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        app.front.form.focus_field("who")
        await pilot.press(*"uqgwnx1?:.#/")
        await settle(pilot)
        assert app.front.form.raws["who"] == "uqgwnx1?:.#/"
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert app.front.form.raws["who"] == "uqgwnx1?:.#"
        assert app.front.crumb() == "Neue Rechnung"


async def test_leaving_a_dirty_form_asks(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new", "screen.back")
        assert app.front.NAME == "demo.invoices"  # nothing typed, nothing asked
        await press(pilot, "record.new")
        app.front.form.focus_field("who")
        await pilot.press(*"Ohm")
        await press(pilot, "screen.back")
        assert isinstance(app.screen, Window)
        await pilot.press("enter")  # the focus stands on the harmless choice
        await settle(pilot)
        assert app.front.form.raws["who"] == "Ohm"
        assert "nicht gespeichert" in text(app)
        await press(pilot, "screen.back")
        await pilot.press("v")
        await settle(pilot)
        assert app.front.NAME == "demo.invoices"
        await press(pilot, "record.new")
        assert app.front.form.raws["who"] == ""
        app.front.form.focus_field("who")
        await pilot.press(*"Weiß")
        await press(pilot, "app.quit")
        assert "Beenden?" in text(app)
        await pilot.press("k")
        await settle(pilot)
    assert app.return_code == 0
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        assert app.front.form.raws["who"] == "Weiß"
        assert "Der Entwurf von vorhin ist wieder da" in text(app)
        await press(pilot, "form.discard")
        assert not app.front.dirty
        assert app.wiring.drafts.load("demo.invoice:new") is None


async def test_resize_keeps_a_dirty_form(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        await press(pilot, "record.new")
        app.front.form.focus_field("who")
        await pilot.press(*"Krüger")
        for size in ((80, 24), (60, 16), (40, 10), (1, 1), (120, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert app.front.form.raws["who"] == "Krüger"
            assert app.front.form.rows["who"].editor.has_focus, size
            assert_clean(app)
        await pilot.press("x")
        assert app.front.form.raws["who"] == "Krügerx"


CHILD = """
import asyncio, sys
from pathlib import Path
from tests.tui.pilot import press, running, settle
async def main():
    async with running(Path(sys.argv[1])) as (app, pilot):
        await press(pilot, "record.new")
        app.front.form.focus_field("who")
        await pilot.press(*"Getippt")
        print("typed", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    """The process is killed while the form is open; the draft is in the file."""
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, cwd=root, text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "typed\n"
        found = None
        for _wait in range(100):
            time.sleep(0.1)
            with sqlite3.connect(tmp_path / "drafts.db") as con:
                found = con.execute("SELECT content FROM draft").fetchone()
            con.close()
            if found and "Getippt" in found[0]:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert found and json.loads(found[0])["raws"]["who"] == "Getippt"


def test_an_older_draft_never_overtakes_a_newer_one(tmp_path: Path) -> None:
    from kontor.tui.screens.form import Drafter
    from tests.tui.demo import DemoDrafts

    keeper = DemoDrafts(tmp_path / "d.db")
    drafter = Drafter(keeper, "k")
    first, second = drafter.ticket(), drafter.ticket()
    drafter.keep(second, {"a": "neu"})
    drafter.keep(first, {"a": "alt"})
    assert keeper.load("k") == {"raws": {"a": "neu"}}
    third = drafter.ticket()
    drafter.drop()
    drafter.keep(third, {"a": "zu spät"})
    assert keeper.load("k") is None


async def test_a_picker_takes_what_names_one_thing_only(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        await pilot.press(*"moell", "tab")
        await settle(pilot, 0.2)
        assert form.values()[0]["customer"] == "5"
        form.focus_field("customer")
        await pilot.press("end", *["backspace"] * 25, "e", "tab")  # several names have an e
        await settle(pilot, 0.2)
        assert "customer" in form.values()[1]


async def test_words_that_name_nothing_open_the_list_on_enter(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        await pilot.press(*"muell", "enter")
        await settle(pilot, 0.2)
        assert "Nichts gefunden" in text(app)
        assert "Strg+N" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert form.rows["customer"].editor.has_focus
        await pilot.press(*["backspace"] * 5, *"moell", "enter")
        await settle(pilot, 0.2)
        assert form.values()[0]["customer"] == "5"
        assert not form.rows["customer"].editor.has_focus  # one hit: taken, on to the next field


async def test_a_new_record_is_one_key_away_in_the_field(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        await pilot.press(*"Neumann", "ctrl+n")
        await settle(pilot)
        assert form.values()[0]["customer"] == "99"


async def test_a_day_that_stands_there_is_replaced_by_typing(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "record.new")
        form = app.front.form
        name = next(n for n, row in form.rows.items() if row.field.kind == "date")
        form.rows[name].editor.raw = "01.01.2026"
        form.focus_field(name)
        await settle(pilot)
        await pilot.press(*"1.3.2026")
        assert form.rows[name].editor.value == "1.3.2026"
