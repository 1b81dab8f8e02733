"""Calendar files as they leave the house (iCalendar RFC 5545, iTIP RFC 5546).

The time zone is a fixed block with two rules. Lists of single changes, as libraries make them, are
read wrongly by wide-spread programs: nine o'clock would become ten in April.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Timezone, vCalAddress, vRecur, vText
from icalendar import Event as Made

from kontor.base.text import one_line
from kontor.calendar.formats.event import ZONE, Answer, Attendee, Event, Method, Status

MIME = "text/calendar"
PRODUCT = "-//Kontor//Kontor//DE"
NOBODY = "invalid:nomail"  # the place of a mail address that a firm does not have
# zones with the clock changes of Central Europe, which the fixed block describes
CENTRAL = frozenset({
    ZONE, "Europe/Amsterdam", "Europe/Brussels", "Europe/Copenhagen", "Europe/Luxembourg",
    "Europe/Madrid", "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome",
    "Europe/Stockholm", "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich",
})  # fmt: skip
_ZONE = """BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def written(events: Sequence[Event], method: Method = Method.PUBLISH, *, name: str = "") -> bytes:
    """A calendar file with these appointments.

    Args:
        events: a series first, its changed days behind it with the same uid.
        method: what the file wants of who opens it.
        name: of the calendar, for programs that take it in as a whole.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", one_line(name))
    zones = {one.zone for one in events if not one.all_day and one.zone in CENTRAL}
    for zone in sorted(zones):
        calendar.add_component(_zone(zone))
    for event in events:
        calendar.add_component(_component(event, method))
    return bytes(calendar.to_ical())


@cache
def zone_block(zone: str) -> str:
    """The fixed description of a zone with the clock changes of Central Europe."""
    return _ZONE.format(zone=zone).replace("\n", "\r\n")


def _zone(zone: str) -> Component:
    return Timezone.from_ical(zone_block(zone))


def _component(event: Event, method: Method) -> Component:
    made = Made()
    made.add("uid", event.uid)
    if event.stamp is None:
        raise ValueError("what is written says when: set the stamp")
    made.add("dtstamp", event.stamp.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", event.sequence)
    made.add("summary", event.title)
    as_written = _writer(event)
    made.add("dtstart", as_written(event.starts))
    made.add("dtend", as_written(event.ends))
    if event.occurrence is not None:
        made.add("recurrence-id", as_written(event.occurrence))
    if event.rule:
        made.add("rrule", vRecur.from_ical(rule_out(event)))
    if event.gaps:
        made.add("exdate", [as_written(gap) for gap in event.gaps])
    for field, text in (
        ("location", event.place), ("description", event.note), ("comment", event.comment),
    ):  # fmt: skip
        if text:
            made.add(field, vText(text))
    made.add("status", Status.CANCELLED.value if method is Method.CANCEL else event.status.value)
    made.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    _people(made, event, method)
    return made


def _people(made: Component, event: Event, method: Method) -> None:
    if event.organizer is not None:
        address = vCalAddress(f"mailto:{event.organizer.mail}" if event.organizer.mail else NOBODY)
        if event.organizer.name:
            address.params["CN"] = one_line(event.organizer.name)
        made.add("organizer", address)
    if method is Method.PUBLISH:
        return  # a published calendar asks nobody
    for person in event.attendees:
        made.add("attendee", _attendee(person, method), encode=False)


def _attendee(person: Attendee, method: Method) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.mail}")
    if person.name:
        address.params["CN"] = one_line(person.name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = person.part.value
    address.params["PARTSTAT"] = person.answer.value
    if method is Method.REQUEST and person.wanted and person.answer is Answer.NONE:
        address.params["RSVP"] = "TRUE"
    return address


def _writer(event: Event) -> Callable[[datetime], date | datetime]:
    """How the times of an appointment are written: days, wall time, or UTC in far zones."""
    if event.all_day:
        return datetime.date
    zone = ZoneInfo(event.zone)
    if event.zone in CENTRAL:
        return lambda wall: wall.replace(tzinfo=zone)
    return lambda wall: wall.replace(tzinfo=zone).astimezone(UTC)


def rule_out(event: Event) -> str:
    """The rule with UNTIL as the standard wants it: UTC beside a zone, a day for whole days."""
    parts = []
    for part in event.rule.split(";"):
        key, _equals, value = part.partition("=")
        if key.upper() == "UNTIL":
            value = _until_out(value, event)
        parts.append(f"{key}={value}" if value else key)
    return ";".join(parts)


def _until_out(value: str, event: Event) -> str:
    plain = value.rstrip("Zz")
    if event.all_day:
        return plain[:8]
    wall = datetime.strptime(plain, "%Y%m%dT%H%M%S" if "T" in plain else "%Y%m%d")
    if "T" not in plain:  # a day: until its end
        wall = wall.replace(hour=23, minute=59, second=59)
    return f"{wall.replace(tzinfo=ZoneInfo(event.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
