"""Announcements of visits (Terminankündigung): what they say, as letter or mail draft."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import NamedTuple

from kontor.base.text import safe_file_name
from kontor.company import queries as company
from kontor.contacts import queries as contacts
from kontor.documents.layout.figures import day as written_day
from kontor.documents.letters import salutation, written_name
from kontor.documents.mail import EML
from kontor.tickets.contract_kinds import Contract, ContractDevice
from kontor.tickets.contract_words import letter_word
from kontor.tickets.queries.contract_run import Preview, Way
from kontor.tickets.queries.contracts import devices

PDF = "application/pdf"


class Made(NamedTuple):
    """A finished announcement."""

    contract: int
    name: str
    mime: str
    language: str
    subject: str
    text: str
    content: bytes


def announcements(con: sqlite3.Connection, shown: Preview, today: date) -> list[Made]:
    """Those of a preview, made before the run writes anything; what is told by word has none."""
    return [
        make(con, row.known.contract, row.starts, (row.way, row.address), today)
        for row in shown.rows if row.way is not Way.NONE and row.starts is not None
    ]  # fmt: skip


def make(
    con: sqlite3.Connection, one: Contract, starts: datetime, way: tuple[Way, str], today: date
) -> Made:
    """The announcement of a visit at a time; the same facts give the same bytes."""
    who = contacts.contact(con, one.contact)
    language = "en" if who.language == "en" else "de"
    day = written_day(starts.date(), language)
    subject = letter_word(language, "subject", day=day, subject=one.subject)
    text = _text(con, one, starts, language)
    stem = f"{letter_word(language, 'file')} {starts:%Y-%m-%d} {one.number} {written_name(who)}"
    if way[0] is Way.LETTER:
        content = _letter(con, one, (subject, text, language), today)
        return Made(one.id, safe_file_name(f"{stem}.pdf"), PDF, language, subject, text, content)
    hello = salutation(who, language)
    content = _mail(con, way[1], (subject, f"{hello}\n\n{text}", language))
    return Made(one.id, safe_file_name(f"{stem}.eml"), EML, language, subject, text, content)


def _text(con: sqlite3.Connection, one: Contract, starts: datetime, language: str) -> str:
    weekday = letter_word(language, "weekdays").split("|")[starts.weekday()]
    firm = company.firm(con)
    reach = ", ".join(filter(None, (firm.phone, firm.mail))) or firm.name
    parts = [
        letter_word(language, "lead", number=one.number, subject=one.subject),
        letter_word(
            language, "when", weekday=weekday, day=written_day(starts.date(), language),
            time=f"{starts.hour}:{starts.minute:02}", minutes=one.minutes,
        ),
    ]  # fmt: skip
    if one.place:
        parts.append(letter_word(language, "where", place=one.place))
    there = [device for device in devices(con, one.id) if device.removed is None]
    if there:
        parts.append(letter_word(language, "devices", devices=_named(there)))
    if one.scope:
        scope = one.scope.rstrip(" .\n")
        parts.append(letter_word(language, "scope", scope=scope))
    return "\n\n".join([*parts, letter_word(language, "answer", reach=reach)])


def _named(there: list[ContractDevice]) -> str:
    return ", ".join(
        f"{one.name} ({one.place})" if one.place else one.name for one in there
    )  # fmt: skip


def _letter(
    con: sqlite3.Connection, one: Contract, said: tuple[str, str, str], today: date
) -> bytes:
    from kontor.documents.layout.render import render_pdf
    from kontor.documents.letters import letter_page
    from kontor.documents.model import LetterInput

    subject, text, language = said
    data = LetterInput(
        partner=f"contacts:{one.contact}", subject=subject, text=text, day=today,
        language="en" if language == "en" else "de",
    )  # fmt: skip
    return render_pdf(letter_page(con, data, today))


def _mail(con: sqlite3.Connection, to: str, said: tuple[str, str, str]) -> bytes:
    from kontor.documents.layout.words import words
    from kontor.documents.mail import Mail, eml

    subject, text, language = said
    firm = company.firm(con)
    closing = f"{text}\n\n{words(language)['regards']}\n{firm.name}\n"
    return eml(Mail(firm.mail or "", firm.name, to, subject, closing))
