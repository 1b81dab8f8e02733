"""Figures of cases on the screen: what the queries say, the cases behind, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.base.i18n import _, use_language
from kontor.bootstrap import open_store
from kontor.store.store import Store
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries import figures
from kontor.tickets.words import KINDS
from tests.tickets.crowd import crowd
from tests.tui.own import session, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CASES = 300


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred cases of the weeks before June 2026."""
    found = tmp_path_factory.mktemp("figures") / "cases.kontor"
    crowd(found, CASES, 5, running=12)
    return found


@pytest.fixture
def books(path: Path) -> Iterator[Store]:
    with open_store(path) as store:
        yield store


async def to(app: Any, pilot: Any) -> None:
    await view(app, pilot, "tickets.figures")
    await until(pilot, lambda: bool(app.screen.table.figures.lines))
    await settle(pilot, 0.1)


def lines(app: Any) -> dict[str, Any]:
    return {line.id: line for line in app.screen.table.lines}


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "de"), (SIZES[1], "en")])
async def test_table_and_picture_fit(books: Store, size: tuple[int, int], language: str) -> None:
    use_language(language)
    async with shown(books, size) as (app, pilot):
        await to(app, pilot)
        assert_clean(app)
        assert "#" not in text(app)
        await press(pilot, "view.toggle")
        await settle(pilot)
        assert_clean(app)
        assert "█" in text(app)


async def test_lines_say_what_the_file_says(books: Store) -> None:
    with books.read() as con:
        known = figures.report(con, FIRST, LAST)
        apart = {what: figures.by(con, what, FIRST, LAST) for what in known.groups}
        assert known.whole == figures.figures(con, FIRST, LAST)
    assert known.groups == apart
    assert sum(one.pieces for one in known.months) == CASES == known.whole.pieces
    async with shown(books) as (app, pilot):
        await to(app, pilot)
        there = lines(app)
        assert there["all"].figures[0] == str(CASES)
        for one in known.groups["kind"]:
            assert there[f"kind:{one.name}"].figures[0] == str(one.pieces)
            assert there[f"kind:{one.name}"].label == _(KINDS[one.name])


async def test_a_line_opens_the_cases_behind_it(books: Store) -> None:
    with books.read() as con:
        ids = figures.report(con, FIRST, LAST).behind["kind", TicketKind.EMERGENCY]
    async with shown(books) as (app, pilot):
        await to(app, pilot)
        table = app.screen.table
        place = [line.id for line in table.lines].index(f"kind:{TicketKind.EMERGENCY}")
        table.cursor = place
        await press(pilot, "line.open")
        await settle(pilot, 0.2)
        assert app.screen.table.count == len(ids) == CASES // 6
        assert_clean(app)
        await pilot.press("escape")
        await to(app, pilot)
        await press(pilot, "record.explain")
        await settle(pilot, 0.1)
        assert_clean(app)


async def test_nothing_came_in(books: Store) -> None:
    later = datetime(2030, 1, 5, tzinfo=UTC).date() + timedelta(days=1)
    app: Any = session(books, today=later)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settle(pilot, 0.1)
        await view(app, pilot, "tickets.figures")
        await until(pilot, lambda: bool(app.screen.table.figures.columns))
        assert app.screen.table.figures.empty in text(app)
        await press(pilot, "line.open", "record.explain", "view.toggle")
        assert_clean(app)
