"""The history of § 19 UStG for the firm, as the views of the books need it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.company.kinds import VatMethod
from kontor.company.queries import settings_history

_METHOD = "vat_method"


class Regimes(NamedTuple):
    """Days on which the firm became or ceased to be a small business (§ 19 UStG).

    `small[n]` holds after `n` of the `changes`.
    """

    changes: tuple[str, ...]
    small: tuple[bool, ...]

    def on(self, day: date) -> bool:
        """Whether the firm is a small business on a day."""
        return self.small[sum(change <= day.isoformat() for change in self.changes)]


def regimes(con: sqlite3.Connection) -> Regimes:
    """When the firm was a small business; before the first value the first one holds."""
    known = sorted(settings_history(con, _METHOD), key=lambda value: value.valid_from)
    if not known:
        return Regimes((), (False,))
    days, states = [], [known[0].value == VatMethod.SMALL]
    for value in known[1:]:
        small = value.value == VatMethod.SMALL
        if small != states[-1]:
            days.append(value.valid_from.isoformat())
            states.append(small)
    return Regimes(tuple(days), tuple(states))
