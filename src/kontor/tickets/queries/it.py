"""The firm's own IT: items, what is planned and logged, the cases about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date
from typing import Any

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.company import queries as company
from kontor.tickets.it_kinds import ItItem, ItKind, Logged, Outcome, Plan, PlanKind
from kontor.tickets.queries.tickets import Ticket, ticket

_ITEM = """
SELECT i.id, i.kind, i.name, i.model, i.serial, i.employee, ifnull(e.name, ''), i.place, i.bought,
       i.price, i.receipt, i.warranty_ends, i.contract, i.ends, i.notice_days, i.backup_what,
       i.backup_to, i.note, i.retired, i.disposal
  FROM it_item i LEFT JOIN employee e ON e.id = i.employee
"""
_PLAN = """
SELECT p.id, p.item, i.name, p.kind, p.text, p.months, p.first, l.day, l.outcome,
       ifnull(l.note, '')
  FROM it_plan p JOIN it_item i ON i.id = p.item
  LEFT JOIN it_log l ON l.id = (SELECT n.id FROM it_log n WHERE n.plan = p.id
                                 ORDER BY n.day DESC, n.id DESC LIMIT 1)
"""
_DAYS = ("bought", "warranty_ends", "ends", "retired")


def items(
    con: sqlite3.Connection, *, retired: bool = False, text: str = "", user: str = ""
) -> list[ItItem]:
    """Items by name; those that are gone only when asked for."""
    rows = con.execute(
        f"{_ITEM} WHERE (?1 OR i.retired IS NULL) AND (?2 IS NULL OR i.employee = ?2)",
        (retired, company.find_employee(con, user).id if user else None),
    ).fetchall()
    found, word = [_item(row) for row in rows], fold(text)
    kept = [
        one for one in found
        if word in fold(" ".join((one.name, one.model, one.serial, one.contract, one.user)))
    ]  # fmt: skip
    return sorted(kept, key=lambda one: (fold(one.name), one.id))


def item(con: sqlite3.Connection, key: int) -> ItItem:
    """One item; `NotFound` without it."""
    row = con.execute(f"{_ITEM} WHERE i.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("The firm has no IT item {number}."), number=key, field="item")
    return _item(row)


def find(con: sqlite3.Connection, text: str) -> ItItem:
    """An item by reference `tickets:it/3`, id, name or serial number; `NotFound` without it."""
    name = text.strip().removeprefix("tickets:it/")
    if name.isascii() and name.isdigit() and len(name) < 16:
        row = con.execute(f"{_ITEM} WHERE i.id = ?", (int(name),)).fetchone()
        if row is not None:
            return _item(row)
    typed = fold(name)
    found = [one for one in items(con, retired=True) if typed in {fold(one.name), fold(one.serial)}]
    if len(found) != 1 or not typed:
        raise NotFound(
            N_("The firm has no IT item {number}."), number=quoted(text), field="item",
            hint=N_("“kontor it list” shows them with their ids."),
        )  # fmt: skip
    return found[0]


def plans(con: sqlite3.Connection, item_: int | None = None) -> list[Plan]:
    """What is to be done again and again, with the last time; of items that are there."""
    rows = con.execute(
        f"{_PLAN} WHERE p.ended IS NULL AND i.retired IS NULL AND (?1 IS NULL OR p.item = ?1)"
        " ORDER BY p.item, p.id",
        (item_,),
    ).fetchall()
    return [_plan(row) for row in rows]


def plan(con: sqlite3.Connection, key: int) -> Plan:
    """One of them; `NotFound` without it."""
    row = con.execute(f"{_PLAN} WHERE p.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no task {number} in the plan."), number=key, field="plan")
    return _plan(row)


def plan_of(
    con: sqlite3.Connection, one: ItItem, kinds: Collection[PlanKind], key: int | None = None
) -> Plan:
    """The task of an item that was done: the one with this id, or the only one of these kinds.

    Raises:
        NotFound: nothing of the kind is planned for it.
        InputError: several fit.
    """
    fitting = [
        task for task in plans(con, one.id)
        if (task.kind in kinds if key is None else task.id == key)
    ]  # fmt: skip
    if not fitting:
        raise NotFound(
            N_("Nothing of the kind is planned for {name}."), name=quoted(one.name), field="plan",
            hint=N_("“kontor it plan” plans it."),
        )  # fmt: skip
    if len(fitting) > 1:
        raise InputError(
            N_("Several tasks are planned for {name}: say which one."), name=quoted(one.name),
            field="plan", hint=N_("They are: {tasks}."),
            tasks=", ".join(f"{task.id} {task.text}" for task in fitting),
        )  # fmt: skip
    return fitting[0]


def log(con: sqlite3.Connection, item_: int) -> list[Logged]:
    """What was done with an item, newest first."""
    rows = con.execute(
        "SELECT l.id, l.plan, p.text, l.day, l.who, l.outcome, l.note FROM it_log l"
        " JOIN it_plan p ON p.id = l.plan WHERE p.item = ? ORDER BY l.day DESC, l.id DESC",
        (item_,),
    ).fetchall()
    return [
        Logged(key, plan_, text, date.fromisoformat(day), who, Outcome(outcome), note)
        for key, plan_, text, day, who, outcome, note in rows
    ]


def cases(con: sqlite3.Connection, one: ItItem) -> list[Ticket]:
    """Cases about an item, newest first."""
    rows = con.execute(
        "SELECT id FROM ticket WHERE reference = ? AND reference <> ''"  # as its index says
        " ORDER BY received DESC, id DESC", (one.ref,),
    ).fetchall()  # fmt: skip
    return [ticket(con, key) for (key,) in rows]


def _item(row: tuple[Any, ...]) -> ItItem:
    found = ItItem._make(row)
    values: dict[str, Any] = {name: _day(getattr(found, name)) for name in _DAYS}
    return found._replace(kind=ItKind(found.kind), **values)


def _plan(row: tuple[Any, ...]) -> Plan:
    found = Plan._make(row)
    return found._replace(
        kind=PlanKind(found.kind), first=date.fromisoformat(row[6]), last=_day(row[7]),
        outcome=Outcome(row[8]) if row[8] else None,
    )  # fmt: skip


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
