"""Tables and input models of the bank (Bank): imports, statements, lines, bookings, rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field as Checked
from sqlmodel import Field

# Foreign keys lead to the tables of these rooms: SQLAlchemy has to know them.
import kontor.company.model  # noqa: F401
import kontor.contacts.model  # noqa: F401
import kontor.ledger.model.tables  # noqa: F401
from kontor.store.fields import Day, Flag, Instant, Row
from kontor.store.inputs import Cents, Input, Text


class StatementImport(Row, table=True):
    """One imported file; its bytes lie in the attachments under the same SHA-256."""

    __tablename__ = "statement_import"
    money_account: int | None = Field(default=None, foreign_key="money_account.id")
    file_name: str
    sha256: str
    format: str
    at: datetime = Field(sa_type=Instant)


class StatementRow(Row, table=True):
    """One statement (Kontoauszug) of an account."""

    __tablename__ = "statement"
    import_: int = Field(foreign_key="statement_import.id", sa_column_kwargs={"name": "import"})
    money_account: int = Field(foreign_key="money_account.id")
    number: str | None = None
    page: str | None = None
    first_day: date | None = Field(default=None, sa_type=Day)
    last_day: date | None = Field(default=None, sa_type=Day)
    opening: int | None = None
    opening_day: date | None = Field(default=None, sa_type=Day)
    closing: int | None = None
    closing_day: date | None = Field(default=None, sa_type=Day)


class BankLineRow(Row, table=True):
    """One booked line (Umsatz) as the bank states it; never changed but for its bank id."""

    __tablename__ = "bank_line"
    statement: int = Field(foreign_key="statement.id")
    money_account: int = Field(foreign_key="money_account.id")
    pos: int
    day: date = Field(sa_type=Day)
    value_day: date | None = Field(default=None, sa_type=Day)
    cents: int
    name: str = ""
    iban: str | None = None
    bic: str | None = None
    ultimate: str | None = None
    purpose: str = ""
    end_to_end: str | None = None
    mandate: str | None = None
    creditor: str | None = None
    reference: str | None = None
    bank_id: str | None = None
    gvc: str | None = None
    kind_text: str | None = None
    reversal: bool = Field(default=False, sa_type=Flag)
    return_code: str | None = None
    charges: int | None = None
    original_cents: int | None = None
    doubtful: int | None = Field(default=None, foreign_key="bank_line.id")
    set_aside: str | None = None


class BankDetail(Row, table=True):
    """One payment inside a batch line (Sammler)."""

    __tablename__ = "bank_detail"
    bank_line: int = Field(foreign_key="bank_line.id")
    pos: int
    cents: int
    name: str = ""
    iban: str | None = None
    purpose: str = ""
    end_to_end: str | None = None


class BankBooking(Row, table=True):
    """Link between a bank line and an entry it was booked as; `how` says who decided."""

    __tablename__ = "bank_booking"
    bank_line: int = Field(foreign_key="bank_line.id")
    entry: int = Field(foreign_key="entry.id")
    how: str


class QuarantineRow(Row, table=True):
    """A row of a file that could not be read: where, what stands there and why."""

    __tablename__ = "quarantine"
    import_: int = Field(foreign_key="statement_import.id", sa_column_kwargs={"name": "import"})
    place: str
    content: str
    reason: str


class BankRule(Row, table=True):
    """A rule of the user: what a line with these marks is booked as."""

    __tablename__ = "bank_rule"
    name: str
    pattern_name: str = ""
    pattern_purpose: str = ""
    iban: str | None = None
    sign: int = 0
    least: int | None = None
    most: int | None = None
    account: str | None = None
    code: str | None = None
    partner: str | None = None
    text: str | None = None
    automatic: bool = Field(default=False, sa_type=Flag)
    priority: int = 0


class RuleInput(Input):
    """A rule as it is typed: at least one mark, and an account to book on."""

    name: Text = Checked(min_length=1)
    pattern_name: Text = ""
    pattern_purpose: Text = ""
    iban: str | None = None
    sign: Literal[-1, 0, 1] = 0
    least: Cents | None = None
    most: Cents | None = None
    account: str
    code: str | None = None
    partner: str | None = None
    text: Text = ""
    automatic: bool = Checked(default=False, description="book without asking")
    priority: int = 0


class BookedOn(Input):
    """One part of a bank line: on an open item, on an account, or to another money account.

    Amounts are positive in the direction of the line; the last part may leave its amount open.
    """

    item: str | None = Checked(default=None, description="document or id of an open item (item:12)")
    account: str | None = Checked(default=None, description="account number or concept")
    transfer: str | None = Checked(default=None, description="own money account on the other side")
    amount: Cents | None = None
    discount: Cents = Checked(default=0, description="Skonto granted or taken with the money")
    withheld: Cents = Checked(default=0, description="§ 48 EStG tax kept by our customer")
    returned: bool = Checked(
        default=False, description="the money of this item went back (Rücklastschrift)"
    )
    credit: str | None = Checked(default=None, description="partner whose credit it becomes")
    code: str | None = None
    text: Text = ""


class BookInput(Input):
    """How a bank line is booked: one or several parts."""

    line: int
    parts: list[BookedOn] = Checked(min_length=1)
    partner: str | None = Checked(default=None, description="who gets what is left over")
    document: Text = ""
    text: Text = ""
    how: Literal["hand", "proposal", "rule", "list"] = "hand"
    learn: bool = Checked(default=True, description="remember the payer's IBAN for the partner")


class Mandate(Row, table=True):
    """A direct debit mandate (Lastschriftmandat) of a customer."""

    __tablename__ = "mandate"
    contact: int = Field(foreign_key="contact.id")
    number: str
    signed: date = Field(sa_type=Day)
    scheme: str = "CORE"
    once: bool = Field(default=False, sa_type=Flag)
    iban: str
    bic: str | None = None
    holder: str
    last_used: date | None = Field(default=None, sa_type=Day)
    ended: date | None = Field(default=None, sa_type=Day)
    reason: str | None = None


class PayTerms(Row, table=True):
    """How a partner is paid, and the tax office of a subcontractor (§ 48 EStG)."""

    __tablename__ = "pay_terms"
    contact: int = Field(foreign_key="contact.id")
    method: str = "transfer"
    withhold: str = "auto"
    tax_office: str | None = None
    tax_office_iban: str | None = None


class PayBlock(Row, table=True):
    """A bill that is not to be paid (Zahlsperre), with the reason."""

    __tablename__ = "pay_block"
    item: int = Field(foreign_key="item.id")
    reason: str
    day: date = Field(sa_type=Day)


class PayRun(Row, table=True):
    """A run of transfers or direct debits (Zahlungslauf, Lastschriftlauf)."""

    __tablename__ = "pay_run"
    kind: str
    money_account: int = Field(foreign_key="money_account.id")
    scheme: str = ""
    together: bool = Field(default=False, sa_type=Flag)
    made: date = Field(sa_type=Day)
    noticed: date | None = Field(default=None, sa_type=Day)
    released: date | None = Field(default=None, sa_type=Day)
    text: str = ""


class PaymentRow(Row, table=True):
    """One payment of a run; `end_to_end` comes back on the bank's statement."""

    __tablename__ = "payment"
    run: int = Field(foreign_key="pay_run.id")
    item: int = Field(foreign_key="item.id")
    payee: str = "partner"
    cents: int
    discount: int = 0
    kept: int = 0
    day: date = Field(sa_type=Day)
    name: str
    iban: str
    bic: str | None = None
    purpose: str
    end_to_end: str
    mandate: int | None = Field(default=None, foreign_key="mandate.id")
    sequence: str | None = None
    bank_line: int | None = Field(default=None, foreign_key="bank_line.id")
    withdrawn: str | None = None


