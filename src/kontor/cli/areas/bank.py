"""Commands for bank statements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontor.banking.words import GRADES, LINE_STATES, MATCHES
from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _
from kontor.cli.areas.care import save_first, show_findings
from kontor.cli.areas.ledger_lists import LIMIT, paged
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.banking.kinds import Proposal
    from kontor.cli.call import Call

_COUNTS = ("new", "known", "pending", "refused", "doubtful")
_IMPORTED = (
    Column("file", N_("File")),
    Column("format", N_("Format"), "code"),
    Column("new", N_("New"), "int"),
    Column("known", N_("Known"), "int"),
    Column("pending", N_("Pending"), "int"),
    Column("refused", N_("Refused"), "int"),
    Column("doubtful", N_("Doubtful"), "int"),
)
_LINES = (
    Column("id", N_("Line"), "int"),
    Column("account_name", N_("Account")),
    Column("day", N_("Date"), "day"),
    Column("cents", N_("Amount"), "money"),
    Column("name", N_("Name")),
    Column("purpose", N_("Purpose")),
    Column("state", N_("State"), "code", LINE_STATES),
    Column("booked_as", N_("Booked as")),
)
_PROPOSED = (
    Column("line", N_("Line"), "int"),
    Column("proposal", N_("Proposal"), "int"),
    Column("day", N_("Date"), "day"),
    Column("cents", N_("Amount"), "money"),
    Column("name", N_("Name")),
    Column("grade", N_("Grade"), "code", GRADES),
    Column("kind", N_("Kind"), "code", MATCHES),
    Column("goal", N_("On"), "code"),
    Column("score", N_("Score"), "int"),
    Column("reasons", N_("Reasons")),
)
_RULES = (
    Column("ref", N_("Id"), "code"),
    Column("label", N_("Name")),
    Column("name", N_("Payer contains")),
    Column("purpose", N_("Purpose contains")),
    Column("iban", N_("IBAN"), "code"),
    Column("account", N_("Account"), "code"),
    Column("code", N_("Tax code"), "code"),
    Column("auto", N_("Without asking"), "flag"),
)


def imported(call: Call, *, paths: list[Path], account: int | None) -> None:
    """Import statement files."""
    from kontor.banking.service.importing import import_statement
    from kontor.base.dates import now_utc
    from kontor.cli.models import read_bytes

    rows: list[tuple[Any, ...]] = []
    findings: list[Any] = []
    with call.store() as store:
        save_first(call, store)
        for path in paths:
            try:
                changed = call.run(
                    store, import_statement, read_bytes(path), path.name, at=now_utc(),
                    account=account,
                )  # fmt: skip
            except KontorError:
                if rows and call.format == "table":
                    call.show(Table(_IMPORTED, rows))
                raise
            done = changed.value
            findings += done.findings
            rows.append((path.name, done.format, *(getattr(done, name) for name in _COUNTS)))
            if done.known_import and call.format == "table":
                call.say(_("{file} was imported before.").format(file=path.name))
    sums = {name: sum(row[place] for row in rows) for place, name in enumerate(_COUNTS, 2)}
    files = [dict(zip(("file", "format", *_COUNTS), row, strict=True)) for row in rows]
    told = [{"code": one.code, "where": one.where, "message": one.text} for one in findings]
    call.show(Table(_IMPORTED, rows), data={**sums, "files": files, "findings": told})
    if findings and call.format == "table":
        show_findings(call, findings, "")


def lines(call: Call, *, open: bool, account: int | None, limit: int | None) -> None:  # noqa: A002  the option's name
    """Bank lines, newest first."""
    from kontor.banking.queries import lines as bank

    def fetch(after: Any, size: int) -> list[Any]:
        return bank.page(con, after=after, limit=size, money_account=account, only_open=open)

    with call.read() as con:
        rows = paged(call, limit, fetch, lambda row: (row.day.isoformat(), row.id))
    picked = [tuple(getattr(row, column.name) for column in _LINES) for row in rows]
    call.show(Table(_LINES, picked, empty=N_("No bank line is there.")))


def _book_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import BookInput

    return BookInput


def book(call: Call, *, data: Any) -> None:
    """Book one line."""
    from kontor.banking.service.booking import book_line

    with call.store() as store:
        changed = call.run(store, book_line, data)
    call.done(changed, entries=changed.value)


def propose(call: Call, *, line: int | None, sure: bool) -> None:
    """What open lines may be, each with its reasons; all proposals for one line."""
    from kontor.banking.queries import lines as bank
    from kontor.banking.queries.proposals import matching, proposals
    from kontor.ledger.queries.accounts import chart

    rows: list[tuple[Any, ...]] = []
    with call.read() as con:
        known = matching(con, call.today)
        names = {one.item.ref: f"{one.item.number} {one.item.partner_name}"
                 for one in known.entries}  # fmt: skip
        names |= {one.number: f"{one.number} {one.name}" for one in chart(con)}
        there = [bank.line(con, line)] if line else bank.unbooked(con)
        for one in there:
            found = proposals(con, one.id, known)
            for place, each in enumerate(found if line else found[:1], 1):
                if not sure or each.grade.value == "auto":
                    told = _said(each, names if call.format == "table" else {})
                    rows.append((one.id, place, one.day, one.cents, one.name, *told))
            if not found and not sure:
                rows.append((one.id, None, one.day, one.cents, one.name, *_UNKNOWN))
    call.show(Table(_PROPOSED, rows, empty=N_("No bank line waits to be booked.")))


_UNKNOWN = ("none", "", "", 0, "")


def _said(each: Proposal, names: dict[str, str]) -> tuple[Any, ...]:
    goals = each.item_refs or (each.account,)
    goal = ", ".join(names.get(one, one) for one in goals)
    why = "; ".join(one.text for one in each.reasons)
    return each.grade.value, each.kind.value, goal, each.score, why


def accept(call: Call, *, line: int | None, proposal: int, sure: bool) -> None:
    """Book lines as proposed: one of them, or all that are sure."""
    from kontor.banking.queries import lines as bank
    from kontor.banking.queries.proposals import matching, proposals
    from kontor.banking.service.booking import book_lines, proposed_input

    if (line is None) == (not sure):
        raise InputError(N_("Name one line, or say --sure for all that are sure."))
    with call.store() as store:
        with store.read() as con:
            known = matching(con, call.today)
            wanted = [line] if line else [one.id for one in bank.unbooked(con)]
            found = {number: proposals(con, number, known) for number in wanted}
        chosen = {
            number: each[proposal - 1] for number, each in found.items()
            if 0 < proposal <= len(each) and (line or each[0].grade.value == "auto")
        }  # fmt: skip
        if line and not chosen:
            raise InputError(
                N_("Line {line} has no proposal {number}."), line=line, number=proposal
            )
        inputs = [proposed_input(number, each) for number, each in chosen.items()]
        if not inputs:
            call.say(_("No proposal is sure; nothing was booked."))
            return
        changed = call.run(store, book_lines, inputs)
    call.done(changed, lines=list(chosen), entries=changed.value)


def rules(call: Call) -> None:
    """The user's rules."""
    from kontor.banking.queries.matching import rules as known

    with call.read() as con:
        found = known(con)
    rows = [tuple(getattr(one, column.name) for column in _RULES) for one in found]
    call.show(Table(_RULES, rows, empty=N_("There is no rule yet.")))


