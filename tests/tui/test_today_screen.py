"""Today: what is due with its target, the money of 13 weeks, the first steps of a new firm."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kontor.base.numbers import format_money
from kontor.ledger.model.inputs import Amount, Bill, Invoice, OpeningBalances, PayrollLine
from kontor.ledger.queries.cash import curve
from kontor.ledger.service.events import case_of
from kontor.store.backup import backup
from kontor.store.drafts import save_draft
from kontor.store.store import Store
from kontor.tui.screens.today.money import money_lines
from tests.tui.own import TODAY, add, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text


def post(store: Store, event: object) -> None:
    store.run(case_of(event), event)


def busy(store: Store) -> None:
    """Money in the bank, an overdue invoice, a bill due in three weeks."""
    supplier = add(store, kind="firm", name="Farben Huth", roles=[{"role": "supplier"}])
    lines = [PayrollLine(account="1200", amount=100_000)]
    post(store, OpeningBalances(day=date(2026, 1, 1), lines=lines))
    post(store, Invoice(
        day=date(2026, 2, 1), document="RE-1", partner="10001", due=date(2026, 2, 15),
        lines=[Amount(account="8400", net=100_000, code="UST19")],
    ))  # fmt: skip
    post(store, Bill(
        day=date(2026, 3, 1), document="4711", partner=f"contacts:{supplier}",
        due=TODAY + timedelta(days=21), lines=[Amount(account="3400", net=300_000, code="VST19")],
    ))  # fmt: skip


async def test_the_curve_follows_the_due_days(books: Store) -> None:
    busy(books)
    with books.read() as con:
        money = curve(con, TODAY)
    assert sum(week.income for week in money.weeks) == 119_000  # overdue: expected soon
    assert money.lowest < 0
    for height in (5, 16):
        shown_ = "".join(str(part) for line in money_lines(money, 40, height) for part in line)
        assert format_money(money.lowest) in shown_


@pytest.mark.parametrize("size", SIZES)
async def test_tasks_money_and_table(books: Store, size: tuple[int, int]) -> None:
    busy(books)
    async with shown(books, size) as (app, pilot):
        await settle(pilot, 0.4)
        assert_clean(app)
        assert "Geld, 13 Wochen" in text(app) and "1.000,00" in text(app)
        assert "tiefster Stand" in text(app)
        assert app.screen.tasks[0].state == "now"
        await press(pilot, "view.toggle")
        assert "Die nächsten 13 Wochen" in text(app)
        assert_clean(app)


async def test_a_new_firm_sees_its_first_three_steps(books: Store) -> None:
    async with shown(books, SIZES[0]) as (app, pilot):
        await settle(pilot, 0.3)
        assert [task.kind for task in app.screen.tasks[:3]] == ["first"] * 3
        assert "1. Kontoauszug einlesen" in text(app)
        await press(pilot, "record.open")
        assert app.screen.NAME == "books.bank"


async def test_an_unfinished_form_leads_back_to_it(books: Store) -> None:
    save_draft(books, "contacts.contact:new", {"raws": {"last_name": "Weiß"}})
    async with shown(books) as (app, pilot):
        await settle(pilot, 0.3)
        screen = app.screen
        place = next(n for n, task in enumerate(screen.tasks) if task.kind == "draft")
        screen.table.cursor = place
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert app.screen.form.rows["last_name"].editor.raw == "Weiß"


async def test_a_missing_backup_is_a_task_until_it_is_made(books: Store) -> None:
    busy(books)
    async with shown(books) as (app, pilot):
        await settle(pilot, 0.3)
        assert any(task.kind == "backup" for task in app.screen.tasks)
        backup(books)
        await press(pilot, "screen.refresh")
        await settle(pilot, 0.4)
        assert not any(task.kind == "backup" for task in app.screen.tasks)


async def test_what_changes_elsewhere_is_asked_again(books: Store, tmp_path: Path) -> None:
    async with shown(books) as (app, pilot):
        await settle(pilot, 0.3)
        busy(books)
        await settle(pilot, 0.5)
        assert app.screen.news.entries == 3
        assert app.screen.tasks[0].kind != "first" and len(app.screen.tasks) > 1
        await view(app, pilot, "contacts.list")
        assert_clean(app)
