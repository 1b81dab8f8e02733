"""Instalments, limitation and risk with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.base.errors import InputError
from kontor.base.numbers import format_money
from kontor.receivables.queries.paying import proposal
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText, Letters, Paper
from kontor.tui.screens.receivables.forms import BlockForm, InfoForm, LimitForm, NoteForm
from kontor.tui.screens.receivables.limitation import ExpiryScreen, LimitationScreen
from kontor.tui.screens.receivables.payment import read_payment
from kontor.tui.screens.receivables.plan_form import AgreeForm
from kontor.tui.screens.receivables.plans import PlanScreen, PlansScreen
from kontor.tui.screens.receivables.risk import DebtorScreen, RiskScreen
from tests.receivables.kit import ask
from tests.tui.debtors import TODAY, debtors
from tests.tui.own import fill, session
from tests.tui.pilot import down_to, text
from tests.tui.test_books_journal import until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Krüger with a broken plan, Nordstern above his limit."""
    with debtors(tmp_path) as opened:
        yield opened


async def test_a_plan_is_watched_ended_and_agreed_anew(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_view("view:sales.instalments")
        await until(pilot, lambda: isinstance(app.screen, PlansScreen) and app.screen.row)
        # 800.00 were due by 6 September, 500.00 came
        assert app.screen.row.state == "broken" and "300,00" in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        assert "100,00" in text(app) and "telefonisch vereinbart" in text(app)
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"zahlt nicht", "enter")
        await until(pilot, lambda: ask(store, "SELECT ended_reason FROM payment_plan") == [
            ("zahlt nicht",)])  # fmt: skip
        await pilot.press(key("screen.back"))
        await until(pilot, lambda: isinstance(app.screen, PlansScreen))
        await pilot.press(key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, AgreeForm))
        await fill(app, pilot, partner=["contacts:1", "Erika Krüger"], items="RE-2026-0011",
                   count="3")  # fmt: skip
        # 1,190.00 less 500.00
        assert "690,00" in text(app) and "230,00" in text(app)
        await pilot.press(key("form.save"))
        sql = "SELECT due, cents FROM payment_plan_rate WHERE plan=2 ORDER BY pos"
        await until(pilot, lambda: len(ask(store, sql)) == 3)
        assert ask(store, sql) == [
            ("2026-10-01", 23_000), ("2026-11-01", 23_000), ("2026-12-01", 23_000),
        ]  # fmt: skip


async def test_rates_one_by_one_have_to_add_up(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(AgreeForm("contacts:2", "Nordstern"))
        await until(pilot, lambda: isinstance(app.screen, AgreeForm))
        await fill(app, pilot, items="RE-2026-0032", rates="1.10.2026 4000\n1.11.2026 500")
        assert "260,00" in text(app)
        await fill(app, pilot, rates="1.10.2026 4000\n1.11.2026 760")
        assert "nicht gedeckt" not in text(app)
        await fill(app, pilot, items="RE-1999-1")
        assert "RE-1999-1 ist bei diesem Schuldner nicht offen." in text(app)
        await fill(app, pilot, items="RE-2026-0032", acknowledged="14.9.2026")
        await pilot.press(key("form.save"))
        sql = "SELECT kind FROM limitation_event WHERE reference LIKE 'plan%'"
        await until(pilot, lambda: ask(store, sql) == [("acknowledgement",)])


async def test_limitation_is_watched_and_noted(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_view("view:sales.limitation")
        await until(pilot, lambda: isinstance(app.screen, LimitationScreen) and app.screen.row)
        # of 2023: ends 31 December 2026
        assert app.screen.row.cells[:2] == ("2026-12-31", "RE-2023-0044")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ExpiryScreen))
        assert "108 Tage" in text(app)
        await pilot.press(key("debtor.court"))
        await until(pilot, lambda: isinstance(app.screen, Paper))
        assert "833,00" in text(app) and "Malerbetrieb Lindner" in text(app)
        await pilot.press("escape", key("record.new"))
        await until(pilot, lambda: isinstance(app.screen, NoteForm))
        await fill(app, pilot, kind="court_order", reference="26-0815")
        await pilot.press(key("form.save"))
        sql = "SELECT kind, reference FROM limitation_event WHERE item=2"
        await until(pilot, lambda: ask(store, sql) == [("court_order", "26-0815")])
        await until(pilot, lambda: isinstance(app.screen, ExpiryScreen) and "gehemmt" in text(app))
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: ask(store, sql) == [])


