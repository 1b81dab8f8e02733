"""Help: every key of a screen in a list that filters, and the handbook page behind it."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual._slug import TrackedSlugs
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import MarkdownViewer

from kontor.base.i18n import _, language
from kontor.tui.action import TABLE, shown_key
from kontor.tui.commands import action_entry
from kontor.tui.keys import in_contexts
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.widgets.frame import TooSmall
from kontor.tui.widgets.plain import Words

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp


class HelpWindow(Chooser):
    """All keys; a second F1 opens the handbook."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "handbook", show=False)]

    def keys(self) -> str:
        """The line below the list."""
        return _("⏎ runs it   F1 opens the handbook   Esc back")

    def action_handbook(self) -> None:
        """The second F1."""
        self.dismiss("act:handbook.open")


def help_window(app: KontorApp) -> Chooser:
    """All keys of the screen in front; a second F1 opens the handbook."""
    front = app.front
    entries: list[Entry] = []
    if front is not None:
        entries = [action_entry(front, one) for one in front.actions() if one.id[:5] != "area."]
        entries += [
            Entry(
                f"act:{one.id}", _(one.label), _(one.help), shown_key(one.keys[0]), one.group.value
            )
            for one in in_contexts((TABLE,))
            if front.can(one.id)
        ]
        order = list(dict.fromkeys(entry.group for entry in entries))
        entries.sort(key=lambda entry: order.index(entry.group))
    title = _("Keys of this screen: {screen}").format(screen=front.crumb() if front else "")
    return HelpWindow(
        title,
        entries,
        placeholder=_("Type a name or a key"),
    )


def page_path(handbook: Path, page: str, code: str = "") -> Path | None:
    """The file of a page in the reader's language, otherwise German; nothing when it is missing."""
    name = page.partition("#")[0]
    if not name.replace("-", "").isalnum():
        return None
    for one in (code,) if code else (language(), "de"):
        path = handbook / one / f"{name}.md"
        if path.is_file():
            return path
    return None


def headings(text: str) -> list[str]:
    """The headings of a page as links name them, in their order."""
    slugs = TrackedSlugs()
    plain = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [slugs.slug(title) for title in re.findall(r"^#+ (.+)$", plain, re.MULTILINE)]


def anchor(handbook: Path, page: str) -> str:
    """The heading of the shown page that `page#slug` means; the slug may be the English one.

    Pages have the same headings in the same order in both languages.
    """
    wanted = page.partition("#")[2]
    shown, english = page_path(handbook, page), page_path(handbook, page, "en")
    if not wanted or shown is None or english is None:
        return wanted
    here, there = headings(shown.read_text("utf-8")), headings(english.read_text("utf-8"))
    if wanted not in here and wanted in there and len(here) == len(there):
        return here[there.index(wanted)]
    return wanted


class Page(MarkdownViewer):
    """A page whose links are followed by the handbook; the viewer itself would open any file."""

    async def go(self, location: str | PurePath) -> None:
        """Ask the handbook."""
        screen = self.screen
        if isinstance(screen, HandbookScreen):
            await screen.follow(str(location))


class HandbookScreen(ModalScreen[None]):
    """A page of the handbook, at its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1", "leave", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, handbook: Path, page: str) -> None:
        super().__init__()
        self._handbook, self._page = handbook, page

    def compose(self) -> ComposeResult:
        """Title and page."""
        with Vertical(id="handbook", classes="window"):
            yield Words((_("Handbook"), "bold"), id="question-title")
            yield Page(
                self._text(), show_table_of_contents=False, open_links=False, id="handbook-page"
            )
            yield Words(
                (_("↑↓ scroll   Tab next link   Esc back"), "$ink-soft"), id="chooser-bottom"
            )
        yield TooSmall()

    def _text(self) -> str:
        path = page_path(self._handbook, self._page)
        if path is None:
            return _("This page of the handbook is not written yet.")
        return path.read_text("utf-8")

    async def on_mount(self) -> None:
        """Go to the place of the screen."""
        self.query_one(MarkdownViewer).focus()
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        viewer = self.query_one(MarkdownViewer)
        wanted = anchor(self._handbook, self._page)
        if not (wanted and viewer.document.goto_anchor(wanted)):
            viewer.scroll_home(animate=False)

    async def follow(self, href: str) -> None:
        """Links lead to other pages of the handbook, never out of it."""
        here = self._page.partition("#")[0]
        name, _sign, place = href.partition("#")
        page = Path(name).stem or here
        if page_path(self._handbook, page):
            self._page = f"{page}#{place}"
            if page != here:
                await self.query_one(MarkdownViewer).document.update(self._text())
            self.call_after_refresh(self._go)

    def action_scroll(self, step: int) -> None:
        """Scroll by a line."""
        self.query_one(MarkdownViewer).scroll_relative(y=step, animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
