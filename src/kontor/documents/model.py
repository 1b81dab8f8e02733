"""Tables and input models of the archive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field as Limits
from sqlmodel import Field

from kontor.documents.kinds import DocumentKind
from kontor.documents.layout.page import Layout
from kontor.store.fields import Choice, Day, Flag, Instant, Row
from kontor.store.inputs import Input, LongText, Text

Language = Annotated[str, Limits(pattern="^(de|en)$")]
Ref = Annotated[
    str, Limits(pattern=r"^([a-z_]+:([a-z_]+/)?[0-9]+)?$", description="area:id of a record")
]
Partner = Annotated[str, Limits(pattern=r"^(contacts:[0-9]+)?$", description="contacts:id")]


class DocumentTable(Row, table=True):
    """A document of the archive."""

    __tablename__ = "document"
    kind: DocumentKind = Field(sa_type=Choice(DocumentKind))
    ref: str = ""
    partner: str = ""
    number: str = ""
    title: str
    language: str
    day: date = Field(sa_type=Day)
    name: str
    mime: str
    sha256: str
    size: int
    keep_until: date = Field(sa_type=Day)
    law: str = ""
    issued: datetime | None = Field(default=None, sa_type=Instant)


class LetterheadTable(Row, table=True):
    """The look of the firm's documents."""

    __tablename__ = "letterhead"
    layout: Layout = Field(default=Layout.MODERN, sa_type=Choice(Layout))
    accent: str = "1f4e79"
    marks: bool = Field(default=True, sa_type=Flag)
    slogan: str = ""
    managers: str = ""
    logo: str | None = None
    logo_mime: str | None = None
    logo_height: int = 180


class TextTemplateTable(Row, table=True):
    """A text of the firm's own for documents."""

    __tablename__ = "text_template"
    kind: str
    language: str
    part: str
    text: str


class DocumentInput(Input):
    """A document for the archive; its content comes beside it."""

    kind: DocumentKind
    day: date
    ref: Ref = ""
    partner: Partner = ""
    number: Text = ""
    title: Text = Limits(default="", description="empty: the word for the kind")
    language: Language = "de"
    name: Text = Limits(default="", description="file name; empty: title and number")
    mime: Text = "application/pdf"


class LetterheadInput(Input):
    """What of the letterhead is to change; a field that is not given stays."""

    layout: Layout | None = None
    accent: (
        Annotated[str, Limits(pattern="^[0-9a-fA-F]{6}$", description="colour as RRGGBB")] | None
    ) = None
    marks: bool | None = Limits(default=None, description="marks for folding and punching")
    slogan: Annotated[Text, Limits(max_length=150)] | None = None
    managers: (
        Annotated[Text, Limits(max_length=200, description="as GmbHG § 35a wants them named")]
        | None
    ) = None
    logo_height: (
        Annotated[int, Limits(ge=50, le=280, description="in tenths of a millimetre")] | None
    ) = None


class WordingInput(Input):
    """A text for documents; an empty one brings back the text that came along."""

    kind: Text
    language: Language = "de"
    part: Text
    text: LongText


class LetterInput(Input):
    """A plain letter to a contact."""

    partner: Annotated[str, Limits(pattern=r"^contacts:[0-9]+$", description="contacts:id")]
    subject: Annotated[Text, Limits(min_length=1, max_length=300)]
    text: Annotated[
        LongText, Limits(min_length=1, description="paragraphs, an empty line between them")
    ]
    day: date | None = Limits(default=None, description="date of the letter; empty: today")
    language: Language | None = Limits(default=None, description="empty: the contact's language")
    remark: Annotated[Text, Limits(max_length=60)] = Limits(
        default="", description="such as Einschreiben"
    )
    signer: Annotated[Text, Limits(max_length=200)] = ""
    enclosures: list[Text] = []
    ref: Ref = ""
