"""Which areas and verbs there are; an area is loaded when one of its verbs is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from kontor.base.i18n import N_
from kontor.cli.commands import Command

AREAS: dict[str, str] = {
    "contacts": N_("people and firms"),
    "ledger": N_("bookkeeping"),
    "bank": N_("bank statements"),
    "tax": N_("VAT return, income-surplus statement, deadlines"),
    "reports": N_("how the business stands"),
    "settings": N_("settings of the own firm"),
}
_ROOM = "kontor.cli.areas."
_ROOTS = {
    "start": ("demo", "new", "open"),
    "steps": ("history", "undo", "redo", "search"),
    "care": ("backup", "backups", "restore", "check", "doctor", "repair", "rescue"),
}


def top_names() -> list[str]:
    """All words that may stand first."""
    return [verb for verbs in _ROOTS.values() for verb in verbs] + list(AREAS)


def verbs(area: str) -> list[str]:
    """The verbs of an area, in the order of its help; `""` is the top level."""
    if not area:
        return [verb for verbs_ in _ROOTS.values() for verb in verbs_]
    return list(_table(area))


def find(area: str, verb: str) -> Command:
    """The command; `KeyError` when there is none."""
    room = area or next(room for room, names in _ROOTS.items() if verb in names)
    return _table(room)[verb]


def every() -> list[tuple[str, Command]]:
    """All commands with their area; for help, handbook and tests."""
    return [(area, find(area, verb)) for area in ("", *AREAS) for verb in verbs(area)]


@cache
def _table(room: str) -> dict[str, Command]:
    commands: Sequence[Command] = import_module(_ROOM + room).COMMANDS
    return {command.verb: command for command in commands}
