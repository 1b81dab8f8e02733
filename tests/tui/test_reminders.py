"""The reminder run with the keyboard: propose, decide, review, issue."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.receivables.kinds import Decision, RunState
from kontor.receivables.model import BlockInput
from kontor.receivables.service.keeping import block
from kontor.receivables.service.runs import review
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText, Confirm, Letters, Paper
from kontor.tui.widgets.plain import KInput
from tests.receivables.kit import ask, firm, owes
from tests.receivables.test_run import D1, sent
from tests.tui.own import session
from tests.tui.pilot import settle, text
from tests.tui.test_books_journal import until

D2 = date(2026, 8, 20)


async def test_a_run_from_proposal_to_letters(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
        sent(store, D1)
        app = session(store, today=D2)
        async with app.run_test(size=(80, 24)) as pilot:
            app.open_view("view:sales.reminders")
            await until(pilot, lambda: app.screen.query("RecordTable"))
            await pilot.press(key("record.new"))
            await until(pilot, lambda: ask(store, "SELECT count(*) FROM reminder_run") == [(2,)])
            await until(pilot, lambda: app.screen.row and app.screen.row.state == "decide")
            await pilot.press(key("reminders.off"))
            await until(pilot, lambda: isinstance(app.screen, AskText))
            await pilot.press(*"Urlaub", "enter")
            await until(
                pilot,
                lambda: (
                    ask(store, "SELECT why FROM reminder_letter WHERE chosen=0") == [("Urlaub",)]
                ),
            )
            await pilot.press(key("step.next"))
            await until(pilot, lambda: isinstance(app.screen, Chooser))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press("j")
            sql = "SELECT number FROM reminder_letter WHERE run=2 AND issued IS NOT NULL"
            await until(pilot, lambda: ask(store, sql) == [("MA-2026-0003",)])
        assert ask(store, "SELECT state FROM reminder_run WHERE id=2") == [("issued",)]


async def begun(app: Any, pilot: Any, store: Store) -> None:
    """The screen of reminders with a run that is proposed."""
    app.open_view("view:sales.reminders")
    await until(pilot, lambda: app.screen.query("RecordTable"))
    await pilot.press(key("record.new"))
    await until(pilot, lambda: ask(store, "SELECT count(*) FROM reminder_run") == [(1,)])
    await until(pilot, lambda: app.screen.row)


async def test_x_throws_a_run_away_and_proposes_it_anew(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        app = session(store, today=D2)
        async with app.run_test(size=(100, 30)) as pilot:
            await begun(app, pilot, store)
            await pilot.press(key("record.cancel"))
            await until(pilot, lambda: isinstance(app.screen, Chooser))
            assert "Es ist ein Vorschlag." in text(app)  # nothing to go back to yet
            await pilot.press("down", "enter")
            await until(pilot, lambda: ask(store, "SELECT count(*) FROM reminder_run") == [(0,)])
            assert ask(store, "SELECT count(*) FROM reminder_letter") == [(0,)]
            await until(pilot, lambda: not isinstance(app.screen, Chooser))
            await begun(app, pilot, store)
            store.run(review, 2, all_claims=Decision.KEEP)
            await until(pilot, lambda: app.screen.run_now.state is RunState.REVIEWED)
            await pilot.press(key("record.cancel"))
            await until(pilot, lambda: isinstance(app.screen, Chooser))
            await pilot.press("enter")
            await until(pilot, lambda: app.screen.run_now.state is RunState.PROPOSAL)


async def test_letters_are_saved_as_files_where_the_folder_is_there(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        owes(store, 2, "RE-2", 357_000, due=date(2026, 6, 30))
        sent(store, D1)
        target = tmp_path / "briefe"
        target.mkdir()
        app = session(store, today=D1)
        async with app.run_test(size=(100, 30)) as pilot:
            app.open_view("view:sales.reminders")
            await until(pilot, lambda: app.screen.query("RecordTable") and app.screen.row)
            await pilot.press(key("reminders.files"))
            await until(pilot, lambda: isinstance(app.screen, AskText))
            app.screen.query_one(KInput).value = str(tmp_path / "fehlt")
            await pilot.press("enter")
            await settle(pilot)
            assert isinstance(app.screen, AskText)  # no such folder: it asks on
            app.screen.query_one(KInput).value = str(target)
            await pilot.press("enter")
            await until(pilot, lambda: len(list(target.glob("*.pdf"))) == 2)
        assert all(one.read_bytes().startswith(b"%PDF") for one in target.glob("*.pdf"))


@pytest.mark.parametrize(("letter", "said"), [
    ("s", "Stufe"), ("b", "Basiszins"), ("m", "Mahnsperre"),
])  # fmt: skip
async def test_the_rules_of_reminding_are_shown(tmp_path: Path, letter: str, said: str) -> None:
    with firm(tmp_path) as store:
        owes(store, 1, "RE-1", 119_000)
        store.run(block, BlockInput(customer="contacts:1", reason="Mahnsperre bis Mai"), D1)
        app = session(store, today=D2)
        async with app.run_test(size=(100, 40)) as pilot:
            app.open_view("view:sales.reminders")
            await until(pilot, lambda: app.screen.query("RecordTable"))
            await pilot.press(key("reminders.terms"))
            await until(pilot, lambda: isinstance(app.screen, Letters))
            await pilot.press(letter)
            await until(pilot, lambda: isinstance(app.screen, Paper) and said in text(app))


async def test_a_block_is_lifted_with_a_reason(tmp_path: Path) -> None:
    with firm(tmp_path) as store:
        store.run(block, BlockInput(customer="contacts:1", reason="Mahnsperre bis Mai"), D1)
        app = session(store, today=D2)
        async with app.run_test(size=(100, 40)) as pilot:
            app.open_view("view:sales.reminders")
            await until(pilot, lambda: app.screen.query("RecordTable"))
            await pilot.press(key("reminders.terms"))
            await until(pilot, lambda: isinstance(app.screen, Letters))
            await pilot.press("a")
            await until(pilot, lambda: isinstance(app.screen, Chooser))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, AskText))
            await pilot.press(*"erledigt", "enter")
            sql = "SELECT lifted_reason FROM reminder_block"
            await until(pilot, lambda: ask(store, sql) == [("erledigt",)])
