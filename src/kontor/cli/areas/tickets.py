"""Commands for cases: opened, moved, judged, billed, joined; the rest stands in other files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.areas.tickets_shared import TICKET, key_of, model_of
from kontor.cli.areas.tickets_talk import COMMANDS as TALK
from kontor.cli.areas.tickets_work import COMMANDS as WORK
from kontor.cli.areas.tickets_write import COMMANDS as WRITE
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.tickets.kinds import LinkKind, Priority, TicketKind, TicketState
from kontor.tickets.words import (
    BEARERS,
    CAUSES,
    ESCALATIONS,
    KINDS,
    LINES,
    LINKS,
    NOTES,
    PRIORITIES,
    RESULTS,
    STATES,
    WAITS,
)

if TYPE_CHECKING:
    from kontor.cli.call import Call

_LIST = (
    Column("number", N_("Case"), "code"),
    Column("received", N_("Received"), "instant"),
    Column("kind", N_("Kind"), "code", KINDS),
    Column("who", N_("Name")),
    Column("subject", N_("Subject")),
    Column("state", N_("State"), "code", STATES),
    Column("priority", N_("Priority"), "code", PRIORITIES),
    Column("owner", N_("Owner")),
    Column("promised", N_("Promised"), "day"),
    Column("id", N_("Id"), "int"),
)
_FULL = (
    *_LIST,
    Column("text", N_("Text")),
    Column("contact", N_("Contact"), "int"),
    Column("phone", N_("Telephone"), "code"),
    Column("mail", N_("E-mail"), "code"),
    Column("site_name", N_("Site")),
    Column("device_name", N_("Device")),
    Column("order_number", N_("Order"), "code"),
    Column("invoice_number", N_("Invoice"), "code"),
    Column("reference", N_("About"), "code"),
    Column("answered", N_("Answered"), "instant"),
    Column("noticed", N_("Notice of the defect"), "day"),
    Column("waits_for", N_("Waits for"), "code", WAITS),
    Column("until", N_("Comes back"), "day"),
    Column("appointment", N_("Appointment"), "code"),
    Column("part", N_("Part")),
    Column("cause", N_("Cause"), "code", CAUSES),
    Column("payer", N_("Who pays"), "code", RESULTS),
    Column("payer_reason", N_("Reason")),
    Column("cost_notice", N_("Told of costs"), "day"),
    Column("cost_ok", N_("Agreed to costs"), "day"),
    Column("cost_ok_how", N_("How")),
    Column("estimate", N_("Estimate"), "money"),
    Column("claim_name", N_("Claim against")),
    Column("claim_until", N_("Claim until"), "day"),
    Column("claimed", N_("Claimed"), "day"),
    Column("solution", N_("Solution")),
    Column("reason", N_("Closed because")),
    Column("satisfaction", N_("Satisfaction"), "int"),
    Column("satisfaction_note", N_("What the customer said")),
    Column("merged_into", N_("Joined to"), "int"),
)
_NOTES = (
    Column("id", N_("Id"), "int"),
    Column("at", N_("When"), "instant"),
    Column("kind", N_("Kind"), "code", NOTES),
    Column("author", N_("Who")),
    Column("subject", N_("Subject")),
    Column("text", N_("Text")),
)
_LINES = (
    Column("id", N_("Id"), "int"),
    Column("day", N_("Date"), "day"),
    Column("kind", N_("Kind"), "code", LINES),
    Column("text", N_("Text")),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("unit", N_("Unit"), "code"),
    Column("price", N_("Price"), "figure"),
    Column("worker", N_("Who")),
    Column("state", N_("Borne by"), "code", BEARERS),
    Column("invoice_number", N_("Invoice"), "code"),
)
_FILES = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("File")),
    Column("size", N_("Bytes"), "int"),
)
_MOVES = (
    Column("at", N_("When"), "instant"),
    Column("state", N_("State"), "code", STATES),
    Column("waits_for", N_("Waits for"), "code", WAITS),
)
_LINKED = (
    Column("number", N_("Case"), "code"),
    Column("subject", N_("Subject")),
    Column("state", N_("State"), "code", STATES),
    Column("kind", N_("Link"), "code", LINKS),
)
_CLOCKS = (
    Column("number", N_("Case"), "code"),
    Column("who", N_("Name")),
    Column("subject", N_("Subject")),
    Column("due", N_("Due"), "instant"),
    Column("respond_used", N_("Answer: used"), "int"),
    Column("respond_allowed", N_("allowed"), "int"),
    Column("solve_used", N_("Solution: used"), "int"),
    Column("solve_allowed", N_("allowed"), "int"),
    Column("escalation", N_("Must hear of it"), "code", ESCALATIONS),
)
_JUDGED = (
    Column("result", N_("Who pays"), "code", RESULTS),
    Column("decided", N_("Decided by hand"), "flag"),
    Column("reason", N_("Reason")),
    Column("days_left", N_("Days left"), "int"),
    Column("order", N_("Order"), "code"),
    Column("claim", N_("Claim against")),
    Column("claim_until", N_("Claim until"), "day"),
)


def _row(one: Any, columns: tuple[Column, ...]) -> tuple[Any, ...]:
    return tuple(getattr(one, column.name) for column in columns)


def new(call: Call, *, data: Any) -> None:
    """Open a case."""
    from kontor.base.dates import now_utc
    from kontor.tickets.queries.tickets import ticket
    from kontor.tickets.service.cases import open_ticket

    with call.store() as store:
        changed = call.run(store, open_ticket, data, now_utc())
        with store.read() as con:
            number = ticket(con, changed.value).number
        call.done(changed, ticket=changed.value, number=number)
        if call.format != "json":
            call.say(f"tickets:{changed.value} {number}")


def list_(call: Call, **wanted: Any) -> None:
    """Cases, the newest first."""
    from kontor.contacts import queries as contacts
    from kontor.tickets.queries import tickets

    with call.read() as con:
        states = tuple(TicketState(state) for state in wanted["state"] or ())
        if not states and not wanted["all"]:
            states = tuple(TicketState(state) for state in tickets.RUNNING)
        contact = contacts.resolve(con, wanted["contact"]).id if wanted["contact"] else None
        found = tickets.page(
            con,
            tickets.TicketFilter(
                kind=TicketKind(wanted["kind"]) if wanted["kind"] else None,
                states=states or None, owner=wanted["owner"], contact=contact,
                text=wanted["text"], size=wanted["limit"],
            ),
        )  # fmt: skip
    call.show(Table(_LIST, [_row(one, _LIST) for one in found], empty=N_("No case is open.")))


def show(call: Call, *, ticket: str) -> None:
    """One case with everything."""
    from kontor.tickets.queries import tickets

    with call.read() as con:
        one = tickets.find(con, ticket)
        parts = {
            "notes": Table(_NOTES, [_row(note, _NOTES) for note in tickets.notes(con, one.id)]),
            "lines": Table(_LINES, [_row(line, _LINES) for line in tickets.lines(con, one.id)]),
            "files": Table(_FILES, [_row(file, _FILES) for file in tickets.files(con, one.id)]),
            "moves": Table(_MOVES, [_row(stand, _MOVES) for stand in tickets.stands(con, one.id)]),
            "links": Table(_LINKED, [_row(link, _LINKED) for link in tickets.links(con, one.id)]),
        }
    head = Table(_FULL, [_row(one, _FULL)])
    data = records(head)[0]
    if call.format != "table":
        call.show(head, data={**data, **{key: records(part) for key, part in parts.items()}})
        return
    lines = [(_(c.head), str(data[c.name])) for c in _FULL if data[c.name] not in (None, "")]
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(pair, lines), *(part for part in parts.values() if part.rows))


def change(call: Call, *, ticket: str, data: Any) -> None:
    """Change what is known."""
    from kontor.tickets.service.cases import change_ticket

    with call.store() as store:
        call.done(call.run(store, change_ticket, key_of(store, ticket), data))


def move(call: Call, *, tickets: list[str], data: Any) -> None:
    """To another state."""
    from kontor.base.dates import now_utc
    from kontor.tickets.service.bulk import move_tickets

    with call.store() as store:
        keys = [key_of(store, name) for name in tickets]
        call.done(call.run(store, move_tickets, keys, data, now_utc()))


def assign(call: Call, *, owner: str, tickets: list[str]) -> None:
    """Give cases to somebody."""
    from kontor.tickets.service.bulk import assign_tickets

    with call.store() as store:
        keys = [key_of(store, name) for name in tickets]
        call.done(call.run(store, assign_tickets, keys, owner))


def rank(call: Call, *, priority: str, tickets: list[str]) -> None:
    """Say how urgent cases are."""
    from kontor.tickets.service.bulk import rank_tickets

    with call.store() as store:
        keys = [key_of(store, name) for name in tickets]
        call.done(call.run(store, rank_tickets, keys, Priority(priority)))


def merge(call: Call, *, ticket: str, into: str) -> None:
    """Join a case to another one."""
    from kontor.tickets.service import joining

    with call.store() as store:
        keys = key_of(store, ticket), key_of(store, into)
        call.done(call.run(store, joining.merge_tickets, *keys))


def unmerge(call: Call, *, ticket: str) -> None:
    """Separate a case."""
    from kontor.tickets.service import joining

    with call.store() as store:
        call.done(call.run(store, joining.unmerge_ticket, key_of(store, ticket)))


def split(call: Call, *, ticket: str, subject: str, **parts: Any) -> None:
    """Make a case of its own out of a part."""
    from kontor.base.dates import now_utc
    from kontor.tickets.service import joining

    with call.store() as store:
        named = {name: keys or () for name, keys in parts.items()}
        changed = call.run(
            store, joining.split_ticket, key_of(store, ticket), subject, now_utc(), **named
        )
        call.done(changed, ticket=changed.value)


def link(call: Call, *, ticket: str, other: str, kind: str) -> None:
    """Link two cases."""
    from kontor.tickets.service import joining

    with call.store() as store:
        keys = key_of(store, ticket), key_of(store, other)
        call.done(call.run(store, joining.link_tickets, *keys, LinkKind(kind)))


def unlink(call: Call, *, ticket: str, other: str) -> None:
    """Take a link back."""
    from kontor.tickets.service import joining

    with call.store() as store:
        keys = key_of(store, ticket), key_of(store, other)
        call.done(call.run(store, joining.unlink_tickets, *keys))


def clocks(call: Call) -> None:
    """The clocks of running cases."""
    from kontor.base.dates import now_utc
    from kontor.tickets.queries.clocks import running

    with call.read() as con:
        found = running(con, now_utc())
    rows = [
        (one.number, one.who, one.subject, both.due, both.respond.used, both.respond.allowed,
         both.solve.used, both.solve.allowed, both.worst)
        for one, both in found
    ]  # fmt: skip
    rows.sort(key=lambda row: (row[3] is None, row[3] or now_utc()))
    call.show(Table(_CLOCKS, rows, empty=N_("No case is open.")))


def judge(call: Call, *, ticket: str) -> None:
    """Who pays, as the rules say or as decided."""
    from kontor.tickets.queries.judging import judge_of
    from kontor.tickets.queries.tickets import find

    with call.read() as con:
        one = find(con, ticket)
        judged = judge_of(con, one)
    ruled = judged.verdict
    reason = one.payer_reason if judged.decided else _(ruled.reason).format(**dict(ruled.values))
    row = (
        judged.result, judged.decided, reason, ruled.days_left,
        ruled.cover.number if ruled.cover else "", ruled.claim.partner if ruled.claim else "",
        ruled.claim.until if ruled.claim else None,
    )  # fmt: skip
    call.show(Table(_JUDGED, [row]))


def decide(call: Call, *, ticket: str, data: Any) -> None:
    """Decide who pays."""
    from kontor.tickets.service.judging import decide_payer

    with call.store() as store:
        call.done(call.run(store, decide_payer, key_of(store, ticket), data))


def undecide(call: Call, *, ticket: str) -> None:
    """Leave it to the rules again."""
    from kontor.tickets.service.judging import undecide_payer

    with call.store() as store:
        call.done(call.run(store, undecide_payer, key_of(store, ticket)))


def costs(call: Call, *, ticket: str, data: Any) -> None:
    """Told and agreed costs."""
    from kontor.tickets.service.judging import agree_costs

    with call.store() as store:
        call.done(call.run(store, agree_costs, key_of(store, ticket), data))


def dispute(call: Call, *, ticket: str, amount: int | None, until: date | None) -> None:
    """Rest the reminders of the bill."""
    from kontor.tickets.service import judging

    with call.store() as store:
        key = key_of(store, ticket)
        call.done(
            call.run(store, judging.dispute_bill, key, call.today, amount=amount, until=until)
        )


def settle(call: Call, *, ticket: str, reason: str) -> None:
    """End the dispute."""
    from kontor.tickets.service.judging import end_dispute

    with call.store() as store:
        call.done(call.run(store, end_dispute, key_of(store, ticket), call.today, reason))


def claim(call: Call, *, ticket: str, data: Any) -> None:
    """Claim against a supplier or subcontractor."""
    from kontor.tickets.service import judging

    with call.store() as store:
        call.done(call.run(store, judging.claim_back, key_of(store, ticket), data))


_TICKETS = arg("tickets", N_("numbers of cases"), many=True, required=True)
_OTHER = arg("other", N_("number of the other case"))
COMMANDS: tuple[Command, ...] = (
    Command("new", new, N_("open a case"), model=model_of("TicketInput"), writes=True),
    Command("list", list_, N_("cases that are not ended, newest first"), (
        opt("kind", N_("only this kind"), choices=tuple(TicketKind)),
        opt("state", N_("only these states"), choices=tuple(TicketState), many=True),
        opt("all", N_("also ended ones"), "flag"),
        opt("owner", N_("only this owner"), default=""),
        opt("contact", N_("only of this contact"), default=""),
        opt("text", N_("words of number, name or subject"), default=""),
        opt("limit", N_("how many lines"), "int", default=200),
    )),
    Command("show", show, N_("one case with everything"), (TICKET,)),
    Command("change", change, N_("change a case; only what is given"), (TICKET,),
            model=model_of("TicketChange"), writes=True),
    Command("move", move, N_("bring cases to another state: all of them or none"), (_TICKETS,),
            model=model_of("MoveInput"), writes=True),
    Command("assign", assign, N_("give cases to somebody"), (
        arg("owner", N_("who")), _TICKETS,
    ), writes=True),
    Command("rank", rank, N_("say how urgent cases are"), (
        arg("priority", N_("how urgent"), choices=tuple(Priority)), _TICKETS,
    ), writes=True),
    Command("clocks", clocks, N_("running cases by what is due next, with their times")),
    Command("judge", judge, N_("who pays: warranty or customer, and why"), (TICKET,)),
    Command("decide", decide, N_("decide who pays"), (TICKET,), model=model_of("PayerInput"),
            writes=True),
    Command("undecide", undecide, N_("leave it to the rules again"), (TICKET,), writes=True),
    Command("costs", costs, N_("the customer was told of costs, or agreed"), (TICKET,),
            model=model_of("CostInput"), writes=True),
    Command("dispute", dispute, N_("let the reminders of the bill complained of rest"), (
        TICKET, opt("amount", N_("disputed part; empty: the whole"), "money"),
        opt("until", N_("last day"), "day"),
    ), writes=True),
    Command("settle", settle, N_("end the dispute: reminders go on"), (
        TICKET, opt("reason", N_("why"), default=""),
    ), writes=True),
    Command("claim", claim, N_("ask a supplier or subcontractor to stand for it"), (TICKET,),
            model=model_of("ClaimInput"), writes=True),
    Command("merge", merge, N_("join a case to another one"), (
        TICKET, arg("into", N_("number of the case that stays")),
    ), writes=True),
    Command("unmerge", unmerge, N_("separate a case that was joined"), (TICKET,), writes=True),
    Command("split", split, N_("make a case of its own out of a part"), (
        TICKET, arg("subject", N_("what the new case is about")),
        opt("notes", N_("ids of notes that go along"), "int", many=True),
        opt("files", N_("ids of files that go along"), "int", many=True),
        opt("lines", N_("ids of lines of work that go along"), "int", many=True),
    ), writes=True),
    Command("link", link, N_("say that two cases belong together"), (
        TICKET, _OTHER, opt("kind", N_("how"), choices=tuple(LinkKind), default="related"),
    ), writes=True),
    Command("unlink", unlink, N_("take a link back"), (TICKET, _OTHER), writes=True),
    *WORK,
    *TALK,
    *WRITE,
)  # fmt: skip
