"""Killed while inviting: never an invitation logged that was not written, never two."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_the_log_knows_what_left(tmp_path: Path) -> None:
    said = said_by("tests.calendar.kill_runner", tmp_path, 5)
    assert said["nothing"] and said["rest"] and said["all"]


def test_killed_while_inviting_a_meeting_the_proof_says_what_left(tmp_path: Path) -> None:
    said = said_by("tests.calendar.meeting_kill_runner", tmp_path, 9)
    assert said["nothing"] and said["rest"] and said["all"]
