"""Backups that nobody has to think of: before every import, in the second place of the setting.

The generation in the usual folder comes first and counts; a second place that is not there (a stick
that is not plugged in) or cannot be written is told and stops nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.dates import now_utc
from kontor.base.errors import KontorError
from kontor.base.i18n import _
from kontor.company.queries import firm_or_none, setting
from kontor.store.backup import Backup, backup, carry, default_folder, list_backups
from kontor.store.store import Store

SECOND = "backup_second"


class Saved(NamedTuple):
    """A new generation, and what went wrong with the second place (empty: nothing)."""

    backup: Backup
    trouble: str


def second_place(store: Store, today: date) -> Path | None:
    """The second folder for backups that the setting names."""
    with store.read() as con:
        typed = setting(con, SECOND, today)
    return Path(typed).expanduser() if typed else None


def save(store: Store, today: date, *, now: datetime | None = None) -> Saved:
    """Make a verified generation in the usual folder and carry it to the second place."""
    moment = now or now_utc()
    made = backup(store, now=moment)
    second = second_place(store, today)
    if second is None or second.resolve() == default_folder(store.path).resolve():
        return Saved(made, "")
    if not second.is_dir():
        text = _("The second place for backups is not there: {path}")
        return Saved(made, text.format(path=second))
    try:
        carry(made, second, moment)
    except KontorError as error:
        return Saved(made, f"{error} {error.advice}".strip())
    return Saved(made, "")


def before_import(store: Store, today: date, *, now: datetime | None = None) -> Saved | None:
    """A generation to go back to before much comes in at once.

    Nothing is done for a file without a firm, or when the newest generation holds the newest step
    already. A backup that cannot be made stops the import.
    """
    with store.read() as con:
        there = firm_or_none(con)
        step, head = con.execute(
            "SELECT id, hash FROM step WHERE hash IS NOT NULL ORDER BY id DESC LIMIT 1"
        ).fetchone() or (0, "")
    if there is None or store.read_only:
        return None
    known = list_backups(default_folder(store.path))
    if any(one.step == step and one.head == head for one in known):
        return None
    return save(store, today, now=now)
