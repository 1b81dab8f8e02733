"""Commands for the archive, the letterhead, the texts of documents and plain letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import LANGUAGES, N_
from kontor.cli.areas.ledger_lists import LIMIT, paged
from kontor.cli.areas.sales_shared import write_file
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, shown

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_LIST = (
    Column("id", N_("Id"), "int"),
    Column("day", N_("Date"), "day"),
    Column("heading", N_("Document")),
    Column("partner", N_("Contact"), "code"),
    Column("name", N_("File")),
    Column("size", N_("Size"), "int"),
    Column("keep_until", N_("Keep until"), "day"),
)
_WORDINGS = (
    Column("kind", N_("Kind"), "code"),
    Column("language", N_("Language"), "code"),
    Column("part", N_("Part"), "code"),
    Column("own", N_("Own"), "flag"),
    Column("text", N_("Text")),
)
_LOOK = (
    Column("field", N_("Field"), "code", {
        "layout": N_("Layout"), "accent": N_("Colour"), "marks": N_("Folding marks"),
        "slogan": N_("Slogan"), "managers": N_("Managers"), "logo": N_("Logo"),
    }),
    Column("value", N_("Value")),
)  # fmt: skip
_DOCUMENT = arg("document", N_("id of the document in the archive"), "int")


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def model(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.documents import model as models

        found: type[BaseModel] = getattr(models, name)
        return found

    return model


def listed(call: Call, *, words: list[str], contact: str | None, limit: int | None) -> None:
    """Documents of the archive, newest first."""
    from kontor.contacts.queries import resolve
    from kontor.documents.kinds import DocumentFilter
    from kontor.documents.queries import documents

    with call.read() as con:
        partner = f"contacts:{resolve(con, contact).id}" if contact else ""
        wanted = DocumentFilter(partner=partner, text=" ".join(words))

        def fetch(before: Any, size: int) -> list[Any]:
            return documents(con, wanted, before=before, limit=size)

        rows = paged(call, limit, fetch, lambda row: (row.day, row.id))
    picked = [tuple(getattr(row, column.name) for column in _LIST) for row in rows]
    data = [row._asdict() for row in rows]
    call.show(Table(_LIST, picked, empty=N_("No document is there.")), data=data)


def file(call: Call, *, document: int, output: Path | None) -> None:
    """The bytes of a document as it left the house."""
    from kontor.documents.queries import document_bytes

    with call.read() as con:
        content = document_bytes(con, document)
    write_file(call, content, output)


def add(call: Call, *, path: Path, data: Any) -> None:
    """Put a file into the archive as a draft."""
    from kontor.cli.models import read_bytes
    from kontor.documents.service import store_document

    with call.store() as store:
        changed = call.run(store, store_document, data, read_bytes(path))
    call.done(changed, id=changed.value)


def replace(call: Call, *, document: int, path: Path) -> None:
    """Give a draft another content."""
    from kontor.cli.models import read_bytes
    from kontor.documents.service import replace_draft

    with call.store() as store:
        call.done(call.run(store, replace_draft, document, read_bytes(path)))


def drop(call: Call, *, document: int) -> None:
    """Delete a draft from the archive."""
    from kontor.documents.service import delete_draft

    with call.store() as store:
        call.done(call.run(store, delete_draft, document))


def letter(call: Call, *, data: Any, output: Path | None) -> None:
    """Write a letter: PDF, archived as it goes out."""
    from kontor.base.dates import now_utc
    from kontor.documents import service
    from kontor.documents.layout.render import check_page, render_pdf
    from kontor.documents.letters import letter_page

    with call.store() as store:
        with store.read() as con:
            page = letter_page(con, data, call.today)
        for one in check_page(page):
            raise Refused(one.message, hint=one.remedy, field=one.field, **dict(one.values))
        pdf = render_pdf(page)
        changed = call.run(store, service.letter, data, page, pdf, now_utc())
    if output:
        write_file(call, pdf, output)
    call.done(changed, id=changed.value)


def letterhead(call: Call, *, data: Any) -> None:
    """Show the look of the documents, or change it."""
    from kontor.documents.letterhead import sender, style

    if data is not None:
        from kontor.documents.service import set_letterhead

        with call.store() as store:
            call.done(call.run(store, set_letterhead, data))
        return
    with call.read() as con:
        look, head = style(con), sender(con, call.today, "de")
    values = {
        "layout": look.layout.value, "accent": look.accent, "marks": look.marks,
        "slogan": head.slogan, "logo": head.logo.mime if head.logo else None,
        "footer": head.footer,
    }  # fmt: skip
    told = {**values, "marks": shown(look.marks, "flag")}
    rows = [(name, told[name]) for name in told if name != "footer" and told[name]]
    call.show(Table(_LOOK, rows), data=values)


def logo(call: Call, *, path: Path | None, none: bool) -> None:
    """Take a picture as logo, or none."""
    from kontor.cli.models import read_bytes
    from kontor.documents.service import set_logo

    if (path is None) == (not none):
        raise InputError(N_("Name a picture, or say --none for a letterhead without logo."))
    with call.store() as store:
        call.done(call.run(store, set_logo, read_bytes(path) if path else None))


def wordings(call: Call, *, language: str | None) -> None:
    """All texts for documents."""
    from kontor.documents import queries

    with call.read() as con:
        found = queries.wordings(con, language or "")
    rows = [tuple(getattr(one, column.name) for column in _WORDINGS) for one in found]
    call.show(Table(_WORDINGS, rows))


def wording(call: Call, *, data: Any) -> None:
    """Put an own text in place of one that came along."""
    from kontor.documents.service import set_wording

    with call.store() as store:
        call.done(call.run(store, set_wording, data))


COMMANDS = (
    Command("list", listed, N_("documents of the archive, newest first"), (
        arg("words", N_("part of title, number or file name"), many=True, required=False),
        opt("contact", N_("only of this contact")), LIMIT,
    )),
    Command("file", file, N_("a document as it left the house"), (
        _DOCUMENT, opt("output", N_("file to write"), "path"),
    ), output=False),
    Command("add", add, N_("put a file into the archive as a draft"), (
        arg("path", N_("the file"), "path"),
    ), model=_model("DocumentInput"), dated="day", writes=True),
    Command("replace", replace, N_("give a draft in the archive another content"), (
        _DOCUMENT, arg("path", N_("the file"), "path"),
    ), writes=True),
    Command("drop", drop, N_("delete a draft from the archive"), (_DOCUMENT,), writes=True),
    Command("letter", letter, N_("write a letter: PDF, archived as it goes out"), (
        opt("output", N_("file to write"), "path"),
    ), model=_model("LetterInput"), writes=True),
    Command("letterhead", letterhead, N_("show the look of the documents, or change it"),
            model=_model("LetterheadInput"), may_ask=True, writes=True),
    Command("logo", logo, N_("take a picture as logo, or none"), (
        arg("path", N_("the picture: PNG, JPEG or SVG"), "path", required=False),
        opt("none", N_("a letterhead without logo"), "flag"),
    ), writes=True),
    Command("wordings", wordings, N_("texts for documents, own ones marked"), (
        opt("language", N_("only in this language"), choices=LANGUAGES),
    )),
    Command("wording", wording, N_("put an own text in place of one; an empty one brings it back"),
            model=_model("WordingInput"), writes=True),
)  # fmt: skip
