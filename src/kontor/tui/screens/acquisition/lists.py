"""Leads as a list, and what is to follow up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from kontor.acquisition.kinds import OPEN
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.follow import Follow, follow_ups
from kontor.acquisition.queries.leads import Lead
from kontor.acquisition.queries.settings import sources
from kontor.base.dates import berlin_today
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.acquisition.forms import LeadForm
from kontor.tui.screens.acquisition.importing import import_leads_from
from kontor.tui.screens.acquisition.lead import LeadScreen, lead_blocks, read_lead
from kontor.tui.screens.acquisition.names import COMING, DUE, FOLLOWS, LATE, STATES, WHEN
from kontor.tui.screens.acquisition.steps import LeadSteps
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_ALL = 1_000_000
_PAGE = 200  # read at once


class LeadsScreen(LeadSteps, ListScreen):
    """All leads, open and decided."""

    NAME, TITLE, LETTER, HANDBOOK = "acquisition.leads", N_("Leads"), "a", "leads"
    HINTS = ("record.new", "step.next", "lead.lost", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Received"), Kind.DATE, priority=3),
        Column(N_("Who"), Kind.NAME, 22, grow=2, least=16),
        Column(N_("About"), width=20, grow=3, priority=4),
        Column(N_("Place"), width=14, priority=6),
        Column(N_("Source"), width=14, priority=5),
        Column(N_("Net"), Kind.MONEY, 11, least=10),
        Column(N_("Chance"), Kind.COUNT, 6, priority=7),
        Column(N_("Stage"), Kind.STATE, 16, states=STATES, least=14),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Received"), "1": N_("Who"), "5": N_("Net"), "7": N_("Stage"),
    }  # fmt: skip
    FIELDS: ClassVar[dict[str, str]] = {
        "wer": "name", "who": "name", "quelle": "source", "source": "source",
        "gewerk": "trade", "trade": "trade", "plz": "postcode", "postcode": "postcode",
    }  # fmt: skip
    EMPTY = N_("No leads yet. Whoever asks for work stands here until it is won or lost.")

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters in the words of the reader."""
        return tuple((STATES[stage].word, _(STATES[stage].word)) for stage in STATES)

    def __init__(self) -> None:
        super().__init__()
        self._known = MemorySource(())

    def on_mount(self) -> None:
        """The newest leads at once, all of them from a thread."""
        self._look()

    def requery(self) -> None:
        """Read again; what is listed stays until the answer is there."""
        self._look()
        super().requery()

    def source(self) -> Source:
        """Leads, newest first, as they were read last."""
        return self._known

    def _look(self) -> None:
        store, today = self.kontor.store, self.kontor.today()

        def read(size: int) -> MemorySource:
            with store.read() as con:
                names = {one.key: one.name for one in sources(con)}
                return self._rows(self.read_leads(con, today, size), names)

        first = read(_PAGE)
        if first.count() < _PAGE or self._known.count() < _PAGE:
            self._known = first
        if first.count() == _PAGE:
            work.start(self, lambda _ticket: read(_ALL), name="leads", group="leads",
                       then=self._take)  # fmt: skip

    def _take(self, source: MemorySource) -> None:
        self._known = source
        self.refill(source)

    def read_leads(self, con: sqlite3.Connection, today: date, size: int) -> Sequence[Lead]:
        """The leads of the list, newest first, at most so many."""
        return queries.leads(con, today, size=size)

    def _rows(self, found: Sequence[Lead], names: dict[str, str]) -> MemorySource:
        rows = [
            Row(one.id, (place,), self._cells(one, names), str(one.stage), one.worth)
            for place, one in enumerate(found)
        ]
        return MemorySource(rows, {"name": 1, "source": 4, "trade": 2, "postcode": 3})

    def _cells(self, one: Lead, names: dict[str, str]) -> tuple[object, ...]:
        place = " ".join(filter(None, (one.postcode, one.city)))
        about = " · ".join(filter(None, (one.subject, one.trade)))
        chance = one.chance // 100 if one.stage in OPEN else None
        return (
            berlin_today(one.received).isoformat(), one.title, about, place,
            names.get(one.source, one.source), one.worth, chance, str(one.stage),
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet."""
        try:
            with self.kontor.store.read() as con:
                file = read_lead(con, row.id, self.kontor.today())
        except NotFound:
            return ()
        return lead_blocks(file, self.kontor.today(), full=False)

    def detail(self, row: Row) -> BaseScreen:
        """The lead."""
        return LeadScreen(row.id)

    def lead_key(self) -> int | None:
        """The row under the cursor."""
        return self.row.id if self.row else None

    def why_not(self, name: str) -> str:
        """What the stage forbids."""
        return super().why_not(name) or self.why_not_lead(name, self.the_lead())

    def do_record_new(self) -> None:
        """A new lead."""
        self.app.push_screen(LeadForm())

    def do_lead_import(self) -> None:
        """Leads out of a file or folder."""
        import_leads_from(self)


class FollowScreen(LeadSteps, ListScreen):
    """What is to follow up: due first by value × chance, then what comes."""

    NAME, TITLE, LETTER, HANDBOOK = (
        "acquisition.follow", N_("Follow-ups"), "n", "leads#following-up",
    )  # fmt: skip
    HINTS = ("follow.call", "follow.mail", "follow.snooze", "follow.done", "record.open")
    COLUMNS = (
        Column(N_("When"), Kind.STATE, 9, states=WHEN),
        Column(N_("Day"), Kind.DATE, priority=4),
        Column(N_("Who"), Kind.NAME, 20, grow=2, least=16),
        Column(N_("Next step"), width=22, grow=2, priority=2, least=14),
        Column(N_("How"), Kind.STATE, 10, priority=5, states=FOLLOWS),
        Column(N_("About"), width=18, grow=2, priority=7),
        Column(N_("Number"), Kind.NUMBER, 14, priority=6),
        Column(N_("× chance"), Kind.MONEY, 11, priority=3),
    )
    SORTS: ClassVar[dict[str, str]] = {"1": N_("Day"), "2": N_("Who"), "7": N_("Value × chance")}
    EMPTY = N_("Nothing to follow up. Quotes and leads come here by themselves.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Follow] = {}

    def source(self) -> Source:
        """Due ones by value × chance, then the coming by day."""
        today = self.kontor.today()
        with self.kontor.store.read() as con:
            found = follow_ups(con, today)
        self._found = dict(enumerate(found, 1))
        rows = []
        for key, one in self._found.items():
            when = COMING if one.day > today else (DUE if one.day == today else LATE)
            cells = (when, one.day.isoformat(), one.title, one.text, str(one.how), one.subject,
                     one.number, one.weighted or None)  # fmt: skip
            rows.append(Row(key, (key,), cells, when, one.weighted))
        return MemorySource(rows, {"name": 2})

    @property
    def chosen(self) -> Follow | None:
        """The row under the cursor."""
        return self._found.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The lead behind it; a quote without a lead has its own sheet."""
        one = self._found.get(row.id)
        if one is None:
            return ()
        with self.kontor.store.read() as con:
            if one.lead is not None:
                file = read_lead(con, one.lead, self.kontor.today())
                return lead_blocks(file, self.kontor.today(), full=False)
            if one.quote is None:
                return ()
            from kontor.tui.screens.sales import sheets

            return sheets.file_blocks(sheets.read_document(con, one.quote), full=False)

    def detail(self, row: Row) -> BaseScreen | None:
        """The lead, or the quote."""
        one = self._found.get(row.id)
        if one is None:
            return None
        if one.lead is not None:
            return LeadScreen(one.lead)
        from kontor.tui.screens.sales.document import screen_of

        return screen_of(self.kontor.store.read, one.quote or 0)

    def lead_key(self) -> int | None:
        """The lead of the row."""
        return self.chosen.lead if self.chosen else None

    def follow_ref(self) -> str | None:
        """Quote or lead of the row."""
        return self.chosen.ref if self.chosen else None

    def follow_number(self) -> str:
        """The number of lead or contact."""
        one = self.chosen
        if one is None or one.lead is not None or one.contact is None:
            return super().follow_number()
        return self.contact_number(one.contact)

    def why_not(self, name: str) -> str:
        """What the row forbids."""
        general = super().why_not(name)
        if general or name.startswith(("follow.", "record.open")):
            return general or ("" if self.chosen else _("The list is empty."))
        return self.why_not_lead(name, self.the_lead())
