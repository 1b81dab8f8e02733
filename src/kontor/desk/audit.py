"""Audit export (Prüferexport): both chains as text beside a checker that needs no Kontor."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.ledger.queries import audit as journal
from kontor.ledger.queries import seals
from kontor.store import audit
from kontor.store.events import log_event
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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            N_("“{folder}” is not empty."),
            hint=N_("Choose a new folder for the audit export."), field="folder", folder=folder,
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with store.read() as con:
        gaps = journal.gaps(con)
        entries = audit.export_journal(journal.sealed(con), folder, gaps)
        steps = audit.export_steps(con, folder)
        number, head = seals.head(con)
    checker = audit.put_checker(folder)
    if not store.read_only:
        with store.step(N_("Audit export written"), "auto.audit") as unit:
            log_event(
                unit, "export", N_("Audit export of {entries} entries up to #{number}"),
                entries=entries, steps=steps, number=number, head=head,
            )  # fmt: skip
    return AuditExport(folder, entries, steps, number, head, checker)
