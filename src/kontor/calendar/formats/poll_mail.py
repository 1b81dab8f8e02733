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
from kontor.calendar.rules.poll_text import poll_in
from kontor.documents import mail_read
from kontor.store.doors import values_of

_ENDINGS = (".eml", ".mbox", ".msg.eml", ".txt")
_MOST = 2_000  # files of a folder
CODE = "PA"


class MailAnswer(NamedTuple):
    """A mail that may answer a poll.

    Attributes:
        poll: that the code in the subject names.
        origin: its message id, or the digest of who wrote what.
    """

    place: str
    sender: str
    name: str
    subject: str
    poll: int | None
    text: str
    origin: str
    sent: datetime | None


def read_answers(data: bytes, place: str) -> tuple[list[MailAnswer], list[Finding]]:
    """The mails of a file; whatever lies in it."""
    if len(data) > mail_read.LARGEST:
        return [], [_bad(place, N_("The mail is too large."))]
    found, findings = [], []
    for where, part in mail_read.mails_of(data, place):
        mail = mail_read.parsed(part)
        if mail is None or not mail_read.looks_like_mail(part):
            findings.append(_bad(where, N_("This is no mail.")))
            continue
        if mail_read.header(mail, "X-Unsent"):
            continue  # a mail of one's own that waits to be sent
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
