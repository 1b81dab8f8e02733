"""Commands that keep the books: corrections, own accounts, templates and standing entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.base.errors import Exit, InputError
from kontor.base.i18n import N_, _
from kontor.cli.areas.care import save_first, show_findings
from kontor.cli.areas.ledger_posts import event_models, made
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.ledger.words import ENTRY_KINDS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_TEMPLATES = (
    Column("name", N_("Name")),
    Column("kind", N_("Kind"), "code", ENTRY_KINDS),
    Column("every_months", N_("Every months"), "int"),
    Column("starts", N_("From"), "day"),
    Column("ends", N_("Until"), "day"),
)
_ITEM = arg("item", N_("document, item:12 or RE-5@10001"))
_ENTRY = arg("entry", N_("id, journal number #12 or document"))


def _second_model(words: Sequence[str]) -> type[BaseModel] | None:
    """The model of the kind of event, which is typed after the entry."""
    kinds = [word for word in words if not word.startswith("-")][1:2]
    return event_models().get(kinds[0]) if kinds else None


def correct(call: Call, *, entry: str, event: str, reason: str, data: Any = None) -> None:
    """Put another event in the place of an entry: an open one changes, a sealed one is reversed."""
    from kontor.ledger.queries.lookup import entry_named
    from kontor.ledger.service.changing import correct_entry

    if data is None:
        raise InputError(
            N_("“{kind}” is not a kind of event."),
            hint=N_("Possible: {kinds}."),
            kind=event,
            kinds=", ".join(event_models()),
        )
    with call.store() as store:
        with store.read() as con:
            found = entry_named(con, entry)
        changed = call.run(store, correct_entry, found, data, reason, call.today)
    call.done(changed, **made(changed.value))


def discard(call: Call, *, entry: str) -> None:
    """Delete an open entry."""
    from kontor.ledger.queries.lookup import entry_named
    from kontor.ledger.service.changing import discard_entry

    with call.store() as store:
        with store.read() as con:
            found = entry_named(con, entry)
        call.done(call.run(store, discard_entry, found))


def payroll(call: Call, *, path: Path, day: date | None, document: str) -> None:
    """Book the payroll office's file in one step."""
    from kontor.base.dates import end_of_month
    from kontor.cli.models import read_bytes
    from kontor.company.queries import firm
    from kontor.desk.takeover.payroll import read_payroll
    from kontor.ledger.service.events import case_of

    with call.store() as store:
        with store.read() as con:
            chart = firm(con).chart.value
        event = read_payroll(read_bytes(path), day or end_of_month(call.today), chart)
        if document:
            event = event.model_copy(update={"document": document})
        changed = call.run(store, case_of(event), event)
    call.done(changed, **made(changed.value))


def batch(call: Call, *, path: Path, dry: bool) -> int:
    """Book a DATEV batch of the running year again as events."""
    from kontor.cli.models import read_bytes
    from kontor.company.queries import firm
    from kontor.desk.takeover.booking import BatchRefused, book_batch, read_replay, try_batch

    with call.store() as store:
        with store.read() as con:
            chart = firm(con).chart.value
        found = read_replay(path, read_bytes(path), chart)
        if dry:
            faults = [*try_batch(store, found), *found.findings]
            return show_findings(call, faults, N_("Everything fits."))
        save_first(call, store)
        try:
            changed = call.run(store, book_batch, found)
        except BatchRefused as error:
            show_findings(call, error.findings, "", quiet=True)
            raise
    show_findings(call, found.findings, "", quiet=True)
    call.done(changed, entries=changed.value, left=[one.where for one in found.findings])
    return Exit.OK


def lock(call: Call, *, month: str, dry: bool) -> int:
    """Close a month and all before it."""
    from kontor.ledger.queries import closing
    from kontor.ledger.service.closing import close_month

    if dry:
        with call.read() as con:
            found = closing.findings(con, month, call.today)
        return show_findings(call, found, N_("Nothing stands in the way."))
    with call.store() as store:
        changed = call.run(store, close_month, month, call.today)
    call.done(changed, sealed=len(changed.value))
    return Exit.OK


