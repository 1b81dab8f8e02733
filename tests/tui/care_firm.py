"""A customer with an order, a device, its contract, cases, an invoice and a promised callback."""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.dates import now_utc
from kontor.company.model import TeamInput
from kontor.company.service import add_team
from kontor.contacts.devices import DeviceInput
from kontor.contacts.service.devices import add_device
from kontor.desk.calls import Become
from kontor.sales.service.issuing import issue
from kontor.store.store import Store
from kontor.tickets.service import it
from kontor.tickets.service.lines import bill_tickets
from tests.tui.contracts_firm import contract, people, run
from tests.tui.own import TODAY
from tests.tui.sales_firm import AT, customer, order
from tests.tui.tickets_firm import call, case, move, own_it, protocol, reachable, work


def care(store: Store) -> dict[str, int]:
    """All of it; the ids."""
    kruger = customer(store)
    reachable(store, kruger)
    people(store)
    found = {"customer": kruger, "order": order(store, kruger, subject="Dachfenster einbauen")}
    found["device"] = int(store.run(add_device, DeviceInput(
        contact=f"contacts:{kruger}", kind="Fenster", name="Dachfenster Bad", maker="Lichtblick",
        serial="LB-4711/9", place="Bad, 2. OG", installed=date(2024, 3, 1),
        installed_by=f"sales:{found['order']}", warranty_ends=date(2029, 2, 28),
    )).value)  # fmt: skip
    found["other device"] = int(store.run(add_device, DeviceInput(
        contact=f"contacts:{kruger}", kind="Tor", name="Garagentor", place="Garage",
    )).value)  # fmt: skip
    found["contract"] = contract(store, kruger, devices=[found["device"]])
    found["visit"] = run(store, found["contract"])[0]
    found["case"] = case(store, device=found["device"], subject="Dachfenster klemmt")
    work(store, found["case"])
    move(store, found["case"], "working")
    move(store, found["case"], "solved", solution="Beschlag eingestellt")
    found["protocol"] = protocol(store, found["case"], sign=True)
    found["invoice"] = int(store.run(bill_tickets, [found["case"]], TODAY).value)
    issue(store, found["invoice"], TODAY, AT)
    found["open"] = case(store, subject="Garagentor quietscht", kind="fault",
                         device=found["other device"], owner="Rosa")  # fmt: skip
    found["team"] = int(store.run(
        add_team, TeamInput(name="Kolonne Dach", members=["Rosa"]), TODAY
    ).value)  # fmt: skip
    found["call"] = call(
        store, Become.NOTE, contact=f"contacts:{kruger}", subject="Farbe für die Haustür",
        number="0221 555 0171", callback_by=now_utc() + timedelta(hours=4),
    ).call  # fmt: skip
    found["item"] = own_it(store)[0]
    found["it case"] = int(store.run(
        it.open_it_case, found["item"], "Netzspeicher meldet eine Platte", now_utc()
    ).value)  # fmt: skip
    return found
