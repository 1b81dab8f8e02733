"""Rates per hour (Stundenverrechnungssätze) with the figures that they are built of."""

from __future__ import annotations

import json

from sqlmodel import select

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.sales.model.inputs import WageRateInput
from kontor.sales.model.tables import WageRate
from kontor.sales.rules.calculation import hourly_rate
from kontor.store.unit import Unit, use_case


@use_case(N_("Rate per hour set"))
def set_wage_rate(unit: Unit, data: WageRateInput) -> int:
    """Set a rate per hour from a day on: built from wage and overheads, or typed.

    A typed price stands beside the built one: it is what is charged.
    """
    row = unit.exec(
        select(WageRate).where(WageRate.name == data.name, WageRate.valid_from == data.valid_from)
    ).first()
    row = row or WageRate(name=data.name, valid_from=data.valid_from, cost=0, price=0)
    parts: dict[str, int] = {}
    if data.wage is not None and data.on_costs is not None and data.overheads is not None:
        built = hourly_rate(data.wage, data.on_costs, data.overheads, data.profit)
        parts = {**built._asdict(), "on_costs_rate": data.on_costs, "profit_rate": data.profit}
        row.cost, row.price = built.cost, built.price
    row.cost = row.cost if data.cost is None else data.cost
    row.price = row.price if data.price is None else data.price
    row.parts = json.dumps(parts, sort_keys=True)
    return unit.put(row).key


@use_case(N_("Rate per hour removed"))
def drop_wage_rate(unit: Unit, rate: int) -> None:
    """Remove a rate per hour from its day on; prices already made stay."""
    row = unit.get(WageRate, rate)
    if row is None:
        raise NotFound(N_("There is no rate per hour {number}."), number=rate)
    unit.delete(row)
    unit.flush()
