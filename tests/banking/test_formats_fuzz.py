"""Broken copies of real files: only the declared refusal leaves, and what is read is clean."""

from __future__ import annotations

import os
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.banking.formats import FileRefused, mt940, read, values
from kontor.banking.kinds import ReadResult
from tests.banking.samples import names, needs_samples, sample

ROUNDS = int(os.environ.get("KONTOR_FUZZ", "2000" if os.environ.get("KONTOR_HEAVY") else "12"))
SEED = int(os.environ.get("KONTOR_SEED", "1"))
TOKENS = [b"", b"\0", b"\xff\xfe", b"<!DOCTYPE a>", b"-1", b"9" * 17, b";;;;", b"\"",
          b"\x1b]52;c;\x07", "\u202e\u200b".encode(), b":61:", b":86:", b":62F:C", b"?20",
          b"<Ntry>", b"</Stmt>", b"NaN", b"1E9", b"0,", b"2026-02-31", b"991301",
          b"\r", b"\n-\n"]  # fmt: skip


def attempt(data: bytes) -> ReadResult | None:
    """Read a file; anything but a refusal is a failure of the reader."""
    try:
        result = read(data, "fuzz")
    except FileRefused as error:
        assert str(error)
        return None
    for line in (*result.lines, *result.pending):
        assert isinstance(line.cents, int)
        texts = (line.name, line.iban, line.bic, line.purpose, line.end_to_end, line.mandate,
                 line.reference, line.text, line.bank_id, line.ultimate_name)  # fmt: skip
        for text in texts:
            assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in text), text
    assert all(row.sentence for row in result.quarantine)
    return result


def mutate(rng: random.Random, data: bytes) -> bytes:
    """One to four cuts, changed bytes, doubled or foreign pieces."""
    work = bytearray(data)
    for _round in range(rng.randrange(1, 5)):
        if not work:
            break
        place = rng.randrange(len(work))
        kind = rng.randrange(5)
        if kind == 0:
            work[place] = rng.randrange(256)
        elif kind == 1:
            del work[place : place + rng.randrange(1, 40)]
        elif kind == 2:
            work[place:place] = rng.choice(TOKENS)
        elif kind == 3:
            work[place:place] = work[place : place + rng.randrange(1, 200)]
        else:
            del work[rng.randrange(len(work)) :]
    return bytes(work)


@needs_samples
@pytest.mark.parametrize("name", names())
def test_mutated_samples(name: str) -> None:
    rng = random.Random(f"{SEED} {name}")
    data = sample(name)
    for _round in range(ROUNDS):
        attempt(mutate(rng, data))


@needs_samples
def test_terminal_codes_in_a_statement_are_gone() -> None:
    data = sample("jejik-mt940-lbbw.sta").replace(b"KONTENPOOL", b"KON\x1b[2JTEN\x07POOL")
    result = attempt(data)
    assert result is not None
    assert result.lines[0].text == "KON[2JTENPOOL"


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    attempt(data)


@given(st.lists(st.sampled_from([":20:A", ":25:12030000/1", ":28C:1/1", ":60F:C260301EUR1,00",
                                 ":61:2603010301CR1,00NTRFNONREF", ":86:166?00X?20Y?32Z",
                                 ":62F:C260301EUR2,00", "-", "junk", "{1:F}{2:I}{4:", "-}"]),
                max_size=25))  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mt940_fields_in_any_order(rows: list[str]) -> None:
    try:
        result = mt940.read("\n".join(rows))
    except FileRefused:
        return
    assert len(result.lines) <= rows.count(":61:2603010301CR1,00NTRFNONREF")


@given(st.integers(-(10**12), 10**12), st.booleans())
@settings(max_examples=200, deadline=None)
def test_amounts_come_back_to_the_cent(cents: int, grouped: bool) -> None:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    text = f"{whole:,}" if grouped else str(whole)
    assert values.cents(f"{sign}{text.replace(',', '.')},{rest:02d} €") == cents
    assert values.cents(f"{sign}{text}.{rest:02d}", ".") == cents


@pytest.mark.parametrize(
    ("text", "decimal", "cents"),
    [("1.190", ",", 119000), ("1.190", ".", 119), ("-62,3", ",", -6230), ("0,", ",", 0),
     ("1190.0", ".", 119000), ("12,5-", ",", -1250), ("+3", ",", 300), ("\u22121,00", ",", -100)],
)  # fmt: skip
def test_amounts_by_the_mark_of_the_layout(text: str, decimal: str, cents: int) -> None:
    assert values.cents(text, decimal) == cents


@pytest.mark.parametrize(
    "text", ["", "1.19", "1,2,3", "12.34", "-5-", "1e3", "NaN", "١٢", "9" * 40]
)
def test_no_amounts(text: str) -> None:
    with pytest.raises(values.BadValue):
        values.cents(text)


def test_year_of_a_booking_day_around_new_year() -> None:
    for value, digits, wanted in (
        ("251231", "0102", "2026-01-02"), ("260102", "1230", "2025-12-30"),
        ("260302", "0302", "2026-03-02"), ("240229", "0301", "2024-03-01"),
    ):  # fmt: skip
        near = values.short_day(value).day
        assert values.near_day(digits, near).day.isoformat() == wanted
