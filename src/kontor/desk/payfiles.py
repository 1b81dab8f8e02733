"""Files for the bank on the disk: whole or not at all, never over another file."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.store.store import Store

if TYPE_CHECKING:
    from kontor.banking.service.paying import Written


def export_payments(
    store: Store, run: int, folder: Path, today: date, at: datetime, *, again: str = ""
) -> Path:
    """Write the file of a run into a folder; `again` is the reason to write it once more.

    The register is kept first: a file that is on the disk is always in the register, and what a
    breakdown swallowed is written again from there.

    Raises:
        Refused: the run is not released, or has its file already.
        InputError: the folder cannot be written.
    """
    from kontor.banking.service.paying import export_again, export_run

    refuse_unwritable(folder)
    if again:
        done: Written = store.run(export_again, run, at, again).value
    else:
        done = store.run(export_run, run, today, at).value
    path: Path = folder / done.name
    try:
        return put_whole(path, done.content)
    except OSError as error:
        raise Refused(
            N_("{name} could not be written: {why}"),
            hint=N_("The run keeps its file: write it again into another folder."),
            name=done.name, why=error.strerror or "",
        ) from error  # fmt: skip


def put_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; one of that name with other content stays."""
    if path.exists() and path.read_bytes() != content:
        path = path.with_stem(f"{path.stem}-neu")
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def refuse_unwritable(folder: Path) -> None:
    """Raises `InputError` when nothing can be written into the folder."""
    if not folder.is_dir():
        raise InputError(N_("“{folder}” is no folder."), folder=folder, field="folder")
    if not os.access(folder, os.W_OK):
        raise InputError(
            N_("“{folder}” cannot be written."), hint=N_("Choose another folder."),
            folder=folder, field="folder",
        )  # fmt: skip
