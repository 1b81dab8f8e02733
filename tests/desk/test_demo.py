"""The demo firm: the same for the same seed, to the cent, without a finding, with its stories."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.acquisition.queries.figures import by_campaign
from kontor.base.errors import InputError
from kontor.bootstrap import create_store, doors
from kontor.desk.demo import incoming
from kontor.desk.demo.parts import Casting
from kontor.desk.demo.plan import make_plan
from kontor.desk.demo.write import write_demo
from kontor.desk.today import due_items
from kontor.ledger.queries.items import open_items
from kontor.receivables.service import issuing as reminders
from kontor.sales.service import issuing as sales
from kontor.store.check import check
from kontor.store.store import Store
from kontor.tickets.contract_kinds import ContractState
from kontor.tickets.queries import contracts

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
END = date(2026, 11, 22)
SHORT = END if HEAVY else date(2025, 4, 30)  # two reminder runs are in it
SEEDS = range(1, 21) if HEAVY else (1, 2)  # the window fitter and the small trader


def _write(path: Path, profile: str, until: date, seed: int) -> Store:
    store = create_store(path)
    write_demo(store, profile=profile, until=until, seed=seed)
    return store


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers as they are written, but not set as pages: that is proven with the whole firm."""

    def blank(*_args: object, **_options: object) -> bytes:
        return b"%PDF-1.7\n%blank\n%%EOF\n"

    monkeypatch.setattr(sales, "render_pdf", blank)
    monkeypatch.setattr(reminders, "render_pdf", blank)
    monkeypatch.setattr(incoming.Incoming, "specials", ())


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The whole painter's firm with all its papers; only read."""
    path = tmp_path_factory.mktemp("demo") / "maler.kontor"
    with _write(path, "maler", END, 1) as store:
        yield store


def _books(store: Store) -> list[tuple[object, ...]]:
    """Every line of the books, without what differs by the time of writing."""
    with store.read() as con:
        return con.execute(
            "SELECT e.booked, e.document, e.kind, a.number, l.cents, l.code, l.part, l.period"
            " FROM line l JOIN entry e ON e.id=l.entry JOIN account a ON a.id=l.account"
            " ORDER BY l.id"
        ).fetchall()


def _rows(store: Store, sql: str, *values: object) -> list[Any]:
    with store.read() as con:
        return con.execute(sql, values).fetchall()


def _count(store: Store, sql: str, *values: object) -> int:
    return int(_rows(store, f"SELECT count(*) FROM {sql}", *values)[0][0])


@pytest.mark.usefixtures("unset")
def test_the_same_seed_gives_the_same_books(tmp_path: Path) -> None:
    until = date(2025, 2, 20)
    with (
        _write(tmp_path / "a", "solo", until, 7) as one,
        _write(tmp_path / "b", "solo", until, 7) as two,
    ):
        assert _books(one) == _books(two)
        assert len(_books(one)) > 50
    assert make_plan("solo", until, 7).moves != make_plan("solo", until, 8).moves


def test_a_later_end_only_adds() -> None:
    short = make_plan("maler", date(2025, 6, 30), 1).moves
    long = make_plan("maler", date(2025, 9, 30), 1).moves
    assert long[: len(short)] == short


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_seed_finds_who_plays_the_parts(seed: int) -> None:
    plan = make_plan("maler", END, seed)
    casting = Casting(plan, END)
    parts = casting.parts()
    told = (*parts.late, parts.instalments, parts.disputed, *parts.collected, parts.retained)
    assert all(told) and len(set(told)) == len(told) >= 6
    paid = {one.item for move in casting.moves if move.event and move.event.kind == "payment"
            for one in move.event.settles}  # fmt: skip
    assert not paid & {*parts.late, parts.disputed, *parts.collected, parts.expiring}
    assert parts.instalments in paid


