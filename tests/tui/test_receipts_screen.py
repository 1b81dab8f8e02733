"""The screen of receipts: taken in, shown, entered beside the picture, booked with one key."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.receipts.model import ReceiptChange
from kontor.receipts.queries import missing, records
from kontor.receipts.service.importing import import_files
from kontor.receipts.service.keeping import change_receipt
from kontor.tui.keys import key
from kontor.tui.screens.books.receipt_forms import BookForm, ReceiptForm, split
from kontor.tui.screens.dialogs import Paper, TypeWord
from tests.receipts.photo import photo
from tests.receipts.test_booking import PICTURE, bill
from tests.tui.firm import firm_app, firm_store
from tests.tui.pilot import text

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
            keys = [*"12.3.", "enter", *"Tankstelle Nord", "enter",
                    *"59,50", key("form.save")]  # fmt: skip
            keys = [
                one.replace(" ", "space").replace(",", "comma").replace(".", "full_stop")
                for one in keys
            ]
            # day, supplier and gross stand first, the rate is 19 %: nobody types 15 seconds
            assert len(keys) < 35
            await pilot.press(*keys)
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


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_picture_stands_beside_the_fields(tmp_path: Path, size: tuple[int, int]) -> None:
    """Beside them where there is room; else F7 changes between the two, and Esc goes back."""
    picture = tmp_path / "IMG_20250312_101500.png"
    picture.write_bytes(photo())
    wide = size[0] > 100
    with firm_store(tmp_path) as store:
        import_files(store, [picture], AT)
        app = firm_app(store)
        async with app.run_test(size=size) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("record.edit"))
            await settle(pilot)
            form = app.screen
            assert isinstance(form, ReceiptForm)
            # the day stands in the name of the photo, and that it is a guess is said by a sign
            assert str(form.form.rows["day"].editor.raw) == "12.03.2025"
            assert "○" in line_of(app, "Datum")
            assert form.paper.region.area > 0 if wide else form.paper.region.area == 0
            if not wide:
                await pilot.press(key("paper.turn"))
            await settle(pilot, 8)
            view = form.paper.picture
            assert form.paper.mode == "picture" and view.virtual_size.height > 5
            drawn = {char for row in range(view.size.height) for char in view.render_line(row).text}
            assert drawn & set("▌▐▀▄▙▟▛▜▞▚") and drawn <= set(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
            before = view.virtual_size
            if wide:
                await pilot.press(key("pane.next"))
                assert view.has_focus
                await pilot.press(key("pane.next"))
                assert form.form.rows["day"].editor.has_focus
            await pilot.press(key("paper.larger"))
            await settle(pilot)
            assert view.virtual_size.width > 1.8 * before.width
            top = view.scroll_offset.y
            await pilot.press(key("paper.down"))
            await settle(pilot)
            assert view.scroll_offset.y > top
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(app.screen, ReceiptForm) is not wide
            if not wide:
                assert form.paper.region.area == 0 and form.form.rows["day"].editor.has_focus


async def test_signs_tell_how_sure_each_field_was_read(tmp_path: Path) -> None:
    with firm_store(tmp_path) as store:
        import_files(store, [bill(tmp_path, day="2025-03-10")], AT)
        known = {"gross": 95, "day": 85, "supplier": 50, "groups": 95}
        with store.step("as read from the text of a PDF") as unit:
            unit.con.execute("UPDATE receipt SET form='pdf', reading=?, content='Rechnung'",
                             (json.dumps({"confidence": known}),))  # fmt: skip
        app = firm_app(store)
        async with app.run_test(size=(120, 40)) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("record.edit"))
            await settle(pilot)
            rows = app.screen.form.rows
            assert "●" in line_of(app, "Brutto") and "◐" in line_of(app, "Datum")
            assert "○" in line_of(app, "Lieferant") and "●" in line_of(app, "Satz")
            assert not set("●◐○") & set(line_of(app, "Nummer"))
            rows["supplier"].editor.focus()
            await pilot.press("end", "x")
            await settle(pilot)
            assert "○" not in line_of(app, "Lieferant"), "what was corrected is no guess any more"


async def test_gaps_are_mended_from_their_list(tmp_path: Path) -> None:
    """Three bookings without receipt: one gets its receipt, one an own one, one needs none."""
    from kontor.ledger.model.inputs import Amount, Purchase
    from kontor.ledger.service.events import post_event

    picture = tmp_path / "IMG.png"
    picture.write_bytes(PICTURE)
    with firm_store(tmp_path) as store:
        before = len(unproven(store))
        for place, cents in enumerate((5_950, 6_100, 7_777), 1):
            line = Amount(account="4530", gross=cents)
            store.run(post_event, Purchase(
                day=date(2025, 3, 12 + place), money="bank", document=f"T-{place}", text="Tanken",
                lines=[line],
            ))  # fmt: skip
        import_files(store, [picture], AT)
        change = ReceiptChange(supplier="Tankstelle", day=date(2025, 3, 13), gross=5_950)
        store.run(change_receipt, 1, change)
        app = firm_app(store)
        async with app.run_test(size=(120, 40)) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("receipt.missing"))
            await settle(pilot)
            assert app.screen.NAME == "books.unproven" and app.screen.table.count == before + 3
            assert app.screen.row.cells[1] == "T-3", "the newest first"
            await pilot.press("down", "down", key("gap.find"))
            await settle(pilot)
            await pilot.press("enter")
            await settle(pilot, 8)
            assert [one.document for one in unproven(store)][:2] == ["T-3", "T-2"]
            await pilot.press("home", key("receipt.own"))
            await settle(pilot)
            assert app.screen.form.rows["gross"].editor.raw == "77,77"
            for name, typed in (("supplier", "Tankstelle"), ("reason", "verloren")):
                app.screen.form.rows[name].editor.raw = typed
            await pilot.press(key("form.save"))
            await settle(pilot, 10)
            assert [one.document for one in unproven(store)][:1] == ["T-2"]
            await pilot.press("home", key("gap.waive"))
            await settle(pilot)
            await pilot.press(*"Dauerbeleg", "enter")
            await settle(pilot, 8)
        assert len(unproven(store)) == before
        with store.read() as con:
            own = records.page(con, state="booked")
        assert sorted(one.form for one in own) == ["own", "picture"]


async def test_two_receipts_that_may_be_one_are_compared(tmp_path: Path) -> None:
    with firm_store(tmp_path) as store:
        first = bill(tmp_path, day="2025-03-10")
        second = tmp_path / "again.xml"
        second.write_text(first.read_text("utf-8") + "<!-- -->", "utf-8")
        import_files(store, [first, second], AT, official=False)
        app = firm_app(store)
        async with app.run_test(size=(80, 24)) as pilot:
            app.open_view("view:books.unbooked")
            await settle(pilot)
            assert app.screen.table.count == 2
            await pilot.press("down", key("receipt.compare"))
            await settle(pilot)
            said = text(app)
            assert "again.xml" in said and "R-1-Farb.xml" in said and "119,00" in said
            assert "≠ Datei" in said and "≠ Nummer" not in said
            await pilot.press("2")
            await settle(pilot, 8)
        with store.read() as con:
            assert [one.state for one in records.page(con)] == ["new", "new"]


async def test_expired_receipts_go_by_a_typed_word_only(tmp_path: Path) -> None:
    with firm_store(tmp_path) as store:
        import_files(store, [bill(tmp_path, day="2025-03-10")], AT, official=False)
        app = firm_app(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            app.open_view("view:books.receipts")
            await settle(pilot)
            await pilot.press(key("receipt.expired"))
            await settle(pilot)
            assert "Alle Belege müssen noch" in text(app)
            with store.step("older") as unit:
                unit.con.execute("UPDATE receipt SET keep_until='2019-12-31'")
            for word, left in (("nein", 1), ("löschen", 0)):
                await pilot.press(key("receipt.expired"))
                await settle(pilot)
                assert isinstance(app.screen, Paper) and "31.12.2019" in text(app)
                await pilot.press("escape")
                await settle(pilot)
                assert isinstance(app.screen, TypeWord)
                await pilot.press(*word, "enter", "escape")
                await settle(pilot, 8)
                with store.read() as con:
                    assert len(records.page(con)) == left


def line_of(app: Any, label: str) -> str:
    """The line of a field, from its label to its editor."""
    return next(row for row in text(app).splitlines() if row[2:].startswith(f"{label} "))[:24]


def unproven(store: Any) -> list[Any]:
    with store.read() as con:
        return missing.unproven(con, date(2024, 1, 1))


def test_gross_is_split_into_its_rates() -> None:
    """107.00 in all: 10.70 at 7 % and 1.00 without tax, the rest of 95.30 has 19 %."""
    found = split({"gross": 10_700, "at7": 1_070, "free": 100})
    assert [(one["rate"], one["net"], one["tax"]) for one in found] == [
        (1900, 8_008, 1_522), (700, 1_000, 70), (0, 100, 0),
    ]  # fmt: skip
    assert split({}) == []
    # 107.00 of which 7.00 free: the rate chosen holds for the rest
    low = split({"gross": 10_700, "rate": "700", "free": 700})
    assert [(one["rate"], one["net"], one["tax"]) for one in low] == [
        (700, 9_346, 654), (0, 700, 0),
    ]  # fmt: skip
    assert [one["category"] for one in split({"gross": 500, "rate": "0"})] == ["Z"]
