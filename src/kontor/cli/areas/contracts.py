"""Commands for maintenance contracts: agreed, due, planned by a run, adjusted, ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _, ngettext
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.tickets.contract_words import (
    BASES,
    INDEXES,
    RENEWALS,
    RHYTHMS,
    STATES,
    VISITS,
    interval_text,
    term_text,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.tickets.queries.contract_run import Planned
    from kontor.tickets.queries.contracts import Known

_WAYS = {"letter": N_("letter"), "mail": N_("mail"), "": N_("by word")}
_LIST = (
    Column("number", N_("Contract"), "code"),
    Column("contact_name", N_("Customer")),
    Column("subject", N_("Subject")),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("Town")),
    Column("devices", N_("Devices"), "int"),
    Column("state", N_("State"), "code", STATES),
    Column("due_from", N_("Due from"), "day"),
    Column("due_until", N_("Due until"), "day"),
    Column("planned", N_("Planned for"), "code"),
    Column("price", N_("Net"), "money"),
    Column("id", N_("Id"), "int"),
)
_FULL = (
    *_LIST,
    Column("contact", N_("Contact"), "int"),
    Column("site_name", N_("Site")),
    Column("scope", N_("What is done")),
    Column("interval", N_("How often")),
    Column("every", N_("Months between visits"), "int"),
    Column("from_month", N_("First month"), "int"),
    Column("to_month", N_("Last month"), "int"),
    Column("minutes", N_("Minutes"), "int"),
    Column("skill", N_("Skill")),
    Column("last", N_("Last visit"), "day"),
    Column("basis", N_("Price"), "code", BASES),
    Column("rhythm", N_("Billed"), "code", RHYTHMS),
    Column("material", N_("Of it material"), "money"),
    Column("starts", N_("From"), "day"),
    Column("terms", N_("Term")),
    Column("term", N_("Months of the first term"), "int"),
    Column("renewal", N_("After it"), "code", RENEWALS),
    Column("notice", N_("Months of notice"), "int"),
    Column("term_ends", N_("Term ends"), "day"),
    Column("notice_by", N_("Notice until"), "day"),
    Column("index_kind", N_("Price follows"), "code", INDEXES),
    Column("index_rate", N_("Step"), "rate"),
    Column("index_series", N_("Series"), "code"),
    Column("next_adjust", N_("Adjusted next"), "day"),
    Column("next_price", N_("Price then"), "money"),
    Column("cancelled", N_("Notice of"), "day"),
    Column("ends", N_("Last day"), "day"),
    Column("reason", N_("Reason")),
    Column("note", N_("Note")),
)
_VISITS = (
    Column("due", N_("Due until"), "day"),
    Column("state", N_("State"), "code", VISITS),
    Column("done", N_("Done"), "day"),
    Column("starts", N_("Appointment"), "code"),
    Column("ticket_number", N_("Case"), "code"),
    Column("letter", N_("Announcement"), "int"),
    Column("note", N_("Note")),
)
_DEVICES = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Device")),
    Column("kind", N_("Kind")),
    Column("place", N_("Place")),
    Column("serial", N_("Serial number"), "code"),
    Column("removed", N_("Removed"), "day"),
)
_PRICES = (
    Column("valid_from", N_("From"), "day"),
    Column("price", N_("Net"), "money"),
    Column("material", N_("Of it material"), "money"),
    Column("reason", N_("Reason")),
)
_BILLS = (
    Column("starts", N_("From"), "day"),
    Column("ends", N_("Until"), "day"),
    Column("number", N_("Invoice"), "code"),
    Column("invoice", N_("Id"), "int"),
)
_RUN = (
    Column("contract", N_("Contract"), "code"),
    Column("name", N_("Customer")),
    Column("postcode", N_("Postcode"), "code"),
    Column("city", N_("Town")),
    Column("due", N_("Due until"), "day"),
    Column("time", N_("Proposed"), "code"),
    Column("who", N_("Who goes")),
    Column("way", N_("Announced"), "code", _WAYS),
    Column("bill", N_("Bill of the year from"), "day"),
    Column("net", N_("Net"), "money"),
)
_INDEX = (
    Column("series", N_("Series"), "code"),
    Column("valid_from", N_("From"), "day"),
    Column("value", N_("Value"), "quantity"),
    Column("own", N_("Own value"), "flag"),
    Column("source", N_("Source")),
)
_FOUND = (
    Column("severity", N_("Kind"), "code"),
    Column("text", N_("Note")),
    Column("law", N_("Law"), "code"),
)


def model_of(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """An input model of contracts, loaded when it is asked for."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.tickets import contract_model

        found: type[BaseModel] = getattr(contract_model, name)
        return found

    return chosen


