"""A ledger of any size, the same each time: as a Kontor file, for hledger and for beancount.

The mix is that of a painter: invoices, receipts, bills, transfers, wages. Its amounts are whole
cents; every entry adds up to zero.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

LAST_YEAR = 2026
SMALL_STEPS = 500  # the newest entries come one by one, as people book; opening proves their chain
_COSTS = ("3400", "4210", "4240", "4530", "4540", "4650", "4806", "4920", "4930", "4945", "4970")
_FIXED = ("1000", "1200", "1576", "1740", "1741", "1776", "4120", "8400", *_COSTS)
_WORK = ("Treppenhaus", "Fassade", "Bad", "Fenster", "Wohnzimmer", "Dachgeschoss", "Balkon")
_NAMES = ("Lindner", "Krüger", "Ohm", "Weiß", "Sauer", "Möller", "Groß", "Vogel", "Jäger", "Kühn")

Posting = tuple[str, int]


class Entry(NamedTuple):
    """One entry: day, document, text and its lines."""

    day: date
    document: str
    text: str
    lines: tuple[Posting, ...]


class Ledger(NamedTuple):
    """A generated ledger with the files made of it."""

    size: int
    years: int
    kontor: Path
    hledger: Path
    beancount: Path


def entries(size: int, seed: int = 4711) -> Iterator[Entry]:
    """Entries with at least `size` lines, in order of their days."""
    rng = random.Random(seed)
    years = years_of(size)
    first = date(LAST_YEAR - years + 1, 1, 1)
    days, expected = 365 * years, max(1, int(size / 2.6))
    owed: list[tuple[str, int]] = []
    owing: list[tuple[str, int]] = []
    made = number = 0
    while made < size:
        day = first + timedelta(days=min(days - 1, number * days // expected))
        number += 1
        one = _entry(rng, (day, number), (owed, owing), partners(size))
        made += len(one.lines)
        yield one


def _entry(
    rng: random.Random,
    at: tuple[date, int],
    open_: tuple[list[tuple[str, int]], list[tuple[str, int]]],
    count: int,
) -> Entry:
    (day, number), (owed, owing), pick = at, open_, rng.random()
    who = f"{rng.choice(_NAMES)} {rng.choice(_WORK)}"
    if pick < 0.36:
        net = 500 + int(rng.lognormvariate(11.2, 1.1))
        tax, debtor = (net * 19 + 50) // 100, str(10_000 + rng.randrange(count))
        owed.append((debtor, net + tax))
        lines = ((debtor, net + tax), ("8400", -net), ("1776", -tax))
        return Entry(day, f"RE-{number}", who, lines)
    if pick < 0.62 and owed:
        debtor, gross = owed.pop(rng.randrange(min(len(owed), 400)))
        return Entry(day, f"ZE-{number}", who, (("1200", gross), (debtor, -gross)))
    if pick < 0.86 or not owing:
        net = 200 + int(rng.lognormvariate(9.8, 1.2))
        tax, creditor = (net * 19 + 50) // 100, str(70_000 + rng.randrange(count))
        owing.append((creditor, net + tax))
        lines = ((rng.choice(_COSTS), net), ("1576", tax), (creditor, -net - tax))
        return Entry(day, f"ER-{number}", who, lines)
    if pick < 0.96:
        creditor, gross = owing.pop(0)
        return Entry(day, f"ZA-{number}", who, ((creditor, gross), ("1200", -gross)))
    wage = rng.randrange(180_000, 420_000)
    lines = (("4120", wage), ("1740", wage // 5 - wage), ("1741", -(wage // 5)))
    return Entry(day, f"LO-{number}", "Lohn", lines)


def years_of(size: int) -> int:
    """Years that a ledger of this size covers."""
    return 1 if size <= 10_000 else 4 if size <= 100_000 else 10


def partners(size: int) -> int:
    """Debtors (and creditors) of a ledger of this size."""
    return max(60, min(4000, size // 250))


def make(size: int, folder: Path) -> Ledger:
    """Write the three files, or take those that another suite of this run has made."""
    found = Ledger(
        size, years_of(size), folder / f"{size}.kontor", folder / f"{size}.journal",
        folder / f"{size}.beancount",
    )  # fmt: skip
    if found.kontor.exists():
        return found
    all_entries = list(entries(size))
    _write_texts(found, all_entries)
    write_kontor(found.kontor, all_entries, years=found.years)
    return found


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _write_texts(made: Ledger, all_entries: list[Entry]) -> None:
    used = sorted({account for entry in all_entries for account, _ in entry.lines})
    first = date(LAST_YEAR - made.years + 1, 1, 1)
    with (
        made.hledger.open("w", encoding="utf-8") as journal,
        made.beancount.open("w", encoding="utf-8") as bean,
    ):
        bean.write('option "operating_currency" "EUR"\n')
        bean.writelines(f"{first} open Assets:K{account} EUR\n" for account in used)
        for one in all_entries:
            journal.write(f"{one.day} ({one.document}) {one.text}\n")
            journal.writelines(f"    K{a}  {_euros(cents)} EUR\n" for a, cents in one.lines)
            journal.write("\n")
            bean.write(f'{one.day} * "{one.text}" "{one.document}"\n')
            bean.writelines(f"  Assets:K{a}  {_euros(cents)} EUR\n" for a, cents in one.lines)
            bean.write("\n")


def write_kontor(
    path: Path, all_entries: Sequence[Entry], *, years: int = 1, single: int = SMALL_STEPS
) -> None:
    """Through the store's own steps, so that journal, chain and indexes are those of real books.

    The last `single` entries get a step each.
    """
    from kontor.bootstrap import create_store
    from kontor.company.model import FirmInput
    from kontor.company.service import create_firm
    from kontor.ledger.service.chart import seed_chart

    start = date(LAST_YEAR - years + 1, 1, 1)
    for old in path.parent.glob(path.name + "*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with create_store(path) as store:
        store.run(create_firm, FirmInput(name="Messbetrieb", started=start))
        store.run(seed_chart, "skr03", start)
        with store.step("Generated", "benchmark.fill") as unit:
            con = unit.con
            numbers = dict(con.execute("SELECT number,id FROM account").fetchall())
            missing = sorted({a for e in all_entries for a, _ in e.lines} - set(numbers))
            for number in missing:
                kind = "asset" if number < "70000" else "liability"
                con.execute(
                    "INSERT INTO account(number,name,kind,function,cash_role,own)"
                    " VALUES(?,?,?,'','item',1)",
                    (number, f"Partner {number}", kind),
                )
            numbers = dict(con.execute("SELECT number,id FROM account").fetchall())
            numbered = list(enumerate(all_entries, 1))
            bulk = len(numbered) - single
            _insert(con, numbered[:bulk], numbers)
        for one in numbered[bulk:]:
            with store.step("Entry", "benchmark.entry") as unit:
                _insert(unit.con, [one], numbers)


def _insert(
    con: sqlite3.Connection, numbered: list[tuple[int, Entry]], accounts: dict[str, int]
) -> None:
    con.executemany(
        "INSERT INTO entry(id,uuid,booked,document_day,document,kind,text,created)"
        " VALUES(?,?,?,?,?,'entry',?,?)",
        (
            (n, f"bench-{n}", e.day.isoformat(), e.day.isoformat(), e.document, e.text,
             f"{e.day.isoformat()}T12:00:00.000000Z")
            for n, e in numbered
        ),
    )  # fmt: skip
    con.executemany(
        "INSERT INTO line(entry,pos,day,account,cents,effect) VALUES(?,?,?,?,?,'own')",
        (
            (n, pos, e.day.isoformat(), accounts[account], cents)
            for n, e in numbered
            for pos, (account, cents) in enumerate(e.lines, 1)
        ),
    )
