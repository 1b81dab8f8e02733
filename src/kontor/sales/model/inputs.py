"""Input models of sales: the same from a form, an option or a document written by hand.

In JSON amounts, prices, quantities and percentages are text with a decimal point ("58.50", "12.5",
"3"); inside the program they are whole numbers: cents, 1/10,000 €, 1/1000, 1/10,000. A contact is
named by name, account number or reference, a site by name or reference, a position by its number in
the document or by reference.

    {"contact": "Familie Krüger", "subject": "Fassade", "positions": [
        {"short": "Fassade streichen", "quantity": "120", "unit": "m²", "price": "18.57"}]}
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from kontor.base.i18n import N_, _
from kontor.base.money import LIMIT
from kontor.sales.kinds import (
    ContractLaw,
    CostKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    TaxCase,
    Way,
    WorkKind,
)
from kontor.store.inputs import Cents, Input, LongText, Text

_DIGITS = 12
_POINT = N_('write it as text with a decimal point: "{sample}"')


def _reader(places: int, sample: str) -> Callable[[Any, ValidationInfo], Any]:
    pattern = re.compile(rf"(-?)([0-9]+)(?:\.([0-9]{{1,{places}}}))?(?: ?%)?", re.ASCII)

    def read(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            found = pattern.fullmatch(value.strip())
            if found is None:
                raise ValueError(_(_POINT).format(sample=sample))
            if len(found[2]) > _DIGITS:
                raise ValueError(_("the number is too large"))
            whole = int(found[2] + (found[3] or "").ljust(places, "0"))
            return -whole if found[1] else whole
        json = (info.context or {}).get("json")
        if isinstance(value, bool) or not isinstance(value, int) or json:
            raise ValueError(_(_POINT).format(sample=sample))
        return value

    return read


def _writer(places: int) -> Callable[[int], str]:
    def write(value: int) -> str:
        whole, rest = divmod(abs(value), 10**places)
        text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
        return f"-{text}" if value < 0 else text

    return write


def _number(places: int, sample: str) -> tuple[Any, ...]:
    pattern = rf"^-?\d+(\.\d{{1,{places}}})?$"
    return (
        BeforeValidator(_reader(places, sample)),
        Field(ge=-LIMIT, le=LIMIT),
        PlainSerializer(_writer(places), return_type=str, when_used="json"),
        WithJsonSchema({"type": "string", "pattern": pattern, "examples": [sample]}),
    )


def _not_negative(value: int) -> int:
    if value < 0:
        raise ValueError(_("a price is never negative; what is taken off has a negative quantity"))
    return value


Quantity = Annotated[int, *_number(3, "12.5")]
Price = Annotated[int, *_number(4, "58.50")]
NetPrice = Annotated[Price, AfterValidator(_not_negative)]
Percent = Annotated[int, *_number(2, "2.5")]
Days = Annotated[int, Field(ge=0, le=365)]
Short = Annotated[Text, Field(max_length=60)]
Place = Literal["shop", "customer", "distance"]


class CostInput(Input):
    """One line of a calculation (Kalkulationszeile), per unit of the position."""

    kind: CostKind = CostKind.MATERIAL
    text: Text = ""
    quantity: Quantity = 1000
    unit: Short = ""
    waste: Percent = Field(default=0, description="waste in percent")
    cost: Price = Field(default=0, description="cost per unit of the material")
    surcharge: Percent | None = Field(default=None, description="default by kind of cost")
    minutes: Quantity = Field(default=0, description="working time per unit in minutes")


class MeasureInput(Input):
    """A line of a measurement; without a position it names a variable (`W=4,2`)."""

    formula: Text = Field(min_length=1)
    position: Text | None = Field(default=None, description="number or reference of the position")
    room: Text = ""
    text: Text = ""
    times: Annotated[int, Field(ge=1, le=10_000)] = 1
    deduct: bool = Field(default=False, description="an opening or interruption")
    narrow: bool = Field(default=False, description="an interruption: the value is its width")


class PositionInput(Input):
    """A position (Position); a title holds others in `positions`."""

    kind: PositionKind | None = Field(default=None, description="default: normal, or title")
    number: Short = ""
    short: Text = ""
    long: LongText | None = None
    quantity: Quantity | None = Field(default=None, description="default 1")
    formula: Text | None = Field(default=None, description="formula for the quantity")
    unit: Short = ""
    price: NetPrice | None = Field(default=None, description="net per unit")
    price_basis: Annotated[int, Field(ge=1, le=10_000)] = 1
    rebate: Annotated[Percent, Field(ge=0, le=10_000)] = 0
    rate: Annotated[Percent, Field(ge=0, le=100_000)] = 0
    code: Short | None = Field(default=None, description="tax code, if not that of the document")
    account: Short | None = None
    choice: int | None = Field(default=None, description="group of alternatives")
    chosen: bool | None = Field(default=None, description="counts into the total")
    labour_share: Price | None = Field(default=None, description="part of the work per unit")
    minutes: Quantity | None = Field(default=None, description="working time per unit in minutes")
    wage: Short | None = Field(default=None, description="name of the rate per hour")
    costs: list[CostInput] = []
    measures: list[MeasureInput] = []
    worked_on: date | None = None
    worker: Text | None = None
    article: Short | None = None
    note: LongText | None = None
    source: int | None = Field(default=None, description="id of the position it was copied from")
    positions: list[PositionInput] = []

    @model_validator(mode="after")
    def _title(self) -> PositionInput:
        if self.positions and self.kind not in {None, PositionKind.TITLE}:
            raise ValueError(_("only a title holds positions"))
        return self

    @property
    def real_kind(self) -> PositionKind:
        """The kind as given, or what the position looks like."""
        if self.kind is None:
            return PositionKind.TITLE if self.positions else PositionKind.NORMAL
        return self.kind


class TermsInput(Input):
    """Terms of a contract: who, where, when, and what a consumer was told."""

    place: Place = Field(default="shop", description="where the contract is made")
    consumer: bool | None = Field(default=None, description="default: private customers")
    consumer_building: bool = False
    emergency: bool = Field(default=False, description="urgent repair on the customer's call")
    instructed: date | None = Field(default=None, description="told about the withdrawal on")
    early_start: date | None = Field(default=None, description="early start asked for on")
    binding: bool = Field(default=False, description="binding estimate of cost")
    starts: date | None = None
    ends: date | None = None
    warranty_rule: Short | None = None


class EndSumInput(Input):
    """Calculation by the end sum: overheads as a rate of the costs or in cents, and profit."""

    overheads: Annotated[Percent, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="in percent of the direct costs"
    )
    overheads_cents: Annotated[Cents, Field(ge=0)] | None = Field(
        default=None, description="as an amount for the whole document"
    )
    profit: Annotated[Percent, Field(ge=0, le=100_000)] = Field(
        default=0, description="risk and profit"
    )

    @model_validator(mode="after")
    def _one(self) -> EndSumInput:
        if (self.overheads is None) == (self.overheads_cents is None):
            raise ValueError(_("give the overheads as a rate or an amount, one of them"))
        return self


class PlanInput(Input):
    """A part of a payment plan: a rate of the order's net, or net cents."""

    text: Text = ""
    rate: Annotated[Percent, Field(ge=0, le=10_000)] = 0
    net: Cents | None = None
    day: date | None = None

    @model_validator(mode="after")
    def _one(self) -> PlanInput:
        if bool(self.rate) == (self.net is not None):
            raise ValueError(_("give a rate or a net amount, one of them"))
        return self


