"""Reports of the books against hledger, beancount and bare sqlite3; correct first, then fast."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise

from tests.benchmarks.generate import Ledger, make
from tests.benchmarks.pair import Run, kontor, median_ms, pairs, ratio, run, tool
from tests.benchmarks.result import Measure, Setting, Skipped

_BEAN = """
import sys
from beancount import loader
from beancount.core import realization
entries, errors, options = loader.load_file(sys.argv[1])
assert not errors, errors[:3]
real = realization.realize(entries)
for account in realization.iter_children(real):
    if account.txn_postings:
        print(account.account, account.balance.reduce(lambda position: position.units))
"""


def measures(setting: Setting) -> Iterator[Measure | Skipped]:
    """Balances of all accounts at each size, an account sheet, growth."""
    times: dict[int, float] = {}
    for size in setting.sizes:
        books = make(size, setting.folder)
        yield from _balances(setting, books, times)
        yield from _sheet(setting, books)
    sizes = sorted(times)
    for small, large in pairwise(sizes):
        value = (times[large] / times[small]) / (large / small)
        detail = f"{times[small] * 1000:.0f} -> {times[large] * 1000:.0f} ms"
        yield Measure(f"ledger.growth.{large}", value, f"{small} postings, per posting", detail)


def _balances(
    setting: Setting, books: Ledger, times: dict[int, float]
) -> Iterator[Measure | Skipped]:
    commands = {
        "kontor": kontor("--file", str(books.kontor), "ledger", "balances", "--json"),
        "floor": [sys.executable, "-m", "tests.benchmarks.floor", str(books.kontor), "balances"],
    }
    commands["kontor"] += ["--year", "2026"]
    if hledger := tool("hledger"):
        form = ("--flat", "-N", "-O", "csv")
        commands["hledger"] = [hledger, "-f", str(books.hledger), "bal", *form]
    else:
        yield Skipped(f"ledger.balances.{books.size}.hledger", "hledger is not installed")
    commands["beancount"] = [sys.executable, "-c", _BEAN, str(books.beancount)]
    _must_agree(books, commands)
    found = pairs(commands, setting.rounds)
    times[books.size] = median_ms(found["kontor"]) / 1000
    for peer in ("hledger", "beancount"):
        if peer in found:
            detail = f"{median_ms(found['kontor']):.0f} ms; {median_ms(found[peer]):.0f} ms"
            name = f"ledger.balances.{books.size}.{peer}"
            yield Measure(name, ratio(found, peer, "kontor"), f"{peer} is slower by", detail)
    yield _over_floor(f"ledger.balances.{books.size}.floor", found)


def _over_floor(name: str, found: dict[str, list[Run]]) -> Measure:
    detail = f"{median_ms(found['kontor']):.0f} ms; {median_ms(found['floor']):.0f} ms"
    return Measure(name, ratio(found, "kontor", "floor"), "bare sqlite3", detail)


def _must_agree(books: Ledger, commands: dict[str, list[str]]) -> None:
    """The balances of the last day, to the cent, before any time counts."""
    rows = json.loads(run(commands["kontor"]).output)
    ours = {f"K{row['account']}": row["balance"] for row in rows}
    # accounts of the result begin each year at zero; the others carry on
    result = {name for name in ours if name[1] in "348" and len(name) == 5}
    for peer, theirs in _peers(commands):
        for name, amount in theirs.items():
            if name in result and books.years > 1:
                continue
            if ours.get(name, "0.00") != amount:
                raise AssertionError(f"{peer}: {name} is {amount}, ours {ours.get(name)}")


def _peers(commands: dict[str, list[str]]) -> Iterator[tuple[str, dict[str, str]]]:
    if "hledger" in commands:
        lines = run(commands["hledger"]).output.splitlines()[1:]
        cells = [line.strip('"').split('","') for line in lines]
        yield "hledger", {name: _plain(amount) for name, amount in cells}
    lines = run(commands["beancount"]).output.splitlines()
    cells = [line.removeprefix("Assets:").split(" ", 1) for line in lines]
    yield "beancount", {name: _plain(text.strip("()")) for name, text in cells if text != "()"}


def _plain(amount: str) -> str:
    number = amount.replace(" EUR", "").replace(",", "").strip() or "0"
    whole, _point, cents = number.partition(".")
    return f"{whole}.{cents:0<2}"


def _sheet(setting: Setting, books: Ledger) -> Iterator[Measure]:
    words = ("--file", str(books.kontor), "ledger", "account", "1200", "--csv")
    commands = {
        "kontor": kontor(*words),
        "floor": [sys.executable, "-m", "tests.benchmarks.floor", str(books.kontor), "account"],
    }
    yield _over_floor(f"ledger.sheet.{books.size}.floor", pairs(commands, setting.rounds))
