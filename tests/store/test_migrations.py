"""Migrations: wholly old or wholly new at every kill, a verified copy first."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kontor.base.errors import Damaged, ReadOnly, Refused
from kontor.store import migrate, schema
from kontor.store.copying import inspect
from kontor.store.search import search
from kontor.store.store import Store
from kontor.store.version import KONTOR, Schema
from tests.store.sample_area import DOOR, add_partner, content, findings, fresh, raw, sample_schema

HEAVY = bool(os.environ.get("KONTOR_HEAVY"))
THIRD = """
ALTER TABLE partner ADD COLUMN stars INTEGER NOT NULL DEFAULT 3 CHECK(stars BETWEEN 1 AND 5);
ALTER TABLE partner ADD COLUMN remark TEXT;
CREATE TABLE visit(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner INTEGER NOT NULL REFERENCES partner(id), day TEXT NOT NULL
) STRICT;
-- data
UPDATE partner SET remark='from before; really' WHERE id=1;
INSERT INTO visit(partner, day) SELECT id, '2026-01-01' FROM partner WHERE id=1;
"""
FOURTH = """
CREATE TABLE note_new(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner INTEGER NOT NULL REFERENCES partner(id) ON DELETE CASCADE,
  pos INTEGER NOT NULL, text TEXT NOT NULL, attachment TEXT REFERENCES blob(sha256),
  UNIQUE(partner, pos)
) STRICT;
INSERT INTO note_new SELECT * FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
CREATE INDEX note_attachment ON note(attachment);
"""


def newer(tmp_path: Path, *texts: str) -> Schema:
    """The sample schema with further migrations."""
    folder = tmp_path / f"schema{len(texts)}"
    shutil.copytree(sample_schema().migrations[0], folder)
    for number, text in enumerate(texts, 3):
        (folder / f"{number:04}_more.sql").write_text(text, "utf-8")
    return Schema((folder,), (folder / "guards",))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of the second version with rows."""
    work = tmp_path / "work"
    work.mkdir()
    with fresh(work) as store:
        for name in ("Müller", "Lindner"):
            store.run(add_partner, name)
        with store.step("notes") as unit:
            unit.con.execute("INSERT INTO note(partner,pos,text) VALUES(1,1,'x'),(1,2,'y')")
    return store.path


def state(path: Path) -> str:
    """`old`, `new`, or what is wrong."""
    con = sqlite3.connect(path)
    try:
        (version,) = con.execute("PRAGMA user_version").fetchone()
        stars = any(r[1] == "stars" for r in con.execute("PRAGMA table_info(partner)"))
        partners = con.execute("SELECT id,name FROM partner ORDER BY id").fetchall()
        notes = con.execute("SELECT id,partner,pos,text FROM note ORDER BY id").fetchall()
        whole = con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        con.close()
    same = partners == [(1, "Müller"), (2, "Lindner")] and len(notes) == 2
    if not (same and whole and inspect(path) == []):
        return "damaged"
    return {(2, False): "old", (4, True): "new"}.get((version, stars), "half")


def test_a_migration_keeps_every_row_and_is_on_record(old: Path, tmp_path: Path) -> None:
    target = newer(tmp_path, THIRD, FOURTH)
    with Store.open(old, schema=target, doors=(DOOR,)) as store:
        assert content(store)["partner"][0][-2:] == (3, "from before; really")
        assert content(store)["visit"] == [(1, 1, "2026-01-01")]
        assert findings(store) == []
        with store.read() as con:
            kind, data = con.execute("SELECT kind,data FROM event ORDER BY id DESC").fetchone()
            assert (kind, json.loads(data)) == ("migrated", {"from": 2, "to": 4})
            assert [h.title for h in search(con, "lindner")] == ["Lindner"]
        with pytest.raises(Refused, match=r"update|Aktualisierung"):
            store.undo()
        store.run(add_partner, "Krüger")
        store.undo()
        with store.step("n") as unit:
            unit.con.execute("UPDATE partner SET name='Meier' WHERE id=2")
        store.undo()
        assert findings(store) == []
    copies = migrate.old_copies(old)
    assert len(copies) == 1
    assert inspect(copies[0]) == []
    assert copies[0].stat().st_mode & 0o77 == 0
    assert state(old) == "new"
    with Store.open(old, schema=target) as again:
        assert again.deep_due == ""
    assert len(migrate.old_copies(old)) == 1


