"""Where the sample files of banks lie: beside the checkout, or in KONTOR_SHARED."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("KONTOR_SHARED") or Path(__file__).resolve().parents[3] / "shared")
BANK = SHARED / "samples" / "bank"

needs_samples = pytest.mark.skipif(
    not BANK.is_dir(), reason="no sample files: set KONTOR_SHARED to the folder that holds them"
)


def sample(name: str) -> bytes:
    """The bytes of a sample file."""
    return (BANK / name).read_bytes()


def names() -> list[str]:
    """All sample files."""
    if not BANK.is_dir():
        return []
    return sorted(path.name for path in BANK.iterdir() if path.name != "README.md")
