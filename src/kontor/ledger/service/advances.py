"""Advances (Abschläge, Anzahlungen): requests of ours and of suppliers, items without posting.

What is paid on a request is posted with the money, its tax in the period of the payment; the
final invoice or bill deducts it again (`sales.deduct`).
"""

from __future__ import annotations

from kontor.ledger.kinds import DueRule, ItemKind, Part, Posted, Side
from kontor.ledger.model.inputs import Amount, Request
from kontor.ledger.service.amounts import Days, Lines, resolve, tax_account
from kontor.ledger.service.books import Books, Born, NewItem
from kontor.ledger.service.partners import partner_account
from kontor.ledger.service.purchases import PURCHASES
from kontor.ledger.service.sales import due_parts
from kontor.ledger.service.sales import request as own_request

_ADVANCE = "gel_anz_vorraete"


def request(books: Books, event: Request) -> Posted:
    """Advance request of either side."""
    return own_request(books, event) if event.side == "customer" else _suppliers(books, event)


def _suppliers(books: Books, event: Request) -> Posted:
    """A supplier asks for an advance: weights on the accounts for advances paid."""
    account = partner_account(books, event.partner, "supplier")
    amounts = [_on_advance_account(books, one, event) for one in event.lines]
    lines = resolve(books, amounts, Days(event.day), PURCHASES)
    new = NewItem(
        account, -1, ItemKind.REQUEST, event.document, event.day,
        due_rule=DueRule.INVOICE, text=event.text,
    )  # fmt: skip
    item = books.open_item(new, None)
    born = _weights(books, lines)
    books.put_weights(item, born)
    books.put_discounts(item, event.discounts)
    total = sum(weight.cents for weight in born)
    books.put_parts(item, due_parts(total, event.due or event.day, []))
    return Posted((), (item,))


def _on_advance_account(books: Books, amount: Amount, event: Request) -> Amount:
    """The account for advances of the tax code, unless the amount names another asset account."""
    known = books.find_account(amount.account)
    if known and known.kind == "asset":
        return amount
    name = amount.code or (known.code if known else None)
    code = books.code(name, event.day) if name else None
    concept = (code and code.advance_account) or _ADVANCE
    return amount.model_copy(update={"account": concept, "code": name})


def _weights(books: Books, lines: Lines) -> list[Born]:
    """Base weights by account and code, then the tax that the supplier asks for."""
    bases: dict[tuple[int, str | None], int] = {}
    for account, code, net in zip(lines.accounts, lines.codes, lines.priced.nets, strict=True):
        key = (account.id, code.code if code else None)
        bases[key] = bases.get(key, 0) + net
    born = [Born(account, code, Part.BASE, net) for (account, code), net in bases.items()]
    for name, tax in lines.priced.taxes.items():
        code = lines.code(name)
        if code.side is not Side.REVERSE and tax:
            paid = tax_account(books, code, DueRule.INVOICE)
            born.append(Born(paid.id, name, Part.INPUT, tax))
    return born
