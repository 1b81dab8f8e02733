"""Opening: foreign, newer, empty, cut, changed and unwritable files; one instance; clean ends."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import (
    Damaged,
    KontorError,
    Locked,
    NotFound,
    NotOurs,
    ReadOnly,
    Refused,
)  # fmt: skip
from kontor.store import journal, opening, sealfile
from kontor.store.lock import holder, is_held
from kontor.store.schema import fingerprint
from kontor.store.store import Store
from tests.store.sample_area import DOOR, add_partner, content, findings, fresh, raw, sample_schema

SCHEMA = sample_schema()


def reopen(path: Path, **kw: Any) -> Store:
    return Store.open(path, schema=SCHEMA, doors=(DOOR,), **kw)


def codes(store: Store) -> set[str]:
    return {f.code for f in store.findings}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed file with one partner."""
    with fresh(tmp_path) as store:
        store.run(add_partner, "Müller")
    return store.path


# creating


def test_a_new_file_is_private_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "neu.kontor"
    with Store.create(path, schema=SCHEMA) as store:
        assert findings(store) == []
        with store.read() as con:
            assert con.execute("SELECT label,kind FROM step").fetchall() == [
                ("File created", "migration")
            ]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(Refused, match=r"neu\.kontor"):
        Store.create(path, schema=SCHEMA)
    assert path.read_bytes() == before
    with pytest.raises(NotFound):
        Store.create(tmp_path / "no folder" / "x.kontor", schema=SCHEMA)


def test_creating_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(opening, "build", fail)
    with pytest.raises(KontorError):
        Store.create(tmp_path / "neu.kontor", schema=SCHEMA)
    assert list(tmp_path.iterdir()) == []


def test_a_clean_end_leaves_file_seal_and_lock(path: Path) -> None:
    names = sorted(p.name for p in path.parent.iterdir())
    assert names == ["firma.kontor", "firma.kontor.lock", "firma.kontor.seal"]
    assert holder(path) == {}
    assert not is_held(path)
    seal = sealfile.read(path)
    assert seal is not None
    assert (seal.state, seal.size) == (sealfile.CLOSED, path.stat().st_size)
    assert seal.sha256 == sealfile.file_hash(path)


# what is no Kontor file


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    for write in (True, False):
        with pytest.raises(NotFound):
            reopen(tmp_path / "tippfehler.kontor", write=write)
    assert list(tmp_path.iterdir()) == []


FOREIGN = {
    "empty": b"",
    "text": b"Sehr geehrte Damen und Herren\n" * 100,
    "short": b"SQLite format 3\0",
    "zip": b"PK\x03\x04" + bytes(500),
}


@pytest.mark.parametrize("kind", [*FOREIGN, "database", "sqlite of nobody"])
@pytest.mark.parametrize("write", [True, False])
def test_a_foreign_file_is_refused_and_stays_as_it_is(
    tmp_path: Path, kind: str, *, write: bool
) -> None:
    path = tmp_path / "fremd.kontor"
    if kind in FOREIGN:
        path.write_bytes(FOREIGN[kind])
    else:
        con = sqlite3.connect(path)
        con.execute("CREATE TABLE moz_places(x)")
        if kind == "database":
            con.execute("PRAGMA application_id=1234")
            con.execute("PRAGMA user_version=3")
        con.commit()
        con.close()
    before = path.read_bytes()
    with pytest.raises(NotOurs) as caught:
        reopen(path, write=write)
    assert caught.value.advice
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_with_its_version(path: Path) -> None:
    con = raw(path)
    con.execute("PRAGMA user_version=99")
    con.close()
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(NotOurs) as caught:
            reopen(path, write=write)
        assert caught.value.values["version"] == 99
        assert "rescue" in caught.value.advice
    assert path.read_bytes() == before


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(KontorError):
        reopen(tmp_path)


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    size = path.stat().st_size
    for cut in (size - 5000, size - 1, 8192):
        copy = path.with_name("kurz.kontor")
        shutil.copy(path, copy)
        os.truncate(copy, cut)
        with pytest.raises(Damaged):
            reopen(copy)


# one instance


def test_a_second_instance_is_told_who_has_the_file(path: Path) -> None:
    with reopen(path):
        assert is_held(path)
        with pytest.raises(Locked) as caught:
            reopen(path)
        assert str(caught.value.values["pid"]) == str(os.getpid())
        with reopen(path, write=False) as second:
            assert second.read_only
            assert content(second)["partner"][0][1] == "Müller"
            with pytest.raises(ReadOnly):
                second.run(add_partner, "x")
            with pytest.raises(ReadOnly):
                second.undo()
    with reopen(path) as again:
        assert again.run(add_partner, "x").step


