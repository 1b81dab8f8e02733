"""Many cases and calls: both lists, their filters and orders, the clocks, who is on the telephone.

Lists stand beside a count and the newest page of bare columns, the caller beside the bare rows of
the number. The clocks of all running cases stand beside reading these cases. The call note, from
its key to a screen that can be typed into, stands beside a window with one line.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from kontor.bootstrap import open_store
from kontor.desk.callers import caller_facts, find_caller
from kontor.desk.customer.care import read_care
from kontor.store.store import Store
from kontor.tickets.queries.clocks import running
from kontor.tui.filtering import parse
from kontor.tui.screens.tickets.call_form import CallForm
from kontor.tui.screens.tickets.calls import LISTING as CALLS
from kontor.tui.screens.tickets.case_rows import CasesSource
from kontor.tui.sources import SqlSource
from kontor.tui.widgets.pages import STEP, Pages
from tests.benchmarks.opening import Bare, Empty, openings
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped
from tests.tickets.crowd import NOW, crowd, phone_of
from tests.tui.own import session
from tests.tui.pilot import settle

CASES, ALL_CALLS, RUNS = 20_000, 50_000, 60
_CASES_OF_ONE = 3  # that her file shows: none of them runs
TODAY = date(2026, 6, 1)
_NUMBER = 1_234
_FLOORS = {
    "cases": ("SELECT count(*) FROM ticket", "SELECT id, number, subject, owner, state FROM ticket"
              " ORDER BY received DESC, id DESC LIMIT ?"),
    "calls": ("SELECT count(*) FROM call_note", "SELECT id, at, subject, number FROM call_note"
              " ORDER BY at DESC, id DESC LIMIT ?"),
}  # fmt: skip
_LIKE = {
    "cases": "SELECT id FROM ticket WHERE subject LIKE ? ORDER BY received DESC, id DESC",
    "calls": "SELECT id FROM call_note WHERE subject LIKE ? ORDER BY at DESC, id DESC",
}
_RUNNING = "SELECT * FROM ticket WHERE state NOT IN ('billed','closed')"
_OF_CONTACT = (
    "SELECT * FROM ticket WHERE contact=? ORDER BY received DESC LIMIT 15",
    "SELECT * FROM device WHERE contact=?", "SELECT * FROM maintenance_contract WHERE contact=?",
    "SELECT * FROM call_note WHERE contact=? AND called_back IS NULL ORDER BY at DESC LIMIT 12",
)  # fmt: skip
_OF_NUMBER = "SELECT c.* FROM contact_channel h JOIN contact c ON c.id = h.contact WHERE h.normal=?"
_NOTED = "SELECT * FROM call_note WHERE contact=? ORDER BY at DESC LIMIT 5"


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Each in times of bare sqlite3."""
    path = setting.folder / "cases.kontor"
    if not path.exists():
        crowd(path, CASES, ALL_CALLS, running=RUNS)
    bare = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with open_store(path, write=False) as store, store.read() as con:
        turn = in_turn(_jobs(store, con, bare), setting.rounds)
    bare.close()
    for name, compares in (
        ("cases.open", "count and newest page of bare columns"),
        ("cases.filter", "LIKE on one column"),
        ("cases.sort", "newest page of bare columns"),
        ("calls.open", "count and newest page of bare columns"),
        ("calls.filter", "LIKE on one column"),
        ("file", "what the contact owes, has and said"),
        ("clocks", "the running cases"),
        ("caller", "contact and calls of the number"),
    ):
        yield turn.measure(f"tickets.{name}", name, f"{name}.floor", compares)
    yield from asyncio.run(_notes(path, 5 * setting.rounds))


async def _notes(path: Path, rounds: int) -> list[Measure]:
    """The note that stands ready, and one made at the key, over the least there is."""
    least = await openings(Bare(), "f2", Empty, rounds, _rest)
    found = []
    for name, ahead in (("note", True), ("note.made", False)):
        with open_store(path) as store:
            app = session(store, today=TODAY, ahead=ahead)
            took = await openings(app, "f2", CallForm, rounds, _ready if ahead else _rest)
        middle, floor = statistics.median(took) * 1000, statistics.median(least) * 1000
        detail = f"{middle:.0f} ms of the processor; {floor:.0f} ms"
        found.append(Measure(f"tickets.{name}", middle / floor, "a window with one line", detail))
    return found


async def _rest(pilot: Pilot[Any]) -> None:
    await settle(pilot, 0.3)


async def _ready(pilot: Pilot[Any]) -> None:
    await _rest(pilot)
    for _ in range(300):
        note = pilot.app._call_note  # type: ignore[attr-defined]
        if note is not None and note.stands:
            return
        await pilot.pause(0.1)
    raise RuntimeError("no call note stands ready")


def _jobs(
    store: Store, con: sqlite3.Connection, bare: sqlite3.Connection
) -> dict[str, Callable[[], object]]:
    wanted = parse("klemmt", {}, (), TODAY)
    cases, calls = CasesSource(store.read, NOW), SqlSource(store.read, CALLS)
    assert len(cases.ids(wanted)) == CASES // 4
    assert len(calls.ids(wanted)) == ALL_CALLS // 4
    assert len(running(con, NOW)) == RUNS

    def caller() -> object:
        found = find_caller(con, phone_of(_NUMBER))
        assert found.contact is not None
        return caller_facts(con, found.contact.contact, TODAY)

    def of_number() -> object:
        ((contact, *_rest),) = bare.execute(_OF_NUMBER, (f"+49302312{_NUMBER:05}",)).fetchall()
        return bare.execute(_NOTED, (contact,)).fetchall()

    assert of_number()
    found = find_caller(con, phone_of(_NUMBER)).contact
    assert found is not None
    who = found.contact
    assert len(read_care(con, who, TODAY).cases) == _CASES_OF_ONE
    return {
        "cases.open": lambda: _opened(CasesSource(store.read, NOW)),
        "cases.open.floor": lambda: _page(bare, "cases"),
        "cases.filter": lambda: cases.ids(wanted),
        "cases.filter.floor": lambda: bare.execute(_LIKE["cases"], ("%klemmt%",)).fetchall(),
        "cases.sort": lambda: cases.sorted_by("number", True).block(None, STEP),
        "cases.sort.floor": lambda: bare.execute(_FLOORS["cases"][1], (STEP,)).fetchall(),
        "calls.open": lambda: _opened(SqlSource(store.read, CALLS)),
        "calls.open.floor": lambda: _page(bare, "calls"),
        "calls.filter": lambda: calls.ids(wanted),
        "calls.filter.floor": lambda: bare.execute(_LIKE["calls"], ("%klemmt%",)).fetchall(),
        "file": lambda: read_care(con, who, TODAY),
        "file.floor": lambda: [bare.execute(sql, (who,)).fetchall() for sql in _OF_CONTACT],
        "clocks": lambda: running(con, NOW),
        "clocks.floor": lambda: bare.execute(_RUNNING).fetchall(),
        "caller": caller,
        "caller.floor": of_number,
    }


def _opened(source: CasesSource | SqlSource) -> object:
    pages = Pages(source)
    pages.recount()
    return pages.row(0)


def _page(bare: sqlite3.Connection, name: str) -> object:
    count, newest = _FLOORS[name]
    return bare.execute(count).fetchall(), bare.execute(newest, (STEP,)).fetchall()
