"""The document beside a form: its text or readable view, its picture, the file itself.

From 100 columns the document stands beside the fields; below that a key changes between the two.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widget import Widget

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.base.text import SAFE_ENDINGS, safe_file_name
from kontor.receipts.kinds import Form, Receipt
from kontor.receipts.queries import records
from kontor.receipts.reading.picture import Raster, can_draw, picture_of
from kontor.store.blobs import get_blob
from kontor.tui import viewer, work
from kontor.tui.screens.base import BaseScreen, give_title
from kontor.tui.screens.books.receipt_sheet import text_blocks
from kontor.tui.screens.input_form import InputForm
from kontor.tui.sheet import lay_out_sheet
from kontor.tui.widgets.picture import PictureView
from kontor.tui.widgets.plain import Words

TEXT, PICTURE = "text", "picture"
_TITLES = {TEXT: N_("Document"), PICTURE: N_("Picture")}
_PICTURE_ENDINGS = (".jpeg", ".gif", ".webp", ".tif", ".tiff", ".heic")


def open_receipt(screen: BaseScreen, receipt: int) -> None:
    """Show the file of a receipt with the system's own program."""
    store = screen.kontor.store
    with store.read() as con:
        one = records.receipt(con, receipt)

    def content() -> bytes:
        with store.read() as con:
            return get_blob(con, one.sha256)

    endings = (*SAFE_ENDINGS, *_PICTURE_ENDINGS)
    viewer.open_file(screen, safe_file_name(one.file_name, endings=endings), content)


class PaperPane(Container):
    """A document in two ways: as text and as picture; one of them is seen."""

    def __init__(self, receipt: int) -> None:
        super().__init__(id="voucher-pane", classes="pane")
        self.receipt = receipt
        self.mode = TEXT
        self.modes: tuple[str, ...] = (TEXT,)
        self._one: Receipt | None = None
        self._drawn = False
        self._note = ""

    def compose(self) -> ComposeResult:
        """Text and picture."""
        with VerticalScroll(id="voucher-scroll"):
            yield Words(id="voucher-text")
        yield PictureView(id="voucher-picture")

    @property
    def picture(self) -> PictureView:
        """The picture."""
        return self.query_one("#voucher-picture", PictureView)

    @property
    def front(self) -> VerticalScroll | PictureView:
        """What is seen and scrolled."""
        if self.mode == PICTURE:
            return self.picture
        return self.query_one("#voucher-scroll", VerticalScroll)

    def on_mount(self) -> None:
        """Read what there is; a photo begins as picture, everything else as text."""
        screen = self._owner()
        with screen.kontor.store.read() as con:
            self._one = one = records.receipt(con, self.receipt)
            words = one.form in {Form.EINVOICE, Form.HYBRID} or bool(
                records.content(con, self.receipt).strip()
            )
        shown = (TEXT,) if words else ()
        self.modes = (*shown, PICTURE) if can_draw(one.mime) else shown or (TEXT,)
        self.call_after_refresh(self.turn_to, self.modes[0])

    def on_resize(self) -> None:
        """The text is laid out for its width."""
        self.call_after_refresh(self._write)

    def turn_to(self, mode: str) -> None:
        """Show the document in this way."""
        self.mode = mode
        self.query_one("#voucher-scroll").display = mode == TEXT
        self.picture.display = mode == PICTURE
        if mode == PICTURE:
            self._draw()
        else:
            self._write()
        self._entitle()

    def next_mode(self) -> str:
        """The way after this one; the first again after the last."""
        return self.modes[(self.modes.index(self.mode) + 1) % len(self.modes)]

    def _owner(self) -> BaseScreen:
        assert isinstance(self.screen, BaseScreen)
        return self.screen

    def _entitle(self) -> None:
        note = self._note if self.mode == PICTURE else ""
        name = self._one.file_name if self._one else ""
        larger = f" {self.picture.zoom}×" if self.mode == PICTURE else ""
        give_title(self, top=_(_TITLES[self.mode]) + larger, bottom=note or name)

    def _write(self) -> None:
        if self._one is None or self.mode != TEXT or not self.display:
            return
        scroll = self.query_one("#voucher-scroll", VerticalScroll)
        width = max(20, scroll.scrollable_content_region.width - 1)
        screen = self._owner()
        with screen.kontor.store.read() as con:
            blocks = text_blocks(con, self._one, width)
        if self.modes == (TEXT,) and not blocks[1:]:
            key = screen.kontor.key_of("paper.open")
            text = _("This file cannot be shown here; {key} opens it.").format(key=key)
            self.query_one("#voucher-text", Words).say(text)
            return
        self.query_one("#voucher-text", Words).say(lay_out_sheet(blocks, width))

    def _draw(self) -> None:
        one, screen = self._one, self._owner()
        if one is None or self._drawn:
            return
        self._drawn = True
        store = screen.kontor.store

        def job(_ticket: work.Ticket) -> Raster:
            with store.read() as con:
                content = get_blob(con, one.sha256)
            return picture_of(content, one.mime)

        def take(found: Raster) -> None:
            self._note = ""
            self.picture.show(found)
            self._entitle()

        def refused(error: BaseException) -> None:
            self._note = str(error) if isinstance(error, KontorError) else ""
            self._entitle()

        self._note = _("is being drawn …")
        work.start(screen, job, name="picture", then=take, group="picture", otherwise=refused)

    def larger(self) -> None:
        """The picture in its next size."""
        if self.mode != PICTURE:
            self.turn_to(PICTURE)
            return
        self.picture.larger()
        self._entitle()


