"""Going on all the same: the reason is kept with the terms of the order."""

from __future__ import annotations

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind
from kontor.sales.service.documents import row_of
from kontor.sales.service.orders import order_terms
from kontor.sales.service.quotes import pass_over
from kontor.store.unit import Unit, use_case


@use_case(N_("Reason to go on written down"))
def pass_block(unit: Unit, order: int, reason: str) -> None:
    """Keep why an order is confirmed although the customer is blocked.

    Raises:
        InputError: no reason was given.
    """
    if not reason.strip():
        raise InputError(N_("Write down why."), field="reason")
    row = row_of(unit, order, DocumentKind.ORDER)
    pass_over(unit, order_terms(unit, row.key), reason)
