"""Reports and taxes on the screen: figures open, explain themselves, are copied and filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.base.dates import month_period, year_period
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.vat import vat_return
from kontor.store.store import Store
from kontor.tui.keys import in_contexts, key
from kontor.tui.screens.books.account_sheet import AccountSheet
from kontor.tui.screens.books.ageing import AgeingScreen
from kontor.tui.screens.books.copying import CopyList
from kontor.tui.screens.books.drill import DrillScreen
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.vat import VatScreen
from kontor.tui.screens.dialogs import AskText, Confirm, Paper
from kontor.tui.screens.report import ReportScreen
from tests.conftest import NAMES
from tests.tui.firm import firm_app, firm_store
from tests.tui.test_books_journal import one, until, walk

BOOKS = ("books.journal", "books.accounts", "books.bank", "books.statement", "books.items",
         "books.vat", "books.euer", "books.recap", "books.filings")  # fmt: skip
FIGURES = ("figures.bwa", "figures.profit", "figures.balance", "figures.trial", "figures.money",
           "figures.months")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh copy of the small firm."""
    with firm_store(tmp_path) as opened:
        yield opened


async def test_a_month_is_filed_and_closed(store: Store) -> None:
    with store.read() as con:
        payable = vat_return(con, month_period(2025, 2)).payable
    async with walk(store, "books.vat", (80, 24)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, VatScreen)
        await until(pilot, lambda: screen.data)
        assert screen.period.label == "2025-02" and screen.data.payable == payable
        await pilot.press(key("tax.file"))
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("j")
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"et42", "enter")
        await until(pilot, lambda: one(store, "SELECT ticket FROM filing WHERE period = '2025-02'"))
        await until(pilot, lambda: screen.data.state == "filed")
        assert screen.why_not("tax.file")
    assert one(store, "SELECT payable FROM filing") == payable
    assert one(store, "SELECT count(*) FROM period") == 2  # January is closed with it
    waiting = "SELECT count(*) FROM entry e LEFT JOIN seal s ON s.entry = e.id WHERE s.id IS NULL"
    assert one(store, waiting + " AND e.booked <= '2025-02-28'") == 0


async def test_a_kennzahl_opens_down_to_its_entry(store: Store) -> None:
    async with walk(store, "books.vat") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, VatScreen)
        await until(pilot, lambda: screen.data)
        await pilot.press("down")
        await pilot.press(key("record.explain"))
        await until(pilot, lambda: isinstance(app.screen, Paper))
        await pilot.press("escape")
        line = screen.table.line
        await pilot.press(key("line.open"))
        await until(pilot, lambda: isinstance(app.screen, DrillScreen) and app.screen._rows)
        drilled = app.screen
        assert isinstance(drilled, DrillScreen)
        assert sum(row.cents for row in drilled._rows) == screen.data.exact[str(line.target)]
        await pilot.press(key("record.open"))
        await until(pilot, lambda: isinstance(app.screen, EntryScreen))


async def test_the_copy_list_gives_the_form_in_its_order(store: Store) -> None:
    async with walk(store, "books.vat") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, VatScreen)
        await until(pilot, lambda: screen.data)
        await pilot.press(key("tax.copy_list"))
        await until(pilot, lambda: isinstance(app.screen, CopyList))
        copied = []
        app.copy_out = copied.append  # type: ignore[method-assign]
        figures = app.screen.figures
        for _figure in figures:
            await pilot.press("enter")
        assert copied == [figure.value for figure in figures]
        assert figures[0].number == "81" and "," not in figures[0].value
        assert figures[-1].number == "83"


async def test_the_statement_adds_up_and_opens(store: Store) -> None:
    with store.read() as con:
        done = euer(con, 2025)
    async with walk(store, "books.euer") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        await until(pilot, lambda: screen.table.lines)
        profit = next(line for line in screen.table.lines if line.id == "profit")
        assert profit.figures[0] == done.profit
        await pilot.press("down", key("line.open"))
        await until(pilot, lambda: isinstance(app.screen, DrillScreen) and app.screen._rows)
        number = screen.table.line.target
        assert sum(row.cents for row in app.screen._rows) == done.lines[str(number)]


