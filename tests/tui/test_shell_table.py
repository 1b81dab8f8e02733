"""The table: columns, pages, filters, orders, marks, and a million rows."""

from __future__ import annotations

import os
import sqlite3
import time
from array import array
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.i18n import use_language
from kontor.tui.filtering import Filter, What, parse
from kontor.tui.protocols import Row
from kontor.tui.sources import MemorySource, SqlSource
from kontor.tui.widgets.columns import GAP, Column, Kind, State, lay_out, padded, written
from kontor.tui.widgets.pages import STEP, Pages, find_anchors
from tests.tui.demo import COLUMNS, LISTING, STATES, make_file
from tests.tui.pilot import assert_clean, press, rows, running, settle, text

TODAY = date(2026, 11, 22)
WORDS = {"offen": "open", "uberfallig": "late", "bezahlt": "paid", "entwurf": "draft",
         "bald fallig": "soon"}  # fmt: skip


# columns


def shown(width: int) -> list[int]:
    return [placed.place for placed in lay_out(COLUMNS, width)]


def test_columns_drop_from_the_right_but_never_the_important_ones() -> None:
    assert shown(120) == [0, 1, 2, 3, 4, 5]
    assert shown(76) == [0, 1, 2, 4, 5]  # the text goes first
    assert shown(66) == [0, 2, 4, 5]  # then the date
    for width in range(20, 66):
        assert shown(width) == [0, 2, 4, 5], width


@given(st.integers(10, 250))
def test_columns_always_fit(width: int) -> None:
    placed = lay_out(COLUMNS, width)
    used = sum(one.width for one in placed) + GAP * (len(placed) - 1)
    assert used <= max(width, 20)
    if width >= 70:
        assert used == width


def test_state_is_a_word_and_a_sign() -> None:
    state = Column("Stand", Kind.STATE, states=STATES)
    assert written(state, "late") == "! überfällig"
    assert written(state, "unknown") == "unknown"


def test_values_are_written_as_people_read_them() -> None:
    assert written(Column("", Kind.MONEY), -123_456) == "-1.234,56"
    assert written(Column("", Kind.DATE), "2026-11-22") == "22.11.2026"
    assert written(Column("", Kind.DATE), date(2026, 1, 2)) == "02.01.2026"
    assert written(Column("", Kind.DATE), "morgen") == "morgen"
    assert written(Column("", Kind.RATE), 1900) == "19 %"
    assert written(Column("", Kind.QUANTITY), 2500) == "2,5"
    assert written(Column("", Kind.MONEY), None) == ""
    assert padded("日本語", 4) == "日… "


# filter grammar


def terms(typed: str) -> list[tuple]:
    found = parse(typed, WORDS, ("kunde",), TODAY)
    return [(one.what, one.text or (one.low, one.high), one.negated) for one in found.terms]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("offen", [(What.STATE, "open", False)]),
        ("überfällig", [(What.STATE, "late", False)]),
        ("bez", [(What.STATE, "paid", False)]),
        ("bald fällig", [(What.STATE, "soon", False)]),
        ("!bald fällig Krüger", [(What.STATE, "soon", True), (What.WORD, "kruger", False)]),
        (">1000", [(What.AMOUNT, (100_001, None), False)]),
        ("<=1.000,50", [(What.AMOUNT, (None, 100_050), False)]),
        ("100..200", [(What.AMOUNT, (10_000, 20_000), False)]),
        ("2026-10", [(What.DAYS, ("2026-10-01", "2026-10-31"), False)]),
        ("2026-q1", [(What.DAYS, ("2026-01-01", "2026-03-31"), False)]),
        ("2/2024", [(What.DAYS, ("2024-02-01", "2024-02-29"), False)]),
        ("15.3.", [(What.DAYS, ("2026-03-15", "2026-03-15"), False)]),
        ("kunde:Maier", [(What.FIELD, "maier", False)]),
        ("!bar", [(What.WORD, "bar", True)]),
        ("Müller", [(What.WORD, "muller", False)]),
        ("www:x", [(What.WORD, "www:x", False)]),
        ("31.2.2026", [(What.WORD, "31.2.2026", False)]),
        ("2026-13", [(What.WORD, "2026-13", False)]),
        (">abc", [(What.WORD, ">abc", False)]),
        ("!", []),
        ("", []),
        ("  ", []),
    ],
)
def test_filter_grammar(typed: str, wanted: list) -> None:
    assert terms(typed) == wanted


@given(st.text(max_size=60))
def test_filter_never_fails(typed: str) -> None:
    parse(typed, WORDS, ("kunde",), TODAY)


# sources


def reader(path: Path):
    @contextmanager
    def read():
        with closing(sqlite3.connect(path)) as con:
            yield con

    return read


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Path:
    count = 1_000_000 if os.environ.get("KONTOR_HEAVY") else 20_000
    return make_file(tmp_path_factory.mktemp("big") / "big.db", count)


