"""Reports and pictures: folding, periods, drilling, explaining, charts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from kontor.tui.text import stacked
from kontor.tui.widgets.charts import bar, bars, braille, columns_chart, sparkline, thinned
from tests.tui.pilot import assert_clean, press, rows, running, settle, text

MONEY = st.lists(st.integers(-(10**12), 10**12), max_size=60)


async def open_report(pilot) -> None:
    await press(pilot, "area.2", "area.2")


async def test_lines_fold_and_open(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await open_report(pilot)
        table = app.front.table
        assert "▾ Einnahmen" in text(app)
        assert len(table.lines) == 7
        await press(pilot, "line.open")
        assert "▸ Einnahmen" in text(app) and len(table.lines) == 5
        await pilot.press("right")
        assert len(table.lines) == 7
        await press(pilot, "move.down", "line.open")
        assert "Konto 19" in text(app)
        await pilot.press("left")
        await settle(pilot)
        assert table.line.id == "in"
        app.front.requery()
        await settle(pilot)
        assert table.line.id == "in"
        await press(pilot, "move.last")
        assert table.line.id == "sum"


async def test_explain_copy_filter(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await open_report(pilot)
        await press(pilot, "move.down", "record.explain")
        assert "Woher: Erlöse 19 %" in text(app) and "§ 4 Abs. 3 EStG" in text(app)
        await pilot.press("escape")
        await press(pilot, "copy.menu")
        await pilot.press("enter")
        await settle(pilot)
        assert app.clipboard == "120000,00"  # as it is typed into a form
        await press(pilot, "filter.open")
        await pilot.press(*"fahr")
        await settle(pilot)
        assert [one.id for one in app.front.table.lines] == ["out", "car"]
        await press(pilot, "screen.back")
        assert len(app.front.table.lines) == 7


async def test_periods(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        await open_report(pilot)
        assert rows(app)[0].rstrip().endswith("2026")
        await press(pilot, "period.previous")
        assert "Ergebnis · 2025" in text(app)
        await press(pilot, "period.next", "period.next")
        assert app.front.period.label == "2027"
        await press(pilot, "period.choose")
        for _letter in "2027":
            await pilot.press("backspace")
        await pilot.press(*"quatsch", "enter")
        await settle(pilot)
        assert "kein Zeitraum" in text(app)
        for _letter in "quatsch":
            await pilot.press("backspace")
        await pilot.press(*"3/26", "enter")
        await settle(pilot)
        assert app.front.period.label == "2026-03"


async def test_picture_has_its_table(tmp_path: Path) -> None:
    async with running(tmp_path, (120, 40)) as (app, pilot):
        await open_report(pilot)
        await press(pilot, "view.toggle")
        assert "████" in text(app) and "Einnahmen" not in text(app)
        assert_clean(app)
        await press(pilot, "screen.back")
        assert "Einnahmen" in text(app) and app.front.table.has_focus


async def test_save_as_json(tmp_path: Path) -> None:
    async with running(tmp_path) as (_app, pilot):
        await open_report(pilot)
        await press(pilot, "export.menu")
        await pilot.press(*"json", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        written = (tmp_path / "demo-result-2026.json").read_text("utf-8")
        assert '"120000.00"' in written


async def test_narrow_reports_keep_the_first_figure(tmp_path: Path) -> None:
    async with running(tmp_path, (60, 16)) as (app, pilot):
        await open_report(pilot)
        assert "123.456,00" in text(app)
        assert_clean(app)


# charts


def test_sparkline_reaches_from_lowest_to_highest() -> None:
    assert sparkline([1, 2, 3], 10) == "▁▄█"
    assert sparkline([5, 5], 10) == "▄▄"
    assert sparkline([], 10) == ""
    assert len(sparkline(list(range(1000)), 13)) == 13
    assert thinned([1, 2, 3, 4], 2) == [2, 4]


def test_bars_are_in_proportion() -> None:
    assert bar(100, 100, 10) == "█" * 10
    assert bar(50, 100, 10) == "█" * 5
    assert bar(1, 10**9, 10) == "▏"
    assert bar(0, 100, 10) == ""
    made = [stacked(row).plain for row in bars([("Müller", 20_000), ("Ohm", -10_000)], 40)]
    assert made[0].endswith("200,00") and made[1].endswith("-100,00")
    assert made[0].count("█") // 2 == made[1].count("█") > 5


@settings(max_examples=40, deadline=None)
@given(MONEY, st.integers(20, 120), st.integers(2, 12))
def test_pictures_fit_their_width(values: list[int], width: int, height: int) -> None:
    chart = columns_chart(values, [f"KW {n}" for n in range(len(values))], width, height)
    lines = [stacked(row).plain for row in chart]
    assert len(lines) in (0, height + 2)
    named = [(f"Nr. {n}", value) for n, value in enumerate(values)]
    lines += [stacked(row).plain for row in bars(named, max(width, 40))]
    assert all(cell_len(line) <= max(width, 40) for line in lines)
    drawn = braille(values, width, height)
    assert all(len(line) == width for line in drawn) and len(drawn) in (0, height)


def test_columns_stand_above_and_hang_below_zero() -> None:
    chart = [
        stacked(row).plain for row in columns_chart([40_000, -20_000, 0], ["a", "b", "c"], 30, 6)
    ]
    assert chart[0].strip().startswith("400") and chart[5].strip().startswith("-200")
    columns = [line.split("│")[1].ljust(24) for line in chart[:6]]
    assert all(row[0] == "█" for row in columns[:4]) and columns[4][0] == " "
    assert all(row[8] == " " for row in columns[:4]) and columns[4][8] == columns[5][8] == "█"
    assert "a" in chart[7] and "b" in chart[7]


def test_braille_goes_from_bottom_to_top() -> None:
    lines = braille([0, 100], 4, 2)
    assert lines[0][0] == "\u2800" and lines[1][3] == "\u2800"
    assert lines[1][0] != "\u2800" and lines[0][3] != "\u2800"
    assert braille([], 4, 2) == []


@pytest.mark.parametrize("values", [[0], [5], [-5], [0, 0]])
def test_flat_pictures(values: list[int]) -> None:
    assert columns_chart(values, ["x"] * len(values), 30, 4)
    assert braille(values, 4, 2)
