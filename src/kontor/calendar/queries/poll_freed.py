"""Times of a poll that were not chosen, and are still noted in the calendars of those asked."""

from __future__ import annotations

import sqlite3

from kontor.calendar.formats.event import Attendee, Event, Status
from kontor.calendar.kinds.invitations import InviteChannel, Invited
from kontor.calendar.queries.polls import Person, Sheet, sheet
from kontor.calendar.rules.invitations import PARTS


def poll_behind(con: sqlite3.Connection, appointment: int) -> Sheet | None:
    """The poll that an appointment was fixed by."""
    row = con.execute("SELECT id FROM poll WHERE appointment=?", (appointment,)).fetchone()
    return sheet(con, row[0]) if row else None


def freed(poll: Sheet | None, one: Invited) -> tuple[Event, ...]:
    """What somebody can take out of the calendar, cancelled; nothing once the person was invited.

    Whoever was mailed the times has each of them as a tentative entry; the chosen one becomes the
    appointment by itself, the others go out with the first invitation as cancellations.
    """
    if poll is None or one.sequence is not None or one.channel is not InviteChannel.MAIL:
        return ()
    who = next((each for each in poll.people if _same(each, one)), None)
    if who is None or who.asked is None:
        return ()
    named = (Attendee(who.mail or one.mail, one.name, PARTS[one.role]),)
    return tuple(
        Event(
            slot.uid, poll.poll.subject, slot.starts, slot.ends, zone=poll.poll.zone,
            sequence=slot.over, place=poll.poll.place, status=Status.CANCELLED, attendees=named,
        )
        for slot in (*poll.slots, *poll.dropped) if slot.number != poll.poll.chosen
    )  # fmt: skip


def _same(who: Person, one: Invited) -> bool:
    if who.employee is not None or who.contact is not None:
        return (who.employee, who.contact) == (one.employee, one.contact)
    return bool(who.mail) and who.mail.lower() == one.mail
