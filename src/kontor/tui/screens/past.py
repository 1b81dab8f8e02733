"""What became of records: each change with its old and new values, as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kontor.base.dates import format_day, format_instant
from kontor.base.i18n import N_, _, language
from kontor.base.numbers import format_money
from kontor.contacts.words import ADDRESSES, CHANNELS, KINDS, ROLES
from kontor.documents.kinds import kind_rows, kind_word
from kontor.ledger.words import ENTRY_KINDS, ITEM_KINDS
from kontor.store.history import Past
from kontor.tui.sheet import Block, Facts, Grid, Note
from kontor.tui.widgets.columns import Column, Kind

_CHANGES = (
    Column(N_("Field"), Kind.NAME, 18, least=10),
    Column(N_("Before"), grow=1, least=10, keep=True),
    Column(N_("After"), grow=1, least=10, keep=True),
)
_KINDS = {"I": N_("added"), "U": N_("changed"), "D": N_("removed"), "X": N_("erased")}
_HIDDEN = frozenset(
    {
        "id",
        "uuid",
        "sort_name",
        "name_key",
        "place_key",
        "normal",
        "due_rule",
        "part",
        "pos",
        "function",
        "cash_role",
        "concept",
        "mime",
        "logo_mime",
        "sha256",
        "size",
    }
)
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
    "salutation": N_("Salutation"), "title": N_("Title"), "addition": N_("Addition"),
    "extension": N_("Extension"), "discount_days": N_("Discount days"), "bic": "BIC",
    "source": N_("Comes from"), "merged_into": N_("Joined with"), "series": N_("Series"),
    "chart": N_("Chart of accounts"), "started": N_("Books since"), "currency": N_("Currency"),
    "created": N_("Made"), "checked": N_("Checked"), "reverses": N_("Reverses entry"),
    "general_reversal": N_("General reversal"), "partner": N_("Partner"), "side": N_("Side"),
    "opened_by": N_("Opened by entry"), "disputed": N_("Disputed"), "base": N_("Base, amount"),
    "tax_code": N_("Tax code"), "parent": N_("Control account"), "purpose": N_("Purpose"),
    "set_aside": N_("Set aside"), "month": N_("Month"), "filed": N_("Filed on"),
    "payable": N_("Payable"), "ticket": N_("Ticket"), "at": N_("Time"), "money": N_("Money"),
    "reduction": N_("Reduction"), "until": N_("Until"), "rate": N_("Rate"),
    "issued": N_("Sent out"), "keep_until": N_("Keep until"), "law": N_("Law"),
    "ref": N_("Belongs to"), "layout": N_("Layout"), "accent": N_("Colour"),
    "marks": N_("Marks for folding"), "slogan": N_("Line under the name"),
    "managers": N_("Managers"), "logo": N_("Logo"), "logo_height": N_("Height of the logo"),
    "project": N_("Project"), "cost_centre": N_("Cost centre"), "automatic": N_("By itself"),
}  # fmt: skip
TABLES = {
    "contact": N_("Contact"), "contact_role": N_("Role"), "contact_address": N_("Address"),
    "contact_channel": N_("Telephone, mail"), "contact_bank": N_("Bank account"),
    "site": N_("Site"), "firm": N_("Firm"), "setting": N_("Setting"),
    "money_account": N_("Money account"), "number_range": N_("Number range"),
    "entry": N_("Entry"), "line": N_("Line"), "item": N_("Open item"), "seal": N_("Seal"),
    "bank_line": N_("Bank line"), "account": N_("Account"), "bank_rule": N_("Booking rule"),
    "bank_booking": N_("Bank booking"), "discount": N_("Discount"), "due_part": N_("Due part"),
    "settlement": N_("Settlement"), "filing": N_("Return"), "period": N_("Month"),
    "asset": N_("Fixed asset"), "depreciation": N_("Depreciation"),
    "investment_deduction": N_("Investment deduction"),
    "investment_move": N_("Investment deduction"), "cost_reduction": N_("Lowered cost"),
    "statement": N_("Bank statement"), "statement_import": N_("Imported file"),
    "document": N_("Paper"), "letterhead": N_("Letterhead"), "text_template": N_("Text"),
}  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    "role": {str(code): word for code, word in ROLES.items()},
    "kind": {
        **{str(code): word for code, word in KINDS.items()},
        **{str(code): word for code, word in ADDRESSES.items()},
        **{str(code): word for code, word in CHANNELS.items()},
        **ITEM_KINDS, **ENTRY_KINDS,
    },
    "language": {"de": N_("German"), "en": N_("English")},
}  # fmt: skip
_FLAGS = frozenset({"marks", "checked", "general_reversal", "disputed", "set_aside", "automatic"})
_BLOBS = frozenset({"logo"})  # named by their SHA-256
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
    if name in _FLAGS:
        return _("yes") if value else _("no")
    if name in {"created", "at", "issued"} and value:
        return instant_text(str(value))
    if str(value) in _WORDS.get(name, {}):
        return _(_WORDS[name][str(value)])
    if name == "kind" and value in kind_rows():
        return kind_word(str(value), language())
    if name in _BLOBS and value:
        return str(value)[:12]
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
            part
            for part in (
                instant_text(one.at),
                _(one.label),
                _(TABLES.get(table, table)) if table else "",
                kind,
            )
            if part
        )
        if one.erased:
            blocks.append(Facts((title, _("The content was erased."))))
        else:
            blocks.append(change_grid(title, one.before, one.after))
    return blocks
