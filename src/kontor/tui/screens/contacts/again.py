"""Customers to get in touch with again, by the cycle of their last work; who may be addressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _, language
from kontor.contacts.words import LIGHTS
from kontor.desk.customer.reactivation import Sleeper, sleepers
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.contacts.consents import LIGHT_STATES
from kontor.tui.screens.contacts.detail import ContactScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind

_AHEAD = 3  # months


class AgainScreen(ListScreen):
    """Whose front, rooms or windows are due again."""

    NAME, TITLE, LETTER = "contacts.again", N_("Due again"), "w"
    HANDBOOK = "contacts#again"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open", "record.mail", "filter.open", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 26, grow=1, least=18),
        Column(N_("Last work"), Kind.DATE, priority=3),
        Column(N_("Due"), Kind.DATE),
        Column(N_("Offer"), width=24, grow=1, priority=4, least=16),
        Column(N_("Letter"), Kind.STATE, 12, states=LIGHT_STATES, least=11),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "2": N_("Due")}
    EMPTY = N_("Nobody is due yet: the cycles of the trades run on.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Sleeper] = {}

    def source(self) -> Source:
        """Longest waiting first."""
        with self.kontor.store.read() as con:
            found = sleepers(con, self.kontor.today(), ahead=_AHEAD)
        self.found = {one.contact: one for one in found}
        return MemorySource([
            Row(one.contact, (place,), (one.name, one.last, one.due, offer(one),
                str(one.letter.light)), str(one.letter.light))
            for place, one in enumerate(found)
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What was done last, and how one may get in touch."""
        one = self.found[row.id]
        return [
            Head("", one.name),
            Facts(
                (N_("Last work"), one.work), (N_("Offer"), offer(one)),
                (N_("Years"), one.cycle.years), (N_("Letter"), _(LIGHTS[one.letter.light])),
                (N_("E-mail"), _(LIGHTS[one.mail.light])),
            ),
            Note(N_("Letter"), _(one.letter.reason)), Note(N_("E-mail"), _(one.mail.reason)),
        ]  # fmt: skip

    def detail(self, row: Row) -> ContactScreen:
        """The file of the customer."""
        return ContactScreen(row.id)

    def do_record_mail(self) -> None:
        """Write a letter."""
        from kontor.tui.screens.documents.letter import LetterForm

        if self.row is not None:
            self.app.push_screen(LetterForm(self.row.id))


def offer(one: Sleeper) -> str:
    """What to offer, in the reader's language."""
    return one.cycle.de if language() == "de" else one.cycle.en
