"""The firms of the tests of the calendar."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kontor.bootstrap import create_store, open_store
from kontor.store.store import Store
from tests.calendar import inviting
from tests.calendar.crew import Crew


@pytest.fixture
def crew(books: Store) -> Crew:
    """A firm with people, a team and a vehicle."""
    return Crew(books)


@pytest.fixture(scope="session")
def inviting_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firm of `tests.calendar.inviting`, made once."""
    path = tmp_path_factory.mktemp("inviting") / "firma.kontor"
    with create_store(path) as store:
        assert inviting.make(store) == 1
    return path


@pytest.fixture
def inviter(inviting_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The firm of `tests.calendar.inviting`, open for writing."""
    path = tmp_path / inviting_file.name
    shutil.copy2(inviting_file, path)
    with open_store(path) as store:
        yield store
