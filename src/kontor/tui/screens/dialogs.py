"""Questions and news in a window: confirm, type a word, ask for a text, progress, error, letters.

Three classes of steps: what can be taken back asks nothing; what is lawful but final asks with
the focus on "Nein" and takes `j` only; what is heavy wants the word or number shown to be typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, ProgressBar

from kontor.base.errors import KontorError
from kontor.base.i18n import _, language
from kontor.base.text import fold
from kontor.tui import work
from kontor.tui.sheet import Block, lay_out_sheet
from kontor.tui.text import Rows, joined, stacked
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import KInput, Words

_ESCAPE: list[BindingType] = [Binding("escape", "leave", show=False)]


class Push(Words, can_focus=True):
    """A button of one line: name and key; Enter, Space or a click pushes it."""

    @dataclass
    class Pushed(Message):
        """It was pushed."""

        choice: str

    def __init__(self, label: str, key: str, choice: str, *, by_enter: bool = True) -> None:
        super().__init__((f" {label} ", ""), (f" {key} " if key else "", "$ink-soft"))
        self.choice, self._by_enter = choice, by_enter

    def on_key(self, event: events.Key) -> None:
        """Enter and Space push, where that cannot be a slip."""
        if event.key in {"enter", "space"}:
            event.stop()
            if self._by_enter:
                self._push()

    def on_click(self) -> None:
        """A click pushes."""
        self._push()

    def _push(self) -> None:
        self.post_message(self.Pushed(self.choice))


class Window(ModalScreen[str | None]):
    """A question with a title, text and buttons; gives the choice, nothing after Esc.

    `choices` are `(value, label, letter)`; the letter chooses from anywhere in the window. The
    focus stands on `first`.
    """

    SLIP: ClassVar[frozenset[str]] = frozenset()  # choices that Enter must not take
    BINDINGS: ClassVar[list[BindingType]] = [
        *_ESCAPE,
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(
        self,
        title: str,
        text: Rows,
        choices: Sequence[tuple[str, str, str]],
        *,
        first: str = "",
        tone: str = "",
    ) -> None:
        super().__init__()
        self._title, self._text, self._choices = title, text, choices
        self._first, self._tone = first or choices[-1][0], tone

    def compose(self) -> ComposeResult:
        """Title, text, buttons."""
        with Vertical(id="question", classes=f"window {self._tone}".strip()):
            yield Words((self._title, "bold"), id="question-title")
            with VerticalScroll(id="question-text", can_focus=False):
                yield Words(stacked(*self._text))
            yield from self.middle()
            with Horizontal(id="question-choices"):
                for value, label, letter in self._choices:
                    yield Push(label, letter, value, by_enter=value not in self.SLIP)
        yield TooSmall()

    def middle(self) -> ComposeResult:
        """What stands between text and buttons."""
        yield from ()

    def on_mount(self) -> None:
        """Where the cursor stands first; no toast covers the question."""
        self.app.clear_notifications()
        self.take_focus()

    def take_focus(self) -> None:
        """The harmless choice has the focus."""
        for push in self.query(Push):
            if push.choice == self._first:
                push.focus()

    def on_key(self, event: events.Key) -> None:
        """A letter chooses, unless something is being typed."""
        if isinstance(self.focused, Input) or event.character is None:
            return
        for value, _label, letter in self._choices:
            if letter and event.character.lower() == letter:
                event.stop()
                self.pushed(value)
                return

    def on_push_pushed(self, message: Push.Pushed) -> None:
        """A button."""
        message.stop()
        self.pushed(message.choice)

    def pushed(self, choice: str) -> None:
        """A choice was made."""
        self.dismiss(choice)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


class Confirm(Window):
    """Lawful but final: says number, customer, amount, consequence; only `j` or a click."""

    SLIP = frozenset({"yes"})

    def __init__(self, title: str, text: Rows, *, verb: str = "") -> None:
        yes, no = "j" if language() == "de" else "y", "n"
        super().__init__(
            title, text, (("yes", verb or _("Yes"), yes), ("no", _("No"), no)), first="no",
            tone="-final",
        )  # fmt: skip

    def pushed(self, choice: str) -> None:
        """Only "yes" counts."""
        self.dismiss("yes" if choice == "yes" else None)


class TypeWord(Window):
    """Heavy: the shown word must be typed, then Enter."""

    def __init__(self, title: str, text: Rows, word: str) -> None:
        super().__init__(title, text, (("no", _("Cancel it"), "Esc"),), tone="-heavy")
        self._word = word

    def middle(self) -> ComposeResult:
        """The word and its input."""
        yield Words(
            (_("To go on, type:") + " ", "$ink-soft"),
            (self._word, "bold $warn"),
            id="question-word",
        )
        yield KInput()

    def take_focus(self) -> None:
        """Typing starts at once."""
        self.query_one(KInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter counts only with the right word."""
        event.stop()
        if fold(event.value.strip()) == fold(self._word):
            self.dismiss("yes")
        else:
            self.query_one("#question-word", Words).say(
                (_("That is not the word. Type:") + " ", "$bad"), (self._word, "bold $warn")
            )

    def pushed(self, choice: str) -> None:
        """The only button leaves."""
        self.dismiss(None)


