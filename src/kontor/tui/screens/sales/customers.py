"""Customers to choose from, as forms of sales offer them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from kontor.contacts import queries as contacts
from kontor.tui.protocols import Hit


def customer_hits(
    read: Callable[[], AbstractContextManager[sqlite3.Connection]], typed: str
) -> list[Hit]:
    """Contacts that hold what was typed; the first ones for nothing."""
    with read() as con:
        rows = contacts.search(con, typed) if typed else contacts.page(con, size=60)
    return [
        Hit(
            f"contacts:{row.id}", row.name,
            " · ".join(part for part in (row.customer_number or "", row.city or "") if part),
        )
        for row in rows
    ]  # fmt: skip
