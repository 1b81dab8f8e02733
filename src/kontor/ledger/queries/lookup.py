"""What services look up: accounts, tax codes, items with their weights; plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.ledger.kinds import (
    Account,
    CashRole,
    DueRule,
    Item,
    ItemKind,
    Side,
    TaxCode,
    WeightRow,
)

_ACCOUNT = (
    "SELECT id,number,name,kind,function,cash_role,tax_code,concept,parent,partner,closed"
    " FROM account WHERE "
)
_CODE = (
    "SELECT code,valid_from,name,side,rate,kz_base,kz_tax,kz_input,output_account,input_account,"
    "not_due_account,result_account,discount_account,advance_account,loss_account,due_ist,"
    "euer_tax_line,euer_base_line,bu,evidence FROM tax_code WHERE code=?1"
    " ORDER BY valid_from>?2, iif(valid_from>?2,valid_from,''), valid_from DESC LIMIT 1"
)
_ITEM = (
    "SELECT i.id,i.account,i.partner,i.side,i.kind,i.document,i.day,i.service_day,i.opened_by,"
    "i.due_rule,i.lapsed_into,"
    " (SELECT ifnull(sum(w.cents),0) FROM weight w WHERE w.item=i.id)"
    " -(SELECT ifnull(sum(r.cents),0) FROM reduction r JOIN weight w ON w.id=r.weight"
    "   WHERE w.item=i.id),"
    " (SELECT ifnull(sum(w.collected),0) FROM weight w WHERE w.item=i.id)"
    " +(SELECT ifnull(sum(s.money),0) FROM settlement s WHERE s.item=i.id)"
    " FROM item i WHERE "
)
_WEIGHTS = (
    "SELECT w.id,w.pos,w.line,w.account,w.code,w.part,w.cents,"
    " w.cents-(SELECT ifnull(sum(r.cents),0) FROM reduction r WHERE r.weight=w.id),"
    " w.collected+(SELECT ifnull(sum(s.cents),0) FROM share s WHERE s.weight=w.id)"
    " FROM weight w WHERE w.item=? ORDER BY w.pos"
)
_SHORT = {"bank": ("bank", "bank"), "cash": ("cash", "kasse"), "kasse": ("cash", "kasse")}
PERSONAL = {"customer": ("10000", "69999"), "supplier": ("70000", "99999")}


def account_by_id(con: sqlite3.Connection, account: int) -> Account:
    """The account with this id."""
    row = con.execute(_ACCOUNT + "id=?", (account,)).fetchone()
    if row is None:
        raise NotFound(N_("Account {number} is not known."), number=account)
    return _account(row)


def find_account(con: sqlite3.Connection, name: str) -> Account | None:
    """The account with this number or concept, or None."""
    row = con.execute(
        _ACCOUNT + "number=?1 OR concept=?1 ORDER BY number=?1 DESC LIMIT 1", (name,)
    ).fetchone()
    return _account(row) if row else None


def account_named(con: sqlite3.Connection, name: str) -> Account:
    """The account with this number, concept or exact name.

    Raises:
        NotFound: no account is named so.
        Refused: several accounts have this name.
    """
    found = find_account(con, name.strip())
    if found:
        return found
    rows = con.execute(_ACCOUNT + "name=? COLLATE NOCASE ORDER BY number", (name,)).fetchall()
    if len(rows) > 1:
        raise Refused(
            N_("Several accounts are named “{name}”: {numbers}."),
            hint=N_("Give the number of the account."),
            name=name,
            numbers=", ".join(row[1] for row in rows),
        )
    if not rows:
        raise NotFound(
            N_("Account {number} is not known."),
            hint=N_("Look it up in the chart of accounts, or create it there."),
            field="account",
            number=name,
        )
    return _account(rows[0])


def money_account(con: sqlite3.Connection, name: str) -> Account:
    """The account behind “bank”, “cash”, an IBAN, the name of a money account, number, concept."""
    text = name.strip()
    key = _SHORT.get(text.lower())
    if key:
        row = con.execute(
            "SELECT account FROM money_account WHERE kind=? AND closed IS NULL ORDER BY id LIMIT 1",
            (key[0],),
        ).fetchone()
        return account_named(con, row[0] if row else key[1])
    iban = text.replace(" ", "").upper()
    row = con.execute(
        "SELECT account FROM money_account WHERE iban=?1 OR name=?2 COLLATE NOCASE"
        " ORDER BY iban=?1 DESC,id LIMIT 1",
        (iban, text),
    ).fetchone()
    return account_named(con, row[0] if row else text)


def find_code(con: sqlite3.Connection, code: str, day: date) -> TaxCode | None:
    """The tax code as it holds on a day (before its first day: as it was first), or None."""
    row = con.execute(_CODE, (code, day.isoformat())).fetchone()
    if row is None:
        return None
    return TaxCode(row[0], date.fromisoformat(row[1]), row[2], Side(row[3]), *row[4:])


def code_on(con: sqlite3.Connection, code: str, day: date) -> TaxCode:
    """The tax code as it holds on a day.

    Raises:
        NotFound: there is no such code.
    """
    found = find_code(con, code, day)
    if found is None:
        raise NotFound(
            N_("Tax code {code} is not known."),
            hint=N_("The list of tax codes shows what exists."),
            field="code",
            code=code,
        )
    return found


def item_by_id(con: sqlite3.Connection, item: int) -> Item:
    """The item with this id."""
    row = con.execute(_ITEM + "i.id=?", (item,)).fetchone()
    if row is None:
        raise NotFound(N_("Item {document} is not known."), document=item)
    return _item(row)


def item_named(con: sqlite3.Connection, name: str) -> Item:
    """The item with this document; `item:12` names it by id, `RE-5@10001` adds the account.

    Among several with the same document the only open one is meant. A request that lapsed into a
    final invoice stands for that invoice.
    """
    text = name.strip()
    if text.startswith("item:") and text[5:].isdigit():
        return _standing(con, item_by_id(con, int(text[5:])))
    found = _named(con, "i.document=?", (text,))
    if not found and "@" in text:
        document, _, number = text.rpartition("@")
        found = _named(
            con,
            "i.document=? AND i.account=(SELECT id FROM account WHERE number=?)",
            (document, number),
        )
    if not found:
        raise NotFound(
            N_("There is no open item with document {document}."),
            hint=N_("Check the number, or look it up in the list of open items."),
            field="item",
            document=text,
        )
    still = [item for item in found if item.open] if len(found) > 1 else found
    if len(still) != 1:
        numbers = [f"{text}@{account_by_id(con, item.account).number}" for item in still or found]
        if len(set(numbers)) < len(numbers):
            numbers = [f"item:{item.id}" for item in still or found]
        raise Refused(
            N_("Several items have the document {document}."),
            hint=N_("Say which one: {choices}."),
            field="item",
            document=text,
            choices=", ".join(numbers),
        )
    return _standing(con, still[0])


def weights_of(con: sqlite3.Connection, item: int) -> list[WeightRow]:
    """The weights of an item in their order, with what was reduced and given so far."""
    return [WeightRow(*row) for row in con.execute(_WEIGHTS, (item,)).fetchall()]


def sealed(con: sqlite3.Connection, entry: int) -> int | None:
    """The journal number of a sealed entry, None while it is open."""
    row = con.execute("SELECT number FROM seal WHERE entry=?", (entry,)).fetchone()
    return None if row is None else int(row[0])


def entry_named(con: sqlite3.Connection, name: str) -> int:
    """The entry with this journal number (`#12`), id (`entry:12` or 12) or document.

    Raises:
        NotFound: there is none.
        Refused: several entries have this document.
    """
    text = name.strip()
    if text.startswith("#") and text[1:].isdigit():
        rows = con.execute("SELECT entry FROM seal WHERE number=?", (int(text[1:]),)).fetchall()
    elif text.startswith("entry:") and text[6:].isdigit():
        rows = con.execute("SELECT id FROM entry WHERE id=?", (int(text[6:]),)).fetchall()
    else:
        rows = con.execute(
            "SELECT e.id FROM entry e WHERE e.document=? AND e.reverses IS NULL"
            " AND NOT EXISTS(SELECT 1 FROM entry r WHERE r.reverses=e.id)"
            " AND e.kind NOT IN ('vat_due','advance_deduction') ORDER BY e.id",
            (text,),
        ).fetchall()
        if len(rows) > 1:
            rows = _openers(con, rows) or rows
        if text.isdigit():
            named = con.execute("SELECT id FROM entry WHERE id=?", (int(text),)).fetchall()
            rows = list(dict.fromkeys([*rows, *named]))
    if not rows:
        raise NotFound(N_("Entry {entry} is not known."), field="entry", entry=text)
    if len(rows) > 1:
        raise Refused(
            N_("Several entries have the document {document}."),
            hint=N_("Say which one: {choices}."),
            field="entry",
            document=text,
            choices=", ".join(f"entry:{row[0]}" for row in rows),
        )
    return int(rows[0][0])


def _openers(con: sqlite3.Connection, rows: list[tuple[int]]) -> list[tuple[int]]:
    """Of several entries with one document those that opened an item, not their payments."""
    return [
        row for row in rows if con.execute("SELECT 1 FROM item WHERE opened_by=?", row).fetchone()
    ]


def first_open_day(con: sqlite3.Connection, day: date) -> date:
    """The day itself, or the first day of the next month that is not closed."""
    while con.execute("SELECT 1 FROM period WHERE month=?", (f"{day:%Y-%m}",)).fetchone():
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day


def unresolved(con: sqlite3.Connection, until: date) -> int:
    """Balance of the clearing account for unresolved payments (ungeklärte Zahlungen) on a day."""
    row = con.execute(
        "SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
        " WHERE a.concept='ungeklaert' AND l.day<=?",
        (until.isoformat(),),
    ).fetchone()
    return int(row[0])


def _named(con: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[Item]:
    rows = con.execute(_ITEM + where + " ORDER BY i.id", values).fetchall()
    return [_item(row) for row in rows]


def _standing(con: sqlite3.Connection, item: Item) -> Item:
    while item.lapsed_into:
        item = item_by_id(con, item.lapsed_into)
    return item


def _item(row: Sequence[Any]) -> Item:
    key, account, partner, side, kind, document, day, service, opened, due, lapsed, *sums = row
    return Item(
        key,
        account,
        partner,
        side,
        ItemKind(kind),
        document,
        date.fromisoformat(day),
        date.fromisoformat(service) if service else None,
        opened,
        DueRule(due),
        lapsed,
        *sums,
    )


def _account(row: Sequence[Any]) -> Account:
    key, number, name, kind, function, role, code, concept, parent, partner, closed = row
    day = date.fromisoformat(closed) if closed else None
    return Account(
        key, number, name, kind, function, CashRole(role), code, concept, parent, partner, day
    )
