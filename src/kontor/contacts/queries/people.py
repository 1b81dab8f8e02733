"""What is asked about contacts: plain SQL, frozen answers, lists paged by key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.contacts.kinds import (
    CREDITORS,
    DEBTORS,
    Address,
    AddressKind,
    BankAccount,
    Channel,
    ChannelKind,
    Contact,
    ContactFilter,
    ContactKind,
    ContactRow,
    Numbers,
    Partner,
    Role,
    RoleNumber,
    Site,
    Terms,
)
from kontor.store.search import search as search_index

_CONTACT = (
    "SELECT id,kind,name,salutation,title,first_name,last_name,vat_id,tax_number,language,"
    "terms_days,discount_rate,discount_days,note,source,merged_into,archived FROM contact"
    " WHERE id=?"
)
_SITE = (
    "SELECT id,contact,name,street,house_number,postcode,city,country,access,note,archived"
    " FROM site"
)
_LIST = """
SELECT c.id, c.sort_name, c.name, c.kind,
  (SELECT group_concat(role) FROM contact_role WHERE contact=c.id),
  (SELECT number FROM contact_role WHERE contact=c.id AND role='customer'),
  (SELECT number FROM contact_role WHERE contact=c.id AND role IN ('supplier','subcontractor')
    AND number IS NOT NULL),
  a.postcode, a.city,
  (SELECT value FROM contact_channel WHERE contact=c.id AND kind IN ('phone','mobile')
    ORDER BY id LIMIT 1),
  (SELECT value FROM contact_channel WHERE contact=c.id AND kind='mail' ORDER BY id LIMIT 1),
  c.archived
FROM contact c LEFT JOIN contact_address a ON a.id=(SELECT id FROM contact_address
  WHERE contact=c.id ORDER BY kind<>'main', id LIMIT 1)
WHERE c.merged_into IS NULL AND (:archived OR c.archived IS NULL)
  AND (:role IS NULL OR EXISTS(SELECT 1 FROM contact_role WHERE contact=c.id AND role=:role))
  AND (:text='' OR instr(c.sort_name,:text)>0 OR EXISTS(SELECT 1 FROM contact_role
    WHERE contact=c.id AND substr(number,1,length(:text))=:text))
  AND (c.sort_name,c.id)>(:after,:id)
ORDER BY c.sort_name, c.id LIMIT :size
"""
_COUNT = """
SELECT count(*) FROM contact c
WHERE c.merged_into IS NULL AND (:archived OR c.archived IS NULL)
  AND (:role IS NULL OR EXISTS(SELECT 1 FROM contact_role WHERE contact=c.id AND role=:role))
  AND (:text='' OR instr(c.sort_name,:text)>0 OR EXISTS(SELECT 1 FROM contact_role
    WHERE contact=c.id AND substr(number,1,length(:text))=:text))
