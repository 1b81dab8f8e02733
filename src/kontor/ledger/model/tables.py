"""Tables of the books. The schema is `0004_ledger.sql`; a test keeps both in step."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from kontor.store.fields import Day, Flag, Instant, Row


class AccountRow(Row, table=True):
    """An account (Konto) of the chart or of a partner."""

    __tablename__ = "account"
    number: str
    name: str
    kind: str
    function: str = ""
    cash_role: str
    tax_code: str | None = None
    concept: str | None = None
    bwa: str | None = None
    hgb: str | None = None
    parent: int | None = Field(default=None, foreign_key="account.id")
    partner: str | None = None
    own: bool = Field(default=False, sa_type=Flag)
    closed: date | None = Field(default=None, sa_type=Day)


class AccountFormRow(Row, table=True):
    """Line of the EÜR form of a year to which an account belongs."""

    __tablename__ = "account_form"
    account: int = Field(foreign_key="account.id")
    form: int
    line: str


class TaxCodeRow(Row, table=True):
    """A tax code (Steuerschlüssel) from a day on."""

    __tablename__ = "tax_code"
    code: str
    valid_from: date = Field(sa_type=Day)
    name: str
    side: str
    rate: int = 0
    kz_base: str | None = None
    kz_tax: str | None = None
    kz_input: str | None = None
    output_account: str | None = None
    input_account: str | None = None
    not_due_account: str | None = None
    result_account: str | None = None
    discount_account: str | None = None
    advance_account: str | None = None
    loss_account: str | None = None
    due_ist: str = "period"
    euer_tax_line: str | None = None
    euer_base_line: str | None = None
    bu: str | None = None
    evidence: str | None = None
    source: str | None = None


class EntryRow(Row, table=True):
    """An entry (Buchung): head of its lines."""

    __tablename__ = "entry"
    uuid: str
    booked: date = Field(sa_type=Day)
    document_day: date = Field(sa_type=Day)
    service_day: date | None = Field(default=None, sa_type=Day)
    arrival_day: date | None = Field(default=None, sa_type=Day)
    document: str = ""
    kind: str
    text: str = ""
    source: str | None = None
    reverses: int | None = Field(default=None, foreign_key="entry.id")
    general_reversal: bool = Field(default=False, sa_type=Flag)
    reason: str | None = None
    checked: bool = Field(default=False, sa_type=Flag)
    created: datetime = Field(sa_type=Instant)


class LineRow(Row, table=True):
    """A line of an entry (Buchungszeile): debit positive."""

    __tablename__ = "line"
    entry: int = Field(foreign_key="entry.id")
    pos: int
    day: date = Field(sa_type=Day)
    account: int = Field(foreign_key="account.id")
    cents: int
    code: str | None = None
    part: str = ""
    base: int | None = None
    period: str | None = None
    effect: str
    item: int | None = Field(default=None, foreign_key="item.id")
    loss: bool = Field(default=False, sa_type=Flag)
    project: str | None = None
    cost_centre: str | None = None
    text: str | None = None


class SealRow(Row, table=True):
    """The seal of an entry (Festschreibung): insert-only."""

    __tablename__ = "seal"
    number: int
    entry: int = Field(foreign_key="entry.id")
    at: str
    previous: str
    hash: str


class ItemRow(Row, table=True):
    """An open item (offener Posten) of a partner."""

    __tablename__ = "item"
    account: int = Field(foreign_key="account.id")
    partner: str | None = None
    side: int
    kind: str
    document: str
    day: date = Field(sa_type=Day)
    service_day: date | None = Field(default=None, sa_type=Day)
    opened_by: int | None = Field(default=None, foreign_key="entry.id")
    due_rule: str
    lapsed_into: int | None = Field(default=None, foreign_key="item.id")
    disputed: bool = Field(default=False, sa_type=Flag)
    debited: bool = Field(default=False, sa_type=Flag)
    text: str | None = None


class DiscountRow(Row, table=True):
    """Cash discount (Skonto) granted on an item until a day."""

    __tablename__ = "discount"
    item: int = Field(foreign_key="item.id")
    until: date = Field(sa_type=Day)
    rate: int


class WeightRow(Row, table=True):
    """What of an item may be collected on one account, code and part."""

    __tablename__ = "weight"
    item: int = Field(foreign_key="item.id")
    pos: int
    line: int | None = Field(default=None, foreign_key="line.id")
    account: int = Field(foreign_key="account.id")
    code: str | None = None
    part: str
    cents: int
    collected: int = 0


class ReductionRow(Row, table=True):
    """What an entry took from a weight (Minderung)."""

    __tablename__ = "reduction"
    weight: int = Field(foreign_key="weight.id")
    entry: int = Field(foreign_key="entry.id")
    cents: int


class DuePartRow(Row, table=True):
    """One part of what is due (Rate, Einbehalt)."""

    __tablename__ = "due_part"
    item: int = Field(foreign_key="item.id")
    pos: int
    cents: int
    due: date = Field(sa_type=Day)
    payee: str = "partner"
    kind: str = "normal"


class SettlementRow(Row, table=True):
    """What one event did to an item: money and reduction (Ausgleich)."""

    __tablename__ = "settlement"
    item: int = Field(foreign_key="item.id")
    entry: int = Field(foreign_key="entry.id")
    day: date = Field(sa_type=Day)
    money: int = 0
    reduction: int = 0


class ShareRow(Row, table=True):
    """What a settlement collected of a weight (Anteil)."""

    __tablename__ = "share"
    settlement: int = Field(foreign_key="settlement.id")
    weight: int = Field(foreign_key="weight.id")
    cents: int


class ShiftRow(Row, table=True):
    """Moves a figure of one line or share to another period."""

    __tablename__ = "shift"
    line: int | None = Field(default=None, foreign_key="line.id")
    share: int | None = Field(default=None, foreign_key="share.id")
    view: str
    period_from: str
    period_to: str
    reason: str
    law: str = ""


class FilingRow(Row, table=True):
    """A return that was handed in (abgegebene Meldung)."""

    __tablename__ = "filing"
    kind: str
    period: str
    pos: int = 1
    filed: date = Field(sa_type=Day)
    figures: str
    payable: int
    ticket: str | None = None
    head: str | None = None
    takeover: bool = Field(default=False, sa_type=Flag)


class PeriodRow(Row, table=True):
    """A closed month (abgeschlossener Monat)."""

    __tablename__ = "period"
    month: str
    closed: str
    filing: int | None = Field(default=None, foreign_key="filing.id")
    head: str | None = None


class TemplateRow(Row, table=True):
    """A template or standing entry (Vorlage, Dauerbuchung): the event as JSON."""

    __tablename__ = "template"
    name: str
    content: str
    every_months: int | None = None
    starts: date | None = Field(default=None, sa_type=Day)
    ends: date | None = Field(default=None, sa_type=Day)


class AssetRow(Row, table=True):
    """A fixed asset (Anlagegut)."""

    __tablename__ = "asset"
    number: str
    name: str
    asset_group: str = ""
    account: int = Field(foreign_key="account.id")
    bought: date = Field(sa_type=Day)
    cost: int
    months: int
    method: str
    rate: int = 0
    book_value: int | None = None
    book_value_day: date | None = Field(default=None, sa_type=Day)
    disposed: date | None = Field(default=None, sa_type=Day)
    note: str | None = None


class DepreciationRow(Row, table=True):
    """Depreciation of one year (AfA) and the entry that posted it."""

    __tablename__ = "depreciation"
    asset: int = Field(foreign_key="asset.id")
    entry: int = Field(foreign_key="entry.id")
    year: int
    cents: int
    kind: str = "plan"


class InvestmentRow(Row, table=True):
    """A claimed investment deduction (Investitionsabzugsbetrag, § 7g Abs. 1 EStG)."""

    __tablename__ = "investment_deduction"
    year: int
    day: date = Field(sa_type=Day)
    cents: int
    note: str = ""


class InvestmentMoveRow(Row, table=True):
    """A part of a claim: added for an asset, or without one given back in its own year."""

    __tablename__ = "investment_move"
    deduction: int = Field(foreign_key="investment_deduction.id")
    asset: int | None = Field(default=None, foreign_key="asset.id")
    day: date = Field(sa_type=Day)
    cents: int
    undone: date | None = Field(default=None, sa_type=Day)
    reason: str = ""


class CostReductionRow(Row, table=True):
    """By what the cost of an asset was lowered (§ 7g Abs. 2 EStG), and the entry of it."""

    __tablename__ = "cost_reduction"
    asset: int = Field(foreign_key="asset.id")
    entry: int = Field(foreign_key="entry.id")
    cents: int
