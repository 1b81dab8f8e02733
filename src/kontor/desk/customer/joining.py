"""Joining doubles (Dubletten zusammenführen) across all areas, and parting them again.

Whatever names the joined contact names the other one from then on. The columns are found in the
schema - keys that lead to a contact, texts that hold `contacts:12` - so an area that comes later is
covered as well. What is frozen (sealed, issued, evidence) keeps the old name, which stays as an
alias that every question about the customer resolves. Only values change, no row comes or goes:
undo restores each table exactly, and parting puts back what nobody changed since.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import Field as Limits

from kontor.base.i18n import N_
from kontor.contacts import queries, service
from kontor.contacts.kinds import AddressKind, Contact
from kontor.contacts.model import ContactChange
from kontor.desk.customer.comparing import Reference, compare, found_rows
from kontor.store.history import step_changes
from kontor.store.inputs import Input
from kontor.store.unit import Unit, use_case

_NAMES = ("kind", "name", "salutation", "title", "first_name", "last_name")
_FIELDS = ("vat_id", "tax_number", "language", "source")
_TERMS = ("terms_days", "discount_rate", "discount_days")


class JoinInput(Input):
    """What the contact that stays takes from the other one; else it keeps its own."""

    take: list[
        Literal["name", "address", "vat_id", "tax_number", "language", "terms", "source", "note"]
    ] = Limits(default=[], description="field that is taken from the joined contact")


class Joined(NamedTuple):
    """What was moved, and what keeps the old name because it is frozen or there already."""

    moved: dict[str, int]
    left: dict[str, int]


@use_case(N_("Contacts joined"))
def join_contacts(unit: Unit, contact: int, into: int, data: JoinInput) -> Joined:
    """Join a contact to another: fields as chosen, and everything that names it.

    Raises:
        Refused: both are the same, or one is joined already.
    """
    stays = queries.partner(unit.con, into).id
    service.merge_contacts(unit, contact, stays)
    proposed = {side.field for side in compare(unit.con, stays, contact).sides if side.proposed}
    _take(unit, stays, contact, {*data.take, *(proposed - {"note"})})
    moved, left = _own_parts(unit, stays, contact)
    for table, ref, rows in found_rows(unit.con, contact):
        value: Any = f"contacts:{stays}" if ref.text else stays
        done = _point(unit.con, ref, rows, value)
        moved[table] += done
        left[table] += len(rows) - done
    unit.expire_all()
    return Joined({k: n for k, n in moved.items() if n}, {k: n for k, n in left.items() if n})


@use_case(N_("Contacts separated"))
def part_contacts(unit: Unit, contact: int) -> int:
    """End the joining: what the joining moved goes back, unless it was changed since.

    Returns how many values went back.
    """
    step = _joining(unit.con, contact)
    service.separate_contact(unit, contact)
    back = 0
    for _key, table, row, op, before, after in _changes(unit.con, step):
        if op == "U" and (table, row) != ("contact", contact):
            back += sum(
                _back(unit.con, (table, row), name, (after.get(name), old))
                for name, old in before.items()
            )
    unit.expire_all()
    return back


# -- inside --------------------------------------------------------------------------------------


def _point(con: sqlite3.Connection, ref: Reference, rows: Sequence[int], value: Any) -> int:
    """Let rows name another contact; those that a guard or a rule keeps stay. How many moved."""
    sql = f'UPDATE {ref.table} SET "{ref.column}"=? WHERE id=?'  # noqa: S608  names of the schema
    if not rows:
        return 0
    if _try(con, sql, [(value, row) for row in rows]):
        return len(rows)
    return sum(_try(con, sql, [(value, row)]) for row in rows)


def _try(con: sqlite3.Connection, sql: str, values: Sequence[tuple[Any, ...]]) -> bool:
    con.execute("SAVEPOINT joining")
    try:
        con.executemany(sql, values)
    except sqlite3.IntegrityError:
        con.execute("ROLLBACK TO joining")
        return False
    finally:
        con.execute("RELEASE joining")
    return True


def _take(unit: Unit, stays: int, joined: int, fields: set[str]) -> None:
    """The chosen fields of the joined contact, as a change of the one that stays."""
    mine, theirs = queries.contact(unit.con, stays), queries.contact(unit.con, joined)
    given: dict[str, Any] = {name: getattr(theirs, name) for name in _FIELDS if name in fields}
    if "name" in fields:
        given |= {name: getattr(theirs, name) for name in _NAMES}
    if "terms" in fields:
        given |= dict(zip(_TERMS, theirs.terms, strict=True))
    if "note" in fields and theirs.note and theirs.note != mine.note:
        given["note"] = "\n".join(part for part in (mine.note, theirs.note) if part)
    if given:
        service.change_contact(unit, stays, ContactChange.model_construct(set(given), **given))
    if "address" in fields:
        _swap_address(unit.con, mine, theirs)


def _swap_address(con: sqlite3.Connection, mine: Contact, theirs: Contact) -> None:
    """The main addresses change places, so that neither is lost."""
    for one, owner in ((mine, theirs.id), (theirs, mine.id)):
        for address in one.addresses:
            if address.kind is AddressKind.MAIN:
                con.execute("UPDATE contact_address SET contact=? WHERE id=?", (owner, address.id))


def _own_parts(unit: Unit, stays: int, joined: int) -> tuple[Counter[str], Counter[str]]:
    """Roles, addresses, telephones and bank accounts that the contact that stays has not yet."""
    con = unit.con
    mine, theirs = queries.contact(con, stays), queries.contact(con, joined)
    moved: Counter[str] = Counter()
    left: Counter[str] = Counter()

    def move(table: str, row: int) -> None:
        done = _point(con, Reference(table, "contact", text=False), [row], stays)
        moved[table] += done
        left[table] += 1 - done

    places = {address[2:] for address in mine.addresses}
    has_main = any(address.kind is AddressKind.MAIN for address in mine.addresses)
    for address in theirs.addresses:
        if address[2:] not in places and not (has_main and address.kind is AddressKind.MAIN):
            move("contact_address", address.id)
        else:
            left["contact_address"] += 1
    reached = {(one.normal, one.extension) for one in mine.channels}
    for channel in theirs.channels:
        if (channel.normal, channel.extension) not in reached:
            move("contact_channel", channel.id)
        else:
            left["contact_channel"] += 1
    for bank in theirs.banks:
        move("contact_bank", bank.id)
    _roles(con, mine, theirs, move)
    return moved, left


def _roles(con: sqlite3.Connection, mine: Contact, theirs: Contact, move: Any) -> None:
    """A role goes over with its personal account, unless the one that stays has such an account."""
    taken = {queries.numbers_for(one.role) for one in mine.roles if one.number}
    have = {one.role for one in mine.roles}
    for key, role, number in con.execute(
        "SELECT id,role,number FROM contact_role WHERE contact=? ORDER BY id", (theirs.id,)
    ).fetchall():
        if role in have or (number and queries.numbers_for(role) in taken):
            continue
        move("contact_role", key)
        con.execute(
            "UPDATE account SET partner=? WHERE number=? AND partner=?",
            (mine.ref, number, theirs.ref),
        )


def _joining(con: sqlite3.Connection, contact: int) -> int | None:
    """The step that joined the contact, if it is known and was not erased."""
    row = con.execute(
        "SELECT max(c.step) FROM change c WHERE c.tbl='contact' AND c.row=? AND c.op='U'"
        " AND json_extract(c.after,'$.merged_into') IS NOT NULL",
        (contact,),
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _changes(con: sqlite3.Connection, step: int | None) -> Iterable[tuple[Any, ...]]:
    after = 0
    while step is not None and (page := step_changes(con, step, after=after, limit=500)):
        yield from page
        after = page[-1][0]


def _back(
    con: sqlite3.Connection, record: tuple[str, int], column: str, values: tuple[Any, Any]
) -> bool:
    """Put one value back if it is still the one that the joining wrote."""
    table, row = record
    new, old = values
    there = con.execute(
        f'SELECT 1 FROM {table} WHERE id=? AND "{column}" IS ?',  # noqa: S608  names of the schema
        (row, new),
    ).fetchone()
    sql = f'UPDATE {table} SET "{column}"=? WHERE id=?'  # noqa: S608  names of the schema
    return bool(there) and _try(con, sql, [(old, row)])
