"""Restoring: the difference first, erased stays erased, numbers stay explained, nothing is lost."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import Damaged, Locked
from kontor.store import restore as module
from kontor.store.backup import Backup, backup, verify_backup
from kontor.store.doors import Head
from kontor.store.erasing import erase_person
from kontor.store.restore import (
    Gap,
    difference,
    documented_gaps,
    number_floor,
    restore,
)  # fmt: skip
from kontor.store.search import search
from kontor.store.store import Store
from tests.store.sample_area import (
    DOOR,
    add_partner,
    content,
    findings,
    sample_schema,
    write_paper,
)  # fmt: skip

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def heads(con: sqlite3.Connection) -> list[Head]:
    (number,) = con.execute("SELECT count(*) FROM paper").fetchone()
    return [Head("papers", number, "ab" * 32)]


DOORS = (DOOR._replace(heads=heads),)
KW: dict[str, Any] = {"schema": sample_schema(), "doors": DOORS}


@pytest.fixture
def history(tmp_path: Path) -> tuple[Path, Backup, Backup, dict[str, Any]]:
    """A file with an early and a late backup, and work after both."""
    store = Store.create(tmp_path / "firma.kontor", **KW)
    store.run(add_partner, "Xaver Geheimrat")
    store.run(add_partner, "Lindner")
    store.run(write_paper, "A-1", 100)
    early, then = backup(store, now=START), content(store)
    store.run(write_paper, "A-2", 200)
    store.run(write_paper, "A-3", 300)
    with store.step("Erased") as unit:
        erase_person(unit, store.doors, "sample:1", TODAY)
    late = backup(store, now=START + timedelta(hours=5))
    store.run(write_paper, "A-4", 400)
    store.close()
    return store.path, early, late, then


def test_the_difference_is_shown_first_and_changes_nothing(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, late, _ = history
    before = path.read_bytes()
    found = difference(path, early, **KW)
    assert found.same_line
    assert (found.steps_lost, found.findings) == (4, ())
    assert [line.label for line in found.lost] == [
        "Paper written", "Erased", "Paper written", "Paper written",
    ]  # fmt: skip
    assert ("paper", 4, 1) in found.rows
    assert found.gaps == (Gap("papers", 2, 4),)
    assert found.erased == ("sample:1",)
    assert difference(path, late, **KW).steps_lost == 1
    assert path.read_bytes() == before


def test_going_back_keeps_the_former_file_and_erases_again(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, _, then = history
    former = path.read_bytes()
    done = restore(path, early, today=TODAY, **KW)
    assert done.aside is not None
    assert done.aside.read_bytes() == former
    assert done.aside.name.startswith("firma.kontor.before-restore-")
    with Store.open(path, **KW) as store:
        now = content(store)
        assert now["paper"] == then["paper"]
        assert [row[1] for row in now["partner"]] == ["Lindner"]
        assert findings(store) == []
        with store.read() as con:
            assert search(con, "geheimrat") == []
            assert documented_gaps(con) == [Gap("papers", 2, 4)]
            assert number_floor(con, "papers") == 4
            assert number_floor(con, "other") == 0
            (data,) = con.execute("SELECT data FROM event WHERE kind='restored'").fetchone()
        assert early.name in data
        assert early.head in data
    assert b"Geheimrat" not in path.read_bytes()
    assert [p.name for p in path.parent.iterdir() if p.name.endswith(".restore")] == []


def test_going_forward_again_to_the_later_backup(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, late, _ = history
    restore(path, early, today=TODAY, **KW)
    restore(path, late, today=TODAY, **KW)
    with Store.open(path, **KW) as store:
        assert len(content(store)["paper"]) == 3
        assert findings(store) == []
        assert store.run(add_partner, "neu").step


def test_a_lost_or_damaged_file_comes_back(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, late, _ = history
    data = bytearray(path.read_bytes())
    for page in range(0, len(data), 4096):
        data[page + 50 : page + 90] = os.urandom(40)
    path.write_bytes(data)
    assert difference(path, late, **KW).steps_lost == 0
    done = restore(path, late, today=TODAY, **KW)
    assert done.aside is not None
    assert done.aside.read_bytes() == data
    path.unlink()
    done = restore(path, early, today=TODAY, **KW)
    assert done.aside is None
    assert done.erased == ("sample:1",)
    assert done.gaps == (Gap("papers", 2, 3),)
    with Store.open(path, **KW) as store:
        assert findings(store) == []


def test_a_bad_backup_is_refused_and_the_file_stays(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, _, _ = history
    before = path.read_bytes()
    early.path.write_bytes(early.path.read_bytes()[:-10])
    assert difference(path, early, **KW).findings != ()
    with pytest.raises(Damaged):
        restore(path, early, today=TODAY, **KW)
    assert path.read_bytes() == before


def test_an_open_file_is_not_replaced(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, _, _ = history
    with Store.open(path, **KW) as store:
        with pytest.raises(Locked):
            restore(path, early, today=TODAY, **KW)
        assert len(content(store)["paper"]) == 4


def test_files_of_an_interrupted_step_never_stay_beside_the_restored_one(
    history: tuple[Path, Backup, Backup, dict[str, Any]],
) -> None:
    path, early, _, _ = history
    for side in module.SIDES:
        path.with_name(path.name + side).write_bytes(b"left over")
    done = restore(path, early, today=TODAY, **KW)
    assert done.aside is not None
    for side in module.SIDES:
        assert not path.with_name(path.name + side).exists()
    with Store.open(path, **KW) as store:
        assert findings(store) == []


def test_a_backup_of_another_file_is_told(tmp_path: Path) -> None:
    stores = []
    for name in ("eine", "andere"):
        (tmp_path / name).mkdir()
        store = Store.create(tmp_path / name / "firma.kontor", **KW)
        store.run(add_partner, name)
        stores.append((store, backup(store, now=START)))
        store.close()
    found = difference(stores[0][0].path, stores[1][1], **KW)
    assert not found.same_line
    assert found.findings == ()


def test_erasures_of_another_file_in_the_same_folder_erase_nothing(tmp_path: Path) -> None:
    both, mine = tmp_path / "both", []
    for name in ("eine", "andere"):
        (tmp_path / name).mkdir()
        store = Store.create(tmp_path / name / "firma.kontor", **KW)
        store.run(add_partner, name)
        store.run(write_paper, "A-1")
        mine.append((store.path, backup(store, folder=both, now=START)))
        if name == "andere":
            store.run(write_paper, "A-2")
            with store.step("Erased") as unit:
                erase_person(unit, store.doors, "sample:1", TODAY)
            backup(store, folder=both, now=START + timedelta(hours=1))
        store.close()
    path, found = mine[0]
    done = restore(path, found, today=TODAY, **KW)
    assert (done.erased, done.gaps) == ((), ())
    with Store.open(path, **KW) as store:
        assert [row[1] for row in content(store)["partner"]] == ["eine"]
    done = restore(path, mine[1][1], today=TODAY, **KW)
    assert done.erased == ("sample:1",)
    assert done.gaps == (Gap("papers", 2, 2),)


def test_the_drill_newest_and_oldest_generation(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "firma.kontor", **KW)
    made = []
    for n in range(6):
        store.run(write_paper, f"A-{n}", n)
        made.append(backup(store, now=START + timedelta(days=n * 20)))
    store.close()
    for one in (made[-1], made[0]):
        assert verify_backup(one, DOORS) == []
        restore(store.path, one, today=TODAY, **KW)
        with Store.open(store.path, **KW) as again:
            assert len(content(again)["paper"]) == made.index(one) + 1
            assert findings(again) == []
