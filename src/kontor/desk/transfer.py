"""The list of documents that the adviser's document transfer reads (`document.xml`, version 6.0).

One record for each link, with all files of its entry; the link is the GUID that stands in the batch
of bookings. The transfer takes certain kinds of files up to certain sizes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import NamedTuple

from lxml import etree

MANIFEST = "document.xml"
_SPACE = "http://xml.datev.de/bedi/tps/document/v06.0"
_SCHEMA = "Document_v060.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ENDINGS = frozenset({
    ".pdf", ".xml", ".tif", ".tiff", ".bmp", ".csv", ".doc", ".docx", ".gif", ".jpeg", ".jpg",
    ".ods", ".odt", ".pkcs7", ".png", ".rtf", ".txt", ".xls", ".xlsx",
})  # fmt: skip
_FILE_BYTES, _PACK_BYTES = 20 * 1024 * 1024, 100 * 1024 * 1024
_FILES, _RECORDS = 50, 4_999  # files of one record, records of one list
# incoming and outgoing bills (Belegkreis), and the folder that they are filed in
_OUT = frozenset({"invoice", "request", "charge", "sale"})
_FOLDERS = {"1": "Eingangsrechnungen", "2": "Ausgangsrechnungen"}
_INTO_FOLDERS = "2"  # processID: filed at once, not laid into the inbox
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip


class Paper(NamedTuple):
    """A document of an entry, with the link that stands in the batch."""

    entry: int
    uuid: str
    link: str
    kind: str
    day: date
    number: str
    text: str
    file: str
    sha256: str
    size: int


def split(found: Sequence[Paper]) -> tuple[list[list[Paper]], list[Paper]]:
    """The lists that the transfer takes, and the files that it does not take."""
    packs: list[list[Paper]] = [[]]
    others: list[Paper] = []
    room, links, files = _PACK_BYTES, 0, 0
    link = ""
    for one in found:
        same = one.link == link
        if not _taken(one) or (same and files >= _FILES):
            others.append(one)
            continue
        # all files of a link stay in one list
        if packs[-1] and not same and (one.size > room or links >= _RECORDS):
            packs.append([])
            room, links = _PACK_BYTES, 0
        links, files = (links, files + 1) if same else (links + 1, 1)
        room -= one.size
        link = one.link
        packs[-1].append(one)
    return packs, others


def _taken(one: Paper) -> bool:
    return PurePath(one.file).suffix.lower() in _ENDINGS and one.size <= _FILE_BYTES


def document_xml(found: Sequence[Paper], made: datetime, firm: str) -> bytes:
    """The list of documents: one record for each link.

    Args:
        found: documents, those of one link after one another.
        made: local time of writing.
        firm: whose documents they are.
    """
    root = etree.Element(
        f"{{{_SPACE}}}archive", {"version": "6.0", "generatingSystem": "Kontor"},
        nsmap={None: _SPACE, "xsi": _XSI},  # type: ignore[dict-item]  # the stubs miss None
    )  # fmt: skip
    root.set(f"{{{_XSI}}}schemaLocation", f"{_SPACE} {_SCHEMA}")
    head = _child(root, "header")
    _child(head, "date", f"{made:%Y-%m-%dT%H:%M:%S}")
    _child(head, "description", firm[:255])
    content = _child(root, "content")
    by_link: dict[str, list[Paper]] = {}
    for one in found:
        by_link.setdefault(one.link, []).append(one)
    for files in by_link.values():
        _record(content, files)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _record(content: etree._Element, files: Sequence[Paper]) -> None:
    first = files[0]
    circle = "2" if first.kind in _OUT else "1"
    record = _child(content, "document")
    for name, value in (("guid", first.link), ("processID", _INTO_FOLDERS), ("type", circle)):
        record.set(name, value)
    text = " ".join(first.text.split())
    if text:
        _child(record, "description", text[:40])
    if first.number:
        _child(record, "keywords", first.number[:255])
    for one in files:
        extension = _child(record, "extension")
        extension.set(f"{{{_XSI}}}type", "File")
        extension.set("name", one.file)
    places = _child(record, "repository")
    month = f"{first.day.month:02} {_MONTHS[first.day.month - 1]}"
    for level, name in enumerate(("Kontor", f"{_FOLDERS[circle]} {first.day.year}", month), 1):
        place = _child(places, "level")
        place.set("id", str(level))
        place.set("name", name)


def _child(parent: etree._Element, tag: str, text: str = "") -> etree._Element:
    made = etree.SubElement(parent, f"{{{_SPACE}}}{tag}")
    if text:
        made.text = text
    return made