@pytest.mark.usefixtures("unset")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_seed_has_a_finding(tmp_path: Path, seed: int) -> None:
    profile = (
        ("maler", "fensterbau", "solo")[seed % 3] if HEAVY else ("fensterbau", "solo")[seed // 4]
    )
    with _write(tmp_path / "demo.kontor", profile, SHORT, seed) as store:
        assert check(store) == []
        assert _count(store, "reminder_letter WHERE level=2 AND issued IS NOT NULL") >= 1


@pytest.mark.usefixtures("unset")
@pytest.mark.parametrize("until", [date(2026, 1, 2), date(2027, 1, 5)])
def test_it_can_begin_on_any_day(tmp_path: Path, until: date) -> None:
    with _write(tmp_path / "demo.kontor", "solo", until, 3) as store:
        assert check(store) == []
        (first,) = _rows(store, "SELECT min(booked) FROM entry")[0]
        assert first == f"{until.year - 1}-01-01"
        assert _count(store, "sales_document WHERE kind='quote'") > 0


def test_two_years_are_proven_and_leave_work_to_do(painter: Store) -> None:
    assert check(painter) == []
    waiting = _count(painter, "bank_line l WHERE NOT EXISTS"
                     "(SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id)")  # fmt: skip
    years = _rows(painter, "SELECT DISTINCT substr(booked,1,4) FROM entry ORDER BY 1")
    assert waiting > 0
    assert years == [("2025",), ("2026",)]
    assert _count(painter, "seal") > 0


def test_the_stories_of_the_books_can_be_found(painter: Store) -> None:
    kinds = {kind for (kind,) in _rows(painter, "SELECT DISTINCT kind FROM entry")}
    assert {"invoice", "bill", "payment", "credit_note", "write_off", "payroll"} <= kinds
    withheld = "line l JOIN account a ON a.id=l.account WHERE a.concept='bauabzug_ford'"
    for found in (withheld, "due_part WHERE kind='retention'", "line WHERE code='RC_BAU_OUT'",
                  "item WHERE kind='credit'"):  # fmt: skip
        assert _count(painter, found) > 0, found


def test_the_last_invoices_have_all_their_papers(painter: Store) -> None:
    bare = _rows(painter, "SELECT d.number FROM sales_document d WHERE d.kind='invoice'"
                 " AND d.state<>'draft' AND NOT (d.issued IS NOT NULL"
                 " AND EXISTS(SELECT 1 FROM item i WHERE i.document=d.number)"
                 " AND EXISTS(SELECT 1 FROM document f WHERE f.ref='sales:'||d.id))")  # fmt: skip
    assert bare == []
    kinds = {kind for (kind,) in _rows(painter, "SELECT DISTINCT kind FROM sales_document")}
    assert {
        "inquiry",
        "quote",
        "order",
        "invoice",
        "addition",
        "measurement",
        "acceptance",
    } <= kinds
    assert (
        _count(painter, "sales_document WHERE invoice_kind='instalment' AND issued IS NOT NULL")
        == 2
    )


def test_the_stories_of_orders_can_be_found(painter: Store) -> None:
    for kind, state in (
        ("inquiry", "dormant"), ("inquiry", "lost"), ("quote", "partly"), ("quote", "rejected"),
        ("order", "cancelled"), ("order", "finished"), ("addition", "approved"),
        ("addition", "disputed"), ("acceptance", "accepted"), ("acceptance", "refused"),
    ):  # fmt: skip
        assert _count(painter, "sales_document WHERE kind=? AND state=?", kind, state), (
            kind,
            state,
        )
    assert _count(painter, "order_terms WHERE withdrawn IS NOT NULL") == 1
    assert _count(painter, "retention WHERE released IS NULL") == 1
    reverse = _rows(painter, "SELECT contact FROM sales_document WHERE kind='order' AND"
                    " tax_case='reverse_construction' AND state='begun'")  # fmt: skip
    small = _rows(painter, "SELECT contact FROM sales_document WHERE kind='order' AND"
                  " tax_case='standard' AND subject LIKE '%Reparatur'")  # fmt: skip
    assert reverse == small != []


def test_there_is_history_and_a_campaign_that_was_paid(painter: Store) -> None:
    decided = "lead WHERE stage IN ('won','lost') AND inquiry IS NOT NULL"
    assert _count(painter, decided) >= 24
    with painter.read() as con:
        earned = {one.name: one for one in by_campaign(con, END)}
    spring = earned["Frühjahrsaktion Fassade"]
    assert spring.orders and spring.paid > 0


def test_the_stories_of_money_can_be_found(painter: Store) -> None:
    letters = _rows(painter, "SELECT level, count(*) FROM reminder_letter WHERE issued IS NOT NULL"
                    " GROUP BY level ORDER BY level")  # fmt: skip
    assert letters == [(1, 2), (2, 2)]
    assert {kind for (kind,) in _rows(painter, "SELECT kind FROM claim WHERE decision='keep'")} == {
        "interest", "lump", "fee",
    }  # fmt: skip
    for found in ("payment_plan", "reminder_block WHERE kind='dispute'", "mandate",
                  "pay_run WHERE kind='transfer' AND released IS NOT NULL",
                  "standing WHERE credit_limit IS NOT NULL"):  # fmt: skip
        assert _count(painter, found) > 0, found
    forms = {form for (form,) in _rows(painter, "SELECT DISTINCT form FROM receipt")}
    assert {"einvoice", "pdf", "picture"} <= forms
    booked = _count(painter, "receipt r WHERE EXISTS"
                    "(SELECT 1 FROM receipt_entry x WHERE x.receipt=r.id)")  # fmt: skip
    assert 0 < booked < _count(painter, "receipt")


def test_today_has_one_line_for_what_is_reminded_and_none_for_what_waits(painter: Store) -> None:
    with painter.read() as con:
        due = due_items(con, doors(), END)
        late = [one for one in open_items(con, END, side=1) if one.overdue > 0]
    named = {one.ref for one in due if one.action == "item.remind"}
    parts = Casting(make_plan("maler", END, 1), END).parts()
    quiet = {*parts.late, parts.disputed, parts.expiring}
    assert {one.document for one in late} >= quiet
    assert not named & {f"item:{one.id}" for one in late if one.document in quiet}
    assert [one.ref for one in due if one.kind == "reminder"] == ["receivables:run"]
    sent = _rows(painter, "SELECT DISTINCT p.item FROM payment p JOIN pay_run r ON r.id=p.run"
                 " WHERE r.kind='transfer' AND p.withdrawn IS NULL")  # fmt: skip
    paid = {f"item:{key}" for (key,) in sent}
    assert paid and not paid & {one.ref for one in due if one.action == "item.pay"}


def test_what_is_looked_after_has_a_past_and_work_to_do(painter: Store) -> None:
    with painter.read() as con:
        found = contracts.due(con, END)
        known = contracts.known_all(
            con, contracts.contracts(con, END, contracts.ContractFilter(ended=True)), END
        )
    states = [one.state for one in known]
    assert len(known) == 24
    assert (states.count(ContractState.NOTICE), states.count(ContractState.ENDED)) == (1, 1)
    places = [one.contract.postcode for one in found]
    assert max(places.count(code) for code in places) >= 4
    assert _count(painter, "contract_visit WHERE state='done'") == 9
    assert _count(painter, "contract_visit WHERE state='planned' AND letter IS NOT NULL") == 3
    assert _count(painter, "sales_document WHERE invoice_kind='maintenance'"
                  " AND issued IS NOT NULL") == 2  # fmt: skip
    (risen,) = _rows(painter, "SELECT contract, count(*) FROM contract_price GROUP BY 1"
                     " HAVING count(*) > 1")  # fmt: skip
    assert risen[1] == 2


def test_protocols_name_what_lies_beyond_its_limit(painter: Store) -> None:
    kinds = {kind for (kind,) in _rows(painter, "SELECT checklist FROM protocol WHERE signed"
                                       " IS NOT NULL AND document IS NOT NULL")}  # fmt: skip
    assert kinds == {"windows", "facade", "paint", "ladder", "dguv_v3", "emergency"}
    beyond = {kind for (kind,) in _rows(
        painter, "SELECT p.checklist FROM protocol p JOIN protocol_item i ON i.protocol = p.id"
        " WHERE i.number > i.high OR i.number < i.low",
    )}  # fmt: skip
    assert beyond == {"windows", "facade", "paint", "dguv_v3"}
    assert _count(painter, "protocol WHERE signed IS NULL") > 0


@pytest.mark.usefixtures("unset")
def test_progress_can_stop_it(tmp_path: Path) -> None:
    seen: list[int] = []

    def stop(done: int, total: int, what: str) -> bool:
        seen.append(total)
        return done < 2

    with create_store(tmp_path / "demo.kontor") as store:
        write_demo(store, profile="solo", until=END, seed=1, progress=stop)
        assert check(store) == []
    assert len(seen) == 2


@pytest.mark.parametrize(("profile", "until"), [("bäcker", END), ("maler", date(2024, 1, 1))])
def test_what_cannot_be_is_said(profile: str, until: date) -> None:
    with pytest.raises(InputError) as refused:
        make_plan(profile, until, 1)
    assert refused.value.field in {"profile", "until"}


def test_invitations_stand_in_every_state(painter: Store) -> None:
    """Asked by the firm with every answer, by mail, letter and word; asked by others."""
    assert {row[0] for row in _rows(painter, "SELECT DISTINCT state FROM invitation")} == {
        "open", "sent", "accepted", "tentative", "declined",
    }  # fmt: skip
    assert {row[0] for row in _rows(painter, "SELECT DISTINCT state FROM invitation_request")} == {
        "open", "accepted", "declined",
    }  # fmt: skip
    assert {row[0] for row in _rows(painter, "SELECT DISTINCT way FROM invitation_message")} == {
        "mail", "letter", "hand",
    }  # fmt: skip
    assert _rows(painter, "SELECT count(*) FROM invitation_proposal WHERE state='open'") == [(1,)]
