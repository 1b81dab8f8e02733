"""The firm's own IT: items, plan, what was done, cases about it; no password gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError, KontorError, NotFound, Refused
from kontor.company.model import EmployeeInput
from kontor.company.service import add_employee
from kontor.tickets.doors import DOOR
from kontor.tickets.it_kinds import ItKind, Outcome, PlanKind
from kontor.tickets.it_model import DoneInput, ItChange, ItInput, PlanInput
from kontor.tickets.kinds import TicketKind
from kontor.tickets.queries import it as queries
from kontor.tickets.rules.it import notice_by, plan_due, secret
from kontor.tickets.service import it as service
from tests.sales.kit import firm
from tests.sales.office import Office

DAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One firm for all: each test notes an item of its own."""
    with firm(Path(tmp_path_factory.mktemp("it"))) as store:
        store.run(add_employee, EmployeeInput.model_validate({
            "name": "Martina Lindner", "short": "Martina", "role": "office",
            "started": date(2020, 1, 1),
        }), DAY)  # fmt: skip
        yield Office(store)


def item(office: Office, name: str, **more: Any) -> int:
    return int(office.do(service.add_item, ItInput(kind=ItKind.PC, name=name, **more)))


def task(office: Office, key: int, **more: Any) -> int:
    data = PlanInput(**{"months": 6, "text": "Prüfen", **more})
    return int(office.do(service.plan_task, key, data, DAY))


def told(office: Office, name: str, today: date = DAY) -> list[Any]:
    """What Heute says of an item."""
    found = office.ask(lambda con: list(DOOR.due(con, today)) if DOOR.due else [])
    return [one for one in found if dict(one.values).get("name") == name]


@pytest.mark.parametrize("text", [
    "Passwort: sommer", "passwort ist Sommer2024", "PIN 4711", "Kennwort = geheim",
    "WLAN-Schlüssel: 83746192", "Zugang Xk7!pq#9Lm", "password hunter2", "Passwort geheim",
    "API-Key: abcdef123456",
])  # fmt: skip
def test_what_looks_like_a_secret_is_one(text: str) -> None:
    assert secret(text)


@pytest.mark.parametrize("text", [
    "Passwort liegt im Tresor", "Zugang im Passwort-Manager", "PIN-Brief liegt im Safe",
    "Passwort kennt Martina", "Passwort alle 90 Tage ändern", "Passwort ist hinterlegt",
    "Speicherhaus Probe 2, SP2-3021", "post@lindner.example", "https://nas.example/Login?x=A1",
    "Drucker A4, 600 dpi", "Platte gelöscht, Beleg im Ordner", "",
])  # fmt: skip
def test_where_it_lies_may_be_said(text: str) -> None:
    assert not secret(text)


@pytest.mark.parametrize("field", ["name", "model", "place", "contract", "backup_to", "note"])
def test_no_field_takes_a_password(office: Office, field: str) -> None:
    given = {"name": "Rechner", field: "Passwort: sommer"}
    with pytest.raises(InputError) as error:
        office.do(service.add_item, ItInput(kind=ItKind.PC, **given))
    assert error.value.field == field and error.value.hint
    key = item(office, f"Ohne {field}")
    with pytest.raises(InputError):
        office.do(service.change_item, key, ItChange(**{field: "Passwort: sommer"}))
    assert office.ask(queries.item, key).name == f"Ohne {field}"


def test_plan_log_and_case_take_none_either(office: Office) -> None:
    key = item(office, "Geheimnislos")
    plan = task(office, key)
    for case, *args in (
        (service.plan_task, key, PlanInput(text="PIN 4711 prüfen", months=1), DAY),
        (service.do_task, plan, DoneInput(note="Kennwort: sommer"), DAY),
        (service.retire_item, key, DAY, "Passwort: sommer"),
        (service.open_it_case, key, "PIN: 4711 geht nicht", NOW),
    ):
        with pytest.raises(InputError):
            office.do(case, *args)
    assert office.ask(queries.log, key) == [] and len(office.ask(queries.plans, key)) == 1


def test_an_item_is_noted_changed_found(office: Office) -> None:
    key = item(office, "Büro 1", serial="SN-1", user="Martina", price=94_900, place="Büro")
    one = office.ask(queries.item, key)
    assert (one.user, one.price, one.ref) == ("Martina Lindner", 94_900, f"tickets:it/{key}")
    office.do(service.change_item, key, ItChange(user=None, place=None, name="Büro eins"))
    one = office.ask(queries.item, key)
    assert (one.user, one.place, one.serial, one.price) == ("", "", "SN-1", 94_900)
    for words in (str(key), one.ref, "büro EINS", "sn-1"):
        assert office.ask(queries.find, words).id == key
    for words in ("", "gibt es nicht", "999999"):
        with pytest.raises(NotFound):
            office.ask(queries.find, words)
    with pytest.raises(KontorError):
        office.do(service.change_item, key, ItChange(user="Niemand"))
    found = office.ask(lambda con: list(DOOR.search_rows(con, "it_item", [key])))
    assert found[0].ref == one.ref and "SN-1" in found[0].text


