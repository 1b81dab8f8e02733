"""Personal accounts (Personenkonten): found by number, reference or name, made on demand."""

# ruff: noqa: S608  names and marks are built here, values are bound
from __future__ import annotations

import sqlite3

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts.kinds import Role
from kontor.contacts.model import RoleInput
from kontor.contacts.service import add_role
from kontor.ledger.kinds import Account, CashRole
from kontor.ledger.model.tables import AccountRow
from kontor.ledger.queries.lookup import PERSONAL, account_by_id, find_account
from kontor.ledger.service.books import Books

_CONTROL = {"customer": "forderungen", "supplier": "verbindlichkeiten"}
_ROLES = {"customer": ("customer",), "supplier": ("supplier", "subcontractor")}


def partner_account(books: Books, name: str, side: str) -> Account:
    """The personal account of a partner on one side: `customer` (Debitor) or `supplier` (Kreditor).

    Raises:
        NotFound: nobody has this number or name; the hint says how to create the account.
        Refused: the number belongs to the other side, or several partners have this name.
    """
    text = name.strip()
    if text.isdigit():
        return _by_number(books, text, side)
    if ":" in text and text.partition(":")[2].isdigit():
        return _by_ref(books, text, side)
    return _by_name(books, text, side)


def create_account(books: Books, number: str, name: str, side: str, partner: str | None) -> Account:
    """Make a personal account under its control account."""
    _check_range(number, side)
    control = books.account(_CONTROL[side])
    row = books.unit.put(
        AccountRow(
            number=number,
            name=name,
            kind=control.kind,
            cash_role=CashRole.ITEM.value,
            parent=control.id,
            partner=partner,
            hgb=None,
            own=True,
        )
    )
    return account_by_id(books.con, row.key)


def next_number(con: sqlite3.Connection, side: str) -> str:
    """The next free number of a side, after all accounts and all numbers of contacts."""
    low, high = PERSONAL[side]
    (last,) = con.execute(
        "SELECT max(number) FROM (SELECT number FROM account UNION ALL SELECT number FROM"
        " contact_role WHERE number IS NOT NULL) WHERE length(number)=5 AND number BETWEEN ? AND ?",
        (low, high),
    ).fetchone()
    number = int(last) + 1 if last else int(low) + 1
    if number > int(high):
        raise Refused(N_("All numbers from {low} to {high} are taken."), low=low, high=high)
    return str(number)


def _by_number(books: Books, number: str, side: str) -> Account:
    found = find_account(books.con, number)
    if found:
        if not found.personal:
            raise Refused(
                N_("{number} {name} is no account of a customer or supplier."),
                field="partner",
                number=number,
                name=found.name,
            )
        _check_range(number, side)
        return found
    row = books.con.execute(
        "SELECT c.id,c.name FROM contact_role r JOIN contact c ON c.id=r.contact WHERE r.number=?",
        (number,),
    ).fetchone()
    if row is None:
        raise NotFound(
            N_("There is no customer or supplier with number {number}."),
            hint=N_("Create the contact with this number, or give its name."),
            field="partner",
            number=number,
        )
    return create_account(books, number, row[1], side, f"contacts:{row[0]}")


def _by_ref(books: Books, ref: str, side: str) -> Account:
    low, high = PERSONAL[side]
    row = books.con.execute(
        "SELECT id FROM account WHERE partner=? AND number BETWEEN ? AND ? ORDER BY id LIMIT 1",
        (ref, low, high),
    ).fetchone()
    if row:
        return account_by_id(books.con, row[0])
    contact = ref.partition(":")[2]
    person = books.con.execute(
        "SELECT name,merged_into FROM contact WHERE id=?", (contact,)
    ).fetchone()
    if person is None or not ref.startswith("contacts:"):
        raise NotFound(
            N_("There is no contact {ref}."),
            hint=N_("Create the contact first."),
            field="partner",
            ref=ref,
        )
    if person[1]:
        return _by_ref(books, f"contacts:{person[1]}", side)
    marks = ",".join("?" * len(_ROLES[side]))
    numbers = books.con.execute(
        f"SELECT number FROM contact_role WHERE contact=? AND role IN ({marks})"
        " AND number BETWEEN ? AND ? ORDER BY id LIMIT 1",
        (contact, *_ROLES[side], low, high),
    ).fetchone()
    number = numbers[0] if numbers else next_number(books.con, side)
    taken = find_account(books.con, number)
    if taken and taken.partner in {None, ref}:
        return taken
    if taken:  # another partner's account: never theirs
        number = next_number(books.con, side)
    if not numbers:
        add_role(books.unit, int(contact), RoleInput(role=Role(_ROLES[side][0]), number=number))
    return create_account(books, number, person[0], side, ref)


def _by_name(books: Books, name: str, side: str) -> Account:
    contacts = books.con.execute(
        "SELECT id FROM contact WHERE name=? COLLATE NOCASE AND merged_into IS NULL", (name,)
    ).fetchall()
    if len(contacts) == 1:
        return _by_ref(books, f"contacts:{contacts[0][0]}", side)
    low, high = PERSONAL[side]
    accounts = books.con.execute(
        "SELECT id,number FROM account WHERE name=? COLLATE NOCASE AND parent IS NOT NULL"
        " AND number BETWEEN ? AND ?",
        (name, low, high),
    ).fetchall()
    if len(accounts) == 1:
        return account_by_id(books.con, accounts[0][0])
    if not contacts and not accounts:
        raise NotFound(
            N_("There is no customer or supplier named “{name}”."),
            hint=N_("Create the contact first, or give the number of the account."),
            field="partner",
            name=name,
        )
    raise Refused(
        N_("Several partners are named “{name}”."),
        hint=N_("Say which one: {choices}."),
        field="partner",
        name=name,
        choices=", ".join([f"contacts:{c[0]}" for c in contacts] or [a[1] for a in accounts]),
    )


def _check_range(number: str, side: str) -> None:
    low, high = PERSONAL[side]
    if not (number.isdigit() and len(number) == len(low) and low <= number <= high):
        raise Refused(
            N_("{number} is no account of this side: {low} to {high}."),
            hint=N_("Customers have 10000 to 69999, suppliers 70000 to 99999."),
            field="partner",
            number=number,
            low=low,
            high=high,
        )
