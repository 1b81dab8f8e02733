"""One window for everything that is chosen from a list: help, commands, search, pickers, menus.

Typing filters, arrows move without leaving the input, Enter takes, Esc leaves. What is not
possible now is grey and says why when taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from kontor.base.i18n import _
from kontor.base.text import fit, fold, matches
from kontor.tui import work
from kontor.tui.protocols import Search
from kontor.tui.text import joined, line
from kontor.tui.widgets.columns import padded
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import KInput, Words

_SHOWN = 150  # option lists stay below 200 entries
_MENU = 10  # so few entries need no high window
_PAUSE = 0.12  # seconds of quiet before a search starts
NEW = "\0new"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose."""

    value: str
    label: str
    detail: str = ""
    key: str = ""
    group: str = ""
    why_not: str = ""


class Chooser(ModalScreen[str | None]):
    """Choose one entry; gives its value, nothing after Esc, `NEW` after Ctrl+N.

    Args:
        title: what is chosen.
        entries: what is there without searching.
        search: asked in a thread for what was typed; its hits come after the matching entries.
        placeholder: what may be typed.
        typed: what stands in the input at the beginning.
        allow_new: whether Ctrl+N leads to a new record.
        always: ask the search even before something is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("ctrl+n", "new", show=False),
    ]
    AUTO_FOCUS = "KInput"
    LINE: ClassVar[type[KInput]] = KInput

    def __init__(
        self,
        title: str,
        entries: Sequence[Entry] = (),
        *,
        search: Search | None = None,
        placeholder: str = "",
        typed: str = "",
        allow_new: bool = False,
        always: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._entries, self._search = title, tuple(entries), search
        self._placeholder, self._typed, self._allow_new = placeholder, typed, allow_new
        self._always = always
        self._found: tuple[Entry, ...] = ()
        self._listed: list[Entry] = []
        self._timer: Timer | None = None
        self._widths = _Widths(0, 0, 0)

    def compose(self) -> ComposeResult:
        """Title, input, list, line below."""
        menu = not self._search and len(self._entries) <= _MENU
        with Vertical(id="chooser", classes="window -menu" if menu else "window"):
            yield Words((self._title, "bold"), id="chooser-title")
            hint = self._placeholder or _("Type to narrow")
            yield self.LINE(self._typed, placeholder=line(hint))
            yield OptionList(id="chooser-list", markup=False, compact=True)
            yield Words(id="chooser-whole")
            yield Words((self.keys(), "$ink-soft"), id="chooser-bottom")
        yield TooSmall()

    def on_mount(self) -> None:
        """Show what is there; no toast covers it."""
        self.app.clear_notifications()
        self.query_one("#chooser-list", OptionList).can_focus = False
        self.call_after_refresh(self._fill)
        if self._search and (self._typed or self._always):
            self._ask()

    def keys(self) -> str:
        """The line below the list."""
        keys = _("↑↓ choose   ⏎ take   Esc back")
        return keys + ("   " + _("Ctrl+N new") if self._allow_new else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter at once, search after a pause."""
        event.stop()
        self._fill()
        if self._search:
            if self._timer:
                self._timer.stop()
            self._timer = self.set_timer(_PAUSE, self._ask)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.call_after_refresh(self._fill)

    def _ask(self) -> None:
        typed, search = self.query_one(KInput).value.strip(), self._search
        if search is None or not (typed or self._always):
            self._take_hits(())
            return

        def job(_ticket: work.Ticket) -> tuple[Entry, ...]:
            return tuple(
                Entry(hit.target, hit.label, hit.detail, group=hit.group)
                for hit in search(typed)[:_SHOWN]
            )

        work.start(self, job, name="search", then=self._take_hits, group="search")

    def on_done(self, message: work.Done) -> None:
        """Answers of the search."""
        message.stop()
        if message.then:
            message.then(message.value)

    def _take_hits(self, hits: tuple[Entry, ...]) -> None:
        self._found = hits
        self._fill()

    def _fill(self) -> None:
        if not self.is_mounted:
            return
        typed = self.query_one(KInput).value.strip()
        own = [entry for entry in self._entries if not typed or _fits(typed, entry)]
        if typed:
            own.sort(key=lambda entry: _rank(typed, entry))
        entries = (own + [hit for hit in self._found if hit not in own])[:_SHOWN]
        self._show(entries, typed)

    def _show(self, entries: list[Entry], typed: str) -> None:
        options = self.query_one("#chooser-list", OptionList)
        before = self.chosen
        self._widths = _widths(entries, max(10, options.content_size.width - 2), bool(typed))
        self._listed = []
        rows: list[Option] = []
        group = ""
        for entry in entries:
            if entry.group != group and not typed:
                group = entry.group
                if rows:
                    rows.append(Option("", disabled=True))
                    self._listed.append(replace(entry, value=""))
                rows.append(Option(joined((_(group), "bold $ink-soft")), disabled=True))
                self._listed.append(replace(entry, value=""))
            rows.append(Option(_entry_line(entry, self._widths, grouped=bool(typed))))
            self._listed.append(entry)
        if not rows:
            text = _("Nothing found.") if typed else _("Type to search.")
            rows = [Option(joined((text, "$ink-soft")), disabled=True)]
        options.clear_options()
        options.add_options(rows)
        self._highlight(options, before)

    def _highlight(self, options: OptionList, before: Entry | None) -> None:
        places = [place for place, entry in enumerate(self._listed) if entry.value]
        if not places:
            options.highlighted = None
            self.query_one("#chooser-whole", Words).say("")
            return
        typed = self.query_one(KInput).value
        same = [place for place in places if not typed and self._listed[place] == before]
        options.highlighted = same[0] if same else places[0]

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        place = self.query_one("#chooser-list", OptionList).highlighted
        if place is None or place >= len(self._listed) or not self._listed[place].value:
            return None
        return self._listed[place]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The whole sentence of the entry, which its line may have had to cut."""
        event.stop()
        entry = self.chosen
        whole = _cut_words(entry, self._widths) if entry else ""
        self.query_one("#chooser-whole", Words).say((whole, "$ink-soft"))

    def action_move(self, step: int) -> None:
        """Move in the list while the input keeps the focus."""
        options = self.query_one("#chooser-list", OptionList)
        places = [place for place, entry in enumerate(self._listed) if entry.value]
        if not places:
            return
        now = places.index(options.highlighted) if options.highlighted in places else 0
        options.highlighted = places[max(0, min(len(places) - 1, now + step))]
        if options.highlighted == places[0]:
            options.scroll_home(animate=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes."""
        event.stop()
        self._take()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click takes."""
        event.stop()
        self._take()

    def _take(self) -> None:
        entry = self.chosen
        if entry is None:
            return
        if entry.why_not:
            self.query_one("#chooser-bottom", Words).say((entry.why_not, "$warn"))
            return
        self.dismiss(entry.value)

    def action_new(self) -> None:
        """Make a new one."""
        if self._allow_new:
            self.dismiss(NEW)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _fits(typed: str, entry: Entry) -> bool:
    if entry.key and fold(typed) == fold(entry.key):
        return True
    text = f"{entry.label} {entry.detail} {_(entry.group) if entry.group else ''}"
    return matches(typed, text) or fold(typed) in fold(text)


def _rank(typed: str, entry: Entry) -> int:
    """Exact key first, then the label's beginning, then the label, then the rest."""
    word = fold(typed)
    if word == fold(entry.key):
        return 0
    label = fold(entry.label)
    if label.startswith(word):
        return 1
    return 2 if word in label else 3


