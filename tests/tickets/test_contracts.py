"""Maintenance contracts in the file: agreed, planned by one run, visited, billed, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError, Refused
from kontor.calendar.queries.appointments import entries_of
from kontor.calendar.service.appointments import cancel_appointment
from kontor.company import service as company
from kontor.company.kinds import StaffRole
from kontor.company.model import EmployeeInput
from kontor.contacts.devices import DeviceInput
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.contacts.service.devices import add_device
from kontor.desk.announcing import hand_out
from kontor.documents.queries import document
from kontor.sales.kinds import InvoiceKind
from kontor.sales.queries.documents import document as sales_document
from kontor.sales.service.documents import drop_document
from kontor.tickets.contract_kinds import Basis, IndexKind, Rhythm, VisitState
from kontor.tickets.contract_model import (
    ContractChange,
    ContractInput,
    IndexInput,
    NewPrice,
    NoticeInput,
)
from kontor.tickets.doors import DOOR
from kontor.tickets.kinds import Result, TicketState
from kontor.tickets.model import MoveInput
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries import tickets
from kontor.tickets.queries.contract_run import Asked, Preview, Way, preview
from kontor.tickets.queries.judging import judge
from kontor.tickets.service import cases, contract_run, contracts, lines
from kontor.tickets.service.announcing import announcements
from tests.sales.kit import firm
from tests.sales.office import Office
from tests.tickets.said import refused

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
TABLES = ("ticket", "ticket_line", "appointment", "contract_visit", "contract_bill", "document",
          "sales_document")  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A firm with two journeymen, two customers and a device; tests look at their own contracts."""
    with firm(tmp_path_factory.mktemp("contracts")) as store:
        office = Office(store)
        for short, skills in (("Rosa", "Fenster"), ("Emil", "Fenster, Tore")):
            office.do(company.add_employee, EmployeeInput(
                name=f"{short} Farbenfroh", short=short, role=StaffRole.JOURNEYMAN,
                started=date(2026, 1, 1), hours="Mo-Fr 7:00-16:00", skills=skills,
            ), DAY)  # fmt: skip
        office.do(create_contact, ContactInput.model_validate({
            "last_name": "Pfannkuch", "first_name": "Otto", "roles": [{"role": "customer"}],
            "addresses": [{"street": "Torweg", "house_number": "9", "postcode": "50667",
                           "city": "Köln"}],
        }))  # fmt: skip
        office.do(
            add_device, DeviceInput(contact="contacts:1", kind="Fenster", name="Dachfenster Bad")
        )
        yield office


def agreed(office: Office, **more: Any) -> int:
    """A contract of Krüger whose visit is due since the middle of February."""
    values: dict[str, Any] = {
        "contact": "contacts:1", "subject": "Fensterwartung", "starts": date(2025, 3, 1),
        "price": 12_000, "material": 2_000, "serviced": date(2025, 3, 15),
    }  # fmt: skip
    key: int = office.do(contracts.add_contract, ContractInput(**{**values, **more}), DAY)
    return key


def looked(office: Office, *keys: int, **more: Any) -> Preview:
    """The preview of some contracts."""
    found: Preview = office.ask(preview, Asked(DAY, tuple(keys), **more))
    return found


def run(office: Office, *keys: int, **more: Any) -> list[int]:
    """Look, then run."""
    shown = looked(office, *keys, **more)
    made = office.ask(announcements, shown, DAY)
    found: list[int] = office.do(
        contract_run.run_contracts, shown.mark, Asked(DAY, tuple(keys), **more), made, NOW
    )
    return found


def rows(office: Office) -> dict[str, int]:
    """How many rows the tables of a run hold."""
    with office.read() as con:
        return {
            table: con.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
        }


def known(office: Office, key: int, day: date = DAY) -> queries.Known:
    """A contract as it stands."""
    with office.read() as con:
        return queries.known(con, queries.contract(con, key), day)


def move(office: Office, case: int, state: TicketState, days: int = 0, **more: Any) -> None:
    """A case one step further."""
    at = NOW + timedelta(days=days)
    office.do(cases.move_ticket, case, MoveInput(state=state, **more), at)


