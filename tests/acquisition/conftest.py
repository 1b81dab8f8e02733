"""The firm of all tests of winning customers."""

from __future__ import annotations

import pytest

from kontor.store.store import Store
from tests.sales.office import Office


@pytest.fixture
def office(books: Store) -> Office:
    """A firm with its books and the customer Krüger."""
    return Office(books)
