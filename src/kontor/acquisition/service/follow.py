"""Following up: called, written, put off, done; own rhythm and own chances."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from kontor.acquisition.kinds import OPEN, FollowHow, Stage, VisitAgreed
from kontor.acquisition.model import (
    ChanceInput,
    ChanceRow,
    FollowInput,
    FollowUpRow,
    RhythmInput,
    RhythmRow,
)
from kontor.acquisition.queries import follow as queries
from kontor.acquisition.service.leads import agreed
from kontor.acquisition.service.moving import lead_row
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.service.documents import row_of
from kontor.store.unit import Unit, use_case

_LATER = frozenset({FollowHow.SNOOZE, FollowHow.APPOINTMENT})


def parse_ref(ref: str) -> tuple[str, int]:
    """`sales:12` or `acquisition:5` as area and id; a bare number is a lead.

    Raises:
        InputError: neither.
    """
    area, colon, key = ref.partition(":")
    if not colon:
        area, key = "acquisition", area
    if area not in {"sales", "acquisition"} or not (key.isascii() and key.isdigit()):
        raise InputError(N_("“{ref}” is neither a lead nor a quote."), ref=quoted(ref), field="ref")
    return area, int(key[:15])


@use_case(N_("Followed up"))
def follow_up(unit: Unit, ref: str, data: FollowInput, today: date) -> int:
    """Note what was done about a quote or lead; a snooze or appointment says when it comes back.

    Raises:
        InputError: the day it comes back is over.
        Refused: the quote has its answer, or the lead is decided.
    """
    area, key = parse_ref(ref)
    day = data.day or today
    if data.until is not None and data.until < day:
        raise InputError(N_("It comes back on a later day."), field="until")
    if area == "sales":
        return _quote(unit, key, data, day)
    return _lead(unit, key, data, day)


def _quote(unit: Unit, quote: int, data: FollowInput, day: date) -> int:
    row = row_of(unit, quote, DocumentKind.QUOTE)
    if row.state not in {State.SENT, State.EXPIRED}:
        raise Refused(N_("{name} waits for no answer."), name=row.number or f"sales:{quote}")
    step = queries.quote_step(unit.con, quote, day)
    if data.how is FollowHow.APPOINTMENT and data.until is not None:
        title = " ".join(filter(None, (row.number, row.subject)))
        unit.emit(VisitAgreed(
            f"sales:{quote}", data.until.isoformat(), title, data.note, row.contact, row.site,
            visit=False,
        ))  # fmt: skip
    return unit.insert(
        FollowUpRow, lead=None, quote=quote, step=step.step if step else 0, day=day, how=data.how,
        note=data.note, until=data.until,
    )  # fmt: skip


def _lead(unit: Unit, lead: int, data: FollowInput, day: date) -> int:
    row = lead_row(unit, lead)
    if row.stage not in {*OPEN, Stage.DORMANT}:
        raise Refused(N_("This lead is decided."))
    step = queries.lead_step(unit.con, lead, day)
    if step is not None and step.quote is not None:
        return _quote(unit, step.quote, data, day)
    if data.how in _LATER:
        row.next_day = data.until
        row.next_action = data.note or row.next_action
        if row.stage is Stage.DORMANT:
            row.until, row.next_day = data.until, None
    else:
        row.next_day, row.next_action = None, ""
    unit.flush()
    if data.how is FollowHow.APPOINTMENT and data.until is not None:
        unit.emit(agreed(row, data.until.isoformat(), data.note, visit=False))
    return unit.insert(
        FollowUpRow, lead=lead, quote=None, step=step.step if step else 0, day=day, how=data.how,
        note=data.note, until=data.until,
    )  # fmt: skip


@use_case(N_("Rhythm of following up set"))
def set_rhythm(unit: Unit, data: RhythmInput, today: date) -> None:
    """Set an own rhythm from a day on; what went out before keeps the one it had."""
    start = data.valid_from or today
    there = unit.exec(
        select(RhythmRow).where(RhythmRow.rhythm == data.rhythm, col(RhythmRow.valid_from) == start)
    ).all()
    for row in there:
        unit.delete(row)
    unit.flush()
    for place, step in enumerate(data.steps, 1):
        unit.insert(
            RhythmRow, rhythm=data.rhythm, valid_from=start, step=place, **step.model_dump()
        )


@use_case(N_("Rhythm of following up dropped"))
def drop_rhythm(unit: Unit, rhythm: str, valid_from: date) -> None:
    """Take an own rhythm back: what held before holds again."""
    there = unit.exec(
        select(RhythmRow).where(RhythmRow.rhythm == rhythm, col(RhythmRow.valid_from) == valid_from)
    ).all()
    if not there:
        raise NotFound(N_("There is no own rhythm from this day on."))
    for row in there:
        unit.delete(row)
    unit.flush()


@use_case(N_("Chance of a stage set"))
def set_chance(unit: Unit, data: ChanceInput, today: date) -> int:
    """Set the chance of an open stage from a day on."""
    if data.stage not in OPEN:
        raise InputError(N_("Only open stages have a chance of their own."), field="stage")
    start = data.valid_from or today
    row = unit.exec(
        select(ChanceRow).where(ChanceRow.stage == data.stage, col(ChanceRow.valid_from) == start)
    ).first() or ChanceRow(stage=data.stage, valid_from=start, chance=data.chance)
    row.chance = data.chance
    return unit.put(row).key
