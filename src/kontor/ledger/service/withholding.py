"""Parts of an item that are kept back.

Construction withholding (Bauabzugsteuer, § 48 EStG) on a bill that was booked without it; the
release of a retention (Sicherheitseinbehalt, § 17 VOB/B).
"""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.ledger.model.tables import DuePartRow
from kontor.ledger.rules.reductions import lower_parts
from kontor.store.unit import Unit, use_case

_LAST = frozenset({"retention", "withheld"})


@use_case(N_("Tax of a bill kept back"))
def keep_for_office(unit: Unit, item: int, cents: int, due: date) -> None:
    """Turn a share of what is due into a part for the tax office; the sum stays the same.

    Raises:
        Refused: the bill keeps tax already, or less than that is due.
    """
    rows = list(unit.exec(select(DuePartRow).where(DuePartRow.item == item)).all())
    rows.sort(key=lambda row: row.pos)
    if any(row.kind == "withheld" for row in rows):
        raise Refused(N_("The bill keeps tax for the office already."), field="item")
    if not 0 < cents < sum(row.cents for row in rows if row.kind not in _LAST):
        raise Refused(N_("More is to be kept than is due."), field="item")
    left = lower_parts([row.cents for row in rows], [row.kind in _LAST for row in rows], cents)
    for row, part in zip(rows, left, strict=True):
        row.cents = part
        unit.put(row)
    unit.put(DuePartRow(
        item=item, pos=max(row.pos for row in rows) + 1, cents=cents, due=due,
        payee="tax_office", kind="withheld",
    ))  # fmt: skip


@use_case(N_("Retention released"))
def release_part(unit: Unit, item: int, day: date) -> int:
    """What was retained of an item becomes an ordinary part, due on a day; returns the cents.

    Raises:
        Refused: nothing of the item is retained.
    """
    rows = unit.exec(
        select(DuePartRow).where(DuePartRow.item == item, DuePartRow.kind == "retention")
    ).all()
    if not rows:
        raise Refused(N_("Nothing of this item is retained."), field="item")
    for row in rows:
        row.kind, row.due = "normal", day
        unit.put(row)
    return sum(row.cents for row in rows)
