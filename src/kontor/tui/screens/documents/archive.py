"""The archive (Ablage): every document that left the house, as it left, and drafts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import ClassVar

from kontor.base.dates import format_instant
from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, language
from kontor.documents import queries
from kontor.documents.kinds import Document, kind_rows, kind_word
from kontor.store.history import history
from kontor.tui import viewer, work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.documents.names import STATES, size_text, state_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.screens.past import past_blocks
from kontor.tui.sheet import Block, Drawing, Facts, Head, Note
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind

_NAME = "(SELECT c.name FROM contact c WHERE d.partner = 'contacts:' || c.id)"
_WIDTH = 76
_PREVIEW_LINES = 60


def document_listing(day: str, code: str) -> Listing:
    """The archive as SQL pieces; `day` is today, `code` the language of the words for kinds."""
    state = (
        "CASE WHEN d.issued IS NULL THEN 'draft'"
        f" WHEN d.keep_until < '{day}' THEN 'over' ELSE 'issued' END"
    )
    words = " ".join(
        f"WHEN '{one}' THEN '{kind_word(one, code)}'" for one in kind_rows()
    )  # words of our own data, without any quote
    kind = f"CASE d.kind {words} ELSE d.kind END"
    return Listing(
        columns=f"d.day, d.title, d.number, {_NAME}, d.keep_until, d.size, {state}",
        tables="document d",
        sorts={
            "day": Sort(N_("Date"), ("d.day", "d.id"), descending=True),
            "made": Sort(N_("Newest first"), ("d.id",), descending=True),
        },
        id="d.id", state=state, day="d.day",
        search=f"fold(d.title || ' ' || d.number || ' ' || d.name || ' ' || ifnull({_NAME}, '')"
        f" || ' ' || {kind})",
        fields={"kind": f"fold({kind})", "who": f"fold(ifnull({_NAME}, ''))"},
    )  # fmt: skip


class DocumentSource(SqlSource):
    """Documents with their size in words."""

    def block(self, after: tuple[object, ...] | None, size: int) -> Sequence[Row]:
        """The documents after this key."""
        return [_sized(row) for row in super().block(after, size)]

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These documents."""
        return [_sized(row) for row in super().rows(ids)]

    def sorted_by(self, name: str, descending: bool) -> DocumentSource:
        """The same documents in another order."""
        return DocumentSource(self._read, self._listing, name, descending)


def _sized(row: Row) -> Row:
    cells = list(row.cells)
    cells[5] = size_text(int(str(cells[5])))
    return row._replace(cells=tuple(cells))


class FileSteps(BaseScreen):
    """What can be done with the file of a document; `document_id` says which one."""

    @property
    def document_id(self) -> int | None:
        """The document that is meant."""
        raise NotImplementedError

    def document(self, key: int) -> Document:
        """The document without its content."""
        with self.kontor.store.read() as con:
            return queries.document(con, key)

    def content(self, key: int) -> Callable[[], bytes]:
        """Reads the file, for a thread."""
        store = self.kontor.store

        def read() -> bytes:
            with store.read() as con:
                return queries.document_bytes(con, key)

        return read

    def do_record_print(self) -> None:
        """Show the file in the system's viewer."""
        if self.document_id is not None:
            key = self.document_id
            viewer.open_file(self, self.document(key).name, self.content(key))

    def do_document_save(self) -> None:
        """Save the file."""
        if self.document_id is not None:
            key = self.document_id
            viewer.save_file(self, self.document(key).name, self.content(key))

    def do_document_record(self) -> None:
        """Go to what the document belongs to: the record or the contact."""
        if self.document_id is None:
            return
        one = self.document(self.document_id)
        items = [
            (letter, label, target)
            for letter, label, target in (
                ("b", _("What it belongs to"), one.ref), ("k", _("Contact"), one.partner),
            )
            if target and self.kontor.areas.record(target) is not None
        ]  # fmt: skip
        if not items:
            self.kontor.toast(_("It belongs to no record that can be opened."), tone="warning")
        elif len(items) == 1:
            self.kontor.open_record(items[0][2])
        else:
            self.app.push_screen(
                Letters(_("Go to"), items),
                lambda target: self.kontor.open_record(target) if target else None,
            )

    def do_record_cancel(self) -> None:
        """Delete a draft."""
        from kontor.documents.service import delete_draft

        if self.document_id is not None:
            self.kontor.run_case(delete_draft, self.document_id)


