"""Two other programs as judges: what hledger and beancount read out of an exported journal."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import shutil
import sqlite3
import subprocess
from datetime import date
from pathlib import Path

import pytest

from kontor.base.dates import end_of_month
from kontor.ledger.queries import accounts, export

UTF8 = {**os.environ, "LC_ALL": "C.UTF-8"}  # hledger reads files by the locale
LAST = date(2099, 1, 1)
needs_hledger = pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")
needs_beancount = pytest.mark.skipif(
    not importlib.util.find_spec("beancount"), reason="beancount is not installed"
)


def write_export(con: sqlite3.Connection, form: str, folder: Path) -> Path:
    """The whole export as a file."""
    file = folder / f"books.{form}"
    file.write_text("".join(export.export(con, form)), "utf-8")
    return file


def own_balances(con: sqlite3.Connection, form: str, day: date = LAST) -> dict[str, int]:
    """What Kontor itself says, by the names of the export; without accounts at zero."""
    names = export.account_names(con, form)
    return {names[key]: cents for key, cents in accounts.balances(con, day).items() if cents}


def hledger(file: Path, *words: str) -> str:
    """What hledger answers."""
    done = subprocess.run(
        ["hledger", "-f", str(file), *words],
        check=True, capture_output=True, timeout=60, env=UTF8, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def hledger_balances(file: Path) -> dict[str, int]:
    """All balances but zeros."""
    said = hledger(file, "balance", "--flat", "--no-total", "-O", "csv", "--layout", "bare")
    rows = list(csv.reader(io.StringIO(said)))[1:]
    return {row[0]: _cents(row[2]) for row in rows if _cents(row[2])}


def hledger_months(file: Path) -> dict[date, dict[str, int]]:
    """All balances but zeros at the end of every month."""
    said = hledger(
        file, "balance", "--flat", "--no-total", "-O", "csv", "--layout", "bare", "--monthly",
        "--historical", "--empty",
    )  # fmt: skip
    head, *rows = csv.reader(io.StringIO(said))
    return {
        end_of_month(date.fromisoformat(f"{day[:7]}-01")): {
            row[0]: _cents(row[place]) for row in rows if _cents(row[place])
        }
        for place, day in enumerate(head)
        if place > 1
    }


def beancount_balances(file: Path) -> tuple[dict[str, int], int]:
    """All balances but zeros, and how many transactions there are; an error in it fails."""
    from beancount import loader
    from beancount.core import data, realization

    entries, errors, _ = loader.load_file(str(file))
    assert errors == []
    found: dict[str, int] = {}
    for account in realization.iter_children(realization.realize(entries), leaf_only=False):
        number = account.balance.get_currency_units("EUR").number
        if number:
            assert number * 100 == int(number * 100)
            found[account.account] = int(number * 100)
    return found, sum(isinstance(one, data.Transaction) for one in entries)


def _cents(text: str) -> int:
    whole, _, part = text.partition(".")
    assert len(part) in {0, 2}
    value = int(whole.lstrip("-") or 0) * 100 + int(part or 0)
    return -value if text.startswith("-") else value
