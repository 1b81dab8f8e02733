"""Fixtures of the store: a fresh file with the sample tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.store.store import Store
from tests.store.sample_area import fresh


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh file, open for writing; it must be whole at the end."""
    made = fresh(tmp_path)
    yield made
    made.close()
