"""Killed while maintenance is planned and announced: no visit, letter or bill twice, none lost."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_the_run_is_whole_or_was_not_made(tmp_path: Path) -> None:
    said = said_by("tests.tickets.kill_runner", tmp_path, 53)
    assert said["nothing"] and said["all"]
