"""How long a receipt must be kept (Aufbewahrungsfrist, § 147 AO)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.receipts.kinds import kind_rows


class Term(NamedTuple):
    """The last day of the legal time, and the law that says so."""

    until: date
    law: str
    years: int


def term(kind: str, day: date | None, arrival: date) -> Term:
    """The legal time of a receipt; it begins with the end of the year (§ 147 (4) AO).

    A shorter time holds for everything whose longer one was not over when the law changed (EGAO
    Art. 97 § 19a), so the row that holds on the day of arrival decides.

    Args:
        kind: what the receipt is.
        day: date of the document; None when it says none.
        arrival: the day it reached the firm; a letter that came later counts from then.
    """
    rows = kind_rows()[kind]
    row = next((one for one in reversed(rows) if one.valid_from <= arrival), rows[0])
    year = max(arrival.year, day.year) if day else arrival.year
    return Term(date(year + row.years, 12, 31), row.law, row.years)
