"""The answers of reminders and risk to the questions that are put to every area."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.receivables.queries import debtors, expiry, runs, settings
from kontor.receivables.queries.passing import Pass, passes
from kontor.receivables.queries.plans import payment_plans
from kontor.receivables.rules.instalments import PlanState
from kontor.receivables.rules.interest import missing_rates
from kontor.receivables.rules.proposal import propose
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "receivables"
LAW = "AO § 147 (1) Nr. 2 (3)"
_YEARS = 6
_WARN = 180
_SEARCH = """
SELECT id, partner, number, level FROM reminder_letter
 WHERE number IS NOT NULL AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1)))
"""
_TWICE = "SELECT item,level,count(*) FROM reminded GROUP BY item,level HAVING count(*)>1"
_SUMS = """
SELECT l.id,l.number,
 (SELECT ifnull(sum(c.cents),0) FROM claim c WHERE c.letter=l.id AND c.decision='keep'),
 (SELECT ifnull(sum(w.cents),0) FROM weight w WHERE w.item IN
   (SELECT c.charge FROM claim c WHERE c.letter=l.id AND c.charge IS NOT NULL))
 FROM reminder_letter l WHERE l.issued IS NOT NULL
"""
_LINES = """
SELECT l.id,l.number FROM reminder_letter l WHERE l.issued IS NOT NULL AND
 (SELECT count(*) FROM reminder_line n WHERE n.letter=l.id)
 <>(SELECT count(*) FROM reminded r WHERE r.letter=l.id)
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """The next run, broken instalment plans, claims that expire, a table that is too old."""
    yield from _next_run(con, today)
    for plan in payment_plans(con, today, running=True):
        name = debtors.who(con, plan.partner).name
        if plan.state is PlanState.BROKEN:
            yield Due(
                f"{AREA}:plan/{plan.id}", plan.watch.since or today, "plan",
                N_("{name}: a rate of the instalment plan is missing"), plan.watch.missing, 2,
                values_of(name=name), "dunning.plan",
            )  # fmt: skip
    yield from _expiring(con, today, _WARN)


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """Claims that expire until a day, rates of instalment plans."""
    yield from _expiring(con, today, (last - today).days)
    for plan in payment_plans(con, today, running=True):
        for rate in plan.rates:
            if today <= rate.due <= last:
                yield Due(
                    f"{AREA}:plan/{plan.id}", rate.due, "plan",
                    N_("{name}: a rate of the instalment plan is due"), rate.cents, 0,
                    values_of(name=debtors.who(con, plan.partner).name), "dunning.plan",
                )  # fmt: skip


def _expiring(con: sqlite3.Connection, today: date, within: int) -> Iterator[Due]:
    for one in expiry.expiring(con, today, within=within):
        expires = one.limitation.expires
        if expires is not None:
            yield Due(
                f"item:{one.item.id}", expires, "limitation",
                N_("{document} of {name} expires on {day}"), one.item.open,
                2 if (one.warns or 0) <= 30 else 1,
                values_of(document=one.item.document, name=one.name, day=expires),
                "dunning.limitation",
            )  # fmt: skip