def test_a_contract_is_agreed_with_its_devices_and_price(office: Office) -> None:
    """It takes a number, knows when the next visit is due and what it costs."""
    key = agreed(office, devices=[1], basis=Basis.DEVICE)
    one = known(office, key)
    assert one.contract.number.startswith("WV-")
    assert (one.contract.devices, one.at_once, one.contract.consumer) == (1, 12_000, True)
    assert one.turn == (date(2026, 2, 13), date(2026, 3, 15))
    assert one.contract.place == "Fensterweg 3, 50668 Köln"
    office.do(contracts.change_contract, key, ContractChange(from_month=4, to_month=6, minutes=90))
    assert known(office, key).turn == (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from_month": 3}, "to_month"), ({"renewal": "months"}, "renewal_months"),
        ({"index_kind": "percent"}, "index_rate"), ({"index_kind": "series"}, "index_series"),
        ({"index_kind": "series", "index_series": "xyz"}, "index_series"),
        ({"renewal": "ends", "term": 0}, "term"), ({"devices": [1], "contact": "contacts:2"},
                                                   "devices"),
    ],
)  # fmt: skip
def test_terms_that_contradict_each_other_are_refused(
    office: Office, wrong: dict[str, Any], field: str
) -> None:
    """At their field; nothing is written."""
    with pytest.raises(InputError) as caught:
        agreed(office, **wrong)
    assert caught.value.field == field


def test_one_run_makes_case_appointment_letter_and_work(office: Office) -> None:
    """As the preview said; a second run finds nothing; one undo takes all of it back."""
    first, second = agreed(office, devices=[1]), agreed(office, contact="contacts:2", skill="Tore")
    before = rows(office)
    shown = looked(office, first, second)
    assert [row.known.contract.id for row in shown.rows] == [second, first]  # by postcode
    assert [row.way for row in shown.rows] == [Way.LETTER, Way.MAIL]
    assert shown.rows[0].who == ("Emil",)  # who knows about gates
    found = run(office, first, second)
    after = rows(office)
    assert {table: after[table] - before[table] for table in TABLES} == {
        "ticket": 2, "ticket_line": 0, "appointment": 2, "contract_visit": 2, "contract_bill": 0,
        "document": 2, "sales_document": 0,
    }  # fmt: skip
    case = office.ask(tickets.ticket, found[1])
    assert case.state is TicketState.PLANNED
    assert case.device_name == "Dachfenster Bad"
    (entry,) = office.ask(entries_of, f"tickets:{case.id}")
    assert entry.starts == shown.rows[1].starts
    with pytest.raises(InputError):
        looked(office, first)
    office.store.undo()
    assert rows(office) == before


def test_tours_stay_together(office: Office) -> None:
    """Visits of one day follow each other: nobody is in two places, the way lies in between."""
    keys = [agreed(office, contact="contacts:2", minutes=60) for _ in range(4)]
    shown = looked(office, *keys, crew=("Rosa",), travel=30)
    starts = [row.starts for row in shown.rows if row.starts]
    assert len(starts) == 4
    assert all(after - before >= timedelta(minutes=90)
               for before, after in pairwise(starts))  # fmt: skip


def test_what_was_not_looked_at_is_not_made(office: Office) -> None:
    """The mark of the preview releases the run; another one does nothing."""
    key = agreed(office)
    shown = looked(office, key)
    before = rows(office)
    office.do(contracts.change_contract, key, ContractChange(minutes=120))
    with refused("What would be made is not what was looked at"):
        office.do(contract_run.run_contracts, shown.mark, Asked(DAY, (key,)), [], NOW)
    assert rows(office) == before


def test_the_service_date_moves_on_when_the_case_is_solved(office: Office) -> None:
    """And back when it is taken up again; closed without being solved the visit was left out."""
    key = agreed(office)
    (case,) = run(office, key)
    move(office, case, TicketState.SOLVED, days=3, solution="Beschläge gefettet")
    assert known(office, key).contract.last == date(2026, 3, 19)
    assert known(office, key).turn == (date(2027, 2, 17), date(2027, 3, 19))
    work = office.ask(tickets.lines, case)
    assert [(line.day, line.price) for line in work] == [
        (date(2026, 3, 19), 1_000_000), (date(2026, 3, 19), 200_000)
    ]  # fmt: skip
    move(office, case, TicketState.WORKING, days=4)
    one = known(office, key)
    assert one.contract.last == date(2025, 3, 15)
    assert one.planned is not None
    for line in work:
        office.do(lines.drop_line, line.id)
    move(office, case, TicketState.CLOSED, days=5, reason="Kunde will dieses Jahr nicht")
    (visit,) = office.ask(queries.visits, key)
    assert visit.state is VisitState.SKIPPED
    assert known(office, key).turn == (date(2027, 2, 13), date(2027, 3, 15))


