"""Where positions stand: inserting, moving, under titles, copies; numbers given by Kontor follow.

Numbers that were typed or came with a tender stay; as long as all of them are those that Kontor
gives, they are given anew after each move.
"""

from __future__ import annotations

from typing import Any

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import PositionKind
from kontor.sales.model.inputs import PositionInput
from kontor.sales.model.tables import Position, PositionCost
from kontor.sales.queries import documents as queries
from kontor.sales.rules.positions import PositionValue, numbers
from kontor.sales.service import positions
from kontor.sales.service.documents import open_row
from kontor.store.unit import Unit, use_case


@use_case(N_("Position added"))
def insert_position(
    unit: Unit, document: int, data: PositionInput, after: int | None = None
) -> int:
    """Add a position behind another one, or at the end. Returns its id."""
    given = _given(unit, document)
    key: int = positions.add_position(unit, document, data, after)
    _number_again(unit, document, given)
    return key


@use_case(N_("Position moved"))
def shift_position(unit: Unit, position: int, places: int) -> None:
    """Move a position up (negative) or down among those of its title, with all below it."""
    row = _open(unit, position)
    document = row.document
    given = _given(unit, document)
    positions.move_position(unit, position, places)
    _number_again(unit, document, given)


@use_case(N_("Position deleted"))
def remove_position(unit: Unit, position: int) -> None:
    """Delete a position, a title with all below it."""
    document = _open(unit, position).document
    given = _given(unit, document)
    positions.drop_position(unit, position)
    _number_again(unit, document, given)


@use_case(N_("Position put under a title"))
def indent_position(unit: Unit, position: int) -> None:
    """Put a position under the title that stands before it.

    Raises:
        Refused: no title stands before it.
    """
    row = _open(unit, position)
    there = queries.positions(unit.con, row.document)
    before = [one for one in there if one.pos < row.pos and one.parent == row.parent]
    if not before or before[-1].kind is not PositionKind.TITLE:
        raise Refused(N_("No title stands right above this position."))
    given = _given(unit, row.document)
    row.parent = before[-1].id
    unit.flush()
    _number_again(unit, row.document, given)


@use_case(N_("Position taken out of its title"))
def outdent_position(unit: Unit, position: int) -> None:
    """Take a position out of its title; it stands behind the title and all that is left in it.

    Raises:
        Refused: it stands in no title.
    """
    row = _open(unit, position)
    document = row.document
    if row.parent is None:
        raise Refused(N_("This position stands in no title."))
    given = _given(unit, document)
    title = unit.get_one(Position, row.parent)
    there = queries.positions(unit.con, document)
    moved, left = _below(there, row.key), _below(there, title.key)
    row.parent = title.parent
    unit.flush()
    stay = [one.id for one in there if one.id not in moved]
    last = max(at for at, key in enumerate(stay) if key in left)
    block = [one.id for one in there if one.id in moved]
    positions.put_in_order(unit, document, [*stay[: last + 1], *block, *stay[last + 1 :]])
    _number_again(unit, document, given)


@use_case(N_("Position copied"))
def copy_position(unit: Unit, position: int) -> int:
    """Copy a position behind itself, a title with all below it. Returns the id of the copy."""
    row = _open(unit, position)
    document = row.document
    given = _given(unit, document)
    there = queries.positions(unit.con, document)
    block = _below(there, position)
    keys: dict[int, int] = {}
    pos = max(one.pos for one in there)
    for one in (one for one in there if one.id in block):
        pos += 1
        keys[one.id] = _duplicate(unit, one, pos, keys.get(one.parent or 0, one.parent))
    order = [one.id for one in there]
    at = max(order.index(key) for key in block)
    new = list(keys.values())
    positions.put_in_order(unit, document, [*order[: at + 1], *new, *order[at + 1 :]])
    _number_again(unit, document, given)
    positions.renumber(unit, document)
    return keys[position]


def _duplicate(unit: Unit, one: queries.Position, pos: int, parent: int | None) -> int:
    values: dict[str, Any] = one._asdict()
    for field in ("id", "pos", "parent"):
        values.pop(field)
    values["number"] = ""
    key = unit.insert(Position, pos=pos, parent=parent, **values)
    for cost in queries.costs(unit.con, one.id):
        fields = cost._asdict()
        fields.pop("id")
        unit.insert(PositionCost, **{**fields, "position": key})
    return key


def _below(there: tuple[queries.Position, ...], top: int) -> set[int]:
    found = {top}
    for one in there:
        if one.parent in found:
            found.add(one.id)
    return found


def _open(unit: Unit, position: int) -> Position:
    there = queries.position(unit.con, position)
    open_row(unit, there.document)
    return unit.get_one(Position, position)


def _given(unit: Unit, document: int) -> bool:
    """Whether all numbers of a document are those that Kontor gives."""
    unit.flush()
    there = queries.positions(unit.con, document)
    return _fresh(there) == {one.id: one.number for one in there}


def _fresh(there: tuple[queries.Position, ...]) -> dict[int, str]:
    return numbers([PositionValue(one.id, one.kind, parent=one.parent) for one in there])


def _number_again(unit: Unit, document: int, given: bool) -> None:
    unit.flush()
    if not given:
        return
    there = queries.positions(unit.con, document)
    found = _fresh(there)
    for one in there:
        if found[one.id] != one.number:
            unit.get_one(Position, one.id).number = found[one.id]
    unit.flush()
