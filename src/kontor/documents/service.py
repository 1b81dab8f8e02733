"""Use cases of the archive; the only place that writes its tables."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.text import safe_file_name
from kontor.documents.kinds import ANY, DocumentKind, keep_until, kind_rows, kind_word
from kontor.documents.layout.page import Logo, Page
from kontor.documents.layout.picture import kind_of
from kontor.documents.layout.render import check_logo
from kontor.documents.model import (
    DocumentInput,
    DocumentTable,
    LetterheadInput,
    LetterheadTable,
    LetterInput,
    TextTemplateTable,
    WordingInput,
)
from kontor.documents.texts import check_text, default_texts
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case

FINAL = N_("the document was issued")
_ENDINGS = {"application/pdf": ".pdf", "application/xml": ".xml", "text/xml": ".xml"}


@use_case(N_("Document stored"))
def store_document(
    unit: Unit, data: DocumentInput, content: bytes, *, issued: datetime | None = None
) -> int:
    """Put a document into the archive; with `issued` it is frozen and the step is final.

    Args:
        unit: the step; the document comes and goes with what made it.
        data: what it is and where it belongs.
        content: the file, stored once under its SHA-256.
        issued: the instant at which it left the house; a draft has none.
    """
    if not content:
        raise InputError(N_("An empty file is no document."), field="content")
    title = data.title or kind_word(data.kind, data.language)
    name = data.name or f"{title} {data.number}".strip() + _ENDINGS.get(data.mime, "")
    if issued:
        unit.final = unit.final or FINAL
    row = DocumentTable(
        kind=data.kind, ref=data.ref, partner=data.partner, number=data.number, title=title,
        language=data.language, day=data.day, name=safe_file_name(name), mime=data.mime,
        sha256=put_blob(unit, content), size=len(content), issued=issued,
        keep_until=keep_until(data.kind, data.day), law=kind_rows()[data.kind].law,
    )  # fmt: skip
    return unit.put(row).key


@use_case(N_("Draft of a document replaced"))
def replace_draft(unit: Unit, key: int, content: bytes, *, issued: datetime | None = None) -> None:
    """Give a draft another content, and issue it if wanted; an issued one is refused."""
    row = _draft(unit, key)
    row.sha256, row.size, row.issued = put_blob(unit, content), len(content), issued
    if issued:
        unit.final = unit.final or FINAL
    unit.flush()


@use_case(N_("Draft of a document deleted"))
def delete_draft(unit: Unit, key: int) -> None:
    """Delete a draft; an issued document is refused."""
    unit.delete(_draft(unit, key))
    unit.flush()


@use_case(N_("Letter written"))
def letter(unit: Unit, data: LetterInput, page: Page, pdf: bytes, at: datetime) -> int:
    """Archive a letter that `letters.letter_page` made and the renderer set, as it goes out."""
    word = kind_word(DocumentKind.LETTER, page.language)
    written = DocumentInput(
        kind=DocumentKind.LETTER, day=page.day, ref=data.ref, partner=data.partner,
        title=data.subject, language=page.language,
        name=f"{word} {page.day.isoformat()} {data.subject}.pdf",
    )  # fmt: skip
    return store_document(unit, written, pdf, issued=at)


@use_case(N_("Letterhead changed"))
def set_letterhead(unit: Unit, data: LetterheadInput) -> None:
    """Change the look of the documents; what was printed before stays as it is."""
    row = _letterhead(unit)
    for field, value in data.model_dump(exclude_unset=True).items():
        if value is not None:
            setattr(row, field, value.lower() if field == "accent" else value)
    unit.put(row)


@use_case(N_("Logo changed"))
def set_logo(unit: Unit, content: bytes | None) -> None:
    """Take a picture as logo, or none; PNG, JPEG and plain SVG are possible."""
    row = _letterhead(unit)
    row.logo, row.logo_mime = None, None
    if content:
        row.logo_mime = kind_of(content)
        check_logo(Logo(content, row.logo_mime))
        row.logo = put_blob(unit, content)
    unit.put(row)


@use_case(N_("Text for documents changed"))
def set_wording(unit: Unit, data: WordingInput) -> None:
    """Put an own text in place of one that came along; an empty text brings that one back.

    Raises:
        InputError: there is no such part, or the text has a placeholder that does not exist.
    """
    if not any(
        (kind, data.language, data.part) in default_texts() for kind in (data.kind, ANY)
    ) or (data.kind != ANY and data.kind not in kind_rows()):
        raise InputError(
            N_("No document has a text “{part}” of {kind}."), part=data.part, kind=data.kind,
            field="part",
        )  # fmt: skip
    for finding in check_text(data.text, data.language):
        raise InputError(finding.message, hint=finding.remedy, field="text", **dict(finding.values))
    row = unit.exec(
        select(TextTemplateTable).where(
            TextTemplateTable.kind == data.kind,
            TextTemplateTable.language == data.language,
            TextTemplateTable.part == data.part,
        )
    ).first()
    if not data.text.strip():
        if row:
            unit.delete(row)
            unit.flush()
        return
    row = row or TextTemplateTable(kind=data.kind, language=data.language, part=data.part, text="")
    row.text = data.text
    unit.put(row)


def _letterhead(unit: Unit) -> LetterheadTable:
    return unit.exec(select(LetterheadTable)).first() or LetterheadTable()


def _draft(unit: Unit, key: int) -> DocumentTable:
    row = unit.get(DocumentTable, key)
    if row is None:
        raise InputError(N_("There is no document {number} in the archive."), number=key)
    if row.issued is not None:
        raise Refused(N_("The document is issued: it stays as it left the house."))
    return row
