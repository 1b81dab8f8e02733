"""Commands for the risk of customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.receivables.words import ADJUSTED, GATES, STAGES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.receivables.queries.risk import Risk

_RISKS = (
    Column("partner", N_("Customer"), "code"),
    Column("name", N_("Name")),
    Column("score", N_("Score"), "int"),
    Column("risk_class", N_("Class"), "code"),
    Column("open", N_("Still open"), "money"),
    Column("overdue", N_("Overdue"), "money"),
    Column("exposure", N_("Exposure"), "money"),
    Column("limit", N_("Limit"), "money"),
    Column("proposed", N_("Proposed limit"), "money"),
    Column("blocked", N_("Blocked")),
)
_REASONS = (
    Column("label", N_("Reason")),
    Column("measured", N_("Measured")),
    Column("points", N_("Points"), "int"),
)
_PARTS = (
    Column("part", N_("Part")),
    Column("cents", N_("Amount"), "money"),
)
_PASSED = (
    Column("day", N_("Date"), "day"),
    Column("name", N_("Customer")),
    Column("document", N_("Document"), "code"),
    Column("stage", N_("When"), "code", STAGES),
    Column("exposure", N_("Exposure"), "money"),
    Column("limit", N_("Limit"), "money"),
    Column("findings", N_("Against it")),
    Column("reason", N_("Reason")),
    Column("who", N_("By"), "code"),
)


def _row(one: Risk) -> tuple[Any, ...]:
    there = one.standing
    return (
        one.partner, one.name, one.score.points, one.score.risk_class, one.exposure.open,
        one.figures.overdue, one.exposure.total, there.credit_limit if there else None,
        one.proposed, (there.blocked or "") if there else "",
    )  # fmt: skip


def list_(call: Call, *, day: date | None) -> None:
    """All customers."""
    from kontor.receivables.queries.risk import risks

    with call.read() as con:
        rows = [_row(one) for one in risks(con, day or call.today)]
    call.show(Table(_RISKS, rows, empty=N_("Nobody owes anything.")))


def show(call: Call, *, customer: str, day: date | None) -> None:
    """One customer with the explained score."""
    from kontor.contacts.queries import resolve
    from kontor.receivables.queries.risk import risk
    from kontor.receivables.rules.risk import whole

    with call.read() as con:
        one = risk(con, resolve(con, customer).ref, day or call.today)
    head = Table(_RISKS, [_row(one)])
    reasons = Table(_REASONS, [
        (_(reason.label), reason.measured, whole(reason.points)) for reason in one.score.reasons
    ])  # fmt: skip
    at_stake = one.exposure
    parts = Table(_PARTS, [
        (_("open"), at_stake.open), (_("retained"), at_stake.retained),
        (_("performed, not billed"), at_stake.performed),
        (_("rest of orders"), at_stake.orders), (_("credits"), -at_stake.credits),
        (_("securities"), -at_stake.securities), (_("exposure"), at_stake.total),
    ])  # fmt: skip
    call.show(head, reasons, parts, data={
        **records(head)[0], "reasons": records(reasons),
        "parts": {name: records(Table((_PARTS[1],), [(value,)]))[0]["cents"]
                  for name, value in at_stake._asdict().items()},
        "thin": one.score.thin, "days_late": whole(one.figures.days_late),
        "expected_days": list(one.expected),
    })  # fmt: skip


def _model(name: str) -> Any:
    def load(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.receivables import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return load


def limit(call: Call, *, data: Any) -> None:
    """Set limit and block."""
    from kontor.receivables.service import risk as service

    with call.store() as store:
        call.done(call.run(store, service.set_limit, data, call.today))


def write(call: Call, *, customer: str | None) -> None:
    """Write scores down."""
    from kontor.contacts.queries import resolve
    from kontor.receivables.service.risk import rate_customers

    with call.store() as store:
        contact = None
        if customer:
            with store.read() as con:
                contact = resolve(con, customer).id
        changed = call.run(store, rate_customers, call.today, contact)
    call.done(changed, customers=changed.value)


def check(call: Call, *, customer: str, stage: str, amount: int) -> int:
    """The limit check."""
    from kontor.contacts.queries import resolve
    from kontor.receivables.queries import passing
    from kontor.receivables.queries.risk import gate
    from kontor.receivables.rules.risk import Stage

    with call.read() as con:
        found = gate(con, resolve(con, customer).id, Stage(stage), call.today, amount)
    said = passing.said(found)
    columns = (Column("gate", N_("Result"), "code", GATES), Column("reasons", N_("Reasons")))
    rows = [(found.gate.value, "; ".join(said))]
    call.show(Table(columns, rows), data={"gate": found.gate.value, "reasons": said})
    return 0 if found.gate.value in {"free", "hint"} else 1


def passed(call: Call, *, customer: str | None) -> None:
    """Limits that were passed over."""
    from kontor.contacts.queries import resolve
    from kontor.receivables.queries.passing import passes

    with call.read() as con:
        contact = resolve(con, customer).id if customer else None
        rows = [
            (one.day, one.name, one.number, one.stage.value, one.exposure, one.limit,
             " ".join(one.findings), one.reason, one.who)
            for one in passes(con, contact=contact)
        ]  # fmt: skip
    call.show(Table(_PASSED, rows, empty=N_("No limit was passed over.")))


def payers(call: Call) -> None:
    """Best and worst payers."""
    from kontor.receivables.queries.risk import payers as found

    columns = (
        Column("partner", N_("Customer"), "code"), Column("name", N_("Name")),
        Column("bills", N_("Paid bills"), "int"), Column("days_late", N_("Days late"), "int"),
        Column("cents", N_("Amount"), "money"),
    )  # fmt: skip
    with call.read() as con:
        rows = [tuple(one) for one in found(con, call.today)]
    call.show(Table(columns, rows, empty=N_("Too few bills were paid yet.")))


def expected(call: Call) -> None:
    """When money is expected."""
    from kontor.receivables.queries.risk import days_outstanding
    from kontor.receivables.queries.risk import expected as found
    from kontor.receivables.rules.risk import whole

    columns = (
        Column("document", N_("Document"), "code"), Column("name", N_("Name")),
        Column("due", N_("Due"), "day"), Column("p50", N_("Likely by"), "day"),
        Column("p80", N_("Almost surely by"), "day"), Column("cents", N_("Amount"), "money"),
    )  # fmt: skip
    with call.read() as con:
        rows = [
            (one.item.document, one.item.name, one.item.due, one.p50, one.p80, one.item.open)
            for one in found(con, call.today)
        ]
        days = days_outstanding(con, call.today)
    table = Table(columns, rows, empty=N_("Nothing is open."))
    if days is not None and call.format == "table":
        call.say(_("Customers take {days} days on average (90 days).").format(days=whole(days)))
    call.show(table, data={"items": records(table), "dso": None if days is None else whole(days)})


def adjustments(call: Call) -> None:
    """Value adjustments to think of."""
    from kontor.receivables.queries.risk import adjustments as found

    columns = (
        Column("document", N_("Document"), "code"), Column("name", N_("Name")),
        Column("reason", N_("Reason"), "code", ADJUSTED), Column("rate", N_("Rate"), "rate"),
        Column("net", N_("Amount"), "money"),
    )  # fmt: skip
    with call.read() as con:
        rows = [
            (one.item.document, one.item.name, one.reason, one.rate, one.net)
            for one in found(con, call.today)
        ]
    call.show(Table(columns, rows, empty=N_("No item calls for it.")))


def security(call: Call, *, data: Any) -> None:
    """Note a security."""
    from kontor.receivables.service.risk import add_security

    with call.store() as store:
        changed = call.run(store, add_security, data, call.today)
    call.done(changed, id=changed.value)


def drop_security(call: Call, *, number: int) -> None:
    """Remove a security."""
    from kontor.receivables.service import risk as service

    with call.store() as store:
        call.done(call.run(store, service.drop_security, number))


def info(call: Call, *, data: Any) -> None:
    """Note what an agency says."""
    from kontor.receivables.service.risk import add_credit_info

    with call.store() as store:
        changed = call.run(store, add_credit_info, data, call.today)
    call.done(changed, id=changed.value)


def drop_info(call: Call, *, number: int) -> None:
    """Remove information."""
    from kontor.receivables.service.risk import drop_credit_info

    with call.store() as store:
        call.done(call.run(store, drop_credit_info, number))


_CUSTOMER = arg("customer", N_("name, number or contacts:id"))
_DAY = opt("day", N_("seen from this day; default today"), "day")
COMMANDS: tuple[Command, ...] = (
    Command("show", show, N_("the risk of a customer with the explained score"),
            (_CUSTOMER, _DAY)),
    Command("list", list_, N_("all customers, the highest score first"), (_DAY,)),
    Command("limit", limit, N_("set credit limit and block of a customer"),
            model=_model("LimitInput"), writes=True),
    Command("write", write, N_("write score and class into the standing of customers"), (
        arg("customer", N_("only this customer"), required=False),
    ), writes=True),
    Command("check", check, N_("limit check at a quote, an order, the start of work"), (
        _CUSTOMER,
        opt("stage", N_("when"), choices=("quote", "order", "material", "start"),
            default="order"),
        opt("amount", N_("gross amount of the quote or order"), "money", default=0),
    )),
    Command("passed", passed, N_("limits that were passed over: why, when, by whom"), (
        arg("customer", N_("only this customer"), required=False),
    )),
    Command("payers", payers, N_("how customers pay, the best first")),
    Command("expected", expected, N_("when open items are expected to be paid")),
    Command("adjustments", adjustments, N_("proposed value adjustments (balance sheet)")),
    Command("security", security, N_("note a security"), model=_model("SecurityInput"),
            writes=True),
    Command("drop-security", drop_security, N_("remove a security that was given back"),
            (arg("number", N_("its number"), "int"),), writes=True),
    Command("info", info, N_("note what an agency or a court says"),
            model=_model("CreditInfoInput"), writes=True),
    Command("drop-info", drop_info, N_("remove such information"),
            (arg("number", N_("its number"), "int"),), writes=True),
)  # fmt: skip
