"""A firm with maintenance contracts in every state, for the tests and pictures."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.base.dates import now_utc
from kontor.company import service as company
from kontor.company.kinds import StaffRole
from kontor.company.model import EmployeeInput
from kontor.contacts.devices import DeviceInput
from kontor.contacts.service.devices import add_device
from kontor.store.store import Store
from kontor.tickets.contract_model import ContractInput, NoticeInput
from kontor.tickets.queries.contract_run import Asked, preview
from kontor.tickets.service.announcing import announcements
from kontor.tickets.service.contract_run import run_contracts
from kontor.tickets.service.contracts import add_contract, cancel_contract
from tests.tui.own import TODAY, add

_PEOPLE = (("Rosa", "Fenster, Rollläden"), ("Emil", "Fenster, Tore"))
_CUSTOMERS = (
    ("Ohm", "50667", "Torweg", "ohm@kunde.example"), ("Pfannkuch", "50667", "Torweg", ""),
    ("Quast", "50823", "Farbgasse", ""), ("Rahmann", "51063", "Rheinallee", ""),
)  # fmt: skip


def contract(store: Store, contact: int, **values: Any) -> int:
    """A contract that was agreed a year ago and is due."""
    given = {
        "contact": f"contacts:{contact}", "subject": "Fensterwartung", "starts": date(2025, 3, 1),
        "price": 14_500, "material": 1_500, "serviced": date(2025, 3, 20), **values,
    }  # fmt: skip
    data = ContractInput.model_validate(given)
    return int(store.run(add_contract, data, TODAY).value)


def run(store: Store, *keys: int) -> list[int]:
    """Look, then run."""
    asked = Asked(TODAY, keys)
    with store.read() as con:
        shown = preview(con, asked)
        made = announcements(con, shown, TODAY)
    found: list[int] = store.run(run_contracts, shown.mark, asked, made, now_utc()).value
    return found


def people(store: Store) -> None:
    """Two journeymen."""
    for short, skills in _PEOPLE:
        store.run(company.add_employee, EmployeeInput(
            name=f"{short} Farbenfroh", short=short, role=StaffRole.JOURNEYMAN,
            started=date(2025, 1, 1), hours="Mo-Fr 7:00-16:00", skills=skills,
        ), TODAY)  # fmt: skip


def customers(store: Store) -> list[int]:
    """Four customers with addresses."""
    found = []
    for name, postcode, street, mail in _CUSTOMERS:
        more: dict[str, Any] = {"channels": [{"kind": "mail", "value": mail}]} if mail else {}
        found.append(add(
            store, last_name=name, roles=[{"role": "customer"}], addresses=[{
                "street": street, "house_number": "4", "postcode": postcode, "city": "Köln",
            }], **more,
        ))  # fmt: skip
    return found


def contracts(store: Store) -> dict[str, int]:
    """Contracts that are due, late, planned, far ahead, with notice; their ids."""
    people(store)
    ohm, pfannkuch, quast, rahmann = customers(store)
    device = store.run(add_device, DeviceInput(
        contact=f"contacts:{ohm}", kind="Fenster", name="Dachfenster Bad", maker="Lichtblick",
        serial="LB-4711", place="Bad, 2. OG", installed=date(2024, 3, 1),
    )).value  # fmt: skip
    found = {
        "due": contract(store, ohm, devices=[device], basis="device", index_kind="percent",
                        index_rate=250, next_adjust=date(2026, 4, 1),
                        scope="Beschläge einstellen, fetten, Dichtungen pflegen"),
        "late": contract(store, pfannkuch, subject="Torwartung", skill="Tore",
                         serviced=date(2024, 12, 10), price=18_900),
        "window": contract(store, quast, subject="Rollladenwartung", from_month=3, to_month=5,
                           term=36, renewal="months", renewal_months=12, notice=3),
        "year": contract(store, rahmann, subject="Fassadencheck", rhythm="year", every=24,
                         serviced=date(2025, 6, 1), price=29_000),
        "ahead": contract(store, quast, serviced=date(2025, 11, 3)),
        "notice": contract(store, rahmann, subject="Holzfenster streichen",
                           serviced=date(2025, 9, 9)),
        "planned": contract(store, pfannkuch, subject="Balkontüren"),
    }  # fmt: skip
    store.run(cancel_contract, found["notice"], NoticeInput(reason="Haus verkauft"), TODAY)
    run(store, found["planned"])
    return found
