"""Start of the books (Übernahme): opening balances, open items with weights, filed returns."""

from __future__ import annotations

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.kinds import (
    Account,
    CashRole,
    DueRule,
    Effect,
    ItemKind,
    Part,
    Posted,
    TaxCode,
)
from kontor.ledger.model.inputs import OpeningBalances, OpeningItem, OpeningWeight
from kontor.ledger.rules.posting import Draft
from kontor.ledger.service.amounts import due_rule_of, tax_account
from kontor.ledger.service.books import Books, Born, NewItem
from kontor.ledger.service.partners import partner_account
from kontor.ledger.service.sales import due_parts

_CARRY = {"customer": "saldo_deb", "supplier": "saldo_kred"}


def opening_balances(books: Books, event: OpeningBalances) -> Posted:
    """Balances of the day the books start, against the carry-forward account.

    What stands on control or personal accounts goes to the carry-forward of customers and
    suppliers; the open items, taken over one by one, bring it back: a rest there is a finding.
    """
    drafts = []
    for line in event.lines:
        account = books.account(line.account)
        if account.role is CashRole.ITEM:
            account = books.account(_CARRY[_side(books, account)])
        drafts.append(Draft(account.id, line.amount, Effect.ACCRUAL, text=line.text))
    rest = -sum(draft.cents for draft in drafts)
    if rest:
        drafts.append(Draft(books.account("saldo_sach").id, rest, Effect.ACCRUAL))
    books.write(books.head(event, "opening"), drafts)
    return Posted(tuple(books.entries))


def opening_item(books: Books, event: OpeningItem) -> Posted:
    """An item that was open before the start, with net and tax per code and what was paid on it."""
    account = partner_account(books, event.partner, event.side)
    side = 1 if event.side == "customer" else -1
    rule = _due_rule(books, event)
    born = [weight for given in event.weights for weight in _born(books, event, given, rule)]
    born.sort(key=lambda weight: weight.part != Part.BASE)
    rest = sum(weight.cents - weight.collected for weight in born)
    settled = not rest and not event.is_request  # a request paid in full waits for its invoice
    if settled or any(weight.collected * weight.cents < 0 for weight in born):
        raise Refused(
            N_("Of {document} {rest} is open: check what was paid before."),
            field="weights",
            document=event.document,
            rest=format_money(rest),
        )
    new = NewItem(
        account,
        side,
        ItemKind.REQUEST if event.is_request else ItemKind.OPENING,
        event.document,
        event.day,
        event.service,
        rule,
        event.text,
    )
    entry = None
    if not event.is_request:
        head = books.head(event, "opening_item", service=event.service)
        entry = books.open_entry(head)
    item = books.open_item(new, entry)
    if entry is not None:
        carry = books.account(_CARRY[event.side])
        books.put_lines(
            entry,
            head,
            [
                Draft(account.id, side * rest, Effect.ITEM, item=item),
                Draft(carry.id, -side * rest, Effect.ACCRUAL),
            ],
        )
    books.put_weights(item, born)
    books.put_discounts(item, event.discounts)
    books.put_parts(item, due_parts(rest, event.due or event.day, event.due_parts))
    return Posted(tuple(books.entries), (item,))


def _born(books: Books, event: OpeningItem, given: OpeningWeight, rule: DueRule) -> list[Born]:
    code = books.code(given.code, event.service or event.day) if given.code else None
    account = _weight_account(books, event, given, code)
    base = Born(account.id, given.code, Part.BASE, given.net, collected=given.paid_net)
    if not given.tax:
        return [base]
    if code is None:
        raise Refused(
            N_("Tax without tax code on {document}."), field="weights", document=event.document
        )
    tax = tax_account(books, code, DueRule.INVOICE if event.is_request else rule)
    part = Part.OUTPUT if event.side == "customer" else Part.INPUT
    return [base, Born(tax.id, given.code, part, given.tax, collected=given.paid_tax)]


def _weight_account(
    books: Books, event: OpeningItem, given: OpeningWeight, code: TaxCode | None
) -> Account:
    """A taken-over request stands on the advance account of its code, whatever was named."""
    if event.is_request and code and code.advance_account:
        return books.account(code.advance_account)
    return books.account(given.account)


def _due_rule(books: Books, event: OpeningItem) -> DueRule:
    if event.is_request:
        return DueRule.RECEIPT
    if event.due_rule is not None:
        return DueRule(event.due_rule)
    if event.side == "supplier":
        return DueRule.INVOICE
    return due_rule_of(books.regime(event.service or event.day))


def _side(books: Books, account: Account) -> str:
    top = books.account_id(account.parent) if account.parent else account
    return "customer" if top.concept == "forderungen" else "supplier"
