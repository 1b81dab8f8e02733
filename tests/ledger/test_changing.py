"""Open entries change and go with everything that hangs on them; sealed ones are corrected."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import KontorError, Refused
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    Discount,
    EntryLine,
    FreeEntry,
    Invoice,
    Payment,
    Purchase,
    Request,
    Reverse,
    Settles,
)
from kontor.ledger.model.templates import NewTemplate
from kontor.ledger.queries.invariants import check
from kontor.ledger.queries.standing import standing_due, template_named, upcoming
from kontor.ledger.service.changing import (
    change_entry,
    change_request,
    correct_entry,
    discard_entry,
    withdraw_request,
)
from kontor.ledger.service.events import case_of
from kontor.ledger.service.sealing import seal_entries
from kontor.ledger.service.templates import (
    post_template,
    run_standing,
    save_template,
    stop_template,
)
from kontor.store.store import Store
from tests.ledger import oracle
from tests.ledger.golden_events import day, invoice, pay
from tests.ledger.kit import CUSTOMER, book, new_store

TABLES = (
    "entry",
    "line",
    "item",
    "weight",
    "reduction",
    "due_part",
    "settlement",
    "share",
    "shift",
    "discount",
)


def content(con: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every business row."""
    return {
        table: [tuple(row) for row in con.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()]
        for table in TABLES
    }


def sale(net: int, when: str = "07-15", document: str = "RE-1", **more: object) -> Invoice:
    """An invoice over one line."""
    return Invoice(
        day=day(when),
        partner=CUSTOMER,
        document=document,
        lines=[Amount(account="erl19", net=net)],
        **more,  # type: ignore[arg-type]
    )


def test_discarded_payment_leaves_the_books_as_before() -> None:
    with book("ist") as case:
        invoice(case, "07-15", ("erl19", 600000))
        before = content(case.con)
        pay(case, "08-03", "RE-1", 414000, discount=14280)
        payment = int(str(case.one("SELECT max(id) FROM entry WHERE kind='payment'")))
        discard_entry(case.unit, payment)
        assert content(case.con) == before


def test_discarded_final_invoice_revives_its_requests() -> None:
    with book("soll") as case:
        line = Amount(account="erl19", net=400000)
        case.post(Request(day=day("05-01"), partner=CUSTOMER, document="AR-1", lines=[line]))
        pay(case, "05-12", "AR-1", 100000)
        before = content(case.con)
        posted = case.post(sale(1000000, advances=["AR-1"]))
        assert case.open("AR-1") == 0
        discard_entry(case.unit, posted.entries[0])
        assert content(case.con) == before


def test_changed_invoice_keeps_its_ids() -> None:
    with book("ist") as case:
        posted = case.post(sale(600000))
        again = change_entry(case.unit, posted.entries[0], sale(500000, document="RE-1a"))
        assert (again.entries, again.items) == (posted.entries, posted.items)
        assert case.open("RE-1a") == 595000
        assert list(check(case.con)) == []


def test_changed_payment_moves_the_tax_anew() -> None:
    with book("ist") as case:
        case.post(sale(600000))
        paid = case.post(Payment(day=day("08-03"), amount=300000, settles=[Settles(item="RE-1")]))
        change_entry(
            case.unit,
            paid.entries[0],
            Payment(day=day("09-03"), amount=714000, settles=[Settles(item="RE-1")]),
        )
        assert oracle.vat(case.con) == {"2026-09": {"81": 600000, "T81": 114000}}
        assert list(check(case.con)) == []


def test_entry_of_an_item_with_later_payment_stays() -> None:
    with book("soll") as case:
        posted = case.post(sale(600000))
        pay(case, "08-03", "RE-1", 300000)
        with pytest.raises(Refused, match="RE-1"):
            change_entry(case.unit, posted.entries[0], sale(1))
        with pytest.raises(Refused, match="RE-1"):
            discard_entry(case.unit, posted.entries[0])


