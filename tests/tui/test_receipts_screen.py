"""The screen of receipts: taken in, shown, entered beside the picture, booked with one key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.receipts.queries import records
from kontor.receipts.service.importing import import_files
from kontor.tui.keys import key
from kontor.tui.screens.books.receipt_forms import BookForm, ReceiptForm, split
from tests.receipts.test_booking import PICTURE, bill
from tests.tui.firm import firm_app, firm_store

AT = datetime(2025, 3, 14, 8, 30, tzinfo=UTC)


async def settle(pilot: Any, times: int = 4) -> None:
    for _round in range(times):
        await pilot.pause(0.1)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_bill_is_booked_with_two_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    with firm_store(tmp_path) as store:
        import_files(store, [bill(tmp_path, day="2025-03-10")], AT)
        app = firm_app(store)
        async with app.run_test(size=size) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            assert app.screen.row is not None and app.screen.row.cells[1].startswith("Farbenhaus")
            await pilot.press(key("step.next"))
            await settle(pilot)
            await pilot.press("b")  # the window asks: the supplier is new
            await settle(pilot, 8)
        with store.read() as con:
            one = records.receipt(con, 1)
            owed = con.execute(
                "SELECT sum(d.cents) FROM due_part d JOIN item i ON i.id=d.item"
                " WHERE i.document='R-1'"
            ).fetchone()[0]
        assert (one.state, owed) == ("booked", 11_900)
        assert one.partner


async def test_a_picture_is_entered_and_its_sums_follow(tmp_path: Path) -> None:
    picture = tmp_path / "IMG_1.png"
    picture.write_bytes(PICTURE)
    with firm_store(tmp_path) as store:
        import_files(store, [picture], AT)
        app = firm_app(store)
        async with app.run_test(size=(120, 40)) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("record.edit"))
            await settle(pilot)
            assert isinstance(app.screen, ReceiptForm)
            for name, text in (("supplier", "Tankstelle Nord"), ("day", "12.03.2025"),
                               ("gross", "59,50")):  # fmt: skip
                app.screen.form.rows[name].editor.raw = text
            await pilot.press(key("form.save"))
            await settle(pilot, 8)
        with store.read() as con:
            one = records.receipt(con, 1)
            groups = records.groups(con, 1)
        assert (one.supplier, one.gross, one.net, one.tax) == ("Tankstelle Nord", 5_950, 5_000, 950)
        assert [(group.rate, group.basis) for group in groups] == [(1900, 5_000)]


async def test_the_form_of_booking_begins_with_the_proposal(tmp_path: Path) -> None:
    with firm_store(tmp_path) as store:
        import_files(store, [bill(tmp_path, day="2025-03-10")], AT)
        app = firm_app(store)
        async with app.run_test(size=(80, 24)) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("receipt.book"))
            await settle(pilot)
            assert isinstance(app.screen, BookForm)
            values, faults = app.screen.form.values()
            assert not faults
            assert (values["document"], values["code1"]) == ("R-1", "VST19")
            assert app.screen.found.total == 11_900


def test_gross_is_split_into_its_rates() -> None:
    """107.00 in all: 10.70 at 7 % and 1.00 without tax, the rest of 95.30 has 19 %."""
    found = split({"gross": 10_700, "at7": 1_070, "free": 100})
    assert [(one["rate"], one["net"], one["tax"]) for one in found] == [
        (1900, 8_008, 1_522), (700, 1_000, 70), (0, 100, 0),
    ]  # fmt: skip
    assert split({}) == []
