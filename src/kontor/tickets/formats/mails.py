"""Mails as cases see them: who wrote, what it answers, which case its subject names, its files."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import Message
from typing import NamedTuple

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.text import clean_text, one_line, safe_file_name
from kontor.documents import mail_read

_TAG = re.compile(r"\[([A-Z]{1,6}-[0-9A-Za-z/-]{3,30})\]")
_IDS = re.compile(r"<([^<>\s]{1,300})>")
_REPLY = re.compile(r"^(?:(?:re|aw|wg|fw|fwd|antw)\s*:\s*)+", re.IGNORECASE)
_LARGEST = 25 * 1024 * 1024  # bytes of one file
_TEXT = 20_000


class MailFile(NamedTuple):
    """A file that came with a mail."""

    name: str
    mime: str
    content: bytes


class FoundMail(NamedTuple):
    """A mail that was read. `answers` are the ids of those that it answers, `tag` a case number."""

    place: str
    message_id: str
    answers: tuple[str, ...]
    tag: str
    name: str
    address: str
    subject: str
    text: str
    sent: datetime | None
    files: tuple[MailFile, ...]
    findings: tuple[Finding, ...]

    @property
    def readable(self) -> bool:
        """Whether it can be taken."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


def read_mails(data: bytes, place: str) -> list[FoundMail]:
    """The mails of a file: one, or each of a mailbox; broken ones cost no more than themselves."""
    if len(data) > mail_read.LARGEST:
        return [_bad(place, N_("The mail is too large."))]
    return [_mail(part, where) for where, part in mail_read.mails_of(data, place)]


def _mail(data: bytes, place: str) -> FoundMail:
    mail = mail_read.parsed(data)
    if mail is None:
        return _bad(place, N_("This is no mail."))
    findings = []
    if mail.defects:
        findings.append(_doubt(place, N_("The mail is damaged; what could be read was taken.")))
    files, too_large = _files(mail)
    findings += [
        _doubt(place, N_("The file {name} is larger than {limit} MB."), name=name,
               limit=_LARGEST // 1024 // 1024)
        for name in too_large
    ]  # fmt: skip
    name, address = mail_read.sender(mail)
    subject = _REPLY.sub("", mail_read.header(mail, "Subject"))
    tag = _TAG.search(subject)
    answers = f"{mail_read.header(mail, 'In-Reply-To')} {mail_read.header(mail, 'References')}"
    return FoundMail(
        place, mail_read.message_id(mail), tuple(dict.fromkeys(_IDS.findall(answers))),
        tag[1] if tag else "", _line(name), _line(address).lower(),
        _line(_TAG.sub("", subject).strip()), mail_read.body(mail)[:_TEXT], mail_read.sent(mail),
        files, tuple(findings),
    )  # fmt: skip


def _files(mail: Message) -> tuple[tuple[MailFile, ...], list[str]]:
    taken, too_large = [], []
    for _around, part in mail_read.parts_with_mail(mail):
        name = _name(part)
        if not name:
            continue
        content = mail_read.payload(part)
        if len(content) > _LARGEST:
            too_large.append(name)
        elif content:
            taken.append(MailFile(name, part.get_content_type(), content))
    return tuple(taken), too_large


def _name(part: Message) -> str:
    try:
        found = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return "anhang"
    return safe_file_name(_line(str(found))) or "anhang" if found else ""


def _line(text: str) -> str:
    try:
        return one_line(clean_text(text[:1000], limit=1000), limit=200)
    except InputError:
        return ""


def _bad(place: str, text: str) -> FoundMail:
    finding = Finding("tickets.mail", place, text, "", Severity.ERROR)
    return FoundMail(place, "", (), "", "", "", "", "", None, (), (finding,))


def _doubt(place: str, text: str, **values: object) -> Finding:
    return Finding(
        "tickets.mail", place, text, "", Severity.WARNING, tuple(values.items())
    )  # fmt: skip
