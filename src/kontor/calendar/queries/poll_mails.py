"""The mails of a poll as files; nothing is sent and nothing is written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from kontor.base.text import safe_file_name
from kontor.calendar.formats.poll_mail import file_name
from kontor.calendar.queries.polls import Person, Sheet
from kontor.calendar.rules.poll_text import body, subject_line
from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.documents.letters import salutation
from kontor.documents.mail import Mail, eml


class Written(NamedTuple):
    """A mail of a poll; `content` is empty where no address is known."""

    person: Person
    file: str
    subject: str
    text: str
    content: bytes


def poll_mails(
    con: sqlite3.Connection, sheet: Sheet, people: Sequence[Person], *, reminder: bool = False
) -> list[Written]:
    """The mail to each of the people, in the language of the poll."""
    firm = company.firm_or_none(con)
    sender, own = (firm.name, firm.mail or "") if firm else ("", "")
    found = []
    for one in people:
        hello = _salutation(con, sheet, one)
        mail = sheet.mail(sender, salutation=hello, reminder=reminder)
        subject, text = subject_line(mail, sheet.poll.language), body(mail, sheet.poll.language)
        content = eml(Mail(own, sender, one.mail, subject, text)) if one.mail else b""
        name = safe_file_name(file_name(one.name, sheet.poll.id))
        found.append(Written(one, name, subject, text, content))
    return found


def poll_text(con: sqlite3.Connection, sheet: Sheet, *, reminder: bool = False) -> tuple[str, str]:
    """Subject and text for everybody alike: to copy into any mail or chat."""
    firm = company.firm_or_none(con)
    mail = sheet.mail(firm.name if firm else "", reminder=reminder)
    return subject_line(mail, sheet.poll.language), body(mail, sheet.poll.language)


def _salutation(con: sqlite3.Connection, sheet: Sheet, one: Person) -> str:
    if one.contact is None:
        return ""
    return salutation(find_contact(con, one.contact), sheet.poll.language)