def test_a_notice_belongs_to_an_end(office: Office) -> None:
    with pytest.raises(InputError) as error:
        item(office, "Ohne Ende", notice_days=30)
    assert error.value.field == "ends"


def test_a_task_comes_again_and_a_failure_stays_due(office: Office) -> None:
    key = item(office, "Speicher")
    plan = task(office, key, kind=PlanKind.BACKUP, text="Rücksicherung", first=date(2026, 3, 20))

    def due() -> date:
        return plan_due(office.ask(queries.plan, plan))

    assert due() == date(2026, 3, 20)
    assert [(one.kind, one.day, one.urgency) for one in told(office, "Speicher")] == [
        ("it_task", date(2026, 3, 20), 0),
    ]
    assert told(office, "Speicher", date(2026, 3, 21))[0].urgency == 2  # nobody tested it
    office.do(service.do_task, plan, DoneInput(day=date(2026, 3, 10)), DAY)
    assert due() == date(2026, 9, 10) and told(office, "Speicher") == []
    for wrong, field in ((DoneInput(day=date(2026, 3, 17)), "day"),
                         (DoneInput(outcome=Outcome.FAILED), "note")):  # fmt: skip
        with pytest.raises(InputError) as error:
            office.do(service.do_task, plan, wrong, DAY)
        assert error.value.field == field
    office.do(service.do_task, plan, DoneInput(outcome=Outcome.FAILED, note="unlesbar"), DAY)
    assert due() == DAY and told(office, "Speicher")[0].urgency == 2
    assert [(it.day, it.outcome) for it in office.ask(queries.log, key)] == [
        (DAY, Outcome.FAILED), (date(2026, 3, 10), Outcome.OK),
    ]  # fmt: skip
    office.do(service.end_task, plan, DAY)
    assert told(office, "Speicher") == [] and len(office.ask(queries.log, key)) == 2
    with pytest.raises(NotFound):
        office.do(service.end_task, plan, DAY)


def test_the_task_meant_is_the_only_one_of_its_kind(office: Office) -> None:
    key = item(office, "Router")
    one = office.ask(queries.item, key)
    check = task(office, key, text="Firmware")
    backup = task(office, key, kind=PlanKind.BACKUP, text="Einstellungen")
    assert office.ask(queries.plan_of, one, {PlanKind.CHECK}).id == check
    assert office.ask(queries.plan_of, one, {PlanKind.BACKUP}).id == backup
    with pytest.raises(NotFound):
        office.ask(queries.plan_of, one, {PlanKind.UPDATE})
    more = task(office, key, text="Gastnetz")
    with pytest.raises(InputError):
        office.ask(queries.plan_of, one, {PlanKind.CHECK})
    assert office.ask(queries.plan_of, one, {PlanKind.CHECK}, more).text == "Gastnetz"


def test_ends_are_told_by_their_notice(office: Office) -> None:
    key = item(office, "Lizenz", ends=date(2026, 6, 30), notice_days=90,
               warranty_ends=date(2026, 4, 1))  # fmt: skip
    assert notice_by(office.ask(queries.item, key)) == date(2026, 4, 1)
    found = {one.kind: (one.day, one.urgency) for one in told(office, "Lizenz")}
    assert found == {"it_warranty": (date(2026, 4, 1), 0), "it_contract": (date(2026, 4, 1), 0)}
    # the day of notice is over: it goes on from its end, until somebody notes a new one
    assert told(office, "Lizenz", date(2026, 4, 2)) == []
    later = told(office, "Lizenz", date(2026, 7, 1))
    assert [(one.kind, one.day, one.urgency) for one in later] == [
        ("it_contract", date(2026, 6, 30), 1),
    ]
    assert DOOR.deadlines is not None
    ahead = office.ask(lambda con: list(DOOR.deadlines(con, DAY, date(2026, 12, 31))))  # type: ignore[misc]
    assert {one.kind for one in ahead if one.ref == f"tickets:it/{key}"} == {
        "it_warranty", "it_contract",
    }  # fmt: skip


def test_a_retired_item_owes_nothing_and_comes_back(office: Office) -> None:
    key = item(office, "Alt", ends=date(2026, 3, 20))
    plan = task(office, key, first=date(2026, 1, 1))
    assert len(told(office, "Alt")) == 2
    office.do(service.retire_item, key, DAY, "Platte gelöscht")
    with pytest.raises(Refused):
        office.do(service.retire_item, key, DAY)
    assert told(office, "Alt") == []
    assert key not in {one.id for one in office.ask(queries.items)}
    assert office.ask(queries.item, key).disposal == "Platte gelöscht"
    office.do(service.restore_item, key)
    assert [one.id for one in office.ask(queries.plans, key)] == [plan]


def test_a_case_is_about_an_item_and_its_user(office: Office) -> None:
    key = item(office, "Drucker", user="Martina")
    ticket = office.do(service.open_it_case, key, "druckt nicht", NOW)
    (case,) = office.ask(queries.cases, office.ask(queries.item, key))
    assert (case.id, case.kind, case.caller) == (ticket, TicketKind.IT, "Martina Lindner")
    assert case.subject == "Drucker: druckt nicht"
