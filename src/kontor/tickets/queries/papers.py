"""Cases on paper: the work sheet of one (Arbeitszettel), and a list of several."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from kontor.base.dates import berlin_today, format_day, format_instant
from kontor.base.i18n import _, language
from kontor.contacts import queries as contacts
from kontor.documents.layout.page import (
    Column,
    Info,
    Line,
    Note,
    Page,
    Signature,
    Table,
)
from kontor.documents.letterhead import sender, style
from kontor.tickets.queries import tickets as queries
from kontor.tickets.queries.answering import next_visit, visit_line
from kontor.tickets.queries.judging import judge_of
from kontor.tickets.queries.tickets import Ticket
from kontor.tickets.words import KINDS, LINES, PRIORITIES, RESULTS, STATES

_BLANK = 6  # empty lines to write down what was done


def list_page(con: sqlite3.Connection, keys: Sequence[int], today: date) -> Page:
    """Several cases in a table: what is to be done where."""
    code = language()
    columns = (
        Column(_("Number"), share=4), Column(_("About"), share=8), Column(_("Where"), share=8),
        Column(_("Telephone"), share=5), Column(_("When"), share=5), Column(_("State"), share=4),
    )  # fmt: skip
    lines = []
    for key in keys:
        one = queries.ticket(con, key)
        visit = next_visit(con, one, today)
        where = ", ".join(filter(None, (one.who, _place(con, one))))
        when = visit_line(visit) if visit else _promised(one)
        lines.append(
            Line((one.number, one.subject, where, _phone(con, one), when, _(STATES[one.state])))
        )
    return Page(
        code, today, _("Cases"), sender(con, today, code),
        subject=_("Cases on {day}").format(day=format_day(today)),
        tables=(Table(columns, tuple(lines)),), style=style(con),
    )  # fmt: skip


def sheet_page(con: sqlite3.Connection, key: int, today: date) -> Page:
    """One case to take along: who, where, what, who pays, lines to write on, a signature."""
    one, code = queries.ticket(con, key), language()
    visit = next_visit(con, one, today)
    ruled = judge_of(con, one)
    facts = [
        (_("Customer"), one.who), (_("Where"), _place(con, one)),
        (_("Telephone"), _phone(con, one)), (_("Device"), one.device_name),
        (_("Order"), one.order_number), (_("Appointment"), visit_line(visit) if visit else ""),
        (_("Who pays"), f"{_(RESULTS[ruled.result])}: " + (
            one.payer_reason or _(ruled.verdict.reason).format(**dict(ruled.verdict.values)))),
    ]  # fmt: skip
    told = Table(
        (Column("", share=2), Column("", share=7)),
        tuple(Line((label, value)) for label, value in facts if value),
    )
    done = tuple(
        Line((format_day(line.day, year=False), _(LINES[line.kind]), line.text, ""))
        for line in queries.lines(con, key)
    )
    work = Table(
        (Column(_("Day"), share=2), Column(_("Kind"), share=3), Column(_("Work"), share=8),
         Column(_("Quantity"), share=3)),
        done, title=_("Work"), blank=_BLANK,
    )  # fmt: skip
    return Page(
        code, today, _("Work sheet"), sender(con, today, code), number=one.number,
        info=(
            Info(_("Received"), format_instant(one.received)), Info(_("Kind"), _(KINDS[one.kind])),
            Info(_("Urgency"), _(PRIORITIES[one.priority])),
        ),
        subject=one.subject, intro=tuple(filter(None, (one.text,))), tables=(told, work),
        notes=(Note(_("Times and material as written above are confirmed.")),),
        signatures=(Signature(_("Place, day, customer"), one.who), Signature(_("Carried out by"))),
        style=style(con),
    )  # fmt: skip


def _promised(one: Ticket) -> str:
    if one.promised is None:
        return format_day(berlin_today(one.received))
    return _("until {day}").format(day=format_day(one.promised))


def _place(con: sqlite3.Connection, one: Ticket) -> str:
    if one.site is not None:
        at = contacts.site(con, one.site)
        parts = (at.street, at.house_number, at.city)
        return " ".join(filter(None, parts)) or at.name
    home = contacts.contact(con, one.contact).address if one.contact else None
    if home is None:
        return ""
    return " ".join(filter(None, (home.street, home.house_number, home.postcode, home.city)))


def _phone(con: sqlite3.Connection, one: Ticket) -> str:
    if one.phone or one.contact is None:
        return one.phone
    found = [
        channel.value for channel in contacts.contact(con, one.contact).channels
        if channel.kind in {"phone", "mobile"}
    ]  # fmt: skip
    return found[0] if found else ""
