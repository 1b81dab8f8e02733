"""The run over maintenance contracts: visits with case, appointment, announcement; bills; in one.

What is done is one step and comes back with one undo. Announcements are drafts of the archive until
they are handed out; that is another step, and final.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.appointments import AppointmentKind, AppointmentState
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.service.appointments import add_appointment
from kontor.documents.kinds import DocumentKind
from kontor.documents.model import DocumentInput as PaperInput
from kontor.documents.service import FINAL, replace_draft, store_document
from kontor.sales.kinds import InvoiceKind
from kontor.sales.model.inputs import DocumentInput, PositionInput
from kontor.sales.service.drafts import new_invoice
from kontor.store.unit import Unit, use_case
from kontor.tickets.contract_kinds import Basis, Contract, Rhythm, VisitState
from kontor.tickets.contract_model import BillRow, VisitRow
from kontor.tickets.contract_words import letter_word
from kontor.tickets.kinds import Direction, LineKind, NoteKind, TicketKind, TicketState
from kontor.tickets.model import LineInput, MoveInput, NoteInput, TicketInput
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contract_run import Asked, Planned, preview
from kontor.tickets.queries.tickets import lines
from kontor.tickets.rules.contracts import amounts, price_on
from kontor.tickets.service.announcing import Made
from kontor.tickets.service.cases import move_ticket, open_ticket, ticket_row
from kontor.tickets.service.contracts import contract_row
from kontor.tickets.service.lines import add_line
from kontor.tickets.service.talking import add_note

_TO_PRICE = 100  # cents to 1/10,000 €


@use_case(N_("Maintenance planned"))
def run_contracts(
    unit: Unit, mark: str, asked: Asked, made: Sequence[Made], now: datetime
) -> list[int]:
    """Make what the preview with this mark showed; returns the cases.

    Raises:
        Refused: the mark is not that of what would be made now.
    """
    shown = preview(unit.con, asked)
    if shown.mark != mark:
        raise Refused(
            N_("What would be made is not what was looked at: something changed since."),
            hint=N_("Look at the preview again; its mark releases the run."),
        )
    papers = {one.contract: one for one in made}
    cases = [
        _visit(unit, row, papers.get(row.known.contract.id), asked, now)
        for row in shown.rows if row.visit
    ]  # fmt: skip
    for row in shown.rows:
        if row.year is not None:
            _bill(unit, row, asked.day)
    return cases


def _visit(unit: Unit, row: Planned, paper: Made | None, asked: Asked, now: datetime) -> int:
    one, today = row.known.contract, asked.day
    there = [found for found in queries.devices(unit.con, one.id) if found.removed is None]
    case = open_ticket(unit, TicketInput(
        kind=TicketKind.MAINTENANCE, subject=f"{one.subject} · {one.number}"[:200],
        contact=f"contacts:{one.contact}", site=f"site:{one.site}" if one.site else None,
        device=there[0].id if len(there) == 1 else None,
        text="\n".join(filter(None, (one.scope, *(found.name for found in there)))),
        owner=row.who[0] if row.who else "", reference=one.ref, received=now,
        promised=row.starts.date() if row.starts else None,
    ), now)  # fmt: skip
    state = TicketState.ACCEPTED if row.starts is None else TicketState.PLANNED
    move_ticket(unit, case, MoveInput(state=state), now)
    key = None
    if row.starts is not None:
        key = _appointment(unit, row, row.starts, case, asked)
        opened = ticket_row(unit, case)
        opened.appointment = f"calendar:{key}"
        unit.put(opened)
    turn = row.known.turn
    unit.insert(
        VisitRow, contract=one.id, due=turn.last if turn else today, state=VisitState.PLANNED,
        appointment=key, ticket=case, letter=_letter(unit, row, case, paper, today),
    )  # fmt: skip
    return case


def _appointment(unit: Unit, row: Planned, starts: datetime, case: int, asked: Asked) -> int:
    one = row.known.contract
    return add_appointment(unit, AppointmentInput(
        title=f"{one.subject}: {one.contact_name}"[:200], kind=AppointmentKind.MAINTENANCE,
        starts=starts, minutes=one.minutes, contact=f"contacts:{one.contact}",
        site=f"site:{one.site}" if one.site else None, place=one.place[:200],
        reference=f"tickets:{case}", crew=list(row.who), travel_before=asked.travel,
        travel_after=asked.travel, note=one.scope,
        state=AppointmentState.HELD if asked.held else AppointmentState.PLANNED,
    ))  # fmt: skip


def _letter(unit: Unit, row: Planned, case: int, paper: Made | None, today: date) -> int | None:
    if paper is None:
        return None
    data = PaperInput(
        kind=DocumentKind.LETTER, day=today, ref=f"tickets:{case}",
        partner=f"contacts:{row.known.contract.contact}", title=paper.subject,
        language="en" if paper.language == "en" else "de", name=paper.name, mime=paper.mime,
    )  # fmt: skip
    return store_document(unit, data, paper.content)


def _bill(unit: Unit, row: Planned, today: date) -> None:
    """The year in advance, as a draft: a look at it and its number are left to people."""
    one, year = row.known.contract, row.year
    count, price, material = amounts(row.known.price, one.basis, one.devices)
    if year is None or not count or not price:
        return
    language = _language(unit, one)
    first, last = (f"{day:%d.%m.%Y}" for day in year)
    title = letter_word(language, "bill", subject=one.subject, number=one.number)
    draft = new_invoice(unit, DocumentInput(
        contact=f"contacts:{one.contact}", site=f"site:{one.site}" if one.site else None,
        subject=title[:200], service_from=year.first, service_to=year.last,
        positions=[PositionInput(
            short=title[:200], long=letter_word(language, "bill_long", first=first, last=last),
            quantity=count * 1000, unit="Stk" if one.basis is Basis.DEVICE else "psch",
            price=price * _TO_PRICE, labour_share=(price - material) * _TO_PRICE,
        )],
    ), today, InvoiceKind.MAINTENANCE)  # fmt: skip
    unit.insert(BillRow, contract=one.id, starts=year.first, ends=year.last, invoice=draft)


def _language(unit: Unit, one: Contract) -> str:
    (found,) = unit.con.execute(
        "SELECT language FROM contact WHERE id=?", (one.contact,)
    ).fetchone()
    return "en" if found == "en" else "de"


@use_case(N_("Announcements handed out"), final=FINAL)
def mark_announced(unit: Unit, made: Mapping[int, Made], now: datetime) -> None:
    """Note announcements as handed out, by visit, with the content that was written."""
    for key, paper in made.items():
        row = unit.get_one(VisitRow, key)
        if row.letter is None or row.ticket is None:
            continue
        replace_draft(unit, row.letter, paper.content, issued=now)
        kind = NoteKind.LETTER if paper.mime == "application/pdf" else NoteKind.MAIL
        add_note(unit, row.ticket, NoteInput(
            kind=kind, direction=Direction.OUT, subject=paper.subject, text=paper.text,
            reference=f"documents:{row.letter}",
        ), now)  # fmt: skip


# -- visits by hand ------------------------------------------------------------------------------


@use_case(N_("Maintenance noted as done"))
def note_visit(unit: Unit, contract: int, day: date, note: str, today: date) -> int:
    """Note a visit that was made without a case of its own; the next one counts from its day.

    Raises:
        Refused: a visit is planned (its case is to be solved), or the day lies ahead.
    """
    row = contract_row(unit, contract)
    unit.flush()
    one = queries.known(unit.con, queries.contract(unit.con, contract), today)
    if one.planned is not None:
        raise Refused(
            N_("A visit of {number} is planned: solve its case {case}."), number=row.number,
            case=one.planned.ticket_number,
        )  # fmt: skip
    if day > today:
        raise Refused(N_("A visit is noted when it was made."), field="day")
    due = one.turn.last if one.turn else day
    return unit.insert(
        VisitRow, contract=row.key, due=due, state=VisitState.DONE, done=day, note=note
    )


# -- what cases do to visits ---------------------------------------------------------------------


def follow_case(unit: Unit, ticket: int, new: TicketState, day: date) -> None:
    """A solved case is a visit that was made, one closed unsolved was left out."""
    found = unit.con.execute("SELECT id FROM contract_visit WHERE ticket=?", (ticket,)).fetchone()
    if found is None:
        return
    row = unit.get_one(VisitRow, found[0])
    if new is TicketState.SOLVED and row.state is not VisitState.DONE:
        row.state, row.done = VisitState.DONE, day
        _work(unit, row.contract, ticket, day)
    elif new is TicketState.CLOSED and row.state is VisitState.PLANNED:
        row.state = VisitState.SKIPPED
    elif new not in {TicketState.SOLVED, TicketState.BILLED, TicketState.CLOSED}:
        row.state, row.done = VisitState.PLANNED, None
    unit.put(row)


def _work(unit: Unit, contract: int, case: int, day: date) -> None:
    """What the visit costs, as work of its case, once: hours count as work of § 35a EStG."""
    one = queries.contract(unit.con, contract)
    price = price_on(queries.prices(unit.con, contract), day)
    if one.rhythm is not Rhythm.VISIT or price is None:
        return
    count, net, material = amounts(price, one.basis, one.devices)
    parts = (
        (LineKind.TIME, one.subject, net - material),
        (LineKind.MATERIAL, letter_word("de", "material", number=one.number), material),
    )
    there = {(line.kind, line.text) for line in lines(unit.con, case)}
    for kind, text, cents in parts:
        if count and cents and (kind, text) not in there:
            add_line(unit, case, LineInput(
                day=day, kind=kind, text=text, quantity=count * 1000,
                unit="Stk" if one.basis is Basis.DEVICE else "psch", price=cents * _TO_PRICE,
            ), day)  # fmt: skip


def free_year(unit: Unit, invoice: int) -> None:
    """A year whose bill is gone is to be billed again."""
    for (key,) in unit.con.execute(
        "SELECT id FROM contract_bill WHERE invoice=?", (invoice,)
    ).fetchall():
        unit.delete(unit.get_one(BillRow, key))
    unit.flush()