def test_the_work_of_a_visit_becomes_a_maintenance_invoice(office: Office) -> None:
    """Hours count as work of § 35a EStG, the material does not."""
    (case,) = run(office, agreed(office))
    move(office, case, TicketState.SOLVED, solution="gewartet")
    draft = office.do(lines.bill_tickets, [case], DAY)
    bill = office.document(draft)
    assert bill.head.invoice_kind is InvoiceKind.MAINTENANCE
    assert sum(one.labour_share for one in bill.positions) == 1_000_000


def test_a_year_is_billed_in_advance_once(office: Office) -> None:
    """The draft that goes lets the year be billed again."""
    key = agreed(office, rhythm=Rhythm.YEAR, basis=Basis.DEVICE, devices=[1])
    assert known(office, key).year == (date(2026, 3, 1), date(2027, 2, 28))
    run(office, key)
    (billed,) = office.ask(queries.bills, key)
    assert known(office, key).year is None
    bill = office.ask(sales_document, billed.invoice)
    assert (bill.head.service_from, bill.head.service_to) == (date(2026, 3, 1), date(2027, 2, 28))
    assert [one.price for one in bill.positions] == [1_200_000]
    office.do(drop_document, billed.invoice)
    assert known(office, key).year is not None
    shown = looked(office, key)
    assert [(row.visit, row.net) for row in shown.rows] == [(False, 12_000)]


def test_announcements_are_handed_out_as_they_stand(office: Office, tmp_path: Path) -> None:
    """What stands in the calendar is announced, once; what was cancelled is not."""
    (case,) = run(office, agreed(office))
    (other,) = run(office, agreed(office, contact="contacts:2"))
    (entry,) = office.ask(entries_of, f"tickets:{other}")
    office.do(cancel_appointment, entry.id, "Kunde verreist")
    waiting = office.ask(queries.announcements)
    gone = hand_out(office.store, tmp_path, NOW)
    mine = [one for one in gone if "Krüger" in one.name]
    assert len(gone) == len(waiting)
    assert any(one.path.read_bytes().count(b"X-Unsent: 1") for one in mine)
    assert hand_out(office.store, tmp_path, NOW) == []
    said = office.ask(tickets.notes, case)
    assert [note.direction for note in said] == ["out"]
    key = int(said[0].reference.removeprefix("documents:"))
    assert office.ask(document, key).issued is not None


def test_nothing_is_announced_where_nobody_is_free(office: Office) -> None:
    """The case waits for a time that is agreed on by telephone."""
    key = agreed(office, skill="Aufzüge")
    shown = looked(office, key)
    assert (shown.rows[0].starts, shown.rows[0].way) == (None, Way.NONE)
    (case,) = run(office, key)
    assert office.ask(tickets.ticket, case).state is TicketState.ACCEPTED
    told = [one for one in office.ask(lambda con: list(DOOR.due(con, DAY)))  # type: ignore[misc]
            if one.ref == f"tickets:contract/{key}"]  # fmt: skip
    assert [one.kind for one in told] == ["maintenance"]


def test_prices_rise_as_agreed(office: Office) -> None:
    """A step in percent on its day; the next day lies a year later."""
    key = agreed(office, index_kind=IndexKind.PERCENT, index_rate=250)
    assert known(office, key).contract.next_adjust == date(2026, 3, 1)
    assert office.do(contracts.adjust_price, key, NewPrice(), DAY) == 12_300
    one = known(office, key)
    assert (one.price.price, one.price.material) == (12_300, 2_050)
    assert one.contract.next_adjust == date(2027, 3, 1)
    office.do(contracts.adjust_price, key, NewPrice(price=13_000, reason="vereinbart"), DAY)
    assert known(office, key).price.material == 2_167  # 20.50 of 123.00
    with refused("is written down already"):
        office.do(contracts.adjust_price, key, NewPrice(price=14_000), DAY)


