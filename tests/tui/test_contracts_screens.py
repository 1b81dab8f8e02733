"""Maintenance contracts on the screen: the lists, the run by two keys, what is agreed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.base.i18n import _
from kontor.contacts.devices import DeviceInput
from kontor.contacts.service.devices import add_device
from kontor.store.store import Store
from kontor.tickets.contract_kinds import Contract, ContractDevice, IndexKind, Visit
from kontor.tickets.queries import contracts as queries
from tests.tui.contracts_firm import contract, contracts, customers, people
from tests.tui.own import fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

LIST, DUE = "tickets.contracts", "tickets.due"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with people and customers."""
    with office(tmp_path) as store:
        yield store


def read(store: Store, key: int) -> Contract:
    """A contract."""
    with store.read() as con:
        return queries.contract(con, key)


def visits(store: Store, key: int) -> list[Visit]:
    """Its visits."""
    with store.read() as con:
        return queries.visits(con, key)


def devices(store: Store, key: int) -> list[ContractDevice]:
    """What it looks after."""
    with store.read() as con:
        return queries.devices(con, key)


async def test_the_lists_show_how_the_next_visit_stands(firm: Store) -> None:
    contracts(firm)
    for size in SIZES:
        async with shown(firm, size) as (app, pilot):
            await view(app, pilot, LIST)
            assert "WV-0002" in text(app) and _("overdue") in text(app)
            assert_clean(app)
            app.screen.set_filter(_("planned"))
            await settle(pilot, 0.2)
            assert "WV-0007" in text(app) and "WV-0002" not in text(app)
            await view(app, pilot, DUE)
            assert "50667" in text(app) and _("bill only") in text(app)
            assert_clean(app)


async def test_two_keys_plan_what_is_due_and_one_takes_it_back(firm: Store) -> None:
    people(firm)
    ohm, pfannkuch, *_others = customers(firm)
    first, second = contract(firm, ohm), contract(firm, pfannkuch, skill="Tore")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, DUE)
        await press(pilot, "step.next")
        await until(pilot, lambda: getattr(app.screen, "shown", None) is not None)
        await settle(pilot, 0.2)
        assert "Emil" in text(app) and "23.03." in text(app)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("j")
        await until(pilot, lambda: bool(visits(firm, first) and visits(firm, second)))
        await settle(pilot, 0.3)
        assert app.screen.NAME == DUE and "50667" not in text(app)
        await press(pilot, "step.undo")
        await settle(pilot, 0.4)
        assert not visits(firm, first) and not visits(firm, second)
        assert "50667" in text(app)


async def test_how_the_run_plans_is_said_before(firm: Store) -> None:
    people(firm)
    ohm, *_others = customers(firm)
    contract(firm, ohm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, DUE)
        await press(pilot, "step.next")
        await until(pilot, lambda: getattr(app.screen, "shown", None) is not None)
        preview = app.screen
        await press(pilot, "contract.how")
        await fill(app, pilot, crew="Rosa, Emil", travel="45", way="letter")
        await press(pilot, "form.save")
        await until(pilot, lambda: preview.asked.crew == ("Rosa", "Emil"))
        await until(pilot, lambda: preview.shown.rows[0].who == ("Rosa", "Emil"))
        assert preview.asked.travel == 45 and preview.shown.rows[0].way == "letter"


async def test_a_contract_is_agreed_changed_and_ended(firm: Store) -> None:
    ohm, *_others = customers(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        app.screen.put("contact", (f"contacts:{ohm}", "Ohm"))
        await fill(
            app, pilot, subject="Torwartung", price="150",
            every="6", index_kind="percent", index_rate="2,5", starts="1.1.26",
        )  # fmt: skip
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert app.screen.NAME == LIST, text(app)
        one = read(firm, 1)
        assert (one.every, one.index_kind, one.index_rate) == (6, IndexKind.PERCENT, 250)
        await press(pilot, "record.edit")
        await fill(app, pilot, from_month="3", to_month="5", index_kind="none")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        one = read(firm, 1)
        assert (one.from_month, one.to_month, one.index_kind) == (3, 5, IndexKind.NONE)
        await press(pilot, "contract.price")
        await fill(app, pilot, price="160", reason="mehr Tore")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert "160,00" in text(app)
        await press(pilot, "record.cancel")
        await fill(app, pilot, reason="zieht um")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert read(firm, 1).ends is not None
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        assert read(firm, 1).ends is None


async def test_the_contract_stands_with_its_device(firm: Store) -> None:
    contracts(firm)
    async with shown(firm, (120, 40)) as (app, pilot):
        await view(app, pilot, "tickets.devices")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "WV-0001" in text(app)
        app.open_record("tickets:contract/2")
        await settle(pilot, 0.3)
        assert app.screen.NAME == "tickets.contract" and "Torwartung" in text(app)


async def test_devices_are_marked_with_the_space_bar(firm: Store) -> None:
    ohm, *_others = customers(firm)
    first, second = (
        firm.run(
            add_device, DeviceInput(contact=f"contacts:{ohm}", kind="Fenster", name=name)
        ).value
        for name in ("Balkontür", "Dachfenster")
    )  # fmt: skip
    async with shown(firm) as (app, pilot):
        await view(app, pilot, LIST)
        await press(pilot, "record.new")
        form = app.screen
        form.put("contact", (f"contacts:{ohm}", "Ohm"))
        await settle(pilot, 0.2)
        assert form.form.rows["devices"].editor.value == "Balkontür, Dachfenster"
        form.form.focus_field("devices")
        await press(pilot, "field.pick")
        await until(pilot, lambda: "[x] Dachfenster" in text(app))
        await pilot.press("space")
        await until(pilot, lambda: "[ ] Balkontür" in text(app))
        await pilot.press("enter")
        await until(pilot, lambda: form.form.rows["devices"].editor.value == "Dachfenster")
        await fill(
            app, pilot, subject="Fensterwartung", price="40", basis="device", starts="1.3.26",
            index_kind="percent", index_rate="2,5",
        )  # fmt: skip
        assert "= 40,00 €" in text(app) and "01.03.2028" in text(app) and "41,00 €" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert [one.id for one in devices(firm, 1)] == [second]
        await press(pilot, "contract.devices")
        await until(pilot, lambda: "[ ] Balkontür" in text(app))
        await pilot.press("space", "enter")
        await until(pilot, lambda: len(devices(firm, 1)) == 2)
        assert {one.id for one in devices(firm, 1)} == {first, second}
