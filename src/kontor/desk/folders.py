"""Folders that are handed over: new or empty, written as a whole, put on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.store.events import log_event
from kontor.store.store import Store


def fresh_folder(folder: Path) -> None:
    """Make the folder, or take an empty one.

    Raises:
        InputError: the folder holds other files already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            N_("“{folder}” is not empty."),
            hint=N_("Choose a new folder."), field="folder", folder=folder,
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)


def on_record(store: Store, label: str, command: str, text: str, **data: Any) -> None:
    """Note an export among the events of the file, unless the file is open for reading only."""
    if store.read_only:
        return
    with store.step(label, command) as unit:
        log_event(unit, "export", text, **data)
