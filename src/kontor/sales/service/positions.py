"""Positions of documents: writing, calculating, measuring, copying forward with their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.sales.kinds import CostKind, PositionKind
from kontor.sales.model.inputs import CostInput, PositionChange, PositionInput
from kontor.sales.model.tables import Measure, Position, PositionCost, Progress, SalesDocument
from kontor.sales.queries import documents as queries
from kontor.sales.queries.terms import wage_rate
from kontor.sales.rules.calculation import CostLine, unit_price
from kontor.sales.rules.dated import surcharges
from kontor.sales.rules.formula import evaluate
from kontor.sales.rules.measuring import decide
from kontor.sales.rules.positions import PositionValue, numbers
from kontor.store.unit import Unit, use_case

_DIRECT = (
    "number", "short", "long", "formula", "unit", "price_basis", "rebate", "rate", "code",
    "account", "choice", "worked_on", "worker", "article", "note", "source",
)  # fmt: skip
_COSTS = {kind: kind.value for kind in CostKind}
_ALL_WORK = frozenset({PositionKind.HOUR})


def write(
    unit: Unit,
    document: SalesDocument,
    data: Sequence[PositionInput],
    *,
    parent: int | None = None,
    addition: int | None = None,
) -> list[int]:
    """Write positions behind those that are there; titles bring theirs along."""
    done: list[int] = []
    for one in data:
        key = _put(unit, document, one, parent, addition)
        done.append(key)
        if one.positions:
            done += write(unit, document, one.positions, parent=key, addition=addition)
    if parent is None:
        renumber(unit, document.key)
    return done


def replace(unit: Unit, document: SalesDocument, data: Sequence[PositionInput]) -> None:
    """Write positions instead of all that are there."""
    delete_all(unit, document.key)
    write(unit, document, data)


def delete_all(unit: Unit, document: int) -> None:
    """Delete all positions of a document that is not issued, with what hangs on them."""
    con = unit.con
    _forget(unit)
    for row in con.execute(
        "SELECT id FROM position WHERE document=? ORDER BY pos DESC", (document,)
    ).fetchall():
        _delete(unit, row[0])


def _delete(unit: Unit, key: int) -> None:
    con = unit.con
    con.execute("DELETE FROM position_cost WHERE position=?", (key,))
    con.execute("DELETE FROM measure WHERE position=?", (key,))
    con.execute("DELETE FROM progress WHERE position=?", (key,))
    con.execute("UPDATE position SET source=NULL WHERE source=?", (key,))
    con.execute("DELETE FROM position WHERE id=?", (key,))


def _forget(unit: Unit) -> None:
    """Rows of positions are about to change without their objects: let go of those."""
    unit.flush()
    for one in list(unit):
        if isinstance(one, (Position, PositionCost, Measure, Progress)):
            unit.expunge(one)


def renumber(unit: Unit, document: int) -> None:
    """Give numbers to the positions that have none."""
    there = queries.positions(unit.con, document)
    found = numbers(
        [PositionValue(one.id, one.kind, parent=one.parent, number=one.number) for one in there]
    )
    for one in there:
        if found[one.id] != one.number:
            unit.get_one(Position, one.id).number = found[one.id]
    unit.flush()


# -- single positions ----------------------------------------------------------------------------


@use_case(N_("Position added"))
def add_position(unit: Unit, document: int, data: PositionInput, after: int | None = None) -> int:
    """Add a position to a document that is not issued, at its end or behind another one."""
    row = _open(unit, document)
    parent = None
    if after is not None:
        before = _of(unit, after, document)
        parent = before.key if before.kind is PositionKind.TITLE else before.parent
    keys = [_put(unit, row, data, parent, None)]
    if data.positions:
        keys += write(unit, row, data.positions, parent=keys[0])
    if after is not None:
        order = [one.id for one in queries.positions(unit.con, document) if one.id not in keys]
        place = order.index(after) + 1
        put_in_order(unit, document, [*order[:place], *keys, *order[place:]])
    renumber(unit, document)
    return keys[0]


@use_case(N_("Position changed"))
def change_position(unit: Unit, position: int, data: PositionChange) -> None:
    """Change the fields of a position that were given."""
    row = _row(unit, position)
    document = _open(unit, row.document)
    given = data.model_dump(exclude_unset=True, exclude={"costs", "wage", "minutes", "quantity"})
    for field, value in given.items():
        if value is None and field in _REQUIRED:
            continue
        setattr(row, field, value)
    if data.minutes is not None:
        row.seconds = half_up(data.minutes * 60, 1000)
    if data.formula:
        row.quantity = evaluate(data.formula).value
    elif data.quantity is not None:
        row.quantity, row.formula = data.quantity, None
    if data.costs is not None:
        unit.con.execute("DELETE FROM position_cost WHERE position=?", (position,))
        _put_costs(unit, row, data.costs)
        calculate(unit, row, data.wage, document.day, priced="price" not in given)
    unit.flush()


_REQUIRED = frozenset({
    "kind", "number", "short", "unit", "price", "price_basis", "rebate", "rate", "chosen",
    "labour_share",
})  # fmt: skip


@use_case(N_("Position deleted"))
def drop_position(unit: Unit, position: int) -> None:
    """Delete a position, a title with all below it."""
    row = _row(unit, position)
    _open(unit, row.document)
    there = queries.positions(unit.con, row.document)
    gone = {position}
    for one in there:
        if one.parent in gone:
            gone.add(one.id)
    _forget(unit)
    for one in reversed(there):
        if one.id in gone:
            _delete(unit, one.id)


@use_case(N_("Position moved"))
def move_position(unit: Unit, position: int, places: int) -> None:
    """Move a position up (negative) or down among those of its title, with all below it."""
    row = _row(unit, position)
    _open(unit, row.document)
    there = queries.positions(unit.con, row.document)
    blocks = [[one.id] for one in there if one.parent == row.parent]
    at = next(n for n, block in enumerate(blocks) if block == [position])
    below = {block[0]: block for block in blocks}
    owner: dict[int, int] = {one.id: one.id for one in there if one.parent == row.parent}
    for one in there:
        if one.parent in owner and one.id not in owner:
            owner[one.id] = owner[one.parent]
            below[owner[one.id]].append(one.id)
    block = blocks.pop(at)
    blocks.insert(max(0, min(len(blocks), at + places)), block)
    moved = iter([key for one in blocks for key in one])
    order = [next(moved) if one.id in owner else one.id for one in there]
    put_in_order(unit, row.document, order)


def put_in_order(unit: Unit, document: int, order: Sequence[int]) -> None:
    """Give the positions of a document these places; all of them are named."""
    _forget(unit)
    con = unit.con
    top = con.execute(
        "SELECT ifnull(max(pos),0) FROM position WHERE document=?", (document,)
    ).fetchone()[0]
    for shift in (top + 1, 1):  # two passes: a place is never taken twice
        for place, key in enumerate(order):
            con.execute("UPDATE position SET pos=? WHERE id=?", (place + shift, key))


# -- copying forward -----------------------------------------------------------------------------


def copy(
    unit: Unit,
    source: int,
    target: SalesDocument,
    change: Callable[[queries.Position], dict[str, Any] | None],
    *,
    parent: int | None = None,
    addition: int | None = None,
) -> dict[int, int]:
    """Copy positions of a document with their calculation; each remembers its source.

    Args:
        unit: the unit of work.
        source: document to copy from.
        target: document to copy into, behind what is there.
        change: what differs in the copy, or None to leave a position out.
        parent: title of the target under which copies without a title stand.
        addition: the addition that brings the positions into an order.

    Returns:
        New id by old id.
    """
    keys: dict[int, int] = {}
    pos = _last(unit, target.key)
    for one in queries.positions(unit.con, source):
        changed = change(one)
        if changed is None:
            continue
        pos += 1
        values = one._asdict()
        for field in ("id", "document", "pos", "parent", "source", "addition"):
            values.pop(field)
        values |= changed
        above = keys.get(one.parent, parent) if one.parent is not None else parent
        keys[one.id] = unit.insert(
            Position, document=target.key, pos=pos, parent=above, source=one.id,
            addition=addition, **values,
        )  # fmt: skip
        for cost in queries.costs(unit.con, one.id):
            fields = cost._asdict()
            fields.pop("id")
            unit.insert(PositionCost, **{**fields, "position": keys[one.id]})
    return keys


# -- inside --------------------------------------------------------------------------------------


def _put(
    unit: Unit,
    document: SalesDocument,
    one: PositionInput,
    parent: int | None,
    addition: int | None,
) -> int:
    kind = one.real_kind
    chosen = one.chosen
    if chosen is None:
        chosen = kind is not PositionKind.ALTERNATIVE
    row = unit.put(
        Position(
            document=document.key, pos=_last(unit, document.key) + 1, parent=parent,
            addition=addition, kind=kind, chosen=chosen, quantity=_quantity(one, kind),
            price=one.price or 0, seconds=half_up((one.minutes or 0) * 60, 1000),
            **{field: getattr(one, field) for field in _DIRECT},
        )
    )  # fmt: skip
    if one.measures:
        row.quantity = _put_measures(unit, document, row, one)
    _put_costs(unit, row, one.costs)
    if one.costs:
        calculate(unit, row, one.wage, document.day, priced=one.price is None)
    elif kind in _ALL_WORK:
        _price_hours(unit, row, one, document.day)
    if one.labour_share is not None:
        row.labour_share = one.labour_share
    unit.flush()
    return row.key


def _quantity(one: PositionInput, kind: PositionKind) -> int:
    if one.formula:
        return evaluate(one.formula).value
    if one.quantity is not None:
        return one.quantity
    return 0 if kind in {PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL} else 1000


def _price_hours(unit: Unit, row: Position, one: PositionInput, day: date) -> None:
    """An hour without price takes that of its rate; all of it is work (§ 35a EStG)."""
    rate = wage_rate(unit.con, one.wage, one.worked_on or day)
    if rate is not None:
        row.labour = row.labour or rate.cost
        row.seconds = row.seconds or 3600
        if one.price is None:
            row.price = rate.price
    row.labour_share = row.price
    row.unit = row.unit or "h"


def _put_costs(unit: Unit, row: Position, costs: Iterable[CostInput]) -> None:
    for pos, one in enumerate(costs, 1):
        surcharge = surcharges()[one.kind] if one.surcharge is None else one.surcharge
        unit.insert(
            PositionCost, position=row.key, pos=pos, kind=one.kind, text=one.text,
            quantity=one.quantity, unit=one.unit, waste=one.waste, cost=one.cost,
            surcharge=surcharge, seconds=half_up(one.minutes * 60, 1000),
        )  # fmt: skip


def calculate(
    unit: Unit, row: Position, wage: str | None, day: date, *, priced: bool = True
) -> None:
    """Work out costs, working time and work share of a position from its cost lines.

    Args:
        unit: the unit of work.
        row: the position.
        wage: name of the rate per hour; without it the first one.
        day: day whose rates hold.
        priced: take the calculated price as well; else the price was fixed.
    """
    lines = queries.costs(unit.con, row.key)
    rate = wage_rate(unit.con, wage, day)
    if rate is None and any(one.seconds for one in lines):
        raise NotFound(
            N_("There is no rate per hour yet."), field="wage",
            hint=N_("Set it first: wage, overheads and profit."),
        )  # fmt: skip
    price, cost = (rate.price, rate.cost) if rate else (0, 0)
    found = unit_price(
        [
            CostLine(one.kind, one.quantity, one.cost, one.waste, one.surcharge, one.seconds)
            for one in lines
        ],
        price,
        cost,
    )
    for kind, field in _COSTS.items():
        setattr(row, field, found.costs[kind])
    row.seconds = found.seconds
    if priced:
        row.price, row.price_basis = found.price, 1
        row.labour_share = found.labour_share
    else:
        row.labour_share = min(found.labour_share, row.price) if row.price_basis == 1 else 0
    unit.flush()


def _put_measures(unit: Unit, document: SalesDocument, row: Position, one: PositionInput) -> int:
    """Measure lines of a position; its quantity is what they come to."""
    known: dict[str, int] = {}
    total = 0
    (last,) = unit.con.execute(
        "SELECT ifnull(max(pos),0) FROM measure WHERE document=?", (document.key,)
    ).fetchone()
    for pos, line in enumerate(one.measures, last + 1):
        found = evaluate(line.formula, known)
        sign = -1 if line.deduct else 1
        if found.name:
            known[found.name.casefold()] = found.value
        counted = decide(None, found.value, sign).counted and not found.name
        unit.insert(
            Measure, document=document.key, pos=pos, position=row.key, room=line.room,
            text=line.text, formula=line.formula, value=found.value, times=line.times, sign=sign,
            counted=counted,
        )  # fmt: skip
        total += found.value * line.times * sign if counted else 0
    return total


def _last(unit: Unit, document: int) -> int:
    found = unit.con.execute(
        "SELECT ifnull(max(pos),0) FROM position WHERE document=?", (document,)
    ).fetchone()
    return int(found[0])


def _row(unit: Unit, position: int) -> Position:
    row = unit.get(Position, position)
    if row is None:
        raise NotFound(N_("There is no position {number}."), number=position, field="position")
    return row


def _of(unit: Unit, position: int, document: int) -> Position:
    row = _row(unit, position)
    if row.document != document:
        raise NotFound(N_("There is no position {number}."), number=position, field="position")
    return row


def _open(unit: Unit, document: int) -> SalesDocument:
    row = unit.get_one(SalesDocument, document)
    if row.issued is not None:
        raise Refused(
            N_("{name} is issued and stays as it is."), name=row.number or f"sales:{document}",
            hint=N_("Make a new version, an addition or a correction instead."),
        )  # fmt: skip
    return row


# -- performance to date -------------------------------------------------------------------------


class Done(NamedTuple):
    """How much of an order position is done in all, and what says so."""

    position: int
    day: date
    quantity: int
    how: str
    document: int | None = None


def put_progress(unit: Unit, done: Done) -> None:
    """Write down how much of an order position is done; a day is written once per source."""
    row = unit.exec(
        select(Progress)
        .where(Progress.position == done.position, Progress.day == done.day)
        .where(Progress.how == done.how, col(Progress.document).is_not_distinct_from(done.document))
    ).first()
    row = row or Progress(**{**done._asdict(), "quantity": 0})
    row.quantity = done.quantity
    unit.put(row)
