"""Work done in a case, who bears it, and the invoice that is drafted of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.sales.kinds import InvoiceKind
from kontor.sales.model.inputs import DocumentInput, PositionInput
from kontor.sales.queries.terms import wage_rate
from kontor.sales.service.drafts import new_invoice
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import LineKind, LineState, TicketKind
from kontor.tickets.model import LineChange, LineInput, LineRow, TicketRow
from kontor.tickets.queries.tickets import family
from kontor.tickets.service.cases import open_row

_UNITS = {LineKind.TIME: "h", LineKind.TRAVEL: "km", LineKind.MATERIAL: "St", LineKind.LUMP: "St"}
# What an invoice shows as work of § 35a (5) EStG: hours and the way there, never material.
_WORK = frozenset({LineKind.TIME, LineKind.TRAVEL})


@use_case(N_("Work written down"))
def add_line(unit: Unit, ticket: int, data: LineInput, today: date) -> int:
    """Write down time, travel or material. Without a price time costs the rate of its day.

    Raises:
        InputError: no price is given and no rate per hour is known.
    """
    row = open_row(unit, ticket)
    day = data.day or today
    price = data.price
    if price is None:
        rate = wage_rate(unit.con, None, day) if data.kind is LineKind.TIME else None
        if rate is None:
            raise InputError(N_("Say what one {unit} costs."), field="price",
                             unit=data.unit or _UNITS[data.kind])  # fmt: skip
        price = rate.price
    return unit.insert(
        LineRow, ticket=row.key, day=day, kind=data.kind, text=data.text, quantity=data.quantity,
        unit=data.unit or _UNITS[data.kind], price=price, cost=data.cost, worker=data.worker,
    )  # fmt: skip


@use_case(N_("Work changed"))
def change_line(unit: Unit, line: int, data: LineChange) -> None:
    """Change a line that is not billed; what is not given stays."""
    row = _open_line(unit, line)
    for field in data.model_fields_set:
        value = getattr(data, field)
        if value is not None:
            setattr(row, field, value)
    unit.put(row)


@use_case(N_("Work deleted"))
def drop_line(unit: Unit, line: int) -> None:
    """Delete a line that is not billed."""
    unit.delete(_open_line(unit, line))
    unit.flush()


@use_case(N_("Bearer of work decided"))
def bear_lines(unit: Unit, lines: Sequence[int], state: LineState) -> None:
    """Say who bears lines: warranty, goodwill, or open again; billed they are by their invoice."""
    if state is LineState.BILLED:
        raise InputError(N_("Work is billed by its invoice."), field="state")
    for key in lines:
        row = _open_line(unit, key)
        row.state = state
        unit.put(row)


@use_case(N_("Invoice drafted"))
def bill_tickets(unit: Unit, tickets: Sequence[int], today: date) -> int:
    """Draft one invoice of the open work of one customer's cases.

    Raises:
        Refused: cases of several customers or of none, or nothing open.
    """
    rows = [open_row(unit, key) for key in tickets]
    if not rows:
        raise InputError(N_("Name at least one case."), field="tickets")
    customers = {contacts.partner(unit.con, row.contact).id for row in rows if row.contact}
    if len(customers) != 1 or not all(row.contact for row in rows):
        raise Refused(N_("One invoice goes to one customer, who must be known as a contact."))
    work = [(row, _open_lines(unit, row)) for row in rows]
    lines = [line for _row, found in work for line in found]
    if not lines:
        raise Refused(N_("There is no open work to bill."))
    (customer,) = customers
    (first, *_others) = rows
    draft = new_invoice(
        unit,
        DocumentInput(
            contact=f"contacts:{customer}", site=f"site:{first.site}" if first.site else None,
            subject=f"{first.number} {first.subject}"[:200] if len(rows) == 1 else
            _("Work on {numbers}").format(numbers=", ".join(row.number for row in rows))[:200],
            service_from=min(line.day for line in lines),
            service_to=max(line.day for line in lines),
            positions=list(_positions(work)),
        ),
        today, _kind(rows),
    )  # fmt: skip
    for line in lines:
        line.state, line.invoice = LineState.BILLED, draft
        unit.put(line)
    return draft


def _kind(rows: Iterable[TicketRow]) -> InvoiceKind:
    """Maintenance is billed as such, anything else by the hour."""
    alone = all(row.kind is TicketKind.MAINTENANCE for row in rows)
    return InvoiceKind.MAINTENANCE if alone else InvoiceKind.HOURLY


def _positions(work: Iterable[tuple[TicketRow, list[LineRow]]]) -> Iterable[PositionInput]:
    """One title for each case where there are several; hours and ways show their work share."""
    there = [(row, lines) for row, lines in work if lines]
    for row, lines in there:
        entries = [PositionInput(**_values(line)) for line in lines]
        if len(there) == 1:
            yield from entries
        else:
            yield PositionInput(short=f"{row.number} {row.subject}"[:200], positions=entries)


def _values(line: LineRow) -> dict[str, Any]:
    share = line.price if line.kind in _WORK else 0
    return {
        "short": line.text, "quantity": line.quantity, "unit": line.unit, "price": line.price,
        "labour_share": share, "worked_on": line.day, "worker": line.worker or None,
    }  # fmt: skip


def _open_lines(unit: Unit, row: TicketRow) -> list[LineRow]:
    keys = family(unit.con, row.key)
    found = unit.con.execute(
        f"SELECT id FROM ticket_line WHERE ticket IN ({','.join('?' * len(keys))})"  # noqa: S608
        " AND state='open' ORDER BY day, id", keys,
    ).fetchall()  # fmt: skip
    return [unit.get_one(LineRow, key) for (key,) in found]


def _open_line(unit: Unit, key: int) -> LineRow:
    row = unit.get(LineRow, key)
    if row is None:
        raise NotFound(N_("There is no line of work {number}."), number=key)
    if row.state is LineState.BILLED:
        raise Refused(N_("Work that is billed is changed by its invoice."))
    return row


def free_lines(unit: Unit, invoice: int) -> list[int]:
    """Work of an invoice that is gone is open again; returns the cases it belongs to."""
    found = unit.con.execute(
        "SELECT id, ticket FROM ticket_line WHERE invoice=?", (invoice,)
    ).fetchall()
    for key, _ticket in found:
        row = unit.get_one(LineRow, key)
        row.state, row.invoice = LineState.OPEN, None
        unit.put(row)
    return sorted({ticket for _key, ticket in found})