async def test_interest_is_shown_and_waived(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_view("view:sales.limitation")
        await until(pilot, lambda: isinstance(app.screen, LimitationScreen) and app.screen.row)
        await down_to(pilot, lambda: app.screen.row.cells[1] == "RE-2026-0031")
        await pilot.press(key("debtor.interest"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Paper))
        assert "Im Verzug seit" in text(app)
        await pilot.press("escape", key("debtor.interest"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"Kulanz", "enter")
        sql = "SELECT decision, reason FROM claim WHERE letter IS NULL"
        await until(pilot, lambda: ask(store, sql) == [("waive", "Kulanz")])


async def test_risk_is_explained_and_acted_upon(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_view("view:sales.risk")
        await until(pilot, lambda: isinstance(app.screen, RiskScreen) and app.screen.row)
        await until(pilot, lambda: "Rücklastschrift" in text(app))
        await down_to(pilot, lambda: app.screen.row.id == 2)
        await pilot.press(key("record.edit"))
        await until(pilot, lambda: isinstance(app.screen, LimitForm))
        await fill(app, pilot, limit="5.000,00", blocked="zahlt spät")
        await pilot.press(key("form.save"))
        sql = "SELECT credit_limit, blocked FROM standing WHERE contact=2"
        await until(pilot, lambda: ask(store, sql) == [(500_000, "zahlt spät")])
        await until(pilot, lambda: isinstance(app.screen, RiskScreen) and app.screen.row)
        await until(pilot, lambda: "gesperrt" in text(app))
        await pilot.press(key("debtor.info"))
        await until(pilot, lambda: isinstance(app.screen, InfoForm))
        await fill(app, pilot, kind="insolvency", source="Amtsgericht", reason="Auftrag offen")
        await pilot.press(key("form.save"))
        sql = "SELECT count(*) FROM credit_info WHERE kind='insolvency'"
        await until(pilot, lambda: ask(store, sql) == [(1,)])
        await until(pilot, lambda: isinstance(app.screen, RiskScreen) and app.screen.row)
        await pilot.press(key("step.next"))
        await until(pilot, lambda: ask(store, "SELECT score FROM standing WHERE contact=2") == [
            (100,)])  # fmt: skip
        await pilot.press(key("debtor.lists"))
        await until(pilot, lambda: isinstance(app.screen, Letters))
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, Paper))
        assert "24" in text(app)  # 24 days late on average


async def test_a_debtor_shows_everything_and_x_takes_it_back(store: Store) -> None:
    app = session(store, today=TODAY)
    async with app.run_test(size=(120, 60)) as pilot:
        app.open_record("debtor:2")
        await until(pilot, lambda: isinstance(app.screen, DebtorScreen))
        for said in ("Bankbürgschaft", "Auskunftei Muster", "Kratzer in Tür 3", "RE-2026-0032"):
            await until(pilot, lambda said=said: said in text(app))
        await pilot.press(key("record.cancel"))
        await until(pilot, lambda: isinstance(app.screen, Chooser))
        await pilot.press("enter")
        await until(pilot, lambda: ask(store, "SELECT count(*) FROM security") == [(0,)])
        await until(pilot, lambda: isinstance(app.screen, DebtorScreen))
        await pilot.press(key("reminders.block"))
        await until(pilot, lambda: isinstance(app.screen, BlockForm))
        await fill(app, pilot, reason="Ratengespräch", until="30.9.2026")
        await pilot.press(key("form.save"))
        sql = "SELECT reason, until FROM reminder_block WHERE partner='contacts:2'"
        await until(pilot, lambda: ask(store, sql) == [("Ratengespräch", "2026-09-30")])


@pytest.mark.parametrize("view", ["sales.instalments", "sales.limitation", "sales.risk"])
async def test_without_debtors_the_screens_say_so(tmp_path: Path, view: str) -> None:
    from tests.receivables.kit import firm

    with firm(tmp_path) as store:
        app = session(store, today=TODAY)
        async with app.run_test(size=(80, 24)) as pilot:
            app.open_view(f"view:{view}")
            await until(pilot, lambda: app.screen.query("RecordTable"))
            assert app.screen.row is None
            for one in ("record.cancel", "record.edit", "debtor.court", "debtor.info"):
                await pilot.press(key(one))
            assert app._exception is None


async def test_what_a_payment_pays_is_shown_before_it_is_booked(store: Store) -> None:
    with store.read() as con:
        shares, left = proposal(con, "contacts:2", 9_999_900, TODAY)
    assert shares and left > 0
    app = session(store, today=TODAY)
    async with app.run_test(size=(120, 60)) as pilot:
        app.open_record("debtor:2")
        await until(pilot, lambda: isinstance(app.screen, DebtorScreen))
        await pilot.press(key("debtor.payment"))
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await pilot.press(*"viel", "enter")
        await until(pilot, lambda: "viel" in str(app.screen.query_one("#question-fault").render()))
        assert isinstance(app.screen, AskText)
        await pilot.press(*["backspace"] * 4, *"99.999,00 RE-9", "enter")
        await until(pilot, lambda: isinstance(app.screen, Paper))
        for one in shares:
            assert one.document in text(app) and format_money(one.cents) in text(app)
        assert f"{format_money(left)} € bleiben übrig" in text(app)
        assert "nicht gezählt: RE-9." in text(app)


def test_the_documents_behind_the_amount_are_those_he_named() -> None:
    assert read_payment("500,50 RE-7 RE-9") == (50_050, ["RE-7", "RE-9"])
    assert read_payment("1.200") == (120_000, [])
    with pytest.raises(InputError):
        read_payment("  ")
