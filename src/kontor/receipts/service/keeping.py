"""Receipts beside booking: correct what was read, set aside, link to entries, waive."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.ids import iban, vat_id
from kontor.ledger.queries import lookup
from kontor.receipts.kinds import How, Receipt, State
from kontor.receipts.model import (
    ReceiptChange,
    ReceiptEntry,
    ReceiptTable,
    ReceiptVat,
    ReceiptWaiver,
    VatInput,
)
from kontor.receipts.queries import records
from kontor.receipts.queries.suppliers import supplier_of
from kontor.receipts.rules.doubles import supplier_key
from kontor.receipts.rules.keeping import term
from kontor.store.unit import Unit, use_case

_DROP_FILE = """DELETE FROM blob WHERE sha256=?1
AND NOT EXISTS(SELECT 1 FROM receipt WHERE sha256=?1)
AND NOT EXISTS(SELECT 1 FROM document WHERE sha256=?1)
AND NOT EXISTS(SELECT 1 FROM letterhead WHERE logo=?1)
AND NOT EXISTS(SELECT 1 FROM certificate WHERE file=?1)"""
_SAME = ("kind", "number", "due", "arrival", "partner", "currency", "text")


@use_case(N_("Receipt corrected"))
def change_receipt(unit: Unit, receipt: int, data: ReceiptChange) -> None:
    """Enter or correct what a receipt says; the file itself stays as it came.

    Raises:
        Refused: it is booked; the books must not differ from what they were booked from.
        InputError: groups and gross do not add up.
    """
    one = records.receipt(unit.con, receipt)
    if one.state is State.BOOKED:
        raise Refused(
            N_("{name} is booked already."),
            hint=N_("Take the booking back first, then correct the receipt."),
            name=one.name,
        )
    given = data.model_fields_set
    row = unit.get_one(ReceiptTable, receipt)
    unit.refresh(row)
    for name in _SAME:
        value = getattr(data, name)
        if name in given and (value is not None or name == "due"):
            setattr(row, name, value)
    if data.day is not None:
        row.day = data.day
    if "service" in given:
        row.service_day = data.service
    _supplier(unit, row, data)
    _sums(unit, row, data)
    kept = term(row.kind, row.day, row.arrival)
    row.keep_until, row.law = kept.until, kept.law
    unit.put(row)


def _supplier(unit: Unit, row: ReceiptTable, data: ReceiptChange) -> None:
    if data.vat_id is not None:
        row.vat_id = vat_id.validate(data.vat_id) if data.vat_id else ""
        row.country = row.vat_id[:2] or row.country
    if data.iban is not None:
        row.iban = iban.validate(data.iban) if data.iban else ""
    if data.supplier is not None:
        row.supplier, row.supplier_key = data.supplier, supplier_key(data.supplier)
    named = data.supplier is not None or data.vat_id is not None or data.iban is not None
    if named and data.partner is None and not row.partner:
        ibans = [row.iban] if row.iban else []
        row.partner = supplier_of(unit.con, row.vat_id, ibans, row.supplier)


def _sums(unit: Unit, row: ReceiptTable, data: ReceiptChange) -> None:
    if data.groups is not None:
        _put_groups(unit, row.key, data.groups)
        row.net = sum(one.net for one in data.groups)
        row.tax = sum(one.tax for one in data.groups)
        whole = row.net + row.tax
        if data.gross is not None and data.groups and data.gross != whole:
            raise InputError(N_("Net and VAT do not add up to the gross."), field="gross")
        row.gross = row.payable = whole if data.groups else data.gross
    elif data.gross is not None and data.gross != row.gross:
        _put_groups(unit, row.key, [])
        row.net = row.tax = None
        row.gross = row.payable = data.gross


def _put_groups(unit: Unit, receipt: int, groups: list[VatInput]) -> None:
    unit.con.execute("DELETE FROM receipt_vat WHERE receipt=?", (receipt,))
    for pos, one in enumerate(groups, 1):
        unit.insert(
            ReceiptVat, receipt=receipt, pos=pos, category=one.category, rate=one.rate,
            basis=one.net, tax=one.tax,
        )  # fmt: skip


@use_case(N_("Receipt set aside"))
def set_aside(unit: Unit, receipt: int, reason: str) -> None:
    """Take a receipt off the list without booking it, with the reason (Werbung, privat)."""
    row = _open(unit, receipt)
    if not reason.strip():
        raise InputError(N_("Say why the receipt needs no booking."), field="reason")
    row.set_aside = reason.strip()
    unit.put(row)


@use_case(N_("Receipt is a duplicate"))
def mark_duplicate(unit: Unit, receipt: int, other: int) -> None:
    """Say that a receipt is the same as another one."""
    row = _open(unit, receipt)
    found = records.receipt(unit.con, other)
    if receipt in {other, found.duplicate_of}:
        raise InputError(N_("A receipt cannot be its own duplicate."), field="other")
    row.duplicate_of = other
    unit.put(row)


@use_case(N_("Receipt taken back to the list"))
def take_up(unit: Unit, receipt: int) -> None:
    """Put a receipt that was set aside, or held to be a duplicate, back on the list."""
    records.receipt(unit.con, receipt)
    row = unit.get_one(ReceiptTable, receipt)
    row.set_aside, row.duplicate_of = None, None
    unit.put(row)


@use_case(N_("Receipt linked"))
def link(unit: Unit, receipt: int, entry: str) -> int:
    """Say that a receipt proves an entry that is booked; returns the entry."""
    con = unit.con
    one = records.receipt(con, receipt)
    if one.state in {State.ASIDE, State.DUPLICATE}:
        raise Refused(
            N_("{name} is set aside: {reason}")
            if one.state is State.ASIDE
            else N_("{name} may be the same as receipt {other}."),
            hint=N_("Take it back to the list first."),
            name=one.name,
            reason=one.set_aside,
            other=one.duplicate_of,
        )
    found = lookup.entry_named(con, entry)
    if found in {each.entry for each in records.references(con, receipt)}:
        raise Refused(N_("{name} is linked to this entry already."), name=one.name)
    unit.put(ReceiptEntry(receipt=receipt, entry=found, how=How.LINKED))
    _learn_partner(unit, one, found)
    return found


def _learn_partner(unit: Unit, one: Receipt, entry: int) -> None:
    """The entry tells the supplier of a receipt that named none."""
    if one.partner:
        return
    rows = unit.con.execute(
        "SELECT DISTINCT a.partner,a.name FROM line l JOIN account a ON a.id=l.account"
        " WHERE l.entry=? AND a.partner LIKE 'contacts:%'",
        (entry,),
    ).fetchall()
    if len(rows) == 1:
        row = unit.get_one(ReceiptTable, one.id)
        row.partner = rows[0][0]
        if not row.supplier:
            row.supplier, row.supplier_key = rows[0][1], supplier_key(rows[0][1])
        unit.put(row)


@use_case(N_("Receipt link removed"))
def unlink(unit: Unit, receipt: int, entry: int) -> None:
    """Take a link back that was made by hand; a booking is taken back in the journal."""
    row = unit.exec(
        select(ReceiptEntry).where(
            col(ReceiptEntry.receipt) == receipt, col(ReceiptEntry.entry) == entry
        )
    ).first()
    if row is None:
        raise NotFound(N_("The receipt is not linked to this entry."), field="entry")
    if row.how is not How.LINKED:
        raise Refused(
            N_("The entry was booked from this receipt."),
            hint=N_("Take the entry back in the journal; the receipt then waits again."),
        )
    unit.delete(row)
    unit.flush()


@use_case(N_("Entry needs no receipt"))
def waive(unit: Unit, entry: str, reason: str) -> int:
    """Say why an entry needs no receipt of its own (Dauerbeleg, Kontoauszug genügt)."""
    found = lookup.entry_named(unit.con, entry)
    if not reason.strip():
        raise InputError(N_("Say why the entry needs no receipt."), field="reason")
    row = unit.exec(select(ReceiptWaiver).where(col(ReceiptWaiver.entry) == found)).first()
    row = row or ReceiptWaiver(entry=found, reason="")
    row.reason = reason.strip()
    unit.put(row)
    return found


@use_case(N_("Entries need no receipt"))
def waive_all(unit: Unit, entries: list[str], reason: str) -> list[int]:
    """Say for several entries, with one reason, why they need no receipt; returns them."""
    return [waive(unit, entry, reason) for entry in entries]


@use_case(N_("Expired receipts deleted"), final=N_("the files are deleted"))
def drop_expired(unit: Unit, receipts: list[int], today: date) -> int:
    """Delete receipts whose legal time is over, and their files; the entries stay.

    Files are not in the history of changes, so this cannot be taken back. Returns how many went.
    """
    con = unit.con
    for key in receipts:
        one = records.receipt(con, key)
        if one.keep_until >= today:
            raise Refused(
                N_("{name} must be kept until {day} ({law})."),
                name=one.name, day=one.keep_until.isoformat(), law=one.law,
            )  # fmt: skip
        forget(unit, one)
    return len(receipts)


def forget(unit: Unit, one: Receipt) -> None:
    """Delete a receipt with everything that was read of it, and its file."""
    con = unit.con
    con.execute("UPDATE receipt SET parent=NULL WHERE parent=?", (one.id,))
    con.execute("UPDATE receipt SET duplicate_of=NULL WHERE duplicate_of=?", (one.id,))
    for table in ("receipt_entry", "receipt_line", "receipt_vat"):
        con.execute(f"DELETE FROM {table} WHERE receipt=?", (one.id,))  # noqa: S608  own names
    con.execute("DELETE FROM receipt WHERE id=?", (one.id,))
    con.execute(_DROP_FILE, (one.sha256,))
    unit.expire_all()


def _open(unit: Unit, receipt: int) -> ReceiptTable:
    one = records.receipt(unit.con, receipt)
    if one.state is State.BOOKED:
        raise Refused(N_("{name} is booked already."), name=one.name)
    return unit.get_one(ReceiptTable, receipt)
