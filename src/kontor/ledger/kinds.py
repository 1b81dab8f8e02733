"""Values of the books, standard library only: shared by model, rules, services and queries.

How a view reads the records (design: effect says what a line does in the cash view):

* `own` lines count on the document day of their entry. An `own` line on an item account is the
  receipt of an overpayment (line 16 or 12, expense side 60); the shares of a weight with part
  `credit` take it back.
* `claim` and `reduce` lines count nowhere in the cash view: the shares of their item count, on
  the day of the settlement. Shares of items of kind `request` count nowhere either: the receipt
  on a request was posted with `own` lines.
* weights and shares are signed in the direction of the item: positive adds to what may be
  collected. In the books the same amount has the sign `-item.side` (revenue is a credit, cost a
  debit).
* `transfer` and `item` lines count in the account views only, `accrual` lines in GuV and Bilanz.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Effect(StrEnum):
    """What a line does in the cash view."""

    CLAIM = "claim"
    REDUCE = "reduce"
    OWN = "own"
    TRANSFER = "transfer"
    ACCRUAL = "accrual"
    ITEM = "item"


class Part(StrEnum):
    """What a line or weight is for the VAT return; `credit` for weights of credits only."""

    NONE = ""
    BASE = "base"
    OUTPUT = "output"
    INPUT = "input"
    CREDIT = "credit"


class CashRole(StrEnum):
    """What an account is in the cash view."""

    MONEY = "money"
    ITEM = "item"
    RESULT = "result"
    TAX = "tax"
    ACCRUAL = "accrual"


class Side(StrEnum):
    """Side of a tax code."""

    OUTPUT = "output"
    INPUT = "input"
    REVERSE = "reverse"
    NONE = "none"


class ItemKind(StrEnum):
    """Kind of an open item (offener Posten)."""

    INVOICE = "invoice"
    BILL = "bill"
    REQUEST = "request"
    CHARGE = "charge"
    CREDIT = "credit"
    OPENING = "opening"


class DueRule(StrEnum):
    """When output tax of an item is due: by invoice (Soll), by receipt (Ist); frozen at birth."""

    INVOICE = "invoice"
    RECEIPT = "receipt"


class Account(NamedTuple):
    """An account (Konto) as services need it."""

    id: int
    number: str
    name: str
    kind: str
    function: str
    role: CashRole
    code: str | None
    concept: str | None
    parent: int | None
    partner: str | None
    closed: date | None

    @property
    def personal(self) -> bool:
        """Whether it is the account of one customer or supplier (Personenkonto)."""
        return self.parent is not None and self.role is CashRole.ITEM

    @property
    def automatic(self) -> bool:
        """Whether it carries its tax code for good (Automatikkonto)."""
        return self.function.endswith(("AM", "AV"))


class TaxCode(NamedTuple):
    """A tax code (Steuerschlüssel) as it holds on one day; accounts are named by concept."""

    code: str
    valid_from: date
    name: str
    side: Side
    rate: int
    kz_base: str | None
    kz_tax: str | None
    kz_input: str | None
    output_account: str | None
    input_account: str | None
    not_due_account: str | None
    result_account: str | None
    discount_account: str | None
    advance_account: str | None
    loss_account: str | None
    due_ist: str
    euer_tax_line: str | None
    euer_base_line: str | None
    bu: str | None
    evidence: str | None


class Weight(NamedTuple):
    """What of an item may be collected on one account, code and part, now (Gewicht)."""

    code: str | None
    part: str
    cents: int


class WeightRow(NamedTuple):
    """A stored weight with its history: `cents` now, after reductions; `given` to money so far."""

    id: int
    pos: int
    line: int | None
    account: int
    code: str | None
    part: str
    born: int
    cents: int
    given: int

    @property
    def weight(self) -> Weight:
        """The bare value for the rules."""
        return Weight(self.code, self.part, self.cents)


class Item(NamedTuple):
    """An open item (offener Posten) with what is still open."""

    id: int
    account: int
    partner: str | None
    side: int
    kind: ItemKind
    document: str
    day: date
    service_day: date | None
    opened_by: int | None
    due_rule: DueRule
    lapsed_into: int | None
    total: int
    paid: int

    @property
    def open(self) -> int:
        """What may still be collected; below zero: what we must give back."""
        return 0 if self.lapsed_into else self.total - self.paid


class Posted(NamedTuple):
    """What an event left in the books: entries in order, the items it opened or touched."""

    entries: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    @property
    def entry(self) -> int | None:
        """The main entry."""
        return self.entries[0] if self.entries else None

    @property
    def item(self) -> int | None:
        """The item that was opened or settled first."""
        return self.items[0] if self.items else None


class EntriesGone(NamedTuple):
    """Event: entries were discarded or reversed; `instead` are those that took their place."""

    entries: tuple[int, ...]
    instead: tuple[int, ...] = ()
