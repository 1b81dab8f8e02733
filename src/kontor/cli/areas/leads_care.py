"""Commands for following up, sources and what the firm sets itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.acquisition.kinds import Rhythm
from kontor.acquisition.words import BASES, RHYTHMS, STAGES, STEPS, UNITS
from kontor.base.i18n import N_
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_FOLLOW = (
    Column("ref", N_("What"), "code"),
    Column("day", N_("On"), "day"),
    Column("title", N_("Name")),
    Column("number", N_("Quote"), "code"),
    Column("text", N_("What to do")),
    Column("how", N_("How"), "code", STEPS),
    Column("worth", N_("Net value"), "money"),
    Column("chance", N_("Chance"), "rate"),
    Column("weighted", N_("Weighted"), "money"),
    Column("overdue", N_("Due"), "flag"),
)
_SOURCES = (
    Column("source", N_("Key"), "code"),
    Column("name", N_("Source")),
    Column("own", N_("Own"), "flag"),
    Column("ended", N_("Until"), "day"),
    Column("valid_from", N_("Costs from"), "day"),
    Column("fixed_per_month", N_("Per month"), "money"),
    Column("per_lead", N_("Per lead"), "money"),
    Column("pct_of_order", N_("Of the order"), "rate"),
    Column("per_campaign", N_("Per campaign"), "money"),
)
_CHANCES = (
    Column("stage", N_("Stage"), "code", STAGES),
    Column("chance", N_("Chance"), "rate"),
)
_RHYTHM = (
    Column("rhythm", N_("Rhythm"), "code", RHYTHMS),
    Column("valid_from", N_("Valid from"), "day"),
    Column("step", N_("Step"), "int"),
    Column("basis", N_("Counts"), "code", BASES),
    Column("amount", N_("Days"), "int"),
    Column("unit", N_("Unit"), "code", UNITS),
    Column("how", N_("How"), "code", STEPS),
    Column("text", N_("What to do")),
    Column("own", N_("Own"), "flag"),
)
_REASONS = (
    Column("key", N_("Key"), "code"),
    Column("won", N_("Won"), "flag"),
    Column("name", N_("Reason")),
)


def due(call: Call, *, all: bool) -> None:  # noqa: A002  the option's name
    """What is to follow up."""
    from kontor.acquisition.queries.follow import follow_ups

    with call.read() as con:
        found = [one for one in follow_ups(con, call.today) if all or one.overdue]
    rows = [tuple(getattr(one, column.name) for column in _FOLLOW) for one in found]
    call.show(Table(_FOLLOW, rows, empty=N_("Nothing is to follow up.")))


def _follow_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.acquisition.model import FollowInput

    return FollowInput


def follow(call: Call, *, ref: str, data: Any) -> None:
    """Note what was done."""
    from kontor.acquisition.service import follow as service

    with call.store() as store:
        call.done(call.run(store, service.follow_up, ref, data, call.today))


def sources(call: Call) -> None:
    """Sources and what they cost."""
    from kontor.acquisition.queries import settings
    from kontor.acquisition.rules.costs import cost_on

    with call.read() as con:
        costs = settings.source_costs(con)
        rows = []
        for one in settings.sources(con):
            terms = cost_on([cost for cost in costs if cost.source == one.key], call.today)
            paid: tuple[Any, ...] = (None,) * 5
            if terms is not None:
                paid = (terms.valid_from, terms.fixed_per_month, terms.per_lead,
                        terms.pct_of_order, terms.per_campaign)  # fmt: skip
            rows.append((one.key, one.name, one.own, one.ended, *paid))
    call.show(Table(_SOURCES, rows))


def _source_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.acquisition.model import SourceInput

    return SourceInput


def source(call: Call, *, data: Any) -> None:
    """Add or change a source."""
    from kontor.acquisition.service import sources as service

    with call.store() as store:
        changed = call.run(store, service.set_source, data, call.today)
    call.done(changed, source=changed.value)


def reasons(call: Call) -> None:
    """Reasons of winning and losing."""
    from kontor.acquisition.queries.settings import reason_name
    from kontor.acquisition.rules.law import reasons as known

    rows = [(one.key, one.won, reason_name(one.key)) for one in known().values()]
    call.show(Table(_REASONS, rows))


def chances(call: Call) -> None:
    """Chances of the stages."""
    from kontor.acquisition.queries.settings import stage_chances

    with call.read() as con:
        found = stage_chances(con, call.today)
    call.show(Table(_CHANCES, list(found.items())))


def _chance_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.acquisition.model import ChanceInput

    return ChanceInput


def chance(call: Call, *, data: Any) -> None:
    """Set the chance of a stage."""
    from kontor.acquisition.service import follow as service

    with call.store() as store:
        call.done(call.run(store, service.set_chance, data, call.today))


def rhythm(call: Call) -> None:
    """The rhythms that hold today."""
    from kontor.acquisition.queries.settings import rhythm as holds

    with call.read() as con:
        plans = [holds(con, which, call.today) for which in Rhythm]
    rows = [
        (plan.rhythm, plan.valid_from, *step, plan.own) for plan in plans for step in plan.steps
    ]
    call.show(Table(_RHYTHM, rows))


def _rhythm_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.acquisition.model import RhythmInput

    return RhythmInput


def set_rhythm(call: Call, *, data: Any) -> None:
    """Set an own rhythm."""
    from kontor.acquisition.service import follow as service

    with call.store() as store:
        call.done(call.run(store, service.set_rhythm, data, call.today))


def drop_rhythm(call: Call, *, rhythm: str, valid_from: date) -> None:
    """Take an own rhythm back."""
    from kontor.acquisition.service import follow as service

    with call.store() as store:
        call.done(call.run(store, service.drop_rhythm, rhythm, valid_from))


def forget(call: Call, *, leads: list[int], due: bool) -> None:
    """Delete the personal data of leads."""
    from kontor.acquisition.service import keeping

    with call.store() as store:
        changed = call.run(store, keeping.forget_leads, leads, due, call.today)
    call.done(changed, leads=changed.value)


COMMANDS: tuple[Command, ...] = (
    Command("due", due, N_("what is to follow up, by value and chance"), (
        opt("all", N_("also those whose day is still to come"), "flag"),
    )),
    Command("follow", follow, N_("note what was done about a lead or quote, or put it off"), (
        arg("ref", N_("number of a lead, acquisition:5, or sales:12 for a quote")),
    ), model=_follow_model, writes=True),
    Command("sources", sources, N_("sources and what they cost")),
    Command("source", source, N_("add or change a source and its costs"), model=_source_model,
            writes=True),
    Command("reasons", reasons, N_("reasons for winning and losing")),
    Command("chances", chances, N_("chances of the stages")),
    Command("chance", chance, N_("set the chance of a stage"), model=_chance_model, writes=True),
    Command("rhythm", rhythm, N_("on which days quotes and leads are followed up")),
    Command("set-rhythm", set_rhythm, N_("set an own rhythm of following up"),
            model=_rhythm_model, writes=True),
    Command("drop-rhythm", drop_rhythm, N_("take an own rhythm back"), (
        arg("rhythm", N_("quote or lead"), choices=tuple(Rhythm)),
        arg("valid_from", N_("its first day"), "day"),
    ), writes=True),
    Command("forget", forget, N_("delete the personal data of leads, for good"), (
        arg("leads", N_("numbers of leads"), "int", many=True, required=False),
        opt("due", N_("all whose day of deletion is over"), "flag"),
    ), writes=True),
)  # fmt: skip
