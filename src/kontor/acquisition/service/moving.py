"""Stages of leads: moved, won, lost, resting, taken up again. Sales follows and is followed.

A lead with an enquiry in sales has one truth: what the customer says to the quote moves the lead
(`listeners`), and a lead that is lost or rests by hand says the same to its quotes and enquiry.
"""

from __future__ import annotations

from datetime import date

from kontor.acquisition.kinds import OPEN, LeadMoved, Stage
from kontor.acquisition.model import LeadRow, LostInput, MoveRow, WonInput
from kontor.acquisition.queries.leads import quotes_of
from kontor.acquisition.queries.settings import find_reason, reason_name
from kontor.acquisition.rules import law
from kontor.acquisition.rules.stages import check_move
from kontor.base.dates import add_months
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.service.documents import row_of, set_state
from kontor.sales.service.inquiries import lose_inquiry, rest_inquiry, wake_inquiry
from kontor.sales.service.quotes import reject_quote
from kontor.store.unit import Unit, use_case


def lead_row(unit: Unit, lead: int) -> LeadRow:
    """The row of a lead; `NotFound` without it."""
    row = unit.get(LeadRow, lead)
    if row is None:
        raise NotFound(N_("There is no lead {number}."), number=lead)
    return row


def enter(unit: Unit, row: LeadRow, stage: Stage, day: date) -> bool:
    """Write another stage with its day; False when the lead stands there already."""
    old = row.stage
    if old is stage:
        return False
    check_move(old, stage)
    row.stage, row.entered = stage, day
    row.decided = row.until = row.lost_price = row.delete_on = None
    row.reason = row.reason_note = row.lost_to = ""
    if stage not in OPEN:
        row.next_action, row.next_day = "", None
    unit.flush()
    unit.insert(MoveRow, lead=row.key, day=day, old=old, new=stage)
    unit.emit(LeadMoved(row.key, old, stage, day))
    return True


@use_case(N_("Lead moved"))
def move_lead(unit: Unit, lead: int, stage: Stage, today: date) -> None:
    """Move a lead to an open stage, forward or back; one that rested or was lost is taken up.

    Raises:
        Refused: the stage does not follow, or no quote went out yet.
    """
    row = lead_row(unit, lead)
    if stage not in OPEN:
        raise InputError(
            N_("Won, lost and dormant have their own step, because they need more."), field="stage"
        )
    inquiry = row.inquiry
    if stage is Stage.QUOTED and inquiry is not None and not _sent(unit, lead):
        raise Refused(
            N_("No quote went out yet."), hint=N_("Send the quote: the lead moves with it.")
        )
    was_open = row.stage in OPEN
    enter(unit, row, stage, today)
    if inquiry is not None and not was_open:
        there = row_of(unit, inquiry, DocumentKind.INQUIRY)
        if there.state in {State.LOST, State.DORMANT}:
            wake_inquiry(unit, inquiry)


def _sent(unit: Unit, lead: int) -> list[int]:
    return quotes_of(unit.con, lead, "sent", "expired", "rejected")


@use_case(N_("Lead won"))
def win_lead(unit: Unit, lead: int, data: WonInput, today: date) -> None:
    """Win a lead that got no quote of ours; with a quote the customer's yes goes there.

    Raises:
        Refused: a quote of the lead waits for its answer.
    """
    row = lead_row(unit, lead)
    if quotes_of(unit.con, lead, "sent", "expired", "draft"):
        raise Refused(
            N_("A quote of this lead is open."),
            hint=N_("Accept the quote: the order comes with it, and the lead is won."),
        )
    day = data.day or today
    reason = find_reason(data.reason, won=True).key if data.reason else ""
    enter(unit, row, Stage.WON, day)
    row.decided, row.reason, row.reason_note = day, reason, data.note
    if data.value is not None:
        row.value = data.value
    unit.flush()
    if row.inquiry is not None:
        inquiry = row_of(unit, row.inquiry, DocumentKind.INQUIRY)
        if inquiry.state is not State.ACCEPTED:
            set_state(unit, inquiry, State.ACCEPTED)
            inquiry.decided = day


@use_case(N_("Lead lost"))
def lose_lead(unit: Unit, lead: int, data: LostInput, today: date) -> None:
    """Close a lead that came to nothing: its reason, the competitor and his price.

    Quotes that wait for an answer are refused with it, and the enquiry is lost. The day on which
    the data should go is proposed by the dated rows; it can be changed.
    """
    row = lead_row(unit, lead)
    day = data.day or today
    reason = find_reason(data.reason, won=False).key
    if row.stage is not Stage.LOST:
        enter(unit, row, Stage.LOST, day)
    row.decided, row.reason, row.reason_note = day, reason, data.note
    row.lost_to, row.lost_price = data.lost_to, data.lost_price
    row.delete_on = add_months(day, law.term("delete_lost", day))
    unit.flush()
    said = ": ".join(filter(None, (reason_name(reason), data.note)))
    for quote in quotes_of(unit.con, lead, "sent", "expired"):
        reject_quote(unit, quote, said, day)
    if row.inquiry is not None:
        inquiry = row_of(unit, row.inquiry, DocumentKind.INQUIRY)
        if inquiry.state in {State.NEW, State.QUOTED, State.DORMANT}:
            lose_inquiry(unit, row.inquiry, said, day)


@use_case(N_("Lead rests"))
def rest_lead(unit: Unit, lead: int, until: date | None, today: date) -> None:
    """Let a lead rest, until a day on which it comes back."""
    if until is not None and until <= today:
        raise InputError(N_("It comes back on a later day."), field="until")
    row = lead_row(unit, lead)
    enter(unit, row, Stage.DORMANT, today)
    row.until = until
    unit.flush()
    if row.inquiry is not None:
        inquiry = row_of(unit, row.inquiry, DocumentKind.INQUIRY)
        if inquiry.state in {State.NEW, State.QUOTED}:
            rest_inquiry(unit, row.inquiry, until)
