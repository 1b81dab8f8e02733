"""The pipeline board (Akquise): open leads by stage, moved with `<` and `>`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical

from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.follow import Follow, steps_of
from kontor.acquisition.queries.leads import Column, LeadFilter
from kontor.acquisition.queries.settings import find_source
from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import fold
from kontor.tui import work
from kontor.tui.action import LIST
from kontor.tui.screens.acquisition.board_view import BoardView
from kontor.tui.screens.acquisition.forms import LeadForm
from kontor.tui.screens.acquisition.importing import import_leads_from
from kontor.tui.screens.acquisition.lead import LeadScreen
from kontor.tui.screens.acquisition.names import euros, step_text
from kontor.tui.screens.acquisition.steps import LeadSteps
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.dialogs import AskText
from kontor.tui.text import Part
from kontor.tui.widgets.plain import Words

_PREFIXES = {
    "quelle": "source", "source": "source", "gewerk": "trade", "trade": "trade",
    "wer": "owner", "owner": "owner", "plz": "postcode", "postcode": "postcode",
}  # fmt: skip


class Shown(NamedTuple):
    """What the board draws."""

    columns: Sequence[Column]
    steps: dict[int, Follow]


def read_board(con: Any, today: date, wanted: LeadFilter) -> Shown:
    """Open leads by stage with the next step of each."""
    columns = queries.board(con, today, wanted)
    there = [one for column in columns for one in column.leads]
    return Shown(columns, steps_of(con, there, today))


def typed_filter(con: Any, typed: str) -> LeadFilter:
    """`quelle:portal plz:50 krüger` as a filter; words without a prefix are searched.

    Raises:
        InputError: a source that nobody knows.
    """
    found: dict[str, str] = {}
    words = []
    for word in typed.split():
        prefix, colon, value = word.partition(":")
        name = _PREFIXES.get(fold(prefix)) if colon else None
        if name:
            found[name] = find_source(con, value).key if name == "source" else value
        else:
            words.append(word)
    return LeadFilter(text=" ".join(words))._replace(**found)  # type: ignore[arg-type]


class BoardScreen(LeadSteps, BaseScreen):
    """Columns with count, sum and weighted sum; cards with age and next step."""

    NAME, TITLE, LETTER, HANDBOOK = "acquisition.board", N_("Board"), "t", "leads#board"
    KINDS: ClassVar[tuple[str, ...]] = (LIST,)
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "step.next", "lead.forward", "lead.lost", "filter.open",
    )  # fmt: skip
    AUTO_FOCUS = "#board"

    def __init__(self) -> None:
        super().__init__()
        self.typed = ""
        self._shown = Shown((), {})

    def body(self) -> ComposeResult:
        """The board, and the chosen card in full below it."""
        with Vertical(id="board-pane", classes="pane"):
            yield BoardView()
        yield Words(id="board-card")

    def on_mount(self) -> None:
        """Read it once the frame is there."""
        self.call_after_refresh(self.requery)

    @property
    def board(self) -> BoardView:
        """The columns."""
        return self.query_one("#board", BoardView)

    def requery(self) -> None:
        """Read it again in a thread."""
        store, today, typed = self.kontor.store, self.kontor.today(), self.typed

        def job(_ticket: work.Ticket) -> Shown:
            with store.read() as con:
                return read_board(con, today, typed_filter(con, typed))

        work.start(self, job, name="board", group="board", then=self._take)

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self.board.show(shown.columns, shown.steps, self.kontor.today())
        title = _("Open leads")
        give_title(
            self.query_one("#board-pane"), top=f"{title} · {self.typed}" if self.typed else title
        )
        self._tell_card()
        self.repaint_frame()

    def on_board_view_moved(self, event: BoardView.Moved) -> None:
        """Another card: its facts below, its keys in the footer."""
        event.stop()
        self._tell_card()
        self.repaint_frame()

    def _tell_card(self) -> None:
        one = self.board.lead
        words = self.query_one("#board-card", Words)
        if one is None:
            pieces = sum(column.pieces for column in self._shown.columns)
            words.say((_("No lead is open. A new one takes seconds: n."), "$ink-soft") if not pieces
                      else (_("This column is empty."), "$ink-soft"))  # fmt: skip
            return
        today = self.kontor.today()
        step, style = step_text(self._shown.steps.get(one.id), today)
        where = " ".join(filter(None, (one.postcode, one.city)))
        facts = " · ".join(filter(None, (one.phone, where, one.subject or one.trade)))
        rest: list[Part] = [(f"   {facts}", "$ink-soft")] if facts else []
        money = f"{euros(one.worth)} € · {one.chance // 100} %"
        words.say((one.title, "bold"), *rest, "\n", (step, style),
                  (f"   {money}" if one.worth else "", "$ink-soft"))  # fmt: skip

    def status(self) -> Sequence[tuple[str, str]]:
        """All open leads together."""
        columns = self._shown.columns
        count = sum(column.pieces for column in columns)
        said = ngettext("{count} open lead", "{count} open leads", count).format(count=count)
        net, weighted = sum(c.net for c in columns), sum(c.weighted for c in columns)
        late = sum(1 for one in self._shown.steps.values() if one.overdue)
        pieces = [(f"{said} · {euros(net)} € · {_('weighted')} {euros(weighted)} €", "")]
        if late:
            text = ngettext("{count} to follow up", "{count} to follow up", late)
            pieces.append((" · ! " + text.format(count=late), "bold $warn"))
        return pieces

    # keys

    def lead_key(self) -> int | None:
        """The chosen card."""
        one = self.board.lead
        return one.id if one else None

    def why_not(self, name: str) -> str:
        """What the stage forbids."""
        return super().why_not(name) or self.why_not_lead(name, self.board.lead)

    def do_record_new(self) -> None:
        """A new lead."""
        self.app.push_screen(LeadForm())

    def do_lead_import(self) -> None:
        """Leads out of a file or folder."""
        import_leads_from(self)

    def do_record_open(self) -> None:
        """Everything about the lead."""
        key = self.lead_key()
        if key is not None:
            self.app.push_screen(LeadScreen(key))

    def do_view_toggle(self) -> None:
        """The same as a list."""
        self.kontor.open_view("view:acquisition.leads")

    def do_filter_open(self) -> None:
        """Narrow the board."""
        store = self.kontor.store

        def read(typed: str) -> object:
            with store.read() as con:
                return typed_filter(con, typed)

        def take(typed: str | None) -> None:
            if typed is not None:
                self.typed = typed.strip()
                self.requery()

        hint = _("words, or source:portal trade:roof plz:50 owner:Jana; empty shows all")
        self.app.push_screen(AskText(_("Filter"), hint=hint, typed=self.typed, read=read), take)

    async def do_actions_menu(self) -> None:
        """Everything that is possible now."""
        await self.kontor.choose_action(self)
