"""Investment deduction on the screen: claim, use for an asset, give back; looked up in the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kontor.base.i18n import _
from kontor.ledger.model.deductions import NewDeduction
from kontor.ledger.model.inputs import NewAsset
from kontor.ledger.service.assets import new_asset
from kontor.ledger.service.deductions import claim_deduction
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.books.copying import CopyList
from kontor.tui.screens.books.investment import ClaimForm, ClaimScreen, ReturnForm, UseForm
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText
from tests.tui.firm import firm_store
from tests.tui.own import fill
from tests.tui.test_books_journal import one, until, walk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small firm with a claim of 2023 and a lift of February 2025, 6,000 €."""
    with firm_store(tmp_path) as opened:
        day = date(2023, 12, 31)
        opened.run(claim_deduction, NewDeduction(year=2023, amount=500_000, day=day))
        asset = NewAsset(day=date(2025, 2, 3), number="AN-009", name="Hebebühne", account="0400",
                         cost=600_000, months=96)  # fmt: skip
        opened.run(new_asset, asset)
        yield opened


async def test_a_claim_is_made_for_the_year_before(store: Store) -> None:
    async with walk(store, "books.investment") as (app, pilot):
        await pilot.press(key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, ClaimForm))
        assert app.screen.form.rows["year"].editor.raw == "2024"
        await fill(app, pilot, amount="195.000,01")
        await pilot.press(key("form.save"))
        await until(pilot, lambda: app.screen._faults == 1)  # 5,000 € wait already
        await fill(app, pilot, amount="7.500", note="Gerüst")
        await pilot.press(key("form.save"))
        read = "SELECT year || ' ' || cents || ' ' || note FROM investment_deduction WHERE id = 2"
        await until(pilot, lambda: one(store, read) == "2024 750000 Gerüst")
        await until(pilot, lambda: app.screen.query("RecordTable"))
        await until(pilot, lambda: app.screen.table.count == 2)


async def test_an_asset_uses_it_and_loses_it(store: Store) -> None:
    async with walk(store, "books.assets") as (app, pilot):
        assert app.screen.why_not("asset.deduct") != ""  # a van that was taken over
        await pilot.press("end")
        await until(pilot, lambda: app.screen.row and app.screen.row.cells[0] == "AN-009")
        await pilot.press(key("asset.deduct"))
        await until(pilot, lambda: isinstance(app.screen, UseForm))
        assert app.screen.form.rows["amount"].editor.raw == "3.000,00"
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT sum(cents) FROM cost_reduction") == 300_000)
        assert one(store, "SELECT sum(cents) FROM investment_move") == 300_000
        await until(pilot, lambda: app.screen.query("RecordTable"))
        await pilot.press(key("asset.lose"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"privat", "enter")
        await until(pilot, lambda: one(store, "SELECT undone FROM investment_move") == "2025-03-16")
        assert one(store, "SELECT reason FROM entry ORDER BY id DESC LIMIT 1") == "privat"


async def test_what_waits_is_given_back(store: Store) -> None:
    async with walk(store, "books.investment") as (app, pilot):
        await pilot.press(key("record.open"))
        await until(pilot, lambda: isinstance(app.screen, ClaimScreen))
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, ReturnForm))
        assert app.screen.form.rows["amount"].editor.raw == "5.000,00"
        await fill(app, pilot, amount="2.000", reason="nicht gekauft")
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT cents FROM investment_move") == 200_000)
        await until(pilot, lambda: isinstance(app.screen, ClaimScreen))
        await until(pilot, lambda: app.screen.chosen_claim().left == 300_000)
        assert app.screen.why_not("record.cancel") == ""
        assert _("Investment deduction") == "Investitionsabzug"


async def test_the_form_of_the_register_is_copied_line_by_line(store: Store) -> None:
    """6,000 € bought in 2025, nothing posted yet: cost, additions and end of the other movables."""
    async with walk(store, "books.assets") as (app, pilot):
        await pilot.press(key("tax.copy_list"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CopyList))
        figures = {one.number: one.value for one in app.screen.figures}
        assert figures["57"] == "6000,00"