class PlanDocument(Input):
    """A payment plan (Zahlungsplan)."""

    parts: list[PlanInput] = Field(min_length=1)


class DocumentFields(Input):
    """What heads of all documents share; what is not given comes from contact and settings."""

    site: Text | None = Field(default=None, description="name or reference of the site")
    subject: Text = ""
    intro: LongText | None = None
    closing: LongText | None = None
    note: LongText | None = Field(default=None, description="internal, never printed")
    language: Annotated[str, Field(pattern="^(de|en)$")] | None = None
    their_reference: Text | None = None
    tax_case: TaxCase | None = Field(default=None, description="default: by the rules")
    tax_reason: Text | None = None
    work: WorkKind = Field(default=WorkKind.CONSTRUCTION, description="what is supplied")
    contract_law: ContractLaw = ContractLaw.BGB
    terms_days: Days | None = None
    discount_rate: Annotated[Percent, Field(ge=0, le=10_000)] | None = None
    discount_days: Days | None = None
    rebate_rate: Annotated[Percent, Field(ge=0, le=10_000)] = 0
    rebate: Annotated[Cents, Field(ge=0)] = 0
    valid_until: date | None = None
    service_from: date | None = None
    service_to: date | None = None
    retention_rate: Annotated[Percent, Field(ge=0, le=10_000)] = 0
    retention_basis: Literal["net", "gross"] = "gross"
    retention_release: date | None = None
    format: InvoiceFormat | None = None
    terms: TermsInput | None = None
    positions: list[PositionInput] = []


class DocumentInput(DocumentFields):
    """A new document."""

    contact: Text = Field(description="name, account number or reference")
    day: date | None = Field(default=None, description="default: today")


class InvoiceInput(DocumentInput):
    """A new invoice written by hand; one of an order is made from the order."""

    kind: InvoiceKind = Field(
        default=InvoiceKind.SINGLE, description="single, hourly or maintenance"
    )


class DocumentChange(DocumentFields):
    """Changed fields of a document that is not issued; what is not given stays.

    Positions that are given replace all there were.
    """

    contact: Text | None = None
    day: date | None = None


