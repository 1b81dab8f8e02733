"""Terms around a document: contract, plan, wage rates, measurement sheets, acceptance."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.sales.rules.withdrawal import Contract


class ContractTerms(NamedTuple):
    """Terms of a quote or order beyond its head."""

    id: int
    document: int
    place: str
    consumer: bool
    consumer_building: bool
    emergency: bool
    instructed: date | None
    early_start: date | None
    withdrawn: date | None
    binding: bool
    starts: date | None
    ends: date | None
    begun: date | None
    finished: date | None
    warranty_rule: str
    override: str | None

    def contract(self, day: date) -> Contract:
        """What the rules of withdrawal take."""
        return Contract(
            day, self.place, self.consumer, self.emergency, self.instructed, self.early_start,
            self.withdrawn,
        )  # fmt: skip


class PlanPart(NamedTuple):
    """A part of a payment plan."""

    id: int
    pos: int
    text: str
    rate: int
    cents: int | None
    day: date | None
    invoice: int | None


class WageRate(NamedTuple):
    """A rate per hour, in 1/10,000 €."""

    id: int
    name: str
    valid_from: date
    cost: int
    price: int
    parts: dict[str, int]


class MeasureLine(NamedTuple):
    """A line of a measurement; `counted_value` is what it adds to its position."""

    id: int
    pos: int
    position: int | None
    number: str
    room: str
    text: str
    formula: str
    value: int
    times: int
    sign: int
    rule: str | None
    counted: bool

    @property
    def counted_value(self) -> int:
        """What the line adds in 1/1000; 0 when it is measured over or names a variable."""
        return self.value * self.times * self.sign if self.counted and self.position else 0


class Acceptance(NamedTuple):
    """The acceptance of an order."""

    id: int
    document: int
    how: str
    requested: date | None
    deadline: date | None
    told: bool
    accepted: date | None
    participants: str | None
    reservations: str | None
    penalty_reserved: bool
    refused_reason: str | None


class Defect(NamedTuple):
    """A defect named at an acceptance."""

    id: int
    document: int
    pos: int
    text: str
    place: str | None
    deadline: date | None
    removed: date | None


_TERMS = (
    "SELECT id,document,place,consumer,consumer_building,emergency,instructed,early_start,"
    "withdrawn,binding,starts,ends,begun,finished,warranty_rule,override FROM order_terms"
    " WHERE document=?"
)
_WAGES = "SELECT id,name,valid_from,cost,price,parts FROM wage_rate"


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def terms(con: sqlite3.Connection, document: int) -> ContractTerms:
    """Terms of a quote or an order; without a row the usual ones."""
    row = con.execute(_TERMS, (document,)).fetchone()
    if row is None:
        row = (0, document, "shop", 0, 0, 0, *[None] * 3, 0, *[None] * 4, "bgb_building", None)
    flags = [bool(row[n]) for n in (3, 4, 5)]
    days = [_day(row[n]) for n in (6, 7, 8)]
    later = [_day(row[n]) for n in (10, 11, 12, 13)]
    return ContractTerms._make((*row[:3], *flags, *days, bool(row[9]), *later, *row[14:]))


def plan(con: sqlite3.Connection, order: int) -> list[PlanPart]:
    """The payment plan of an order."""
    rows = con.execute(
        "SELECT id,pos,text,rate,cents,day,invoice FROM plan_part WHERE document=? ORDER BY pos",
        (order,),
    ).fetchall()
    return [PlanPart._make((*row[:5], _day(row[5]), row[6])) for row in rows]


def wage_rates(con: sqlite3.Connection, day: date | None = None) -> list[WageRate]:
    """All rates per hour with their history, or those in force on a day."""
    rows = con.execute(f"{_WAGES} ORDER BY name,valid_from").fetchall()
    found = [_wage(row) for row in rows]
    if day is None:
        return found
    return list({one.name: one for one in found if one.valid_from <= day}.values())


def wage_rate(con: sqlite3.Connection, name: str | None, day: date) -> WageRate | None:
    """The rate of a name on a day; without a name the first one; None when there is none."""
    rates = wage_rates(con, day)
    if name is None:
        return rates[0] if rates else None
    for one in rates:
        if one.name.casefold() == name.casefold():
            return one
    raise NotFound(
        N_("There is no rate per hour “{name}” on this day."), name=name, field="wage",
        hint=N_("Set it first: wage, overheads and profit."),
    )  # fmt: skip


def _wage(row: Any) -> WageRate:
    day = date.fromisoformat(row[2])
    return WageRate(row[0], row[1], day, row[3], row[4], json.loads(row[5]))


def measures(con: sqlite3.Connection, sheet: int) -> list[MeasureLine]:
    """The lines of a measurement sheet."""
    rows = con.execute(
        "SELECT m.id,m.pos,m.position,ifnull(p.number,''),m.room,m.text,m.formula,m.value,m.times,"
        "m.sign,m.rule,m.counted FROM measure m LEFT JOIN position p ON p.id=m.position"
        " WHERE m.document=? ORDER BY m.pos",
        (sheet,),
    ).fetchall()
    return [MeasureLine._make((*row[:11], bool(row[11]))) for row in rows]


def measured(con: sqlite3.Connection, sheet: int) -> dict[int, int]:
    """What a sheet comes to per position, in 1/1000."""
    found: dict[int, int] = {}
    for one in measures(con, sheet):
        if one.position is not None:
            found[one.position] = found.get(one.position, 0) + one.counted_value
    return found


def acceptance(con: sqlite3.Connection, document: int) -> Acceptance:
    """The acceptance that a document holds; `NotFound` without it."""
    row = con.execute(
        "SELECT id,document,how,requested,deadline,told,accepted,participants,reservations,"
        "penalty_reserved,refused_reason FROM acceptance WHERE document=?",
        (document,),
    ).fetchone()
    if row is None:
        raise NotFound(N_("There is no acceptance {number}."), number=document)
    days = [_day(row[n]) for n in (3, 4, 6)]
    return Acceptance._make(
        (*row[:3], *days[:2], bool(row[5]), days[2], row[7], row[8], bool(row[9]), row[10])
    )


def defects(con: sqlite3.Connection, document: int) -> list[Defect]:
    """The defects named at an acceptance."""
    rows = con.execute(
        "SELECT id,document,pos,text,place,deadline,removed FROM defect WHERE document=?"
        " ORDER BY pos",
        (document,),
    ).fetchall()
    return [Defect._make((*row[:5], _day(row[5]), _day(row[6]))) for row in rows]
