"""Where official rules and sample invoices lie: beside the checkout, or in KONTOR_SHARED."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("KONTOR_SHARED") or Path(__file__).resolve().parents[4] / "shared")
FOLDER = SHARED / "einvoice"
SAMPLES = FOLDER / "samples"
REFERENCE = FOLDER / "reference-output"
RULES = FOLDER / "rules"
SCHEMA = FOLDER / "schema"

needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no sample files: set KONTOR_SHARED to the folder that holds them"
)
VARIANTS = (
    "std19", "mix_19_7", "p13b", "p19", "pv0", "abschlag", "schluss", "storno", "gutschrift381",
    "neg_line", "many", "longtext",
)  # fmt: skip


def names(folder: str) -> list[str]:
    """Sample files of a folder like `valid/cii`."""
    path = SAMPLES / folder
    return sorted(one.name for one in path.iterdir()) if path.is_dir() else []


def every(*kinds: str) -> list[str]:
    """Sample files of kinds like `valid`, as `valid/cii/name.xml`."""
    return [
        f"{kind}/{form}/{name}"
        for kind in kinds
        for form in ("cii", "ubl", "pdf")
        for name in names(f"{kind}/{form}")
    ]


def sample(name: str) -> bytes:
    """The bytes of a sample, like `valid/cii/name.xml`."""
    return (SAMPLES / name).read_bytes()


def reference(name: str) -> bytes:
    """The bytes of a reference file, like `std19-cii-en.xml`."""
    return (REFERENCE / name).read_bytes()


@cache
def expected() -> dict[str, str]:
    """What the official rules said about each sample."""
    with (FOLDER / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return {row[0].removeprefix("samples/"): row[3] for row in csv.reader(file, delimiter="\t")}