def test_an_older_file_needs_writing_once(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(ReadOnly) as caught:
        Store.open(old, schema=newer(tmp_path, THIRD), write=False)
    assert caught.value.values["version"] == 2
    assert old.read_bytes() == before


CHILD = """
import os, sys
from pathlib import Path
from kontor.store.migrate import migrate_file
from kontor.store.version import Schema
path, folder, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
count = 0
def trace(statement):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), 9)
migrate_file(path, Schema((folder,), (folder / "guards",)), trace=trace)
print(count)
"""


def test_killed_at_every_statement_it_is_wholly_old_or_wholly_new(
    old: Path, tmp_path: Path
) -> None:
    target = newer(tmp_path, THIRD, FOURTH)
    folder = target.migrations[0]

    def run(path: Path, at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", CHILD, str(path), str(folder), str(at)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    probe = tmp_path / "probe"
    probe.mkdir()
    shutil.copy(old, probe)
    total = int(run(probe / old.name, 0).stdout)
    assert total > 60
    points = range(1, total + 1) if HEAVY else sorted({*range(1, total, total // 12), total})
    seen = set()
    for at in points:
        work = tmp_path / f"kill{at}"
        work.mkdir()
        path = Path(shutil.copy(old, work))
        assert run(path, at).returncode == -9
        seen.add(state(path))
        with Store.open(path, schema=target, doors=(DOOR,)) as store:
            assert findings(store) == []
        assert state(path) == "new"
        shutil.rmtree(work)
    assert seen <= {"old", "new"}
    assert "old" in seen


BROKEN = {
    "an error in the middle": "ALTER TABLE partner ADD COLUMN a TEXT; SELECT * FROM nowhere;",
    "a broken reference": "DELETE FROM partner WHERE id=1;",
    "a dropped column": "ALTER TABLE partner DROP COLUMN city;",
    "a dropped table": "DROP TABLE catalogue;",
    "a table that is not strict": "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT);",
    "a key given twice": "CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT) STRICT;",
    "a real number": "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, x REAL) STRICT;",
    "a row changed unseen": "UPDATE partner SET name='x' WHERE id=2;",
    "unfinished": "CREATE TABLE t(id INTEGER",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_migration_changes_nothing(old: Path, tmp_path: Path, name: str) -> None:
    target = newer(tmp_path, BROKEN[name])
    before = state(old)
    with pytest.raises((ValueError, sqlite3.Error, Damaged, RuntimeError, Exception)):
        Store.open(old, schema=target)
    assert state(old) == before == "old"
    with Store.open(old, schema=sample_schema(), doors=(DOOR,)) as store:
        assert findings(store) == []


def test_a_damaged_file_is_not_migrated(old: Path, tmp_path: Path) -> None:
    con = raw(old)
    con.executescript("DROP TRIGGER change_partner_u; UPDATE partner SET name='x'")
    con.close()
    with pytest.raises(Damaged) as caught:
        Store.open(old, schema=newer(tmp_path, THIRD))
    assert "R01" in str(caught.value)
    assert migrate.old_copies(old) == []


def test_numbers_without_a_gap(tmp_path: Path) -> None:
    folder = tmp_path / "gap"
    shutil.copytree(sample_schema().migrations[0], folder)
    (folder / "0005_gap.sql").write_text("SELECT 1;", "utf-8")
    with pytest.raises(ValueError, match="gaps"):
        schema.migrations(Schema((folder,), ()))


def test_statements_keep_trigger_bodies_whole() -> None:
    text = (
        "-- a; comment\nCREATE TABLE t(a TEXT); \nCREATE TRIGGER x AFTER INSERT ON t BEGIN\n"
        "  SELECT 'a;b';\n  SELECT 2;\nEND;\n-- the end;\n"
    )
    assert len(list(schema.statements(text))) == 2
    with pytest.raises(ValueError, match="unfinished"):
        list(schema.statements("SELECT 1"))


def test_the_schema_of_the_product_builds_and_every_table_is_fit() -> None:
    con = sqlite3.connect(":memory:", isolation_level=None)
    con.execute("BEGIN")
    schema.build(con, KONTOR)
    assert schema.fingerprint(con) == schema.expected_fingerprint(KONTOR)
    con.execute("DROP TRIGGER step_bd")
    assert schema.fingerprint(con) != schema.expected_fingerprint(KONTOR)
    con.close()


def test_guards_that_are_neither_triggers_nor_views_are_a_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "guards"
    folder.mkdir()
    (folder / "x.sql").write_text("CREATE INDEX v ON partner(city);\n", "utf-8")
    with pytest.raises(ValueError, match="only triggers and views"):
        schema.expected_fingerprint(Schema(sample_schema().migrations, (folder,)))


RELEASED: dict[str, str] = {}


def test_released_migrations_never_change() -> None:
    """Each release adds the hash of its migrations here."""
    folder = KONTOR.migrations[0]
    now = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.glob("*.sql")}
    assert {name: now.get(name) for name in RELEASED} == RELEASED
