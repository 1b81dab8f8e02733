"""Minutes after a meeting: approved and frozen, addenda, objections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.calendar.kinds.meetings import MeetingState
from kontor.calendar.model.meeting_inputs import AddendumInput, ObjectionInput
from kontor.calendar.model.meetings import AddendumRow, ObjectionRow
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries.meeting_papers import minutes_page
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.service.meetings import meeting_row
from kontor.documents.kinds import DocumentKind
from kontor.documents.model import DocumentInput
from kontor.documents.service import store_document
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    from kontor.documents.layout.page import Page

FINAL = N_("the minutes are approved")
_ENDED = frozenset({MeetingState.CLOSED, MeetingState.APPROVED})


@use_case(N_("Minutes approved"), final=FINAL)
def approve_minutes(unit: Unit, meeting: int, page: Page, pdf: bytes, at: datetime) -> int:
    """Approve the minutes as the page shows them: from now on they are frozen and archived.

    Args:
        unit: the step.
        meeting: a closed meeting.
        page: what was rendered (`meeting_papers.minutes_page`); its day is the day of approval.
        pdf: the page as it was rendered.
        at: now.

    Raises:
        Refused: the meeting is not closed, or something changed since the page was made.
    """
    row = meeting_row(unit, meeting, frozenset({MeetingState.CLOSED}))
    day = page.day
    if minutes_page(unit.con, meeting, day) != page:
        raise Refused(
            N_("The minutes changed since they were shown."), hint=N_("Look at them again.")
        )
    one = queries.meeting(unit.con, meeting)
    terms = terms_on(unit.con, one.kind, one.day)
    stored = DocumentInput(
        kind=DocumentKind.MINUTES, day=day, ref=f"calendar:meeting/{meeting}", title=one.title,
        language=page.language, name=f"{one.day.isoformat()} {one.title}.pdf",
    )  # fmt: skip
    row.document = store_document(unit, stored, pdf, issued=at)
    row.state, row.approved = MeetingState.APPROVED, day
    if terms.objection_days:
        row.objections = day + timedelta(days=terms.objection_days)
    unit.flush()
    return row.document


@use_case(N_("Addendum written"))
def add_addendum(unit: Unit, meeting: int, data: AddendumInput, today: date) -> int:
    """Add to approved minutes; what was approved stays as it is."""
    row = queries.meeting(unit.con, meeting)
    if row.state is not MeetingState.APPROVED:
        raise Refused(
            N_("The minutes are not approved yet: change them themselves."),
            hint=N_("An addendum comes after the approval."),
        )
    return unit.put(
        AddendumRow(meeting=meeting, day=data.day or today, author=data.author, text=data.text)
    ).key


@use_case(N_("Objection noted"))
def note_objection(unit: Unit, meeting: int, data: ObjectionInput, today: date) -> int:
    """Note an objection to minutes; one after the date is kept as late."""
    row = meeting_row(unit, meeting, _ENDED)
    day = data.day or today
    late = row.objections is not None and day > row.objections
    return unit.put(
        ObjectionRow(meeting=meeting, who=data.who, day=day, text=data.text, late=late)
    ).key


@use_case(N_("Objection answered"))
def settle_objection(unit: Unit, objection: int, answer: str, today: date) -> None:
    """Answer an objection; what has to be corrected becomes an addendum."""
    row = unit.get(ObjectionRow, objection)
    if row is None:
        raise NotFound(N_("The minutes have no objection {number}."), number=objection)
    row.answer, row.settled = answer.strip(), today
    unit.flush()
