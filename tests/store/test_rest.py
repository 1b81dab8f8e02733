"""Drafts, events, history, doctor, repair, rescue, audit export, plain inserts."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import Damaged, Finding, NotFound, Refused, Severity
from kontor.store import audit, journal
from kontor.store.backup import backup
from kontor.store.blobs import LIMIT, get_blob, put_blob
from kontor.store.check import check
from kontor.store.doctor import doctor
from kontor.store.drafts import drop_draft, list_drafts, load_draft, save_draft
from kontor.store.erasing import erase_person
from kontor.store.events import events, log_event
from kontor.store.history import history, newest_change, step_changes, steps
from kontor.store.repair import repair
from kontor.store.rescue import rescue
from kontor.store.store import Store
from tests.store.sample_area import (
    DOOR,
    Kind,
    Partner,
    add_partner,
    content,
    file_receipt,
    findings,
    fresh,
    raw,
    sample_schema,
    sql,
    write_paper,
)  # fmt: skip

SCHEMA = sample_schema()


# drafts


def test_drafts_come_and_go_without_a_step(store: Store) -> None:
    before = content(store)
    save_draft(store, "sample.partner:1", {"name": "Mül", "lines": [1, 2]}, 17)
    save_draft(store, "sample.partner:1", {"name": "Müller"}, 18)
    save_draft(store, "other:2", {})
    with store.read() as con:
        draft = load_draft(con, "sample.partner:1")
        assert draft is not None
        assert (draft.content, draft.seen_change) == ({"name": "Müller"}, 18)
        assert [d.key for d in list_drafts(con, "sample")] == ["sample.partner:1"]
        assert len(list_drafts(con)) == 2
        assert load_draft(con, "nothing") is None
    drop_draft(store, "sample.partner:1")
    drop_draft(store, "sample.partner:1")
    with store.read() as con:
        assert [d.key for d in list_drafts(con)] == ["other:2"]
    assert content(store) == before
    with pytest.raises(Refused):
        save_draft(store, "long", {"x": "y" * 1_000_001})


def test_a_draft_survives_a_restart_and_a_broken_one_is_empty(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    save_draft(store, "a:1", {"x": "ü"})
    store.close()
    con = raw(store.path)
    con.execute("INSERT INTO bulk_draft VALUES('b:1','{',0,'')")
    con.close()
    with Store.open(store.path, schema=SCHEMA) as again, again.read() as con:
        drafts = {d.key: d.content for d in list_drafts(con)}
    assert drafts == {"a:1": {"x": "ü"}, "b:1": {}}


def test_erasing_a_person_takes_the_drafts_along(store: Store) -> None:
    store.run(add_partner, "Müller")
    for key in ("sample.partner:1", "sample.partner:11", "other:1"):
        save_draft(store, key, {"name": "Müller"})
    with store.step("Erased") as unit:
        erase_person(unit, store.doors, "sample:1", date(2026, 1, 1))
    with store.read() as con:
        assert {d.key for d in list_drafts(con)} == {"sample.partner:11", "other:1"}


# events and history


def test_events_are_kept_and_make_their_step_final(store: Store) -> None:
    with store.step("Exported") as unit:
        log_event(unit, "export", "{count} entries exported", count=3)
    with store.read() as con:
        (event,) = events(con, kind="export")
        assert (event.text, event.data) == ("{count} entries exported", {"count": 3})
        assert [e.kind for e in events(con)] == ["export", "created"]
        assert [e.kind for e in events(con, before=event.id)] == ["created"]
    with pytest.raises(Refused):
        store.undo()
    for statement in ("DELETE FROM event", "UPDATE event SET text='x'"):
        with pytest.raises(Refused):
            sql(store, statement)


def test_the_history_of_a_record(store: Store) -> None:
    store.run(add_partner, "Müller")
    sql(store, "UPDATE partner SET name='Meier', city='Köln' WHERE id=1", label="Renamed")
    store.undo()
    with store.read() as con:
        past = history(con, "partner", 1)
        assert [(p.op, p.label) for p in past] == [
            ("U", "Renamed"), ("U", "Renamed"), ("I", "Partner added"),
        ]  # fmt: skip
        assert past[1].before == {"name": "Müller", "city": None}
        assert past[1].after == {"name": "Meier", "city": "Köln"}
        assert newest_change(con, "partner", 1) > newest_change(con, "partner", 2) == 0


def test_the_list_of_steps_is_paged_by_key(store: Store) -> None:
    for n in range(7):
        store.run(add_partner, f"n{n}")
    with store.step("night", "auto.night") as unit:
        unit.put(Partner(name="auto"))
    store.undo()
    seen, before = [], None
    with store.read() as con:
        while page := steps(con, before=before, limit=3, automatic=False):
            seen += page
            before = page[-1].id
        assert [s.id for s in seen] == [10, 8, 7, 6, 5, 4, 3, 2, 1]
        assert (seen[0].kind, seen[0].undoes, seen[1].undone) == ("undo", 8, 10)
        assert [s.label for s in steps(con, limit=2)] == ["Partner added", "night"]
        assert [c[1:4] for c in step_changes(con, 8)] == [("partner", 7, "I")]
        assert step_changes(con, 8, after=step_changes(con, 8)[0][0]) == []


# attachments


def test_missing_altered_and_too_large_attachments(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = store.run(add_partner, "Müller").value
    key = store.run(file_receipt, partner, b"Beleg").value
    with store.read() as con, pytest.raises(NotFound):
        get_blob(con, "0" * 64)
    con = raw(store)
    con.executescript("DROP TRIGGER blob_bu; UPDATE blob SET content=x'00'")
    con.close()
    with store.read() as con, pytest.raises(Damaged):
        get_blob(con, key)
    monkeypatch.setattr("kontor.store.blobs.LIMIT", 10)
    with pytest.raises(Refused), store.step("large") as unit:
        put_blob(unit, b"x" * 11)
    assert LIMIT >= 100 << 20


# plain inserts


def test_insert_writes_the_same_as_put(store: Store) -> None:
    day, at = date(1980, 2, 29), datetime(2026, 3, 1, tzinfo=UTC)
    values: dict[str, Any] = {"name": "x", "rate": 5, "born": day, "seen_at": at, "vip": True}
    with store.step("both") as unit:
        one = unit.put(Partner(**values, kind=Kind.FIRM)).key
        two = unit.insert(Partner, **values, kind=Kind.FIRM)
        three = unit.insert(Partner, name="y")
        with pytest.raises(TypeError, match="nonsense"):
            unit.insert(Partner, name="z", nonsense=1)
    rows = {row[0]: row[1:] for row in content(store)["partner"]}
    assert rows[one] == rows[two]
    assert rows[three][7] == "private"
    assert findings(store) == []


# doctor


def codes(found: list[Finding]) -> dict[str, Severity]:
    return {f.code: f.severity for f in found}


def test_the_doctor_looks_and_writes_nothing(tmp_path: Path) -> None:
    missing = codes(doctor(tmp_path / "none.kontor", schema=SCHEMA))
    assert missing["D10"] is Severity.WARNING
    store = fresh(tmp_path)
    now = datetime.now(UTC)
    found = codes(doctor(store.path, schema=SCHEMA))
    assert found["D21"] is Severity.NOTE
    assert found["D30"] is Severity.WARNING
    backup(store)
    store.close()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    found = codes(doctor(store.path, schema=SCHEMA, now=now))
    assert {"D01", "D02", "D12", "D20", "D31"} <= set(found)
    assert {code for code, weight in found.items() if weight is not Severity.NOTE} == set()
    found = codes(doctor(store.path, schema=SCHEMA, now=now + timedelta(days=8)))
    assert found["D31"] is Severity.WARNING
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_the_doctor_names_what_lies_around(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    path = tmp_path / "firma.kontor"
    for suffix in ("-wal", ".restore", ".before-restore-20260101-120000"):
        path.with_name(path.name + suffix).write_bytes(b"x")
    path.with_name(path.name + "-journal").write_bytes(b"x")
    path.chmod(0o644)
    found = doctor(path, schema=SCHEMA)
    assert {"D22", "D23", "D24", "P04"} <= set(codes(found))
    assert all(f.text and "{" not in f.text for f in found)
    path.write_bytes(b"no database" * 50)
    assert "D11" in codes(doctor(path, schema=SCHEMA))


def test_a_file_in_wal_mode_is_told_and_changed_back(tmp_path: Path) -> None:
    with fresh(tmp_path) as store:
        store.run(add_partner, "Müller")
    con = raw(store.path)
    con.execute("PRAGMA journal_mode=WAL")
    con.close()
    assert "D14" in codes(doctor(store.path, schema=SCHEMA))
    with Store.open(store.path, schema=SCHEMA) as again:
        assert again.run(add_partner, "x").step
        with again.read() as con:
            assert con.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
    assert "D14" not in codes(doctor(store.path, schema=SCHEMA))


# repair and rescue


def test_repair_puts_guards_and_index_back_but_washes_nothing_clean(tmp_path: Path) -> None:
    with fresh(tmp_path) as store:
        store.run(add_partner, "Müller")
        store.run(add_partner, "Lindner")
    con = raw(store.path)
    con.executescript(
        "DROP TRIGGER step_bd; DROP TRIGGER change_partner_u;"
        "UPDATE partner SET name='Mallory' WHERE id=1;"
        "CREATE TRIGGER foreign_one AFTER INSERT ON note BEGIN SELECT 1; END;"
        "DELETE FROM bulk_search"
    )
    con.close()
    copy = repair(store.path, target=SCHEMA, doors=(DOOR,))
    assert copy.exists()
    with Store.open(store.path, schema=SCHEMA, doors=(DOOR,)) as again:
        assert not again.read_only
        assert [f.code for f in check(again)] == ["R01"]
        with again.read() as con:
            assert events(con)[0].kind in {"repaired", "foreign"}
            assert con.execute("SELECT count(*) FROM bulk_search").fetchone() == (2,)


def test_changed_tables_are_not_repaired(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    path = tmp_path / "firma.kontor"
    con = raw(path)
    con.execute("ALTER TABLE partner ADD COLUMN x TEXT")
    con.close()
    before = path.read_bytes()
    with pytest.raises(Damaged):
        repair(path, target=SCHEMA)
    assert path.read_bytes() == before


def test_rescue_copies_all_tables_also_of_a_newer_file(tmp_path: Path) -> None:
    with fresh(tmp_path) as store:
        partner = store.run(add_partner, "Müller; [neu]").value
        key = store.run(file_receipt, partner, b"Beleg").value
    con = raw(store.path)
    con.execute("PRAGMA user_version=99")
    con.close()
    before = store.path.read_bytes()
    counts = rescue(store.path, tmp_path / "out")
    assert counts["partner"] == 1
    assert counts["blob"] == 1
    with (tmp_path / "out/partner.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[0]["name"] == "Müller; [neu]"
    assert (tmp_path / "out/attachments" / key).read_bytes() == b"Beleg"
    assert store.path.read_bytes() == before
    with pytest.raises(Refused):
        rescue(store.path, tmp_path / "out")


def test_rescue_takes_what_a_damaged_file_still_gives(tmp_path: Path) -> None:
    with fresh(tmp_path) as store, store.step("many") as unit:
        unit.con.executemany(
            "INSERT INTO partner(name) VALUES(?)",
            [(f"Kunde {n} " + "x" * 300,) for n in range(400)],
        )
    data = bytearray(store.path.read_bytes())
    middle = data.find(b"Kunde 350 ")
    data[middle // 4096 * 4096 : middle // 4096 * 4096 + 12] = b"\xff" * 12
    store.path.write_bytes(data)
    counts = rescue(store.path, tmp_path / "out")
    assert -400 < counts["partner"] < 0


# audit export


def run_checker(folder: Path) -> tuple[int, list[str]]:
    checker = audit.put_checker(folder)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(checker), str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def journal_of(count: int) -> list[tuple[int, str, str, list[Any]]]:
    import hashlib

    out, previous = [], ""
    for number in range(1, count + 1):
        text: list[Any] = [number, "2026-01-01", "Löhne „brutto“", None, [[1, "8400", -100]]]
        body = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
        value = hashlib.sha256(f"kontor-seal-1\n{previous}\n{body}".encode()).hexdigest()
        out.append((number, previous, value, text))
        previous = value
    return out


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An audit export of a few steps and entries."""
    (tmp_path / "file").mkdir()
    folder = tmp_path / "export"
    folder.mkdir()
    with fresh(tmp_path / "file") as store:
        store.run(add_partner, "Müller")
        store.run(write_paper, "A-1", 1, 2)
        store.undo()
        with store.step("Erased") as unit:
            erase_person(unit, store.doors, "sample:1", date(2026, 1, 1))
        with store.read() as con:
            assert audit.export_steps(con, folder) == 5
            (head,) = con.execute("SELECT hash FROM step WHERE id=5").fetchone()
    assert audit.export_journal(journal_of(4), folder) == 4
    code, said = run_checker(folder)
    assert (code, said[0]) == (0, "unbroken")
    assert said[2] == f"step 5 {head}"
    return folder


