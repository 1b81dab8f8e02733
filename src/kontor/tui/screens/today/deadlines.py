"""Deadlines (Fristen) of all areas: what must be done until when, done, put off, given away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from kontor.base.dates import format_day, parse_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.calendar.poll_words import STANDINGS
from kontor.calendar.queries import deadlines as queries
from kontor.desk.deadlines import Duty, Standing, duties, kind_text
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.past import value_text
from kontor.tui.screens.today.deadline_form import DeadlineForm
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, Column, Kind, State

AHEAD = 366  # days that the list looks ahead
STATES: dict[str, State] = {
    Standing.LATE: State("!", STANDINGS["late"], BAD),
    Standing.TOLD: State("●", STANDINGS["told"], WARN),
    Standing.AHEAD: State("○", STANDINGS["ahead"], PLAIN),
    Standing.PUT_OFF: State("◌", STANDINGS["put_off"], MUTED),
    Standing.DONE: State("✓", STANDINGS["done"], GOOD),
}


class DeadlinesScreen(ListScreen):
    """What all areas must do until a day, a year ahead."""

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
        one = self.duty
        own = one is not None and one.due.ref.startswith("calendar:deadline/")
        return int(one.due.ref.rpartition("/")[2]) if one and own else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Day, law, who takes care."""
        one = self.found.get(row.id)
        if one is None:
            return ()
        due, mark = one.due, one.mark
        blocks: list[Block] = [
            Head(format_day(one.day, weekday=True), duty_title(one), STATES[one.standing]),
            Facts(
                (N_("Kind"), self._kinds[due.kind]),
                (N_("Told from"), due.day if due.day != one.day else None),
                (N_("Amount"), f"{format_money(due.amount)} €" if due.amount else None),
                (N_("Law"), due.law or None),
                (N_("Who takes care"), mark.owner_name if mark else None),
                (N_("Put off until"), mark.until if mark else None),
                (N_("Note"), mark.note if mark else None),
            ),
        ]
        if due.ref.startswith("calendar:deadline/"):
            blocks += self._own_blocks(int(due.ref.rpartition("/")[2]))
        return blocks

    def _own_blocks(self, key: int) -> list[Block]:
        with self.kontor.store.read() as con:
            one = queries.deadline(con, key)
        again = _("every {count} months").format(count=one.months) if one.months else _("once")
        facts = Facts(
            (N_("Comes back"), again), (N_("Days before"), ", ".join(map(str, one.leads))),
            (N_("Source"), _source(one.source)), (N_("Reference"), one.reference or None),
        )  # fmt: skip
        return [facts, *([Note("", one.note)] if one.note else [])]

    def why_not(self, name: str) -> str:
        """What is worked out cannot be changed here."""
        if name in {"record.edit", "record.cancel"} and self.duty and self.own is None:
            return _("This deadline is worked out from its record: Enter opens that.")
        if name in {"step.next", "duty.later", "duty.owner"} and self.duty is None:
            return _("There is no row.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """An own one to change it; of others the record behind it."""
        one = self.duty
        if one is None:
            return
        if self.own is not None:
            self.do_record_edit()
        elif one.due.ref.rpartition(":")[2].isdigit():
            self.kontor.open_record(one.due.ref)
        else:
            self.kontor.open_view(f"area:{_AREAS.get(one.due.ref.partition(':')[0], 'today')}")

    def do_record_new(self) -> None:
        """A deadline of the firm's own."""
        self.app.push_screen(DeadlineForm())

    def do_record_edit(self) -> None:
        """Change an own one."""
        if self.own is not None:
            self.app.push_screen(DeadlineForm(self.own))

    def do_record_cancel(self) -> None:
        """An own one is no longer there."""
        from kontor.calendar.service.deadlines import end_deadline

        if self.own is not None:
            self.kontor.run_case(end_deadline, self.own, self.kontor.today())

    def do_step_next(self) -> None:
        """It was done; an own one comes back."""
        from kontor.calendar.model.deadlines import DoneInput
        from kontor.calendar.service.deadlines import done_deadline

        one = self.duty
        if one is None:
            return

        def told(after: Any) -> None:
            if isinstance(after, date):
                self.kontor.toast(_("Comes back on {day}.").format(day=format_day(after)))

        self.kontor.run_case(done_deadline, one.key, DoneInput(), self.kontor.today(), then=told)

    def do_duty_later(self) -> None:
        """Put it off."""
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


_AREAS = {"ledger": "books", "company": "firm", "receivables": "sales", "item": "books"}


def _source(source: str) -> str | None:
    """Where a period is from; what was not read in the law is said in the reader's words."""
    recalled = source.startswith("recalled")
    return _("noted from memory, please check") if recalled else source or None


def duty_title(one: Duty) -> str:
    """What is to be done, in the reader's language."""
    values = {
        name: format_day(value) if isinstance(value, date)
        else value_text(value) if isinstance(value, str) else value
        for name, value in one.due.values
    }  # fmt: skip
    return _(one.due.title).format(**values)