def _key(store: Any, text: str) -> int:
    from kontor.tickets.queries.contracts import find

    with store.read() as con:
        return find(con, text).id


def _row(one: Any, columns: tuple[Column, ...]) -> tuple[Any, ...]:
    return tuple(getattr(one, column.name) for column in columns)


def _values(one: Known, columns: tuple[Column, ...], **more: Any) -> tuple[Any, ...]:
    known = {
        "state": one.state, "price": one.price.price, "material": one.price.material,
        "due_from": one.turn.first if one.turn else None,
        "due_until": one.turn.last if one.turn else None,
        "planned": one.planned.starts.replace("T", " ") if one.planned else "",
        "term_ends": one.end, "notice_by": one.notice, "interval": interval_text(one.contract),
        "terms": term_text(one.contract), **more,
    }  # fmt: skip
    return tuple(
        known[name] if name in known else getattr(one.contract, name)
        for name in (column.name for column in columns)
    )


def new(call: Call, *, data: Any) -> None:
    """Agree on a contract."""
    from kontor.tickets.queries.contracts import contract
    from kontor.tickets.service.contracts import add_contract

    with call.store() as store:
        changed = call.run(store, add_contract, data, call.today)
        with store.read() as con:
            one = contract(con, changed.value)
        call.done(changed, contract=one.id, number=one.number)
        if call.format != "json":
            call.say(f"{one.ref} {one.number}")
            _warn(call, one)


def _warn(call: Call, one: Any) -> None:
    for text, law in _found(one):
        call.say(f"{text} ({law})")


def _found(one: Any) -> list[tuple[str, str]]:
    from kontor.tickets.rules.contracts import check_terms

    found = check_terms(one.duration, one.index_kind, consumer=one.consumer)
    return [(f"{finding.text} {finding.advice}", finding.law) for finding in found]


def change(call: Call, *, contract: str, data: Any) -> None:
    """Change what is agreed."""
    from kontor.tickets.service.contracts import change_contract

    with call.store() as store:
        call.done(call.run(store, change_contract, _key(store, contract), data))


def list_(call: Call, *, contact: str, device: int | None, text: str, ended: bool) -> None:
    """Contracts by postcode."""
    from kontor.contacts import queries as contacts
    from kontor.tickets.queries import contracts

    with call.read() as con:
        key = contacts.resolve(con, contact).id if contact else None
        wanted = contracts.ContractFilter(key, device, text, ended)
        found = contracts.known_all(con, contracts.contracts(con, call.today, wanted), call.today)
    call.show(
        Table(_LIST, [_values(one, _LIST) for one in found], empty=N_("No contract is running."))
    )


def show(call: Call, *, contract: str) -> None:
    """One contract with everything."""
    from kontor.tickets.queries import contracts

    with call.read() as con:
        one = contracts.find(con, contract)
        known = contracts.known(con, one, call.today)
        next_ = contracts.adjustment(con, one)
        parts = {
            "device_list": Table(
                _DEVICES, [_row(row, _DEVICES) for row in contracts.devices(con, one.id)]
            ),
            "visits": Table(_VISITS, [_row(row, _VISITS) for row in contracts.visits(con, one.id)]),
            "prices": Table(_PRICES, [_row(row, _PRICES) for row in contracts.prices(con, one.id)]),
            "bills": Table(_BILLS, [_row(row, _BILLS) for row in contracts.bills(con, one.id)]),
            "findings": Table(_FOUND, [("warning", *found) for found in _found(one)]),
        }
    head = Table(_FULL, [_values(known, _FULL, next_price=next_.after.price if next_ else None)])
    data = records(head)[0]
    if call.format != "table":
        call.show(head, data={**data, **{key: records(part) for key, part in parts.items()}})
        return
    lines = [(_(c.head), str(data[c.name])) for c in _FULL if data[c.name] not in (None, "")]
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(pair, lines), *(part for part in parts.values() if part.rows))