CHILD = """
import sys, time
from pathlib import Path
from tests.store.sample_area import DOOR, add_partner, sample_schema
from kontor.store.store import Store
store = Store.open(Path(sys.argv[1]), schema=sample_schema(), doors=(DOOR,))
store.run(add_partner, "Kind")
print("ready", flush=True)
time.sleep(60)
"""


def test_a_killed_instance_frees_the_file(path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(Locked) as caught:
        reopen(path)
    assert caught.value.values["pid"] == child.pid
    child.kill()
    child.wait()
    child.stdout.close()
    with reopen(path) as store:
        assert store.deep_due == "crash"
        assert [row[1] for row in content(store)["partner"]] == ["Müller", "Kind"]
        assert store.deep_check() == []
        assert store.deep_due == ""


def test_a_second_screen_hears_what_the_first_one_did(path: Path) -> None:
    with reopen(path) as first, reopen(path, write=False) as second:
        heard: list[Any] = []
        second.subscribe(heard.append)
        second.look()
        second.look()
        assert heard == []
        first.run(add_partner, "Lindner")
        assert second.look() == []
        assert [(c.step, c.tables) for c in heard] == [(3, {"partner": 1})]
        assert len(content(second)["partner"]) == 2
        second.look()
        assert len(heard) == 1


def test_closed_is_closed(path: Path) -> None:
    store = reopen(path)
    store.close()
    store.close()
    with pytest.raises(RuntimeError), store.read():
        pass
    with pytest.raises(RuntimeError):
        store.run(add_partner, "x")


def test_a_full_disk_opens_for_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sealfile, "write", full)
    with reopen(path) as store:
        assert store.read_only
        assert store.read_only_reason == "The disk is full."
        assert content(store)["partner"][0][1] == "Müller"
    monkeypatch.undo()
    store = reopen(path)
    monkeypatch.setattr(sealfile, "write", full)
    store.run(add_partner, "x")
    store.close()
    monkeypatch.undo()
    with reopen(path) as store:
        assert store.deep_due == "crash"
        assert findings(store) == []


def test_a_mistake_in_the_program_is_not_dressed_up(path: Path) -> None:
    with reopen(path) as store:
        with pytest.raises(sqlite3.OperationalError, match="nonsense"), store.read() as con:
            con.execute("SELECT nonsense")
        with pytest.raises(sqlite3.OperationalError, match="nonsense"), store.step("x") as unit:
            unit.con.execute("SELECT nonsense")


def test_a_symbolic_link_shares_the_lock(path: Path) -> None:
    link = path.with_name("link.kontor")
    link.symlink_to(path)
    with reopen(path), pytest.raises(Locked):
        reopen(link)


def test_another_program_writing_is_told_not_waited_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopen(path) as store:
        store._writer.con.execute("PRAGMA busy_timeout=50")  # type: ignore[union-attr]
        con = raw(path)
        con.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked):
            store.run(add_partner, "x")
        con.execute("ROLLBACK")
        con.close()
        assert store.run(add_partner, "x").step


# the seal


def test_every_flipped_bit_is_noticed_by_the_seal(path: Path) -> None:
    data = path.read_bytes()
    seal = sealfile.read(path)
    assert seal is not None
    copy = path.with_name("bit.kontor")
    for n in range(200):
        place_ = (n * 7919 + 101) % len(data)
        copy.write_bytes(data[:place_] + bytes([data[place_] ^ (1 << n % 8)]) + data[place_ + 1 :])
        assert not sealfile.matches(copy, seal)


def test_a_change_while_closed_is_put_on_record(path: Path) -> None:
    con = raw(path)
    con.execute("CREATE TABLE bulk_foreign(x TEXT) STRICT")
    con.execute("DROP TABLE bulk_foreign")
    con.close()
    with reopen(path) as store:
        assert store.deep_due == "changed"
        assert "P09" in codes(store)
        with store.read() as con:
            kinds = [k for (k,) in con.execute("SELECT kind FROM event ORDER BY id").fetchall()]
        assert kinds == ["created", "foreign"]
        assert findings(store) == []
    with reopen(path) as again:
        assert again.deep_due in {"", "weekly"}


def test_steps_cut_off_while_closed_are_noticed(path: Path) -> None:
    older = path.with_name("older")
    shutil.copy(path, older)
    with reopen(path) as store:
        store.run(add_partner, "Lindner")
    shutil.copy(older, path)
    with reopen(path) as store:
        assert {"V16", "P09"} <= codes(store)