class _Widths(NamedTuple):
    """Cells of the three columns of a list."""

    key: int
    label: int
    detail: int


def _said(entry: Entry, *, grouped: bool) -> str:
    """What stands behind the label: the reason, the sentence, or the area of a hit."""
    said = line(entry.why_not or entry.detail)
    if grouped and entry.group and not entry.key:
        return f"{_(entry.group)} · {said}" if said else _(entry.group)
    return said


def _widths(entries: Sequence[Entry], width: int, grouped: bool) -> _Widths:
    """Columns as wide as their texts; when both do not fit, the label keeps the larger part."""
    key = max((cell_len(entry.key) for entry in entries), default=0)
    key += 2 if key else 0
    rest = width - key
    label = max((cell_len(line(entry.label)) for entry in entries), default=0) + 2
    detail = max((cell_len(_said(entry, grouped=grouped)) for entry in entries), default=0)
    if not detail:
        return _Widths(key, rest, 0)
    label = min(label, max(rest * 2 // 5, rest - detail))
    return _Widths(key, label, rest - label)


def _cut_words(entry: Entry, widths: _Widths) -> str:
    """What the line of the entry had to cut; nothing when all of it is there."""
    said = line(entry.why_not or entry.detail)
    label = line(entry.label)
    if cell_len(label) >= widths.label:
        return f"{label} · {said}" if said else label
    return said if cell_len(said) > widths.detail else ""


def _entry_line(entry: Entry, widths: _Widths, *, grouped: bool) -> Content:
    """Key, label, detail in columns that fit the width."""
    off = bool(entry.why_not)
    label = padded(fit(line(entry.label), max(1, widths.label - 1)), widths.label)
    return joined(
        (padded(entry.key, widths.key), "$ink-faint" if off else "bold $signal"),
        (label, "$ink-faint" if off else ""),
        (fit(_said(entry, grouped=grouped), widths.detail) if widths.detail else "",
         "$warn" if off else "$ink-soft"),
    )  # fmt: skip
