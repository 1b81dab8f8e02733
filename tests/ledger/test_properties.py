"""Random ledgers: every invariant after every history, Ist and Soll agree in the end."""

# ruff: noqa: E501  one case, one line
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.base.errors import KontorError, Refused
from kontor.ledger.kinds import Item, Weight
from kontor.ledger.model import inputs
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.lookup import item_by_id, weights_of
from kontor.ledger.rules.reductions import lower_parts, pro_rata
from kontor.ledger.rules.spread import new_shares, spread
from kontor.ledger.service.changing import discard_entry
from kontor.ledger.service.events import case_of
from kontor.store.store import Store
from tests.ledger import oracle
from tests.ledger.kit import CUSTOMER, SUPPLIER, Case, book, new_store
from tests.ledger.test_changing import TABLES, content

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
FEW = settings(
    max_examples=400 if HEAVY else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not HEAVY,
)
MANY = settings(max_examples=5000 if HEAVY else 300, deadline=None, derandomize=not HEAVY)
Op = tuple[str, int, int, int]
SALES = ("erl19", "erl7", "erl0pv", "erl_13b", "sonst_ertrag19")
COSTS = (
    ("wareneingang19", None),
    ("porto", None),
    ("telefon", "VST7"),
    ("maschinen", "VST19"),
    ("rc_bau19", None),
    ("ig_erwerb19", None),
)
CREDIT: dict[str | None, tuple[str, str | None]] = {
    "UST19": ("erl_schmael19", None),
    "UST7": ("erl_schmael7", None),
    "UST0PV": ("erl_schmael0", None),
    "KU19": ("erl_ku", None),
    "RC_BAU_OUT": ("erl_13b", None),
    "VST19": ("rabatte_erh19", None),
    "VST7": ("telefon", "VST7"),
    "RC_BAU_IN": ("rc_bau19", None),
    "IGE19": ("ig_erwerb19", None),
    "RC_BAU_IN_OV": ("rc_bau19", None),
    "IGE19_OV": ("ig_erwerb19", None),
    None: ("porto", None),
}
KINDS = (
    "invoice", "bill", "request", "final", "pay", "pay", "pay", "skonto", "over",
    "credit", "lost", "late", "back", "setoff", "buy", "sell", "reverse", "discard",
)  # fmt: skip
numbers = st.integers(0, 10**6)
ops = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        numbers,
        numbers,
        numbers,
    ),
    min_size=2,
    max_size=14,
)


