"""Take-over on any day: by form, CSV and DATEV batch; the rest of the year comes out the same."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from kontor.base.dates import month_period
from kontor.contacts import queries as contacts
from kontor.desk.start import CompanyInput, create_books
from kontor.desk.takeover.inputs import OpeningLine, TakeOver, TakeOverItem
from kontor.desk.takeover.post import TakeOverRefused, take_over
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Discount,
    Invoice,
    Payment,
    Request,
    Settles,
    WriteOff,
)
from kontor.ledger.queries.accounts import balances
from kontor.ledger.queries.euer import euer
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.vat import vat_return
from kontor.ledger.service.events import post_event
from kontor.store.inputs import JSON
from kontor.store.store import Store

JULY = date(2026, 7, 1)


def books(path, started, vat="soll", takeover=None):
    store = Store.create(path)
    data = CompanyInput(
        name="Malerbetrieb Lindner", owner="Jana Lindner", started=started, land="NW",
        vat_method=vat, vat_filing="month", takeover=takeover or TakeOver(),
    )  # fmt: skip
    create_books(store, data, started)
    return store


def ask(store, query, *args):
    with store.read() as con:
        return query(con, *args)


def errors(store):
    found = ask(store, lambda con: [one for one in check(con) if one.severity == "error"])
    return [(one.code, one.text) for one in found]


# -- half a year, taken over, equals the whole year ----------------------------------------------


class Year:
    """A year with 40 items that are open on 1 July: invoices, bills, requests, part payments."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.first = [*self._born()]
        self.second = [*self._settled()]

    def _born(self):
        for number in range(40):
            day = date(2026, 2, 1) + timedelta(days=3 * number)
            kind = number % 8
            if kind in {0, 1, 2, 3, 7}:
                codes = (["erl19"], ["erl19", "erl7"], ["erl7"], ["erl_13b"])[kind % 4]
                yield Invoice(
                    day=day, service=day, partner=f"1000{number % 5 + 1}", document=f"RE-{number}",
                    due=day + timedelta(days=14),
                    lines=[Amount(account=one, net=self._amount()) for one in codes],
                    discounts=[Discount(until=date(2026, 12, 31), rate=200)],
                )  # fmt: skip
            elif kind in {4, 5}:
                accounts = ["wareneingang19"] if kind == 4 else ["wareneingang19", "buerobedarf"]
                lines = [Amount(account=one, net=self._amount(), code="VST19") for one in accounts]
                yield Bill(
                    day=day, partner=f"7000{number % 3 + 1}", document=f"ER-{number}", lines=lines
                )
            else:
                line = Amount(account="erl19", net=self._amount(), code="UST19")
                yield Request(
                    day=day, partner="10001", document=f"AR-{number}", lines=[line]
                )  # fmt: skip

    def _amount(self):
        return self.random.randint(10_000, 900_000)

    def payments_before(self, gross):
        """Part payments in June, some requests in full."""
        for document, cents in gross.items():
            number = int(document.partition("-")[2])
            share = {0: 3, 4: 4, 6: 1 if number % 16 == 6 else 2}.get(number % 8)
            if share:
                yield _pay(date(2026, 6, 15), document, cents // share)

    def _settled(self):
        for event in self.first:
            number = int(event.document.partition("-")[2])
            day = date(2026, 7, 5) + timedelta(days=4 * number)
            if isinstance(event, Request):
                yield Invoice(
                    day=day, service=day, partner="10001", document=f"SR-{number}",
                    lines=[Amount(account="erl19", net=2_000_000)], advances=[event.document],
                )  # fmt: skip
                yield Settle(day + timedelta(days=3), f"SR-{number}")
            elif number % 10 == 1:
                yield WriteOff(day=day, item=event.document, reason="insolvent")
            elif number % 3 == 0 and isinstance(event, Invoice):
                yield Settle(day, event.document, discount=True)
            elif number % 7:
                yield Settle(day, event.document)


def _pay(day, document, cents):
    sign = -1 if document.startswith("ER") else 1
    settles = [Settles(item=document, amount=cents)]
    return Payment(day=day, amount=sign * cents, settles=settles)


class Settle:
    """Pays what is open, with two per cent Skonto if wanted; the amount comes from the books."""

    def __init__(self, day, document, *, discount=False):
        self.day, self.document, self.discount = day, document, discount

    def event(self, store):
        open_ = ask(store, opened)[self.document]
        cut = open_ // 50 if self.discount else 0
        sign = -1 if self.document.startswith("ER") else 1
        settles = [Settles(item=self.document, amount=open_ - cut, discount=cut)]
        return Payment(day=self.day, amount=sign * (open_ - cut), settles=settles)


def opened(con):
    rows = con.execute(
        "SELECT i.document, (SELECT sum(cents-collected) FROM weight WHERE item=i.id)"
        " -ifnull((SELECT sum(r.cents) FROM reduction r JOIN weight w ON w.id=r.weight"
        "   WHERE w.item=i.id),0)"
        " -ifnull((SELECT sum(money) FROM settlement WHERE item=i.id),0) FROM item i"
        " WHERE lapsed_into IS NULL"
    ).fetchall()
    return dict(rows)


def post(store, events):
    with store.step("Test") as unit:
        for event in events:
            post_event(unit, event)


def partners():
    customers = [
        {
            "kind": "firm",
            "name": f"Kunde {n}",
            "roles": [{"role": "customer", "number": f"1000{n}"}],
        }
        for n in range(1, 6)
    ]
    suppliers = [
        {
            "kind": "firm",
            "name": f"Händler {n}",
            "roles": [{"role": "supplier", "number": f"7000{n}"}],
        }
        for n in range(1, 4)
    ]
    return {"contacts": customers + suppliers}


def taken_from(store):
    """What another program would deliver on the last day of June, out of the full books."""
    with store.read() as con:
        sums = balances(con, date(2026, 6, 30))
        personal = {n for n in sums if len(n) == 5}
        kinds = dict(con.execute("SELECT number,kind FROM account").fetchall())
        lines = [
            OpeningLine(account=number, amount=cents)
            for number, cents in sums.items()
            if cents and number not in personal and kinds[number] not in {"income", "expense"}
        ]
        for control, low, high in (("forderungen", "1", "6"), ("verbindlichkeiten", "7", "9")):
            rest = sum(c for n, c in sums.items() if n in personal and low <= n[0] <= high)
            lines.append(OpeningLine(account=control, amount=rest))
        items = [_taken_item(con, row) for row in con.execute(
            "SELECT i.id,i.document,i.day,i.side,i.kind,a.number FROM item i"
            " JOIN account a ON a.id=i.account WHERE i.lapsed_into IS NULL ORDER BY i.id"
        ).fetchall()]  # fmt: skip
    return TakeOver(balances=lines, items=items, **partners())


def _taken_item(con, row):
    key, document, day, side, kind, number = row
    weights = con.execute(
        "SELECT w.code,a.number,w.part,w.cents,(SELECT ifnull(sum(cents),0) FROM share"
        " WHERE weight=w.id) FROM weight w JOIN account a ON a.id=w.account WHERE item=?"
        " ORDER BY w.pos",
        (key,),
    ).fetchall()
    tax = {code: cents for code, _, part, cents, _ in weights if part in {"output", "input"}}
    parts, done = [], set()
    for code, account, part, cents, _ in weights:
        if part == "base":
            parts.append({"net": cents, "code": code, "account": account,
                          "tax": 0 if code in done else tax.get(code, 0)})  # fmt: skip
            done.add(code)
    joined = {}
    for part in parts:  # several lines of one code: net and tax must agree per code
        joined.setdefault(part["code"], []).append(part)
    for same in joined.values():
        whole, given = sum(p["net"] for p in same), same[0]["tax"]
        shares = [given * p["net"] // whole for p in same]
        shares[-1] += given - sum(shares)
        for part, share in zip(same, shares, strict=True):
            part["tax"] = share
    return TakeOverItem.model_validate(
        {
            "side": "customer" if side == 1 else "supplier", "partner": number,
            "document": document, "day": date.fromisoformat(day),
            "service": None if kind == "request" else date.fromisoformat(day),
            "is_request": kind == "request", "parts": parts,
            "paid": sum(row[4] for row in weights),
        }
    )  # fmt: skip


@pytest.mark.parametrize(("vat", "seed"), [("soll", 1), ("ist", 2)])
def test_a_start_in_july_equals_the_whole_year(tmp_path, vat, seed):
    year = Year(seed)
    full = books(tmp_path / "full.kontor", date(2026, 1, 1), vat, TakeOver(**partners()))
    post(full, year.first)
    post(full, list(year.payments_before(ask(full, opened))))
    before = ask(full, euer, 2026)
    taken = taken_from(full)
    assert len(taken.items) == 40
    half = books(tmp_path / "half.kontor", JULY, vat, taken)
    assert errors(half) == errors(full) == []
    for event in year.second:
        for store in (full, half):
            post(store, [event.event(store) if isinstance(event, Settle) else event])
    assert ask(half, opened) == ask(full, opened)
    for month in range(7, 13):
        ours, theirs = (ask(store, vat_return, month_period(2026, month)) for store in (half, full))
        assert (month, ours.exact, ours.payable) == (month, theirs.exact, theirs.payable)
    whole, rest = (ask(store, euer, 2026) for store in (full, half))
    keys = {*whole.lines, *rest.lines, *before.lines} - {"107", "108"}
    for key in keys:
        first, second = before.lines.get(key, 0), rest.lines.get(key, 0)
        assert (key, first + second) == (key, whole.lines.get(key, 0))
    assert before.profit + rest.profit == whole.profit
    assert errors(half) == []
    full.close()
    half.close()


# -- by form -------------------------------------------------------------------------------------

FORM = {
    "items": [
        {"partner": "Familie Krüger", "document": "RE-7", "day": "2026-05-01", "paid": "595.00",
         "parts": [{"net": "1000.00", "tax": "190.00"}]},
        {"side": "supplier", "partner": "70011", "name": "Farben Groß", "document": "4711",
         "day": "2026-06-20", "parts": [{"net": "100.00", "tax": "7.00"},
                                        {"net": "50.00", "tax": "9.50", "account": "buerobedarf"}]},
        {"partner": "Familie Krüger", "document": "AR-1", "day": "2026-06-01", "is_request": True,
         "paid": "1190.00", "parts": [{"net": "1000.00", "tax": "190.00"}]},
    ],
    "balances": [
        {"account": "kasse", "amount": "312.40"},
        {"account": "bank", "amount": "8000.00"},
        {"account": "forderungen", "amount": "595.00"},
        {"account": "verbindlichkeiten", "amount": "-166.50"},
        {"account": "erh_anz19", "amount": "-1000.00"},
    ],
    "assets": [
        {"day": "2024-03-01", "number": "A-0001", "name": "Transporter", "account": "lkw",
         "cost": "30000.00", "months": 72, "book_value": "18750.00"},
    ],
    "filed": [
        {"day": "2026-06-10", "period": "2026-05", "figures": {"81": "4000.00"},
         "payable": "760.00"},
    ],
    "cash_counted": "312.40",
}  # fmt: skip


def form(**values):
    return TakeOver.model_validate({**FORM, **values}, context=JSON)


def test_everything_by_form(tmp_path):
    with books(tmp_path / "f.kontor", JULY) as store:
        done = store.run(take_over, form(), JULY).value
        assert done[:5] == (0, 5, 3, 1, 1)
        assert done.findings == ()
        assert errors(store) == []
        assert ask(store, opened) == {"RE-7": 59500, "4711": 16650, "AR-1": 0}
        names = [one.name for one in ask(store, contacts.page)]
        assert names == ["Familie Krüger", "Farben Groß"]
        store.undo()
        assert ask(store, contacts.count) == 0


def test_what_does_not_fit_is_a_doubt(tmp_path):
    with books(tmp_path / "f.kontor", JULY) as store:
        lines = [{"account": "forderungen", "amount": "600.00"}]
        done = store.run(take_over, form(balances=lines, cash_counted="1.00"), JULY).value
        assert [one.code for one in done.findings] == [
            "takeover.items", "takeover.items", "takeover.cash"
        ]  # fmt: skip


def test_all_mistakes_are_told_at_once_and_nothing_is_stored(tmp_path):
    item = FORM["items"][0]
    wrong = form(
        items=[
            item,
            {**item, "document": "2", "parts": [{"net": "100.00", "tax": "18.00"}]},
            {**item, "document": "3", "parts": [{"net": "100.00"}]},
            {**item, "document": "4", "day": "2026-07-02"},
            {**item, "document": "5", "partner": "10077"},
            {**item, "document": "6", "partner": ""},
            {**item, "document": "7", "parts": [{"net": "1.00", "code": "XY"}]},
        ],
        balances=[{"account": "99999", "amount": "1.00"}],
        filed=[{**FORM["filed"][0], "day": "2026-07-10"}],
    )
    with books(tmp_path / "f.kontor", JULY) as store:
        with pytest.raises(TakeOverRefused) as caught:
            store.run(take_over, wrong, JULY)
        places = [one.where for one in caught.value.findings]
        assert places == [*(f"items[{n}]" for n in range(1, 7)), "balances[0]", "filed[0]"]
        assert "items[1]" in caught.value.advice
        assert ask(store, opened) == {}
        assert ask(store, contacts.count) == 0


def test_a_wrong_take_over_leaves_no_firm(tmp_path):
    with pytest.raises(TakeOverRefused):
        books(
            tmp_path / "f.kontor",
            JULY,
            takeover=form(balances=[{"account": "1", "amount": "1.00"}]),
        )


def test_two_parts_come_together():
    both = form().with_more(TakeOver(cash_counted=5))
    assert (len(both.items), both.cash_counted) == (3, 5)
    assert TakeOver().is_empty
    assert not both.is_empty


def test_a_partner_with_two_meanings_is_refused(tmp_path):
    twice = [{"kind": "person", "last_name": "Krüger"}] * 2
    item = {**FORM["items"][0], "partner": "Krüger"}
    with books(tmp_path / "f.kontor", JULY) as store, pytest.raises(TakeOverRefused):
        store.run(take_over, form(contacts=twice, items=[item]), JULY)
