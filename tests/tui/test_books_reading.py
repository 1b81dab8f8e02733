"""What the fast line understands, and how entries come back into their forms; no screen needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kontor.ledger.queries.journal import entry
from kontor.store.store import Store
from kontor.tui.screens.books.event_data import collect, totals
from kontor.tui.screens.books.event_fields import BY_KIND
from kontor.tui.screens.books.events import event_of
from kontor.tui.screens.books.known import Known, load
from kontor.tui.screens.books.prefill import form_of
from kontor.tui.screens.books.reading import Reading, read
from tests.tui.firm import firm_store

TODAY = date(2025, 3, 16)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small firm, shared: every test takes its steps back or only reads."""
    with firm_store(tmp_path_factory.mktemp("reading")) as opened:
        yield opened


@pytest.fixture(scope="module")
def known(store: Store) -> Known:
    """Accounts, codes and habits of the firm."""
    with store.read() as con:
        return load(con, TODAY)


def line(
    known: Known, amount: str, account: str, contra: str, code: str = "", **more: str
) -> Reading:
    """A line as it is typed."""
    raws = {"amount": amount, "account": account, "contra": contra, "code": code, **more}
    return read(raws, known, TODAY)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12,50", 1250), ("1.234,50", 123450), ("12.50", 1250), ("-3", -300), ("1.000", 100000),
     ("3*17,50+19%", 6248)],
)  # fmt: skip
def test_amounts_as_people_type_them(known: Known, typed: str, cents: int) -> None:
    found = line(known, typed, "4930", "1000", "v19")
    assert not found.fault and found.data["lines"][0]["gross"] == cents


@pytest.mark.parametrize("typed", ["", "zwölf", "1,2,3", "0"])
def test_a_doubtful_amount_is_a_fault(known: Known, typed: str) -> None:
    found = line(known, typed, "4930", "1000")
    assert found.fault and found.where == "amount" and not found.kind


@pytest.mark.parametrize(
    ("account", "contra", "kind"),
    [("4930", "1000", "purchase"), ("1200", "4210", "purchase"), ("1000", "8400", "sale"),
     ("8400", "1200", "sale"), ("1000", "1200", "transfer"), ("1800", "1200", "private"),
     ("1890", "1000", "private"), ("10001", "8400", "invoice"), ("4930", "70001", "bill"),
     ("1200", "10001", "payment"), ("4830", "0320", "entry"), ("1880", "8921", "sale")],
)  # fmt: skip
def test_two_accounts_make_an_event(known: Known, account: str, contra: str, kind: str) -> None:
    found = line(known, "119", account, contra, document="B-1")
    assert (found.kind, found.fault) == (kind, "")


def test_private_money_has_its_sign(known: Known) -> None:
    assert line(known, "100", "1800", "1200").data["amount"] == -10000
    assert line(known, "100", "1890", "1200").data["amount"] == 10000


def test_a_wrong_tax_code_is_refused(known: Known) -> None:
    assert line(known, "119", "8400", "1000", "v19").where == "code"
    assert line(known, "119", "4930", "1000", "u19").where == "code"
    assert line(known, "119", "4930", "1000", "nixda").where == "code"


def test_the_split_is_said_in_words(known: Known) -> None:
    assert any("57,56 + 10,94" in part for part in line(known, "68,50", "4530", "1000", "v19").said)


def test_what_is_understood_can_be_posted(store: Store, known: Known) -> None:
    pairs = [("4930", "1000", "v19"), ("1000", "8400", ""), ("1000", "1200", ""),
             ("1800", "1200", ""),
             ("4930", "70001", "v19"), ("10001", "8400", "")]  # fmt: skip
    before = _count(store)
    for place, (account, contra, code) in enumerate(pairs):
        found = line(known, "119", account, contra, code, document=f"T-{place}", text="Probe")
        case, event = event_of(found.kind, found.data)
        store.run(case, event)
    assert _count(store) == before + len(pairs)
    for _pair in pairs:
        store.undo()
    assert _count(store) == before


def _count(store: Store) -> int:
    with store.read() as con:
        return int(con.execute("SELECT count(*) FROM entry WHERE kind <> 'vat_due'").fetchone()[0])


@pytest.mark.parametrize(
    "kind", ["purchase", "sale", "bill", "invoice", "transfer", "private", "payroll"]
)
def test_an_entry_comes_back_as_the_form_it_came_from(store: Store, kind: str) -> None:
    """Saving the form unchanged leaves every line as it was."""
    from kontor.ledger.service.changing import change_entry

    with store.read() as con:
        row = con.execute("SELECT max(id) FROM entry WHERE kind = ?", (kind,)).fetchone()
        assert row[0] is not None, f"the firm of these tests has no {kind}"
        view = entry(con, row[0])
        made, values = form_of(con, view)
    spec = BY_KIND[made]
    plain = {
        name: value[0] if isinstance(value, tuple) else value for name, value in values.items()
    }
    _case, event = event_of(made, collect(spec, plain))
    store.run(change_entry, view.id, event)
    with store.read() as con:
        after = entry(con, view.id)
    store.undo()
    assert sorted((one.account, one.cents, one.code) for one in after.lines) == sorted(
        (one.account, one.cents, one.code) for one in view.lines
    )


def test_totals_take_the_tax_out_once_per_code(known: Known) -> None:
    spec = BY_KIND["bill"]
    values = {"basis": "gross", "day": TODAY}
    for number, cents in enumerate((333, 333, 334), 1):
        values |= {f"account{number}": "4930", f"cents{number}": cents, f"code{number}": "VST19"}
    done = totals(spec, values, known)
    assert (done.net, done.tax, done.gross) == (840, 160, 1000)


def test_reverse_charge_is_owed_on_top(known: Known) -> None:
    values = {
        "basis": "gross",
        "day": TODAY,
        "account1": "3120",
        "cents1": 100000,
        "code1": "RC_BAU_IN",
    }
    done = totals(BY_KIND["bill"], values, known)
    assert (done.gross, done.reverse) == (100000, 19000)
