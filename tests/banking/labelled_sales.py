"""A labelled set as a builder's sales bring it: requests, instalments, retention, § 48, returns.

Made apart from the matcher's first set: other numbers, other words, kinds that it never showed.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import BankLine, ItemKind, OpenItem
from tests.banking.labelled import FIRST, FORMS, LAST, TRADE, Labelled, Sample, iban

SHARES = {
    "plain": 41, "request": 15, "skonto": 9, "retained": 6, "instalment": 5, "released": 2,
    "collective": 4, "mother": 3, "withheld": 3, "unagreed": 1, "part": 3, "lapsed": 2,
    "double": 1, "cents": 2, "returned": 1, "other": 2,
}  # fmt: skip
SURE = ("plain", "request", "skonto", "retained", "instalment", "released", "collective", "mother")
ASKED = ("withheld", "unagreed", "part", "lapsed", "double", "cents", "returned", "other")
STRANGERS = [
    ("Krankenkasse Musterland", "Erstattung AAG 2026"), ("Landeskasse", "Zuschuss Meisterprämie"),
    ("Schrotthandel Eisen", "Gutschrift 20260815 Altmetall"), ("Inhaber privat", "Einlage"),
]  # fmt: skip
WORDS = ["AR", "Rechn.", "Zahlung zu", "Bauvorhaben", "Ausgleich", "Ihre Rechnung vom", ""]


class Buyer(NamedTuple):
    """A customer with his account; half of the accounts are known."""

    ref: str
    name: str
    iban: str
    known: bool


def sales_month(seed: int, lines: int) -> Sample:
    """Items and the lines that pay them; every amount follows from its item."""
    rng = random.Random(f"sales {seed}")
    buyers = [_buyer(rng, place) for place in range(max(40, lines // 3))]
    items: list[OpenItem] = []
    rows: list[Labelled] = []
    kinds, weights = list(SHARES), list(SHARES.values())
    while len(rows) < lines:
        kind = rng.choices(kinds, weights)[0]
        row, made = _payment(rng, kind, rng.choice(buyers), len(items))
        rows.append(row)
        items += made
    idle = lines // 4
    for _unpaid in range(idle):
        items.append(_item(rng, rng.choice(buyers), len(items)))
    known = {one.iban: one.ref for one in buyers if one.known}
    return Sample(items, rows, known, date(2026, 10, 31))


def _buyer(rng: random.Random, place: int) -> Buyer:
    if rng.random() < 0.45:
        name = f"{rng.choice(TRADE)} {rng.choice(LAST)} {rng.choice(FORMS)}"
    else:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    return Buyer(f"contacts:{place}", name, iban(rng), rng.random() < 0.5)


def _item(rng: random.Random, buyer: Buyer, serial: int) -> OpenItem:
    day = date(2026, 4, 1) + timedelta(days=rng.randrange(150))
    return OpenItem(
        f"item:{serial + 1}", f"RE-2026-{serial + 1:04d}", buyer.ref, buyer.name, day,
        rng.randrange(8_000, 4_000_000), (buyer.iban,) if buyer.known else (),
        day + timedelta(14), withhold_rate=1_500,
    )  # fmt: skip


def _payment(
    rng: random.Random, kind: str, buyer: Buyer, serial: int
) -> tuple[Labelled, list[OpenItem]]:
    if kind == "other":
        name, purpose = rng.choice(STRANGERS)
        day = date(2026, 8, 1) + timedelta(days=rng.randrange(60))
        line = BankLine(day, day, rng.randrange(900, 900_000), name=name, iban=iban(rng),
                        purpose=purpose)  # fmt: skip
        return Labelled(line, kind, frozenset()), []
    item = _item(rng, buyer, serial)
    items, cents, days = _shaped(rng, kind, item, buyer, serial)
    text = " ".join(_written(rng, one) for one in items) if kind != "lapsed" else items[0].also[0]
    name, account = (buyer.name.upper(), buyer.iban)
    if kind == "mother":
        name, account = f"{rng.choice(FIRST)} Bezahlerin", iban(rng)
    day = max(one.day for one in items) + timedelta(days=days)
    line = BankLine(
        day, day, cents, name=name, iban=account, purpose=f"{rng.choice(WORDS)} {text}".strip(),
        gvc="109" if kind == "returned" else "166",
        return_reason="AM04" if kind == "returned" else "",
    )  # fmt: skip
    return Labelled(line, kind, frozenset(one.ref for one in items)), items


def _written(rng: random.Random, item: OpenItem) -> str:
    _letters, year, serial = item.number.split("-")
    return rng.choice([
        item.number, item.number, item.number, f"RE {year}-{serial}", f"Re.Nr. RE{year}{serial}",
        f"{item.number} vom {item.day:%d.%m.%Y}", f"Nr {item.number} Kd 4{serial}",
    ])  # fmt: skip


def _shaped(
    rng: random.Random, kind: str, item: OpenItem, buyer: Buyer, serial: int
) -> tuple[list[OpenItem], int, int]:
    """The items as they stand when the money comes, what comes, and after how many days."""
    gross, days = item.open_cents, rng.randrange(2, 40)
    if kind == "request":
        return [item._replace(kind=ItemKind.ADVANCE)], gross, days
    if kind == "skonto":
        off = gross * rng.choice((2, 3)) // 100
        until = item.day + timedelta(days=10)
        return [item._replace(discount_cents=off, discount_until=until)], gross - off, 8
    if kind in {"retained", "released"}:
        kept = gross // 20
        there = item._replace(open_cents=gross - kept, retained_cents=kept)
        return [there], gross if kind == "released" else gross - kept, days
    if kind == "instalment":
        third = gross // 3
        steps = (third, 2 * third, gross)
        return [item._replace(steps=steps)], rng.choice(steps[:2]), days
    if kind == "collective":
        other = _item(rng, buyer, serial + 1)._replace(kind=ItemKind.ADVANCE)
        return [item, other], gross + other.open_cents, days
    if kind == "lapsed":
        return [item._replace(also=(f"AR-2026-{serial + 5000}",))], gross * 2 // 5, days
    if kind == "double":
        return [item._replace(open_cents=0)], gross, days
    if kind == "returned":
        return [item._replace(open_cents=0)], -gross - 300, days
    share = {"withheld": 85, "unagreed": 95, "part": rng.randrange(22, 78)}.get(kind, 100)
    cents = (gross * share + 50) // 100
    return [item], cents - (rng.randrange(1, 150) if kind == "cents" else 0), days
