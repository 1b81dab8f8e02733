"""The list of cases read block by block shows what reading everything would show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kontor.bootstrap import open_store
from kontor.store.store import Store
from kontor.tickets.queries.clocks import running
from kontor.tickets.queries.tickets import RUNNING, Ticket, TicketFilter, page
from kontor.tui.filtering import parse
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.tickets.case_rows import SORTS, CasesSource
from tests.tickets.crowd import NOW, crowd, name_of

CASES, RUNS = 120, 23
LATER = NOW + timedelta(hours=3)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("cases") / "cases.kontor"
    crowd(path, CASES, 10, running=RUNS)
    with open_store(path, write=False) as store:
        yield store


@pytest.fixture
def source(books: Store) -> CasesSource:
    return CasesSource(books.read, LATER)


def everything(books: Store) -> list[Ticket]:
    with books.read() as con:
        return page(con, TicketFilter(size=1_000))


def in_blocks(source: Source, size: int) -> list[Row]:
    found: list[Row] = []
    while rows := source.block(found[-1].key if found else None, size):
        found += rows
    return found


@pytest.mark.parametrize("size", [1, 7, RUNS, 50, 1_000])
def test_running_ones_stand_in_front_by_what_is_due_next(
    books: Store, source: CasesSource, size: int
) -> None:
    with books.read() as con:
        clocks = {one.id: known.due for one, known in running(con, LATER)}
    rows = in_blocks(source, size)
    front, behind = rows[:RUNS], rows[RUNS:]
    assert {row.state for row in front} <= set(RUNNING)
    due = [clocks[row.id] for row in front]
    known = [one for one in due if one is not None]
    assert known == sorted(known) and due[: len(known)] == known and known
    ended = [one.id for one in everything(books) if one.state not in RUNNING]
    assert [row.id for row in behind] == ended
    assert source.count() == CASES == len(rows)


def test_places_and_keys_belong_together(source: CasesSource) -> None:
    rows = in_blocks(source, 1_000)
    for place in (0, 5, RUNS - 1, RUNS, RUNS + 4, CASES - 1):
        assert source.key_at(place) == rows[place].key
        assert source.offset_of(rows[place].key) == place
    assert source.key_at(CASES) is None


def test_a_filter_finds_running_and_ended_ones(books: Store, source: CasesSource) -> None:
    name = name_of(3)
    for typed, fits in (
        ("klemmt", lambda one: "klemmt" in one.subject),
        (name, lambda one: one.who == name),
        ("owner:Bert", lambda one: one.owner == "Bert"),
        ("TI-2026-00119", lambda one: one.number == "TI-2026-00119"),
    ):
        wanted = parse(typed, {}, ("owner",), date(2026, 6, 1))
        expected = {one.id for one in everything(books) if fits(one)}
        found = source.ids(wanted)
        assert set(found) == expected and expected, typed
        assert [row.id for row in source.rows(found)] == list(found)


@pytest.mark.parametrize("name", list(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_other_orders_go_through_all_of_them(
    books: Store, source: CasesSource, name: str, descending: bool
) -> None:
    plain = {row.id: row.cells for row in in_blocks(source, 1_000)}
    other = source.sorted_by(name, descending)
    rows = in_blocks(other, 31)
    assert {row.id: row.cells for row in rows} == plain
    keys = [(getattr(one, name), one.id) for one in everything(books)]
    assert [row.id for row in rows] == [key for _value, key in sorted(keys, reverse=descending)]
    wanted = parse("klemmt", {}, (), date(2026, 6, 1))
    found = list(other.ids(wanted))
    assert found == [row.id for row in rows if "klemmt" in str(row.cells[1])]
