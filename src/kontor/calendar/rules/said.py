"""Sentences for what the rules find: what a line was understood as, clashes, reasons for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from kontor.base.dates import format_day, month_name, weekday_name
from kontor.base.errors import Finding
from kontor.base.i18n import N_, _, ngettext
from kontor.calendar.kinds.appointments import ZONE
from kontor.calendar.kinds.entry import Known, Line, Named, Piece
from kontor.calendar.kinds.planning import Clash, Conflict, Reason, Slot, Why
from kontor.calendar.rules.entry.clock import clock_text
from kontor.calendar.rules.recurrence import Freq, Rule, Weekday, parse_rule
from kontor.calendar.rules.walltime import from_utc_minute
from kontor.calendar.rules.worktime import law
from kontor.calendar.words import ABSENCES, HALVES, KINDS

# -- the line --------------------------------------------------------------------------------------


def understood(line: Line, known: Known) -> list[tuple[Piece, str]]:
    """What a line was understood as, piece by piece, in the order people say it."""
    found = [(Piece.DAY, days_text(line.first, line.last))] if line.first and line.last else []
    if line.start is not None and line.end is not None:
        found.append((Piece.TIME, f"{clock_text(line.start)}–{clock_text(line.end)}"))
    elif line.half:
        found.append((Piece.TIME, _(HALVES[line.half])))
    elif line.first:
        found.append((Piece.TIME, _("whole day")))
    if line.rule:
        found.append((Piece.REPEAT, rule_text(line.rule)))
    kind = ABSENCES[line.absence] if line.absence else KINDS[line.kind]
    found += [(Piece.KIND, _(kind)), (Piece.TITLE, line.title)]
    found.append((Piece.CONTACT, _named(known.contacts, [line.contact])))
    found.append((Piece.PERSON, _named(known.people, line.people, short=True)))
    found.append((Piece.TEAM, _named(known.teams, line.teams)))
    found.append((Piece.VEHICLE, _named(known.vehicles, line.vehicles)))
    found += [(Piece.PLACE, line.place), (Piece.REFERENCE, line.reference)]
    return [(piece, text) for piece, text in found if text]


def _named(several: Iterable[Named], wanted: Iterable[int | None], *, short: bool = False) -> str:
    names = {one.id: one.also[0] if short and one.also else one.name for one in several}
    return ", ".join(names[one] for one in wanted if one in names)


def days_text(first: date, last: date) -> str:
    """One day with its weekday, or from when to when."""
    if first == last:
        return format_day(first, weekday=True)
    begin = format_day(first, weekday=True, year=first.year != last.year)
    return f"{begin} – {format_day(last, weekday=True)}"


# -- rules of series -------------------------------------------------------------------------------


def rule_text(text: str) -> str:
    """The rule of a series as people say it: `every week on Mon, Wed until 28 Mar 2027`."""
    rule = parse_rule(text)
    said = _often(rule)
    days = [_weekday(one) for one in rule.weekdays]
    days += [_month_day(one) for one in rule.month_days]
    if days:
        said = _("{often} on {days}").format(often=said, days=", ".join(days))
    if rule.places:
        places = ", ".join(_place(one) for one in rule.places)
        said = _("{rule}, of these the {places}").format(rule=said, places=places)
    if rule.months:
        months = ", ".join(month_name(one, short=True) for one in rule.months)
        said = _("{rule} in {months}").format(rule=said, months=months)
    if rule.until:
        return _("{rule} until {day}").format(rule=said, day=format_day(rule.until.date()))
    if rule.times:
        times = ngettext("{count} time", "{count} times", rule.times).format(count=rule.times)
        return f"{said}, {times}"
    return said


def _often(rule: Rule) -> str:
    count = rule.interval
    forms = {
        Freq.DAILY: lambda: ngettext("every day", "every {count} days", count),
        Freq.WEEKLY: lambda: ngettext("every week", "every {count} weeks", count),
        Freq.MONTHLY: lambda: ngettext("every month", "every {count} months", count),
        Freq.YEARLY: lambda: ngettext("every year", "every {count} years", count),
    }
    return forms[rule.freq]().format(count=count)


def _weekday(one: Weekday) -> str:
    name = weekday_name(date(2024, 1, 1 + one.day), short=True)
    return f"{_place(one.place)} {name}" if one.place else name


def _month_day(number: int) -> str:
    return f"{number}." if number > 0 else _place(number)


def _place(number: int) -> str:
    if number == -1:
        return _("last")
    return f"{number}." if number > 0 else _("{count}. from the end").format(count=-number)


# -- clashes ---------------------------------------------------------------------------------------

_TEXTS = {
    Clash.BUSY: (N_("{name} has “{title}” then."), N_("Take another time, or somebody else.")),
    Clash.ABSENT: (N_("{name} is not there: {title}."), N_("Take another day, or somebody else.")),
    Clash.LEFT: (N_("{name} does not work here on {day}."), N_("Take somebody else.")),
    Clash.SITE: (N_("At the site there is “{title}” then."), N_("Ask whether both fit in.")),
    Clash.TRAVEL: (
        N_("{name}: {minutes} minutes are missing for the way to or from “{title}”."),
        N_("Begin later, or swap the two."),
    ),
    Clash.HOLIDAY: (N_("{day} is a public holiday: {title}."), N_("Take a working day.")),
    Clash.SUNDAY: (N_("{day} is a Sunday."), N_("Take a working day.")),
    Clash.HOURS: (N_("{name}: {minutes} minutes are outside the working hours."), ""),
    Clash.BREAK: (N_("{name}: it takes {minutes} minutes of the break."), ""),
    Clash.LONG_DAY: (
        N_("{name} would work {minutes} minutes more than allowed that day, ways included."),
        N_("Shorten the day, or share the work."),
    ),
    Clash.REST: (
        N_("{name}: {minutes} minutes are missing of the rest between two days."),
        N_("Begin later, or end earlier the day before."),
    ),
}
_LAWS = {Clash.LONG_DAY: "long_day", Clash.REST: "rest", Clash.BREAK: "break_after",
         Clash.HOLIDAY: "free_day", Clash.SUNDAY: "free_day"}  # fmt: skip


def clash_finding(one: Conflict, name_of: Callable[[str], str]) -> Finding:
    """A clash as a finding; `name_of` gives the name of a reference."""
    message, remedy = _TEXTS[one.clash]
    day = one.ref if one.clash in {Clash.HOLIDAY, Clash.SUNDAY, Clash.LEFT} else ""
    values = (
        ("name", name_of(one.who) if one.who else ""), ("title", one.title),
        ("minutes", one.minutes),
        ("day", format_day(date.fromisoformat(day), weekday=True) if day else ""),
    )  # fmt: skip
    section = law(_LAWS[one.clash]) if one.clash in _LAWS else ""
    where = "" if day else one.ref
    return Finding(
        f"clash-{one.clash}", where, message, remedy, one.severity, values, one.who, section
    )


# -- free times ------------------------------------------------------------------------------------


def slot_text(slot: Slot, zone: str = ZONE) -> str:
    """A free time as people read it."""
    start, end = from_utc_minute(slot.start, zone), from_utc_minute(slot.end, zone)
    times = f"{start.hour}:{start.minute:02d}–{end.hour}:{end.minute:02d}"
    return f"{format_day(start.date(), weekday=True)} {times}"


_REASONS = {
    Why.FIRST: N_("the first that is possible"),
    Why.ALL_THERE: N_("everybody is there"),
    Why.MISSING: N_("without {name}"),
    Why.TAKES: N_("with {name}"),
    Why.ADJOINS: N_("next to “{title}”"),
    Why.ROAD: N_("{minutes} minutes for the way kept free"),
    Why.BUSY: N_("{name} has {hours} hours taken"),
    Why.HOURS: N_("nobody works long enough then"),
    Why.NOBODY: N_("nobody of those who can is free, nor {name}"),
}


def reason_text(one: Reason, name_of: Callable[[str], str]) -> str:
    """A reason as people read it."""
    name = name_of(one.who) if one.who else ""
    if one.why is Why.MISSING and one.title:
        return _("without {name} ({title})").format(name=name, title=one.title)
    return _(_REASONS[one.why]).format(
        name=name, title=one.title, minutes=one.minutes, hours=-(-one.minutes // 60)
    )
