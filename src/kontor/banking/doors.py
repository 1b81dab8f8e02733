"""The bank's answers to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from kontor.banking.kinds import RunState
from kontor.banking.queries.lines import count_unbooked
from kontor.banking.queries.payables import suggestions
from kontor.banking.queries.runs import mandates, runs
from kontor.banking.rules.debiting import Use, fault, lapse_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.store.doors import Door, Due, SearchRow, listed, values_of

_SEARCH = """
SELECT id, name, purpose, cents, day FROM bank_line
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""

# the newest statement of each day and account: its closing balance must be the account's balance
_BALANCES = """
SELECT s.id, m.name, m.account, s.closing_day, s.closing,
 (SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account
   WHERE a.number=m.account AND l.day<=s.closing_day),
 (SELECT count(*) FROM bank_line b WHERE b.money_account=m.id AND b.day<=s.closing_day
   AND b.set_aside IS NULL AND NOT EXISTS(SELECT 1 FROM bank_booking k WHERE k.bank_line=b.id))
FROM statement s JOIN money_account m ON m.id=s.money_account
WHERE s.closing IS NOT NULL AND s.closing_day IS NOT NULL
 AND s.id=(SELECT max(t.id) FROM statement t WHERE t.money_account=s.money_account
           AND t.closing_day=s.closing_day AND t.closing IS NOT NULL)
ORDER BY s.closing_day, s.id
"""


_LAPSES = timedelta(days=30)  # before a mandate lapses it is told
_WAITS = {
    RunState.PROPOSED: N_("Release payment run {number}, payments: {count}"),
    RunState.RELEASED: N_("Send payment run {number} to the bank, payments: {count}"),
}


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Bank lines that wait to be booked, payments that wait to be made, mandates that lapse."""
    yield from _due_payments(con, today)
    yield from _lapsing(con, today, today + _LAPSES)
    number, oldest = count_unbooked(con)
    if number and oldest:
        age = (today - oldest).days
        yield Due(
            "banking:open", oldest, "bank", N_("{count} bank lines to book, oldest {age} days"),
            None, 2 if age > 30 else 1, values_of(count=number, age=age), "bank.open",
        )  # fmt: skip


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Skonto that ends until a day, mandates that lapse until then."""
    yield from _skonto(con, today, last)
    yield from _lapsing(con, today, last)


def _skonto(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    for one in suggestions(con, today):
        if one.block is None and one.discount and one.day <= last and not one.payable.refund:
            yield Due(
                f"item:{one.payable.item}", one.day, "pay",
                N_("Skonto ends: pay {document} of {name}, saves {amount}"), one.cents, 2,
                values_of(document=one.payable.document, name=one.payable.payee.name,
                          amount=format_money(one.discount)),
                "pay.open",
            )  # fmt: skip


def _lapsing(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Mandates that may be used today and lapse until a day unless they are used before."""
    for one in mandates(con):
        use = Use(one.signed, one.once, one.last_used, one.ended)
        if one.ended is None and fault(use, today) is None and (day := lapse_day(use)) <= last:
            yield Due(
                f"mandate:{one.id}", day - _LAPSES, "mandate",
                N_("Mandate {number} of {name} lapses: have a new one signed"), None, 0,
                values_of(number=one.number, name=one.name), "pay.mandate", ends=day,
            )  # fmt: skip


def _due_payments(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Skonto that ends, runs that wait to be released or written, debits to announce."""
    yield from _skonto(con, today, today + timedelta(days=1))
    for run in runs(con):
        if run.state in {RunState.PROPOSED, RunState.RELEASED}:
            late = run.first is not None and run.first <= today
            yield Due(
                f"payrun:{run.id}", run.first or run.made, "pay", _WAITS[run.state], run.cents,
                2 if late else 1, values_of(number=run.id, count=run.pieces), "pay.run",
            )  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """Invariant 11: a money account's balance on a statement day is the statement's balance."""
    for key, name, _account, day, closing, balance, waiting in con.execute(_BALANCES).fetchall():
        if closing == balance or waiting:
            continue  # what is not booked yet is no error; Today asks for it
        yield Finding(
            "I11", f"banking:{key}",
            N_("{name}: the statement of {day} says {closing}, the books say {balance}."),
            N_("Look for a missing, double or wrong booking up to that day."), Severity.ERROR,
            values_of(
                name=name, day=day, closing=format_money(closing), balance=format_money(balance)
            ),
        )  # fmt: skip
    for key, entry in con.execute(
        "SELECT b.bank_line, b.entry FROM bank_booking b LEFT JOIN entry e ON e.id=b.entry"
        " WHERE e.id IS NULL"
    ).fetchall():
        yield Finding(
            "BK01", f"banking:{key}", N_("The bank line refers to the missing entry {entry}."),
            "", Severity.ERROR, values_of(entry=entry),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds of bank lines: payer and purpose."""
    rows = con.execute(_SEARCH, (listed(ids),)).fetchall()
    return [
        SearchRow(
            f"banking:{key}", "banking", f"{day} {name} {format_money(cents)}", f"{name} {purpose}",
            key,
        )
        for key, name, purpose, cents, day in rows
    ]  # fmt: skip


DOOR = Door(
    area="banking",
    due=due,
    deadlines=deadlines,
    search_tables=frozenset({"bank_line"}),
    search_rows=search_rows,
    check=check,
    audit_tables=(
        "statement_import", "statement", "bank_line", "bank_detail", "bank_booking", "quarantine",
        "bank_rule", "mandate", "pay_terms", "pay_block", "pay_run", "payment", "pay_file",
        "pay_copy",
    ),
)  # fmt: skip
