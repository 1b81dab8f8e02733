"""Capacity (Auslastung) as bars: how much of the hours of a week is planned."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.i18n import N_, _
from kontor.calendar.queries.capacity import Week
from kontor.tui.screens.calendar.names import week_text
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.widgets.columns import Column

WEEKS = 5  # weeks that the table shows
_CELLS, _FULL, _NEARLY = 4, 10_000, 9_000
_HOUR = 60


def load_bar(one: Week | None, cells: int = _CELLS) -> tuple[str, str]:
    """A bar for a week; `+` stands for appointments outside of the hours, `–` for nobody there."""
    if one is None or not one.hours:
        return ("", "")
    if not one.presence:
        return ("–".ljust(cells), "$ink-soft")
    full = min(cells - (one.rate < _NEARLY), (one.rate * cells + _FULL // 2) // _FULL)
    drawn = ("█" * max(full, one.planned > 0)).ljust(cells, "░")
    if one.beyond:
        return (drawn[:-1] + "+", "$warn")
    return (drawn, "$warn" if one.rate >= _NEARLY else "$ink-soft")


def load_title(one: Week | None) -> str:
    """The week of everybody in a title: how much is planned, how many hours are free."""
    if one is None or not one.presence:
        return ""
    text = _("{percent} % planned, {hours} h free")
    drawn = load_bar(one._replace(beyond=0), 6)
    said = text.format(percent=one.rate // 100, hours=one.free // _HOUR)
    return f"{drawn[0]} {said}"


def capacity_blocks(found: Sequence[Week]) -> list[Block]:
    """A row for everybody, a column for each week; the last row is everybody together."""
    mondays = list(dict.fromkeys(one.monday for one in found))
    names = {one.employee: one.name for one in found if one.employee}
    by = {(one.employee, one.monday): one for one in found}
    columns = (
        Column(N_("Who"), width=10, least=8),
        *(Column(week_text(monday), width=8, least=8) for monday in mondays),
    )
    rows = [
        (name, *(_said(by.get((key, monday))) for monday in mondays)) for key, name in names.items()
    ]
    total = (_("all"), *(_said(by.get((0, monday))) for monday in mondays))
    free = (_("free"), *(_free(by.get((0, monday))) for monday in mondays))
    legend = _(
        "Share of the hours without leave and holidays that appointments and the ways to them take;"
        " + some of them lie outside of the hours; – nobody is there."
    )
    return [Grid(columns, [*rows, total, free]), Note("", legend)]


def _said(one: Week | None) -> str:
    text, _style = load_bar(one)
    share = f" {one.rate // 100:>3}" if one and one.presence else ""
    return text + share


def _free(one: Week | None) -> str:
    return _("{hours} h").format(hours=one.free // _HOUR) if one else ""
