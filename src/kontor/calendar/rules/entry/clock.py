"""Times of a line: `14-16`, `8 Uhr`, `halb 9`, `2-4pm`, `nachmittags`, `90 min`, `ganztags`."""

from __future__ import annotations

import re
from typing import NamedTuple

from kontor.base.errors import Severity
from kontor.base.i18n import N_
from kontor.calendar.kinds.entry import Piece
from kontor.calendar.rules.entry.days import any_of
from kontor.calendar.rules.entry.scan import TAKEN, Scan

_DAY = 1440
_NOON = 720
_EARLY = 6  # before this hour nobody begins unless it is said
_PART_MINUTES = {
    "fruh": (420, 0), "frueh": (420, 0), "morgens": (420, 0), "morgen": (420, 0),
    "in the morning": (420, 0), "morning": (420, 0), "vormittag": (480, 720),
    "vormittags": (480, 720), "mittag": (720, 0), "mittags": (720, 0), "noon": (720, 0),
    "nachmittag": (780, 1020), "nachmittags": (780, 1020), "afternoon": (780, 1020),
    "in the afternoon": (780, 1020), "abend": (1080, 0), "abends": (1080, 0), "evening": (1080, 0),
    "in the evening": (1080, 0),
}  # fmt: skip
_LATE = frozenset(word for word, (start, _end) in _PART_MINUTES.items() if start >= 780)
HALVES = {480: "morning", 780: "afternoon"}


class Clock(NamedTuple):
    """Minutes of the day: begin, end, how long; `half` when only half of a day was named."""

    start: int | None = None
    end: int | None = None
    length: int | None = None
    all_day: bool = False
    half: str = ""


def _time(name: str) -> str:
    """A time of day; its groups are named after it."""
    return (
        rf"(?P<{name}>\d{{1,2}})(?:[:.](?P<{name}m>[0-5]\d)|h(?P<{name}n>[0-5]\d))?"
        rf"(?:\s?(?P<{name}s>uhr|am(?![a-z])(?!\s(?:{TAKEN}|mo|di|mi|do|fr|sa|so|\d))|pm|a\.m\.|p\.m\.)"
        rf"(?:\s?(?P<{name}u>[0-5]\d)(?![\d.:]))?)?"
    )


_BEGIN = r"(?<![\w.:+@-])"
_TO = r"\s?(?:[-–]|bis|to|until|till|und|and)\s?(?:um\s)?"
_RANGE = re.compile(
    rf"{_BEGIN}(?P<lead>(?:von|from|zwischen|between|um|at)\s)?{_time('a')}{_TO}{_time('b')}(?![\w.:])"
)
_SINGLE = re.compile(
    rf"{_BEGIN}(?P<lead>(?:um|at|gegen|ab|from|around|before|vor)\s)?{_time('a')}(?![\w:])"
)
_HALF = re.compile(r"(?<!\w)(?:um\s)?halb\s(?P<hour>\d{1,2})(?![\w.:])(?:\suhr)?")
_QUARTER = re.compile(
    r"(?<!\w)(?:um\s)?(?P<which>viertel\snach|viertel\svor|dreiviertel|quarter\spast|quarter\sto|half\spast)"
    r"\s(?P<hour>\d{1,2})(?![\w.:])(?:\suhr)?"
)
_QUARTERS = {
    "viertel nach": 15, "viertel vor": -15, "dreiviertel": -15, "quarter past": 15,
    "quarter to": -15, "half past": 30,
}  # fmt: skip
_ALL_DAY = re.compile(
    r"(?<!\w)(?:ganztags|ganztagig|ganztaegig|(?:den\s)?ganzen\stag|ganzer\stag|all[\s-]day|whole\sday)(?!\w)"
)
_PART = re.compile(rf"(?<!\w)(?:am\s)?(?P<part>{any_of(_PART_MINUTES)})(?!\w)")
_HOURS = r"(?:std|stunden?|hours?|hrs?|h)\.?"
_MINUTES = r"(?:minuten?|minutes?|mins?|min)\.?"
_LENGTH = re.compile(
    rf"(?<![\w.,:])(?:fur\s|for\s|dauer\s|ca\.?\s)?(?:(?P<hours>\d{{1,2}})(?:[.,](?P<part>\d{{1,2}}))?\s?{_HOURS}(?!\w)"
    rf"(?:\s?(?P<more>\d{{1,2}})(?:\s?{_MINUTES}(?!\w)|(?![\w.:])))?"
    rf"|(?P<minutes>\d{{1,4}})\s?{_MINUTES}(?!\w)"
    r"|(?P<word>halbe|eine|half\san|an|one|eineinhalb|anderthalb|zwei|two|dreiviertel)\s(?:stunden?|hours?)(?!\w))"
)
_WORDS = {
    "halbe": 30, "half an": 30, "eine": 60, "an": 60, "one": 60, "eineinhalb": 90,
    "anderthalb": 90, "zwei": 120, "two": 120, "dreiviertel": 45,
}  # fmt: skip
_BEFORE_TIME = re.compile(rf"(?:^|{TAKEN}[\s,;:]*)$")


