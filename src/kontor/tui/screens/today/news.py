"""What Today shows: tasks from all areas, unfinished forms, the state of books and backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.dates import add_months, format_day, month_of, now_utc
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _

if TYPE_CHECKING:
    from kontor.ledger.queries.cash import Curve
    from kontor.store.doors import Door, Due

_ORDER = {"now": 0, "today": 1, "soon": 2, "later": 3, "hint": 4}
SOON = 7  # days in which something counts as near
URGENT, STALE_HOURS = 2, 48
KINDS = {
    "bank": N_("Bank"), "pay": N_("To pay"),
    "tax": N_("Taxes"), "item": N_("Open items"), "month": N_("Month"),
    "standing": N_("Standing entry"), "asset": N_("Fixed asset"), "backup": N_("Backup"),
    "draft": N_("Draft"), "file": N_("File"), "first": N_("First step"), "bill": N_("Bill"),
    "unresolved": N_("Open items"), "cash": N_("Cash"), "follow_up": N_("Quote"),
    "inquiry": N_("Enquiry"), "withdrawal": N_("Order"), "note": N_("Order"),
    "acceptance": N_("Acceptance of the work"), "defect": N_("Defect"),
    "retention": N_("Security kept"), "warranty": N_("Warranty"),
    "certificate": N_("Certificate"), "receipts": N_("Receipts"), "reminder": N_("Reminders"),
    "plan": N_("Instalment plan"), "limitation": N_("Limitation"), "lead": N_("Lead"),
    "privacy": N_("Data protection"), "day": N_("Important day"),
    "thanks": N_("Thanks"), "review": N_("Review"), "invitation": N_("Invitation"),
    "meeting": N_("Meeting"), "instruction": N_("Instruction"),
    "deadline": N_("Deadline"), "poll": N_("Date poll"),
    "mandate": N_("Mandate"), "task": N_("Task"), "absence": N_("Absence"),
    "appointment": N_("Appointment"),
}  # fmt: skip
VIEWS = {
    "bank": ("books.bank",), "pay": ("books.payments", "books.runs"),
    "reminder": ("sales.reminders",), "plan": ("sales.instalments",),
    "limitation": ("sales.limitation",),
    "tax": ("books.filings", "books.vat"), "item": ("books.items",),
    "bill": ("books.items",), "unresolved": ("books.items",),
    "month": ("books.closing", "books.journal"), "standing": ("books.templates",),
    "asset": ("books.assets",), "investment": ("books.investment", "books.assets"),
    "cash": ("books.accounts",), "backup": ("firm.backups",),
    "deadline": ("today.deadlines",), "file": ("firm.check",), "receipts": ("books.receipts",),
}  # fmt: skip
# dues that stand for a list
_LISTS = {
    "receipts:new": "view:books.unbooked", "receipts:double": "view:books.unbooked",
    "receipts:missing": "view:books.unproven",
    "calendar:instructions": "view:calendar.instructions",
    "calendar:today": "view:calendar.day", "calendar:unconfirmed": "view:calendar.agenda",
}  # fmt: skip
_FORMS = {
    "contacts": N_("contact"), "books": N_("entry"), "ledger": N_("entry"), "firm": N_("firm"),
    "sales": N_("quote, order or invoice"),
    "desk": N_("setting up"), "takeover": N_("take-over"), "bank": N_("bank line"),
    "receipts": N_("receipt"),
}  # fmt: skip


class Task(NamedTuple):
    """One thing to do: where it leads, and how urgent it is (a key of `_ORDER`)."""

    kind: str
    title: str
    state: str
    day: date | None = None
    amount: int | None = None
    target: str = ""


class News(NamedTuple):
    """Everything on the screen of today."""

    tasks: tuple[Task, ...]
    money: Curve
    open_months: tuple[str, ...]
    unbooked: int
    open_entries: int
    backup_hours: int | None
    next_tax: date | None
    entries: int


def read_news(
    read: Callable[[], AbstractContextManager[sqlite3.Connection]],
    doors: Sequence[Door],
    path: Path,
    findings: Sequence[Finding],
    today: date,
) -> News:
    """Ask all areas; for a thread."""
    from kontor.banking.queries.lines import count_unbooked
    from kontor.desk.today import due_items
    from kontor.ledger.queries.cash import curve
    from kontor.ledger.queries.deadlines import tax_deadlines
    from kontor.store.backup import default_folder, newest_age
    from kontor.store.drafts import list_drafts

    with read() as con:
        due = due_items(con, doors, today)
        entries = int(
            con.execute("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1000)").fetchone()[0]
        )
        drafts = [draft.key for draft in list_drafts(con)]
        money = curve(con, today)
        months = open_months(con, today)
        waiting = count_unbooked(con)[0]
        loose = int(con.execute(
            "SELECT count(*) FROM entry e WHERE NOT EXISTS (SELECT 1 FROM seal WHERE entry = e.id)"
        ).fetchone()[0])  # fmt: skip
        taxes = tax_deadlines(con, today)
    hours = newest_age(default_folder(path), now_utc())
    tasks = [_of_finding(one) for one in findings if one.severity is Severity.ERROR]
    tasks += [_of_due(one, today) for one in due]
    tasks += [_of_draft(key) for key in drafts]
    if entries and (hours is None or hours > STALE_HOURS):
        text = _("No backup yet") if hours is None else _("Backup is {days} days old").format(
            days=hours // 24)  # fmt: skip
        tasks.append(Task("backup", text, "soon", target="view:firm.backups"))
    tasks.sort(key=lambda task: _ORDER[task.state])
    if not entries:
        tasks = [*first_steps(waiting), *tasks]
    next_tax = taxes[0].deadline.day if taxes else None
    return News(tuple(tasks), money, months, waiting, loose, hours, next_tax, entries)


def open_months(con: sqlite3.Connection, today: date) -> tuple[str, ...]:
    """Months before this one that hold entries and are not closed."""
    (first,) = con.execute("SELECT min(booked) FROM entry").fetchone()
    if not first:
        return ()
    closed = {row[0] for row in con.execute("SELECT month FROM period").fetchall()}
    month, found = date.fromisoformat(first).replace(day=1), []
    while month_of(month) < month_of(today):
        if month_of(month) not in closed:
            found.append(month_of(month))
        month = add_months(month, 1)
    return tuple(found)


def first_steps(waiting: int) -> list[Task]:
    """What a new firm does first."""
    second = _("Book the bank lines: most need one key") if waiting else _(
        "Book a receipt: amount, account, done")  # fmt: skip
    return [
        Task("first", _("1. Read in a bank statement: camt, MT940 or CSV"), "hint",
             target="view:books.bank"),
        Task("first", "2. " + second, "hint",
             target="view:books.bank" if waiting else "view:books.journal"),
        Task("first", _("3. Enter customers and suppliers, or read them from a file"), "hint",
             target="view:contacts.list"),
    ]  # fmt: skip


def _of_due(due: Due, today: date) -> Task:
    values = {name: _shown(value) for name, value in due.values}
    kind = "deadline" if due.ref.startswith("calendar:deadline/") else due.kind
    if due.urgency >= URGENT:
        state = "now"
    elif due.urgency:
        state = "today" if due.day <= today else "soon"
    else:  # nobody presses for it, however long it waits
        near = today <= due.day <= today + timedelta(days=SOON)
        state = "soon" if near else "later"
    ref, _colon, number = due.ref.partition(":")
    single = number.rpartition("/")[2].isdigit()
    target = due.ref if single else _LISTS.get(due.ref, "")
    return Task(
        kind, _(due.title).format(**values), state, due.day, due.amount, target or _view(kind, ref)
    )


def _view(kind: str, ref: str) -> str:
    return f"kind:{kind}" if kind in VIEWS else f"area:{ref}"


def _shown(value: object) -> Any:
    from kontor.tui.screens.past import value_text  # not for the first frame: knows every area

    if isinstance(value, date):
        return format_day(value)
    return value_text(value) if isinstance(value, str) else value


def _of_finding(one: Finding) -> Task:
    return Task("file", one.text, "now", target="view:firm.check")


def _of_draft(key: str) -> Task:
    """A form that was left unfinished."""
    area = key.partition(".")[0]
    text = _("Unfinished form: {name}").format(name=_(_FORMS[area]) if area in _FORMS else key)
    return Task("draft", text, "hint", target=f"draft:{key}")


def kind_name(kind: str) -> str:
    """The kind of a task in the reader's language."""
    return _(KINDS[kind]) if kind in KINDS else kind


def backup_text(hours: int | None) -> str:
    """How old the newest backup is."""
    if hours is None:
        return _("none yet")
    if hours < 1:
        return _("less than an hour old")
    if hours < STALE_HOURS:
        return _("{hours} hours old").format(hours=hours)
    return _("{days} days old").format(days=hours // 24)
