"""A book for tests: one seeded file per chart and regime, every case taken back at its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from kontor.company.model import MoneyAccountRow, SettingRow
from kontor.ledger.kinds import Posted
from kontor.ledger.model import inputs
from kontor.ledger.model.chart import NewPersonalAccount
from kontor.ledger.service.chart import create_personal_account, seed_chart
from kontor.ledger.service.events import handle
from kontor.store.store import Store
from kontor.store.unit import Unit

REGIMES = ("soll", "ist", "small")
CUSTOMER, OTHER, SUPPLIER = "10001", "10002", "70001"


class _TakenBack(Exception):
    pass


class Case:
    """Events posted one after the other inside one step."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @property
    def con(self) -> sqlite3.Connection:
        """The connection of the step."""
        return self.unit.con

    def post(self, event: inputs.Event) -> Posted:
        """Post one event."""
        return handle(self.unit, event)  # type: ignore[arg-type]

    def set_regime(self, day: date, method: str) -> None:
        """Change the VAT method from a day on."""
        self.unit.put(SettingRow(name="vat_method", valid_from=day, value=method))

    def one(self, sql: str, *values: object) -> object:
        """The first value of the first row."""
        return self.con.execute(sql, values).fetchone()[0]

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """All rows."""
        return [tuple(row) for row in self.con.execute(sql, values).fetchall()]

    def open(self, document: str) -> int:
        """What is open of the items with a document."""
        from kontor.ledger.queries.lookup import item_by_id

        found = self.rows("SELECT id FROM item WHERE document=?", document)
        return sum(item_by_id(self.con, int(str(row[0]))).open for row in found)


def fill(store: Store, chart: str, regime: str) -> None:
    """Chart, regime, a bank, a cash box, three partners."""
    store.run(seed_chart, chart, date(2026, 1, 1))
    bank, cash = ("1200", "1000") if chart == "skr03" else ("1800", "1600")
    with store.step("set up") as unit:
        unit.put(SettingRow(name="vat_method", valid_from=date(2000, 1, 1), value=regime))
        unit.put(
            MoneyAccountRow(
                name="Sparkasse", kind="bank", account=bank, iban="DE02120300000000202051"
            )
        )
        unit.put(MoneyAccountRow(name="Kasse", kind="cash", account=cash))
        for number, name in ((CUSTOMER, "Familie Krüger"), (OTHER, "Hausverwaltung Elbblick")):
            create_personal_account(
                unit, NewPersonalAccount(number=number, name=name, side="customer")
            )
        create_personal_account(
            unit, NewPersonalAccount(number=SUPPLIER, name="Farben Lindner", side="supplier")
        )


def new_store(path: Path, chart: str = "skr03", regime: str = "soll") -> Store:
    """A file of its own, for tests that need steps, undo or attacks."""
    store = Store.create(path)
    fill(store, chart, regime)
    return store


@cache
def _shared(chart: str, regime: str) -> Store:
    return new_store(Path(mkdtemp()) / "books.kontor", chart, regime)


@contextmanager
def book(regime: str = "soll", chart: str = "skr03") -> Iterator[Case]:
    """A case on a seeded book; everything is taken back at the end."""
    try:
        with _shared(chart, regime).step("case") as unit:
            yield Case(unit)
            raise _TakenBack
    except _TakenBack:
        pass
