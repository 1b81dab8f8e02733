"""The sheet on which people sign an instruction; nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from kontor.base.i18n import _, language
from kontor.calendar.queries.meeting_terms import topic as find_topic
from kontor.company import queries as company
from kontor.documents.kinds import DocumentKind
from kontor.documents.kinds import kind_word as document_word
from kontor.documents.layout.figures import day as written_day
from kontor.documents.layout.page import Align, Column, Info, Line, Page, Signature, Table
from kontor.documents.letterhead import sender, style


def sheet_page(con: sqlite3.Connection, topic: str, people: Sequence[str], day: date) -> Page:
    """The list for signatures of an instruction; short names of staff, one line each."""
    code = language()
    one = find_topic(con, topic, day)
    staff = [company.find_employee(con, name) for name in people]
    lines = tuple(
        Line((str(number), who.name, "", "")) for number, who in enumerate(staff, start=1)
    )
    columns = (
        Column(_("No."), Align.RIGHT, 1), Column(_("Name"), share=6),
        Column(_("Day"), share=3), Column(_("Signature"), share=7),
    )  # fmt: skip
    teacher = company.firm(con).owner or ""
    info = (
        Info(_("Topic"), one.name), Info(_("Law"), one.law),
        Info(_("Date"), written_day(day, code)),
    )  # fmt: skip
    return Page(
        code, day, document_word(DocumentKind.ATTENDANCE, code),
        sender(con, day, code)._replace(return_line=""), info=info,
        subject=_("Instruction: {topic}").format(topic=one.name),
        intro=(
            _("Hazards, measures and what was practised:"), "_" * 78, "_" * 78, "_" * 78,
            _("With the signature everybody confirms that he was instructed and understood it."),
        ),
        tables=(Table(columns, lines, blank=3),),
        signatures=(Signature(_("Instructed by"), teacher),), style=style(con),
    )  # fmt: skip
