"""Killed while reminders go out: nothing twice, no letter without record, no record without one."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_all_letters_or_none_are_there(tmp_path: Path) -> None:
    said = said_by("tests.receivables.kill_runner", tmp_path, 29)
    assert said["nothing"] and said["all"]
