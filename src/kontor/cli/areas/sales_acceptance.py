"""Commands for the acceptance of work and for warranties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    REASON,
    act,
    found_in,
    lister,
    made,
    model,
    named,
    printer,
    shower,
)
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.ACCEPTANCE
_WARRANTIES = (
    Column("id", N_("Id"), "int"),
    Column("number", N_("Order"), "code"),
    Column("contact_name", N_("Customer")),
    Column("subject", N_("Subject")),
    Column("part", N_("Part")),
    Column("rule", N_("Rule"), "code"),
    Column("starts", N_("From"), "day"),
    Column("ends", N_("Until"), "day"),
    Column("subcontractor", N_("Subcontractor")),
)


def request(call: Call, *, order: str, data: Any) -> None:
    """Ask the customer to accept the work."""
    from kontor.sales.service.acceptance import request_acceptance

    made(call, act(call, DocumentKind.ORDER, order, request_acceptance, data))


def new(call: Call, *, order: str, data: Any, acceptance: str | None) -> None:
    """Write down the acceptance."""
    from kontor.sales.service.acceptance import accept_work

    with call.store() as store:
        key = found_in(store, order, DocumentKind.ORDER)
        asked = found_in(store, acceptance, _KIND) if acceptance else None
        made(call, call.run(store, accept_work, key, data, asked))


def deem(call: Call, *, acceptance: str) -> None:
    """The deadline passed without a word."""
    from kontor.sales.service.acceptance import deem_accepted

    changed = act(call, _KIND, acceptance, deem_accepted, call.today)
    call.done(changed, day=changed.value)


def refuse(call: Call, *, acceptance: str, reason: str, day: date | None) -> None:
    """The customer refuses the acceptance."""
    from kontor.sales.service.acceptance import refuse_acceptance

    call.done(act(call, _KIND, acceptance, refuse_acceptance, reason, day or call.today))


def removed(call: Call, *, defect: int, day: date | None) -> None:
    """A defect is removed."""
    from kontor.sales.service.acceptance import remove_defect

    with call.store() as store:
        call.done(call.run(store, remove_defect, defect, day or call.today))


def warranty(call: Call, *, warranty: int, data: Any) -> None:
    """Change a warranty."""
    from kontor.sales.service.acceptance import change_warranty

    with call.store() as store:
        call.done(call.run(store, change_warranty, warranty, data))


def warranties(call: Call, *, contact: str | None, days: int | None) -> None:
    """Warranties that still run."""
    from kontor.contacts.queries import resolve
    from kontor.sales.queries import lists

    with call.read() as con:
        key = resolve(con, contact).id if contact else None
        found = lists.warranties(con, call.today, contact=key, days=days)
    rows = [tuple(getattr(one, column.name) for column in _WARRANTIES) for one in found]
    call.show(Table(_WARRANTIES, rows, empty=N_("No warranty is running.")))


COMMANDS = (
    Command("request", request, N_("ask the customer to accept the work until a day"), (
        named(DocumentKind.ORDER),
    ), model=model("AcceptanceRequest"), dated="day", writes=True),
    Command("new", new, N_("write down the acceptance; the warranty begins"), (
        named(DocumentKind.ORDER),
        opt("acceptance", N_("number or id of the request that it answers")),
    ), model=model("AcceptanceInput"), dated="day", writes=True),
    lister(_KIND, N_("acceptances, newest first")),
    shower(_KIND, N_("one acceptance with its defects")),
    Command("deem", deem, N_("the deadline passed without a word: the work counts as accepted"), (
        named(_KIND),
    ), writes=True),
    Command("refuse", refuse, N_("the customer refuses, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    Command("removed", removed, N_("a defect is removed"), (
        arg("defect", N_("id of the defect"), "int"), DAY,
    ), writes=True),
    Command("warranty", warranty, N_("change rule, part or subcontractor of a warranty"), (
        arg("warranty", N_("id of the warranty"), "int"),
    ), model=model("WarrantyInput"), writes=True),
    Command("warranties", warranties, N_("warranties that still run, those that end first"), (
        opt("contact", N_("only of this customer")),
        opt("days", N_("only those that end within so many days"), "int"),
    )),
    printer(_KIND),
)  # fmt: skip
