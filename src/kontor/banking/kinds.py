"""Values of the banking area: what a statement file says, and what matching proposes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import _


class Balance(NamedTuple):
    """A balance (Saldo) as the bank states it; `kind` is its code there (OPBD, PRCD, 62M …)."""

    kind: str
    day: date | None
    cents: int


class Detail(NamedTuple):
    """One payment of a batch (Sammler): an allocation inside one bank line."""

    cents: int
    name: str = ""
    iban: str = ""
    purpose: str = ""
    end_to_end: str = ""
    mandate: str = ""


class BankLine(NamedTuple):
    """One booking (Umsatz) on a bank account; `cents` is positive for money in.

    `bank_id` is the bank's own id of the booking; ids that begin with `mt:` come from MT940 and
    can only be compared with each other. `gvc` is the German kind of transaction (Geschäfts-
    vorfallcode), `domain` the international one (PMNT/RCDT/ESCT). `place` is the line in the file,
    or the number of the entry in an XML file.
    """

    booking_day: date
    value_day: date
    cents: int
    currency: str = "EUR"
    name: str = ""
    iban: str = ""
    bic: str = ""
    ultimate_name: str = ""
    purpose: str = ""
    end_to_end: str = ""
    mandate: str = ""
    creditor_id: str = ""
    reference: str = ""
    text: str = ""
    gvc: str = ""
    domain: str = ""
    bank_id: str = ""
    reversal: bool = False
    return_reason: str = ""
    charges: int = 0
    original_cents: int = 0
    original_currency: str = ""
    details: tuple[Detail, ...] = ()
    place: int = 0


class Statement(NamedTuple):
    """One statement (Kontoauszug) or report; the account is an IBAN, or BLZ and number."""

    format: str
    iban: str = ""
    blz: str = ""
    account: str = ""
    currency: str = ""
    number: str = ""
    page: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    first_day: date | None = None
    last_day: date | None = None
    lines: tuple[BankLine, ...] = ()
    pending: tuple[BankLine, ...] = ()
    place: int = 0
    file: str = ""

    @property
    def total(self) -> int:
        """Sum of the booked lines in cents."""
        return sum(line.cents for line in self.lines)


class Quarantine(NamedTuple):
    """A row that could not be read: where, what stands there, and why (message id with values)."""

    place: int
    text: str
    reason: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        return _filled(self.reason, self.values)


class ReadResult(NamedTuple):
    """Everything that one file holds; nothing is stored yet."""

    statements: tuple[Statement, ...]
    quarantine: tuple[Quarantine, ...] = ()
    findings: tuple[Finding, ...] = ()
    format: str = ""
    encoding: str = ""

    @property
    def lines(self) -> tuple[BankLine, ...]:
        """All booked lines in file order."""
        return tuple(line for statement in self.statements for line in statement.lines)

    @property
    def pending(self) -> tuple[BankLine, ...]:
        """All pending lines (vorgemerkt) in file order; they are shown, never booked."""
        return tuple(line for statement in self.statements for line in statement.pending)


class KnownLine(NamedTuple):
    """What is stored of a bank line, as far as the duplicate control needs it."""

    ref: int
    booking_day: date
    cents: int
    purpose: str = ""
    name: str = ""
    bank_id: str = ""


class Pairing(NamedTuple):
    """Result of the duplicate control; numbers are positions in the list of new lines.

    `known` pairs a position with the stored line it equals, `questions` a position (also in `new`)
    with the stored line it resembles, `adopted` a stored line with the bank id it did not have.
    """

    known: tuple[tuple[int, int], ...]
    new: tuple[int, ...]
    questions: tuple[tuple[int, int], ...]
    adopted: tuple[tuple[int, str], ...]


class ItemKind(StrEnum):
    """What an open item (offener Posten) is."""

    INVOICE = "invoice"
    CREDIT = "credit"
    ADVANCE = "advance"
    OTHER = "other"


class OpenItem(NamedTuple):
    """An open item: `sign` is +1 when we receive the money and -1 when we pay it.

    `open_cents` is positive; 0 stands for a settled item, which only explains a reference.
    `retained_cents` comes on top later (Einbehalt), `steps` are the sums of the next instalments,
    `withhold_rate` what a business may keep for the tax office (§ 48 EStG), `also` the numbers of
    advance requests that went into a final invoice, `paid_cents` what came so far.
    """

    ref: str
    number: str
    partner_ref: str
    partner_name: str
    day: date
    open_cents: int
    ibans: tuple[str, ...] = ()
    due: date | None = None
    sign: int = 1
    discount_until: date | None = None
    discount_cents: int = 0
    kind: ItemKind = ItemKind.INVOICE
    retained_cents: int = 0
    steps: tuple[int, ...] = ()
    withhold_rate: int = 0
    also: tuple[str, ...] = ()
    paid_cents: int = 0


class UserRule(NamedTuple):
    """A rule of the user: every condition that is given must hold (patterns ignore case)."""

    ref: str
    label: str = ""
    name: str = ""
    iban: str = ""
    purpose: str = ""
    sign: int = 0
    min_cents: int | None = None
    max_cents: int | None = None
    account: str = ""
    code: str = ""
    partner_ref: str = ""
    auto: bool = False


class BookedLine(NamedTuple):
    """A bank line that was booked earlier, for proposals from experience."""

    name: str
    iban: str
    purpose: str
    cents: int
    account: str
    code: str = ""
    partner_ref: str = ""


class Grade(StrEnum):
    """How sure a proposal is."""

    AUTO = "auto"
    PROPOSAL = "proposal"
    NONE = "none"


class MatchKind(StrEnum):
    """What a proposal says about the line."""

    EXACT = "exact"
    DISCOUNT = "discount"
    DISCOUNT_LATE = "discount_late"
    SHORT = "short"
    PART = "part"
    INSTALMENT = "instalment"
    WITHHELD = "withheld"
    RETAINED = "retained"
    RELEASED = "released"
    OVER = "over"
    COLLECTIVE = "collective"
    SETTLED = "settled"
    RETURNED = "returned"
    ORDERED = "ordered"
    RULE = "rule"
    HISTORY = "history"
    TRANSFER = "transfer"
    TAX = "tax"
    SOCIAL = "social"
    FEE = "fee"


class Reason(NamedTuple):
    """One reason of a proposal: message id with values."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def text(self) -> str:
        """The reason in the reader's language."""
        return _filled(self.message, self.values)


