"""Commands for the firm's own IT: what there is, what is planned and done, cases about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table, records
from kontor.tickets.it_kinds import ItItem, PlanKind
from kontor.tickets.it_words import KINDS, OUTCOMES, PLANS
from kontor.tickets.words import STATES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call
    from kontor.tickets.it_kinds import Plan

_LIST = (
    Column("id", N_("Id"), "int"),
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", KINDS),
    Column("user", N_("Used by")),
    Column("place", N_("Place")),
    Column("model", N_("Model")),
    Column("serial", N_("Serial number"), "code"),
    Column("warranty_ends", N_("Warranty until"), "day"),
    Column("ends", N_("Ends"), "day"),
    Column("next_due", N_("Next due"), "day"),
    Column("retired", N_("Retired"), "day"),
)
_FULL = (
    *_LIST,
    Column("bought", N_("Bought"), "day"),
    Column("price", N_("Price"), "money"),
    Column("receipt", N_("Receipt"), "code"),
    Column("contract", N_("Contract")),
    Column("notice_days", N_("Days of notice"), "int"),
    Column("notice_by", N_("Notice until"), "day"),
    Column("backup_what", N_("Backed up")),
    Column("backup_to", N_("Backed up to")),
    Column("note", N_("Note")),
    Column("disposal", N_("Where it went")),
)
_PLAN = (
    Column("id", N_("Id"), "int"),
    Column("item_name", N_("Name")),
    Column("kind", N_("Kind"), "code", PLANS),
    Column("text", N_("Task")),
    Column("months", N_("Months"), "int"),
    Column("last", N_("Last done"), "day"),
    Column("outcome", N_("Outcome"), "code", OUTCOMES),
    Column("due", N_("Next due"), "day"),
    Column("note", N_("Note")),
    Column("item", N_("IT item"), "int"),
)
_LOG = (
    Column("day", N_("Date"), "day"),
    Column("text", N_("Task")),
    Column("outcome", N_("Outcome"), "code", OUTCOMES),
    Column("who", N_("Who")),
    Column("note", N_("Note")),
)
_CASES = (
    Column("number", N_("Case"), "code"),
    Column("received", N_("Received"), "instant"),
    Column("subject", N_("Subject")),
    Column("state", N_("State"), "code", STATES),
    Column("id", N_("Id"), "int"),
)
_NONE = N_("No IT item is known. “kontor it add” notes one.")
_CHECKS = frozenset(PlanKind) - {PlanKind.BACKUP}


def _model(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.tickets import it_model

        found: type[BaseModel] = getattr(it_model, name)
        return found

    return chosen


def _key(store: Any, text: str) -> int:
    from kontor.tickets.queries.it import find

    with store.read() as con:
        return find(con, text).id


def list_(call: Call, *, text: str, kind: str, user: str, retired: bool) -> None:
    """What there is."""
    from kontor.tickets.queries import it

    with call.read() as con:
        found = it.items(con, retired=retired, text=text, user=user)
        due = _next_due(it.plans(con))
    rows = [_row(one, due, _LIST) for one in found if kind in ("", one.kind)]
    call.show(Table(_LIST, rows, empty=_NONE))


def _next_due(plans: Sequence[Plan]) -> dict[int, date]:
    from kontor.tickets.rules.it import plan_due

    found: dict[int, date] = {}
    for task in plans:
        day = plan_due(task)
        found[task.item] = min(day, found.get(task.item, day))
    return found


def _row(one: ItItem, due: dict[int, date], columns: Sequence[Column]) -> tuple[Any, ...]:
    from kontor.tickets.rules.it import notice_by

    more = {"next_due": due.get(one.id), "notice_by": notice_by(one) if one.notice_days else None}
    return tuple(
        more[column.name] if column.name in more else getattr(one, column.name)
        for column in columns
    )


def show(call: Call, *, item: str) -> None:
    """One of it with everything."""
    from kontor.tickets.queries import it

    with call.read() as con:
        one = it.find(con, item)
        plans = it.plans(con, one.id)
        done = [tuple(getattr(entry, column.name) for column in _LOG)
                for entry in it.log(con, one.id)]  # fmt: skip
        cases = _cases(it.cases(con, one))
    head = Table(_FULL, [_row(one, _next_due(plans), _FULL)])
    parts = {"plan": _plans(plans), "log": Table(_LOG, done), "tickets": cases}
    data = records(head)[0]
    if call.format != "table":
        call.show(head, data={**data, **{name: records(part) for name, part in parts.items()}})
        return
    lines = [(_(c.head), str(data[c.name])) for c in _FULL if data[c.name] not in (None, "")]
    pair = (Column("field", N_("Field")), Column("value", N_("Value")))
    call.show(Table(pair, lines), *(part for part in parts.values() if part.rows))


def _plans(found: Sequence[Plan]) -> Table:
    from kontor.tickets.rules.it import plan_due

    rows = [
        tuple(plan_due(task) if column.name == "due" else getattr(task, column.name)
              for column in _PLAN)
        for task in sorted(found, key=plan_due)
    ]  # fmt: skip
    return Table(_PLAN, rows, empty=N_("Nothing is planned. “kontor it plan” plans it."))


def _cases(found: Sequence[Any]) -> Table:
    rows = [tuple(getattr(one, column.name) for column in _CASES) for one in found]
    return Table(_CASES, rows, empty=N_("There is no case about it."))


def add(call: Call, *, data: Any) -> None:
    """Note an item."""
    from kontor.tickets.service.it import add_item

    with call.store() as store:
        changed = call.run(store, add_item, data)
        call.done(changed, item=changed.value)


def change(call: Call, *, item: str, data: Any) -> None:
    """Change an item."""
    from kontor.tickets.service.it import change_item

    with call.store() as store:
        call.done(call.run(store, change_item, _key(store, item), data))


def retire(call: Call, *, item: str, day: date | None, disposal: str) -> None:
    """An item is no longer used."""
    from kontor.tickets.service.it import retire_item

    with call.store() as store:
        key = _key(store, item)
        call.done(call.run(store, retire_item, key, day or call.today, disposal))


def restore(call: Call, *, item: str) -> None:
    """An item is used again."""
    from kontor.tickets.service.it import restore_item

    with call.store() as store:
        call.done(call.run(store, restore_item, _key(store, item)))


def plan(call: Call, *, item: str, data: Any) -> None:
    """Plan a task."""
    from kontor.tickets.service.it import plan_task

    with call.store() as store:
        changed = call.run(store, plan_task, _key(store, item), data, call.today)
        call.done(changed, plan=changed.value)


def plans(call: Call, *, item: str) -> None:
    """What is planned."""
    from kontor.tickets.queries import it

    with call.read() as con:
        found = it.plans(con, it.find(con, item).id if item else None)
    call.show(_plans(found))


def unplan(call: Call, *, plan: int) -> None:
    """A task is not to be done any more."""
    from kontor.tickets.service.it import end_task

    with call.store() as store:
        call.done(call.run(store, end_task, plan, call.today))


def checked(call: Call, *, item: str, plan: int | None, data: Any) -> None:
    """A task was done."""
    _done(call, item, plan, _CHECKS, data)


def backup_tested(call: Call, *, item: str, plan: int | None, data: Any) -> None:
    """A backup was tested."""
    _done(call, item, plan, {PlanKind.BACKUP}, data)


def _done(
    call: Call, item: str, plan: int | None, kinds: Collection[PlanKind], data: Any
) -> None:  # fmt: skip
    from kontor.tickets.queries import it
    from kontor.tickets.service.it import do_task

    with call.store() as store:
        with store.read() as con:
            task = it.plan_of(con, it.find(con, item), kinds, plan)
        call.done(call.run(store, do_task, task.id, data, call.today), plan=task.id)


def tickets(call: Call, *, item: str) -> None:
    """Cases about an item, or about all of them."""
    from kontor.tickets.queries import it

    with call.read() as con:
        there = [it.find(con, item)] if item else it.items(con, retired=True)
        found = [case for one in there for case in it.cases(con, one)]
    found.sort(key=lambda case: (case.received, case.id), reverse=True)
    call.show(_cases(found))


def ticket(call: Call, *, item: str, subject: str, text: str) -> None:
    """Open a case about an item."""
    from kontor.base.dates import now_utc
    from kontor.tickets.service.it import open_it_case

    with call.store() as store:
        key = _key(store, item)
        changed = call.run(store, open_it_case, key, subject, now_utc(), text)
        call.done(changed, ticket=changed.value)


_ITEM = arg("item", N_("name or serial number, its id, or tickets:it/id"))
_WHICH = opt("plan", N_("id of the task, where several are planned"), "int")
COMMANDS: tuple[Command, ...] = (
    Command("list", list_, N_("devices, licences and contracts by name, with what is due next"), (
        opt("text", N_("words of name, model, serial number, contract or user"), default=""),
        opt("kind", N_("only of this kind"), default="", choices=("", *KINDS)),
        opt("user", N_("only what this person uses"), default=""),
        opt("retired", N_("also those that are gone"), "flag"),
    )),
    Command("show", show, N_("one with its plan, what was done and the cases about it"), (_ITEM,)),
    Command("add", add, N_("note a device, licence or contract; never a password"),
            model=_model("ItInput"), writes=True),
    Command("change", change, N_("change one; only what is given"), (_ITEM,),
            model=_model("ItChange"), writes=True),
    Command("retire", retire, N_("it is no longer used; its history stays"), (
        _ITEM, opt("day", N_("since when; default today"), "day"),
        opt("disposal", N_("where it went, how its data were deleted"), default=""),
    ), writes=True),
    Command("restore", restore, N_("it is used again"), (_ITEM,), writes=True),
    Command("plan", plan, N_("plan a check, a backup test or updates every so many months"),
            (_ITEM,), model=_model("PlanInput"), writes=True),
    Command("plans", plans, N_("what is to be done next, with the last time"), (
        opt("item", N_("only of this one"), default=""),
    )),
    Command("unplan", unplan, N_("a task is not to be done any more; what was done stays"), (
        arg("plan", N_("id of the task"), "int"),
    ), writes=True),
    Command("checked", checked, N_("a check or other task was done; what failed stays due"),
            (_ITEM, _WHICH), model=_model("DoneInput"), writes=True),
    Command("backup-tested", backup_tested, N_("restoring from the backup was tried"),
            (_ITEM, _WHICH), model=_model("DoneInput"), writes=True),
    Command("ticket", ticket, N_("open a case about it"), (
        _ITEM, opt("subject", N_("what is wrong"), required=True),
        opt("text", N_("more about it"), default=""),
    ), writes=True),
    Command("tickets", tickets, N_("cases about one of them, or about all"), (
        opt("item", N_("only of this one"), default=""),
    )),
)  # fmt: skip
