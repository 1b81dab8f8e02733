"""Audit export (Prüferexport): both chains as text beside a checker that needs no Kontor."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.desk.folders import fresh_folder, on_record
from kontor.ledger.queries import audit as journal
from kontor.ledger.queries import seals
from kontor.store import audit
from kontor.store.store import Store


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
