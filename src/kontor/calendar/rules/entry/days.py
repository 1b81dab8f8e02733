"""Single days as people write them in a line: `Do`, `24.12.`, `nächsten Freitag`, `Ostermontag`.

A day without a year is the next one, unless it lies only a few weeks back; a weekday is the next
one after today, as everywhere in the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from kontor.base.dates import FIRST_DAY, LAST_DAY, add_months
from kontor.base.dates.days import full_year, month_number
from kontor.base.dates.target import easter
from kontor.calendar.rules.entry.scan import TAKEN, Scan

_SHORT_WORD = 3
_WORDLIKE = {"sat", "sun"}
_BEFORE = re.compile(
    rf"(?:^|[{TAKEN},;:(/+&–-]\s?|(?<!\w)(?:am|bis|ab|vom|von|zum|auf|fur|jeden|und|oder|nur|on|by|"
    r"from|to|until|every|and|or|next|the|termin)\s)$"
)
_AFTER = re.compile(
    rf"\.?(?:$|[{TAKEN},;:)/–-]|\s(?:[\d{TAKEN}]|(?:um|ab|von|vor|nach|ganz|fruh|abend|mittag|morgen"
    r"|gegen|halb|viertel|dreiviertel|at|from|all|noon|afternoon|evening|bis|und)))"
)
_BACK = timedelta(days=30)  # so long ago a day without a year may lie

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "montag mon monday mo", "dienstag die tue tues tuesday di tu",
            "mittwoch mit wed wednesday mi we", "donnerstag don thu thur thurs thursday do th",
            "freitag fre fri friday fr", "samstag sonnabend sam sat saturday sa",
            "sonntag son sun sunday so su",
        )
    )
    for name in names.split()
    if name not in {"die", "mit", "son", "don"}  # words of their own
}  # fmt: skip
_EASTER = {
    "rosenmontag": -48, "karfreitag": -2, "good friday": -2, "ostersamstag": -1, "ostern": 0,
    "ostersonntag": 0, "easter monday": 1, "easter sunday": 0, "easter": 0, "ostermontag": 1,
    "christi himmelfahrt": 39, "himmelfahrt": 39, "vatertag": 39, "ascension day": 39,
    "ascension": 39, "pfingstmontag": 50, "pfingstsonntag": 49, "pfingsten": 49,
    "whit monday": 50, "whit sunday": 49, "whitsun": 49, "pentecost": 49, "fronleichnam": 60,
    "corpus christi": 60,
}  # fmt: skip
_FIXED = {
    "neujahr": (1, 1), "new year": (1, 1), "tag der arbeit": (5, 1), "labour day": (5, 1),
    "heiligabend": (12, 24), "christmas eve": (12, 24), "weihnachten": (12, 25),
    "christmas": (12, 25), "silvester": (12, 31), "new year's eve": (12, 31),
    "jahresende": (12, 31), "ende des jahres": (12, 31), "end of the year": (12, 31),
    "end of year": (12, 31), "year end": (12, 31),
}  # fmt: skip
_RELATIVE = {
    "heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "ubermorgen": 2, "uebermorgen": 2,
    "day after tomorrow": 2,
}  # fmt: skip
NUMBERS = {
    word: number
    for number, words in (
        (1, "ein eine einem einer einen a an one"), (2, "zwei two"), (3, "drei three"),
        (4, "vier four"), (5, "funf fuenf five"), (6, "sechs six"), (8, "acht eight"),
        (10, "zehn ten"), (12, "zwolf zwoelf twelve"), (14, "vierzehn fourteen"),
    )
    for word in words.split()
}  # fmt: skip
UNITS = {
    word: unit
    for unit, words in (
        ("day", "tag tage tagen day days"), ("week", "woche wochen week weeks"),
        ("month", "monat monate monaten month months"), ("year", "jahr jahre jahren year years"),
    )
    for word in words.split()
}  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_MONTH_NAMES = (
    "jan(?:uary?|ner)?|jaenner|feb(?:ruary?|er)?|maerz|mar(?:z|ch)?|mrz|apr(?:il)?|ma[iy]|"
    "jun[ie]?|jul[iy]?|aug(?:ust)?|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|"
    "de[zc](?:ember)?"
)
MONTH = rf"(?:{_MONTH_NAMES})(?![a-z])\.?"
_WEEKDAY_NAMES = (
    "mo(?:n(?:tag|day)?)?|di(?:enstag)?|tu(?:es?(?:day)?)?|mi(?:ttwoch)?|we(?:d(?:nesday)?)?|"
    "do(?:nnerstag)?|th(?:u(?:rs?(?:day)?)?)?|fr(?:eitag|e|i(?:day)?)?|"
    "sa(?:m(?:stag)?|t(?:urday)?)?|sonnabend|so(?:nntag)?|su(?:n(?:day)?)?"
)
WEEKDAY = rf"(?<!\w)(?:{_WEEKDAY_NAMES})(?!\w)\.?"
COUNT = rf"(?:\d{{1,3}}|{any_of(NUMBERS)})"
_NEXT = r"(?:nachste[nrs]?|naechste[nrs]?|kommende[nrs]?|next|coming)"
_AFTER_NEXT = r"(?:ubernachste[nrs]?|uebernaechste[nrs]?|week after next)"
_THIS = r"(?:diese[nrs]?|this)"
_WEEK = r"(?:woche|week)"
_WEEK_OF = rf"(?:(?:in\s)?(?:der\s)?(?:{_AFTER_NEXT}|{_NEXT}|{_THIS})\s{_WEEK}|week after next)"
_CALENDAR_WEEK = r"(?:in\s)?(?:kw|calendar\sweek|week)\s?\d{1,2}(?:/\d{4})?(?![\d.:])"

_ISO = r"\d{4}-\d{2}-\d{2}"
_NUMERIC = (
    r"\d{1,2}\.\s?\d{1,2}(?:\.(?:\s?\d{4}(?!\d)|\d{2}(?![\d:.]))?)?(?!\d|\s?(?:uhr|std|h\b)|[:.]\d)"
)
_NAMED = rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s?(?:of\s)?{MONTH}(?:\s\d{{4}}(?![\d:]))?"
_NAME_FIRST = rf"(?<!\w){MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d:.])(?:,?\s\d{{4}}(?![\d:]))?"
_OF_MONTH = r"(?:(?:am|den|dem|vom|zum|on|the)\s)+\d{1,2}(?:\.(?!\d)|th|st|nd|rd)"
_FEAST = rf"(?<!\w){any_of((*_EASTER, *_FIXED))}(?!\w)"
_SOON = rf"(?<!\w)(?:heute\s)?in\s{COUNT}\s{any_of(UNITS)}(?!\w)"
_WEEKDAY_IN_WEEK = rf"{WEEKDAY},?\s(?:{_WEEK_OF}|{_CALENDAR_WEEK})"
_WEEK_THEN_DAY = rf"(?:{_WEEK_OF}|{_CALENDAR_WEEK})\s(?:am\s|on\s)?{WEEKDAY}"
_MEANT_WEEKDAY = rf"(?<!\w)(?:{_AFTER_NEXT}|{_NEXT}|{_THIS})\s{WEEKDAY}"
_NAMED_DAY = rf"(?<!\w){any_of(_RELATIVE)}(?!\w)"
_FULL = rf"(?:(?<!\d){_ISO}(?!\d)|(?<![\d.:]){_NAMED}|(?<![\d.:]){_NUMERIC}|{_NAME_FIRST})"
_WITH_WEEKDAY = rf"{WEEKDAY},?\s(?:den\s|dem\s|the\s)?{_FULL}"

DAY = (
    rf"(?:{_WITH_WEEKDAY}|{_FULL}|{_WEEKDAY_IN_WEEK}|{_WEEK_THEN_DAY}|{_MEANT_WEEKDAY}|{_SOON}"
    rf"|{_FEAST}|{_NAMED_DAY}|(?<!\w){_OF_MONTH}|{WEEKDAY})"
)
_DAY = re.compile(DAY)
_WEEKDAY = re.compile(WEEKDAY)
WEEK = rf"(?<!\w)(?:{_WEEK_OF}|{_CALENDAR_WEEK})(?!\w)"


def mask_days(scan: Scan, *, strict: bool = True) -> str:
    """The line with its days as masks; short words only where a day would stand."""
    return scan.masked(
        _DAY,
        "\x01\x02",
        lambda match: (
            day_of(match[0], scan.today) is not None and (not strict or is_placed(scan, match))
        ),
    )


def mask_weekdays(scan: Scan) -> str:
    """The line with its weekdays as masks."""
    return scan.masked(_WEEKDAY, "\x03\x04", lambda match: True)


def is_placed(scan: Scan, match: re.Match[str]) -> bool:
    """Whether a short word that may be no weekday stands where a day would."""
    start, end = match.span()
    word = match[0].rstrip(".")
    if len(word) > _SHORT_WORD or (len(word) == _SHORT_WORD and word not in _WORDLIKE):
        return True
    return bool(_BEFORE.search(scan.flat[:start])) or follows_time(scan, end)


def follows_time(scan: Scan, end: int) -> bool:
    """Whether a time, a stop or the end comes next."""
    return bool(_AFTER.match(scan.flat, end))


def day_of(text: str, today: date) -> date | None:
    """The day that a stretch found by `DAY` means; None when there is no such day."""
    for pattern, read in _READERS:
        if pattern.fullmatch(text):
            try:
                day = read(text, today)
            except (ValueError, OverflowError):
                return None
            return day if day is None or FIRST_DAY <= day <= LAST_DAY else None
    return None


def week_of(text: str, today: date) -> date | None:
    """The Monday of the week that a stretch found by `WEEK` means."""
    monday = today - timedelta(days=today.weekday())
    try:
        if re.search(_AFTER_NEXT, text):
            return monday + timedelta(days=14)
        if re.search(_THIS, text):
            return monday
        if found := re.search(r"(\d{1,2})(?:/(\d{4}))?", text):
            return _calendar_week(int(found[1]), found[2], monday)
    except ValueError:
        return None
    return monday + timedelta(days=7)


def _calendar_week(week: int, year: str | None, monday: date) -> date | None:
    if year:
        return date.fromisocalendar(int(year), week, 1)
    this_year = monday.isocalendar().year
    weeks = (_made(date.fromisocalendar, this_year + shift, week, 1) for shift in (0, 1))
    return next((day for day in weeks if day and day >= monday - _BACK), None)


def weekday_of(word: str) -> int:
    """The number of a weekday, Monday is 0."""
    return WEEKDAYS[word.strip(" .,")]


def next_weekday(number: int, today: date) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def count_of(word: str) -> int:
    """A number written with digits or as a word."""
    return NUMBERS[word] if word in NUMBERS else int(word)


def coming(year: int, month: int, number: int, today: date) -> date | None:
    """The day of this month of a year without saying it: the next, or one of the last weeks."""
    days = (_made(date, year + shift, month, number) for shift in range(-1, 9))
    return next((day for day in days if day and day >= today - _BACK), None)


def _made(maker: Callable[[int, int, int], date], *parts: int) -> date | None:
    try:
        return maker(parts[0], parts[1], parts[2])
    except ValueError:
        return None


# -- readers ---------------------------------------------------------------------------------------


def _iso(text: str, today: date) -> date | None:
    return date.fromisoformat(text)


def _numeric(text: str, today: date) -> date | None:
    number, month, year = re.findall(r"\d+", text + ".")[:3] if text.count(".") > 1 and re.search(
        r"\.\s?\d+\.\s?\d", text
    ) else (*re.findall(r"\d+", text)[:2], "")  # fmt: skip
    return _with_year(int(number), int(month), year, today)


def _named(text: str, today: date) -> date | None:
    number, *years = re.findall(r"\d+", text)
    month = re.search(MONTH, text)
    if month is None:
        return None
    name = month[0].rstrip(".")
    return _with_year(int(number), month_number(name), years[0] if years else "", today)


def _with_year(number: int, month: int, year: str, today: date) -> date | None:
    if year:
        return date(full_year(year), month, number)
    return coming(today.year, month, number, today)


def _day_of_month(text: str, today: date) -> date | None:
    number = int(re.findall(r"\d+", text)[0])
    first = today.replace(day=1)
    months = (add_months(first, shift) for shift in range(3))
    days = (_made(date, month.year, month.month, number) for month in months)
    return next((day for day in days if day and day >= today), None)


def _feast(text: str, today: date) -> date | None:
    if text in _FIXED:
        month, number = _FIXED[text]
        return next(
            day for year in (0, 1) if (day := date(today.year + year, month, number)) >= today
        )
    shift = timedelta(days=_EASTER[text])
    return next(day for year in (0, 1) if (day := easter(today.year + year) + shift) >= today)


def _soon(text: str, today: date) -> date | None:
    count, unit = re.sub(r"^(heute\s)?in\s", "", text).split()
    return later(today, count_of(count), UNITS[unit])


def later(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years later."""
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * (12 if unit == "year" else 1))


