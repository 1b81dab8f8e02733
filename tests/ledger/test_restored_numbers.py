"""After a restore: no journal number twice, each gap explained, the chain whole, heads outside."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor import bootstrap
from kontor.base.errors import InputError, Severity
from kontor.desk.audit import AuditExport, write_audit
from kontor.ledger.doors import has_head, heads
from kontor.ledger.model.inputs import EntryLine, FreeEntry
from kontor.ledger.queries.seals import check_seals, head
from kontor.ledger.service.events import post_event
from kontor.ledger.service.sealing import seal_entries
from kontor.store.backup import Backup, backup, list_backups
from kontor.store.check import check
from kontor.store.events import events
from kontor.store.gaps import Gap, documented_gaps, number_floor
from kontor.store.restore import difference, restore
from kontor.store.store import Store

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
TODAY = date(2026, 3, 16)
DOORS = bootstrap.doors()


def seal_some(store: Store, count: int) -> list[int]:
    """Post and seal as many entries; their journal numbers."""
    lines = [EntryLine(account="miete", amount=100), EntryLine(account="bank", amount=-100)]
    with store.step("sealed") as unit:
        made = [
            post_event(unit, FreeEntry(day=TODAY, lines=lines)).entries[0] for _ in range(count)
        ]
        return seal_entries(unit, made)


def found(store: Store) -> list[str]:
    """Codes of all findings that are more than a note."""
    return [one.code for one in check(store) if one.severity is not Severity.NOTE]


def lost(store: Store) -> list[tuple[object, object]]:
    """The gaps as `check` tells them."""
    told = [dict(one.values) for one in check(store, ["ledger"]) if one.code == "L91"]
    return [(values["first"], values["last"]) for values in told]


def numbers(store: Store) -> list[int]:
    """All journal numbers in order."""
    with store.read() as con:
        return [row[0] for row in con.execute("SELECT number FROM seal ORDER BY number")]


def save(store: Store, hours: int) -> Backup:
    """A backup some hours after the start."""
    return backup(store, now=START + timedelta(hours=hours))


def back(path: Path, to: Backup) -> tuple[Gap, ...]:
    """Restore; the numbers that went lost."""
    return restore(path, to, today=TODAY, doors=DOORS).gaps


@pytest.fixture
def early(books_file: Path) -> Backup:
    """A backup after #3; the file went on to #7."""
    with bootstrap.open_store(books_file) as store:
        assert seal_some(store, 3) == [1, 2, 3]
        made = save(store, 0)
        assert seal_some(store, 4) == [4, 5, 6, 7]
    return made


def test_no_number_twice_and_the_gap_is_explained(books_file: Path, early: Backup) -> None:
    assert difference(books_file, early, doors=DOORS).gaps == (Gap("journal", 4, 7),)
    assert back(books_file, early) == (Gap("journal", 4, 7),)
    with bootstrap.open_store(books_file) as store:
        assert lost(store) == [(4, 7)]
        assert seal_some(store, 2) == [8, 9]
        assert seal_some(store, 1) == [10]
        assert numbers(store) == [1, 2, 3, 8, 9, 10]
        assert found(store) == []
        assert lost(store) == [(4, 7)]
        with store.read() as con:
            links = con.execute("SELECT number,previous,hash FROM seal ORDER BY number").fetchall()
            assert number_floor(con, "journal") == 7
    assert links[3][1] == links[2][2]


def test_restoring_again_and_again_gives_no_number_twice(books_file: Path, early: Backup) -> None:
    """Also from a backup with a gap of its own, and when nothing was sealed in between."""
    back(books_file, early)
    with bootstrap.open_store(books_file) as store:
        second = save(store, 1)  # #1 to #3, gap to #7
        assert second.gaps == (("journal", 4, 7),)
        assert seal_some(store, 2) == [8, 9]
    assert back(books_file, second) == (Gap("journal", 8, 9),)
    assert back(books_file, early) == (Gap("journal", 4, 9),)
    with bootstrap.open_store(books_file) as store:
        assert seal_some(store, 1) == [10]
        third = save(store, 3)
    back(books_file, second)
    assert back(books_file, third) == ()
    with bootstrap.open_store(books_file) as store:
        assert seal_some(store, 1) == [11]
        assert numbers(store) == [1, 2, 3, 10, 11]
        assert found(store) == []
        assert lost(store) == [(4, 9)]


