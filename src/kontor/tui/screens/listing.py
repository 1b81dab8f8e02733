"""The list screen: one table, a filter line, a preview beside it.

class Journal(ListScreen):
    NAME, TITLE, LETTER = "books.journal", N_("Journal"), "j"
    COLUMNS = (
        Column(N_("Document"), Kind.NUMBER), Column(N_("Date"), Kind.DATE, priority=1),
        Column(N_("Who"), Kind.NAME, grow=2), Column(N_("Text"), grow=1, priority=6),
        Column(N_("Amount"), Kind.MONEY), Column(N_("State"), Kind.STATE, states=STATES),
    )
    SORTS = {"day": N_("Date"), "name": N_("Name")}      # names of the source's orders
    FIELDS = {"konto": "konto"}                   # typed before a colon → field of the source
    EMPTY = N_("No entries yet.")
    HINTS: ClassVar[tuple[str, ...]] = ("record.new", "record.open", "filter.open", "step.next")

    def source(self) -> Source:
        return SqlSource(self.kontor.store.read, LISTING)

    def preview(self, row: Row) -> Sequence[Block]:
        return [Head(…), Facts(…)]

    def detail(self, row: Row) -> BaseScreen:
        return EntryScreen(row.id)

    def do_record_new(self) -> None:
        self.app.push_screen(EntryForm())
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Input

from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.base.text import fold
from kontor.tui import work
from kontor.tui.action import LIST
from kontor.tui.export import all_rows, write_rows
from kontor.tui.filtering import Filter, parse
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen, empty_lines, give_title
from kontor.tui.sheet import Block, lay_out_sheet
from kontor.tui.widgets.columns import Column, written
from kontor.tui.widgets.plain import KInput, Words
from kontor.tui.widgets.table import RecordTable

_PREVIEW_PAUSE, _FILTER_PAUSE = 0.05, 0.1
_EXPORT_BLOCK = 1000


class ListScreen(BaseScreen):
    """A table of records; see the module for an example.

    Gives: open, filter, saved filters, order, marks with sum, copy, save as CSV/JSON, actions menu,
    preview on/off, refresh with the cursor kept on its record.
    """

    KINDS: ClassVar[tuple[str, ...]] = (LIST,)
    HINTS: ClassVar[tuple[str, ...]] = ("record.new", "record.open", "filter.open", "actions.menu")
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    SORTS: ClassVar[Mapping[str, str]] = {}
    FIELDS: ClassVar[Mapping[str, str]] = {}
    SAVED: ClassVar[tuple[tuple[str, str], ...]] = ()
    EMPTY: ClassVar[str] = N_("Nothing here yet.")
    EMPTY_HINTS: ClassVar[tuple[str, ...]] = ("record.new",)
    AUTO_FOCUS = "RecordTable"

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()
        self._order: tuple[str, bool] | None = None
        self._preview_on = True
        self._preview_row: Row | None = None
        self._timer: Timer | None = None
        self._sum: int | None = None

    # what a view gives

    def source(self) -> Source:
        """Where the rows come from; asked again whenever the file has changed."""
        raise NotImplementedError

    def preview(self, row: Row) -> Sequence[Block]:
        """The sheet beside the list; nothing hides the pane."""
        return ()

    def detail(self, row: Row) -> BaseScreen | None:
        """The screen that Enter opens."""
        return None

    def copies(self, row: Row) -> Sequence[tuple[str, str]]:
        """What `y` offers, as `(name, text)`; the cells of the row by default."""
        return [
            (_(column.label), written(column, value))
            for column, value in zip(self.table.columns, row.cells, strict=False)
            if value not in {None, ""}
        ]

    # frame

    def body(self) -> ComposeResult:
        """List and preview."""
        with Horizontal(id="panes"):
            with Vertical(id="list-pane", classes="pane"):
                yield from self.above()
                with Horizontal(id="filter-line"):
                    yield Words((" / ", "bold $signal"), id="filter-sign")
                    yield KInput(id="filter")
                yield RecordTable(self.COLUMNS, id="table")
            with VerticalScroll(id="preview-pane", classes="pane", can_focus=False):
                yield Words(id="preview")

    def first_row(self) -> int:
        """Where the cursor begins."""
        return 0

    def above(self) -> ComposeResult:
        """What stands above the table, such as a line for fast entry."""
        yield from ()

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one("#table", RecordTable)

    @property
    def row(self) -> Row | None:
        """The record under the cursor."""
        return self.table.row if self.is_mounted else None

    def chosen_ids(self) -> list[int]:
        """The marked records, or the one under the cursor."""
        if self.table.marks:
            return sorted(self.table.marks)
        return [self.row.id] if self.row else []

    def on_mount(self) -> None:
        """First rows. A view that adds to this does not call it: Textual calls both."""
        self.query_one("#filter-line").display = False
        self.table.show(self._ordered())
        self.table.cursor = self.first_row()
        self._after_rows()

    def requery(self) -> None:
        """Rows again; filter, order, cursor and marks stay."""
        if self.filter:
            self._find()
        else:
            self.table.show(self._ordered())
            self._after_rows()

    def _ordered(self) -> Source:
        source = self.source()
        return source.sorted_by(*self._order) if self._order else source

    def _after_rows(self) -> None:
        table = self.table
        ids = table.pages.ids if table.pages else None
        source = table.pages.source if table.pages else None
        self._sum = source.sum(ids) if source and table.count <= 20_000 else None
        if self.filter:
            text = _("Nothing matches “{filter}”.").format(filter=self.filter.typed.strip())
            table.empty_text = empty_lines(text, [_("Esc shows everything again")])
        else:
            hints = [self.hint_line(name) for name in self.EMPTY_HINTS if self.can(name)]
            table.empty_text = empty_lines(_(self.EMPTY), hints)
        table.refresh()
        give_title(self.query_one("#list-pane"), top=self.list_title())
        self._show_preview()
        self.repaint_frame()

    def list_title(self) -> str:
        """Title of the list pane."""
        return f"{self.crumb()} · {self.filter.typed.strip()}" if self.filter else self.crumb()

    def status(self) -> Sequence[tuple[str, str]]:
        """Count and sum, of the marked rows when there are any."""
        table = self.table
        if table.marks:
            source = table.pages.source if table.pages else None
            total = source.sum(sorted(table.marks)) if source else None
            text = _("{count} marked").format(count=len(table.marks))
            return [(text, "bold $signal"), (_money(total), "bold")]
        text = ngettext("{count} record", "{count} records", table.count)
        return [(text.format(count=_thousands(table.count)), ""), (_money(self._sum), "$ink-soft")]

    def why_not(self, name: str) -> str:
        """Nothing can be done with a record where there is none."""
        needs = {
            "record.open", "record.edit", "record.copy", "record.cancel", "step.next", "copy.menu",
            "record.explain", "mark.toggle", "mark.range", "record.print", "record.mail",
            "record.task",
        }  # fmt: skip
        if name in needs and self.row is None:
            return _("The list is empty.")
        return super().why_not(name)

    # events of the widgets

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """Another row: preview after a short rest."""
        message.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_PREVIEW_PAUSE, self._show_preview)

    def on_record_table_marked(self, message: RecordTable.Marked) -> None:
        """The status adds up the marks."""
        message.stop()
        self.repaint_frame()

    async def on_record_table_chosen(self, message: RecordTable.Chosen) -> None:
        """A second click opens."""
        message.stop()
        await self.act("record.open")

    def on_resize(self) -> None:
        """The preview is laid out for its width."""
        self.call_after_refresh(self._show_preview)

    def _show_preview(self) -> None:
        if not self.is_mounted:
            return
        pane = self.query_one("#preview-pane", VerticalScroll)
        row = self.row
        wide = self.has_class("-wide") and self._preview_on
        blocks = self.preview(row) if row and wide else ()
        if blocks and not pane.display:  # its width is known after the next layout only
            self.call_after_refresh(self._show_preview)
        pane.display = bool(blocks)
        if blocks:
            self.query_one("#preview", Words).say(
                lay_out_sheet(blocks, max(10, pane.scrollable_content_region.width))
            )
            if row != self._preview_row:
                pane.scroll_home(animate=False)
        self._preview_row = row
        self.repaint_frame()

    # filter

    def do_filter_open(self) -> None:
        """Open the filter line."""
        self.query_one("#filter-line").display = True
        self.query_one("#filter", KInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        if event.input.id != "filter":
            return
        event.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(_FILTER_PAUSE, self._typed)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the rows."""
        if event.input.id == "filter":
            event.stop()
            self._typed()
            self.table.focus()

    def on_key(self, event: object) -> None:
        """Down in the filter line goes to the rows."""
        if getattr(event, "key", "") == "down" and self.query_one("#filter").has_focus:
            self.table.focus()

    def _typed(self) -> None:
        self.set_filter(self.query_one("#filter", KInput).value)

    def set_filter(self, typed: str) -> None:
        """Narrow the list to what was typed; everything again for an empty text."""
        wanted = parse(typed, self._state_words(), self.FIELDS, self.kontor.today())
        terms = tuple(
            replace(term, field=self.FIELDS[term.field]) if term.field else term
            for term in wanted.terms
        )
        if terms != self.filter.terms:
            self.filter = Filter(terms, typed)
            self._find()

    def _state_words(self) -> dict[str, str]:
        return {
            fold(_(state.word)): code
            for column in self.COLUMNS
            for code, state in column.states.items()
        }

    def refill(self, source: Source) -> None:
        """Rows that a thread has read; order and filter hold for them too."""
        source = source.sorted_by(*self._order) if self._order else source
        if self.filter:
            self._find(source)
        else:
            self.table.show(source)
            self._after_rows()

    def _find(self, source: Source | None = None) -> None:
        wanted, source = self.filter, source if source is not None else self._ordered()

        def take(ids: array[int] | None) -> None:
            if wanted is self.filter:
                self.table.show(source, ids)
                self._after_rows()

        if not wanted:
            take(None)
            return
        work.start(
            self, lambda _ticket: source.ids(wanted), name="filter", then=take, group="filter"
        )

    def do_filter_saved(self) -> None:
        """Choose a saved filter."""
        from kontor.tui.screens.chooser import Chooser, Entry

        entries = [Entry(_(text), _(label), _(text)) for label, text in self.SAVED]
        self.app.push_screen(Chooser(_("Saved filters"), entries), self._use_saved)

    def _use_saved(self, typed: str | None) -> None:
        if typed is not None:
            self.query_one("#filter-line").display = True
            self.query_one("#filter", KInput).put(typed)
            self.set_filter(typed)

    def step_back(self) -> bool:
        """Esc: marks, then the filter; tells whether there was something to take away."""
        if self.table.marks:
            self.table.clear_marks()
            return True
        line = self.query_one("#filter-line")
        if line.display or self.filter:
            self.query_one("#filter", KInput).value = ""
            line.display = False
            self.set_filter("")
            self.table.focus()
            return True
        return False

    # records

    def do_record_open(self) -> None:
        """Open the record."""
        row = self.row
        screen = self.detail(row) if row else None
        if screen is not None:
            screen.neighbour = self._neighbour  # type: ignore[attr-defined]
            self.app.push_screen(screen)

    def _neighbour(self, step: int) -> BaseScreen | None:
        """The next or previous record, for the detail screen above this list."""
        table = self.table
        table.cursor = max(0, min(table.count - 1, table.cursor + step))
        return self.detail(table.row) if table.row else None

    def do_mark_toggle(self) -> None:
        """Mark or unmark."""
        self.table.toggle_mark()

    def do_mark_range(self) -> None:
        """Mark up to here."""
        self.table.mark_range()

    def do_view_toggle(self) -> None:
        """Preview on or off; on a narrow screen Enter opens the record."""
        self._preview_on = not self._preview_on
        self._show_preview()

    def do_sort_menu(self) -> None:
        """Choose an order; the same again turns it round."""
        from kontor.tui.screens.chooser import Chooser, Entry

        entries = [
            Entry(f"{name}:{down:d}", _(label), _("downwards") if down else _("upwards"))
            for name, label in self.SORTS.items()
            for down in (False, True)
        ]
        self.app.push_screen(Chooser(_("Order of the rows"), entries), self._use_order)

    def _use_order(self, chosen: str | None) -> None:
        if chosen:
            name, down = chosen.rsplit(":", 1)
            self._order = (name, down == "1")
            self.requery()

    def do_copy_menu(self) -> None:
        """Put something on the clipboard."""
        from kontor.tui.screens.chooser import Chooser, Entry

        row = self.row
        offers = self.copies(row) if row else ()
        texts = {str(place): text for place, (_name, text) in enumerate(offers)}
        texts["row"] = "\t".join(text for _name, text in offers)
        entries = [Entry(str(place), name, text) for place, (name, text) in enumerate(offers)]
        entries.append(Entry("row", _("Whole row"), texts["row"]))

        def take(value: str | None) -> None:
            if value:
                self.kontor.copy_out(texts[value])

        self.app.push_screen(Chooser(_("Copy"), entries), take)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)

    def do_export_menu(self) -> None:
        """Save the listed rows as a file."""
        from kontor.tui.screens.files import save_as

        stem = f"{self.NAME.replace('.', '-')}-{self.kontor.today().isoformat()}"
        save_as(self, stem, self._export)

    def _export(self, kind: str, path: Path) -> None:
        pages = self.table.pages
        if pages is None:
            return
        source, ids, columns = pages.source, pages.ids, self.table.columns

        def job(ticket: work.Ticket) -> Path:
            write_rows(path, kind, columns, all_rows(source, ids, ticket))
            return path

        work.start(
            self, job, name="export", group="export",
            then=lambda done: self.kontor.toast(_("Written: {path}").format(path=done)),
        )  # fmt: skip


def _money(cents: int | None) -> str:
    return "" if cents is None else f" · {format_money(cents)} €"


def _thousands(count: int) -> str:
    return format_money(count * 100)[:-3]
