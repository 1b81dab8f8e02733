"""Tables and input models of reminders and risk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import model_validator
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.ledger.model.tables  # noqa: F401
import kontor.sales.model.tables  # noqa: F401
from kontor.contacts.kinds import CustomerKind
from kontor.receivables.kinds import (
    BlockKind,
    Channel,
    ClaimKind,
    Decision,
    DefaultFrom,
    LimitationKind,
    RunState,
)
from kontor.store.fields import Choice, Day, Flag, Instant, Row
from kontor.store.inputs import Cents, Input, Text

Days = Annotated[int, Limits(ge=0, le=365)]
Amount = Annotated[Cents, Limits(gt=0)]


class TermsRow(Row, table=True):
    """Own terms of reminding (Mahnplan) of a kind of customer."""

    __tablename__ = "reminder_terms"
    customer_kind: CustomerKind = Field(sa_type=Choice(CustomerKind))
    valid_from: date = Field(sa_type=Day)
    least: int
    tolerance: int
    default_from: DefaultFrom = Field(sa_type=Choice(DefaultFrom))
    channel: Channel = Field(sa_type=Choice(Channel))


class LevelRow(Row, table=True):
    """A level of own terms."""

    __tablename__ = "reminder_level"
    terms: int = Field(foreign_key="reminder_terms.id")
    level: int
    days: int
    term_days: int
    fee: int = 0
    interest: bool = Field(default=False, sa_type=Flag)
    lump: bool = Field(default=False, sa_type=Flag)
    text: str


class RunRow(Row, table=True):
    """A reminder run (Mahnlauf)."""

    __tablename__ = "reminder_run"
    day: date = Field(sa_type=Day)
    state: RunState = Field(default=RunState.PROPOSAL, sa_type=Choice(RunState))
    issued: datetime | None = Field(default=None, sa_type=Instant)


class LetterRow(Row, table=True):
    """A letter to one debtor; frozen once it is issued."""

    __tablename__ = "reminder_letter"
    run: int = Field(foreign_key="reminder_run.id")
    partner: str
    customer_kind: CustomerKind = Field(sa_type=Choice(CustomerKind))
    level: int
    deadline: date = Field(sa_type=Day)
    channel: Channel = Field(default=Channel.LETTER, sa_type=Choice(Channel))
    credit: int = 0
    chosen: bool = Field(default=True, sa_type=Flag)
    why: str = ""
    number: str | None = None
    document: int | None = None
    mail: str | None = None
    issued: datetime | None = Field(default=None, sa_type=Instant)


class LineRow(Row, table=True):
    """An item in a letter."""

    __tablename__ = "reminder_line"
    letter: int = Field(foreign_key="reminder_letter.id")
    item: int = Field(foreign_key="item.id")
    level: int
    cents: int
    due: date = Field(sa_type=Day)


class LeftOutRow(Row, table=True):
    """What a run left out, and why."""

    __tablename__ = "left_out"
    run: int = Field(foreign_key="reminder_run.id")
    partner: str
    item: int = Field(foreign_key="item.id")
    cents: int
    reason: str
    detail: str = ""


class RemindedRow(Row, table=True):
    """That a level of an item went out; each one once, ever."""

    __tablename__ = "reminded"
    item: int = Field(foreign_key="item.id")
    level: int
    day: date = Field(sa_type=Day)
    deadline: date = Field(sa_type=Day)
    letter: int = Field(foreign_key="reminder_letter.id")


class ClaimRow(Row, table=True):
    """A claim beside the price, with the decision about it."""

    __tablename__ = "claim"
    item: int = Field(foreign_key="item.id")
    letter: int | None = Field(default=None, foreign_key="reminder_letter.id")
    kind: ClaimKind = Field(sa_type=Choice(ClaimKind))
    cents: int
    first: date | None = Field(default=None, sa_type=Day)
    last: date | None = Field(default=None, sa_type=Day)
    decision: Decision = Field(default=Decision.OPEN, sa_type=Choice(Decision))
    reason: str = ""
    decided: date | None = Field(default=None, sa_type=Day)
    charge: int | None = Field(default=None, foreign_key="item.id")


class BlockRow(Row, table=True):
    """A block or dispute."""

    __tablename__ = "reminder_block"
    partner: str | None = None
    item: int | None = Field(default=None, foreign_key="item.id")
    kind: BlockKind = Field(sa_type=Choice(BlockKind))
    reason: str
    cents: int | None = None
    starts: date = Field(sa_type=Day)
    until: date | None = Field(default=None, sa_type=Day)
    lifted: date | None = Field(default=None, sa_type=Day)
    lifted_reason: str | None = None


class PlanRow(Row, table=True):
    """An instalment plan."""

    __tablename__ = "payment_plan"
    partner: str
    day: date = Field(sa_type=Day)
    grace: int = 5
    accelerates: bool = Field(default=True, sa_type=Flag)
    acknowledged: date | None = Field(default=None, sa_type=Day)
    note: str = ""
    ended: date | None = Field(default=None, sa_type=Day)
    ended_reason: str | None = None


class PlanItemRow(Row, table=True):
    """An item under an instalment plan."""

    __tablename__ = "payment_plan_item"
    plan: int = Field(foreign_key="payment_plan.id")
    item: int = Field(foreign_key="item.id")


class RateRow(Row, table=True):
    """One rate of an instalment plan."""

    __tablename__ = "payment_plan_rate"
    plan: int = Field(foreign_key="payment_plan.id")
    pos: int
    due: date = Field(sa_type=Day)
    cents: int


class LimitationRow(Row, table=True):
    """What stops the limitation or lets it begin again."""

    __tablename__ = "limitation_event"
    item: int = Field(foreign_key="item.id")
    kind: LimitationKind = Field(sa_type=Choice(LimitationKind))
    day: date = Field(sa_type=Day)
    until: date | None = Field(default=None, sa_type=Day)
    reference: str = ""


class BaseRateRow(Row, table=True):
    """A base rate that the user entered."""

    __tablename__ = "base_rate"
    valid_from: date = Field(sa_type=Day)
    rate: int
    source: str


class SecurityRow(Row, table=True):
    """A security of a customer."""

    __tablename__ = "security"
    partner: str
    kind: str
    cents: int
    valid_from: date = Field(sa_type=Day)
    valid_to: date | None = Field(default=None, sa_type=Day)
    reference: str = ""


class CreditInfoRow(Row, table=True):
    """What others say about a customer."""

    __tablename__ = "credit_info"
    partner: str
    kind: str
    day: date = Field(sa_type=Day)
    value: int | None = None
    source: str
    reason: str
    cost: int = 0
    delete_on: date = Field(sa_type=Day)


class LimitPassRow(Row, table=True):
    """Why a limit, a block or a class was passed over."""

    __tablename__ = "limit_pass"
    contact: int = Field(foreign_key="contact.id")
    document: int = Field(foreign_key="sales_document.id")
    stage: str
    day: date = Field(sa_type=Day)
    exposure: int
    credit_limit: int | None = None
    findings: str = "[]"
    reason: str
    who: str = ""


class LevelInput(Input):
    """A level: how many days after the due day (or the letter before), deadline, costs, text."""

    days: Days = Limits(description="days after the due day, then after the letter before")
    term_days: Annotated[int, Limits(ge=1, le=90)] = Limits(
        default=10, description="days until the new deadline"
    )
    fee: Annotated[Cents, Limits(ge=0, le=10_000)] = Limits(
        default=0, description="reminder costs; the first letter is free"
    )
    interest: bool = Limits(default=False, description="propose interest")
    lump: bool = Limits(default=False, description="propose the lump sum (business only)")
    text: Literal["payment_reminder", "reminder", "last_reminder"] = "reminder"


class PlanInput(Input):
    """Own plan of reminding for a kind of customer from a day on."""

    customer_kind: CustomerKind
    valid_from: date | None = Limits(default=None, description="first day; empty: today")
    least: Annotated[Cents, Limits(ge=0)] = Limits(
        default=500, description="below this amount no letter goes out"
    )
    tolerance: Annotated[int, Limits(ge=0, le=60)] = Limits(
        default=3, description="days that money may take"
    )
    default_from: Literal["due", "reminder"] = Limits(
        default="reminder", description="default begins with the agreed due day or by a reminder"
    )
    channel: Channel = Channel.LETTER
    levels: Annotated[list[LevelInput], Limits(min_length=1, max_length=9)]


class DecideInput(Input):
    """Which claims of a letter are asked for, and why the others are not."""

    keep: list[ClaimKind] = Limits(default=[], description="interest, lump, fee")
    waive: list[ClaimKind] = Limits(default=[], description="interest, lump, fee")
    reason: Text = Limits(default="", description="why; needed for what is waived")


class BlockInput(Input):
    """A block of a customer or an item, or a dispute about an item."""

    customer: str | None = Limits(default=None, description="name, number or contacts:id")
    item: str | None = Limits(default=None, description="document number or item:id")
    kind: BlockKind = BlockKind.BLOCK
    reason: Annotated[Text, Limits(min_length=1)]
    amount: Amount | None = Limits(default=None, description="disputed part; empty: the whole")
    starts: date | None = Limits(default=None, description="first day; empty: today")
    until: date | None = Limits(default=None, description="last day; empty: until it is lifted")

    @model_validator(mode="after")
    def _one(self) -> BlockInput:
        if (self.customer is None) == (self.item is None):
            raise ValueError("give customer or item, one of them")
        if self.kind is BlockKind.DISPUTE and self.item is None:
            raise ValueError("a dispute is about an item")
        if self.amount is not None and self.kind is not BlockKind.DISPUTE:
            raise ValueError("only a dispute has an amount")
        return self


class RateInput(Input):
    """One rate."""

    due: date
    amount: Amount


class PaymentPlanInput(Input):
    """An instalment plan: rates given one by one, or a number of equal ones per month."""

    items: Annotated[list[str], Limits(min_length=1, description="documents or item:id")]
    day: date | None = Limits(default=None, description="day of the agreement; empty: today")
    rates: list[RateInput] = []
    count: Annotated[int, Limits(ge=1, le=120)] | None = Limits(
        default=None, description="number of equal monthly rates"
    )
    first: date | None = Limits(default=None, description="due day of the first rate")
    grace: Annotated[int, Limits(ge=0, le=60)] = Limits(
        default=5, description="days that a rate may be late"
    )
    accelerates: bool = Limits(default=True, description="all is due when a rate stays away")
    acknowledged: date | None = Limits(
        default=None, description="day on which the debtor signed for the debt (§ 212 BGB)"
    )
    note: Text = ""


class LimitationInput(Input):
    """What stops the limitation of an item or lets it begin again."""

    item: str = Limits(description="document number or item:id")
    kind: LimitationKind
    day: date
    until: date | None = Limits(default=None, description="end of a stop")
    reference: Text = Limits(default="", description="such as the file number of the court")


class BaseRateInput(Input):
    """A base rate as the Bundesbank published it."""

    valid_from: date
    rate: Annotated[int, Limits(ge=-2000, le=5000, description="1/10,000: 1.52 % = 152")]
    source: Annotated[Text, Limits(min_length=1)]


class SecurityInput(Input):
    """A security: bond of § 650f BGB, guarantee of a bank, deposit, insurance."""

    customer: str
    kind: Literal["bond_650f", "guarantee", "deposit", "insurance"]
    amount: Amount
    valid_from: date | None = None
    valid_to: date | None = None
    reference: Text = ""


class CreditInfoInput(Input):
    """What others say about a customer, with the lawful reason (Art. 6 DSGVO)."""

    customer: str
    kind: Literal["index", "insolvency", "statement_of_assets", "court_orders"] = "index"
    day: date | None = None
    value: Annotated[int, Limits(ge=100, le=600)] | None = Limits(
        default=None, description="index, 100 is best"
    )
    source: Annotated[Text, Limits(min_length=1)]
    reason: Annotated[Text, Limits(min_length=1)]
    cost: Annotated[Cents, Limits(ge=0)] = 0
    delete_on: date | None = Limits(default=None, description="empty: in three years")


class LimitInput(Input):
    """Credit limit and block of a customer; what is not given stays."""

    customer: str
    limit: Annotated[Cents, Limits(ge=0)] | None = None
    blocked: Text | None = Limits(default=None, description="reason of a block; empty lifts it")
    reason: Text = ""
