"""What is asked of the archive: plain SQL, frozen answers."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.contacts.queries import same_person
from kontor.documents.kinds import ANY, Document, DocumentFilter, Wording
from kontor.documents.texts import default_text, default_texts
from kontor.store.blobs import get_blob

_COLUMNS = (
    "id,kind,ref,partner,number,title,language,day,name,mime,sha256,size,keep_until,law,issued"
)
_LIST = f"""SELECT {_COLUMNS} FROM document
WHERE (:kind='' OR kind=:kind) AND (:partner='' OR partner=:partner
  OR partner IN (SELECT 'contacts:'||value FROM json_each(:joined))) AND (:ref='' OR ref=:ref)
 AND (:text='' OR instr(lower(title||' '||number||' '||name),lower(:text)))
 AND (:day='' OR (day,id)<(:day,:id))
ORDER BY day DESC, id DESC LIMIT :limit"""  # noqa: S608  own column list


def documents(
    con: sqlite3.Connection,
    wanted: DocumentFilter | None = None,
    *,
    before: tuple[date, int] | None = None,
    limit: int = 200,
) -> list[Document]:
    """Documents, newest first; `before` is day and id of the last one of the page before."""
    asked = wanted or DocumentFilter()
    values = asked._asdict() | {"limit": limit, "day": "", "id": 0}
    values["joined"] = _joined(con, asked.partner)
    if before:
        values |= {"day": before[0].isoformat(), "id": before[1]}
    return [_document(row) for row in con.execute(_LIST, values).fetchall()]


def _joined(con: sqlite3.Connection, partner: str) -> str:
    """The contacts that are one person with a partner, as a list for SQL."""
    area, _colon, key = partner.partition(":")
    if area != "contacts" or not (key.isascii() and key.isdigit() and len(key) < 16):
        return "[]"
    return same_person(con, int(key)) or "[]"


def count_documents(con: sqlite3.Connection) -> int:
    """How many documents the archive holds."""
    return int(con.execute("SELECT count(*) FROM document").fetchone()[0])


def document(con: sqlite3.Connection, key: int) -> Document:
    """One document by id; `NotFound` without it."""
    row = con.execute(f"SELECT {_COLUMNS} FROM document WHERE id=?", (key,)).fetchone()  # noqa: S608  own column list
    if row is None:
        raise NotFound(N_("There is no document {number} in the archive."), number=key)
    return _document(row)


def documents_of(con: sqlite3.Connection, ref: str) -> list[Document]:
    """What belongs to a record, newest first."""
    rows = con.execute(
        f"SELECT {_COLUMNS} FROM document WHERE ref=? AND ref<>'' ORDER BY id DESC",  # noqa: S608  own column list
        (ref,),
    ).fetchall()
    return [_document(row) for row in rows]


def document_bytes(con: sqlite3.Connection, key: int) -> bytes:
    """The content as it left the house; one that was altered is refused with `Damaged`."""
    return get_blob(con, document(con, key).sha256)


def document_text(con: sqlite3.Connection, wanted: str, language: str, part: str) -> str:
    """The text of a kind for a part: the firm's own, else the one that came along.

    A text for the kind goes before one for all kinds; empty when there is none.
    """
    for kind in (wanted, ANY):
        own = con.execute(
            "SELECT text FROM text_template WHERE kind=? AND language=? AND part=?",
            (kind, language, part),
        ).fetchone()
        if own:
            return str(own[0])
        if (kind, language, part) in default_texts():
            return default_text(kind, language, part)
    return ""


def wordings(con: sqlite3.Connection, language: str = "") -> list[Wording]:
    """All texts for documents, the firm's own in place of those that came along."""
    found = dict(default_texts())
    rows = con.execute("SELECT kind,language,part,text FROM text_template").fetchall()
    found |= {
        (kind, code, part): Wording(kind, code, part, text, True) for kind, code, part, text in rows
    }
    return [one for key, one in sorted(found.items()) if not language or one.language == language]


def _document(row: tuple[object, ...]) -> Document:
    one = Document._make(row)
    return one._replace(
        day=date.fromisoformat(str(one.day)),
        keep_until=date.fromisoformat(str(one.keep_until)),
        issued=datetime.fromisoformat(str(one.issued)) if one.issued else None,
    )
