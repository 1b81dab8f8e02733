"""Cases: opened, changed, moved from state to state, taken up again."""

from __future__ import annotations

from datetime import date, datetime

from kontor.base.dates import berlin_today
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.company.numbering import highest, number_frame
from kontor.contacts import queries as contacts
from kontor.contacts.queries import devices
from kontor.contacts.rules import normal_number
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries.documents import find
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import (
    LineState,
    Priority,
    TicketKind,
    TicketMoved,
    TicketState,
    WaitsFor,
)
from kontor.tickets.model import (
    MoveInput,
    MoveRow,
    TicketChange,
    TicketFields,
    TicketInput,
    TicketRow,
)
from kontor.tickets.queries.tickets import lines
from kontor.tickets.rules import states
from kontor.tickets.service.disputes import lift

SERIES = "ticket"
_PLAIN = ("text", "caller", "phone", "mail", "reference", "noticed", "promised", "owner", "part")
_EMPTIES = frozenset({"noticed", "promised"})
_BY_NOTICE = frozenset({TicketKind.DEFECT, TicketKind.COMPLAINT})


def ticket_row(unit: Unit, ticket: int) -> TicketRow:
    """The row of a case; `NotFound` without it."""
    row = unit.get(TicketRow, ticket)
    if row is None:
        raise NotFound(N_("There is no case {number}."), number=ticket)
    return row


def open_row(unit: Unit, ticket: int) -> TicketRow:
    """The row of a case that was not joined to another one; `Refused` otherwise."""
    row = ticket_row(unit, ticket)
    if row.merged_into is not None:
        raise Refused(
            N_("{number} was joined to {other}: work there."), number=row.number,
            other=ticket_row(unit, row.merged_into).number,
        )  # fmt: skip
    return row


@use_case(N_("Case opened"))
def open_ticket(unit: Unit, data: TicketInput, now: datetime) -> int:
    """Open a case with the next number. A device brings its contact, site and order along.

    Raises:
        InputError: contact, site, device, order or invoice that nobody knows or that do not fit.
    """
    received = data.received or now
    day = berlin_today(received)
    row = TicketRow(
        number=next_number(unit, day), kind=data.kind, subject=data.subject, received=received,
        entered=received, origin=data.origin,
        priority=Priority.URGENT if data.kind is TicketKind.EMERGENCY else Priority.NORMAL,
        noticed=day if data.kind in _BY_NOTICE else None,
    )  # fmt: skip
    _take(unit, row, data)
    if row.contact is None and (row.phone or row.mail):
        row.contact = _known(unit, row)
    return unit.put(row).key


@use_case(N_("Case changed"))
def change_ticket(unit: Unit, ticket: int, data: TicketChange) -> None:
    """Change what is known of a case; what is not given stays, null empties."""
    row = open_row(unit, ticket)
    if data.kind is not None:
        row.kind = data.kind
    if data.subject:
        row.subject = data.subject
    _take(unit, row, data)
    unit.put(row)


def next_number(unit: Unit, day: date) -> str:
    """The number that the next case gets."""
    pattern = company.number_range(unit.con, SERIES, day).pattern
    before, _after = number_frame(pattern, day)
    used = unit.con.execute(
        "SELECT number FROM ticket WHERE number>=?1 AND number<?1||char(1114111)", (before,)
    ).fetchall()
    return company.next_number(
        unit.con, SERIES, day, highest(pattern, day, (row[0] for row in used))
    )


def _take(unit: Unit, row: TicketRow, data: TicketFields) -> None:
    given = data.model_fields_set
    for field in given & set(_PLAIN):
        value = getattr(data, field)
        setattr(row, field, value if value is not None or field in _EMPTIES else "")
    if data.priority is not None:
        row.priority = data.priority
    if data.cause is not None:
        row.cause = data.cause
    if "contact" in given:
        row.contact = contacts.resolve(unit.con, data.contact).id if data.contact else None
    _take_links(unit, row, data, given)


