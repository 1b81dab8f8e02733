"""What all events share: finding accounts and codes, writing entries, items, settlements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import uuid4

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.company.kinds import Regime
from kontor.company.queries import regime_on
from kontor.ledger.kinds import Account, DueRule, Effect, Item, ItemKind, Part, TaxCode, WeightRow
from kontor.ledger.model import tables
from kontor.ledger.model.inputs import Discount, Event
from kontor.ledger.queries import lookup
from kontor.ledger.rules.posting import Draft
from kontor.ledger.rules.reductions import lower_parts
from kontor.ledger.rules.spread import new_shares
from kontor.store.unit import Unit


@dataclass(frozen=True)
class Head:
    """The head of an entry before it is written."""

    kind: str
    day: date
    booked: date
    service: date | None = None
    arrival: date | None = None
    document: str = ""
    text: str = ""
    source: str | None = None
    reverses: int | None = None
    general_reversal: bool = False
    reason: str | None = None


class NewItem(NamedTuple):
    """An item before it is opened."""

    account: Account
    side: int
    kind: ItemKind
    document: str
    day: date
    service: date | None = None
    due_rule: DueRule = DueRule.INVOICE
    text: str = ""
    debited: bool = False


class Born(NamedTuple):
    """A weight before it is written; `line` is the line that carries it."""

    account: int
    code: str | None
    part: str
    cents: int
    line: int | None = None
    collected: int = 0


class NewPart(NamedTuple):
    """One part of what is due."""

    cents: int
    due: date
    kind: str = "normal"
    payee: str = "partner"


@dataclass
class Reuse:
    """Rows that a changed event takes over instead of making new ones."""

    entry: int | None = None
    item: int | None = None


@dataclass
class Books:
    """The books inside one unit of work."""

    unit: Unit
    reuse: Reuse = field(default_factory=Reuse)
    _accounts: dict[str, Account] = field(default_factory=dict)
    _codes: dict[tuple[str, date], TaxCode] = field(default_factory=dict)
    _lines: dict[int, bool] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)

    @property
    def con(self) -> sqlite3.Connection:
        """The connection of the step."""
        return self.unit.con

    # looking up

    def account(self, name: str) -> Account:
        """An account by number, concept or name; looked up once."""
        if name not in self._accounts:
            self._accounts[name] = lookup.account_named(self.con, name)
        return self._accounts[name]

    def find_account(self, name: str) -> Account | None:
        """An account by number or concept, or None."""
        return lookup.find_account(self.con, name)

    def account_id(self, account: int) -> Account:
        """An account by id."""
        key = f"id:{account}"
        if key not in self._accounts:
            self._accounts[key] = lookup.account_by_id(self.con, account)
        return self._accounts[key]

    def code(self, code: str, day: date) -> TaxCode:
        """A tax code as it holds on a day."""
        if (code, day) not in self._codes:
            self._codes[code, day] = lookup.code_on(self.con, code, day)
        return self._codes[code, day]

    def find_code(self, code: str, day: date) -> TaxCode | None:
        """A tax code as it holds on a day, or None."""
        return lookup.find_code(self.con, code, day)

    def has_line(self, account: Account) -> bool:
        """Whether an account has a line in any form of the EÜR; looked up once."""
        if account.id not in self._lines:
            row = self.con.execute(
                "SELECT 1 FROM account_form WHERE account=? LIMIT 1", (account.id,)
            ).fetchone()
            self._lines[account.id] = row is not None
        return self._lines[account.id]

    def regime(self, day: date) -> Regime:
        """The tax regime of a day."""
        return regime_on(self.con, day)

    def booked(self, event: Event) -> date:
        """Booking date of an event: as given, else its day or the first open day after it."""
        if event.booked is None:
            return lookup.first_open_day(self.con, event.day)
        self.refuse_closed(event.booked)
        return event.booked

    def refuse_closed(self, booked: date) -> None:
        """Refuse a booking date in a closed month."""
        if lookup.first_open_day(self.con, booked) != booked:
            raise Refused(
                N_("The month {month} is closed."),
                hint=N_("Leave the booking date empty: the first open day is taken then."),
                field="booked",
                month=f"{booked:%Y-%m}",
            )

    # writing

    def head(self, event: Event, kind: str, **more: object) -> Head:
        """The head of the entry of an event."""
        values: dict[str, object] = {
            "kind": kind,
            "day": event.day,
            "booked": self.booked(event),
            "document": getattr(event, "document", ""),
            "text": event.text,
            "source": event.source,
        }
        return Head(**{**values, **more})  # type: ignore[arg-type]

    def open_entry(self, head: Head) -> int:
        """Write the head of an entry; its lines follow."""
        values = {
            "booked": head.booked,
            "document_day": head.day,
            "service_day": head.service,
            "arrival_day": head.arrival,
            "document": head.document,
            "kind": head.kind,
            "text": head.text,
            "source": head.source,
            "reverses": head.reverses,
            "general_reversal": head.general_reversal,
            "reason": head.reason,
        }
        if self.reuse.entry is not None:
            row = self.unit.get_one(tables.EntryRow, self.reuse.entry)
            self.reuse.entry = None
            for name, value in values.items():
                setattr(row, name, value)
            key = self.unit.put(row).key
        else:
            key = self.unit.insert(tables.EntryRow, uuid=uuid4().hex, created=self._now(), **values)
        self.entries.append(key)
        return key

    def put_lines(self, entry: int, head: Head, drafts: Iterable[Draft]) -> list[int]:
        """Write the lines of an entry; a line without amount is left out and has id 0."""
        kept = list(drafts)
        _refuse_unbalanced(kept)
        keys = {
            pos: self.unit.insert(
                tables.LineRow,
                entry=entry,
                pos=pos,
                day=head.booked,
                account=draft.account,
                cents=draft.cents,
                code=draft.code,
                part=draft.part,
                base=draft.base,
                period=draft.period,
                effect=draft.effect.value,
                item=draft.item,
                loss=draft.loss,
                project=draft.project or None,
                cost_centre=draft.cost_centre or None,
                text=draft.text or None,
            )
            for pos, draft in enumerate(kept, 1)
            if draft.cents
        }
        return [keys.get(pos, 0) for pos in range(1, len(kept) + 1)]

    def write(self, head: Head, drafts: Sequence[Draft]) -> int:
        """Write an entry that opens and settles nothing."""
        entry = self.open_entry(head)
        self.put_lines(entry, head, drafts)
        return entry

    def open_item(self, new: NewItem, opened_by: int | None) -> int:
        """Open an item; its weights and due parts follow."""
        self._refuse_twice(new)
        values = {
            "account": new.account.id,
            "partner": new.account.partner,
            "side": new.side,
            "kind": new.kind.value,
            "document": new.document,
            "day": new.day,
            "service_day": new.service,
            "opened_by": opened_by,
            "due_rule": new.due_rule.value,
            "text": new.text or None,
            "debited": new.debited,
        }
        if self.reuse.item is not None:
            row = self.unit.get_one(tables.ItemRow, self.reuse.item)
            self.reuse.item = None
            for name, value in values.items():
                setattr(row, name, value)
            return self.unit.put(row).key
        return self.unit.insert(tables.ItemRow, **values)

    def put_weights(self, item: int, born: Iterable[Born]) -> None:
        """Add weights to an item, after the ones it has."""
        (last,) = self.con.execute(
            "SELECT ifnull(max(pos),0) FROM weight WHERE item=?", (item,)
        ).fetchone()
        for number, weight in enumerate((w for w in born if w.cents or w.collected), 1):
            self.unit.insert(
                tables.WeightRow,
                item=item,
                pos=last + number,
                line=weight.line,
                account=weight.account,
                code=weight.code,
                part=weight.part,
                cents=weight.cents,
                collected=weight.collected,
            )

    def put_discounts(self, item: int, discounts: Sequence[Discount]) -> None:
        """Note the Skonto terms of an item."""
        self.unit.add_all(
            tables.DiscountRow(item=item, until=d.until, rate=d.rate) for d in discounts if d.rate
        )

    def put_parts(self, item: int, parts: Sequence[NewPart]) -> None:
        """Write the due parts of an item, in place of the ones it has."""
        self.con.execute("DELETE FROM due_part WHERE item=?", (item,))
        for pos, p in enumerate(parts, 1):
            self.unit.insert(
                tables.DuePartRow,
                item=item, pos=pos, cents=p.cents, due=p.due, kind=p.kind, payee=p.payee,
            )  # fmt: skip

    def settle(
        self,
        item: Item,
        entry: int,
        day: date,
        *,
        money: int = 0,
        cuts: Mapping[int, int] | None = None,
        born: Sequence[Born] = (),
    ) -> list[tuple[WeightRow, int]]:
        """One event on an item: reductions, money, the new shares. Returns the shares."""
        taken = {weight: cents for weight, cents in (cuts or {}).items() if cents}
        for weight, cents in taken.items():
            self.unit.insert(tables.ReductionRow, weight=weight, entry=entry, cents=cents)
        self.put_weights(item.id, born)
        reduction = sum(taken.values()) - sum(weight.cents for weight in born)
        settlement = self.unit.insert(
            tables.SettlementRow,
            item=item.id, entry=entry, day=day, money=money, reduction=reduction,
        )  # fmt: skip
        weights = lookup.weights_of(self.con, item.id)
        shares = new_shares(
            [weight.weight for weight in weights],
            item.paid + money,
            [weight.given for weight in weights],
        )
        for row, cents in zip(weights, shares, strict=True):
            if cents:
                self.unit.insert(tables.ShareRow, settlement=settlement, weight=row.id, cents=cents)
        if reduction:
            self._lower_parts(item.id, reduction)
        return [(w, cents) for w, cents in zip(weights, shares, strict=True) if cents]

    def move_due_tax(self, head: Head, item: Item, shares: Sequence[tuple[WeightRow, int]]) -> None:
        """Under Ist: what was collected of not-due tax becomes due; one transfer entry per code."""
        moved: dict[tuple[str, int], int] = {}
        for weight, cents in shares:
            if weight.part == Part.OUTPUT and weight.code:
                code = self.code(weight.code, item.day)
                not_due = code.not_due_account and self.account(code.not_due_account).id
                if weight.account == not_due:
                    key = (weight.code, weight.account)
                    moved[key] = moved.get(key, 0) + cents
        for (name, not_due), cents in moved.items():
            code = self.code(name, item.day)
            if not cents or code.output_account is None:
                continue
            due = self.account(code.output_account).id
            self.write(
                head,
                [
                    Draft(not_due, item.side * cents, Effect.TRANSFER),
                    Draft(due, -item.side * cents, Effect.TRANSFER),
                ],
            )

    def event_shares(
        self,
        head: Head,
        entry: int,
        item: Item,
        *,
        money: int = 0,
        cuts: Mapping[int, int] | None = None,
        born: Sequence[Born] = (),
    ) -> None:
        """Settle a posted item and move its tax, all dated with the head of the entry."""
        shares = self.settle(item, entry, head.day, money=money, cuts=cuts, born=born)
        if item.due_rule is DueRule.RECEIPT and shares:
            follow = Head(
                "vat_due", head.day, head.booked, document=head.document, source=f"ledger:{entry}"
            )
            self.move_due_tax(follow, item, shares)

    def _lower_parts(self, item: int, reduction: int) -> None:
        rows = self.con.execute(
            "SELECT id,cents,kind FROM due_part WHERE item=? ORDER BY pos", (item,)
        ).fetchall()
        lower = lower_parts(
            [row[1] for row in rows],
            [row[2] in {"retention", "withheld"} for row in rows],
            reduction,
        )
        for row, cents in zip(rows, lower, strict=True):
            if cents != row[1]:
                self.con.execute("UPDATE due_part SET cents=? WHERE id=?", (cents, row[0]))

    def _refuse_twice(self, new: NewItem) -> None:
        """The same document twice for one partner is nearly always the same bill typed twice."""
        row = self.con.execute(
            "SELECT i.id FROM item i LEFT JOIN entry e ON e.id=i.opened_by WHERE i.account=?"
            " AND i.document=? AND i.kind=? AND i.id IS NOT ?"
            " AND NOT EXISTS(SELECT 1 FROM entry r WHERE r.reverses=e.id)",
            (new.account.id, new.document, new.kind.value, self.reuse.item),
        ).fetchone()
        if row and new.kind is not ItemKind.CREDIT:
            raise Refused(
                N_("{document} of {partner} is already in the books."),
                hint=N_("Check the number; a correction is a credit note or a reversal."),
                field="document",
                document=new.document,
                partner=f"{new.account.number} {new.account.name}",
            )

    def _now(self) -> datetime:
        row = self.con.execute("SELECT at FROM step WHERE id=?", (self.unit.step,)).fetchone()
        return datetime.fromisoformat(row[0]).astimezone(UTC)


def _refuse_unbalanced(drafts: Sequence[Draft]) -> None:
    difference = sum(draft.cents for draft in drafts)
    if difference:
        raise Refused(
            N_("Debit and credit differ by {difference}."),
            hint=N_("The lines of an entry must add up to zero."),
            field="lines",
            difference=format_money(difference),
        )
    if sum(1 for draft in drafts if draft.cents) < 2:
        raise Refused(N_("An entry needs at least two lines with an amount."), field="lines")
