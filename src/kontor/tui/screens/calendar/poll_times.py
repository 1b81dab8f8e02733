"""Times to propose: when everybody of the firm who must be there is free, or typed ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from textual.app import ComposeResult

from kontor.base.dates import format_day
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.calendar.queries.busy import names
from kontor.calendar.queries.poll_slots import WEEKS, Free, free_times
from kontor.calendar.queries.polls import Sheet, sheet
from kontor.calendar.rules.said import reason_text
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.names import clock
from kontor.tui.screens.calendar.steps import read_time
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.plain import Words

_COUNT = 20  # free times that are offered at once
_SPAN = timedelta(weeks=WEEKS)


def read_times(text: str, today: date) -> list[datetime]:
    """Times that were typed, with commas between: `Do 14:00, 24.12. 8:30`.

    Raises:
        InputError: one of them is none.
    """
    found = []
    for part in (piece.strip() for piece in text.split(",")):
        if not part:
            continue
        day, minute = read_time(part, today)
        if day is None or minute is None:
            raise InputError(N_("A time needs day and hour, such as Thu 14:00."))
        found.append(datetime.combine(day, time(minute // 60 % 24, minute % 60)))
    if not found:
        raise InputError(N_("A time needs day and hour, such as Thu 14:00."))
    return found


class TimesScreen(ListScreen):
    """Free times of everybody who must be there; marked ones are proposed by `w`."""

    NAME, TITLE, HANDBOOK = "calendar.times", N_("Propose times"), "polls#beginning-a-poll"
    HINTS = ("mark.toggle", "step.next", "record.new", "plan.later", "screen.back")
    COLUMNS = (
        Column(N_("Day"), Kind.NAME, 16, least=14),
        Column(N_("Time"), width=13, keep=True, least=13),
        Column(N_("Why"), width=34, grow=3, priority=2),
    )
    EMPTY = N_("No free time is found here.")
    EMPTY_HINTS = ("record.new", "plan.later")

    def __init__(self, poll: int) -> None:
        super().__init__()
        self.record = poll
        self.sheet: Sheet | None = None
        self.start: date = date.min
        self._found: list[Free] = []
        self._names: dict[str, str] = {}
        self._against: KontorError | None = None
        self._read = False

    def crumb(self) -> str:
        """For what."""
        subject = self.sheet.poll.subject if self.sheet else ""
        return f"{_(self.TITLE)} · {subject}" if subject else _(self.TITLE)

    def period_text(self) -> str:
        """The weeks that are looked through."""
        if self.start == date.min:
            return ""
        last = self.start + _SPAN
        return f"{format_day(self.start, year=False)} – {format_day(last)}"

    def above(self) -> ComposeResult:
        """What is looked for, or why there is nothing."""
        yield Words(id="poll-times-head")

    def on_mount(self) -> None:
        """From tomorrow on."""
        self.start = self.kontor.today() + timedelta(days=1)
        self._look()

    def _look(self) -> None:
        """Look in a thread; a busy year takes its time."""
        store, today, start = self.kontor.store, self.kontor.today(), self.start

        def job(_ticket: work.Ticket) -> tuple[Sheet, dict[str, str], list[Free], Any]:
            with store.read() as con:
                one, known = sheet(con, self.record), names(con)
                try:
                    found = free_times(
                        con, self.record, today, first=start, last=start + _SPAN, count=_COUNT
                    )
                except KontorError as error:
                    return one, known, [], error
            return one, known, found, None

        def take(found: tuple[Sheet, dict[str, str], list[Free], Any]) -> None:
            self.sheet, self._names, self._found, self._against = found
            self._found.sort(key=lambda one: one.starts)
            self._read = True
            self._tell()
            self.requery()

        work.start(self, job, name="times", group="times", then=take)

    def _tell(self) -> None:
        words = self.query_one("#poll-times-head", Words)
        if self._against is not None:
            said = " ".join(filter(None, (str(self._against), self._against.advice)))
            words.say((said, "$warn"))
            return
        words.say((_("Space marks the times that are proposed."), "$ink-soft"))

    def source(self) -> Source:
        """By time."""
        rows = [Row(place, (place,), self._cells(one)) for place, one in enumerate(self._found, 1)]
        return MemorySource(rows)

    def _cells(self, one: Free) -> tuple[object, ...]:
        why = ", ".join(reason_text(each, lambda ref: self._names.get(ref, ""))
                        for each in one.reasons)  # fmt: skip
        ends = one.starts + timedelta(minutes=self.sheet.poll.minutes if self.sheet else 0)
        return (
            format_day(one.starts.date(), weekday=True), f"{clock(one.starts)}–{clock(ends)}", why,
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """Who has time, who has not."""
        if self.sheet is None or row.id > len(self._found):
            return ()
        one = self._found[row.id - 1]
        there = [who.name for who in self.sheet.people
                 if who.employee and who.name not in one.missing]  # fmt: skip
        others = [who.name for who in self.sheet.people if not who.employee]
        return (
            Head(str(row.cells[1]), str(row.cells[0])),
            Facts((N_("Free"), ", ".join(there)), (N_("Not free"), ", ".join(one.missing)),
                  (N_("To be asked"), ", ".join(others)), (N_("Why"), row.cells[2])),
        )  # fmt: skip

    def why_not(self, name: str) -> str:
        """Nothing is opened here."""
        if name == "record.open":
            key = self.kontor.key_of("step.next")
            return _("{key} proposes the marked times.").format(key=key)
        if name == "plan.earlier" and self.start <= self.kontor.today() + timedelta(days=1):
            return _("The past cannot be proposed.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """What belongs to a time stands beside the list."""

    def do_step_next(self) -> None:
        """Propose the marked times, or the one under the cursor."""
        chosen = [self._found[key - 1].starts for key in self.chosen_ids()]
        self._propose(chosen)

    def _propose(self, times: Sequence[datetime]) -> None:
        from kontor.calendar.service.polls import propose

        def done(_numbers: object) -> None:
            if self.is_attached and self.app.screen is self:
                self.app.pop_screen()

        self.kontor.run_case(propose, self.record, times, self.kontor.today(), then=done)

    def do_record_new(self) -> None:
        """Times of one's own, with commas between."""
        today = self.kontor.today()

        def take(typed: str | None) -> None:
            if typed:
                self._propose(read_times(typed, today))

        hint = _("such as: Thu 14:00, 24.12. 8:30")
        self.app.push_screen(
            AskText(_("Which times?"), hint=hint, read=lambda typed: read_times(typed, today)),
            take,
        )  # fmt: skip

    def do_plan_later(self) -> None:
        """The weeks after these."""
        self.start += _SPAN
        self._look()

    def do_plan_earlier(self) -> None:
        """The weeks before these."""
        self.start = max(self.kontor.today() + timedelta(days=1), self.start - _SPAN)
        self._look()
