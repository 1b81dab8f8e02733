"""The firm of all tests of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sales.kit import firm
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A firm that may send invoices, with the customer Erika Krüger (contact 1)."""
    with firm(tmp_path) as store:
        yield Office(store)
