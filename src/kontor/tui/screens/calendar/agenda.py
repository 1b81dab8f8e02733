"""The agenda: what comes, day after day, appointments and deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.kinds.deadlines import DeadlineKind
from kontor.calendar.queries.appointments import Entry, Filter, in_order, window
from kontor.calendar.queries.deadlines import kinds
from kontor.desk.deadlines import Duty, by_day, kind_text
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.appointment import AppointmentScreen, read_sheet, sheet_blocks
from kontor.tui.screens.calendar.names import (
    DUTY,
    KIND_NAMES,
    SIGNS,
    clock,
)
from kontor.tui.screens.calendar.steps import AppointmentSteps
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.today.duty import (
    STATES,
    done_duty,
    duty_blocks,
    duty_title,
    open_duty,
)
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_BACK, _AHEAD = 7, 120  # days that the agenda shows
_YEAR = 400


_SIGNS = {**SIGNS, **{f"duty_{key}": sign for key, sign in STATES.items()}}


def _first(pair: tuple[Any, object]) -> Any:
    return pair[0]


class AgendaScreen(AppointmentSteps, ListScreen):
    """What comes, day after day; the last week as well."""

    NAME, TITLE, LETTER, HANDBOOK = "calendar.agenda", N_("Diary"), "a", "calendar#diary"
    HINTS = ("step.next", "record.new", "record.cancel", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE, keep=True),
        Column(N_("Begins"), width=6, least=5, keep=True),
        Column(N_("What"), Kind.NAME, 26, grow=3, least=16),
        Column(N_("Customer"), width=18, grow=2, priority=3, least=12),
        Column(N_("Crew"), width=16, grow=1, priority=4, least=12),
        Column(N_("Place"), width=16, grow=1, priority=6),
        Column(N_("Kind"), width=12, priority=5),
        Column(N_("State"), Kind.STATE, 14, states=_SIGNS, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "2": N_("What"), "7": N_("State")}
    SAVED = ((N_("only deadlines"), DUTY), (N_("without deadlines"), f"!{DUTY}"))
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "crew", "who": "crew", "art": "kind", "kind": "kind", "kunde": "customer",
        "customer": "customer", "ort": "place", "place": "place",
    }  # fmt: skip
    EMPTY = N_("Nothing is planned. n and one line: Thu 14-16 Huber measurements.")

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[int, Entry | Duty] = {}

    def source(self) -> Source:
        """From last week on, by day and time; deadlines are the first of their day."""
        today = self.kontor.today()
        start, end = today - timedelta(days=_BACK), today + timedelta(days=_AHEAD)
        doors = getattr(self.kontor.store, "doors", ())
        with self.kontor.store.read() as con:
            found = window(con, start, end, Filter(cancelled=True))
            days = by_day(con, doors, today, start, end - timedelta(days=1))
            own = kinds(con)
        every: list[tuple[Any, Entry | Duty]] = [(in_order(one), one) for one in found]
        every += [((day,), one) for day, several in days.items() for one in several]
        self._shown = dict(enumerate((one for _at, one in sorted(every, key=_first)), start=1))
        rows = [
            Row(place, (place,), cells := self._cells(one, own), str(cells[-1]))
            for place, one in self._shown.items()
        ]
        return MemorySource(rows, {"crew": 4, "kind": 6, "customer": 3, "place": 5})

    def _cells(self, one: Entry | Duty, own: Mapping[str, DeadlineKind]) -> tuple[object, ...]:
        if isinstance(one, Duty):
            owner = one.mark.owner_name if one.mark else ""
            return (
                one.day.isoformat(), "", f"{DUTY} {duty_title(one)}", "", owner, "",
                kind_text(one.due.kind, own), f"duty_{one.standing}",
            )  # fmt: skip
        crew = ", ".join(member.name for member in one.crew)
        begin = "" if one.all_day else clock(one.starts)
        return (
            one.first_day.isoformat(), begin, one.title, one.contact_name, crew,
            one.site_name or one.place, _(KIND_NAMES[one.kind]), str(one.state),
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        one = self._shown.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            if isinstance(one, Duty):
                return duty_blocks(con, one)
            return sheet_blocks(read_sheet(con, one.target, one.occurrence))

    def detail(self, row: Row) -> BaseScreen:
        """The appointment."""
        one = self._shown[row.id]
        assert isinstance(one, Entry)
        return AppointmentScreen(one.target, one.occurrence)

    @property
    def duty(self) -> Duty | None:
        """The deadline under the cursor."""
        one = self._shown.get(self.row.id) if self.row else None
        return one if isinstance(one, Duty) else None

    def the_entry(self) -> Entry | None:
        """The appointment under the cursor."""
        one = self._shown.get(self.row.id) if self.row else None
        return one if isinstance(one, Entry) else None

    def do_record_open(self) -> None:
        """Everything about it; what a deadline is about."""
        if self.duty is not None:
            open_duty(self, self.duty)
        else:
            super().do_record_open()

    def do_step_next(self) -> None:
        """Planned, confirmed, under way, done; a deadline: done."""
        if self.duty is not None:
            done_duty(self, self.duty)
        else:
            super().do_step_next()

    def why_not(self, name: str) -> str:
        """What the state forbids, and what a deadline cannot."""
        return super().why_not(name) or self.why_not_shown(name, self.duty is not None)

    def do_record_new(self) -> None:
        """The line for entry stands above the week."""
        self.kontor.open_view("view:calendar.week")
        front = self.kontor.screen
        if isinstance(front, BaseScreen):
            front.call_after_refresh(front.act, "record.new")
