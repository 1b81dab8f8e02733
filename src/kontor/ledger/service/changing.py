"""Open entries are changed and discarded, sealed ones corrected: items, shares and tax follow."""

# ruff: noqa: S608  names and marks are built here, values are bound
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.ledger.kinds import EntriesGone, Posted
from kontor.ledger.model.inputs import AnyEvent, Request, Reverse
from kontor.ledger.model.tables import DuePartRow, EntryRow
from kontor.ledger.queries import lookup
from kontor.ledger.rules.reductions import lower_parts
from kontor.ledger.service.books import Books, Reuse
from kontor.ledger.service.events import handle
from kontor.ledger.service.free import refuse_deducted, reverse_entry, reversed_with
from kontor.ledger.service.register import bring_back, drop_depreciation
from kontor.store.unit import Unit, use_case

_FOLLOWERS = "('vat_due','advance_deduction','transfer','write_off')"


@use_case(N_("Entry changed"))
def change_entry(unit: Unit, entry: int, event: AnyEvent) -> Posted:
    """Put another event in the place of an open entry; entry and item keep their ids."""
    group = _group(unit, entry)
    _refuse_change(unit, group)
    _refuse_register(unit, entry)
    source = unit.con.execute("SELECT source FROM entry WHERE id=?", (entry,)).fetchone()[0]
    items = _clear(unit, group)
    kept = items[0] if items else None
    _delete(unit, "item", items[1:])
    _delete(unit, "entry", group[1:])
    if event.source is None and source:
        event = event.model_copy(update={"source": source})
    reuse = Reuse(entry, kept)
    posted = handle(unit, event, reuse)
    if reuse.item is not None:
        _delete(unit, "item", [reuse.item])
    if reuse.entry is not None:
        _delete(unit, "entry", [reuse.entry])
    unit.emit(EntriesGone(tuple(group), posted.entries))
    return posted


@use_case(N_("Entry discarded"))
def discard_entry(unit: Unit, entry: int) -> None:
    """Delete an open entry with what it opened, settled and what followed from it."""
    group = _group(unit, entry)
    _refuse_change(unit, group)
    bring_back(unit, group)
    drop_depreciation(unit, group)
    items = _clear(unit, group)
    _delete(unit, "item", items)
    _delete(unit, "entry", group)
    unit.emit(EntriesGone(tuple(group)))


@use_case(N_("Entry corrected"))
def correct_entry(unit: Unit, entry: int, event: AnyEvent, reason: str, today: date) -> Posted:
    """One-key correction: an open entry is changed, a sealed one reversed and entered anew.

    Args:
        unit: unit of work.
        entry: the wrong entry.
        event: what is right.
        reason: why; stays with the reversal.
        today: booking date of the reversal.
    """
    if lookup.sealed(unit.con, entry) is None:
        return change_entry(unit, entry, event)
    back = Reverse(day=today, entry=f"entry:{entry}", reason=reason)
    reversal = reverse_entry(Books(unit), back, entry)
    closed = lookup.first_open_day(unit.con, event.booked or event.day) != (
        event.booked or event.day
    )
    if closed and event.booked is None:
        event = event.model_copy(update={"booked": lookup.first_open_day(unit.con, today)})
    posted = handle(unit, event)
    unit.emit(EntriesGone(reversed_with(unit.con, reversal), posted.entries))
    return Posted(posted.entries + reversal.entries, posted.items)


@use_case(N_("Entry marked"))
def mark_checked(unit: Unit, entry: int, checked: bool = True) -> None:
    """Mark an open entry as looked at (geprüft)."""
    _refuse_sealed(unit, entry)
    row = unit.get_one(EntryRow, entry)
    unit.refresh(row)
    row.checked = checked
    unit.put(row)


@use_case(N_("Advance request withdrawn"))
def withdraw_request(unit: Unit, item: int) -> None:
    """Take back an advance request on which nothing was received."""
    _refuse_used_request(unit, item)
    _delete_item_rows(unit, [item])
    _delete(unit, "item", [item])


@use_case(N_("Advance request changed"))
def change_request(unit: Unit, item: int, event: Request) -> Posted:
    """Replace an advance request on which nothing was received; the item keeps its id."""
    _refuse_used_request(unit, item)
    _delete_item_rows(unit, [item])
    return handle(unit, event, Reuse(None, item))


def _group(unit: Unit, entry: int) -> list[int]:
    """The entry and those that follow from it, in their order."""
    rows = unit.con.execute(
        f"SELECT id FROM entry WHERE source=? AND kind IN {_FOLLOWERS} ORDER BY id",
        (f"ledger:{entry}",),
    ).fetchall()
    group = [entry, *(row[0] for row in rows)]
    late = [e for first in group[1:] for e in _group(unit, first)[1:]]
    return group + [e for e in late if e not in group]


def _refuse_change(unit: Unit, group: Sequence[int]) -> None:
    entry = group[0]
    for one in group:
        _refuse_sealed(unit, one)
    row = unit.con.execute(
        "SELECT kind,(SELECT id FROM entry r WHERE r.reverses=e.id) FROM entry e WHERE id=?",
        (entry,),
    ).fetchone()
    if row is None:
        raise Refused(N_("Entry {entry} is not known."), field="entry", entry=entry)
    kind, reversed_by = row
    if kind in {"vat_due", "advance_deduction"}:
        raise Refused(
            N_("This entry follows from another one."),
            hint=N_("Change the payment or the invoice it belongs to."),
            field="entry",
        )
    if reversed_by:
        raise Refused(
            N_("This entry was already reversed by entry {by}."), field="entry", by=reversed_by
        )
    refuse_deducted(unit.con, group)
    _refuse_later(unit, group)


