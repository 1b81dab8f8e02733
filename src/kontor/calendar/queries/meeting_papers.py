"""The papers of a meeting: invitation, list of those present, minutes; nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.i18n import _, language
from kontor.base.numbers import format_quantity
from kontor.calendar.kinds.meetings import MeetingState, Role
from kontor.calendar.meeting_words import RESULTS
from kontor.calendar.queries import meetings as queries
from kontor.calendar.queries import minutes
from kontor.calendar.queries.events import events, root
from kontor.calendar.queries.meeting_invites import (
    agenda_list,
    agenda_text,
    attached_names,
    with_address,
)
from kontor.calendar.queries.meeting_terms import kind_word, terms_on
from kontor.calendar.queries.meeting_votes import Resolution, resolutions
from kontor.calendar.queries.meetings import Attendee, Item, Meeting
from kontor.calendar.rules.wording import facts, word
from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.documents.kinds import DocumentKind
from kontor.documents.kinds import kind_word as document_word
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.page import (
    Align,
    Column,
    Info,
    Line,
    Note,
    Page,
    Place,
    Sender,
    Signature,
    Table,
    Weight,
)
from kontor.documents.layout.words import words
from kontor.documents.letterhead import sender, style
from kontor.documents.letters import recipient, salutation

_BLANK = "\N{NO-BREAK SPACE}"  # a second line: room for the signature


def minutes_page(con: sqlite3.Connection, key: int, day: date) -> Page:
    """The minutes as they are approved on a day; before the meeting is closed as a draft."""
    one = queries.meeting(con, key)
    code = language()
    people = queries.persons(con, key)
    tables = [
        _attendance(con, one, people), *_course(con, one, code), *_resolved(con, one, code),
        *_tasks(con, key, code),
    ]  # fmt: skip
    return Page(
        code, day, document_word(DocumentKind.MINUTES, code), _head(con, day, code),
        info=_info(one, code), subject=one.title, tables=tuple(tables),
        closing=_closing(con, one), notes=_notes(con, key, code),
        signatures=(
            Signature(_("Chair"), one.chair_name), Signature(_("Minutes kept by"), one.keeper_name)
        ),
        draft=one.state not in {MeetingState.CLOSED, MeetingState.APPROVED}, style=style(con),
    )  # fmt: skip


def _head(con: sqlite3.Connection, day: date, code: str) -> Sender:
    """The letterhead of a paper that goes to nobody by post."""
    return sender(con, day, code)._replace(return_line="")


def _info(one: Meeting, code: str) -> tuple[Info, ...]:
    opened = one.opened or one.starts
    closed = one.closed or one.ends
    rows = (
        (_("Kind of meeting"), kind_word(one.kind, code=code)),
        (_("Date"), written_day(opened.date(), code)),
        (_("Time"), f"{opened:%H:%M}–{closed:%H:%M}"),
        (_("Place"), one.place or one.online),
        (_("Chair"), one.chair_name),
        (_("Minutes kept by"), one.keeper_name),
    )
    return tuple(Info(label, value) for label, value in rows if value)


def _attendance(con: sqlite3.Connection, one: Meeting, people: Sequence[Attendee]) -> Table:
    there: dict[int, list[str]] = {}
    for stay in queries.stays(con, one.id):
        there.setdefault(stay.person, []).append(f"{stay.came[11:]}–{stay.left[11:]}")
    lines = tuple(
        Line((
            who.name, _role(who), format_quantity(who.votes, 0) if who.votes else "",
            _when(who, there.get(who.id, [])),
        ))
        for who in people
    )  # fmt: skip
    columns = (
        Column(_("Name"), share=4), Column(_("Role"), share=2),
        Column(_("Votes"), Align.RIGHT, 2), Column(_("There"), share=4),
    )  # fmt: skip
    return Table(columns, lines, _("Participants"))


def _role(who: Attendee) -> str:
    return _("guest") if who.role is Role.GUEST else _("member")


def _when(who: Attendee, stays: Sequence[str]) -> str:
    text = ", ".join(stays)
    if who.holder_name:
        proxy = _("represented by {name}").format(name=who.holder_name)
        return f"{text}, {proxy}" if text else proxy
    return text or _("absent")


def _course(con: sqlite3.Connection, one: Meeting, code: str) -> list[Table]:
    """Agenda, and what was said and done in the order of time, under the items."""
    there = queries.items(con, one.id)
    heads = {item.id: f"{item.number}. {item.title}" for item in there}
    lines: list[Line] = []
    current: int | None = None
    for line in minutes.lines(con, one.id):
        if line.item is not None and line.item != current:
            lines.append(Line((heads[line.item], ""), Weight.GROUP))
            current = line.item
        lines.append(Line((f"{line.at:%H:%M}", line.text)))
    columns = (Column(_("Time"), share=1), Column(_("Course"), share=9))
    agenda = _agenda(there, attached_names(con, one.id, code), code)
    return [agenda] * bool(there) + [Table(columns, tuple(lines), _("Course of the meeting"))]


def _agenda(there: Sequence[Item], files: Mapping[int, str], code: str) -> Table:
    """The items with what hangs at them; the planned minutes where some are planned."""
    columns = [
        Column(word(code, "agenda.number"), share=1), Column(word(code, "agenda.title"), share=9),
        Column(word(code, "agenda.kind"), share=3),
    ]  # fmt: skip
    rows = [
        [str(item.number), "\n".join(filter(None, (item.title, files.get(item.id, "")))),
         word(code, f"item.{item.kind}")]
        for item in there
    ]  # fmt: skip
    if any(item.minutes for item in there):
        columns.append(Column(word(code, "agenda.time"), Align.RIGHT, 2))
        for row, item in zip(rows, there, strict=True):
            planned = word(code, "agenda.minutes", count=item.minutes) if item.minutes else ""
            row.append(planned)
    lines = tuple(Line(tuple(row)) for row in rows)
    return Table(tuple(columns), lines, word(code, "agenda"))


def _resolved(con: sqlite3.Connection, one: Meeting, code: str) -> list[Table]:
    found = sorted(resolutions(con, one.id), key=lambda row: row.id)
    lines = tuple(
        Line((
            row.number, row.wording, _(RESULTS[str(int(row.adopted))]),
            written_day(row.effective, code) if row.effective else "",
        ))
        for row in found
    )  # fmt: skip
    columns = (
        Column(_("Number"), share=3), Column(_("Resolution"), share=8),
        Column(_("Result"), share=3), Column(_("Effective"), share=3),
    )  # fmt: skip
    return [Table(columns, lines, _("Resolutions"), Place.END)] if lines else []


def _tasks(con: sqlite3.Connection, key: int, code: str) -> list[Table]:
    lines = tuple(
        Line((task.title, task.owner, written_day(task.due, code) if task.due else ""))
        for task in minutes.tasks(con, key)
    )
    columns = (Column(_("Task"), share=8), Column(_("Who"), share=4), Column(_("Until"), share=3))
    return [Table(columns, lines, _("Tasks"), Place.END)] if lines else []


def _closing(con: sqlite3.Connection, one: Meeting) -> tuple[str, ...]:
    days = terms_on(con, one.kind, one.day).objection_days
    if not days:
        return ()
    return (
        _("These minutes count as approved by all parties unless somebody objects in text form"
          " within {count} days after they were sent.").format(count=days),
    )  # fmt: skip


def _notes(con: sqlite3.Connection, key: int, code: str) -> tuple[Note, ...]:
    return tuple(
        Note(one.text, _("Addendum of {day}").format(day=written_day(one.day, code)))
        for one in minutes.addenda(con, key)
    )


def book_page(con: sqlite3.Connection, found: Sequence[Resolution], day: date, title: str) -> Page:
    """An extract of the resolution book: these resolutions, oldest first, to be signed."""
    code = language()
    lines: list[Line] = []
    meeting = 0
    for row in sorted(found, key=lambda one: (one.day, one.id)):
        if row.meeting != meeting:
            meeting = row.meeting
            head = (written_day(row.day, code), row.title, _frozen(con, meeting, code))
            lines.append(Line((" · ".join(head),), Weight.GROUP))
        result = _(RESULTS[str(int(row.adopted))])
        done = written_day(row.done, code) if row.adopted and row.done else ""
        text = f"{row.wording}\n{row.note}" if row.note else row.wording
        lines.append(Line((row.number, text, result, done)))
    columns = (
        Column(_("Number"), share=3), Column(_("Resolution"), share=8),
        Column(_("Result"), share=3), Column(_("Done"), share=3),
    )  # fmt: skip
    return Page(
        code, day, _("Resolution book"), _head(con, day, code), subject=title,
        info=(Info(words(code)["date"], written_day(day, code)),),
        tables=(Table(columns, tuple(lines)),),
        signatures=(Signature(_("Place and date"), ""), Signature(_("Signature"), "")),
        style=style(con),
    )  # fmt: skip


def _frozen(con: sqlite3.Connection, meeting: int, code: str) -> str:
    """Where the resolution is proven: the minutes with the day on which they were approved."""
    one = queries.meeting(con, meeting)
    if one.approved is None:
        return _("minutes not approved yet")
    return _("minutes approved on {day}").format(day=written_day(one.approved, code))


# -- before the meeting ----------------------------------------------------------------------------


def attendance_page(con: sqlite3.Connection, key: int, day: date) -> Page:
    """The list on which everybody signs."""
    one = queries.meeting(con, key)
    code = language()
    lines = tuple(
        Line((str(number), f"{who.name}\n{_BLANK}", _role(who), ""))
        for number, who in enumerate(queries.persons(con, key), start=1)
    )
    columns = (
        Column(_("No."), share=1), Column(_("Name"), share=6), Column(_("Role"), share=3),
        Column(_("Signature"), share=7),
    )  # fmt: skip
    return Page(
        code, day, document_word(DocumentKind.ATTENDANCE, code), _head(con, day, code),
        info=_info(one, code)[:4], subject=one.title,
        tables=(Table(columns, lines, blank=3),), style=style(con),
    )  # fmt: skip


def invitation_page(con: sqlite3.Connection, key: int, person: int, day: date) -> Page:
    """The invitation of one person as a letter."""
    who = next(found for found in queries.persons(con, key) if found.id == person)
    code = language()
    subject, text = invitation_text(con, key)
    return letter_page(con, key, who, Letter(subject, text, code, day))


def invitation_text(con: sqlite3.Connection, key: int) -> tuple[str, str]:
    """Subject and text of the invitation, without greeting: as mail and letter say it."""
    one = queries.meeting(con, key)
    code = language()
    event = next(iter(events(con, [root(con, one.appointment)]).values()))[0]
    parts = (word(code, "lead.request"), facts(event, code),
             agenda_text(con, one.appointment, code))  # fmt: skip
    return word(code, "subject.request", title=one.title), "\n\n".join(filter(None, parts))


class Letter(NamedTuple):
    """What a letter about a meeting says: its text without the greeting, the agenda in lines."""

    subject: str
    text: str
    language: str
    day: date


def letter_page(con: sqlite3.Connection, key: int, who: Attendee, letter: Letter) -> Page:
    """A letter about a meeting; what the text says of the agenda becomes a table."""
    code = letter.language
    one = queries.meeting(con, key)
    lines: tuple[str, ...] = (who.name,)
    greeting = word(code, "hello", name=who.name)
    if who.contact is not None:
        found = find_contact(con, who.contact)
        lines, greeting = recipient(found), salutation(found, code)
    listed = agenda_list(con, key, code)
    before, agenda, after = letter.text.partition(listed) if listed else (letter.text, "", "")
    head = sender(con, letter.day, code)
    remark = "registered" if terms_on(con, one.kind, one.day).form == "registered" else ""
    return Page(
        code, letter.day, "", head, lines,
        remark=word(code, remark if with_address(con, who) else "by_hand") if remark else "",
        info=(Info(words(code)["date"], written_day(letter.day, code)),),
        subject=letter.subject, salutation=greeting, intro=_parts(before),
        tables=_agenda_of(con, key, code) if agenda else (), closing=_parts(after),
        greeting=words(code)["regards"], signer=company.firm(con).owner or head.name,
        style=style(con),
    )  # fmt: skip


def _agenda_of(con: sqlite3.Connection, key: int, code: str) -> tuple[Table, ...]:
    return (_agenda(queries.items(con, key), attached_names(con, key, code), code),)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())
