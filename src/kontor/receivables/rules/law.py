"""Figures of the law of default (Verzug, Verjährung): dated rows of `data/`, none in code."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.contacts.kinds import CustomerKind
from kontor.receivables.kinds import Channel, DefaultFrom, Level, Plan


class Figure(NamedTuple):
    """A figure of the law from a day on."""

    key: str
    valid_from: date
    value: int
    law: str


class BaseRate(NamedTuple):
    """Base rate (Basiszinssatz, § 247 BGB) from a day on, in 1/100 of a percent."""

    valid_from: date
    rate: int
    source: str


@cache
def _figures() -> tuple[Figure, ...]:
    found = [
        Figure(row["key"], date.fromisoformat(row["valid_from"]), int(row["value"]), row["law"])
        for row in data_rows("default-law")
    ]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def figure(key: str, day: date) -> int:
    """The figure that holds on a day; 0 before the first."""
    return next(
        (one.value for one in reversed(_figures()) if one.key == key and one.valid_from <= day), 0
    )


@cache
def base_rates() -> tuple[BaseRate, ...]:
    """The base rates that come along, oldest first."""
    return tuple(
        BaseRate(date.fromisoformat(row["valid_from"]), int(row["rate"]), row["source"])
        for row in data_rows("basiszinssatz")
    )


@cache
def consumer_kinds() -> frozenset[CustomerKind]:
    """The kinds of customers that are consumers (§ 13 BGB)."""
    return frozenset(
        CustomerKind(row["customer_kind"])
        for row in data_rows("reminder-terms")
        if row["consumer"] == "1"
    )


@cache
def default_plans() -> tuple[Plan, ...]:
    """The plans that come along, oldest first."""
    plans = []
    for row in data_rows("reminder-terms"):
        key = (row["customer_kind"], row["valid_from"])
        levels = tuple(
            Level(
                int(one["level"]), int(one["days"]), int(one["term_days"]), int(one["fee"]),
                one["interest"] == "1", one["lump"] == "1", one["text"],
            )
            for one in data_rows("reminder-levels")
            if (one["customer_kind"], one["valid_from"]) == key
        )  # fmt: skip
        plans.append(
            Plan(
                CustomerKind(key[0]), date.fromisoformat(key[1]), int(row["least"]),
                int(row["tolerance"]), DefaultFrom(row["default_from"]), Channel(row["channel"]),
                row["consumer"] == "1", tuple(sorted(levels)),
            )
        )  # fmt: skip
    return tuple(sorted(plans, key=lambda plan: plan.valid_from))
