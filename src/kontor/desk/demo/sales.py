"""Jobs of the demo firms: advances, invoices, payments, late payers and story hooks."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.money import half_up
from kontor.desk.demo.moves import BankText, Move, gross_of, spread_days, workday
from kontor.desk.demo.people import People, Person
from kontor.ledger.model.inputs import (
    Amount,
    CreditNote,
    Discount,
    Due,
    Invoice,
    OpeningItem,
    OpeningWeight,
    Payment,
    Request,
    Settles,
    WriteOff,
)

DELAY = {
    "private": (-1, 8), "manager": (9, 10), "trade": (6, 11), "contractor": (19, 16),
    "public": (1, 6),
}  # fmt: skip
WORK = (
    "Wände und Decken streichen", "Raufaser tapezieren und streichen", "Fassade streichen",
    "Türen und Zargen lackieren", "Treppenhaus streichen", "Fenster lackieren", "Spachteln Q3",
    "Heizkörper lackieren", "Wohnung renovieren", "Keller streichen",
)  # fmt: skip
RETENTION_YEARS = {"public": 4, "contractor": 5}


class Job(NamedTuple):
    """One job as it is billed; `advances` are net sums asked for before the end."""

    customer: Person
    segment: str
    day: date
    net: int
    code: str
    account: str
    advances: tuple[int, ...]
    text: str
    hook: str = ""


class Paper(NamedTuple):
    """An outgoing document before it has its number: numbers follow the days."""

    day: date
    job: int
    step: int


class Sales:
    """All jobs of the years and the moves they make."""

    def __init__(self, draw: random.Random, profile: dict[str, Any], people: People) -> None:
        self._draw, self._profile, self._people = draw, profile, people
        self._small = profile["vat"] == "small"
        self.jobs: list[Job] = []

    def plan(self, years: list[int]) -> list[Move]:
        """All moves of the sales side; the caller cuts what lies in the future."""
        for year, revenue in zip(years, self._profile["revenue"], strict=False):
            self._year(year, revenue)
        self._hooks()
        numbers = self._numbers()
        moves = self._opening(years[0])
        for index, job in enumerate(self.jobs):
            moves += self._moves(index, job, numbers)
        return moves

    def _opening(self, year: int) -> list[Move]:
        """Invoices from before the books began, taken over with net and tax, paid soon after."""
        draw, moves = self._draw, []
        code = "KU19" if self._small else "UST19"
        account = "erl_ku" if self._small else "erl19"
        for index in range(self._profile["opening_items"]):
            segment = draw.choice([name for name in self._people.customers if name != "contractor"])
            customer = draw.choice(self._people.customers[segment])
            net = (
                int(draw.lognormvariate(12.2, 0.8)) // (10 if self._small else 1) // 50 * 50 + 5_000
            )
            gross = gross_of(net, "UST19", self._small)
            day, number = (
                date(year - 1, 12, draw.randint(1, 20)),
                f"RE-{year - 1}-{900 + index:04d}",
            )
            weight = OpeningWeight(account=account, net=net, tax=gross - net, code=code)
            item = OpeningItem(
                day=day, booked=date(year, 1, 1), partner=customer.number, side="customer",
                document=number, service=day, due=day + timedelta(days=30), weights=[weight],
                text="Übernahme",
            )  # fmt: skip
            job = Job(customer, segment, day, net, code, account, (), "")
            paid = workday(date(year, 1, 3) + timedelta(days=draw.randint(1, 50)))
            moves.append(Move(date(year, 1, 1), 1, item))
            moves.append(self._money(job, paid, gross, [Settles(item=number)], self._words(number)))
        return moves

    def _year(self, year: int, revenue: int) -> None:
        draw, profile = self._draw, self._profile
        for segment, (count_share, money_share) in profile["share"].items():
            count = profile["jobs"] * count_share // 100
            if not count:
                continue
            weights = [draw.lognormvariate(0, 1.0) for _ in range(count)]
            total = revenue * money_share // 100
            whole = sum(weights)
            for weight in weights:
                net = max(4_500, int(total * weight / whole) // 50 * 50)
                self._add(segment, spread_days(draw, year, profile["season"]), net)

    def _add(self, segment: str, day: date, net: int) -> None:
        draw = self._draw
        customer = draw.choice(self._people.customers[segment])
        reverse = segment == "contractor" and net > 50_000
        code, account = ("RC_BAU_OUT", "erl_13b") if reverse else ("UST19", "erl19")
        advances: tuple[int, ...] = ()
        early = day.timetuple().tm_yday < 75  # its requests would lie before the books begin
        if net >= self._profile["advance_from"] and not (reverse or early or segment == "trade"):
            share = self._profile["advance_share"]
            count = 1 if share else draw.choice((1, 2, 2, 3))
            part = net * share // 1000 if share else net * 25 // 100
            advances = (part // 1000 * 1000,) * count
        self.jobs.append(
            Job(customer, segment, day, net, code, account, advances, draw.choice(WORK))
        )

    def _hooks(self) -> None:
        """Stories a reader should be able to find; each takes the next suitable job."""
        wanted: dict[str, Callable[[Job], bool]] = {
            "withheld": lambda j: j.segment == "trade" and j.net > 600_000 and not j.advances,
            "overpaid": lambda j: j.segment == "private" and j.net < 200_000,
            "defect": lambda j: j.segment == "private" and 300_000 < j.net < 700_000,
            "bad_debt": lambda j: j.segment == "private" and 250_000 < j.net < 420_000,
            "part_payments": lambda j: (
                j.segment == "manager" and j.net > 400_000 and not j.advances
            ),
        }
        free = sorted(range(len(self.jobs)), key=lambda i: self.jobs[i].day)
        for hook, fits in wanted.items():
            found = [i for i in free if fits(self.jobs[i]) and not self.jobs[i].hook]
            if found:
                at = found[min(3, len(found) - 1)]
                self.jobs[at] = self.jobs[at]._replace(hook=hook, advances=())

    def _numbers(self) -> dict[tuple[int, int], str]:
        papers = []
        for index, job in enumerate(self.jobs):
            papers += [Paper(day, index, step) for step, day in enumerate(self._days(job))]
        counts: dict[int, int] = {}
        numbers = {}
        for paper in sorted(papers):
            year = paper.day.year
            counts[year] = counts.get(year, 0) + 1
            numbers[paper.job, paper.step] = f"RE-{year}-{counts[year]:04d}"
        return numbers

    def _days(self, job: Job) -> list[date]:
        """Days of the advance requests, then of the invoice; never before the books begin."""
        first = date(self._first_year, 1, 4)
        days = [
            max(first, workday(job.day - timedelta(days=21 * n)))
            for n in range(len(job.advances), 0, -1)
        ]
        return [*days, job.day]

    @property
    def _first_year(self) -> int:
        return min(job.day.year for job in self.jobs)

    def _moves(self, index: int, job: Job, numbers: dict[tuple[int, int], str]) -> list[Move]:
        moves, asked = [], []
        days = self._days(job)
        for step, net in enumerate(job.advances):
            number, day = numbers[index, step], days[step]
            line = Amount(account="erl19", net=net, code=job.code)
            moves.append(Move(day, 2, Request(
                day=day, partner=job.customer.number, document=number, lines=[line],
                due=day + timedelta(days=10), text=f"Abschlag {step + 1}: {job.text}",
            )))  # fmt: skip
            if self._draw.random() < 0.93:
                moves.append(self._paid(job, number, gross_of(net, job.code, self._small),
                                        day + timedelta(days=10), days[-1]))  # fmt: skip
            asked.append(number)
        number = numbers[index, len(job.advances)]
        return moves + self._invoice(job, number, asked, moves)

    def _invoice(self, job: Job, number: str, asked: list[str], before: list[Move]) -> list[Move]:
        gross = gross_of(job.net, job.code, self._small)
        received = sum(move.bank.cents for move in before if move.bank)
        due = job.day + timedelta(days=job.customer.terms)
        rest = gross - received
        kept = self._retention(job, rest)
        parts = []
        if kept:
            later = job.day.replace(
                year=job.day.year + RETENTION_YEARS[job.segment], day=min(job.day.day, 28)
            )
            parts = [
                Due(amount=rest - kept, due=due),
                Due(amount=kept, due=later, part="retention"),
            ]
        skonto = (
            not job.advances
            and not kept
            and job.segment in {"trade", "manager"}
            and self._draw.random() < 0.12
        )
        discounts = [Discount(until=job.day + timedelta(days=8), rate=200)] if skonto else []
        invoice = Invoice(
            day=job.day, partner=job.customer.number, document=number, service=job.day,
            text=job.text,
            lines=[Amount(account=job.account, net=job.net, code=job.code)], due=due,
            discounts=discounts, due_parts=parts, advances=asked,
        )  # fmt: skip
        moves = [Move(job.day, 2, invoice)]
        if rest - kept > 0:
            moves += self._settled(job, number, rest - kept, due, skonto)
        return moves

    def _retention(self, job: Job, rest: int) -> int:
        keeps = job.segment == "public" or (
            job.segment == "contractor" and self._draw.random() < 0.4
        )
        return half_up(rest * 5, 100) if keeps and job.net > 200_000 else 0

    def _settled(self, job: Job, number: str, rest: int, due: date, skonto: bool) -> list[Move]:
        if skonto:
            off = half_up(rest * 2, 100)
            day = workday(job.day + timedelta(days=self._draw.randint(3, 8)))
            settles = [Settles(item=number, discount=off)]
            return [
                self._money(job, day, rest - off, settles, f"Rechnung {number} abzgl. 2 % Skonto")
            ]
        mean, deviation = DELAY[job.segment]
        late = self._draw.gauss(mean, deviation)
        if job.segment == "private" and self._draw.random() < 0.06:
            late = self._draw.uniform(20, 60)
        day = workday(max(job.day + timedelta(days=1), due + timedelta(days=round(late))))
        stories: dict[str, Callable[[Job, str, int, date], list[Move]]] = {
            "withheld": self._withheld, "overpaid": self._overpaid, "defect": self._defect,
            "bad_debt": self._bad_debt, "part_payments": self._part_payments,
        }  # fmt: skip
        if job.hook:
            return stories[job.hook](job, number, rest, day)
        return [self._money(job, day, rest, [Settles(item=number)], self._words(number))]

    def _paid(self, job: Job, number: str, gross: int, due: date, before: date) -> Move:
        day = workday(
            min(due + timedelta(days=self._draw.randint(-5, 6)), before - timedelta(days=3))
        )
        day = max(day, due - timedelta(days=9))
        return self._money(job, day, gross, [Settles(item=number)], f"Abschlag {number}")

    def _money(self, job: Job, day: date, cents: int, settles: list[Settles], purpose: str) -> Move:
        person = job.customer
        event = Payment(
            day=day, amount=cents, settles=settles, partner=person.number, text=purpose,
            document="" if settles else purpose,
        )  # fmt: skip
        return Move(day, 4, event, BankText(person.name.upper(), person.iban, purpose, cents))

    def _words(self, number: str) -> str:
        return self._draw.choice((
            f"Rechnung {number}", number, f"RG-NR. {number} vielen Dank",
            f"Re {number.replace('-', '')}", f"Ihre Rechnung {number[3:]}",
        ))  # fmt: skip

    def _withheld(self, job: Job, number: str, rest: int, day: date) -> list[Move]:
        """The customer keeps 15 % because the exemption certificate ran out (§ 48 EStG)."""
        kept = half_up(rest * 15, 100)
        settles = [Settles(item=number, amount=rest - kept, withheld=kept)]
        return [self._money(job, day, rest - kept, settles, f"{number} abzgl. 15 % Bauabzugsteuer")]

    def _overpaid(self, job: Job, number: str, rest: int, day: date) -> list[Move]:
        """Paid twice, and sent back."""
        again = workday(day + timedelta(days=2))
        back = workday(again + timedelta(days=6))
        person = job.customer
        credit = [Settles(item=f"G-{number}")]
        refund = Payment(day=back, amount=-rest, settles=credit, text=f"Rückzahlung {number}")
        return [
            self._money(job, day, rest, [Settles(item=number)], number),
            self._money(job, again, rest, [], number),
            Move(
                back,
                4,
                refund,
                BankText(person.name, person.iban, f"Rückzahlung doppelt {number}", -rest),
            ),
        ]

    def _defect(self, job: Job, number: str, rest: int, day: date) -> list[Move]:
        """A tenth is taken off for a defect, the rest is paid."""
        noted = workday(day - timedelta(days=2))
        net = job.net // 10
        note = CreditNote(
            day=noted, item=number, document=f"GS-{number[3:]}", text="Minderung wegen Mangel",
            lines=[Amount(account="erl_schmael19", net=net, code=job.code)],
        )  # fmt: skip
        return [
            Move(noted, 3, note),
            self._money(
                job,
                day,
                rest - gross_of(net, job.code, self._small),
                [Settles(item=number)],
                number,
            ),
        ]

    def _bad_debt(self, job: Job, number: str, rest: int, day: date) -> list[Move]:
        """A third is paid, then nothing more; written off after nine months."""
        part = rest // 300 * 100
        lost = workday(day + timedelta(days=270))
        off = WriteOff(day=lost, item=number, reason="Insolvenz ohne Quote")
        return [
            self._money(
                job, day, part, [Settles(item=number, amount=part)], f"Teilzahlung {number}"
            ),
            Move(lost, 5, off),
        ]

    def _part_payments(self, job: Job, number: str, rest: int, day: date) -> list[Move]:
        """Three payments instead of one."""
        third = rest // 3
        sums = (third, third, rest - 2 * third)
        return [
            self._money(job, workday(day + timedelta(days=30 * n)), cents,
                        [Settles(item=number, amount=cents)], f"{number} Rate {n + 1}")
            for n, cents in enumerate(sums)
        ]  # fmt: skip
