"""Commands for single positions of documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import found_in, model
from kontor.cli.commands import Command, arg, opt
from kontor.sales.kinds import PositionKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_DOCUMENT = arg("document", N_("number, or id such as sales:12"))
_POSITION = arg("position", N_("id of the position, as `show` tells it"), "int")


def add(call: Call, *, document: str, data: Any, after: int | None) -> None:
    """Add a position to a draft."""
    from kontor.sales.service.alternatives import add_line

    with call.store() as store:
        changed = call.run(store, add_line, found_in(store, document, None), data, after)
    call.done(changed, id=changed.value)


def change(call: Call, *, position: int, data: Any) -> None:
    """Change a position of a draft."""
    from kontor.sales.service.positions import change_position

    with call.store() as store:
        call.done(call.run(store, change_position, position, data))


def drop(call: Call, *, position: int) -> None:
    """Delete a position of a draft."""
    from kontor.sales.service.placing import remove_position

    _done(call, remove_position, position)


def move(call: Call, *, position: int, places: int) -> None:
    """Move a position among those of its title."""
    from kontor.sales.service.placing import shift_position

    _done(call, shift_position, position, places)


def copy(call: Call, *, position: int) -> None:
    """Copy a position of a draft."""
    from kontor.sales.service.placing import copy_position

    with call.store() as store:
        changed = call.run(store, copy_position, position)
    call.done(changed, id=changed.value)


def indent(call: Call, *, position: int) -> None:
    """Put a position under the title above it."""
    from kontor.sales.service.placing import indent_position

    _done(call, indent_position, position)


def outdent(call: Call, *, position: int) -> None:
    """Take a position out of its title."""
    from kontor.sales.service.placing import outdent_position

    _done(call, outdent_position, position)


def choose(call: Call, *, position: int) -> None:
    """Take an alternative or an option into the sum."""
    from kontor.sales.service.alternatives import choose_position

    _done(call, choose_position, position)


def kind(call: Call, *, position: int, kind: str) -> None:
    """Make another kind of a position."""
    from kontor.sales.service.alternatives import change_kind

    _done(call, change_kind, position, PositionKind(kind))


def _done(call: Call, case: Callable[..., Any], *values: Any) -> None:
    with call.store() as store:
        call.done(call.run(store, case, *values))


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
    Command("copy", copy, N_("copy a position behind itself, a title with all below it"), (
        _POSITION,
    ), writes=True),
    Command("indent", indent, N_("put a position under the title right above it"), (_POSITION,),
            writes=True),
    Command("outdent", outdent, N_("take a position out of its title"), (_POSITION,),
            writes=True),
    Command("choose", choose, N_("take an alternative into the sum; an option in or out"), (
        _POSITION,
    ), writes=True),
    Command("kind", kind, N_("make another kind of a position"), (
        _POSITION,
        arg("kind", N_("which kind"), choices=tuple(one.value for one in PositionKind)),
    ), writes=True),
)  # fmt: skip
