"""Alternatives and options (Wahl- und Bedarfspositionen) of a draft, and other kinds of positions.

An alternative belongs to the position above it that has a price: both are one group, of which
exactly one counts.
"""

from __future__ import annotations

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import PositionKind
from kontor.sales.model.inputs import PositionInput
from kontor.sales.model.tables import Position
from kontor.sales.queries import documents as queries
from kontor.sales.rules.positions import RELATIVE
from kontor.sales.service import placing
from kontor.sales.service.documents import open_row
from kontor.store.unit import Unit, use_case

_K = PositionKind
_SILENT = frozenset({_K.TITLE, _K.TEXT, _K.SUBTOTAL}) | RELATIVE


@use_case(N_("Position added"))
def add_line(unit: Unit, document: int, data: PositionInput, after: int | None = None) -> int:
    """Add a position behind another; an alternative joins the group of the one above it.

    An option stays out of the sum unless it is said otherwise.

    Raises:
        Refused: an alternative without a position above it.
    """
    if data.kind is _K.OPTIONAL and data.chosen is None:
        data = data.model_copy(update={"chosen": False})
    key: int = placing.insert_position(unit, document, data, after)
    if data.kind is _K.ALTERNATIVE and data.choice is None:
        join_group(unit, key)
    return key


def join_group(unit: Unit, position: int) -> None:
    """Give an alternative the group of the position above it; that one counts until chosen."""
    row = _open(unit, position)
    base = _base(unit, row)
    if base.choice is None:
        base.choice = _next_group(unit, row.document)
    row.choice, row.chosen = base.choice, False
    unit.flush()


@use_case(N_("Alternative chosen"))
def choose_position(unit: Unit, position: int) -> None:
    """Take a position into the sum: the only one of its group; an option goes in or out.

    Raises:
        Refused: it is neither an alternative, a position with alternatives, nor an option.
    """
    row = _open(unit, position)
    if row.choice is not None:
        for one in queries.positions(unit.con, row.document):
            if one.choice == row.choice:
                unit.get_one(Position, one.id).chosen = one.id == position
    elif row.kind is _K.OPTIONAL:
        row.chosen = not row.chosen
    else:
        raise Refused(
            N_("Only alternatives and options are taken in or out."),
            hint=N_("Make it an optional position first."),
        )
    unit.flush()


@use_case(N_("Kind of position changed"))
def change_kind(unit: Unit, position: int, kind: PositionKind) -> None:
    """Make another kind of a position; what the kind does not have is dropped.

    Raises:
        Refused: a title holds positions, or an alternative has none above it.
    """
    row = _open(unit, position)
    there = queries.positions(unit.con, row.document)
    if row.kind is _K.TITLE and any(one.parent == position for one in there):
        raise Refused(N_("The title holds positions; take them out first."))
    row.choice, row.kind = None, kind
    row.chosen = kind is not _K.OPTIONAL
    if kind in _SILENT:
        row.quantity, row.price, row.formula = 0, 0, None
    elif not row.quantity:
        row.quantity = 1000
    unit.flush()
    if kind is _K.ALTERNATIVE:
        join_group(unit, position)


def _base(unit: Unit, row: Position) -> Position:
    before = [
        one
        for one in queries.positions(unit.con, row.document)
        if one.pos < row.pos and one.parent == row.parent and one.kind not in _SILENT
    ]
    if not before:
        raise Refused(
            N_("An alternative needs a position above it."), hint=N_("Write that one first.")
        )
    return unit.get_one(Position, before[-1].id)


def _next_group(unit: Unit, document: int) -> int:
    (last,) = unit.con.execute(
        "SELECT ifnull(max(choice), 0) FROM position WHERE document=?", (document,)
    ).fetchone()
    return int(last) + 1


def _open(unit: Unit, position: int) -> Position:
    open_row(unit, queries.position(unit.con, position).document)
    return unit.get_one(Position, position)