def depreciate(call: Call, *, year: int) -> None:
    """Book the depreciation of a year."""
    from kontor.ledger.service.assets import depreciate_year

    with call.store() as store:
        changed = call.run(store, depreciate_year, year)
    call.done(changed, entries=changed.value)


def dispose(call: Call, *, number: str, day: date | None, proceeds: int, keep: str) -> None:
    """Take an asset out of the register."""
    from kontor.ledger.service import assets

    with call.store() as store:
        changed = call.run(
            store, assets.dispose, number, day or call.today, proceeds=proceeds, keep=keep
        )
    call.done(changed, entries=changed.value)


def _account_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.ledger.model.chart import NewAccount

    return NewAccount


def add_account(call: Call, *, data: Any) -> None:
    """Add an own account."""
    from kontor.ledger.service.chart import create_account

    with call.store() as store:
        changed = call.run(store, create_account, data)
    call.done(changed, id=changed.value)


def _change_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.ledger.model.chart import AccountChange

    return AccountChange


def change_account(call: Call, *, account: str, data: Any) -> None:
    """Change an account."""
    from kontor.ledger.service import chart

    with call.store() as store:
        call.done(call.run(store, chart.change_account, account, data))


def close_account(call: Call, *, account: str, day: date | None) -> None:
    """Close an account."""
    from kontor.ledger.service import chart

    with call.store() as store:
        call.done(call.run(store, chart.close_account, account, day or call.today))


def reopen_account(call: Call, *, account: str) -> None:
    """Open a closed account again."""
    from kontor.ledger.service import chart

    with call.store() as store:
        call.done(call.run(store, chart.reopen_account, account))


def _personal_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.ledger.model.chart import NewPersonalAccount

    return NewPersonalAccount


def add_personal(call: Call, *, data: Any) -> None:
    """Add the account of a customer or supplier."""
    from kontor.ledger.service.chart import create_personal_account

    with call.store() as store:
        changed = call.run(store, create_personal_account, data)
    call.done(changed, id=changed.value)


def mark(call: Call, *, entry: str, off: bool) -> None:
    """Mark an open entry as looked at."""
    from kontor.ledger.queries.lookup import entry_named
    from kontor.ledger.service.changing import mark_checked

    with call.store() as store:
        with store.read() as con:
            found = entry_named(con, entry)
        call.done(call.run(store, mark_checked, found, not off))


def withdraw(call: Call, *, item: str) -> None:
    """Take back an advance request."""
    from kontor.ledger.queries.lookup import item_named
    from kontor.ledger.service.changing import withdraw_request

    with call.store() as store:
        with store.read() as con:
            found = item_named(con, item).id
        call.done(call.run(store, withdraw_request, found))


def _request_model(_words: Sequence[str]) -> type[BaseModel]:
    return event_models()["request"]


def change_request(call: Call, *, item: str, data: Any) -> None:
    """Replace an advance request."""
    from kontor.ledger.queries.lookup import item_named
    from kontor.ledger.service import changing

    with call.store() as store:
        with store.read() as con:
            found = item_named(con, item).id
        changed = call.run(store, changing.change_request, found, data)
    call.done(changed, **made(changed.value))


def templates(call: Call) -> None:
    """Templates and standing entries."""
    import json

    from kontor.ledger.queries.standing import templates as saved

    with call.read() as con:
        found = saved(con)
    rows = [
        (one.name, json.loads(one.content).get("kind"), one.every_months, one.starts, one.ends)
        for one in found
    ]
    call.show(Table(_TEMPLATES, rows, empty=N_("There is no template yet.")))


def _template_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.ledger.model.templates import NewTemplate

    return NewTemplate


def save_template(call: Call, *, data: Any) -> None:
    """Save a template."""
    from kontor.ledger.service import templates as service

    with call.store() as store:
        changed = call.run(store, service.save_template, data)
    call.done(changed, id=changed.value)


def drop_template(call: Call, *, name: str) -> None:
    """Delete a template."""
    from kontor.ledger.service import templates as service

    with call.store() as store:
        call.done(call.run(store, service.delete_template, name))


def stop_template(call: Call, *, name: str, day: date | None) -> None:
    """Let a standing entry end."""
    from kontor.ledger.service import templates as service

    with call.store() as store:
        call.done(call.run(store, service.stop_template, name, day or call.today))


