"""What narrows a plan: `wer:Jo art:montage für:sales:12 krüger`."""

from __future__ import annotations

import sqlite3

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.appointments import AppointmentKind, CrewKind
from kontor.calendar.queries.appointments import Filter
from kontor.calendar.words import KINDS
from kontor.company import queries as company

_WHO, _KIND, _FOR = {"wer", "who"}, {"art", "kind"}, {"fur", "for"}
_CANCELLED = {"ausgefallen", "cancelled", "abgesagt"}


def read_filter(con: sqlite3.Connection, typed: str) -> Filter:
    """The filter that was typed.

    Raises:
        InputError: a kind, or somebody, that is not known.
    """
    crew: list[tuple[CrewKind, int]] = []
    kinds: list[AppointmentKind] = []
    words: list[str] = []
    found = Filter()
    for word in typed.split():
        prefix, colon, value = word.partition(":")
        name = fold(prefix) if colon and value else ""
        if name in _WHO:
            crew.append(somebody(con, value))
        elif name in _KIND:
            kinds += _kinds(value)
        elif name in _FOR:
            found = found._replace(reference=value)
        elif fold(word) in _CANCELLED:
            found = found._replace(cancelled=True)
        else:
            words.append(word)
    return found._replace(crew=tuple(crew), kinds=tuple(kinds), text=" ".join(words))


def somebody(con: sqlite3.Connection, text: str) -> tuple[CrewKind, int]:
    """A person, crew or vehicle by name or its begin; `InputError` when there is none."""
    begin = fold(text.replace("_", " "))
    there = [(CrewKind.EMPLOYEE, one.id, one.short) for one in company.employees(con)]
    there += [(CrewKind.TEAM, one.id, one.name) for one in company.teams(con)]
    there += [(CrewKind.VEHICLE, one.id, one.name) for one in company.vehicles(con)]
    exact = [(kind, key) for kind, key, name in there if fold(name) == begin]
    near = exact or [(kind, key) for kind, key, name in there if fold(name).startswith(begin)]
    if not near:
        raise InputError(
            N_("Nobody here is called “{name}”."), name=quoted(text),
            hint=N_("Known are: {names}."),
            names=", ".join(name for _kind, _key, name in there[:6]),
        )  # fmt: skip
    return near[0]


def _kinds(text: str) -> list[AppointmentKind]:
    begin = fold(text)
    found = [
        kind for kind in AppointmentKind
        if fold(_(KINDS[kind])).startswith(begin) or kind.startswith(begin)
    ]  # fmt: skip
    if not found:
        raise InputError(
            N_("“{kind}” is no kind of appointment."), kind=quoted(text),
            hint=N_("Known are: {names}."),
            names=", ".join(_(name) for name in KINDS.values()),
        )  # fmt: skip
    return found