def find(source: SqlSource | MemorySource, typed: str) -> array:
    return source.ids(parse(typed, WORDS, ("who",), TODAY))


def test_blocks_follow_each_other_without_gap(big: Path) -> None:
    source = SqlSource(reader(big), LISTING)
    with closing(sqlite3.connect(big)) as con:
        wanted = [
            row[0] for row in con.execute("SELECT id FROM invoice ORDER BY day DESC, id DESC")
        ]
    got, after = [], None
    while block := source.block(after, 4_999):
        got += [row.id for row in block]
        after = block[-1].key
    assert got == wanted
    assert source.count() == len(wanted)
    for place in (0, 1, 777, len(wanted) - 1):
        key = source.key_at(place)
        assert source.offset_of(key) == place
    assert source.key_at(len(wanted)) is None


def test_pages_give_any_row_with_and_without_anchors(big: Path) -> None:
    source = SqlSource(reader(big), LISTING).sorted_by("who", False)
    pages = Pages(source)
    pages.recount()
    cold = {number: pages.row(number) for number in (0, 255, 256, 5_000, pages.count - 1)}
    anchors = find_anchors(source, pages.count, lambda: False)
    assert len(anchors) == (pages.count - 1) // STEP
    pages.recount()
    pages.anchors = anchors
    for number, row in cold.items():
        assert pages.row(number) == row
        assert pages.number_of(row) == number
    assert pages.row(pages.count) is None
    assert find_anchors(source, pages.count, lambda: True) == {}


def test_filters_in_sql_and_memory_agree(tmp_path: Path) -> None:
    path = make_file(tmp_path / "few.db", 300)
    sql = SqlSource(reader(path), LISTING)
    memory = MemorySource(sql.block(None, 1000), {"who": 2})
    typed = ("krüg", "offen", "!offen >500", "who:ohm", "2026-03", "mueller", "moeller", "<200 bez",
             "100..300", "!2026-03 !who:ohm wand", "nichtsda", "%", "_", "'", "\"")  # fmt: skip
    for one in typed:
        assert list(find(sql, one)) == list(find(memory, one)), one
    assert len(find(sql, "moeller")) == 30
    assert list(find(sql, "%")) == []
    ids = find(sql, "offen")
    assert sql.sum(list(ids)) == memory.sum(list(ids)) > 0
    assert [row.id for row in sql.rows(ids)] == list(ids)
    assert sql.sum(None) == memory.sum(None)


def test_memory_sorts_folded() -> None:
    names = ("Zoll", "Äpfel", "apfel", "Öl", "Olaf")
    source = MemorySource([Row(n, (n,), (name, n)) for n, name in enumerate(names)])
    first = [row.cells[0] for row in source.sorted_by("0", False).block(None, 9)]
    assert first == ["Äpfel", "apfel", "Öl", "Olaf", "Zoll"]
    assert source.sum(None) is None


def test_an_empty_filter_is_false() -> None:
    assert not Filter()


# the widget


async def test_moving_and_opening(tmp_path: Path) -> None:
    async with running(tmp_path, rows=600) as (app, pilot):
        table = app.front.table
        first = table.row
        await press(pilot, "move.down", "move.down", "move.up")
        assert table.cursor == 1
        await press(pilot, "move.page_down")
        assert table.cursor > 10
        await press(pilot, "move.last")
        assert table.cursor == 599
        assert str(table.row.cells[0]) in text(app)
        await press(pilot, "move.first")
        assert table.row == first
        await press(pilot, "record.open")
        assert app.front.crumb() == first.cells[0]
        await press(pilot, "record.next")
        assert app.front.crumb() != first.cells[0]
        await press(pilot, "screen.back")
        assert table.cursor == 1


