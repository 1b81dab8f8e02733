"""A firm for tests of receipts, sample files, and short ways to take them in and ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kontor.bootstrap import create_store
from kontor.desk.start import CompanyInput, create_books
from kontor.receipts.model import BookInput
from kontor.receipts.queries import records
from kontor.receipts.service.booking import book
from kontor.receipts.service.importing import Taken, import_files
from kontor.store.inputs import JSON
from kontor.store.store import Store
from tests.sales.kit import FIRM

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def firm(path: Path, **changes: Any) -> Iterator[Store]:
    """A new file with the firm, an account at the bank and a cash box; no contact."""
    data = CompanyInput.model_validate({**FIRM, **changes}, context=JSON)
    with create_store(path / "receipts.kontor") as store:
        create_books(store, data, date(2026, 1, 1))
        yield store


def take(store: Store, *paths: Path, **more: Any) -> list[Taken]:
    """Take files in."""
    return import_files(store, paths, AT, **more)


def put(folder: Path, name: str, content: bytes | str) -> Path:
    """A file of its own."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def booked(store: Store, receipt: int, **values: Any) -> Any:
    """Book a receipt."""
    data = BookInput.model_validate({"receipt": receipt, **values}, context=JSON)
    return store.run(book, data).value


def ask(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a plain question."""
    with store.read() as con:
        return [tuple(row) for row in con.execute(sql, values).fetchall()]


def state(store: Store, receipt: int) -> str:
    """Where a receipt stands."""
    with store.read() as con:
        return str(records.receipt(con, receipt).state)
