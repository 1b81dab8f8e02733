"""What commands for delivery notes and time notes share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.areas.sales_shared import (
    DAY,
    HOW,
    act,
    dropper,
    issuer,
    lister,
    model,
    named,
    numbered,
    printer,
    senders,
    shower,
)
from kontor.cli.commands import Command, opt
from kontor.sales.kinds import DocumentKind

if TYPE_CHECKING:
    from kontor.cli.call import Call


def _changed(kind: DocumentKind) -> Callable[..., None]:
    def change(call: Call, *, note: str, data: Any) -> None:
        from kontor.sales.service.notes import change_note

        call.done(act(call, kind, note, change_note, data))

    return change


def _sent(kind: DocumentKind) -> Callable[..., None]:
    def sent(call: Call, *, note: str, day: date | None, how: str) -> None:
        from kontor.sales.service.notes import issue_note

        numbered(call, act(call, kind, note, issue_note, day or call.today, how))

    return sent


def _signed(kind: DocumentKind) -> Callable[..., None]:
    def sign(call: Call, *, note: str, day: date | None, who: str) -> None:
        from kontor.sales.service.notes import sign_note

        numbered(call, act(call, kind, note, sign_note, day or call.today, who))

    return sign


def shared(kind: DocumentKind) -> tuple[Command, ...]:
    """The commands that both kinds of notes have."""
    note = named(kind, "note")
    return (
        lister(kind, N_("notes, newest first")),
        shower(kind, N_("one note with its positions")),
        Command("change", _changed(kind), N_("change a note that was not handed over"), (note,),
                model=model("DocumentChange"), writes=True),
        dropper(kind, N_("delete a draft that never had a number")),
        issuer(kind, N_("number a note, make its PDF and freeze it")),
        Command("sent", _sent(kind), N_("number a note that goes out without a PDF of ours"), (
            note, DAY, HOW,
        ), writes=True),
        Command("sign", _signed(kind), N_("the customer signed: it counts as performed"), (
            note, DAY, opt("who", N_("who signed"), required=True),
        ), writes=True),
        *senders(kind),
        printer(kind),
    )  # fmt: skip
