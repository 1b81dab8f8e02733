"""Setting up on the screen: page by page to a firm, kept over a kill, and the take-over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from kontor.bootstrap import create_store, open_store
from kontor.company import queries as company
from kontor.ledger.queries.accounts import balances
from kontor.ledger.queries.items import open_items
from kontor.store.drafts import list_drafts
from kontor.store.store import Store
from kontor.tui.screens.wizard.takeover import TakeOverScreen, read_file
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until

BALANCES = "Konto;Bezeichnung;Soll;Haben\n1200;Bank;5.000,00;\n0800;Kapital;;5.000,00\n"
TYPES = """
import asyncio, sys
from pathlib import Path
from kontor.bootstrap import open_store
from tests.tui.own import shown
from tests.tui.pilot import press, settle

async def main():
    async with shown(open_store(Path(sys.argv[1])), first=True) as (app, pilot):
        await settle(pilot, 0.5)
        await press(pilot, "step.next")
        await pilot.press(*"Lindner")
        await settle(pilot, 1.0)
        print("typed", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def wait_for_pages(app: Any, pilot: Any) -> None:
    for _try in range(50):
        if app.screen.pages:
            return
        await settle(pilot, 0.1)


async def test_every_page_to_an_open_firm(tmp_path: Path) -> None:
    with create_store(tmp_path / "neu.kontor") as store:
        async with shown(store, SIZES[0], first=True) as (app, pilot):
            await wait_for_pages(app, pilot)
            assert_clean(app)
            await press(pilot, "step.next")
            await press(pilot, "form.save")  # the name is missing
            assert app.screen.page.name == "firm"
            await fill(app, pilot, name="Malerbetrieb [b]Lindner", street="Werkhof", city="Köln")
            await press(pilot, "form.save")
            await settle(pilot, 0.2)
            assert app.screen.page.name == "office"
            await fill(app, pilot, land="NW", vat_id="DE1")
            await press(pilot, "form.save")
            assert app.screen.page.name == "office" and app.screen.form.next_fault() == "vat_id"
            await fill(app, pilot, vat_id="")
            await press(pilot, "form.save")
            await settle(pilot, 0.1)
            await press(pilot, "wizard.back")
            await settle(pilot, 0.1)
            assert app.screen.page.name == "office"
            assert app.screen.form.rows["land"].editor.raw == "NW"
            await press(pilot, "form.save")
            await settle(pilot, 0.1)
            await fill(app, pilot, vat_method="ist")
            await press(pilot, "form.save")
            await settle(pilot, 0.1)
            await press(pilot, "form.save")
            await settle(pilot, 0.1)
            await press(pilot, "step.next")
            await settle(pilot, 0.1)
            await press(pilot, "form.save")
            await settle(pilot, 0.2)
            assert "Malerbetrieb [b]Lindner" in text(app)
            assert_clean(app)
            await press(pilot, "step.next")
            for _try in range(60):
                await settle(pilot, 0.1)
                if app.next is not None:
                    break
            assert app.next is not None and app.next.path == store.path
        with store.read() as con:
            firm = company.firm(con)
            assert (firm.name, firm.city) == ("Malerbetrieb [b]Lindner", "Köln")
            assert company.setting(con, "vat_method", TODAY) == "ist"
            assert company.setting(con, "land", TODAY) == "NW"
            assert len(company.money_accounts(con)) == 2
            assert list_drafts(con) == []
            (steps,) = con.execute("SELECT count(*) FROM step WHERE kind='do'").fetchone()
        assert steps == 1


async def test_what_was_typed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "neu.kontor"
    create_store(path).close()
    child = subprocess.Popen(
        [sys.executable, "-c", TYPES, str(path)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert child.stdout is not None
    assert "typed" in child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with open_store(path) as store:
        async with shown(store, first=True) as (app, pilot):
            await wait_for_pages(app, pilot)
            await press(pilot, "step.next")
            await settle(pilot, 0.2)
            assert app.screen.form.rows["name"].editor.raw == "Lindner"


def drafts(store: Store) -> list[object]:
    """What is typed but not saved."""
    with store.read() as con:
        return list(list_drafts(con))


async def test_a_list_is_tried_then_taken_over_in_one_step(books: Store, tmp_path: Path) -> None:
    file = tmp_path / "salden.csv"
    file.write_text(BALANCES, "utf-8")
    async with shown(books, SIZES[0]) as (app, pilot):
        await view(app, pilot, "firm.firm")
        await press(pilot, "firm.takeover")
        screen = app.screen
        assert isinstance(screen, TakeOverScreen)
        screen._take_file(read_file(file, TODAY, "skr03"))
        await settle(pilot, 0.2)
        assert screen.table.count == 2
        await press(pilot, "takeover.prove")
        await until(pilot, lambda: "Alles passt" in text(app))
        assert "Alles passt" in text(app)
        with books.read() as con:
            assert balances(con, TODAY) == {}
            assert [draft.key for draft in list_drafts(con)] == ["takeover.collected"]
        await press(pilot, "step.next")
        await until(pilot, lambda: not drafts(books))
        with books.read() as con:
            assert balances(con, TODAY)["1200"] == 500_000
            assert list_drafts(con) == []


async def test_an_open_item_by_form(books: Store) -> None:
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.firm")
        await press(pilot, "firm.takeover", "record.new")
        await pilot.press("p")
        await settle(pilot, 0.1)
        await fill(app, pilot, name="Familie Krüger", document="RE-7", day="1.12.2025",
                   net19="1.000", paid="190")  # fmt: skip
        assert "1.000,00 €" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        with books.read() as con:
            (item,) = open_items(con, TODAY)
        assert (item.document, item.open) == ("RE-7", 100_000)


async def test_a_faulty_line_is_marked_and_nothing_is_booked(books: Store, tmp_path: Path) -> None:
    file = tmp_path / "salden.csv"
    file.write_text(BALANCES.replace("0800", "4712"), "utf-8")
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.firm")
        await press(pilot, "firm.takeover")
        screen = app.screen
        screen._take_file(read_file(file, TODAY, "skr03"))
        await settle(pilot, 0.2)
        await press(pilot, "step.next")
        await settle(pilot, 0.5)
        assert app.screen is screen
        assert [screen.table.pages.row(n).state for n in range(2)].count("error") == 1
        with books.read() as con:
            assert balances(con, TODAY) == {}