class ArchiveScreen(FileSteps, ListScreen):
    """All documents, newest first."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.documents", N_("Documents"), "s", "documents#archive"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.open", "record.print", "document.save", "filter.open", "actions.menu",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Date"), Kind.DATE, keep=True),
        Column(N_("Paper"), Kind.NAME, 20, grow=2, least=12),
        Column(N_("Number"), Kind.NUMBER, 13, least=12),
        Column(N_("Sent to"), width=20, priority=3, grow=1, least=12),
        Column(N_("Keep until"), Kind.DATE, priority=6),
        Column(N_("Size"), width=8, priority=7),
        Column(N_("State"), Kind.STATE, 12, states=STATES, least=12),
    )
    SORTS: ClassVar[dict[str, str]] = {"day": N_("Date"), "made": N_("Newest first")}
    FIELDS: ClassVar[dict[str, str]] = {
        "art": "kind", "kind": "kind", "an": "who", "to": "who",
    }  # fmt: skip
    EMPTY = N_("Nothing is archived yet. What is issued comes here by itself, as it went out.")
    EMPTY_HINTS = ()

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}  # of files by SHA-256, as they were read in a thread
        self._reading = ""

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters, in the words of the reader."""
        kind = _("kind")
        return (
            (N_("Drafts"), _(STATES["draft"].word)),
            (N_("Invoices"), f"{kind}:{kind_word('invoice', language())}"),
            (N_("Plain letters"), f"{kind}:{kind_word('letter', language())}"),
            (N_("Legal time is over"), _(STATES["over"].word)),
        )

    def source(self) -> Source:
        """The archive, newest first."""
        today = self.kontor.today().isoformat()
        return DocumentSource(self.kontor.store.read, document_listing(today, language()))

    @property
    def document_id(self) -> int | None:
        """The document under the cursor."""
        return self.row.id if self.row else None

    def preview(self, row: Row) -> Sequence[Block]:
        """What it is, then its text; nothing of a draft that was just deleted."""
        try:
            one = self.document(row.id)
        except NotFound:
            return ()
        blocks = document_blocks(one, self.kontor.today().isoformat(), full=False)
        if one.sha256 in self.texts:
            lines = self.texts[one.sha256].split("\n")[:_PREVIEW_LINES]
            return [*blocks, Drawing(tuple(lines), _("Text"))]
        self._read_text(one)
        return blocks

    def _read_text(self, one: Document) -> None:
        if self._reading == one.sha256:
            return
        self._reading = one.sha256
        store = self.kontor.store
        pane = self.query_one("#preview-pane")
        width = max(40, pane.scrollable_content_region.width - 1)

        def job(_ticket: work.Ticket) -> str:
            with store.read() as con:
                return read_text(con, one, width)

        def take(found: str) -> None:
            self.texts[one.sha256], self._reading = found, ""
            if self.row is not None and self.row.id == one.id:
                self._show_preview()

        work.start(self, job, name="read", then=take, group="read")

    def detail(self, row: Row) -> BaseScreen:
        """The document."""
        return DocumentScreen(row.id)

    def why_not(self, name: str) -> str:
        """Only drafts go."""
        if name == "record.cancel" and self.row is not None and self.row.state != "draft":
            return _("The document is issued: it stays as it left the house.")
        if name.startswith("document.") and self.row is None:
            return _("The list is empty.")
        return super().why_not(name)