def template(call: Call, *, name: str, day: date | None) -> None:
    """Book from a template."""
    from kontor.ledger.service.templates import post_template

    with call.store() as store:
        changed = call.run(store, post_template, name, day or call.today)
    call.done(changed, **made(changed.value))


def standing(call: Call) -> None:
    """Book all standing entries that are due."""
    from kontor.ledger.service.templates import run_standing

    with call.store() as store:
        changed = call.run(store, run_standing, call.today)
    entries = [entry for posted in changed.value for entry in posted.entries]
    if not entries and call.format == "table":
        call.say(_("No standing entry is due."))
        return
    call.done(changed, entries=entries)


COMMANDS = (
    Command("correct", correct, N_("put another event in the place of an entry"), (
        _ENTRY,
        arg("event", N_("kind of event: invoice, bill, payment, purchase, entry …")),
        opt("reason", N_("why"), required=True),
    ), model=_second_model, writes=True),
    Command("discard", discard, N_("delete an entry that is not sealed"), (_ENTRY,), writes=True),
    Command("payroll", payroll, N_("book the payroll office's file in one step"), (
        arg("path", N_("CSV or DATEV file of the payroll office"), "path"),
        opt("day", N_("day of the entry; the end of this month without it"), "day"),
        opt("document", N_("document of the entry"), default=""),
    ), writes=True),
    Command("batch", batch, N_("book a DATEV batch of the running year again as events"), (
        arg("path", N_("DATEV file of category 21"), "path"),
        opt("dry", N_("only show what cannot be booked"), "flag"),
    ), writes=True),
    Command("lock", lock, N_("close a month and all before it: seal every entry"), (
        arg("month", N_("the month, like 2026-03"), "month"),
        opt("dry", N_("only show what stands in the way"), "flag"),
    ), writes=True),
    Command("depreciate", depreciate, N_("book the depreciation of a year"), (
        arg("year", N_("the year"), "year"),
    ), writes=True),
    Command("dispose", dispose, N_("take an asset out of the register"), (
        arg("number", N_("number of the asset")),
        opt("day", N_("day it went; today without it"), "day"),
        opt("proceeds", N_("net price it brought"), "money", default=0),
        opt("keep", N_("why its investment deduction stays, such as fire"), default=""),
    ), writes=True),
    Command("add-account", add_account, N_("add an own account to the chart"),
            model=_account_model, writes=True),
    Command("change-account", change_account, N_("change name, tax code or form lines"), (
        arg("account", N_("number or concept of the account")),
    ), model=_change_model, writes=True),
    Command("close-account", close_account, N_("close an account without balance"), (
        arg("account", N_("number or concept of the account")),
        opt("day", N_("last day; today without it"), "day"),
    ), writes=True),
    Command("reopen-account", reopen_account, N_("open a closed account again"), (
        arg("account", N_("number or concept of the account")),
    ), writes=True),
    Command("add-personal", add_personal, N_("add the account of a customer or supplier"),
            model=_personal_model, writes=True),
    Command("mark", mark, N_("mark an open entry as looked at"), (
        _ENTRY, opt("off", N_("take the mark away"), "flag"),
    ), writes=True),
    Command("withdraw", withdraw, N_("take back an advance request without money on it"), (
        _ITEM,
    ), writes=True),
    Command("change-request", change_request, N_("replace an advance request without money on it"),
            (_ITEM,), model=_request_model, writes=True),
    Command("templates", templates, N_("templates and standing entries")),
    Command("save-template", save_template, N_("save a template or standing entry"),
            model=_template_model, writes=True),
    Command("drop-template", drop_template, N_("delete a template; what it booked stays"), (
        arg("name", N_("name of the template")),
    ), writes=True),
    Command("stop-template", stop_template, N_("let a standing entry end"), (
        arg("name", N_("name of the template")),
        opt("day", N_("its last day; today without it"), "day"),
    ), writes=True),
    Command("template", template, N_("book from a template"), (
        arg("name", N_("name of the template")),
        opt("day", N_("day of the entry; today without it"), "day"),
    ), writes=True),
    Command("standing", standing, N_("book all standing entries that are due"), writes=True),
)  # fmt: skip
