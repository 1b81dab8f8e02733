"""The reminder run with the keyboard: propose, decide, review, issue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kontor.tui.keys import key
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.dialogs import AskText, Confirm
from tests.receivables.kit import ask, firm, owes
from tests.receivables.test_run import D1, sent
from tests.tui.own import session
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
