"""Deadlines (Fristen): the dated duties of all areas in one list, with what was noted on them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kontor.base.errors import InputError, NotFound
from kontor.base.i18n import N_, _
from kontor.base.text import quoted
from kontor.calendar.kinds.deadlines import DeadlineKind, Key, Mark
from kontor.calendar.poll_words import KINDS
from kontor.calendar.queries.deadlines import marks
from kontor.store.doors import Door, Due

SOON = 14  # days before that a duty without a lead time of its own counts as near


class Standing(StrEnum):
    """How a duty stands: over, told by its lead time, still to come, put off, done."""

    LATE = "late"
    TOLD = "told"
    AHEAD = "ahead"
    PUT_OFF = "put_off"
    DONE = "done"


OPEN = (Standing.LATE, Standing.TOLD, Standing.AHEAD, Standing.PUT_OFF)


class Duty(NamedTuple):
    """A dated duty of an area with what was noted on it."""

    due: Due
    day: date
    standing: Standing
    mark: Mark | None = None

    @property
    def key(self) -> Key:
        """What a mark knows it by."""
        return key_of(self.due)

    @property
    def text(self) -> str:
        """How it is named on the command line: `calendar:deadline/6 licence_check 2026-12-01`."""
        return " ".join((self.due.ref, self.due.kind, self.day.isoformat()))


def key_of(due: Due) -> Key:
    """Reference, kind and day: what a mark knows a duty by."""
    return due.ref, due.kind, due.deadline


def duties(
    con: sqlite3.Connection, doors: Iterable[Door], today: date, last: date, *, done: bool = False
) -> list[Duty]:
    """The duties of all areas until a day, those that are over in front; done ones only if asked.

    A duty that an area tells already is not asked for twice: reference, kind and day name it.
    """
    noted = marks(con)
    found: dict[Key, Due] = {}
    for door in doors:
        for one in door.deadlines(con, today, last) if door.deadlines else ():
            found.setdefault(key_of(one), one)
    every = [Duty(one, key[2], _standing(one, noted.get(key), today), noted.get(key))
             for key, one in found.items()]  # fmt: skip
    if done:
        every += [_done(key, mark) for key, mark in noted.items() if mark.done and key not in found]
    kept = [one for one in every if done or one.standing is not Standing.DONE]
    return sorted(kept, key=lambda one: (one.day, one.due.ref, one.due.kind))


def by_day(
    con: sqlite3.Connection, doors: Iterable[Door], today: date, first: date, last: date
) -> dict[date, list[Duty]]:
    """The open duties between two days, by day: what a calendar shows as whole days."""
    found: dict[date, list[Duty]] = defaultdict(list)
    for one in duties(con, doors, today, last):
        if one.day >= first:
            found[one.day].append(one)
    return dict(found)


def find_duty(
    con: sqlite3.Connection, doors: Iterable[Door], today: date, text: str, last: date
) -> Duty:
    """The duty that its name means: reference, and kind and day where it has several.

    Raises:
        NotFound: there is none until the last day.
        InputError: several fit.
    """
    words = text.split()
    ref = f"calendar:deadline/{words[0]}" if words and words[0].isdigit() else " ".join(words[:1])
    there = [one for one in duties(con, doors, today, last) if one.due.ref == ref]
    rest = set(words[1:])
    fitting = [one for one in there if rest <= {one.due.kind, one.day.isoformat()}]
    if not fitting:
        raise NotFound(
            N_("There is no open deadline “{text}”."), text=quoted(text),
            hint=N_("Name it as the list does: reference, kind and day."),
        )  # fmt: skip
    if len(fitting) > 1 and ref.startswith("calendar:deadline/"):
        return fitting[0]  # the next one of a duty that comes back
    if len(fitting) > 1:
        raise InputError(
            N_("“{text}” has several deadlines."), text=quoted(text),
            hint=N_("Add kind and day: {names}."),
            names=", ".join(f"{one.due.kind} {one.day.isoformat()}" for one in fitting[:5]),
        )  # fmt: skip
    return fitting[0]


def kind_text(kind: str, own: Mapping[str, DeadlineKind]) -> str:
    """The name of a kind of any area, given the kinds of the firm's own duties."""
    if kind in own:
        return own[kind].name
    return _(KINDS[kind]) if kind in KINDS else kind


def _standing(due: Due, mark: Mark | None, today: date) -> Standing:
    if mark is not None and mark.done:
        return Standing.DONE
    if mark is not None and mark.until and mark.until > today:
        return Standing.PUT_OFF
    if due.deadline < today:
        return Standing.LATE
    soon = due.day <= today or due.deadline <= today + timedelta(days=SOON)
    return Standing.TOLD if soon else Standing.AHEAD


def _done(key: Key, mark: Mark) -> Duty:
    """A duty that no area asks for any more, because it was done."""
    ref, kind, day = key
    return Duty(Due(ref, day, kind, ""), day, Standing.DONE, mark)