def _in_week(text: str, today: date) -> date | None:
    weekday = re.search(WEEKDAY, text)
    week = re.search(WEEK, text)
    monday = week_of(week[0], today) if week else None
    if monday is None or weekday is None:
        return None
    return monday + timedelta(days=weekday_of(weekday[0]))


def _meant(text: str, today: date) -> date | None:
    found = re.search(WEEKDAY + "$", text)
    if found is None:
        return None
    day = next_weekday(weekday_of(found[0]), today)
    if re.match(_THIS, text) and weekday_of(found[0]) == today.weekday():
        return today
    return day + timedelta(days=7) if re.match(_AFTER_NEXT, text) else day


def _weekday(text: str, today: date) -> date | None:
    return next_weekday(weekday_of(text), today)


def _named_day(text: str, today: date) -> date | None:
    return today + timedelta(days=_RELATIVE[text])


def _with_weekday(text: str, today: date) -> date | None:
    found = re.search(_FULL + "$", text)
    return day_of(found[0], today) if found else None


_READERS: tuple[tuple[re.Pattern[str], Callable[[str, date], date | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (_ISO, _iso),
        (_WITH_WEEKDAY, _with_weekday),
        (_NAMED, _named),
        (_NAME_FIRST, _named),
        (_NUMERIC, _numeric),
        (_WEEKDAY_IN_WEEK, _in_week),
        (_WEEK_THEN_DAY, _in_week),
        (_MEANT_WEEKDAY, _meant),
        (_SOON, _soon),
        (_FEAST, _feast),
        (_NAMED_DAY, _named_day),
        (_OF_MONTH, _day_of_month),
        (WEEKDAY, _weekday),
    )
)
