"""Mandates and direct debits with the keyboard, from the signed paper to the file for the bank."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.banking.formats.pain import DEBIT, schema_errors
from kontor.base.i18n import language
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.books.mandates import (
    DebitForm,
    MandateForm,
    MandateScreen,
    MandatesScreen,
)
from kontor.tui.screens.books.runs import RunScreen
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText, Confirm, Paper
from tests.receivables.kit import ask
from tests.tui.debtors import IBAN, TODAY, debtors
from tests.tui.own import fill, session
from tests.tui.pilot import text
from tests.tui.test_books_journal import until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A valid mandate of Nordstern, a lapsed and an ended one of Krüger."""
    with debtors(tmp_path) as opened:
        yield opened


async def test_a_mandate_is_kept_shown_and_ended(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_view("view:books.mandates")
        await until(pilot, lambda: isinstance(app.screen, MandatesScreen) and app.screen.row)
        assert all(word in text(app) for word in ("gültig", "beendet", "erloschen"))
        await pilot.press(key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, MandateForm))
        assert app.screen.form.values()[0]["number"] == "M-2026-002"
        await fill(app, pilot, contact=["contacts:1", "Erika Krüger"], iban=IBAN)
        await pilot.press(key("form.save"))
        sql = "SELECT signed, holder FROM mandate WHERE number='M-2026-002'"
        await until(pilot, lambda: ask(store, sql) == [("2026-09-14", "Erika Krüger")])
        await until(pilot, lambda: isinstance(app.screen, MandatesScreen) and app.screen.row)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, MandateScreen))
        assert "14 Tage vorher" in text(app) and "1 Banktag vorher" in text(app)
        await pilot.press(key("pay.periods"))
        await until(pilot, lambda: isinstance(app.screen, Paper))
        assert "36 Monate" in text(app) and "§ 675x" in text(app)
        await pilot.press("escape", key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"widerrufen", "enter")
        ended = "SELECT reason FROM mandate WHERE ended='2026-09-14'"
        await until(pilot, lambda: ask(store, ended) == [("widerrufen",)])


async def test_debits_from_proposal_to_file(store: Store) -> None:
    yes = "j" if language() == "de" else "y"
    app = session(store, today=TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_view("view:books.mandates")
        await until(pilot, lambda: isinstance(app.screen, MandatesScreen) and app.screen.row)
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, DebitForm))
        await fill(app, pilot, until="30.9.2026")
        await pilot.press(key("form.save"))
        await until(pilot, lambda: isinstance(app.screen, RunScreen) and app.screen.row)
        # due on the 30th; what a customer disputes is not collected
        got = ask(store, "SELECT cents, day, sequence FROM payment ORDER BY day")
        assert got == [(476_000, "2026-09-30", "RCUR")]
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Paper))
        assert "30.09.2026" in text(app) and "DE98ZZZ09999999999" in text(app)
        await pilot.press("escape", key("record.mail"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: ask(store, "SELECT noticed FROM pay_run") == [("2026-09-14",)])
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press(yes)
        await until(pilot, lambda: ask(store, "SELECT released FROM pay_run") == [("2026-09-14",)])
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press(key("step.next"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press("enter")
        await until(pilot, lambda: list(store.path.parent.glob("pain008-*.xml")))
    (path,) = store.path.parent.glob("pain008-*.xml")
    content = path.read_bytes()
    assert schema_errors(content, DEBIT) == [] and b"M-2026-001" in content


async def test_without_mandates_nothing_is_collected(tmp_path: Path) -> None:
    from tests.receivables.kit import firm

    with firm(tmp_path) as store:
        app = session(store, today=TODAY)
        async with app.run_test(size=(80, 24)) as pilot:
            app.open_view("view:books.mandates")
            await until(pilot, lambda: isinstance(app.screen, MandatesScreen))
            assert app.screen.reason("step.next")
            await pilot.press(key("step.next"))
            await pilot.pause(0.1)
            assert isinstance(app.screen, MandatesScreen)
