"""The staff: people, teams and vehicles of the firm in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import CrewKind
from kontor.calendar.queries import staff
from kontor.calendar.queries.staff import Leave
from kontor.calendar.words import CREW_KINDS
from kontor.company import queries as company
from kontor.company.kinds import Employee, Team, days_text
from kontor.company.words import STAFF_ROLES
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.staff_sheet import (
    STANDING,
    One,
    OneScreen,
    called,
    everybody,
    kind_of,
    off_today,
    read_sheet,
    sheet_blocks,
    standing,
)
from kontor.tui.screens.calendar.staff_steps import StaffSteps
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_KINDS = tuple(CrewKind)


class StaffScreen(StaffSteps, ListScreen):
    """People first, then teams and vehicles; those that are gone stand last."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.staff", N_("Staff"), "l", "calendar#staff"
    HINTS = ("record.new", "record.edit", "staff.away", "staff.join", "staff.end")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 14, grow=1, least=10),
        Column(N_("Kind"), width=9, priority=5, least=8),
        Column(N_("Details"), width=26, grow=2, priority=2, least=18),
        Column(N_("Team"), width=12, priority=4, least=9),
        Column(N_("Leave left"), width=11, priority=3, least=10),
        Column(N_("State"), Kind.STATE, 10, states=STANDING),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "1": N_("Kind"), "5": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "name", "who": "name", "art": "kind", "kind": "kind", "kolonne": "team",
        "team": "team",
    }  # fmt: skip
    SAVED = (
        (N_("only people"), N_("kind:person")), (N_("only teams"), N_("kind:team")),
        (N_("only vehicles"), N_("kind:vehicle")), (N_("without those gone"), N_("!gone")),
    )  # fmt: skip
    EMPTY = N_("Nobody is entered yet. People, teams and vehicles stand here; the plans use them.")

    def source(self) -> Source:
        """Those who are there first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = everybody(con)
            teams = company.teams(con, today)
            leave = {one.employee: one for one in staff.leave_days(con, today.year, today)}
            away = staff.absences(con, today, today + timedelta(days=1))
        names = {one.id: one.short for one in found if isinstance(one, Employee)}
        self._there = {row_id(one): one for one in found}
        states = {
            key: standing(one, today, off_today(away, one, today))
            for key, one in self._there.items()
        }
        rows = [
            Row(key, (), (*self._cells(one, names, teams, leave), states[key]), states[key])
            for key, one in self._there.items()
        ]
        rows.sort(key=lambda row: row.state == "gone")
        return MemorySource(rows, {"name": 0, "kind": 1, "team": 3})

    def _cells(
        self, one: One, names: dict[int, str], teams: list[Team], leave: dict[int, Leave]
    ) -> tuple[object, ...]:
        today = self.kontor.today()
        mine, left = "", ""
        if isinstance(one, Employee):
            more = f"{one.name} · {_(STAFF_ROLES[one.role])}"
            mine = ", ".join(team.name for team in teams if one.id in team.on(today))
            due = leave.get(one.id)
            if due is not None and (due.due or due.taken):
                left = _("{left} of {due}").format(left=days_text(due.left), due=days_text(due.due))
        elif isinstance(one, Team):
            more = ", ".join(names[key] for key in one.on(today))
        else:
            more = one.plate
        return called(one), _(CREW_KINDS[kind_of(one)]), more, mine, left

    def the_one(self) -> One | None:
        """The row under the cursor."""
        return self._there.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The same as the sheet."""
        one = self._there[row.id]
        with self.kontor.store.read() as con:
            sheet = read_sheet(con, kind_of(one), one.id, self.kontor.today())
        return sheet_blocks(sheet) if sheet else ()

    def detail(self, row: Row) -> BaseScreen:
        """Its sheet."""
        one = self._there[row.id]
        return OneScreen(kind_of(one), one.id)

    def why_not(self, name: str) -> str:
        """What does not fit it."""
        return super().why_not(name) or self.why_not_one(name)


def row_id(one: One) -> int:
    """One number for a person, team or vehicle: each kind counts on its own."""
    return one.id * len(_KINDS) + _KINDS.index(kind_of(one))
