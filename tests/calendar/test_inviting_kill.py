"""Killed while inviting: never an invitation logged that was not written, never two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.shim import shim_path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork, kill and LD_PRELOAD are POSIX")
ROOT = Path(__file__).resolve().parents[2]
STRIDE = 1 if os.environ.get("KONTOR_HEAVY") else 5


def test_killed_at_a_write_call_the_log_knows_what_left(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.calendar.kill_runner", str(tmp_path), str(STRIDE)],
        env={
            **os.environ,
            "LD_PRELOAD": str(shim_path(tmp_path)),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    assert not [what for what in said if what.startswith("BAD")], said
    assert said["killed"] >= 5
    assert said["nothing"] and said["rest"] and said["all"]