def _rule_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.banking.model import RuleInput

    return RuleInput


def add_rule(call: Call, *, data: Any) -> None:
    """Add a rule."""
    from kontor.banking.service import rules as service

    with call.store() as store:
        changed = call.run(store, service.add_rule, data)
    call.done(changed, id=changed.value)


def drop_rule(call: Call, *, rule: int) -> None:
    """Delete a rule."""
    from kontor.banking.service import rules as service

    with call.store() as store:
        call.done(call.run(store, service.delete_rule, rule))


def set_aside(call: Call, *, line: int, reason: str) -> None:
    """Take a line off the list without booking it."""
    from kontor.banking.service import booking

    with call.store() as store:
        call.done(call.run(store, booking.set_aside, line, reason))


def change_rule(call: Call, *, rule: int, data: Any) -> None:
    """Replace a rule."""
    from kontor.banking.service import rules as service

    with call.store() as store:
        call.done(call.run(store, service.change_rule, rule, data))


def unbook(call: Call, *, line: int, reason: str) -> None:
    """Take back what a line was booked as."""
    from kontor.banking.service import booking

    with call.store() as store:
        call.done(call.run(store, booking.unbook_line, line, call.today, reason))


def take_up(call: Call, *, line: int) -> None:
    """Put a line back on the list."""
    from kontor.banking.service import booking

    with call.store() as store:
        call.done(call.run(store, booking.take_up, line))


COMMANDS = (
    Command("import", imported, N_("import statements: CAMT, MT940, CSV of many banks"), (
        arg("paths", N_("statement files, also ZIP"), "path", many=True, required=True),
        opt("account", N_("id of the money account, where the file does not name it"), "int"),
    ), writes=True),
    Command("lines", lines, N_("lines of the statements, newest first"), (
        opt("open", N_("only those that wait to be booked"), "flag"),
        opt("account", N_("only this money account"), "int"), LIMIT,
    )),
    Command("propose", propose, N_("what open lines may be, each with its reasons"), (
        arg("line", N_("all proposals for this line"), "int", required=False),
        opt("sure", N_("only what is certain"), "flag"),
    )),
    Command("accept", accept, N_("book lines as proposed: one, or all that are sure"), (
        arg("line", N_("number of the line"), "int", required=False),
        opt("proposal", N_("which proposal"), "int", default=1),
        opt("sure", N_("all lines whose proposal is certain, in one step"), "flag"),
    ), writes=True),
    Command("book", book, N_("book a line on open items, accounts or an own account"), (
        arg("line", N_("number of the line"), "int", required=False),
    ), model=_book_model, writes=True),
    Command("unbook", unbook, N_("take back what a line was booked as; it waits again"), (
        arg("line", N_("number of the line"), "int"),
        opt("reason", N_("why; needed when the month is closed"), default=""),
    ), writes=True),
    Command("rules", rules, N_("your own rules for booking")),
    Command("add-rule", add_rule, N_("add a rule"), model=_rule_model, writes=True),
    Command("change-rule", change_rule, N_("put a changed rule in the place of one"), (
        arg("rule", N_("number of the rule"), "int"),
    ), model=_rule_model, writes=True),
    Command("drop-rule", drop_rule, N_("delete a rule; what it booked stays"), (
        arg("rule", N_("number of the rule"), "int"),
    ), writes=True),
    Command("set-aside", set_aside, N_("take a line off the list without booking it"), (
        arg("line", N_("number of the line"), "int"),
        opt("reason", N_("why it needs no booking"), required=True),
    ), writes=True),
    Command("take-up", take_up, N_("put a line that was set aside back on the list"), (
        arg("line", N_("number of the line"), "int"),
    ), writes=True),
)  # fmt: skip
