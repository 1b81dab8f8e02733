"""What the demo firms spend: material, recurring bills, fuel, cash, wages, the owner's money."""

from __future__ import annotations

import random
import tomllib
from datetime import date, timedelta
from typing import Any

from kontor.base.money import half_up
from kontor.desk.demo.moves import BankText, Move, gross_of, month_end, workday, workday_in
from kontor.desk.demo.people import DATA, People, Person, demo_iban
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Depreciation,
    Discount,
    Payment,
    Payroll,
    PayrollLine,
    Private,
    Purchase,
    Sale,
    Settles,
    Transfer,
)

OFFICE, OFFICE_IBAN = "Finanzamt Musterstadt", demo_iban(99)
TAX, SOCIAL, EMPLOYER = 126, 207, 210  # per mille of gross wages, about what a painter's firm sees


class Costs:
    """All cost moves of the years."""

    def __init__(self, draw: random.Random, profile: dict[str, Any], people: People) -> None:
        self._draw, self._profile, self._people = draw, profile, people
        self._small = profile["vat"] == "small"
        self._staff: int = profile["employees"]
        self._count: dict[str, int] = {}
        with (DATA / "costs.toml").open("rb") as file:
            self._table = tomllib.load(file)

    def plan(self, years: list[int]) -> list[Move]:
        """All moves of the cost side; the caller cuts what lies in the future."""
        moves: list[Move] = []
        for index, year in enumerate(years):
            revenue = self._profile["revenue"][index]
            moves += self._material(year, revenue) + self._subcontract(year, revenue)
            moves += self._recurring(year) + self._fuel(year) + self._cash(year)
            if self._staff:
                moves += self._wages(year, self._profile["wages"][index])
            if self._profile["private_month"]:
                moves += self._owner(year)
        return moves

    # bills -----------------------------------------------------------------------------------

    def _material(self, year: int, revenue: int) -> list[Move]:
        draw, total = self._draw, revenue * self._profile["material_permille"] // 1000
        weights = [
            draw.lognormvariate(0, 0.7) for _ in range(max(10, total // self._profile["bill_size"]))
        ]
        wood = "Tischler" in self._profile["trade"]
        trades = ["wood", "paint"] if wood else ["paint", "paint", "tools"]
        moves = []
        for weight in weights:
            net = max(1_500, int(total * weight / sum(weights)))
            month = draw.choices(range(1, 13), self._profile["season"])[0]
            supplier = draw.choice(self._people.suppliers[draw.choice(trades)])
            amount = Amount(account="rhb19", net=net, code="VST19")
            moves += self._bill(supplier, workday_in(draw, year, month), amount, discount=300)
        return moves

    def _subcontract(self, year: int, revenue: int) -> list[Move]:
        """Scaffolding with VAT, trades as construction work under § 13b."""
        share = revenue * self._profile["subcontract_permille"] // 11_000
        moves: list[Move] = []
        for month in range(2, 13) if share else ():
            day = workday_in(self._draw, year, month)
            scaffold = Amount(account="fremdleistungen19", net=share * 4 // 10, code="VST19")
            trade = Amount(account="rc_bau19", net=share * 6 // 10, code="RC_BAU_IN")
            sub = self._draw.choice(self._people.suppliers["sub"])
            moves += self._bill(self._people.suppliers["scaffold"][0], day, scaffold)
            moves += self._bill(sub, workday(day + timedelta(days=1)), trade)
        return moves

    def _bill(
        self, supplier: Person, day: date, amount: Amount, *, discount: int = 0
    ) -> list[Move]:
        """A bill and its payment, with the discount when it is taken."""
        number, net = self._number(supplier, day.year), amount.net or 0
        gross = gross_of(net, amount.code or "", self._small)
        terms = [Discount(until=day + timedelta(days=10), rate=discount)] if discount else []
        bill = Bill(
            day=day, partner=supplier.number, document=number, service=day, lines=[amount],
            due=day + timedelta(days=30), text=supplier.name, discounts=terms,
        )  # fmt: skip
        if discount and self._draw.random() < 0.85:
            paid, off = workday(day + timedelta(days=7)), half_up(gross * discount, 10_000)
        else:
            paid, off = workday(day + timedelta(days=self._draw.randint(14, 30))), 0
        purpose = f"Rechnung {number}" + (f" abzgl. {discount // 100} % Skonto" if off else "")
        pay = Payment(
            day=paid, amount=off - gross, settles=[Settles(item=number, discount=off)],
            partner=supplier.number, text=purpose,
        )  # fmt: skip
        bank = BankText(supplier.name, supplier.iban, purpose, off - gross, number)
        return [Move(day, 1, bill), Move(paid, 6, pay, bank)]

    def _number(self, supplier: Person, year: int) -> str:
        self._count[supplier.number] = self._count.get(supplier.number, 0) + 1
        return f"{supplier.number[-2:]}-{year % 100}{self._count[supplier.number]:04d}"

    # direct payments -------------------------------------------------------------------------

    def _recurring(self, year: int) -> list[Move]:
        """The rows of the cost table that fit this kind of firm."""
        moves: list[Move] = []
        group = "staff" if self._staff else "alone"
        for cost in self._table["cost"]:
            if cost["firms"] not in {group, "all"}:
                continue
            supplier = self._people.suppliers[cost["trade"]][0]
            for month in cost.get("months", range(1, 13)):
                net = self._draw.randint(cost["net"][0], cost["net"][-1])
                amount = Amount(account=cost["account"], net=net, code=cost.get("code"))
                if cost.get("kind") == "bill":
                    moves += self._bill(supplier, workday_in(self._draw, year, month), amount)
                else:
                    day = workday(date(year, month, cost["day"]))
                    moves.append(
                        _debit(day, supplier, amount, f"{cost['text']} {month:02d}/{year}")
                    )
        return moves

    def _fuel(self, year: int) -> list[Move]:
        supplier, moves = self._people.suppliers["fuel"][0], []
        for month in range(1, 13):
            for _ in range(5 * max(1, self._staff // 2) if self._staff else 3):
                net = self._draw.randint(4_200, 9_800)
                amount = Amount(account="kfz_betrieb", net=net, code="VST19")
                day = workday_in(self._draw, year, month)
                moves.append(_debit(day, supplier, amount, "Tanken"))
        return moves

    def _cash(self, year: int) -> list[Move]:
        """Cash from the machine each month, small purchases out of it; never below zero."""
        draw, texts, moves = self._draw, self._table["cash"], []
        limit, count, taken = (4_200, 5, 30_000) if self._staff else (2_400, 2, 10_000)
        for month in range(1, 13):
            day = workday(date(year, month, 3))
            take = Transfer(
                day=day, origin="bank", target="cash", amount=taken, text="Barabhebung",
                document=f"BAR-{year}-{month:02d}",
            )  # fmt: skip
            moves.append(Move(day, 0, take, BankText("Geldautomat", "", "Barabhebung", -taken)))
            for number in range(1, count + 1):
                spent = max(workday_in(draw, year, month), day + timedelta(days=1))
                account = draw.choice(sorted(texts))
                code = None if account == "porto" else "VST19"
                amount = Amount(account=account, net=draw.randint(600, limit), code=code)
                event = Purchase(
                    day=spent, money="cash", text=texts[account], lines=[amount],
                    document=f"K-{year % 100}{month:02d}{number:02d}",
                )  # fmt: skip
                moves.append(Move(spent, 7, event))
        return moves

    # people ----------------------------------------------------------------------------------

    def _wages(self, year: int, total: int) -> list[Move]:
        """The payroll office's entry of each month, and what is paid on it."""
        moves = []
        for month in range(1, 13):
            gross = half_up(total * 1000, 12 * (1000 + EMPLOYER))
            gross += self._draw.randint(-30_000, 30_000)
            tax, social = half_up(gross * TAX, 1000), half_up(gross * SOCIAL, 1000)
            employer, net = half_up(gross * EMPLOYER, 1000), gross - tax - social
            last = workday(month_end(year, month) - timedelta(days=2))
            lines = {
                "loehne": gross, "soz_aufw": employer, "verb_lohn": -net, "verb_lst": -tax,
                "verb_sv": -social - employer,
            }  # fmt: skip
            moves.append(Move(last, 5, Payroll(
                day=last, document=f"LOHN-{year}-{month:02d}", text=f"Löhne {month:02d}/{year}",
                lines=[PayrollLine(account=name, amount=cents) for name, cents in lines.items()],
            )))  # fmt: skip
            later = workday(month_end(year, month) + timedelta(days=10))
            moves += [
                _owed(last, "verb_lohn", BankText("Löhne", demo_iban(77), "Löhne", -net)),
                _owed(last, "verb_sv", BankText("Krankenkasse Muster", demo_iban(78),
                                                "SV-Beiträge", -social - employer)),
                _owed(later, "verb_lst", BankText(OFFICE, OFFICE_IBAN,
                                                  f"Lohnsteuer {month:02d}/{year}", -tax)),
            ]  # fmt: skip
        return moves

    def _owner(self, year: int) -> list[Move]:
        moves, monthly = [], self._profile["private_month"]
        for month in range(1, 13):
            text = BankText(self._profile["owner"], demo_iban(5), "Privatentnahme", -monthly)
            moves.append(_private(date(year, month, 27), "PR", text, None))
            if self._staff:
                moves.append(_car(year, month))
        taxes = 210_000 if self._staff else 24_000
        for month in (3, 6, 9, 12):
            purpose = f"ESt Vorauszahlung Q{month // 3}/{year}"
            text = BankText(OFFICE, OFFICE_IBAN, purpose, -taxes)
            moves.append(_private(date(year, month, 10), "EST", text, "privatsteuern"))
        return moves


def year_end(year: int, assets: list[str]) -> list[Move]:
    """Depreciation of the year for the assets in the register."""
    day = date(year, 12, 31)
    return [Move(day, 9, Depreciation(day=day, asset=one, text=f"AfA {year}")) for one in assets]


def _debit(day: date, supplier: Person, amount: Amount, purpose: str) -> Move:
    """A direct purchase that the supplier debits."""
    net, code = amount.net or 0, amount.code or ""
    gross = gross_of(net, code, small=False)
    event = Purchase(
        day=day, document=f"LS-{day:%y%m%d}-{amount.account[:6]}", lines=[amount],
        text=f"{supplier.name} {purpose}",
    )  # fmt: skip
    return Move(day, 6, event, BankText(supplier.name, supplier.iban, purpose, -gross))


def _owed(day: date, account: str, text: BankText) -> Move:
    """Payment of a wage liability."""
    event = Purchase(
        day=day, document=f"ZA-{day:%y%m%d}-{account[-3:]}", text=text.purpose,
        lines=[Amount(account=account, net=-text.cents)],
    )  # fmt: skip
    return Move(day, 6, event, text)


def _private(day: date, series: str, text: BankText, account: str | None) -> Move:
    when = workday(day)
    event = Private(
        day=when, amount=text.cents, account=account, text=text.purpose,
        document=f"{series}-{day:%Y-%m}",
    )  # fmt: skip
    return Move(when, 6, event, text)


def _car(year: int, month: int) -> Move:
    """Private use of the car, 1 % rule: list price 45,900 €, 80 % with VAT, 20 % without."""
    day = month_end(year, month)
    return Move(day, 8, Sale(
        day=day, money="wertabgaben_privat", text="Private Kfz-Nutzung",
        document=f"KFZ-{year}-{month:02d}",
        lines=[
            Amount(account="kfz_priv19", net=36_720), Amount(account="kfz_priv0", net=9_180),
        ],
    ))  # fmt: skip
