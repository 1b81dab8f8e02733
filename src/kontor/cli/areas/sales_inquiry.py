"""Commands for enquiries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    REASON,
    act,
    changer,
    copier,
    dropper,
    lister,
    made,
    model,
    named,
    shower,
)
from kontor.cli.commands import Command, opt
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.INQUIRY


def new(call: Call, *, data: Any) -> None:
    """Add an enquiry."""
    from kontor.sales.service.inquiries import new_inquiry

    with call.store() as store:
        made(call, call.run(store, new_inquiry, data, call.today))


def lose(call: Call, *, inquiry: str, reason: str, day: date | None) -> None:
    """An enquiry comes to nothing."""
    from kontor.sales.service.inquiries import lose_inquiry

    call.done(act(call, _KIND, inquiry, lose_inquiry, reason, day or call.today))


def rest(call: Call, *, inquiry: str, until: date | None) -> None:
    """An enquiry rests."""
    from kontor.sales.service.inquiries import rest_inquiry

    call.done(act(call, _KIND, inquiry, rest_inquiry, until))


def wake(call: Call, *, inquiry: str) -> None:
    """An enquiry is taken up again."""
    from kontor.sales.service.inquiries import wake_inquiry

    call.done(act(call, _KIND, inquiry, wake_inquiry))


COMMANDS = (
    Command("new", new, N_("add an enquiry"), model=model("DocumentInput"), writes=True),
    lister(_KIND, N_("enquiries, newest first")),
    shower(_KIND, N_("one enquiry")),
    changer(_KIND, N_("change an enquiry; only what is given")),
    copier(_KIND),
    dropper(_KIND, N_("delete a draft that never had a number")),
    Command("lose", lose, N_("the enquiry comes to nothing, with the reason"), (
        named(_KIND), REASON, DAY,
    ), writes=True),
    Command("rest", rest, N_("let an enquiry rest"), (
        named(_KIND), opt("until", N_("day on which it comes back"), "day"),
    ), writes=True),
    Command("wake", wake, N_("take up an enquiry again that rested or was lost"), (
        named(_KIND),
    ), writes=True),
)  # fmt: skip
