"""Commands for the work done in cases and the invoice that is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.areas.tickets_shared import TICKET, key_of, model_of
from kontor.cli.commands import Command, arg
from kontor.tickets.kinds import LineState

if TYPE_CHECKING:
    from kontor.cli.call import Call

_BEARERS = tuple(one for one in LineState if one is not LineState.BILLED)


def work(call: Call, *, ticket: str, data: Any) -> None:
    """Write work down."""
    from kontor.tickets.service.lines import add_line

    with call.store() as store:
        changed = call.run(store, add_line, key_of(store, ticket), data, call.today)
        call.done(changed, line=changed.value)


def change_work(call: Call, *, line: int, data: Any) -> None:
    """Change a line of work."""
    from kontor.tickets.service.lines import change_line

    with call.store() as store:
        call.done(call.run(store, change_line, line, data))


def drop_work(call: Call, *, line: int) -> None:
    """Delete a line of work."""
    from kontor.tickets.service.lines import drop_line

    with call.store() as store:
        call.done(call.run(store, drop_line, line))


def bear(call: Call, *, by: str, lines: list[int]) -> None:
    """Say who bears work."""
    from kontor.tickets.service import lines as service

    with call.store() as store:
        call.done(call.run(store, service.bear_lines, lines, LineState(by)))


def bill(call: Call, *, tickets: list[str]) -> None:
    """Draft an invoice."""
    from kontor.tickets.service import lines

    with call.store() as store:
        keys = [key_of(store, name) for name in tickets]
        changed = call.run(store, lines.bill_tickets, keys, call.today)
        call.done(changed, invoice=changed.value)
        if call.format != "json":
            call.say(_("Draft sales:{invoice}").format(invoice=changed.value))


_LINE = arg("line", N_("id of the line of work"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("work", work, N_("write down time, travel or material"), (TICKET,),
            model=model_of("LineInput"), writes=True),
    Command("change-work", change_work, N_("change a line of work that is not billed"), (_LINE,),
            model=model_of("LineChange"), writes=True),
    Command("drop-work", drop_work, N_("delete a line of work that is not billed"), (_LINE,),
            writes=True),
    Command("bear", bear, N_("say who bears lines of work"), (
        arg("by", N_("who bears them"), choices=_BEARERS),
        arg("lines", N_("ids of lines of work"), "int", many=True, required=True),
    ), writes=True),
    Command("bill", bill, N_("draft one invoice of the open work of one customer's cases"), (
        arg("tickets", N_("numbers of cases"), many=True, required=True),
    ), writes=True),
)  # fmt: skip