@pytest.mark.parametrize("name", ["journal.jsonl", "steps.jsonl"])
def test_the_stand_alone_checker_finds_every_alteration(export: Path, name: str) -> None:
    path = export / name
    text = path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    changed = [
        "".join([*lines[:1], *lines[2:]]),
        "".join([lines[1], lines[0], *lines[2:]]),
        "".join([*lines[:2], lines[1], *lines[2:]]),
        "".join(lines[1:]),
        text.replace("Löhne", "Lohn", 1) if name[0] == "j" else text.replace("do", "da", 1),
        text.replace('"hash": "', '"hash": "0', 1),
        "nonsense\n" + text,
        "[]\n" + text,
    ]
    for one in changed:
        assert one != text
        path.write_text(one, "utf-8")
        code, said = run_checker(export)
        assert code == 1, one[:80]
        assert said[0].startswith(name)
    path.write_text("".join(lines[:-1]), "utf-8")
    code, said = run_checker(export)
    assert code == 0  # a cut tail shows only against a head noted outside
    assert said[1 if name[0] == "j" else 2] != f"{lines[-1]}"


def test_the_checker_is_short_and_needs_nothing() -> None:
    text = audit.CHECKER.read_text("utf-8")
    assert len(text.splitlines()) <= 80
    assert "kontor." not in text.replace("Kontor", "")


def test_steps_without_files_are_no_proof(tmp_path: Path) -> None:
    assert run_checker(tmp_path) == (1, ["nothing to check"])


def test_real_and_blob_columns_are_refused() -> None:
    con = sqlite3.connect(":memory:")
    con.executescript(
        "CREATE TABLE f(id INTEGER PRIMARY KEY, r REAL) STRICT;"
        "CREATE TABLE b(id INTEGER PRIMARY KEY, r BLOB) STRICT;"
        "CREATE TABLE k(k TEXT PRIMARY KEY) STRICT;"
    )
    for table in "fbk":
        with pytest.raises(ValueError, match="needs 'id'"):
            journal.columns(con, table)
    con.close()
