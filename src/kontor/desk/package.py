"""Month package for the tax adviser (Monatspaket): DATEV files, the documents, what is missing.

Documents are named by the link that stands in the batch (Beleglink, `BEDI "GUID"`). They lie in a
ZIP of their own beside the batch, as the adviser's document transfer takes them; what it does not
take lies in a folder beside it.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import uuid
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.text import csv_cell, safe_file_name
from kontor.company.queries import firm
from kontor.desk.folders import on_record
from kontor.desk.transfer import MANIFEST, Paper, document_xml, split
from kontor.ledger.queries import datev as books
from kontor.store.blobs import get_blob
from kontor.store.store import Store

_OTHERS = "Weitere-Belege"
_NAMESPACE = uuid.UUID("6f2a5f0e-5d53-4d0e-9b7b-0c6a5b1d7e10")
# the archive, by the record that an entry comes from
_PAPERS = """
WITH paper(entry, name, sha256, size, pos) AS (
  SELECT e.id, d.name, d.sha256, d.size, d.id FROM entry e JOIN document d ON d.ref=e.source
   WHERE d.ref<>''
  UNION SELECT r.entry, c.file_name, c.sha256, c.size, c.id FROM receipt_entry r
   JOIN receipt c ON c.id=r.receipt)
SELECT e.id, e.uuid, e.booked, e.document, e.kind, e.text, p.name, p.sha256, p.size,
 (SELECT ifnull(sum(l.cents),0) FROM line l WHERE l.entry=e.id AND l.cents>0)
FROM entry e LEFT JOIN paper p ON p.entry=e.id
WHERE e.booked BETWEEN ?1 AND ?2 AND e.kind IN
 ('invoice','bill','credit_note','request','charge','purchase','sale')
 AND (p.entry NOT NULL OR NOT EXISTS(SELECT 1 FROM receipt_waiver v WHERE v.entry=e.id))
ORDER BY e.booked, e.id, p.pos
"""
_WAITING = """
SELECT count(*), ifnull(sum(abs(cents)),0) FROM bank_line b WHERE day BETWEEN ? AND ?
 AND set_aside IS NULL AND NOT EXISTS(SELECT 1 FROM bank_booking k WHERE k.bank_line=b.id)
"""


class Missing(NamedTuple):
    """An entry without a document."""

    entry: int
    day: date
    number: str
    text: str
    cents: int


class Package(NamedTuple):
    """What was written, and what is not there."""

    path: Path
    files: tuple[str, ...]
    entries: int
    open: int
    papers: int
    missing: tuple[Missing, ...]
    waiting: int


def write_package(store: Store, path: Path, first: date, last: date, made: datetime) -> Package:
    """Write the package of a period as one ZIP file.

    Raises:
        InputError: the file exists already, or the period spans two years.
        Refused: the numbers of adviser and client are not set.
    """
    if path.suffix.lower() != ".zip":
        path = path.with_name(f"{path.name}.zip")
    if path.exists():
        raise InputError(
            N_("“{file}” exists already."), hint=N_("Choose another name."), file=path.name,
            field="folder",
        )  # fmt: skip
    with store.read() as con:
        found, missing = papers(con, first, last)
        packs, others = split(found)
        links = {one.uuid: one.link for pack in packs for one in pack}
        done = books.handover(con, first, last, made, links=links)
        waiting, _cents = con.execute(_WAITING, (first.isoformat(), last.isoformat())).fetchone()
        own = firm(con)
        files = dict(done.files)
        for number, pack in enumerate(packs, 1):
            contents = {one.file: get_blob(con, one.sha256) for one in pack}
            contents[MANIFEST] = document_xml(pack, made, own.name)
            name = "Belege.zip" if number == 1 else f"Belege-{number}.zip"
            files[name] = packed(contents, made)
        for one in others:
            files[f"{_OTHERS}/{one.file}"] = get_blob(con, one.sha256)
    files["Fehlende-Belege.csv"] = missing_csv(missing)
    _write(path, packed(files, made))
    on_record(
        store, N_("Month package written"), "auto.package",
        N_("Month package of {entries} entries and {papers} documents from {first} to {last}"),
        entries=done.entries, papers=len(found), first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip
    return Package(
        path, tuple(files), done.entries, done.open, len(found), tuple(missing), int(waiting)
    )


def papers(con: sqlite3.Connection, first: date, last: date) -> tuple[list[Paper], list[Missing]]:
    """The documents of a period in the order of booking, and the entries that have none."""
    found: list[Paper] = []
    missing: list[Missing] = []
    names: set[str] = set()
    rows = con.execute(_PAPERS, (first.isoformat(), last.isoformat())).fetchall()
    for entry, uid, booked, number, kind, text, name, sha256, size, cents in rows:
        day = date.fromisoformat(booked)
        if sha256 is None:
            missing.append(Missing(entry, day, number, text, cents))
            continue
        file = _free(f"{day:%Y-%m-%d}_{number or entry}_{name}", names)
        link = str(uuid.uuid5(_NAMESPACE, str(uid)))
        found.append(Paper(entry, uid, link, kind, day, number, text, file, sha256, size))
    return found, missing


def missing_csv(missing: list[Missing]) -> bytes:
    """What has no document, for the adviser and for asking."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Date"), _("Document"), _("Text"), _("Amount")])
    for one in missing:
        writer.writerow([
            f"{one.day:%d.%m.%Y}", csv_cell(one.number), csv_cell(one.text),
            format_money(one.cents, grouping=False),
        ])  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def _free(wanted: str, names: set[str]) -> str:
    name = safe_file_name(wanted)
    number = 1
    while name.lower() in names:
        number += 1
        stem, dot, ending = safe_file_name(wanted).rpartition(".")
        name = f"{stem}-{number}{dot}{ending}"
    names.add(name.lower())
    return name


def packed(files: dict[str, bytes], made: datetime) -> bytes:
    """Files as one ZIP; the same files of the same moment give the same bytes."""
    stamp = (made.year, made.month, made.day, made.hour, made.minute, made.second // 2 * 2)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _write(path: Path, content: bytes) -> None:
    """The whole package, or none: half of it is worse."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
