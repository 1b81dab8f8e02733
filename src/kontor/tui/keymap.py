"""Own keys (eigene Tasten): a TOML table `id = "key,key"`; what cannot be is left out and told.

[keys]
"record.new" = "insert"
"step.undo" = "u,ctrl+z"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.tui.action import ALWAYS, Action, clashes, forbidden
from kontor.tui.keys import ACTIONS, in_contexts

if TYPE_CHECKING:
    from kontor.tui.spec import Areas

_LIMIT = 100_000


def read(path: Path) -> dict[str, str]:
    """The key map in a file; nothing when there is no file.

    Raises:
        InputError: the file is not TOML or not a table of texts.
    """
    try:
        text = path.read_text("utf-8")[:_LIMIT]
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(N_("The key map cannot be read: {path}"), path=str(path)) from error
    import tomllib

    try:
        table = tomllib.loads(text).get("keys", {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            N_("The key map has a mistake: {fault}"), fault=quoted(error), path=str(path)
        ) from error
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise InputError(N_("The key map must be a table of texts below [keys]."))
    return {str(name): keys for name, keys in table.items()}


def check(own: Mapping[str, str], areas: Areas) -> tuple[dict[str, str], list[str]]:
    """The part of an own key map that can hold, and warnings about the rest."""
    known = {one.id: one for one in ACTIONS}
    good: dict[str, str] = {}
    warnings: list[str] = []
    for name, keys in own.items():
        parts = [key.strip() for key in keys.split(",") if key.strip()]
        if name not in known:
            warnings.append(_("Own keys: “{name}” is no action.").format(name=quoted(name)))
        elif not parts or any(forbidden(key) for key in parts):
            warnings.append(
                _("Own keys: “{keys}” cannot carry {name}.").format(keys=quoted(keys), name=name)
            )
        else:
            good[name] = ",".join(parts)
    return _without_clashes(good, warnings, areas) if good else good, warnings


def _without_clashes(good: dict[str, str], warnings: list[str], areas: Areas) -> dict[str, str]:
    """Leave out own keys that another action of the same screen has already."""
    for _spec, view in areas.views():
        for key, first, second in clashes(
            _own(one, good) for one in in_contexts((*view.contexts(), ALWAYS))
        ):
            guilty = second if second in good else first
            if good.pop(guilty, None):
                warnings.append(
                    _("Own keys: {key} is taken by {name}; {other} keeps its old key.").format(
                        key=key, name=first if guilty == second else second, other=guilty
                    )
                )
    return good


def _own(one: Action, good: Mapping[str, str]) -> Action:
    return replace(one, keys=tuple(good[one.id].split(","))) if one.id in good else one
