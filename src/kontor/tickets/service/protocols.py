"""Service protocols: written, filled, signed; what comes later is an addendum or a new version."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_, language
from kontor.base.text import safe_file_name
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices
from kontor.documents.kinds import DocumentKind
from kontor.documents.layout.picture import kind_of
from kontor.documents.model import DocumentInput
from kontor.documents.service import store_document
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import LinkKind, TicketKind
from kontor.tickets.model import TicketInput
from kontor.tickets.protocol_kinds import Checklist, Item, ItemType, Photo
from kontor.tickets.protocol_model import (
    ProtocolAddendum,
    ProtocolAddendumRow,
    ProtocolChange,
    ProtocolInput,
    ProtocolItemRow,
    ProtocolRow,
)
from kontor.tickets.queries import protocols as queries
from kontor.tickets.queries.checklists import checklist, item_of
from kontor.tickets.queries.protocol_papers import Paper, Signed, protocol_page
from kontor.tickets.rules.protocols import defects, missing, next_due, read_answer
from kontor.tickets.service.cases import open_row, open_ticket
from kontor.tickets.service.joining import link_tickets
from kontor.tickets.service.talking import LARGEST

FINAL = N_("the protocol is signed")
Photos = Mapping[int, Photo]
_NONE: Photos = {}


@use_case(N_("Protocol written"))
def write_protocol(
    unit: Unit, ticket: int, data: ProtocolInput, today: date, photos: Photos = _NONE
) -> int:
    """Begin a protocol of a case by a checklist, with the answers that are known already.

    Raises:
        NotFound: no such checklist or device.
        InputError: an answer that does not fit its item.
    """
    case = open_row(unit, ticket)
    day = data.day or today
    code = _language(unit, case.contact)
    found = checklist(unit.con, data.checklist, day, code)
    number = unit.con.execute(
        "SELECT ifnull(max(number), 0) + 1 FROM protocol WHERE ticket=?", (case.key,)
    ).fetchone()[0]
    row = unit.put(ProtocolRow(
        ticket=case.key, number=number, checklist=found.checklist, title=found.name,
        law=found.law, language=code, day=day, device=case.device,
        next_due=next_due(day, found.months),
    ))  # fmt: skip
    _copy_items(unit, row.key, found)
    _fill(unit, row, data, photos)
    return row.key


@use_case(N_("Protocol filled in"))
def fill_protocol(unit: Unit, protocol: int, data: ProtocolChange, photos: Photos = _NONE) -> None:
    """Fill in more of a protocol that is not signed; what is not given stays."""
    _fill(unit, _draft(unit, protocol), data, photos)


@use_case(N_("Protocol discarded"))
def drop_protocol(unit: Unit, protocol: int) -> None:
    """Discard a protocol that is not signed."""
    row = _draft(unit, protocol)
    for item in _items(unit, protocol):
        unit.delete(item)
    unit.flush()
    unit.delete(row)
    unit.flush()


@use_case(N_("Protocol signed"), final=FINAL)
def sign_protocol(
    unit: Unit, protocol: int, signed: Signed, paper: Paper, at: datetime,
    *, picture: bytes | None = None,
) -> int:  # fmt: skip
    """Sign a protocol as the page shows it: from now on it is frozen and archived.

    Args:
        unit: the step.
        protocol: one that is not signed.
        signed: who signs, or why nobody does.
        paper: what was rendered (`protocol_page` with the same `signed`).
        at: now.
        picture: of the signature, as PNG or JPEG.

    Raises:
        InputError: neither a name nor a reason; an answer that is needed is missing.
        Refused: something changed since the page was made.
    """
    row = _draft(unit, protocol)
    check_signing(unit.con, protocol, signed)
    if protocol_page(unit.con, protocol, paper.page.day, signed) != paper.page:
        raise Refused(N_("The protocol changed since it was shown."), hint=N_("Look at it again."))
    one = queries.protocol(unit.con, protocol)
    stored = DocumentInput(
        kind=DocumentKind.SERVICE_PROTOCOL, day=signed.day, ref=one.ref,
        partner=f"contacts:{one.contact}" if one.contact else "", number=one.label,
        title=one.title, language=one.language,
        name=f"{one.label} {one.title}.pdf".replace("/", "-"),
    )  # fmt: skip
    if picture is not None:
        kind_of(picture)
        row.picture = put_blob(unit, picture)
    row.document = store_document(unit, stored, paper.pdf, issued=at)
    row.signed, row.sign_place = signed.day, signed.place
    row.signer, row.unsigned = signed.signer, signed.unsigned
    unit.flush()
    return row.document


def check_signing(con: sqlite3.Connection, protocol: int, signed: Signed) -> None:
    """Whether the protocol can be signed so.

    Raises:
        InputError: what is missing, at its field.
    """
    if bool(signed.signer.strip()) == bool(signed.unsigned.strip()):
        raise InputError(
            N_("Say who signs, or why nobody does."), field="signer",
            hint=N_("One of the two, such as a name or: not there."),
        )  # fmt: skip
    one = queries.protocol(con, protocol)
    if signed.day < one.day:
        raise InputError(N_("Nobody signs before the work was done."), field="day")
    left = missing(queries.answers(con, protocol))
    if left:
        raise InputError(
            N_("{count} items that are needed have no answer; the first is {place}: {text}."),
            count=len(left), place=left[0].item.place, text=left[0].item.text,
            hint=N_("Fill them in, or say that they do not apply."), field="answers",
        )  # fmt: skip


@use_case(N_("Addendum written"))
def add_to_protocol(unit: Unit, protocol: int, data: ProtocolAddendum, today: date) -> int:
    """Add to a signed protocol; what was signed stays as it is."""
    one = queries.protocol(unit.con, protocol)
    if one.signed is None:
        raise Refused(
            N_("{number} is not signed yet: change it itself."), number=one.label,
            hint=N_("An addendum comes after the signature."),
        )  # fmt: skip
    day = data.day or today
    return unit.put(
        ProtocolAddendumRow(protocol=protocol, day=day, author=data.author, text=data.text)
    ).key


@use_case(N_("New version of a protocol"))
def renew_protocol(unit: Unit, protocol: int) -> int:
    """Begin a new version of a signed protocol with the same answers; it has to be signed again.

    Raises:
        Refused: it is not signed, or there is a new version already.
    """
    old = unit.get(ProtocolRow, protocol)
    one = queries.protocol(unit.con, protocol)
    if old is None or one.signed is None:
        raise Refused(N_("{number} is not signed yet: change it itself."), number=one.label)
    there = unit.exec(select(ProtocolRow).where(ProtocolRow.replaces == protocol)).first()
    if there is not None:
        raise Refused(
            N_("There is a new version already: {number}."),
            number=queries.protocol(unit.con, there.key).label,
        )
    number = unit.con.execute(
        "SELECT max(number) + 1 FROM protocol WHERE ticket=?", (old.ticket,)
    ).fetchone()[0]
    kept = old.model_dump(
        include={"ticket", "checklist", "title", "law", "language", "day", "worker", "device",
                 "note", "next_due"}
    )  # fmt: skip
    key = unit.put(ProtocolRow(**kept, number=number, replaces=protocol)).key
    for item in _items(unit, protocol):
        unit.insert(ProtocolItemRow, **item.model_dump(exclude={"id", "protocol"}), protocol=key)
    return key


@use_case(N_("Case of defects opened"))
def open_defects(unit: Unit, protocol: int, now: datetime) -> int:
    """Open a case for the defects that a protocol names; both are linked.

    Raises:
        Refused: it names none, or their case is there already.
    """
    one = queries.protocol(unit.con, protocol)
    bad = defects(queries.answers(unit.con, protocol))
    if not bad:
        raise Refused(N_("{number} names no defects."), number=one.label)
    there = queries.case_of_defects(unit.con, one)
    if there is not None:
        raise Refused(N_("Their case is there already: {number}."), number=there[1])
    case = open_row(unit, one.ticket)
    more = f" (+{len(bad) - 1})" if len(bad) > 1 else ""
    key = open_ticket(unit, TicketInput(
        kind=TicketKind.DEFECT, subject=f"{bad[0].item.text}{more}"[:200],
        text="\n".join(f"{found.item.place}. {found.item.text}" for found in bad),
        contact=f"contacts:{case.contact}" if case.contact else None,
        caller=case.caller or None, phone=case.phone or None,
        site=f"site:{case.site}" if case.site else None, device=one.device, reference=one.ref,
        order=_order_number(unit, case.sales_order),
    ), now)  # fmt: skip
    link_tickets(unit, key, case.key, LinkKind.FOLLOWS)
    return key


def _order_number(unit: Unit, order: int | None) -> str | None:
    row = unit.con.execute("SELECT number FROM sales_document WHERE id=?", (order,)).fetchone()
    return row[0] if row else None


def _language(unit: Unit, contact: int | None) -> str:
    """The customer's language: the signed paper is for the customer."""
    if contact is None:
        return language()
    return "en" if contacts.contact(unit.con, contact).language == "en" else "de"


