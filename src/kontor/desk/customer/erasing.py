"""Erasure of a person (Löschung, Art. 17 DSGVO) in all areas; what the law keeps is blocked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.desk.customer.privacy import held
from kontor.store.doors import Door, Held, Kept
from kontor.store.erasing import erase_person
from kontor.store.store import Store
from kontor.store.unit import Unit, use_case


class Erasure(NamedTuple):
    """What an erasure takes away, and what it leaves, why and until when."""

    name: str
    gone: tuple[Held, ...]
    kept: tuple[Kept, ...]

    @property
    def blocked(self) -> bool:
        """Whether the person is blocked and not erased, because the law keeps something."""
        return bool(self.kept)


class _Enough(Exception):
    """Takes the trial of an erasure back."""


@use_case(N_("Person erased"), final=N_("erased is erased"))
def erase_contact(unit: Unit, doors: Sequence[Door], contact: int, today: date) -> tuple[Kept, ...]:
    """Erase a person in all areas; what the law keeps stays and is blocked.

    Returns what was kept, with reason and day.
    """
    main = queries.partner(unit.con, contact).id
    kept: list[Kept] = []
    for key in reversed(queries.aliases(unit.con, main)):  # other names first, then the person
        kept += erase_person(unit, doors, f"contacts:{key}", today)
    return tuple(dict.fromkeys(kept))


def preview_erasure(store: Store, contact: int, today: date) -> Erasure:
    """What an erasure would do; it is tried and taken back, so nothing can differ later."""
    doors = tuple(store.doors)
    with store.read() as con:
        main = queries.partner(con, contact)
        before = [one for area in held(con, doors, main.id) for one in area.held]
    result: list[tuple[Kept, ...]] = []
    after: set[Held] = set()
    with suppress(_Enough), store.step(N_("Person erased"), "auto.trial") as unit:
        result.append(erase_contact(unit, doors, main.id, today))
        if unit.con.execute("SELECT 1 FROM contact WHERE id=?", (main.id,)).fetchone():
            after.update(one for area in held(unit.con, doors, main.id) for one in area.held)
        raise _Enough
    gone = tuple(one for one in before if one not in after)
    return Erasure(main.name, gone, result[0])
