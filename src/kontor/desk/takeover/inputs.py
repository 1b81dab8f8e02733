"""What is taken over from another program: input models, the same from form, CSV and JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kontor.contacts.model import ContactInput
from kontor.ledger.model.inputs import Discount, Due, FiledReturn, NewAsset
from kontor.store.inputs import Cents, Input, Text


class OpeningLine(Input):
    """Balance of one account on the morning of the first day: debit positive, credit negative."""

    account: Text = Field(min_length=1, description="number or concept of the account")
    amount: Cents
    text: Text = ""


class ItemPart(Input):
    """Net and tax of an open item at one rate; without code the rate is found from the tax."""

    net: Cents
    tax: Cents = 0
    code: Annotated[str, Field(max_length=20)] | None = None
    account: Text | None = Field(default=None, description="income or expense account")


class TakeOverItem(Input):
    """An invoice, bill or advance request that is not settled on the first day.

    An advance request that was paid in full belongs here too, until its final invoice comes.
    """

    side: Literal["customer", "supplier"] = "customer"
    partner: Text = Field(default="", max_length=200, description="account number or name")
    name: Text = Field(default="", max_length=200, description="name of a partner who is new")
    document: Text = Field(min_length=1, max_length=36)
    day: date
    service: date | None = None
    due: date | None = None
    is_request: bool = False
    due_rule: Literal["invoice", "receipt"] | None = Field(
        default=None, description="VAT due with the supply or with the money; default the setting"
    )
    parts: list[ItemPart] = Field(min_length=1)
    paid: Cents = Field(default=0, description="gross paid before the first day")
    discounts: list[Discount] = []
    due_parts: list[Due] = []
    text: Text = ""


class TakeOver(Input):
    """Everything that is taken over on the first day of the books."""

    contacts: list[ContactInput] = []
    balances: list[OpeningLine] = []
    items: list[TakeOverItem] = []
    assets: list[NewAsset] = []
    filed: list[FiledReturn] = []
    cash_counted: Cents | None = Field(default=None, description="cash in the box on that morning")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over."""
        return not (self.contacts or self.balances or self.items or self.assets or self.filed)

    def with_more(self, other: TakeOver) -> TakeOver:
        """Both together: several files are read one after the other."""
        counted = self.cash_counted if other.cash_counted is None else other.cash_counted
        return TakeOver.model_construct(
            contacts=self.contacts + other.contacts,
            balances=self.balances + other.balances,
            items=self.items + other.items,
            assets=self.assets + other.assets,
            filed=self.filed + other.filed,
            cash_counted=counted,
        )
