"""One document: its sheet with positions, sums and pipeline, or the paper it is printed on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Head
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.sales import sheets
from kontor.tui.screens.sales.steps import DocumentSteps
from kontor.tui.sheet import Block, Drawing
from kontor.tui.widgets.sheet_pane import SheetPane

_PAPER = 92


class DocumentScreen(RelatedSteps, DocumentSteps, DetailScreen):
    """A document of any kind; `a` shows it as it is printed."""

    NAME, TITLE, HANDBOOK = "sales.document", N_("Document"), "sales#one-document"
    HINTS: ClassVar[tuple[str, ...]] = (
        "step.next", "record.print", "sales.chain", "view.toggle", "actions.menu",
    )  # fmt: skip

    def __init__(self, record: int, *, paper: bool = False) -> None:
        super().__init__(record)
        self._paper = paper

    @property
    def document_id(self) -> int | None:
        """This document."""
        return self.record

    def related_ref(self) -> str:
        """This document."""
        return f"sales:{self.record}"

    def the_head(self) -> Head | None:
        """The head that was read."""
        return self.data.head if self.data is not None else None

    def load(self) -> sheets.File | None:
        """The document with all that belongs to it."""
        try:
            with self.kontor.store.read() as con:
                return sheets.read_document(con, self.record)
        except NotFound:
            return None

    def crumb(self) -> str:
        """Its number or kind."""
        return sheets.title_of(self.data.head) if self.data else "?"

    def blocks(self) -> Sequence[Block]:
        """The sheet, or the paper."""
        if not self._paper or not sheets.has_paper(self.data.head):
            return sheets.file_blocks(self.data, full=True)
        width = self.query_one("#detail-pane", SheetPane).scrollable_content_region.width - 2
        with self.kontor.store.read() as con:
            text = sheets.paper(
                con, self.data.head, self.kontor.today(), max(40, min(_PAPER, width))
            )
        return [Drawing(text.splitlines() or [""])]

    def why_not(self, name: str) -> str:
        """What the state of the document forbids."""
        head = self.the_head()
        if name == "view.toggle" and head is not None and not sheets.has_paper(head):
            name = "record.print"
        return self.why_not_document(name, head) or super().why_not(name)

    def do_view_toggle(self) -> None:
        """The sheet, or the document as it is printed."""
        self._paper = not self._paper
        self._lay_out()
        self.query_one("#detail-pane", SheetPane).top()


def screen_of(
    read: Callable[[], AbstractContextManager[sqlite3.Connection]], key: int, *,
    begin: bool = False,
) -> BaseScreen:  # fmt: skip
    """The screen of a document: the editor for a draft, else the sheet."""
    from kontor.tui.screens.sales.lines import LinesScreen

    with read() as con:
        try:
            head = documents.head(con, key)
        except NotFound:
            return DocumentScreen(key)
    if head.kind is DocumentKind.INQUIRY:  # what comes next is the quote, not its own positions
        return DocumentScreen(key)
    if not head.issued and head.kind in sheets.WITH_POSITIONS:
        return LinesScreen(key, begin=begin)
    return DocumentScreen(key)
