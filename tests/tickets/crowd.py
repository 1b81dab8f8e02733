"""A file with many cases and calls of invented people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.bootstrap import create_store
from kontor.company.model import FirmInput
from kontor.company.service import create_firm
from kontor.contacts.matching import name_key
from kontor.contacts.model import ChannelTable, ContactTable
from kontor.contacts.rules import normal_number
from kontor.store.unit import Unit
from kontor.tickets.kinds import TicketKind, TicketState, WaitsFor

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PEOPLE = 2_000
_SYLLABLES = ("ber", "mol", "lin", "tau", "kra", "sim", "wol", "ge", "den", "fel")
_THINGS = ("Fenster klemmt", "Farbe blättert ab", "Tür schließt nicht", "Frage zur Rechnung")
_OPEN = (TicketState.NEW, TicketState.ACCEPTED, TicketState.PLANNED, TicketState.WORKING,
         TicketState.WAITING, TicketState.SOLVED)  # fmt: skip


def name_of(number: int) -> str:
    """An invented person."""
    return "Eva " + "".join(_SYLLABLES[number // 10**place % 10] for place in range(4)).title()


def phone_of(number: int) -> str:
    """Her number, in the range that is kept free for films."""
    return f"030 2312{number:05}"


def crowd(path: Path, cases: int, calls: int, *, running: int = 50) -> None:
    """Write the file: of so many cases the newest `running` are not ended."""
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="X", started=date(2020, 1, 1)))
        with store.step("Case opened", "test") as unit:
            people = [_person(unit, number) for number in range(PEOPLE)]
            told = [_case(number, cases, running, people) for number in range(cases)]
            unit.con.executemany(
                "INSERT INTO ticket(number,kind,subject,contact,received,answered,owner,state,"
                "entered,waits_for) VALUES(?,?,?,?,?,?,?,?,?,?)", told,
            )  # fmt: skip
            unit.con.executemany(
                "INSERT INTO ticket_move(ticket,at,old,new,waits_for) VALUES(?,?,'new',?,?)",
                [(key, row[8], row[7], row[9]) for key, row in enumerate(told, 1) if row[5]],
            )
            unit.con.executemany(
                "INSERT INTO call_note(at,direction,number,number_normal,minutes,contact,subject)"
                " VALUES(?,'in',?,?,3,?,?)", [_call(one, calls, people) for one in range(calls)],
            )  # fmt: skip


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _call(number: int, calls: int, people: list[int]) -> tuple[object, ...]:
    """Every second number is nobody's."""
    who = number % (2 * PEOPLE)
    phone = phone_of(who)
    at = NOW - timedelta(minutes=40 * (calls - number))
    contact = people[who] if who < PEOPLE else None
    return _at(at), phone, normal_number(phone), contact, _THINGS[number % len(_THINGS)]


def _state(place: int) -> TicketState:
    return TicketState.CLOSED if place < 0 else _OPEN[place % len(_OPEN)]


def _person(unit: Unit, number: int) -> int:
    name = name_of(number)
    key: int = unit.insert(
        ContactTable, kind="person", name=name, sort_name=name.casefold(), name_key=name_key(name)
    )
    unit.insert(
        ChannelTable, contact=key, kind="phone", value=phone_of(number),
        normal=normal_number(phone_of(number)),
    )  # fmt: skip
    return key


def _case(number: int, cases: int, running: int, people: list[int]) -> tuple[object, ...]:
    at = NOW - timedelta(hours=2 * (cases - number))
    moved = at + timedelta(minutes=70)
    state = _state(number - (cases - running))
    new = state is TicketState.NEW
    return (
        f"TI-2026-{number + 1:05}", list(TicketKind)[number % 6],
        f"{_THINGS[number % len(_THINGS)]} {number}", people[number % PEOPLE], _at(at),
        None if new else _at(moved), ("Anna", "Bert")[number % 2], state,
        _at(at if new else moved), WaitsFor.PART if state is TicketState.WAITING else None,
    )  # fmt: skip
