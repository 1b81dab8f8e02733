"""Sources with their costs, chances of the stages, rhythms: what came along and what is own."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.acquisition.kinds import (
    Basis,
    Reason,
    Rhythm,
    RhythmPlan,
    RhythmStep,
    SourceCost,
    SourceName,
    Stage,
    StageTerms,
    StepHow,
    Unit,
)
from kontor.acquisition.rules import law
from kontor.acquisition.rules.stages import chances
from kontor.base.errors import InputError
from kontor.base.i18n import N_, in_language
from kontor.base.text import fold, quoted


def sources(con: sqlite3.Connection, day: date | None = None) -> list[SourceName]:
    """All sources; with a day only those that are offered on it."""
    found = {key: law.known_source(key) for key in law.source_names()}
    for key, name, ended in con.execute(
        "SELECT source,name,ended FROM lead_source ORDER BY id"
    ).fetchall():
        known = found.get(key)
        over = date.fromisoformat(ended) if ended else None
        found[key] = SourceName(key, name or (known.name if known else key), known is None, over)
    return [one for one in found.values() if not (day and one.ended and one.ended <= day)]


def source_name(con: sqlite3.Connection, key: str) -> str:
    """The name of a source; its key when nobody knows it any more."""
    return next((one.name for one in sources(con) if one.key == key), key)


def find_source(con: sqlite3.Connection, text: str) -> SourceName:
    """The source that a key or a name means, in either language.

    Raises:
        InputError: there is none.
    """
    if found := source_or_none(con, text):
        return found
    raise InputError(
        N_("There is no source “{name}”."), hint=N_("Add it under sources, or choose one of them."),
        name=quoted(text), field="source",
    )  # fmt: skip


def source_or_none(con: sqlite3.Connection, text: str) -> SourceName | None:
    """The source that a key or a name means, if there is one."""
    wanted = fold(text).strip()
    both = law.source_names()
    for one in sources(con):
        names = {one.key, fold(one.name), *(fold(name) for name in both.get(one.key, ()))}
        if wanted in names:
            return one
    return None


def source_costs(con: sqlite3.Connection, source: str | None = None) -> list[SourceCost]:
    """What sources cost, oldest first; of one or of all."""
    rows = con.execute(
        "SELECT source,valid_from,fixed_per_month,per_lead,pct_of_order,per_campaign,note"
        " FROM source_cost WHERE ?1 IS NULL OR source=?1 ORDER BY valid_from,id",
        (source,),
    ).fetchall()
    return [SourceCost(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows]


def find_reason(text: str, *, won: bool) -> Reason:
    """The reason that a key or a name means, in either language.

    Raises:
        InputError: there is none for this end.
    """
    if found := reason_or_none(text, won=won):
        return found
    names = ", ".join(one.key for one in law.reasons().values() if one.won is won)
    raise InputError(
        N_("“{name}” is no reason here. Possible are: {names}."), name=quoted(text), names=names,
        field="reason",
    )  # fmt: skip


def reason_or_none(text: str, *, won: bool) -> Reason | None:
    """The reason that a key or a name means, if there is one for this end."""
    wanted = fold(text).strip()
    for one in law.reasons().values():
        if one.won is won and wanted in {one.key, fold(one.de), fold(one.en)}:
            return one
    return None


def reason_name(key: str) -> str:
    """A reason in the reader's language; the key when nobody knows it."""
    found = law.reasons().get(key)
    return in_language(found.de, found.en) if found else key


def own_chances(con: sqlite3.Connection) -> list[StageTerms]:
    """Chances that the firm set itself, oldest first."""
    rows = con.execute(
        "SELECT stage,valid_from,chance FROM stage_chance ORDER BY valid_from,id"
    ).fetchall()
    return [StageTerms(Stage(stage), date.fromisoformat(day), rate) for stage, day, rate in rows]


def stage_chances(con: sqlite3.Connection, day: date) -> dict[Stage, int]:
    """The chance of every stage on a day."""
    return chances(own_chances(con), day)


def rhythm(con: sqlite3.Connection, which: Rhythm, day: date) -> RhythmPlan:
    """The rhythm that holds on a day; an own one stands before the one that came along."""
    standard = [one for one in law.default_plans() if one.rhythm is which]
    own = [one for one in own_rhythms(con) if one.rhythm is which and one.valid_from <= day]
    if own:
        return own[-1]
    return ([one for one in standard if one.valid_from <= day] or standard[:1])[-1]


def own_rhythms(con: sqlite3.Connection) -> list[RhythmPlan]:
    """The firm's own rhythms, oldest first."""
    found: dict[tuple[str, str], list[RhythmStep]] = {}
    for which, day, *row in con.execute(
        "SELECT rhythm,valid_from,step,basis,amount,unit,how,text FROM rhythm_step"
        " ORDER BY valid_from,step"
    ).fetchall():
        step = RhythmStep(row[0], Basis(row[1]), row[2], Unit(row[3]), StepHow(row[4]), row[5])
        found.setdefault((which, day), []).append(step)
    return [
        RhythmPlan(Rhythm(which), date.fromisoformat(day), tuple(steps), own=True)
        for (which, day), steps in found.items()
    ]
