"""What maintenance contracts add to the answers of cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.store.doors import Due, Happening, Held, Kept, SearchRow, listed, values_of
from kontor.store.erasing import erase_row
from kontor.tickets.contract_kinds import ContractState, VisitState
from kontor.tickets.queries import contracts as queries
from kontor.tickets.rules.contracts import term_of

if TYPE_CHECKING:
    from kontor.store.unit import Unit

TABLES = (
    "maintenance_contract", "contract_device", "contract_price", "contract_visit",
    "contract_bill", "price_index",
)  # fmt: skip
_LAW = "DSGVO Art. 6 (1) b"
_NOTICE_LAW = "BGB § 309 Nr. 9"
_KEEP_LAW = "AO § 147 (3)"
_FOUND = """
SELECT m.id, m.number, m.subject, c.name, m.scope, m.note,
       (SELECT group_concat(d.name || ' ' || d.serial, ' ') FROM contract_device k
          JOIN device d ON d.id = k.device WHERE k.contract = m.id)
  FROM maintenance_contract m JOIN contact c ON c.id = m.contact
 WHERE ?1 IS NULL OR m.id IN (SELECT value FROM json_each(?1))
"""
_WRONG = """
SELECT m.id, m.number FROM contract_visit v JOIN maintenance_contract m ON m.id = v.contract
  JOIN ticket t ON t.id = v.ticket
 WHERE (v.state = 'planned') <> (t.state NOT IN ('solved', 'billed', 'closed'))
"""


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Visits to plan, years to bill, prices to adjust, last days to give notice."""
    yield from (one for one in _told(con, today, today) if one.day <= today)


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """The same, also what lies further ahead."""
    yield from _told(con, today, last)


def _told(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    for one in queries.known_all(con, queries.contracts(con, today), today):
        for found in (*_visits(one, today), *_money(one, today), *_notice(one, today)):
            if found.day <= last or found.deadline <= last:
                yield found


def _visits(one: queries.Known, today: date) -> Iterator[Due]:
    contract, turn = one.contract, one.turn
    named = {"number": contract.number, "name": contract.contact_name, "subject": contract.subject}
    if one.planned is not None:
        if not one.planned.starts or one.planned.appointment_state == "cancelled":
            yield Due(
                contract.ref, min(today, one.planned.due), "maintenance",
                N_("{number} {name}: agree on a time for {subject}"), None, 1, values_of(**named),
                "contracts.visit",
            )  # fmt: skip
        return
    if turn is None or one.state is ContractState.ENDED:
        return
    yield Due(
        contract.ref, turn.first, "maintenance",
        N_("{number} {name}: plan {subject} until {day}"), one.at_once or None,
        2 if turn.last < today else 0, values_of(**named, day=format_day(turn.last)),
        "contracts.run", ends=turn.last,
    )  # fmt: skip


def _money(one: queries.Known, today: date) -> Iterator[Due]:
    contract = one.contract
    named = {"number": contract.number, "name": contract.contact_name}
    if one.year is not None:
        ahead = timedelta(days=term_of("tell_bill", today).amount)
        yield Due(
            contract.ref, one.year.first - ahead, "contract_bill",
            N_("{number} {name}: bill the year from {day}"), one.at_once, 1,
            values_of(**named, day=format_day(one.year.first)), "contracts.bill",
            ends=one.year.first,
        )  # fmt: skip
    if contract.next_adjust is not None and one.state is ContractState.RUNNING:
        ahead = timedelta(days=term_of("tell_adjust", today).amount)
        yield Due(
            contract.ref, contract.next_adjust - ahead, "contract_price",
            N_("{number} {name}: adjust the price on {day}"), None, 0,
            values_of(**named, day=format_day(contract.next_adjust)), "contracts.price",
            ends=contract.next_adjust,
        )  # fmt: skip


def _notice(one: queries.Known, today: date) -> Iterator[Due]:
    """Only while a notice still ends the term: this is the day to think of the price as well."""
    if one.notice is None or one.end is None or one.notice < today:
        return
    ahead = timedelta(days=term_of("tell_notice", today).amount)
    yield Due(
        one.contract.ref, one.notice - ahead, "contract_notice",
        N_("{number} {name}: notice until {day} ends it on {end}"), None, 0,
        values_of(number=one.contract.number, name=one.contract.contact_name,
                  day=format_day(one.notice), end=format_day(one.end)),
        "contracts.open", ends=one.notice, law=_NOTICE_LAW if one.contract.consumer else "",
    )  # fmt: skip


def timeline(con: sqlite3.Connection, key: int) -> Iterator[Happening]:
    """Contracts of a partner: agreed, visited, ended."""
    wanted = queries.ContractFilter(contact=key, ended=True)
    for one in queries.contracts(con, date.min, wanted):
        named = values_of(number=one.number, subject=one.subject)
        yield Happening(
            one.ref, one.starts, "contract", N_("{number} {subject} agreed"), None, named
        )
        for visit in queries.visits(con, one.id):
            if visit.state is VisitState.DONE and visit.done is not None:
                yield Happening(
                    one.ref, visit.done, "contract", N_("{number} {subject} done"), None, named
                )
        if one.ends is not None and one.cancelled is not None:
            yield Happening(
                one.ref, one.cancelled, "contract", N_("{number} ends on {day}"), None,
                values_of(number=one.number, day=format_day(one.ends)),
            )  # fmt: skip


def search_rows(con: sqlite3.Connection, ids: Collection[int] | None) -> Iterable[SearchRow]:
    """Contracts by number, customer, devices."""
    return [
        SearchRow(f"tickets:contract/{key}", "tickets", f"{number} {subject}",
                  " ".join(word for word in rest if word)[:20_000], key)
        for key, number, subject, *rest in con.execute(_FOUND, (listed(ids),)).fetchall()
    ]  # fmt: skip


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """A visit stands as its case does."""
    for key, number in con.execute(_WRONG).fetchall():
        yield Finding(
            "TI02", f"tickets:contract/{key}",
            N_("A visit of {number} does not stand as its case does."), "", Severity.ERROR,
            values_of(number=number),
        )  # fmt: skip


def held(con: sqlite3.Connection, key: int) -> Iterator[Held]:
    """Contracts of a person."""
    wanted = queries.ContractFilter(contact=key, ended=True)
    for one in queries.contracts(con, date.min, wanted):
        words = (one.number, one.subject, one.place, one.scope, one.note)
        yield Held(one.ref, N_("maintenance contract"), " · ".join(filter(None, words)), _LAW)


def erase(unit: Unit, keys: Collection[int]) -> list[Kept]:
    """What was noted beside the terms goes; the contract stays with its bills."""
    kept = []
    found = unit.con.execute(
        "SELECT id FROM maintenance_contract WHERE contact IN (SELECT value FROM json_each(?))",
        (listed(keys),),
    ).fetchall()
    for (contract,) in found:
        unit.con.execute(
            "UPDATE maintenance_contract SET note='', reason='' WHERE id=?", (contract,)
        )
        erase_row(unit.con, "maintenance_contract", contract)
        kept.append(
            Kept(f"tickets:contract/{contract}", N_("maintenance contract"), None, _KEEP_LAW)
        )
    return kept