class PayFile(Row, table=True):
    """A file for the bank as it was written; its bytes lie in the attachments."""

    __tablename__ = "pay_file"
    run: int = Field(foreign_key="pay_run.id")
    message: str
    name: str
    sha256: str
    at: datetime = Field(sa_type=Instant)
    count: int
    cents: int


class PayCopy(Row, table=True):
    """The same file written once more, and why."""

    __tablename__ = "pay_copy"
    file: int = Field(foreign_key="pay_file.id")
    at: datetime = Field(sa_type=Instant)
    reason: str


class RunInput(Input):
    """A payment run: what is due or loses its Skonto until a day, or only some open items."""

    until: date | None = Checked(default=None, description="next run; a week from now without it")
    items: list[str] = Checked(
        default=[], description="only these: documents or ids (item:12); all that is due without it"
    )
    account: str | None = Checked(
        default=None, description="money account that pays: name, number or IBAN"
    )
    together: bool = Checked(default=False, description="one line on the statement for all")
    text: Text = ""


class DebitInput(Input):
    """A run of direct debits: open invoices of customers with a mandate."""

    until: date | None = Checked(default=None, description="collect what is due until this day")
    items: list[str] = []
    scheme: Literal["CORE", "B2B"] = "CORE"
    account: str | None = None
    together: bool = False
    last: bool = Checked(default=False, description="last use of these mandates (FNAL)")
    text: Text = ""


class MandateInput(Input):
    """A mandate as the customer signed it."""

    contact: Text = Checked(description="name, number or reference of the customer")
    number: Text = Checked(min_length=1, max_length=35)
    signed: date
    scheme: Literal["CORE", "B2B"] = "CORE"
    once: bool = Checked(default=False, description="for one collection only (OOFF)")
    iban: Text = ""
    bic: Text | None = None
    holder: Text = ""
    last_used: date | None = Checked(default=None, description="last collection elsewhere")


class PayTermsInput(Input):
    """How a partner is paid."""

    method: Literal["transfer", "collected", "other"] = Checked(
        default="transfer", description="collected: the supplier debits our account himself"
    )
    withhold: Literal["auto", "never"] = Checked(
        default="auto", description="§ 48 EStG: keep 15 % without a certificate, or never"
    )
    tax_office: Text | None = Checked(default=None, description="tax office of a subcontractor")
    tax_office_iban: Text | None = None
