"""Commands that write the books: events, corrections, locking, filings, templates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.ledger.words import ENTRY_KINDS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.ledger.kinds import Posted

_APPLIED = (
    Column("position", N_("Position"), "int"),
    Column("kind", N_("Kind"), "code", ENTRY_KINDS),
    Column("step", N_("Step"), "int"),
    Column("entries", N_("Entries")),
    Column("items", N_("Open items")),
)


@cache
def event_models() -> dict[str, type[BaseModel]]:
    """The input model of each kind of event."""
    from typing import get_args

    from kontor.ledger.model.inputs import AnyEvent

    return {one.model_fields["kind"].default: one for one in get_args(get_args(AnyEvent)[0])}


def model_of(words: Sequence[str]) -> type[BaseModel] | None:
    """The model of the kind that was typed first; nothing before one is typed."""
    kind = next((word for word in words if not word.startswith("-")), "")
    return event_models().get(kind)


def post(call: Call, *, event: str, data: Any = None) -> None:
    """Book one business event."""
    if data is None:
        raise InputError(
            N_("“{kind}” is not a kind of event."),
            hint=N_("Possible: {kinds}."),
            kind=event,
            kinds=", ".join(event_models()),
        )
    from kontor.ledger.service.events import case_of

    with call.store() as store:
        changed = call.run(store, case_of(data), data)
    call.done(changed, **made(changed.value))


def made(posted: Posted) -> dict[str, Any]:
    """What an event made, for programs."""
    return {"entries": posted.entries, "items": posted.items}


def events(call: Call, *, input: Path) -> None:  # noqa: A002  the option's name
    """Book a list of events, each in a step of its own."""
    from kontor.cli.models import checked, read_document
    from kontor.ledger.service.events import case_of

    document = read_document(input)
    if not isinstance(document, list):
        raise InputError(N_("The input must be a list of events: [{…}, …]."))
    checked_events = [
        checked(_event_model(item, place), item, place=_("event {number}").format(number=place))
        for place, item in enumerate(document, 1)
    ]
    done: list[tuple[Any, ...]] = []
    with call.store() as store:
        for place, event in enumerate(checked_events, 1):
            try:
                changed = call.run(store, case_of(event), event)
            except KontorError as error:
                _stopped(call, place, event.kind)
                _show_applied(call, done)
                raise error
            new = made(changed.value)
            done.append((place, event.kind, changed.step, new["entries"], new["items"]))
    _show_applied(call, done)


def _event_model(item: Any, place: int) -> type[BaseModel]:
    kind = item.get("kind") if isinstance(item, dict) else None
    model = event_models().get(kind) if isinstance(kind, str) else None
    if model is None:
        raise InputError(
            N_("Event {number}: “{kind}” is not a kind of event."),
            hint=N_("Possible: {kinds}."),
            number=place,
            kind=kind,
            kinds=", ".join(event_models()),
        )
    return model


def _stopped(call: Call, place: int, kind: str) -> None:
    call.say(_("Event {number} ({kind}) was refused.").format(number=place, kind=kind))
    if place > 1:
        call.say(_("Events 1 to {number} are booked.").format(number=place - 1))


def _show_applied(call: Call, done: list[tuple[Any, ...]]) -> None:
    rows = [(*row[:3], *(" ".join(map(str, part)) for part in row[3:])) for row in done]
    names = [column.name for column in _APPLIED]
    call.show(
        Table(_APPLIED, rows, empty=N_("No event was booked.")),
        data=[dict(zip(names, row, strict=True)) for row in done],
    )


def reverse(call: Call, *, entry: str, reason: str) -> None:
    """Reverse an entry."""
    from kontor.ledger.model.inputs import Reverse
    from kontor.ledger.service.events import case_of

    event = Reverse(day=call.today, entry=entry, reason=reason)
    with call.store() as store:
        changed = call.run(store, case_of(event), event)
    call.done(changed, **made(changed.value))


COMMANDS = (
    Command("post", post, N_("book one business event"), (
        arg("event", N_("kind of event: invoice, bill, payment, purchase, entry …")),
    ), model=model_of, writes=True),
    Command("event", events, N_("book a list of business events from a JSON document"), (
        opt("input", N_("JSON document: a list of events; - reads it from stdin"), "path",
            required=True),
    ), writes=True),
    Command("reverse", reverse, N_("reverse an entry, with a reason"), (
        arg("entry", N_("id, journal number #12 or document")),
        opt("reason", N_("why"), required=True),
    ), writes=True),
)  # fmt: skip
