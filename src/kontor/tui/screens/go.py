"""Where to go: the digit of an area, then the letter of a screen; a letter alone stays in the area.

Whoever knows the way types it and sees no window; it comes up for those who stop to think, and at
once after a key that leads nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.screen import ModalScreen
from textual.timer import Timer

from kontor.base.i18n import _
from kontor.tui.text import Part, line, stacked
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import Words

if TYPE_CHECKING:
    from kontor.tui.spec import Areas, AreaSpec

_PAUSE = 0.35  # seconds; a finger on its way to the next key is faster
_HIGH = 12  # more screens than this stand in two columns
FIRST_ROW = "g"  # so no screen has this letter


class _Stage(Container, can_focus=True):
    """Holds the keyboard while the window is not shown yet."""


def _row(key: str, label: str, *, here: bool = False) -> list[Part]:
    return [(f" {key or ' '}  ", "bold $signal"), (label, "bold $signal" if here else "")]


class GoMenu(ModalScreen[str | None]):
    """Areas on the left, the screens of the chosen area beside them; gives what to carry out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, areas: Areas, here: AreaSpec) -> None:
        super().__init__()
        self._areas, self._here = areas, here
        self._chosen: AreaSpec | None = None
        self._pause: Timer | None = None

    @property
    def _area(self) -> AreaSpec:
        return self._chosen or self._here

    def compose(self) -> ComposeResult:
        """The list, on a stage that has the keyboard from the start and no height until then."""
        with _Stage(id="go-stage"), Vertical(id="go", classes="window"):
            yield Words(id="go-title")
            with Horizontal(id="go-lists"):
                yield Words(id="go-areas")
                yield Words(id="go-views")
                yield Words(id="go-more")
            yield Words(id="go-note")
            yield Words(id="go-keys")
        yield TooSmall()

    def on_mount(self) -> None:
        """Wait for the next key, unseen."""
        self._wait()

    def _wait(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._show)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses the area, a letter goes."""
        if event.key == "escape":
            return
        event.stop()
        typed = event.character or ""
        target = self._target(event.key, typed)
        other = self._areas.by_digit(typed)
        if target:
            self.dismiss(target)
        elif other or event.key == "backspace":
            self._choose(other)
        else:
            self._refuse(line(typed) if typed.isprintable() else "")

    def _target(self, key: str, typed: str) -> str:
        """What a key stands for; empty when it is no way out of here."""
        view = self._area.letters().get(typed.casefold())
        if view is not None:
            return f"view:{view.NAME}"
        if self._chosen is None:
            return "act:move.first" if typed == FIRST_ROW else ""
        return f"area:{self._chosen.id}" if key == "enter" else ""

    def _choose(self, area: AreaSpec | None) -> None:
        self._chosen = area
        if self.has_class("-shown"):
            self._show()
        else:
            self._wait()

    def _refuse(self, typed: str) -> None:
        if typed.isdigit():
            said = _("There is no area {digit}.").format(digit=typed)
        else:
            said = _("“{letter}” leads to no screen of {area}.").format(
                letter=typed, area=_(self._area.label)
            )
        self._show(said if typed else "")

    def _show(self, said: str = "") -> None:
        if self._pause is not None:
            self._pause.stop()
        area = self._area
        views = [_row(one.LETTER, _(one.TITLE)) for one in area.views]
        half = (len(views) + 1) // 2 if len(views) > _HIGH else len(views)
        areas = [_row(one.digit, _(one.label), here=one is area) for one in self._areas]
        self.query_one("#go-title", Words).say(
            (_("Go to"), "bold"), (" › ", "$ink-faint"), (_(area.label), "bold $signal")
        )
        for name, rows in (("areas", areas), ("views", views[:half]), ("more", views[half:])):
            self.query_one(f"#go-{name}", Words).say(stacked(*rows))
        note = self.query_one("#go-note", Words)
        note.display = bool(said)
        note.say((said, "$warn"))
        self.query_one("#go-keys", Words).say((self._keys(), "$ink-soft"))
        self.add_class("-shown")

    def _keys(self) -> str:
        if self._chosen is None:
            return _("letter goes there   digit: area   {key} first row   Esc back").format(
                key=FIRST_ROW
            )
        return _("letter goes there   Enter: as it was left   Esc back")

    def action_leave(self) -> None:
        """Go nowhere."""
        self.dismiss(None)
