"""The frame that every screen stands in, and how a key finds its method.

A screen is declared, not wired:

    class Journal(ListScreen):
        NAME, TITLE, LETTER, HANDBOOK = "books.journal", N_("Journal"), "j", "journal"
        HINTS = ("record.new", "record.open", "filter.open")

`NAME` is also the context under which the area's own keys stand in `area_keys/<area>.py`. A key
with id `bank.book` calls `do_bank_book`; a screen without that method does not have the key.
`why_not` gives the sentence why something is impossible now; it greys the hint and answers the
key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from kontor.base.i18n import _
from kontor.tui import work
from kontor.tui.action import Action
from kontor.tui.keys import action as action_named
from kontor.tui.keys import bindings, in_contexts
from kontor.tui.text import T, line
from kontor.tui.widgets.frame import (
    FOOTER_HINTS,
    Choices,
    Ends,
    FooterLine,
    Hint,
    TooSmall,
)

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp


class BaseScreen(Screen[Any]):
    """Title line, areas, views, body, status, footer; subclasses give `body`.

    Class attributes to set: `NAME`, `TITLE`, `LETTER` (g + letter), `HANDBOOK` (page, or
    `page#slug of the English heading`), `HINTS` (up to five action ids for the footer).
    """

    NAME: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    LETTER: ClassVar[str] = ""
    HANDBOOK: ClassVar[str] = ""
    KINDS: ClassVar[tuple[str, ...]] = ()
    HINTS: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = []
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-tiny-high"), (16, "-flat"), (30, "-high")]  # noqa: RUF012

    drawn_ahead = False  # styled and laid out before it was asked for
    seen_change = 0  # the change of the file up to which this screen has asked

    def __init_subclass__(cls, **more: Any) -> None:
        cls.BINDINGS = bindings(cls.contexts(), cls)
        super().__init_subclass__(**more)

    @classmethod
    def contexts(cls) -> tuple[str, ...]:
        """Kinds and name: where the actions of this screen stand in the table."""
        return (*cls.KINDS, cls.NAME) if cls.NAME else cls.KINDS

    @property
    def kontor(self) -> KontorApp:
        """The app, by its own type."""
        return cast("KontorApp", self.app)

    # frame

    def compose(self) -> ComposeResult:
        """The frame with the body of the screen."""
        self._wear_size()
        yield Ends(id="title", way=True)
        yield Choices(id="areas")
        yield Choices(id="views")
        with Container(id="body"):
            yield from self.body()
        yield Ends(id="status")
        yield FooterLine()
        yield TooSmall()

    def _wear_size(self) -> None:
        """What size and area say of the frame, before it is laid out: later it is styled anew."""
        width, height = self.app.size
        names = (_reached(self.HORIZONTAL_BREAKPOINTS, width),
                 _reached(self.VERTICAL_BREAKPOINTS, height))  # fmt: skip
        self.add_class(*names, update=False)
        self.set_class(len(self.kontor.view_items(self)) < 2, "-single", update=False)

    def body(self) -> ComposeResult:
        """The widgets between frame lines."""
        yield from ()

    def crumb(self) -> str:
        """What stands for this screen in the title line."""
        return _(self.TITLE)

    def period_text(self) -> str:
        """What the title line shows at its right end beside the firm."""
        return ""

    def status(self) -> Sequence[tuple[str, str]]:
        """Left end of the status line as pieces `(text, style)`."""
        return ()

    @property
    def dirty(self) -> bool:
        """Whether something typed here is not saved."""
        return False

    def repaint_frame(self) -> None:
        """Write title, status and footer anew."""
        if not self.is_mounted or not self.is_running:
            return
        app = self.kontor
        self.query_one("#title", Ends).tell(*app.title_pieces(self))
        self.query_one("#areas", Choices).offer(app.area_items(self))
        views = app.view_items(self)
        self.set_class(len(views) < 2, "-single")
        self.query_one("#views", Choices).offer(views)
        self.query_one("#status", Ends).tell(self.status(), app.last_step_pieces())
        self.query_one(FooterLine).offer(self.footer())

    def footer(self) -> list[Hint]:
        """Help first, then the hints of the screen that it can do."""
        names = ["help.open", *(name for name in self.HINTS if self.can(name))][: FOOTER_HINTS + 1]
        return [
            Hint(name, self.kontor.key_of(name), self.label_of(action_named(name)),
                 not self.reason(name))
            for name in names
        ]  # fmt: skip

    def label_of(self, one: Action) -> str:
        """What an action is called here; a screen or its mixin says what `x` does as `CANCEL`."""
        own = getattr(self, "CANCEL", "") if one.id == "record.cancel" else ""
        return own or one.label

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Back in sight: the frame may tell something else by now."""
        if self.drawn_ahead:
            event.refresh_styles, self.drawn_ahead = False, False
        self.repaint_frame()
        if self.kontor.stale(self):
            self.call_after_refresh(self.requery)

    def requery(self) -> None:
        """Ask the queries again; called when the file has changed."""

    def on_choices_picked(self, message: Choices.Picked) -> None:
        """An area or view was clicked."""
        message.stop()
        self.kontor.open_view(message.value)

    async def on_footer_line_pressed(self, message: FooterLine.Pressed) -> None:
        """A hint was clicked."""
        message.stop()
        await self.act(message.action)

    # actions

    def can(self, name: str) -> bool:
        """Whether this screen or the app carries out an action."""
        method = action_named(name).method
        return hasattr(self, method) or hasattr(self.app, method)

    def actions(self) -> list[Action]:
        """Every action that holds here, the screen's own first."""
        own = [one for one in in_contexts(self.contexts()) if hasattr(self, one.method)]
        seen = {one.id for one in own}
        return own + [one for one in self.kontor.own_actions() if one.id not in seen]

    def why_not(self, name: str) -> str:
        """Why an action is impossible now, in the reader's language; empty when it is possible."""
        return self._read_only(name)

    def reason(self, name: str) -> str:
        """The same as it counts: a file that may only be read comes before everything else."""
        return self._read_only(name) or self.why_not(name)

    def _read_only(self, name: str) -> str:
        if action_named(name).writes and self.kontor.store.read_only:
            return _("The file is open for reading only.")
        return ""

    async def action_act(self, name: str) -> None:
        """A key of this screen."""
        await self.act(name)

    async def act(self, name: str) -> None:
        """Carry out an action, or say why not."""
        why = self.reason(name)
        if why:
            self.kontor.toast(why, tone="warning")
            return
        if name.startswith("area."):
            self.kontor.open_area(name.removeprefix("area."))
            return
        method = action_named(name).method
        run = getattr(self, method, None) or getattr(self.app, method, None)
        if run is None:
            return
        if action_named(name).writes:
            self.kontor.store.warm()  # two threads must not load the models at once
        result = run()
        if isawaitable(result):
            await result

    # work

    def on_done(self, message: work.Done) -> None:
        """A job of this screen has ended."""
        message.stop()
        if message.then:
            message.then(message.value)

    def on_failed(self, message: work.Failed) -> None:
        """A job of this screen has failed."""
        if message.otherwise:
            message.stop()
            message.otherwise(message.error)

    def hint_line(self, name: str) -> str:
        """`n  Neu` for empty screens."""
        one = action_named(name)
        return f"{self.kontor.key_of(name)}  {_(self.label_of(one))}"


def _reached(steps: Sequence[tuple[int, str]], cells: int) -> str:
    return max((step for step in steps if step[0] <= cells), default=steps[0])[1]


def give_title(widget: Widget, *, top: object = None, bottom: object = None) -> None:
    """Titles in the border of a pane, never read as markup."""
    if top is not None:
        widget.border_title = T(line(top))
    if bottom is not None:
        widget.border_subtitle = T(line(bottom))


def empty_lines(text: str, hints: Iterable[str]) -> list[str]:
    """What an empty pane says: a sentence, then the keys that start something."""
    return [text, "", *hints]
