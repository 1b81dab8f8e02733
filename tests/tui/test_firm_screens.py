"""Own firm on the screen: settings with their day, accounts, backups, check, history, keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import ascii_lowercase

import pytest

from kontor.company import queries
from kontor.store.backup import default_folder, list_backups
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.firm.keys import SHOWN
from kontor.tui.screens.firm.settings import keys as setting_keys
from kontor.tui.screens.go import FIRST_ROW
from kontor.tui.widgets.plain import KInput
from tests.tui.own import add, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text

VIEWS = ("firm.firm", "firm.settings", "firm.accounts", "firm.ranges", "firm.backups", "firm.check",
         "firm.history", "firm.keys")  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_every_view_is_clean_in_both_sizes(books: Store, size: tuple[int, int]) -> None:
    add(books, kind="firm", name="[red]x[/] Bad [/b]")
    async with shown(books, size) as (app, pilot):
        for name in VIEWS:
            await view(app, pilot, name)
            assert name == app.screen.NAME
            assert_clean(app)


async def test_a_setting_changes_from_a_day_on_or_says_why_not(books: Store) -> None:
    async with shown(books, SIZES[0]) as (app, pilot):
        screen = await view(app, pilot, "firm.settings")
        screen.table.cursor = setting_keys().index("profit_method")
        await press(pilot, "record.edit")
        await fill(app, pilot, value="balance", valid_from="1.7.2026")
        await press(pilot, "form.save")
        assert "1. Januar" in app.screen.form.rows["valid_from"].foreign_fault
        await fill(app, pilot, valid_from="1.1.2027", reason="Grenze überschritten")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert queries.setting(con, "profit_method", date(2026, 12, 31)) == "euer"
            assert queries.setting(con, "profit_method", date(2027, 1, 1)) == "balance"
        assert "Bilanz" in "\n".join(str(cell) for cell in screen.row.cells)
        await press(pilot, "step.undo")
        await settle(pilot, 0.1)
        with books.read() as con:
            assert queries.setting(con, "profit_method", date(2027, 1, 1)) == "euer"


async def test_a_money_account_is_added_closed_and_opened(books: Store) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.accounts")
        count = screen.table.count
        await press(pilot, "record.new")
        await fill(app, pilot, name="PayPal", kind="paypal")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert screen.table.count == count + 1
        screen.table.cursor = count
        await press(pilot, "record.cancel")
        await settle(pilot, 0.1)
        assert screen.row.state == "closed"
        await press(pilot, "step.next")
        await settle(pilot, 0.1)
        assert screen.row.state == "open"


async def test_a_number_range_shows_what_it_looks_like(books: Store) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.ranges")
        place = next(n for n, one in enumerate(screen.ranges) if one.series == "invoice")
        screen.table.cursor = place
        await press(pilot, "record.edit")
        await fill(app, pilot, pattern="R{year}{number:05}", first="77")
        assert "R202600077" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "R202600077" in text(app) and "{number" not in text(app)


async def test_backup_prove_compare_and_word_before_restore(books: Store) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.backups")
        await press(pilot, "record.new")
        await settle(pilot, 0.6)
        assert len(list_backups(default_folder(books.path))) == 1 == screen.table.count
        await press(pilot, "backup.prove")
        await settle(pilot, 0.6)
        assert screen.row.state == "good"
        add(books, kind="firm", name="Danach GmbH")
        await press(pilot, "backup.restore")
        await settle(pilot, 0.6)
        assert "1 Schritt ginge verloren" in text(app) and "Contact added" not in text(app)
        await pilot.press(*"falsch", "enter")
        await settle(pilot)
        assert app.next is None
        app.screen.query_one("KInput").value = "zurückspielen"
        await pilot.press("enter")
        await settle(pilot, 0.3)
        assert app.next is not None and app.next.job is not None
    books.close()
    said = app.next.job()
    assert "Schritt" in said


async def test_check_proves_part_by_part_and_tells(books: Store) -> None:
    async with shown(books, SIZES[0]) as (app, pilot):
        screen = await view(app, pilot, "firm.check")
        await press(pilot, "check.run")
        for _try in range(40):
            await settle(pilot, 0.1)
            if screen.ran:
                break
        assert [one.code for one in screen.findings] == []
        assert "kein Befund" in text(app)
        await press(pilot, "check.doctor")
        await settle(pilot, 0.3)
        assert screen.table.count >= 3
        await press(pilot, "record.explain")
        assert_clean(app)


async def test_history_shows_old_and_new_and_takes_back_an_older_step(books: Store) -> None:
    add(books, kind="firm", name="Erste GmbH")
    add(books, kind="firm", name="Zweite GmbH")
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.history")
        await pilot.press("down")
        await settle(pilot, 0.2)
        assert "Erste GmbH" in text(app)
        await press(pilot, "record.cancel")
        await settle(pilot, 0.3)
        with books.read() as con:
            names = [row[0] for row in con.execute("SELECT name FROM contact")]
        assert "Erste GmbH" not in names and "Zweite GmbH" in names
        screen.table.cursor = screen.table.count - 1
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        assert "lässt sich nicht" in text(app) or "vor einer" in text(app)
        await press(pilot, "record.open")
        assert_clean(app)


async def test_an_own_key_holds_at_once_and_after_the_next_start(books: Store) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.keys")
        screen.table.cursor = [one.id for one in SHOWN].index("screen.refresh")
        await press(pilot, "record.edit")
        app.screen.query_one("KInput").value = "tab+alt+x"
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen is not screen  # not a key that can be used
        app.screen.query_one("KInput").value = "f3"
        await pilot.press("enter")
        await settle(pilot, 0.3)
        assert app.key_of("screen.refresh") == "F3"
    kept = Path(books.path.parent / "keys.toml").read_text("utf-8")
    assert '"screen.refresh" = "f3"' in kept
    assert key("screen.refresh") == "f5"


async def test_letters_of_the_views_are_unique(books: Store) -> None:
    async with shown(books) as (app, _pilot):
        for area in app.areas:
            assert [view.NAME for view in area.views if not view.LETTER] == []
            letters = [view.LETTER for view in area.views]
            assert len(letters) == len(set(letters)), (area.id, sorted(letters))
            assert FIRST_ROW not in letters
            assert all(len(one) == 1 and one in ascii_lowercase for one in letters), area.id


async def test_the_books_are_handed_over_to_the_tax_office(books: Store, tmp_path: Path) -> None:
    target = tmp_path / "prüfung"
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.firm")
        await press(pilot, "firm.handover")
        await settle(pilot, 0.2)
        await pilot.press("down", "down", "enter")
        await settle(pilot, 0.1)
        app.screen.query_one(KInput).value = "2026"
        await pilot.press("enter")
        await settle(pilot, 0.1)
        app.screen.query_one(KInput).value = str(target)
        await pilot.press("enter")
        await settle(pilot, 0.5)
        assert_clean(app)
    assert (target / "index.xml").is_file() and (target / "buchungen.csv").is_file()


async def test_a_step_taken_back_in_the_history_names_the_way_forth(books: Store) -> None:
    name = "Bäckerei Ohm"
    add(books, kind="firm", name=name)
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.history")
        screen.table.cursor = 0
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        assert "U wiederholt: " in text(app)
        await press(pilot, "step.redo")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert con.execute("SELECT name FROM contact ORDER BY id DESC").fetchone()[0] == name


async def test_the_language_key_begins_anew_in_the_other_language(books: Store) -> None:
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.keys")
        await press(pilot, "screen.language")
        await settle(pilot, 0.2)
        assert app.next.language == "en" and app.next.view == "firm.keys"
        assert "Handlung" in text(app) or "Aktion" in text(app)  # not half in English meanwhile
    with books.read() as con:
        assert queries.setting(con, "language", date(2026, 3, 16)) == "en"
