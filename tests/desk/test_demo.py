"""The demo firm: the same for the same seed, to the cent, without a finding."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from kontor.base.errors import InputError
from kontor.bootstrap import create_store
from kontor.desk.demo.plan import make_plan
from kontor.desk.demo.write import write_demo
from kontor.store.check import check
from kontor.store.store import Store

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
END = date(2026, 11, 22)
SEEDS = range(1, 21)


def _write(path: Path, profile: str, until: date, seed: int) -> Store:
    store = create_store(path)
    write_demo(store, profile=profile, until=until, seed=seed)
    return store


def _books(store: Store) -> list[tuple[object, ...]]:
    """Every line of the books, without what differs by the time of writing."""
    with store.read() as con:
        return con.execute(
            "SELECT e.booked, e.document, e.kind, a.number, l.cents, l.code, l.part, l.period"
            " FROM line l JOIN entry e ON e.id=l.entry JOIN account a ON a.id=l.account"
            " ORDER BY l.id"
        ).fetchall()


def test_the_same_seed_gives_the_same_books(tmp_path: Path) -> None:
    until = date(2025, 3, 31)
    with (
        _write(tmp_path / "a", "maler", until, 7) as one,
        _write(tmp_path / "b", "maler", until, 7) as two,
    ):
        assert _books(one) == _books(two)
    with _write(tmp_path / "c", "maler", until, 8) as other:
        assert len(_books(other)) > 100


def test_a_later_end_only_adds(tmp_path: Path) -> None:
    short = make_plan("maler", date(2025, 6, 30), 1).moves
    long = make_plan("maler", date(2025, 9, 30), 1).moves
    assert long[: len(short)] == short


@pytest.mark.parametrize("seed", SEEDS)
def test_twenty_seeds_have_no_finding(tmp_path: Path, seed: int) -> None:
    profile = ("maler", "fensterbau", "solo")[seed % 3]
    until = END if HEAVY else date(2025, 4, 30)
    with _write(tmp_path / "demo.kontor", profile, until, seed) as store:
        assert check(store) == []


@pytest.mark.parametrize("profile", ["maler", "solo"])
def test_two_years_are_proven_and_leave_work_to_do(tmp_path: Path, profile: str) -> None:
    with _write(tmp_path / "demo.kontor", profile, END, 1) as store:
        assert check(store) == []
        with store.read() as con:
            waiting = con.execute(
                "SELECT count(*) FROM bank_line l WHERE NOT EXISTS"
                "(SELECT 1 FROM bank_booking b WHERE b.bank_line=l.id)"
            ).fetchone()[0]
            years = [
                year for (year,) in con.execute("SELECT DISTINCT substr(booked,1,4) FROM entry")
            ]
            sealed = con.execute("SELECT count(*) FROM seal").fetchone()[0]
        assert waiting > 0
        assert sorted(years) == ["2025", "2026"]
        assert sealed > 0


def test_the_story_hooks_can_be_found(tmp_path: Path) -> None:
    with _write(tmp_path / "demo.kontor", "maler", END, 1) as store, store.read() as con:
        kinds = {kind for (kind,) in con.execute("SELECT DISTINCT kind FROM entry")}
        withheld = con.execute(
            "SELECT count(*) FROM line l JOIN account a ON a.id=l.account"
            " WHERE a.concept='bauabzug_ford'"
        ).fetchone()[0]
        retained = con.execute("SELECT count(*) FROM due_part WHERE kind='retention'").fetchone()[0]
        reverse = con.execute("SELECT count(*) FROM line WHERE code='RC_BAU_OUT'").fetchone()[0]
        credit = con.execute("SELECT count(*) FROM item WHERE kind='credit'").fetchone()[0]
    assert {"invoice", "bill", "payment", "credit_note", "write_off", "payroll"} <= kinds
    assert min(withheld, retained, reverse, credit) > 0


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


def test_the_last_invoices_have_all_their_papers(tmp_path: Path) -> None:
    with _write(tmp_path / "demo.kontor", "maler", date(2025, 4, 22), 3) as store:
        with store.read() as con:
            bare = con.execute(
                "SELECT d.number FROM sales_document d WHERE d.kind='invoice' AND NOT ("
                " d.issued IS NOT NULL AND EXISTS(SELECT 1 FROM item i WHERE i.document=d.number)"
                " AND EXISTS(SELECT 1 FROM document f WHERE f.ref='sales:'||d.id))"
            ).fetchall()
            kinds = dict(
                con.execute("SELECT kind, count(*) FROM sales_document GROUP BY kind").fetchall()
            )
            story = con.execute(
                "SELECT count(*) FROM sales_document WHERE invoice_kind='instalment'"
            ).fetchone()[0]
        assert bare == []
        assert {"quote", "order", "invoice", "addition", "measurement"} <= kinds.keys()
        assert story == 2
        assert check(store) == []
