"""Commands for orders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.cli.areas.sales_invoice import BILL
from kontor.cli.areas.sales_shared import (
    DAY,
    HOW,
    OVERRIDE,
    REASON,
    act,
    changer,
    copier,
    dropper,
    found_in,
    hint_of_limit,
    issuer,
    lister,
    made,
    model,
    named,
    numbered,
    printer,
    senders,
    shower,
)
from kontor.cli.commands import Command, Param, opt
from kontor.cli.values import read
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.ORDER


def new(call: Call, *, data: Any, how: str) -> None:
    """Make an order that had no quote."""
    from kontor.sales.service.quotes import new_order

    with call.store() as store:
        made(call, call.run(store, new_order, data, call.today, how))


def confirmed(call: Call, *, order: str, day: date | None, how: str, override: str | None) -> None:
    """Confirm an order without a PDF of ours."""
    from kontor.sales.service.orders import confirm_order

    hint_of_limit(call, _KIND, order)
    changed = act(call, _KIND, order, confirm_order, day or call.today, how, override)
    numbered(call, changed)


def override(call: Call, *, order: str, limit: str, reason: str) -> None:
    """Keep the reason for passing over a block or a limit."""
    from kontor.sales.service.orders import pass_limit

    call.done(act(call, _KIND, order, pass_limit, limit, reason))


def begin(call: Call, *, order: str, day: date | None, override: str | None) -> None:
    """Begin the work."""
    from kontor.sales.service.orders import begin_order

    hint_of_limit(call, _KIND, order)
    changed = act(call, _KIND, order, begin_order, day or call.today, override)
    told = [{"code": one.code, "message": one.text} for one in changed.value]
    call.done(changed, findings=told)
    if call.format != "json":
        for one in changed.value:
            call.say(f"  {one.text}")


def finish(call: Call, *, order: str, day: date | None) -> None:
    """Report the work as finished."""
    from kontor.sales.service.orders import finish_order

    call.done(act(call, _KIND, order, finish_order, day or call.today))


def cancel(call: Call, *, order: str, reason: str, day: date | None) -> None:
    """Cancel an order."""
    from kontor.sales.service.orders import cancel_order

    call.done(act(call, _KIND, order, cancel_order, reason, day or call.today))


def withdraw(call: Call, *, order: str, day: date | None, how: str) -> None:
    """The consumer withdrew from the contract."""
    from kontor.sales.service.orders import withdraw_order

    call.done(act(call, _KIND, order, withdraw_order, day or call.today, how))


def close(call: Call, *, order: str, day: date | None) -> None:
    """Close an order that is billed."""
    from kontor.sales.service.orders import close_order

    call.done(act(call, _KIND, order, close_order, day or call.today))


def terms(call: Call, *, order: str, data: Any) -> None:
    """Change terms of a quote or an order."""
    from kontor.sales.service.orders import set_terms

    with call.store() as store:
        key = found_in(store, order, None)
        call.done(call.run(store, set_terms, key, data))


def plan(call: Call, *, order: str, data: Any) -> None:
    """Set the payment plan."""
    from kontor.sales.service.orders import set_plan

    call.done(act(call, _KIND, order, set_plan, data.parts))


def progress(call: Call, *, order: str, done: list[str], all: bool, data: Any) -> None:  # noqa: A002  the option's name
    """Write down how much is done."""
    from kontor.sales.model.inputs import ProgressInput
    from kontor.sales.service.orders import perform_all, set_progress

    typed = [_typed(word) for word in done]
    positions = [*data.positions, *(ProgressInput.model_validate(one) for one in typed)]
    if all and positions:
        raise InputError(N_("Name positions, or say --all for everything as ordered."))
    if all:
        call.done(act(call, _KIND, order, perform_all, data.day))
        return
    if not positions:
        raise InputError(N_("Name positions, or say --all for everything as ordered."))
    call.done(act(call, _KIND, order, set_progress, positions, data.day))


def _typed(word: str) -> dict[str, str]:
    """`1.2=84,5` is a quantity in all, `1.2=60%` a part of what was ordered."""
    position, equals, value = word.partition("=")
    if not equals or not position:
        raise InputError(
            N_("“{word}” needs an equals sign: {form}."), word=word,
            form="POSITION=QUANTITY",
        )  # fmt: skip
    number = read(Param("done", "", "number"), value, date.today)
    return {"position": position, "percent" if value.strip().endswith("%") else "quantity": number}


COMMANDS = (
    Command("new", new, N_("make an order that had no quote"), (HOW,),
            model=model("DocumentInput"), writes=True),
    lister(_KIND, N_("orders, newest first")),
    shower(_KIND, N_("one order with positions, payment plan and all its documents")),
    changer(_KIND, N_("change a draft; positions that are given replace all there were")),
    copier(_KIND),
    dropper(_KIND, N_("delete a draft that never had a number")),
    issuer(_KIND, N_("confirm an order: number, PDF of the confirmation, frozen")),
    Command("confirmed", confirmed, N_("confirm an order without a PDF of ours"), (
        named(_KIND), DAY, HOW, OVERRIDE,
    ), writes=True),
    Command("override", override, N_("write down why a block or a limit does not hold"), (
        named(_KIND), REASON,
        opt("limit", N_("what is passed over"), choices=("block", "instalments"),
            default="block"),
    ), writes=True),
    Command("terms", terms, N_("place of the contract, withdrawal, planned days, warranty"), (
        named(_KIND),
    ), model=model("TermsInput"), writes=True),
    Command("plan", plan, N_("set the payment plan; billed parts stay"), (named(_KIND),),
            model=model("PlanDocument"), writes=True),
    Command("begin", begin, N_("begin the work; a draft is confirmed by it"), (
        named(_KIND), DAY, OVERRIDE,
    ), writes=True),
    Command("progress", progress, N_("write down how much is done"), (
        named(_KIND),
        opt("done", N_("POSITION=QUANTITY in all, or POSITION=60%"), many=True),
        opt("all", N_("everything is done as ordered"), "flag"),
    ), model=model("ProgressDocument"), dated="day", writes=True),
    BILL,
    Command("finish", finish, N_("report the work as finished"), (named(_KIND), DAY), writes=True),
    Command("close", close, N_("close an order that is billed"), (named(_KIND), DAY), writes=True),
    Command("cancel", cancel, N_("cancel an order, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    Command("withdraw", withdraw, N_("the consumer withdrew from the contract"), (
        named(_KIND), DAY, HOW,
    ), writes=True),
    *senders(_KIND),
    printer(_KIND),
)  # fmt: skip
