"""Written-off items: which entry wrote them off, and taking it back when money comes after all."""

from __future__ import annotations

import sqlite3

from kontor.ledger.kinds import Item
from kontor.ledger.rules.posting import month
from kontor.ledger.service.books import Books, Head
from kontor.ledger.service.mirror import mirror


def written_off(con: sqlite3.Connection, item: int) -> int | None:
    """The entry that wrote an item off and was not taken back, or None."""
    row = con.execute(
        "SELECT e.id FROM settlement s JOIN entry e ON e.id=s.entry WHERE s.item=?"
        " AND e.kind='write_off' AND NOT EXISTS(SELECT 1 FROM entry r WHERE r.reverses=e.id)"
        " ORDER BY e.id DESC LIMIT 1",
        (item,),
    ).fetchone()
    return None if row is None else int(row[0])


def recover(books: Books, head: Head, item: Item, entry: int) -> None:
    """Take a write-off back in the month of the receipt (§ 17 Abs. 2 Nr. 1 Satz 2 UStG)."""
    back = Head(
        "recovery",
        head.day,
        head.booked,
        document=head.document or item.document,
        text=head.text,
        reverses=entry,
        source=head.source,
    )
    mirror(books, back, entry, period=month(head.day))
