"""What a proposal is made from: the supplier, earlier bookings, tax codes of the day."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.base.errors import Severity
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import Role
from kontor.documents.einvoice.names import OFFICIAL
from kontor.ledger.queries import lookup
from kontor.receipts.kinds import Booked, Receipt
from kontor.receipts.queries import records
from kontor.receipts.queries.suppliers import supplier_of
from kontor.receipts.rules.proposing import Code, Earlier, Known, Proposal, propose

_CODES = (
    "VST19", "VST7", "VST0", "RC_BAU_IN", "RC_BAU7", "RC_EU_DL", "RC_DRITT", "IGE19", "IGE7",
)  # fmt: skip
_COUNTED = 300  # earlier lines that are looked at
# base lines of the bills of a partner, and of everything booked from receipts of the same supplier
_HISTORY = """
WITH mine(entry) AS (
  SELECT i.opened_by FROM item i JOIN account a ON a.id=i.account
   WHERE ?1<>'' AND a.partner=?1 AND i.side=-1 AND i.opened_by IS NOT NULL
  UNION SELECT x.entry FROM receipt r JOIN receipt_entry x ON x.receipt=r.id
   WHERE r.id<>?3 AND (?1<>'' AND r.partner=?1 OR ?2<>'' AND r.supplier_key=?2))
SELECT a.number, ifnull(l.code,'VST0'), count(*), max(l.day), group_concat(DISTINCT l.text)
  FROM (SELECT entry FROM mine ORDER BY entry DESC LIMIT ?4) m JOIN line l ON l.entry=m.entry
  JOIN account a ON a.id=l.account JOIN entry e ON e.id=l.entry
 WHERE (l.part='base' OR l.part='' AND a.cash_role='result') AND a.cash_role<>'item'
   AND e.general_reversal=0 AND NOT EXISTS(SELECT 1 FROM entry v WHERE v.reverses=e.id)
 GROUP BY 1, 2 ORDER BY 3 DESC, 4 DESC, 1
"""
_LINES = """
SELECT l.name, l.account, l.code, ifnull(r.day,r.arrival) FROM receipt_line l
  JOIN receipt r ON r.id=l.receipt
 WHERE l.account IS NOT NULL AND r.id<>?3
   AND (?1<>'' AND r.partner=?1 OR ?2<>'' AND r.supplier_key=?2)
 ORDER BY r.id DESC, l.pos LIMIT ?4
"""


def proposal(con: sqlite3.Connection, key: int) -> Proposal:
    """How a receipt would be booked, with reasons and what must be confirmed."""
    one = records.receipt(con, key)
    found = known(con, one)
    return propose(
        one, records.groups(con, key), records.lines(con, key), records.extra(con, key).skonto,
        found,
    )  # fmt: skip


def known(con: sqlite3.Connection, one: Receipt) -> Known:
    """The supplier with what was booked before."""
    (key,) = con.execute("SELECT supplier_key FROM receipt WHERE id=?", (one.id,)).fetchone()
    if not one.partner:  # the contact may be newer than the receipt
        said = tuple(records.extra(con, one.id).supplier.get("ibans", ()))
        ibans = tuple(dict.fromkeys(filter(None, (one.iban, *said))))
        one = one._replace(partner=supplier_of(con, one.vat_id, ibans, one.supplier))
    asked = (one.partner, key, one.id, _COUNTED)
    history = tuple(
        Booked(account, code, count, date.fromisoformat(last), tuple((texts or "").split(",")))
        for account, code, count, last, texts in con.execute(_HISTORY, asked).fetchall()
    )
    lines = tuple(
        Earlier(name, account, code or "", date.fromisoformat(day))
        for name, account, code, day in con.execute(_LINES, asked).fetchall()
    )
    day = one.service or one.day or one.arrival
    codes = _codes(con, day)
    numbers = {each.account for each in history} | {each.account for each in lines}
    numbers |= {each.account for each in codes.values()}
    found = Known(
        history=history,
        lines=lines,
        codes=codes,
        names=_names(con, numbers),
        faults=tuple(
            each
            for each in records.findings(con, one.id)
            if each.severity is Severity.ERROR and each.message != OFFICIAL
        ),
    )
    return _partner(con, one, found) if one.partner else found


def _partner(con: sqlite3.Connection, one: Receipt, found: Known) -> Known:
    contact = contacts.contact(con, int(one.partner.partition(":")[2]))
    earlier = records.extra(con, one.id).preceding
    roles = {each.role for each in contact.roles}
    return found._replace(
        partner=one.partner,
        partner_name=contact.name,
        ibans=tuple(each.iban for each in contact.banks),
        item=_item(con, one.partner, earlier),
        advances=_advances(con, one.partner, earlier),
        subcontractor=Role.SUBCONTRACTOR in roles,
        exempted=_exempted(con, contact.id, one.day or one.arrival),
    )


def _item(con: sqlite3.Connection, partner: str, documents: tuple[str, ...]) -> str:
    """The bill in the books that a credit note names."""
    for document in documents:
        row = con.execute(
            "SELECT i.id FROM item i JOIN account a ON a.id=i.account WHERE a.partner=?"
            " AND i.side=-1 AND i.document=? AND i.kind IN ('bill','opening') ORDER BY i.id DESC",
            (partner, document[:36]),
        ).fetchone()
        if row:
            return f"item:{row[0]}"
    return ""


def _advances(con: sqlite3.Connection, partner: str, documents: tuple[str, ...]) -> tuple[str, ...]:
    """Advance requests of the supplier that the bill names and that still stand."""
    return tuple(
        document
        for document in documents
        if con.execute(
            "SELECT 1 FROM item i JOIN account a ON a.id=i.account WHERE a.partner=? AND i.side=-1"
            " AND i.document=? AND i.kind='request' AND i.lapsed_into IS NULL",
            (partner, document[:36]),
        ).fetchone()
    )


def _exempted(con: sqlite3.Connection, contact: int, day: date) -> bool:
    row = con.execute(
        "SELECT 1 FROM certificate WHERE contact=?1 AND kind='exemption_48b' AND valid_from<=?2"
        " AND (valid_to IS NULL OR valid_to>=?2)",
        (contact, day.isoformat()),
    ).fetchone()
    return row is not None


def _codes(con: sqlite3.Connection, day: date) -> dict[str, Code]:
    found = {}
    for name in _CODES:
        if not con.execute("SELECT 1 FROM tax_code WHERE code=?", (name,)).fetchone():
            continue
        code = lookup.code_on(con, name, day)
        account = lookup.find_account(con, code.result_account) if code.result_account else None
        found[name] = Code(
            name, code.rate, account.number if account else "", code.side.value == "reverse"
        )
    return found


def _names(con: sqlite3.Connection, numbers: set[str]) -> dict[str, str]:
    found = {}
    for number in sorted(numbers - {""}):
        account = lookup.find_account(con, number)
        if account:
            found[number] = account.name
    return found
