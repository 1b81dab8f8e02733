"""Receipts as they are stored: one of them, lists, what was read, what they are linked to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.base.errors import Finding, NotFound, Severity
from kontor.base.i18n import N_
from kontor.receipts.kinds import (
    Form,
    Kind,
    KnownReceipt,
    ReadLine,
    Receipt,
    ReceiptRow,
    Skonto,
    Source,
    State,
    VatSum,
)

STATE = (
    "CASE WHEN EXISTS(SELECT 1 FROM receipt_entry e WHERE e.receipt=r.id"
    " AND NOT EXISTS(SELECT 1 FROM entry v WHERE v.reverses=e.entry)) THEN 'booked'"
    " WHEN r.set_aside IS NOT NULL THEN 'aside' WHEN r.duplicate_of IS NOT NULL THEN 'duplicate'"
    " ELSE 'new' END"
)
_COLUMNS = (
    "r.id,r.form,r.kind,r.file_name,r.mime,r.sha256,r.size,r.source,r.arrived,r.arrival,r.parent,"
    "r.number,r.day,r.service_day,r.due,r.currency,r.net,r.tax,r.gross,r.payable,r.means,r.iban,"
    "r.supplier,r.vat_id,r.country,r.partner,r.text,r.duplicate_of,r.set_aside,r.keep_until,r.law,"
) + STATE
_ROW = (
    "r.id,r.arrival,r.form,r.kind,r.number,r.supplier,r.day,r.due,r.gross,r.currency,"
    f"{STATE},r.file_name"
)
_LIST = f"""SELECT {_ROW} FROM receipt r
WHERE (:state='' OR {STATE}=:state)
 AND (:text='' OR instr(lower(r.number||' '||r.supplier||' '||r.text||' '||r.file_name),
      lower(:text)))
 AND (:day='' OR (r.arrival,r.id)<(:day,:id))
ORDER BY r.arrival DESC, r.id DESC LIMIT :limit"""  # noqa: S608  own column list
_KNOWN = """SELECT id,number,supplier_key,vat_id,iban,gross,day FROM receipt
WHERE (supplier_key<>'' AND supplier_key=?1) OR (vat_id<>'' AND vat_id=?2)
 OR (iban<>'' AND iban IN (SELECT value FROM json_each(?3))) ORDER BY id"""


class Reference(NamedTuple):
    """An entry that a receipt belongs to."""

    entry: int
    how: str
    day: date
    kind: str
    document: str
    text: str
    number: int | None
    reversed: bool


class Extra(NamedTuple):
    """What was read beside the columns: confidence, discounts, references, the supplier's data."""

    confidence: dict[str, int]
    skonto: tuple[Skonto, ...]
    preceding: tuple[str, ...]
    order: str
    buyer: str
    prepaid: int
    syntax: str
    profile: str
    width: int
    height: int
    supplier: dict[str, Any]
    official: bool = False


def receipt(con: sqlite3.Connection, key: int) -> Receipt:
    """One receipt by id; `NotFound` without it."""
    row = con.execute(f"SELECT {_COLUMNS} FROM receipt r WHERE r.id=?", (key,)).fetchone()  # noqa: S608  own column list
    if row is None:
        raise NotFound(
            N_("There is no receipt {number}."),
            hint=N_("“kontor receipts list” shows those that are there."),
            field="receipt",
            number=key,
        )
    return _receipt(row)


def page(
    con: sqlite3.Connection,
    *,
    state: str = "",
    text: str = "",
    before: tuple[date, int] | None = None,
    limit: int = 200,
) -> list[ReceiptRow]:
    """Receipts, newest first; `before` is arrival and id of the last one of the page before."""
    values: dict[str, Any] = {"state": state, "text": text, "limit": limit, "day": "", "id": 0}
    if before:
        values |= {"day": before[0].isoformat(), "id": before[1]}
    return [_row(row) for row in con.execute(_LIST, values).fetchall()]


def counts(con: sqlite3.Connection) -> dict[str, int]:
    """How many receipts there are in each state."""
    rows = con.execute(f"SELECT {STATE} s,count(*) FROM receipt r GROUP BY s").fetchall()  # noqa: S608  own column list
    return {str(state): int(count) for state, count in rows}


def groups(con: sqlite3.Connection, key: int) -> tuple[VatSum, ...]:
    """The VAT groups of a receipt."""
    rows = con.execute(
        "SELECT category,rate,basis,tax,reason FROM receipt_vat WHERE receipt=? ORDER BY pos",
        (key,),
    ).fetchall()
    return tuple(VatSum(*row) for row in rows)


def lines(con: sqlite3.Connection, key: int) -> tuple[ReadLine, ...]:
    """The lines of a receipt."""
    rows = con.execute(
        "SELECT name,net,category,rate,quantity,unit,price FROM receipt_line WHERE receipt=?"
        " ORDER BY pos",
        (key,),
    ).fetchall()
    return tuple(ReadLine(*row) for row in rows)


