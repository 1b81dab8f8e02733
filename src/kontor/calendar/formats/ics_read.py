"""Calendar files as they come in: whatever program wrote them, each appointment by itself.

What cannot be read costs that appointment alone and is named; what can be mended is mended and
named. Nothing is fetched, nothing is carried out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Event as Component
from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.text import clean_text, quoted
from kontor.calendar.formats.blocks import Block, sheets
from kontor.calendar.formats.event import ZONE, Answer, Attendee, Event, Method, Part, Status
from kontor.store.doors import values_of

_CODE = "calendar.import"
_LIMITS = {"title": 200, "place": 500, "note": 20_000, "comment": 2_000}
_REFUSED = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_YEARS = range(1970, 2100)
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
# the name at the end of a path such as `/mozilla.org/20050126_1/Europe/Berlin`
_PATH = re.compile(
    r'TZID="?/[^":;\r\n]*?/'
    r"((?:Africa|America|Asia|Atlantic|Australia|Europe|Pacific)/[\w/+-]+)\"?"
)
_OTHERS = {
    "VTODO": N_("{count} tasks were left out: only appointments are taken."),
    "VJOURNAL": N_("{count} journal notes were left out: only appointments are taken."),
    "VFREEBUSY": N_("{count} lists of busy times were left out: only appointments are taken."),
}


class Found(NamedTuple):
    """An appointment of a file, or why it could not be read; `place` is where it stands."""

    place: str
    event: Event | None
    method: Method | None
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """What it is called; empty when it could not be read."""
        return self.event.title if self.event else ""


class _Bad(Exception):
    """This appointment cannot be taken; the message says why."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def read_calendars(data: bytes, place: str) -> list[Found]:
    """The appointments of a calendar file, each with what is to be said about it.

    Raises:
        InputError: no calendar, too large, or too many entries; nothing was taken.
    """
    found: list[Found] = []
    for sheet in sheets(data):
        method = Method(sheet.method) if sheet.method in set(Method) else None
        known = _zones(sheet.blocks)
        for block in sheet.blocks:
            if block.kind == "VEVENT":
                found.append(_found(block, f"{place}:{block.number}", method, known))
        found += _left_out(sheet.blocks, place)
    return found


def _left_out(blocks: tuple[Block, ...], place: str) -> list[Found]:
    found = []
    for kind, message in _OTHERS.items():
        if count := sum(block.kind == kind for block in blocks):
            note = Finding(_CODE, place, message, "", Severity.NOTE, values_of(count=count))
            found.append(Found(place, None, None, (note,)))
    return found


def _zones(blocks: tuple[Block, ...]) -> dict[str, tzinfo]:
    """The zones that a file describes itself."""
    found: dict[str, tzinfo] = {}
    for block in {one.text: one for one in blocks if one.kind == "VTIMEZONE"}.values():
        try:
            made: Any = Timezone.from_ical(block.text)
            found[str(made["TZID"])] = made.to_tz()
        except _WRONG:
            continue  # a zone that says nothing: its name may still be known
    return found


