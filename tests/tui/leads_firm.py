"""A firm with leads in every stage, for the tests and pictures of winning customers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kontor.acquisition.kinds import Stage
from kontor.acquisition.model import ConvertInput, LeadInput, LostInput, VisitInput
from kontor.acquisition.service.leads import answer_lead, capture, convert, plan_visit
from kontor.acquisition.service.moving import lose_lead, move_lead, rest_lead
from kontor.sales.service import positions, quotes
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.tui.own import TODAY

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
LEADS: tuple[tuple[int, dict[str, Any]], ...] = (
    (0, {"name": "Frau Ohm", "phone": "0221 555 0101", "subject": "Bäckerei streichen",
         "trade": "Maler", "city": "Köln", "postcode": "50667", "value": 420_000}),
    (2, {"name": "Herr Weiß", "phone": "0221 555 0102", "subject": "Fassade, 180 m²",
         "trade": "Fassade", "postcode": "50668", "city": "Köln", "value": 1_380_000,
         "urgency": "high"}),
    (5, {"firm": "Hausverwaltung Nord GmbH", "mail": "info@hv-nord.example",
         "subject": "Treppenhaus, 12 Wohnungen", "channel": "mail", "value": 2_250_000}),
    (9, {"name": "Familie Baumgart", "phone": "0221 555 0104", "subject": "Wohnung renovieren",
         "trade": "Maler", "postcode": "51063", "city": "Köln", "value": 610_000}),
    (14, {"name": "Jan Rode", "subject": "Zaun lasieren", "channel": "web", "value": 90_000}),
    (30, {"firm": "Stadtwerke Beispielstadt", "subject": "Schule, Flure", "channel": "portal",
          "value": 1_800_000}),
)  # fmt: skip


def new_lead(store: Store, today: date = TODAY, days: int = 0, **values: Any) -> int:
    """A lead that came in some days ago."""
    now = datetime(today.year, today.month, today.day, 8, 0, tzinfo=UTC) - timedelta(days=days)
    data = LeadInput.model_validate(values)
    return int(store.run(capture, data, now).value.lead)


def full(store: Store) -> dict[str, int]:
    """A lead in every stage; their ids by stage."""
    from kontor.acquisition.model import AnsweredInput

    keys = [new_lead(store, days=days, **values) for days, values in LEADS]
    store.run(answer_lead, keys[1], AnsweredInput(note="will Preise hören"), NOW)
    store.run(plan_visit, keys[2], VisitInput(at="2026-03-18 08:30", note="Leiter mitnehmen"), NOW)
    made = store.run(convert, keys[3], ConvertInput(), TODAY).value
    position(store, made.quote)
    store.run(quotes.send_quote, made.quote, TODAY - timedelta(days=3))
    store.run(lose_lead, keys[4], LostInput(reason="price", lost_to="Malerbetrieb Billig"), TODAY)
    store.run(move_lead, keys[5], Stage.NEGOTIATION, TODAY)
    resting = new_lead(store, days=40, name="Sabine Holt", subject="Garage")
    store.run(rest_lead, resting, date(2026, 5, 4), TODAY)
    return dict(zip(
        ("new", "contact", "visit", "quoted", "lost", "negotiation", "dormant"),
        (*keys, resting), strict=True,
    ))  # fmt: skip


def position(store: Store, quote: int) -> None:
    """A position of 5,850.00 net."""
    from kontor.sales.model.inputs import PositionInput

    data = PositionInput.model_validate(
        {"short": "Wände streichen", "quantity": "180", "unit": "m²", "price": "32.50"},
        context=JSON,
    )
    store.run(positions.add_position, quote, data)