def extra(con: sqlite3.Connection, key: int) -> Extra:
    """What was read beside the columns."""
    (text,) = con.execute("SELECT reading FROM receipt WHERE id=?", (key,)).fetchone()
    found = json.loads(text)
    return Extra(
        found.get("confidence", {}),
        tuple(Skonto(*one) for one in found.get("skonto", ())),
        tuple(found.get("preceding", ())),
        found.get("order", ""),
        found.get("buyer", ""),
        found.get("prepaid", 0),
        found.get("syntax", ""),
        found.get("profile", ""),
        found.get("width", 0),
        found.get("height", 0),
        found.get("supplier", {}),
        found.get("official", False),
    )


def findings(con: sqlite3.Connection, key: int) -> tuple[Finding, ...]:
    """What reading and computing found."""
    (text,) = con.execute("SELECT findings FROM receipt WHERE id=?", (key,)).fetchone()
    return tuple(
        Finding(
            one["code"], f"receipts:{key}", one["message"], one.get("remedy", ""),
            Severity(one["severity"]), tuple((name, value) for name, value in one["values"]),
            one.get("field", ""), one.get("law", ""),
        )
        for one in json.loads(text)
    )  # fmt: skip


def content(con: sqlite3.Connection, key: int) -> str:
    """The words of the document."""
    return str(con.execute("SELECT content FROM receipt WHERE id=?", (key,)).fetchone()[0])


def references(con: sqlite3.Connection, key: int) -> list[Reference]:
    """The entries a receipt belongs to."""
    rows = con.execute(
        "SELECT x.entry,x.how,e.document_day,e.kind,e.document,e.text,"
        " (SELECT number FROM seal s WHERE s.entry=e.id),"
        " EXISTS(SELECT 1 FROM entry v WHERE v.reverses=e.id)"
        " FROM receipt_entry x JOIN entry e ON e.id=x.entry WHERE x.receipt=? ORDER BY x.entry",
        (key,),
    ).fetchall()
    return [
        Reference(entry, how, date.fromisoformat(day), kind, document, text, number, bool(gone))
        for entry, how, day, kind, document, text, number, gone in rows
    ]


def receipts_of(con: sqlite3.Connection, entry: int) -> list[int]:
    """The receipts of an entry, or of the entry that it follows."""
    rows = con.execute(
        "SELECT receipt FROM receipt_entry WHERE entry=?1 OR 'ledger:'||entry="
        "(SELECT source FROM entry WHERE id=?1) ORDER BY receipt",
        (entry,),
    ).fetchall()
    return [int(row[0]) for row in rows]


def parts(con: sqlite3.Connection, key: int) -> list[int]:
    """The receipts that came inside a mail."""
    rows = con.execute("SELECT id FROM receipt WHERE parent=? ORDER BY id", (key,)).fetchall()
    return [int(row[0]) for row in rows]


def by_hash(con: sqlite3.Connection, sha256: str) -> int | None:
    """The receipt with exactly this file."""
    row = con.execute("SELECT id FROM receipt WHERE sha256=?", (sha256,)).fetchone()
    return int(row[0]) if row else None


def double_of(con: sqlite3.Connection, key: int) -> int | None:
    """The stored receipt that one repeats, or resembles as far as was found when it came in."""
    one = receipt(con, key)
    if one.duplicate_of is not None:
        return one.duplicate_of
    for each in findings(con, key):
        other = dict(each.values).get("other") if each.code == "receipts.double" else None
        if (
            isinstance(other, int)
            and con.execute("SELECT 1 FROM receipt WHERE id=?", (other,)).fetchone()
        ):
            return other
    return None


def alike(
    con: sqlite3.Connection, *, key: str, vat_id: str, ibans: Sequence[str]
) -> list[KnownReceipt]:
    """Stored receipts of the same supplier: by name, VAT id or IBAN."""
    rows = con.execute(_KNOWN, (key, vat_id, json.dumps(list(ibans)))).fetchall()
    return [KnownReceipt(*row)._replace(day=_day(row[-1])) for row in rows]


def _receipt(row: Sequence[Any]) -> Receipt:
    one = Receipt(*row)
    return one._replace(
        form=Form(one.form),
        kind=Kind(one.kind),
        source=Source(one.source),
        arrived=datetime.fromisoformat(str(one.arrived)),
        arrival=date.fromisoformat(str(one.arrival)),
        day=_day(row[12]),
        service=_day(row[13]),
        due=_day(row[14]),
        keep_until=date.fromisoformat(str(one.keep_until)),
        state=State(one.state),
    )


def _row(row: Sequence[Any]) -> ReceiptRow:
    one = ReceiptRow(*row)
    return one._replace(
        arrival=date.fromisoformat(str(one.arrival)),
        form=Form(one.form),
        kind=Kind(one.kind),
        day=_day(row[6]),
        due=_day(row[7]),
        state=State(one.state),
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
