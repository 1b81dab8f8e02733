"""Times to the first answer and the solution, by kind of case: usual ones, and the firm's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.tickets.kinds import ServiceLevel
from kontor.tickets.queries.clocks import own_levels
from kontor.tickets.queries.settings import levels
from kontor.tickets.rules.levels import WORKING_DAY, level_of, read_office_time
from kontor.tickets.words import KINDS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.tickets.case_sheet import minutes_text
from kontor.tui.screens.tickets.names import BROUGHT, LATER, ORIGINS, OWN
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Field


def office_time(minutes: int) -> str:
    """Minutes of office hours as people say them: `4 h`, `10 working days`."""
    days, rest = divmod(minutes, WORKING_DAY)
    if rest or days < 2:
        return minutes_text(minutes)
    return ngettext("{count} working day", "{count} working days", days).format(count=days)


def listed(con: sqlite3.Connection, today: date) -> list[ServiceLevel]:
    """What holds today for each kind, and behind it what was set for a later day."""
    later = [one for one in own_levels(con) if one.valid_from > today]
    found = []
    for one in levels(con, today):
        found += [one, *(other for other in later if other.kind is one.kind)]
    return found


def state_of(one: ServiceLevel, today: date) -> str:
    """Whose time it is, or that its day is still to come."""
    if one.valid_from > today:
        return LATER
    return OWN if one.source == "own" else BROUGHT


class LevelsScreen(ListScreen):
    """The times of each kind of case; own ones take the place of the usual ones from their day."""

    CANCEL = N_("Remove")
    NAME, TITLE, LETTER = "tickets.levels", N_("Service times"), "t"
    HANDBOOK = "tickets#service-levels"
    HINTS = ("record.edit", "record.cancel")
    COLUMNS = (
        Column(N_("Kind"), Kind.NAME, 24, grow=1, least=13),
        Column(N_("First answer"), Kind.TEXT, 16, priority=1, least=15),
        Column(N_("Solution"), Kind.TEXT, 18, priority=1, least=15),
        Column(N_("Valid from"), Kind.DATE, 12, priority=6, least=10),
        Column(N_("Origin"), Kind.STATE, 15, states=ORIGINS, least=14),
    )
    SORTS: ClassVar[dict[str, str]] = {}
    EMPTY = N_("No times are known.")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[ServiceLevel] = []

    def source(self) -> Source:
        """By kind, as cases are asked for."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            self.found = listed(con, today)
        rows = []
        for at, one in enumerate(self.found, 1):
            state = state_of(one, today)
            since = None if state == BROUGHT else one.valid_from
            cells = (_(KINDS[one.kind]), office_time(one.respond), office_time(one.solve),
                     since, state)  # fmt: skip
            rows.append(Row(at, (at,), cells, state))
        return MemorySource(rows)

    def chosen(self) -> ServiceLevel | None:
        """The one under the cursor."""
        return self.found[self.row.id - 1] if self.row is not None else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Both times, where they are from, what they mean."""
        one, today = self.found[row.id - 1], self.kontor.today()
        state = state_of(one, today)
        usual = level_of(one.kind, today)
        blocks: list[Block] = [
            Head("", _(KINDS[one.kind]), ORIGINS[state]),
            Facts((N_("First answer"), office_time(one.respond)),
                  (N_("Solution"), office_time(one.solve)),
                  (N_("Valid from"), "" if state == BROUGHT else format_day(one.valid_from))),
        ]  # fmt: skip
        if state != BROUGHT:
            blocks.append(
                Facts((N_("First answer"), office_time(usual.respond)),
                      (N_("Solution"), office_time(usual.solve)), title=N_("Usual times"))
            )  # fmt: skip
        blocks.append(Note(N_("How they count"), _(
            "Only office hours count; a working day has ten of them. The time to the solution "
            "stands while a case waits. Usual times are proposals of the trade, no law."
        )))  # fmt: skip
        return blocks

    def detail(self, row: Row) -> BaseScreen:
        """Straight to changing them."""
        return LevelForm(self.found[row.id - 1])

    def why_not(self, name: str) -> str:
        """Only own times can be removed."""
        one = self.chosen()
        if name == "record.edit" and one is None:
            return _("No line is chosen.")
        if name == "record.cancel" and (one is None or one.source != "own"):
            return _("These times came along: set your own, and they take their place.")
        return super().why_not(name)

    def do_record_edit(self) -> None:
        """Set own times from a day on."""
        if (one := self.chosen()) is not None:
            self.app.push_screen(LevelForm(one))

    def do_record_cancel(self) -> None:
        """Remove own ones; what held before holds again."""
        from kontor.tickets.service.talking import drop_level

        if (one := self.chosen()) is not None:
            self.kontor.run_case(drop_level, one.kind, one.valid_from)


class LevelForm(InputForm):
    """Own times of one kind of case from a day on."""

    NAME, HANDBOOK = "tickets.level", "tickets#service-levels"

    def __init__(self, one: ServiceLevel) -> None:
        super().__init__()
        self.one = one

    def crumb(self) -> str:
        """Which kind."""
        return _("Times: {kind}").format(kind=_(KINDS[self.one.kind]))

    def draft_key(self) -> str:
        """The kind."""
        return f"tickets.level:{self.one.kind}"

    def fields(self) -> Sequence[Field]:
        """Both times and their day."""
        how = N_("in office hours: 30 min, 4 h, 2 days of ten hours")
        return (
            Field("respond", N_("First answer"), required=True, limit=40, read=read_office_time,
                  show=office_time, help=how),
            Field("solve", N_("Solution"), required=True, limit=40, read=read_office_time,
                  show=office_time, help=how),
            Field("valid_from", N_("Valid from"), "date", required=True,
                  help=N_("for cases that come in from this day on")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The times as they are, from today or their own later day on."""
        one, today = self.one, self.kontor.today()
        return {
            "respond": office_time(one.respond), "solve": office_time(one.solve),
            "valid_from": max(one.valid_from, today),
        }  # fmt: skip

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """What is usual."""
        usual = level_of(self.one.kind, self.kontor.today())
        said = _("Usual: answer within {respond}, solution within {solve}.").format(
            respond=office_time(usual.respond), solve=office_time(usual.solve)
        )
        return [(said, "$ink-soft")]

    def check(self, values: dict[str, Any]) -> Sequence[Finding]:
        """The answer comes before the solution."""
        if values["solve"] < values["respond"]:
            return [Finding("", "", _("A case is solved after its first answer."), field="solve")]
        return ()

    def save(self, values: dict[str, Any]) -> None:
        """Set them."""
        from kontor.tickets.model import LevelInput
        from kontor.tickets.service.talking import set_level

        try:
            data = made(LevelInput, {**values, "kind": self.one.kind})
        except InputError as error:
            self.refused(error)
            return
        self.hand_in(set_level, data)
