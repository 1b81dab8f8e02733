"""Input models of billing: bills of an order, corrections, cancellations."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from kontor.sales.kinds import InvoiceKind
from kontor.sales.model.inputs import NetPrice, Quantity
from kontor.store.inputs import Input, LongText, Text


class BillInput(Input):
    """A bill of an order: performance to date, or one part of its payment plan."""

    order: Text = Field(min_length=1, description="number or id of the order")
    kind: InvoiceKind = InvoiceKind.INSTALMENT
    day: date
    plan: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="part of the payment plan, from 1"
    )
    service_from: date | None = None
    service_to: date | None = None
    intro: LongText | None = None
    closing: LongText | None = None


class ReleaseInput(Input):
    """Release of the security (Sicherheitseinbehalt) that a customer keeps of an invoice."""

    invoice: Text = Field(min_length=1, description="number or id of the invoice")
    day: date
    bond: Text | None = Field(
        default=None, min_length=1, description="number of the bond given instead"
    )


class CancelInput(Input):
    """Cancellation of an issued invoice."""

    invoice: Text = Field(min_length=1, description="number or id of the invoice")
    day: date
    reason: Text = Field(min_length=1)


class CreditLine(Input):
    """What a correction lowers: positive amounts."""

    short: Text = Field(min_length=1)
    long: LongText | None = None
    quantity: Annotated[Quantity, Field(gt=0)] = 1000
    unit: Text = "psch"
    price: NetPrice
    code: Text | None = None


class CreditInput(Input):
    """Correction (Rechnungskorrektur) of an issued invoice."""

    invoice: Text = Field(min_length=1, description="number or id of the invoice")
    day: date
    reason: Text = Field(min_length=1)
    positions: list[CreditLine] = Field(min_length=1)
