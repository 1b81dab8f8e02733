"""Cases in the file: opened, moved, billed, paid, joined and separated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kontor.base.errors import InputError, Refused
from kontor.contacts.devices import CallInput, DeviceInput
from kontor.contacts.service.devices import add_device, called_back, note_call
from kontor.ledger.queries.items import open_items
from kontor.sales.service.documents import drop_document
from kontor.store.doors import Due
from kontor.store.inputs import JSON
from kontor.tickets.doors import DOOR
from kontor.tickets.kinds import (
    Direction,
    LineState,
    NoteKind,
    Result,
    TicketKind,
    TicketState,
    WaitsFor,
)
from kontor.tickets.model import (
    CostInput,
    LineInput,
    MoveInput,
    NoteInput,
    PayerInput,
    TicketChange,
    TicketInput,
)
from kontor.tickets.queries import clocks, judging
from kontor.tickets.queries import tickets as queries
from kontor.tickets.service import cases, joining, lines, talking
from kontor.tickets.service import judging as deciding
from tests.receivables.kit import pays
from tests.sales.kit import issued
from tests.sales.office import Office
from tests.tickets.said import refused

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
_STATE = TicketState


def opened(office: Office, subject: str = "Fenster klemmt im Bad", **more: Any) -> int:
    """A case of Krüger."""
    data = TicketInput(subject=subject, **{"contact": "contacts:1", **more})
    key: int = office.do(cases.open_ticket, data, NOW)
    return key


def move(office: Office, key: int, state: TicketState, hours: int = 1, **more: Any) -> None:
    """One step further."""
    office.do(cases.move_ticket, key, MoveInput(state=state, **more), NOW + timedelta(hours=hours))


def work(office: Office, key: int, **more: Any) -> int:
    """A line of work."""
    data = {"text": "Flügel gerichtet", "quantity": "1.5", "price": "58.50", **more}
    line: int = office.do(lines.add_line, key, LineInput.model_validate(data, context=JSON), DAY)
    return line


def due(office: Office, day: date) -> list[Due]:
    """What cases say is to be done."""
    with office.read() as con:
        return list(DOOR.due(con, day)) if DOOR.due else []


def rows(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the room and of what it touches."""
    tables = (*DOOR.audit_tables, "call_note", "device", "sales_document", "position",
              "reminder_block")  # fmt: skip
    return {table: office.sql(f"SELECT * FROM {table} ORDER BY id") for table in tables}


class TestWay:
    def test_numbers_follow_each_other(self, office: Office) -> None:
        first, second = opened(office), opened(office)
        found = [office.ask(queries.ticket, key).number for key in (first, second)]
        assert found == ["TI-2026-0001", "TI-2026-0002"]

    def test_the_first_step_is_the_first_answer(self, office: Office) -> None:
        key = opened(office, kind=TicketKind.DEFECT)
        assert office.ask(queries.ticket, key).answered is None
        move(office, key, _STATE.ACCEPTED, 2)
        one = office.ask(queries.ticket, key)
        assert one.answered == NOW + timedelta(hours=2)
        assert one.noticed == DAY

    def test_a_note_that_goes_out_is_an_answer_too(self, office: Office) -> None:
        key = opened(office)
        note = NoteInput(kind=NoteKind.MAIL, direction=Direction.OUT, text="Wir kommen Montag.")
        office.do(talking.add_note, key, note, NOW + timedelta(minutes=20))
        assert office.ask(queries.ticket, key).answered == NOW + timedelta(minutes=20)

    def test_waiting_stops_the_clock_and_comes_back(self, office: Office) -> None:
        key = opened(office, kind=TicketKind.FAULT)
        move(office, key, _STATE.ACCEPTED)
        move(office, key, _STATE.WAITING, 2, waits_for=WaitsFor.PART, until=date(2026, 3, 20))
        before = office.ask(clocks.clocks, key, NOW + timedelta(hours=3)).solve
        later = office.ask(clocks.clocks, key, NOW + timedelta(days=3)).solve
        assert before == later
        assert later.due is None
        due = [
            one for one in office.ask(DOOR.due, date(2026, 3, 20)) if one.ref == f"tickets:{key}"
        ]
        assert [one.day for one in due] == [date(2026, 3, 20)]
        assert not list(office.ask(DOOR.due, date(2026, 3, 19)))

    def test_nothing_is_lost_by_a_step_that_does_not_follow(self, office: Office) -> None:
        key = opened(office)
        before = rows(office)
        with pytest.raises(Refused):
            move(office, key, _STATE.BILLED)
        assert rows(office) == before

    def test_a_device_brings_contact_site_and_order(self, office: Office) -> None:
        order = office.order(contact="contacts:1")
        device = office.do(
            add_device, DeviceInput(contact="contacts:1", kind="Fenster", name="Bad",
                                    serial="F-1", installed_by=f"sales:{order}"),
        )  # fmt: skip
        key = office.do(cases.open_ticket, TicketInput(subject="klemmt", device=device), NOW)
        one = office.ask(queries.ticket, key)
        assert (one.who, one.sales_order, one.device_name) == ("Erika Krüger", order, "Bad")

    def test_a_device_of_somebody_else_is_refused(self, office: Office) -> None:
        office.customer("Bäckerei Ohm")
        device = office.do(
            add_device, DeviceInput(contact="Bäckerei Ohm", kind="Ofen", name="Ofen")
        )
        with refused("somebody else", InputError):
            opened(office, device=device)

    def test_checks_find_nothing(self, office: Office) -> None:
        key = opened(office)
        for state in (_STATE.ACCEPTED, _STATE.PLANNED, _STATE.WORKING, _STATE.SOLVED):
            move(office, key, state)
        move(office, key, _STATE.CLOSED)
        assert list(office.ask(DOOR.check)) == []