def _draft(unit: Unit, protocol: int) -> ProtocolRow:
    row = unit.get(ProtocolRow, protocol)
    if row is None:
        raise NotFound(N_("There is no protocol {number}."), number=protocol, field="protocol")
    if row.signed is not None:
        raise Refused(
            N_("The protocol is signed: it stays as it is."),
            hint=N_("What comes later is an addendum or a new version."),
        )
    return row


def _items(unit: Unit, protocol: int) -> list[ProtocolItemRow]:
    chosen = select(ProtocolItemRow).where(ProtocolItemRow.protocol == protocol)
    return sorted(unit.exec(chosen).all(), key=lambda row: row.place)


def _copy_items(unit: Unit, protocol: int, found: Checklist) -> None:
    for item in found.items:
        values = item._asdict() | {"choices": "|".join(item.choices)}
        unit.insert(ProtocolItemRow, protocol=protocol, **values)


def _fill(unit: Unit, row: ProtocolRow, data: ProtocolChange, photos: Photos) -> None:
    given = data.model_fields_set
    if data.day is not None:
        row.day = data.day
    for name in given & {"worker", "note"}:
        setattr(row, name, getattr(data, name) or "")
    if "next_due" in given:
        row.next_due = data.next_due
    if "device" in given:
        row.device = None if data.device is None else devices.device(unit.con, data.device).id
    if row.next_due is not None and row.next_due <= row.day:
        raise InputError(N_("The next check is after this one."), field="next_due")
    unit.put(row)
    rows = {item.place: item for item in _items(unit, row.key)}
    for place in sorted({*map(int, data.answers), *photos} - set(rows)):
        raise InputError(
            N_("The protocol has no item {place}; it has {count}."), place=place, count=len(rows),
            field="answers",
        )  # fmt: skip
    for text, answer in data.answers.items():
        _answer(unit, rows[int(text)], answer)
    for place, photo in photos.items():
        _picture(unit, rows[place], photo)


