"""Money on items: payment with Skonto, requests, overpayment; return, set-off, write-off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money
from kontor.ledger.kinds import (
    Account,
    Effect,
    Item,
    ItemKind,
    Part,
    Posted,
    Side,
    WeightRow,
)
from kontor.ledger.model.inputs import Payment, ReturnDebit, SetOff, Settles, WriteOff
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft, month
from kontor.ledger.rules.reductions import pro_rata, the_rest
from kontor.ledger.rules.spread import groups, new_shares
from kontor.ledger.service.amounts import (
    Days,
    Lines,
    base_drafts,
    resolve,
    reverse_pair,
    tax_drafts,
)
from kontor.ledger.service.books import Books, Born, Head, NewItem, NewPart
from kontor.ledger.service.sales import item_account
from kontor.ledger.service.writeoff import recover, written_off

ANY = frozenset({Side.OUTPUT, Side.INPUT, Side.REVERSE})


@dataclass
class Move:
    """What a payment does to one item: money in its direction, reduction, and the lines for it."""

    item: Item
    money: int
    withheld: int = 0
    cuts: Mapping[int, int] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def bank(self) -> int:
        """What of it moved on the money account."""
        return self.item.side * (self.money - self.withheld)


def payment(books: Books, event: Payment) -> Posted:
    """Money received or paid on items; what exceeds them becomes a credit of the partner."""
    money = lookup.money_account(books.con, event.money)
    extra = resolve(books, event.extra, Days(event.day), ANY) if event.extra else None
    left = event.amount + (extra.gross if extra else 0)
    head = books.head(event, "payment")
    lost = _recover_lost(books, event, head)
    moves = _moves(books, event, left)
    if not event.document and len(moves) == 1:
        head = replace(head, document=moves[0].item.document)
    rest = left - sum(move.bank for move in moves)
    drafts = [Draft(money.id, event.amount, Effect.OWN)]
    for move in moves:
        drafts += move.drafts
    if extra is not None:
        drafts += _extra_drafts(books, extra, event)
    partner = _credit_partner(books, event, moves) if rest else None
    if rest and partner is None:
        drafts.append(Draft(books.account("ungeklaert").id, -rest, Effect.OWN))
    entry = books.open_entry(head)
    credit = _open_credit(books, event, moves, partner, rest) if partner else None
    if partner and credit:
        drafts.append(Draft(partner.id, -rest, Effect.OWN, item=credit))
    ids = books.put_lines(entry, head, drafts)
    if credit and partner:
        weight = Born(partner.id, None, Part.CREDIT, abs(rest), ids[-1])
        books.put_weights(credit, [weight])
        books.put_parts(credit, [NewPart(abs(rest), event.day)])
    for move in moves:
        _store(books, head, entry, move)
    for item in lost:
        _lose_again(books, head, item, entry)
    items = tuple(move.item.id for move in moves) + ((credit,) if credit else ())
    return Posted((entry, *(e for e in books.entries if e != entry)), items)


def return_debit(books: Books, event: ReturnDebit) -> Posted:
    """Money goes back and the item is open again; the bank's fee is an own line."""
    money = lookup.money_account(books.con, event.money)
    item = lookup.item_named(books.con, event.item)
    _refuse_more_back(item, event.amount)
    move = _money_move(books, item, -event.amount, month(event.day))
    drafts = [Draft(money.id, move.bank - event.fee, Effect.OWN), *move.drafts]
    if event.fee:
        drafts.append(
            Draft(books.account("bankgebuehren").id, event.fee, Effect.OWN, part=Part.BASE.value)
        )
    head = books.head(event, "return_debit", document=event.document or item.document)
    entry = books.open_entry(head)
    books.put_lines(entry, head, drafts)
    _store(books, head, entry, move)
    return Posted(tuple(books.entries), (item.id,))


def set_off(books: Books, event: SetOff) -> Posted:
    """Set-off of two items: a money event on both, no money moves."""
    one = lookup.item_named(books.con, event.item)
    other = lookup.item_named(books.con, event.against)
    if one.id == other.id:
        raise Refused(N_("An item cannot be set off against itself."), field="against")
    first = event.amount if one.open > 0 else -event.amount
    second = -one.side * other.side * first
    for item, cents in ((one, first), (other, second)):
        if cents * item.open <= 0 or abs(cents) > abs(item.open):
            raise Refused(
                N_("Of {document} only {open} can be set off."),
                hint=N_("A set-off needs a claim and a debt of at least this amount."),
                field="amount",
                document=item.document,
                open=format_money(item.side * item.open),
            )
    moves = [_money_move(books, i, c, month(event.day)) for i, c in ((one, first), (other, second))]
    head = books.head(event, "set_off", document=event.document or one.document)
    entry = books.open_entry(head)
    books.put_lines(entry, head, [draft for move in moves for draft in move.drafts])
    for move in moves:
        _store(books, head, entry, move)
    return Posted(tuple(books.entries), (one.id, other.id))