def _take_links(unit: Unit, row: TicketRow, data: TicketFields, given: set[str]) -> None:
    if "order" in given:
        row.sales_order = _document(unit, data.order, DocumentKind.ORDER, "order")
    if "invoice" in given:
        row.invoice = _document(unit, data.invoice, DocumentKind.INVOICE, "invoice")
    if "device" in given:
        row.device = data.device
        if data.device is not None:
            _of_device(unit, row, data.device)
    if "site" in given and data.site:
        if row.contact is None:
            raise InputError(N_("A site belongs to a contact: name it too."), field="site")
        row.site = contacts.site_of(unit.con, row.contact, data.site)
    elif "site" in given:
        row.site = None
    for key in (row.sales_order, row.invoice):
        if key is not None and row.contact is None:
            (row.contact,) = unit.con.execute(
                "SELECT contact FROM sales_document WHERE id=?", (key,)
            ).fetchone()


def _of_device(unit: Unit, row: TicketRow, key: int) -> None:
    found = devices.device(unit.con, key)
    if row.contact is None:
        row.contact = found.contact
    if found.contact not in contacts.aliases(unit.con, row.contact):
        raise InputError(N_("This device belongs to somebody else."), field="device")
    row.site = row.site or found.site
    row.part = row.part or found.part
    area, _, number = found.installed_by.partition(":")
    if area == "sales" and number.isdigit() and row.sales_order is None:
        row.sales_order = int(number)


def _document(unit: Unit, text: str | None, kind: DocumentKind, field: str) -> int | None:
    if not text:
        return None
    try:
        return find(unit.con, text, kind)
    except NotFound as error:
        error.field = field
        raise


def _known(unit: Unit, row: TicketRow) -> int | None:
    """The one contact with this number or address; with several of them nobody is guessed."""
    for normal in (normal_number(row.phone), row.mail.lower()):
        found = contacts.by_channel(unit.con, normal) if normal else []
        if len(found) == 1:
            return found[0].id
    return None


@use_case(N_("Case moved"))
def move_ticket(unit: Unit, ticket: int, data: MoveInput, now: datetime) -> None:
    """Bring a case to another state; the first step is its first answer.

    Raises:
        Refused: the state does not follow, work is still nobody's, or the time to take it up
            again is over.
    """
    row = open_row(unit, ticket)
    states.check_move(row.state, data.state, waits_for=data.waits_for, reason=data.reason)
    if row.state in states.ENDED and data.state not in states.ENDED:
        states.check_reopen(berlin_today(row.entered), berlin_today(now))
    states.check_end(data.state, line_states(unit, ticket))
    if data.until is not None and data.until < berlin_today(now):
        raise InputError(N_("The day on which it comes back is over."), field="until")
    if data.appointment:
        row.appointment = data.appointment
    if data.solution:
        row.solution = data.solution
    enter(unit, row, data.state, now, waits_for=data.waits_for, reason=data.reason)
    row.until = data.until if data.state is TicketState.WAITING else None
    unit.put(row)
    if data.state is TicketState.CLOSED and row.block is not None:
        lift(unit, row, berlin_today(now), data.reason)


def enter(
    unit: Unit,
    row: TicketRow,
    state: TicketState,
    now: datetime,
    *,
    waits_for: WaitsFor | None = None,
    reason: str = "",
) -> None:
    """Write another state with its instant, and tell who listens."""
    old = row.state
    row.state, row.entered = state, max(now, row.entered)
    row.waits_for = waits_for if state is TicketState.WAITING else None
    row.until = None
    row.reason = reason if state is TicketState.CLOSED else ""
    if row.answered is None and state is not TicketState.NEW:
        row.answered = row.entered
    unit.flush()
    unit.insert(
        MoveRow, ticket=row.key, at=row.entered, old=old, new=state, waits_for=row.waits_for,
        reason=reason,
    )  # fmt: skip
    unit.emit(TicketMoved(row.key, old, state, row.entered))


def line_states(unit: Unit, ticket: int) -> list[LineState]:
    """Who bears the lines of a case and of those joined to it."""
    return [line.state for line in lines(unit.con, ticket)]
