"""Letterhead and texts: how the firm's documents look and what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from kontor.base.i18n import N_, _, language
from kontor.documents.kinds import Wording
from kontor.documents.layout.page import Page
from kontor.documents.layout.text import as_text
from kontor.documents.letterhead import look
from kontor.documents.queries import wordings
from kontor.documents.sample import sample_page, sampled
from kontor.documents.texts import check_text, default_text, placeholders
from kontor.documents.words import LAYOUTS, kind_name, part_name
from kontor.tui import viewer
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Drawing, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import GOOD, MUTED, Column, Kind, State

_STATES = {"own": State("●", N_("own"), GOOD), "shipped": State("·", N_("usual"), MUTED)}
LETTERHEAD = 0  # id of the first row; texts begin at 1


class PapersScreen(ListScreen):
    """The letterhead in the first row, then every text of one language."""

    CANCEL = N_("Original text")
    NAME, TITLE, LETTER, HANDBOOK = (
        "firm.papers", N_("Letterhead and texts"), "f", "documents#look",
    )  # fmt: skip
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.edit", "record.cancel", "record.print", "letterhead.language", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Paper"), Kind.NAME, 20, grow=1, least=16),
        Column(N_("Part"), Kind.NAME, 22, grow=1, least=18),
        Column(N_("Text"), width=40, grow=3, priority=3),
        Column(N_("State"), Kind.STATE, 10, states=_STATES, least=8),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Paper"), "1": N_("Part")}
    SAVED: ClassVar[tuple[tuple[str, str], ...]] = ((N_("Own texts"), N_("own")),)

    def __init__(self) -> None:
        super().__init__()
        self.code = language()
        self.found: list[Wording] = []

    def crumb(self) -> str:
        """The view, with the language of its texts."""
        names = {"de": N_("German"), "en": N_("English")}
        return f"{_(self.TITLE)} · {_(names[self.code])}"

    def source(self) -> Source:
        """The letterhead, then the texts by document."""
        with self.kontor.store.read() as con:
            chosen, self.found = look(con), wordings(con, self.code)
        self.found.sort(key=lambda one: (kind_name(one.kind), part_name(one.part)))
        head = (_("Letterhead"), _("Look of all documents"), _(LAYOUTS[chosen.layout]), "")
        rows = [Row(LETTERHEAD, (0,), head)]
        for at, one in enumerate(self.found, 1):
            state = "own" if one.own else "shipped"
            text = " ".join(one.text.split())
            cells = (kind_name(one.kind), part_name(one.part), text, state)
            rows.append(Row(at, (at,), cells, state))
        return MemorySource(rows)

    @property
    def wording(self) -> Wording | None:
        """The text under the cursor."""
        row = self.row
        return self.found[row.id - 1] if row is not None and row.id != LETTERHEAD else None

    def preview(self, row: Row) -> Sequence[Block]:
        """The sample, or the text with what it reads like."""
        if row.id == LETTERHEAD:
            return self._letterhead()
        one = self.found[row.id - 1]
        state = _STATES["own" if one.own else "shipped"]
        blocks: list[Block] = [Head(part_name(one.part), kind_name(one.kind), state)]
        blocks.append(Note(N_("Text"), one.text))
        if not check_text(one.text, one.language) and "{" in one.text:
            today = self.kontor.today()
            blocks.append(Note(N_("Reads like"), sampled(one.text, today, one.language)))
        if one.own:
            came = default_text(one.kind, one.language, one.part)
            blocks.append(Note(N_("The text that came along"), came or "–"))
        return [*blocks, Note(N_("Placeholders"), placeholder_text(one.language))]

    def _letterhead(self) -> list[Block]:
        with self.kontor.store.read() as con:
            chosen = look(con)
        pane = self.query_one("#preview-pane")
        width = max(40, pane.scrollable_content_region.width - 3)  # scroll bar
        return [
            Head(_("Letterhead")),
            Facts(
                (N_("Layout"), _(LAYOUTS[chosen.layout])),
                (N_("Colour"), f"#{chosen.accent}" if chosen.layout == "modern" else ""),
                (N_("Logo"), _("yes") if chosen.logo else _("no, the name stands there")),
                (N_("Marks for folding"), _("yes") if chosen.marks else _("no")),
            ),
            Drawing(tuple(as_text(self.sample(), width).split("\n")), _("Sample")),
        ]  # fmt: skip

    def sample(self) -> Page:
        """The sample invoice with the letterhead as it is."""
        with self.kontor.store.read() as con:
            return sample_page(con, self.kontor.today(), self.code)

    def why_not(self, name: str) -> str:
        """Only own texts can be given back."""
        if name == "record.cancel" and self.row is not None:
            one = self.wording
            if one is None:
                return _("The letterhead has nothing to give back.")
            if not one.own:
                return _("This text came along; there is nothing to give back.")
        return super().why_not(name)

    def do_record_open(self) -> None:
        """Change it."""
        why = self.reason("record.edit")
        if why:
            self.kontor.toast(why, tone="warning")
        else:
            self.do_record_edit()

    def do_record_edit(self) -> None:
        """Change the letterhead or the text."""
        from kontor.tui.screens.documents.paper_forms import LetterheadForm, WordingForm

        if self.row is None:
            return
        one = self.wording
        self.app.push_screen(LetterheadForm(self.code) if one is None else WordingForm(one))

    def do_record_cancel(self) -> None:
        """The text that came along again."""
        from kontor.documents.model import WordingInput
        from kontor.documents.service import set_wording

        one = self.wording
        if one is not None:
            data = WordingInput(kind=one.kind, language=one.language, part=one.part, text="")
            self.kontor.run_case(set_wording, data)

    def do_letterhead_language(self) -> None:
        """The other language."""
        self.code = "en" if self.code == "de" else "de"
        self.requery()

    def do_record_print(self) -> None:
        """The sample as PDF."""
        viewer.open_file(self, f"{_('Sample')}.pdf", as_pdf(self.sample()))

    def do_letterhead_picture(self) -> None:
        """The sample as a picture."""
        page = self.sample()

        def make() -> bytes:
            from kontor.documents.layout.render import render_png

            return render_png(page, 110)[0]

        viewer.open_file(self, f"{_('Sample')}.png", make)


def as_pdf(page: Page) -> Callable[[], bytes]:
    """Sets the page, for a thread."""

    def make() -> bytes:
        from kontor.documents.layout.render import render_pdf

        return render_pdf(page)

    return make


def placeholder_text(code: str) -> str:
    """All placeholders of a language on one line."""
    return "  ".join(f"{{{name}}}" for name in placeholders(code))
