"""Series (Serientermine): rules of RFC 5545 read, checked, written, and their occurrences.

A rule counts in days of the wall's calendar: an occurrence keeps its time of day through both
changes of the clocks. Each day of the window is asked whether the rule means it, so that no rule,
however odd, takes longer than the window is long. Rules of hours, minutes and seconds are refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import quoted

CAP = 1000  # occurrences of a window
WINDOW = timedelta(days=731)  # longest one
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_HINT = N_("Write it like FREQ=WEEKLY;BYDAY=MO,WE or FREQ=MONTHLY;BYDAY=2TU;UNTIL=20261231.")


class Freq(StrEnum):
    """How often a series comes."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Weekday(NamedTuple):
    """A day of the week (0 Monday); `place` 2 is the second of its month or year, -1 the last."""

    day: int
    place: int = 0


class Rule(NamedTuple):
    """A rule: how often (`times`) or until which wall time an occurrence may start."""

    freq: Freq
    interval: int = 1
    times: int | None = None
    until: datetime | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    places: tuple[int, ...] = ()
    week_start: int = 0


# -- reading and writing -------------------------------------------------------------------------


@cache
def parse_rule(text: str) -> Rule:
    """A rule as calendars write it; UNTIL is taken as wall time.

    Raises:
        InputError: not a rule, of hours or shorter, or with parts that are not known here.
    """
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise _refused(text)
        parts[name] = value
    if parts.get("FREQ") in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise InputError(
            N_("A series comes once a day at most."), field="rule",
            hint=N_("Make an appointment of each time of day."),
        )  # fmt: skip
    try:
        values: dict[str, Any] = {
            _FIELDS[name][0]: _FIELDS[name][1](value) for name, value in parts.items()
        }
        rule = Rule(**values)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise _refused(text) from error
    _check(rule, text)
    return rule


def _refused(text: str) -> InputError:
    return InputError(
        N_("“{rule}” cannot be read as the rule of a series."), rule=quoted(text), field="rule",
        hint=_HINT,
    )  # fmt: skip


def _check(rule: Rule, text: str) -> None:
    """What contradicts itself is refused: parts that the frequency does not know, both ends."""
    placed = any(one.place for one in rule.weekdays)
    far = 5 if rule.freq is Freq.MONTHLY or rule.months else 53
    wrong = (
        (rule.times is not None and rule.until is not None)
        or (placed and rule.freq in {Freq.DAILY, Freq.WEEKLY})
        or (rule.month_days and rule.freq is Freq.WEEKLY)
        or any(abs(one.place) > far for one in rule.weekdays)
        or (rule.places and not (rule.months or rule.month_days or rule.weekdays))
    )
    if wrong:
        raise _refused(text)


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = _whole(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _numbers(high: int, *, back: bool = False) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        values = tuple(sorted({_whole(one) for one in text.split(",")}))
        if any(not (1 <= abs(one) <= high and (back or one > 0)) for one in values):
            raise ValueError(text)
        return values

    return read


def _whole(text: str) -> int:
    if not text.isascii() or not text.removeprefix("-").removeprefix("+").isdigit():
        raise ValueError(text)
    return int(text[:8])


def _weekdays(text: str) -> tuple[Weekday, ...]:
    found = set()
    for one in text.split(","):
        place = _whole(one[:-2]) if one[:-2] else 0
        if one[:-2] and not place:
            raise ValueError(text)
        found.add(Weekday(_DAYS.index(one[-2:]), place))
    return tuple(sorted(found))


def _until(text: str) -> datetime:
    if len(text) == len("20261231"):
        return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time(23, 59))
    return datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(second=0)


_FIELDS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("freq", Freq), "INTERVAL": ("interval", _number(1, 1000)),
    "COUNT": ("times", _number(1, 10_000)), "UNTIL": ("until", _until),
    "BYMONTH": ("months", _numbers(12)), "BYMONTHDAY": ("month_days", _numbers(31, back=True)),
    "BYDAY": ("weekdays", _weekdays), "BYSETPOS": ("places", _numbers(366, back=True)),
    "WKST": ("week_start", _DAYS.index),
}  # fmt: skip