async def test_accounts_open_their_sheet_with_the_running_balance(store: Store) -> None:
    async with walk(store, "books.accounts") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        await until(pilot, lambda: screen.table.lines)
        await pilot.press("down", key("line.open"))
        await until(pilot, lambda: isinstance(app.screen, AccountSheet) and app.screen.row)
        sheet = app.screen
        assert isinstance(sheet, AccountSheet)
        assert sheet.row.cells[-1] == screen.table.line.figures[-1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_view_shows_itself_and_its_picture(store: Store, size: tuple[int, int]) -> None:
    app = firm_app(store)
    async with app.run_test(size=size) as pilot:
        for view in (*BOOKS, *FIGURES):
            app.open_view(f"view:{view}")
            await until(pilot, lambda name=view: getattr(app.screen, "NAME", "") == name, view)
            screen = app.screen
            if isinstance(screen, ReportScreen):
                await until(pilot, lambda it=screen: it.table.figures.columns, view)
            await pilot.pause(0.05)
            assert screen.query_one("#footer").hints
            if view.startswith("figures") and view != "figures.trial":
                await pilot.press(key("view.toggle"))
                await until(pilot, lambda it=screen: it.query_one("#picture-pane").display, view)


async def test_ageing_counts_what_is_open(store: Store) -> None:
    async with walk(store, "books.items") as (app, pilot):
        items = app.screen
        await until(pilot, lambda: items.table.count)
        total = sum(one.open for one in items._items.values())
        await pilot.press(key("view.toggle"))
        await until(pilot, lambda: isinstance(app.screen, AgeingScreen) and app.screen.table.lines)
        assert app.screen.table.lines[-1].figures[0] == total
        await pilot.press(key("view.toggle"))
        await until(pilot, lambda: app.screen.query_one("#picture-pane").display)


async def test_torture_names_do_no_harm(tmp_path: Path) -> None:
    with firm_store(tmp_path, nasty=NAMES) as store:
        app = firm_app(store)
        async with app.run_test(size=(80, 24)) as pilot:
            for view in ("books.journal", "books.items", "books.accounts", "books.bank"):
                app.open_view(f"view:{view}")
                await until(pilot, lambda name=view: getattr(app.screen, "NAME", "") == name)
                await pilot.pause(0.1)
                await pilot.press("down", "enter")
                await pilot.pause(0.1)
                text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
                assert "\x1b" not in text and "\u202e" not in text
                app.screen.dismiss() if app.screen.is_modal else await pilot.press("escape")
            assert app.is_running


def test_every_key_of_the_books_belongs_to_a_screen() -> None:
    from kontor.tui.areas import areas
    from kontor.tui.screens.books.event_form import EventForm
    from kontor.tui.screens.books.items import ItemScreen

    screens = [view for area in areas() for view in area.views]
    screens += [EntryScreen, ItemScreen, AccountSheet, EventForm]
    named = {screen.NAME: screen for screen in screens}
    for name in ("books.journal", "books.entry", "books.item", "books.sheet", "books.event",
                 "books.accounts", "books.items", "books.vat", "books.euer", "books.recap",
                 "books.statement", "figures.bwa"):  # fmt: skip
        for action in in_contexts((name,)):
            assert hasattr(named[name], action.method), f"{action.id} on {name}"


def test_a_year_has_the_annual_values(store: Store) -> None:
    from kontor.ledger.queries.vat import vat_year
    from kontor.tui.screens.books.vat import kz_lines, year_lines

    with store.read() as con:
        year = vat_year(con, 2025)
        done = vat_return(con, year_period(2025))
    lines = year_lines(year)
    assert [line.figures[-1] for line in lines if line.id == "year:remaining"] == [year.remaining]
    kids = [kid.target for line in kz_lines(done) for kid in line.children]
    assert set(done.kennzahlen) <= set(kids)
