"""Commands for rates per hour."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.base.numbers import format_price
from kontor.cli.areas.sales_shared import model
from kontor.cli.areas.sales_show import price
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from kontor.cli.call import Call

_RATES = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("valid_from", N_("From"), "day"),
    Column("cost", N_("Cost"), "figure"),
    Column("price", N_("Price"), "figure"),
)


def listed(call: Call, *, day: date | None) -> None:
    """Rates per hour with their history, or those of a day."""
    from kontor.sales.queries.terms import wage_rates

    with call.read() as con:
        found = wage_rates(con, day)
    written = format_price if call.format == "table" else price
    rows = [
        (one.id, one.name, one.valid_from, written(one.cost), written(one.price)) for one in found
    ]
    call.show(Table(_RATES, rows, empty=N_("There is no rate per hour yet.")))


def set_rate(call: Call, *, data: Any) -> None:
    """Set a rate per hour."""
    from kontor.sales.service.wages import set_wage_rate

    with call.store() as store:
        changed = call.run(store, set_wage_rate, data)
    call.done(changed, id=changed.value)


def drop(call: Call, *, rate: int) -> None:
    """Remove a rate per hour."""
    from kontor.sales.service.wages import drop_wage_rate

    with call.store() as store:
        call.done(call.run(store, drop_wage_rate, rate))


COMMANDS = (
    Command("list", listed, N_("rates per hour with their history"), (
        opt("day", N_("only those that hold on this day"), "day"),
    )),
    Command("set", set_rate, N_("set a rate per hour from a day on: typed, or built from wage"),
            model=model("WageRateInput"), dated="valid_from", writes=True),
    Command("drop", drop, N_("remove a rate per hour; prices already made stay"), (
        arg("rate", N_("id of the rate"), "int"),
    ), writes=True),
)  # fmt: skip
