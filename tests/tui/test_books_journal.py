"""The books on the screen: fast line, corrections, items, bank; looked up in the file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kontor.base import i18n
from kontor.store.store import Store
from kontor.tui.app import KontorApp
from kontor.tui.keys import key
from kontor.tui.screens.books.entry import EntryScreen
from kontor.tui.screens.books.event_form import EventForm
from kontor.tui.screens.books.journal import JournalScreen
from kontor.tui.screens.books.sheets import entry_state
from kontor.tui.screens.dialogs import AskText, Confirm
from tests.tui.firm import firm_app, firm_store

Walk = Any


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh copy of the small firm."""
    with firm_store(tmp_path) as opened:
        yield opened


async def until(pilot: Pilot[Any], ready: Callable[[], object], what: str = "") -> None:
    """Wait for what a thread brings."""
    for _turn in range(200):
        await pilot.pause(0.02)
        if ready():
            return
    said = [note.message for note in pilot.app._notifications]
    raise AssertionError(f"never came: {what or ready}; on {pilot.app.screen}; said {said}")


@asynccontextmanager
async def walk(
    store: Store, view: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[KontorApp, Pilot[Any]]]:
    """The app in one view."""
    app = firm_app(store)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.open_view(f"view:{view}")
        await until(pilot, lambda: app.screen.query("RecordTable, ReportTable"), view)
        await pilot.pause()
        yield app, pilot


def one(store: Store, sql: str, *values: object) -> Any:
    """The first value of the first row."""
    with store.read() as con:
        row = con.execute(sql, values).fetchone()
    return row[0] if row else None


def journal(app: KontorApp) -> JournalScreen:
    """The journal."""
    assert isinstance(app.screen, JournalScreen)
    return app.screen


async def type_line(pilot: Pilot[Any], *fields: str) -> None:
    """Fill the fast line field by field."""
    await pilot.press(key("journal.fast"))
    for place, text in enumerate(fields):
        if place:
            await pilot.press("tab")
        if text:
            await pilot.press(*text)


async def test_a_purchase_by_the_fast_line(store: Store) -> None:
    before = one(store, "SELECT count(*) FROM entry")
    async with walk(store, "books.journal") as (app, pilot):
        await until(pilot, lambda: journal(app).fast.known.accounts)
        await type_line(
            pilot, "3*20+9,60", "4530", "1000", "v19", "TK-1", "15.3.", "Tanken Sprinter"
        )
        assert journal(app).fast.reading.kind == "purchase"
        await pilot.press(key("journal.post"))
        await until(pilot, lambda: one(store, "SELECT count(*) FROM entry") == before + 1)
        await until(pilot, lambda: journal(app).fast.input("amount").has_focus)
        assert journal(app).fast.stack == [6960]
    with store.read() as con:
        entry = con.execute(
            "SELECT id, kind, document, document_day, text FROM entry ORDER BY id DESC"
        ).fetchone()
        lines = con.execute(
            "SELECT a.number, l.cents, l.code FROM line l JOIN account a ON a.id = l.account"
            " WHERE l.entry = ? ORDER BY a.number", (entry[0],),
        ).fetchall()  # fmt: skip
    assert tuple(entry[1:]) == ("purchase", "TK-1", "2025-03-15", "Tanken Sprinter")
    assert [tuple(line) for line in lines] == [
        ("1000", -6960, None), ("1576", 1111, "VST19"), ("4530", 5849, "VST19"),
    ]  # fmt: skip


async def test_undo_takes_the_posted_line_back(store: Store) -> None:
    before = one(store, "SELECT count(*) FROM entry")
    async with walk(store, "books.journal", (80, 24)) as (app, pilot):
        await until(pilot, lambda: journal(app).fast.known.accounts)
        await type_line(pilot, "300", "1000", "1200", "", "", "", "Barabhebung")
        assert journal(app).fast.reading.kind == "transfer"
        await pilot.press(key("journal.post"))
        await until(pilot, lambda: one(store, "SELECT count(*) FROM entry") == before + 1)
        await pilot.press("escape")
        assert journal(app).table.has_focus
        await pilot.press(key("step.undo"))
        await until(pilot, lambda: one(store, "SELECT count(*) FROM entry") == before)


async def test_the_line_proposes_what_was_posted_before(store: Store) -> None:
    async with walk(store, "books.journal") as (app, pilot):
        await until(pilot, lambda: journal(app).fast.known.habits)
        await pilot.press(key("journal.fast"), *"17", "tab", *"porto")
        fast = journal(app).fast
        await until(pilot, lambda: fast.reading.proposal)
        found = fast.reading.proposal
        assert found is not None and found.alike <= found.total
        await pilot.press("tab")
        assert fast.input("contra").value and fast.input("text").value == found.text
        assert fast.reading.kind == "purchase" and not fast.reading.fault


async def test_a_fault_is_said_and_nothing_is_posted(store: Store) -> None:
    before = one(store, "SELECT count(*) FROM entry")
    async with walk(store, "books.journal") as (app, pilot):
        await until(pilot, lambda: journal(app).fast.known.accounts)
        await type_line(pilot, "12,50", "99999999", "1000")
        await pilot.press(key("journal.post"))
        await pilot.pause(0.1)
        assert "99999999" in journal(app).fast.reading.fault
        assert journal(app).fast.input("account").has_focus
    assert one(store, "SELECT count(*) FROM entry") == before


