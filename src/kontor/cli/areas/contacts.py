"""Commands for people and firms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.cli.areas import contacts_file, contacts_parts, contacts_privacy, contacts_terms
from kontor.cli.areas.care import save_first
from kontor.cli.areas.contacts_parts import ROLES
from kontor.cli.areas.ledger_lists import LIMIT, paged
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, shown
from kontor.contacts.words import ADDRESSES, CHANNELS, KINDS
from kontor.contacts.words import ROLES as ROLE_WORDS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_CODES: dict[str, str] = {**KINDS, **ADDRESSES, **CHANNELS, **ROLE_WORDS}
_STATUS = {
    "new": N_("new"), "changed": N_("changed"), "known": N_("known"), "similar": N_("similar"),
    "bad": N_("faulty"),
}  # fmt: skip
_FIELDS = {
    "id": N_("Id"), "kind": N_("Kind"), "name": N_("Name"), "salutation": N_("Salutation"),
    "title": N_("Title"), "first_name": N_("First name"), "last_name": N_("Last name"),
    "vat_id": N_("VAT id"), "tax_number": N_("Tax number"), "language": N_("Language"),
    "terms": N_("Terms"), "note": N_("Note"), "source": N_("Source"), "roles": N_("Role"),
    "addresses": N_("Address"), "channels": N_("Telephone, mail"), "banks": N_("Bank account"),
    "sites": N_("Site"), "archived": N_("archived"), "merged_into": N_("Merged into"),
    "merged": N_("Merged"),
}  # fmt: skip
_IMPORTED = (
    Column("place", N_("Place"), "code"),
    Column("name", N_("Name")),
    Column("status", N_("State"), "code", _STATUS),
    Column("contact", N_("Contact"), "int"),
    Column("changes", N_("Changes")),
    Column("findings", N_("Findings")),
)
_LIST = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", KINDS),
    Column("customer_number", N_("Customer"), "code"),
    Column("supplier_number", N_("Supplier"), "code"),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("Town")),
    Column("phone", N_("Telephone"), "code"),
    Column("mail", N_("Mail"), "code"),
)
_ONE = (Column("field", N_("Field"), "code", _FIELDS), Column("value", N_("Value")))
_EXTRA = (
    opt("role", N_("customer, supplier or another role; may be repeated"), many=True),
    opt("phone", N_("telephone number"), many=True),
    opt("mobile", N_("mobile telephone number"), many=True),
    opt("mail", N_("mail address"), many=True),
    opt("street", N_("street")),
    opt("house_number", N_("house number")),
    opt("postcode", N_("postcode")),
    opt("city", N_("town")),
    opt("iban", N_("bank account"), many=True),
)


def _new_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.contacts.model import ContactInput

    return ContactInput


def _change_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.contacts.model import ContactChange

    return ContactChange


def _completed(data: Any, extra: dict[str, Any]) -> Any:
    """The input with what was typed as short options added to its lists."""
    from kontor.cli.models import checked

    document = data.model_dump(mode="json", exclude_unset=True)
    lists: dict[str, list[dict[str, Any]]] = {
        "roles": [{"role": role} for role in extra["role"]],
        "channels": [
            {"kind": kind, "value": value}
            for kind in ("phone", "mobile", "mail")
            for value in extra[kind]
        ],
        "banks": [{"iban": iban} for iban in extra["iban"]],
        "addresses": [],
    }
    place = {name: extra[name] for name in ("street", "house_number", "postcode", "city")}
    if any(place.values()):
        lists["addresses"].append({name: text for name, text in place.items() if text})
    for name, parts in lists.items():
        if parts:
            document[name] = [*document.get(name, []), *parts]
    return checked(type(data), document)


def add(call: Call, *, data: Any, **extra: Any) -> None:
    """Add a contact; likely doubles are named, not refused."""
    from kontor.contacts.duplicates import find_duplicates
    from kontor.contacts.service import create_contact, draft_of

    whole = _completed(data, extra)
    with call.store() as store:
        with store.read() as con:
            doubles = find_duplicates(con, draft_of(whole))
        for one in doubles:
            call.say(_("Perhaps there already: {name} (contacts:{id})").format(
                name=one.name, id=one.id))  # fmt: skip
        changed = call.run(store, create_contact, whole)
    call.done(changed, id=changed.value)


def listed(call: Call, *, words: list[str], role: str | None, limit: int | None) -> None:
    """Contacts by name."""
    from kontor.contacts import queries
    from kontor.contacts.kinds import ContactFilter, Role

    wanted = ContactFilter(Role(role) if role else None, " ".join(words))

    def fetch(after: Any, size: int) -> list[Any]:
        return queries.page(con, after, size, wanted)

    with call.read() as con:
        rows = paged(call, limit, fetch, lambda row: (row.sort_name, row.id))
    picked = [tuple(getattr(row, column.name) for column in _LIST) for row in rows]
    call.show(Table(_LIST, picked, empty=N_("Nobody found.")))


def show(call: Call, *, contact: str) -> None:
    """One contact with everything known."""
    from kontor.contacts import queries

    with call.read() as con:
        found = queries.contact(con, queries.resolve(con, contact).id)
    told = call.format == "table"
    rows = [
        (name, _words(one, told=told))
        for name, value in found._asdict().items()
        for one in _each(value)
    ]
    call.show(Table(_ONE, [row for row in rows if row[1]], title=found.name), data=found)


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) and not hasattr(value, "_asdict") else (value,)


def _words(value: Any, *, told: bool) -> str:
    """One part of a contact on one line; its id says nothing to people, and codes have words."""
    parts = value._asdict() if hasattr(value, "_asdict") else {"": value}
    said = [part for name, part in parts.items() if name != "id"]
    given = [part for part in said if part not in (None, "", False)]
    return ", ".join(_word(part) if told else str(part) for part in given)


def _word(part: Any) -> str:
    word: str | None = _CODES.get(part) if isinstance(part, StrEnum) else None
    return _(word) if word else shown(part, "day" if isinstance(part, date) else "text")


def change(call: Call, *, contact: str, data: Any, **extra: Any) -> None:
    """Change fields of a contact; lists that are given replace the old ones."""
    from kontor.contacts import queries
    from kontor.contacts.service import change_contact

    whole = _completed(data, {"role": [], **extra})
    with call.store() as store:
        with store.read() as con:
            found = queries.resolve(con, contact)
        call.done(call.run(store, change_contact, found.id, whole))


def imported(call: Call, *, path: Path, role: str | None, columns: list[str], dry: bool) -> None:
    """Take contacts over from vCard, CSV or DATEV files."""
    from kontor.cli.models import read_bytes
    from kontor.contacts.formats.files import read_source
    from kontor.contacts.kinds import Role
    from kontor.contacts.service.importing import import_contacts, plan_import

    source = read_source(read_bytes(path))
    mapping = _mapping(source, columns)
    found = source.contacts(mapping, [Role(role)] if role else [])
    if dry:
        with call.read() as con:
            plan = plan_import(con, found)
    else:
        with call.store() as store:
            save_first(call, store)
            changed = call.run(store, import_contacts, found)
            plan = changed.value
    rows = [
        (row.place, row.name, row.status.value, row.contact, ", ".join(row.changes),
         "; ".join(one.text for one in row.findings))
        for row in plan.rows
    ]  # fmt: skip
    names = [column.name for column in _IMPORTED]
    call.show(
        Table(_IMPORTED, rows, empty=N_("The file holds no contact.")),
        data={"counts": plan.counts, "rows": [dict(zip(names, r, strict=True)) for r in rows]},
    )


def _mapping(source: Any, columns: list[str]) -> list[str] | None:
    """Meaning of the columns as guessed, changed by what was typed: `3=name`."""
    from kontor.contacts.formats.columns import fields

    if source.table is None or not columns:
        return None
    mapping = list(source.mapping)
    for word in columns:
        place, _equals, field = word.partition("=")
        there = place.isdecimal() and 0 < int(place) <= len(mapping)
        if not there or field not in ("", *fields()):
            raise InputError(
                N_("“{word}” does not name a column and its meaning."),
                hint=N_("Write it like 3=name; possible: {fields}."),
                word=word,
                fields=", ".join(fields()),
            )
        mapping[int(place) - 1] = field
    return mapping


def export(call: Call, *, format: str, output: Path | None, role: str | None) -> None:  # noqa: A002
    """Write contacts as vCard or CSV."""
    from kontor.contacts import queries
    from kontor.contacts.formats.write import write_csv, write_vcards
    from kontor.contacts.kinds import ContactFilter, Role
    from kontor.contacts.queries.file import birthdays

    wanted = ContactFilter(Role(role) if role else None)
    after, ids = None, []
    with call.read() as con:
        while page := queries.page(con, after, 500, wanted):
            ids += [row.id for row in page]
            after = (page[-1].sort_name, page[-1].id)
        found = [queries.contact(con, key) for key in ids]
        born = birthdays(con, ids)
    version = format.removeprefix("vcard")
    text = write_csv(found) if format == "csv" else write_vcards(found, version, born)
    if output:
        output.write_bytes(text.encode())
        call.say(_("Written: {path}").format(path=output))
    else:
        call.out.write(text)


COMMANDS = (
    Command("add", add, N_("add a person or firm"), _EXTRA, model=_new_model, writes=True),
    Command("list", listed, N_("people and firms by name"), (
        arg("words", N_("part of a name, number, town"), many=True, required=False),
        opt("role", N_("only with this role"), choices=ROLES),
        LIMIT,
    )),
    Command("show", show, N_("everything known of one of them"), (
        arg("contact", N_("number, contacts:12 or exact name")),
    )),
    Command("change", change, N_("change a person or firm"), (
        arg("contact", N_("number, contacts:12 or exact name")), *_EXTRA[1:],
    ), model=_change_model, writes=True),
    Command("import", imported, N_("take contacts over from vCard, CSV or DATEV files"), (
        arg("path", N_("the file"), "path"),
        opt("role", N_("what they all are to us"), choices=ROLES),
        opt("columns", N_("meaning of a column of a CSV file: 3=name; may be repeated"), many=True),
        opt("dry", N_("only show what would happen"), "flag"),
    ), writes=True),
    Command("export", export, N_("write contacts for phones and other programs"), (
        opt("format", N_("form of the export"), choices=("vcard3.0", "vcard4.0", "csv"),
            default="vcard3.0"),
        opt("output", N_("file to write; without it to stdout"), "path"),
        opt("role", N_("only with this role"), choices=ROLES),
    ), output=False),
    *contacts_parts.COMMANDS,
    *contacts_terms.COMMANDS,
    *contacts_file.COMMANDS,
    *contacts_privacy.COMMANDS,
)  # fmt: skip
