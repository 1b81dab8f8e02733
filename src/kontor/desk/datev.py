"""DATEV export: the books of a period as files for the tax adviser (Buchungsstapel)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.desk.folders import fresh_folder, on_record
from kontor.ledger.queries import datev as books
from kontor.store.store import Store


class DatevExport(NamedTuple):
    """What was written; `open` counts entries that are not sealed yet."""

    folder: Path
    files: tuple[str, ...]
    entries: int
    rows: int
    open: int


def write_datev(
    store: Store, folder: Path, first: date, last: date, made: datetime, *, locked: bool = False
) -> DatevExport:
    """Write batch, partners and account names of a period into a new folder.

    Raises:
        InputError: the folder holds other files, or the period spans two years.
        Refused: the numbers of adviser and client are not set.
    """
    with store.read() as con:
        done = books.handover(con, first, last, made, locked=locked)
    fresh_folder(folder)
    for name, data in done.files.items():
        (folder / name).write_bytes(data)
    on_record(
        store, N_("DATEV export written"), "auto.datev",
        N_("DATEV export of {entries} entries from {first} to {last}"),
        entries=done.entries, first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip
    return DatevExport(folder, tuple(done.files), done.entries, done.rows, done.open)
