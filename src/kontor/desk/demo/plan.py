"""The plan of a demo firm: people, and every move of its years in the order of days."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.desk.demo.costs import Costs, year_end
from kontor.desk.demo.moves import Move
from kontor.desk.demo.people import People, profiles
from kontor.desk.demo.sales import Sales
from kontor.ledger.model.inputs import NewAsset

EARLIEST = 2025  # the law of the years before is not in the tables
POOL = {"private": 150, "manager": 24, "trade": 30, "contractor": 6, "public": 4}


class Plan(NamedTuple):
    """Everything that a demo firm does from the first day of `first` until its last day."""

    name: str
    first: int
    profile: dict[str, Any]
    people: People
    assets: list[NewAsset]
    moves: list[Move]


def make_plan(name: str, until: date, seed: int) -> Plan:
    """The plan of a profile: the year of its end and the one before; the same seed, the same plan.

    Raises:
        InputError: the profile is not known, or the end lies before the demo years.
    """
    known = profiles()
    if name not in known:
        raise InputError(
            N_("There is no demo profile {name}."), hint=N_("Choose one of: {known}."),
            name=name, known=", ".join(known), field="profile",
        )  # fmt: skip
    if until < date(EARLIEST, 2, 1):
        raise InputError(N_("The demo firm can end on 1 Feb 2025 at the earliest."), field="until")
    first = max(EARLIEST, until.year - 1)
    profile = known[name]
    draw = random.Random(f"{name}/{seed}")
    small = not profile["employees"]
    counts = {
        segment: max(3, count // (6 if small else 1))
        for segment, count in POOL.items()
        if profile["share"][segment][0]
    }
    people = People(draw, counts)
    years = [first, first + 1]
    moves = Sales(draw, profile, people).plan(years) + Costs(draw, profile, people).plan(years)
    assets = _assets(small, date(first, 1, 1))
    for year in years:
        moves += year_end(year, [asset.number for asset in assets])
    kept = [move for move in moves if move.day <= until]
    kept.sort(key=lambda move: (move.day, move.order))
    return Plan(name, first, profile, people, assets, kept)


def _assets(small: bool, start: date) -> list[NewAsset]:
    """Fixed assets from before the books began, with their book values."""
    rows = [
        ("AN-001", "Transporter", "lkw", 3_200_000, 108, date(2022, 5, 10), 2_251_852),
        ("AN-002", "Airless-Spritzgerät", "maschinen", 480_000, 96, date(2023, 3, 2), 370_000),
        ("AN-003", "Fassadengerüst", "geruest", 1_450_000, 132, date(2021, 9, 1), 1_010_606),
        ("AN-004", "Büroeinrichtung", "bueroeinrichtung", 390_000, 156, date(2020, 2, 1), 242_500),
    ]  # fmt: skip
    return [
        NewAsset(
            day=bought.replace(year=bought.year + start.year - EARLIEST), number=number, name=name,
            account=account, cost=cost, months=months, book_value=value, book_value_day=start,
        )
        for number, name, account, cost, months, bought, value in (rows[1:2] if small else rows)
    ]  # fmt: skip
