"""Ten thousand leads (KONTOR_HEAVY) or a thousand: board, list, doubles and what is due stay near
what SQLite itself needs to hand out the rows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kontor.acquisition.queries import doubles, follow, leads
from kontor.store.store import Store
from tests.acquisition.crowd import TODAY, crowd, said

MANY = 10_000 if os.environ.get("KONTOR_HEAVY") else 1000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "many.kontor"
    crowd(path, MANY)
    return path


def best(work: Callable[[], object]) -> float:
    """The shortest of three runs."""
    spent = []
    for _round in range(3):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def test_ratios_over_bare_sqlite(many: Path) -> None:
    """Ratios, never seconds: both sides are measured in the same minute on the same machine."""
    with Store.open(many, write=False, doors=()) as store, store.read() as con:
        board = leads.board(con, TODAY)
        assert sum(column.pieces for column in board) == sum(
            1 for number in range(MANY) if number % 9 < 6
        )
        bare = best(lambda: con.execute("SELECT * FROM lead").fetchall())
        assert best(lambda: leads.board(con, TODAY)) < 12 * bare
        assert best(lambda: leads.leads(con, TODAY, size=200)) < 5 * bare
        assert best(lambda: leads.lead(con, MANY // 2, TODAY)) < bare
        assert best(lambda: follow.follow_ups(con, TODAY)) < 40 * bare
        one = said(MANY // 2)._replace(phone="", mail="")
        found = doubles.doubles(con, one).leads
        assert MANY // 2 + 1 in [double.lead for double in found]
        assert best(lambda: doubles.doubles(con, one)) < 5 * bare


def test_pages_meet_without_gap(many: Path) -> None:
    with Store.open(many, write=False, doors=()) as store, store.read() as con:
        seen: list[int] = []
        before = None
        while page := leads.leads(con, TODAY, before=before, size=300):
            seen += [one.id for one in page]
            before = (leads.stored(page[-1].received), page[-1].id)
    assert seen == list(range(MANY, 0, -1))
