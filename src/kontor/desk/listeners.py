"""What one area says to changes in another; `bootstrap` registers it, so it loads little."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from kontor.base.dates import end_of_month
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.company.rules import refuse_contradiction

# Line, how it was booked, and those of its entries that are gone with what followed from them.
_BOOKED = """
WITH gone(id) AS (SELECT value FROM json_each(?1) UNION
                  SELECT e.id FROM json_each(?1) g JOIN entry e ON e.source = 'ledger:' || g.value)
SELECT bank_line, min(how), json_group_array(entry) FROM bank_booking
 WHERE entry IN (SELECT id FROM gone) GROUP BY bank_line ORDER BY bank_line
"""
_OTHERS = """
SELECT entry FROM bank_booking b WHERE bank_line = ?1 AND entry NOT IN
       (SELECT value FROM json_each(?2)) AND NOT EXISTS (SELECT 1 FROM entry r
        WHERE r.reverses = b.entry)
"""
_UNTIE = """
DELETE FROM bank_booking WHERE bank_line = ?1 AND (entry IN (SELECT value FROM json_each(?2))
    OR EXISTS (SELECT 1 FROM entry r WHERE r.reverses = bank_booking.entry))
"""

if TYPE_CHECKING:
    from kontor.acquisition.kinds import VisitAgreed
    from kontor.banking.kinds import CollectAsked
    from kontor.calendar.kinds.appointments import AppointmentChanged
    from kontor.company.kinds import SettingChanged
    from kontor.contacts.kinds import ContactRenamed
    from kontor.ledger.kinds import EntriesGone
    from kontor.sales.kinds import LimitAsked
    from kontor.store.unit import Unit


def guard_setting(unit: Unit, event: SettingChanged) -> None:
    """Listener of `SettingChanged`: closed months and filed returns are not contradicted."""
    closed, filed = unit.con.execute(
        "SELECT (SELECT max(month) FROM period),"
        " (SELECT max(period) FROM filing WHERE kind='vat' AND takeover=0)"
    ).fetchone()
    refuse_contradiction(
        event.key, event.valid_from, _last_day(closed or ""), _last_day(filed or "")
    )


def rename_accounts(unit: Unit, event: ContactRenamed) -> None:
    """Listener of `ContactRenamed`: the personal accounts carry the new name."""
    from kontor.ledger.model.chart import AccountChange
    from kontor.ledger.service.chart import change_account

    rows = unit.con.execute(
        "SELECT number FROM account WHERE partner=? AND parent IS NOT NULL",
        (f"contacts:{event.contact}",),
    ).fetchall()
    for (number,) in rows:
        change_account(unit, number, AccountChange(name=event.name))


def free_bank_lines(unit: Unit, event: EntriesGone) -> None:
    """Listener of `EntriesGone`: their bank lines wait again, or hang on what took their place."""
    lines = unit.con.execute(_BOOKED, (json.dumps(event.entries),)).fetchall()
    for line, how, gone in lines:
        others = unit.con.execute(_OTHERS, (line, gone)).fetchone()
        if others and not event.instead:
            raise Refused(
                N_("Entry {entry} is one of several parts of a bank line."),
                hint=N_("Take the booking of the whole line back in Bank."),
                entry=event.entries[0],
            )  # fmt: skip
        unit.con.execute(_UNTIE, (line, gone))
        unit.con.executemany(
            "INSERT INTO bank_booking(bank_line,entry,how) VALUES(?,?,?)",
            [(line, entry, how) for entry in event.instead],
        )


def free_receipts(unit: Unit, event: EntriesGone) -> None:
    """Listener of `EntriesGone`: receipts wait again, or prove what took the entries' place.

    The link to a reversed entry stays: the receipt proves what was booked and taken back.
    """
    gone = json.dumps(event.entries)
    linked = unit.con.execute(
        "SELECT DISTINCT receipt, how FROM receipt_entry"
        " WHERE entry IN (SELECT value FROM json_each(?))",
        (gone,),
    ).fetchall()
    for table in ("receipt_entry", "receipt_waiver"):
        unit.con.execute(
            f"DELETE FROM {table} WHERE entry IN (SELECT value FROM json_each(?))"  # noqa: S608
            f" AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.id = {table}.entry)",
            (gone,),
        )
    if event.instead:
        unit.con.executemany(
            "INSERT INTO receipt_entry(receipt,entry,how) SELECT ?1,?2,?3 WHERE NOT EXISTS"
            " (SELECT 1 FROM receipt_entry WHERE receipt = ?1 AND entry = ?2)",
            [(receipt, event.instead[0], how) for receipt, how in linked],
        )


def ask_limit(unit: Unit, event: LimitAsked, *, who: str) -> None:
    """Listener of `LimitAsked`: limit, block and class of the customer may stand against it."""
    from kontor.receivables.service.passing import hold_limit

    hold_limit(unit, event, who)


def ask_dispute(unit: Unit, event: CollectAsked) -> None:
    """Listener of `CollectAsked`: what the customer disputes is not collected."""
    from kontor.receivables.service.passing import hold_collection

    hold_collection(unit, event.item, event.document, event.day)


def _last_day(period: str) -> date | None:
    """Last day of `2026-03`, `2026-Q1` or `2026`."""
    year, _, part = period.partition("-")
    if not (year.isascii() and year.isdigit()):
        return None
    month = int(part[1:]) * 3 if part.startswith("Q") else int(part or 12)
    return end_of_month(date(int(year), month, 1))


def keep_visit(unit: Unit, event: VisitAgreed) -> None:
    """Listener of `VisitAgreed`: it stands in the calendar; agreed on anew, it moves there."""
    from datetime import datetime

    from kontor.calendar.kinds.appointments import AppointmentKind
    from kontor.calendar.model.appointments import AppointmentInput, MoveInput
    from kontor.calendar.queries.appointments import entries_of
    from kontor.calendar.service.appointments import add_appointment, move_appointment
    from kontor.company.queries import employees

    kind = AppointmentKind.VISIT if event.visit else AppointmentKind.OTHER
    starts, whole = datetime.fromisoformat(event.at), len(event.at) == len("2026-03-20")
    for one in entries_of(unit.con, event.ref):
        if one.open and one.kind is kind:
            to = MoveInput(day=starts.date()) if whole else MoveInput(starts=starts)
            move_appointment(unit, one.id, to)
            return
    people = {one.short: one.role for one in employees(unit.con, starts.date())}
    owners = [short for short, role in people.items() if role == "owner"]
    who = [event.owner] if event.owner in people else owners if event.visit else []
    fields = AppointmentInput(
        title=(event.title or event.ref)[:200], kind=kind, starts=starts, all_day=whole,
        contact=f"contacts:{event.contact}" if event.contact else None,
        site=f"site:{event.site}" if event.site else None, place=event.place[:200],
        reference=event.ref, note=event.note, free=not event.visit,
        crew=who if len(who) == 1 else [],
    )  # fmt: skip
    add_appointment(unit, fields)


def follow_visit(unit: Unit, event: AppointmentChanged) -> None:
    """Listener of `AppointmentChanged`: a lead knows when its visit was moved or cancelled."""
    from kontor.calendar.kinds.appointments import Change

    if event.change not in {Change.MOVED, Change.CANCELLED}:
        return
    reference, starts, whole = unit.con.execute(
        "SELECT iif(kind='visit',reference,''),starts,all_day FROM appointment WHERE id=?",
        (event.appointment,),
    ).fetchone()
    area, _colon, lead = reference.partition(":")
    if area == "acquisition" and lead.isdigit():
        from kontor.acquisition.service.leads import visit_moved

        at = starts[:10] if whole else starts.replace("T", " ")
        visit_moved(unit, int(lead), None if event.change is Change.CANCELLED else at)
