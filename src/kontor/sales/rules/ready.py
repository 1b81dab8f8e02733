"""Whether a document as printed holds what the law wants on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.base.errors import Finding, Refused
from kontor.sales.kinds import PositionKind
from kontor.sales.rules import required
from kontor.sales.rules.printed import Printed

_SILENT = frozenset({PositionKind.TITLE, PositionKind.TEXT, PositionKind.SUBTOTAL})
_RELATIVE = frozenset({PositionKind.SURCHARGE, PositionKind.DISCOUNT})


class NotReady(Refused):
    """The document lacks something; `findings` name all of it at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(first.message, hint=first.remedy, field=first.field, **dict(first.values))
        self.findings = tuple(findings)


def missing_items(doc: Printed, *, planned: date | None = None) -> list[Finding]:
    """Mandatory items (§§ 14, 14a UStG and others) that the document lacks."""
    return required.check(sheet(doc, planned=planned))


def sheet(doc: Printed, *, planned: date | None = None) -> required.Sheet:
    """The document in the words of the rules."""
    firm, buyer = doc.firm, doc.buyer
    counted = [one for one in doc.positions if one.kind not in _SILENT and one.counts]
    earlier = tuple(one.number for one in doc.earlier)
    return required.Sheet(
        kind=doc.kind,
        invoice_kind=doc.invoice_kind,
        day=doc.day,
        number=doc.number,
        own=required.Party(firm.name, firm.street, firm.postcode, firm.city),
        customer=required.Party(buyer.name, buyer.street, buyer.postcode, buyer.city),
        customer_kind=buyer.customer_kind,
        tax_number=firm.tax_number,
        vat_id=firm.vat_id,
        their_vat_id=buyer.vat_id,
        registered=bool(firm.register_court or firm.register_number),
        register_court=firm.register_court,
        register_number=firm.register_number,
        described=bool(counted)
        and all(one.short and (one.quantity or one.kind in _RELATIVE) for one in counted),
        service_from=doc.service_from,
        service_to=doc.service_to,
        planned=planned,
        net=doc.net,
        gross=doc.gross,
        taxed=any(one.tax for one in doc.sums),
        tax_case=doc.tax_case,
        tax_reason=doc.tax_reason,
        origin=doc.original[0] if doc.original else "",
        earlier=earlier,
        listed=earlier,
        home=doc.real_estate,
        work=doc.labour is not None,
        exempt_until=date.fromisoformat(firm.exempt_until) if firm.exempt_until else None,
        format=doc.format,
        leitweg_id=buyer.leitweg_id or doc.their_reference or buyer.number,
        due=doc.due,
    )
