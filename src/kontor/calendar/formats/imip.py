"""Invitations as mails (iMIP, RFC 6047): written for the mail program, read out of what came back.

A written mail says the same thing three times: in words for people, as a part that calendars act
upon, and as a file for programs that know only attachments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.text import one_line, safe_file_name
from kontor.calendar.formats.blocks import LARGEST
from kontor.calendar.formats.event import Method
from kontor.calendar.formats.ics_read import Found, read_calendars
from kontor.documents import mail_read
from kontor.documents.mail import Attached, address
from kontor.store.doors import values_of

_CODE = "calendar.reply"
_ICS = frozenset({"text/calendar", "application/ics"})
_ENDINGS = (".ics", ".eml", ".mbox")
_MOST_FILES = 2_000
_FILES = {
    Method.CANCEL: "cancel.ics", Method.REPLY: "reply.ics", Method.COUNTER: "counter.ics",
}  # fmt: skip


class Invite(NamedTuple):
    """A mail with an appointment in it; addresses are plain ones."""

    sender: str
    sender_name: str
    to: str
    to_name: str
    subject: str
    text: str
    calendar: bytes
    method: Method
    message_id: str
    at: datetime
    attached: Sequence[Attached] = ()


def mail(one: Invite) -> bytes:
    """The mail as a file; the same content gives the same bytes.

    Raises:
        InputError: an address is none.
    """
    message = EmailMessage(SMTP)
    message["X-Unsent"] = "1"
    if one.sender:
        message["From"] = address(one.sender, one.sender_name, "from")
    message["To"] = address(one.to, one.to_name)
    message["Subject"] = one_line(one.subject)
    message["Date"] = format_datetime(one.at.astimezone(UTC))
    message["Message-ID"] = f"<{one.message_id}>"
    message.set_content(one.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        one.calendar.decode(), subtype="calendar", charset="utf-8", cte="base64",
        params={"method": one.method.value},
    )  # fmt: skip
    message.add_attachment(
        one.calendar, maintype="application", subtype="ics",
        filename=_FILES.get(one.method, "invite.ics"),
    )  # fmt: skip
    for file in one.attached:
        main, _slash, sub = file.mime.partition("/")
        message.add_attachment(
            file.content, maintype=main, subtype=sub, filename=safe_file_name(file.name)
        )
    _mark(message, one)
    return message.as_bytes()


def _mark(message: EmailMessage, one: Invite) -> None:
    """Boundaries out of the content: a text cannot hold its own digest."""
    digest = hashlib.sha256(one.calendar + one.text.encode())
    for file in one.attached:
        digest.update(file.content)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest.hexdigest()[:36]}_{number}")


class Received(NamedTuple):
    """An answer as it came; `sender` is empty when it came as a bare calendar file."""

    place: str
    sender: str
    message_id: str
    found: Found | None
    findings: tuple[Finding, ...] = ()
    text: str = ""
    content: bytes = b""


def read_file(data: bytes, place: str) -> list[Received]:
    """The calendar parts of a file: a calendar, a mail, a mailbox; never raises on bad content."""
    if len(data) > mail_read.LARGEST:
        return [_bad(place, N_("The file is too large."))]
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    if head.startswith(b"BEGIN:VCALENDAR"):
        return _calendar(data, place, "", "", "")
    if place.lower().endswith((".eml", ".mbox")) or mail_read.looks_like_mail(data):
        return [
            one for where, part in mail_read.mails_of(data, place) for one in _mail(part, where)
        ]
    return _calendar(data, place, "", "", "")


def _mail(data: bytes, place: str) -> list[Received]:
    whole = mail_read.parsed(data)
    if whole is None:
        return [_bad(place, N_("This is no mail."))]
    found: list[Received] = []
    seen: set[bytes] = set()
    for around, part in mail_read.parts_with_mail(whole):
        if not _is_calendar(part):
            continue
        content = mail_read.payload(part)
        mark = hashlib.sha256(b"".join(content.split())).digest()
        if not content or mark in seen:
            continue  # the same thing once more, as an attachment
        seen.add(mark)
        found += _calendar(
            content, place, mail_read.sender(around)[1].strip().lower(),
            mail_read.message_id(around), mail_read.body(around),
        )  # fmt: skip
    if not found:
        note = Finding(_CODE, place, N_("The mail holds no calendar part."), "", Severity.NOTE)
        who, number = mail_read.sender(whole)[1].strip().lower(), mail_read.message_id(whole)
        return [Received(place, who, number, None, (note,), mail_read.body(whole))]
    return found


def _is_calendar(part: Message) -> bool:
    named = (part.get_filename() or "").lower().endswith(".ics")
    return named or part.get_content_type() in _ICS


def _calendar(data: bytes, place: str, sender: str, number: str, text: str) -> list[Received]:
    if len(data) > LARGEST:
        return [_bad(place, N_("The calendar is larger than {limit} MB."), limit=5)]
    try:
        there = read_calendars(data, place)
    except InputError as error:
        return [_bad(place, error.message, **error.values)]
    alone = len(there) == 1
    return [
        Received(place if alone else one.place, sender, number, one, one.findings, text, data)
        for one in there
    ]


def read_paths(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The files that are meant: each one named, and those of folders (also Maildir), in order."""
    count = 0
    for path in paths:
        for file in _files(path) if path.is_dir() else [path]:
            count += 1
            if count > _MOST_FILES:
                raise InputError(
                    N_("More than {limit} files at once."), limit=_MOST_FILES, field="files",
                    hint=N_("Put the answers into a folder of their own."),
                )  # fmt: skip
            yield file, file.name


def _files(folder: Path) -> list[Path]:
    if (folder / "cur").is_dir() and (folder / "new").is_dir():
        places = [folder / "new", folder / "cur"]
        return [file for place in places for file in sorted(place.iterdir()) if file.is_file()]
    return [
        file for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() in _ENDINGS
    ]  # fmt: skip


def _bad(place: str, message: str, **values: object) -> Received:
    return Received(
        place, "", "", None, (Finding(_CODE, place, message, values=values_of(**values)),)
    )
