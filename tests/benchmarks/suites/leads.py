"""Ten thousand leads: the board, its filter, the check for doubles, the customer file.

The floor hands out the rows that each of them needs, and does nothing with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from kontor.acquisition.queries import doubles
from kontor.acquisition.queries.leads import EVERYTHING, LeadFilter
from kontor.bootstrap import open_store
from kontor.desk.customer.file import events
from kontor.store.store import Store
from kontor.tui.screens.acquisition.board import read_board
from tests.acquisition.crowd import TODAY, crowd, said
from tests.benchmarks.pair import in_turn
from tests.benchmarks.result import Measure, Setting, Skipped

MANY = 10_000
_OPEN = "SELECT * FROM lead WHERE stage NOT IN ('won','lost','dormant')"
_PLACE = _OPEN + " AND postcode LIKE '501%'"
_NAMED = "SELECT * FROM lead WHERE phone LIKE ? OR mail LIKE ? OR name LIKE ?"
_OF = "SELECT * FROM lead WHERE contact=?"


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Each in times of bare sqlite3."""
    path = setting.folder / "leads.kontor"
    if not path.exists():
        crowd(path, MANY, contacts=True)
    bare = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with open_store(path, write=False) as store, store.read() as con:
        turn = in_turn(_jobs(store, con, bare), setting.rounds)
    bare.close()
    for name, compares in (
        ("board", "all columns of the open leads"),
        ("filter", "the same with LIKE on the postcode"),
        ("doubles", "LIKE on telephone, mail and name"),
        ("file", "the leads of the contact"),
    ):
        yield turn.measure(f"leads.{name}.{MANY}", name, f"{name}.floor", compares)


def _jobs(
    store: Store, con: sqlite3.Connection, bare: sqlite3.Connection
) -> dict[str, Callable[[], object]]:
    one = said(MANY // 2)
    contact = con.execute("SELECT contact FROM lead WHERE id=?", (MANY // 2,)).fetchone()[0]
    place = LeadFilter(postcode="501")
    assert sum(column.pieces for column in read_board(con, TODAY, place).columns)
    assert doubles.doubles(con, one).leads and events(con, store.doors, contact)
    words = (one.phone, one.mail, f"%{one.name}%")
    return {
        "board": lambda: read_board(con, TODAY, EVERYTHING),
        "board.floor": lambda: bare.execute(_OPEN).fetchall(),
        "filter": lambda: read_board(con, TODAY, place),
        "filter.floor": lambda: bare.execute(_PLACE).fetchall(),
        "doubles": lambda: doubles.doubles(con, one),
        "doubles.floor": lambda: bare.execute(_NAMED, words).fetchall(),
        "file": lambda: events(con, store.doors, contact),
        "file.floor": lambda: bare.execute(_OF, (contact,)).fetchall(),
    }
