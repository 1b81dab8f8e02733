"""PDF and XML files that somebody might send: odd, broken or meant to do harm."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.records import STANDARD

XML = to_xml(STANDARD, Profile.ZUGFERD)
Build = Callable[[PdfWriter], None]


def pdf(build: Build) -> bytes:
    """A PDF of one empty page to which `build` has done something."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    build(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def spec(writer: PdfWriter, name: str, content: bytes) -> DictionaryObject:
    """A file specification with its content."""
    stream = DecodedStreamObject()
    stream.set_data(content)
    place = writer._add_object(stream)
    inside = DictionaryObject({NameObject("/F"): place})
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/UF"): TextStringObject(name),
            NameObject("/EF"): inside,
        }
    )


def attached(*files: tuple[str, bytes]) -> bytes:
    """Files in the names tree, as most programs do it."""

    def build(writer: PdfWriter) -> None:
        for name, content in files:
            writer.add_attachment(name, content)

    return pdf(build)


def associated(name: str, content: bytes) -> bytes:
    """A file that only the catalogue's /AF knows."""

    def build(writer: PdfWriter) -> None:
        place = writer._add_object(spec(writer, name, content))
        writer.root_object[NameObject("/AF")] = ArrayObject([place])

    return pdf(build)


def pinned(name: str, content: bytes) -> bytes:
    """A file that is pinned to the page like a note."""

    def build(writer: PdfWriter) -> None:
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FileAttachment"),
                NameObject("/FS"): spec(writer, name, content),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return pdf(build)


def nested(name: str, content: bytes) -> bytes:
    """A file deep in a names tree whose branches also lead back to the top."""

    def build(writer: PdfWriter) -> None:
        pair = ArrayObject([TextStringObject(name), spec(writer, name, content)])
        leaf = writer._add_object(DictionaryObject({NameObject("/Names"): pair}))
        top = DictionaryObject()
        place = writer._add_object(top)
        middle = writer._add_object(
            DictionaryObject({NameObject("/Kids"): ArrayObject([place, leaf])})
        )
        top[NameObject("/Kids")] = ArrayObject([middle])
        names = DictionaryObject({NameObject("/EmbeddedFiles"): place})
        writer.root_object[NameObject("/Names")] = names

    return pdf(build)


def bomb(megabytes: int) -> bytes:
    """An attachment of zeros that swells when it is opened."""

    def build(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream._data = zlib.compress(bytes(megabytes * 1024 * 1024), 9)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        one = spec(writer, "factur-x.xml", b"")
        one[NameObject("/EF")] = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
        writer.root_object[NameObject("/AF")] = ArrayObject([writer._add_object(one)])

    return pdf(build)


def locked(password: str) -> bytes:
    """A PDF with an attachment behind a password."""

    def build(writer: PdfWriter) -> None:
        writer.add_attachment("factur-x.xml", XML)
        writer.encrypt(password, algorithm="RC4-128")

    return pdf(build)
