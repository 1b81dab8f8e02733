"""A short table that is typed line by line and saved as a whole: costs, measures, plans, progress.

A subclass names the typed columns, reads a line and says what stands below:

    class PlanScreen(TableForm):
        PARTS = ("text", "amount", "day")
        COLUMNS = (…)                        # the typed ones first, worked-out ones behind

        def start_rows(self) -> list[dict[str, str]]: ...
        def read(self, raws, above) -> Line: ...
        def worked(self, line) -> tuple[object, ...]: ...     # cells of the other columns
        def below(self, lines) -> Rows: ...
        def save(self, lines) -> None: ...                    # ends with `saved` or `refused`
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer

from kontor.base.i18n import N_, _
from kontor.tui import work
from kontor.tui.action import FORM, LIST
from kontor.tui.protocols import Row
from kontor.tui.screens.base import BaseScreen, empty_lines, give_title
from kontor.tui.screens.form import Drafter
from kontor.tui.screens.sales.line_edit import LineEdit
from kontor.tui.screens.sales.line_values import Line
from kontor.tui.sources import MemorySource
from kontor.tui.text import Rows, stacked
from kontor.tui.widgets.columns import Column, lay_out
from kontor.tui.widgets.plain import Words
from kontor.tui.widgets.table import RecordTable

Raws = dict[str, str]
_DRAFT_PAUSE = 0.4
_EDGE = 1


class TableForm(BaseScreen):
    """Lines in a table, typed in place; see the module for an example."""

    KINDS: ClassVar[tuple[str, ...]] = (FORM, LIST)
    HINTS: ClassVar[tuple[str, ...]] = ("form.save", "record.new", "record.edit", "record.cancel")
    PARTS: ClassVar[tuple[str, ...]] = ()
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    FIXED: ClassVar[bool] = False  # lines are given; only their cells are typed
    FIRST: ClassVar[str] = ""
    EMPTY: ClassVar[str] = N_("Nothing here yet.")
    AUTO_FOCUS = "RecordTable"

    def __init__(self) -> None:
        super().__init__()
        self.raws: list[Raws] = []
        self._start: list[Raws] = []
        self._past: list[list[Raws]] = []
        self.edit = LineEdit(self.PARTS)  # its texts are still there when the screen goes
        self._at: int | None = None  # the line that is typed
        self._fresh = False
        self._drafter: Drafter | None = None
        self._pause_of: Timer | None = None
        self._ready = self._left = self._saving = False

    # what a subclass gives

    def draft_key(self) -> str:
        """Name of the draft."""
        raise NotImplementedError

    def start_rows(self) -> list[Raws]:
        """The lines that are there."""
        return []

    def new_raws(self) -> Raws:
        """What stands in a new line."""
        return {}

    def read(self, raws: Raws, above: Sequence[Line]) -> Line:
        """What is understood of a line."""
        raise NotImplementedError

    def worked(self, line: Line) -> tuple[object, ...]:
        """Cells of the columns that are worked out."""
        return ()

    def below(self, lines: Sequence[Line]) -> Rows:
        """Sums below the table."""
        return []

    def save(self, lines: Sequence[Line]) -> None:
        """Hand the lines to the use case."""
        raise NotImplementedError

    def used_parts(self, raws: Raws) -> frozenset[str]:
        """The cells that are typed."""
        return frozenset(self.PARTS)

    # frame

    def body(self) -> ComposeResult:
        """Table with the line that is typed, what was understood, sums."""
        with Vertical(id="lines-pane", classes="pane"):
            with Container(id="lines-box"):
                yield RecordTable(self.COLUMNS, id="table")
                yield self.edit
            yield Words(id="lines-said")
            yield Words(id="lines-sums")

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one("#table", RecordTable)

    @property
    def dirty(self) -> bool:
        """Whether something is not saved."""
        return not self._left and (self.raws != self._start or self._at is not None)

    def on_mount(self) -> None:
        """The lines, or those of a draft."""
        self._start = self.start_rows()
        self.raws = [dict(one) for one in self._start]
        self._drafter = Drafter(self.kontor.wiring.drafts, self.draft_key())
        found = self.kontor.wiring.drafts.load(self.draft_key())
        kept = (found.get("raws") or {}).get("lines") if found else None
        if isinstance(kept, list) and kept != self._start:
            self.raws = [
                {name: str(one.get(name) or "") for name in (*self.PARTS, "key")}
                for one in kept if isinstance(one, dict)
            ]  # fmt: skip
            key = self.kontor.key_of("form.discard")
            self.kontor.toast(_("Your draft is back. {key} throws it away.").format(key=key))
        self.edit.display = False
        hints = [] if self.FIXED else [self.hint_line("record.new")]
        self.table.empty_text = empty_lines(_(self.EMPTY), hints)
        give_title(self.query_one("#lines-pane"), top=self.crumb())
        self._ready = True
        self.show_rows()

    def lines(self) -> list[Line]:
        """All lines as they are understood."""
        found: list[Line] = []
        for raws in self.raws:
            found.append(self.read(raws, found))
        return found

    def show_rows(self) -> None:
        """Table and sums."""
        if not self._ready:
            return
        lines = self.lines()
        rows = []
        for at, (raws, line) in enumerate(zip(self.raws, lines, strict=True)):
            typed = tuple(raws.get(name, "") for name in self.PARTS)
            rows.append(Row(at, (at,), (*typed, *self.worked(line))))
        self.table.show(MemorySource(rows))
        self._tell(lines)
        if self._at is not None:
            self._place()
        self.repaint_frame()

    def _tell(self, lines: Sequence[Line]) -> None:
        at = self._at if self._at is not None else self.table.cursor
        line = lines[at] if 0 <= at < len(lines) else None
        if self._at is not None:
            raws = {**self.raws[self._at], **self.edit.raws}
            line = self.read(raws, lines[: self._at])
        said: Rows = [("", "")]
        if line is not None and line.fault:
            said = [(line.fault, "$bad" if any(self.edit.raws.values()) or self._at is None
                     else "$ink-faint")]  # fmt: skip
        elif line is not None:
            said = [(" · ".join(text for text in line.said.values() if text), "$good")]
        self.query_one("#lines-said", Words).say(stacked(*said))
        self.query_one("#lines-sums", Words).say(stacked(*self.below(lines)))

    # typing

    def _open(self, at: int, part: str = "") -> None:
        self._at = at
        self.table.cursor = at
        raws = self.raws[at]
        self.edit.display = True
        self.edit.used = self.used_parts(raws)
        self._place()
        self.edit.begin(self.used_parts(raws), raws, part or self.FIRST or self.PARTS[0])
        self._tell(self.lines())
        self.repaint_frame()

    def _place(self) -> None:
        table = self.table
        width = max(20, table.scrollable_content_region.width) - 2 * _EDGE
        names = [*self.PARTS, *("" for _column in self.COLUMNS[len(self.PARTS) :])]
        row = table.cursor - table.scroll_offset.y + 1
        self.edit.place(row, lay_out(self.COLUMNS, width), names)

    def on_resize(self) -> None:
        """The line follows the columns."""
        if self._at is not None:
            self.call_after_refresh(self._place)

    def _remember(self) -> None:
        self._past.append([dict(one) for one in self.raws])

    def do_record_new(self) -> None:
        """A line below the cursor."""
        self._remember()
        at = min(len(self.raws), self.table.cursor + 1) if self.raws else 0
        self.raws.insert(at, {**dict.fromkeys(self.PARTS, ""), **self.new_raws()})
        self._fresh = True
        self.show_rows()
        self._open(at)

    def do_record_edit(self) -> None:
        """Type the line under the cursor."""
        if self.raws:
            self._fresh = False
            self._open(self.table.cursor)

    def do_record_open(self) -> None:
        """The same by Enter."""
        self.do_record_edit()

    def do_record_cancel(self) -> None:
        """Take the line out; undo brings it back."""
        if self.raws:
            self._remember()
            self.raws.pop(self.table.cursor)
            self._changed()

    def do_record_copy(self) -> None:
        """The same line again."""
        if self.raws:
            self._remember()
            self.raws.insert(self.table.cursor + 1, dict(self.raws[self.table.cursor]))
            self._changed()

    def do_step_undo(self) -> None:
        """The last change of the table."""
        if self._past:
            self.raws = self._past.pop()
            self._changed()
        else:
            self.kontor.toast(_("Nothing was changed here."), tone="warning")

    def _changed(self) -> None:
        self.show_rows()
        self._keep()

    def _take(self) -> bool:
        """Put the typed line into the table; an empty new one is dropped. False for a fault."""
        at = self._at
        if at is None:
            return True
        typed = {name: text.strip() for name, text in self.edit.raws.items()}
        if self._fresh and not any(typed.values()):
            self._leave()
            return False
        raws = {**self.raws[at], **typed}
        line = self.read(raws, self.lines()[:at])
        if line.fault:
            self.edit.go(line.field if line.field in self.edit.used else self.PARTS[0])
            self._tell(self.lines())
            return False
        if not self._fresh:
            self._remember()
        self.raws[at] = raws
        self._at = None
        self.edit.display = False
        self._changed()
        return True

    def _leave(self) -> None:
        """Close the line as it was."""
        at, self._at = self._at, None
        if self._fresh and at is not None and self._past:
            self.raws = self._past.pop()
        self._fresh = False
        self.edit.display = False
        self.table.focus()
        self.show_rows()

    def step_back(self) -> bool:
        """Esc closes the open line first."""
        if self._at is not None:
            self._leave()
            return True
        return False

    def on_line_edit_typed(self, message: LineEdit.Typed) -> None:
        """Say what is understood."""
        message.stop()
        if self._at is not None:
            self._tell(self.lines())
            if self._pause_of is not None:
                self._pause_of.stop()
            self._pause_of = self.set_timer(_DRAFT_PAUSE, self._keep)

    def on_line_edit_taken(self, message: LineEdit.Taken) -> None:
        """Enter: the line is taken, the next one follows."""
        message.stop()
        fresh, at = self._fresh, self._at
        if not self._take() or at is None:
            return
        if fresh and not self.FIXED:
            self.do_record_new()
        elif self.FIXED and at + 1 < len(self.raws):
            self._open(at + 1, message.part)
        else:
            self.table.focus()

    def on_line_edit_key_pressed(self, message: LineEdit.KeyPressed) -> None:
        """Tab, arrows, Esc."""
        message.stop()
        if message.key == "escape":
            self._leave()
        elif message.key in {"up", "down"}:
            at = self._at or 0
            if self._take():
                self._fresh = False
                step = 1 if message.key == "down" else -1
                self._open(max(0, min(len(self.raws) - 1, at + step)), message.part)
        else:
            step = 1 if message.key == "tab" else -1
            beside = self.edit.beside(message.part, step)
            if beside is not None:
                self.edit.go(beside)
            elif step > 0:
                self.on_line_edit_taken(LineEdit.Taken(message.part))

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """What is understood of the line under the cursor."""
        message.stop()
        if self._at is None and self._ready:
            self._tell(self.lines())

    async def on_record_table_chosen(self, message: RecordTable.Chosen) -> None:
        """A second click types."""
        message.stop()
        await self.act("record.edit")

    # saving and drafts

    def why_not(self, name: str) -> str:
        """Given lines stay."""
        if self.FIXED and name in {"record.new", "record.cancel", "record.copy"}:
            return _("The lines are given; type into their cells.")
        return super().why_not(name)

    def do_form_save(self) -> None:
        """Check all lines, then save; a fault gets the cursor."""
        if (self._saving or not self._take()) and (self._at is not None or self._saving):
            return
        lines = self.lines()
        for at, line in enumerate(lines):
            if line.fault:
                self._fresh = False
                self._open(at, line.field)
                return
        self._saving = True
        self.save(lines)

    def saved(self, _result: Any = None) -> None:
        """Done: forget the draft, close."""
        self._left = True
        if self._drafter is not None:
            self._drafter.drop()
        if self.is_attached and self.app.screen is self:
            self.app.pop_screen()

    def refused(self, error: BaseException) -> None:
        """The use case said no."""
        self._saving = False
        self.app.post_message(work.Failed("save", error))

    def do_form_discard(self) -> None:
        """Back to the start."""
        self._at, self._fresh = None, False
        self.edit.display = False
        self.raws = [dict(one) for one in self._start]
        if self._drafter is not None:
            self._drafter.drop()
        self.table.focus()
        self.show_rows()

    def do_form_fault(self) -> None:
        """The next faulty line."""
        for at, line in enumerate(self.lines()):
            if line.fault:
                self._open(at, line.field)
                return
        self.kontor.toast(_("Everything is understood."))

    def _draft(self) -> dict[str, Any]:
        raws = [dict(one) for one in self.raws]
        if self._at is not None:
            raws[self._at].update(self.edit.raws)
        return {"lines": raws}

    def _keep(self) -> None:
        drafter = self._drafter
        if drafter is None or self._left:
            return
        number, raws = drafter.ticket(), self._draft()
        work.start(self, lambda _t: drafter.keep(number, raws), name="draft", group="draft",
                   exclusive=False, otherwise=lambda _error: None)  # fmt: skip

    def on_unmount(self) -> None:
        """Leaving without saving keeps what was typed."""
        if self._pause_of is not None:
            self._pause_of.stop()
        if self._drafter is not None and self.dirty and not self._saving:
            self._drafter.keep(self._drafter.ticket(), self._draft())
