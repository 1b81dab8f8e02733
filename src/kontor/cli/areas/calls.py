"""Commands for call notes: taken, made, missed, called back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit
from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg, opt
from kontor.cli.models import read_bytes
from kontor.cli.output import Column, Table, records
from kontor.tickets.kinds import TicketKind

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
_STATUS = {"new": N_("new"), "known": N_("known"), "bad": N_("not readable")}
_IMPORT = (
    Column("place", N_("Place"), "code"),
    Column("at", N_("When"), "instant"),
    Column("direction", N_("Direction"), "code", DIRECTIONS),
    Column("who", N_("Name")),
    Column("number", N_("Telephone"), "code"),
    Column("status", N_("Result"), "code", _STATUS),
    Column("findings", N_("Remarks")),
)


def model_of(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """An input model of calls and devices, loaded when it is asked for."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.contacts import devices

        found: type[BaseModel] = getattr(devices, name)
        return found

    return chosen


def _appointment(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.calendar.model.appointments import AppointmentInput

    return AppointmentInput


def new(call: Call, *, data: Any) -> None:
    """Note a call."""
    from kontor.base.dates import now_utc
    from kontor.contacts.service.devices import note_call

    with call.store() as store:
        changed = call.run(store, note_call, data, now_utc())
        call.done(changed, call=changed.value)
        if call.format != "json":
            call.say(f"contacts:call/{changed.value}")


def take(call: Call, *, data: Any, kind: str, **named: str) -> None:
    """Note a call and make a case or a lead of it."""
    from kontor.base.dates import now_utc
    from kontor.desk.calls import Become, take_call
    from kontor.tickets.kinds import TicketKind

    with call.store() as store:
        changed = call.run(
            store, take_call, data, Become(named["as"]), now_utc(), kind=TicketKind(kind)
        )
        call.done(changed, call=changed.value.call, became=changed.value.became)
        if call.format != "json":
            call.say(changed.value.became or f"contacts:call/{changed.value.call}")


def make(call: Call, *, note: int, kind: str, **named: str) -> None:
    """Make a case or a lead of a call that was noted before."""
    from kontor.base.dates import now_utc
    from kontor.desk.calls import Become, make_of_call
    from kontor.tickets.kinds import TicketKind

    with call.store() as store:
        changed = call.run(
            store, make_of_call, note, Become(named["as"]), now_utc(),
            kind=TicketKind(kind) if kind else None,
        )  # fmt: skip
        call.done(changed, became=changed.value)
        if call.format != "json":
            call.say(changed.value)


def plan(call: Call, *, note: int, data: Any) -> None:
    """Make an appointment of a call."""
    from kontor.desk.calls import plan_call

    with call.store() as store:
        changed = call.run(store, plan_call, note, data)
        call.done(changed, appointment=changed.value)


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


def import_(call: Call, *, files: list[Path], dry_run: bool) -> int | None:
    """Take lists of calls over."""
    from kontor.contacts.formats.calls import read_calls
    from kontor.contacts.service.calls import CallStatus, import_calls, plan_calls

    found = [one for path in files for one in read_calls(read_bytes(path), call.today)]
    step = None
    if dry_run:
        with call.read() as con:
            plan = plan_calls(con, found)
    else:
        with call.store() as store:
            changed = call.run(store, import_calls, found)
        plan, step = changed.value, changed.step
    rows = [
        (one.call.place, one.call.at, one.call.direction, one.who, one.call.number, one.status,
         "; ".join(finding.text for finding in one.call.findings))
        for one in plan
    ]  # fmt: skip
    table = Table(_IMPORT, rows, empty=N_("The list holds no calls."))
    call.show(table, data={"step": step, "rows": records(table)})
    return Exit.FINDINGS if any(one.status is CallStatus.BAD for one in plan) else None


_NOTE = arg("note", N_("id of the call note"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("note a call; a known number names the caller"),
            model=model_of("CallInput"), writes=True),
    Command("take", take, N_("note a call and make a case or a lead of it"), (
        opt("as", N_("what becomes of it"), choices=("ticket", "lead", "note"), default="note"),
        opt("kind", N_("kind of the case"), choices=tuple(TicketKind), default="question"),
    ), model=model_of("CallInput"), writes=True),
    Command("make", make, N_("make a case or a lead of a call that was noted before"), (
        _NOTE, opt("as", N_("what becomes of it"), choices=("ticket", "lead"), default="ticket"),
        opt("kind", N_("kind of the case; default: what was noted"), choices=tuple(TicketKind),
            default=""),
    ), writes=True),
    Command("plan", plan, N_("make an appointment of a call"), (_NOTE,), model=_appointment,
            writes=True),
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
    Command("import", import_, N_("take over what the router wrote down; nothing comes twice"), (
        arg("files", N_("files: .csv"), "path", many=True, required=True),
        opt("dry_run", N_("only show what each line would do"), "flag"),
    ), writes=True),
    Command("drop", drop, N_("delete a call note of which nothing was made"), (_NOTE,),
            writes=True),
)  # fmt: skip
