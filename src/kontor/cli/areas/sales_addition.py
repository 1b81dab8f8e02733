"""Commands for additions to orders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    HOW,
    REASON,
    act,
    changer,
    dropper,
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
from kontor.cli.commands import Command
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.ADDITION


def new(call: Call, *, order: str, data: Any) -> None:
    """Make the draft of an addition to a confirmed order."""
    from kontor.sales.service.additions import new_addition

    made(call, act(call, DocumentKind.ORDER, order, new_addition, data, call.today))


def sent(call: Call, *, addition: str, day: date | None, how: str) -> None:
    """An addition went out that was made elsewhere."""
    from kontor.sales.service.additions import send_addition

    numbered(call, act(call, _KIND, addition, send_addition, day or call.today, how))


def approve(call: Call, *, addition: str, day: date | None, how: str) -> None:
    """The customer approved."""
    from kontor.sales.service.additions import approve_addition

    numbered(call, act(call, _KIND, addition, approve_addition, day or call.today, how))


def reject(call: Call, *, addition: str, reason: str, day: date | None) -> None:
    """The customer refused."""
    from kontor.sales.service.additions import reject_addition

    call.done(act(call, _KIND, addition, reject_addition, reason, day or call.today))


def dispute(call: Call, *, addition: str, reason: str, day: date | None) -> None:
    """The customer disputes the addition."""
    from kontor.sales.service.additions import dispute_addition

    call.done(act(call, _KIND, addition, dispute_addition, reason, day or call.today))


COMMANDS = (
    Command("new", new, N_("make the draft of an addition to an order"), (
        named(DocumentKind.ORDER),
    ), model=model("AdditionInput"), writes=True),
    lister(_KIND, N_("additions, newest first")),
    shower(_KIND, N_("one addition with positions and sums")),
    changer(_KIND, N_("change a draft; positions that are given replace all there were")),
    dropper(_KIND, N_("delete a draft that never had a number")),
    issuer(_KIND, N_("number an addition, make its PDF and freeze it")),
    Command("sent", sent, N_("number an addition that goes out without a PDF of ours"), (
        named(_KIND), DAY, HOW,
    ), writes=True),
    Command("approve", approve, N_("the customer approved: the positions join the order"), (
        named(_KIND), DAY, HOW,
    ), writes=True),
    Command("reject", reject, N_("the customer refused, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    Command("dispute", dispute, N_("the customer disputes it, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    *senders(_KIND),
    printer(_KIND),
)  # fmt: skip
