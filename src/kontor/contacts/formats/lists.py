"""Contact lists (CSV, DATEV) as contacts: one line, one contact."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.text import fold
from kontor.contacts.formats.record import Found, Raw, found_of
from kontor.contacts.formats.table import Table, unguarded
from kontor.contacts.kinds import ChannelKind, ContactKind, Role

_ADDRESS = ("addition", "street", "house_number", "postcode", "city", "country")
_NUMBERS = ("customer_number", "supplier_number", "number")
_PLAIN = (
    "birthday",
    "salutation",
    "title",
    "first_name",
    "last_name",
    "vat_id",
    "tax_number",
    "note",
)
_ROLE_WORDS = {
    "kunde": Role.CUSTOMER, "debitor": Role.CUSTOMER, "lieferant": Role.SUPPLIER,
    "kreditor": Role.SUPPLIER, "nachunternehmer": Role.SUBCONTRACTOR,
    "subunternehmer": Role.SUBCONTRACTOR, "interessent": Role.PROSPECT,
    "architekt": Role.ARCHITECT, "hausverwaltung": Role.MANAGER, "empfehler": Role.REFERRER,
    "behorde": Role.AUTHORITY, "mitarbeiter": Role.EMPLOYEE,
    **{role.value: role for role in Role},
}  # fmt: skip


def read_rows(table: Table, mapping: Sequence[str], roles: Sequence[Role] = ()) -> list[Found]:
    """The contacts of a table.

    Args:
        table: the file.
        mapping: field of each column, empty for none (`guess_mapping`, changed by the user).
        roles: roles that all get, besides those of the file.
    """
    found = []
    for line, cells in table.rows:
        values = {
            field: unguarded(cell.strip())
            for field, cell in zip(mapping, cells, strict=False)
            if field
        }
        found.append(found_of(raw_of(str(line), values, roles)))
    return found


def raw_of(place: str, values: dict[str, str], roles: Sequence[Role] = ()) -> Raw:
    """One line of a table by fields."""
    raw = Raw(place, roles=[*roles])
    raw.fields = {key: values[key] for key in _PLAIN if values.get(key)}
    company, name = values.get("company", ""), values.get("name", "")
    if company:
        raw.kind = ContactKind.FIRM
        raw.fields["name"] = company
        person = " ".join(
            raw.fields.pop(key) for key in ("first_name", "last_name") if key in raw.fields
        )
        extra = [part for part in (person, name) if part and part != company]
        if extra and not values.get("addition"):
            values = {**values, "addition": ", ".join(extra)}
    elif name:
        raw.fields["name"] = name
    if values.get("language", "").strip().lower()[:2] in {"de", "en"}:
        raw.fields["language"] = values["language"].strip().lower()[:2]
    days = values.get("terms_days", "").strip()
    if days.isascii() and days.isdigit() and int(days[:9]) <= 365:
        raw.fields["terms_days"] = days
    raw.addresses.append({key: values[key] for key in _ADDRESS if key in values})
    raw.channels = [(kind, values[kind.value]) for kind in ChannelKind if values.get(kind.value)]
    raw.banks.append({key: values.get(key, "") for key in ("iban", "bic", "holder")})
    raw.numbers = [values[key] for key in _NUMBERS if values.get(key)]
    for word in values.get("roles", "").replace("/", ",").replace(";", ",").split(","):
        if role := _ROLE_WORDS.get(fold(word).strip()):
            raw.roles.append(role)
    return raw
