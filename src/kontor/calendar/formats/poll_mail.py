"""Answers to polls out of mails (.eml, mbox, folders of them), and the mails that ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_, _
from kontor.base.oserrors import reason_of
from kontor.calendar.formats.event import Answer
from kontor.calendar.kinds.polls import Vote
from kontor.calendar.rules.poll_text import poll_in
from kontor.documents import mail_read
from kontor.store.doors import values_of

_ENDINGS = (".eml", ".mbox", ".txt", ".ics")
_BLANK = b"\xef\xbb\xbf \t\r\n"
_VOTES = {Answer.ACCEPTED: Vote.YES, Answer.TENTATIVE: Vote.MAYBE, Answer.DECLINED: Vote.NO}
_MOST = 2_000  # files of a folder
CODE = "PA"


class MailAnswer(NamedTuple):
    """A mail that may answer a poll.

    Attributes:
        poll: that the code in the subject names.
        origin: its message id, or the digest of who wrote what.
        uid: of the proposed time, where a calendar answered; `vote` what it said.
        who: mail address of whose answer the calendar says it is.
    """

    place: str
    sender: str
    name: str
    subject: str
    poll: int | None
    text: str
    origin: str
    sent: datetime | None
    uid: str = ""
    vote: Vote | None = None
    who: str = ""


def read_answers(data: bytes, place: str) -> tuple[list[MailAnswer], list[Finding]]:
    """The mails of a file, or the answers of a calendar file; whatever lies in it."""
    if len(data) > mail_read.LARGEST:
        return [], [_bad(place, N_("The mail is too large."))]
    if data[:4096].lstrip(_BLANK).upper().startswith(b"BEGIN:VCALENDAR"):
        return _replies(data, place)
    found, findings = [], []
    for where, part in mail_read.mails_of(data, place):
        mail = mail_read.parsed(part)
        if mail is None or not mail_read.looks_like_mail(part):
            findings.append(_bad(where, N_("This is no mail.")))
            continue
        if mail_read.header(mail, "X-Unsent"):
            continue  # a mail of one's own that waits to be sent
        if b"METHOD" in part.upper() or b"text/calendar" in part.lower():
            replies, _said = _replies(part, where)
            if replies:
                found += replies
                continue
        name, address = mail_read.sender(mail)
        subject, text = mail_read.header(mail, "Subject"), mail_read.body(mail)
        digest = hashlib.sha256(f"{address}\0{subject}\0{text}".encode()).hexdigest()
        found.append(
            MailAnswer(
                where, address.strip().lower(), name, subject, poll_in(subject), text,
                mail_read.message_id(mail) or digest, mail_read.sent(mail),
            )
        )  # fmt: skip
    return found, findings


def _replies(data: bytes, place: str) -> tuple[list[MailAnswer], list[Finding]]:
    """What calendars answered to single times; what is no answer is told."""
    from kontor.calendar.formats.event import Method
    from kontor.calendar.formats.imip import read_file
    from kontor.calendar.rules.invitations import who_answers

    found, findings = [], []
    for one in read_file(data, place):
        event = one.found.event if one.found else None
        if event is None or one.found is None or one.found.method is not Method.REPLY:
            findings.append(_bad(one.place, N_("This is no answer of a calendar.")))
            continue
        who = who_answers(event, one.sender)
        digest = hashlib.sha256(one.content).hexdigest()
        found.append(
            MailAnswer(
                one.place, one.sender, who.name if who else "", event.title, None, one.text,
                f"{event.uid} {one.message_id or digest}", event.stamp, event.uid,
                _VOTES.get(who.answer) if who else None, who.mail if who else "",
            )
        )  # fmt: skip
    return found, findings


def read_paths(paths: Iterable[Path]) -> tuple[list[MailAnswer], list[Finding]]:
    """The mails of files and of all mails in folders, in the order of their names."""
    found: list[MailAnswer] = []
    findings: list[Finding] = []
    for path in _files(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            findings.append(
                _bad(path.name, N_("The file cannot be read: {reason}"), reason=reason_of(error))
            )
            continue
        mails, said = read_answers(data, path.name)
        found += mails
        findings += said
    return found, findings


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        there = sorted(one for one in path.rglob("*") if one.suffix.lower() in _ENDINGS)
        if len(there) > _MOST:
            raise InputError(
                N_("The folder {name} holds {count} mails."), name=path.name, count=len(there),
                hint=N_("Choose a folder with fewer, or single files."),
            )  # fmt: skip
        yield from there


def _bad(place: str, message: str, **values: object) -> Finding:
    return Finding(CODE, place, message, "", Severity.WARNING, values_of(**values))


def file_name(name: str, number: int, *, reminder: bool = False) -> str:
    """The name of a written mail."""
    text = _("Date poll {number} reminder {name}") if reminder else _("Date poll {number} {name}")
    return text.format(number=number, name=name) + ".eml"
