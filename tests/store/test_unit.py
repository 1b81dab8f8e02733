"""The unit of work: one step or nothing, threads, cursors, commits that fail."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kontor.base.errors import Damaged, Refused
from kontor.store import writer
from kontor.store.blobs import blob_size, get_blob
from kontor.store.fields import drift
from kontor.store.store import Changed, Store
from tests.store.sample_area import (
    METADATA,
    Kind,
    Paper,
    Partner,
    PartnerAdded,
    add_partner,
    content,
    file_receipt,
    findings,
    raw,
    sql,
    write_paper,
)  # fmt: skip

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001  it must be refused


def test_an_exception_leaves_nothing(store: Store) -> None:
    before = content(store)
    with pytest.raises(ZeroDivisionError), store.step("breaks") as unit:
        unit.put(Partner(name="x"))
        _ = 1 // 0
    assert content(store) == before
    assert sql(store, "INSERT INTO partner(name) VALUES('x')").step == 2


def test_nothing_changed_makes_no_step(store: Store) -> None:
    store.run(add_partner, "Müller")
    done = sql(store, "UPDATE partner SET name='Müller'")
    assert done.step is None
    assert done.tables == {}
    assert sql(store, "UPDATE partner SET name='Meier'").step == 3


def test_no_step_in_a_step_and_none_in_a_read(store: Store) -> None:
    with store.step("a"):
        with pytest.raises(RuntimeError), store.step("b"):
            pass
        with pytest.raises(RuntimeError), store.read():
            pass
        with pytest.raises(RuntimeError):
            store.undo()
    with store.read() as con:
        con.execute("SELECT 1")
        with pytest.raises(RuntimeError), store.step("c"):
            pass
        with pytest.raises(RuntimeError), store.housekeeping():
            pass


def test_run_takes_label_and_final_from_the_use_case(store: Store) -> None:
    done = store.run(add_partner, "Müller", city="Köln")
    assert done == Changed(2, "Partner added", {"partner": 1}, 1)
    with store.read() as con:
        row = con.execute("SELECT command,final FROM step WHERE id=2").fetchone()
    assert row == ("tests.store.sample_area.add_partner", None)
    with pytest.raises(TypeError):
        store.run(lambda unit: None)


def test_final_can_be_set_inside(store: Store) -> None:
    with store.step("Sent") as unit:
        unit.put(Partner(name="x"))
        unit.final = "it left the house"
    with pytest.raises(Refused, match="it left the house"):
        store.undo()


def test_listeners_of_events_work_in_the_same_step(store: Store) -> None:
    heard: list[int] = []

    def greet(unit: Any, event: PartnerAdded) -> None:
        heard.append(event.partner)
        write_paper(unit, f"W-{event.partner}", 1)

    store.on(PartnerAdded, greet)
    done = store.run(add_partner, "Müller")
    assert heard == [1]
    assert done.tables == {"partner": 1, "paper": 1, "paper_line": 1}
    store.undo()
    assert content(store)["paper"] == []


def test_subscribers_hear_each_commit_until_they_leave(store: Store) -> None:
    seen: list[Changed] = []
    leave = store.subscribe(seen.append)
    store.run(add_partner, "a")
    store.undo()
    sql(store, "UPDATE partner SET name='nobody'")
    leave()
    store.redo()
    assert [c.step for c in seen] == [2, 3]


def test_values_of_every_type_come_back(store: Store) -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    born = date(1980, 2, 29)
    with store.step("types") as unit:
        key = unit.put(
            Partner(name="x", rate=1900, born=born, seen_at=at, vip=True, kind=Kind.FIRM)
        ).key
    with store.step("look") as unit:
        got = unit.get(Partner, key)
        assert got is not None
        assert (got.born, got.seen_at, got.vip, got.kind, got.rate, got.sort_name) == (
            born, at, True, Kind.FIRM, 1900, "x",
        )  # fmt: skip
    with store.read() as con:
        row = con.execute("SELECT born,seen_at,vip,kind FROM partner").fetchone()
    assert row == ("1980-02-29", "2026-03-01T12:30:00.000000Z", 1, "firm")


@pytest.mark.parametrize(
    "wrong",
    [{"rate": 1.5}, {"seen_at": NAIVE}, {"born": NAIVE}, {"kind": 7}],
)
def test_values_that_do_not_fit_are_refused(store: Store, wrong: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"int|zone|time|valid"), store.step("wrong") as unit:
        unit.put(Partner(name="x", **wrong))
    assert content(store)["partner"] == []


def test_threads_take_turns(store: Store) -> None:
    seen: list[int | None] = []
    errors: list[BaseException] = []
    store.subscribe(lambda c: seen.append(c.step))

    def work() -> None:
        try:
            for _ in range(10):
                store.run(add_partner, "x")
                with store.read() as con:
                    con.execute("SELECT * FROM partner").fetchall()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(s or 0 for s in seen) == list(range(2, 42))
    assert findings(store) == []


def test_warming_up_in_another_thread_disturbs_no_step(store: Store) -> None:
    with store.step("first") as unit:
        unit.put(Partner(name="x"))
        thread = threading.Thread(target=store.warm)
        thread.start()
        thread.join()
        unit.put(Partner(name="y"))
    assert unit.changed.tables == {"partner": 2}


def test_other_threads_read_the_state_before_the_step(store: Store) -> None:
    seen: list[int] = []

    def look() -> None:
        with store.read() as con:
            seen.append(con.execute("SELECT count(*) FROM partner").fetchone()[0])

    with store.step("slow") as unit:
        unit.put(Partner(name="x"))
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [0]


def test_a_commit_waits_for_a_foreign_cursor(store: Store) -> None:
    with store.step("many") as unit:
        unit.add_all([Partner(name=f"n{i}") for i in range(2000)])
    con = raw(store)
    cursor = con.execute("SELECT * FROM partner")
    cursor.fetchone()
    done: list[Any] = []
    thread = threading.Thread(
        target=lambda: done.append(sql(store, "UPDATE partner SET name='y' WHERE id=1"))
    )
    thread.start()
    time.sleep(0.2)
    assert done == []
    cursor.fetchall()
    con.close()
    thread.join()
    assert done[0].step == 3


def test_a_half_read_result_holds_nothing_back(store: Store) -> None:
    sql(store, *(f"INSERT INTO partner(name) VALUES('{n}')" for n in range(500)))
    with store.read() as con:
        rest = con.execute("SELECT * FROM partner")
        rest.fetchone()
    assert sql(store, "UPDATE partner SET name='y'").tables == {"partner": 500}
    assert len(rest.fetchall()) == 499


class Failing:
    """The connection, but its COMMIT reports an I/O error before or after it took effect."""

    def __init__(self, con: sqlite3.Connection, *, stored: bool) -> None:
        self.con, self.stored = con, stored

    def __getattr__(self, name: str) -> Any:
        return getattr(self.con, name)

    def execute(self, text: str, *values: Any) -> Any:
        if text == "COMMIT":
            if self.stored:
                self.con.execute(text)
            raise sqlite3.OperationalError("disk I/O error")
        return self.con.execute(text, *values)


@pytest.mark.parametrize("stored", [True, False])
def test_an_error_at_commit_is_settled_by_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, stored: bool
) -> None:
    real = writer.Writer._commit

    def commit(self: writer.Writer, work: writer.Work) -> None:
        work.con = Failing(work.con, stored=stored)  # type: ignore[assignment]
        real(self, work)

    monkeypatch.setattr(writer.Writer, "_commit", commit)
    if stored:
        assert store.run(add_partner, "Müller").step == 2
    else:
        with pytest.raises(Damaged):
            store.run(add_partner, "Müller")
    monkeypatch.undo()
    assert len(content(store)["partner"]) == int(stored)
    assert store.run(add_partner, "Meier").step == 2 + stored
    assert findings(store) == []


def test_a_disk_that_is_gone_at_commit_is_told_honestly_and_may_come_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writer.Writer._commit

    def commit(self: writer.Writer, work: writer.Work) -> None:
        work.con = Failing(work.con, stored=True)  # type: ignore[assignment]
        real(self, work)

    def gone(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(writer.Writer, "_commit", commit)
    monkeypatch.setattr(writer, "connect", gone)
    with pytest.raises(Damaged, match=r"not certain|nicht sicher"):
        store.run(add_partner, "Müller")
    monkeypatch.setattr(writer.Writer, "_commit", real)
    with pytest.raises(Damaged):
        store.run(add_partner, "Meier")
    monkeypatch.undo()
    assert store.run(add_partner, "Lindner").step == 3
    assert [row[1] for row in content(store)["partner"]] == ["Müller", "Lindner"]
    assert findings(store) == []


def test_a_deferred_key_says_who_needs_it(store: Store) -> None:
    with pytest.raises(Refused) as caught:
        sql(store, "INSERT INTO paper_line(paper,cents) VALUES(99,1)")
    assert (caught.value.values["parent"], caught.value.values["child"]) == ("paper", "paper_line")
    assert findings(store) == []


def test_a_guard_is_refused_in_its_own_words(store: Store) -> None:
    store.run(write_paper, "A-1")
    with pytest.raises(Refused) as caught, store.step("twice") as unit:
        unit.put(Paper(code="A-1", text="x"))
    assert caught.value.message == "This paper exists."
    assert caught.value.values["code"] == "K901"


def test_a_savepoint_takes_its_changes_along(store: Store) -> None:
    with store.step("Import") as unit:
        unit.put(Partner(name="gut"))
        for _ in range(2):
            with pytest.raises(ZeroDivisionError), unit.begin_nested():
                unit.put(Partner(name="halb"))
                _ = 1 // 0
        unit.put(Partner(name="auch gut"))
    assert unit.changed.tables == {"partner": 2}
    assert findings(store) == []


def test_ending_the_transaction_inside_a_step_is_an_error(store: Store) -> None:
    for end in ("commit", "rollback"):
        with pytest.raises(RuntimeError), store.step("x") as unit:
            unit.put(Partner(name="x"))
            getattr(unit, end)()
    assert content(store)["partner"] == []


def test_attachments_stay_out_of_the_journal(store: Store) -> None:
    partner = store.run(add_partner, "Müller").value
    data = os.urandom(200_000)
    key = store.run(file_receipt, partner, data).value
    assert key == hashlib.sha256(data).hexdigest()
    assert store.run(file_receipt, partner, data).value == key
    assert store.path.stat().st_size < 500_000
    with store.read() as con:
        assert get_blob(con, key) == data
        assert blob_size(con, key) == 200_000
        assert con.execute("SELECT count(*) FROM blob").fetchone() == (1,)
    store.undo()
    store.redo()
    with pytest.raises(Refused, match=r"kept|bleib"):
        sql(store, "UPDATE blob SET content=x'00'")
    assert findings(store) == []


def test_a_catalogue_is_taken_back_by_its_pointer(store: Store) -> None:
    def load(price: int) -> None:
        with store.step("Catalogue") as unit:
            con = unit.con
            con.execute("UPDATE catalogue SET active=0")
            new = con.execute("INSERT INTO catalogue(supplier,active) VALUES('Farben',1)").lastrowid
            con.executemany(
                "INSERT INTO bulk_article VALUES(?,?,?)", [(new, f"A{i}", price) for i in range(3)]
            )

    def price() -> int:
        with store.read() as con:
            sql = "SELECT max(price) FROM bulk_article a JOIN catalogue c ON c.id=a.catalogue"
            found: int = con.execute(sql + " WHERE c.active").fetchone()[0]
            return found

    load(100)
    load(200)
    assert price() == 200
    store.undo()
    assert price() == 100
    store.redo()
    assert price() == 200
    assert findings(store) == []


def test_models_and_schema_agree_and_drift_is_told(store: Store) -> None:
    with store.read() as con:
        assert drift(con, METADATA) == []
    con = raw(store)
    for (name,) in con.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        con.execute(f"DROP TRIGGER {name}")
    con.executescript(
        "ALTER TABLE partner ADD COLUMN x TEXT; ALTER TABLE note DROP COLUMN attachment;"
    )
    assert sorted(drift(con, METADATA)) == [
        "note.attachment: only in Python",
        "partner.x: only in SQL",
    ]
    con.close()


def test_reading_loads_no_models() -> None:
    code = (
        "import sys, kontor.store.store, kontor.store.check, kontor.store.doctor\n"
        "import kontor.store.backup, kontor.store.search, kontor.store.drafts\n"
        "print([m for m in ('sqlalchemy','sqlmodel','pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