class DocumentScreen(FileSteps, DetailScreen):
    """One document: facts, proof, history and its text."""

    NAME, HANDBOOK = "firm.document", "documents#archive"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.print", "document.save", "document.record", "record.explain", "actions.menu",
    )  # fmt: skip

    def __init__(self, record: int) -> None:
        super().__init__(record)
        self.text, self._text_of = "", ""

    @property
    def document_id(self) -> int | None:
        """This document."""
        return self.record if self.data is not None else None

    def load(self) -> Document | None:
        """The document, and its text from a thread."""
        try:
            one = self.document(self.record)
        except NotFound:
            return None
        if one.sha256 != self._text_of:
            self._text_of, self.text = one.sha256, ""
            self._read_text(one)
        return one

    def _read_text(self, one: Document) -> None:
        store = self.kontor.store
        width = max(40, min(_WIDTH, self.app.size.width - 6))

        def job(_ticket: work.Ticket) -> str:
            with store.read() as con:
                return read_text(con, one, width)

        def take(found: str) -> None:
            if self._text_of == one.sha256:
                self.text = found
                self._lay_out()

        work.start(self, job, name="read", then=take, group="read")

    def crumb(self) -> str:
        """What stands on it."""
        return self.data.heading if self.data else "?"

    def blocks(self) -> Sequence[Block]:
        """Facts and text."""
        blocks = document_blocks(self.data, self.kontor.today().isoformat())
        if self.data.partner:
            with self.kontor.store.read() as con:
                blocks[1:1] = [Facts((N_("Sent to"), _partner(con, self.data.partner)))]
        text: list[Part] = list(self.text.split("\n")) if self.text else []
        return [*blocks, Drawing(tuple(text), _("Text"))] if text else blocks

    def why_not(self, name: str) -> str:
        """Only drafts go."""
        if name == "record.cancel" and self.data is not None and self.data.issued:
            return _("The document is issued: it stays as it left the house.")
        return super().why_not(name)

    def do_record_explain(self) -> None:
        """Everything that happened to it."""
        with self.kontor.store.read() as con:
            past = [("", one) for one in history(con, "document", self.record)]
        name = self.data.heading
        self.explain(_("History: {name}").format(name=name), past_blocks(past))


def read_text(con: sqlite3.Connection, one: Document, width: int) -> str:
    """The text of a document, or the sentence that there is none."""
    from kontor.desk.papers import nothing_to_read, text_of

    return text_of(con, one, width) or nothing_to_read()


def document_blocks(one: Document, today: str, *, full: bool = True) -> list[Block]:
    """What is known of a document."""
    state = state_of(issued=one.issued is not None, over=one.keep_until.isoformat() < today)
    law = f" · {one.law}" if one.law else ""
    facts: list[tuple[str, object]] = [
        (N_("Date"), one.day),
        (N_("Sent out"), format_instant(one.issued) if one.issued else ""),
    ]
    if full:
        facts += [
            (N_("Kind"), kind_word(one.kind, language()) if one.kind in kind_rows() else one.kind),
            (N_("File"), one.name),
            (N_("Size"), size_text(one.size)),
        ]
    facts.append((N_("Keep until"), f"{_day(one)}{law}" if one.issued else ""))
    if full:
        facts.append(("SHA-256", " ".join(one.sha256[at : at + 16] for at in range(0, 64, 16))))
    blocks: list[Block] = [Head(one.number or "", one.title, STATES[state]), Facts(*facts)]
    if full and not one.issued:
        blocks.append(Note("", _("A draft: it can be replaced and deleted.")))
    return blocks


def _day(one: Document) -> str:
    from kontor.base.dates import format_day

    return format_day(one.keep_until)


def _partner(con: sqlite3.Connection, partner: str) -> str:
    row = con.execute(
        "SELECT name FROM contact WHERE id = ?", (int(partner.partition(":")[2]),)
    ).fetchone()
    return str(row[0]) if row else ""
