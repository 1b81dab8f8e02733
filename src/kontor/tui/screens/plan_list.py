"""What a file would do, as a list: the dry run, decisions, the meaning of columns, then one step.

class LeadImport(PlanList):
    STATES = {"new": State("+", N_("new"), GOOD), …}      # the states of the plan's rows

    def make_plan(self, con) -> plan       # `plan.rows` with place, name, status, findings
    def take_over(self, store, ticket) -> change          # in a thread, the backup is made
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.oserrors import reason_of
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Running
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind, State
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.plain import Words

LARGEST = 64 * 1024 * 1024
NONE = "-"
_TONES = {"good": "$good", "warn": "$warn", "bad": "$bad"}


def bytes_of(path: Path) -> bytes:
    """A file that is not too large; for a thread.

    Raises:
        InputError: it cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(N_("The file is larger than {size} MB."), size=LARGEST // 1024 // 1024)
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be read: {reason}."), path=path, reason=reason_of(error)
        ) from error


class PlanList(ListScreen):
    """A line per record of the file with its finding; `w` does it all in one step."""

    STATES: ClassVar[Mapping[str, State]] = {}
    DECISIONS: ClassVar[Mapping[str, str]] = {}  # what may become of a similar line
    MARK: ClassVar[str] = ""  # before the signature, so that meanings of columns stay apart
    COLUMNS_KEY: ClassVar[str] = ""  # action that asks for the meaning of the columns
    RUNNING: ClassVar[str] = ""
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Place"), "1": N_("Name")}

    def __init__(self, path: Path, file: Any) -> None:
        super().__init__()
        self.path, self.file = path, file
        self.mapping: list[str] = list(file.mapping)
        self.decisions: dict[str, str] = {}
        self.plan: Any = None

    # what an import gives

    def make_plan(self, con: Any) -> Any:
        """The dry run; called in a thread."""
        raise NotImplementedError

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """Do it in one step; called in a thread, after the backup."""
        raise NotImplementedError

    def taken(self, change: Any) -> None:
        """It is done."""
        raise NotImplementedError

    def choices(self) -> Sequence[Choice]:
        """What a column may mean."""
        return ()

    def remember(self, form: FormScreen, mapping: Sequence[str]) -> None:
        """Remember the meaning of the columns; the form's `saved` comes then."""
        raise NotImplementedError

    def finding(self, one: Any) -> str:
        """What is said about a line."""
        return " ".join(finding.text for finding in one.findings)

    # the list

    @staticmethod
    def columns_of(states: Mapping[str, State]) -> tuple[Column, ...]:
        """Place, name, state, finding."""
        return (
            Column(N_("Place"), Kind.NUMBER, 9, least=5),
            Column(N_("Name"), Kind.NAME, 26, grow=2),
            Column(N_("State"), Kind.STATE, states=states),
            Column(N_("Finding"), width=30, priority=4, grow=3),
        )

    def crumb(self) -> str:
        """The file."""
        return self.path.name

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """One filter per state."""
        return tuple((state.word, _(state.word)) for state in self.STATES.values())

    def above(self) -> ComposeResult:
        """Counts, and what to press."""
        yield Words(id="import-counts")

    @property
    def signature(self) -> str:
        """What the remembered meaning of columns belongs to."""
        return f"{self.MARK}{self.file.table.signature}"

    def on_mount(self) -> None:
        """The dry run."""
        if self.file.table is not None:
            from kontor.contacts.queries import saved_mapping

            with self.kontor.store.read() as con:
                known = saved_mapping(con, self.signature)
            if known and len(known) == len(self.mapping):
                self.mapping = list(known)
        self.replan()

    def replan(self) -> None:
        """Read the file with the present choices and plan again; nothing is written."""
        store = self.kontor.store

        def job(_ticket: work.Ticket) -> Any:
            with store.read() as con:
                return self.make_plan(con)

        work.start(self, job, name="plan", group="plan", then=self.show_plan)

    def show_plan(self, plan: Any) -> None:
        """The lines and their counts."""
        self.plan = plan
        counts = self.counts()
        parts: list[Part] = []
        for code, state in self.STATES.items():
            if counts.get(code):
                tone = _TONES.get(state.tone, "$ink-soft")
                parts += [(f" {state.sign} {counts[code]} {_(state.word)} ", tone)]
        self.query_one("#import-counts", Words).say(*(parts or [_(self.EMPTY)]))
        self.requery()

    def counts(self) -> dict[str, int]:
        """Lines per state."""
        return dict(self.plan.counts) if self.plan else {}

    def code(self, one: Any) -> str:
        """The state of a line."""
        return str(one.status.value)

    def source(self) -> Source:
        """The planned lines."""
        rows = self.plan.rows if self.plan else ()
        return MemorySource(
            [Row(n, (n,), (one.place, one.name, self.code(one), self.finding(one)), self.code(one))
             for n, one in enumerate(rows)]
        )  # fmt: skip

    # keys

    def nothing_new(self) -> str:
        """Why there is nothing to take over; empty when there is."""
        counts = self.counts()
        if not (counts.get("new") or counts.get("changed")):
            return _("There is nothing to take over.")
        return ""

    def why_not(self, name: str) -> str:
        """What the file does not offer."""
        if name == "step.next" and (reason := self.nothing_new()):
            return reason
        if name == self.COLUMNS_KEY and self.file.table is None:
            return _("This file has no columns.")
        if name == "record.edit" and (self.row is None or self.decidable(self.row) is None):
            return _("Only similar lines need a decision.")
        return super().why_not(name)

    def decidable(self, row: Row) -> str | None:
        """The place of a line that waits for a decision, or had one."""
        one = self.plan.rows[row.id]
        return one.place if one.status.value == "similar" or one.place in self.decisions else None

    def do_record_edit(self) -> None:
        """Decide what becomes of a line that is only similar to somebody."""
        place = self.decidable(self.row) if self.row else None
        if place is None:
            return
        entries = [Entry(code, _(word)) for code, word in self.DECISIONS.items()]

        def take(code: str | None) -> None:
            if code:
                self.decisions[place] = code
                self.replan()

        self.app.push_screen(Chooser(_("What becomes of it?"), entries), take)

    def do_record_open(self) -> None:
        """The decision, where there is one to take."""
        if self.row is not None and self.decidable(self.row):
            self.do_record_edit()

    def ask_columns(self) -> None:
        """What the columns of the file mean."""
        self.app.push_screen(ColumnsForm(self))

    def do_step_next(self) -> None:
        """Take over: one step, with a backup before it."""
        store, today = store_of(self), self.kontor.today()

        def job(ticket: work.Ticket) -> Any:
            from kontor.desk.safety import before_import

            ticket.tell(0, 0, _("copying and proving"))
            before_import(store, today)
            return self.take_over(store, ticket)

        self.app.push_screen(Running(_(self.RUNNING), job, self.taken))