class _Doubts:
    """What is to be said about one appointment."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.findings: list[Finding] = []

    def say(self, message: str, severity: Severity = Severity.WARNING, **values: object) -> None:
        """One thing more."""
        self.findings.append(
            Finding(_CODE, self.place, message, "", severity, values_of(**values))
        )  # fmt: skip


def _found(block: Block, place: str, method: Method | None, zones: Mapping[str, tzinfo]) -> Found:
    doubts = _Doubts(place)
    for name in block.cut:
        doubts.say(N_("{name} was too long and was cut."), name=quoted(name))
    if not block.whole:
        doubts.say(N_("The entry was cut off; what could be read was taken."))
    try:
        made = Component.from_ical(_PATH.sub(r"TZID=\1", block.text))
        event = _event(made, _Times(zones, doubts), doubts, block.text)
    except _Bad as error:
        doubts.say(error.message, Severity.ERROR, **error.values)
        return Found(place, None, method, tuple(doubts.findings))
    except _WRONG:
        doubts.say(N_("The entry cannot be read."), Severity.ERROR)
        return Found(place, None, method, tuple(doubts.findings))
    return Found(place, event, method, tuple(doubts.findings))


def _event(made: Any, times: _Times, doubts: _Doubts, text: str) -> Event:
    starts, ends, all_day, zone = times.span(made)
    rule = _rule(made, zone, all_day=all_day)
    title = _text(made, "SUMMARY", "title", doubts)
    if not title:
        title = "(–)"
        doubts.say(N_("The entry has no title."), Severity.NOTE)
    uid = clean_text(str(made.get("UID") or "")[:400], limit=400).strip()
    if not uid:
        uid = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]
    if made.get("RDATE") is not None:
        doubts.say(N_("Single extra days of the series were left out."))
    organizer = made.get("ORGANIZER")
    return Event(
        uid, title, starts, ends, all_day, zone,
        sequence=_number(made.get("SEQUENCE")), stamp=times.stamp(made), rule=rule,
        gaps=times.gaps(made, zone) if rule else (), occurrence=times.occurrence(made, zone),
        place=_text(made, "LOCATION", "place", doubts),
        note=_text(made, "DESCRIPTION", "note", doubts),
        comment=_text(made, "COMMENT", "comment", doubts),
        status=_choice(Status, made.get("STATUS"), Status.CONFIRMED),
        busy=str(made.get("TRANSP") or "").upper() != "TRANSPARENT",
        organizer=_person(organizer) if organizer is not None else None,
        attendees=_people(made.get("ATTENDEE"), doubts),
    )  # fmt: skip


class _Times:
    """The times of one appointment, in whatever zone the file writes them."""

    def __init__(self, zones: Mapping[str, tzinfo], doubts: _Doubts) -> None:
        self.zones, self.doubts = zones, doubts
        self.told: set[str] = set()

    def span(self, made: Any) -> tuple[datetime, datetime, bool, str]:
        """First moment, end, whole days or not, zone."""
        first = _value(made, "DTSTART")
        if first is None:
            raise _Bad(N_("The entry has no beginning."))
        if not isinstance(first.dt, date):
            raise _Bad(N_("The beginning “{text}” is no day."), text=quoted(first.to_ical()))
        self._in_range(first.dt)
        if not isinstance(first.dt, datetime):
            starts = datetime.combine(first.dt, time())
            return starts, self._end(made, starts, ZONE, all_day=True), True, ZONE
        recurring = made.get("RRULE") is not None
        zone = self._zone_of(first, recurring=recurring)
        starts = self._wall(first, zone)
        return starts, self._end(made, starts, zone, all_day=False), False, zone

    def _end(self, made: Any, starts: datetime, zone: str, *, all_day: bool) -> datetime:
        usual = starts + (timedelta(days=1) if all_day else timedelta(hours=1))
        try:
            last, lasts = _value(made, "DTEND"), _value(made, "DURATION")
            if last is not None and isinstance(last.dt, date):
                self._in_range(last.dt)
                ends = self._wall(last, zone)
            elif lasts is not None and isinstance(lasts.dt, timedelta):
                ends = _later(starts, lasts.dt, zone)
            else:
                if not all_day:
                    self.doubts.say(N_("The entry has no end: an hour is taken."), Severity.NOTE)
                return usual
        except (_Bad, OverflowError, ValueError):
            self.doubts.say(N_("The end cannot be read: the usual one is taken."))
            return usual
        if all_day:
            ends = datetime.combine(ends.date(), time())
        if ends <= starts:
            self.doubts.say(N_("The end is not behind the beginning: the usual one is taken."))
            return usual
        return ends

    def gaps(self, made: Any, zone: str) -> tuple[datetime, ...]:
        """The days that a series leaves out."""
        lists = made.get("EXDATE") or []
        found: set[datetime] = set()
        for one in lists if isinstance(lists, list) else [lists]:
            try:
                found |= {self._moment(gap.dt, one.params.get("TZID"), zone) for gap in one.dts}
            except _WRONG:
                self.doubts.say(N_("A day that is left out cannot be read."))
        return tuple(sorted(found))

    def occurrence(self, made: Any, zone: str) -> datetime | None:
        """The day of a series that this one changes."""
        if made.get("RECURRENCE-ID") is None:
            return None
        value = _value(made, "RECURRENCE-ID")
        if value is None or not isinstance(value.dt, date):
            raise _Bad(N_("It says that it changes a day of a series, but not which."))
        if str(value.params.get("RANGE", "")).upper() == "THISANDFUTURE":
            raise _Bad(N_("It changes all later days of a series at once; that cannot be taken."))
        return self._wall(value, zone)

    def stamp(self, made: Any) -> datetime | None:
        """When it was written."""
        value = _value(made, "DTSTAMP")
        if value is None or not isinstance(value.dt, datetime):
            return None
        moment: datetime = value.dt
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _wall(self, value: Any, zone: str) -> datetime:
        return self._moment(value.dt, value.params.get("TZID"), zone)

    def _moment(self, dt: date, tzid: str | None, zone: str) -> datetime:
        """A moment as wall time of the zone."""
        if not isinstance(dt, datetime):
            return datetime.combine(dt, time())
        wall = dt.replace(tzinfo=None, second=0, microsecond=0)
        if not tzid:
            return wall if dt.tzinfo is None else _in_zone(dt, zone)
        name = _name(tzid)
        if name == zone:
            return wall
        own = ZoneInfo(name) if name else self.zones.get(tzid)
        return wall if own is None else _in_zone(wall.replace(tzinfo=own), zone)

    def _zone_of(self, value: Any, *, recurring: bool) -> str:
        tzid = value.params.get("TZID")
        if not tzid:
            utc = value.dt.tzinfo is not None
            return "UTC" if utc and recurring else ZONE
        if name := _name(tzid):
            return name
        if tzid not in self.told:
            self.told.add(tzid)
            known = tzid in self.zones
            self.doubts.say(
                N_("The zone “{zone}” is taken as the file describes it.") if known
                else N_("The zone “{zone}” is not known: German time is taken."),
                Severity.NOTE if known else Severity.WARNING, zone=quoted(tzid),
            )  # fmt: skip
        return ZONE

    def _in_range(self, day: date) -> None:
        if day.year not in _YEARS:
            raise _Bad(N_("The year {year} cannot be."), year=day.year)


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def _later(starts: datetime, lasts: timedelta, zone: str) -> datetime:
    """The end after a duration: real time, but whole days by the calendar."""
    if lasts % timedelta(days=1) == timedelta():
        return starts + lasts
    return _in_zone(starts.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + lasts, zone)


def _name(tzid: str) -> str:
    """The zone as this computer knows it; empty when it does not."""
    text = str(tzid).strip().strip('"')
    for name in (text, WINDOWS_TO_OLSON.get(text, "")):
        if not name:
            continue
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return "UTC" if name in {"Etc/UTC", "Z", "GMT"} else name
    return ""


def _value(made: Any, name: str) -> Any:
    """A property with a time; the first when there are several, none when it is broken."""
    value = made.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return None
    try:
        return value if value.dt is not None else None
    except _WRONG as error:
        text = str(value.to_ical(), "utf-8", "replace") if hasattr(value, "to_ical") else ""
        raise _Bad(N_("“{text}” is no time."), text=quoted(text)) from error


def _rule(made: Any, zone: str, *, all_day: bool) -> str:
    """How it repeats, with UNTIL as wall time.

    Raises:
        _Bad: it repeats within the hour, or the rule cannot be read.
    """
    value = made.get("RRULE")
    if value is None:
        return ""
    if isinstance(value, list) or not hasattr(value, "get"):
        raise _Bad(N_("The rule of the series cannot be read."))
    try:
        often = str((value.get("FREQ") or [""])[0]).upper()
        if often in _REFUSED:
            raise _Bad(
                N_("It repeats several times a day ({rule}); such a series is not taken."),
                rule=often,
            )
        if often not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
            raise _Bad(N_("The rule of the series cannot be read."))
        plain = str(value.to_ical(), "ascii")
    except _WRONG as error:
        raise _Bad(N_("The rule of the series cannot be read.")) from error
    for last in value.get("UNTIL") or ():
        plain = re.sub(r"UNTIL=[^;]*", f"UNTIL={_until_in(last, zone, all_day=all_day)}", plain)
    return plain


def _until_in(last: date, zone: str, *, all_day: bool) -> str:
    if not isinstance(last, datetime):
        return f"{last:%Y%m%d}" if all_day else f"{last:%Y%m%d}T235959"
    wall = last if last.tzinfo is None else last.astimezone(ZoneInfo(zone))
    return f"{wall:%Y%m%d}" if all_day else f"{wall:%Y%m%dT%H%M%S}"


def _text(made: Any, name: str, field: str, doubts: _Doubts) -> str:
    value = made.get(name)
    if isinstance(value, list):
        value = "\n".join(str(one) for one in value[:20])
    limit = _LIMITS[field]
    raw = "" if value is None else str(value)
    several = field in {"note", "comment"}
    try:
        text = clean_text(raw[: 4 * limit], limit=4 * limit, multiline=several)
    except InputError:
        return ""
    if len(text) > limit or len(raw) > 4 * limit:
        doubts.say(N_("{name} was too long and was cut."), name=name)
    return text[:limit].strip()


def _number(value: Any) -> int:
    try:
        return min(max(int(value or 0), 0), 1_000_000)
    except _WRONG:
        return 0


def _choice(kind: Any, value: Any, usual: Any) -> Any:
    text = str(value or "").upper()
    return kind(text) if text in set(kind) else usual


def _people(value: Any, doubts: _Doubts) -> tuple[Attendee, ...]:
    if value is None:
        return ()
    people = value if isinstance(value, list) else [value]
    if len(people) > 1_000:
        doubts.say(N_("Only the first {count} people were taken."), count=1_000)
    return tuple(_person(one) for one in people[:1_000])


def _person(value: Any) -> Attendee:
    params = getattr(value, "params", {})
    address = re.sub(r"(?i)^mailto:", "", str(value).strip())[:320]
    name = clean_text(str(params.get("CN", ""))[:200], limit=200)
    return Attendee(
        clean_text(address, limit=320).lower() if "@" in address else "", name,
        _choice(Part, params.get("ROLE"), Part.REQUIRED),
        _choice(Answer, params.get("PARTSTAT"), Answer.NONE),
        str(params.get("RSVP", "")).upper() == "TRUE",
    )  # fmt: skip
