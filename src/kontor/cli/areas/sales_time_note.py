"""Commands for time notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_notes import shared
from kontor.cli.areas.sales_shared import DAY, REASON, act, made, model, named
from kontor.cli.commands import Command
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call

_KIND = DocumentKind.TIME_NOTE


def new(call: Call, *, data: Any) -> None:
    """Make a time note."""
    from kontor.sales.service.notes import new_time_note

    with call.store() as store:
        made(call, call.run(store, new_time_note, data, call.today))


def dispute(call: Call, *, note: str, reason: str, day: date | None) -> None:
    """The customer objects to a note."""
    from kontor.sales.service.notes import dispute_note

    call.done(act(call, _KIND, note, dispute_note, reason, day or call.today))


COMMANDS = (
    Command("new", new, N_("make a time note: hours with day and worker, and material"),
            model=model("NoteInput"), dated="day", writes=True),
    *shared(_KIND),
    Command("dispute", dispute, N_("the customer objects, with the reason"), (
        named(_KIND, "note"), REASON, DAY,
    ), writes=True),
)  # fmt: skip
