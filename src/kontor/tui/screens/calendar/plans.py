"""Plans made of what the queries gave: week, crew, month and day as rows and cells."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kontor.base.dates import add_months, format_day, weekday_name
from kontor.base.i18n import _
from kontor.calendar.kinds.appointments import CrewKind
from kontor.calendar.queries.appointments import EVERYTHING, Entry, Filter
from kontor.calendar.queries.busy import holidays
from kontor.calendar.queries.capacity import Week
from kontor.calendar.queries.staff import Absence, CrewLine, crew
from kontor.desk.deadlines import by_day
from kontor.store.doors import Door
from kontor.tui.screens.calendar.filters import Wanted
from kontor.tui.screens.calendar.loads import load_bar
from kontor.tui.screens.calendar.names import (
    away_text,
    cell_name,
    duty_style,
    duty_text,
    more_text,
    short_text,
    sign_of,
    style_of,
)
from kontor.tui.screens.calendar.plan_view import Cell, Head, Item, Key, Plan, PlanRow, Told
from kontor.tui.screens.today.duty import duty_title

_SATURDAY = 5
_LABEL, _TIMES, _WEEKS = 16, 6, 4  # cells of the row heads
_MORNING, _EVENING = 7 * 60, 17 * 60


class Ghost(NamedTuple):
    """An appointment while it is being moved: where it would stand, and with whom."""

    entry: Entry
    starts: datetime
    ends: datetime
    ref: str = ""  # of the row it is given to
    origin: str = ""  # of the row it was taken from

    @property
    def key(self) -> Key:
        """What it is known by in the plan."""
        return (str(self.entry.target), str(self.entry.occurrence or ""))

    @property
    def moved(self) -> Entry:
        """The appointment at its new time."""
        return self.entry._replace(starts=self.starts, ends=self.ends)


class Shown(NamedTuple):
    """A window of the calendar: what everybody does, absences, holidays, deadlines among it."""

    start: date
    end: date
    lines: Sequence[CrewLine] = ()
    free: dict[date, str] = {}  # noqa: RUF012  never changed
    duties: dict[date, list[Told]] = {}  # noqa: RUF012  never changed
    loads: dict[str, Week] = {}  # noqa: RUF012  never changed

    @property
    def entries(self) -> list[Entry]:
        """Every appointment once."""
        found = {(one.id, one.starts): one for line in self.lines for one in line.entries}
        return sorted(found.values(), key=lambda one: (not one.all_day, one.starts, one.id))

    @property
    def away(self) -> list[Absence]:
        """Every absence once."""
        found = {one.id: one for line in self.lines for one in line.absences}
        return list(found.values())


def read(con: sqlite3.Connection, start: date, end: date, wanted: Filter = EVERYTHING) -> Shown:
    """What a window shows; `end` is not included."""
    lines = crew(con, start, end, wanted=wanted)
    if wanted.crew:
        refs = {f"company:{kind}/{key}" for kind, key in wanted.crew}
        lines = [one for one in lines if one.ref in refs]
    return Shown(start, end, lines, holidays(con, start, end))


def with_duties(
    con: sqlite3.Connection, shown: Shown, doors: Iterable[Door], today: date, wanted: Wanted
) -> Shown:
    """The window with the deadlines of all areas on their days."""
    if not wanted.duties:
        return shown
    found = {}
    last = shown.end - timedelta(days=1)
    for day, several in by_day(con, doors, today, shown.start, last).items():
        told = [Told(one, duty_title(one)) for one in several]
        if kept := [one for one in told if wanted.keeps(one.duty, one.title)]:
            found[day] = kept
    return shown._replace(duties=found)


def with_ghost(shown: Shown, ghost: Ghost | None) -> Shown:
    """The window with the appointment where it would stand."""
    if ghost is None:
        return shown
    lines = []
    for one in shown.lines:
        there = [entry for entry in one.entries if _key(entry) != ghost.key]
        given = one.ref == ghost.ref if ghost.ref else len(there) != len(one.entries)
        if given or (ghost.ref and len(there) != len(one.entries) and one.ref != ghost.origin):
            there = sorted([*there, ghost.moved], key=lambda entry: entry.starts)
        lines.append(one._replace(entries=tuple(there)))
    return shown._replace(lines=lines)


def _key(one: Entry) -> Key:
    return (str(one.target), str(one.occurrence or ""))


# -- week and crew ---------------------------------------------------------------------------------


def week_days(shown: Shown) -> list[date]:
    """Monday to Friday, and days of the weekend on which something is."""
    every = [shown.start + timedelta(days=one) for one in range((shown.end - shown.start).days)]
    return [
        day for day in every
        if day.weekday() < _SATURDAY or day in shown.duties
        or any(_touches(one, day) for one in shown.entries)
    ]  # fmt: skip


def _of_day(shown: Shown, day: date, ghost: Ghost | None) -> list[Item]:
    return [_item(one, day, ghost) for one in shown.entries if _touches(one, day)]


def _duty_items(shown: Shown, day: date) -> list[Item]:
    return [_duty_item(one) for one in shown.duties.get(day, ())]


def _duty_item(one: Told) -> Item:
    return Item(duty_text(one.duty, one.title), duty_style(one.duty), duty=one)


def _touches(one: Entry, day: date) -> bool:
    return one.first_day <= day <= one.last_day


def week_plan(shown: Shown, today: date, ghost: Ghost | None) -> Plan:
    """A column for each day, everything of the day below one another."""
    days = week_days(shown)
    away = shown.away
    cells = []
    for day in days:
        items = [*_duty_items(shown, day), *_of_day(shown, day, ghost)]
        items += [_away_item(one, named=True) for one in away if one.on(day)]
        cells.append(Cell(tuple(items), shown.free.get(day, ""), "$warn"))
    return Plan(_heads(days, today), (PlanRow("", tuple(cells)),), stretch=True)


def crew_plan(shown: Shown, today: date, ghost: Ghost | None) -> Plan:
    """A row for each crew, person and vehicle; what lasts for days is a line through them."""
    days = week_days(shown)
    rows = []
    for one in shown.lines:
        cells = []
        for day in days:
            items = [_away_item(gone) for gone in one.absences if gone.on(day)]
            items += [
                _item(entry, day, ghost, spread=True) for entry in one.entries
                if _touches(entry, day)
            ]  # fmt: skip
            note = shown.free.get(day, "") if one is shown.lines[0] else ""
            cells.append(Cell(tuple(items), note, "$warn"))
        load = load_bar(shown.loads.get(one.ref) if one.ref else None)
        rows.append(PlanRow(one.name or _("nobody"), tuple(cells), one.ref, bar=load))
    return Plan(_heads(days, today), tuple(rows), _LABEL)


def _heads(days: Iterable[date], today: date) -> tuple[Head, ...]:
    return tuple(Head(format_day(day, weekday=True, year=False), day, day == today) for day in days)


def _item(one: Entry, day: date, ghost: Ghost | None, *, spread: bool = False) -> Item:
    goes_on = spread and one.last_day > day
    text = short_text(one, day)
    if spread and one.first_day < day and day.weekday():
        text = ""
    sign = sign_of(one)
    said = f"{sign} {text}" if text else ""
    held = ghost is not None and _key(one) == ghost.key
    return Item(said, style_of(one), one, goes_on, held, more_text(one))


def _away_item(one: Absence, *, named: bool = False) -> Item:
    name = one.name or _("all")
    return Item(f"– {name}: {away_text(one)}" if named else f"– {away_text(one)}", "$ink-soft")


# -- month -----------------------------------------------------------------------------------------


def month_window(day: date) -> tuple[date, date]:
    """The weeks of a month from Monday to Sunday; the end is not included."""
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    last = add_months(first, 1) - timedelta(days=1)
    return start, last + timedelta(days=7 - last.weekday())


def month_plan(shown: Shown, month: date, today: date, ghost: Ghost | None) -> Plan:
    """A row for each week; the number of the day stands above what is on it."""
    weeks = [
        tuple(shown.start + timedelta(days=number + one) for one in range(7))
        for number in range(0, (shown.end - shown.start).days, 7)
    ]
    heads = tuple(Head(weekday_name(day, short=True), day) for day in weeks[0])
    away = shown.away
    rows = []
    for week in weeks:
        cells = []
        for day in week:
            items = [*_duty_items(shown, day), *_of_day(shown, day, ghost)]
            items += [_away_item(one, named=True) for one in away if one.on(day)]
            mark = "▸" if day == today else ""
            number = f"{mark}{day.day}." if day.month == month.month else f"({day.day}.)"
            note = " ".join(filter(None, (number, shown.free.get(day, ""))))
            style = "$warn" if day in shown.free else "bold"
            style = style if day.month == month.month else "$ink-faint"
            cells.append(Cell(tuple(items), note, style))
        rows.append(PlanRow(f"{week[0].isocalendar().week:>2}", tuple(cells)))
    return Plan(heads, tuple(rows), _WEEKS, stretch=True, days=tuple(weeks))


# -- day -------------------------------------------------------------------------------------------


def day_plan(shown: Shown, step: int, ghost: Ghost | None) -> Plan:
    """A column for each one who has something to do, a row for each stretch of time."""
    day = shown.start
    busy = [one for one in shown.lines if one.entries or one.absences]
    if not busy:
        busy = [line for line in shown.lines if line.kind is CrewKind.EMPLOYEE][:1]
    if not busy:
        busy = [CrewLine(CrewKind.EMPLOYEE, 0, "", (), ())]
    heads = tuple(Head(one.name or _("nobody"), day, ref=one.ref) for one in busy)
    timed = [entry for one in busy for entry in one.entries if not entry.all_day]
    starts = [_minute(one.starts, day) for one in timed]
    ends = [_minute(one.ends, day) for one in timed]
    first = min([_MORNING, *starts]) // step * step
    last = max([_EVENING, *ends])
    whole = tuple(
        Cell((*_duties_of(shown, busy, one), *_whole_day(one, ghost).items)) for one in busy
    )
    holiday = shown.free.get(day, "")
    rows = [PlanRow("", whole)] if holiday or any(cell.items for cell in whole) else []
    if holiday:
        rows[0] = PlanRow("", (whole[0]._replace(note=holiday, note_style="$warn"),
                               *whole[1:]))  # fmt: skip
    for minute in range(first, last, step):
        cells = tuple(_stretch(one, day, (minute, minute + step), ghost) for one in busy)
        label = f"{minute // 60:>2}:{minute % 60:02d}"
        rows.append(PlanRow(label, cells, minute=minute))
    return Plan(heads, tuple(rows), _TIMES)


def _minute(moment: datetime, day: date) -> int:
    minutes = (moment - datetime.combine(day, datetime.min.time())) // timedelta(minutes=1)
    return max(0, min(1440, minutes))


def _whole_day(one: CrewLine, ghost: Ghost | None) -> Cell:
    items = [_away_item(gone) for gone in one.absences]
    items += [_item(entry, entry.first_day, ghost) for entry in one.entries if entry.all_day]
    return Cell(tuple(items))


def _duties_of(shown: Shown, busy: Sequence[CrewLine], one: CrewLine) -> list[Item]:
    """Deadlines of the day in the column of who takes care; those of nobody in the first."""
    refs = [line.ref for line in busy]
    found = []
    for told in shown.duties.get(shown.start, ()):
        mark = told.duty.mark
        ref = f"company:{CrewKind.EMPLOYEE}/{mark.owner}" if mark and mark.owner else ""
        if one.ref == (ref if ref in refs else refs[0]):
            found.append(_duty_item(told))
    return found


def _stretch(one: CrewLine, day: date, span: tuple[int, int], ghost: Ghost | None) -> Cell:
    items = []
    for entry in one.entries:
        start, end = _minute(entry.starts, day), _minute(entry.ends, day)
        if entry.all_day or start >= span[1] or end <= span[0]:
            continue
        item = _item(entry, day, ghost)
        begins = start >= span[0] or span[0] == 0
        items.append(item._replace(text=_begun(entry, start, span[0]) if begins else "┊"))
    return Cell(tuple(items))


def _begun(one: Entry, start: int, row: int) -> str:
    """An appointment in its first row, which says the hour; minutes beyond it are added."""
    minutes = f":{start % 60:02d} " if start > row else ""
    return f"{sign_of(one)} {minutes}{cell_name(one)}"
