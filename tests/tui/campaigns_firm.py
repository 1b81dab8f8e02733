"""A firm with customers of last year and a campaign, for the tests and pictures of campaigns."""

from __future__ import annotations

from datetime import date
from typing import Any

from kontor.acquisition.model import CampaignInput
from kontor.acquisition.service import campaigns
from kontor.contacts import queries as contacts
from kontor.contacts.consents import ConsentInput, ObjectionInput
from kontor.contacts.service import consent
from kontor.sales.service.issuing import issue
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.tui.own import TODAY
from tests.tui.sales_firm import AT, customer, invoice

TEXT = "für {Objekt} ist jetzt die rechte Zeit.\n\nWer bis Ende April bestellt, bekommt den Termin."
LAST_YEAR, THIS_YEAR = date(2025, 6, 12), date(2026, 2, 10)


def people(store: Store) -> dict[str, int]:
    """Krüger, Ohm and Tal had work last year, Neu only this year; Ohm objected."""
    found = {}
    for name, day in (("Krüger", LAST_YEAR), ("Ohm", LAST_YEAR), ("Tal", LAST_YEAR),
                      ("Neu", THIS_YEAR)):  # fmt: skip
        mail = {"kind": "mail", "value": f"{name.lower().replace('ü', 'ue')}@kunde.example"}
        who = customer(store, last_name=name, channels=[mail])
        key = invoice(store, who, subject="Fassade", service_to=str(day))
        issue(store, key, day, AT)
        found[name] = who
    store.run(consent.object_to, found["Ohm"], ObjectionInput(day=TODAY, how="oral"))
    return found


def plan(store: Store, **more: Any) -> int:
    """A letter campaign with words."""
    data = {"name": "Frühjahrsaktion Fassade", "kind": "spring_paint", "text": TEXT,
            "subject": "Zeit für {Objekt}", "code": "FASSADE26", **more}  # fmt: skip
    made = CampaignInput.model_validate(data, context=JSON)
    return int(store.run(campaigns.new_campaign, made, TODAY).value)


def ids(store: Store) -> dict[str, int]:
    """Whom `people` made, by last name."""
    with store.read() as con:
        return {one.name.split()[-1]: one.id for one in contacts.page(con, None, 20)}


def full(store: Store) -> int:
    """A campaign with all of them as members; Krüger allows mails."""
    found = ids(store)
    given = ConsentInput(channels=["mail"], purpose="advertising", day=TODAY, how="form")
    store.run(consent.give, found["Krüger"], given)
    key = plan(store)
    store.run(campaigns.add_members, key, [f"contacts:{who}" for who in found.values()])
    return key
