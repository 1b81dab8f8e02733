"""Sending (Versand): how, to whom and when an issued document went to the customer.

Kontor is offline: the mail is a draft for the mail program, the letter a PDF for the printer. What
is kept is the note that it went out; there may be several.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.model.inputs import SendingInput
from kontor.sales.model.tables import SalesDocument, Sending
from kontor.sales.service.documents import row_of, set_state
from kontor.store.unit import Unit, use_case


@use_case(N_("Document noted as sent"))
def mark_sent(unit: Unit, document: int, data: SendingInput, today: date) -> int:
    """Note that an issued document went out; follow-ups of a quote run from the first time.

    Raises:
        Refused: it is a draft.
        InputError: the day lies before the document, or in the future.
    """
    row = row_of(unit, document)
    if row.issued is None:
        raise Refused(N_("A draft cannot be sent."), hint=N_("Issue it first."))
    if data.day < row.day:
        raise InputError(N_("The day lies before the document."), field="day")
    if data.day > today:
        raise InputError(N_("The day lies in the future."), field="day")
    one = unit.put(Sending(document=row.key, **data.model_dump()))
    if row.kind is DocumentKind.INVOICE and row.state is State.ISSUED:
        set_state(unit, row, State.SENT)
    _first(unit, row)
    return one.key


def _first(unit: Unit, row: SalesDocument) -> None:
    """The head tells the first time; the rows tell all of them."""
    first = unit.exec(
        select(Sending).where(Sending.document == row.key).order_by("day", "id")
    ).first()
    if first is not None:
        row.sent, row.sent_how = first.day, f"{first.way}: {first.recipient}".rstrip(": ")
    unit.flush()
