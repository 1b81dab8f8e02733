"""Input model of templates and standing entries."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from kontor.ledger.model.inputs import AnyEvent
from kontor.store.inputs import Input, Text


class NewTemplate(Input):
    """An event to be posted again (Vorlage); with `every_months` a standing entry (Dauerbuchung).

    In texts and documents `{month}` becomes 2026-05 and `{year}` 2026.
    """

    name: Text = Field(min_length=1, max_length=60)
    event: AnyEvent
    every_months: int | None = Field(default=None, ge=1, le=60)
    starts: date | None = Field(default=None, description="first day of a standing entry")
    ends: date | None = None

    @model_validator(mode="after")
    def _standing(self) -> NewTemplate:
        if (self.every_months is None) != (self.starts is None):
            raise ValueError("a standing entry needs both its first day and its months")
        return self
