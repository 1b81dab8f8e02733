"""Input models for the chart of accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kontor.store.inputs import Input, Text

Number = Annotated[str, Field(pattern=r"^\d{3,8}$", description="account number")]
Line = Annotated[str, Field(max_length=5, description="line of the form; empty: none")]


class NewAccount(Input):
    """An own account, made like an existing one: kind, role, function and lines come from it."""

    number: Number
    name: Text = Field(min_length=1)
    like: str = Field(description="number or concept of the account it resembles")
    tax_code: str | None = None
    lines: dict[int, Line] = Field(default={}, description="EÜR line per form year")


class NewPersonalAccount(Input):
    """An account of a customer (10000-69999) or supplier (70000-99999)."""

    name: Text = Field(min_length=1)
    side: Literal["customer", "supplier"]
    number: Number | None = Field(default=None, description="without it the next free one")
    partner: str | None = Field(default=None, description="reference of the contact, contacts:12")


class AccountChange(Input):
    """What may change on an account; what is not given stays."""

    name: Text = Field(default="", min_length=1)
    tax_code: str | None = None
    bwa: str | None = None
    hgb: str | None = None
    lines: dict[int, Line] = Field(default={}, description="EÜR line per form year; empty: none")
