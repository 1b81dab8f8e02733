"""One typed line as an appointment: `Do 14-16 Huber Aufmaß Küche`, pure.

Nothing is refused: whatever was understood is given back with its place in the text, and what was
not, may mean several things or lies in the past is a finding.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kontor.base.dates import format_day
from kontor.base.errors import InputError, Severity
from kontor.base.i18n import N_
from kontor.base.text import clean_text
from kontor.calendar.kinds.entry import Known, Line, Part, Piece
from kontor.calendar.rules.entry import clock as times
from kontor.calendar.rules.entry import names, spans
from kontor.calendar.rules.entry.clock import Clock
from kontor.calendar.rules.entry.names import Crew, find_word, usual_minutes
from kontor.calendar.rules.entry.repeats import Repeat, take_repeat
from kontor.calendar.rules.entry.scan import TAKEN, Scan
from kontor.calendar.rules.entry.spans import Days

LIMIT = 300
_WEEKEND = 5
_STOPS = ",;:/–-("
_LOOSE = frozenset({
    "am", "an", "um", "von", "vom", "ab", "bis", "mit", "bei", "im", "in", "auf", "für", "zu",
    "zum", "zur", "der", "den", "dem", "at", "on", "with", "by", "from", "to", "the", "for", "and",
    "und", "of", "until", "uhr",
})  # fmt: skip


_UNREAD = re.compile(r"(?<![\w.:])(?:\d{1,2}:\d{2}|\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?)(?![\w:])")


class _Pieces(NamedTuple):
    """What the passes over the line found."""

    crew: Crew
    place: str
    reference: str
    repeat: Repeat | None
    days: Days | None
    clock: Clock


def read_line(text: str, now: datetime, known: Known, day: date | None = None) -> Line:
    """What a line says.

    Args:
        text: as it was typed.
        now: wall time at which it was typed; without zone.
        known: people, crews, vehicles and customers that may be meant.
        day: what is meant when the line names none, such as the one that is looked at; without it
            a time is today as long as it is to come.
    """
    try:
        cleaned = clean_text(text, limit=LIMIT)
    except InputError as error:
        scan = Scan("", now, known)
        scan.say("line-unfit", error.message, Severity.ERROR, limit=LIMIT)
        return Line("", "other", "", findings=tuple(scan.findings))
    scan = Scan(cleaned, now, known)
    return _line(scan, _read(scan), day)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a line that may name a customer: what to look for in the contacts."""
    words = re.findall(r"[^\W\d_][\w.&'-]{2,}", text[:LIMIT])
    return tuple(dict.fromkeys(word.strip(".-'") for word in words))


def _read(scan: Scan) -> _Pieces:
    reference = names.take_reference(scan)
    crew = names.take_crew(scan)
    place = names.take_place(scan)
    repeat = take_repeat(scan)
    clock = times.take_marked(scan)
    days = spans.take_days(scan)
    all_day = times.take_all_day(scan)
    if clock.start is None and not all_day:
        clock = times.take_bare(scan)
    if not all_day:
        clock = times.take_part(scan, clock)
        clock = _with_length(scan, clock)
    if days:
        days = spans.take_length(scan, days)
    return _Pieces(crew, place, reference, repeat, days, clock._replace(all_day=all_day))


