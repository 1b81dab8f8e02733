"""Prices of a whole document by the end sum (Kalkulation über die Endsumme, EFB 222)."""

from __future__ import annotations

from sqlmodel import select

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.sales.kinds import DocumentKind, PositionKind
from kontor.sales.model.inputs import EndSumInput
from kontor.sales.model.tables import Position
from kontor.sales.rules.calculation import EndSum, end_sum, price_of
from kontor.sales.service.documents import open_row
from kontor.store.unit import Unit, use_case

_KINDS = (DocumentKind.QUOTE, DocumentKind.ORDER, DocumentKind.ADDITION)
_PRICED = frozenset(
    {
        PositionKind.NORMAL,
        PositionKind.ALTERNATIVE,
        PositionKind.OPTIONAL,
        PositionKind.LUMP,
        PositionKind.HOUR,
    }
)
_WHOLE = 10_000


@use_case(N_("Prices made from the end sum"))
def price_by_end_sum(unit: Unit, document: int, data: EndSumInput) -> EndSum:
    """Price every position of a draft that has costs; overheads and profit are those of the whole.

    Rebates of these positions fall away. Positions without costs keep their prices. Alternatives
    and optional positions that do not count carry the same rate, and no part of the overheads.

    Raises:
        Refused: the document is no draft, or none of its positions has costs.
    """
    row = open_row(unit, document, *_KINDS)
    found_rows = unit.exec(select(Position).where(Position.document == row.key)).all()
    rows = sorted(found_rows, key=lambda one: one.pos)
    priced = [one for one in rows if one.kind in _PRICED and _cost(one) > 0]
    counted = [one for one in priced if one.chosen and one.quantity > 0]
    if not counted:
        raise Refused(
            N_("No position has costs."),
            hint=N_("Enter labour, material and other costs of the positions first."),
        )
    direct = [_direct(one) for one in counted]
    overheads = data.overheads_cents
    if overheads is None:
        overheads = half_up(sum(direct) * (data.overheads or 0), _WHOLE)
    found = end_sum(direct, overheads, data.profit)
    for one, total in zip(counted, found.totals, strict=True):
        _set(unit, one, price_of(total, one.quantity, one.price_basis))
    for one in priced:
        if one not in counted:
            _set(unit, one, half_up(_cost(one) * one.price_basis * found.total, found.direct))
    return found


def _cost(row: Position) -> int:
    return row.labour + row.material + row.equipment + row.subcontract + row.other


def _direct(row: Position) -> int:
    return half_up(row.quantity * _cost(row), 100 * 1000)


def _set(unit: Unit, row: Position, price: int) -> None:
    """The price, and the part of the work in it (§ 35a EStG) as it is in the costs."""
    row.price, row.rebate = price, 0
    row.labour_share = half_up(price * (row.labour + row.equipment), _cost(row) * row.price_basis)
    unit.put(row)
