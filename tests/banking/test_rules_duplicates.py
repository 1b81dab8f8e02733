"""Duplicate control: overlapping files of several formats, true twins, balance chain."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

import pytest

from kontor.banking.formats import read
from kontor.banking.kinds import Balance, BankLine, KnownLine, Statement
from kontor.banking.rules import chain_findings, is_account, pair, pair_file
from tests.banking.samples import needs_samples, sample

COUNT = 3086 if os.environ.get("KONTOR_HEAVY") else 600
DAY = date(2026, 3, 2)


def stored(lines: list[BankLine], start: int = 0) -> list[KnownLine]:
    """Lines as they lie in the file of the firm."""
    return [
        KnownLine(start + i, line.booking_day, line.cents, line.purpose, line.name, line.bank_id)
        for i, line in enumerate(lines)
    ]


def bookings(seed: int, count: int) -> list[BankLine]:
    """Bookings of three months; three of a hundred have a true twin."""
    rng = random.Random(seed)
    rows: list[BankLine] = []
    while len(rows) < count:
        day = DAY + timedelta(days=len(rows) * 90 // count)
        cents = rng.choice([-999, -4900, 11900, rng.randrange(-90000, 90000) or 1])
        name = rng.choice(["Erika Größe", "Farben Färber GmbH", "Stadtwerke", "Bau GmbH"])
        number = rng.randrange(1, 10**6)
        supplier = f"RG {number} KD {number % 97}"
        purpose = rng.choice(["Kartenzahlung", supplier, f"RE-2026-{number}"])
        row = BankLine(day, day, cents, name=name, purpose=purpose, end_to_end=str(number))
        rows.extend([row] * (2 if rng.random() < 0.03 else 1))
    return [row._replace(place=number) for number, row in enumerate(rows)]


def as_format(rows: list[BankLine], label: str) -> list[BankLine]:
    """The bookings as a format tells them: with or without ids, texts cut or with marks."""
    told: list[BankLine] = []
    for row in rows:
        if label == "camt":
            told.append(row._replace(bank_id=f"2026-{row.place:08d}"))
        elif label == "mt940":
            marked = f"EREF+{row.end_to_end}SVWZ+{row.purpose} IBAN: DE02120300000000202051"
            told.append(row._replace(purpose=marked.removeprefix(f"EREF+{row.end_to_end}"),
                                     bank_id=f"mt:{row.place % 7}"))  # fmt: skip
        else:
            told.append(row._replace(purpose=row.purpose.upper(), name=row.name.upper()))
    return told


def take_in(known: list[KnownLine], rows: list[BankLine]) -> int:
    """Import: add what is new, adopt ids; returns how many were new."""
    result = pair(known, rows)
    ids = dict(result.adopted)
    known[:] = [line._replace(bank_id=ids.get(line.ref, line.bank_id)) for line in known]
    known.extend(stored([rows[index] for index in result.new], len(known)))
    return len(result.new)


@pytest.mark.parametrize(
    "order", [("camt",) * 3, ("mt940", "camt", "mt940"), ("csv", "mt940", "camt"), ("csv",) * 3]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_overlapping_files_lose_and_double_nothing(order: tuple[str, ...], seed: int) -> None:
    rows = bookings(seed, COUNT)
    days = sorted({row.booking_day for row in rows})
    known: list[KnownLine] = []
    third = len(days) // 3
    spans = [(0, third + 5), (third, 2 * third + 5), (2 * third, len(days))]
    for label, (first, last) in zip(order, spans, strict=True):
        span = set(days[first:last])
        part = [row for row in as_format(rows, label) if row.booking_day in span]
        take_in(known, part)
        assert take_in(known, part) == 0
    assert len(known) == len(rows)
    assert sum(line.cents for line in known) == sum(row.cents for row in rows)


def test_ids_decide_before_texts() -> None:
    line = BankLine(DAY, DAY, 500, purpose="Kartenzahlung", bank_id="a")
    known = stored([line])
    assert pair(known, [line._replace(purpose="ganz anders geschrieben")]).new == ()
    assert pair(known, [line._replace(bank_id="b")]).new == (0,)
    assert pair(known, [line._replace(bank_id="mt:b")]).new == ()


def test_missing_id_is_adopted() -> None:
    line = BankLine(DAY, DAY, 500, purpose="RE-2026-0042 vom 01.02.")
    result = pair(stored([line], 7), [line._replace(bank_id="x")])
    assert result.known == ((0, 7),) and result.adopted == ((7, "x"),)


def test_cut_text_is_the_same_and_a_resemblance_is_a_question() -> None:
    line = BankLine(DAY, DAY, 500, purpose="Rechnung RE-2026-0042 Malerarbeiten Fensterweg 3")
    assert pair(stored([line]), [line._replace(purpose=line.purpose[:27])]).new == ()
    other = line._replace(purpose="Rechnung RE-2026-0042 Tischlerarbeiten Dorfstr. 9")
    result = pair(stored([line]), [other])
    assert (result.new, result.questions) == ((0,), ((0, 0),))
    strange = line._replace(purpose="Miete Lager")
    assert pair(stored([line]), [strange]).questions == ()


def test_another_day_or_amount_is_another_booking() -> None:
    line = BankLine(DAY, DAY, 500, purpose="Miete")
    assert pair(stored([line]), [line._replace(cents=501)]).new == (0,)
    assert pair(stored([line]), [line._replace(booking_day=DAY + timedelta(1))]).new == (0,)


@needs_samples
def test_camt053_then_the_zip_with_the_same_day_adds_nothing() -> None:
    first = read(sample("synthetic-camt053-001.08-german.xml"))
    lines, pairing = pair_file([], first.statements)
    assert len(pairing.new) == 6
    known = stored([lines[index] for index in pairing.new])
    second = read(sample("synthetic-camt052-001.08-german.zip"))
    _lines, again = pair_file(known, second.statements)
    assert again.new == () and len(again.known) == 6 and again.questions == ()
    assert len(second.pending) == 1


@needs_samples
@pytest.mark.parametrize(
    "name",
    ["phpmt940-spk.sta", "jejik-mt940-volksbank.sta", "synthetic-dkb.csv",
     "betterplace-mt940-sepa-snippet.sta"],
)  # fmt: skip
def test_same_sample_twice(name: str) -> None:
    result = read(sample(name))
    lines, pairing = pair_file([], result.statements)
    assert len(pairing.new) == len(lines)
    _again, twice = pair_file(stored(list(lines)), result.statements)
    assert twice.new == () and len(twice.known) == len(lines)


def test_statements_of_one_file_that_tell_the_same_day() -> None:
    twin = BankLine(DAY, DAY, 500, purpose="Kartenzahlung")
    opening, closing = Balance("OPBD", DAY, 0), Balance("CLBD", DAY, 1000)
    first = Statement("x", "DE1", opening=opening, closing=closing, lines=(twin, twin))
    follows = Statement("x", "DE1", opening=closing, closing=Balance("CLBD", DAY, 1500),
                        lines=(twin,))  # fmt: skip
    assert len(pair_file([], [first, follows])[1].new) == 3
    again = first._replace(format="y")
    _lines, pairing = pair_file([], [first, again])
    assert pairing.new == (0, 1)
    assert {ref for _index, ref in pairing.known} == {-1, -2}


def test_balance_chain_and_number_gap() -> None:
    balances = [Balance("60F", DAY, cents) for cents in (100, 300, 350, 1)]
    one = Statement("x", number="4", opening=balances[0], closing=balances[1])
    two = Statement("x", number="6", opening=balances[2], closing=balances[3])
    codes = [finding.code for finding in chain_findings(Balance("62F", DAY, 100), [one, two])]
    assert codes == ["bank.chain", "bank.number-gap"]
    gap = next(iter(chain_findings(Balance("62F", DAY, 90), [one])))
    assert dict(gap.values)["difference_cents"] == 10
    assert "{" not in gap.text
    assert list(chain_findings(None, [one])) == []


def test_account_by_iban_or_by_bank_code_and_number() -> None:
    iban = "DE02120300000000202051"
    assert is_account(Statement("x", iban=iban), "DE02 1203 0000 0000 2020 51")
    assert is_account(Statement("x", blz="12030000", account="202051"), iban)
    assert not is_account(Statement("x", blz="12030001", account="202051"), iban)
    assert not is_account(Statement("x", account="202052"), iban)
    assert not is_account(Statement("x"), iban)