def _refuse_register(unit: Unit, entry: int) -> None:
    """Depreciation and disposal come from the asset register, not from an event of their own."""
    kind = unit.con.execute("SELECT kind FROM entry WHERE id=?", (entry,)).fetchone()[0]
    if kind in {"depreciation", "disposal"}:
        raise Refused(
            N_("This entry belongs to the asset register."),
            hint=N_("Discard it and post it anew there."),
            field="entry",
        )


def _refuse_later(unit: Unit, group: Sequence[int]) -> None:
    """Only the last event of an item can be taken away; an earlier one is reversed."""
    marks = ",".join("?" * len(group))
    row = unit.con.execute(
        "SELECT i.document,e.id,e.document FROM settlement late JOIN item i ON i.id=late.item"
        f" JOIN entry e ON e.id=late.entry WHERE late.entry NOT IN ({marks}) AND ("
        f" i.opened_by IN ({marks})"
        " OR late.id>(SELECT min(s.id) FROM settlement s WHERE s.item=late.item"
        f"   AND s.entry IN ({marks}))) LIMIT 1",
        (*group, *group, *group),
    ).fetchone()
    if row:
        raise Refused(
            N_("Something happened on {document} since: entry {entry} {other}."),
            hint=N_("Discard or reverse the later entry first, or reverse this one."),
            field="entry",
            document=row[0],
            entry=row[1],
            other=row[2],
        )


def _refuse_sealed(unit: Unit, entry: int) -> None:
    number = lookup.sealed(unit.con, entry)
    if number is not None:
        raise Refused(
            N_("Entry #{number} is sealed and stays as it is."),
            hint=N_("Correct it: Kontor reverses it and enters it anew."),
            field="entry",
            number=number,
        )


def _refuse_used_request(unit: Unit, item: int) -> None:
    found = lookup.item_by_id(unit.con, item)
    used = unit.con.execute("SELECT 1 FROM settlement WHERE item=?", (item,)).fetchone()
    if found.kind != "request" or found.lapsed_into or found.paid or used:
        raise Refused(
            N_("{document} is no advance request without receipts."), document=found.document
        )


def _clear(unit: Unit, group: Sequence[int]) -> list[int]:
    """Delete lines, weights, settlements and shares of entries; returns the items they opened."""
    con = unit.con
    marks = ",".join("?" * len(group))
    items = [
        row[0]
        for row in con.execute(
            f"SELECT id FROM item WHERE opened_by IN ({marks}) ORDER BY id", tuple(group)
        ).fetchall()
    ]
    _give_back_parts(unit, group, items)
    lines = f"(SELECT id FROM line WHERE entry IN ({marks}))"
    settled = f"(SELECT id FROM settlement WHERE entry IN ({marks}))"
    for sql in (
        f"DELETE FROM shift WHERE line IN {lines}",
        f"DELETE FROM shift WHERE share IN (SELECT id FROM share WHERE settlement IN {settled})",
        f"DELETE FROM share WHERE settlement IN {settled}",
        f"DELETE FROM settlement WHERE entry IN ({marks})",
        f"DELETE FROM reduction WHERE entry IN ({marks})",
        f"DELETE FROM weight WHERE line IN {lines}",
        "UPDATE item SET lapsed_into=NULL WHERE lapsed_into IN"
        f" (SELECT id FROM item WHERE opened_by IN ({marks}))",
    ):
        con.execute(sql, tuple(group))
    _delete_item_rows(unit, items)
    con.execute(f"DELETE FROM line WHERE entry IN ({marks})", tuple(group))
    unit.expire_all()
    return items


def _give_back_parts(unit: Unit, group: Sequence[int], opened: Sequence[int]) -> None:
    """What a reduction took from the due parts of items that stay comes back."""
    marks = ",".join("?" * len(group))
    rows = unit.con.execute(
        f"SELECT item,sum(reduction) FROM settlement WHERE entry IN ({marks}) GROUP BY item"
        " HAVING sum(reduction)<>0",
        tuple(group),
    ).fetchall()
    for item, reduction in rows:
        if item in opened:
            continue
        parts = unit.con.execute(
            "SELECT id,cents,kind FROM due_part WHERE item=? ORDER BY pos", (item,)
        ).fetchall()
        last = [part[2] in {"retention", "withheld"} for part in parts]
        back = lower_parts([part[1] for part in parts], last, -reduction)
        for part, cents in zip(parts, back, strict=True):
            row = unit.get_one(DuePartRow, part[0])
            unit.refresh(row)
            row.cents = cents
            unit.put(row)


def _delete_item_rows(unit: Unit, items: Sequence[int]) -> None:
    marks = ",".join("?" * len(items))
    for table in ("due_part", "discount", "weight"):
        unit.con.execute(f"DELETE FROM {table} WHERE item IN ({marks})", tuple(items))
    unit.expire_all()


def _delete(unit: Unit, table: str, ids: Sequence[int]) -> None:
    marks = ",".join("?" * len(ids))
    unit.con.execute(f"DELETE FROM {table} WHERE id IN ({marks})", tuple(ids))
    unit.expire_all()
