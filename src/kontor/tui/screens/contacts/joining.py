"""Doubles: all pairs that may be the same, and two contacts side by side before they are joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.contacts.double_run import find_pairs
from kontor.contacts.duplicates import REASONS
from kontor.contacts.file_kinds import Pair
from kontor.desk.customer.comparing import Comparison, compare
from kontor.desk.customer.words import AREAS
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, WARN, Column, Kind, State

_TAKEN = {
    "theirs": State("◄", N_("right one"), GOOD),
    "mine": State("·", N_("left one"), MUTED),
}
_SURE = {"sure": State("!", N_("sure"), WARN), "alike": State("≈", N_("alike"), PLAIN)}
_RECORDS = (
    Column(N_("Area"), Kind.NAME, grow=1, keep=True),
    Column(N_("Records"), Kind.COUNT, 8, keep=True),
)


class JoinScreen(ListScreen):
    """Two contacts side by side: Enter takes a field from the other one, J joins them."""

    NAME, HANDBOOK = "contacts.joining", "contacts#joining"
    TITLE = N_("Join doubles")
    HINTS: ClassVar[tuple[str, ...]] = ("record.open", "contact.turn", "contact.join_now")
    COLUMNS = (
        Column(N_("Field"), Kind.NAME, 18, least=12),
        Column(N_("Stays"), width=28, grow=1, least=16, keep=True),
        Column(N_("Comes over"), width=28, grow=1, least=16, keep=True),
        Column(N_("Choice"), Kind.STATE, 12, states=_TAKEN, least=11),
    )
    EMPTY = N_("Both know the same. J joins them.")
    EMPTY_HINTS = ("contact.join_now",)

    def __init__(self, stays: int, joined: int) -> None:
        super().__init__()
        self.stays, self.joined = stays, joined
        self.found: Comparison | None = None
        self.taken: set[str] | None = None

    def crumb(self) -> str:
        """Who stays."""
        if self.found is None:
            return _(self.TITLE)
        return _("{joined} into {stays}").format(
            joined=self.found.joined.name, stays=self.found.stays.name
        )

    def source(self) -> Source:
        """The fields that differ."""
        with self.kontor.store.read() as con:
            self.found = compare(con, self.stays, self.joined)
        if self.taken is None:
            self.taken = {side.field for side in self.found.sides if side.proposed}
        rows = []
        for place, side in enumerate(self.found.sides):
            state = "theirs" if side.field in self.taken else "mine"
            cells = (_(side.label), side.mine or "–", side.theirs, state)
            rows.append(Row(place + 1, (place,), cells, state))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """Both values in full, and what names the contact that is joined."""
        if self.found is None:
            return ()
        side = self.found.sides[row.id - 1]
        counts: dict[str, int] = {}
        for table, count in self.found.records.items():
            name = _area_of(getattr(self.kontor.store, "doors", ()), table)
            counts[name] = counts.get(name, 0) + count
        blocks: list[Block] = [
            Head("", _(side.label)),
            Facts((self.found.stays.name, side.mine or "–"),
                  (self.found.joined.name, side.theirs)),
        ]  # fmt: skip
        if counts:
            blocks.append(Grid(_RECORDS, sorted(counts.items()), _("Goes over with it")))
        blocks.append(Note(N_("Undo"), _(
            "Undo restores everything. What is issued or sealed keeps the old name, and is shown"
            " with the contact that stays.")))  # fmt: skip
        return blocks

    def do_record_open(self) -> None:
        """Take the field from the other one, or keep the own one."""
        if self.found is None or self.row is None or self.taken is None:
            return
        self.taken ^= {self.found.sides[self.row.id - 1].field}
        self.requery()

    def do_contact_turn(self) -> None:
        """The other one stays."""
        self.stays, self.joined, self.taken = self.joined, self.stays, None
        self.requery()
        self.repaint_frame()

    def do_contact_join_now(self) -> None:
        """Join them; undo separates them again."""
        from kontor.desk.customer.joining import JoinInput, join_contacts

        stays = self.stays
        data = JoinInput.model_validate({"take": sorted(self.taken or ())})
        self.kontor.run_case(
            join_contacts, self.joined, stays, data, then=lambda _result: self._joined(stays)
        )

    def _joined(self, stays: int) -> None:
        self.app.pop_screen()
        self.kontor.open_record(f"contacts:{stays}")


def _area_of(doors: Sequence[object], table: str) -> str:
    for door in doors:
        if table in getattr(door, "audit_tables", ()):
            area = getattr(door, "area", "")
            return _(AREAS.get(area, area))
    return _("Other")


class DoublesScreen(ListScreen):
    """All pairs of contacts that may be the same; Enter sets them side by side."""

    CANCEL = N_("Two different ones")
    NAME, TITLE, LETTER = "contacts.doubles", N_("Doubles"), "d"
    HANDBOOK = "contacts#joining"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open", "record.cancel", "filter.open", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Contact"), Kind.NAME, 26, grow=1, least=18),
        Column(N_("perhaps the same"), width=26, grow=1, least=18, keep=True),
        Column(N_("Why"), width=30, grow=1, priority=4, least=14),
        Column(N_("Of 100"), Kind.COUNT, 7, priority=3),
        Column(N_("State"), Kind.STATE, 10, states=_SURE, least=10),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Name"), "3": N_("Of 100")}
    EMPTY = N_("Nobody is there twice.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[Pair] = []

    def source(self) -> Source:
        """The pairs, likeliest first."""
        with self.kontor.store.read() as con:
            self.pairs = find_pairs(con)
        rows = []
        for place, pair in enumerate(self.pairs):
            state = "sure" if pair.sure else "alike"
            why = ", ".join(_(REASONS[one]) for one in pair.reasons)
            cells = (pair.first_name, pair.second_name, why, pair.score, state)
            rows.append(Row(place + 1, (place,), cells, state))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """Both, field by field."""
        pair = self.pairs[row.id - 1]
        with self.kontor.store.read() as con:
            found = compare(con, pair.first, pair.second)
        facts = [(side.label, f"{side.mine or '–'}  |  {side.theirs}") for side in found.sides]
        return [Head("", f"{pair.first_name}  |  {pair.second_name}"), Facts(*facts)]

    def detail(self, row: Row) -> JoinScreen:
        """Side by side; the older one is proposed to stay."""
        pair = self.pairs[row.id - 1]
        return JoinScreen(pair.first, pair.second)

    def do_record_cancel(self) -> None:
        """They are two different ones: never propose them again."""
        from kontor.contacts.service.file import tell_apart

        if self.row is not None:
            pair = self.pairs[self.row.id - 1]
            self.kontor.run_case(tell_apart, pair.first, pair.second)
