"""The sheet of a contact: for the preview beside the list and for the whole file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.i18n import N_, _
from kontor.base.ids import iban
from kontor.base.numbers import format_money, format_rate
from kontor.contacts.kinds import Address, Contact, Terms
from kontor.contacts.queries import aliases, contact
from kontor.contacts.words import ADDRESSES, CHANNELS, KINDS, ROLES
from kontor.desk.customer.care import Care, read_care
from kontor.desk.customer.file import Known, read_known
from kontor.desk.today import timeline
from kontor.ledger.queries.items import OpenItem, open_items
from kontor.store.doors import Door, Happening
from kontor.tui.screens.contacts.care import care_blocks
from kontor.tui.screens.contacts.known import known_blocks
from kontor.tui.screens.contacts.names import LIST_STATES, role_names
from kontor.tui.sheet import Block, Facts, Grid, Head, Note, link
from kontor.tui.widgets.columns import BAD, MUTED, PLAIN, WARN, Column, Kind, State

SHOWN_ITEMS, SHOWN_EVENTS = 5, 5
_ITEM_STATES = {
    "open": State("●", N_("open"), PLAIN),
    "overdue": State("!", N_("overdue"), BAD),
    "credit": State("↩", N_("credit"), MUTED),
    "disputed": State("?", N_("disputed"), WARN),
}
_ITEMS = (
    Column(N_("Document"), Kind.NUMBER, 13, least=10),
    Column(N_("Due"), Kind.DATE, priority=4),
    Column(N_("Outstanding"), Kind.MONEY, 11),
    Column(N_("State"), Kind.STATE, states=_ITEM_STATES),
)
_EVENTS = (
    Column(N_("Date"), Kind.DATE, keep=True),
    Column(N_("What"), Kind.NAME, grow=1),
    Column(N_("Amount"), Kind.MONEY, 11),
)
_LAST = """
SELECT e.booked, e.text, sum(l.cents) FROM line l JOIN entry e ON e.id = l.entry
 WHERE l.account IN (SELECT id FROM account WHERE partner = ?)
 GROUP BY e.id ORDER BY e.booked DESC, e.id DESC LIMIT ?