class Split(NamedTuple):
    """What one open item gets: money, Skonto, and tax kept by the customer (§ 48 EStG)."""

    item_ref: str
    cents: int
    discount: int = 0
    withheld: int = 0


class Proposal(NamedTuple):
    """One answer to "what is this bank line?", with its score and its reasons.

    `rest` is what the splits leave of the line (positive: too much was paid); `amount_only` marks
    an item found by nothing but its amount, `proven` one with number, IBAN or full name.
    """

    score: int
    grade: Grade
    kind: MatchKind
    splits: tuple[Split, ...] = ()
    partner_ref: str = ""
    account: str = ""
    code: str = ""
    rest: int = 0
    reasons: tuple[Reason, ...] = ()
    amount_only: bool = False
    proven: bool = False

    @property
    def item_refs(self) -> tuple[str, ...]:
        """The open items that this proposal settles."""
        return tuple(split.item_ref for split in self.splits)


def reason(message: str, values: Mapping[str, object] | None = None) -> Reason:
    """A reason from a message id and its values."""
    return Reason(message, tuple((values or {}).items()))


def _filled(message: str, values: tuple[tuple[str, object], ...]) -> str:
    """A message in the reader's language with its values."""
    text = _(message)
    return text.format_map(dict(values)) if values else text


class RunKind(StrEnum):
    """What a run does: pay (Überweisung) or collect (Lastschrift)."""

    TRANSFER = "transfer"
    DEBIT = "debit"


class RunState(StrEnum):
    """How far a run is."""

    PROPOSED = "proposed"
    RELEASED = "released"
    EXPORTED = "exported"
    BOOKED = "booked"


class CollectAsked(NamedTuple):
    """Event: an invoice is about to be collected by direct debit: a listener may refuse it."""

    item: int
    document: str
    day: date


class Payee(NamedTuple):
    """Who gets or pays the money, and how he is paid."""

    ref: str
    name: str
    iban: str = ""
    bic: str = ""
    method: str = "transfer"
    builder: bool = False  # a subcontractor without valid certificate (§ 48b EStG)
    tax_number: str = ""
    tax_office: str = ""
    tax_office_iban: str = ""


class Payable(NamedTuple):
    """An open item as a payment run sees it; amounts are positive.

    `open` is what may be paid now, `withheld` the part of it that the bill keeps for the tax
    office, due on `withheld_due`; `blocked` is a reason in the reader's words, `refund` money
    that goes back to a customer.
    """

    item: int
    document: str
    day: date
    payee: Payee
    open: int
    due: date | None
    discounts: tuple[tuple[date, int], ...] = ()
    withheld: int = 0
    withheld_due: date | None = None
    disputed: bool = False
    blocked: str = ""
    under_way: bool = False
    refund: bool = False
    text: str = ""


class Suggestion(NamedTuple):
    """What a run does with an open item: pay so much on a day, wait, or not at all.

    `block` is the reason why it cannot be paid, `later` whether its day is not yet near.
    """

    payable: Payable
    office: bool
    cents: int
    discount: int
    kept: int
    day: date
    reasons: tuple[Reason, ...]
    block: Reason | None = None
    later: bool = False

    @property
    def ready(self) -> bool:
        """Whether the run takes it."""
        return self.block is None and not self.later