def _with_length(scan: Scan, clock: Clock) -> Clock:
    """How long it lasts; `8h` right after the day, without any time, is eight o'clock."""
    length = times.take_length(scan)
    if length is None or clock.start is not None:
        return clock._replace(length=length)
    taken = scan.parts[-1]
    bare = scan.text[taken.start : taken.end].lower().replace(" ", "")
    if bare.endswith("h") and bare[:-1].isdigit() and 6 <= int(bare[:-1]) <= 20:
        scan.say("time-guessed", N_("Read as {time} o'clock."), Severity.NOTE,
                 remedy=N_("For the length write {hours} hours after a time."),
                 time=times.clock_text(length), hours=length // 60)  # fmt: skip
        scan.parts[-1] = taken._replace(piece=Piece.TIME)
        return Clock(start=length)
    return clock._replace(length=length)


def _line(scan: Scan, found: _Pieces, day: date | None) -> Line:
    absence = find_word(scan, "absence") if _may_be_absence(found) else None
    word = None if absence else find_word(scan, "kind")
    contact = None if absence else names.take_contact(scan)
    kind = _kind(word.code if word else "", found, contact is not None)
    clock = _timed(found.clock, kind, absence is not None)
    days, repeat = _placed(scan, found, clock, day)
    line = Line(
        scan.text, kind, _title(scan) or (contact.name if contact else ""),
        people=found.crew.people, teams=found.crew.teams, vehicles=found.crew.vehicles,
        contact=contact.id if contact else None, place=found.place, reference=found.reference,
        absence=absence.code if absence else "", half=found.clock.half if absence else "",
        start=clock.start, end=clock.end,
    )  # fmt: skip
    if word:
        scan.take(Piece.KIND, word.start, word.end)
    if days:
        line = line._replace(first=days.first, last=days.last)
    if repeat:
        line = line._replace(rule=repeat.rule(all_day=line.all_day))
    _say_unread(scan)
    _judge(scan, line, repeat)
    parts = sorted(scan.parts, key=lambda part: (part.start, -part.end))
    return line._replace(parts=tuple(parts), findings=tuple(scan.findings))


def _say_unread(scan: Scan) -> None:
    """A day or time that does not exist is not passed over in silence."""
    for start, end in [part[1:] for part in scan.parts if part.piece is Piece.TITLE]:
        if match := _UNREAD.search(scan.text[start:end]):
            scan.say("no-such-day", N_("“{text}” is no day and no time."), Severity.WARNING,
                     remedy=N_("It stays in the title; correct it if it was meant."),
                     text=match[0])  # fmt: skip


def _may_be_absence(found: _Pieces) -> bool:
    return found.clock.start is None or bool(found.clock.half)


def _kind(named: str, found: _Pieces, has_contact: bool) -> str:
    if named:
        return named
    if found.days and found.days.due:
        return "deadline"
    if found.crew.teams:
        return "assembly"
    return "visit" if has_contact else "other"


def _timed(clock: Clock, kind: str, absent: bool) -> Clock:
    """The times with an end; without a begin the whole day."""
    if clock.start is None or clock.all_day or absent:
        return Clock(all_day=True)
    if clock.end is not None:
        return clock
    if clock.length:
        return clock._replace(end=clock.start + clock.length)
    return clock._replace(end=clock.start + usual_minutes(kind, clock.start))


def _placed(
    scan: Scan, found: _Pieces, clock: Clock, day: date | None
) -> tuple[Days | None, Repeat | None]:
    """The days, and the rule when it repeats or when a time stands for each of several days."""
    days, repeat = found.days, found.repeat
    if repeat:
        first = repeat.first(days.first if days else _soonest(scan, clock))
        return (Days(first, first), repeat) if first else (days, None)
    if days is None:
        named = clock.start is not None or day is not None
        return (_without_day(scan, clock, day) if named else None), None
    if days.weekdays:
        return days, Repeat("week", weekdays=days.weekdays, times=len(days.weekdays))
    if clock.start is not None and days.last > days.first:
        return _each_day(days)
    return days, None


def _each_day(days: Days) -> tuple[Days, Repeat]:
    """A time over several days is the time of each working day, on weekends only when all are."""
    every = [days.first + timedelta(days=one) for one in range((days.last - days.first).days + 1)]
    at_work = [day for day in every if day.weekday() < _WEEKEND] or every
    first = at_work[0]
    if len(at_work) == (at_work[-1] - first).days + 1:
        return Days(first, first), Repeat("day", times=len(at_work))
    weekdays = tuple(sorted({day.weekday() for day in at_work}))
    return Days(first, first), Repeat("week", weekdays=weekdays, times=len(at_work))


def _soonest(scan: Scan, clock: Clock) -> date:
    """Today as long as the time is still to come."""
    passed = clock.start is not None and clock.start <= scan.now.hour * 60 + scan.now.minute
    return scan.today + timedelta(days=1 if passed else 0)


def _without_day(scan: Scan, clock: Clock, day: date | None) -> Days:
    day = day or _soonest(scan, clock)
    scan.say("no-day", N_("No day is named; {day} is meant."), Severity.NOTE,
             remedy=N_("Write the day in front, like Thu or 24.12."),
             day=format_day(day, weekday=True))  # fmt: skip
    return Days(day, day)


def _judge(scan: Scan, line: Line, repeat: Repeat | None) -> None:
    if line.first is None:
        if scan.text:
            scan.say("nothing-dated", N_("No day and no time is understood yet."), Severity.ERROR,
                     remedy=N_("Begin like this: Thu 14-16 Huber."))  # fmt: skip
        return
    if repeat and repeat.until and repeat.until < line.first:
        scan.say("until-before", N_("It ends on {until}, before it first takes place on {first}."),
                 Severity.ERROR, remedy=N_("Write a later end."),
                 until=format_day(repeat.until), first=format_day(line.first))  # fmt: skip
    ends = line.ends
    if ends and ends <= scan.now and not repeat:
        scan.say("day-past", N_("{day} is over."), Severity.WARNING,
                 remedy=N_("For a day to come write it with its year."),
                 day=format_day(line.first, weekday=True))  # fmt: skip
    whole = line.absence or line.kind == "deadline" or scan.has(Piece.TIME)
    if line.all_day and not whole and line.first == line.last:
        scan.say("no-time", N_("No time is named; the whole day is meant."), Severity.NOTE,
                 remedy=N_("Write a time, like 14-16 or 8:30."))  # fmt: skip
    if not line.title:
        scan.say("no-title", N_("What it is about is missing."), Severity.NOTE,
                 remedy=N_("Write it after the time."))  # fmt: skip


def _title(scan: Scan) -> str:
    """What is left, without words that belonged to what was taken; marks it as title."""
    pieces: list[str] = []
    for match in list(re.finditer(rf"[^{TAKEN}]+", scan.flat)):
        start, end = _trim(scan, *match.span())
        if start < end:
            pieces.append(scan.text[start:end])
            scan.parts.append(_part(start, end))
    return " ".join(pieces)


def _part(start: int, end: int) -> Part:
    return Part(Piece.TITLE, start, end)


def _trim(scan: Scan, start: int, end: int) -> tuple[int, int]:
    """A stretch without stops around it, and without a loose word before what was taken."""
    cut = end < len(scan.text)
    while True:
        stretch = scan.text[start:end]
        left = len(stretch) - len(stretch.lstrip(_STOPS + " "))
        right = len(stretch) - len(stretch.rstrip(_STOPS + " "))
        start, end = start + left, max(start + left, end - right)
        words = scan.text[start:end].rsplit(None, 1)
        if not words or not cut or words[-1].lower() not in _LOOSE:
            break
        end -= len(words[-1])
    first = scan.text[start:end].split(None, 1)
    if start and len(first) and first[0].lower() in {"und", "and", "uhr"}:
        start += len(first[0])
        return _trim(scan, start, end) if start < end else (start, end)
    return start, end
