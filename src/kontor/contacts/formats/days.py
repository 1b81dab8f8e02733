"""Important days for calendars: iCalendar (.ics) whole-day events that come back each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from kontor.base.i18n import _
from kontor.contacts.file_kinds import SpecialDay
from kontor.contacts.formats.write import escaped, folded
from kontor.contacts.words import DAYS


def write_days(days: Iterable[SpecialDay], made: datetime) -> str:
    """One event for each day, with CRLF and lines folded at 75 bytes; `made` is an instant."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kontor//Contacts//DE"]
    for one in days:
        lines += _event(one, made)
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def title(one: SpecialDay) -> str:
    """What the day is: its label, else its kind, and whose it is."""
    return f"{one.label or _(DAYS[one.kind])}: {one.name}"


def _event(one: SpecialDay, made: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:contact-{one.contact}-day-{one.id}@kontor"
    yield f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(title(one))}"
    if one.yearly:
        yield "RRULE:FREQ=YEARLY"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