class AskText(Window):
    """One line of text; gives what `read` makes no complaint about."""

    def __init__(
        self, title: str, *, hint: str = "", typed: str = "",
        read: Callable[[str], object] | None = None,
    ) -> None:  # fmt: skip
        choices = (("take", _("OK"), "⏎"), ("no", _("Cancel it"), "Esc"))
        super().__init__(title, [(hint, "$ink-soft")], choices)
        self._typed, self._read, self._hint = typed, read, hint

    def middle(self) -> ComposeResult:
        """The input and what is wrong with it."""
        yield KInput(self._typed)
        yield Words(id="question-fault")

    def take_focus(self) -> None:
        """Typing starts at once."""
        self.query_one(KInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes what can be understood."""
        event.stop()
        self._take(event.value)

    def _take(self, typed: str) -> None:
        try:
            if self._read:
                self._read(typed)
        except KontorError as error:
            text = " ".join(part for part in (str(error), error.advice) if part)
            self.query_one("#question-fault", Words).say((text, "$bad"))
            return
        self.dismiss(typed)

    def pushed(self, choice: str) -> None:
        """Take the text or leave."""
        if choice == "take":
            self._take(self.query_one(KInput).value)
        else:
            self.dismiss(None)


class AskSecret(AskText):
    """A password: what is typed is not shown."""

    def middle(self) -> ComposeResult:
        """The input, covered, and what is wrong with it."""
        covered = KInput()
        covered.password = True
        yield covered
        yield Words(id="question-fault")


class Tell(Window):
    """News that must be read; Enter or Esc closes."""

    def __init__(self, title: str, text: Rows, *, tone: str = "") -> None:
        super().__init__(title, text, (("ok", _("Close"), "⏎"),), tone=tone)


class Paper(ModalScreen[str | None]):
    """A sheet in a window: explanation of a figure, history of a record."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_ESCAPE,
        Binding("q,i,enter", "leave", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._title, self._blocks = title, blocks

    def compose(self) -> ComposeResult:
        """Title and sheet."""
        with Vertical(id="paper", classes="window"):
            yield Words((self._title, "bold"), id="question-title")
            with VerticalScroll(id="paper-text"):
                yield Words(id="paper-sheet")
            yield Words((_("↑↓ scroll   Esc back"), "$ink-soft"), id="chooser-bottom")
        yield TooSmall()

    def on_mount(self) -> None:
        """The sheet scrolls by keys."""
        self.query_one("#paper-text").focus()

    def on_resize(self) -> None:
        """Lay the sheet out anew."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        # one cell for the scroll bar, which comes only after the text is there
        width = self.query_one("#paper-text").scrollable_content_region.width - 1
        self.query_one("#paper-sheet", Words).say(lay_out_sheet(self._blocks, width))

    def action_scroll(self, step: int) -> None:
        """Scroll by a line."""
        self.query_one("#paper-text").scroll_relative(y=step, animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class Running(ModalScreen[str | None]):
    """Progress of a long job, with Esc to cancel; gives "done" or "cancelled".

    The job runs in a thread and asks its ticket whether it is still wanted.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*_ESCAPE]

    def __init__(
        self, title: str, job: Callable[[work.Ticket], object],
        then: Callable[[object], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._title, self._job, self._then = title, job, then
        self._worker: object = None
        self._cancelled = False

    def compose(self) -> ComposeResult:
        """Title, bar, what is being done."""
        with Vertical(id="running", classes="window"):
            yield Words((self._title, "bold"), id="question-title")
            yield ProgressBar(show_eta=False, id="running-bar")
            yield Words(id="running-text")
            yield Words((_("Esc cancels"), "$ink-soft"), id="chooser-bottom")
        yield TooSmall()

    def on_mount(self) -> None:
        """Start the job."""
        self._worker = work.start(self, self._job, name="running", then=self._ended)

    def on_progress(self, message: work.Progress) -> None:
        """News of the job."""
        message.stop()
        bar = self.query_one(ProgressBar)
        bar.update(total=message.total or None, progress=message.done)
        count = f"{message.done} / {message.total}" if message.total else str(message.done or "")
        self.query_one("#running-text", Words).say(
            joined(message.text, (f"  {count}", "$ink-soft"))
        )

    def on_done(self, message: work.Done) -> None:
        """The job is through."""
        message.stop()
        if message.then:
            message.then(message.value)

    def on_failed(self, message: work.Failed) -> None:
        """Close; the error goes on to the presenter."""
        self.dismiss(None)
        message.stop()
        self.app.post_message(work.Failed(message.job, message.error))

    def _ended(self, value: object) -> None:
        self.dismiss("done")
        if self._then:  # from the app: answers to windows that it opens must not come to this one
            self.app.call_later(self._then, value)

    def action_leave(self) -> None:
        """Ask the job to stop; its answer is dropped."""
        self.workers.cancel_group(self, work.READ)
        self.dismiss("cancelled")


class Letters(ModalScreen[str | None]):
    """A small list of letters; the letter chooses at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*_ESCAPE]

    def __init__(self, title: str, items: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._title, self._items = title, items

    def compose(self) -> ComposeResult:
        """Letter and name of each."""
        rows: Rows = [
            [(f"  {letter}  ", "bold $signal"), label] for letter, label, _value in self._items
        ]
        with Vertical(id="letters", classes="window"):
            yield Words((self._title, "bold"), id="question-title")
            with VerticalScroll(id="letters-list", can_focus=True):
                yield Words(stacked(*rows))
            yield Words((_("a key goes there at once   Esc back"), "$ink-soft"), id="letters-keys")
        yield TooSmall()

    def on_key(self, event: events.Key) -> None:
        """The letter chooses."""
        for letter, _label, value in self._items:
            if letter and event.character == letter:
                event.stop()
                self.dismiss(value)
                return

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