def write_off(books: Books, event: WriteOff) -> Posted:
    """What was not collected is lost: base and tax fall (§ 17 Abs. 2 Nr. 1 UStG)."""
    item = lookup.item_named(books.con, event.item)
    if item.open <= 0:
        raise Refused(N_("Nothing of {document} is open."), field="item", document=item.document)
    if item.kind is ItemKind.REQUEST:
        raise Refused(
            N_("{document} is an advance request: it is withdrawn, not written off."),
            field="item",
            document=item.document,
        )
    document = event.document or item.document
    _lose(books, books.head(event, "write_off", document=document, reason=event.reason), item)
    return Posted(tuple(books.entries), (item.id,))


def reduction_drafts(
    books: Books,
    item: Item,
    weights: Sequence[WeightRow],
    cuts: Sequence[int],
    period: str,
    *,
    loss: bool = False,
) -> list[Draft]:
    """Lines of a Skonto or write-off: base on the code's own account, tax where the item has it."""
    drafts: list[Draft] = []
    cut = [row.weight._replace(cents=cents) for row, cents in zip(weights, cuts, strict=True)]
    for group in groups(cut):
        code = books.code(group.code, item.service_day or item.day) if group.code else None
        dated = period if code else None
        common = {"period": dated, "item": item.id, "loss": loss}
        if group.base:
            account = _reduction_account(books, item, group.code, weights[group.bases[0]], loss)
            drafts.append(
                Draft(account, item.side * group.base, Effect.REDUCE, group.code, "base").but(
                    **common
                )
            )
        for i in group.taxes:
            drafts.append(
                Draft(
                    weights[i].account,
                    item.side * cut[i].cents,
                    Effect.REDUCE,
                    group.code,
                    weights[i].part,
                ).but(**common)
            )
        if code and code.side is Side.REVERSE:
            drafts += reverse_pair(books, code, -tax_on_net(group.base, code.rate), period)
    return drafts


def _moves(books: Books, event: Payment, left: int) -> list[Move]:
    moves: list[Move] = []
    for settles in event.settles:
        item = lookup.item_named(books.con, settles.item)
        if any(move.item.id == item.id for move in moves):
            raise Refused(
                N_("{document} is named twice in this payment."),
                field="settles",
                document=item.document,
            )
        move = _move(books, item, settles, left, event.day)
        if move.money or move.cuts or not moves:
            moves.append(move)
        left -= move.bank
    return moves


def _move(books: Books, item: Item, settles: Settles, left: int, day: date) -> Move:
    """What a payment does to one item; money never exceeds what is open."""
    limit = 0 if item.kind is ItemKind.CREDIT else max(item.open, 0)
    if not 0 <= settles.discount <= limit:
        raise Refused(
            N_("The discount is larger than what is open on {document}."),
            field="discount",
            document=item.document,
        )
    target = item.open - settles.discount - settles.withheld
    amount = settles.amount
    if amount is None:
        here = item.side * left
        amount = min(target, max(here, 0)) if target >= 0 else max(target, min(here, 0))
    elif amount >= 0 and target >= 0:
        amount = min(amount, target)
    elif target < 0:
        amount = max(amount, target)
    else:
        _refuse_more_back(item, -amount)
    weights = lookup.weights_of(books.con, item.id)
    bare = [row.weight for row in weights]
    cuts = pro_rata(bare, settles.discount) if settles.discount else [0] * len(bare)
    money = amount + settles.withheld
    named = {row.id: cut for row, cut in zip(weights, cuts, strict=True) if cut}
    move = Move(item, money, settles.withheld, named)
    period = month(day)
    if item.kind is ItemKind.REQUEST:
        move.drafts = _receipt_drafts(books, item, weights, cuts, (money, period))
    else:
        move.drafts = _item_line(books, item, money + sum(cuts))
        move.drafts += reduction_drafts(books, item, weights, cuts, period)
    if settles.withheld:
        account = books.account("bauabzug_ford")
        move.drafts.append(Draft(account.id, item.side * settles.withheld, Effect.OWN))
    return move


def _money_move(books: Books, item: Item, money: int, period: str) -> Move:
    move = Move(item, money)
    if item.kind is ItemKind.REQUEST:
        weights = lookup.weights_of(books.con, item.id)
        move.drafts = _receipt_drafts(books, item, weights, [0] * len(weights), (money, period))
    else:
        move.drafts = _item_line(books, item, money)
    return move


def _item_line(books: Books, item: Item, cents: int) -> list[Draft]:
    account = item_account(books, item)
    return [Draft(account.id, -item.side * cents, Effect.ITEM, item=item.id)] if cents else []


