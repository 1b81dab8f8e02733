"""How documents went out (Versand), and the mail that takes one there."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.words import words
from kontor.documents.mail import Attached, Mail, eml
from kontor.documents.queries import document_bytes
from kontor.sales.kinds import Way
from kontor.sales.queries import documents
from kontor.sales.queries.files import archived, pdf_of
from kontor.sales.queries.printed import printed
from kontor.sales.rules.page import title_of, word


class Sent(NamedTuple):
    """One time that a document went out."""

    id: int
    document: int
    day: date
    way: Way
    recipient: str
    note: str | None


def sendings(con: sqlite3.Connection, document: int) -> list[Sent]:
    """When, how and to whom a document went out, oldest first."""
    rows = con.execute(
        "SELECT id,document,day,way,recipient,note FROM sending WHERE document=? ORDER BY day,id",
        (document,),
    ).fetchall()
    return [
        Sent(key, of, date.fromisoformat(day), Way(way), to, note)
        for key, of, day, way, to, note in rows
    ]


def mail_address(con: sqlite3.Connection, contact: int) -> str:
    """The first mail address of a customer; empty without one."""
    channels = contacts.contact(con, contact).channels
    return next((one.value for one in channels if one.kind is ChannelKind.MAIL), "")


def mail_draft(con: sqlite3.Connection, document: int, to: str, today: date) -> tuple[str, bytes]:
    """Name and content of a mail with the files of an issued document; nothing is written.

    Raises:
        Refused: it is a draft.
        InputError: the address is none.
    """
    head = documents.head(con, document)
    if not head.issued:
        raise Refused(N_("A draft cannot be sent."), hint=N_("Issue it first."))
    content = printed(con, document)
    language = content.language
    kept = archived(con, document)
    files = [Attached(one.name, one.mime, document_bytes(con, one.id)) for one in kept]
    if not files:
        files = [Attached(f"{head.name}.pdf", "application/pdf", pdf_of(con, document, today))]
    title = title_of(content.kind, content.invoice_kind, language)
    number, day = head.name, written_day(content.day, language)
    text = "\n".join((
        content.buyer.salutation, "",
        word(language, "mail.text", title=title, number=number, day=day), "",
        words(language)["regards"], content.firm.name,
    ))  # fmt: skip
    subject = word(language, "mail.subject", title=title, number=number)
    if content.subject:
        subject += f": {content.subject}"
    mail = Mail(content.firm.mail, content.firm.name, to, subject, text, files)
    return f"{number}.eml", eml(mail)
