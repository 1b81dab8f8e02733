"""The files of an invitation: mails with the appointment inside, letters for window envelopes."""

from __future__ import annotations

import mimetypes
import re
import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING

from kontor.base.dates import berlin_today
from kontor.base.text import safe_file_name
from kontor.calendar.formats.event import Method
from kontor.calendar.kinds.invitations import MessageKind, MessageWay
from kontor.calendar.queries.meeting_invites import agenda_files, meeting_of, person_of
from kontor.calendar.queries.outgoing import Made, Outgoing, Preview, entries_for, organizer
from kontor.calendar.rules.wording import word
from kontor.company import queries as company

if TYPE_CHECKING:
    from kontor.calendar.queries.meetings import Attendee
    from kontor.documents.layout.page import Page
    from kontor.documents.mail import Attached

_ANY = "application/octet-stream"
_METHODS = {MessageKind.CANCEL: Method.CANCEL}


def make_files(con: sqlite3.Connection, shown: Preview, at: datetime) -> list[Made]:
    """The files of a preview; the same instant gives the same bytes.

    Raises:
        InputError: an address is none.
    """
    return [_made(con, shown, row, at) for row in shown.rows]


def _made(con: sqlite3.Connection, shown: Preview, row: Outgoing, at: datetime) -> Made:
    stamp = f"{at:%Y%m%dT%H%M%S}"
    number = f"{shown.appointment}.{row.invitation}.{shown.version.number}.{stamp}@kontor.invalid"
    if row.way is MessageWay.HAND:
        return Made(row, "", "", "", b"")
    what = word(row.language, f"file.{row.kind}")
    stem = re.sub(r"\s+", " ", f"{what} {shown.entries[0].starts:%Y-%m-%d} {row.name}")
    stem = f"{stem} {row.invitation}-{shown.version.number}-{at:%H%M%S}"
    if row.way is MessageWay.LETTER:
        content = _letter(con, shown, row, berlin_today(at))
        return Made(row, "", safe_file_name(f"{stem}.pdf"), "application/pdf", content)
    content = _mail(con, shown, row, number, at)
    return Made(row, number, safe_file_name(f"{stem}.eml"), "message/rfc822", content)


def _mail(
    con: sqlite3.Connection, shown: Preview, row: Outgoing, number: str, at: datetime
) -> bytes:
    from kontor.calendar.formats.ics import written
    from kontor.calendar.formats.imip import Invite, mail
    from kontor.documents.layout.words import words

    firm = company.firm(con)
    method = _METHODS.get(row.kind, Method.REQUEST)
    text = f"{row.text}\n\n{words(row.language)['regards']}\n{firm.name}\n"
    return mail(Invite(
        firm.mail or "", firm.name, row.address, row.name, row.subject, text,
        written(entries_for(con, shown, row, at), method), method, number, at,
        [*_enclosed(con, shown, row), *_freed(con, row, at)],
    ))  # fmt: skip


def _enclosed(con: sqlite3.Connection, shown: Preview, row: Outgoing) -> list[Attached]:
    """What hangs at the agenda goes along with an invitation."""
    from kontor.documents.mail import Attached
    from kontor.store.blobs import get_blob

    if row.kind is not MessageKind.REQUEST:
        return []
    return [
        Attached(one.name, mimetypes.guess_type(one.name)[0] or _ANY, get_blob(con, one.sha256))
        for one in agenda_files(con, shown.appointment)
    ]


def _freed(con: sqlite3.Connection, row: Outgoing, at: datetime) -> list[Attached]:
    """The times of a poll that were not chosen, each as a file that takes it out again."""
    from kontor.calendar.formats.ics import written
    from kontor.documents.mail import Attached

    what, boss = word(row.language, "file.cancel"), organizer(con)
    return [
        Attached(
            f"{what} {one.starts:%Y-%m-%d %H%M}.ics", "application/ics",
            written([one._replace(stamp=at, organizer=boss)], Method.CANCEL),
        )
        for one in row.freed
    ]  # fmt: skip


def _letter(con: sqlite3.Connection, shown: Preview, row: Outgoing, day: date) -> bytes:
    from kontor.documents.layout.render import render_pdf
    from kontor.documents.letters import letter_page
    from kontor.documents.model import LetterInput

    who = next(one for one in shown.everybody if one.id == row.invitation)
    meeting = meeting_of(con, shown.appointment)
    person = person_of(con, meeting, row.invitation) if meeting is not None else None
    if meeting is not None and person is not None:
        return render_pdf(_of_meeting(con, meeting, person, row, day))
    _hello, _blank, text = row.text.partition("\n\n")  # the page greets by itself
    data = LetterInput(
        partner=f"contacts:{who.contact}", subject=row.subject, text=text, day=day,
        language=row.language,
    )  # fmt: skip
    return render_pdf(letter_page(con, data, day))


def _of_meeting(
    con: sqlite3.Connection, meeting: int, person: Attendee, row: Outgoing, day: date
) -> Page:
    """The letter about a meeting: its agenda is a table."""
    from kontor.calendar.queries.meeting_papers import Letter, letter_page

    _hello, _blank, text = row.text.partition("\n\n")
    return letter_page(con, meeting, person, Letter(row.subject, text, row.language, day))
