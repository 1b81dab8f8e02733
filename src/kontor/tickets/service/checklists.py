"""Checklists of the firm's own."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.base.i18n import N_
from kontor.store.unit import Unit, use_case
from kontor.tickets.protocol_kinds import Item
from kontor.tickets.protocol_model import ChecklistInput, ChecklistItemRow, ChecklistRow
from kontor.tickets.queries.checklists import checklist
from kontor.tickets.rules.protocols import read_items


@use_case(N_("Checklist kept"))
def keep_checklist(unit: Unit, data: ChecklistInput, today: date) -> int:
    """Keep a checklist from a day on; signed and begun protocols stay as they are.

    One that comes along is replaced by one with its key; of the same day the earlier one goes.

    Raises:
        InputError: a line of its items that cannot be understood.
    """
    row = _row(unit, data.checklist, data.valid_from or today)
    row.name, row.months, row.law, row.used = data.name, data.months, data.law, True
    row.kinds = " ".join(dict.fromkeys(data.kinds))
    _put_items(unit, unit.put(row).key, read_items(data.items))
    return row.key


@use_case(N_("Checklist withdrawn"))
def withdraw_checklist(unit: Unit, name: str, language: str, today: date) -> int:
    """A checklist is not offered from today on; what was written with it stays."""
    one = checklist(unit.con, name, today, language)
    row = _row(unit, one.checklist, today)
    row.name, row.used = one.name, False
    return unit.put(row).key


def _row(unit: Unit, code: str, day: date) -> ChecklistRow:
    found = unit.exec(
        select(ChecklistRow).where(ChecklistRow.checklist == code, ChecklistRow.valid_from == day)
    ).first()
    return found or ChecklistRow(checklist=code, valid_from=day, name=code)


def _put_items(unit: Unit, checklist: int, items: tuple[Item, ...]) -> None:
    for old in unit.exec(
        select(ChecklistItemRow).where(ChecklistItemRow.checklist == checklist)
    ).all():
        unit.delete(old)
    unit.flush()
    for item in items:
        values = item._asdict() | {"choices": "|".join(item.choices)}
        unit.insert(ChecklistItemRow, checklist=checklist, **values)
