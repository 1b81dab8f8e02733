"""Business events (Geschäftsvorfälle) as input models: what happened, never which accounts move.

Each event has its `kind`. Accounts are named by number ("4530") or by concept ("kfz_betrieb");
items by their document number; partners by personal account number ("10001"), by reference
("contacts:12") or by exact name. Amounts are cents; in JSON text with two decimals. A line says
`net` or `gross`. Days are ISO dates. `booked` is the booking date; without it the day of the event,
or the first open day when its month is closed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kontor.store.inputs import Cents, Input, Rate, Text


class Event(Input):
    """What all events share."""

    day: date = Field(description="day of the event: document date, or day of the money")
    booked: date | None = Field(default=None, description="booking date (Buchungsdatum)")
    text: Text = ""
    project: Text = ""
    cost_centre: Text = ""
    source: str | None = Field(default=None, description="where it comes from, area:id")


class Amount(Input):
    """One amount on one account: exactly one of net or gross."""

    account: str
    net: Cents | None = None
    gross: Cents | None = None
    code: str | None = Field(default=None, description="tax code; default from the account")
    tax_base: Cents | None = Field(
        default=None, description="tax base where it differs (electric car)"
    )
    text: Text = ""
    project: Text = ""
    cost_centre: Text = ""

    @model_validator(mode="after")
    def _one(self) -> Amount:
        if (self.net is None) == (self.gross is None):
            raise ValueError("give net or gross, one of them")
        return self


class Discount(Input):
    """Cash discount (Skonto): rate granted until a day."""

    until: date
    rate: Rate


class Due(Input):
    """One part of what is due; `retention` (Einbehalt) is not overdue before its date."""

    amount: Cents
    due: date
    part: Literal["normal", "instalment", "retention", "withheld"] = "normal"


class Invoice(Event):
    """Outgoing invoice (Ausgangsrechnung); with `advances` the final invoice (Schlussrechnung)."""

    kind: Literal["invoice"] = "invoice"
    partner: str
    document: Text = Field(min_length=1, max_length=36)
    service: date | None = Field(default=None, description="day or last day of the service")
    lines: list[Amount] = Field(min_length=1)
    due: date | None = None
    discounts: list[Discount] = []
    due_parts: list[Due] = []
    advances: list[str] = Field(
        default=[], description="documents of the advance requests deducted"
    )


class Bill(Event):
    """Incoming bill (Eingangsrechnung) of a supplier."""

    kind: Literal["bill"] = "bill"
    partner: str
    document: Text = Field(min_length=1, max_length=36)
    service: date | None = None
    arrival: date | None = Field(default=None, description="day the bill arrived; default the day")
    lines: list[Amount] = Field(min_length=1)
    due: date | None = None
    discounts: list[Discount] = []
    due_parts: list[Due] = []
    withhold: bool = Field(default=False, description="keep 15 % for the tax office (§ 48 EStG)")
    debited: bool = Field(
        default=False, description="the supplier collects the money by direct debit"
    )
    advances: list[str] = Field(
        default=[], description="documents of the advance requests deducted"
    )


class CreditNote(Event):
    """Credit note or correction (Gutschrift, Rechnungskorrektur) on an item of either side."""

    kind: Literal["credit_note"] = "credit_note"
    item: str
    document: Text = ""
    lines: list[Amount] = Field(min_length=1, description="positive amounts lower the item")


class Request(Event):
    """Advance request (Abschlagsanforderung), ours or a supplier's: an item without posting."""

    kind: Literal["request"] = "request"
    side: Literal["customer", "supplier"] = Field(
        default="customer", description="who pays: the customer us, or we the supplier"
    )
    partner: str
    document: Text = Field(min_length=1, max_length=36)
    lines: list[Amount] = Field(min_length=1, description="account is ignored; the code decides")
    due: date | None = None
    discounts: list[Discount] = []


