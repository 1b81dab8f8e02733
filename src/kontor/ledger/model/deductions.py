"""Input model of an investment deduction."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kontor.store.inputs import Cents, Input, Text


class NewDeduction(Input):
    """A claimed investment deduction (Investitionsabzugsbetrag) of a year, outside the books."""

    year: int = Field(ge=2000, le=2199, description="year whose profit it lowers")
    amount: Cents = Field(gt=0, description="up to half of what is to be bought")
    day: date = Field(description="day on which it was decided")
    note: Text = Field(default="", description="what is to be bought; for yourself")
