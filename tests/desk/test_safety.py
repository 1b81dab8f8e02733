"""Backups by themselves: before an import, and in the second place of the setting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kontor.company.model import FirmInput, SettingInput
from kontor.company.service import change_setting, create_firm
from kontor.desk.safety import SECOND, before_import, save
from kontor.store.backup import default_folder, list_backups, verify_backup
from kontor.store.store import Store

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)


def begin(store: Store) -> None:
    """A firm, so that there is something to keep."""
    store.run(create_firm, FirmInput(name="Malerbetrieb Lindner", started=date(2026, 1, 1)))


def set_second(store: Store, path: Path | str) -> None:
    """The second place as a setting."""
    data = SettingInput(key=SECOND, value=str(path), valid_from=TODAY)
    store.run(change_setting, data)


def test_an_empty_file_needs_no_backup_before_an_import(store: Store) -> None:
    assert before_import(store, TODAY) is None
    assert list_backups(default_folder(store.path)) == []


def test_one_backup_before_an_import_and_none_without_news(store: Store) -> None:
    begin(store)
    saved = before_import(store, TODAY, now=NOW)
    assert saved is not None and saved.trouble == ""
    with store.read() as con:
        (step,) = con.execute("SELECT max(id) FROM step").fetchone()
    assert saved.backup.step == step
    assert before_import(store, TODAY, now=NOW + timedelta(minutes=1)) is None
    set_second(store, "")
    store.run(change_setting, SettingInput(key="terms_days", value="8", valid_from=TODAY))
    assert before_import(store, TODAY, now=NOW + timedelta(minutes=2)) is not None
    assert len(list_backups(default_folder(store.path))) == 2


def test_every_backup_goes_to_the_second_place(store: Store, tmp_path: Path) -> None:
    begin(store)
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second(store, stick)
    saved = save(store, TODAY, now=NOW)
    assert saved.trouble == ""
    (copied,) = list_backups(stick)
    assert copied.sha256 == saved.backup.sha256
    assert verify_backup(copied, store.doors) == []


def test_a_stick_that_is_not_there_is_told_and_stops_nothing(store: Store, tmp_path: Path) -> None:
    begin(store)
    set_second(store, tmp_path / "gone")
    saved = save(store, TODAY, now=NOW)
    assert "gone" in saved.trouble
    assert [one.name for one in list_backups(default_folder(store.path))] == [saved.backup.name]
    assert not (tmp_path / "gone").exists()


def test_the_second_place_may_be_the_first(store: Store) -> None:
    begin(store)
    set_second(store, default_folder(store.path))
    saved = save(store, TODAY, now=NOW)
    assert saved.trouble == ""
    assert len(list_backups(default_folder(store.path))) == 1