def _receipt_drafts(
    books: Books,
    item: Item,
    weights: Sequence[WeightRow],
    cuts: Sequence[int],
    paid: tuple[int, str],
) -> list[Draft]:
    """Money on a request posts its new shares as own lines; Skonto only lowers the request.

    Under reverse charge the tax of an advance is due in the period of its payment (§ 13b Abs. 4
    UStG); over all payments it is the tax of their sum.
    """
    money, period = paid
    now = [r.weight._replace(cents=r.cents - cut) for r, cut in zip(weights, cuts, strict=True)]
    shares = new_shares(now, item.paid + money, [row.given for row in weights])
    drafts: list[Draft] = []
    for row, cents in zip(weights, shares, strict=True):
        if not cents:
            continue
        base = -item.side * cents
        drafts.append(
            Draft(
                row.account, base, Effect.OWN, row.code, row.part,
                period=period if row.code else None,
            )
        )  # fmt: skip
        code = books.code(row.code, item.day) if row.code else None
        if code and code.side is Side.REVERSE:
            tax = tax_on_net(row.given + cents, code.rate) - tax_on_net(row.given, code.rate)
            drafts += reverse_pair(books, code, tax, period)
    return drafts


def _store(books: Books, head: Head, entry: int, move: Move) -> None:
    if move.item.kind is ItemKind.REQUEST:
        books.settle(move.item, entry, head.day, money=move.money, cuts=move.cuts)
    elif move.money or move.cuts:
        books.event_shares(head, entry, move.item, money=move.money, cuts=move.cuts)


def _extra_drafts(books: Books, extra: Lines, event: Payment) -> list[Draft]:
    return [
        *base_drafts(extra, event, sign=1, effect=Effect.OWN),
        *tax_drafts(books, extra, sign=1, effect=Effect.OWN),
    ]


def _credit_partner(books: Books, event: Payment, moves: Sequence[Move]) -> Account | None:
    """Whose credit the excess is: the partner named, else that of the first item."""
    rest = event.amount
    if event.partner:
        from kontor.ledger.service.partners import partner_account

        return partner_account(books, event.partner, "customer" if rest > 0 else "supplier")
    return item_account(books, moves[0].item) if moves else None


def _open_credit(
    books: Books, event: Payment, moves: Sequence[Move], partner: Account, rest: int
) -> int:
    if rest * event.amount <= 0:
        raise Refused(
            N_("The amounts of the items differ from the payment by {difference}."),
            hint=N_(
                "Lower the amount of an item, or add the difference as a line (fee, discount)."
            ),
            field="settles",
            difference=format_money(-rest),
        )
    document = event.document or (moves[0].item.document if moves else f"{event.day}")
    new = NewItem(
        partner,
        -1 if rest > 0 else 1,
        ItemKind.CREDIT,
        _free_document(books, partner, f"G-{document}"),
        event.day,
        text=event.text,
    )
    return books.open_item(new, books.entries[-1])


def _free_document(books: Books, partner: Account, document: str) -> str:
    taken = {
        row[0]
        for row in books.con.execute("SELECT document FROM item WHERE account=?", (partner.id,))
    }
    name, number = document, 1
    while name in taken:
        number += 1
        name = f"{document}-{number}"
    return name


def _refuse_more_back(item: Item, back: int) -> None:
    if back > item.paid:
        raise Refused(
            N_("Only {paid} was paid on {document}."),
            field="amount",
            paid=format_money(item.paid),
            document=item.document,
        )


def _reduction_account(
    books: Books, item: Item, code: str | None, first: WeightRow, loss: bool
) -> int:
    """Discount or loss account of the code; without one the item's own account, lowered."""
    if code is None:
        if loss:
            return books.account(
                "forderungsverlust" if item.side > 0 else "sonst_ertrag_unregel"
            ).id
        return books.account("skonti_erh").id if item.side < 0 else first.account
    row = books.code(code, item.service_day or item.day)
    concept = row.loss_account if loss else row.discount_account
    if loss and item.side < 0:
        concept = "sonst_ertrag_unregel"
    return books.account(concept).id if concept else first.account


def _lose(books: Books, head: Head, item: Item) -> None:
    weights = lookup.weights_of(books.con, item.id)
    cuts = the_rest([row.weight for row in weights], [row.given for row in weights])
    period = month(head.day)
    drafts = reduction_drafts(books, item, weights, cuts, period, loss=True)
    drafts = [*_item_line(books, item, sum(cuts)), *drafts]
    entry = books.open_entry(head)
    books.put_lines(entry, head, drafts)
    books.event_shares(
        head, entry, item, cuts={r.id: c for r, c in zip(weights, cuts, strict=True) if c}
    )


def _recover_lost(books: Books, event: Payment, head: Head) -> list[int]:
    """A receipt on an item that was written off: the write-off is taken back first."""
    lost = []
    for settles in event.settles:
        item = lookup.item_named(books.con, settles.item)
        entry = written_off(books.con, item.id) if item.open == 0 else None
        if entry is not None and settles.amount is not None and settles.amount <= 0:
            entry = None
        if entry is not None and event.amount * item.side > 0:
            recover(books, head, item, entry)
            lost.append(item.id)
    return lost


def _lose_again(books: Books, head: Head, item: int, entry: int) -> None:
    """What is left of an item after a late receipt is written off again."""
    now = lookup.item_by_id(books.con, item)
    if now.open > 0:
        source = f"ledger:{entry}"
        again = Head("write_off", head.day, head.booked, document=head.document, source=source)
        _lose(books, again, now)