def test_sealed_entry_is_corrected_by_reversal_and_new_entry() -> None:
    with book("soll") as case:
        wrong = case.post(
            Purchase(
                day=day("03-05"), lines=[Amount(account="buerobedarf", net=5000, code="VST19")]
            )
        ).entries[0]
        seal_entries(case.unit, [wrong])
        right = Purchase(
            day=day("03-05"), lines=[Amount(account="telefon", net=5000, code="VST19")]
        )
        with pytest.raises(Refused) as error:
            change_entry(case.unit, wrong, right)
        assert error.value.values["number"] == 1
        posted = correct_entry(case.unit, wrong, right, "falsches Konto", date(2026, 4, 7))
        assert len(posted.entries) == 2
        assert case.rows(
            "SELECT kind,reverses,general_reversal,booked,reason FROM entry"
            " WHERE reverses IS NOT NULL"
        ) == [("reversal", wrong, 1, "2026-04-07", "falsches Konto")]
        assert oracle.vat(case.con) == {"2026-03": {"66": 950}}
        assert oracle.euer(case.con, False) == {"2026": {"43": 5000, "57": 950}}
        assert list(check(case.con)) == []


def test_sealed_paid_invoice_can_be_reversed_and_entered_anew() -> None:
    with book("ist") as case:
        posted = case.post(sale(600000))
        pay(case, "08-03", "RE-1", 300000)
        seal_entries(case.unit, [posted.entries[0]])
        correct_entry(case.unit, posted.entries[0], sale(500000), "Preis", date(2026, 9, 1))
        assert sorted(case.rows("SELECT document,kind FROM item")) == [("RE-1", "invoice")] * 2
        assert case.open("RE-1") == 595000 - 300000
        assert list(check(case.con)) == []


def test_reversal_of_a_reduced_item_names_what_comes_first() -> None:
    with book("soll") as case:
        posted = case.post(sale(600000))
        pay(case, "08-03", "RE-1", 699720, discount=14280)
        with pytest.raises(Refused) as error:
            case.post(Reverse(day=day("09-01"), entry=f"entry:{posted.entries[0]}", reason="x"))
        assert error.value.hint == "Reverse that entry first."


def test_requests_are_changed_and_withdrawn_until_money_came() -> None:
    with book("soll") as case:
        request = Request(
            day=day("05-01"),
            partner=CUSTOMER,
            document="AR-1",
            lines=[Amount(account="erl19", net=100)],
        )
        item = case.post(request).items[0]
        dearer = request.model_copy(update={"lines": [Amount(account="erl19", net=200)]})
        assert change_request(case.unit, item, dearer).items == (item,)
        assert case.open("AR-1") == 238
        withdraw_request(case.unit, item)
        assert case.rows("SELECT * FROM item") == []
        item = case.post(request).items[0]
        pay(case, "05-02", "AR-1", 50)
        with pytest.raises(Refused):
            withdraw_request(case.unit, item)


def test_standing_entries_come_due_once_each() -> None:
    with book("soll") as case:
        rent = Purchase(
            day=day("01-31"),
            document="Miete {month}",
            lines=[Amount(account="miete", net=80000)],
        )
        save_template(
            case.unit,
            NewTemplate(
                name="Miete",
                event=rent,
                every_months=1,
                starts=date(2026, 1, 31),
                ends=date(2026, 4, 30),
            ),
        )
        due = standing_due(case.con, date(2026, 3, 31))
        assert [d.day.isoformat() for d in due] == ["2026-01-31", "2026-02-28", "2026-03-31"]
        assert len(run_standing(case.unit, date(2026, 3, 31))) == 3
        assert standing_due(case.con, date(2026, 3, 31)) == []
        assert case.rows("SELECT document,document_day FROM entry ORDER BY id")[1] == (
            "Miete 2026-02",
            "2026-02-28",
        )
        assert [d.day for d in standing_due(case.con, date(2027, 1, 1))] == [date(2026, 4, 30)]
        with pytest.raises(Refused):
            post_template(case.unit, "Miete", date(2026, 1, 31))


