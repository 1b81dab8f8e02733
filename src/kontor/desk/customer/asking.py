"""The use case of asking for a review: noted once, and on the log of advertising."""

from __future__ import annotations

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries
from kontor.contacts.consent_kinds import Purpose, Way
from kontor.contacts.consents import UseInput
from kontor.contacts.file import ReviewInput, ReviewRequestRow
from kontor.contacts.file_kinds import ReviewResult
from kontor.contacts.service.consent import record_use
from kontor.store.unit import Unit, use_case


@use_case(N_("Request for a review noted"))
def note_review(unit: Unit, data: ReviewInput) -> int:
    """Note that a review was asked for, written, or left out; asking goes onto the log.

    Raises:
        NotFound: there is no such acceptance.
        Refused: it was noted already, or the verdict forbids asking this way.
    """
    area, _colon, key = data.ref.partition(":")
    row = unit.con.execute(
        "SELECT d.contact FROM acceptance a JOIN sales_document d ON d.id=a.document"
        " WHERE d.id=? AND ?='sales'",
        (key, area),
    ).fetchone()
    if row is None:
        raise NotFound(N_("There is no acceptance {ref}."), ref=data.ref, field="ref")
    there = unit.con.execute(
        "SELECT id,result FROM review_request WHERE ref=?", (data.ref,)
    ).fetchone()
    if there is not None and (there[1], data.result) != ("asked", ReviewResult.WRITTEN):
        raise Refused(N_("A review for this job was dealt with already."))
    who = queries.partner(unit.con, row[0]).id
    if data.result is ReviewResult.ASKED:
        record_use(
            unit, who,
            UseInput(channel=Way(data.channel), purpose=Purpose.REVIEW, day=data.day,
                     ref=data.ref, note=data.note),
        )  # fmt: skip
    found = unit.get(ReviewRequestRow, there[0]) if there else None
    review = found or ReviewRequestRow(
        contact=who, ref=data.ref, day=data.day, result=data.result, note=data.note
    )
    review.result, review.day = data.result, data.day
    return unit.put(review).key
