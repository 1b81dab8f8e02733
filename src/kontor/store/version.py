"""Which file is ours, and which version of it this program knows; asked before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

APPLICATION_ID = 0x4B4E5452
_HERE = Path(__file__).resolve().parent


class Schema(NamedTuple):
    """Where the migrations and the guards lie; tests give their own folders."""

    migrations: tuple[Path, ...] = (_HERE / "migrations",)
    guards: tuple[Path, ...] = (_HERE / "guards",)


KONTOR = Schema()


def top(schema: Schema = KONTOR) -> int:
    """The newest version that this program knows."""
    found = (f.name for d in schema.migrations for f in d.iterdir() if f.suffix == ".sql")
    return max(int(name[:4]) for name in found)