class Settles(Input):
    """What a payment does to one item. Amounts are positive in the direction of the item."""

    item: str
    amount: Cents | None = Field(
        default=None, description="money; default what is open less discount"
    )
    discount: Cents = Field(default=0, description="gross Skonto granted or taken with it")
    withheld: Cents = Field(
        default=0, description="§ 48 EStG tax kept by our customer, counts as money"
    )


class Payment(Event):
    """Money on items (Zahlung): in (+) or out (-), part, collective, Skonto, request, refund.

    What exceeds the items becomes a credit of the partner. `extra` lines are own lines of the
    entry (fee, currency difference), debit positive.
    """

    kind: Literal["payment"] = "payment"
    money: str = Field(default="bank", description="money account: number, concept or IBAN")
    amount: Cents = Field(description="as on the statement: received positive, paid negative")
    settles: list[Settles] = []
    extra: list[Amount] = []
    partner: str | None = Field(default=None, description="who gets the credit of an overpayment")
    document: Text = ""


class ReturnDebit(Event):
    """Return of a debit, wrong allocation (Rücklastschrift): money goes back, the item reopens."""

    kind: Literal["return_debit"] = "return_debit"
    money: str = "bank"
    item: str
    amount: Cents = Field(gt=0, description="amount of the item given back")
    fee: Cents = Field(default=0, ge=0, description="bank fee in addition")
    document: Text = ""


class SetOff(Event):
    """Set-off or applied credit (Verrechnung) between two items, no money."""

    kind: Literal["set_off"] = "set_off"
    item: str
    against: str
    amount: Cents = Field(gt=0)
    document: Text = ""


class WriteOff(Event):
    """Write-off (Ausbuchung) of what is left of an item; § 17 Abs. 2 Nr. 1 UStG."""

    kind: Literal["write_off"] = "write_off"
    item: str
    reason: Text = Field(min_length=1)
    document: Text = ""


class Charge(Event):
    """Interest, lump sum, reminder costs (Verzugszinsen, Pauschale): an item without tax."""

    kind: Literal["charge"] = "charge"
    partner: str
    document: Text = Field(min_length=1, max_length=36)
    lines: list[Amount] = Field(min_length=1)
    due: date | None = None


class Purchase(Event):
    """Direct purchase (Bareinkauf, Abbuchung) without an open item; money may be private."""

    kind: Literal["purchase"] = "purchase"
    money: str = "bank"
    document: Text = ""
    partner: str | None = None
    service: date | None = None
    arrival: date | None = None
    lines: list[Amount] = Field(min_length=1)


class Sale(Event):
    """Direct sale (Bareinnahme) without open item; also private use against a private account."""

    kind: Literal["sale"] = "sale"
    money: str = "cash"
    document: Text = ""
    partner: str | None = None
    service: date | None = None
    lines: list[Amount] = Field(min_length=1)


class Transfer(Event):
    """Own money from one account to another (Umbuchung); over transit when `arrives` differs."""

    kind: Literal["transfer"] = "transfer"
    origin: str
    target: str
    amount: Cents = Field(gt=0)
    arrives: date | None = None
    document: Text = ""


class Private(Event):
    """Withdrawal (Entnahme, negative) or deposit (Einlage, positive) of the owner."""

    kind: Literal["private"] = "private"
    money: str = "bank"
    amount: Cents
    account: str | None = Field(default=None, description="private account; default by sign")
    document: Text = ""


class PayrollLine(Input):
    """One line of the payroll office's booking list: debit positive."""

    account: str
    amount: Cents
    text: Text = ""


class Payroll(Event):
    """Payroll of a month (Lohnbuchung) as the payroll office delivers it: balanced lines."""

    kind: Literal["payroll"] = "payroll"
    document: Text = ""
    lines: list[PayrollLine] = Field(min_length=2)


class TaxPayment(Event):
    """VAT paid to (negative) or refunded by (positive) the tax office; § 11 EStG ten-day rule."""

    kind: Literal["tax_payment"] = "tax_payment"
    money: str = "bank"
    amount: Cents
    period: str = Field(description="2025-12, 2025-Q4 or 2025")
    what: Literal["advance", "special", "year"] = "advance"
    due: date | None = Field(default=None, description="statutory due day; default the 10th")
    document: Text = ""


