"""Killed while a date is being fixed and invited to: all of it is there, or nothing, never two."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_the_date_is_fixed_whole_and_the_other_times_go_once(
    tmp_path: Path,
) -> None:
    said = said_by("tests.calendar.poll_kill_runner", tmp_path, 11)
    assert said["nothing"] and said["all"] and said["rest"]
