"""A DATEV batch booked again: all or nothing, never twice, and the same on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import Refused
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.takeover.booking import BatchRefused, book_batch, read_replay, try_batch
from kontor.store.backup import default_folder, list_backups
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.wizard.replay import ReplayScreen
from tests.desk.test_takeover_files import ROWS, extf
from tests.tui.own import shown
from tests.tui.pilot import settle

PATH = Path("stapel.csv")
PEOPLE = (("10002", "customer"), ("70001", "supplier"), ("70002", "supplier"))


def people(store: Store) -> None:
    """The partners of the batch beside the customer 10001, who is there."""
    for number, role in PEOPLE:
        named = {"kind": "firm", "name": f"Betrieb {number}",
                 "roles": [{"role": role, "number": number}]}  # fmt: skip
        store.run(create_contact, ContactInput.model_validate(named))


def count(store: Store, sql: str) -> Any:
    """The first value."""
    with store.read() as con:
        return con.execute(sql).fetchone()[0]


def test_a_batch_is_booked_in_one_step_and_never_twice(books: Store) -> None:
    people(books)
    found = read_replay(PATH, extf(ROWS), "skr03")
    assert found.findings == () and len(found.events) == 7  # the two opening rows stay out
    before = count(books, "SELECT max(id) FROM step")
    assert try_batch(books, found) == []
    assert count(books, "SELECT count(*) FROM entry") == 0
    entries = books.run(book_batch, found).value
    assert count(books, "SELECT max(id) FROM step") == before + 1
    assert count(books, "SELECT count(*) FROM entry") == len(entries)
    # RE-7: 2,380.00 less the part payment of 1,000.00
    assert count(books, "SELECT (SELECT sum(cents) FROM due_part p WHERE p.item = i.id) -"
                 " (SELECT sum(money) FROM settlement s WHERE s.item = i.id) FROM item i"
                 " WHERE i.document = 'RE-7'") == 138_000  # fmt: skip
    with pytest.raises(Refused, match="schon gebucht"):
        books.run(book_batch, found)
    books.undo()
    assert count(books, "SELECT count(*) FROM entry") == 0
    assert books.run(book_batch, found).value


def test_one_wrong_row_stops_the_whole_batch(books: Store) -> None:
    people(books)
    wrong = ("50,00", "S", "1200", "10001", "", "0502", "RE-99", "Zahlung ohne Rechnung")
    found = read_replay(PATH, extf((*ROWS[2:4], wrong)), "skr03")
    findings = try_batch(books, found)
    assert [one.where for one in findings] == ["1"]  # the earliest day
    with pytest.raises(BatchRefused):
        books.run(book_batch, found)
    assert count(books, "SELECT count(*) FROM entry") == 0


async def test_the_batch_on_the_screen(books: Store) -> None:
    people(books)
    found = read_replay(PATH, extf(ROWS), "skr03")
    async with shown(books) as (app, pilot):
        app.push_screen(ReplayScreen(found))
        await settle(pilot, 0.1)
        assert app.screen.table.count == 7
        await pilot.press(key("takeover.prove"))
        await settle(pilot, 0.3)
        assert isinstance(app.screen, ReplayScreen)
        assert {app.screen.source().block(None, 9)[n].state for n in range(7)} == {"good"}
        await pilot.press(key("step.next"))
        for _turn in range(50):
            await settle(pilot, 0.1)
            if count(books, "SELECT count(*) FROM entry"):
                break
        assert count(books, "SELECT count(*) FROM entry WHERE source LIKE 'desk:batch/%'") == 7
    assert len(list_backups(default_folder(books.path))) == 1
