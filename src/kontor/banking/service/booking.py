"""Booking of bank lines (Umsätze buchen): each line becomes events of the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.banking.kinds import MatchKind, Proposal
from kontor.banking.model import (
    BankBooking,
    BankLineRow,
    BookedOn,
    BookInput,
    PaymentRow,
)
from kontor.banking.queries import runs
from kontor.banking.queries.proposals import bank_line
from kontor.banking.rules import teaches
from kontor.banking.rules.returning import returned_orders
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.contacts.model import BankInput
from kontor.contacts.service import add_bank
from kontor.ledger.model.inputs import (
    Amount,
    AnyEvent,
    Payment,
    Purchase,
    ReturnDebit,
    Reverse,
    Sale,
    Settles,
    Transfer,
)
from kontor.ledger.service.changing import discard_entry
from kontor.ledger.service.events import post_event
from kontor.store.unit import Unit, use_case


@use_case(N_("Bank line booked"))
def book_line(unit: Unit, data: BookInput) -> list[int]:
    """Book one bank line in one or several parts; returns the entries.

    Raises:
        Refused: the line is booked already, or the parts do not add up to it.
    """
    return _book(unit, data)


@use_case(N_("Bank lines booked"))
def book_lines(unit: Unit, data: Sequence[BookInput]) -> list[int]:
    """Book several lines as one step, such as the accepted list of sure proposals."""
    return [entry for each in data for entry in _book(unit, each)]


@use_case(N_("Bank booking taken back"))
def unbook_line(unit: Unit, line: int, today: date, reason: str = "") -> None:
    """Take back all that a line was booked as: open entries go, sealed ones are reversed.

    Args:
        unit: the unit of work.
        line: the bank line; it waits on the list afterwards.
        today: booking date of reversals.
        reason: why; needed when an entry is sealed.
    """
    row = _line(unit, line)
    entries = unit.con.execute(
        "SELECT b.entry, (SELECT number FROM seal s WHERE s.entry=e.id) FROM bank_booking b"
        " JOIN entry e ON e.id=b.entry WHERE b.bank_line=? AND e.kind NOT IN"
        " ('vat_due','advance_deduction') AND NOT EXISTS(SELECT 1 FROM entry r"
        " WHERE r.reverses=e.id) ORDER BY b.entry DESC", (line,),
    ).fetchall()  # fmt: skip
    booked = unit.con.execute("SELECT 1 FROM bank_booking WHERE bank_line=?", (line,)).fetchone()
    if not booked:
        raise Refused(
            N_("The line of {day} over {amount} is not booked."),
            day=row.day.isoformat(), amount=format_money(row.cents),
        )  # fmt: skip
    if not reason.strip() and any(number is not None for _entry, number in entries):
        raise InputError(N_("Say why the sealed booking is taken back."), field="reason")
    unit.con.execute("DELETE FROM bank_booking WHERE bank_line=?", (line,))
    unit.con.execute("UPDATE payment SET bank_line=NULL WHERE bank_line=?", (line,))
    unit.expire_all()
    for entry, number in entries:
        if number is None:
            discard_entry(unit, entry)
        else:
            post_event(unit, Reverse(day=today, entry=f"entry:{entry}", reason=reason.strip()))


@use_case(N_("Bank line set aside"))
def set_aside(unit: Unit, line: int, reason: str) -> None:
    """Take a line off the list without booking it, with the reason (doppelt, nicht betrieblich)."""
    row = _open_line(unit, line)
    if not reason.strip():
        raise InputError(N_("Say why the line needs no booking."), field="reason")
    row.set_aside = reason.strip()
    unit.put(row)


@use_case(N_("Bank line taken back to the list"))
def take_up(unit: Unit, line: int) -> None:
    """Put a line that was set aside, or doubted, back on the list."""
    row = _line(unit, line)
    row.set_aside, row.doubtful = None, None
    unit.put(row)


def proposed_input(line: int, proposal: Proposal, how: str = "proposal") -> BookInput:
    """The input that books a line as proposed."""
    returned = proposal.kind is MatchKind.RETURNED
    parts = [
        BookedOn(
            item=split.item_ref, amount=split.cents, discount=split.discount,
            withheld=split.withheld, returned=returned,
        )
        for split in proposal.splits
    ]  # fmt: skip
    if proposal.kind is MatchKind.SETTLED:
        parts = [BookedOn(credit=proposal.partner_ref)]
    if not parts:
        parts = [BookedOn(account=proposal.account or None, code=proposal.code or None)]
    return BookInput.model_validate(
        {"line": line, "parts": parts, "partner": proposal.partner_ref or None, "how": how}
    )


def _book(unit: Unit, data: BookInput) -> list[int]:
    row = _open_line(unit, data.line)
    sign = 1 if row.cents > 0 else -1
    amounts = _amounts(row, data.parts)
    text = data.text or " ".join(filter(None, (row.name, row.purpose)))[:300]
    maker = _Maker(unit, row, sign, text, data)
    entries: list[int] = []
    for event in maker.events(amounts):
        entries += post_event(unit, event).entries
    for entry in entries:
        unit.put(BankBooking(bank_line=row.key, entry=entry, how=data.how))
    note_payments(unit, row.key)
    if data.learn:
        _learn(unit, row, entries)
    return entries


def note_payments(unit: Unit, line: int) -> None:
    """Tie the payments of a run to the bank line that was booked for them."""
    found = returned_orders(bank_line(unit.con, line), runs.expected(unit.con))
    for key in found.payments if found else ():
        row = unit.get_one(PaymentRow, key)
        row.bank_line = line
        unit.put(row)


def _amounts(row: BankLineRow, parts: Sequence[BookedOn]) -> list[int]:
    """Positive amounts of the parts; one may be left open and takes the rest."""
    whole, given = abs(row.cents), sum(part.amount or 0 for part in parts)
    missing = [index for index, part in enumerate(parts) if part.amount is None]
    if len(missing) > 1:
        raise InputError(N_("Only one part may be without an amount."), field="parts")
    amounts = [part.amount or 0 for part in parts]
    if missing:
        amounts[missing[0]] = whole - given
    items_only = all(part.item for part in parts)
    if any(amount <= 0 for amount in amounts) or (sum(amounts) != whole and not items_only):
        raise InputError(
            N_("The parts add up to {sum}, the line is {whole}."),
            hint=N_("Change the parts until nothing is left."), field="parts",
            sum=format_money(sum(amounts)), whole=format_money(whole),
        )  # fmt: skip
    return amounts


class _Maker:
    """Turns the parts of one line into events."""

    def __init__(self, unit: Unit, row: BankLineRow, sign: int, text: str, data: BookInput) -> None:
        self.unit, self.row, self.sign, self.data = unit, row, sign, data
        self.text = text
        found = unit.con.execute(
            "SELECT account FROM money_account WHERE id=?", (row.money_account,)
        ).fetchone()
        self.money = str(found[0])
        self.document = data.document or row.end_to_end or f"BK-{row.key}"
        self.source = f"banking:{row.key}"

    def events(self, amounts: list[int]) -> list[AnyEvent]:
        """One payment for all items, one direct entry for all accounts, one entry per transfer."""
        pairs = list(zip(map(self._as_transfer, self.data.parts), amounts, strict=True))
        back = [(part, cents) for part, cents in pairs if part.item and part.returned]
        credits_ = [(part, cents) for part, cents in pairs if part.credit and not part.item]
        items = [(part, cents) for part, cents in pairs if part.item and not part.returned]
        direct = [(part, cents) for part, cents in pairs if part.account and not part.item]
        moved = [(part, cents) for part, cents in pairs if part.transfer]
        if sum(map(len, (items, direct, moved, back, credits_))) != len(pairs):
            raise InputError(
                N_("Each part needs an open item, an account or an own money account."),
                field="parts",
            )
        made: list[AnyEvent] = []
        if items:
            rest = 0 if len(items) < len(pairs) else abs(self.row.cents) - sum(c for _, c in items)
            made.append(self._payment(items, sum(c for _, c in items) + rest))
        if direct:
            made.append(self._direct(direct))
        made += [self._credit(part, cents) for part, cents in credits_]
        if back:
            made += self._returned(back, alone=len(back) == len(pairs))
        return made + [self._transfer(part, cents) for part, cents in moved]

    def _credit(self, part: BookedOn, cents: int) -> Payment:
        """Money that settles nothing, such as a bill paid twice: the partner's credit."""
        return Payment(
            day=self.row.day, money=self.money, amount=self.sign * cents, partner=part.credit,
            text=self.text, document=self.document[:36], source=self.source,
        )  # fmt: skip

    def _returned(self, parts: list[tuple[BookedOn, int]], *, alone: bool) -> list[AnyEvent]:
        """Money of an item that went back; what the bank took beyond it is its fee."""
        fee = abs(self.row.cents) - sum(cents for _, cents in parts) if alone else 0
        return [
            ReturnDebit(
                day=self.row.day, money=self.money, item=part.item or "", amount=cents,
                fee=0 if place else max(0, fee), text=self.text, document=self.document[:36],
                source=self.source,
            )
            for place, (part, cents) in enumerate(parts)
        ]  # fmt: skip

    def _as_transfer(self, part: BookedOn) -> BookedOn:
        """An account that is a money account of the firm means a transfer."""
        found = self.unit.con.execute(
            "SELECT m.account FROM money_account m JOIN account a ON a.number=m.account"
            " WHERE a.number=?1 OR a.concept=?1",
            (part.account,),
        ).fetchone()
        if not found or part.item:
            return part
        return part.model_copy(update={"account": None, "transfer": found[0]})

    def _payment(self, parts: list[tuple[BookedOn, int]], total: int) -> Payment:
        settles = [
            Settles(
                item=part.item or "",
                amount=cents,
                discount=part.discount,
                withheld=part.withheld,
            )
            for part, cents in parts
        ]
        return Payment(
            day=self.row.day, money=self.money, amount=self.sign * total, settles=settles,
            partner=self.data.partner, text=self.text, document=self.document[:36],
            source=self.source,
        )  # fmt: skip

    def _direct(self, parts: list[tuple[BookedOn, int]]) -> Purchase | Sale:
        lines = [
            Amount(account=part.account or "", gross=cents, code=part.code, text=part.text)
            for part, cents in parts
        ]
        kind = Sale if self.sign > 0 else Purchase
        return kind(
            day=self.row.day, money=self.money, lines=lines, text=self.text,
            document=self.document[:36], source=self.source,
        )  # fmt: skip

    def _transfer(self, part: BookedOn, cents: int) -> AnyEvent:
        """A transfer: over transit (Geldtransit) where the other account gets statements.

        That account's own statement then brings the second half.
        """
        other, here = part.transfer or "", self.money
        if self._has_statements(other):
            return self._direct([(BookedOn(account="geldtransit", text=part.text), cents)])
        origin, target = (other, here) if self.sign > 0 else (here, other)
        return Transfer(
            day=self.row.day, origin=origin, target=target, amount=cents, text=self.text,
            document=self.document[:36], source=self.source,
        )  # fmt: skip

    def _has_statements(self, name: str) -> bool:
        """Whether a money account, named by number, name or IBAN, gets statements of its own."""
        row = self.unit.con.execute(
            "SELECT kind FROM money_account WHERE account=?1 OR iban=?1 OR name=?1 OR kind=?1"
            " ORDER BY id",
            (name,),
        ).fetchone()
        if row is None:
            raise InputError(
                N_("{name} is no money account of the firm."), name=name, field="transfer"
            )
        return str(row[0]) in {"bank", "paypal"}


