"""Invented customers and suppliers of the demo firms."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).resolve().parents[2] / "data" / "demo"
BANK_CODE = "88888888"  # no bank has it

SUPPLIERS = (
    ("paint", "Farbengroßhandel Kolorit GmbH"),
    ("paint", "Lackwerke Nordstern"),
    ("paint", "Profi-Farben Musterstadt"),
    ("wood", "Holzhandel Astloch KG"),
    ("scaffold", "Gerüstbau Himmelhoch GmbH"),
    ("sub", "Trockenbau Gipskarton Wiesengrund"),
    ("sub", "Bodenbeläge Korkeiche"),
    ("fuel", "Tankstelle Am Ring"),
    ("phone", "Musterkom Telefon AG"),
    ("rent", "Grundstücksgemeinschaft Werkhof"),
    ("insurance", "Musterversicherung a. G."),
    ("carinsurance", "Kraftfahrt-Versicherung Muster AG"),
    ("adviser", "Steuerbüro Zahlenreich"),
    ("software", "Cloudwerk Software Ltd., Dublin"),
    ("advert", "Anzeigenblatt Musterstadt"),
    ("office", "Bürobedarf Heftklammer"),
    ("waste", "Entsorgung Wertstoffhof Muster"),
    ("tools", "Werkzeughaus Schraubstock"),
    ("garage", "Kfz-Werkstatt Zündfunke"),
    ("power", "Stadtwerke Musterstadt"),
    ("chamber", "Handwerkskammer Musterland"),
    ("bg", "Berufsgenossenschaft Muster"),
    ("bank", "Musterbank"),
)


class Person(NamedTuple):
    """A contact to be: what the contact area needs to store it."""

    number: str
    segment: str
    kind: str
    name: str
    first: str
    last: str
    street: str
    house: str
    postcode: str
    city: str
    phone: str
    mail: str
    iban: str
    terms: int


def demo_iban(account: int) -> str:
    """A German IBAN with right check digits at a bank code that no bank has."""
    body = f"{BANK_CODE}{account:010d}"
    check = 98 - int(body + "131400") % 97
    return f"DE{check:02d}{body}"


def names() -> dict[str, Any]:
    """Word lists for invented names."""
    with (DATA / "names.toml").open("rb") as file:
        return tomllib.load(file)


def profiles() -> dict[str, Any]:
    """What each demo firm does in a year."""
    with (DATA / "profiles.toml").open("rb") as file:
        return tomllib.load(file)


TERMS = {"private": 14, "manager": 30, "trade": 14, "contractor": 30, "public": 30, "supplier": 30}


class People:
    """Customers by segment and suppliers by trade, drawn from the seeded generator."""

    def __init__(self, draw: random.Random, counts: dict[str, int]) -> None:
        self._draw, self._words, self._used = draw, names(), set[str]()
        self.customers: dict[str, list[Person]] = {}
        number = 10001
        for segment, count in counts.items():
            group = []
            for _ in range(count):
                group.append(self._person(str(number), segment))
                number += 1
            self.customers[segment] = group
        self.suppliers: dict[str, list[Person]] = {}
        for index, (trade, name) in enumerate(SUPPLIERS):
            person = self._finish(str(70001 + index), "supplier", "firm", name)
            self.suppliers.setdefault(trade, []).append(person)

    def everyone(self) -> list[Person]:
        """All contacts, customers first."""
        groups = [*self.customers.values(), *self.suppliers.values()]
        return [person for group in groups for person in group]

    def _person(self, number: str, segment: str) -> Person:
        draw, words = self._draw, self._words
        if segment == "public":
            name = words["public"][(int(number) - 10001) % len(words["public"])]
            return self._finish(number, segment, "firm", self._unique(name))
        last = draw.choice(words["last"])
        if segment == "private":
            first = draw.choice(words["first"])
            name = f"{last}, Familie" if draw.random() < 0.35 else f"{last}, {first}"
            return self._finish(
                number, segment, "person", self._unique(name), first=first, last=last
            )
        name = f"{draw.choice(words[segment])} {last}"
        name += " GmbH" if segment == "contractor" else ""
        return self._finish(number, segment, "firm", self._unique(name))

    def _unique(self, name: str) -> str:
        candidate, count = name, 1
        while candidate in self._used:
            count += 1
            candidate = f"{name} {count}"
        self._used.add(candidate)
        return candidate

    def _finish(
        self, number: str, segment: str, kind: str, name: str, *, first: str = "", last: str = ""
    ) -> Person:
        draw, words = self._draw, self._words
        postcode, city = draw.choice(words["places"])
        return Person(
            number, segment, kind, name, first, last,
            draw.choice(words["streets"]), str(draw.randint(1, 140)), postcode, city,
            f"030 23125 {draw.randint(0, 999):03d}",
            f"kontakt{number}@muster.example", demo_iban(int(number)), TERMS[segment],
        )  # fmt: skip


def demo_vat_id(number: int) -> str:
    """A USt-IdNr. with a right check digit from a range that is not given out (ISO 7064 11,10)."""
    digits = f"9999{number % 10_000:04d}"
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return f"DE{digits}{(11 - product) % 10}"
