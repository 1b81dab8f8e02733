"""Commands for quotes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
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
from kontor.cli.commands import Command, opt
from kontor.cli.output import Money
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.QUOTE


def new(call: Call, *, data: Any, inquiry: str | None) -> None:
    """Make the draft of a quote."""
    from kontor.sales.service.quotes import new_quote

    with call.store() as store:
        origin = found_in(store, inquiry, DocumentKind.INQUIRY) if inquiry else None
        made(call, call.run(store, new_quote, data, call.today, origin))


def sent(call: Call, *, quote: str, day: date | None, how: str, override: str | None) -> None:
    """A quote went out that was made elsewhere."""
    from kontor.sales.service.quotes import send_quote

    hint_of_limit(call, _KIND, quote)
    numbered(call, act(call, _KIND, quote, send_quote, day or call.today, how, override))


def override(call: Call, *, quote: str, reason: str) -> None:
    """Keep the reason for passing over limit or block."""
    from kontor.sales.service.orders import pass_limit

    call.done(act(call, _KIND, quote, pass_limit, "block", reason))


def version(call: Call, *, quote: str) -> None:
    """Draft the next version of a quote."""
    from kontor.sales.service.quotes import new_version

    made(call, act(call, _KIND, quote, new_version, call.today))


def accept(call: Call, *, quote: str, data: Any) -> None:
    """The customer says yes: a quote becomes an order."""
    from kontor.sales.service.quotes import accept_quote

    made(call, act(call, _KIND, quote, accept_quote, data))


def end_sum(call: Call, *, quote: str, data: Any) -> None:
    """Make the prices from the end sum."""
    from kontor.sales.service.calculating import price_by_end_sum

    with call.store() as store:
        changed = call.run(store, price_by_end_sum, found_in(store, quote, _KIND), data)
    found = changed.value
    call.done(
        changed, direct=Money(found.direct), overheads=Money(found.overheads),
        profit=Money(found.profit), total=Money(found.total),
    )  # fmt: skip


def reject(call: Call, *, quote: str, reason: str, day: date | None) -> None:
    """The customer says no."""
    from kontor.sales.service.quotes import reject_quote

    call.done(act(call, _KIND, quote, reject_quote, reason, day or call.today))


def expire(call: Call) -> None:
    """Mark quotes whose binding period is over."""
    from kontor.sales.service.quotes import expire_quotes

    with call.store() as store:
        changed = call.run(store, expire_quotes, call.today)
    call.done(changed, quotes=changed.value)


COMMANDS = (
    Command("new", new, N_("make the draft of a quote"), (
        opt("inquiry", N_("number or id of the enquiry that it answers")),
    ), model=model("DocumentInput"), writes=True),
    lister(_KIND, N_("quotes, newest first")),
    shower(_KIND, N_("one quote with positions and sums")),
    changer(_KIND, N_("change a draft; positions that are given replace all there were")),
    copier(_KIND),
    dropper(_KIND, N_("delete a draft that never had a number")),
    issuer(_KIND, N_("number a quote, make its PDF and freeze it")),
    Command("sent", sent, N_("number a quote that goes out without a PDF of ours"), (
        named(_KIND), DAY, HOW, OVERRIDE,
    ), writes=True),
    Command("override", override, N_("write down why limit and block do not hold"), (
        named(_KIND), REASON,
    ), writes=True),
    Command("version", version, N_("draft the next version of a quote that was sent"), (
        named(_KIND),
    ), writes=True),
    Command("accept", accept, N_("make an order of a quote: whole, in part, with alternatives"), (
        named(_KIND),
    ), model=model("AcceptQuote"), dated="day", writes=True),
    Command("end-sum", end_sum, N_("make the prices from the end sum of the whole"), (
        named(_KIND),
    ), model=model("EndSumInput"), writes=True),
    Command("reject", reject, N_("the customer said no, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    Command("expire", expire, N_("mark sent quotes whose binding period is over"), writes=True),
    *senders(_KIND),
    printer(_KIND),
)  # fmt: skip
