"""The firm of all tests of the calendar."""

from __future__ import annotations

import pytest

from kontor.store.store import Store
from tests.calendar.crew import Crew


@pytest.fixture
def crew(books: Store) -> Crew:
    """A firm with people, a team and a vehicle."""
    return Crew(books)
