"""The books of a period for the tax adviser's DATEV: batch of entries, partners, account names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.company.queries import firm, settings_on
from kontor.contacts.kinds import ChannelKind, ContactKind
from kontor.contacts.queries import contact
from kontor.ledger.queries.datev_opening import opening
from kontor.ledger.rules import datev, extf

_ENTRIES = """
SELECT e.id, e.uuid, e.booked, e.document_day, e.service_day, e.document, e.text,
       e.general_reversal, s.number IS NOT NULL, a.number, a.function, a.tax_code, l.cents, l.code,
       l.part, l.period, i.document, e.id = i.opened_by, l.text, l.cost_centre, l.project,
       (SELECT min(due) FROM due_part d WHERE d.item = i.id AND d.kind = 'normal')
  FROM entry e JOIN line l ON l.entry = e.id JOIN account a ON a.id = l.account
  LEFT JOIN seal s ON s.entry = e.id LEFT JOIN item i ON i.id = l.item
 WHERE e.booked BETWEEN ?1 AND ?2 ORDER BY e.booked, e.id, l.pos
"""
_CODES = """
SELECT t.code, t.side, t.rate, t.bu, o.number, i.number FROM tax_code t
  LEFT JOIN account o ON o.concept = t.output_account
  LEFT JOIN account i ON i.concept = t.input_account
 WHERE t.valid_from <= ?1 ORDER BY t.code, t.valid_from
"""
_NAMES = """
SELECT number, name FROM account a WHERE parent IS NULL AND EXISTS
  (SELECT 1 FROM line l WHERE l.account = a.id AND l.day <= ?) ORDER BY number
"""
_PARTNERS = """
SELECT number, name, partner FROM account a WHERE parent IS NOT NULL AND EXISTS
  (SELECT 1 FROM line l WHERE l.account = a.id AND l.day BETWEEN ? AND ?) ORDER BY number