class TestMoney:
    def test_ticket_to_invoice_to_payment_to_books(self, office: Office) -> None:
        key = opened(office, kind=TicketKind.FAULT)
        move(office, key, _STATE.ACCEPTED)
        move(office, key, _STATE.WORKING, 2)
        work(office, key)  # 1.5 h at 58.50 = 87.75
        work(office, key, kind="travel", text="Anfahrt", quantity="20", price="0.60")  # 12.00
        work(office, key, kind="material", text="Scharnier", quantity="2", price="9.90")  # 19.80
        free = work(office, key, text="Nachstellen")
        gift = work(office, key, kind="material", text="Dichtung", quantity="1", price="4.00")
        office.do(lines.bear_lines, [free], LineState.WARRANTY)
        office.do(lines.bear_lines, [gift], LineState.GOODWILL)
        move(office, key, _STATE.SOLVED, 3)
        with pytest.raises(Refused):  # open work is nobody's yet
            move(office, key, _STATE.CLOSED, 4)
        draft = office.do(lines.bill_tickets, [key], DAY)
        document = office.document(draft)
        assert document.net == 11_955
        assert document.totals.gross == 14_226  # 19 % of 119.55 = 22.71
        number = issued(office.store, draft, DAY).number
        assert office.ask(queries.ticket, key).state is _STATE.BILLED
        states = [line.state for line in office.ask(queries.lines, key)]
        assert sorted(states) == ["billed", "billed", "billed", "goodwill", "warranty"]
        pays(office.store, number, 14_226, date(2026, 3, 25))
        assert office.ask(open_items, date(2026, 3, 25)) == []
        move(office, key, _STATE.CLOSED, 400)
        assert list(office.ask(DOOR.check)) == []

    def test_work_of_a_dropped_draft_is_open_again(self, office: Office) -> None:
        key = opened(office)
        work(office, key)
        draft = office.do(lines.bill_tickets, [key], DAY)
        office.do(drop_document, draft)
        (line,) = office.ask(queries.lines, key)
        assert (line.state, line.invoice) == (LineState.OPEN, None)

    def test_one_invoice_goes_to_one_customer(self, office: Office) -> None:
        office.customer("Bäckerei Ohm")
        one, other = opened(office), opened(office, contact="Bäckerei Ohm")
        work(office, one)
        work(office, other)
        with refused("one customer"):
            office.do(lines.bill_tickets, [one, other], DAY)

    def test_several_cases_have_a_title_each(self, office: Office) -> None:
        one, other = opened(office), opened(office, "Tür schleift")
        work(office, one)
        work(office, other)
        draft = office.do(lines.bill_tickets, [one, other], DAY)
        titles = [p.short for p in office.document(draft).positions if p.kind == "title"]
        assert titles == ["TI-2026-0001 Fenster klemmt im Bad", "TI-2026-0002 Tür schleift"]

    def test_a_complaint_rests_the_reminders_until_it_ends(self, office: Office) -> None:
        from kontor.receivables.queries.debtors import blocks

        first = opened(office)
        work(office, first)
        number = issued(office.store, office.do(lines.bill_tickets, [first], DAY), DAY).number
        key = opened(office, kind=TicketKind.COMPLAINT, invoice=number)
        office.do(deciding.dispute_bill, key, DAY, amount=2000)
        (one,) = [b for b in office.ask(blocks) if b.holds_on(DAY)]
        assert one.cents == 2000
        move(office, key, _STATE.ACCEPTED)
        move(office, key, _STATE.SOLVED, 2)
        move(office, key, _STATE.CLOSED, 3)
        assert not [b for b in office.ask(blocks) if b.holds_on(DAY + timedelta(days=1))]
        assert office.ask(queries.ticket, key).block is None


