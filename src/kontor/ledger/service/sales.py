"""Sales side: invoice and final invoice, advance request, credit note, charge, direct sale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money
from kontor.ledger.kinds import (
    Account,
    CashRole,
    DueRule,
    Effect,
    Item,
    ItemKind,
    Part,
    Posted,
    Side,
    TaxCode,
    WeightRow,
)
from kontor.ledger.model.inputs import (
    Amount,
    Charge,
    CreditNote,
    Due,
    Invoice,
    Request,
    Sale,
)
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft, Typed, month, price
from kontor.ledger.rules.reductions import CodeSum, by_document
from kontor.ledger.service.amounts import (
    Days,
    Lines,
    base_drafts,
    due_rule_of,
    output_code,
    resolve,
    reverse_pair,
    tax_account,
    tax_drafts,
)
from kontor.ledger.service.books import Books, Born, Head, NewItem, NewPart
from kontor.ledger.service.partners import partner_account

SALES = frozenset({Side.OUTPUT})
_LATER = {"withheld": "tax_office"}


def invoice(books: Books, event: Invoice) -> Posted:
    """Outgoing invoice; with advances the final invoice that deducts what was received."""
    account = partner_account(books, event.partner, "customer")
    days = Days(event.day, event.service)
    due_rule = due_rule_of(books.regime(days.supply))
    lines = resolve(books, event.lines, days, SALES)
    head = books.head(event, "invoice", service=event.service)
    new = NewItem(
        account, 1, ItemKind.INVOICE, event.document, event.day, event.service, due_rule, event.text
    )
    drafts = base_drafts(lines, event, sign=-1, effect=Effect.CLAIM)
    drafts += tax_drafts(books, lines, sign=-1, effect=Effect.CLAIM, due_rule=due_rule)
    item = open_posted(books, head, new, drafts)
    books.put_discounts(item, event.discounts)
    for document in event.advances:
        deduct(books, head, lookup.item_by_id(books.con, item), document)
    payable = lookup.item_by_id(books.con, item).open
    books.put_parts(item, due_parts(payable, event.due or event.day, event.due_parts))
    return Posted(tuple(books.entries), (item,))


def request(books: Books, event: Request) -> Posted:
    """Advance request (Abschlag): an item without posting, weights on the advance accounts."""
    account = partner_account(books, event.partner, "customer")
    codes = [_request_code(books, amount, event.day) for amount in event.lines]
    typed = [Typed(c.code, a.net, a.gross) for c, a in zip(codes, event.lines, strict=True)]
    priced = price(typed, {code.code: code for code in codes})
    new = NewItem(
        account,
        1,
        ItemKind.REQUEST,
        event.document,
        event.day,
        due_rule=DueRule.RECEIPT,
        text=event.text,
    )
    item = books.open_item(new, None)
    born = []
    for code in {code.code: code for code in codes}.values():
        net = sum(n for n, c in zip(priced.nets, codes, strict=True) if c.code == code.code)
        advance = books.account(code.advance_account or "erh_anz")
        born.append(Born(advance.id, code.code, Part.BASE, net))
        tax = priced.taxes.get(code.code, 0)
        if tax:
            due = tax_account(books, code, DueRule.INVOICE)
            born.append(Born(due.id, code.code, Part.OUTPUT, tax))
    books.put_weights(item, sorted(born, key=lambda weight: weight.part != Part.BASE))
    books.put_discounts(item, event.discounts)
    total = sum(weight.cents for weight in born)
    books.put_parts(item, due_parts(total, event.due or event.day, []))
    return Posted((), (item,))


def charge(books: Books, event: Charge) -> Posted:
    """Interest, lump sum, reminder costs: damages, an item of its own without tax."""
    account = partner_account(books, event.partner, "customer")
    lines = resolve(books, event.lines, Days(event.day), frozenset())
    head = books.head(event, "charge")
    new = NewItem(account, 1, ItemKind.CHARGE, event.document, event.day, text=event.text)
    drafts = base_drafts(lines, event, sign=-1, effect=Effect.CLAIM)
    item = open_posted(books, head, new, drafts)
    books.put_parts(item, due_parts(lines.gross, event.due or event.day, []))
    return Posted(tuple(books.entries), (item,))


def sale(books: Books, event: Sale) -> Posted:
    """Direct sale; private use stands against the private account."""
    money = lookup.money_account(books.con, event.money)
    refuse_no_money(money)
    lines = resolve(books, event.lines, Days(event.day, event.service), SALES)
    drafts = [Draft(money.id, lines.gross, Effect.OWN)]
    drafts += base_drafts(lines, event, sign=-1, effect=Effect.OWN)
    drafts += tax_drafts(books, lines, sign=-1, effect=Effect.OWN)
    text = event.text or event.partner or ""
    books.write(books.head(event, "sale", service=event.service, text=text), drafts)
    return Posted(tuple(books.entries))


def credit_note(books: Books, event: CreditNote) -> Posted:
    """Credit note or correction on an item of either side; below zero it is to be given back."""
    item = lookup.item_named(books.con, event.item)
    if item.kind is ItemKind.REQUEST:
        raise Refused(
            N_("{document} is an advance request: it is withdrawn, not credited."),
            document=item.document,
        )
    sales = item.side > 0
    days = Days(event.day)
    supply = Days(item.day, item.service_day)
    sides = SALES if sales else frozenset({Side.INPUT, Side.REVERSE})
    lines = resolve(books, event.lines, supply, sides)
    weights = lookup.weights_of(books.con, item.id)
    bases = [
        draft.but(period=month(days.document) if draft.code else None, item=item.id)
        for draft in base_drafts(lines, event, sign=item.side, effect=Effect.REDUCE)
    ]
    taxes = _credit_taxes(books, item, weights, lines, month(days.document))
    gross = lines.gross
    drafts = [Draft(item_account(books, item).id, -item.side * gross, Effect.ITEM, item=item.id)]
    drafts += [*bases, *taxes]
    drafts += _reverse_back(books, lines, month(days.document))
    document = event.document or item.document
    head = books.head(event, "credit_note", document=document, service=item.service_day)
    entry = books.open_entry(head)
    ids = books.put_lines(entry, head, drafts)
    last = 1 + len(bases) + len(taxes)
    cuts, born = _credit_cuts(item, weights, drafts[1:last], ids[1:last])
    books.event_shares(head, entry, item, cuts=cuts, born=born)
    return Posted(tuple(books.entries), (item.id,))


def open_posted(books: Books, head: Head, new: NewItem, drafts: Sequence[Draft]) -> int:
    """Write the entry that opens an item: item line first; claim lines become its weights."""
    entry = books.open_entry(head)
    item = books.open_item(new, entry)
    marked = [d.but(item=item) if d.effect is Effect.CLAIM else d for d in drafts]
    total = -sum(draft.cents for draft in marked)
    first = Draft(new.account.id, total, Effect.ITEM, item=item)
    ids = books.put_lines(entry, head, [first, *marked])
    books.put_weights(
        item,
        [
            Born(d.account, d.code, d.part or "base", -new.side * d.cents, line)
            for d, line in zip(marked, ids[1:], strict=True)
            if d.effect is Effect.CLAIM
        ],
    )
    return item


def due_parts(total: int, due: date, given: Sequence[Due]) -> list[NewPart]:
    """The due parts of an item: as given; what they leave open is a normal part before them."""
    parts = [NewPart(p.amount, p.due, p.part, _LATER.get(p.part, "partner")) for p in given]
    rest = total - sum(part.cents for part in parts)
    if given and rest * (1 if total >= 0 else -1) < 0:
        raise Refused(
            N_("The due parts add up to {parts}, but only {total} is to be paid."),
            field="due_parts",
            parts=format_money(total - rest),
            total=format_money(total),
        )
    return [NewPart(rest, due), *parts] if rest or not parts else parts


def item_account(books: Books, item: Item) -> Account:
    """The personal account of an item."""
    return books.account_id(item.account)


def refuse_no_money(account: Account) -> None:
    """Refuse an account as the money side of a direct event that is none."""
    if account.role is not CashRole.MONEY:
        raise Refused(
            N_("{number} {name} is no money account."),
            hint=N_("Name a bank, cash, card or private account."),
            field="money",
            number=account.number,
            name=account.name,
        )


def deduct(books: Books, head: Head, final: Item, document: str) -> None:
    """Take out of the final invoice what was paid on a request; the request lapses into it."""
    claim = lookup.item_named(books.con, document)
    if claim.kind is not ItemKind.REQUEST and not _taken_over_request(books, claim):
        raise Refused(
            N_("{document} is no open advance request."), field="advances", document=document
        )
    if claim.account != final.account:
        raise Refused(
            N_("{document} is an advance request of another partner."),
            field="advances",
            document=document,
        )
    received = [row for row in lookup.weights_of(books.con, claim.id) if row.given]
    if received:
        _deduction_entry(books, head, final, received)
    books.unit.flush()
    _lapse(books, claim.id, final.id)


def _deduction_entry(books: Books, head: Head, final: Item, received: Sequence[WeightRow]) -> None:
    weights = lookup.weights_of(books.con, final.id)
    days = Days(final.day, final.service_day, head.arrival)
    drafts, pairs = [], []
    for row in received:
        account = row.account
        code = books.code(row.code, days.supply) if row.code else None
        period = days.period(code) if code else None
        if code and code.side is Side.REVERSE:
            pairs += reverse_pair(books, code, -tax_on_net(row.given, code.rate), period or "")
        if row.part == Part.OUTPUT and row.code:
            account = _tax_of(books, final, weights, row.code)
        drafts.append(
            Draft(
                account,
                final.side * row.given,
                Effect.REDUCE,
                code=row.code,
                part=row.part,
                period=period,
                item=final.id,
            )
        )
    gross = sum(draft.cents for draft in drafts)
    item = Draft(final.account, -gross, Effect.ITEM, item=final.id)
    source = f"ledger:{books.entries[0]}"
    follow = Head(
        "advance_deduction",
        head.day,
        head.booked,
        service=head.service,
        arrival=head.arrival,
        document=head.document,
        source=source,
    )
    entry = books.open_entry(follow)
    ids = books.put_lines(entry, follow, [item, *drafts, *pairs])
    cuts, born = _credit_cuts(final, weights, drafts, ids[1 : 1 + len(drafts)])
    books.event_shares(follow, entry, final, cuts=cuts, born=born)


def _credit_cuts(
    item: Item, weights: Sequence[WeightRow], drafts: Sequence[Draft], lines: Sequence[int]
) -> tuple[dict[int, int], list[Born]]:
    """Cuts of a reduction by document; codes the item lacks become new negative weights."""
    sums: dict[str | None, CodeSum] = {}
    for draft in drafts:
        before = sums.get(draft.code, CodeSum(draft.code, 0, 0))
        cents = item.side * draft.cents
        is_tax = draft.part in {Part.OUTPUT, Part.INPUT}
        sums[draft.code] = CodeSum(
            draft.code,
            before.base + (0 if is_tax else cents),
            before.tax + (cents if is_tax else 0),
        )
    result = by_document([row.weight for row in weights], list(sums.values()))
    missing = {part.code for part in result.missing}
    born = [
        Born(d.account, d.code, d.part or "base", -item.side * d.cents, line or None)
        for d, line in zip(drafts, lines, strict=True)
        if d.code in missing
    ]
    cuts = {row.id: cut for row, cut in zip(weights, result.cuts, strict=True) if cut}
    return cuts, born


def _credit_taxes(
    books: Books, item: Item, weights: Sequence[WeightRow], lines: Lines, period: str
) -> list[Draft]:
    drafts = []
    for name, tax in lines.priced.taxes.items():
        code = lines.code(name)
        if code.side is Side.REVERSE or not tax:
            continue
        drafts.append(
            Draft(
                _tax_of(books, item, weights, name),
                item.side * tax,
                Effect.REDUCE,
                code=name,
                part="output" if code.side is Side.OUTPUT else "input",
                period=period,
                item=item.id,
            )
        )
    return drafts


def _reverse_back(books: Books, lines: Lines, period: str) -> list[Draft]:
    drafts: list[Draft] = []
    for name, tax in lines.priced.taxes.items():
        code = lines.code(name)
        if code.side is Side.REVERSE:
            drafts += reverse_pair(books, code, -tax, period)
    return drafts


def _tax_of(books: Books, item: Item, weights: Sequence[WeightRow], code: str) -> int:
    """The account on which the item carries the tax of a code."""
    for row in weights:
        if row.code == code and row.part in {Part.OUTPUT, Part.INPUT}:
            return row.account
    return tax_account(books, books.code(code, item.service_day or item.day), item.due_rule).id


def _request_code(books: Books, amount: Amount, day: date) -> TaxCode:
    name = amount.code
    if not name:
        account = lookup.find_account(books.con, amount.account)
        name = (account and account.code) or "UST19"
    code = output_code(books, books.code(name, day), day)
    if code.side is not Side.OUTPUT:
        raise Refused(
            N_("Tax code {code} does not belong into this event."), field="code", code=name
        )
    return code


def _taken_over_request(books: Books, item: Item) -> bool:
    return item.kind is ItemKind.OPENING and item.opened_by is None


def _lapse(books: Books, claim: int, final: int) -> None:
    from kontor.ledger.model.tables import ItemRow

    row = books.unit.get_one(ItemRow, claim)
    row.lapsed_into = final
    books.unit.put(row)
