"""Skonto taken on an instalment is a price line of the final invoice: nobody pays it back."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.sales.kinds import DocumentKind, InvoiceKind
from kontor.sales.queries import bills
from kontor.sales.queries.printed import printed
from kontor.sales.service.issuing import take_late_discounts
from kontor.sales.service.positions import drop_position
from kontor.store.check import check
from tests.sales.kit import ask, firm, issued, pay, put
from tests.sales.test_chains import _books
from tests.sales.test_issuing import bill, item, progress

FIRST, LAST = date(2026, 2, 2), date(2026, 3, 16)
POSITIONS = [
    {"short": "Fassade streichen", "quantity": 111_600, "price": 285_000},  # 3,180.60
    {"short": "Gerüst", "quantity": 150_000, "price": 98_000},  # 1,470.00
]


def to_final(store, positions, quantities, discount, *, late=False, **values):
    """An order with an instalment that was paid less Skonto, and the draft of its final bill."""
    order = put(store, positions, kind=DocumentKind.ORDER, subject="Fassade",
                discount_rate=200, discount_days=10, **values)  # fmt: skip
    issued(store, order, date(2026, 1, 12))
    progress(store, order, quantities, date(2026, 1, 31))
    first = issued(store, bill(store, order, InvoiceKind.INSTALMENT, FIRST), FIRST)
    paid = item(store, first.number).open - discount
    if not late:
        pay(store, first.number, paid, date(2026, 2, 9), discount=discount)
    progress(store, order, [one["quantity"] for one in positions], date(2026, 3, 10))
    final = bill(store, order, InvoiceKind.FINAL, LAST)
    if late:
        pay(store, first.number, paid, date(2026, 2, 9), discount=discount)
    return first.number, paid, final


@pytest.mark.parametrize("method", ["ist", "soll"])
def test_the_final_invoice_is_lower_by_the_skonto_of_its_instalment(tmp_path, method):
    with firm(tmp_path, vat_method=method) as store:
        # 40 % of the walls and all of the scaffold: 2,742.24 net, 3,263.27 gross, 2 % are 65.27
        number, paid, final = to_final(
            store, POSITIONS, [44_640, 150_000], 6_527, retention_rate=500,
            retention_release=date(2031, 3, 16),
        )  # fmt: skip
        assert paid == 319_800
        with store.read() as con:
            assert bills.granted(con, number) == {"UST19": 5_485}  # 65.27 less 10.42 VAT
            doc = printed(con, final)
        # 4,650.60 - 54.85 = 4,595.75; 19 % are 873.19; 5 % of 5,468.94 are 273.45
        assert (doc.net, doc.tax, doc.gross) == (459_575, 87_319, 546_894)
        assert doc.retention == 27_345
        assert doc.payable == 546_894 - 319_800 - 27_345
        done = issued(store, final, LAST)
        assert item(store, done.number).open == 546_894 - 319_800
        pay(store, done.number, doc.payable, date(2026, 3, 30))
        assert item(store, done.number).open == 27_345
        _books(store)
        revenue = ask(
            store,
            "SELECT -sum(l.cents) FROM line l JOIN account a ON a.id=l.account"
            " WHERE l.code='UST19' AND l.part='base' AND a.kind='income'",
        )
        assert revenue == [(459_575,)]
        assert check(store) == []


def test_a_rebate_on_the_whole_leaves_the_skonto_whole(tmp_path):
    with firm(tmp_path) as store:
        # 1,000.00 less 10 %: 900.00, gross 1,071.00; half is billed, 2 % of 535.50 are 10.71
        positions = [{"short": "Wände", "quantity": 100_000, "price": 100_000}]
        number, _paid, final = to_final(store, positions, [50_000], 1_071, rebate_rate=1_000)
        with store.read() as con:
            assert bills.granted(con, number) == {"UST19": 900}
            assert printed(con, final).net == 90_000 - 900


def test_without_skonto_there_is_no_line(tmp_path):
    with firm(tmp_path) as store:
        _number, _paid, final = to_final(store, POSITIONS, [44_640, 150_000], 0)
        with store.read() as con:
            assert printed(con, final).net == 465_060
        assert ask(store, "SELECT count(*) FROM position WHERE document=?", final) == [(2,)]


def test_mixed_rates_keep_their_own_skonto(tmp_path):
    with firm(tmp_path) as store:
        positions = [
            {"short": "Wände", "quantity": 100_000, "price": 100_000},  # 1,000.00 at 19 %
            {"short": "Bücher", "quantity": 10_000, "price": 200_000, "code": "UST7"},  # 200.00
        ]
        number, _paid, final = to_final(store, positions, [100_000, 10_000], 2_808)
        # 2 % of 1,190.00 + 214.00 = 28.08: 20.00 and 4.00 net
        with store.read() as con:
            assert bills.granted(con, number) == {"UST19": 2_000, "UST7": 400}
            sums = {one.code: one.net for one in printed(con, final).sums}
        assert sums == {"UST19": 98_000, "UST7": 19_600}


def skonto_lines(store, document):
    sql = "SELECT id, price FROM position WHERE document=? AND kind='discount'"
    return ask(store, sql, document)


def test_skonto_that_comes_after_the_draft_is_taken_in_when_issuing(tmp_path):
    with firm(tmp_path) as store:
        _number, paid, final = to_final(store, POSITIONS, [44_640, 150_000], 6_527, late=True)
        assert skonto_lines(store, final) == []
        done = issued(store, final, LAST)
        assert [price for _id, price in skonto_lines(store, final)] == [548_500]
        # 4,650.60 - 54.85 = 4,595.75 and 873.19 VAT
        assert item(store, done.number).open == 546_894 - paid
        _books(store)
        assert check(store) == []


def test_skonto_is_not_taken_in_twice_nor_again_when_it_was_removed(tmp_path):
    with firm(tmp_path) as store:
        _number, _paid, final = to_final(store, POSITIONS, [44_640, 150_000], 6_527, late=True)
        assert take_late_discounts(store, final)
        assert not take_late_discounts(store, final)
        ((line, _price),) = skonto_lines(store, final)
        store.run(drop_position, line)  # the Skonto was not due: it is asked for again
        issued(store, final, LAST)
        assert skonto_lines(store, final) == []
        with store.read() as con:
            assert printed(con, final).net == 465_060