class NewAsset(Event):
    """Fixed asset into the register (Anlageverzeichnis); the purchase is a bill or purchase."""

    kind: Literal["asset"] = "asset"
    number: Text
    name: Text
    account: str
    cost: Cents = Field(gt=0)
    months: int = Field(ge=0, le=1200)
    method: Literal["linear", "declining", "immediate", "pool", "electric", "none"] = "linear"
    rate: Rate = 0
    group: Text = ""
    book_value: Cents | None = Field(
        default=None, description="take-over: book value on `book_value_day`"
    )
    book_value_day: date | None = None


class Depreciation(Event):
    """Depreciation (AfA) of an asset; the amount is computed unless given."""

    kind: Literal["depreciation"] = "depreciation"
    asset: str
    amount: Cents | None = Field(default=None, gt=0)
    special: bool = Field(default=False, description="special depreciation beside the plan")
    document: Text = ""


class EntryLine(Input):
    """One line of a free entry: debit positive, credit negative."""

    account: str
    amount: Cents
    code: str | None = None
    part: Literal["", "base", "output", "input"] = ""
    base: Cents | None = None
    period: str | None = Field(default=None, description="tax period YYYY-MM, where it differs")
    text: Text = ""
    project: Text = ""
    cost_centre: Text = ""


class FreeEntry(Event):
    """Free double entry (freie Buchung): balanced lines, tax lines made by hand or by code."""

    kind: Literal["entry"] = "entry"
    document: Text = ""
    service: date | None = None
    arrival: date | None = None
    lines: list[EntryLine] = Field(min_length=2)
    euer_year: int | None = Field(default=None, description="10-day rule: year in which it counts")


class Reverse(Event):
    """General reversal (Generalumkehr) of an entry; the reason stays with it."""

    kind: Literal["reverse"] = "reverse"
    entry: str = Field(description="journal number (#12), id (entry:12) or document")
    reason: Text = Field(min_length=1)


class OpeningWeight(Input):
    """What of a taken-over item may be collected on an account and code, and what already was."""

    account: str
    net: Cents
    tax: Cents = 0
    code: str | None = None
    paid_net: Cents = 0
    paid_tax: Cents = 0


class OpeningItem(Event):
    """Open item at the start (Übernahme): with net and tax per rate and what was paid before."""

    kind: Literal["opening_item"] = "opening_item"
    partner: str
    side: Literal["customer", "supplier"]
    document: Text = Field(min_length=1, max_length=36)
    service: date | None = None
    due: date | None = None
    is_request: bool = False
    due_rule: Literal["invoice", "receipt"] | None = None
    weights: list[OpeningWeight] = Field(min_length=1)
    discounts: list[Discount] = []
    due_parts: list[Due] = []


class OpeningBalances(Event):
    """Opening balances (Eröffnungsbilanz) of the day the books start; items come beside them."""

    kind: Literal["opening_balances"] = "opening_balances"
    lines: list[PayrollLine] = Field(min_length=1)


class FiledReturn(Event):
    """A return that was filed before the start or is filed now (abgegebene Meldung)."""

    kind: Literal["filed_return"] = "filed_return"
    what: Literal["vat", "special_prepayment", "vat_year", "recapitulative"] = "vat"
    period: str
    figures: dict[str, str] = Field(default={}, description="Kennzahl to amount")
    payable: Cents
    ticket: Text = ""


AnyEvent = Annotated[
    Invoice
    | Bill
    | CreditNote
    | Request
    | Payment
    | ReturnDebit
    | SetOff
    | WriteOff
    | Charge
    | Purchase
    | Sale
    | Transfer
    | Private
    | Payroll
    | TaxPayment
    | NewAsset
    | Depreciation
    | FreeEntry
    | Reverse
    | OpeningItem
    | OpeningBalances
    | FiledReturn,
    Field(discriminator="kind"),
]