async def test_a_sealed_entry_is_corrected_with_one_key(store: Store) -> None:
    entry = one(
        store,
        "SELECT id FROM entry WHERE kind = 'purchase' AND text = 'Porto' ORDER BY id DESC LIMIT 1",
    )
    from kontor.ledger.service.sealing import seal_entries

    store.run(seal_entries, [entry])
    async with walk(store, "books.journal") as (app, pilot):
        app.push_screen(EntryScreen(entry))
        await pilot.pause()
        await pilot.press(key("record.edit"))
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        form = app.screen
        assert isinstance(form, EventForm) and form.sealed == 1
        form.form.rows["cents1"].editor.raw = "47,11"
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT id FROM entry WHERE reverses = ?", entry))
    with store.read() as con:
        new = con.execute(
            "SELECT e.id, (SELECT sum(cents) FROM line WHERE entry = e.id AND cents > 0)"
            " FROM entry e"
            " WHERE e.reverses IS NULL ORDER BY e.id DESC LIMIT 1"
        ).fetchone()
    assert new[0] > entry and new[1] == 4711


async def test_an_open_entry_is_discarded_and_a_sealed_one_reversed(store: Store) -> None:
    with store.read() as con:
        rows = con.execute(
            "SELECT id FROM entry WHERE text = 'Papier' ORDER BY id LIMIT 2"
        ).fetchall()
    first, second = rows[0][0], rows[1][0]
    from kontor.ledger.service.sealing import seal_entries

    store.run(seal_entries, [second])
    async with walk(store, "books.journal") as (app, pilot):
        app.push_screen(EntryScreen(first))
        await pilot.pause()
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: not one(store, "SELECT 1 FROM entry WHERE id = ?", first))
        app.push_screen(EntryScreen(second))
        await pilot.pause()
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"falsch", "enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")  # the focus stands on No
        await until(pilot, lambda: isinstance(app.screen, EntryScreen))
        assert not one(store, "SELECT 1 FROM entry WHERE reverses = ?", second)
        await pilot.press(key("record.cancel"), *"falsch", "enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("j")
        await until(pilot, lambda: one(store, "SELECT 1 FROM entry WHERE reverses = ?", second))
    from kontor.ledger.queries.journal import entry as entry_view

    with store.read() as con:
        assert entry_state(entry_view(con, second)) == "reversed"


async def test_a_payment_settles_its_item_from_the_list(store: Store) -> None:
    async with walk(store, "books.items") as (app, pilot):
        await until(pilot, lambda: app.screen.table.count)
        item = app.screen.chosen_item()
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, EventForm))
        await pilot.press(key("form.save"))
        await until(pilot, lambda: not isinstance(app.screen, EventForm))
    from kontor.ledger.queries.lookup import item_by_id

    with store.read() as con:
        assert item_by_id(con, item.id).open == 0


async def test_a_bank_line_is_booked_with_one_key(store: Store) -> None:
    async with walk(store, "books.bank") as (app, pilot):
        screen = app.screen
        await until(pilot, lambda: getattr(screen, "_proposals", None))
        rows = screen.table.count
        place = next(n for n in range(rows) if (screen.best(screen.table.pages.row(n).id)))
        screen.table.cursor = place
        await pilot.pause(0.1)
        line = screen.row.id
        await pilot.press(key("step.next"))
        await until(
            pilot, lambda: one(store, "SELECT entry FROM bank_booking WHERE bank_line = ?", line)
        )
        await until(pilot, lambda: screen.table.count == rows - 1)


async def test_a_bill_by_its_form(store: Store) -> None:
    supplier = one(store, "SELECT partner FROM account WHERE number = '70001'") or "70001"
    async with walk(store, "books.journal", (80, 24)) as (app, pilot):
        app.push_screen(EventForm("bill", {"partner": (supplier, "Farben")}))
        await until(pilot, lambda: isinstance(app.screen, EventForm) and app.screen.form.rows)
        form = app.screen
        assert isinstance(form, EventForm)
        form.put("document", "X-77")
        form.put("account1", ("3400", "3400"))
        form.put("cents1", 11900)
        form.put("code1", "VST19")
        await pilot.press(key("event.line"))
        await until(pilot, lambda: "cents2" in form.form.rows)
        await pilot.pause()
        form.put("account2", ("4930", "4930"))
        form.put("cents2", 2380)
        form.put("code2", "VST19")
        await pilot.pause(0.1)
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT id FROM item WHERE document = 'X-77'"))
    total = one(
        store,
        "SELECT sum(w.cents) FROM weight w JOIN item i ON i.id = w.item WHERE i.document = 'X-77'",
    )
    assert total == 14280


@pytest.mark.parametrize(
    ("view", "code"),
    [("books.journal", "open"), ("books.bank", "sure"), ("books.items", "overdue")],
)
async def test_a_saved_filter_shows_its_state_only(
    store: Store, monkeypatch: pytest.MonkeyPatch, view: str, code: str
) -> None:
    monkeypatch.setattr(i18n, "_chosen", ["de"])
    async with walk(store, view) as (app, pilot):
        screen: Any = app.screen
        await until(pilot, lambda: screen.table.count > 0, "rows")
        await pilot.press(key("filter.saved"))
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: screen.filter, "filter")
        assert [term.text for term in screen.filter.terms] == [code]
        await until(pilot, lambda: screen.table.pages.ids is not None, "found rows")
        assert all(
            screen.table.pages.row(place).state == code for place in range(screen.table.count)
        )
