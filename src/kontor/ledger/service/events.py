"""Business events (Geschäftsvorfälle): one dispatcher, and one named use case for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from kontor.base.i18n import N_
from kontor.ledger.kinds import Posted
from kontor.ledger.model import inputs
from kontor.ledger.service import (
    advances,
    assets,
    filing,
    free,
    money,
    payments,
    purchases,
    sales,
    takeover,
)
from kontor.ledger.service.books import Books, Reuse
from kontor.store.inputs import JSON
from kontor.store.unit import Unit, UseCase, use_case

Handler = Callable[[Books, Any], Posted]
HANDLERS: dict[type[inputs.Event], Handler] = {
    inputs.Invoice: sales.invoice,
    inputs.Request: advances.request,
    inputs.Charge: sales.charge,
    inputs.CreditNote: sales.credit_note,
    inputs.Sale: sales.sale,
    inputs.Bill: purchases.bill,
    inputs.Purchase: purchases.purchase,
    inputs.Payment: payments.payment,
    inputs.ReturnDebit: payments.return_debit,
    inputs.SetOff: payments.set_off,
    inputs.WriteOff: payments.write_off,
    inputs.Transfer: money.transfer,
    inputs.Private: money.private,
    inputs.Payroll: money.payroll,
    inputs.TaxPayment: money.tax_payment,
    inputs.FreeEntry: free.free_entry,
    inputs.Reverse: free.reverse,
    inputs.OpeningItem: takeover.opening_item,
    inputs.OpeningBalances: takeover.opening_balances,
}


def read_events(text: str | bytes) -> list[inputs.AnyEvent]:
    """Events from a JSON document: one event or a list of them, amounts as text.

    Raises:
        pydantic.ValidationError: with the place of every field that is wrong.
    """
    whole: TypeAdapter[list[inputs.AnyEvent]] = TypeAdapter(list[inputs.AnyEvent])
    start = text.lstrip()[:1]
    if start in ("{", b"{"):
        text = f"[{text}]" if isinstance(text, str) else b"[" + text + b"]"
    return whole.validate_json(text, context=JSON)


@use_case(N_("Posted"))
def post_event(unit: Unit, event: inputs.AnyEvent) -> Posted:
    """Post any event inside the step of another use case; alone, `case_of` knows a better label."""
    return handle(unit, event)


def handle(unit: Unit, event: inputs.AnyEvent, reuse: Reuse | None = None) -> Posted:
    """What an event does to the books, inside the step of the caller."""
    if isinstance(event, inputs.NewAsset):
        assets.new_asset(unit, event)
        return Posted()
    if isinstance(event, inputs.Depreciation):
        return Posted((assets.depreciate(unit, event),))
    if isinstance(event, inputs.FiledReturn):
        filing.note_filed(unit, event)
        return Posted()
    return HANDLERS[type(event)](Books(unit, reuse or Reuse()), event)


def _case(name: str, label: str) -> UseCase[[inputs.AnyEvent], Posted]:
    def case(unit: Unit, event: inputs.AnyEvent) -> Posted:
        return handle(unit, event)

    case.__name__ = case.__qualname__ = name
    case.__doc__ = f"Post one event of kind {name.removeprefix('post_')}."
    return use_case(label)(case)


post_invoice = _case("post_invoice", N_("Invoice posted"))
post_request = _case("post_request", N_("Advance request recorded"))
post_charge = _case("post_charge", N_("Charge posted"))
post_credit_note = _case("post_credit_note", N_("Credit note posted"))
post_sale = _case("post_sale", N_("Sale posted"))
post_bill = _case("post_bill", N_("Bill posted"))
post_purchase = _case("post_purchase", N_("Purchase posted"))
post_payment = _case("post_payment", N_("Payment posted"))
post_return_debit = _case("post_return_debit", N_("Returned debit posted"))
post_set_off = _case("post_set_off", N_("Set-off posted"))
post_write_off = _case("post_write_off", N_("Write-off posted"))
post_transfer = _case("post_transfer", N_("Transfer posted"))
post_private = _case("post_private", N_("Private money posted"))
post_payroll = _case("post_payroll", N_("Payroll posted"))
post_tax_payment = _case("post_tax_payment", N_("Tax payment posted"))
post_entry = _case("post_entry", N_("Entry posted"))
post_reverse = _case("post_reverse", N_("Entry reversed"))
post_opening_item = _case("post_opening_item", N_("Open item taken over"))
post_opening_balances = _case("post_opening_balances", N_("Opening balances taken over"))
post_asset = _case("post_asset", N_("Asset recorded"))
post_depreciation = _case("post_depreciation", N_("Depreciation posted"))
post_filed_return = _case("post_filed_return", N_("Return recorded"))


def case_of(event: inputs.AnyEvent) -> UseCase[[inputs.AnyEvent], Posted]:
    """The use case that posts an event in a step of its own, with its own label."""
    case: UseCase[[inputs.AnyEvent], Posted] = globals()[f"post_{event.kind}"]
    return case
