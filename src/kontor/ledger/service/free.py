"""Free entries (freie Buchungen) with derived effect, and general reversals (Generalumkehr)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.money import tax_on_net
from kontor.base.numbers import format_money
from kontor.company.kinds import ProfitMethod
from kontor.ledger.kinds import (
    Account,
    CashRole,
    DueRule,
    Effect,
    EntriesGone,
    ItemKind,
    Part,
    Posted,
    Side,
    TaxCode,
)
from kontor.ledger.model.inputs import EntryLine, FreeEntry, Reverse
from kontor.ledger.model.tables import ItemRow
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft, FreeLine, free_effects
from kontor.ledger.service.amounts import Days, due_rule_of, refuse_without_line
from kontor.ledger.service.books import Books, Head, NewItem, NewPart
from kontor.ledger.service.mirror import mirror
from kontor.ledger.service.money import put_shift
from kontor.ledger.service.register import bring_back
from kontor.ledger.service.sales import open_posted

_CASH = frozenset({"kasse", "nebenkasse", "bank", "bank1", "bank2", "kreditkarte", "geldtransit"})


def free_entry(books: Books, event: FreeEntry) -> Posted:
    """Balanced lines as given; one line on a personal account opens an item with the others."""
    accounts = [_account(books, line) for line in event.lines]
    days = Days(event.day, event.service, event.arrival)
    clearing = all(a.role is CashRole.TAX for a in accounts) and not any(
        line.code for line in event.lines
    )
    codes = [
        None if clearing else _code(books, line, account, days)
        for line, account in zip(event.lines, accounts, strict=True)
    ]
    drafts = [
        _draft(line, account, code, days, event)
        for line, account, code in zip(event.lines, accounts, codes, strict=True)
    ]
    check_tax(drafts, {code.code: code for code in codes if code})
    personal = [i for i, account in enumerate(accounts) if account.role is CashRole.ITEM]
    head = books.head(event, "entry", service=event.service, arrival=event.arrival)
    if personal:
        item = _open(books, head, event, (accounts, drafts), personal)
        return Posted(tuple(books.entries), (item,))
    effects = _effects(accounts, codes)
    if books.regime(days.supply).profit is ProfitMethod.EUER:
        for account, effect in zip(accounts, effects, strict=True):
            if effect is Effect.OWN:
                refuse_without_line(books, account)
    entry = books.open_entry(head)
    ids = books.put_lines(
        entry, head, [d.but(effect=e) for d, e in zip(drafts, effects, strict=True)]
    )
    if event.euer_year is not None and event.euer_year != event.day.year:
        for account, line in zip(accounts, ids, strict=True):
            if line and account.role in {CashRole.RESULT, CashRole.TAX}:
                put_shift(books, line, event.day.year, event.euer_year)
    return Posted(tuple(books.entries))


def reverse(books: Books, event: Reverse) -> Posted:
    """General reversal: a wrong entry is taken back with its own dates, on the same sides."""
    entry = lookup.entry_named(books.con, event.entry)
    posted = reverse_entry(books, event, entry)
    books.unit.emit(EntriesGone(reversed_with(books.con, posted)))
    return posted


def reversed_with(con: sqlite3.Connection, reversal: Posted) -> tuple[int, ...]:
    """The entries that a reversal took back."""
    rows = con.execute(
        "SELECT reverses FROM entry JOIN json_each(?) e ON e.value=entry.id"
        " WHERE reverses IS NOT NULL ORDER BY reverses",
        (json.dumps(reversal.entries),),
    ).fetchall()
    return tuple(row[0] for row in rows)


def reverse_entry(books: Books, event: Reverse, entry: int) -> Posted:
    """Take back one entry and what follows from it."""
    kind, document = _refuse_reversal(books, entry)
    _refuse_touched(books, entry)
    refuse_deducted(books.con, [entry])
    for follower in _followers(books, entry):
        _mirror(books, event, follower, "")
    new = _mirror(books, event, entry, document)
    if kind == "invoice":
        _revive_requests(books, entry)
    bring_back(books.unit, [entry])
    items = books.con.execute(
        "SELECT DISTINCT item FROM line WHERE entry=? AND item IS NOT NULL ORDER BY item", (new,)
    ).fetchall()
    return Posted((new, *(e for e in books.entries if e != new)), tuple(row[0] for row in items))


def check_tax(drafts: Sequence[Draft], codes: dict[str, TaxCode]) -> None:
    """Per output and reverse code the tax must fit its base within one cent."""
    for name, code in codes.items():
        if code.side not in {Side.OUTPUT, Side.REVERSE}:
            continue
        base = sum(
            d.cents if d.base is None else d.base
            for d in drafts
            if d.code == name and d.part == Part.BASE
        )
        tax = sum(d.cents for d in drafts if d.code == name and d.part == Part.OUTPUT)
        want = tax_on_net(base, code.rate)
        want = -want if code.side is Side.REVERSE else want
        if abs(tax - want) > 1:
            raise Refused(
                N_("The tax of code {code} must be {want}, the lines say {tax}."),
                hint=N_("Add the tax line, or enter the event as sale, purchase, invoice or bill."),
                field="lines",
                code=name,
                want=format_money(want),
                tax=format_money(tax),
            )


def _account(books: Books, line: EntryLine) -> Account:
    account = lookup.money_account(books.con, line.account)
    if account.function == "R" or account.closed:
        raise Refused(
            N_("Account {number} {name} is closed for postings."),
            field="lines",
            number=account.number,
            name=account.name,
        )
    if account.role is CashRole.ITEM and not account.personal:
        raise Refused(
            N_("{number} {name} is a control account."),
            hint=N_("Name the account of the customer or supplier."),
            field="lines",
            number=account.number,
            name=account.name,
        )
    return account


def _code(books: Books, line: EntryLine, account: Account, days: Days) -> TaxCode | None:
    if account.role not in {CashRole.RESULT, CashRole.TAX} and not line.code:
        return None
    name = line.code or account.code
    return books.code(name, days.supply) if name else None


def _draft(
    line: EntryLine, account: Account, code: TaxCode | None, days: Days, event: FreeEntry
) -> Draft:
    part = line.part
    if not part and account.role is CashRole.TAX and code:
        on_input = code.side is Side.INPUT or (
            code.side is Side.REVERSE and account.concept == code.input_account
        )
        part = "input" if on_input else "output"
    elif (
        not part and account.role is not CashRole.ITEM and (code or account.role is CashRole.RESULT)
    ):
        part = "base"
    return Draft(
        account.id,
        line.amount,
        code=code.code if code else None,
        part=part,
        base=line.base if part == "base" else None,
        period=line.period or (days.period(code) if code else None),
        project=line.project or event.project,
        cost_centre=line.cost_centre or event.cost_centre,
        text=line.text,
    )


def _effects(accounts: Sequence[Account], codes: Sequence[TaxCode | None]) -> list[Effect]:
    lines = [FreeLine(a.role, c is not None) for a, c in zip(accounts, codes, strict=True)]
    effects = free_effects(lines)
    if effects is None:
        raise Refused(
            N_("Money, result and accruals in one entry leave open what the money was for."),
            hint=N_(
                "Post the payment on the cost account first, then the accrual as a second entry."
            ),
            field="lines",
        )
    return effects


def _open(
    books: Books,
    head: Head,
    event: FreeEntry,
    lines: tuple[Sequence[Account], Sequence[Draft]],
    personal: Sequence[int],
) -> int:
    accounts, drafts = lines
    others = [account for i, account in enumerate(accounts) if i not in personal]
    if len(personal) > 1:
        raise Refused(
            N_("A free entry takes one account of a customer or supplier only."),
            hint=N_("Set off two items with the set-off event."),
            field="lines",
        )
    if any(a.concept in _CASH or a.role is CashRole.ACCRUAL for a in others):
        raise Refused(
            N_("Money on an account of a customer or supplier is a payment."),
            hint=N_("Use the payment event: it settles the item and moves the tax."),
            field="lines",
        )
    account = accounts[personal[0]]
    side = 1 if account.number < "70000" else -1
    rule = due_rule_of(books.regime(event.service or event.day)) if side > 0 else DueRule.INVOICE
    kind = ItemKind.INVOICE if side > 0 else ItemKind.BILL
    document = event.document or f"{event.day}"
    new = NewItem(account, side, kind, document, event.day, event.service, rule, event.text)
    claims = [d.but(effect=Effect.CLAIM) for i, d in enumerate(drafts) if i not in personal]
    item = open_posted(books, head, new, claims)
    total = lookup.item_by_id(books.con, item).total
    books.put_parts(item, [NewPart(total, event.day)])
    return item


def _mirror(books: Books, event: Reverse, entry: int, document: str) -> int:
    day, service, arrival, own = books.con.execute(
        "SELECT document_day,service_day,arrival_day,document FROM entry WHERE id=?", (entry,)
    ).fetchone()
    base = books.head(event, "reversal")
    head = Head(
        "reversal",
        date.fromisoformat(day),
        base.booked,
        _day(service),
        _day(arrival),
        document or own,
        event.text,
        event.source,
        entry,
        True,
        event.reason,
    )
    return mirror(books, head, entry)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _refuse_reversal(books: Books, entry: int) -> tuple[str, str]:
    kind, document, reverses, by = books.con.execute(
        "SELECT kind,document,reverses,(SELECT id FROM entry r WHERE r.reverses=e.id)"
        " FROM entry e WHERE id=?",
        (entry,),
    ).fetchone()
    if by:
        raise Refused(N_("This entry was already reversed by entry {by}."), field="entry", by=by)
    if reverses:
        raise Refused(
            N_("A reversal is not reversed."),
            hint=N_("Enter the original event again instead."),
            field="entry",
        )
    if kind in {"vat_due", "advance_deduction"}:
        raise Refused(
            N_("This entry follows from another one."),
            hint=N_("Reverse the payment or the invoice it belongs to."),
            field="entry",
        )
    return kind, document


def _refuse_touched(books: Books, entry: int) -> None:
    """An item that was reduced since by another entry keeps its opening entry until then."""
    row = books.con.execute(
        "SELECT e.id,e.document FROM item i JOIN weight w ON w.item=i.id"
        " JOIN reduction r ON r.weight=w.id JOIN entry e ON e.id=r.entry"
        " WHERE i.opened_by=?1 AND e.kind<>'advance_deduction' AND r.entry<>?1"
        " GROUP BY w.id HAVING sum(r.cents)<>0 ORDER BY e.id DESC LIMIT 1",
        (entry,),
    ).fetchone()
    if row:
        raise Refused(
            N_("The item was reduced since by entry {entry} {document}."),
            hint=N_("Reverse that entry first."),
            field="entry",
            entry=row[0],
            document=row[1],
        )


def refuse_deducted(con: sqlite3.Connection, entries: Sequence[int]) -> None:
    """A receipt that a final invoice already deducted stays as long as that invoice does."""
    row = con.execute(
        "SELECT q.document,f.document FROM settlement s JOIN item q ON q.id=s.item"
        " JOIN item f ON f.id=q.lapsed_into JOIN json_each(?) e ON e.value=s.entry LIMIT 1",
        (json.dumps(list(entries)),),
    ).fetchone()
    if row:
        raise Refused(
            N_("What was received on {request} is deducted in {document}."),
            hint=N_("Reverse the final invoice first."),
            field="entry",
            request=row[0],
            document=row[1],
        )


def _followers(books: Books, entry: int) -> list[int]:
    """Deductions of advances that belong to the entry and still stand, newest first."""
    rows = books.con.execute(
        "SELECT id FROM entry e WHERE source=? AND kind='advance_deduction'"
        " AND NOT EXISTS(SELECT 1 FROM entry r WHERE r.reverses=e.id) ORDER BY id DESC",
        (f"ledger:{entry}",),
    ).fetchall()
    return [row[0] for row in rows]


def _revive_requests(books: Books, entry: int) -> None:
    """Requests that had lapsed into a final invoice stand again when it is reversed."""
    rows = books.con.execute(
        "SELECT q.id FROM item q JOIN item i ON i.id=q.lapsed_into WHERE i.opened_by=?", (entry,)
    ).fetchall()
    for (item,) in rows:
        row = books.unit.get_one(ItemRow, item)
        books.unit.refresh(row)
        row.lapsed_into = None
        books.unit.put(row)