def test_the_present_file_is_gone_and_a_later_manifest_knows_the_numbers(
    books_file: Path, early: Backup
) -> None:
    with bootstrap.open_store(books_file) as store:
        later = save(store, 5)
    assert later.heads[0][:2] == ("journal", 7)
    books_file.unlink()
    assert back(books_file, early) == (Gap("journal", 4, 7),)
    with bootstrap.open_store(books_file) as store:
        assert seal_some(store, 1) == [8]


def test_a_manifest_without_its_gaps_leaves_no_overlap(books_file: Path, early: Backup) -> None:
    back(books_file, early)
    with bootstrap.open_store(books_file) as store:
        second = save(store, 1)
        seal_some(store, 2)
    manifest = second.path.with_name(second.name + ".json")
    said = json.loads(manifest.read_text("utf-8"))
    del said["gaps"]
    manifest.write_text(json.dumps(said), "utf-8")
    older = next(one for one in list_backups(second.path.parent) if one.name == second.name)
    back(books_file, older)
    with bootstrap.open_store(books_file) as store, store.read() as con:
        gaps = [Gap("journal", 4, 7), Gap("journal", 8, 9)]
        assert documented_gaps(con) == gaps


# numbers that somebody leaves out without a restore


def forge(path: Path | str, *statements: str, command: str = "auto.restore") -> None:
    """A foreign client that opens a step of its own and does as if it were a restore."""
    con = sqlite3.connect(path, isolation_level=None)
    con.execute(
        "INSERT INTO step(id,at,label,command,kind) SELECT max(id)+1,'2099','x',?,'do' FROM step",
        (command,),
    )
    for statement in statements:
        con.execute(statement)
    con.close()


GAP = "INSERT INTO gap(chain,first,last,at) VALUES('journal',8,20,'2026')"
EVENT = "INSERT INTO event(at,kind,text) VALUES('2026','restored','x')"


def test_a_faked_gap_is_refused_or_found(books_file: Path, early: Backup) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="K030"):
        forge(shutil.copy(books_file, f"{books_file}.1"), GAP, command="ledger.seal")
    with pytest.raises(sqlite3.IntegrityError, match="K175"):
        forge(shutil.copy(books_file, f"{books_file}.2"), GAP.replace("8,20", "9,20"))
    for name, statements, codes in (
        ("plain", (GAP,), {"S01", "L35"}),
        ("with its event", (GAP, EVENT), {"S01"}),
    ):
        copy = Path(shutil.copy(early.path, books_file.with_name(f"{name}.kontor")))
        forge(copy, *(one.replace("8,20", "4,20") for one in statements))
        with sqlite3.connect(copy) as con:
            said = {one.code for one in check_seals(con)}
        con.close()
        with bootstrap.open_store(copy, write=False) as store:
            assert codes <= {*found(store), *said}, name


TAMPERED = {
    "DELETE FROM gap": "L31",
    "UPDATE gap SET last=6": "L31",
    "UPDATE gap SET first=5": "L31",
    "UPDATE gap SET last=8": "L36",
    "UPDATE step SET command='x' WHERE command='auto.restore'": "L35",
    "DELETE FROM event WHERE kind='restored'": "L35",
    "DELETE FROM seal WHERE number=9": "L31",
}


def test_without_guards_it_is_found(books_file: Path, early: Backup) -> None:
    back(books_file, early)
    with bootstrap.open_store(books_file) as store:
        seal_some(store, 3)
    con = sqlite3.connect(books_file, isolation_level=None)
    assert [one.code for one in check_seals(con)] == ["L91"]
    for (name,) in con.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        con.execute(f"DROP TRIGGER {name}")
    for statement, code in TAMPERED.items():
        con.execute("BEGIN")
        con.execute(statement)
        assert code in {one.code for one in check_seals(con)}, statement
        con.execute("ROLLBACK")
    con.close()


# the head outside the file


