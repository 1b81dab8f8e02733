"""The report screen: lines with figures for a period, each opens and explains itself.

class Result(ReportScreen):
    NAME, TITLE, LETTER, PERIOD = "figures.result", N_("Result"), "e", "year"

    def report(self) -> Figures:                       # for self.period, from queries
    def drill(self, line: Line) -> None:               # Enter on a figure
    def explanation(self, line: Line) -> Sequence[Block]:   # i: rule, formula, law, lines
    def picture(self) -> Rows:  # a: the same as a picture
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from kontor.base.dates import Period, month_period, parse_period, quarter_period, year_period
from kontor.base.i18n import _
from kontor.base.numbers import format_money
from kontor.tui import work
from kontor.tui.action import REPORT
from kontor.tui.export import write_report
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.files import save_as
from kontor.tui.sheet import Block
from kontor.tui.text import Part, Rows, stacked
from kontor.tui.widgets.plain import KInput, Words
from kontor.tui.widgets.report import Figures, Line, ReportTable


class ReportScreen(BaseScreen):
    """A report; `PERIOD` is `month`, `quarter`, `year`, or empty when it has no period."""

    KINDS: ClassVar[tuple[str, ...]] = (REPORT,)
    HINTS: ClassVar[tuple[str, ...]] = (
        "line.open",
        "record.explain",
        "period.previous",
        "period.next",
        "period.choose",
    )
    PERIOD: ClassVar[str] = "year"
    AUTO_FOCUS = "ReportTable"

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._drawn = False
        self._basis: tuple[tuple[str, str], ...] = ()

    # what a report gives

    def report(self) -> Figures:
        """The figures of `self.period`; called in a thread."""
        raise NotImplementedError

    def drill(self, line: Line) -> None:
        """Open what a figure is made of."""

    def explanation(self, line: Line) -> Sequence[Block]:
        """Where a figure comes from: rule, formula, law, lines."""
        return ()

    def picture(self) -> Rows:
        """The report as a picture; nothing when it has none."""
        return ()

    # frame

    @property
    def period(self) -> Period:
        """The period that is shown."""
        if self._period is None:
            today = self.kontor.today()
            self._period = {
                "month": month_period(today.year, today.month),
                "quarter": quarter_period(today.year, (today.month + 2) // 3),
            }.get(self.PERIOD, year_period(today.year))
        return self._period

    def set_period(self, period: Period) -> None:
        """Show another period."""
        self._period = period
        self.requery()

    def period_text(self) -> str:
        """The period in the title line."""
        return self.period.title if self.PERIOD else ""

    @property
    def picture_width(self) -> int:
        """Cells a picture may take."""
        return max(20, self.query_one("#picture-pane").scrollable_content_region.width - 1)

    def body(self) -> ComposeResult:
        """Basis, filter, table, picture."""
        with Vertical(id="report-pane", classes="pane"):
            yield Words(id="report-basis")
            with Horizontal(id="filter-line"):
                yield Words((" / ", "bold $signal"), id="filter-sign")
                yield KInput(id="filter")
            yield ReportTable(id="report")
            with VerticalScroll(id="picture-pane", can_focus=True):
                yield Words(id="picture")

    @property
    def table(self) -> ReportTable:
        """The table."""
        return self.query_one("#report", ReportTable)

    def on_mount(self) -> None:
        """First figures."""
        self.query_one("#filter-line").display = False
        self.query_one("#picture-pane").display = False
        self.requery()

    def requery(self) -> None:
        """Figures again, in a thread."""
        period = self.period

        def take(figures: Figures) -> None:
            if period == self.period:
                self._show(figures)

        work.start(self, lambda _ticket: self.report(), name="report", then=take, group="report")

    def _show(self, figures: Figures) -> None:
        self.table.show(figures)
        self._basis = figures.header
        parts: list[Part] = []
        for place, (name, text) in enumerate(figures.header):
            parts += ["   " if place else " ", (f"{_(name)} ", "$ink-faint"), (text, "$ink-soft")]
        basis = self.query_one("#report-basis", Words)
        basis.display = bool(parts)
        basis.say(*parts)
        give_title(self.query_one("#report-pane"), top=self.title_text())
        self._draw()
        self.repaint_frame()

    def title_text(self) -> str:
        """Title of the pane."""
        return f"{self.crumb()} · {self.period.title}" if self.PERIOD else self.crumb()

    def on_report_table_moved(self, message: ReportTable.Moved) -> None:
        """The footer may change with the line."""
        message.stop()
        self.repaint_frame()

    async def on_report_table_chosen(self, message: ReportTable.Chosen) -> None:
        """A second click opens."""
        message.stop()
        await self.act("line.open")

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._drawn and self.is_mounted:
            self.query_one("#picture", Words).say(stacked(*self.picture()))

    def why_not(self, name: str) -> str:
        """Nothing opens where there is no line."""
        if name in {"line.open", "record.explain"} and self.is_mounted and self.table.line is None:
            return _("There is no line here.")
        return super().why_not(name)

    # keys

    def do_line_open(self) -> None:
        """Fold a branch, open a figure."""
        one = self.table.line
        if one is not None and not self.table.toggle():
            self.drill(one)

    def do_record_explain(self) -> None:
        """Where the figure comes from."""
        one = self.table.line
        blocks = self.explanation(one) if one else ()
        if one is not None and blocks:
            title = _("Where from: {figure}").format(figure=_(one.label) if one.label else one.id)
            self.app.push_screen(Paper(title, blocks))

    def do_period_next(self) -> None:
        """Later."""
        if self.PERIOD:
            self.set_period(self.period.next)

    def do_period_previous(self) -> None:
        """Earlier."""
        if self.PERIOD:
            self.set_period(self.period.previous)

    def do_period_choose(self) -> None:
        """Type a period."""
        today = self.kontor.today()
        ask = AskText(
            _("Period"), hint=_("2026, 03/2026, 3/26, Q1, March"), typed=self.period.short,
            read=lambda typed: parse_period(typed, today),
        )  # fmt: skip
        self.app.push_screen(
            ask, lambda typed: self.set_period(parse_period(typed, today)) if typed else None
        )

    def do_view_toggle(self) -> None:
        """Picture or table."""
        if not self._drawn and not self.picture():
            self.kontor.toast(_("There is no picture of this report."), tone="warning")
            return
        self._drawn = not self._drawn
        self.table.display = not self._drawn
        self.query_one("#picture-pane").display = self._drawn
        (self.query_one("#picture-pane") if self._drawn else self.table).focus()
        self.call_after_refresh(self._draw)

    def do_filter_open(self) -> None:
        """Open the filter line."""
        self.query_one("#filter-line").display = True
        self.query_one("#filter", KInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        if event.input.id == "filter":
            event.stop()
            self.table.narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the lines."""
        if event.input.id == "filter":
            event.stop()
            self.table.focus()

    def step_back(self) -> bool:
        """Esc: the filter, then the picture."""
        line = self.query_one("#filter-line")
        if line.display:
            self.query_one("#filter", KInput).value = ""
            self.table.narrow("")
            line.display = False
            self.table.focus()
            return True
        if self._drawn:
            self.do_view_toggle()
            return True
        return False

    def do_copy_menu(self) -> None:
        """Put a figure on the clipboard, as it is typed into a form."""
        one = self.table.line
        if one is None:
            return
        heads = self.table.figures.columns
        texts = [
            (_(heads[at]), format_money(value, grouping=False) if isinstance(value, int) else value)
            for at, value in enumerate(one.figures)
            if value is not None
        ]
        entries = [Entry(str(at), name, text) for at, (name, text) in enumerate(texts)]

        def take(value: str | None) -> None:
            if value:
                self.kontor.copy_out(texts[int(value)][1])

        self.app.push_screen(Chooser(_("Copy"), entries), take)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)

    def do_export_menu(self) -> None:
        """Save the lines as a file."""
        stem = f"{self.NAME.replace('.', '-')}-{self.period.label}"
        save_as(self, stem, self._export)

    def _export(self, kind: str, path: Path) -> None:
        heads, lines = self.table.figures.columns, self.table.lines

        def job(_ticket: work.Ticket) -> Path:
            write_report(path, kind, heads, lines)
            return path

        work.start(
            self, job, name="export", group="export",
            then=lambda done: self.kontor.toast(_("Written: {path}").format(path=done)),
        )  # fmt: skip
