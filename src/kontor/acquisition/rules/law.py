"""Dated rows of winning customers: stages, rhythm, reasons, sources, classes, times of deletion."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.acquisition.kinds import (
    Basis,
    Reason,
    Rhythm,
    RhythmPlan,
    RhythmStep,
    SourceName,
    Stage,
    StageTerms,
    StepHow,
    Unit,
)
from kontor.base.i18n import in_language
from kontor.base.tables import data_rows


class SizeClass(NamedTuple):
    """A class of values; `upto` None: the last one. `key` is its place, from 1."""

    key: int
    upto: int | None
    de: str
    en: str

    @property
    def name(self) -> str:
        """The class in the reader's language."""
        return in_language(self.de, self.en)


@cache
def stage_terms() -> tuple[StageTerms, ...]:
    """The default chances that come along, oldest first."""
    found = [
        StageTerms(Stage(row["stage"]), date.fromisoformat(row["valid_from"]), int(row["chance"]))
        for row in data_rows("lead-stages")
    ]
    return tuple(sorted(found, key=lambda one: one.valid_from))


@cache
def reasons() -> dict[str, Reason]:
    """Why leads are won or lost, by key."""
    return {
        row["key"]: Reason(row["key"], row["kind"] == "won", row["de"], row["en"])
        for row in data_rows("lead-reasons")
    }


@cache
def source_names() -> dict[str, tuple[str, str]]:
    """Sources that come along: German and English name by key."""
    return {row["key"]: (row["de"], row["en"]) for row in data_rows("lead-sources")}


def known_source(key: str) -> SourceName:
    """A source that comes along, in the reader's language."""
    return SourceName(key, in_language(*source_names()[key]))


@cache
def _plans() -> tuple[tuple[Rhythm, date, tuple[tuple[RhythmStep, str], ...]], ...]:
    found: dict[tuple[str, str], list[tuple[RhythmStep, str]]] = {}
    for row in data_rows("lead-rhythm"):
        step = RhythmStep(
            int(row["step"]), Basis(row["basis"]), int(row["amount"]), Unit(row["unit"]),
            StepHow(row["how"]), row["de"],
        )  # fmt: skip
        found.setdefault((row["rhythm"], row["valid_from"]), []).append((step, row["en"]))
    return tuple(
        (Rhythm(rhythm), date.fromisoformat(start), tuple(steps))
        for (rhythm, start), steps in sorted(found.items(), key=lambda one: one[0][1])
    )


def default_plans() -> list[RhythmPlan]:
    """The rhythms that come along, oldest first, in the reader's language."""
    return [
        RhythmPlan(
            rhythm, start,
            tuple(step._replace(text=in_language(step.text, en)) for step, en in steps),
        )
        for rhythm, start, steps in _plans()
    ]  # fmt: skip


@cache
def _terms() -> tuple[tuple[str, date, int], ...]:
    found = [
        (row["key"], date.fromisoformat(row["valid_from"]), int(row["value"]))
        for row in data_rows("lead-terms")
    ]
    return tuple(sorted(found, key=lambda one: one[1]))


def term(key: str, day: date) -> int:
    """A figure that holds on a day; before the first the first one."""
    there = [(start, value) for name, start, value in _terms() if name == key]
    return ([value for start, value in there if start <= day] or [there[0][1]])[-1]


@cache
def classes(kind: str) -> tuple[SizeClass, ...]:
    """The classes of a kind: `size`, `speed`, `answer`, `gap`, `touch`, `age`."""
    rows = [row for row in data_rows("lead-classes") if row["kind"] == kind]
    return tuple(
        SizeClass(place, int(row["upto"]) if row["upto"] else None, row["de"], row["en"])
        for place, row in enumerate(rows, 1)
    )


def class_of(kind: str, value: int) -> SizeClass:
    """The class that a value falls into; the limit itself belongs to the lower one."""
    return next(one for one in classes(kind) if one.upto is None or value <= one.upto)