def test_a_noted_head_finds_a_cut_tail(books_file: Path, early: Backup) -> None:
    with bootstrap.open_store(books_file) as store:
        with store.read() as con:
            number, value = head(con)
            assert [tuple(one) for one in heads(con)] == [("journal", 7, value)]
            assert has_head(con, value[:8])
            assert not has_head(con, "f" * 64)
        assert number == 7
        late = save(store, 1)
        assert late.heads == (("journal", 7, value),)
        assert "V16" not in {one.code for one in check(store, head=value)}
        spoken = " ".join(value[place : place + 4] for place in range(0, 16, 4)).upper()
        assert "V16" not in {one.code for one in check(store, head=spoken)}
    # the same file with its tail cut off is the earlier copy: whole in itself, and yet
    with bootstrap.open_store(early.path, write=False) as store:
        assert found(store) == []
        assert {one.code for one in check(store, head=value)} >= {"V16"}
        assert "V16" not in {one.code for one in check(store, head=early.heads[0][2])}


# audit export


def run_checker(export: AuditExport) -> tuple[int, list[str]]:
    """The checker in a process of its own, without any package."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(export.checker), str(export.folder)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def export(books_file: Path, early: Backup, tmp_path: Path) -> AuditExport:
    """The audit export of a firm that restored a backup once."""
    back(books_file, early)
    with bootstrap.open_store(books_file) as store:
        seal_some(store, 2)
        made = write_audit(store, tmp_path / "export")
        with store.read() as con:
            last = events(con, kind="export")[0]
            assert last.data["head"] == made.head
            assert (made.number, made.head) == head(con)
        assert found(store) == []
    return made


def test_the_checker_verifies_the_export_of_the_books(export: AuditExport) -> None:
    code, said = run_checker(export)
    assert (code, said[0]) == (0, "unbroken")
    assert said[1] == f"entry 9 {export.head}"
    assert export.entries == 5
    text = (export.folder / "journal.jsonl").read_text("utf-8")
    assert text.count("\n") == 6
    assert '{"gap": [4, 7], "step":' in text


def _shift_gap(lines: list[dict[str, Any]]) -> None:
    lines[3]["gap"] = [4, 8]


def _other_step(lines: list[dict[str, Any]]) -> None:
    lines[3]["step"] = 1


def _no_gap(lines: list[dict[str, Any]]) -> None:
    del lines[3]


def _longer_gap(lines: list[dict[str, Any]]) -> None:
    """One entry less, and the gap says that it went lost."""
    lines[3]["gap"] = [4, 8]
    del lines[4]


def _renumbered(lines: list[dict[str, Any]]) -> None:
    del lines[3]
    lines[3]["number"], lines[4]["number"] = 4, 5


@pytest.mark.parametrize("change", [_shift_gap, _other_step, _no_gap, _longer_gap, _renumbered])
def test_the_checker_finds_a_gap_that_is_not_true(export: AuditExport, change: Any) -> None:
    path = export.folder / "journal.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    code, said = run_checker(export)
    assert code == 1
    assert said[0].startswith("journal.jsonl")


@pytest.mark.parametrize("name", ["journal.jsonl", "steps.jsonl"])
def test_the_checker_finds_an_altered_byte_anywhere(
    export: AuditExport, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process for two of them, the same program in here for bytes all over the file."""
    import importlib.util

    path = export.folder / name
    whole = path.read_bytes()
    spec = importlib.util.spec_from_file_location("checker", export.checker)
    assert spec is not None and spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    ask = checker.check_journal if name[0] == "j" else checker.check_steps
    places = [n for n in range(3, len(whole) - 1, max(1, len(whole) // 150)) if whole[n] != 32]
    for count, place in enumerate(places):
        old = whole[place : place + 1]
        new = (b"1" if old != b"1" else b"2") if old.isdigit() else b"#"
        path.write_bytes(whole[:place] + new + whole[place + 1 :])
        wrong: list[str] = []
        ask(path, wrong)
        assert wrong, (place, whole[place - 20 : place + 20])
        if count in {5, 90}:
            assert run_checker(export)[0] == 1
    path.write_bytes(whole)
    assert run_checker(export)[0] == 0


def test_an_export_never_mixes_with_other_files(books_file: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", "utf-8")
    with bootstrap.open_store(books_file) as store:
        with pytest.raises(InputError):
            write_audit(store, tmp_path / "full")
        made = write_audit(store, tmp_path / "new" / "export")
    assert (made.entries, made.number, made.head) == (0, 0, "")
    with bootstrap.open_store(books_file, write=False) as store:
        assert write_audit(store, tmp_path / "again").steps == made.steps + 1