def format_rule(rule: Rule) -> str:
    """A rule as calendars write it; `parse_rule` reads it back."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.times is not None:
        parts.append(f"COUNT={rule.times}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%dT%H%M%S}")
    lists = (
        ("BYMONTH", rule.months), ("BYMONTHDAY", rule.month_days),
        ("BYDAY", [f"{one.place or ''}{_DAYS[one.day]}" for one in rule.weekdays]),
        ("BYSETPOS", rule.places),
    )  # fmt: skip
    parts += [f"{name}={','.join(map(str, values))}" for name, values in lists if values]
    if rule.week_start:
        parts.append(f"WKST={_DAYS[rule.week_start]}")
    return ";".join(parts)


# -- occurrences ---------------------------------------------------------------------------------


def occurrences(
    text: str, starts: datetime, first: datetime, last: datetime, cap: int = CAP
) -> list[datetime]:
    """Wall times at which a series starts in a window: from `first` on and before `last`.

    At most `cap` of them, and at most two years from `first` on.
    """
    rule = parse_rule(text)
    last = min(last, first + WINDOW)
    found = []
    for number, moment in enumerate(_all(rule, starts, first, last), 1):
        if rule.times is not None and number > rule.times:
            break
        if moment >= first:
            found.append(moment)
            if len(found) == cap:
                break
    return found


def position(text: str, starts: datetime, moment: datetime) -> int:
    """How many occurrences lie before a moment."""
    rule = parse_rule(text)
    before = sum(1 for _one in _all(rule, starts, starts, moment))
    return before if rule.times is None else min(before, rule.times)


def gives(text: str, starts: datetime, moment: datetime) -> bool:
    """Whether the rule gives an occurrence that starts at this moment."""
    return moment in occurrences(text, starts, moment, moment + timedelta(minutes=1))


def first_of(text: str, starts: datetime) -> datetime:
    """The first occurrence that the rule gives, from a day on: where its series begins.

    Raises:
        InputError: it gives none within two years.
    """
    found = occurrences(text, starts, starts, starts + WINDOW, 1)
    if not found:
        raise InputError(
            N_("The rule gives no day in the next two years."), field="rule", hint=_HINT
        )
    return found[0]


def _all(rule: Rule, starts: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    """Occurrences before `last`; those before `first` only where they have to be counted."""
    day = starts.date()
    if rule.times is None and first.date() - _DAY > day:
        day = first.date() - _DAY
    if rule.until is not None:
        last = min(last, rule.until + timedelta(minutes=1))
    for found in _days(rule, starts.date(), day, last.date()):
        moment = datetime.combine(found, starts.time())
        if starts <= moment < last:
            yield moment


def _days(rule: Rule, start: date, first: date, last: date) -> Iterator[date]:
    """Days that the rule means, of the begin of the period that `first` lies in, to `last`."""
    if not rule.places:
        yield from (one for one in _span(first, last) if _means(rule, start, one))
        return
    for _key, days in groupby(
        _span(_begin(rule, first), _end(rule, last)), lambda one: _begin(rule, one)
    ):
        chosen = [one for one in days if _means(rule, start, one)]
        picked = {_pick(chosen, place) for place in rule.places}
        yield from (one for one in chosen if one in picked)


def _pick(days: Sequence[date], place: int) -> date | None:
    index = place - 1 if place > 0 else place
    return days[index] if -len(days) <= index < len(days) else None


def _span(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _begin(rule: Rule, day: date) -> date:
    """First day of the period of the rule that a day lies in."""
    if rule.freq is Freq.DAILY:
        return day
    if rule.freq is Freq.WEEKLY:
        return day - timedelta(days=(day.weekday() - rule.week_start) % 7)
    return day.replace(day=1) if rule.freq is Freq.MONTHLY else day.replace(month=1, day=1)


def _end(rule: Rule, day: date) -> date:
    """Last day of the period of the rule that a day lies in."""
    begin = _begin(rule, day)
    if rule.freq is Freq.DAILY:
        return begin
    if rule.freq is Freq.WEEKLY:
        return begin + timedelta(days=6)
    if rule.freq is Freq.MONTHLY:
        return begin.replace(day=monthrange(begin.year, begin.month)[1])
    return begin.replace(month=12, day=31)


def _means(rule: Rule, start: date, day: date) -> bool:
    """Whether a rule that begins on `start` means a day, its places within the period aside."""
    return _turn(rule, start, day) and _month(rule, start, day) and _in_month(rule, start, day)


def _turn(rule: Rule, start: date, day: date) -> bool:
    """Whether the period of the day is one of every so many."""
    if rule.interval == 1:
        return True
    if rule.freq is Freq.DAILY:
        apart = (day - start).days
    elif rule.freq is Freq.WEEKLY:
        apart = (_begin(rule, day) - _begin(rule, start)).days // 7
    elif rule.freq is Freq.MONTHLY:
        apart = (day.year - start.year) * 12 + day.month - start.month
    else:
        apart = day.year - start.year
    return apart % rule.interval == 0


def _month(rule: Rule, start: date, day: date) -> bool:
    if rule.months:
        return day.month in rule.months
    bare = not (rule.month_days or rule.weekdays)
    return not (rule.freq is Freq.YEARLY and bare) or day.month == start.month


def _in_month(rule: Rule, start: date, day: date) -> bool:
    """By days of the month, by weekdays, else as the first one."""
    if rule.month_days and not _month_day(rule.month_days, day):
        return False
    if rule.weekdays:
        return any(_weekday(rule, one, day) for one in rule.weekdays)
    if rule.month_days or rule.freq is Freq.DAILY:
        return True
    if rule.freq is Freq.WEEKLY:
        return day.weekday() == start.weekday()
    return day.day == start.day


def _month_day(wanted: Sequence[int], day: date) -> bool:
    return day.day in wanted or day.day - monthrange(day.year, day.month)[1] - 1 in wanted


def _weekday(rule: Rule, wanted: Weekday, day: date) -> bool:
    if wanted.day != day.weekday():
        return False
    if not wanted.place:
        return True
    if rule.freq is Freq.MONTHLY or rule.months:
        place, length = day.day, monthrange(day.year, day.month)[1]
    else:
        place = day.timetuple().tm_yday
        length = 366 if monthrange(day.year, 2)[1] == 29 else 365
    from_end = -((length - place) // 7 + 1)
    return wanted.place in {(place - 1) // 7 + 1, from_end}


# -- changing ------------------------------------------------------------------------------------


def ended_before(text: str, moment: datetime) -> str:
    """The rule with its end before a moment: what is left of a series that another one goes on."""
    rule = parse_rule(text)
    until = moment - timedelta(minutes=1)
    if rule.until is not None:
        until = min(until, rule.until)
    return format_rule(rule._replace(times=None, until=until))


def rest_from(text: str, starts: datetime, moment: datetime) -> str:
    """The rule of the series that goes on at a moment: what is left of its number."""
    rule = parse_rule(text)
    if rule.times is None:
        return format_rule(rule)
    return format_rule(rule._replace(times=max(1, rule.times - position(text, starts, moment))))


def shifted(text: str, old: datetime, new: datetime) -> str:
    """The rule of a series whose first occurrence moves from one time to another.

    Weekdays of a weekly rule move along, and so does its end.

    Raises:
        InputError: the rule names days of the month or the year, which another day does not fit.
    """
    rule = parse_rule(text)
    days = (new.date() - old.date()).days
    if days and rule.freq is Freq.WEEKLY:
        moved = sorted({Weekday((one.day + days) % 7) for one in rule.weekdays})
        start = (rule.week_start + days) % 7
        rule = rule._replace(weekdays=tuple(moved), week_start=start)
        if rule.interval == 1 and not rule.places:
            rule = rule._replace(week_start=0)  # nothing counts in weeks
    elif days and (rule.months or rule.month_days or rule.weekdays):
        raise InputError(
            N_("The rule says on which days the series comes, so it cannot be moved to another."),
            hint=N_("Change the rule, or move this occurrence alone."), field="starts",
        )  # fmt: skip
    if rule.until is not None:
        rule = rule._replace(until=rule.until + (new - old))
    return format_rule(rule)