def test_a_weekly_check_comes_due(path: Path, clock: Any) -> None:
    with reopen(path) as store:
        assert store.deep_check() == []
    with reopen(path) as store:
        assert store.deep_due == ""
    clock((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    with reopen(path) as store:
        assert store.deep_due == "weekly"


def test_an_unchanged_session_does_not_hash_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen(path)
    monkeypatch.setattr(sealfile, "file_hash", lambda _: pytest.fail("hashed again"))
    with store.read() as con:
        con.execute("SELECT * FROM partner").fetchall()
    store.close()
    seal = sealfile.read(path)
    assert seal is not None
    assert seal.state == sealfile.CLOSED


def test_what_the_rules_must_be_is_worked_out_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopen(path).close()
    worked_out: list[object] = []
    true = opening.expected_fingerprint
    monkeypatch.setattr(
        opening, "expected_fingerprint", lambda of: worked_out.append(of) or true(of)
    )
    reopen(path).close()
    assert worked_out == []
    monkeypatch.setattr(opening, "sources", lambda _: "those of another program version")
    with reopen(path) as store:
        assert not store.read_only
    assert worked_out == [SCHEMA]


def test_other_rules_are_found_whatever_the_seal_says(path: Path) -> None:
    reopen(path).close()
    con = sqlite3.connect(path)
    con.execute("DROP TRIGGER change_partner_u")
    con.commit()
    actual = fingerprint(con)
    con.close()
    known = sealfile.read(path)
    assert known is not None and known.rules not in {"", actual}
    for said in (known, sealfile.measure(path)._replace(sources=known.sources, rules=known.rules)):
        sealfile.write(path, said)
        with reopen(path) as store:
            assert store.read_only and "V05" in codes(store)
    sealfile.write(path, known._replace(rules=actual))  # the file itself does not fit the seal
    with reopen(path) as store:
        assert store.read_only and "V05" in codes(store)


def test_a_large_file_gets_a_seal_without_hash(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealfile, "HASH_UP_TO", 1000)
    with reopen(path) as store:
        store.run(add_partner, "x")
    seal = sealfile.read(path)
    assert seal is not None
    assert seal.sha256 == ""
    with reopen(path) as store:
        assert store.deep_due in {"", "weekly"}
    os.utime(path, (1, 1))
    with reopen(path) as store:
        assert store.deep_due == "changed"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state":7}', '{"state":"closed","told":5}'])
def test_a_broken_seal_counts_as_a_crash(path: Path, text: str) -> None:
    sealfile.seal_path(path).write_text(text, "utf-8")
    with reopen(path) as store:
        assert store.deep_due in {"crash", "changed"}
        assert findings(store) == []


# damage and foreign hands


def test_changed_rules_open_for_reading_only(path: Path) -> None:
    con = raw(path)
    con.execute("DROP TRIGGER step_bd")
    con.close()
    with reopen(path) as store:
        assert store.read_only
        assert "V05" in codes(store)
        assert content(store)["partner"][0][1] == "Müller"
        with pytest.raises(ReadOnly):
            store.run(add_partner, "x")
    assert not is_held(path)


def test_a_step_left_open_by_a_foreign_program_is_closed_under_its_true_name(path: Path) -> None:
    con = raw(path)
    journal.open_step(con, "harmless")
    con.execute("UPDATE partner SET name='Mallory'")
    con.close()
    with reopen(path) as store:
        assert "S01" in codes(store)
        with store.read() as con:
            row = con.execute("SELECT label,command,final FROM step WHERE id=3").fetchone()
        assert row == ("Changed by another program", "foreign", "another program made it")
        assert store.run(add_partner, "x").step == 4
        assert findings(store) == []


def test_damaged_pages_are_found_after_a_crash(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page : page + 8] = b"\xff" * 8
    path.write_bytes(data)
    try:
        store = reopen(path)
    except Damaged as error:
        assert error.advice  # either way people are told
    else:
        with store:
            assert "V03" in codes(store)
            assert store.read_only


AS_NOBODY = """
import os, sys
from pathlib import Path
from kontor.store.store import Store
import sqlalchemy, sqlmodel  # before the rights go
from tests.store.sample_area import DOOR, add_partner, sample_schema
from kontor.base.errors import ReadOnly
schema = sample_schema()
os.chmod(schema.migrations[0], 0o755)
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
with Store.open(Path(sys.argv[1]), schema=schema, doors=(DOOR,)) as store:
    with store.read() as con:
        print(store.read_only, con.execute("SELECT name FROM partner").fetchone()[0])
    try:
        store.run(add_partner, "x")
    except ReadOnly as error:
        print("refused", error.message)
"""


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize(("folder_mode", "mode"), [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)])
def test_without_rights_the_file_opens_for_reading(
    tmp_path_factory: pytest.TempPathFactory, folder_mode: int, mode: int
) -> None:
    base = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    try:
        with fresh(base) as store:
            store.run(add_partner, "Müller")
        for name in (".lock", ".seal"):
            store.path.with_name(store.path.name + name).unlink()
        store.path.chmod(mode)
        base.chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(store.path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        assert done.stdout.splitlines()[0] == "True Müller"
        assert done.stdout.splitlines()[1].startswith("refused")
    finally:
        base.chmod(0o755)
        shutil.rmtree(base)