def _as_item(row: ProtocolItemRow) -> Item:
    return item_of((
        row.place, row.text, row.type, row.unit, row.low, row.high, row.choices, row.required
    ))  # fmt: skip


def _answer(unit: Unit, row: ProtocolItemRow, answer: str) -> None:
    if row.type is ItemType.PHOTO:
        if answer and answer != row.value:
            raise InputError(
                N_("{place} {text}: a picture is given as a file."), place=row.place,
                text=row.text, field=f"item{row.place}",
            )  # fmt: skip
        row.value, row.sha256 = answer, row.sha256 if answer else None
    else:
        row.value, row.number = read_answer(_as_item(row), answer)
    unit.put(row)


def _picture(unit: Unit, row: ProtocolItemRow, photo: Photo) -> None:
    if row.type is not ItemType.PHOTO:
        raise InputError(
            N_("{place} {text}: no picture is asked for here."), place=row.place, text=row.text,
            field=f"item{row.place}",
        )  # fmt: skip
    if not photo.content or len(photo.content) > LARGEST:
        raise InputError(
            N_("The picture {name} is empty or larger than {limit} MB."), name=photo.name,
            limit=LARGEST // 1024 // 1024, field=f"item{row.place}",
        )  # fmt: skip
    sha = put_blob(unit, photo.content)  # writes what is pending: before the row is half changed
    row.value, row.sha256 = safe_file_name(photo.name) or "foto", sha
    unit.put(row)
