"""A service protocol as a page, in the language of the customer; nothing is written."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.contacts.queries import contact as find_contact
from kontor.documents.kinds import DocumentKind, kind_word
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.figures import quantity
from kontor.documents.layout.page import (
    Align,
    Column,
    Info,
    Line,
    Note,
    Page,
    Signature,
    Table,
    Weight,
)
from kontor.documents.layout.words import words
from kontor.documents.letterhead import sender, style
from kontor.documents.letters import recipient, written_name
from kontor.tickets.protocol_kinds import Answered, Item, ItemType, Tick, Verdict
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries.protocols import Protocol
from kontor.tickets.queries.tickets import ticket
from kontor.tickets.rules.protocols import defects, said

_TICKS = {Tick.YES: "protocol_yes", Tick.NO: "protocol_no", Tick.SKIP: "protocol_skip"}
_SAID = {Verdict.FINE: "protocol_fine", Verdict.DEFECT: "protocol_defect"}


class Signed(NamedTuple):
    """Who signs for the customer, where and when; or why nobody does."""

    signer: str
    place: str
    day: date
    unsigned: str = ""


class Paper(NamedTuple):
    """A page and what the renderer made of it."""

    page: Page
    pdf: bytes


def protocol_page(
    con: sqlite3.Connection, key: int, day: date, signed: Signed | None = None
) -> Page:
    """The page of a protocol; without a signature as a draft."""
    one = queries.protocol(con, key)
    code = one.language
    word = words(code)
    found = queries.answers(con, key)
    who = find_contact(con, one.contact) if one.contact else None
    lines = recipient(who) if who else tuple(filter(None, (one.who,)))
    from_ = sender(con, day, code)
    if not lines:  # of the firm's own: it goes into a folder, not into an envelope
        from_ = from_._replace(return_line="")
    return Page(
        code, signed.day if signed else day, kind_word(DocumentKind.SERVICE_PROTOCOL, code),
        from_, lines, number=one.label, info=_info(con, one, word),
        subject=one.title, tables=(_table(found, word, code),), closing=(_sum(found, word),),
        notes=_notes(con, one, word),
        signatures=_signatures(one, signed, signer_of(con, one), word),
        draft=signed is None and one.signed is None, style=style(con),
    )  # fmt: skip


def _info(con: sqlite3.Connection, one: Protocol, word: dict[str, str]) -> tuple[Info, ...]:
    case = ticket(con, one.ticket)
    rows = (
        (word["date"], written_day(one.day, one.language)),
        (word["protocol_case"], one.ticket_number),
        (word["protocol_site"], case.site_name),
        (word["protocol_device"], one.device_name),
        (word["protocol_worker"], one.worker),
        (word["protocol_next"], written_day(one.next_due, one.language) if one.next_due else ""),
    )
    return tuple(Info(label, value) for label, value in rows if value)


def _table(found: list[Answered], word: dict[str, str], code: str) -> Table:
    columns = (
        Column(word["number"], Align.RIGHT, 1), Column(word["protocol_item"], share=9),
        Column(word["protocol_answer"], share=5), Column(word["protocol_limits"], share=3),
        Column(word["protocol_said"], share=3),
    )  # fmt: skip
    lines = []
    for one in found:
        verdict = said(one)
        bad = verdict is Verdict.DEFECT
        lines.append(Line(
            (str(one.item.place), one.item.text, _answer(one, word, code), _limits(one.item, code),
             word[_SAID[verdict]] if verdict in _SAID else ""),
            Weight.SUM if bad else Weight.NORMAL,
        ))  # fmt: skip
    return Table(columns, tuple(lines))


def _answer(one: Answered, word: dict[str, str], code: str) -> str:
    if one.number is not None:
        return f"{quantity(one.number, code)} {one.item.unit}".strip()
    if one.item.type is ItemType.TICK and one.value:
        return word[_TICKS[Tick(one.value)]]
    return one.value or "–"


def _limits(item: Item, code: str) -> str:
    low = None if item.low is None else quantity(item.low, code)
    high = None if item.high is None else quantity(item.high, code)
    if low is None and high is None:
        return ""
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"


def _sum(found: list[Answered], word: dict[str, str]) -> str:
    bad = defects(found)
    if not bad:
        return word["protocol_none"]
    places = ", ".join(str(one.item.place) for one in bad)
    return word["protocol_one" if len(bad) == 1 else "protocol_many"].format(
        count=len(bad), places=places
    )


def _notes(con: sqlite3.Connection, one: Protocol, word: dict[str, str]) -> tuple[Note, ...]:
    found = [Note(one.note, word["protocol_note"])] if one.note else []
    if one.replaces is not None:
        old = queries.protocol(con, one.replaces)
        found.append(Note(word["protocol_replaces"].format(number=old.label)))
    if one.law:
        found.append(Note(one.law, word["protocol_law"]))
    found += [
        Note(more.text, f"{word['protocol_addendum']} {written_day(more.day, one.language)}")
        for more in queries.addenda(con, one.id)
    ]
    return tuple(found)


def signer_of(con: sqlite3.Connection, one: Protocol) -> str:
    """The customer as one who signs: `Erika Krüger`; empty for what is the firm's own."""
    return written_name(find_contact(con, one.contact)) if one.contact else one.who


def _signatures(
    one: Protocol, signed: Signed | None, name: str, word: dict[str, str]
) -> tuple[Signature, ...]:
    if signed is None and one.signed is not None:
        signed = Signed(one.signer, one.sign_place, one.signed, one.unsigned)
    label = word["protocol_customer" if name else "protocol_owner"]
    if signed is not None:
        where = ", ".join(filter(None, (signed.place, written_day(signed.day, one.language))))
        label, name = f"{label} · {where}", signed.signer
        if signed.unsigned:
            name = word["protocol_unsigned"].format(reason=signed.unsigned)
    return (Signature(label, name), Signature(word["protocol_worker"], one.worker))
