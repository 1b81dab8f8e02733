"""What all commands for cases share: how a case is named, which models they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_
from kontor.cli.commands import arg

if TYPE_CHECKING:
    from pydantic import BaseModel

TICKET = arg("ticket", N_("number of the case, or tickets:id"))


def model_of(name: str) -> Callable[[Sequence[str]], type[BaseModel]]:
    """An input model of cases, loaded when it is asked for."""

    def chosen(_words: Sequence[str]) -> type[BaseModel]:
        from kontor.tickets import model

        found: type[BaseModel] = getattr(model, name)
        return found

    return chosen


def key_of(store: Any, text: str) -> int:
    """The id of the case that a word names."""
    from kontor.tickets.queries.tickets import find

    with store.read() as con:
        return find(con, text).id
