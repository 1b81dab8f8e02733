"""Instalment plans and how they are kept."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.receivables.rules.instalments import PlanState, Rate, Watch, watch

_PLANS = (
    "SELECT id,partner,day,grace,accelerates,acknowledged,note,ended,ended_reason FROM payment_plan"
)
_MONEY = (
    "SELECT ifnull(sum(s.money),0) FROM payment_plan_item p JOIN settlement s ON s.item=p.item"
    " JOIN entry e ON e.id=s.entry WHERE p.plan=? AND s.day>=? AND s.day<=? AND e.booked<=?"
)
_OPEN = (
    "SELECT ifnull(sum(w.cents-w.collected-(SELECT ifnull(sum(r.cents),0) FROM reduction r"
    " WHERE r.weight=w.id)),0)-(SELECT ifnull(sum(s.money),0) FROM payment_plan_item q"
    " JOIN settlement s ON s.item=q.item WHERE q.plan=?1)"
    " FROM payment_plan_item p JOIN weight w ON w.item=p.item WHERE p.plan=?1"
)


class PaymentPlan(NamedTuple):
    """An instalment plan as it stands on a day."""

    id: int
    partner: str
    day: date
    grace: int
    accelerates: bool
    acknowledged: date | None
    note: str
    ended: date | None
    ended_reason: str | None
    items: tuple[tuple[int, str], ...]
    rates: tuple[Rate, ...]
    watch: Watch

    @property
    def state(self) -> PlanState:
        """Whether it is kept."""
        return PlanState.ENDED if self.ended else self.watch.state


def payment_plans(
    con: sqlite3.Connection, day: date, *, partner: str | None = None, running: bool = False
) -> list[PaymentPlan]:
    """Instalment plans, newest first; `running` leaves out what was ended."""
    rows = con.execute(
        f"{_PLANS} WHERE (?1 IS NULL OR partner=?1) AND (?2=0 OR ended IS NULL) AND day<=?3"
        " ORDER BY id DESC",
        (partner, running, day.isoformat()),
    ).fetchall()
    return [_plan(con, row, day) for row in rows]


def payment_plan(con: sqlite3.Connection, key: int, day: date) -> PaymentPlan:
    """One plan.

    Raises:
        NotFound: there is none.
    """
    row = con.execute(f"{_PLANS} WHERE id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no instalment plan {number}."), number=key)
    return _plan(con, row, day)


def plan_of_items(con: sqlite3.Connection, day: date) -> dict[int, bool]:
    """Items under a running plan, and whether it is kept on a day."""
    found: dict[int, bool] = {}
    for plan in payment_plans(con, day, running=True):
        kept = plan.state in {PlanState.KEPT, PlanState.DONE}
        for item, _document in plan.items:
            found[item] = found.get(item, False) or kept
    return found


def _plan(con: sqlite3.Connection, row: tuple[object, ...], day: date) -> PaymentPlan:
    key = row[0]
    begun = date.fromisoformat(str(row[2]))
    rates = tuple(
        Rate(date.fromisoformat(due), cents)
        for due, cents in con.execute(
            "SELECT due,cents FROM payment_plan_rate WHERE plan=? ORDER BY due,pos", (key,)
        )
    )
    items = tuple(
        con.execute(
            "SELECT p.item,i.document FROM payment_plan_item p JOIN item i ON i.id=p.item"
            " WHERE p.plan=? ORDER BY i.day,i.id",
            (key,),
        ).fetchall()
    )
    today = day.isoformat()
    (paid,) = con.execute(_MONEY, (key, row[2], today, today)).fetchone()
    (still,) = con.execute(_OPEN, (key,)).fetchone()
    return PaymentPlan(
        int(str(key)), str(row[1]), begun, int(str(row[3])), bool(row[4]), _day(row[5]),
        str(row[6]), _day(row[7]), None if row[8] is None else str(row[8]), items, rates,
        watch(rates, paid, still, int(str(row[3])), day),
    )  # fmt: skip


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
