"""Around the file: taken away while open, foreign writers, the place, the clock, old SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import (
    Finding,
    ReadOnly,
    Refused,
    Severity,
)  # fmt: skip
from kontor.store import place, sealfile
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


# moved, deleted, replaced while open


@pytest.mark.parametrize("how", ["deleted", "renamed", "replaced"])
def test_a_file_taken_away_while_open(path: Path, tmp_path: Path, how: str) -> None:
    store = reopen(path)
    store.run(add_partner, "Lindner")
    if how == "deleted":
        path.unlink()
    elif how == "renamed":
        path.rename(path.with_name("verschoben.kontor"))
    else:
        other = tmp_path / "other"
        other.mkdir()
        fresh(other).close()
        (other / "firma.kontor").replace(path)
    with pytest.raises(ReadOnly):
        store.run(add_partner, "Krüger")
    assert store.read_only
    assert [f.code for f in store.look()] == ["P11"]
    with pytest.raises(ReadOnly):
        store.run(add_partner, "Krüger")
    store.save_as(tmp_path / "gerettet.kontor")
    with pytest.raises(Refused):
        store.save_as(tmp_path / "gerettet.kontor")
    store.close()
    with reopen(tmp_path / "gerettet.kontor") as saved:
        assert [row[1] for row in content(saved)["partner"]] == ["Müller", "Lindner"]
        assert findings(saved) == []
    if how == "deleted":
        assert not path.exists()
        assert not sealfile.seal_path(path).exists() or sealfile.read(path).state == "open"  # type: ignore[union-attr]


def test_a_foreign_writer_is_noticed_when_we_look(path: Path) -> None:
    with reopen(path) as store:
        heard: list[Any] = []
        store.subscribe(heard.append)
        assert store.look() == []
        store.run(add_partner, "own")
        assert store.look() == []
        con = raw(path)
        con.execute("CREATE TABLE bulk_x(a TEXT) STRICT")
        con.execute("DROP TABLE bulk_x")
        con.close()
        assert [f.code for f in store.look()] == ["P09"]
        assert heard[-1].tables["partner"] == 1
        assert store.look() == []
        assert findings(store) == []


# the place


def place_codes(path: Path) -> list[str]:
    return [f.code for f in place.findings(path)]


def test_the_place_is_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_codes(path) == []
    for name in ("Dropbox", "OneDrive - Firma", "Nextcloud", "iCloud Drive", "Google Drive"):
        assert place.cloud(Path("/home/x") / name / "firma.kontor")
    assert not place.cloud(Path("/home/x/Kontor/firma.kontor"))
    path.with_name("firma (conflicted copy 2026).kontor").touch()
    path.with_name("firma (in Konflikt stehende Kopie).kontor").touch()
    assert place_codes(path) == ["P03", "P03"]
    path.chmod(0o644)
    assert "P04" in place_codes(path)
    monkeypatch.setattr(place, "free_space", lambda _: 1000)
    monkeypatch.setattr(place, "file_system", lambda _: "nfs4")
    assert {"P02", "P05"} <= set(place_codes(path))
    os.link(path, path.with_name("zweiter.kontor"))
    assert "P08" in place_codes(path)


def test_the_type_of_the_file_system_is_known(path: Path) -> None:
    if sys.platform.startswith("linux"):
        assert place.file_system(path)
        assert place.file_system(Path("/proc/self/status")) == "proc"


def test_a_warning_becomes_a_note_the_second_time(tmp_path: Path) -> None:
    cloud = tmp_path / "Dropbox"
    cloud.mkdir()
    store = fresh(cloud)
    first = [f for f in store.findings if f.code == "P01"]
    store.close()
    assert first[0].severity is Severity.WARNING
    with reopen(cloud / "firma.kontor") as again:
        assert [f.severity for f in again.findings if f.code == "P01"] == [Severity.NOTE]


def test_a_clock_that_went_back_is_told_and_steps_do_not(path: Path, clock: Any) -> None:
    clock("2020-01-01")
    with reopen(path) as store:
        assert "P10" in codes(store)
        store.run(add_partner, "x")
        with store.read() as con:
            times = [t for (t,) in con.execute("SELECT at FROM step ORDER BY id").fetchall()]
        assert times == sorted(times)
        assert findings(store) == []


def test_old_sqlite_is_refused_in_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 0))
    with pytest.raises(Refused, match=r"3\.38"):
        reopen(path)


def test_findings_speak_in_both_languages(path: Path, english: None) -> None:
    path.chmod(0o644)
    with reopen(path) as store:
        found: Finding = next(f for f in store.findings if f.code == "P04")
    assert found.text == "Other users of this computer can read the file."
    assert json.dumps(found.text)