class PositionChange(Input):
    """Changed fields of one position; what is not given stays."""

    kind: PositionKind | None = None
    number: Short | None = None
    short: Text | None = None
    long: LongText | None = None
    quantity: Quantity | None = None
    formula: Text | None = None
    unit: Short | None = None
    price: NetPrice | None = None
    price_basis: Annotated[int, Field(ge=1, le=10_000)] | None = None
    rebate: Annotated[Percent, Field(ge=0, le=10_000)] | None = None
    rate: Annotated[Percent, Field(ge=0, le=100_000)] | None = None
    code: Short | None = None
    account: Short | None = None
    choice: int | None = None
    chosen: bool | None = None
    labour_share: Price | None = None
    minutes: Quantity | None = None
    wage: Short | None = None
    costs: list[CostInput] | None = None
    worked_on: date | None = None
    worker: Text | None = None
    article: Short | None = None
    note: LongText | None = None


class AcceptQuote(Input):
    """The customer's yes to a quote, whole or in part."""

    day: date
    how: Text = Field(default="", description="how the order came in")
    positions: list[Text] | None = Field(
        default=None, description="numbers or references of accepted positions; default all"
    )
    choices: list[Text] = Field(default=[], description="alternatives and options that are wanted")


class AdditionInput(Input):
    """An addition to an order (Nachtrag)."""

    subject: Text = Field(min_length=1)
    day: date | None = None
    reason: LongText | None = None
    positions: list[PositionInput] = Field(min_length=1)


class MeasurementInput(Input):
    """A measurement sheet (Aufmaßblatt) of an order."""

    day: date
    subject: Text = ""
    preset: Short = Field(default="none", description="over-measuring rule of the trade")
    measured_by: Text | None = None
    lines: list[MeasureInput] = Field(min_length=1)


class NoteInput(Input):
    """A delivery note or a time note; `source` of a position is that of the order."""

    contact: Text | None = Field(default=None, description="default: that of the order")
    order: Text | None = Field(default=None, description="number or reference of the order")
    day: date
    site: Text | None = None
    subject: Text = ""
    their_reference: Text | None = None
    positions: list[PositionInput] = Field(min_length=1)


class ProgressInput(Input):
    """Performance to date of a position: a quantity in all, or a percentage of the order."""

    position: Text = Field(description="number or reference of the position")
    quantity: Quantity | None = None
    percent: Annotated[Percent, Field(ge=0, le=100_000)] | None = None

    @model_validator(mode="after")
    def _one(self) -> ProgressInput:
        if (self.quantity is None) == (self.percent is None):
            raise ValueError(_("give a quantity or a percentage, one of them"))
        return self


class ProgressDocument(Input):
    """Performance to date (Leistungsstand) of positions of an order."""

    day: date
    positions: list[ProgressInput] = []


class DefectInput(Input):
    """A defect (Mangel) found at the acceptance."""

    text: Text = Field(min_length=1)
    place: Text | None = None
    deadline: date | None = None


class WarrantyInput(Input):
    """A warranty that is not the usual one of the order, or of a part of it."""

    part: Text = ""
    rule: Short
    subcontractor: Text | None = None
    sub_ends: date | None = None


class AcceptanceRequest(Input):
    """The customer is asked to accept the work (Abnahmeverlangen)."""

    day: date
    deadline: date | None = Field(default=None, description="default by the law of the contract")
    told: bool = Field(default=False, description="told in text form what silence means")


class AcceptanceInput(Input):
    """The acceptance (Abnahme) itself."""

    day: date
    how: Literal["formal", "implied"] = "formal"
    participants: Text | None = None
    reservations: LongText | None = None
    penalty_reserved: bool = False
    part: Text = Field(default="", description="only this part of the work is accepted")
    defects: list[DefectInput] = []
    warranties: list[WarrantyInput] = Field(default=[], description="default: that of the order")


class SendingInput(Input):
    """An issued document went to the customer: how, to whom, when."""

    way: Way = Way.MAIL
    recipient: Text = Field(default="", description="mail address, or who got it")
    day: date
    note: Text | None = None


class WageRateInput(Input):
    """A rate per hour from a day on: typed, or built from wage, overheads and profit."""

    name: Short = Field(min_length=1)
    valid_from: date
    price: Price | None = Field(default=None, description="what is charged for the hour")
    cost: Price | None = Field(default=None, description="wage with labour overheads")
    wage: Price | None = None
    on_costs: Percent | None = Field(default=None, description="labour overheads on the wage")
    overheads: Price | None = Field(default=None, description="overheads of the firm per hour")
    profit: Percent = Field(default=0, description="risk and profit")

    @model_validator(mode="after")
    def _whole(self) -> WageRateInput:
        built = None not in {self.wage, self.on_costs, self.overheads}
        if not built and (self.price is None or self.cost is None):
            raise ValueError(_("give price and cost, or wage, on_costs and overheads"))
        return self
