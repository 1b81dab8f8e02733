"""Tables over areas for the tax audit: the documents with their files, the number ranges.

Letters and labels stay out unless an entry comes from them: the audit may see what matters for
taxes. Names are German, because the reader is the German tax office.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kontor.base.dates import add_months
from kontor.base.text import safe_file_name
from kontor.company.kinds import NumberRange
from kontor.company.numbering import counter_of, gaps, number_frame
from kontor.company.queries import number_ranges
from kontor.documents.kinds import kind_word as paper_word
from kontor.receipts.kinds import kind_word as receipt_word
from kontor.store.blobs import get_blob
from kontor.store.gdpdu import Field, Table

FILES = "belege"
_SHOWN = 100  # missing numbers of a range that are named; the count says them all
_PAPERS = """
WITH source(ref, entry, inside) AS (
  SELECT source, min(id), max(booked BETWEEN ?1 AND ?2) FROM entry
   WHERE source IS NOT NULL AND source <> '' GROUP BY source),
booked(receipt, entry, inside) AS (
  SELECT k.receipt, min(k.entry), max(e.booked BETWEEN ?1 AND ?2)
    FROM receipt_entry k JOIN entry e ON e.id = k.entry GROUP BY k.receipt)
SELECT 0, d.id, d.kind, d.number, d.day, d.name, d.mime, d.sha256, d.size, d.keep_until,
       s.entry, NULL
  FROM document d LEFT JOIN source s ON s.ref = d.ref AND d.ref <> ''
 WHERE ifnull(s.inside, 0) OR (d.day BETWEEN ?1 AND ?2 AND d.kind NOT IN ('letter', 'labels'))
 UNION ALL
SELECT 1, r.id, r.kind, r.number, coalesce(r.day, r.arrival), r.file_name, r.mime, r.sha256, r.size,
       r.keep_until, b.entry, r.gross
  FROM receipt r LEFT JOIN booked b ON b.receipt = r.id
 WHERE ifnull(b.inside, 0) OR coalesce(r.day, r.arrival) BETWEEN ?1 AND ?2
 ORDER BY 5, 1, 2
"""
_PAPER_FIELDS = (
    Field("Beleg", "int", "laufende Nummer in diesem Verzeichnis", key=True),
    Field("Richtung", note="eingehend oder ausgehend"), Field("Art"), Field("Belegnummer"),
    Field("Belegdatum", "day"), Field("Datei", note="im Ordner belege"), Field("Dateityp"),
    Field("Groesse", "int", "Bytes"), Field("Pruefsumme", note="SHA-256 der Datei"),
    Field("Betrag", "cents", "brutto, nur bei eingehenden"),
    Field("Buchung", "int", "erste Buchung aus diesem Beleg"), Field("Aufbewahren_bis", "day"),
)  # fmt: skip
_USED = """
SELECT number FROM sales_document WHERE number >= ?1 AND number < ?1 || char(1114111)
 UNION SELECT number FROM reminder_letter WHERE number >= ?1 AND number < ?1 || char(1114111)
 UNION SELECT number FROM receipt
        WHERE form = 'own' AND number >= ?1 AND number < ?1 || char(1114111)
 UNION SELECT document FROM item
        WHERE side = 1 AND document >= ?1 AND document < ?1 || char(1114111)
"""
_RANGE_FIELDS = (
    Field("Reihe", key=True), Field("Anfang", note="Zeichen vor dem Zähler", key=True),
    Field("Muster"), Field("Gueltig_ab", "day"), Field("Erste"), Field("Letzte"),
    Field("Anzahl", "int"), Field("Fehlende", "int", "Nummern zwischen Anfang und Letzte"),
    Field("Fehlende_Nummern", note="höchstens 100"),
)  # fmt: skip


def documents(con: sqlite3.Connection, folder: Path, first: date, last: date) -> Table:
    """The documents of a period; their files are written beside the tables as they are listed."""
    return Table(
        "belege.csv", "Belege", "Belegverzeichnis; die Dateien liegen im Ordner belege",
        _PAPER_FIELDS, _documents(con, folder / FILES, first, last),
    )  # fmt: skip


def ranges(con: sqlite3.Connection, first: date, last: date) -> Table:
    """The number ranges of a period with what is missing in them."""
    return Table(
        "nummernkreise.csv", "Nummernkreise", "vergebene Nummern und Lücken je Reihe",
        _RANGE_FIELDS, _ranges(con, first, last),
    )  # fmt: skip


def _documents(
    con: sqlite3.Connection, folder: Path, first: date, last: date
) -> Iterator[tuple[Any, ...]]:
    found = con.execute(_PAPERS, (first.isoformat(), last.isoformat())).fetchall()
    if found:
        folder.mkdir()
    for place, row in enumerate(found, 1):
        side, _key, kind, number, day, name, mime, sha256, size, keep, entry, gross = row
        file = f"{place:06}_{safe_file_name(name)}"
        (folder / file).write_bytes(get_blob(con, sha256))
        word = receipt_word(kind, "de") if side else paper_word(kind, "de")
        yield (
            place, "eingehend" if side else "ausgehend", word, number, day, file, mime, size,
            sha256, gross, entry, keep,
        )  # fmt: skip


def _ranges(con: sqlite3.Connection, first: date, last: date) -> Iterator[tuple[Any, ...]]:
    known = number_ranges(con)
    for series in dict.fromkeys(one.series for one in known):
        mine = [one for one in known if one.series == series]
        seen: set[tuple[str, str]] = set()
        day = first.replace(day=1)
        while day <= last:
            there = ([one for one in mine if one.valid_from <= day] or mine[:1])[-1]
            frame = number_frame(there.pattern, day)
            if frame not in seen:
                seen.add(frame)
                yield from _range(con, there, day)
            day = add_months(day, 1)


def _range(con: sqlite3.Connection, there: NumberRange, day: date) -> Iterator[tuple[Any, ...]]:
    before, _after = number_frame(there.pattern, day)
    used = {row[0] for row in con.execute(_USED, (before,))}
    mine = sorted(
        (count, text)
        for text in used if (count := counter_of(there.pattern, day, text)) is not None
    )  # fmt: skip
    if not mine:
        return
    missing = gaps(there.pattern, day, used, min(there.first, mine[0][0]))
    yield (
        there.series, before, there.pattern, there.valid_from, mine[0][1], mine[-1][1],
        len(mine), len(missing), " ".join(missing[:_SHOWN]),
    )  # fmt: skip
