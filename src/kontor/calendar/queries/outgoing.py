"""What would go out to whom: the preview, and the files made of it; nothing is written here.

The preview carries a mark made of everything that would go out. Sending asks for this mark: what
nobody looked at, or what changed since, does not leave the house.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.calendar.formats.event import Attendee, Event
from kontor.calendar.kinds.invitations import (
    InviteChannel,
    Invited,
    InviteRole,
    InviteState,
    MessageKind,
    MessageWay,
)
from kontor.calendar.queries.events import events, root
from kontor.calendar.queries.events import version as counted
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.meeting_invites import agenda_text
from kontor.calendar.queries.poll_freed import freed, poll_behind
from kontor.calendar.rules.invitations import Step, Version, attendee, next_step, version
from kontor.calendar.rules.wording import facts, when, word
from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.documents.letters import salutation

_WAYS = {
    InviteChannel.MAIL: MessageWay.MAIL, InviteChannel.LETTER: MessageWay.LETTER,
    InviteChannel.HAND: MessageWay.HAND,
}  # fmt: skip


class Outgoing(NamedTuple):
    """What one person would get; `address` is the mail address or the lines of a letter.

    `freed`: times of a poll that were not chosen, which go along as cancellations.
    """

    invitation: int
    name: str
    kind: MessageKind
    changed: bool
    again: bool
    way: MessageWay
    address: str
    language: str
    subject: str
    text: str
    freed: tuple[Event, ...] = ()


class Preview(NamedTuple):
    """Everything that would go out for an appointment now."""

    appointment: int
    title: str
    version: Version
    entries: tuple[Event, ...]
    everybody: tuple[Invited, ...]
    rows: tuple[Outgoing, ...]
    mark: str


class Made(NamedTuple):
    """What goes out to one person, finished: name and content of the file; none by word."""

    row: Outgoing
    message: str
    name: str
    mime: str
    content: bytes


def preview(
    con: sqlite3.Connection, appointment: int, *, again: Collection[int] = (), remind: bool = False
) -> Preview:
    """What would go out for an appointment, or for the series that it is a day of.

    Args:
        con: a connection.
        appointment: which one.
        again: invitations that go out once more although the person has them.
        remind: those who have not answered are asked again; nothing else goes out.

    Raises:
        NotFound: there is no such appointment.
        Refused: the firm is not set up.
    """
    key = root(con, appointment)
    if company.firm_or_none(con) is None:
        raise Refused(N_("Set up the own firm first: it is the one that invites."))
    there = people(con, key)
    entries = events(con, [key])[key]
    agenda = {code: agenda_text(con, key, code) for code in ("de", "en")}
    now = version(entries, counted(con, key), there, agenda["de"])
    steps = [(one, _step(one, now, again, remind=remind)) for one in there]
    poll = poll_behind(con, key)
    rows = tuple(
        _with_freed(_outgoing(con, one, step, entries[0], agenda), freed(poll, one))
        for one, step in steps if step
    )  # fmt: skip
    said = json.dumps([key, now, entries, rows], default=str, ensure_ascii=False)
    mark = hashlib.sha256(said.encode()).hexdigest()[:12]
    return Preview(key, entries[0].title, now, tuple(entries), tuple(there), rows, mark)


def _step(one: Invited, now: Version, again: Collection[int], *, remind: bool) -> Step | None:
    if remind:
        return Step(MessageKind.REMINDER) if one.silent and not now.cancelled else None
    step = next_step(one, now)
    if step is None and one.id in again and one.has_it:
        return Step(MessageKind.REQUEST)
    return step


def _outgoing(
    con: sqlite3.Connection, one: Invited, step: Step, event: Event, agenda: Mapping[str, str]
) -> Outgoing:
    who = find_contact(con, one.contact) if one.contact is not None else None
    language = "en" if who is not None and who.language == "en" else "de"
    hello = salutation(who, language) if who else word(language, "hello", name=one.name)
    kind = "changed" if step.changed else str(step.kind)
    lead = "withdrawn" if _is_withdrawn(one, step) else kind
    parts = [hello, word(language, f"lead.{lead}"), facts(event, language)]
    if step.kind is not MessageKind.CANCEL:
        parts += filter(None, (agenda[language], _request(con, one, language)))
    return Outgoing(
        one.id, one.name, step.kind, step.changed, step.again, _WAYS[one.channel],
        one.mail if one.channel is InviteChannel.MAIL else "", language,
        word(language, f"subject.{kind}", title=event.title), "\n\n".join(parts),
    )  # fmt: skip


def _with_freed(row: Outgoing, times: tuple[Event, ...]) -> Outgoing:
    if row.kind is not MessageKind.REQUEST or not times:
        return row
    lines = "\n".join(when(one, row.language) for one in times)
    text = f"{row.text}\n\n{word(row.language, 'freed', times=lines)}"
    return row._replace(text=text, freed=times)


def _is_withdrawn(one: Invited, step: Step) -> bool:
    return step.kind is MessageKind.CANCEL and one.state is InviteState.WITHDRAWN


def _request(con: sqlite3.Connection, one: Invited, language: str) -> str:
    if one.role is InviteRole.GUEST:
        return word(language, "guest")
    if one.channel is InviteChannel.MAIL:
        return word(language, "answer.mail")
    firm = company.firm(con)
    reach = ", ".join(filter(None, (firm.phone, firm.mail))) or firm.name
    return word(language, "answer.letter", reach=reach)


# -- files ---------------------------------------------------------------------------------------


def organizer(con: sqlite3.Connection) -> Attendee:
    """The own firm as the one that invites."""
    firm = company.firm(con)
    return Attendee(firm.mail or "", firm.name)


def entries_for(
    con: sqlite3.Connection, shown: Preview, row: Outgoing, at: datetime
) -> list[Event]:
    """The appointment as one person gets it: who else comes is named, a cancellation is for one."""
    cancel = row.kind is MessageKind.CANCEL
    if cancel:
        named = [one for one in shown.everybody if one.id == row.invitation]
    else:
        named = [one for one in shown.everybody if one.state is not InviteState.WITHDRAWN]
    fresh = {one.invitation for one in shown.rows if one.again or not one.changed}
    everybody = tuple(
        attendee(one, asked=not cancel and one.id in fresh) for one in named if one.mail
    )
    boss = organizer(con)
    agenda = agenda_text(con, shown.appointment, row.language)
    return [
        entry._replace(
            sequence=shown.version.number, stamp=at, organizer=boss, attendees=everybody,
            note="\n\n".join(filter(None, (entry.note, agenda))),
        )
        for entry in shown.entries
    ]  # fmt: skip
