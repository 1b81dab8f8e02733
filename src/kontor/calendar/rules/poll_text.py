"""The mail of a poll: numbered times, a line to answer with, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows
from kontor.calendar.kinds.polls import Proposal
from kontor.documents.layout.figures import day as written_day

_HOUR = 60
_SHORT = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_CODE = re.compile(r"\[T(\d{1,9})\]")


class PollMail(NamedTuple):
    """What a mail of a poll says.

    Attributes:
        code: in brackets in the subject, by which the answer finds back.
        sender: whose name stands below.
        reminder: whether it asks once more.
        attached: whether the times come along as calendar files.
        gone: times that were mailed before and are not proposed any more.
        off: whether the poll was given up, and none of its times is needed.
    """

    code: str
    subject: str
    place: str
    minutes: int
    answer_by: date | None
    proposals: Sequence[Proposal]
    sender: str
    salutation: str = ""
    note: str = ""
    reminder: bool = False
    attached: bool = False
    gone: Sequence[Proposal] = ()
    off: bool = False


@cache
def words(language: str) -> dict[str, str]:
    """The fixed words of polls in a language."""
    column = "en" if language == "en" else "de"
    return {row["key"]: row[column] for row in data_rows("poll-words")}


def code_of(poll: int) -> str:
    """The code in the subject, such as `T12`."""
    return f"T{poll}"


def poll_in(subject: str) -> int | None:
    """The poll that a subject names."""
    found = _CODE.search(subject)
    return int(found[1]) if found else None


def subject_line(mail: PollMail, language: str) -> str:
    """The subject of the mail."""
    return words(language)["subject"].format(subject=mail.subject, code=mail.code)


def body(mail: PollMail, language: str) -> str:
    """The text of the mail."""
    word = words(language)
    if mail.off:
        return _off(mail, language)
    about = ", ".join(filter(None, (length(mail.minutes, language), mail.place)))
    begin = word["reminder" if mail.reminder else "ask"].format(subject=mail.subject)
    asked = [word["which"]]
    if mail.answer_by is not None:
        asked.append(word["until"].format(day=_day(mail.answer_by, language)))
    blank = ", ".join(f"{one.number} __" for one in mail.proposals)
    parts = [
        mail.salutation or word["hello"],
        f"{begin} ({about}).", mail.note, " ".join(asked),
        "\n".join(f"{one.number}  {moment(one, language)}" for one in mail.proposals),
        f"{word['how']}\n{word['answer']} {blank}",
        word["attached"] if mail.attached else "", _gone(mail, language),
        f"{word['close']}\n{mail.sender}",
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _gone(mail: PollMail, language: str) -> str:
    lines = [moment(one, language) for one in mail.gone]
    return "\n".join([words(language)["gone"], *lines]) if lines else ""


def _off(mail: PollMail, language: str) -> str:
    """No date is looked for any more; the files take the times out of calendars."""
    word = words(language)
    parts = [
        mail.salutation or word["hello"], word["off"].format(subject=mail.subject),
        "\n".join(moment(one, language) for one in (*mail.proposals, *mail.gone)),
        word["off_files"] if mail.attached else "", f"{word['close']}\n{mail.sender}",
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def moment(one: Proposal, language: str) -> str:
    """A proposal as people read it: `Mo 30.11.2026, 14:00–15:00 Uhr`."""
    end = "" if one.ends.date() == one.starts.date() else f"{_day(one.ends.date(), language)}, "
    clock = words(language)["clock"]
    return (
        f"{_day(one.starts.date(), language)}, {_clock(one.starts)}–{end}{_clock(one.ends)}{clock}"
    )


def length(minutes: int, language: str) -> str:
    """How long it takes: `90 Minuten`, `2 Stunden`."""
    word = words(language)
    hours, rest = divmod(minutes, _HOUR)
    if rest or not hours:
        return word["minutes"].format(count=minutes)
    return word["hour"] if hours == 1 else word["hours"].format(count=hours)


def _day(day: date, language: str) -> str:
    short = _SHORT["en" if language == "en" else "de"][day.weekday()]
    return f"{short} {written_day(day, language)}"


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
