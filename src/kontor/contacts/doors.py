"""What contacts answer to the store and the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.ids import iban
from kontor.contacts import consent_doors, device_doors, file_doors, queries, terms_queries
from kontor.contacts.kinds import TELEPHONES, Contact
from kontor.contacts.rules import dialled
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

_PARTS = ("contact_address", "contact_channel", "contact_bank", "contact_role", "site")
_TABLES = ("contact", *_PARTS)
_TERMS = ("certificate", "standing", "invoicing")
_TAX_LAW = "AO § 147 (3)"


def _search(
    con: sqlite3.Connection, table: str, rows: Collection[int] | None
) -> Iterable[SearchRow]:
    """A contact is found by all that is known of it; an alias by the contact it joined."""
    if table in device_doors.TABLES:
        yield from device_doors.search_rows(con, table, rows)
        return
    for row in rows if rows is not None else _all(con, table):
        if table == "site":
            yield from _site_row(con, row)
            continue
        found = con.execute("SELECT merged_into FROM contact WHERE id=?", (row,)).fetchone()
        if found and found[0] is None:
            one = queries.contact(con, row)
            yield SearchRow(one.ref, "contacts", one.name, " ".join(_words(one)), row)


def _all(con: sqlite3.Connection, table: str) -> list[int]:
    return [key for (key,) in con.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()]  # noqa: S608  own names


def _site_row(con: sqlite3.Connection, key: int) -> Iterable[SearchRow]:
    if not con.execute("SELECT 1 FROM site WHERE id=?", (key,)).fetchone():
        return
    one = queries.site(con, key)
    words = (one.street, one.house_number, one.postcode, one.city, one.note)
    text = " ".join(word for word in words if word)
    yield SearchRow(f"site:{key}", "contacts", one.name, text, key)


def _words(one: Contact) -> Iterable[str]:
    yield from (word for word in (one.name, one.first_name, one.last_name, one.vat_id) if word)
    yield from (role.number for role in one.roles if role.number)
    for address in one.addresses:
        yield from (word for word in address[2:7] if word)
    for channel in one.channels:
        yield channel.value
        yield from dialled(channel.normal) if channel.kind in TELEPHONES else (channel.normal,)
    for bank in one.banks:
        yield bank.iban
        yield iban.format(bank.iban)
    if one.note:
        yield one.note


def _key(con: sqlite3.Connection, ref: str) -> int | None:
    area, _, key = ref.partition(":")
    if area != "contacts" or not (key.isascii() and key.isdigit()):
        return None
    found = con.execute("SELECT id FROM contact WHERE id=?", (int(key),)).fetchone()
    return found[0] if found else None


def _personal(con: sqlite3.Connection, ref: str) -> Iterable[Held]:
    key = _key(con, ref)
    if key is None:
        return
    for alias in queries.aliases(con, key):
        one = queries.contact(con, alias)
        law = "DSGVO Art. 6 (1) b"
        name = " ".join(word for word in (one.salutation, one.title, one.name) if word)
        yield Held(one.ref, N_("Name"), name, law)
        for what, value in _held(one):
            if value:
                yield Held(one.ref, what, value, law)
        for role in one.roles:
            if role.number:
                yield Held(one.ref, N_("Account number"), role.number, _TAX_LAW)
        yield from _terms_held(con, one)
    yield from consent_doors.held(con, key)
    yield from file_doors.held(con, key)
    yield from device_doors.held(con, key)


def _terms_held(con: sqlite3.Connection, one: Contact) -> Iterable[Held]:
    law = "DSGVO Art. 6 (1) b, f"
    for found in terms_queries.certificates(con, one.id):
        days = f"{found.valid_from} - {found.valid_to or ''}"
        yield Held(one.ref, N_("Certificate"), f"{found.kind} {found.number or ''} {days}", law)
    standing = terms_queries.standing(con, one.id)
    if standing is not None:
        known = (standing.risk_class, standing.score, standing.blocked, *standing.reasons)
        text = " ".join(str(part) for part in known if part is not None)
        yield Held(one.ref, N_("Standing"), text, law)


def _held(one: Contact) -> Iterable[tuple[str, str | None]]:
    yield N_("VAT id"), one.vat_id
    yield N_("Tax number"), one.tax_number
    yield N_("Note"), one.note
    yield N_("How the contact found us"), one.source
    for address in one.addresses:
        yield N_("Address"), _joined(address[2:])
    for channel in one.channels:
        yield N_("Telephone, mail, web"), channel.value
    for bank in one.banks:
        yield N_("Bank account"), iban.format(bank.iban)
    for site in one.sites:
        yield N_("Site"), _joined(site[2:10])


def _joined(parts: Iterable[object]) -> str:
    return " ".join(part for part in parts if isinstance(part, str) and part)


def _erase(unit: Unit, ref: str, today: date) -> Iterable[Kept]:
    """Erase what no law keeps: all of a contact without account, else all but name and address."""
    key = _key(unit.con, ref)
    if key is None:
        return []
    kept: list[Kept] = []
    for alias in queries.aliases(unit.con, key):
        numbers = [role.number for role in queries.contact(unit.con, alias).roles if role.number]
        _erase_rows(unit, alias, ("standing", "invoicing", "call_note", "device"))
        kept += consent_doors.erase(unit, alias, today)
        file_doors.erase(unit, alias)
        if numbers or _named_elsewhere(unit, "contact", alias):
            consent_doors.block(unit, alias, today)
            until = date(today.year + 10, 12, 31)
            kept.append(Kept(f"contacts:{alias}", N_("Name, address and account"), until, _TAX_LAW))
            _erase_rows(unit, alias, ("contact_channel", "contact_bank", "site"))
            unit.con.execute(
                "UPDATE contact SET note=NULL,source=NULL,salutation=NULL,archived=? WHERE id=?",
                (today.isoformat(), alias),
            )
            erase_row(unit.con, "contact", alias)
        else:
            _erase_rows(unit, alias, (*_PARTS, "certificate", "objection"))
            unit.con.execute("DELETE FROM contact WHERE id=?", (alias,))
            erase_row(unit.con, "contact", alias)
    return kept


def _erase_rows(unit: Unit, contact: int, tables: Iterable[str]) -> None:
    con = unit.con
    for table in tables:
        found = con.execute(f"SELECT id FROM {table} WHERE contact=?", (contact,)).fetchall()  # noqa: S608  own names
        for (row,) in found:
            if table in {"site", "device"} and _named_elsewhere(unit, table, row):
                continue
            con.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # noqa: S608  own names
            erase_row(con, table, row)


def _named_elsewhere(unit: Unit, table: str, row: int) -> bool:
    """Whether a row of another area still names this one: what is kept there needs it."""
    con = unit.con
    tables = con.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall()
    for (other,) in tables:
        if other in {*_TABLES, *_TERMS, "objection"}:
            continue
        for link in con.execute(f"PRAGMA foreign_key_list({other})").fetchall():
            if (
                link[2] == table
                and con.execute(
                    f"SELECT 1 FROM {other} WHERE {link[3]}=? LIMIT 1",  # noqa: S608  own names
                    (row,),
                ).fetchone()
            ):
                return True
    return False


def _check(con: sqlite3.Connection) -> Iterable[Finding]:
    loops = con.execute(
        "WITH RECURSIVE up(start,id,depth) AS (SELECT id,merged_into,1 FROM contact"
        " WHERE merged_into IS NOT NULL UNION ALL SELECT up.start,c.merged_into,depth+1 FROM up"
        " JOIN contact c ON c.id=up.id WHERE c.merged_into IS NOT NULL AND depth<50)"
        " SELECT DISTINCT start FROM up WHERE depth>=50"
    ).fetchall()
    for (key,) in loops:
        yield Finding(
            "contacts.loop",
            f"contacts:{key}",
            N_("The contact is joined to itself over others."),
            N_("Separate one of them."),
        )
    for number, contact, role in con.execute(
        "SELECT number,contact,role FROM contact_role WHERE number IS NOT NULL"
    ).fetchall():
        first, last = ("10000", "69999") if role == "customer" else ("70000", "99999")
        if not (len(number) == 5 and first <= number <= last):
            yield Finding(
                "contacts.number",
                f"contacts:{contact}",
                N_("The number {number} does not lie between {first} and {last}."),
                severity=Severity.WARNING,
                values=values_of(number=number, first=first, last=last),
            )


def _timeline(con: sqlite3.Connection, partner: str) -> Iterable[Happening]:
    """Consents and advertising, referrals, requests, calls and devices."""
    yield from consent_doors.timeline(con, partner)
    yield from file_doors.timeline(con, partner)
    if partner.startswith("contacts:") and partner[9:].isdigit():
        yield from device_doors.timeline(con, int(partner[9:]))


def _due(con: sqlite3.Connection, today: date) -> Iterable[Due]:
    """Requests, days and thanks; who is to be called back."""
    yield from file_doors.due(con, today)
    yield from device_doors.due(con, today)


DOOR = Door(
    area="contacts",
    search_tables=frozenset({"contact", "site", *device_doors.TABLES}),
    search_parts=tuple((table, "contact", "contact") for table in _PARTS if table != "site"),
    search_rows=_search,
    due=_due,
    deadlines=file_doors.deadlines,
    timeline=_timeline,
    check=_check,
    personal=_personal,
    erase=_erase,
    audit_tables=(
        *_TABLES,
        *_TERMS,
        *consent_doors.TABLES,
        *file_doors.TABLES,
        *device_doors.TABLES,
    ),
)
