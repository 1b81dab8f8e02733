"""Backups: verified, thinned out by age and size, every flipped bit noticed, no half one counts."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kontor.base.errors import Damaged, DiskFull, NotFound
from kontor.store import backup as module
from kontor.store import place
from kontor.store.backup import (
    Backup,
    backup,
    default_folder,
    list_backups,
    newest_age,
    prune,
    read_backup,
    verify_backup,
)  # fmt: skip
from kontor.store.copying import inspect
from kontor.store.doors import Head
from kontor.store.retention import keep
from kontor.store.store import Store
from tests.store.sample_area import DOOR, add_partner, raw, sample_schema, sql

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)


def heads(con: sqlite3.Connection) -> list[Head]:
    (number,) = con.execute("SELECT count(*) FROM paper").fetchone()
    return [Head("papers", number, "ab" * 32)]


def test_a_backup_is_what_its_manifest_says(store: Store, tmp_path: Path) -> None:
    path = store.path
    store.close()
    with Store.open(path, schema=sample_schema(), doors=(DOOR._replace(heads=heads),)) as store:
        _is_what_its_manifest_says(store, tmp_path)


def _is_what_its_manifest_says(store: Store, tmp_path: Path) -> None:
    store.run(add_partner, "Müller")
    made = backup(store, now=START)
    assert made.path == default_folder(store.path) / "firma-20260101-080000.kontor"
    assert list_backups(made.path.parent) == [made]
    assert read_backup(made.path) == made
    assert verify_backup(made, store.doors) == []
    assert (made.step, made.version, made.heads) == (2, 2, (("papers", 0, "ab" * 32),))
    with store.read() as con:
        assert con.execute("SELECT hash FROM step WHERE id=2").fetchone() == (made.head,)
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o77 == 0
        assert made.path.parent.stat().st_mode & 0o77 == 0
    assert newest_age(made.path.parent, START + timedelta(hours=30)) == 30
    assert newest_age(tmp_path / "none", START) is None


def test_a_second_folder_gets_the_same_bytes(store: Store, tmp_path: Path) -> None:
    made = backup(store, now=START, second=tmp_path / "stick")
    (other,) = list_backups(tmp_path / "stick")
    assert other.path.read_bytes() == made.path.read_bytes()
    assert verify_backup(other) == []


def test_a_backup_while_a_step_is_open_holds_what_was_saved(store: Store) -> None:
    store.run(add_partner, "Müller")
    with store.step("open") as unit:
        add_partner(unit, "Lindner")
        unit.flush()
        import threading

        made: list[Backup] = []
        thread = threading.Thread(target=lambda: made.append(backup(store, now=START)))
        thread.start()
        thread.join()
    assert verify_backup(made[0]) == []
    assert made[0].step == 2


def test_a_damaged_file_gives_no_backup_and_keeps_the_old_ones(store: Store) -> None:
    store.run(add_partner, "Müller")
    good = backup(store, now=START)
    con = raw(store)
    con.executescript("DROP TRIGGER change_partner_u; UPDATE partner SET name='x'")
    con.close()
    with pytest.raises(Damaged, match="R01"):
        backup(store, now=START + timedelta(hours=1))
    assert list_backups(good.path.parent) == [good]
    assert [p.name for p in good.path.parent.iterdir() if ".part" in p.name] == []


def test_every_flipped_bit_is_noticed(store: Store) -> None:
    store.run(add_partner, "Müller")
    made = backup(store, now=START)
    data, rnd = made.path.read_bytes(), random.Random(3)
    for _ in range(200):
        bad = bytearray(data)
        bad[rnd.randrange(len(bad))] ^= 1 << rnd.randrange(8)
        made.path.write_bytes(bad)
        assert [f.code for f in verify_backup(made)] == ["B02"]
    for cut in (0, 100, 4096, len(data) - 1):
        made.path.write_bytes(data[:cut])
        assert verify_backup(made) != []
    made.path.write_bytes(data)
    assert verify_backup(made) == []


def test_a_manifest_that_lies_about_the_chain_is_noticed(store: Store) -> None:
    made = backup(store, now=START)
    assert [f.code for f in verify_backup(made._replace(head="0" * 64))] == ["B02"]
    assert [f.code for f in verify_backup(made._replace(step=9))] == ["B02"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"at": 1}'])
def test_a_backup_without_a_readable_manifest_does_not_count(store: Store, text: str) -> None:
    made = backup(store, now=START)
    made.path.with_name(made.name + ".json").write_text(text, "utf-8")
    assert list_backups(made.path.parent) == []
    with pytest.raises(NotFound):
        read_backup(made.path)


def test_a_copy_of_the_user_in_the_folder_is_left_alone(store: Store) -> None:
    made = backup(store, now=START)
    own = made.path.with_name("firma-20250101-120000.kontor")
    shutil.copy(made.path, own)
    prune(made.path.parent, START)
    assert own.exists()


def test_retention_keeps_hours_days_weeks_months_years() -> None:
    end = START + timedelta(days=3 * 365)
    times = {n: START + timedelta(hours=n) for n in range(24 * 365 * 3)}
    kept = keep(times, end)
    assert len(kept) <= 5 + 24 + 14 + 8 + 24 + 12
    assert max(times) in kept
    ages = sorted((end - times[k]).days for k in kept)
    assert ages[0] == 0
    assert ages[-1] >= 2 * 365
    assert set(range(len(times) - 24, len(times))) <= kept


def test_a_date_in_the_future_deletes_nothing() -> None:
    times = {n: START + timedelta(hours=n) for n in range(48)} | {99: START + timedelta(days=900)}
    assert 99 in keep(times, START + timedelta(hours=48))
    assert len(keep(times, START + timedelta(hours=48))) >= 24


def test_the_budget_holds_and_the_newest_always_stays(store: Store) -> None:
    size = backup(store, now=START).size
    for hour in range(1, 8):
        sql(store, f"INSERT INTO partner(name) VALUES('n{hour}')")
        backup(store, now=START + timedelta(hours=hour), budget=3 * size + size // 2)
    left = list_backups(default_folder(store.path))
    assert [b.at.hour for b in left] == [15, 14, 13]
    prune(default_folder(store.path), START + timedelta(hours=8), budget=0)
    assert [b.at.hour for b in list_backups(default_folder(store.path))] == [15]


def test_two_backups_in_one_second(store: Store) -> None:
    one, two = backup(store, now=START), backup(store, now=START)
    assert one.path != two.path
    assert one.path.exists()
    assert two.path.exists()


def test_no_room_is_said_before_anything_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = backup(store, now=START)
    monkeypatch.setattr(place, "free_space", lambda _: 1000)
    with pytest.raises(DiskFull):
        backup(store, now=START + timedelta(hours=1))
    assert list_backups(good.path.parent) == [good]


def test_half_copies_are_swept_by_the_next_backup(store: Store) -> None:
    folder = default_folder(store.path)
    folder.mkdir()
    (folder / "firma-20260101-070000.kontor.part").write_bytes(b"half")
    orphan = folder / "firma-20260101-060000.kontor.json"
    made = backup(store, now=START)
    text = made.path.with_name(made.name + ".json").read_text("utf-8")
    orphan.write_text(text, "utf-8")
    backup(store, now=START + timedelta(hours=1))
    assert sorted(p.suffix for p in folder.iterdir()) == [".json", ".json", ".kontor", ".kontor"]
    assert json.loads(text)["format"] == 1


def test_others_writing_all_the_time_do_not_stop_a_backup(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kontor.store import copying

    monkeypatch.setattr(copying, "PAGES", 3)
    with store.step("fill") as unit:
        unit.con.executemany(
            "INSERT INTO partner(name) VALUES(?)", [("x" * 400,) for _ in range(300)]
        )
    real, count = copying.sqlite3.connect, 0

    class Busy(sqlite3.Connection):
        pass

    def write_between(status: int, remaining: int, total: int) -> None:
        nonlocal count
        count += 1
        if count % 5 == 0:
            store.run(add_partner, f"n{count}")

    original = copying._copy

    def copy(con: sqlite3.Connection, part: Path) -> None:
        class Source:
            def backup(self, out: sqlite3.Connection, **kw: object) -> None:
                progress = kw.pop("progress", None)

                def both(*state: int) -> None:
                    write_between(*state)
                    if progress:
                        progress(*state)  # type: ignore[operator]

                con.backup(out, progress=both if kw else None, **kw)  # type: ignore[arg-type]

        original(Source(), part)  # type: ignore[arg-type]

    assert real is copying.sqlite3.connect
    monkeypatch.setattr(copying, "_copy", copy)
    made = backup(store, now=START)
    assert verify_backup(made) == []
    assert count > 5


def test_between_deep_proofs_only_what_came_after_is_proven(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DEEP_UP_TO", 0)
    store.run(add_partner, "Müller")
    assert backup(store, now=START).deep
    store.run(add_partner, "Lindner")
    seen = []
    real = module.inspect
    monkeypatch.setattr(module, "inspect", lambda p, **kw: seen.append(kw) or real(p, **kw))
    made = backup(store, now=START + timedelta(days=1))
    assert not made.deep
    assert seen[0]["since"][0] == 2
    assert verify_backup(made) == []
    sql(store, "UPDATE partner SET city='Ulm' WHERE id=2")
    con = raw(store)
    con.executescript("DROP TRIGGER change_partner_u; UPDATE partner SET name='x' WHERE id=2")
    con.close()
    with pytest.raises(Damaged, match="R01"):
        backup(store, now=START + timedelta(days=2))
    con = raw(store)
    con.executescript("UPDATE partner SET name='Lindner' WHERE id=2")
    con.close()
    assert not backup(store, now=START + timedelta(days=3)).deep
    assert backup(store, now=START + timedelta(days=8)).deep
    assert backup(store, now=START + timedelta(days=-8)).deep


def test_a_replaced_history_is_noticed_by_the_light_proof(store: Store) -> None:
    store.run(add_partner, "Müller")
    made = backup(store, now=START)
    assert [f.code for f in inspect(made.path, since=(2, "0" * 64))] == ["V16"]
    assert [f.code for f in inspect(made.path, since=(9, made.head))] == ["V16"]
    assert inspect(made.path, since=(2, made.head)) == []


def test_generations_of_two_files_in_one_folder_are_told_apart(tmp_path: Path) -> None:
    both = tmp_path / "both"
    for name in ("eine", "andere"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "firma.kontor"
        with Store.create(path, schema=sample_schema(), doors=(DOOR,)) as store:
            for hour in range(3):
                store.run(add_partner, f"{name} {hour}")
                backup(store, folder=both, now=START + timedelta(hours=hour), budget=0)
    found = list_backups(both)
    assert len({b.origin for b in found}) == 2
    assert len(found) == 2
