"""What an invitation says, in the language of who gets it; the same in mail and letter."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from kontor.base.tables import data_rows
from kontor.calendar.formats.event import Event
from kontor.documents.layout.figures import day as written_day

_OFTEN = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}


@cache
def _words() -> dict[str, dict[str, str]]:
    rows = data_rows("invitation-words")
    return {language: {row["key"]: row[language] for row in rows} for language in ("de", "en")}


def word(language: str, key: str, **values: object) -> str:
    """One phrase with its values."""
    text = _words()["en" if language == "en" else "de"][key]
    return text.format_map(values) if values else text


def when(event: Event, language: str) -> str:
    """`Montag, 22.03.2027, 9:00 bis 10:00 Uhr`."""
    until = word(language, "until")
    if event.all_day:
        first, last = _day(event.starts, language), _day(event.last_day, language)
        days = first if first == last else f"{first} {until} {last}"
        return f"{days}, {word(language, 'all_day')}"
    starts, ends = (f"{time.hour}:{time.minute:02}" for time in (event.starts, event.ends))
    if event.starts.date() == event.ends.date():
        clock = word(language, "clock", time=f"{starts} {until} {ends}")
        return f"{_day(event.starts, language)}, {clock}"
    first = f"{_day(event.starts, language)}, {word(language, 'clock', time=starts)}"
    last = f"{_day(event.ends, language)}, {word(language, 'clock', time=ends)}"
    return f"{first} {until} {last}"


def _day(moment: datetime, language: str) -> str:
    name = word(language, "weekdays").split("|")[moment.weekday()]
    return f"{name}, {written_day(moment.date(), language)}"


def how_often(event: Event, language: str) -> str:
    """`alle 2 Wochen bis 12.04.2027`; empty for a single appointment."""
    if not event.rule:
        return ""
    parts = dict(part.upper().partition("=")[::2] for part in event.rule.split(";"))
    one, several = word(language, _OFTEN.get(parts.get("FREQ", ""), "weekly")).split("|")
    step = parts.get("INTERVAL", "1")
    text = one if step == "1" else several.format(count=step)
    if "COUNT" in parts:
        text = f"{text}, {word(language, 'times', count=parts['COUNT'])}"
    if found := re.match(r"(\d{4})(\d{2})(\d{2})", parts.get("UNTIL", "")):
        last = datetime(*map(int, found.groups()))  # type: ignore[arg-type]
        text = f"{text} {word(language, 'until')} {written_day(last.date(), language)}"
    return text


def facts(event: Event, language: str) -> str:
    """What, when, where: a line each."""
    rows = [
        ("what", event.title), ("when", when(event, language)),
        ("repeats", how_often(event, language)), ("where", event.place), ("note", event.note),
    ]  # fmt: skip
    return "\n".join(
        f"{word(language, key)}: {text}" for key, text in rows if text and text.strip()
    )