"""


class File(NamedTuple):
    """Everything that is known of a contact (Kundenakte)."""

    contact: Contact
    joined: tuple[Contact, ...]
    into: str
    items: tuple[OpenItem, ...]
    events: tuple[Happening, ...]
    known: Known
    care: Care


def read_file(
    con: sqlite3.Connection, key: int, day: date, doors: Sequence[Door], *, full: bool = True
) -> File:
    """Read a contact with its open items, what is looked after and what happened.

    Args:
        con: a reading connection.
        key: whose file.
        day: today.
        doors: the areas that tell what happened.
        full: for the whole file, otherwise for the sheet beside the list.
    """
    size = 100 if full else 8
    one = contact(con, key)
    ids = aliases(con, key)
    items = [item for alias in ids for item in open_items(con, day, partner=f"contacts:{alias}")]
    every = dict.fromkeys(
        event for alias in ids for event in timeline(con, doors, f"contacts:{alias}", limit=size)
    )
    events = sorted(every, key=lambda event: (event.day, event.ref), reverse=True)[:size]
    if not events:
        events = _entries(con, ids, size)
    into = contact(con, one.merged_into).name if one.merged_into else ""
    joined = tuple(contact(con, alias) for alias in ids if alias != key)
    return File(
        one, joined, into, tuple(items), tuple(events), read_known(con, key, day),
        read_care(con, key, day, full=full),
    )  # fmt: skip


def _entries(con: sqlite3.Connection, ids: Sequence[int], size: int) -> list[Happening]:
    """What was booked, for a firm whose areas tell nothing else yet."""
    rows = [row for one in ids for row in con.execute(_LAST, (f"contacts:{one}", size)).fetchall()]
    rows.sort(reverse=True)
    return [
        Happening("", date.fromisoformat(day), "entry", text, cents)
        for day, text, cents in rows[:size]
    ]


def file_blocks(file: File, today: date, *, full: bool = True) -> list[Block]:
    """The contact as a sheet; the preview shows the beginning of long lists."""
    one = file.contact
    blocks: list[Block] = [_head(file), _facts(one, full=full)]
    blocks += _places(one, full=full)
    blocks += _reach(one, full=full)
    if full:
        blocks += _more(file)
    blocks += known_blocks(file.known, full=full)
    blocks += care_blocks(file.care, today)
    blocks += _items(file, today, None if full else SHOWN_ITEMS)
    blocks += _events(file, None if full else SHOWN_EVENTS)
    if one.note:
        blocks.append(Note(N_("Note"), one.note))
    return blocks


def _head(file: File) -> Head:
    one = file.contact
    numbers = [number for number in (one.customer_number, one.supplier_number) if number]
    state = LIST_STATES["archived"] if one.archived else None
    return Head(" · ".join(numbers) or _(KINDS[one.kind]), one.name, state)


def _facts(one: Contact, *, full: bool) -> Facts:
    roles = [
        f"{_(ROLES[role.role])} {role.number}" if role.number and full else _(ROLES[role.role])
        for role in one.roles
    ]
    said = ", ".join(roles) if full else role_names(role.role for role in one.roles)
    pairs: list[tuple[str, object]] = [(N_("Roles"), said)]
    if full:
        pairs += [
            (N_("Kind"), _(KINDS[one.kind])),
            (N_("Salutation"), " ".join(p for p in (one.salutation, one.title) if p)),
            (N_("VAT id"), one.vat_id),
            (N_("Tax number"), one.tax_number),
            (N_("Terms"), terms_text(one.terms)),
            (N_("Found us by"), one.source),
            (N_("Archived on"), one.archived),
        ]
    return Facts(*pairs)


def terms_text(terms: Terms) -> str:
    """Terms of payment as a sentence; empty when those of the firm hold."""
    parts = []
    if terms.days is not None:
        parts.append(_("{days} days").format(days=terms.days))
    if terms.discount_rate:
        parts.append(
            _("{rate} discount within {days} days").format(
                rate=format_rate(terms.discount_rate), days=terms.discount_days or 0
            )
        )
    return ", ".join(parts)


def address_text(address: Address) -> str:
    """An address on one line."""
    street = " ".join(part for part in (address.street, address.house_number) if part)
    place = " ".join(part for part in (address.postcode, address.city) if part)
    country = address.country if address.country != "DE" else ""
    return ", ".join(part for part in (address.addition, street, place, country) if part)


def _places(one: Contact, *, full: bool) -> list[Block]:
    shown = one.addresses if full else one.addresses[:1]
    pairs = [(ADDRESSES[address.kind], address_text(address)) for address in shown]
    return [Facts(*pairs, title=N_("Addresses") if full else "")] if pairs else []


def _reach(one: Contact, *, full: bool) -> list[Block]:
    shown = one.channels if full else one.channels[:4]
    pairs = [
        (CHANNELS[channel.kind], " · ".join(p for p in (channel.value, channel.note) if p))
        for channel in shown
    ]
    blocks: list[Block] = []
    if pairs:
        blocks.append(Facts(*pairs, title=N_("Reached by") if full else ""))
    if full and one.banks:
        banks = [
            (_("learned from a payment") if bank.learned else _("entered"),
             " · ".join(p for p in (iban.format(bank.iban), bank.holder) if p))
            for bank in one.banks
        ]  # fmt: skip
        blocks.append(Facts(*banks, title=N_("Bank accounts")))
    return blocks


def _more(file: File) -> list[Block]:
    blocks: list[Block] = []
    sites = [
        (site.name, link(" · ".join(part for part in (
            " ".join(p for p in (site.street, site.house_number) if p),
            " ".join(p for p in (site.postcode, site.city) if p), site.access) if part) or "–",
            f"contacts:site/{site.id}"))
        for site in file.contact.sites if site.archived is None
    ]  # fmt: skip
    if sites:
        blocks.append(Facts(*sites, title=N_("Sites")))
    if file.into:
        blocks.append(
            Note(N_("Joined"), _("This is another name of {name}.").format(name=file.into))
        )
    if file.joined:
        names = ", ".join(other.name for other in file.joined)
        blocks.append(Note(N_("Joined"), _("Also known as: {names}").format(names=names)))
    return blocks


def _items(file: File, today: date, limit: int | None) -> list[Block]:
    if not file.items:
        return []
    rows = [(one.document, one.due, one.signed, item_state(one)) for one in file.items[:limit]]
    total = sum(one.signed for one in file.items)
    title = _("Open items")
    if limit and len(file.items) > limit:
        title = _("Open items, {shown} of {count}").format(shown=limit, count=len(file.items))
    overdue = sum(one.side * one.overdue for one in file.items)
    label = _("overdue {amount}").format(amount=format_money(overdue)) if overdue else ""
    refs = [f"item:{one.id}" for one in file.items[:limit]]
    blocks: list[Block] = [Grid(_ITEMS, rows, title, (_("Sum"), "", total, ""), refs)]
    return [*blocks, Facts((N_("of it"), label))] if label else blocks


def item_state(one: OpenItem) -> str:
    """State code of an open item on the day it was asked for."""
    if one.open < 0 or one.kind == "credit":
        return "credit"
    if one.overdue:
        return "overdue"
    return "disputed" if one.disputed else "open"


def _events(file: File, limit: int | None) -> list[Block]:
    if not file.events:
        return []
    rows = [
        (event.day, _(event.title).format(**dict(event.values)) if event.values else _(event.title),
         event.amount)
        for event in file.events[:limit]
    ]  # fmt: skip
    title = N_("What happened") if limit is None else N_("Last events")
    return [Grid(_EVENTS, rows, title, refs=[event.ref for event in file.events[:limit]])]
