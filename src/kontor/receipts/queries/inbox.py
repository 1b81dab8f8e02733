"""The inbox folder (Eingangsordner) of the settings."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from kontor.company.queries import firm_or_none, setting


def inbox_folder(con: sqlite3.Connection, today: date) -> Path | None:
    """Where files arrive; None when no folder is set."""
    if firm_or_none(con) is None:
        return None
    text = setting(con, "receipts_inbox", today).strip()
    return Path(text).expanduser() if text else None
