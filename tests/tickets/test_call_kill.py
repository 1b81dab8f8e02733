"""Killed while a call is saved: it is saved once or its draft is there again, never both."""

from __future__ import annotations

from pathlib import Path

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


def test_killed_at_a_write_call_the_note_or_its_draft_is_there(tmp_path: Path) -> None:
    said = said_by("tests.tickets.call_kill_runner", tmp_path, 7)
    assert said["saved"] and said["draft"]
