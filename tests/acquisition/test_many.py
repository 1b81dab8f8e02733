"""Ten thousand leads (KONTOR_HEAVY) or a thousand: board, list, doubles and what is due stay near
what SQLite itself needs to hand out the rows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kontor.acquisition.kinds import DECIDED, Stage
from kontor.acquisition.model import LeadRow
from kontor.acquisition.queries import doubles, follow, leads
from kontor.acquisition.rules import naming
from kontor.acquisition.rules.naming import Said
from kontor.bootstrap import create_store
from kontor.company.model import FirmInput
from kontor.company.service import create_firm
from kontor.store.store import Store

MANY = 10_000 if os.environ.get("KONTOR_HEAVY") else 1000
TODAY = date(2026, 6, 1)
SYLLABLES = ("ber", "mol", "lin", "tau", "kra", "sim", "wol", "ge", "den", "fel")


def said(number: int) -> Said:
    """An invented person."""
    word = "".join(SYLLABLES[number // 10**place % 10] for place in range(4)).title()
    return Said(f"Eva {word}", "", f"0221 8{number:06}", f"a{number}@kunde.example", "Gasse",
                str(number % 99), f"{50000 + number % 2000}", "Ort")  # fmt: skip


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "many.kontor"
    stages = list(Stage)
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="X", started=date(2026, 1, 1)))
        with store.step("Lead written down", "test") as unit:
            for number in range(MANY):
                one, stage = said(number), stages[number % len(stages)]
                draft = naming.draft(one)
                unit.insert(
                    LeadRow, received=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number),
                    channel="phone", source="other", entered=date(2026, 3, 1), stage=stage,
                    decided=date(2026, 4, 1) if stage in DECIDED else None, value=100_000 + number,
                    phone_normal=draft.phone, name_key=draft.name_key, place_key=draft.place_key,
                    **one._asdict(),
                )  # fmt: skip
    return path


def best(work: Callable[[], object]) -> float:
    """The shortest of three runs."""
    spent = []
    for _round in range(3):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def test_ratios_over_bare_sqlite(crowd: Path) -> None:
    """Ratios, never seconds: both sides are measured in the same minute on the same machine."""
    with Store.open(crowd, write=False, doors=()) as store, store.read() as con:
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


def test_pages_meet_without_gap(crowd: Path) -> None:
    with Store.open(crowd, write=False, doors=()) as store, store.read() as con:
        seen: list[int] = []
        before = None
        while page := leads.leads(con, TODAY, before=before, size=300):
            seen += [one.id for one in page]
            before = (leads.stored(page[-1].received), page[-1].id)
    assert seen == list(range(MANY, 0, -1))