def due(call: Call, *, ahead: int) -> None:
    """Who is due, by postcode."""
    from datetime import timedelta

    from kontor.tickets.queries import contracts

    with call.read() as con:
        found = contracts.due(con, call.today + timedelta(days=ahead))
    rows = [_values(one, _LIST) for one in found]
    call.show(Table(_LIST, rows, empty=N_("No maintenance is due.")))


def run(
    call: Call, *, contracts: list[str], mark: str, crew: list[str], travel: int, held: bool,
    way: str, ahead: int,
) -> None:  # fmt: skip
    """Show what the run would make; with its mark make it."""
    from kontor.base.dates import now_utc
    from kontor.tickets.queries.contract_run import Asked, Way, preview
    from kontor.tickets.queries.contracts import find

    def asked(con: Any) -> Asked:
        keys = tuple(find(con, text).id for text in contracts or ())
        ways = {"auto": None, "none": Way.NONE}
        return Asked(call.today, keys, tuple(crew or ()), travel, held,
                     ways[way] if way in ways else Way(way), ahead)  # fmt: skip

    if not mark:
        with call.read() as con:
            shown = preview(con, asked(con))
        _preview(call, shown.rows, shown.mark)
        return
    from kontor.tickets.service.announcing import announcements
    from kontor.tickets.service.contract_run import run_contracts

    with call.store() as store:
        with store.read() as con:
            wanted = asked(con)
            shown = preview(con, wanted)
            made = announcements(con, shown, call.today) if shown.mark == mark else []
        changed = call.run(store, run_contracts, mark, wanted, made, now_utc())
        call.done(changed, tickets=changed.value)
        if call.format != "json":
            count = len(changed.value)
            call.say(ngettext("{count} visit planned", "{count} visits planned", count).format(
                count=count))  # fmt: skip


def _preview(call: Call, rows: Sequence[Planned], mark: str) -> None:
    found = [
        (row.known.contract.number, row.known.contract.contact_name, row.known.contract.postcode,
         row.known.contract.city, row.known.turn.last if row.visit and row.known.turn else None,
         f"{row.starts:%Y-%m-%d %H:%M}" if row.starts else "", ", ".join(row.who), str(row.way),
         row.year.first if row.year else None, row.net)
        for row in rows
    ]  # fmt: skip
    table = Table(_RUN, found, empty=N_("No maintenance is due."))
    call.show(table, data={"mark": mark, "rows": records(table)})
    if call.format == "table" and rows:
        call.say(_("Run it with --mark {mark}.").format(mark=mark))


def announce(call: Call, *, output: Path | None) -> None:
    """Hand out the announcements that wait."""
    from kontor.base.dates import now_utc
    from kontor.desk.announcing import hand_out

    folder = output or Path()
    with call.store() as store:
        folder.mkdir(parents=True, exist_ok=True)
        gone = hand_out(store, folder, now_utc())
    call.wrote = bool(gone)
    columns = (Column("name", N_("Name")), Column("subject", N_("Subject")),
               Column("file", N_("File")))  # fmt: skip
    rows = [(one.name, one.subject, str(one.path)) for one in gone]
    call.show(Table(columns, rows, empty=N_("No announcement waits.")))


def price(call: Call, *, contract: str, data: Any) -> None:
    """Another price, or the one that was agreed."""
    from kontor.tickets.service.contracts import adjust_price

    with call.store() as store:
        changed = call.run(store, adjust_price, _key(store, contract), data, call.today)
        call.done(changed, price=changed.value)