"""
_EVERYTHING = ContactFilter()


def page(
    con: sqlite3.Connection,
    after: tuple[str, int] | None = None,
    size: int = 200,
    wanted: ContactFilter = _EVERYTHING,
) -> list[ContactRow]:
    """The rows after this key (`sort_name`, `id`), by last name; from the beginning without one."""
    last, key = after or ("", 0)
    rows = con.execute(
        _LIST, {**_wanted(wanted), "after": last, "id": key, "size": size}
    ).fetchall()
    return [_row(row) for row in rows]


def count(con: sqlite3.Connection, wanted: ContactFilter = _EVERYTHING) -> int:
    """How many contacts the filter shows."""
    return int(con.execute(_COUNT, _wanted(wanted)).fetchone()[0])


def search(con: sqlite3.Connection, text: str, size: int = 20) -> list[ContactRow]:
    """Contacts by begin of the number, words of the name, telephone, mail or town, best first.

    Each word must be found; the list is short, for fields that complete what is typed.
    """
    found = page(con, size=size, wanted=ContactFilter(text=text))
    known = {one.id for one in found}
    hits = (hit.ref.partition(":") for hit in search_index(con, text, area="contacts", limit=size))
    keys = [int(key) for area, _, key in hits if area == "contacts" and key.isdigit()]
    others = [key for key in keys if key not in known]  # calls and devices have keys of their own
    return found + rows(con, others[: size - len(found)])


def rows(con: sqlite3.Connection, ids: Iterable[int]) -> list[ContactRow]:
    """These contacts as list rows, in the order asked for; what is gone is left out."""
    sql = _LIST.replace("c.merged_into IS NULL AND (:archived OR c.archived IS NULL)", "c.id=:one")
    values = {"role": None, "text": "", "after": "", "id": 0, "size": 1}
    there = (con.execute(sql, {**values, "one": key}).fetchone() for key in ids)
    return [_row(row) for row in there if row]


def contact(con: sqlite3.Connection, key: int) -> Contact:
    """A contact with all that belongs to it.

    Raises:
        NotFound: there is none with this id.
    """
    row = con.execute(_CONTACT, (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no contact {number}."), number=key)
    return Contact._make(
        (
            key,
            ContactKind(row[1]),
            *row[2:10],
            Terms(*row[10:13]),
            *row[13:16],
            _day(row[16]),
            *_belongings(con, key),
        )
    )


def _belongings(con: sqlite3.Connection, key: int) -> tuple[Any, ...]:
    def ask(sql: str) -> list[Any]:
        return con.execute(f"{sql} WHERE contact=? ORDER BY id", (key,)).fetchall()

    roles = ask("SELECT role,number FROM contact_role")
    addresses = ask(
        "SELECT id,kind,addition,street,house_number,postcode,city,country FROM contact_address"
    )
    channels = ask("SELECT id,kind,value,normal,extension,note FROM contact_channel")
    banks = ask("SELECT id,iban,bic,holder,learned FROM contact_bank")
    return (
        tuple(RoleNumber(Role(role), number) for role, number in roles),
        tuple(Address(i, AddressKind(kind), *rest) for i, kind, *rest in addresses),
        tuple(Channel(i, ChannelKind(kind), *rest) for i, kind, *rest in channels),
        tuple(BankAccount._make(row)._replace(learned=bool(row[4])) for row in banks),
        tuple(_site(row) for row in ask(_SITE)),
    )


def sites(con: sqlite3.Connection, key: int) -> list[Site]:
    """The sites of a contact that are not archived."""
    return [one for one in contact(con, key).sites if one.archived is None]


def site(con: sqlite3.Connection, key: int) -> Site:
    """One site by id; `NotFound` without it."""
    row = con.execute(f"{_SITE} WHERE id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no site {number}."), number=key)
    return _site(row)


def site_of(con: sqlite3.Connection, contact: int, text: str | None) -> int | None:
    """The id of a site of a contact, named by name or reference (`site:5`)."""
    if not text:
        return None
    for one in sites(con, contact):
        if text == f"site:{one.id}" or fold(one.name) == fold(text):
            return one.id
    raise NotFound(N_("This contact has no site “{name}”."), name=text, field="site")


# -- who is meant --------------------------------------------------------------------------------


def partner(con: sqlite3.Connection, key: int) -> Partner:
    """Name and personal accounts of a contact; of an alias those of the contact it joined."""
    row = con.execute(
        "WITH RECURSIVE up(id,next) AS (SELECT id,merged_into FROM contact WHERE id=?"
        " UNION SELECT c.id,c.merged_into FROM contact c JOIN up ON c.id=up.next)"
        " SELECT id FROM up WHERE next IS NULL",
        (key,),
    ).fetchone()
    if row is None:
        raise NotFound(N_("There is no contact {number}."), number=key)
    name, customer, supplier = con.execute(
        "SELECT name,(SELECT number FROM contact_role WHERE contact=c.id AND role='customer'),"
        "(SELECT number FROM contact_role WHERE contact=c.id AND number IS NOT NULL"
        " AND role IN ('supplier','subcontractor')) FROM contact c WHERE id=?",
        row,
    ).fetchone()
    return Partner(row[0], name, customer, supplier)


def by_number(con: sqlite3.Connection, number: str) -> Partner | None:
    """Who has this personal account; after a merge the contact that it joined."""
    row = con.execute("SELECT contact FROM contact_role WHERE number=?", (number,)).fetchone()
    return partner(con, row[0]) if row else None


def by_name(con: sqlite3.Connection, name: str) -> list[Partner]:
    """Everybody with exactly this name, upper and lower case aside."""
    folded = " ".join(fold(name).split())
    turned = folded.rpartition(" ")
    keys = (folded, f"{turned[2]} {turned[0]}".strip())
    found = con.execute(
        "SELECT id,name FROM contact WHERE sort_name IN (?,?) AND merged_into IS NULL ORDER BY id",
        keys,
    ).fetchall()
    return [partner(con, key) for key, there in found if " ".join(fold(there).split()) == folded]


def by_iban(con: sqlite3.Connection, iban: str) -> list[Partner]:
    """Whose bank account this is; usually one, typed ones first."""
    found = con.execute(
        "SELECT contact FROM contact_bank WHERE iban=? ORDER BY learned,id", (iban,)
    ).fetchall()
    return _distinct(con, found)


def by_channel(con: sqlite3.Connection, normal: str) -> list[Partner]:
    """Who is reached under this number (E.164) or mail address (lower case)."""
    found = con.execute(
        "SELECT contact FROM contact_channel WHERE normal=? ORDER BY id", (normal,)
    ).fetchall()
    return _distinct(con, found)


def resolve(con: sqlite3.Connection, text: str) -> Partner:
    """Who is meant by a personal account number, a reference `contacts:12` or an exact name.

    Raises:
        NotFound: nobody.
        Refused: several have this name.
    """
    text = _safe(text)
    area, _, key = text.partition(":")
    if area == "contacts" and key.isascii() and key.isdigit() and len(key) < 16:
        return partner(con, int(key))
    if there := by_number(con, text):
        return there
    found = by_name(con, text)
    if not found and text.isascii() and text.isdigit() and len(text) < 5:
        return partner(con, int(text))  # below every personal account: the number of lists
    if not found:
        raise NotFound(
            N_("Nobody is known as “{name}”."),
            hint=N_("Add the contact first, or use its number."),
            name=quoted(text),
            field="partner",
        )
    if len(found) > 1:
        raise Refused(
            N_("Several contacts are called “{name}”."),
            hint=N_("Use the number of the account instead."),
            name=quoted(text),
            field="partner",
        )
    return found[0]


def aliases(con: sqlite3.Connection, key: int) -> list[int]:
    """The contacts that were joined to this one, itself first."""
    found = con.execute(
        "WITH RECURSIVE down(id) AS (SELECT ? UNION SELECT c.id FROM contact c"
        " JOIN down ON c.merged_into=down.id) SELECT id FROM down ORDER BY id<>?,id",
        (key, key),
    ).fetchall()
    return [row[0] for row in found]


def same_person(con: sqlite3.Connection, key: int | None) -> str | None:
    """The contact with all that are joined with it, as a list for SQL, whichever of them is named.

    For filters: what belongs to one of them belongs to all. None stays None: everybody.
    """
    if key is None:
        return None
    top = con.execute(
        "WITH RECURSIVE up(id,next) AS (SELECT id,merged_into FROM contact WHERE id=?"
        " UNION SELECT c.id,c.merged_into FROM contact c JOIN up ON c.id=up.next)"
        " SELECT id FROM up WHERE next IS NULL",
        (key,),
    ).fetchone()
    return json.dumps(aliases(con, top[0] if top else key))


def personal_accounts(con: sqlite3.Connection, key: int) -> list[str]:
    """All personal accounts of a contact and its aliases: they add up to one partner."""
    numbers = con.execute(
        "WITH RECURSIVE down(id) AS (SELECT ? UNION SELECT c.id FROM contact c"
        " JOIN down ON c.merged_into=down.id) SELECT number FROM contact_role"
        " WHERE contact IN (SELECT id FROM down) AND number IS NOT NULL ORDER BY number",
        (key,),
    ).fetchall()
    return [row[0] for row in numbers]


def next_number(con: sqlite3.Connection, numbers: Numbers) -> str:
    """The next free personal account: the highest used plus one, else the first free one.

    Raises:
        Refused: all numbers of the range are used.
    """
    limits = (str(numbers.first), str(numbers.last))
    there = "FROM contact_role WHERE length(number)=5 AND number BETWEEN ? AND ?"
    (top,) = con.execute(f"SELECT max(number) {there}", limits).fetchone()
    if top is None or int(top) < numbers.last:
        return str(max(int(top or 0), numbers.first) + 1)
    used = {int(row[0]) for row in con.execute(f"SELECT number {there}", limits)}
    free = set(range(numbers.first + 1, numbers.last + 1)) - used
    if not free:
        raise Refused(N_("All numbers from {first} to {last} are used."), **numbers._asdict())
    return str(min(free))


def numbers_for(role: Role) -> Numbers | None:
    """The range of personal accounts of a role; None for roles without."""
    if role is Role.CUSTOMER:
        return DEBTORS
    return CREDITORS if role in {Role.SUPPLIER, Role.SUBCONTRACTOR} else None


# -- inside --------------------------------------------------------------------------------------


def _wanted(wanted: ContactFilter) -> dict[str, Any]:
    text = " ".join(fold(_safe(wanted.text)).split())
    return {"role": wanted.role, "text": text, "archived": int(wanted.archived)}


def _safe(text: str) -> str:
    """A typed text as SQLite takes it: short, without lone surrogates."""
    return text[:200].encode("utf-8", "ignore").decode()


def _row(row: Any) -> ContactRow:
    found = ContactRow._make(row)
    return found._replace(
        kind=ContactKind(row[3]),
        roles=tuple(Role(role) for role in sorted((row[4] or "").split(",")) if role),
        archived=_day(row[11]),
    )


def _distinct(con: sqlite3.Connection, found: list[Any]) -> list[Partner]:
    there = {one.id: one for one in (partner(con, row[0]) for row in found)}
    return list(there.values())


def _site(row: Any) -> Site:
    return Site._make(row)._replace(archived=_day(row[10]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def saved_mapping(con: sqlite3.Connection, signature: str) -> tuple[str, ...] | None:
    """What the columns of files with this heading meant the last time."""
    row = con.execute(
        "SELECT mapping FROM import_mapping WHERE signature=?", (signature,)
    ).fetchone()
    return tuple(str(field) for field in json.loads(row[0])) if row else None