class Story:
    """Turns numbers into events; what the rules refuse did not happen."""

    def __init__(self, case: Case) -> None:
        self.case, self.day, self.count = case, date(2026, 1, 5), 0
        self.refused = 0

    def tell(self, history: Sequence[Op]) -> None:
        """Do one thing after the other, each in a savepoint of its own."""
        for what, a, b, c in history:
            self.day += timedelta(days=1 + a % 20)
            self.count += 1
            self.attempt(lambda what=what, a=a, b=b, c=c: getattr(self, f"do_{what}")(a, b, c))  # type: ignore[misc]

    def attempt(self, action: Callable[[], object]) -> None:
        """One event; a refusal takes it back."""
        try:
            with self.case.unit.begin_nested():
                action()
        except Refused:
            self.refused += 1
            self.case.unit.expire_all()

    def items(self, *, side: int | None = None, kind: str | None = None) -> list[Item]:
        """Items with something open."""
        found = [
            item_by_id(self.case.con, int(str(r[0])))
            for r in self.case.rows("SELECT id FROM item ORDER BY id")
        ]
        return [
            i
            for i in found
            if i.open and (side is None or i.side == side) and (kind is None or i.kind == kind)
        ]

    def close(self) -> None:
        """Pay everything that is open, give back what was too much."""
        self.day += timedelta(days=30)
        for item in self.items():
            settles = inputs.Settles(item=f"item:{item.id}", amount=item.open)
            self.case.post(
                inputs.Payment(day=self.day, amount=item.side * item.open, settles=[settles])
            )

    def lines(self, names: Sequence[tuple[str, str | None]], a: int, b: int) -> list[inputs.Amount]:
        made = []
        for k in range(1 + a % 3):
            account, code = names[(a // 7 + k * 3 + b) % len(names)]
            value = 1 + (b * (k + 1) * 7919) % 300000
            key = "net" if (a + k) % 2 else "gross"
            made.append(inputs.Amount(account=account, code=code, **{key: value}))  # type: ignore[arg-type]
        return made

    def do_invoice(self, a: int, b: int, c: int) -> None:
        lines = self.lines([(name, None) for name in SALES], a, b)
        self.case.post(
            inputs.Invoice(day=self.day, partner=CUSTOMER, document=f"RE-{self.count}", lines=lines)
        )

    def do_bill(self, a: int, b: int, c: int) -> None:
        self.case.post(
            inputs.Bill(
                day=self.day,
                partner=SUPPLIER,
                document=f"ER-{self.count}",
                lines=self.lines(COSTS, a, b),
                withhold=c % 5 == 0,
            )
        )

    def do_request(self, a: int, b: int, c: int) -> None:
        lines = self.lines([(name, None) for name in SALES[:3]], a, b)
        self.case.post(
            inputs.Request(day=self.day, partner=CUSTOMER, document=f"AR-{self.count}", lines=lines)
        )

    def do_final(self, a: int, b: int, c: int) -> None:
        documents = [
            str(row[0])
            for row in self.case.rows(
                "SELECT document FROM item WHERE kind='request' AND lapsed_into IS NULL"
            )
        ]
        lines = self.lines([(name, None) for name in SALES[:3]], a, b)
        self.case.post(
            inputs.Invoice(
                day=self.day,
                partner=CUSTOMER,
                document=f"SR-{self.count}",
                lines=lines,
                advances=documents[: 1 + c % 2],
            )
        )

    def _pay(self, a: int, amount: Callable[[Item], int], discount: Callable[[Item], int]) -> None:
        items = self.items()
        if not items:
            return
        item = items[a % len(items)]
        less = discount(item) if item.open > 0 else 0
        money = amount(item) - less
        settles = inputs.Settles(item=f"item:{item.id}", discount=less, amount=money)
        self.case.post(inputs.Payment(day=self.day, amount=item.side * money, settles=[settles]))

    def do_pay(self, a: int, b: int, c: int) -> None:
        def part(item: Item) -> int:
            return (
                item.open if c % 3 == 0 else (1 if item.open > 0 else -1) * (1 + b % abs(item.open))
            )

        self._pay(a, part, lambda item: 0)

    def do_skonto(self, a: int, b: int, c: int) -> None:
        self._pay(a, lambda item: item.open, lambda item: item.open * (1 + c % 5) // 100)

    def do_over(self, a: int, b: int, c: int) -> None:
        self._pay(
            a, lambda item: item.open + (1 + c % 5000 if item.open > 0 else 0), lambda item: 0
        )

    def do_credit(self, a: int, b: int, c: int) -> None:
        items = self.case.rows("SELECT id FROM item WHERE kind IN ('invoice','bill') ORDER BY id")
        if items:
            item = int(str(items[a % len(items)][0]))
            rows = [w for w in weights_of(self.case.con, item) if w.part == "base" and w.cents > 0]
            if rows:
                weight = rows[b % len(rows)]
                account, code = CREDIT[weight.code]
                line = inputs.Amount(account=account, code=code, net=1 + c % weight.cents)
                self.case.post(
                    inputs.CreditNote(
                        day=self.day, item=f"item:{item}", document=f"GS-{self.count}", lines=[line]
                    )
                )

    def do_lost(self, a: int, b: int, c: int) -> None:
        items = self.items()
        if items:
            self.case.post(
                inputs.WriteOff(
                    day=self.day, item=f"item:{items[a % len(items)].id}", reason="verloren"
                )
            )

    def do_late(self, a: int, b: int, c: int) -> None:
        rows = self.case.rows("SELECT DISTINCT document FROM item WHERE side=1 AND kind='invoice'")
        if rows:
            settles = inputs.Settles(item=str(rows[a % len(rows)][0]))
            self.case.post(inputs.Payment(day=self.day, amount=1 + b % 90000, settles=[settles]))

    def do_back(self, a: int, b: int, c: int) -> None:
        rows = self.case.rows("SELECT DISTINCT item FROM settlement WHERE money>0 ORDER BY item")
        if rows:
            item = item_by_id(self.case.con, int(str(rows[a % len(rows)][0])))
            self.case.post(
                inputs.ReturnDebit(
                    day=self.day,
                    item=f"item:{item.id}",
                    amount=1 + b % max(1, abs(item.paid)),
                    fee=c % 900,
                )
            )

    def do_setoff(self, a: int, b: int, c: int) -> None:
        items = self.items()
        if len(items) > 1:
            one, other = items[a % len(items)], items[b % len(items)]
            amount = 1 + c % max(1, min(abs(one.open), abs(other.open)))
            self.case.post(
                inputs.SetOff(
                    day=self.day, item=f"item:{one.id}", against=f"item:{other.id}", amount=amount
                )
            )

    def do_buy(self, a: int, b: int, c: int) -> None:
        money = ("bank", "cash", "privateinlage")[c % 3]
        self.case.post(inputs.Purchase(day=self.day, money=money, lines=self.lines(COSTS, a, b)))

    def do_sell(self, a: int, b: int, c: int) -> None:
        lines = self.lines([(name, None) for name in SALES], a, b)
        self.case.post(inputs.Sale(day=self.day, lines=lines))

    def do_reverse(self, a: int, b: int, c: int) -> None:
        rows = self.case.rows("SELECT id FROM entry ORDER BY id")
        if rows:
            self.case.post(
                inputs.Reverse(
                    day=self.day, entry=f"entry:{rows[a % len(rows)][0]}", reason="falsch"
                )
            )

    def do_discard(self, a: int, b: int, c: int) -> None:
        rows = self.case.rows("SELECT id FROM entry ORDER BY id")
        if rows:
            discard_entry(self.case.unit, int(str(rows[a % len(rows)][0])))


def findings(case: Case) -> list[str]:
    """What the check says, as text."""
    return [f"{f.code} {f.where} {f.text}" for f in check(case.con) if f.code != "L90"]


def waiting(case: Case) -> int:
    """Money on items that is outside what they allow; its shares come with the refund."""
    out = 0
    for (key,) in case.rows("SELECT id FROM item WHERE kind<>'request'"):
        item = item_by_id(case.con, int(str(key)))
        out += item.side * (item.paid - sum(w.given for w in weights_of(case.con, item.id)))
    return out


def personal_accounts_add_up(case: Case) -> bool:
    """Items and credits of each partner are the balance of the personal account."""
    books = dict(
        case.rows(
            "SELECT l.account,sum(l.cents) FROM line l JOIN account a ON a.id=l.account WHERE a.parent IS NOT NULL GROUP BY 1"
        )
    )
    items: dict[object, int] = {}
    for key, account in case.rows("SELECT id,account FROM item WHERE kind<>'request'"):
        item = item_by_id(case.con, int(str(key)))
        items[account] = items.get(account, 0) + item.side * item.open
    return {k: v for k, v in items.items() if v} == {k: v for k, v in books.items() if v}


def tax_accounts_are_reported(case: Case) -> bool:
    """What stands on due tax accounts was reported in some period, cent for cent."""
    booked = case.one(
        "SELECT ifnull(sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account WHERE"
        " a.cash_role='tax' AND a.concept NOT IN ('ust_nf19','ust_nf7') AND l.effect<>'accrual'"
    )
    reported = 0
    for row in oracle.vat(case.con).values():
        reported -= sum(row.get(kz, 0) for kz in ("T81", "T86", "T89", "85", "47"))
        reported += sum(row.get(kz, 0) for kz in ("66", "61", "67", "62"))
    return booked == reported


@pytest.mark.parametrize("regime", ["soll", "ist", "small"])
@FEW
@given(ops)
def test_invariants_hold_after_any_history(regime: str, history: list[Op]) -> None:
    with book(regime) as case:
        story = Story(case)
        story.tell(history)
        assert findings(case) == []
        assert personal_accounts_add_up(case)
        assert tax_accounts_are_reported(case)
        small = regime == "small"
        statement = oracle.euer(case.con, small)
        moved = oracle.money_moved(case.con)
        assert oracle.profit(statement) == moved - waiting(case)


@FEW
@given(ops)
def test_ist_and_soll_agree_once_everything_is_paid(history: list[Op]) -> None:
    kept = [op for op in history if op[0] not in {"reverse", "discard"}]
    totals = []
    for regime in ("soll", "ist"):
        with book(regime) as case:
            story = Story(case)
            story.tell(kept)
            story.close()
            assert findings(case) == []
            sums: dict[str, int] = {}
            for row in oracle.vat(case.con).values():
                for key, cents in row.items():
                    if key != "50":
                        sums[key] = sums.get(key, 0) + cents
            totals.append(({k: v for k, v in sums.items() if v}, oracle.euer(case.con, False)))
    assert totals[0] == totals[1]


def weights() -> st.SearchStrategy[list[Weight]]:
    """Base and tax lines of up to three codes."""
    code = st.tuples(
        st.sampled_from([1900, 700, 0]), st.lists(st.integers(1, 10**7), min_size=1, max_size=3)
    )

    def build(codes: list[tuple[int, list[int]]]) -> list[Weight]:
        out, taxes = [], []
        for number, (rate, nets) in enumerate(codes):
            out += [Weight(f"C{number}", "base", net) for net in nets]
            tax = (sum(nets) * rate + 5000) // 10000
            taxes += [Weight(f"C{number}", "output", tax)] if tax else []
        return out + taxes

    return st.lists(code, min_size=1, max_size=3).map(build)


@MANY
@given(weights(), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_shares_add_up_and_end_at_the_weights(found: list[Weight], cuts: list[int]) -> None:
    total = sum(w.cents for w in found)
    given, paid = [0] * len(found), 0
    for cut in [*cuts, 10**6]:
        paid = total if cut == 10**6 else paid + (total - paid) * cut // 10**6
        shares = new_shares(found, paid, given)
        given = [g + s for g, s in zip(given, shares, strict=True)]
        assert sum(given) == paid
        for code in {w.code for w in found}:
            mine = [i for i, w in enumerate(found) if w.code == code]
            gross = sum(given[i] for i in mine)
            tax = sum(given[i] for i in mine if found[i].part == "output")
            whole = sum(found[i].cents for i in mine)
            part = sum(found[i].cents for i in mine if found[i].part == "output")
            assert abs(tax * whole - gross * part) <= whole
    assert given == [w.cents for w in found]


@MANY
@given(weights(), st.integers(1, 10**6))
def test_spread_is_its_own_mirror(found: list[Weight], cut: int) -> None:
    total = sum(w.cents for w in found)
    money = total * cut // 10**6
    mirrored = [w._replace(cents=-w.cents) for w in found]
    assert spread(mirrored, -money) == [-share for share in spread(found, money)]


@MANY
@given(weights(), st.integers(0, 10**6))
def test_pro_rata_takes_exactly_the_sum(found: list[Weight], cut: int) -> None:
    total = sum(w.cents for w in found)
    gross = total * cut // 10**6
    cuts = pro_rata(found, gross)
    assert sum(cuts) == gross
    assert all(0 <= taken <= w.cents + 1 for taken, w in zip(cuts, found, strict=True))


@MANY
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4), st.integers(-(10**6), 10**6))
def test_due_parts_fall_by_the_reduction(parts: list[int], reduction: int) -> None:
    later = [index == len(parts) - 1 and index > 0 for index in range(len(parts))]
    assert sum(lower_parts(parts, later, reduction)) == sum(parts) - reduction


@pytest.fixture(scope="module")
def undo_store() -> Iterator[Store]:
    """A file whose every step is taken back again."""
    with new_store(Path(mkdtemp()) / "undo.kontor", regime="ist") as made:
        yield made


@settings(max_examples=60 if HEAVY else 5, deadline=None, derandomize=not HEAVY)
@given(history=ops)
def test_undo_restores_every_table_row_for_row(undo_store: Store, history: list[Op]) -> None:
    def now() -> dict[str, list[tuple[object, ...]]]:
        with undo_store.read() as con:
            return content(con)

    states = []
    for number, (what, a, b, c) in enumerate(history[:6]):
        before = now()
        with undo_store.read() as con:
            (steps,) = con.execute("SELECT count(*) FROM step").fetchone()
        try:
            with undo_store.step("case") as unit:
                story = Story(Case(unit))
                story.count, story.day = number, date(2026, 1, 5) + timedelta(days=number)
                getattr(story, f"do_{what}")(a, b, c)
        except KontorError:
            assert now() == before
            continue
        with undo_store.read() as con:
            if con.execute("SELECT count(*) FROM step").fetchone()[0] > steps:
                states.append(before)
    for state in reversed(states):
        undo_store.undo()
        assert now() == state
    assert set(now()) == set(TABLES)


def test_case_of_knows_every_kind_of_event() -> None:
    kinds = [
        value
        for value in vars(inputs).values()
        if isinstance(value, type)
        and issubclass(value, inputs.Event)
        and "kind" in value.model_fields
    ]
    labels = {
        case_of(kind.model_construct(kind=kind.model_fields["kind"].default)).label
        for kind in kinds  # type: ignore[arg-type]
    }
    assert len(labels) == len(kinds) == 22