def _line(unit: Unit, line: int) -> BankLineRow:
    row = unit.get(BankLineRow, line)
    if row is None:
        raise InputError(N_("There is no bank line {number}."), number=line, field="line")
    return row


def _open_line(unit: Unit, line: int) -> BankLineRow:
    row = _line(unit, line)
    done = unit.con.execute("SELECT entry FROM bank_booking WHERE bank_line=?", (line,)).fetchone()
    if done:
        raise Refused(
            N_("The line of {day} over {amount} is booked already."),
            hint=N_("Take the booking back first, then book it anew."),
            day=row.day.isoformat(), amount=format_money(row.cents),
        )  # fmt: skip
    return row


def _learn(unit: Unit, row: BankLineRow, entries: Sequence[int]) -> None:
    """Remember the IBAN of the one partner whose items the line settled, unless another paid."""
    if not row.iban or not entries:
        return
    marks = ",".join("?" * len(entries))
    partners = unit.con.execute(
        f"SELECT DISTINCT a.partner, a.name FROM line l JOIN account a ON a.id=l.account"  # noqa: S608
        f" WHERE l.entry IN ({marks}) AND a.partner LIKE 'contacts:%'",
        tuple(entries),
    ).fetchall()
    if len(partners) != 1 or not teaches(bank_line(unit.con, row.key), partners[0][1]):
        return
    contact = int(partners[0][0].partition(":")[2])
    known = unit.con.execute(
        "SELECT 1 FROM contact_bank WHERE contact=? AND iban=?", (contact, row.iban)
    ).fetchone()
    if not known:
        bank = BankInput(iban=row.iban, bic=row.bic, holder=row.name or None)
        add_bank(unit, contact, bank, learned=True)
