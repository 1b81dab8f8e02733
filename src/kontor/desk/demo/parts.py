"""Who plays which part in the stories of a demo firm: chosen from its plan, seen from its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.base.dates import add_months
from kontor.base.money import tax_on_net
from kontor.desk.demo.moves import BankText, Move, gross_of, workday
from kontor.desk.demo.plan import Plan
from kontor.ledger.model.inputs import (
    CreditNote,
    Invoice,
    OpeningItem,
    OpeningWeight,
    Payment,
    Settles,
    WriteOff,
)
from kontor.receivables.rules.instalments import Rate, equal_rates

_RATES = 4  # of the customer who pays in instalments
_ANSWERED = 3  # orders that the letter of spring brought


class Candidate(NamedTuple):
    """An invoice without a story of its own; `payments` are the places of its moves."""

    event: Invoice
    segment: str
    net: int
    payments: tuple[int, ...]

    @property
    def due(self) -> date:
        """When it is due."""
        return self.event.due or self.event.day


class Parts(NamedTuple):
    """The parts, as numbers of documents; a part that nobody fits is empty.

    Attributes:
        first: day of the first reminder run, and of the agreement on instalments.
        second: day of the second run.
        late: not paid at all, reminded twice.
        instalments: paid in rates from the first run on.
        disputed: not paid because of a defect that the customer sees.
        collected: by customers who signed a mandate.
        retained: its security is to be released some days after the end.
        answered: paid weeks ago by customers whom the letter of spring brought.
        expiring: an old claim whose limitation ends with the second year.
    """

    first: date
    second: date
    late: tuple[str, ...] = ()
    instalments: str = ""
    disputed: str = ""
    collected: tuple[str, ...] = ()
    retained: str = ""
    answered: tuple[str, ...] = ()
    expiring: str = ""

    def rates(self, cents: int) -> list[Rate]:
        """What the customer with the instalments has to pay when."""
        return equal_rates(cents, _RATES, self.first + timedelta(days=15))


class Casting:
    """Gives out the parts; nobody plays two."""

    def __init__(self, plan: Plan, until: date) -> None:
        self.plan, self.until = plan, until
        self.moves = list(plan.moves)
        self.people = {one.number: one for one in plan.people.everyone()}
        self.small = plan.profile["vat"] == "small"
        month = until.replace(day=1)
        self.first = add_months(month, -1) - timedelta(days=1)
        self.second = month - timedelta(days=1)
        self.taken: list[Candidate] = []
        self.free = self._candidates()

    def parts(self) -> Parts:
        """All parts; the moves become what those customers do instead of paying."""
        retained = self._retained()
        late = [self._late("private", 60_000), self._late("trade", 40_000)]
        rated = self._take(
            self.first, lambda one: one.segment == "private" and one.net > 120_000,
            last=self.first,
        )  # fmt: skip
        disputed = self._take(
            self.until - timedelta(days=25), lambda one: one.segment in {"private", "manager"}
        )
        coming = [self._coming() for _ in range(2)]
        found = Parts(
            self.first, self.second,
            late=tuple(one.event.document for one in late if one),
            instalments=rated.event.document if rated else "",
            disputed=disputed.event.document if disputed else "",
            collected=tuple(one.event.document for one in coming if one),
            retained=retained, answered=self._answered(), expiring=self._expiring(),
        )  # fmt: skip
        gone = {at for one in self.taken for at in one.payments}
        self.moves = [move for at, move in enumerate(self.moves) if at not in gone]
        if rated:
            self.moves += self._rates(found, rated)
        self.moves.sort(key=lambda move: (move.day, move.order))
        return found

    def _late(self, segment: str, least: int) -> Candidate | None:
        last = self.first - timedelta(days=12)
        return self._take(last, lambda one: one.segment == segment and one.net > least, last=last)

    def _coming(self) -> Candidate | None:
        """An invoice of a manager of houses that falls due after the end."""
        goal = self.until + timedelta(days=12)
        return self._take(
            goal,
            lambda one: (
                one.segment in {"manager", "trade"} and one.due > self.until and not one.payments
            ),
            last=goal + timedelta(days=30),
        )

    def _take(
        self, goal: date, fits: Callable[[Candidate], bool], last: date | None = None
    ) -> Candidate | None:
        """The free one that fits and is due nearest to a day, and not after the last one."""
        found = [
            one for one in self.free
            if fits(one) and one.due <= (last or self.until) and abs((one.due - goal).days) <= 60
        ]  # fmt: skip
        if not found:
            return None
        best = min(found, key=lambda one: (abs((one.due - goal).days), one.event.document))
        self.free.remove(best)
        self.taken.append(best)
        return best

    def _answered(self) -> tuple[str, ...]:
        """Invoices of old customers who ordered after the letter and have paid."""
        if self.small:
            return ()
        asked = {one.number for one in self.plan.people.customers["private"][:60]}
        found = [
            one.event for one in self.free
            if one.event.partner in asked and one.payments and one.net > 60_000
            and 45 <= (self.until - one.event.day).days <= 110
        ]  # fmt: skip
        found.sort(key=lambda event: (not event.text.startswith("Fassade"), event.document))
        return tuple(event.document for event in found[:_ANSWERED])

    def _candidates(self) -> list[Candidate]:
        invoices: dict[str, Invoice] = {}
        paid: dict[str, list[int]] = {}
        odd: set[str] = set()
        for at, move in enumerate(self.moves):
            event = move.event
            if isinstance(event, Invoice):
                invoices[event.document] = event
                if event.advances or event.due_parts or event.discounts:
                    odd.add(event.document)
            elif isinstance(event, CreditNote | WriteOff):
                odd.add(event.item)
            elif isinstance(event, Payment):
                for one in event.settles:
                    paid.setdefault(one.item, []).append(at)
                    if one.amount is not None or one.discount or one.withheld:
                        odd.add(one.item)
        return [
            Candidate(event, self.people[event.partner].segment, event.lines[0].net or 0,
                      tuple(paid.get(number, ())))
            for number, event in invoices.items()
            if number not in odd and len(paid.get(number, ())) < 2
        ]  # fmt: skip

    def _rates(self, parts: Parts, one: Candidate) -> list[Move]:
        """The rates that came in until the end, two days after their day."""
        person, number = self.people[one.event.partner], one.event.document
        cents = gross_of(one.net, one.event.lines[0].code or "", self.small)
        moves = []
        for at, rate in enumerate(parts.rates(cents), 1):
            day, text = workday(rate.due + timedelta(days=2)), f"{number} Rate {at}"
            pay = Payment(
                day=day, amount=rate.cents, partner=person.number, text=text,
                settles=[Settles(item=number, amount=rate.cents)],
            )  # fmt: skip
            bank = BankText(person.name.upper(), person.iban, text, rate.cents)
            moves.append(Move(day, 4, pay, bank))
        return [move for move in moves if move.day <= self.until]

    def _retained(self) -> str:
        """An invoice of long ago whose security is to be released six days after the end."""
        last = self.until - timedelta(days=120)
        for at in range(len(self.moves) - 1, -1, -1):
            event = self.moves[at].event
            if not (isinstance(event, Invoice) and event.due_parts) or event.day > last:
                continue
            if event.advances:
                continue
            *first, kept = event.due_parts
            kept = kept.model_copy(update={"due": self.until + timedelta(days=6)})
            changed = event.model_copy(update={"due_parts": [*first, kept]})
            self.moves[at] = self.moves[at]._replace(event=changed)
            return event.document
        return ""

    def _expiring(self) -> str:
        """A claim from before the books that nobody pays; a lawyer looks at it."""
        start = date(self.plan.first, 1, 1)
        day = date(start.year - 2, 10, 12)
        person = self.plan.people.customers["private"][2]
        net = 124_000
        tax = 0 if self.small else tax_on_net(net, 1900)
        weight = OpeningWeight(
            account="erl_ku" if self.small else "erl19", net=net, tax=tax,
            code="KU19" if self.small else "UST19",
        )  # fmt: skip
        item = OpeningItem(
            day=day, booked=start, partner=person.number, side="customer",
            document=f"RE-{day.year}-0731", service=day, due=day + timedelta(days=30),
            weights=[weight], text="Übernahme",
        )  # fmt: skip
        self.moves.append(Move(start, 1, item))
        return item.document
