"""Commands for single positions of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import found_in, model
from kontor.cli.commands import Command, arg, opt

if TYPE_CHECKING:
    from kontor.cli.call import Call

_DOCUMENT = arg("document", N_("number, or id such as sales:12"))
_POSITION = arg("position", N_("id of the position, as `show` tells it"), "int")


def add(call: Call, *, document: str, data: Any, after: int | None) -> None:
    """Add a position to a draft."""
    from kontor.sales.service.positions import add_position

    with call.store() as store:
        changed = call.run(store, add_position, found_in(store, document, None), data, after)
    call.done(changed, id=changed.value)


def change(call: Call, *, position: int, data: Any) -> None:
    """Change a position of a draft."""
    from kontor.sales.service.positions import change_position

    with call.store() as store:
        call.done(call.run(store, change_position, position, data))


def drop(call: Call, *, position: int) -> None:
    """Delete a position of a draft."""
    from kontor.sales.service.positions import drop_position

    with call.store() as store:
        call.done(call.run(store, drop_position, position))


def move(call: Call, *, position: int, places: int) -> None:
    """Move a position among those of its title."""
    from kontor.sales.service.positions import move_position

    with call.store() as store:
        call.done(call.run(store, move_position, position, places))


COMMANDS = (
    Command("add", add, N_("add a position to a draft"), (
        _DOCUMENT, opt("after", N_("id of the position behind which it stands"), "int"),
    ), model=model("PositionInput"), writes=True),
    Command("change", change, N_("change a position of a draft; only what is given"), (_POSITION,),
            model=model("PositionChange"), writes=True),
    Command("drop", drop, N_("delete a position, a title with all below it"), (_POSITION,),
            writes=True),
    Command("move", move, N_("move a position up or down within its title"), (
        _POSITION,
        opt("places", N_("how many places down; negative: up"), "int", required=True),
    ), writes=True),
)  # fmt: skip
