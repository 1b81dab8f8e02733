"""Instructions that were held: who took part, who signed, the scanned list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.calendar.queries import instructions
from kontor.calendar.queries.instructions import Held, Signature
from kontor.store.blobs import get_blob
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.calendar.instruction_forms import InstructionForm
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Grid, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, WARN, Column, Kind, State

_SIGNED: dict[str, State] = {
    "all": State("✓", N_("all signed"), GOOD), "some": State("●", N_("not all signed"), WARN),
}  # fmt: skip
_ROW = (
    Column(N_("Who"), Kind.NAME, 20, grow=1),
    Column(N_("Signed"), Kind.DATE),
)


class HeldScreen(ListScreen):
    """The instructions of the years, newest first."""

    NAME, TITLE, HANDBOOK = (
        "calendar.held", N_("Held instructions"), "meetings#instructions",
    )  # fmt: skip
    HINTS = ("record.new", "record.open", "held.sign", "held.scan", "actions.menu")
    COLUMNS = (
        Column(N_("Day"), Kind.DATE, keep=True),
        Column(N_("Instruction"), Kind.NAME, 28, grow=2, least=20),
        Column(N_("By"), width=16, grow=1, priority=4),
        Column(N_("People"), Kind.COUNT, 8, priority=3),
        Column(N_("State"), Kind.STATE, 18, states=_SIGNED),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Day"), "1": N_("Instruction")}
    EMPTY = N_("No instruction was held yet.")

    def source(self) -> Source:
        """Newest first."""
        with self.kontor.store.read() as con:
            self._held: dict[int, Held] = {
                one.id: one for one in instructions.held(con, self.kontor.today())
            }
        rows = []
        for one in self._held.values():
            state = "all" if one.signed == len(one.persons) else "some"
            cells = (one.day.isoformat(), one.name, one.teacher, len(one.persons), state)
            rows.append(Row(one.id, (-one.day.toordinal(), -one.id), cells, state))
        return MemorySource(rows)

    def _signatures(self) -> list[Signature]:
        if self.row is None:
            return []
        with self.kontor.store.read() as con:
            return instructions.signatures(con, self.row.id)

    def preview(self, row: Row) -> Sequence[Block]:
        """Who took part and who signed."""
        one = self._held.get(row.id)
        if one is None:
            return ()
        rows = [(who.name, who.signed) for who in self._signatures()]
        blocks: list[Block] = [
            Head("", one.name, _SIGNED[row.state]),
            Facts((N_("Day"), one.day), (N_("By"), one.teacher), (N_("Language"), one.language)),
            Grid(_ROW, rows, N_("Participants")),
        ]
        return [*blocks, Note(N_("What was shown"), one.content)] if one.content else blocks

    def why_not(self, name: str) -> str:
        """Nobody is left to sign; no list was scanned."""
        if name == "held.sign" and all(who.signed for who in self._signatures()):
            return _("All of them signed.")
        if name == "held.scan" and not any(who.sha256 for who in self._signatures()):
            return _("No scanned list lies with it.")
        return super().why_not(name)

    # keys

    def do_record_new(self) -> None:
        """Note one that was held."""
        self.app.push_screen(InstructionForm())

    def do_record_open(self) -> None:
        """Everything in a window."""
        if self.row is not None:
            self.app.push_screen(Paper(_(self.TITLE), self.preview(self.row)))

    def do_held_sign(self) -> None:
        """Somebody signs later."""
        if self.row is None:
            return
        key = self.row.id

        def take(short: str | None) -> None:
            from kontor.calendar.service.instructions import sign_instruction

            if short:
                self.kontor.run_case(sign_instruction, key, short, self.kontor.today())

        entries = [Entry(who.short, who.name) for who in self._signatures() if not who.signed]
        self.app.push_screen(Chooser(_("Who signs?"), entries), take)

    def do_held_scan(self) -> None:
        """Show the scanned list."""
        sha, store = next((s.sha256 for s in self._signatures() if s.sha256), ""), self.kontor.store

        def content() -> bytes:
            with store.read() as con:
                return get_blob(con, sha)

        if self.row is not None:
            held = self._held[self.row.id]
            viewer.open_file(self, f"{held.day} {held.name}.pdf", content)
