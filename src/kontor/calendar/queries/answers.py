"""Our answers to invitations of others: who of us is asked, and the words that would go out."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.text import safe_file_name
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.kinds.requests import Request, RequestState
from kontor.calendar.queries.events import events
from kontor.calendar.rules.wording import facts, word
from kontor.company import queries as company
from kontor.company.kinds import StaffRole
from kontor.contacts.queries import contact as find_contact
from kontor.documents.letters import salutation

if TYPE_CHECKING:
    from kontor.calendar.model.requests import RequestAnswer

_SAID = {
    RequestState.ACCEPTED: Answer.ACCEPTED, RequestState.TENTATIVE: Answer.TENTATIVE,
    RequestState.DECLINED: Answer.DECLINED, RequestState.COUNTERED: Answer.TENTATIVE,
}  # fmt: skip


class Us(NamedTuple):
    """Who of the firm is asked: the address, and the person when it is clear who that is."""

    mail: str
    employee: int | None


class Said(NamedTuple):
    """The answer as it would go out; `mark` releases exactly this."""

    to: str
    name: str
    subject: str
    text: str
    event: Event
    method: Method
    mark: str


class MadeAnswer(NamedTuple):
    """The finished mail of an answer."""

    said: Said
    name: str
    message: str
    content: bytes


def who_is_asked(con: sqlite3.Connection, event: Event) -> Us:
    """Who of us an invitation names: somebody of the staff, else the firm and so its owner.

    An invitation that names none of our addresses came to the firm all the same.
    """
    named = {one.mail for one in event.attendees}
    staff = company.employees(con, event.starts.date())
    firm = company.firm_or_none(con)
    own = (firm.mail or "").lower() if firm else ""
    for one in staff:
        if one.mail and one.mail.lower() in named and one.mail.lower() != own:
            return Us(one.mail.lower(), one.id)
    owners = [one.id for one in staff if one.role is StaffRole.OWNER]
    lone = next(iter(named), "") if len(named) == 1 else ""
    return Us(own if own in named else lone or own, owners[0] if len(owners) == 1 else None)


def answer_said(con: sqlite3.Connection, request: Request, data: RequestAnswer) -> Said:
    """What would go out for an answer; the event has no stamp yet.

    Raises:
        NotFound: the appointment is gone.
    """
    state = RequestState(data.answer)
    head = events(con, [request.appointment])[request.appointment][0]
    if data.starts is not None:
        ends = data.ends or data.starts + (head.ends - head.starts)
        head = head._replace(starts=data.starts, ends=ends, all_day=False, rule="", gaps=())
    firm = company.firm(con)
    who = find_contact(con, request.contact) if request.contact is not None else None
    language = "en" if who is not None and who.language == "en" else "de"
    hello = salutation(who, language) if who else word(language, "hello", name=request.who)
    own = (firm.mail or "").lower()
    mine = next((one.name for one in company.employees(con)
                 if one.mail.lower() == request.mail != own), firm.name)  # fmt: skip
    event = head._replace(
        sequence=request.sequence, comment=data.comment, note="",
        organizer=Attendee(request.organizer, request.name),
        attendees=(Attendee(request.mail or own, mine, answer=_SAID[state], wanted=False),),
    )  # fmt: skip
    parts = [hello, word(language, f"lead.{state}"), facts(event, language)]
    if data.comment:
        parts.append(data.comment)
    text = "\n\n".join(parts)
    subject = word(language, f"subject.{state}", title=head.title)
    kept = json.dumps([request.id, subject, text, event], default=str, ensure_ascii=False)
    method = Method.COUNTER if state is RequestState.COUNTERED else Method.REPLY
    mark = hashlib.sha256(kept.encode()).hexdigest()[:12]
    return Said(request.organizer, request.name, subject, text, event, method, mark)


def answer_made(
    con: sqlite3.Connection, request: Request, data: RequestAnswer, at: datetime
) -> MadeAnswer:
    """The mail of an answer; the same instant gives the same bytes.

    Raises:
        InputError: an address is none.
    """
    from kontor.calendar.formats.ics import written
    from kontor.calendar.formats.imip import Invite, mail
    from kontor.documents.layout.words import words

    said = answer_said(con, request, data)
    firm = company.firm(con)
    who = find_contact(con, request.contact) if request.contact is not None else None
    language = "en" if who is not None and who.language == "en" else "de"
    number = f"r{request.id}.{request.sequence}.{at:%Y%m%dT%H%M%S}@kontor.invalid"
    text = f"{said.text}\n\n{words(language)['regards']}\n{firm.name}\n"
    calendar = written([said.event._replace(stamp=at)], said.method)
    mine = said.event.attendees[0].mail
    content = mail(Invite(
        mine, firm.name, said.to, said.name, said.subject, text, calendar, said.method, number, at,
    ))  # fmt: skip
    day = f"{said.event.starts:%Y-%m-%d}"
    stem = re.sub(r"[\s:]+", " ", f"{said.subject} {day} r{request.id}-{at:%H%M%S}")
    return MadeAnswer(said, safe_file_name(f"{stem}.eml"), number, content)
