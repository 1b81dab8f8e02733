"""Killed while a payment file is written: never half a file, never the same bill twice."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_the_register_knows_what_left(tmp_path: Path) -> None:
    said = said_by("tests.banking.kill_runner", tmp_path, 5)
    assert said["nothing"] and said["all"]
