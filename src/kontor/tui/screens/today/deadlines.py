"""Deadlines (Fristen) of all areas: what must be done until when, done, put off, given away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from kontor.base.dates import parse_day
from kontor.base.i18n import N_, _
from kontor.calendar.queries import deadlines as queries
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.today.duty import (
    STATES,
    done_duty,
    duty_blocks,
    duty_title,
    open_duty,
    own_of,
)
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

if TYPE_CHECKING:
    from kontor.desk.deadlines import Duty

AHEAD = 366  # days that the list looks ahead


class DeadlinesScreen(ListScreen):
    """What all areas must do until a day, a year ahead."""

    CANCEL = N_("Remove")
    NAME, TITLE, LETTER, HANDBOOK = "today.deadlines", N_("Deadlines"), "f", "deadlines"
    HINTS = ("record.new", "step.next", "duty.later", "duty.owner", "filter.open")
    COLUMNS = (
        Column(N_("Until"), Kind.DATE, keep=True),
        Column(N_("What"), Kind.NAME, 30, grow=3, least=24),
        Column(N_("Kind"), width=22, grow=1, priority=5),
        Column(N_("Who"), width=10, priority=4),
        Column(N_("Amount"), Kind.MONEY, 11, priority=7, gives_way=True),
        Column(N_("State"), Kind.STATE, 14, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Until"), "2": N_("Kind"), "3": N_("Who"), "5": N_("State"),
    }  # fmt: skip
    FIELDS: ClassVar[dict[str, str]] = {
        "art": "kind", "kind": "kind", "wer": "who", "who": "who",
    }  # fmt: skip
    EMPTY = N_("Nothing has a day in the year ahead. Add what the firm wants to remember.")

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Duty] = {}
        self._kinds: dict[str, str] = {}

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """One filter for each state."""
        return tuple((state.word, _(state.word)) for state in STATES.values())

    def source(self) -> Source:
        """The duties by day."""
        from kontor.desk.deadlines import duties, kind_text

        today = self.kontor.today()
        with self.kontor.store.read() as con:
            own = queries.kinds(con)
            there = duties(
                con, getattr(self.kontor.store, "doors", ()), today, today + timedelta(days=AHEAD)
            )
        self.found = dict(enumerate(there, 1))
        self._kinds = {one.due.kind: kind_text(one.due.kind, own) for one in there}
        rows = [
            Row(key, (key,), self._cells(one), str(one.standing), one.due.amount)
            for key, one in self.found.items()
        ]
        return MemorySource(rows, {"kind": 2, "who": 3})

    def _cells(self, one: Duty) -> tuple[object, ...]:
        owner = one.mark.owner_name if one.mark else ""
        return (
            one.day.isoformat(), duty_title(one), self._kinds[one.due.kind], owner,
            one.due.amount, str(one.standing),
        )  # fmt: skip

    @property
    def duty(self) -> Duty | None:
        """The duty under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    @property
    def own(self) -> int | None:
        """The id of the duty under the cursor when it is one of the firm's own."""
        return own_of(self.duty) if self.duty else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Day, law, who takes care."""
        one = self.found.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            return duty_blocks(con, one)

    def why_not(self, name: str) -> str:
        """What is worked out cannot be changed here."""
        if name in {"record.edit", "record.cancel"} and self.duty and self.own is None:
            return _("This deadline is worked out from its record: Enter opens that.")
        if name in {"step.next", "duty.later", "duty.owner"} and self.duty is None:
            return _("There is no row.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """An own one to change it; of others the record behind it."""
        if self.duty is not None:
            open_duty(self, self.duty)

    def do_record_new(self) -> None:
        """A deadline of the firm's own."""
        from kontor.tui.screens.today.deadline_form import DeadlineForm

        self.app.push_screen(DeadlineForm())

    def do_record_edit(self) -> None:
        """Change an own one."""
        from kontor.tui.screens.today.deadline_form import DeadlineForm

        if self.own is not None:
            self.app.push_screen(DeadlineForm(self.own))

    def do_record_cancel(self) -> None:
        """An own one is no longer there."""
        from kontor.calendar.service.deadlines import end_deadline

        if self.own is not None:
            self.kontor.run_case(end_deadline, self.own, self.kontor.today())

    def do_step_next(self) -> None:
        """It was done; an own one comes back."""
        if self.duty is not None:
            done_duty(self, self.duty)

    def do_duty_later(self) -> None:
        """Put it off."""
        from kontor.tui.screens.dialogs import AskText

        today = self.kontor.today()

        def take(typed: str | None) -> None:
            if typed:
                self._note(until=parse_day(typed, today))

        self.app.push_screen(
            AskText(_("Put off until"), hint=_("such as +7 or 1.12."),
                    read=lambda typed: parse_day(typed, today)), take,
        )  # fmt: skip

    def do_duty_owner(self) -> None:
        """Say who takes care."""
        from kontor.tui.screens.dialogs import AskText

        def take(typed: str | None) -> None:
            if typed:
                self._note(owner=typed)

        self.app.push_screen(
            AskText(_("Who takes care"), hint=_("short name, as in the crew's week")), take
        )

    def _note(self, **given: Any) -> None:
        from kontor.calendar.model.deadlines import SnoozeInput
        from kontor.calendar.service.deadlines import snooze_deadline

        if self.duty is not None:
            data = SnoozeInput(**given)
            self.kontor.run_case(snooze_deadline, self.duty.key, data, self.kontor.today())
