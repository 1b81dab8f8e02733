"""Payment run on the screen: from the marked bills to the file in the folder, keys only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.banking.model import PayTermsInput
from kontor.banking.service.debiting import set_pay_terms
from kontor.base.i18n import language
from kontor.contacts.model import BankInput
from kontor.contacts.service import add_bank
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.books.pay_terms import PayTermsForm
from kontor.tui.screens.books.payments import PaymentsScreen
from kontor.tui.screens.books.runs import RunScreen, RunsScreen
from kontor.tui.screens.dialogs import AskText, Confirm
from tests.banking.labelled import iban
from tests.tui.firm import firm_store
from tests.tui.own import fill
from tests.tui.pilot import down_to
from tests.tui.test_books_journal import one, until, walk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh copy of the small firm."""
    with firm_store(tmp_path) as opened:
        yield opened


def give_accounts(store: Store) -> None:
    """Suppliers get an account each."""
    with store.read() as con:
        sql = "SELECT contact FROM contact_role WHERE role='supplier'"
        contacts = [row[0] for row in con.execute(sql).fetchall()]
    for contact in contacts:
        store.run(add_bank, contact, BankInput(iban=iban(random.Random(contact))))
    with store.step("account") as unit:
        unit.con.execute("UPDATE money_account SET iban=? WHERE id=1", (iban(random.Random(0)),))


async def test_marked_bills_become_a_file(store: Store) -> None:
    yes = "j" if language() == "de" else "y"
    give_accounts(store)
    async with walk(store, "books.payments", (80, 24)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, PaymentsScreen)
        await until(pilot, lambda: screen.row)
        await pilot.press(key("mark.toggle"), key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        assert one(store, "SELECT count(*) FROM payment") == 1
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press(yes)
        await until(pilot, lambda: one(store, "SELECT released FROM pay_run"))
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press("enter")
        await until(pilot, lambda: list(store.path.parent.glob("pain001-*.xml")))
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        (path,) = store.path.parent.glob("pain001-*.xml")
        assert path.name == one(store, "SELECT name FROM pay_file")
        await until(pilot, lambda: path.name in app.screen.list_title())
        app.open_view("view:books.runs")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await until(pilot, lambda: app.screen.row)
        assert path.name in app.screen.row.cells


async def test_a_bill_is_blocked_and_freed_with_x(store: Store) -> None:
    async with walk(store, "books.payments") as (app, pilot):
        screen = app.screen
        await until(pilot, lambda: screen.row)
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"Ware fehlt", "enter")
        await until(pilot, lambda: one(store, "SELECT reason FROM pay_block") == "Ware fehlt")
        await until(pilot, lambda: app.screen is screen and screen.row)
        blocked = one(store, "SELECT item FROM pay_block")
        await down_to(pilot, lambda: screen._found[screen.row.id].payable.item == blocked)
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: one(store, "SELECT count(*) FROM pay_block") == 0)


async def test_how_a_supplier_is_paid_is_set_from_his_bill(store: Store) -> None:
    give_accounts(store)
    async with walk(store, "books.payments", (80, 24)) as (app, pilot):
        screen = app.screen
        await until(pilot, lambda: screen.row)
        name = screen.row.cells[1]
        await pilot.press(key("pay.terms"))
        await until(pilot, lambda: isinstance(app.screen, PayTermsForm))
        assert name in app.screen.crumb()
        await fill(app, pilot, method="collected", tax_office="Finanzamt Münster",
                   tax_office_iban="DE00")  # fmt: skip
        await pilot.press(key("form.save"))
        await until(pilot, lambda: app.screen.form.rows["tax_office_iban"].has_class("-fault"))
        assert isinstance(app.screen, PayTermsForm)  # a wrong number stays here
        office = iban(random.Random(99))
        await fill(app, pilot, tax_office_iban=office)
        await pilot.press(key("form.save"))
        await until(pilot, lambda: one(store, "SELECT method FROM pay_terms") == "collected")
        assert one(store, "SELECT tax_office_iban FROM pay_terms") == office
        await until(pilot, lambda: app.screen is screen)
        contact = one(store, "SELECT contact FROM pay_terms")
        app.open_record(f"contacts:{contact}")
        await until(pilot, lambda: app.screen.NAME == "contacts.contact")
        await pilot.press(key("pay.terms"))
        await until(pilot, lambda: isinstance(app.screen, PayTermsForm))
        assert app.screen.form.rows["tax_office"].editor.raw == "Finanzamt Münster"


async def test_without_anything_to_pay_the_key_says_so(store: Store) -> None:
    with store.read() as con:
        contacts = [row[0] for row in con.execute("SELECT id FROM contact").fetchall()]
    for contact in contacts:
        store.run(set_pay_terms, contact, PayTermsInput(method="collected"))
    async with walk(store, "books.payments") as (app, pilot):
        await until(pilot, lambda: app.screen.row)
        assert app.screen.reason("step.next")
        await pilot.press(key("step.next"))
        await pilot.pause(0.1)
        assert one(store, "SELECT count(*) FROM pay_run") == 0
