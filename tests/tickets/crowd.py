"""A file with many cases and calls of invented people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.bootstrap import create_store
from kontor.company.model import FirmInput
from kontor.company.service import create_firm
from kontor.contacts.devices import CallRow
from kontor.contacts.matching import name_key
from kontor.contacts.model import ChannelTable, ContactTable
from kontor.contacts.rules import normal_number
from kontor.store.unit import Unit
from kontor.tickets.kinds import TicketKind, TicketState, WaitsFor
from kontor.tickets.model import MoveRow, TicketRow

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
            for number in range(cases):
                _case(unit, number, people, state=_state(number - (cases - running)),
                      at=NOW - timedelta(hours=2 * (cases - number)))  # fmt: skip
            for number in range(calls):
                phone = phone_of(number % (2 * PEOPLE))
                unit.insert(
                    CallRow, at=NOW - timedelta(minutes=40 * (calls - number)), direction="in",
                    number=phone, number_normal=normal_number(phone), minutes=3,
                    contact=people[number % (2 * PEOPLE)] if number % (2 * PEOPLE) < PEOPLE
                    else None, subject=_THINGS[number % len(_THINGS)],
                )  # fmt: skip


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


def _case(
    unit: Unit, number: int, people: list[int], *, state: TicketState, at: datetime
) -> None:
    moved = at + timedelta(minutes=70)
    new = state is TicketState.NEW
    waits = WaitsFor.PART if state is TicketState.WAITING else None
    key = unit.insert(
        TicketRow, number=f"TI-2026-{number + 1:05}", kind=list(TicketKind)[number % 6],
        subject=f"{_THINGS[number % len(_THINGS)]} {number}", contact=people[number % PEOPLE],
        received=at, answered=None if new else moved, owner=("Anna", "Bert")[number % 2],
        state=state, entered=at if new else moved, waits_for=waits,
    )  # fmt: skip
    if not new:
        unit.insert(
            MoveRow, ticket=key, at=moved, old=TicketState.NEW, new=state, waits_for=waits
        )
