"""Absences (Abwesenheit): who is not there, asked for, granted; their list and sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.appointments import AbsenceState, CrewKind
from kontor.calendar.queries import staff
from kontor.calendar.queries.staff import Absence, Leave
from kontor.calendar.words import ABSENCES, HALVES
from kontor.company.kinds import days_text
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.calendar.forms import AbsenceForm
from kontor.tui.screens.calendar.names import AWAY
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_YEAR = 400  # days that the list looks back; twice as many ahead


def absence_blocks(one: Absence, leave: Sequence[Leave]) -> list[Block]:
    """An absence, and the leave of everybody in its year."""
    half = f" ({_(HALVES[one.half])})" if one.half else ""
    return [
        Head("", one.name or _("the whole firm"), AWAY[one.state]),
        Facts((N_("Kind"), _(ABSENCES[one.kind]) + half), (N_("First day"), one.starts),
              (N_("Last day"), one.ends), (N_("Note"), one.note)),
        *leave_blocks(leave, one.starts.year),
    ]  # fmt: skip


def leave_blocks(found: Sequence[Leave], year: int) -> list[Block]:
    """The leave of everybody: what is left of what is due, and what is asked for."""
    facts: list[tuple[str, str]] = []
    for one in found:
        if one.due or one.taken:
            text = _("{left} of {due} left").format(
                left=days_text(one.left), due=days_text(one.due)
            )
            if one.asked:
                text += ", " + _("{asked} wished").format(asked=days_text(one.asked))
            facts.append((one.name, text))
    return [Facts(*facts, title=_("Leave {year} in days").format(year=year))] if facts else []


if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class AbsenceSteps(_Base):
    """A mixin of screens; `the_absence` is the one that the keys mean."""

    CANCEL = N_("Call off")

    def the_absence(self) -> Absence | None:
        """The one under the cursor, or the one shown."""
        raise NotImplementedError

    def why_not_absence(self, name: str) -> str:
        """What the state forbids."""
        one = self.the_absence()
        asked = one is not None and one.state is AbsenceState.REQUESTED
        if name.startswith("absence.") and not asked:
            return _("Nobody asks for this absence any more.")
        over = one is not None and one.state in {AbsenceState.WITHDRAWN, AbsenceState.DECLINED}
        if name == "record.cancel" and over:
            return _("It is over already.")
        if name == "staff.open" and (one is None or one.employee is None):
            return _("This absence belongs to nobody alone.")
        return ""

    def do_record_new(self) -> None:
        """Somebody will not be there."""
        self.app.push_screen(AbsenceForm())

    def do_record_edit(self) -> None:
        """All fields."""
        one = self.the_absence()
        if one is not None:
            self.app.push_screen(AbsenceForm(one))

    def do_record_cancel(self) -> None:
        """It does not come about."""
        from kontor.calendar.service.staff import withdraw_absence

        one = self.the_absence()
        if one is not None:
            self.kontor.run_case(withdraw_absence, one.id)

    def do_staff_open(self) -> None:
        """Whose it is."""
        from kontor.tui.screens.calendar.staff_sheet import OneScreen

        one = self.the_absence()
        if one is not None and one.employee is not None:
            self.app.push_screen(OneScreen(CrewKind.EMPLOYEE, one.employee))

    def do_absence_approve(self) -> None:
        """Grant it."""
        from kontor.calendar.service.staff import approve_absence

        one = self.the_absence()
        if one is not None:
            self.kontor.run_case(approve_absence, one.id)

    def do_absence_decline(self) -> None:
        """Decline it."""
        from kontor.calendar.service.staff import decline_absence

        one = self.the_absence()
        if one is None:
            return

        def take(note: str | None) -> None:
            if note is not None:
                self.kontor.run_case(decline_absence, one.id, note)

        self.app.push_screen(AskText(_("Turn down"), hint=_("a word about it; may be empty")), take)


class AbsenceScreen(AbsenceSteps, DetailScreen):
    """One absence, with the leave of everybody."""

    NAME, HANDBOOK = "calendar.absence", "calendar#absences"
    HINTS = ("absence.approve", "absence.decline", "record.edit", "record.cancel", "actions.menu")

    def crumb(self) -> str:
        """Whose."""
        return _("Absence of {name}").format(name=self.data[0].name or _("all")) \
            if self.data else _("Absence")  # fmt: skip

    def load(self) -> Any:
        """Read it."""
        try:
            with self.kontor.store.read() as con:
                one = staff.absence(con, self.record)
                return one, staff.leave_days(con, one.starts.year, self.kontor.today())
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        return absence_blocks(*self.data)

    def the_absence(self) -> Absence | None:
        """This one."""
        return self.data[0] if self.data else None

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_absence(name)


class AbsencesScreen(AbsenceSteps, ListScreen):
    """Vacation, sickness, school, training; what is asked for stands out."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "calendar.absences", N_("Absences"), "b", "calendar#absences",
    )  # fmt: skip
    HINTS = ("record.new", "absence.approve", "absence.decline", "record.edit", "actions.menu")
    COLUMNS = (
        Column(N_("First day"), Kind.DATE, priority=0),
        Column(N_("Last day"), Kind.DATE, priority=0),
        Column(N_("Who"), Kind.NAME, 12, grow=1, least=8),
        Column(N_("Kind"), width=14, grow=2, priority=2),
        Column(N_("Note"), width=18, grow=2, priority=4),
        Column(N_("State"), Kind.STATE, 16, states=AWAY, least=13),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("First day"), "2": N_("Who"), "5": N_("State")}
    FIELDS: ClassVar[dict[str, str]] = {"wer": "name", "who": "name", "art": "kind", "kind": "kind"}
    EMPTY = N_(
        "Nobody is away. Vacation, sickness and school stand here; the plans keep them free."
    )

    def source(self) -> Source:
        """Of last year and what comes, the newest first."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = staff.absences(
                con, today - timedelta(days=_YEAR), today + timedelta(days=2 * _YEAR)
            )
        found.sort(key=lambda one: (one.state is not AbsenceState.REQUESTED, one.ends < today,
                                    one.starts))  # fmt: skip
        rows = [
            Row(one.id, (place,), self._cells(one), str(one.state))
            for place, one in enumerate(found)
        ]
        return MemorySource(rows, {"name": 2, "kind": 3})

    def _cells(self, one: Absence) -> tuple[object, ...]:
        half = f" ({_(HALVES[one.half])})" if one.half else ""
        return (
            one.starts.isoformat(), one.ends.isoformat(), one.name or _("the whole firm"),
            _(ABSENCES[one.kind]) + half, one.note, str(one.state),
        )  # fmt: skip

    def the_absence(self) -> Absence | None:
        """The row under the cursor."""
        if self.row is None:
            return None
        with self.kontor.store.read() as con:
            return staff.absence(con, self.row.id)

    def preview(self, row: Row) -> Sequence[Block]:
        """The absence, and the leave of everybody this year."""
        with self.kontor.store.read() as con:
            one = staff.absence(con, row.id)
            return absence_blocks(one, staff.leave_days(con, one.starts.year, self.kontor.today()))

    def detail(self, row: Row) -> BaseScreen:
        """The absence."""
        return AbsenceScreen(row.id)

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_absence(name)
