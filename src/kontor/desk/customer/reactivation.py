"""Customers to get in touch with again (Reaktivierung): by the cycle of the last work."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.dates import add_months
from kontor.company.queries import firm_or_none
from kontor.contacts import queries
from kontor.contacts.consent_kinds import Purpose, Verdict, Way
from kontor.contacts.queries.consent import verdicts
from kontor.contacts.rules.file import Cycle, cycle_of

# the last work of each customer: issued invoices, and bills of the books that came without one
_LAST = """
SELECT contact, day, text, max(cents) FROM (
 SELECT d.contact AS contact, d.day AS day, d.subject AS text, 0 AS cents FROM sales_document d
  WHERE d.kind='invoice' AND d.issued IS NOT NULL
 UNION ALL
 SELECT CAST(substr(i.partner,10) AS INTEGER), i.day, ifnull(e.text,''),
  (SELECT ifnull(sum(w.cents),0) FROM weight w WHERE w.item=i.id)
  FROM item i JOIN entry e ON e.id=i.opened_by
  WHERE i.side=1 AND i.kind='invoice' AND substr(i.partner,1,9)='contacts:')
GROUP BY contact, day ORDER BY day
"""
_BUSY = """
SELECT contact FROM sales_document WHERE (kind IN ('inquiry','quote') AND decided IS NULL
  AND day>=?1) OR (kind='order' AND state NOT IN ('closed','cancelled','done','billed'))
"""


class Sleeper(NamedTuple):
    """A customer whose last work is due again."""

    contact: int
    name: str
    last: date
    work: str
    cycle: Cycle
    due: date
    letter: Verdict
    mail: Verdict


def sleepers(con: sqlite3.Connection, today: date, *, ahead: int = 0) -> list[Sleeper]:
    """Customers whose cycle is over by a day, longest waiting first; whoever is busy is left out.

    Args:
        con: a reading connection.
        today: the day asked for.
        ahead: months to look ahead.
    """
    own = firm_or_none(con)
    trade = (own.trade if own else None) or ""
    last: dict[int, tuple[date, str]] = {}
    main: dict[int, int] = {}
    for contact, day, text, _cents in con.execute(_LAST).fetchall():
        who = main.setdefault(contact, queries.partner(con, contact).id)
        last[who] = (date.fromisoformat(day), text or last.get(who, (None, ""))[1])
    recent = add_months(today, -12).isoformat()
    busy = {
        main.get(row[0]) or queries.partner(con, row[0]).id
        for row in con.execute(_BUSY, (recent,)).fetchall()
    }
    horizon, found = add_months(today, ahead), []
    for who, (day, text) in last.items():
        cycle = cycle_of(text, trade, day)
        due = add_months(day, 12 * cycle.years)
        if due <= horizon and who not in busy:
            found.append((who, day, text, cycle, due))
    ids = [one[0] for one in found]
    letters = verdicts(con, ids, Way.LETTER, Purpose.ADVERTISING, today)
    mails = verdicts(con, ids, Way.MAIL, Purpose.ADVERTISING, today)
    gone = {row[0] for row in con.execute("SELECT id FROM contact WHERE archived IS NOT NULL")}
    return sorted(
        (
            Sleeper(who, queries.partner(con, who).name, day, text, cycle, due, letters[who],
                    mails[who])
            for who, day, text, cycle, due in found if who not in gone
        ),
        key=lambda one: (one.due, one.name),
    )  # fmt: skip
