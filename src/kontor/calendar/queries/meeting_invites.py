"""Meetings and the invitations to their appointments: who is asked, what it says, is it in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.dates.days import format_day
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.invitations import MessageKind, MessageWay
from kontor.calendar.kinds.meetings import Form, ItemKind, MeetingState, Role, Sent
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries.meeting_terms import terms_on
from kontor.calendar.queries.meetings import Attendee, ItemFile, Meeting
from kontor.calendar.rules.meeting_notice import in_form, latest_sending
from kontor.calendar.rules.wording import word
from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.store.doors import values_of

_NAMED_KINDS = frozenset({ItemKind.DECISION, ItemKind.ELECTION})


class Post(NamedTuple):
    """Who gets a letter or mail: the person of the meeting, and on which way it goes."""

    person: Attendee
    way: MessageWay


def meeting_of(con: sqlite3.Connection, appointment: int) -> int | None:
    """The meeting that is held in an appointment."""
    row = con.execute("SELECT id FROM meeting WHERE appointment=?", (appointment,)).fetchone()
    return int(row[0]) if row else None


def person_of(con: sqlite3.Connection, key: int, invitation: int) -> Attendee | None:
    """Whose invitation it is."""
    return next((who for who in queries.persons(con, key) if who.invitation == invitation), None)


def with_address(con: sqlite3.Connection, who: Attendee) -> bool:
    """Whether a letter to this person can be posted."""
    return who.contact is not None and find_contact(con, who.contact).address is not None


def agenda_text(con: sqlite3.Connection, appointment: int, language: str) -> str:
    """What the invitation to a meeting says beside time and place; empty of other appointments."""
    key = meeting_of(con, appointment)
    if key is None:
        return ""
    one = queries.meeting(con, key)
    return "\n\n".join(filter(None, (agenda_list(con, key, language), *said(con, one, language))))


def agenda_list(con: sqlite3.Connection, key: int, language: str) -> str:
    """The items in lines; empty without any."""
    files = attached_names(con, key, language)
    lines = [
        f"{item.number}. {item.title}"
        + (f" ({word(language, f'item.{item.kind}')})" if item.kind in _NAMED_KINDS else "")
        + (f"\n   {files[item.id]}" if item.id in files else "")
        for item in queries.items(con, key)
    ]
    return "\n".join([f"{word(language, 'agenda')}:", *lines]) if lines else ""


def attached_names(con: sqlite3.Connection, key: int, language: str) -> dict[int, str]:
    """What hangs at the items, by item: `Anlage: Angebot.pdf`."""
    names: dict[int, list[str]] = {}
    for file in queries.item_files(con, key):
        names.setdefault(file.item, []).append(file.name)
    return {
        item: f"{word(language, 'agenda.files')}: {', '.join(there)}"
        for item, there in names.items()
    }


def agenda_files(con: sqlite3.Connection, appointment: int) -> list[ItemFile]:
    """What goes along with the invitation to a meeting; a file that hangs twice goes once."""
    key = meeting_of(con, appointment)
    there = queries.item_files(con, key) if key is not None else []
    return list({one.sha256: one for one in there}.values())


def said(con: sqlite3.Connection, one: Meeting, language: str) -> list[str]:
    """How to take part from afar, and whether somebody may be represented."""
    parts = [word(language, "online", how=one.online)] if one.online else []
    if terms_on(con, one.kind, one.day).proxies:
        parts.append(word(language, "proxy"))
    return parts


def posting_findings(
    con: sqlite3.Connection, key: int, posts: Sequence[Post], day: date
) -> list[Finding]:
    """What is wrong with invitations that go out on a day: too late, or not in the right form."""
    one = queries.meeting(con, key)
    terms = terms_on(con, one.kind, one.day)
    land = company.setting(con, "land", one.day)
    found = []
    for who, way in posts:
        if who.role is Role.GUEST:
            continue
        how = sent_how(way, terms.form, posted=with_address(con, who))
        if not in_form(how, terms.form):
            found.append(_wrong(one, N_("{name} is not invited in the form that is asked for."),
                                name=who.name))  # fmt: skip
        last = latest_sending(one.day, how, terms.notice, land)
        if last is not None and day > last:
            found.append(_wrong(
                one, N_("For {name} it is too late: the invitation had to go out by {day}."),
                name=who.name, day=format_day(last),
            ))  # fmt: skip
    return found


def sent_how(way: MessageWay, form: Form, *, posted: bool) -> Sent:
    """How something reaches a person that leaves the house on a way."""
    if way is MessageWay.MAIL:
        return Sent.MAIL
    if way is MessageWay.HAND or not posted:
        return Sent.HAND
    return Sent.REGISTERED if form is Form.REGISTERED else Sent.LETTER


def _wrong(one: Meeting, message: str, **values: object) -> Finding:
    remedy = N_("Move the meeting, or have all agree that form and notice do not matter.")
    return Finding("MT01", one.ref, message, remedy, Severity.WARNING, values_of(**values))


def warnings(con: sqlite3.Connection, appointment: int, day: date) -> list[Finding]:
    """What is wrong with the invitations of a meeting that would go out on this day.

    Empty for an appointment that is no meeting.
    """
    from kontor.calendar.queries.outgoing import preview

    key = meeting_of(con, appointment)
    if key is None or queries.meeting(con, key).state not in {
        MeetingState.DRAFT, MeetingState.INVITED
    }:  # fmt: skip
        return []
    there = {who.invitation: who for who in queries.persons(con, key)}
    posts = [
        Post(there[row.invitation], row.way)
        for row in preview(con, appointment).rows
        if row.kind is MessageKind.REQUEST and row.invitation in there
    ]
    return posting_findings(con, key, posts, day)
