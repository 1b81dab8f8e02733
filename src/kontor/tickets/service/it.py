"""The firm's own IT: items, what is planned, what was done, cases about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from kontor.base.dates import add_months
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_, _
from kontor.company import queries as company
from kontor.store.unit import Unit, use_case
from kontor.tickets.it_model import (
    DoneInput,
    ItChange,
    ItFields,
    ItInput,
    ItItemRow,
    ItLogRow,
    ItPlanRow,
    PlanInput,
)
from kontor.tickets.it_words import PLANS
from kontor.tickets.kinds import TicketKind
from kontor.tickets.model import TicketInput
from kontor.tickets.queries import it as queries
from kontor.tickets.rules.it import check_free
from kontor.tickets.service.cases import open_ticket

if TYPE_CHECKING:
    from kontor.store.inputs import Input

_WORDS = ("model", "serial", "place", "receipt", "contract", "backup_what", "backup_to", "note")
_VALUES = ("bought", "price", "warranty_ends", "ends", "notice_days")


@use_case(N_("IT item noted"))
def add_item(unit: Unit, data: ItInput) -> int:
    """Note an item of the firm's own IT.

    Raises:
        InputError: a field that looks like a password; a notice without an end.
    """
    row = ItItemRow(kind=data.kind, name=data.name)
    _take(unit, row, data)
    return unit.put(row).key


@use_case(N_("IT item changed"))
def change_item(unit: Unit, item: int, data: ItChange) -> None:
    """Change an item; what is not given stays, null empties."""
    row = _row(unit, item)
    if data.kind is not None:
        row.kind = data.kind
    if data.name is not None:
        row.name = data.name
    _take(unit, row, data)
    unit.put(row)


@use_case(N_("IT item retired"))
def retire_item(unit: Unit, item: int, day: date, disposal: str = "") -> None:
    """An item is no longer used: nothing of it is due any more, its history stays."""
    row = _row(unit, item)
    if row.retired is not None:
        raise Refused(N_("{name} is retired already."), name=row.name)
    check_free([("disposal", disposal)])
    row.retired, row.disposal = day, disposal.strip()
    unit.put(row)


@use_case(N_("IT item back in use"))
def restore_item(unit: Unit, item: int) -> None:
    """An item is used again."""
    row = _row(unit, item)
    row.retired, row.disposal = None, ""
    unit.put(row)


@use_case(N_("IT task planned"))
def plan_task(unit: Unit, item: int, data: PlanInput, today: date) -> int:
    """Plan something to be done with an item every so many months."""
    _row(unit, item)
    _no_secrets(data)
    return unit.put(ItPlanRow(
        item=item, kind=data.kind, text=data.text or _(PLANS[data.kind]), months=data.months,
        first=data.first or add_months(today, data.months),
    )).key  # fmt: skip


@use_case(N_("IT task ended"))
def end_task(unit: Unit, plan: int, today: date) -> None:
    """It is not to be done any more; what was done stays."""
    row = unit.get(ItPlanRow, plan)
    if row is None or row.ended is not None:
        raise NotFound(N_("There is no task {number} in the plan."), number=plan, field="plan")
    row.ended = today
    unit.put(row)


@use_case(N_("IT task done"))
def do_task(unit: Unit, plan: int, data: DoneInput, today: date) -> int:
    """Write down that it was done, and how it went; what failed stays due.

    Raises:
        InputError: in the future, or a failure without a word about it.
    """
    queries.plan(unit.con, plan)
    day = data.day or today
    if day > today:
        raise InputError(N_("What was done lies not in the future."), field="day")
    if data.outcome == "failed" and not data.note.strip():
        raise InputError(N_("Say what did not work."), field="note")
    _no_secrets(data)
    return unit.insert(
        ItLogRow, plan=plan, day=day, who=data.who, outcome=data.outcome, note=data.note
    )


@use_case(N_("Case opened"))
def open_it_case(unit: Unit, item: int, subject: str, now: datetime, text: str = "") -> int:
    """Open a case about an item; who uses it is the caller."""
    one = queries.item(unit.con, item)
    check_free((("subject", subject), ("text", text)))
    data = TicketInput(
        kind=TicketKind.IT, subject=f"{one.name}: {subject}"[:200], text=text or None,
        caller=one.user or None, reference=one.ref,
    )  # fmt: skip
    return open_ticket(unit, data, now)


def _row(unit: Unit, item: int) -> ItItemRow:
    row = unit.get(ItItemRow, item)
    if row is None:
        raise NotFound(N_("The firm has no IT item {number}."), number=item, field="item")
    return row


def _take(unit: Unit, row: ItItemRow, data: ItFields) -> None:
    _no_secrets(data)
    given = data.model_fields_set
    for name in given & set(_WORDS):
        setattr(row, name, getattr(data, name) or "")
    for name in given & set(_VALUES):
        setattr(row, name, getattr(data, name))
    if "user" in given:
        row.employee = company.find_employee(unit.con, data.user).id if data.user else None
    if row.notice_days is not None and row.ends is None:
        raise InputError(
            N_("A notice belongs to an end: say when licence or contract ends."), field="ends"
        )


def _no_secrets(data: Input) -> None:
    values = data.model_dump(exclude={"serial", "receipt"}).items()
    check_free((name, value) for name, value in values if isinstance(value, str))