def test_prices_follow_a_series_once_its_value_is_known(office: Office) -> None:
    """Before that the step is refused with what to do."""
    key = agreed(office, starts=date(2025, 3, 1), index_kind=IndexKind.SERIES, index_series="VPI")
    with refused("has no newer value yet"):
        office.do(contracts.adjust_price, key, NewPrice(), DAY)
    office.do(contracts.set_index, IndexInput(
        series="vpi", valid_from=date(2026, 1, 15), value=121_900, source="Destatis"))  # fmt: skip
    # 120.00 × 121.9 / 119.3 = 122.6152…
    assert office.do(contracts.adjust_price, key, NewPrice(), DAY) == 12_262


def test_a_notice_ends_it_and_can_be_taken_back(office: Office) -> None:
    """Visits after the end are not planned."""
    key = agreed(office, starts=date(2025, 6, 1), serviced=date(2025, 8, 1))
    ends = office.do(contracts.cancel_contract, key, NoticeInput(reason="Haus verkauft"), DAY)
    assert ends == date(2026, 5, 31)
    assert known(office, key).turn is None
    with refused("was given already"):
        office.do(contracts.cancel_contract, key, NoticeInput(), DAY)
    office.do(contracts.resume_contract, key)
    assert known(office, key).turn == (date(2026, 7, 2), date(2026, 8, 1))


def test_a_visit_without_a_case_is_noted(office: Office) -> None:
    """The next one counts from its day; one that is planned is solved by its case."""
    key = agreed(office)
    office.do(contract_run.note_visit, key, date(2026, 3, 10), "nebenbei", DAY)
    assert known(office, key).turn == (date(2027, 2, 8), date(2027, 3, 10))
    other = agreed(office)
    run(office, other)
    with refused("is planned"):
        office.do(contract_run.note_visit, other, DAY, "", DAY)


def test_the_days_to_think_of_are_told(office: Office) -> None:
    """Visit, year to bill, price and notice, each with its day and its law."""
    key = agreed(
        office, starts=date(2025, 3, 25), serviced=date(2025, 3, 25), rhythm=Rhythm.YEAR, notice=0,
        billed=date(2026, 3, 24), index_kind=IndexKind.PERCENT, index_rate=300,
    )  # fmt: skip
    ref = f"tickets:contract/{key}"
    with office.read() as con:
        assert DOOR.deadlines is not None
        told = [one for one in DOOR.deadlines(con, DAY, date(2026, 12, 31)) if one.ref == ref]
        assert DOOR.due is not None
        now = [one.kind for one in DOOR.due(con, DAY) if one.ref == ref]
    assert {(one.kind, one.deadline) for one in told} == {
        ("maintenance", date(2026, 3, 25)), ("contract_bill", date(2026, 3, 25)),
        ("contract_price", date(2026, 3, 25)), ("contract_notice", date(2026, 3, 24)),
    }  # fmt: skip
    assert sorted(now) == [
        "contract_bill", "contract_notice", "contract_price", "maintenance"
    ]  # fmt: skip


def test_the_file_is_sound(office: Office) -> None:
    """After all of this nothing stands against its case."""
    with office.read() as con:
        assert DOOR.check is not None
        assert list(DOOR.check(con)) == []
    with pytest.raises(Refused):
        office.do(contracts.resume_contract, agreed(office))


def test_customers_have_time_to_say_no(office: Office) -> None:
    """A week from the run on, or as it is asked for."""
    key = agreed(office)
    (usual,) = looked(office, key).rows
    (soon,) = looked(office, key, ahead=1).rows
    assert usual.starts is not None
    assert usual.starts.date() >= DAY + timedelta(days=7)
    assert soon.starts is not None
    assert soon.starts.date() == DAY + timedelta(days=1)


def test_a_visit_is_paid_for_as_agreed(office: Office) -> None:
    """Whatever warranty runs on the device: the contract is named."""
    key = agreed(office, devices=[1])
    (case,) = run(office, key)
    ruled = office.ask(judge, case)
    assert ruled.result is Result.CHARGEABLE
    assert ruled.verdict.values == (("number", known(office, key).contract.number),)
