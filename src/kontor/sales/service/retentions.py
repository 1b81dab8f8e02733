"""Release of a security (Sicherheitseinbehalt, § 17 VOB/B): on its day, or against a bond."""

from __future__ import annotations

from sqlmodel import select

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.ledger.queries import lookup
from kontor.ledger.service.withholding import release_part
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.model.billing import ReleaseInput
from kontor.sales.model.tables import Retention
from kontor.sales.queries import documents
from kontor.store.unit import Unit, use_case


@use_case(N_("Retention released"))
def release_retention(unit: Unit, data: ReleaseInput) -> int:
    """The customer gives the security free: he owes it from that day on. Returns the cents.

    With `bond` a bank answers instead (§ 17 (4) VOB/B); the bond comes back on the day that was
    agreed for the release.

    Raises:
        Refused: nothing is retained, it was released already, or the invoice is cancelled.
        InputError: the day lies before the invoice.
    """
    key = documents.find(unit.con, data.invoice, DocumentKind.INVOICE)
    invoice = documents.head(unit.con, key)
    number = invoice.number or invoice.subject
    rows = unit.exec(select(Retention).where(Retention.document == invoice.id)).all()
    kept = [row for row in rows if row.released is None]
    if not rows or not invoice.issued or invoice.state is State.CANCELLED:
        raise Refused(N_("Nothing is retained of {number}."), field="invoice", number=number)
    if not kept:
        raise Refused(
            N_("The retention of {number} was released already."), field="invoice", number=number
        )
    if data.day < invoice.day:
        raise InputError(N_("The day lies before the invoice."), field="day")
    for row in kept:
        row.released, row.bond = data.day, data.bond
        unit.put(row)
    return release_part(unit, lookup.item_named(unit.con, number).id, data.day)