def cancel(call: Call, *, contract: str, data: Any) -> None:
    """Note a notice."""
    from kontor.base.dates import format_day
    from kontor.tickets.service.contracts import cancel_contract

    with call.store() as store:
        changed = call.run(store, cancel_contract, _key(store, contract), data, call.today)
        call.done(changed, ends=changed.value.isoformat())
        if call.format != "json":
            call.say(_("It ends on {day}.").format(day=format_day(changed.value)))


def resume(call: Call, *, contract: str) -> None:
    """The notice was taken back."""
    from kontor.tickets.service.contracts import resume_contract

    with call.store() as store:
        call.done(call.run(store, resume_contract, _key(store, contract)))


def done(call: Call, *, contract: str, day: date | None, note: str) -> None:
    """Note a visit that was made."""
    from kontor.tickets.service.contract_run import note_visit

    with call.store() as store:
        key = _key(store, contract)
        call.done(call.run(store, note_visit, key, day or call.today, note, call.today))


def index(call: Call) -> None:
    """The values of index series."""
    from kontor.tickets.queries.contracts import index_values

    with call.read() as con:
        found = index_values(con)
    call.show(Table(_INDEX, [_row(one, _INDEX) for one in found]))


def set_index_(call: Call, *, data: Any) -> None:
    """Enter a value of a series."""
    from kontor.tickets.service.contracts import set_index

    with call.store() as store:
        call.done(call.run(store, set_index, data))


_CONTRACT = arg("contract", N_("number of the contract, or tickets:contract/id"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("agree on a maintenance contract"), model=model_of("ContractInput"),
            writes=True),
    Command("change", change, N_("change a contract; only what is given"), (_CONTRACT,),
            model=model_of("ContractChange"), writes=True),
    Command("list", list_, N_("contracts by postcode"), (
        opt("contact", N_("only of this contact"), default=""),
        opt("device", N_("only of this device"), "int"),
        opt("text", N_("words of number, subject or customer"), default=""),
        opt("ended", N_("also those that have ended"), "flag"),
    )),
    Command("show", show, N_("one contract with visits, prices, bills and what the law says"),
            (_CONTRACT,)),
    Command("due", due, N_("who is due, by postcode"), (
        opt("ahead", N_("look so many days ahead"), "int", default=0),
    )),
    Command("run", run, N_("plan visits and bill years; without a mark only shown"), (
        arg("contracts", N_("numbers of contracts; none: all that are due"), many=True),
        opt("mark", N_("mark of the preview; without it nothing is written"), default=""),
        opt("crew", N_("short names of who goes; none: who is free and knows how"), many=True),
        opt("travel", N_("minutes on the road"), "int", default=15),
        opt("held", N_("only keep the time free until the customer agrees"), "flag"),
        opt("way", N_("how visits are announced"), choices=("auto", "mail", "letter", "none"),
            default="auto"),
        opt("ahead", N_("days before the earliest visit"), "int", default=7),
    ), writes=True),
    Command("announce", announce, N_("write the announcements that wait into a folder"), (
        opt("output", N_("folder"), "path"),
    ), writes=True),
    Command("done", done, N_("note a visit that was made without a case"), (
        _CONTRACT, opt("day", N_("when; empty: today"), "day"),
        opt("note", N_("what was done"), default=""),
    ), writes=True),
    Command("price", price, N_("another price; without one the price that was agreed"),
            (_CONTRACT,), model=model_of("NewPrice"), writes=True),
    Command("cancel", cancel, N_("note a notice; the last day follows from the terms"),
            (_CONTRACT,), model=model_of("NoticeInput"), writes=True),
    Command("resume", resume, N_("the notice was taken back"), (_CONTRACT,), writes=True),
    Command("index", index, N_("values of index series that prices follow")),
    Command("set-index", set_index_, N_("enter a value of a series"), model=model_of("IndexInput"),
            writes=True),
)  # fmt: skip
