"""A person, team or vehicle of the firm as a sheet: data, leave, absences, appointments ahead."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from kontor.base.dates.days import format_day
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AbsenceState, CrewKind
from kontor.calendar.queries import deadlines, staff
from kontor.calendar.queries.appointments import Entry, Filter, window
from kontor.calendar.queries.staff import COUNTED, Absence, Leave
from kontor.calendar.rules.said import days_text
from kontor.company import queries as company
from kontor.company.kinds import Employee, Hours, Team, Vehicle
from kontor.company.words import STAFF_ROLES
from kontor.tui.screens.calendar.absences import leave_blocks
from kontor.tui.screens.calendar.names import AWAY, SIGNS, away_text, times_text
from kontor.tui.screens.calendar.staff_steps import StaffSteps
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, WARN, Column, Kind, State

One = Employee | Team | Vehicle
STANDING: dict[str, State] = {
    "here": State("●", N_("there"), GOOD), "away": State("○", N_("absent"), WARN),
    "comes": State("→", N_("comes"), PLAIN), "leaves": State("←", N_("leaves"), WARN),
    "gone": State("–", N_("gone"), MUTED),
}  # fmt: skip
_AHEAD, _WEEKS, _NEXT = 400, 8, 6  # days for absences, weeks and number of appointments
_AWAY_COLUMNS = (
    Column(N_("When"), width=28, priority=0, least=22),
    Column(N_("Kind"), width=14, priority=0, grow=1, least=12),
    Column(N_("State"), Kind.STATE, 14, states=AWAY, gives_way=True),
)
_NEXT_COLUMNS = (
    Column(N_("When"), width=28, priority=0, least=22),
    Column(N_("What"), Kind.NAME, 14, grow=1, least=12),
    Column(N_("State"), Kind.STATE, 14, states=SIGNS, gives_way=True),
)
_DUE_COLUMNS = (
    Column(N_("Until"), Kind.DATE), Column(N_("What"), Kind.NAME, 20, grow=1, least=12),
)  # fmt: skip
_MEMBER_COLUMNS = (
    Column(N_("Who"), Kind.NAME, 14, grow=1, least=8),
    Column(N_("Role"), width=10, priority=4),
    Column(N_("Since"), Kind.DATE), Column(N_("Until"), Kind.DATE, gives_way=True),
)  # fmt: skip


class Sheet(NamedTuple):
    """What a sheet says of one of the firm on a day."""

    one: One
    today: date
    people: dict[int, Employee]
    teams: list[Team]
    leave: list[Leave]
    absences: list[Absence]
    entries: list[Entry]
    due: list[tuple[date, str]]
    office: str


def kind_of(one: One) -> CrewKind:
    """What it is."""
    if isinstance(one, Employee):
        return CrewKind.EMPLOYEE
    return CrewKind.TEAM if isinstance(one, Team) else CrewKind.VEHICLE


def called(one: One) -> str:
    """What everybody in the firm calls it."""
    return one.short if isinstance(one, Employee) else one.name


def everybody(con: sqlite3.Connection) -> list[One]:
    """People, teams and vehicles, also those that are gone."""
    return [*company.employees(con), *company.teams(con), *company.vehicles(con)]


def find(con: sqlite3.Connection, kind: CrewKind, key: int) -> One | None:
    """One of them, if it is there."""
    ref = f"company:{kind}/{key}"
    return next((one for one in everybody(con) if one.ref == ref), None)


def standing(one: One, today: date, away: bool) -> str:
    """Whether it is there: key of `STANDING`."""
    if one.ended is not None and one.ended < today:
        return "gone"
    if not isinstance(one, Team) and one.started > today:
        return "comes"
    if away:
        return "away"
    return "leaves" if one.ended is not None else "here"


def off_today(found: Sequence[Absence], one: One, today: date) -> bool:
    """Whether a person is granted to be away today."""
    return any(
        away.on(today) and away.state is AbsenceState.APPROVED and away.employee in {None, one.id}
        for away in found if isinstance(one, Employee)
    )  # fmt: skip


def read_sheet(con: sqlite3.Connection, kind: CrewKind, key: int, today: date) -> Sheet | None:
    """Everything about one of them; nothing when it is not there."""
    one = find(con, kind, key)
    if one is None:
        return None
    person = kind is CrewKind.EMPLOYEE
    away = staff.absences(con, today, today + timedelta(days=_AHEAD), key) if person else []
    leave = staff.leave_days(con, today.year, today) if person else []
    ahead = Filter(crew=((kind, key),))
    return Sheet(
        one, today, {who.id: who for who in company.employees(con)}, company.teams(con, today),
        [who for who in leave if who.employee == key],
        [gone for gone in away if gone.state in COUNTED],
        window(con, today, today + timedelta(weeks=_WEEKS), ahead)[:_NEXT],
        [(duty.day, duty.title or deadlines.kind_name(con, duty.kind))
         for duty in deadlines.deadlines(con) if key == (
             duty.employee if person else duty.vehicle if kind is CrewKind.VEHICLE else None)],
        company.setting(con, "office_hours", today) or "",
    )  # fmt: skip


def sheet_blocks(sheet: Sheet) -> list[Block]:
    """The sheet, beside the list and alone."""
    one = sheet.one
    state = STANDING[standing(one, sheet.today, off_today(sheet.absences, one, sheet.today))]
    blocks: list[Block] = []
    if isinstance(one, Employee):
        blocks += [Head(one.short, one.name, state), _person(one, sheet)]
        blocks += leave_blocks(sheet.leave, sheet.today.year)
    elif isinstance(one, Team):
        blocks.append(Head(one.name, "", state))
        blocks += [Facts((N_("Last day"), one.ended))] if one.ended else []
        blocks += _members(one, sheet)
    else:
        blocks += [Head(one.name, one.plate, state),
                   Facts((N_("First day"), one.started), (N_("Last day"), one.ended))]  # fmt: skip
    blocks += _ahead(sheet)
    if not isinstance(one, Team) and one.note:
        blocks.append(Note(N_("Note"), one.note))
    return blocks


def _person(one: Employee, sheet: Sheet) -> Facts:
    now = one.hours_on(sheet.today)
    changes = [
        (_("From {day}").format(day=format_day(each.valid_from)), _hours_text(each, sheet))
        for each in one.later if each.valid_from > sheet.today
    ]  # fmt: skip
    teams = ", ".join(team.name for team in sheet.teams if one.id in team.on(sheet.today))
    return Facts(
        (N_("Role"), _(STAFF_ROLES[one.role])), (N_("Team"), teams),
        (N_("Telephone"), one.phone), (N_("E-mail"), one.mail),
        (N_("Working hours"), _hours_text(now, sheet)), *changes,
        (N_("Skills"), one.skills), (N_("First day"), one.started), (N_("Last day"), one.ended),
        (N_("Date of birth"), one.born),
    )  # fmt: skip


def _hours_text(now: Hours, sheet: Sheet) -> str:
    """Hours with the break in them."""
    hours = now.hours or _("as the office: {hours}").format(hours=sheet.office)
    if not now.break_minutes:
        return hours
    rest = _("{clock}, {minutes} min").format(clock=now.break_from, minutes=now.break_minutes)
    return _("{hours}; break {rest}").format(hours=hours, rest=rest)


def _members(team: Team, sheet: Sheet) -> list[Block]:
    rows = [
        (sheet.people[one.employee].short, _(STAFF_ROLES[sheet.people[one.employee].role]),
         one.since, one.until)
        for one in team.members if one.until is None or one.until >= sheet.today
    ]  # fmt: skip
    if not rows:
        return [Note("", _("Nobody is in this team."))]
    return [Grid(_MEMBER_COLUMNS, rows, N_("In the team"))]


def _ahead(sheet: Sheet) -> list[Block]:
    blocks: list[Block] = []
    if sheet.absences:
        rows = [
            (days_text(one.starts, one.ends), away_text(one), str(one.state))
            for one in sheet.absences
        ]
        blocks.append(Grid(_AWAY_COLUMNS, rows, N_("Absences ahead")))
    if sheet.due:
        blocks.append(Grid(_DUE_COLUMNS, sheet.due, N_("Deadlines")))
    if sheet.entries:
        entries = [(times_text(one), one.title, str(one.state)) for one in sheet.entries]
        blocks.append(Grid(_NEXT_COLUMNS, entries, N_("Next appointments")))
    return blocks


class OneScreen(StaffSteps, DetailScreen):
    """One person, team or vehicle."""

    NAME, HANDBOOK = "calendar.one", "calendar#staff"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit", "staff.away", "staff.join", "staff.end",
    )  # fmt: skip

    def __init__(self, kind: CrewKind, record: int) -> None:
        super().__init__(record)
        self.kind = kind

    def crumb(self) -> str:
        """Which one."""
        return called(self.data.one) if self.data else _("Staff")

    def load(self) -> Sheet | None:
        """Read it."""
        with self.kontor.store.read() as con:
            return read_sheet(con, self.kind, self.record, self.kontor.today())

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        return sheet_blocks(self.data)

    def the_one(self) -> One | None:
        """This one."""
        return self.data.one if self.data else None

    def why_not(self, name: str) -> str:
        """What does not fit it."""
        return super().why_not(name) or self.why_not_one(name)

    def _go(self, step: int) -> None:
        """The list below mixes the kinds: the neighbour may be another one with the same number."""
        other = self.neighbour(step)
        if isinstance(other, OneScreen) and (other.kind, other.record) != (self.kind, self.record):
            self.kind, self.record = other.kind, other.record
            self.requery()
