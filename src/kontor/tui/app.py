"""The app: one mode per view; it hears of changes, runs use cases, shows errors in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segments
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from kontor.base.i18n import _
from kontor.tui import failures, keymap, work
from kontor.tui.action import ALWAYS
from kontor.tui.in_order import InOrder
from kontor.tui.keys import action, bindings
from kontor.tui.protocols import Hit
from kontor.tui.screens.base import BaseScreen
from kontor.tui.shell import Shell
from kontor.tui.spec import Areas
from kontor.tui.stylesheet import stylesheet
from kontor.tui.telling import Telling
from kontor.tui.text import line
from kontor.tui.themes import wear
from kontor.tui.wiring import Wiring


@dataclass
class FileChanged(Message):
    """A step was written; screens ask their queries again."""

    label: str
    final: bool = False


class KontorApp(Shell, Telling, InOrder, inherit_bindings=False):
    """Kontor on the screen.

    For screens: `store`, `today()`, `toast()`, `write()`, `run_case()`, `open_view()`.
    """

    ENABLE_COMMAND_PALETTE = False
    NOTIFICATION_TIMEOUT = 6
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((ALWAYS,)),
        Binding("ctrl+c", "help_quit", show=False, priority=True),
    ]

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.areas = Areas(wiring.areas)
        self.DEFAULT_MODE = self.areas.specs[0].views[0].NAME  # type: ignore[misc]
        super().__init__(css_path=stylesheet())
        self.store, self.today, self.firm = wiring.store, wiring.today, wiring.firm
        self.handbook, self.folder = wiring.handbook, wiring.folder
        self.title = "Kontor"
        self.animation_level = "none"
        self.last_step = ""
        self.changes = 0
        self.waiting: list[Callable[[], object]] | None = []
        self.own_keys, self.keymap_warnings = keymap.check(wiring.keymap, self.areas)
        self._last_view: dict[str, str] = {}
        self.add_views(self.areas.specs[0])
        wear(self, wiring.theme)
        self.set_class(wiring.quiet, "-quiet")

    def on_mount(self) -> None:
        """Listen, and do what can wait after the first frame."""
        self.set_keymap(self.own_keys)
        self.store.subscribe(lambda one: self.post_message(FileChanged(one.label, bool(one.final))))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """After the first frame: load the models in one thread, keep what is loaded out of gc."""
        self.catch_up()
        work.start(self, lambda _ticket: self.load_all(), name="warm", group="warm",
                   then=lambda _nothing: self.all_loaded())  # fmt: skip
        for text in self.keymap_warnings:
            self.toast(text, tone="warning")

    # screens

    @property
    def front(self) -> BaseScreen | None:
        """The top screen that is no window."""
        return next(
            (one for one in reversed(self.screen_stack) if isinstance(one, BaseScreen)), None
        )

    def all_screens(self) -> Iterator[BaseScreen]:
        """Every screen that is open in any area."""
        for stack in self._screen_stacks.values():
            yield from (one for one in stack if isinstance(one, BaseScreen))

    def open_view(self, target: str) -> None:
        """Open `area:<id>` (its view of last time) or `view:<name>`; each view keeps its state."""
        kind, _colon, name = target.partition(":")
        view = self.view_of(name) if kind == "area" else name
        if self.areas.has(view):
            spec = self.areas.home(view)
            self.add_views(spec)
            self._last_view[spec.id] = view
            self.switch_mode(view)

    def to_base(self) -> bool:
        """Close what stands above the view; not over a form that is not saved."""
        if any(one.dirty for one in self.screen_stack[1:] if isinstance(one, BaseScreen)):
            return False
        while len(self.screen_stack) > 1:
            self.pop_screen()
        return True

    async def carry_out(self, target: str) -> None:
        """Do what a palette entry or a search hit stands for."""
        kind, _colon, rest = target.partition(":")
        if kind == "act":
            if self.front is not None:
                await self.front.act(rest)
        elif kind in {"area", "view"}:
            self.open_view(target)
        else:
            self.open_record(target)

    def open_record(self, target: str) -> None:
        """Open a record such as `contacts:17`."""
        found = self.areas.record(target)
        if found is None:
            self.toast(_("This record is gone."), tone="warning")
            return
        self.open_view(f"area:{found[0].id}")
        self.push_screen(found[1])

    async def action_act(self, name: str) -> None:
        """A key that holds everywhere; the screen in front may know better."""
        if self.front is not None:
            await self.front.act(name)

    def search(self, typed: str) -> list[Hit]:
        """The search of the file; runs in a thread."""
        return list(self.wiring.search(typed))

    def number(self, typed: str) -> str | None:
        """Target of a typed number; runs in a thread."""
        return self.wiring.number(typed)

    # work and news

    def write(
        self,
        job: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] | None = None,
        otherwise: Callable[[BaseException], object] | None = None,
        **values: Any,
    ) -> None:
        """Run something that writes, in a thread; it always runs to its end."""
        work.start(
            self, lambda _ticket: job(*args, **values), name="write", then=then,
            otherwise=otherwise, group=work.WRITE, exclusive=False,
        )  # fmt: skip

    def run_case(
        self,
        case: Callable[..., Any],
        *args: Any,
        before: Callable[[], object] | None = None,
        then: Callable[[Any], object] | None = None,
        otherwise: Callable[[BaseException], object] | None = None,
        **values: Any,
    ) -> None:
        """Run a use case; `then` gets what the case gave, a toast names the step and its undo.

        What has to be written `before` it is done in the same thread.
        """

        def job() -> Any:
            if before is not None:
                before()
            return self.store.run(case, *args, **values)

        def done(change: Any) -> None:
            if change.step is not None:
                undo = _("{key} takes it back").format(key=self.key_of("step.undo"))
                self.toast(_(change.label) if change.final else f"{_(change.label)} · {undo}")
            if then:
                then(change.value)

        self.write(job, then=done, otherwise=otherwise)

    def on_done(self, message: work.Done) -> None:
        """A job of the app has ended."""
        if message.then:
            message.then(message.value)

    def on_failed(self, message: work.Failed) -> None:
        """The one place where errors are shown."""
        if message.otherwise:
            message.otherwise(message.error)
        else:
            failures.present(self, message.error)

    def on_file_changed(self, message: FileChanged) -> None:
        """Ask again what is in sight; other screens do so when they are seen."""
        self.last_step, self.step_undone = "" if message.final else message.label, ""
        self.changes += 1
        front = self.front
        if front is not None and self.stale(front):
            front.requery()
            front.repaint_frame()

    def stale(self, screen: BaseScreen) -> bool:
        """Whether the file has changed since the screen asked; counts as asked from now on."""
        old = screen.seen_change != self.changes
        screen.seen_change = self.changes
        return old

    def copy_out(self, text: str) -> None:
        """Put a text on the clipboard."""
        self.copy_to_clipboard(text)
        self.toast(_("Copied: {text}").format(text=line(text)[:60]))

    def keymap_keys(self, name: str) -> list[str]:
        """The keys of an action, after the own key map."""
        own = self.own_keys.get(name)
        return own.split(",") if own else list(action(name).keys)

    def action_help_quit(self) -> None:
        """Ctrl+C: say how to quit."""
        self.toast(_("{key} ends Kontor.").format(key=self.key_of("app.quit")))

    def get_default_screen(self) -> Screen[Any]:
        """Only needed while no area is open."""
        return Screen(id="_default")

    def _fatal_error(self) -> None:
        """An unexpected error: report, plain words in place of a traceback, terminal restored."""
        words = failures.farewell(self.wiring.reports, self._exception, self.wiring.saved())
        self._exit_renderables.append(
            Segments(self.console.render(words, self.console.options), new_lines=False)
        )
        self._close_messages_no_wait()
