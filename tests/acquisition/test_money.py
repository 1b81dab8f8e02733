"""A lead's whole way to paid cash, and what its source earned with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kontor.acquisition.kinds import LeadChannel, Stage
from kontor.acquisition.model import ConvertInput, LeadInput, LostInput, SourceInput
from kontor.acquisition.queries import figures, leads
from kontor.acquisition.service import leads as service
from kontor.acquisition.service import moving, sources
from kontor.bootstrap import create_store
from kontor.desk.start import CompanyInput, create_books
from kontor.sales.model.billing import BillInput
from kontor.sales.model.inputs import AcceptQuote, DocumentChange, WageRateInput
from kontor.sales.service import billing, documents, orders, quotes, wages
from kontor.store.inputs import JSON
from tests.receivables.kit import pays
from tests.sales.kit import FIRM, issued

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
WALL: list[dict[str, Any]] = [{
    "short": "Fassade streichen", "quantity": "100", "unit": "m²", "price": "20.00",
    "costs": [
        {"kind": "labour", "minutes": "12"},
        {"kind": "material", "quantity": "1", "cost": "4.00", "surcharge": "0"},
    ],
}]  # fmt: skip


def test_from_the_first_call_to_paid_cash(tmp_path: Path) -> None:
    with create_store(tmp_path / "money.kontor") as store:
        firm = CompanyInput.model_validate(FIRM, context=JSON)
        create_books(store, firm, date(2026, 1, 1))
        wage = {"name": "Geselle", "valid_from": "2026-01-01", "price": "58.50", "cost": "30.00"}
        store.run(wages.set_wage_rate, WageRateInput.model_validate(wage, context=JSON))
        terms = SourceInput(
            source="Check24", fixed_per_month=3100, per_lead=1500, pct_of_order=500,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
        store.run(sources.set_source, terms, DAY)
        data = LeadInput(
            name="Frau Petra Weiß", phone="0221 4710815", street="Amselweg 7", postcode="50667",
            city="Köln", subject="Fassade", trade="Fassade", channel=LeadChannel.PORTAL,
            source="Check24", value=180_000, kilometres=12,
        )  # fmt: skip
        lead = store.run(service.capture, data, NOW).value.lead
        other = data.model_copy(update={"name": "Jürgen Tal", "phone": "1", "postcode": "20457"})
        lost = store.run(service.capture, other, NOW).value.lead
        store.run(moving.lose_lead, lost, LostInput(reason="no_answer"), DAY)
        made = store.run(service.convert, lead, ConvertInput(), DAY).value
        change = DocumentChange.model_validate({"positions": WALL}, context=JSON)
        store.run(documents.change_document, made.quote, change)
        store.run(quotes.send_quote, made.quote, date(2026, 3, 18))
        order = store.run(quotes.accept_quote, made.quote, AcceptQuote(day=date(2026, 3, 25))).value
        store.run(orders.confirm_order, order, date(2026, 3, 25))
        store.run(orders.begin_order, order, date(2026, 4, 13), "bestellt")
        store.run(orders.finish_order, order, date(2026, 4, 17))
        bill = BillInput.model_validate(
            {"order": f"sales:{order}", "day": "2026-04-20", "kind": "final"}, context=JSON
        )
        invoice = store.run(billing.bill_order, bill).value
        number = issued(store, invoice, date(2026, 4, 20)).number
        pays(store, number, 238_000, date(2026, 4, 28))
        today = date(2026, 4, 30)
        with store.read() as con:
            found = leads.lead(con, lead, today)
            (earned,) = figures.by_source(con, date(2026, 3, 1), date(2026, 3, 31), today)
            places = figures.by_postcode(con, date(2026, 3, 1), date(2026, 3, 31), today)
            now = datetime(2026, 4, 30, 10, tzinfo=UTC)
            all_of = figures.figures(con, date(2026, 3, 1), date(2026, 4, 30), now)
            chance = figures.forecast_lead(con, lead, now)
    assert (found.stage, found.order_net) == (Stage.WON, 200_000)
    # 100 m² at 20 €: 2,000 € net, 2,380 € paid; labour 12 min at 30 € = 6 €, material 4 € per m²
    assert (earned.leads, earned.quotes, earned.orders) == (2, 1, 1)
    assert (earned.order_net, earned.billed, earned.paid) == (200_000, 200_000, 238_000)
    assert earned.margin == 100_000
    # the month 31 €, two leads 30 €, 5 % of the order 100 €
    assert (earned.cost, earned.per_lead, earned.per_order) == (16_100, 8050, 16_100)
    assert (earned.key, earned.result) == ("portal_check24", 83_900)
    assert [(one.postcode, one.won, one.lost, one.billed, one.margin) for one in places] == [
        ("50", 1, 0, 200_000, 100_000), ("20", 0, 1, 0, 0),
    ]  # fmt: skip
    assert places[0].kilometres == 12
    assert (all_of.won, all_of.lost, all_of.rate_count) == (1, 1, 5000)
    assert all_of.rate_value == 5263  # 2,000 of 3,800
    assert (all_of.to_quote, all_of.to_decision) == (2, 7)
    assert all_of.cost == 6200 + 3000 + 10_000  # two months
    assert (all_of.customer_value, all_of.repeat_rate) == (100_000, 0)
    assert (chance.own, chance.sample) == (False, 0)
