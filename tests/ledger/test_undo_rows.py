"""Invariant 14: undo gives back every row of every table, after whatever was done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor import bootstrap
from kontor.banking.model import BookedOn, BookInput
from kontor.banking.service.booking import book_line, set_aside, take_up, unbook_line
from kontor.base.errors import KontorError, Severity
from kontor.ledger.model import inputs
from kontor.ledger.queries.invariants import check
from kontor.ledger.service.assets import depreciate, dispose, new_asset
from kontor.ledger.service.changing import change_entry, correct_entry, mark_checked
from kontor.ledger.service.events import post_event
from kontor.ledger.service.sealing import seal_entries
from kontor.store.check import check as check_file
from kontor.store.journal import tracked
from kontor.store.store import Store
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case, fill
from tests.ledger.test_properties import KINDS, Story

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
MORE = (
    "bank", "bank", "bank", "bank", "unbook", "unbook", "aside", "asset", "afa", "afa", "disposal",
    "change", "change", "correct", "mark",
)  # fmt: skip
BANK = tuple(
    (1 + number, sign * cents)
    for number, (sign, cents) in enumerate(
        (sign, cents) for cents in (100, 5_000, 119_000, 250_000, 714_000) for sign in (1, -1, 1)
    )
)
Op = tuple[str, int, int, int]
number = st.integers(0, 10**6)
histories = st.lists(
    st.tuples(st.sampled_from([*KINDS, *MORE]), number, number, number), min_size=4, max_size=9
)
Rows = dict[str, list[tuple[object, ...]]]


class Whole(Story):
    """Beside events of the books: bank lines, assets, changes and corrections."""

    def _entry(self, a: int) -> int:
        rows = self.case.rows("SELECT id FROM entry ORDER BY id")
        return int(str(rows[a % len(rows)][0]))

    def _purchase(self, b: int, c: int) -> inputs.Purchase:
        account = ("telefon", "porto", "wareneingang19")[c % 3]
        line = inputs.Amount(account=account, gross=1 + b % 90_000)
        return inputs.Purchase(day=self.day, lines=[line])

    def do_bank(self, a: int, b: int, c: int) -> None:
        """Book a line: on an item, on an account, or on two."""
        rows = self.case.rows(
            "SELECT id,cents FROM bank_line l WHERE set_aside IS NULL AND NOT EXISTS("
            " SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id) ORDER BY id"
        )
        if not rows:
            return
        line, cents = (int(str(value)) for value in rows[a % len(rows)])
        items = self.items(side=1 if cents > 0 else -1)
        account = BookedOn(account="erl19" if cents > 0 else "porto")
        if items and b % 4:
            parts = [BookedOn(item=f"item:{items[b % len(items)].id}")]
        elif c % 2:
            other = BookedOn(transfer="1000") if c % 4 == 1 else BookedOn(account="privatentnahme")
            parts = [account.model_copy(update={"amount": 1 + b % (abs(cents) - 1)}), other]
        else:
            parts = [account]
        book_line(self.case.unit, BookInput(line=line, parts=parts))

    def do_unbook(self, a: int, b: int, c: int) -> None:
        rows = self.case.rows("SELECT DISTINCT bank_line FROM bank_booking ORDER BY bank_line")
        if rows:
            unbook_line(self.case.unit, int(str(rows[a % len(rows)][0])), self.day, "falsch")

    def do_aside(self, a: int, b: int, c: int) -> None:
        line = BANK[a % len(BANK)][0]
        if c % 2:
            take_up(self.case.unit, line)
        else:
            set_aside(self.case.unit, line, "privat")

    def do_asset(self, a: int, b: int, c: int) -> None:
        new_asset(self.case.unit, inputs.NewAsset(
            day=date(2026, 1, 1 + a % 28), number=f"A-{self.count}", name="Gerüst",
            account="maschinen", cost=120_000 + b, months=12 + c % 90, method="linear",
        ))  # fmt: skip

    def _asset(self, a: int) -> str:
        rows = self.case.rows("SELECT number FROM asset ORDER BY id")
        return str(rows[a % len(rows)][0])

    def do_afa(self, a: int, b: int, c: int) -> None:
        event = inputs.Depreciation(day=date(2026 + b % 2, 12, 31), asset=self._asset(a))
        depreciate(self.case.unit, event)

    def do_disposal(self, a: int, b: int, c: int) -> None:
        dispose(self.case.unit, self._asset(a), date(2026, 1 + b % 12, 28), proceeds=c)

    def do_change(self, a: int, b: int, c: int) -> None:
        change_entry(self.case.unit, self._entry(a), self._purchase(b, c))

    def do_correct(self, a: int, b: int, c: int) -> None:
        right = self._purchase(b, c)
        correct_entry(self.case.unit, self._entry(a), right, "falsch", self.day)

    def do_mark(self, a: int, b: int, c: int) -> None:
        mark_checked(self.case.unit, self._entry(a), checked=bool(c % 2))


@pytest.fixture(scope="module")
def firm() -> Iterator[Store]:
    """Open items, sealed entries, an asset and bank lines; whole at the end."""
    with bootstrap.create_store(Path(mkdtemp()) / "undo.kontor") as store:
        fill(store, "skr03", "ist")
        with store.step("set up") as unit:
            story, con = Whole(Case(unit)), unit.con
            con.execute(
                "INSERT INTO statement_import(money_account,file_name,sha256,format,at)"
                " VALUES(1,'a.sta','x','mt940','2026-03-20')"
            )
            con.execute("INSERT INTO statement(import,money_account) VALUES(1,1)")
            con.executemany(
                "INSERT INTO bank_line(id,statement,money_account,pos,day,cents)"
                " VALUES(?1,1,1,?1,'2026-03-20',?2)",
                BANK,
            )
            story.do_asset(1, 1, 1)
            line = [inputs.Amount(account="erl19", net=100_000)]
            bill = [inputs.Amount(account="wareneingang19", net=50_000)]
            day = date(2026, 1, 2)
            sealed = [
                post_event(unit, event).entries[0]
                for event in (
                    inputs.Invoice(day=day, partner=CUSTOMER, document="RE-S", lines=line),
                    inputs.Bill(day=day, partner=SUPPLIER, document="ER-S", lines=bill),
                    story._purchase(5_000, 1),
                )
            ]
            post_event(unit, inputs.Invoice(day=day, partner=CUSTOMER, document="RE-O", lines=line))
            book_line(unit, BookInput(line=3, parts=[BookedOn(item="RE-S")]))
            seal_entries(unit, sealed)
        yield store
        assert [one for one in check_file(store) if one.severity is Severity.ERROR] == []


def rows(store: Store) -> Rows:
    """Every row of every table that is journaled."""
    with store.read() as con:
        return {
            table: [tuple(row) for row in con.execute(f"SELECT * FROM {table} ORDER BY id")]
            for table in tracked(con)
        }


def steps(store: Store) -> int:
    """How many steps there are."""
    with store.read() as con:
        return int(con.execute("SELECT count(*) FROM step").fetchone()[0])


def tell(store: Store, count: int, op: Op) -> bool:
    """One thing in a step of its own; whether it happened."""
    what, *numbers = op
    before = steps(store)
    try:
        with store.step("case") as unit:
            story = Whole(Case(unit))
            story.count, story.day = count, date(2026, 3, 1) + timedelta(days=count)
            getattr(story, f"do_{what}")(*numbers)
    except KontorError:
        assert steps(store) == before
    return steps(store) > before


@settings(
    max_examples=120 if HEAVY else 12,
    deadline=None,
    derandomize=not HEAVY,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(history=histories)
def test_undo_and_redo_give_back_every_row(firm: Store, history: list[Op]) -> None:
    states, last = [], rows(firm)
    for count, op in enumerate(history):
        if tell(firm, count, op):
            states.append(last)
            last = rows(firm)
        else:
            assert rows(firm) == last
    with firm.read() as con:
        assert [one.code for one in check(con) if one.severity is Severity.ERROR] == []
    there = [*states[1:], last]
    for state in reversed(states):
        firm.undo()
        assert rows(firm) == state
    for state in there[: len(states)]:
        firm.redo()
        assert rows(firm) == state
    for state in reversed(states):
        firm.undo()
        assert rows(firm) == state


@pytest.mark.parametrize("what", sorted({*KINDS, *MORE}))
def test_each_kind_of_change_happens_and_is_taken_back(firm: Store, what: str) -> None:
    """So that no kind is only ever refused above: each happens within forty tries."""
    ground = {
        "unbook": [("bank", 0, 4, 0)], "afa": [], "disposal": [], "late": [("lost", 0, 0, 0)],
        "final": [("request", 1, 1, 1)],
    }.get(what, [])  # fmt: skip
    before = rows(firm)
    done = sum(tell(firm, 50 + count, op) for count, op in enumerate(ground))
    assert done == len(ground)
    for place in range(40):
        middle = rows(firm)
        if tell(firm, 60 + place, (what, place, place * 31 + 1, place * 17)):
            assert rows(firm) != middle
            firm.undo()
            assert rows(firm) == middle
            break
    else:
        pytest.fail(f"{what} never happened")
    for _ in ground:
        firm.undo()
    assert rows(firm) == before