async def test_marks_add_up_and_escape_takes_them_away(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        table = app.front.table
        wanted = sum(table.pages.row(n).amount for n in range(4))
        await press(pilot, "mark.toggle")
        assert table.cursor == 1
        await press(pilot, "move.down", "move.down", "mark.range")
        assert len(table.marks) == 4
        assert "4 markiert" in text(app)
        from kontor.base.numbers import format_money

        assert format_money(wanted) in text(app)
        await press(pilot, "screen.back")
        assert not table.marks
        assert "60 Einträge" in text(app)


async def test_filter_while_typing_then_escape(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "filter.open")
        await pilot.press(*"krueger")
        await settle(pilot, 0.2)
        assert app.front.table.count == 6
        assert "6 Einträge" in text(app)
        await pilot.press("enter")
        assert app.front.table.has_focus
        await press(pilot, "screen.back")
        assert app.front.table.count == 60
        await press(pilot, "filter.open")
        await pilot.press(*"gibtesnicht")
        await settle(pilot, 0.2)
        assert "Nichts passt zu" in text(app)
        await press(pilot, "screen.back")
        await press(pilot, "filter.saved")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert app.front.table.count == 15


async def test_order_menu_and_cursor_stays_on_its_record(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "move.down", "move.down", "move.down")
        row = app.front.table.row
        await press(pilot, "sort.menu")
        await pilot.press(*"name", "enter")
        await settle(pilot)
        table = app.front.table
        assert table.row.id == row.id
        assert table.cursor != 3
        names = [table.pages.row(n).cells[2] for n in range(60)]
        assert names == sorted(names)


async def test_a_change_keeps_the_cursor_by_record(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "move.down", "move.down", "move.down")
        row = app.front.table.row
        from tests.tui.demo import drop_invoice

        above = app.front.table.pages.row(0).id
        app.run_case(drop_invoice, above)
        await settle(pilot)
        assert app.front.table.row.id == row.id
        assert app.front.table.cursor == 2
        await press(pilot, "step.undo")
        assert app.front.table.row.id == row.id
        assert app.front.table.cursor == 3
        assert "Zurückgenommen: Entwurf verworfen" in text(app)


async def test_empty_list_says_what_belongs_here(tmp_path: Path) -> None:
    async with running(tmp_path, rows=0) as (app, pilot):
        assert "Noch keine Rechnung." in text(app)
        assert "n  Neu" in text(app)
        await press(pilot, "record.open", "mark.toggle", "copy.menu", "move.last")
        assert "Die Liste ist leer." in text(app)


async def test_copy_and_save(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await press(pilot, "copy.menu")
        await pilot.press("enter")
        await settle(pilot)
        assert app.clipboard == app.front.table.row.cells[0]
        for kind in ("csv", "json"):
            await press(pilot, "export.menu")
            await pilot.press(*kind, "enter")
            await settle(pilot)
            await pilot.press("enter")
            await settle(pilot)
            path = tmp_path / f"demo-invoices-2026-11-22.{kind}"
            lines = path.read_text("utf-8-sig")
            assert app.front.table.row.cells[0] in lines
            assert (
                ("4455,45" in lines.replace(".", "")) if kind == "csv" else ('"4455.45"' in lines)
            )
        await press(pilot, "export.menu")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")  # the file is there already
        await settle(pilot)
        assert "gibt es schon" in text(app)


async def test_mouse_selects_then_opens(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await pilot.click("RecordTable", offset=(5, 4))
        assert app.front.table.cursor == 3
        await pilot.click("RecordTable", offset=(5, 4), times=2)
        await settle(pilot)
        assert app.front.crumb().startswith("RE-")


async def test_narrow_windows_keep_number_name_amount_state(tmp_path: Path) -> None:
    async with running(tmp_path, (60, 16)) as (app, pilot):
        row = app.front.table.row
        line = next(one for one in rows(app) if str(row.cells[0]) in one)
        for part in (str(row.cells[2])[:8], "4.455,45", "Entwurf"):
            assert part in line
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "28.11.2026" in text(app)
        assert "Positionen" in text(app)  # the preview
        assert_clean(app)


async def test_a_long_list_paints_only_what_is_seen(tmp_path: Path, big: Path) -> None:
    os.link(big, tmp_path / "demo.db")
    async with running(tmp_path, (120, 40)) as (app, pilot):
        table = app.front.table
        asked: list[int] = []
        real = table.pages.source.block
        table.pages.source.block = lambda after, size: asked.append(size) or real(after, size)
        await settle(pilot)
        assert len(table.pages.anchors) == (table.count - 1) // STEP  # found in the thread
        await press(pilot, "move.last")
        await press(pilot, "move.page_up", "move.page_up")
        assert sum(asked) <= 4 * STEP
        began = time.process_time()
        for _press in range(20):
            table.action_act("move.up")
        assert time.process_time() - began < 2
        assert_clean(app)


def test_states_follow_the_language() -> None:
    column = Column("Stand", Kind.STATE, states={"a": State("●", "Where from")})
    use_language("de")
    assert written(column, "a") == "● Woher"
    use_language("en")
    assert written(column, "a") == "● Where from"


def test_a_column_that_gives_way_drops_before_names_are_cut() -> None:
    columns = (
        Column("Nummer", Kind.NUMBER, 12),
        Column("Name", Kind.NAME, 22, least=16, grow=1),
        Column("Netto", Kind.MONEY, 10),
        Column("Berechnet", Kind.MONEY, 10, priority=1, gives_way=True),
    )
    assert [one.place for one in lay_out(columns, 54)] == [0, 1, 2, 3]
    narrow = lay_out(columns, 53)  # 12 + 16 + 10 + 10 and three gaps are 54
    assert [one.place for one in narrow] == [0, 1, 2]
    assert narrow[1].width == 27
