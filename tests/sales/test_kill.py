"""Killed while issuing: never a number without a document, a document without a posting, or two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.killing import POSIX, said_by

pytestmark = POSIX


@pytest.mark.parametrize("case", ["single", "final"])
def test_killed_at_a_write_call_all_or_nothing_is_there(tmp_path: Path, case: str) -> None:
    said = said_by("tests.sales.kill_runner", tmp_path, 13, case)
    assert said["nothing"] and said["all"]