class ColumnsForm(FormScreen):
    """What each column of a table means; remembered for files with the same heading."""

    TITLE, HANDBOOK = N_("Columns"), "contacts#import-and-export"
    SAVE = N_("Use")

    def __init__(self, screen: PlanList) -> None:
        super().__init__()
        self.screen_below: BaseScreen = screen
        self.import_screen = screen

    def fields(self) -> Sequence[Field]:
        """A choice per column, with the first value as a help."""
        table = self.import_screen.file.table
        known = (Choice(NONE, N_("leave out")), *self.import_screen.choices())
        return tuple(
            Field(f"c{place}", head or _("Column {number}").format(number=place + 1), "choice",
                  choices=known, default=self.import_screen.mapping[place] or NONE,
                  help=_example(table, place))
            for place, head in enumerate(table.header)
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Plan again with these meanings, and remember them."""
        mapping = ["" if code == NONE else str(code) for code in values.values()]
        self.import_screen.mapping = mapping
        self.import_screen.remember(self, mapping)

    def after(self, result: Any) -> None:
        """The dry run with the new meanings."""
        self.import_screen.replan()


def _example(table: Any, place: int) -> str:
    for _line, cells in table.rows[:20]:
        if place < len(cells) and cells[place]:
            return str(cells[place])[:40]
    return ""