class PaperForm(InputForm):
    """A form with the document beside it."""

    HINTS: ClassVar[tuple[str, ...]] = (
        "form.save", "paper.turn", "paper.larger", "paper.open", "screen.back",
    )  # fmt: skip
    receipt: int = 0
    _field: Widget | None = None  # where the cursor stood before it went into the document

    def body(self) -> ComposeResult:
        """The form and the document."""
        with Horizontal(id="voucher-panes"):
            yield from super().body()
            yield PaperPane(self.receipt)

    @property
    def paper(self) -> PaperPane:
        """The document."""
        return self.query_one(PaperPane)

    @property
    def covered(self) -> bool:
        """Whether the document stands in place of the fields."""
        return self.query_one("#voucher-panes").has_class("-paper")

    def why_not(self, name: str) -> str:
        """Only a picture can be made larger."""
        if name == "paper.larger" and PICTURE not in self.paper.modes:
            return _("There is no picture of this file.")
        return super().why_not(name)

    def do_paper_turn(self) -> None:
        """The document in its other way; without room beside the fields, in their place."""
        paper = self.paper
        if self.has_class("-wide"):
            paper.turn_to(paper.next_mode())
            return
        last = paper.mode == paper.modes[-1]
        if not self.covered:
            self._lay_over(paper.modes[0])
        elif last:
            self.uncover()
        else:
            self._lay_over(paper.next_mode())

    def _lay_over(self, mode: str) -> None:
        self.query_one("#voucher-panes").add_class("-paper")
        self.paper.turn_to(mode)
        self.paper.front.focus()

    def uncover(self) -> None:
        """Back to the fields."""
        self.query_one("#voucher-panes").remove_class("-paper")
        self.form.focus_field(next(iter(self.form.rows)))

    def step_back(self) -> bool:
        """Esc goes back to the fields first."""
        if self.covered and not self.has_class("-wide"):
            self.uncover()
            return True
        return False

    def do_pane_next(self) -> None:
        """Between the fields and the document, where both are seen."""
        if not self.has_class("-wide"):
            self.focus_next()
        elif self.paper.front.has_focus:
            (self._field or next(iter(self.form.rows.values())).editor).focus()
        else:
            self._field = self.focused
            self.paper.front.focus()

    def do_paper_larger(self) -> None:
        """The picture larger, then as large as the pane again."""
        if not self.has_class("-wide") and not self.covered:
            self._lay_over(PICTURE)
            return
        self.paper.larger()

    def do_paper_down(self) -> None:
        """Half a pane down in the document, while the cursor stays in its field."""
        self._scroll(1)

    def do_paper_up(self) -> None:
        """Half a pane up."""
        self._scroll(-1)

    def _scroll(self, way: int) -> None:
        front: Any = self.paper.front
        front.scroll_relative(y=way * max(1, front.size.height // 2), animate=False)

    def do_paper_open(self) -> None:
        """The file in its own program."""
        open_receipt(self, self.receipt)
