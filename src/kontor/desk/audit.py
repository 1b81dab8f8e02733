"""Audit export (Prüferexport): tables for the tax audit, both chains beside their checker."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.company.queries import firm
from kontor.desk import audit_tables
from kontor.desk.folders import fresh_folder, on_record
from kontor.ledger.queries import audit as journal
from kontor.ledger.queries import gdpdu as books
from kontor.ledger.queries import seals
from kontor.store import audit, gdpdu, gdpdu_tables
from kontor.store.store import Store

CHAINS = "pruefketten"
# their new rows stand in the tables of the carrier; the log shows what was changed in them
_IN_THE_BOOKS = frozenset((
    "entry", "line", "seal", "item", "discount", "weight", "reduction", "due_part", "settlement",
    "share", "depreciation", "bank_line", "bank_detail", "bank_booking",
))  # fmt: skip


class AuditExport(NamedTuple):
    """What was written: sealed entries, steps, the head of the journal, the checker."""

    folder: Path
    entries: int
    steps: int
    number: int
    head: str
    checker: Path


def write_audit(store: Store, folder: Path) -> AuditExport:
    """Write the sealed journal and all steps into a folder; the export is put on record.

    Raises:
        InputError: the folder holds other files already.
    """
    fresh_folder(folder)
    with store.read() as con:
        gaps = journal.gaps(con)
        entries = audit.export_journal(journal.sealed(con), folder, gaps)
        steps = audit.export_steps(con, folder)
        number, head = seals.head(con)
    checker = audit.put_checker(folder)
    on_record(
        store, N_("Audit export written"), "auto.audit",
        N_("Audit export of {entries} entries up to #{number}"),
        entries=entries, steps=steps, number=number, head=head,
    )  # fmt: skip
    return AuditExport(folder, entries, steps, number, head, checker)


class Carrier(NamedTuple):
    """What a data carrier holds: rows by file, and the export of the chains in its folder."""

    folder: Path
    rows: dict[str, int]
    chains: AuditExport


def write_carrier(store: Store, folder: Path, first: date, last: date) -> Carrier:
    """Write the data carrier of a period (GDPdU, access Z3): tables, description, chains.

    Raises:
        InputError: the folder holds other files already.
    """
    fresh_folder(folder)
    tables = frozenset(name for door in store.doors for name in door.audit_tables)
    with store.read() as con:
        own = firm(con)
        name = own.name if not own.owner or own.owner == own.name else f"{own.name}, {own.owner}"
        supplier = gdpdu.Supplier(
            name, own.city or "-", f"Kontor, {first:%d.%m.%Y} bis {last:%d.%m.%Y}"
        )
        content = [
            *books.tables(con, first, last),
            audit_tables.documents(con, folder, first, last),
            audit_tables.ranges(con, first, last),
            gdpdu_tables.change_log(con, first, tables, tables - _IN_THE_BOOKS),
            gdpdu_tables.events(con),
        ]
        rows = gdpdu.write_carrier(folder, supplier, content, first, last)
    return Carrier(folder, rows, write_audit(store, folder / CHAINS))
