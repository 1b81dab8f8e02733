"""What became of records: each change with its old and new values, as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.base.dates import format_day, format_instant
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.store.history import Past
from kontor.tui.sheet import Block, Facts, Grid, Note
from kontor.tui.widgets.columns import Column, Kind

_CHANGES = (
    Column(N_("Field"), Kind.NAME, 18, least=10),
    Column(N_("Before"), grow=1, least=10, keep=True),
    Column(N_("After"), grow=1, least=10, keep=True),
)
_KINDS = {"I": N_("added"), "U": N_("changed"), "D": N_("removed"), "X": N_("erased")}
_HIDDEN = frozenset({"id", "uuid", "sort_name", "name_key", "place_key", "normal"})
_FIELDS = {
    "name": N_("Name"), "first_name": N_("First name"), "last_name": N_("Last name"),
    "kind": N_("Kind"), "street": N_("Street"), "house_number": N_("House number"),
    "postcode": N_("Postcode"), "city": N_("Town"), "country": N_("Country"), "value": N_("Value"),
    "valid_from": N_("From"), "reason": N_("Reason"), "note": N_("Note"), "role": N_("Role"),
    "number": N_("Number"), "contact": N_("Contact"), "iban": N_("IBAN"),
    "holder": N_("Account holder"),
    "vat_id": N_("VAT id"), "tax_number": N_("Tax number"), "archived": N_("Archived on"),
    "terms_days": N_("Terms, days"), "discount_rate": N_("Discount"), "language": N_("Language"),
    "booked": N_("Booked"), "document": N_("Document"), "document_day": N_("Document date"),
    "service_day": N_("Service"), "arrival_day": N_("Arrived"), "text": N_("Text"),
    "cents": N_("Amount"), "code": N_("Tax code"), "account": N_("Account"), "day": N_("Date"),
    "period": N_("Period"), "item": N_("Open item"), "entry": N_("Entry"), "due": N_("Due"),
    "owner": N_("Owner"), "trade": N_("Trade"), "phone": N_("Telephone"), "mail": N_("Mail"),
    "web": N_("Website"), "pattern": N_("Pattern"), "first": N_("Next number"),
    "closed": N_("Closed on"), "bank": N_("Bank"), "access": N_("Access"),
}  # fmt: skip
_MONEY = frozenset({"cents", "base", "money", "reduction", "collected", "cost", "book_value"})


def instant_text(at: str) -> str:
    """An instant of the journal as people read it."""
    try:
        return format_instant(datetime.fromisoformat(at))
    except ValueError:
        return at


def value_text(value: object) -> str:
    """A stored value as people read it; nothing as a dash."""
    if value is None or value == "":
        return "–"
    text = str(value)
    if isinstance(value, str) and len(text) == 10 and text[4:5] == "-":
        try:
            return format_day(datetime.fromisoformat(text).date())
        except ValueError:
            return text
    return text


def _stored(name: str, value: object) -> str:
    if name in _MONEY and isinstance(value, int):
        return format_money(value)
    return value_text(value)


def change_rows(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    """Field, old and new value; what only serves order and search is left out."""
    names = [name for name in dict.fromkeys((*before, *after)) if name not in _HIDDEN]
    return [
        (
            _(_FIELDS[name]) if name in _FIELDS else name,
            _stored(name, before.get(name)),
            _stored(name, after.get(name)),
        )
        for name in names
        if before.get(name) not in {None, ""} or after.get(name) not in {None, ""}
    ]


def change_grid(title: str, before: dict[str, object], after: dict[str, object]) -> Grid:
    """One change of one record."""
    return Grid(_CHANGES, change_rows(before, after), title)


def past_blocks(past: Sequence[tuple[str, Past]]) -> list[Block]:
    """Changes, newest first; each with the part of the record that it concerned."""
    if not past:
        return [Note("", _("Nothing is on record."))]
    blocks: list[Block] = []
    for table, one in past:
        kind = _(_KINDS.get(one.op, one.op))
        title = " · ".join(
            part for part in (instant_text(one.at), _(one.label), table, kind) if part
        )
        if one.erased:
            blocks.append(Facts((title, _("The content was erased."))))
        else:
            blocks.append(change_grid(title, one.before, one.after))
    return blocks
