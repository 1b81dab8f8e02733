"""What goes out of a case: texts filled in with what is known of it, mails, letters."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.dates import format_day
from kontor.base.i18n import _
from kontor.base.numbers import format_money
from kontor.calendar.queries.appointments import Entry, entries_of
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import ChannelKind, Contact
from kontor.documents.layout.figures import day as written_day
from kontor.documents.letters import salutation, written_name
from kontor.documents.mail import Attached, Mail
from kontor.documents.sample import later
from kontor.documents.texts import fill_known
from kontor.store.blobs import get_blob
from kontor.tickets.queries.judging import judge_of
from kontor.tickets.queries.tickets import Ticket, files

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG = re.compile(r"\[[A-Z]{1,6}-[0-9A-Za-z/-]{3,30}\]")


class Addressee(NamedTuple):
    """Who is written to: a contact or just a name, and the address of mails."""

    contact: int | None
    name: str
    mail: str
    language: str


def customer(con: sqlite3.Connection, one: Ticket) -> Addressee:
    """Whose case it is."""
    if one.contact is None:
        return Addressee(None, one.who, one.mail, "de")
    return _known(contacts.contact(con, one.contact), one.mail)


def claimed_from(con: sqlite3.Connection, one: Ticket) -> Addressee | None:
    """The supplier or subcontractor that something is asked of."""
    if one.claim_partner is None:
        return None
    return _known(contacts.contact(con, one.claim_partner), "")


def _known(who: Contact, said: str) -> Addressee:
    mails = [one.value for one in who.channels if one.kind is ChannelKind.MAIL]
    language = "en" if who.language == "en" else "de"
    return Addressee(who.id, who.name, said or (mails[0] if mails else ""), language)


def filled(
    con: sqlite3.Connection, text: str, one: Ticket, to: Addressee, *, language: str, today: date
) -> str:
    """A text with what is known of the case; placeholders for what is not known stay."""
    visit = next_visit(con, one, today)
    verdict = judge_of(con, one).verdict
    known = {
        "date": written_day(today, language), "number": one.number, "subject": one.subject,
        "deadline": written_day(one.claim_until or later(today), language),
        "firm": company.firm(con).name, "name": to.name, "site": one.site_name,
        "order": one.order_number, "invoice": one.invoice_number, "contact": one.owner,
        "appointment": visit_words(visit, language) if visit else "",
        "amount": f"{format_money(one.estimate)} €" if one.estimate else "",
        "reason": one.payer_reason or _(verdict.reason).format(**dict(verdict.values)),
    }  # fmt: skip
    if to.contact is not None:
        who = contacts.contact(con, to.contact)
        known |= {"name": written_name(who), "salutation": salutation(who, language)}
    return fill_known(text, {key: value for key, value in known.items() if value}, language)


def next_visit(con: sqlite3.Connection, one: Ticket, today: date) -> Entry | None:
    """The next appointment of a case that is still to come; without one the last."""
    there = [entry for entry in entries_of(con, one.ref) if entry.open]
    coming = [entry for entry in there if entry.first_day >= today]
    return coming[-1] if coming else there[0] if there else None


def visit_words(one: Entry, language: str) -> str:
    """Day and time of a visit as a letter says them."""
    day = written_day(one.first_day, language)
    if one.all_day:
        return day
    return f"{day}, {one.starts:%H:%M}" + (" Uhr" if language == "de" else "")


def visit_line(one: Entry) -> str:
    """Day, time and crew of a visit on one line."""
    when = format_day(one.first_day, weekday=True)
    if not one.all_day:
        when += f" {one.starts:%H:%M}–{one.ends:%H:%M}"
    return " · ".join(filter(None, (when, ", ".join(member.name for member in one.crew))))


def greeting(con: sqlite3.Connection, to: Addressee, language: str) -> str:
    """How a mail begins."""
    if to.contact is not None:
        return salutation(contacts.contact(con, to.contact), language)
    return "Guten Tag," if language == "de" else "Hello,"


def outgoing(
    con: sqlite3.Connection, one: Ticket, to: str, subject: str, text: str,
    *, attached: Sequence[int] = (),
) -> Mail:  # fmt: skip
    """A mail whose subject carries the number of the case, by which its answer comes back."""
    firm = company.firm(con)
    said = _TAG.sub("", subject).strip() or one.subject
    there = {file.id: file for file in files(con, one.id)}
    going = [
        Attached(there[key].name, there[key].mime, get_blob(con, there[key].sha256))
        for key in attached if key in there
    ]  # fmt: skip
    return Mail(firm.mail or "", firm.name, to, f"[{one.number}] {said}", text, going)
