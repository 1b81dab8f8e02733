"""One appointment with everything about it, what it clashes with among it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from kontor.base.errors import Finding, NotFound
from kontor.base.i18n import N_, _
from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.queries import appointments as queries
from kontor.calendar.queries import busy
from kontor.calendar.queries.appointments import Entry
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.staff import tasks
from kontor.calendar.rules.said import rule_text
from kontor.desk.numbers import meant
from kontor.tui.screens.calendar.entry_line import clashes_said
from kontor.tui.screens.calendar.names import ANSWERED, KIND_NAMES, SIGNS, times_text
from kontor.tui.screens.calendar.steps import AppointmentSteps
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.sheet import Block, Facts, Head, Note

_GONE = InviteState.WITHDRAWN


class Sheet(NamedTuple):
    """An appointment, its clashes, its tasks."""

    entry: Entry
    clashes: Sequence[Finding]
    todo: Sequence[str]
    asked: str = ""
    about: str = ""


def read_sheet(con: Any, key: int, occurrence: datetime | None) -> Sheet:
    """Everything about an appointment."""
    one = queries.entry(con, key, occurrence)
    found: Sequence[Finding] = ()
    if one.open and one.busy:
        found = clashes_said(con, busy.plan_of(one))
    todo = [task.title for task in tasks(con, reference=one.ref)]
    about = meant(con, one.reference).name if one.reference else ""
    return Sheet(one, found, todo, _asked(con, one.target), about)


def _asked(con: Any, appointment: int) -> str:
    """How many are asked, and how their answers stand."""
    there = [one.state for one in people(con, appointment) if one.state is not _GONE]
    counts = [
        f"{ANSWERED[state].sign} {count} {_(ANSWERED[state].word)}"
        for state in ANSWERED if (count := there.count(InviteState(state)))
    ]  # fmt: skip
    return ", ".join(counts)


def sheet_blocks(sheet: Sheet) -> list[Block]:
    """The sheet of an appointment."""
    one = sheet.entry
    travel = [(N_("Way before"), one.travel_before), (N_("Way after"), one.travel_after)]
    blocks: list[Block] = [
        Head("", one.title, SIGNS[one.state]),
        Facts(
            (N_("When"), times_text(one)),
            (N_("Repeats"), rule_text(one.rule) if one.rule else None),
            (N_("Kind"), _(KIND_NAMES[one.kind])),
            (N_("Customer"), one.contact_name), (N_("Site"), one.site_name),
            (N_("Place"), one.place),
            (N_("Crew"), ", ".join(member.name for member in one.crew)),
            (N_("Asked"), sheet.asked),
            (N_("Belongs to"), sheet.about), (N_("Reason"), one.reason),
            *((label, _("{minutes} min").format(minutes=value) if value else None)
              for label, value in travel),
            (N_("Needs dry weather"), _("yes") if one.weather else None),
            (N_("If it rains"), one.fallback),
            (N_("Keeps the time"), None if one.busy else _("no")),
        ),
    ]  # fmt: skip
    if sheet.clashes:
        lines = [" ".join(filter(None, ("!", clash.text, clash.advice))) for clash in sheet.clashes]
        blocks.append(Note(N_("Clashes"), "\n".join(lines)))
    if one.note:
        blocks.append(Note(N_("Note"), one.note))
    if sheet.todo:
        blocks.append(Note(N_("To be done"), "\n".join(f"○ {title}" for title in sheet.todo)))
    return blocks


class AppointmentScreen(RelatedSteps, AppointmentSteps, DetailScreen):
    """One appointment, or one occurrence of a series."""

    NAME, HANDBOOK = "calendar.appointment", "calendar#appointment"
    HINTS = ("step.next", "record.edit", "plan.day_on", "record.cancel", "record.copy")

    def __init__(self, record: int, occurrence: datetime | None = None) -> None:
        super().__init__(record)
        self.occurrence = occurrence

    def crumb(self) -> str:
        """What it is."""
        return self.data.entry.title if self.data else _("Appointment")

    def load(self) -> Sheet | None:
        """Read it; of a series named by its number the next time it takes place."""
        today = self.kontor.today()
        try:
            with self.kontor.store.read() as con:
                if self.occurrence is None:
                    coming = queries.next_occurrence(con, self.record, today)
                    self.record, self.occurrence = coming.target, coming.occurrence
                return read_sheet(con, self.record, self.occurrence)
        except NotFound:
            return None

    def blocks(self) -> Sequence[Block]:
        """Everything."""
        return sheet_blocks(self.data)

    def the_entry(self) -> Entry | None:
        """This one."""
        return self.data.entry if self.data else None

    def related_ref(self) -> str:
        """The row that describes it."""
        return self.data.entry.ref if self.data else ""

    def why_not(self, name: str) -> str:
        """What the state forbids."""
        return super().why_not(name) or self.why_not_entry(name)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)
