"""Commands for delivery notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_notes import shared
from kontor.cli.areas.sales_shared import made, model
from kontor.cli.commands import Command
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call


def new(call: Call, *, data: Any) -> None:
    """Make a delivery note."""
    from kontor.sales.service.notes import new_delivery

    with call.store() as store:
        made(call, call.run(store, new_delivery, data, call.today))


COMMANDS = (
    Command("new", new, N_("make a delivery note, for an order or without one"),
            model=model("NoteInput"), dated="day", writes=True),
    *shared(DocumentKind.DELIVERY),
)  # fmt: skip
