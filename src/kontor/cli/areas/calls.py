"""Commands for call notes: taken, made, missed, called back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

DIRECTIONS = {"in": N_("incoming"), "out": N_("outgoing"), "missed": N_("missed")}
_LIST = (
    Column("id", N_("Id"), "int"),
    Column("at", N_("When"), "instant"),
    Column("direction", N_("Direction"), "code", DIRECTIONS),
    Column("who", N_("Name")),
    Column("number", N_("Telephone"), "code"),
    Column("subject", N_("Subject")),
    Column("note", N_("Note")),
    Column("callback_by", N_("Call back by"), "instant"),
    Column("called_back", N_("Called back"), "instant"),
    Column("became", N_("Became"), "code"),
)


def model_of(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """An input model of calls and devices, loaded when it is asked for."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import devices

        found: type[BaseModel] = getattr(devices, name)
        return found

    return chosen


def new(call: Call, *, data: Any) -> None:
    """Note a call."""
    from kontor.base.dates import now_utc
    from kontor.contacts.service.devices import note_call

    with call.store() as store:
        changed = call.run(store, note_call, data, now_utc())
        call.done(changed, call=changed.value)
        if call.format != "json":
            call.say(f"contacts:call/{changed.value}")


def list_(call: Call, **wanted: Any) -> None:
    """Calls, newest first; or who is to be called back."""
    from kontor.contacts import queries as contacts
    from kontor.contacts.queries import devices

    with call.read() as con:
        contact = contacts.resolve(con, wanted["contact"]).id if wanted["contact"] else None
        found = devices.calls(
            con, devices.CallFilter(contact, wanted["open"], size=wanted["limit"])
        )
    rows = [tuple(getattr(one, column.name) for column in _LIST) for one in found]
    call.show(Table(_LIST, rows, empty=N_("No call was noted.")))


def change(call: Call, *, note: int, data: Any) -> None:
    """Change a call note."""
    from kontor.contacts.service.devices import change_call

    with call.store() as store:
        call.done(call.run(store, change_call, note, data))


def back(call: Call, *, note: int) -> None:
    """Called back."""
    from kontor.base.dates import now_utc
    from kontor.contacts.service.devices import called_back

    with call.store() as store:
        call.done(call.run(store, called_back, note, now_utc()))


def became(call: Call, *, note: int, reference: str) -> None:
    """What was made of a call."""
    from kontor.contacts.service.devices import call_became

    with call.store() as store:
        call.done(call.run(store, call_became, note, reference))


def drop(call: Call, *, note: int) -> None:
    """Delete a call note."""
    from kontor.contacts.service.devices import drop_call

    with call.store() as store:
        call.done(call.run(store, drop_call, note))


_NOTE = arg("note", N_("id of the call note"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("note a call; a known number names the caller"),
            model=model_of("CallInput"), writes=True),
    Command("list", list_, N_("calls, newest first"), (
        opt("open", N_("only who is to be called back"), "flag"),
        opt("contact", N_("only of this contact"), default=""),
        opt("limit", N_("how many lines"), "int", default=200),
    )),
    Command("change", change, N_("change a call note; only what is given"), (_NOTE,),
            model=model_of("CallChange"), writes=True),
    Command("back", back, N_("a promised or missed call was answered"), (_NOTE,), writes=True),
    Command("became", became, N_("write down what was made of a call"), (
        _NOTE, arg("reference", N_("tickets:3, acquisition:7, calendar:9")),
    ), writes=True),
    Command("drop", drop, N_("delete a call note of which nothing was made"), (_NOTE,),
            writes=True),
)  # fmt: skip