def test_the_days_of_a_template_keep_their_distance() -> None:
    """A bill of 15 January due on the 29th: fourteen days later in every month."""
    with book("soll") as case:
        bill = Bill(
            day=day("01-15"), partner="70001", document="L-{month}", due=day("01-29"),
            lines=[Amount(account="miete", net=10000)],
            discounts=[Discount(until=day("01-22"), rate=200)],
        )  # fmt: skip
        save_template(case.unit, NewTemplate(name="Leasing", event=bill))
        post_template(case.unit, "Leasing", day("03-15"))
        assert case.rows("SELECT due FROM due_part") == [("2026-03-29",)]
        assert case.rows("SELECT until FROM discount") == [("2026-03-22",)]


def test_a_stopped_standing_entry_comes_due_no_more() -> None:
    with book("soll") as case:
        rent = Purchase(day=day("01-31"), lines=[Amount(account="miete", net=80000)])
        standing = NewTemplate(name="Miete", event=rent, every_months=1, starts=day("01-31"))
        save_template(case.unit, standing)
        save_template(case.unit, NewTemplate(name="Papier", event=rent))
        stop_template(case.unit, "Miete", day("02-28"))
        due = standing_due(case.con, date(2026, 12, 31))
        assert [one.day.isoformat() for one in due] == ["2026-01-31", "2026-02-28"]
        assert upcoming(template_named(case.con, "Miete"), day("02-27")) == day("02-28")
        assert upcoming(template_named(case.con, "Miete"), day("02-28")) is None
        for name, when in (("Miete", "03-31"), ("Papier", "02-28")):
            with pytest.raises(Refused):
                stop_template(case.unit, name, day(when))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A file of its own with steps."""
    with new_store(tmp_path / "books.kontor", regime="ist") as made:
        yield made


def test_undo_takes_every_row_back(store: Store) -> None:
    def now() -> dict[str, list[tuple[object, ...]]]:
        with store.read() as con:
            return content(con)

    states = []
    events = [
        sale(600000),
        Payment(day=day("08-03"), amount=300000, settles=[Settles(item="RE-1")]),
        Payment(day=day("09-01"), amount=414000, settles=[Settles(item="RE-1", discount=14280)]),
    ]
    for event in events:
        states.append(now())
        store.run(case_of(event), event)  # type: ignore[arg-type]
    for state in reversed(states):
        store.undo()
        assert now() == state


def test_undo_of_a_sealed_step_is_refused(store: Store) -> None:
    event = FreeEntry(
        day=day("02-01"),
        lines=[EntryLine(account="miete", amount=100), EntryLine(account="bank", amount=-100)],
    )
    entry = store.run(case_of(event), event).value.entries[0]
    store.run(seal_entries, [entry])
    with pytest.raises(Refused):
        store.undo()


def test_failure_in_the_middle_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.read() as con:
        before = content(con)
    event = sale(600000)
    from kontor.ledger.service.books import Books

    for broken in ("put_lines", "open_item", "put_weights", "put_parts"):
        with monkeypatch.context() as patch:

            def fail(*args: object, **kwargs: object) -> None:
                raise RuntimeError("killed")

            patch.setattr(Books, broken, fail)
            with pytest.raises(RuntimeError, match="killed"):
                store.run(case_of(event), event)
        with store.read() as con:
            assert content(con) == before


@pytest.mark.parametrize("statements", [3, 40, 150, 400, 900, 1500, 2500, 4000])
def test_an_event_that_is_broken_off_leaves_nothing(store: Store, statements: int) -> None:
    """The database is interrupted inside the step, after more and more of its work."""
    first = sale(600000)
    store.run(case_of(first), first)
    with store.read() as con:
        before = content(con)
    event = Payment(day=day("08-03"), amount=400000, settles=[Settles(item="RE-1", discount=100)])
    writer = store._writer
    assert writer is not None
    count = 0

    def stop() -> int:
        nonlocal count
        count += 1
        return int(count == statements)

    writer.con.set_progress_handler(stop, 5)
    broken = False
    try:
        store.run(case_of(event), event)
    except (KontorError, sqlite3.Error):
        broken = True
    finally:
        writer.con.set_progress_handler(None, 0)
    with store.read() as con:
        assert (content(con) == before) is broken
    if broken:
        store.run(case_of(event), event)
    with store.read() as con:
        assert list(check(con)) == []
