"""Purchase side: incoming bill with § 48 EStG, § 13b and intra-EU pairs; direct purchase."""

from __future__ import annotations

from datetime import date, timedelta

from kontor.base.money import half_up
from kontor.ledger.kinds import Effect, ItemKind, Posted, Side
from kontor.ledger.model.inputs import Bill, Purchase
from kontor.ledger.queries import lookup
from kontor.ledger.rules.charts import withholding_rate
from kontor.ledger.rules.posting import Draft
from kontor.ledger.service.amounts import Days, base_drafts, resolve, reverse_drafts, tax_drafts
from kontor.ledger.service.books import Books, NewItem, NewPart
from kontor.ledger.service.partners import partner_account
from kontor.ledger.service.sales import deduct, due_parts, open_posted, refuse_no_money

PURCHASES = frozenset({Side.INPUT, Side.REVERSE})


def bill(books: Books, event: Bill) -> Posted:
    """Incoming bill; the pair of reverse charge stands in the same entry and never waits."""
    account = partner_account(books, event.partner, "supplier")
    days = Days(event.day, event.service, event.arrival)
    lines = resolve(books, event.lines, days, PURCHASES)
    head = books.head(event, "bill", service=event.service, arrival=event.arrival or event.day)
    new = NewItem(
        account, -1, ItemKind.BILL, event.document, event.day, event.service, text=event.text,
        debited=event.debited,
    )  # fmt: skip
    drafts = base_drafts(lines, event, sign=1, effect=Effect.CLAIM)
    drafts += tax_drafts(books, lines, sign=1, effect=Effect.CLAIM)
    drafts += reverse_drafts(books, lines)
    item = open_posted(books, head, new, drafts)
    books.put_discounts(item, event.discounts)
    for document in event.advances:
        deduct(books, head, lookup.item_by_id(books.con, item), document)
    due = event.due or event.day
    parts = due_parts(lookup.item_by_id(books.con, item).open, due, event.due_parts)
    books.put_parts(item, _withheld(parts, event.day) if event.withhold else parts)
    return Posted(tuple(books.entries), (item,))


def purchase(books: Books, event: Purchase) -> Posted:
    """Direct purchase; the money may be the owner's (private account)."""
    money = lookup.money_account(books.con, event.money)
    refuse_no_money(money)
    days = Days(event.day, event.service, event.arrival)
    lines = resolve(books, event.lines, days, PURCHASES)
    drafts = base_drafts(lines, event, sign=1, effect=Effect.OWN)
    drafts += tax_drafts(books, lines, sign=1, effect=Effect.OWN)
    drafts += reverse_drafts(books, lines)
    drafts.append(Draft(money.id, -lines.gross, Effect.OWN))
    arrival = event.arrival or event.day
    text = event.text or event.partner or ""
    head = books.head(event, "purchase", service=event.service, arrival=arrival, text=text)
    books.write(head, drafts)
    return Posted(tuple(books.entries))


def _withheld(parts: list[NewPart], day: date) -> list[NewPart]:
    """§ 48 EStG: a share of every part goes to the tax office on the 10th of the next month."""
    rate = withholding_rate(day)
    out = []
    for part in parts:
        tax = half_up(part.cents * rate, 10_000)
        paid = part.due.replace(day=1) + timedelta(days=32)
        out.append(part._replace(cents=part.cents - tax))
        out.append(NewPart(tax, paid.replace(day=10), "withheld", "tax_office"))
    return out