"""
_DIGITS = 4
_LIMITS = {"datev_adviser": (1001, 9_999_999), "datev_client": (1, 99_999)}


class Handover(NamedTuple):
    """The files by name; how many entries they hold, and how many of these are still open."""

    files: dict[str, bytes]
    entries: int
    rows: int
    open: int


def handover(
    con: sqlite3.Connection, first: date, last: date, made: datetime, *, locked: bool = False,
    links: Mapping[str, str] | None = None,
) -> Handover:  # fmt: skip
    """The DATEV files of a period; from 1 January on with the opening balances of the year.

    Args:
        con: connection.
        first: first booking day.
        last: last booking day, in the same year.
        made: local time that stands in the files.
        locked: whether the rows are final for the adviser.
        links: GUID of the document by the UUID of its entry (Beleglink).

    Raises:
        InputError: the period spans two fiscal years.
        Refused: the numbers of adviser and client are not set.
    """
    if first > last or first.year != last.year:
        raise InputError(
            N_("A DATEV batch holds one fiscal year only."),
            hint=N_("Choose a month, a quarter or one year."), field="period",
        )  # fmt: skip
    head = header(con, first, last, made)._replace(locked=locked)
    codes = tax_codes(con, last)
    used = names(con, last)
    _refuse_long(used)
    found = list(entries(con, first, last))
    rows = [
        row._replace(link=(links or {}).get(row.uuid, ""))
        for one, _ in found for row in datev.rows_of(one, codes)
    ]  # fmt: skip
    span = f"{first:%Y%m%d}_{last:%Y%m%d}"
    files = {
        f"EXTF_Buchungsstapel_{span}.csv": extf.batch(head, first, last, rows),
        "EXTF_Debitoren_Kreditoren.csv": extf.partners(head, partners(con, first, last)),
        "EXTF_Kontenbeschriftungen.csv": extf.account_names(head, used),
    }
    opened = opening(con, first.year) if first == date(first.year, 1, 1) else []
    if opened:
        label = f"EB-Werte {first.year}"
        day = head._replace(label=label)
        files[f"EXTF_EB-Werte_{first.year}.csv"] = extf.batch(day, first, first, opened)
    return Handover(files, len(found), len(rows), sum(not sealed for _, sealed in found))


def header(con: sqlite3.Connection, first: date, last: date, made: datetime) -> extf.Header:
    """What the files say of the firm; the year is the calendar year."""
    own, settings = firm(con), settings_on(con, last)
    numbers = {key: _number(settings, key) for key in _LIMITS}
    months = f"{first:%m-%Y}" if first.month == last.month else f"{first:%m}-{last:%m-%Y}"
    label = f"{own.name[:16].strip()} {months}"
    return extf.Header(
        made, numbers["datev_adviser"], numbers["datev_client"], date(first.year, 1, 1),
        own.chart.value, label, own.owner or own.name,
    )  # fmt: skip


def tax_codes(con: sqlite3.Connection, day: date) -> dict[str, datev.Code]:
    """The tax codes as they hold on a day."""
    return {
        row[0]: datev.Code(row[0], row[1], row[2], row[3] or "", row[4] or "", row[5] or "")
        for row in con.execute(_CODES, (day.isoformat(),))
    }


def entries(con: sqlite3.Connection, first: date, last: date) -> Iterator[tuple[datev.Entry, bool]]:
    """The entries of a period in the order of their booking, each with whether it is sealed."""
    rows = con.execute(_ENTRIES, (first.isoformat(), last.isoformat()))
    for _, group in groupby(rows, key=lambda row: row[0]):
        mine = list(group)
        head = mine[0]
        lines = tuple(_line(row) for row in mine)
        yield (
            datev.Entry(
                head[1], date.fromisoformat(head[2]), date.fromisoformat(head[3]),
                _day(head[4]), head[5], head[6], bool(head[7]), lines,
            ),
            bool(head[8]),
        )  # fmt: skip


def names(con: sqlite3.Connection, last: date) -> list[tuple[str, str]]:
    """Accounts of the ledger that were used, with their names."""
    return [tuple(row) for row in con.execute(_NAMES, (last.isoformat(),))]


def partners(con: sqlite3.Connection, first: date, last: date) -> list[extf.Partner]:
    """Master data of the customers and suppliers that a period names."""
    rows = con.execute(_PARTNERS, (first.isoformat(), last.isoformat())).fetchall()
    return [partner(con, *row) for row in rows]


def partner(con: sqlite3.Connection, number: str, name: str, ref: str | None) -> extf.Partner:
    """Master data of one personal account; without a contact only its name."""
    area, _, key = (ref or "").partition(":")
    if area != "contacts" or not key.isdigit():
        return extf.Partner(number, name)
    one = contact(con, int(key))
    address = one.address
    street = f"{address.street or ''} {address.house_number or ''}".strip() if address else ""
    phones = {ChannelKind.PHONE, ChannelKind.MOBILE}
    bank = one.banks[0] if one.banks else None
    return extf.Partner(
        number,
        one.name,
        one.kind is ContactKind.FIRM,
        one.last_name or "",
        one.first_name or "",
        street,
        (address and address.postcode) or "",
        (address and address.city) or "",
        (address and address.country) or "",
        one.vat_id or "",
        one.tax_number or "",
        next((c.value for c in one.channels if c.kind in phones), ""),
        next((c.value for c in one.channels if c.kind is ChannelKind.MAIL), ""),
        bank.iban if bank else "",
        (bank and bank.bic) or "",
    )


def _refuse_long(used: list[tuple[str, str]]) -> None:
    for number, name in used:
        if len(number) > _DIGITS:
            raise Refused(
                N_("Account {number} {name} has more than four digits; DATEV takes four."),
                hint=N_("Book on an account with four digits instead."), number=number, name=name,
            )  # fmt: skip


def _line(row: Any) -> datev.Line:
    (number, function, own_code, cents, code, part, period, document, opens, text) = row[9:19]
    return datev.Line(
        number,
        (own_code or "") if function.endswith(("AM", "AV")) else "",
        cents,
        code or "",
        part,
        period or "",
        document or "",
        _day(row[21]) if opens else None,
        text or "",
        row[19] or "",
        row[20] or "",
    )


def _number(settings: dict[str, str], key: str) -> int:
    low, high = _LIMITS[key]
    text = settings.get(key, "")
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise Refused(
            N_("The DATEV number of adviser or client is missing."),
            hint=N_(
                "Ask the tax adviser for both and set them:"
                " kontor settings set datev_adviser … and datev_client …"
            ),
            field=key,
        )
    return int(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
