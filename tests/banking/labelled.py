"""A labelled set of bank lines: invoices, customers and payments with the items they settle."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import BankLine, OpenItem

FIRST = ["Anna", "Jörg", "Käthe", "Özlem", "Peter", "Sabine", "Uwe", "Jürgen", "Heike", "Björn",
         "Silke", "Rüdiger", "Ayşe", "Klaus", "Monika", "Thea", "Emil", "Frieda"]  # fmt: skip
LAST = ["Krüger", "Müller", "Schön", "Weiß", "Bäcker", "Öhlmann", "Lindner", "Vogt", "Groß",
        "Yildiz", "Hartmann", "Köster", "Zöllner", "Sauer", "Pohl", "Brandt", "Jäger", "Thiele",
        "Rößler", "Ahrens", "Beyer", "Dörr"]  # fmt: skip
TRADE = ["Bau", "Hausverwaltung", "Immobilien", "Gaststätte", "Autohaus", "Praxis", "Metallbau",
         "Gärtnerei", "Schreinerei", "Planungsbüro"]  # fmt: skip
FORMS = ["GmbH", "GmbH & Co. KG", "e.K.", "GbR", "AG", "OHG"]
NOISE = [
    ("Finanzamt Musterstadt", "Erstattung USt 03/2026 StNr 151/815/08156"),
    ("Innung der Maler", "Zuschuss Ausbildung 2026"),
    ("Karl Inhaber", "Privateinlage"),
    ("Muster Versicherung AG", "Schaden 4711-88 Erstattung"),
    ("Bundesagentur", "Eingliederungszuschuss 0815/2026"),
    ("Stadtwerke", "Guthaben Vertragskonto 20260042 Strom"),
    ("Farben Färber GmbH", "Gutschrift Retoure KD 10042"),
]
SHARES = {
    "clean": 45, "mangled": 15, "name": 10, "stranger": 5, "discount": 8, "late": 2, "short": 2,
    "part": 4, "collective": 5, "over": 1, "typo": 2, "noise": 5,
}  # fmt: skip


class Customer(NamedTuple):
    """A customer: two people share a surname now and then, which is the point."""

    ref: str
    name: str
    iban: str
    known: bool


class Labelled(NamedTuple):
    """A bank line with the items it really settles."""

    line: BankLine
    kind: str
    items: frozenset[str]


class Sample(NamedTuple):
    """Everything for one run."""

    items: list[OpenItem]
    lines: list[Labelled]
    known_ibans: dict[str, str]
    today: date


def iban(rng: random.Random) -> str:
    """A German IBAN with right check digits."""
    body = f"{rng.randrange(10**7, 9 * 10**7):08d}{rng.randrange(10**10):010d}"
    check = 98 - int(body + "131400") % 97
    return f"DE{check:02d}{body}"


def sample(seed: int, lines: int, invoices: int = 1200, customers: int = 300) -> Sample:
    """A labelled set that depends on nothing but its arguments."""
    rng = random.Random(seed)
    people = [_customer(rng, index) for index in range(customers)]
    items = _items(rng, people, invoices)
    by_partner: dict[str, list[OpenItem]] = {}
    for item in items:
        by_partner.setdefault(item.partner_ref, []).append(item)
    who = {customer.ref: customer for customer in people}
    free = items[:]
    rng.shuffle(free)
    rows: list[Labelled] = []
    used: set[str] = set()
    kinds, weights = list(SHARES), list(SHARES.values())
    while len(rows) < lines:
        kind = rng.choices(kinds, weights)[0]
        if kind == "noise":
            rows.append(_noise(rng, items))
            continue
        free = [item for item in free if item.ref not in used]
        if not free:
            break
        item = _pick(free, discount=kind == "discount")
        customer = who[item.partner_ref]
        mates = [mate for mate in by_partner[customer.ref]
                 if mate.ref not in used and mate.ref != item.ref]  # fmt: skip
        row = _line(rng, kind, item, customer, mates)
        if row is not None:
            used |= row.items
            rows.append(row)
    known = {customer.iban: customer.ref for customer in people if customer.known}
    return Sample(items, rows, known, date(2026, 6, 30))


def _pick(free: list[OpenItem], *, discount: bool) -> OpenItem:
    for place in range(len(free) - 1, -1, -1):
        if not discount or free[place].discount_cents:
            return free.pop(place)
    return free.pop()


def _customer(rng: random.Random, index: int) -> Customer:
    if rng.random() < 0.35:
        name = f"{rng.choice(LAST)} {rng.choice(TRADE)} {rng.choice(FORMS)}"
    else:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    return Customer(f"contacts:{index}", name, iban(rng), rng.random() < 0.6)


def _items(rng: random.Random, people: list[Customer], count: int) -> list[OpenItem]:
    items: list[OpenItem] = []
    usual = [11900, 23800, 35700, 59500, 119000, 8925]
    for serial in range(1, count + 1):
        customer = rng.choice(people)
        repeated = rng.random() < 0.15
        cents = rng.choice(usual) if repeated else rng.randrange(2000, 900000)
        day = date(2026, 1, 5) + timedelta(days=serial * 140 // count)
        skonto = rng.random() < 0.4
        items.append(
            OpenItem(
                ref=f"item:{serial}",
                number=f"RE-2026-{serial:04d}",
                partner_ref=customer.ref,
                partner_name=customer.name,
                day=day,
                open_cents=cents,
                ibans=(customer.iban,) if customer.known else (),
                due=day + timedelta(days=14),
                discount_until=day + timedelta(days=8) if skonto else None,
                discount_cents=cents * 2 // 100 if skonto else 0,
            )
        )
    return items


def _payer(rng: random.Random, customer: Customer) -> tuple[str, str]:
    name, roll = customer.name, rng.random()
    if roll < 0.2:
        plain = name.upper()
        for umlaut, pair in (("Ä", "AE"), ("Ö", "OE"), ("Ü", "UE"), ("ß", "SS"), ("ẞ", "SS")):
            plain = plain.replace(umlaut, pair)
        name = plain
    elif roll < 0.3 and len(name.split()) == 2:
        name = ", ".join(reversed(name.split()))
    elif roll < 0.4 and len(name.split()) == 2:
        name = f"{rng.choice(FIRST)} und {name}"
    return name, iban(rng) if rng.random() < 0.1 else customer.iban


def mangle(rng: random.Random, number: str) -> str:
    """An invoice number as customers write it."""
    _letters, year, serial = number.split("-")
    if rng.random() < 0.25:
        place = rng.randrange(3, len(number))
        return number[:place] + " " + number[place:]
    return rng.choice([
        f"RE{year}{serial}", f"RE {year} {serial}", f"{year}-{serial}", f"Rg {serial}/{year}",
        serial, f"RE\u2013{year}\u2013{serial}", f"Rechnungsnr. {year}{serial}",
        f"re.{year}.{serial}", f"Rechnung RE-{year}/{serial}",
    ])  # fmt: skip


def _wrap(rng: random.Random, number: str, item: OpenItem) -> str:
    return rng.choice([
        number, f"Rechnung {number}", f"{number} vom {item.day:%d.%m.%Y}", f"Rg. {number} Danke",
        f"{number} KD {rng.randrange(10000, 99999)}", f"Zahlung {number} Malerarbeiten",
    ])  # fmt: skip


def _line(
    rng: random.Random, kind: str, item: OpenItem, customer: Customer, mates: list[OpenItem]
) -> Labelled | None:
    if (kind == "collective" and not mates) or (kind == "discount" and not item.discount_cents):
        return None
    name, account = _payer(rng, customer)
    chosen = [item]
    if kind == "collective":
        chosen += rng.sample(mates, min(len(mates), rng.randrange(1, 4)))
    if kind == "stranger":
        name, account = f"{rng.choice(FIRST)} Fremdling", iban(rng)
    cents = _paid(rng, kind, chosen)
    day = _day(rng, kind, chosen)
    line = BankLine(day, day, cents, name=name, iban=account, purpose=_purpose(rng, kind, chosen))
    return Labelled(line, kind, frozenset(one.ref for one in chosen)) if cents > 0 else None


def _paid(rng: random.Random, kind: str, chosen: list[OpenItem]) -> int:
    cents = sum(one.open_cents for one in chosen)
    changes = {
        "discount": -chosen[0].discount_cents,
        "late": -(cents * 2 // 100),
        "short": -rng.randrange(1, 250),
        "part": -(cents * rng.randrange(20, 80) // 100),
        "over": rng.randrange(500, 20000),
    }
    return cents + changes.get(kind, 0)


def _day(rng: random.Random, kind: str, chosen: list[OpenItem]) -> date:
    until = chosen[0].discount_until
    if kind == "discount" and until is not None:
        return until - timedelta(days=rng.randrange(0, 7))
    first, last = (20, 50) if kind == "late" else (1, 30)
    return max(one.day for one in chosen) + timedelta(days=rng.randrange(first, last))


def _purpose(rng: random.Random, kind: str, chosen: list[OpenItem]) -> str:
    item = chosen[0]
    plain = _wrap(rng, item.number, item)
    numbers = [one.number for one in chosen]
    short = [number.rpartition("-")[2] for number in numbers[1:]]
    digits, place = list(item.number), rng.randrange(8, 11)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return {
        "mangled": _wrap(rng, mangle(rng, item.number), item),
        "name": rng.choice(["Malerarbeiten", "Ihre Rechnung", "Danke", "Abschlag Wohnzimmer"]),
        "stranger": rng.choice(["Überweisung", "für meine Mutter", ""]),
        "discount": f"{plain} abzgl. 2% Skonto",
        "part": rng.choice([plain, "Abschlag", f"Teilzahlung {item.number}"]),
        "collective": rng.choice(
            [", ".join(numbers), " + ".join([numbers[0], *short]), "Rechnungen"]
        ),
        "typo": "".join(digits),
    }.get(kind, plain)


def _noise(rng: random.Random, items: list[OpenItem]) -> Labelled:
    name, purpose = rng.choice(NOISE)
    cents = rng.choice(items).open_cents if rng.random() < 0.4 else rng.randrange(1000, 500000)
    day = date(2026, 1, 5) + timedelta(days=rng.randrange(150))
    line = BankLine(day, day, cents, name=name, iban=iban(rng), purpose=purpose)
    # a file number of an office that looks like one of our invoices may be asked about
    return Labelled(line, "decoy" if "0815/2026" in purpose else "noise", frozenset())