def take_marked(scan: Scan) -> Clock:
    """Times that say themselves that they are times: `8 Uhr`, `14:30-16`, `2pm`, `halb 9`."""
    for pattern, read in ((_HALF, _half), (_QUARTER, _quarter)):
        match = scan.search(pattern, lambda found: int(found["hour"]) <= 24)
        if match:
            scan.take(Piece.TIME, *match.span())
            return Clock(start=read(match))
    match = scan.search(_RANGE, lambda found: _is_marked(found) and _range(found) is not None)
    if match and (found := _range(match)):
        return _taken(scan, match, found)
    match = scan.search(_SINGLE, lambda one: _is_marked(one) and _minute(one, "a") is not None)
    if match:
        scan.take(Piece.TIME, *match.span())
        return Clock(start=_minute(match, "a"))
    return Clock()


def take_bare(scan: Scan) -> Clock:
    """A time of mere numbers: `14-16`, `um 8`; and `8h` straight after the day."""
    match = scan.search(_RANGE, lambda found: _fits_bare(scan, found))
    if match and (found := _range(match)):
        return _taken(scan, match, _after_noon(scan, match, found))
    match = scan.search(
        _SINGLE, lambda one: bool(one["lead"] or one["am"]) and _minute(one, "a") is not None
    )
    if match and (start := _minute(match, "a")) is not None:
        scan.take(Piece.TIME, *match.span())
        return Clock(start=start)
    return Clock()


def take_part(scan: Scan, clock: Clock) -> Clock:
    """A part of the day: `nachmittags`, `früh`; beside a time it says which half is meant."""
    match = scan.search(_PART)
    if match is None:
        return clock
    word = match["part"]
    start, end = _PART_MINUTES[word]
    scan.take(Piece.TIME, *match.span())
    if clock.start is None:
        return Clock(start, end or None, half=HALVES.get(start, ""))
    if word in _LATE and clock.start < _NOON:
        return clock._replace(
            start=clock.start + _NOON,
            end=clock.end + _NOON if clock.end and clock.end <= _NOON else clock.end,
        )
    return clock


def take_all_day(scan: Scan) -> bool:
    """Whether the line says that it lasts the whole day."""
    match = scan.search(_ALL_DAY)
    if match:
        scan.take(Piece.TIME, *match.span())
    return match is not None


def take_length(scan: Scan) -> int | None:
    """How many minutes it lasts, when the line says so."""
    match = scan.search(_LENGTH, lambda found: 0 < _length(found) <= _DAY)
    if match is None:
        return None
    scan.take(Piece.LENGTH, *match.span())
    return _length(match)


def _length(match: re.Match[str]) -> int:
    if match["word"]:
        return _WORDS[match["word"]]
    if match["minutes"]:
        return int(match["minutes"])
    part = match["part"] or "0"
    parts = int((part + "0")[:2]) * 60 // 100  # of an hour: 1,5 and 1,25
    return int(match["hours"]) * 60 + parts + int(match["more"] or 0)


def _is_marked(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    signs = [groups.get(f"{name}{kind}") for name in "ab" for kind in "ns"]
    return any(signs) or ":" in match[0]


def _minute(match: re.Match[str], name: str, sign: str = "") -> int | None:
    hour = int(match[name])
    minute = int(match[f"{name}m"] or match[f"{name}n"] or match[f"{name}u"] or 0)
    sign = match[f"{name}s"] or sign
    if sign.startswith(("a", "p")):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if sign.startswith("p") else 0)
    found = hour * 60 + minute
    return found if found <= _DAY else None


def _range(match: re.Match[str]) -> Clock | None:
    end_sign = match["bs"] or ""
    end = _minute(match, "b")
    start = _minute(match, "a", end_sign if end_sign != "uhr" else "")
    if start is None or end is None or start == _DAY:
        return None
    if start > end and end_sign.startswith("p") and not match["as"]:
        start = _minute(match, "a", "am")  # 10-1pm
    if start is None or start == end:
        return None
    return Clock(start, end if end > start else end + _DAY)


def _fits_bare(scan: Scan, match: re.Match[str]) -> bool:
    found = _range(match)
    if found is None or found.end is None:
        return False
    after_piece = bool(match["lead"] or _BEFORE_TIME.search(scan.flat[: match.start()]))
    if found.end > _DAY:  # at night only when it is said
        return False
    return after_piece or (found.start is not None and found.start >= _EARLY * 60)


def _after_noon(scan: Scan, match: re.Match[str], found: Clock) -> Clock:
    """`2-4` without more is the afternoon."""
    if found.start is None or found.end is None or found.start >= _EARLY * 60:
        return found
    if found.end > _NOON:
        return found
    moved = Clock(found.start + _NOON, found.end + _NOON)
    scan.say(
        "time-guessed", N_("Read as {start} to {end}, in the afternoon."), Severity.NOTE,
        remedy=N_("For the morning write {early}."),
        start=clock_text(moved.start or 0), end=clock_text(moved.end or 0),
        early=f"{clock_text(found.start)}-{clock_text(found.end)}",
    )  # fmt: skip
    return moved


def clock_text(minutes: int) -> str:
    """A time of day as people read it; midnight at the end of a day is 24:00."""
    within = minutes if minutes <= _DAY else minutes - _DAY
    return f"{within // 60}:{within % 60:02d}"


def _taken(scan: Scan, match: re.Match[str], clock: Clock) -> Clock:
    scan.take(Piece.TIME, *match.span())
    return clock


def _half(match: re.Match[str]) -> int:
    hour = int(match["hour"])
    return ((hour - 1) % 24 if hour > 6 else hour + 11) * 60 + 30


def _quarter(match: re.Match[str]) -> int:
    minutes = _QUARTERS[" ".join(match["which"].split())]
    hour = int(match["hour"])
    return ((hour if hour > 6 or hour == 0 else hour + 12) * 60 + minutes) % _DAY
