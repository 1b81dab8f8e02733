"""The library that makes chosen write calls fail or kill; built from faultio.c where that goes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def shim_path(folder: Path) -> Path:
    """The library, built into the folder; without a C compiler or Linux the test is skipped."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or not compiler:
        pytest.skip("no C compiler, or not Linux: write faults cannot be injected")
    out = folder / "faultio.so"
    source = Path(__file__).with_name("faultio.c")
    command = [compiler, "-O1", "-w", "-shared", "-fPIC", "-o", str(out), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return out
