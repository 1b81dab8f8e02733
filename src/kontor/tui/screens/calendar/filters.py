"""What narrows a plan: `wer:Jo art:montage für:sales:12 ohne:fristen krüger`."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.text import fold, quoted
from kontor.calendar.kinds.appointments import AppointmentKind, CrewKind
from kontor.calendar.queries.appointments import EVERYTHING, Filter
from kontor.calendar.words import KINDS
from kontor.company import queries as company
from kontor.desk.deadlines import Duty

_WHO, _KIND, _FOR = {"wer", "who"}, {"art", "kind"}, {"fur", "for"}
_CANCELLED = {"ausgefallen", "cancelled", "abgesagt"}
_WITHOUT, _DUTIES = {"ohne", "without"}, ("frist", "deadline")


class Wanted(NamedTuple):
    """What a plan shows: appointments, and whether the deadlines of all areas stand among them.

    `names` are those behind `wer:`, for deadlines that tell a name but no record.
    """

    entries: Filter = EVERYTHING
    duties: bool = True
    names: tuple[str, ...] = ()

    def keeps(self, one: Duty, title: str) -> bool:
        """Whether a deadline is shown."""
        wanted, said = self.entries, fold(title)
        if not self.duties or (wanted.kinds and AppointmentKind.DEADLINE not in wanted.kinds):
            return False
        if wanted.reference and one.due.ref != wanted.reference:
            return False
        owner = (CrewKind.EMPLOYEE, one.mark.owner) if one.mark and one.mark.owner else None
        if wanted.crew and owner not in wanted.crew and not any(n in said for n in self.names):
            return False
        return all(word in said for word in fold(wanted.text).split())


def read_filter(con: sqlite3.Connection, typed: str) -> Wanted:
    """The filter that was typed.

    Raises:
        InputError: a kind, or somebody, that is not known; `ohne:` something else than deadlines.
    """
    names: list[str] = []
    duties = True
    crew: list[tuple[CrewKind, int]] = []
    kinds: list[AppointmentKind] = []
    words: list[str] = []
    found = Filter()
    for word in typed.split():
        prefix, colon, value = word.partition(":")
        name = fold(prefix) if colon and value else ""
        if name in _WHO:
            crew.append(somebody(con, value))
            names.append(fold(value.replace("_", " ")))
        elif name in _KIND:
            kinds += _kinds(value)
        elif name in _FOR:
            found = found._replace(reference=value)
        elif name in _WITHOUT:
            duties = _no_duties(value)
        elif fold(word) in _CANCELLED:
            found = found._replace(cancelled=True)
        else:
            words.append(word)
    found = found._replace(crew=tuple(crew), kinds=tuple(kinds), text=" ".join(words))
    return Wanted(found, duties, tuple(names))


def _no_duties(value: str) -> bool:
    """False: what is left out are deadlines."""
    if not fold(value).startswith(_DUTIES):
        raise InputError(
            N_("“{name}” cannot be left out."), name=quoted(value),
            hint=N_("Left out can be the deadlines: without:deadlines."),
        )  # fmt: skip
    return False


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
