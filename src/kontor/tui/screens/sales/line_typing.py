"""Typing a position in its line: opening, proposals, writing, the draft of the open line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from textual.timer import Timer

from kontor.base.i18n import _
from kontor.base.numbers import format_price
from kontor.sales.kinds import PositionKind
from kontor.sales.queries import documents
from kontor.sales.queries.lists import Proposal, proposals
from kontor.tui import work
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.form import Drafter
from kontor.tui.screens.sales.line_edit import LineEdit
from kontor.tui.screens.sales.line_values import (
    FIELDS,
    PRICE,
    SHORT,
    UNIT,
    Line,
    changes,
    raws_of,
    understand,
    used,
)
from kontor.tui.widgets.columns import Column, lay_out
from kontor.tui.widgets.table import RecordTable

NEW = -1  # id of the row that is being typed
_DRAFT_PAUSE = 0.4
_PROPOSE_PAUSE = 0.12
_EDGE = 1
_NAMES = (*FIELDS, "total")


class Editing(NamedTuple):
    """What is being typed: an existing position, or a new one behind another."""

    position: int | None
    kind: PositionKind
    after: int | None = None


class LineTyping(BaseScreen):
    """The open line of `LinesScreen`, which gives the rows and what stands below."""

    COLUMNS: ClassVar[tuple[Column, ...]] = ()

    def show_rows(self) -> None:
        """Table, sums, details anew."""
        raise NotImplementedError

    def tell_below(self) -> None:
        """What is understood, and the sums."""
        raise NotImplementedError

    def __init__(self, document: int, *, begin: bool = False) -> None:
        super().__init__()
        self.key = document
        self.document: documents.Document | None = None
        self.editing: Editing | None = None
        self.proposals: list[Proposal] = []
        self.proposed = -1
        self.taken: Proposal | None = None  # text and work share of it go along
        self.edit = LineEdit(FIELDS)  # its texts are still there when the screen goes
        self._begin = begin
        self._busy = False
        self._drafter: Drafter | None = None
        self._timers_of: dict[str, Timer] = {}
        self._paper = self._ready = False

    @property
    def table(self) -> RecordTable:
        """The table of positions."""
        return self.query_one("#table", RecordTable)

    @property
    def position(self) -> documents.Position | None:
        """The position under the cursor."""
        row = self.table.row if self._ready else None
        if row is None or self.document is None:
            return None
        return next((one for one in self.document.positions if one.id == row.id), None)

    @property
    def dirty(self) -> bool:
        """Whether a line is typed that is not written."""
        return self.editing is not None and any(self.edit.raws.values())

    def start_line(self, editing: Editing, raws: dict[str, str], part: str = SHORT) -> None:
        """Open the line."""
        self.editing = editing
        self.proposals, self.proposed, self.taken = [], -1, None
        self.show_rows()
        wanted = editing.position or NEW
        pages = self.table.pages
        count = pages.count if pages else 0
        for number in range(count):
            row = pages.row(number) if pages else None
            if row is not None and row.id == wanted:
                self.table.cursor = number
        self.edit.display = True
        self.edit.used = used(editing.kind)
        self._place_edit()
        self.edit.begin(used(editing.kind), raws, part)
        self.tell_below()
        self.repaint_frame()

    def new_line(self, kind: PositionKind) -> None:
        """Type a new position behind the one under the cursor."""
        row = self.table.row
        after = row.id if row and row.id != NEW else None
        self.start_line(Editing(None, kind, after), {})

    def edit_line(self, part: str = SHORT) -> None:
        """Change the position under the cursor."""
        one = self.position
        if one is not None:
            self.start_line(Editing(one.id, one.kind), raws_of(one), part)

    def leave_line(self) -> None:
        """Close the line without writing it."""
        self.editing = None
        self.proposals, self.proposed = [], -1
        self.edit.display = False
        if self._drafter is not None:
            drafter = self._drafter
            work.start(self, lambda _t: drafter.drop(), name="draft", group="draft",
                       exclusive=False, otherwise=lambda _error: None)  # fmt: skip
        self.table.focus()
        self.show_rows()
        self.repaint_frame()

    def typed_line(self) -> Line | None:
        """What is understood of the open line."""
        if self.editing is None:
            return None
        return understand(self.editing.kind, self.edit.raws)

    def take_line(self, then: Callable[[], None]) -> None:
        """Write the line, then go on; a fault gets the cursor."""
        editing, line = self.editing, self.typed_line()
        if editing is None or line is None or self._busy:
            return
        empty = editing.position is None and editing.kind is not PositionKind.SUBTOTAL
        if empty and not any(text.strip() for text in self.edit.raws.values()):
            self.leave_line()
            return
        if line.fault:
            self.edit.go(line.field)
            self.tell_below()
            return
        old = self._position_of(editing.position)
        given = changes(old, line) if old is not None else line.values
        if old is not None and not given:
            self.leave_line()
            then()
            return
        self._write(editing, given, then)

    def _position_of(self, key: int | None) -> documents.Position | None:
        there = self.document.positions if self.document else ()
        return next((one for one in there if one.id == key), None)

    def _write(self, editing: Editing, given: dict[str, Any], then: Callable[[], None]) -> None:
        from kontor.sales.model.inputs import PositionChange, PositionInput
        from kontor.sales.service.alternatives import add_line
        from kontor.sales.service.positions import change_position

        app = self.kontor
        self._busy = True
        app.hold_keys()

        def done(change: Any) -> None:
            self._busy = False
            self.leave_line()
            self.requery()
            if editing.position is None:
                self._go_to(int(change.value))
            then()
            app.release_keys()

        def failed(error: BaseException) -> None:
            self._busy = False
            app.post_message(work.Failed("line", error))
            app.release_keys()

        if editing.position is None:
            given = {name: value for name, value in given.items() if value is not None}
            taken = self.taken
            if taken is not None and taken.short == given.get("short"):
                given |= {"long": taken.long, "price_basis": taken.price_basis}
                if taken.price == given.get("price"):
                    given["labour_share"] = taken.labour_share
            data = PositionInput(**given)
            job: tuple[Any, ...] = (add_line, self.key, data, editing.after)
        else:
            job = (change_position, editing.position, PositionChange(**given))
        # no word for each line: the row itself is the answer, and words would cover the sums
        app.write(app.store.run, *job, then=done, otherwise=failed)

    def _go_to(self, key: int) -> None:
        pages = self.table.pages
        for number in range(pages.count if pages else 0):
            row = pages.row(number) if pages else None
            if row is not None and row.id == key:
                self.table.cursor = number

    def _place_edit(self) -> None:
        table = self.table
        number = table.cursor - table.scroll_offset.y + 1
        width = max(20, table.scrollable_content_region.width) - 2 * _EDGE
        self.edit.place(number, lay_out(self.COLUMNS, width), _NAMES)

    def on_line_edit_typed(self, message: LineEdit.Typed) -> None:
        """Say what is understood, propose, keep the draft."""
        message.stop()
        if self.editing is None:
            return
        if message.part == SHORT:
            self._later("propose", _PROPOSE_PAUSE, self._propose)
        self._later("draft", _DRAFT_PAUSE, self._keep_draft)
        self.tell_below()

    def _later(self, name: str, pause: Any, job: Callable[[], None]) -> None:
        old = self._timers_of.pop(name, None)
        if old is not None:
            old.stop()
        self._timers_of[name] = self.set_timer(pause, job)

    def on_line_edit_taken(self, message: LineEdit.Taken) -> None:
        """Enter: a proposal, else the line; a new one follows a new one."""
        message.stop()
        if self._take_proposal():
            return
        editing = self.editing
        again = editing is not None and editing.position is None
        kind = editing.kind if editing else PositionKind.NORMAL
        after = kind if kind in {PositionKind.HOUR, PositionKind.TEXT} else PositionKind.NORMAL
        self.take_line((lambda: self.new_line(after)) if again else _nothing)

    def on_line_edit_key_pressed(self, message: LineEdit.KeyPressed) -> None:
        """Keys of the whole line."""
        message.stop()
        part = message.part
        if message.key == "escape":
            if self.proposed >= 0:
                self.proposed = -1
                self.tell_below()
            else:
                self.leave_line()
        elif message.key in {"up", "down"}:
            self._up_down(1 if message.key == "down" else -1, part)
        else:
            step = 1 if message.key == "tab" else -1
            if step > 0 and self._take_proposal():
                return
            beside = self.edit.beside(part, step)
            if beside is not None:
                self.edit.go(beside)
            elif step > 0:
                self.on_line_edit_taken(LineEdit.Taken(part))

    def _up_down(self, step: int, part: str) -> None:
        if part == SHORT and self.proposals:
            self.proposed = max(-1, min(len(self.proposals) - 1, self.proposed + step))
            self.tell_below()
            return

        def go() -> None:
            self.table.cursor = max(0, min(self.table.count - 1, self.table.cursor + step))
            self.edit_line(part)

        self.take_line(go)

    def _take_proposal(self) -> bool:
        if not 0 <= self.proposed < len(self.proposals):
            return False
        one = self.taken = self.proposals[self.proposed]
        fields = self.edit.fields
        fields[SHORT].put(one.short)
        if self.editing is not None and UNIT in used(self.editing.kind):
            fields[UNIT].put(one.unit)
        fields[PRICE].put(format_price(one.price) if one.price else "")
        self.proposals, self.proposed = [], -1
        beside = self.edit.beside(SHORT, 1)
        if beside is not None:
            self.edit.go(beside)
        self.tell_below()
        return True

    def _propose(self) -> None:
        editing = self.editing
        typed = self.edit.raws[SHORT]
        if editing is None or PRICE not in used(editing.kind) or len(typed.strip()) < 2:
            self.proposals, self.proposed = [], -1
            self.tell_below()
            return
        store = self.kontor.store

        def job(_ticket: work.Ticket) -> list[Proposal]:
            with store.read() as con:
                return proposals(con, typed, 5)

        def take(found: list[Proposal]) -> None:
            if self.editing is editing and self.edit.raws[SHORT] == typed:
                alone = len(found) == 1 and found[0].short == typed.strip()
                self.proposals, self.proposed = ([] if alone else found), -1
                self.tell_below()

        work.start(self, job, name="propose", then=take, group="propose")

    def _keep_draft(self) -> None:
        editing, drafter = self.editing, self._drafter
        if editing is None or drafter is None or self._busy:
            return
        number = drafter.ticket()
        raws = self._draft(editing)
        work.start(self, lambda _t: drafter.keep(number, raws), name="draft", group="draft",
                   exclusive=False, otherwise=lambda _error: None)  # fmt: skip

    def _draft(self, editing: Editing) -> dict[str, Any]:
        return {
            **self.edit.raws, "kind": str(editing.kind), "position": str(editing.position or ""),
            "after": str(editing.after or ""),
        }  # fmt: skip

    def on_unmount(self) -> None:
        """Leaving keeps what was typed."""
        for timer in self._timers_of.values():
            timer.stop()
        if self._drafter is not None and self.editing is not None and self.dirty:
            self._drafter.keep(self._drafter.ticket(), self._draft(self.editing))

    def _restore(self) -> None:
        found = self.kontor.wiring.drafts.load(f"sales.line:{self.key}")
        raws = found.get("raws") if found else None
        if not isinstance(raws, dict) or not any(raws.get(name) for name in FIELDS):
            if self._begin and self.document is not None and not self.document.positions:
                self.new_line(PositionKind.NORMAL)
            return
        key = raws.get("position") or ""
        known = {str(one.id) for one in self.document.positions} if self.document else set()
        after = raws.get("after") or ""
        editing = Editing(
            int(key) if key in known else None, PositionKind(raws.get("kind") or "normal"),
            int(after) if after in known else None,
        )  # fmt: skip
        self.start_line(editing, {name: str(raws.get(name) or "") for name in FIELDS})
        self.kontor.toast(_("The line that you were typing is back."))

    def step_back(self) -> bool:
        """Esc closes the open line first."""
        if self.editing is not None:
            self.leave_line()
            return True
        return False


def _nothing() -> None:
    """Nothing follows."""
