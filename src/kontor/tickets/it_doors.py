"""The answers of the firm's own IT to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from kontor.base.dates import format_day
from kontor.base.i18n import N_
from kontor.store.doors import Due, SearchRow, listed, values_of
from kontor.tickets.it_kinds import ItItem, Outcome, Plan, PlanKind
from kontor.tickets.queries import it as queries
from kontor.tickets.rules.it import notice_by, plan_due

SEARCHED = frozenset({"it_item"})
TABLES = ("it_item", "it_plan", "it_log")
_SOON = 14  # days before a task that Heute says so
_ENDS = 60  # days before a warranty, licence or contract ends
_FOUND = """
SELECT i.id, i.name, i.model, i.serial, e.name, i.place, i.contract, i.backup_what, i.backup_to,
       i.note
  FROM it_item i LEFT JOIN employee e ON e.id = i.employee
 WHERE ?1 IS NULL OR i.id IN (SELECT value FROM json_each(?1))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Tasks that are near, ends that are to be thought of."""
    for one in coming(con, today, today + timedelta(days=_ENDS)):
        if one.kind != "it_task" or one.day <= today + timedelta(days=_SOON):
            yield one


def coming(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """What is to be done with items until a day, and what of them ends."""
    for task in queries.plans(con):
        if plan_due(task) <= last:
            yield _task(task, today)
    for one in queries.items(con):
        yield from _ending(one, today, last)


def _task(task: Plan, today: date) -> Due:
    day, name = plan_due(task), task.item_name
    if task.outcome is Outcome.FAILED:
        return Due(
            task.ref, day, "it_task", N_("{name}: {task} did not work, once more"), None, 2,
            values_of(name=name, task=task.text), "tickets.it",
        )  # fmt: skip
    late = 2 if task.kind is PlanKind.BACKUP else 1  # a backup nobody tested may be none
    return Due(
        task.ref, day, "it_task", N_("{name}: {task}, due {day}"), None,
        late if day < today else 0, values_of(name=name, task=task.text, day=format_day(day)),
        "tickets.it",
    )  # fmt: skip


def _ending(one: ItItem, today: date, last: date) -> Iterator[Due]:
    if one.warranty_ends is not None and today <= one.warranty_ends <= last:
        yield Due(
            one.ref, one.warranty_ends, "it_warranty", N_("{name}: warranty until {day}"), None, 0,
            values_of(name=one.name, day=format_day(one.warranty_ends)), "tickets.it",
        )  # fmt: skip
    notice = notice_by(one)
    if one.ends is None or notice is None:
        return
    if one.notice_days and today <= notice:
        day, title = notice, N_("{name}: give notice until {day}, or it goes on")
    elif one.notice_days:
        day, title = one.ends, N_("{name}: goes on from {day}: note its new end")
    else:
        day, title = one.ends, N_("{name}: licence or contract ends {day}")
    if day <= last:
        yield Due(
            one.ref, day, "it_contract", title, None, 1 if day < today else 0,
            values_of(name=one.name, day=format_day(day)), "tickets.it",
        )  # fmt: skip


def search_rows(con: sqlite3.Connection, ids: Collection[int] | None) -> Iterable[SearchRow]:
    """Items by name, model, serial number, user, place, contract."""
    return [
        SearchRow(f"tickets:it/{key}", "tickets", name,
                  " ".join(word for word in rest if word)[:20_000], key)
        for key, name, *rest in con.execute(_FOUND, (listed(ids),)).fetchall()
    ]  # fmt: skip
