"""Asking for reviews (Bewertungen): some days after an acceptance, when nothing is open.

A request counts as advertising, so the light is asked first. Nobody is asked for a good review
only: it goes to every customer whose work is accepted, without open defect, and paid.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.consent_kinds import Purpose, Verdict, Way
from kontor.contacts.queries.consent import verdict
from kontor.contacts.rules.file import review_days
from kontor.sales.queries.pipeline import unpaid
from kontor.store.doors import Due, values_of

_BACK = 180  # days: an older job is not asked about any more
_DONE = """
SELECT d.id, ifnull(d.number,''), d.contact, a.accepted, d.sales_order, d.subject,
 EXISTS(SELECT 1 FROM defect f JOIN sales_document s ON s.id=f.document
        WHERE s.sales_order=d.sales_order AND f.removed IS NULL),
 EXISTS(SELECT 1 FROM sales_document b WHERE b.sales_order=d.sales_order AND b.kind='invoice'
        AND b.issued IS NOT NULL)
FROM acceptance a JOIN sales_document d ON d.id=a.document
WHERE a.how<>'refused' AND d.sales_order IS NOT NULL AND a.accepted BETWEEN ?1 AND ?2
 AND NOT EXISTS(SELECT 1 FROM review_request r WHERE r.ref='sales:'||d.id)
ORDER BY a.accepted, d.id
"""


class Review(NamedTuple):
    """An accepted job whose customer may be asked for a review."""

    ref: str
    number: str
    contact: int
    name: str
    subject: str
    accepted: date
    due: date
    verdict: Verdict


def open_reviews(con: sqlite3.Connection, today: date) -> list[Review]:
    """Accepted jobs without open defect and paid, some days after the acceptance."""
    last = today - timedelta(days=review_days(today))
    first = today - timedelta(days=_BACK)
    rows = con.execute(_DONE, (first.isoformat(), last.isoformat())).fetchall()
    found = []
    for key, number, contact, accepted, order, subject, defects, billed in rows:
        if defects or not billed or unpaid(con, order):
            continue
        who, day = queries.partner(con, contact), date.fromisoformat(accepted)
        found.append(
            Review(
                f"sales:{key}", number, who.id, who.name, subject, day,
                day + timedelta(days=review_days(day)), best_way(con, who.id, today)[1],
            )
        )  # fmt: skip
    return found


def best_way(con: sqlite3.Connection, contact: int, today: date) -> tuple[Way, Verdict]:
    """The quickest way that is allowed: mail, then letter."""
    mail = verdict(con, contact, Way.MAIL, Purpose.REVIEW, today)
    if mail.allowed:
        return Way.MAIL, mail
    return Way.LETTER, verdict(con, contact, Way.LETTER, Purpose.REVIEW, today)


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Reviews that may be asked for."""
    for one in open_reviews(con, today):
        yield Due(
            f"contacts:{one.contact}", one.due, "review",
            N_("{name}: ask for a review of {number}"), None, 0,
            values_of(name=one.name, number=one.number or one.subject), "contact.review",
        )  # fmt: skip
