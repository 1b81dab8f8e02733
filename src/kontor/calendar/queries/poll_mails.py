"""The mails of a poll as files; nothing is sent and nothing is written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from kontor.base.text import safe_file_name
from kontor.calendar.formats.event import Attendee, Event, Method, Part, Status
from kontor.calendar.formats.poll_mail import file_name
from kontor.calendar.kinds.invitations import InviteChannel
from kontor.calendar.kinds.polls import PollState
from kontor.calendar.queries.polls import Person, Sheet, sheet
from kontor.calendar.rules.poll_text import body, subject_line, words
from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.documents.letters import salutation
from kontor.documents.mail import Attached, Mail, eml


class Written(NamedTuple):
    """A mail of a poll; `content` is empty where no address is known."""

    person: Person
    file: str
    subject: str
    text: str
    content: bytes


def poll_mails(
    con: sqlite3.Connection, one: Sheet, people: Sequence[Person], day: date,
    *, reminder: bool = False,
) -> list[Written]:  # fmt: skip
    """The mail to each of the people, in the language of the poll; `day` is that of writing.

    That of a poll which was given up takes its times out of the calendars again.
    """
    firm = company.firm_or_none(con)
    sender, own = (firm.name, firm.mail or "") if firm else ("", "")
    names = [who.name for who in one.people]
    boss = Attendee(own, sender)
    found = []
    for who in people:
        hello = _salutation(con, one, who)
        gone = one.dropped if who.asked else ()
        files = _files(one, who, boss, day) if own and who.mail else []
        mail = one.mail(sender, salutation=hello, reminder=reminder)
        mail = mail._replace(attached=bool(files), gone=[slot.proposal for slot in gone])
        subject, text = subject_line(mail, one.poll.language), body(mail, one.poll.language)
        content = eml(Mail(own, sender, who.mail, subject, text, files)) if who.mail else b""
        called = who.name if names.count(who.name) == 1 else f"{who.name} {who.number}"
        name = safe_file_name(file_name(called, one.poll.id, reminder=reminder))
        found.append(Written(who, name, subject, text, content))
    return found


def asked_now(
    con: sqlite3.Connection, poll: int, day: date, *, reminder: bool = False
) -> list[Written]:
    """The mail to everybody who is asked; a reminder only to those who have said nothing.

    Of a poll that was given up, to everybody who was asked and was not told yet.
    """
    one = sheet(con, poll)
    if one.poll.state is PollState.ABANDONED:
        return poll_mails(con, one, [who for who in one.people if who.asked], day)
    people = [who for who in one.people if not (reminder and who.votes)]
    return poll_mails(con, one, people, day, reminder=reminder)


def poll_text(con: sqlite3.Connection, one: Sheet, *, reminder: bool = False) -> tuple[str, str]:
    """Subject and text for everybody alike: to copy into any mail or chat."""
    firm = company.firm_or_none(con)
    mail = one.mail(firm.name if firm else "", reminder=reminder)
    return subject_line(mail, one.poll.language), body(mail, one.poll.language)


def ways(con: sqlite3.Connection, people: Sequence[Person]) -> dict[InviteChannel, list[str]]:
    """Who will be invited how, once the date is fixed: names by way, the usual way first."""
    found: dict[InviteChannel, list[str]] = {}
    for one in people:
        found.setdefault(_way(con, one), []).append(one.name)
    return {way: found[way] for way in InviteChannel if way in found}


def _way(con: sqlite3.Connection, one: Person) -> InviteChannel:
    if one.mail:
        return InviteChannel.MAIL
    if one.contact is not None and find_contact(con, one.contact).address:
        return InviteChannel.LETTER
    return InviteChannel.HAND


def _files(one: Sheet, who: Person, boss: Attendee, day: date) -> list[Attached]:
    """Each time as a calendar file of its own, tentative: answering it there is a vote.

    Times that are not needed any more are cancelled for whoever had them.
    """
    from kontor.calendar.formats.ics import written

    poll = one.poll
    part = Part.REQUIRED if who.required else Part.OPTIONAL
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    off = poll.state is PollState.ABANDONED
    over = (*(one.slots if off else ()), *one.dropped) if who.asked else ()
    found = []
    for slot in sorted({*(() if off else one.slots), *over}, key=lambda slot: slot.number):
        gone = slot in over
        event = Event(
            slot.uid, poll.subject, slot.starts, slot.ends, zone=poll.zone, stamp=stamp,
            place=poll.place, status=Status.CANCELLED if gone else Status.TENTATIVE,
            organizer=boss, attendees=(Attendee(who.mail, who.name, part),),
            sequence=slot.over if gone else slot.turn,
        )  # fmt: skip
        name = words(poll.language)["file_off" if gone else "file"].format(number=slot.number)
        content = written([event], Method.CANCEL if gone else Method.REQUEST)
        found.append(Attached(f"{name}.ics", "application/ics", content))
    return found


def _salutation(con: sqlite3.Connection, one: Sheet, who: Person) -> str:
    if who.contact is None:
        return ""
    return salutation(find_contact(con, who.contact), one.poll.language)
