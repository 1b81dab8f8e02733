"""History (Verlauf): every step, what it changed with old and new values, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.i18n import N_, _, ngettext
from kontor.store.history import StepLine, step_changes, steps
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.past import TABLES, change_grid, instant_text
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import GOOD, MUTED, PLAIN, WARN, Column, Kind, State

STATES = {
    "do": State("●", N_("done"), PLAIN), "undo": State("↶", N_("undo"), WARN),
    "redo": State("↷", N_("redo"), GOOD), "undone": State("○", N_("taken back"), MUTED),
    "final": State("◆", N_("final"), PLAIN), "migration": State("·", N_("program"), MUTED),
    "auto": State("·", N_("program"), MUTED),
}  # fmt: skip
_STATE = (
    "CASE WHEN EXISTS (SELECT 1 FROM step u WHERE u.undoes = s.id) THEN 'undone'"
    " WHEN s.kind <> 'do' THEN s.kind WHEN substr(s.command, 1, 5) = 'auto.' THEN 'auto'"
    " WHEN s.final IS NOT NULL THEN 'final' ELSE 'do' END"
)
LISTING = Listing(
    columns=f"s.id, s.at, s.label, ifnull(s.last - s.first + 1, 0), s.command, {_STATE}",
    tables="step s",
    sorts={"made": Sort(N_("Newest first"), ("s.id",), descending=True)},
    where="s.hash IS NOT NULL", id="s.id", state=_STATE, day="substr(s.at, 1, 10)",
    search="fold(s.label || ' ' || s.command)",
)  # fmt: skip
_PREVIEW, _PAGE = 12, 200
_WORDS = {"I": N_("added"), "U": N_("changed"), "D": N_("removed"), "X": N_("erased")}


class StepSource(SqlSource):
    """Steps with their labels in the reader's language."""

    def block(self, after: tuple[Any, ...] | None, size: int) -> Sequence[Row]:
        """The steps after this key."""
        return [_said(row) for row in super().block(after, size)]

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These steps."""
        return [_said(row) for row in super().rows(ids)]

    def sorted_by(self, name: str, descending: bool) -> StepSource:
        """The same steps in another order."""
        return StepSource(self._read, self._listing, name, descending)


def _said(row: Row) -> Row:
    number, at, label, count, command, state = row.cells
    return row._replace(cells=(number, instant_text(str(at)), _(str(label)), count, command, state))


class HistoryScreen(ListScreen):
    """All steps, newest first; `x` takes one back where nothing later builds on it."""

    CANCEL = N_("Take back")
    NAME, TITLE, LETTER, HANDBOOK = "firm.history", N_("History"), "v", "firm#history"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open",
        "record.cancel",
        "filter.open",
        "export.menu",
    )
    COLUMNS = (
        Column(N_("Step"), Kind.NUMBER, 8, least=6),
        Column(N_("Time"), width=17, least=16, priority=2, keep=True),
        Column(N_("What was done"), Kind.NAME, 40, grow=1, least=26),
        Column(N_("Changes"), Kind.COUNT, 9, priority=4),
        Column(N_("Command"), width=28, priority=6),
        Column(N_("State"), Kind.STATE, states=STATES),
    )
    SORTS: ClassVar[dict[str, str]] = {"made": N_("Newest first")}
    EMPTY = N_("Nothing was done yet.")

    def source(self) -> Source:
        """Every finished step."""
        return StepSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        """The step and its first changes."""
        with self.kontor.store.read() as con:
            return step_blocks(
                row.id,
                step_line(con, row.id),
                step_changes(con, row.id, limit=_PREVIEW + 1),
                _PREVIEW,
            )

    def detail(self, row: Row) -> BaseScreen:
        """All changes of the step."""
        return StepScreen(row.id)

    def do_record_cancel(self) -> None:
        """Take this step back; the store says why not."""
        if self.row is not None:
            take_back(self, self.row.id)


class StepScreen(DetailScreen):
    """One step with everything it changed, page by page."""

    CANCEL = N_("Take back")
    NAME, HANDBOOK = "firm.step", "firm#history"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.cancel", "record.next", "record.previous", "step.more", "copy.menu",
    )  # fmt: skip

    def __init__(self, record: int) -> None:
        super().__init__(record)
        self._shown = _PAGE

    def crumb(self) -> str:
        """Its number."""
        return _("Step {step}").format(step=self.record)

    def load(self) -> tuple[StepLine, list[Any]] | None:
        """The step and its changes."""
        with self.kontor.store.read() as con:
            line = step_line(con, self.record)
            return (line, step_changes(con, self.record, limit=self._shown + 1)) if line else None

    def blocks(self) -> Sequence[Block]:
        """The step."""
        line, changes = self.data
        return step_blocks(self.record, line, changes, self._shown)

    def why_not(self, name: str) -> str:
        """More only where there is more."""
        if name == "step.more" and self.data is not None and len(self.data[1]) <= self._shown:
            return _("All changes are shown.")
        return super().why_not(name)

    def do_step_more(self) -> None:
        """The next page of changes."""
        self._shown += _PAGE
        self.requery()

    def do_record_cancel(self) -> None:
        """Take this step back."""
        take_back(self, self.record)


def take_back(screen: BaseScreen, step: int) -> None:
    """Take a step back and say so; a refusal gives the reason."""
    app, store = screen.kontor, store_of(screen)

    app.write(store.undo, step, then=lambda change: app.tell_reversed(change, undo=True))


def step_line(con: Any, step: int) -> StepLine | None:
    """One step as the history lists it."""
    found = steps(con, before=step + 1, limit=1)
    return found[0] if found and found[0].id == step else None


def step_blocks(
    step: int, line: StepLine | None, changes: Sequence[Any], limit: int
) -> list[Block]:
    """A step as a sheet: what it was, then each record with old and new values."""
    if line is None:
        return []
    state = "undone" if line.undone else "final" if line.final and line.kind == "do" else line.kind
    blocks: list[Block] = [
        Head(str(step), _(line.label), STATES.get(state)),
        Facts(
            (N_("Time"), instant_text(line.at)), (N_("Command"), line.command),
            (N_("Changes"), line.changes), (N_("Takes back step"), line.undoes),
            (N_("Taken back by step"), line.undone),
            (N_("Cannot be taken back"), _(line.final) if line.final else ""),
        ),
    ]  # fmt: skip
    for _number, table, row, op, before, after in changes[:limit]:
        title = f"{_(TABLES.get(table, table))} {row} · {_(_WORDS[op])}"
        blocks.append(change_grid(title, before, after))
    more = line.changes - limit
    if more > 0:
        text = ngettext("and {count} more change", "and {count} more changes", more)
        blocks.append(Note("", text.format(count=more)))
    return blocks
