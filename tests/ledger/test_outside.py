"""Invariant 15: hledger and beancount find every balance of generated books and demo firms."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from kontor import bootstrap
from kontor.desk.demo.write import write_demo
from tests.ledger.kit import REGIMES, book
from tests.ledger.outside import (
    beancount_balances,
    hledger,
    hledger_balances,
    hledger_months,
    needs_beancount,
    needs_hledger,
    own_balances,
    write_export,
)
from tests.ledger.test_properties import KINDS, Story

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
SEEDS = range(60 if HEAVY else 2)
EVENTS = 60 if HEAVY else 40
PROFILES = ("maler", "fensterbau", "solo")
UNTIL = date(2026, 11, 22) if HEAVY else date(2025, 6, 30)


@contextmanager
def generated(regime: str, seed: int) -> Iterator[sqlite3.Connection]:
    """Books after random events: invoices, part payments, Skonto, reversals, set-offs, ..."""
    draw = random.Random(f"{regime}{seed}")
    with book(regime, draw.choice(("skr03", "skr04"))) as case:
        numbers = [draw.randint(0, 10**6) for _ in range(EVENTS * 3)]
        Story(case).tell([
            (draw.choice(KINDS), *numbers[place : place + 3])  # type: ignore[misc]
            for place in range(0, len(numbers), 3)
        ])  # fmt: skip
        assert case.one("SELECT count(*) FROM entry") > EVENTS // 4  # type: ignore[operator]
        yield case.con


@pytest.fixture(scope="module", params=PROFILES)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo firm."""
    path = tmp_path_factory.mktemp("demo") / f"{request.param}.kontor"
    with bootstrap.create_store(path) as store:
        write_demo(store, profile=request.param, until=UNTIL, seed=15)
    return path


def agrees_with_hledger(con: sqlite3.Connection, folder: Path) -> int:
    """Every balance in the end and after every month; how many were compared."""
    file = write_export(con, "hledger", folder)
    hledger(file, "check", "--strict")
    assert hledger_balances(file) == own_balances(con, "hledger")
    count = 0
    for day, have in hledger_months(file).items():
        assert have == own_balances(con, "hledger", day), day
        count += len(have)
    return count


def agrees_with_beancount(con: sqlite3.Connection, folder: Path) -> int:
    """Every balance and the number of entries; how many were compared."""
    have, entries = beancount_balances(write_export(con, "beancount", folder))
    assert have == own_balances(con, "beancount")
    assert entries == con.execute("SELECT count(*) FROM entry").fetchone()[0]
    return len(have)


@needs_hledger
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("regime", REGIMES)
def test_hledger_agrees_on_generated_books(regime: str, seed: int, tmp_path: Path) -> None:
    with generated(regime, seed) as con:
        assert agrees_with_hledger(con, tmp_path) > 20


@needs_beancount
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("regime", REGIMES)
def test_beancount_agrees_on_generated_books(regime: str, seed: int, tmp_path: Path) -> None:
    with generated(regime, seed) as con:
        assert agrees_with_beancount(con, tmp_path) > 5


@needs_hledger
def test_hledger_agrees_on_demo_firms(demo: Path, tmp_path: Path) -> None:
    with bootstrap.reading(demo) as con:
        assert agrees_with_hledger(con, tmp_path) > 100


@needs_beancount
def test_beancount_agrees_on_demo_firms(demo: Path, tmp_path: Path) -> None:
    with bootstrap.reading(demo) as con:
        assert agrees_with_beancount(con, tmp_path) > 20


@needs_hledger
def test_an_altered_amount_would_be_noticed(tmp_path: Path) -> None:
    """The judge is no rubber stamp: one cent more on one line and the balances differ."""
    with generated("soll", 0) as con:
        con.execute("UPDATE line SET cents=cents+1 WHERE id=(SELECT max(id) FROM line)")
        file = write_export(con, "hledger", tmp_path)
        with pytest.raises(Exception, match="exit status"):
            hledger(file, "check", "--strict")
