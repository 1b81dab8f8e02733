"""The mirror of an entry: its lines with the opposite sign, and what it did to items taken back."""

# ruff: noqa: S608  names and marks are built here, values are bound
from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kontor.ledger.kinds import Effect, Item, ItemKind
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft
from kontor.ledger.service.books import Books, Head

_LINES = (
    "SELECT id,account,cents,effect,code,part,base,period,item,loss,project,cost_centre,text"
    " FROM line WHERE entry=? ORDER BY pos"
)


class OldLine(NamedTuple):
    """A stored line of the entry that is mirrored."""

    id: int
    account: int
    cents: int
    effect: str
    code: str | None
    part: str
    base: int | None
    period: str | None
    item: int | None
    loss: int
    project: str | None
    cost_centre: str | None
    text: str | None


def old_lines(books: Books, entry: int) -> list[OldLine]:
    """The lines of an entry in their order."""
    return [OldLine(*row) for row in books.con.execute(_LINES, (entry,)).fetchall()]


def mirror(books: Books, head: Head, entry: int, *, period: str | None = None) -> int:
    """Write the opposite of an entry and take back what it did to items.

    Args:
        books: the books.
        head: of the new entry; its day dates the shares of items without settlement in the old one.
        entry: the old entry.
        period: tax period of the new lines; by default that of the old ones.
    """
    old = old_lines(books, entry)
    drafts = [_opposite(line, period) for line in old]
    new = books.open_entry(head)
    ids = books.put_lines(new, head, drafts)
    _take_back_items(books, head, entry, new, own_day=period is None)
    _take_back_births(books, head, new, dict(zip((line.id for line in old), ids, strict=True)))
    return new


def _opposite(line: OldLine, period: str | None) -> Draft:
    effect = Effect(line.effect)
    return Draft(
        line.account,
        -line.cents,
        Effect.REDUCE if effect is Effect.CLAIM else effect,
        line.code,
        line.part,
        None if line.base is None else -line.base,
        period if period and line.period else line.period,
        line.item,
        bool(line.loss),
        line.project or "",
        line.cost_centre or "",
        line.text or "",
    )


def _take_back_items(books: Books, head: Head, entry: int, new: int, *, own_day: bool) -> None:
    """One negative event per settlement of the old entry; with `own_day` on its day, else today."""
    rows = books.con.execute(
        "SELECT item,day,money FROM settlement WHERE entry=? ORDER BY id", (entry,)
    ).fetchall()
    for item_id, day, money in rows:
        item = lookup.item_by_id(books.con, item_id)
        cuts = {
            weight: -cents
            for weight, cents in books.con.execute(
                "SELECT r.weight,sum(r.cents) FROM reduction r JOIN weight w ON w.id=r.weight"
                " WHERE r.entry=? AND w.item=? GROUP BY r.weight ORDER BY r.weight",
                (entry, item_id),
            ).fetchall()
        }
        cuts |= _late_births(books, entry, item)
        dated = date.fromisoformat(day) if own_day else head.day
        own = Head(head.kind, dated, head.booked, document=head.document, text=head.text)
        if item.kind is ItemKind.REQUEST:
            books.settle(item, new, own.day, money=-money, cuts=cuts)
        else:
            books.event_shares(own, new, item, money=-money, cuts=cuts)


def _late_births(books: Books, entry: int, item: Item) -> dict[int, int]:
    """Negative weights that the old entry added to an item it did not open: taken back whole."""
    if item.opened_by == entry:
        return {}
    rows = books.con.execute(
        "SELECT w.id,w.cents FROM weight w JOIN line l ON l.id=w.line WHERE w.item=? AND l.entry=?",
        (item.id, entry),
    ).fetchall()
    return dict(rows)


def _take_back_births(books: Books, head: Head, new: int, lines: dict[int, int]) -> None:
    """Items that the old entry opened lose all their weights."""
    marks = ",".join("?" * len(lines))
    rows = books.con.execute(
        "SELECT DISTINCT w.item FROM weight w JOIN item i ON i.id=w.item"
        f" WHERE w.line IN ({marks}) AND i.opened_by=(SELECT entry FROM line WHERE id=w.line)",
        tuple(lines),
    ).fetchall()
    for (item_id,) in rows:
        item = lookup.item_by_id(books.con, item_id)
        cuts = {row.id: row.cents for row in lookup.weights_of(books.con, item_id)}
        books.event_shares(head, new, item, cuts=cuts)
