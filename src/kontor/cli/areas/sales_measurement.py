"""Commands for measurement sheets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    act,
    dropper,
    lister,
    made,
    model,
    named,
    numbered,
    printer,
    shower,
)
from kontor.cli.commands import Command, opt
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.MEASUREMENT


def new(call: Call, *, order: str, data: Any) -> None:
    """Add a measurement sheet to an order."""
    from kontor.sales.service.measuring import new_measurement

    made(call, act(call, DocumentKind.ORDER, order, new_measurement, data))


def change(call: Call, *, measurement: str, data: Any) -> None:
    """Replace the lines of a sheet that is not signed."""
    from kontor.sales.service.measuring import change_measurement

    call.done(act(call, _KIND, measurement, change_measurement, data))


def check(call: Call, *, measurement: str) -> None:
    """A sheet is checked: its quantities count."""
    from kontor.sales.service.measuring import check_measurement

    call.done(act(call, _KIND, measurement, check_measurement))


def reopen(call: Call, *, measurement: str) -> None:
    """Take a checked sheet back."""
    from kontor.sales.service.measuring import reopen_measurement

    call.done(act(call, _KIND, measurement, reopen_measurement))


def sign(call: Call, *, measurement: str, day: date | None, who: str) -> None:
    """The customer signed the sheet."""
    from kontor.sales.service.measuring import sign_measurement

    numbered(call, act(call, _KIND, measurement, sign_measurement, day or call.today, who))


COMMANDS = (
    Command("new", new, N_("add a measurement sheet to an order"), (named(DocumentKind.ORDER),),
            model=model("MeasurementInput"), dated="day", writes=True),
    lister(_KIND, N_("measurement sheets, newest first")),
    shower(_KIND, N_("one sheet with its lines and what they come to")),
    Command("change", change, N_("put other lines into a sheet that is not signed"), (
        named(_KIND),
    ), model=model("MeasurementInput"), dated="day", writes=True),
    dropper(_KIND, N_("delete a draft that never had a number")),
    Command("check", check, N_("a sheet is checked: its quantities count as performed"), (
        named(_KIND),
    ), writes=True),
    Command("reopen", reopen, N_("take a checked sheet back: its quantities count no longer"), (
        named(_KIND),
    ), writes=True),
    Command("sign", sign, N_("the customer signed: number the sheet and freeze it"), (
        named(_KIND), DAY, opt("who", N_("who signed"), default=""),
    ), writes=True),
    printer(_KIND),
)  # fmt: skip