class TestPayer:
    def test_rules_and_person(self, office: Office) -> None:
        key = opened(office, kind=TicketKind.DEFECT)
        assert office.ask(judging.judge, key).result is Result.CHARGEABLE
        data = PayerInput(payer=Result.FREE, reason="Stammkunde seit 1998")
        office.do(deciding.decide_payer, key, data)
        judged = office.ask(judging.judge, key)
        assert (judged.result, judged.decided) == (Result.FREE, True)
        office.do(deciding.undecide_payer, key)
        assert not office.ask(judging.judge, key).decided

    def test_nobody_agrees_before_being_told(self, office: Office) -> None:
        key = opened(office)
        with pytest.raises(InputError):
            office.do(deciding.agree_costs, key,
                      CostInput(told=DAY, agreed=DAY - timedelta(days=1)))  # fmt: skip
        office.do(deciding.agree_costs, key, CostInput(agreed=DAY, how="am Telefon"))
        one = office.ask(queries.ticket, key)
        assert (one.cost_notice, one.cost_ok, one.cost_ok_how) == (DAY, DAY, "am Telefon")


class TestJoining:
    def test_merge_shows_both_and_its_undo_restores_every_row(self, office: Office) -> None:
        one, other = opened(office), opened(office, "Noch einmal das Fenster")
        work(office, other)
        office.do(talking.add_note, other, NoteInput(text="hat wieder angerufen"), NOW)
        office.do(talking.add_file, other, "foto.jpg", b"\xff\xd8", NOW)
        before = rows(office)
        office.do(joining.merge_tickets, other, one)
        assert len(office.ask(queries.lines, one)) == 1
        assert len(office.ask(queries.files, one)) == 1
        assert office.ask(queries.notes, one)[0].text == "hat wieder angerufen"
        with refused("work there"):
            move(office, other, _STATE.ACCEPTED)
        office.do(joining.unmerge_ticket, other)
        assert rows(office) == before

    def test_work_of_a_joined_case_is_billed_with_the_other(self, office: Office) -> None:
        one, other = opened(office), opened(office)
        work(office, other)
        office.do(joining.merge_tickets, other, one)
        draft = office.do(lines.bill_tickets, [one], DAY)
        assert office.document(draft).net == 8_775

    def test_two_customers_stay_two(self, office: Office) -> None:
        office.customer("Bäckerei Ohm")
        with refused("two different"):
            office.do(joining.merge_tickets, opened(office), opened(office, contact="Bäckerei Ohm"))

    def test_split_takes_what_is_named_along(self, office: Office) -> None:
        key = opened(office)
        mine, yours = work(office, key), work(office, key, text="Türband gerichtet")
        note = office.do(talking.add_note, key, NoteInput(text="und die Tür"), NOW)
        new = office.do(joining.split_ticket, key, "Tür schleift", NOW, notes=[note], lines=[yours])
        assert [line.id for line in office.ask(queries.lines, key)] == [mine]
        assert [line.id for line in office.ask(queries.lines, new)] == [yours]
        assert [n.id for n in office.ask(queries.notes, new)] == [note]
        assert [link.ticket for link in office.ask(queries.links, key)] == [new]
        assert office.ask(queries.ticket, new).who == "Erika Krüger"


class TestCalls:
    def test_a_number_that_one_contact_has_names_the_caller(self, office: Office) -> None:
        office.customer("Bäckerei Ohm", channels=[{"kind": "phone", "value": "0221 4710815"}])
        key = office.do(note_call, CallInput(number="+49 221 4710815", subject="Ofen"), NOW)
        (who,) = office.sql("SELECT c.name FROM call_note n JOIN contact c ON c.id=n.contact")
        assert (key, who) == (1, ("Bäckerei Ohm",))

    def test_a_promise_is_due_until_it_is_kept(self, office: Office) -> None:
        from kontor.contacts.doors import DOOR as CONTACTS

        data = CallInput(caller="Frau Tal", callback_by=NOW + timedelta(hours=4), subject="Preis")
        key = office.do(note_call, data, NOW)
        assert [one.ref for one in office.ask(CONTACTS.due, DAY)] == [f"contacts:call/{key}"]
        office.do(called_back, key, NOW + timedelta(hours=3))
        assert not list(office.ask(CONTACTS.due, DAY))
        with pytest.raises(Refused):
            office.do(called_back, key, NOW)

    def test_a_call_of_nobody_about_nothing_is_refused(self, office: Office) -> None:
        with pytest.raises(InputError):
            office.do(note_call, CallInput(), NOW)


def test_change_keeps_what_is_not_given(office: Office) -> None:
    key = opened(office, owner="Lindner", promised=date(2026, 3, 20))
    office.do(cases.change_ticket, key, TicketChange(promised=None))
    one = office.ask(queries.ticket, key)
    assert (one.owner, one.promised) == ("Lindner", None)