def _next_run(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    there = runs.open_run(con)
    if there is not None:
        yield Due(
            f"{AREA}:run/{there.id}", there.day, "reminder",
            N_("Reminder run of {day}: {count} letters wait"), there.cents, 1,
            values_of(day=there.day, count=there.letters), "dunning.run",
        )  # fmt: skip
        return
    letters, _ = propose(debtors.debtors(con, today), settings.plans(con, today), today)
    if letters:
        yield Due(
            f"{AREA}:run", today, "reminder", N_("Reminders to {count} customers are due"),
            sum(one.cents for one in letters), 1, values_of(count=len(letters)), "dunning.run",
        )  # fmt: skip
    missing = missing_rates(settings.rates(con), today, today)
    if missing and letters:
        yield Due(
            f"{AREA}:rates", missing[0], "reminder",
            N_("The base rate from {day} on is missing: enter it"), None, 1,
            values_of(day=missing[0]), "dunning.rate",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Reminders, blocks and instalment plans of a partner."""
    for one in runs.letters(con, partner=partner):
        if one.issued:
            yield Happening(
                f"{AREA}:{one.id}", one.day, "reminder", N_("Reminder {number}, level {level}"),
                one.principal, values_of(number=one.number, level=one.level),
            )  # fmt: skip
    for block in debtors.blocks(con, partner=partner):
        yield Happening(
            f"{AREA}:block/{block.id}", block.starts, "block", N_("Reminders blocked: {reason}"),
            None, values_of(reason=block.reason),
        )  # fmt: skip
    for passed in _passes(con, partner):
        yield Happening(
            f"sales:{passed.document}", passed.day, "limit",
            N_("Limit passed over for {number}: {reason}"), passed.exposure,
            values_of(number=passed.number, reason=passed.reason),
        )  # fmt: skip
    for plan in payment_plans(con, date.max - timedelta(days=400), partner=partner):
        yield Happening(
            f"{AREA}:plan/{plan.id}", plan.day, "plan", N_("Instalment plan of {count} rates"),
            sum(rate.cents for rate in plan.rates), values_of(count=len(plan.rates)),
        )  # fmt: skip


def _passes(con: sqlite3.Connection, partner: str) -> list[Pass]:
    return passes(con, contact=int(partner[9:])) if partner.startswith("contacts:") else []


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds of reminders: number and debtor."""
    rows = con.execute(_SEARCH, (listed(ids),)).fetchall()
    found = []
    for key, partner, number, level in rows:
        name = debtors.who(con, partner).name
        found.append(SearchRow(f"{AREA}:{key}", AREA, f"{number} {name}", str(level), key))
    return found


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """No level twice; each issued letter has its lines reminded and its claims in the books."""
    for item, level, _count in con.execute(_TWICE).fetchall():
        yield Finding(
            "RV01", f"item:{item}", N_("Level {level} of this item was reminded twice."), "",
            Severity.ERROR, values_of(level=level),
        )  # fmt: skip
    for key, number in con.execute(_LINES).fetchall():
        yield Finding(
            "RV02", f"{AREA}:{key}", N_("{number}: the lines are not what was reminded."), "",
            Severity.ERROR, values_of(number=number),
        )  # fmt: skip
    for key, number, asked, booked in con.execute(_SUMS).fetchall():
        if asked != booked:
            yield Finding(
                "RV03", f"{AREA}:{key}",
                N_("{number} asks for {asked}, the books hold {booked}."), "", Severity.ERROR,
                values_of(
                    number=number, asked=format_money(asked), booked=format_money(booked)
                ),
            )  # fmt: skip


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """What is held on a person: reminders, blocks, plans, what agencies say."""
    for one in runs.letters(con, partner=partner):
        yield Held(
            f"{AREA}:{one.id}", N_("reminder"), f"{one.number or ''} {one.day}".strip(), LAW,
            _until(one.day),
        )  # fmt: skip
    for block in debtors.blocks(con, partner=partner):
        yield Held(f"{AREA}:block/{block.id}", N_("block"), block.reason)
    for passed in _passes(con, partner):
        yield Held(f"sales:{passed.document}", N_("limit passed over"), passed.reason)
    for plan in payment_plans(con, date.max - timedelta(days=400), partner=partner):
        yield Held(f"{AREA}:plan/{plan.id}", N_("instalment plan"), plan.note or str(plan.day))
    for key, source, reason, until in con.execute(
        "SELECT id,source,reason,delete_on FROM credit_info WHERE partner=?", (partner,)
    ):
        yield Held(
            f"{AREA}:info/{key}", N_("information on creditworthiness"), f"{source} {reason}",
            "DSGVO Art. 6 (1) f", date.fromisoformat(until),
        )  # fmt: skip


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Words of mails, blocks and information go; issued reminders stay for their legal time."""
    con = unit.con
    kept = []
    for one in runs.letters(con, partner=partner):
        if one.issued:
            con.execute("UPDATE reminder_letter SET mail=NULL WHERE id=?", (one.id,))
            erase_row(con, "reminder_letter", one.id)
            kept.append(Kept(f"{AREA}:{one.id}", one.number or "", _until(one.day), LAW))
    for table in ("reminder_block", "security", "credit_info"):
        found = con.execute(
            f"SELECT id FROM {table} WHERE partner=?",  # noqa: S608  own names
            (partner,),
        ).fetchall()
        for (key,) in found:
            con.execute(f"DELETE FROM {table} WHERE id=?", (key,))  # noqa: S608  own names
            erase_row(con, table, key)
    for passed in _passes(con, partner):
        con.execute("DELETE FROM limit_pass WHERE id=?", (passed.id,))
        erase_row(con, "limit_pass", passed.id)
    for plan in payment_plans(con, date.max - timedelta(days=400), partner=partner):
        kept.append(Kept(f"{AREA}:plan/{plan.id}", str(plan.day), _until(plan.day), LAW))
    return kept


def _until(day: date) -> date:
    return date(day.year + _YEARS, 12, 31)


DOOR = Door(
    area=AREA,
    due=due,
    deadlines=deadlines,
    timeline=timeline,
    search_tables=frozenset({"reminder_letter"}),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(
        "reminder_terms", "reminder_level", "reminder_run", "reminder_letter", "reminder_line",
        "left_out", "reminded", "claim", "reminder_block", "payment_plan", "payment_plan_item",
        "payment_plan_rate", "limitation_event", "base_rate", "security", "credit_info",
        "limit_pass",
    ),
)  # fmt: skip
