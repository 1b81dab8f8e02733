"""What goes out of a case, what comes in by hand, visits, several cases at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kontor.base.errors import InputError, Refused
from kontor.calendar.kinds.appointments import AppointmentState
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.service.appointments import (
    add_appointment,
    cancel_appointment,
    set_state,
)
from kontor.contacts.devices import CallInput, DeviceInput
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.contacts.service.devices import add_device, note_call
from kontor.desk.calls import Become, make_of_call, plan_call
from kontor.desk.related import related
from kontor.documents.mail_read import header, parsed
from kontor.tickets.formats.mails import read_mails
from kontor.tickets.kinds import Direction, NoteKind, Priority, TicketKind, TicketState
from kontor.tickets.model import AnswerInput, ClaimInput, MailInput, MoveInput, TicketInput
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.answering import claimed_from, customer, filled, visit_line
from kontor.tickets.queries.papers import list_page, sheet_page
from kontor.tickets.queries.settings import answers
from kontor.tickets.service import cases, mails, talking
from kontor.tickets.service.answers import drop_answer, keep_answer
from kontor.tickets.service.bulk import assign_tickets, move_tickets, rank_tickets
from kontor.tickets.service.judging import claim_back
from kontor.tickets.service.writing import write_mail
from tests.sales.office import Office
from tests.tickets.said import refused

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)


def opened(office: Office, subject: str = "Fenster klemmt", **more: object) -> int:
    data = TicketInput.model_validate({"subject": subject, "contact": "contacts:1", **more})
    return int(office.do(cases.open_ticket, data, NOW))


def read(office: Office, key: int) -> queries.Ticket:
    with office.store.read() as con:
        return queries.ticket(con, key)


def test_a_mail_goes_out_and_its_answer_comes_back(office: Office) -> None:
    key = opened(office)
    photo = office.do(talking.add_file, key, "bad.jpg", b"\xff\xd8 Bild", NOW)
    data = MailInput(to="erika@krueger.example", subject="Unser Termin", text="Bis Donnerstag.",
                     files=[photo])  # fmt: skip
    file = office.do(write_mail, key, data, NOW)
    with office.store.read() as con:
        name, content = queries.file_content(con, file)
        (_photo, note) = queries.notes(con, key)
    mail = parsed(content)
    assert mail is not None and name == "TI-2026-0001 2026-03-16.eml"
    assert header(mail, "Subject") == "[TI-2026-0001] Unser Termin"
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["bad.jpg"]
    assert (note.kind, note.direction) == (NoteKind.MAIL, Direction.OUT)
    one = read(office, key)
    assert one.answered == NOW and one.mail == "erika@krueger.example"
    answer = (b"From: Erika <erika@krueger.example>\r\nSubject: AW: [TI-2026-0001] Unser Termin\r\n"
              b"Message-ID: <7@krueger.example>\r\n\r\nPasst.")  # fmt: skip
    (taken,) = office.do(mails.take_mails, read_mails(answer, "a.eml"), NOW)
    assert (taken.status, taken.ticket) == (mails.Status.ANSWER, key)


def test_the_answer_of_a_supplier_finds_the_case(office: Office) -> None:
    key = opened(office)
    glass = ContactInput.model_validate({
        "kind": "firm", "name": "Glas Ohm GmbH", "roles": [{"role": "supplier"}],
        "channels": [{"kind": "mail", "value": "werk@ohm.example"}],
    })  # fmt: skip
    partner = office.do(create_contact, glass)
    claim = ClaimInput(partner=f"contacts:{partner}", until=date(2026, 5, 2))
    office.do(claim_back, key, claim)
    with office.store.read() as con:
        to = claimed_from(con, queries.ticket(con, key))
        assert to is not None and to.mail == "werk@ohm.example"
        text = filled(con, "{Betreff} bis {Frist}, {Amt}", queries.ticket(con, key), to,
                      language="de", today=DAY)  # fmt: skip
    assert text == "Fenster klemmt bis 02.05.2026, {Amt}"
    office.do(write_mail, key, MailInput(to=to.mail, text="Mängelrüge"), NOW)
    assert read(office, key).mail == ""  # that of the customer, not of the supplier
    answer = b"From: Ohm <werk@ohm.example>\r\nSubject: Re: [TI-2026-0001] Fenster\r\n\r\nJa."
    (plan,) = mails.plan_mails(office.store.read().__enter__(), read_mails(answer, "b.eml"))
    assert (plan.status, plan.ticket) == (mails.Status.ANSWER, key)


def test_a_mail_is_put_into_a_case_by_hand_once(office: Office) -> None:
    key = opened(office)
    (mail,) = read_mails(
        b"From: x@y.example\r\nSubject: Foto\r\nMessage-ID: <1@y>\r\n\r\nhier", "c"
    )
    office.do(mails.put_mail, key, mail, NOW)
    with office.store.read() as con:
        assert [note.text for note in queries.notes(con, key)] == ["hier"]
    with refused("stands in {number} already"):
        office.do(mails.put_mail, key, mail, NOW)


def test_texts_hold_from_their_day_on(office: Office) -> None:
    with office.store.read() as con:
        shipped = answers(con, DAY, language="de")
        assert {one.name for one in answers(con, DAY, kind=TicketKind.PRIVACY)} > {"Erledigt"}
    assert len(shipped) == 9 and not any(one.own for one in shipped)
    first = AnswerInput(name="erledigt", text="Fertig, {Name}.")
    later = AnswerInput(name="Erledigt", text="Fertig!", valid_from=date(2026, 4, 1))
    office.do(keep_answer, first)
    key = office.do(keep_answer, later)

    def said(day: date) -> str:
        with office.store.read() as con:
            found = answers(con, day, language="de")
        assert len(found) == len(shipped)
        return next(one.text for one in found if one.name.lower() == "erledigt")

    assert (said(DAY), said(date(2026, 4, 1))) == ("Fertig, {Name}.", "Fertig!")
    office.do(drop_answer, key)
    assert said(date(2026, 4, 1)) == "Fertig, {Name}."
    with refused("no placeholder", InputError):
        office.do(keep_answer, AnswerInput(name="x", text="{Nummer}"))


def test_a_visit_moves_its_case(office: Office) -> None:
    key = opened(office)
    data = AppointmentInput.model_validate(
        {"title": "Fenster", "starts": "2026-03-19 14:00", "ends": "2026-03-19 16:00",
         "reference": f"tickets:{key}"}
    )  # fmt: skip
    visit = office.do(add_appointment, data)
    one = read(office, key)
    assert (one.state, one.appointment) == (TicketState.PLANNED, f"calendar:{visit}")
    with office.store.read() as con:
        assert [other.ref for other in related(con, f"calendar:{visit}")] == [f"tickets:{key}"]
        assert f"calendar:{visit}" in {other.ref for other in related(con, one.ref)}
        text = filled(con, "am {Termin}", one, customer(con, one), language="de", today=DAY)
    assert text == "am 19.03.2026, 14:00 Uhr"
    office.do(cancel_appointment, visit, "Regen")
    assert (read(office, key).state, read(office, key).appointment) == (TicketState.ACCEPTED, "")
    again = office.do(add_appointment, data)
    office.do(set_state, again, AppointmentState.DONE)
    assert read(office, key).state is TicketState.WORKING
    office.store.undo()
    assert read(office, key).state is TicketState.PLANNED


def test_several_cases_move_together_or_not_at_all(office: Office) -> None:
    first, second = opened(office), opened(office, "Griff lose")
    office.do(rank_tickets, [first, second], Priority.HIGH)
    office.do(assign_tickets, [first, second], "Jo")
    assert [read(office, key).priority for key in (first, second)] == [Priority.HIGH] * 2
    solved = MoveInput(state=TicketState.SOLVED, solution="erledigt")
    assert office.do(move_tickets, [first], solved, NOW) == 1
    office.do(cases.move_ticket, first, MoveInput(state=TicketState.CLOSED), NOW)
    with refused("{number}: {fault}"):
        office.do(move_tickets, [second, first], MoveInput(state=TicketState.SOLVED), NOW)
    assert read(office, second).state is TicketState.NEW
    gone = MoveInput(state=TicketState.CLOSED, reason="hat sich erledigt")
    assert office.do(move_tickets, [second, first], gone, NOW) == 1


def test_a_noted_call_becomes_a_case_or_an_appointment_once(office: Office) -> None:
    note = CallInput(caller="Frau Tal", subject="Tür schleift", reason="defect")
    call, other = office.do(note_call, note, NOW), office.do(note_call, note, NOW)
    made = office.do(make_of_call, call, Become.TICKET, NOW)
    one = read(office, int(made.partition(":")[2]))
    assert (one.kind, one.subject, one.origin) == (
        "defect",
        "Tür schleift",
        f"contacts:call/{call}",
    )
    data = AppointmentInput.model_validate({"title": "Tür", "starts": "2026-03-19 14:00"})
    visit = office.do(plan_call, other, data)
    with office.store.read() as con:
        assert [found.ref for found in related(con, f"contacts:call/{other}")] == [
            f"calendar:{visit}"
        ]
    with pytest.raises(Refused):
        office.do(make_of_call, other, Become.TICKET, NOW)


def test_what_belongs_together_is_found_from_each_side(office: Office) -> None:
    window = DeviceInput(contact="contacts:1", kind="Fenster", name="Bad links", serial="F-7")
    device = office.do(add_device, window)
    key = opened(office, device=device)
    with office.store.read() as con:
        case, thing = f"tickets:{key}", f"contacts:device/{device}"
        assert {one.ref for one in related(con, case)} == {"contacts:1", thing}
        assert {one.ref for one in related(con, thing)} == {"contacts:1", case}
        assert {one.ref for one in related(con, "contacts:1")} == {case, thing}
        assert related(con, "ledger:1") == []


def test_cases_on_paper(office: Office) -> None:
    first, second = (
        opened(office, phone="0221 1"),
        opened(office, "Griff lose", text="Seit gestern"),
    )
    data = AppointmentInput.model_validate(
        {"title": "x", "starts": "2026-03-19 14:00", "ends": "2026-03-19 16:00",
         "reference": f"tickets:{second}"}
    )  # fmt: skip
    office.do(add_appointment, data)
    with office.store.read() as con:
        page = list_page(con, [first, second], DAY)
        sheet = sheet_page(con, second, DAY)
    (table,) = page.tables
    assert [line.cells[:2] for line in table.lines] == [
        ("TI-2026-0001", "Fenster klemmt"), ("TI-2026-0002", "Griff lose"),
    ]  # fmt: skip
    assert "14:00–16:00" in table.lines[1].cells[4]
    assert (sheet.number, sheet.subject, sheet.intro) == (
        "TI-2026-0002", "Griff lose", ("Seit gestern",))  # fmt: skip
    assert sheet.tables[1].blank and visit_line
