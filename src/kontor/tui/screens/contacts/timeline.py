"""Everything that happened with a customer in all areas, as a list that filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.contacts import queries
from kontor.desk.customer.file import Event, events
from kontor.desk.customer.words import AREAS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_ALL = 5_000


class TimelineScreen(ListScreen):
    """One stream of all areas; typing filters by word, `area:` by area."""

    NAME, HANDBOOK, TITLE = "contacts.timeline", "contacts#file", N_("What happened")
    HINTS: ClassVar[tuple[str, ...]] = ("record.open", "filter.open", "filter.saved")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("What"), Kind.NAME, 44, grow=1, least=30),
        Column(N_("Area"), width=18, priority=3, least=10),
        Column(N_("Amount"), Kind.MONEY, 11, priority=2),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Date"), "2": N_("Area")}
    FIELDS: ClassVar[dict[str, str]] = {"bereich": "area", "area": "area"}
    EMPTY = N_("Nothing happened yet.")
    EMPTY_HINTS = ()

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact
        self.name_of = ""
        self.events: list[Event] = []

    def crumb(self) -> str:
        """The title and the name."""
        return f"{_(self.TITLE)} · {self.name_of}"

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """One filter for each area that tells something."""
        there = list(dict.fromkeys(one.area for one in self.events))
        return tuple((AREAS.get(area, area), f"area:{_area(area).split()[0]}") for area in there)

    def source(self) -> Source:
        """Newest first."""
        store = self.kontor.store
        with store.read() as con:
            self.name_of = queries.contact(con, self.contact).name
            self.events = events(con, getattr(store, "doors", ()), self.contact, limit=_ALL)
        rows = [
            Row(place + 1, (place,), (one.day, title_of(one), _area(one.area), one.amount), "",
                one.amount)
            for place, one in enumerate(self.events)
        ]  # fmt: skip
        return MemorySource(rows, {"area": 2})

    def preview(self, row: Row) -> Sequence[Block]:
        """What happened, and what opens."""
        one = self.events[row.id - 1]
        return [
            Head(_area(one.area), title_of(one)),
            Facts((N_("Date"), one.day), (N_("Reference"), one.ref)),
        ]

    def do_record_open(self) -> None:
        """Open what it was."""
        if self.row is not None and self.events[self.row.id - 1].ref:
            self.kontor.open_record(self.events[self.row.id - 1].ref)


def title_of(one: Event) -> str:
    """What happened, in the reader's language."""
    return _(one.title).format(**dict(one.values)) if one.values else _(one.title)


def _area(area: str) -> str:
    return _(AREAS.get(area, area))
