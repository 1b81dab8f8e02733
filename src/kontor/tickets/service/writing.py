"""Mails and letters out of a case: kept in it as they go out; the first is its first answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kontor.base.dates import berlin_today
from kontor.base.i18n import N_
from kontor.base.text import safe_file_name
from kontor.documents.mail import EML, eml
from kontor.documents.service import letter
from kontor.store.blobs import put_blob
from kontor.store.unit import Unit, use_case
from kontor.tickets.kinds import Direction, NoteKind
from kontor.tickets.model import FileRow, MailInput, NoteRow
from kontor.tickets.queries.answering import claimed_from, outgoing
from kontor.tickets.queries.tickets import ticket as read_ticket
from kontor.tickets.service.cases import open_row
from kontor.tickets.service.talking import answered

if TYPE_CHECKING:
    from kontor.documents.layout.page import Page
    from kontor.documents.model import LetterInput


@use_case(N_("Mail written"))
def write_mail(unit: Unit, ticket: int, data: MailInput, now: datetime) -> int:
    """Write a mail and keep it as file of the case, ready for the mail program; gives its id.

    An address that the case did not know yet is kept, so that the answer finds it.

    Raises:
        InputError: the address is none.
    """
    row = open_row(unit, ticket)
    one = read_ticket(unit.con, row.key)
    mail = outgoing(unit.con, one, data.to, data.subject, data.text, attached=data.files)
    content = eml(mail)
    note = unit.insert(
        NoteRow, ticket=row.key, at=now, kind=NoteKind.MAIL, direction=Direction.OUT,
        author=data.author, subject=mail.subject, text=data.text,
    )  # fmt: skip
    partner = claimed_from(unit.con, one)
    if not row.mail and (partner is None or partner.mail != data.to):
        row.mail = data.to
        unit.put(row)
    answered(unit, row, now)
    return unit.insert(
        FileRow, ticket=row.key, note=note, mime=EML, sha256=put_blob(unit, content),
        name=safe_file_name(f"{row.number} {berlin_today(now).isoformat()}.eml"),
        size=len(content),
    )  # fmt: skip


@use_case(N_("Letter written"))
def write_letter(
    unit: Unit, ticket: int, data: LetterInput, made: tuple[Page, bytes], now: datetime
) -> int:
    """Archive a letter of a case as it goes out; gives its id in the archive.

    Args:
        unit: the step.
        ticket: whose letter it is.
        data: the letter; it belongs to the case.
        made: the page and its PDF.
        now: the instant.
    """
    row = open_row(unit, ticket)
    page, pdf = made
    written = data.model_copy(update={"ref": f"tickets:{row.key}"})
    key = letter(unit, written, page, pdf, now)
    unit.insert(
        NoteRow, ticket=row.key, at=now, kind=NoteKind.LETTER, direction=Direction.OUT,
        author=data.signer, subject=data.subject, text=data.text, reference=f"documents:{key}",
    )  # fmt: skip
    answered(unit, row, now)
    return key
