"""Referrals (Empfehlungen): who brought whom, and whom to thank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.contacts.file_kinds import Referral
from kontor.contacts.queries.file import referrals
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.contacts.detail import ContactScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, WARN, Column, Kind, State

DUE, THANKED = "due", "thanked"
STATES = {
    DUE: State("●", N_("thanks are due"), WARN),
    THANKED: State("✓", N_("thanked"), GOOD),
}


class ReferralsScreen(ListScreen):
    """All referrals; those without thanks come first."""

    CANCEL = N_("Remove")
    NAME, TITLE, LETTER = "contacts.referrals", N_("Referrals"), "e"
    HANDBOOK = "contacts#file"
    HINTS = ("step.next", "record.open", "record.mail", "record.cancel", "filter.open")
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, priority=3),
        Column(N_("Recommended by"), Kind.NAME, 24, grow=1, least=16),
        Column(N_("New customer"), Kind.NAME, 24, grow=1, least=16),
        Column(N_("Reward"), Kind.MONEY, 11, least=9),
        Column(N_("State"), Kind.STATE, 17, states=STATES, least=17),
    )
    SORTS: ClassVar[dict[str, str]] = {
        "0": N_("Date"), "1": N_("Recommended by"), "2": N_("New customer"),
    }  # fmt: skip
    SAVED = ((N_("thanks are due"), N_("thanks are due")), (N_("thanked"), N_("thanked")))
    EMPTY = N_("No referral yet. Note it in the file of the new customer: n, then e.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Referral] = {}

    def source(self) -> Source:
        """Thanks that are due first, then the newest."""
        with self.kontor.store.read() as con:
            there = referrals(con)
        there.sort(key=lambda one: (one.thanked is not None, -one.day.toordinal(), one.id))
        self.found = {one.id: one for one in there}
        rows = []
        for place, one in enumerate(there):
            state = THANKED if one.thanked else DUE
            cells = (one.day.isoformat(), one.referrer_name, one.name, one.reward, state)
            rows.append(Row(one.id, (place,), cells, state, one.reward))
        return MemorySource(rows, {"name": 1})

    @property
    def referral(self) -> Referral | None:
        """The row under the cursor."""
        return self.found.get(self.row.id) if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """Who, whom, when."""
        one = self.found.get(row.id)
        if one is None:
            return ()
        return [
            Head("", one.referrer_name, STATES[THANKED if one.thanked else DUE]),
            Facts((N_("New customer"), one.name), (N_("Date"), one.day),
                  (N_("Thanked"), one.thanked)),
            *([Note(N_("Note"), one.note)] if one.note else []),
        ]  # fmt: skip

    def detail(self, row: Row) -> ContactScreen:
        """The file of who recommended us."""
        return ContactScreen(self.found[row.id].referrer)

    def why_not(self, name: str) -> str:
        """Thanks go out once."""
        general = super().why_not(name)
        if name == "step.next" and not general and self.referral and self.referral.thanked:
            return _("The thanks went out already.")
        return general

    def do_step_next(self) -> None:
        """Thanked."""
        from kontor.contacts.service.file import thank

        if self.referral is not None:
            self.kontor.run_case(thank, self.referral.id, self.kontor.today())

    def do_record_mail(self) -> None:
        """A letter of thanks to who recommended us."""
        from kontor.tui.screens.documents.letter import LetterForm

        if self.referral is not None:
            self.app.push_screen(LetterForm(self.referral.referrer))

    def do_record_cancel(self) -> None:
        """Remove a referral that was noted by mistake."""
        from kontor.contacts.service.file import drop_referral

        if self.referral is not None:
            self.kontor.run_case(drop_referral, self.referral.id)
