"""What the kill tests share: one deed is done again and again, each time killed one write later.

A runner (`tests.sales.kill_runner` and others) makes `base` in its work folder and calls `every`;
its test starts it with faultio.so preloaded through `said_by`.
"""

from __future__ import annotations

import faulthandler
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.fault_runner import faults
from tests.store.shim import shim_path

POSIX = pytest.mark.skipif(os.name != "posix", reason="fork, kill and LD_PRELOAD are POSIX")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds for one deed on a machine that is busy with other tests


def every(
    work: Path, stride: int, act: Callable[[Path], object], judge: Callable[[Path], str]
) -> None:
    """Do `act` on copies of `base`, killed at every `stride`th write call; prints what was found.

    The last copy is not killed any more. Models are loaded by a first run before the forks.
    """
    warm = work / "warm"
    shutil.copytree(work / "base", warm)
    act(warm)
    shutil.rmtree(warm)
    said: Counter[str] = Counter()
    at, ended = 1, True
    while ended:
        folder = work / f"p{at}"
        shutil.copytree(work / "base", folder)
        ended = _killed(folder, act, at)
        said["killed" if ended else "untouched"] += 1
        said[judge(folder)] += 1
        shutil.rmtree(folder)
        at += stride
    sys.stdout.write(json.dumps(said) + "\n")


def _killed(folder: Path, act: Callable[[Path], object], at: int) -> bool:
    """Whether the child died of the kill at that write call."""
    child = os.fork()
    if child == 0:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)  # a child that hangs says where
        faults(str(folder), "kill", at)
        act(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise AssertionError(f"the child failed at write {at}")
    return os.WIFSIGNALED(status)


def said_by(runner: str, folder: Path, light: int, *words: str) -> dict[str, int]:
    """What a runner found; nothing of it is bad. `light` is the stride of a quick run."""
    stride = 1 if os.environ.get("KONTOR_HEAVY") else light
    done = subprocess.run(
        [sys.executable, "-m", runner, str(folder), str(stride), *words],
        env={
            **os.environ,
            "LD_PRELOAD": str(shim_path(folder)),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        },
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    said: dict[str, int] = json.loads(done.stdout)
    assert not [what for what in said if what.startswith("BAD")], said
    assert said["killed"] >= 5
    return said
