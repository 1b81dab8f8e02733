"""What belongs together is seen together: from the customer, the case, the device, the invoice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.base.i18n import _
from kontor.desk.customer.care import read_care
from kontor.desk.related import related
from kontor.store.search import search
from kontor.store.store import Store
from kontor.tickets.kinds import TicketState
from kontor.tui.screens.contacts.detail import ContactScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.sales.document import DocumentScreen
from kontor.tui.screens.tickets.cases import CaseScreen
from kontor.tui.screens.tickets.devices import DeviceScreen
from kontor.tui.widgets.plain import Words
from kontor.tui.widgets.sheet_pane import SheetPane
from tests.tui.care_firm import care
from tests.tui.own import TODAY, shown
from tests.tui.pilot import assert_clean, press, settle, text
from tests.tui.sales_firm import office

Firm = tuple[Store, dict[str, int]]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """A customer with everything that is looked after."""
    with office(tmp_path_factory.mktemp("care")) as store:
        yield store, care(store)


def refs(firm: Firm) -> dict[str, str]:
    """References by name."""
    keys = firm[1]
    shapes = {
        "customer": "contacts:{}", "case": "tickets:{}", "device": "contacts:device/{}",
        "invoice": "sales:{}", "order": "sales:{}", "contract": "tickets:contract/{}",
        "visit": "tickets:{}", "item": "tickets:it/{}", "it case": "tickets:{}",
        "open": "tickets:{}", "call": "contacts:call/{}", "protocol": "tickets:protocol/{}",
        "team": "company:team/{}",
    }  # fmt: skip
    return {name: shape.format(keys[name]) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("case", ("invoice", "device", "customer", "order", "contract", "protocol")),
        ("invoice", ("case", "device", "customer")),
        ("device", ("case", "invoice", "customer", "order", "contract", "visit")),
        ("contract", ("device", "visit", "customer")),
        ("visit", ("contract", "customer")),
        ("item", ("it case",)),
        ("it case", ("item",)),
        ("protocol", ("case", "customer")),
        ("customer", ("case", "device", "contract", "call")),
    ],
)
def test_from_each_record_to_the_others(firm: Firm, start: str, found: tuple[str, ...]) -> None:
    ref = refs(firm)
    with firm[0].read() as con:
        there = {one.ref for one in related(con, ref[start])}
    assert {ref[name] for name in found} <= there
    assert ref[start] not in there


def spots(screen: Any) -> set[str]:
    return {one.ref for one in screen.query_one(SheetPane).spots}


async def test_the_sheets_name_each_other(firm: Firm) -> None:
    ref = refs(firm)
    named = {
        "case": {"customer", "device", "contract", "order", "invoice", "protocol"},
        "invoice": {"customer", "case"},
        "device": {"customer", "order", "contract", "case", "visit", "invoice"},
        "it case": {"item"},
        "item": {"it case"},
        "contract": {"customer", "device", "visit"},
        "visit": {"customer", "contract"},
        "protocol": {"customer", "case"},
        "call": {"customer"},
        "customer": {"case", "open", "visit", "device", "contract", "call"},
    }
    async with shown(firm[0], (80, 24)) as (app, pilot):
        for name, others in named.items():
            app.open_record(ref[name])
            await settle(pilot)
            assert {ref[other] for other in others} <= spots(app.screen), name
            assert_clean(app)


def test_the_file_says_what_is_looked_after(firm: Firm) -> None:
    store, key = firm
    with store.read() as con:
        file = read_care(con, key["customer"], TODAY)
        short = read_care(con, key["customer"], TODAY, full=False)
    cases = {one.case.id: one for one in file.cases}
    assert set(cases) == {key["open"], key["visit"], key["case"]}
    assert cases[key["open"]].days == 0 and cases[key["case"]].days is None
    assert cases[key["case"]].case.state is TicketState.BILLED and not file.more
    devices = {one.device.id: one for one in file.devices}
    assert str(devices[key["device"]].warranty) == "2029-02-28"
    looked = devices[key["device"]].contract
    assert looked is not None and looked.contract.id == key["contract"]
    assert devices[key["other device"]].contract is None
    assert [one.id for one in file.calls] == [key["call"]]
    assert {one.case.id for one in short.cases} == {key["open"], key["visit"]}
    assert short.devices == ()


def chosen_line(pane: SheetPane) -> str:
    """The line under the cursor as it is written."""
    shown_lines = str(pane.query_one("#detail", Words).content).split("\n")
    return next(
        line for spot in pane.spots if spot.ref == pane.ref
        for line in [shown_lines[spot.line].rstrip()]
    )  # fmt: skip


async def test_rows_open_and_come_back_to_their_place(firm: Firm) -> None:
    ref = refs(firm)
    async with shown(firm[0], (80, 24)) as (app, pilot):
        app.open_record(ref["customer"])
        await settle(pilot)
        first, pane = app.screen, app.screen.query_one(SheetPane)
        assert isinstance(first, ContactScreen) and pane.ref == ""
        await pilot.press("down")
        assert pane.scroll_offset.y == 1  # nothing to open is in sight yet: the sheet moves
        for wanted in (ref["open"], ref["contract"]):
            for _step in range(60):
                if pane.ref == wanted:
                    break
                pane.action_scroll_down()
                await pilot.pause()
            assert pane.ref == wanted
            assert "…" not in chosen_line(pane)[-3:]  # its last column is not cut
            place = pane.scroll_offset
            await press(pilot, "row.open")
            assert app.screen is not first and len(app.screen_stack) == 3
            assert_clean(app)
            await press(pilot, "screen.back")
            assert app.screen is first
            assert (pane.ref, pane.scroll_offset) == (wanted, place)
        for _step in range(60):
            pane.action_scroll_up()
            await pilot.pause()
        assert pane.scroll_offset.y == 0


async def test_enter_goes_to_the_first_row_and_then_opens(firm: Firm) -> None:
    async with shown(firm[0], (80, 24)) as (app, pilot):
        app.open_record(refs(firm)["case"])
        await settle(pilot)
        await press(pilot, "row.open")
        assert app.screen.query_one(SheetPane).ref == refs(firm)["customer"]
        await press(pilot, "row.open")
        assert isinstance(app.screen, ContactScreen)


async def test_from_case_to_invoice_to_device_and_back(firm: Firm) -> None:
    ref = refs(firm)

    async def go(name: str, screen: type) -> None:
        with firm[0].read() as con:
            there = [one.ref for one in related(con, ref[here[-1]])]
        await press(pilot, "record.related")
        for _step in range(there.index(ref[name])):
            await pilot.press("down")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, screen), name
        here.append(name)

    async with shown(firm[0]) as (app, pilot):
        app.open_record(ref["case"])
        await settle(pilot)
        here = ["case"]
        await go("invoice", DocumentScreen)
        await go("device", DeviceScreen)
        assert len(app.screen_stack) == 4
        await go("case", CaseScreen)  # it is open below: it comes up, nothing piles up
        assert len(app.screen_stack) == 2
        await go("device", DeviceScreen)
        await press(pilot, "screen.back")
        assert isinstance(app.screen, CaseScreen)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("TI-2026-0002", "case"),
        ("dachfenster klemmt", "case"),
        ("LB-4711/9", "device"),
        ("LB-4712", ""),
        ("WV-0001", "contract"),
        ("SP2-3021", "item"),
        ("kolonne dach", "team"),
        ("0221 555 0171", "call"),
        ("+49 221 5550171", "call"),
        ("0049221/5550171", "call"),
        ("(0221) 555-0171", "call"),
        ("02215550171", "call"),
    ],
)
def test_the_search_finds(firm: Firm, typed: str, name: str) -> None:
    with firm[0].read() as con:
        found = [one.ref for one in search(con, typed)]
    assert (refs(firm)[name] in found) if name else not found


async def test_what_is_found_opens(firm: Firm) -> None:
    ref = refs(firm)
    async with shown(firm[0]) as (app, pilot):
        for name in ("case", "device", "contract", "item", "team", "call"):
            await app.carry_out(ref[name])
            await settle(pilot)
            assert isinstance(app.screen, DetailScreen) and app.screen.data is not None, name


async def test_a_sheet_without_rows_says_so(firm: Firm, tmp_path: Path) -> None:
    async with shown(firm[0]) as (app, pilot):
        app.open_view("view:tickets.own_it")
        await settle(pilot)
        for _step in range(2):
            await pilot.press("down")
        await pilot.press("enter")
        await settle(pilot)
        assert not app.screen.query_one(SheetPane).spots
        await press(pilot, "row.open")
        assert _("No row of this sheet opens anything.") in text(app)
