"""A DATEV batch of the running year, booked again as events: rows, dry run, one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.company.queries import firm
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.books.event_fields import BY_KIND
from kontor.tui.screens.dialogs import Running
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.wizard.takeover import STATES
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import Column, Kind


def choose_batch(screen: BaseScreen) -> None:
    """Ask for the file, read it in a thread, show what it holds."""
    with screen.kontor.store.read() as con:
        chart = str(firm(con).chart)

    def read(path: Path) -> Any:
        from kontor.desk.takeover.booking import read_replay

        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(N_("“{path}” cannot be read: {reason}."), path=path,
                             reason=error.strerror or type(error).__name__) from error  # fmt: skip
        return read_replay(path, data, chart)

    def take(path: str | None) -> None:
        if path:
            work.start(
                screen, lambda _t: read(Path(path)), name="read", group="read",
                then=lambda found: screen.app.push_screen(ReplayScreen(found)),
            )  # fmt: skip

    chooser = choose_file(_("DATEV batch"), (".csv", ".txt"), screen.kontor.folder)
    screen.app.push_screen(chooser, take)


class ReplayScreen(ListScreen):
    """What the batch becomes, each event with what the dry run said, then rows for the hand."""

    NAME, TITLE, HANDBOOK = "firm.batch", N_("DATEV batch"), "takeover#the-running-year"
    HINTS: ClassVar[tuple[str, ...]] = (
        "takeover.prove", "step.next", "filter.open", "export.menu", "screen.back",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, 10, keep=True),
        Column(N_("Event"), Kind.NUMBER, 15, least=10),
        Column(N_("Document"), Kind.NAME, 18, grow=1, least=10),
        Column(N_("Who"), width=10, priority=3),
        Column(N_("Amount"), Kind.MONEY, 11, least=9),
        Column(N_("State"), Kind.STATE, 14, states=STATES, least=12),
        Column(N_("Finding"), width=34, priority=4, grow=2),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Date"), "1": N_("Event")}
    EMPTY = N_("The batch holds no entry of the running year.")
    EMPTY_HINTS = ()

    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found
        self.said: dict[int, Finding] = {}
        self.proven = False

    def crumb(self) -> str:
        """The file."""
        return _("Batch {name}").format(name=self.found.name)

    def source(self) -> Source:
        """Events in order of day, then rows that cannot be booked by themselves."""
        rows = []
        for place, event in enumerate(self.found.events):
            finding = self.said.get(place + 1)
            state = "error" if finding else "good" if self.proven else "new"
            label = _(BY_KIND[event.kind].label)
            cents = event_cents(event)
            document = getattr(event, "document", "") or getattr(event, "item", "")
            cells = (event.day, label, document or event.text, getattr(event, "partner", None),
                     cents, state, finding.text if finding else "")  # fmt: skip
            rows.append(Row(place, (place,), cells, state, cents))
        for place, one in enumerate(self.found.findings, len(rows)):
            where = _("Row {number}").format(number=one.where)
            cells = (None, _("by hand"), where, None, None, "warning", one.text)
            rows.append(Row(place, (place,), cells, "warning", None))
        return MemorySource(rows)

    def preview(self, row: Row) -> Sequence[Block]:
        """The event, or why the row needs a hand."""
        _day, label, document, partner, _cents, state, said = row.cells
        blocks: list[Block] = [Head(str(document), str(label), STATES[str(state)])]
        if row.id < len(self.found.events):
            event = self.found.events[row.id]
            blocks.append(
                Facts((N_("Date"), event.day), (N_("Account"), partner), (N_("Text"), event.text))
            )
        if said:
            blocks.append(Note(N_("Finding"), str(said)))
        return blocks

    def status(self) -> Sequence[tuple[str, str]]:
        """How many events, how many rows for the hand."""
        count, loose = len(self.found.events), len(self.found.findings)
        text = ngettext("{count} event", "{count} events", count).format(count=count)
        if loose:
            text += " · " + _("{count} by hand").format(count=loose)
        return [(text, "")]

    def why_not(self, name: str) -> str:
        """Nothing to book, or something wrong."""
        if name in {"takeover.prove", "step.next"} and not self.found.events:
            return _("The batch holds no entry of the running year.")
        if name == "step.next" and self.said:
            return _("Some entries cannot be booked; see the findings.")
        return super().why_not(name)

    def do_takeover_prove(self) -> None:
        """Everything is booked on trial and taken back at once."""
        store, found = store_of(self), self.found

        def job(ticket: work.Ticket) -> Any:
            from kontor.desk.takeover.booking import try_batch

            ticket.tell(0, 0, _("booking on trial"))
            return try_batch(store, found)

        self.app.push_screen(Running(_("Dry run"), job, self._proved))

    def _proved(self, findings: Any) -> None:
        self.said = {int(one.where): one for one in findings}
        self.proven = True
        self.requery()
        if findings:
            count = len(findings)
            text = ngettext("{count} line is faulty.", "{count} lines are faulty.", count)
            self.kontor.toast(text.format(count=count), tone="warning")
        else:
            key = self.kontor.key_of("step.next")
            self.kontor.toast(_("Everything fits. {key} takes it over.").format(key=key))

    def do_step_next(self) -> None:
        """A backup, then everything in one step."""
        store, found, today = store_of(self), self.found, self.kontor.today()

        def job(ticket: work.Ticket) -> Any:
            from kontor.desk.safety import before_import
            from kontor.desk.takeover.booking import BatchRefused, book_batch

            ticket.tell(0, 0, _("copying and proving"))
            before_import(store, today)
            ticket.tell(0, 0, _("booking"))
            try:
                return len(store.run(book_batch, found).value), []
            except BatchRefused as error:
                return 0, list(error.findings)

        self.app.push_screen(Running(_("Booking the batch"), job, self._booked))

    def _booked(self, result: Any) -> None:
        count, findings = result
        if findings:
            self._proved(findings)
            return
        text = ngettext("{count} entry posted", "{count} entries posted", count)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{text.format(count=count)} · {undo}")
        if self.app.screen is self:
            self.app.pop_screen()


def event_cents(event: Any) -> int | None:
    """What an event moves."""
    amount = getattr(event, "amount", None)
    if amount is not None:
        return abs(int(amount))
    lines = getattr(event, "lines", ())
    if event.kind == "entry":
        return sum(max(int(line.amount), 0) for line in lines)
    return sum(int((line.gross if line.gross is not None else line.net) or 0) for line in lines)
