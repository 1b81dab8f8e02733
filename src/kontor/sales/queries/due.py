"""What must be done in sales: periods that end, notes to sign, orders to bill."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.contacts.terms_queries import ending
from kontor.sales.queries import lists, orders
from kontor.sales.queries.terms import terms
from kontor.sales.rules.dated import periods
from kontor.sales.rules.warranty import reminders
from kontor.sales.rules.withdrawal import ends
from kontor.store.doors import Due, values_of

_CERTIFICATES = {
    "exemption_48b": N_("{name}: exemption certificate ends"),
    "construction_13b": N_("{name}: certificate USt 1 TG ends"),
    "insurance": N_("{name}: proof of insurance ends"),
    "health_fund": N_("{name}: health fund certificate ends"),
    "trade_body": N_("{name}: trade body certificate ends"),
    "other": N_("{name}: certificate ends"),
}


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Everything that sales has to remember, seen from today."""
    if company.firm_or_none(con) is None:
        return
    land = company.setting(con, "land", today)
    yield from _resting(con, today)
    yield from _notes(con, today, land)
    yield from _unbilled(con, today)
    ahead = -periods()["certificate_first"].amount
    yield from _dated(con, today, today + timedelta(days=ahead), land)


def deadlines(con: sqlite3.Connection, today: date, last: date) -> Iterator[Due]:
    """What ends until a day: periods, retentions, bonds, warranties, certificates."""
    if company.firm_or_none(con) is None:
        return
    land = company.setting(con, "land", today)
    yield from (one for one in _dated(con, today, last, land) if one.deadline <= last)


def _dated(con: sqlite3.Connection, today: date, last: date, land: str) -> Iterator[Due]:
    """What has a day of its own; certificates only until the last day."""
    yield from _withdrawals(con, today, land)
    yield from _acceptances(con, today)
    yield from _retentions(con, today, land)
    yield from _bonds(con, today, land)
    yield from _warranties(con, today, land)
    yield from _certificates(con, today, last, land)


def _resting(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    rows = con.execute(
        "SELECT d.id,d.number,c.name,d.valid_until FROM sales_document d"
        " JOIN contact c ON c.id=d.contact WHERE d.kind='inquiry' AND d.state='dormant'"
        " AND d.valid_until IS NOT NULL"
    ).fetchall()
    for key, number, name, until in rows:
        yield Due(
            f"sales:{key}", date.fromisoformat(until), "inquiry",
            N_("{name}: take up {number} again"), None, 0,
            values_of(number=number, name=name), "sales.open",
        )  # fmt: skip


def _withdrawals(con: sqlite3.Connection, today: date, land: str) -> Iterator[Due]:
    """The end of a withdrawal period of an order that did not begin yet."""
    rows = con.execute(
        "SELECT d.id,d.number,c.name,ifnull(d.decided,d.day) FROM sales_document d"
        " JOIN contact c ON c.id=d.contact JOIN order_terms t ON t.document=d.id"
        " WHERE d.kind='order' AND d.state='confirmed' AND t.consumer AND t.place<>'shop'"
    ).fetchall()
    for key, number, name, day in rows:
        end = ends(terms(con, key).contract(date.fromisoformat(day)), land)
        if end is not None and end >= today:
            yield Due(
                f"sales:{key}", end, "withdrawal",
                N_("{name}: may withdraw {number} until then"), None, 0,
                values_of(number=number, name=name), "sales.open",
                law=periods()["withdrawal"].law,
            )  # fmt: skip


def _notes(con: sqlite3.Connection, today: date, land: str) -> Iterator[Due]:
    """Time notes that were not signed, from the end of the time to return them."""
    rows = con.execute(
        "SELECT d.id,ifnull(d.number,''),c.name,ifnull(d.sent,d.day) FROM sales_document d"
        " JOIN contact c ON c.id=d.contact WHERE d.kind IN ('time_note','delivery')"
        " AND d.state IN ('draft','issued','disputed') ORDER BY d.day,d.id"
    ).fetchall()
    for key, number, name, day in rows:
        end = periods()["time_note_return"].end(date.fromisoformat(day), land)
        yield Due(
            f"sales:{key}", end, "note", N_("{name}: have {number} signed"), None,
            1 if end <= today else 0, values_of(number=number, name=name), "sales.sign",
        )  # fmt: skip


def _acceptances(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    rows = con.execute(
        "SELECT d.id,c.name,a.deadline,o.number FROM sales_document d"
        " JOIN acceptance a ON a.document=d.id JOIN contact c ON c.id=d.contact"
        " JOIN sales_document o ON o.id=d.sales_order"
        " WHERE d.state='requested' AND a.deadline IS NOT NULL"
    ).fetchall()
    for key, name, deadline, number in rows:
        end = date.fromisoformat(deadline)
        yield Due(
            f"sales:{key}", end, "acceptance",
            N_("{name}: acceptance of {number} until then"), None,
            1 if end < today else 0, values_of(number=number, name=name), "sales.open",
        )  # fmt: skip
    defects = con.execute(
        "SELECT f.document,f.deadline,f.text,c.name FROM defect f"
        " JOIN sales_document d ON d.id=f.document JOIN contact c ON c.id=d.contact"
        " WHERE f.removed IS NULL AND f.deadline IS NOT NULL"
    ).fetchall()
    for key, deadline, text, name in defects:
        end = date.fromisoformat(deadline)
        yield Due(
            f"sales:{key}", end, "defect", N_("{name}: remove “{text}”"), None,
            2 if end < today else 1, values_of(text=text, name=name), "sales.open",
        )  # fmt: skip


def _unbilled(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    for one in orders.unbilled(con, finished_only=True):
        yield Due(
            f"sales:{one.order}", one.finished or today, "bill",
            N_("{name}: bill {number}"), one.to_bill, 1,
            values_of(number=one.number, name=one.contact_name), "sales.bill",
        )  # fmt: skip
    for note in orders.notes_to_bill(con):
        yield Due(
            f"sales:{note.id}", note.decided or note.day, "bill",
            N_("{name}: bill note {number}"), None, 0,
            values_of(number=note.number, name=note.contact_name), "sales.bill",
        )  # fmt: skip


def _retentions(con: sqlite3.Connection, today: date, land: str) -> Iterator[Due]:
    rows = con.execute(
        "SELECT r.document,r.release_on,r.cents,d.number,c.name FROM retention r"
        " JOIN sales_document d ON d.id=r.document JOIN contact c ON c.id=d.contact"
        " WHERE r.released IS NULL AND r.release_on IS NOT NULL AND d.issued IS NOT NULL"
        " AND d.state<>'cancelled'"
    ).fetchall()
    for key, release, cents, number, name in rows:
        end = date.fromisoformat(release)
        warn = periods()["retention_release"].end(end, land)
        yield Due(
            f"sales:{key}", warn if today < end else end, "retention",
            N_("{name}: retention of {number} free on {day}"), cents,
            2 if end < today else 1, values_of(number=number, day=end, name=name), "sales.open",
            ends=end,
        )  # fmt: skip


def _bonds(con: sqlite3.Connection, today: date, land: str) -> Iterator[Due]:
    """Bonds given in place of a retention come back on its day; told until 30 days after it."""
    rows = con.execute(
        "SELECT r.document,r.release_on,r.bond,d.number,c.name FROM retention r"
        " JOIN sales_document d ON d.id=r.document JOIN contact c ON c.id=d.contact"
        " WHERE r.bond IS NOT NULL AND r.release_on>=? AND d.state<>'cancelled'",
        ((today - timedelta(days=30)).isoformat(),),
    ).fetchall()
    for key, release, bond, number, name in rows:
        end = date.fromisoformat(release)
        warn = periods()["retention_release"].end(end, land)
        yield Due(
            f"sales:{key}", warn if today < end else end, "retention",
            N_("{name}: bond {bond} of {number} back on {day}"), None,
            2 if end < today else 1, values_of(bond=bond, number=number, day=end, name=name),
            "sales.open", ends=end,
        )  # fmt: skip


def _warranties(con: sqlite3.Connection, today: date, land: str) -> Iterator[Due]:
    for one in lists.warranties(con, today):
        days = [day for day in reminders(one.ends, land) if day >= today]
        text = N_("{name}: warranty of {number} ends on {day}")
        if one.gap:
            text = N_("{name}: subcontractor's warranty for {number} ends first, {day}")
        yield Due(
            f"sales:{one.order}", days[0] if days else one.ends, "warranty", text, None, 0,
            values_of(number=one.number, day=one.ends, name=one.contact_name), "sales.open",
            ends=one.ends,
        )  # fmt: skip


def _certificates(con: sqlite3.Connection, today: date, last: date, land: str) -> Iterator[Due]:
    """Certificates, own ones and customers', that end until a day, and until 30 days after."""
    own = company.firm(con).name
    first = today - timedelta(days=30)
    for one in ending(con, first, last):
        if one.valid_to is None:
            continue
        again = periods()["certificate_second"].end(one.valid_to, land)
        soon = today >= again
        ref = f"contacts:{one.contact}" if one.contact is not None else "company:certificates"
        yield Due(
            ref, one.valid_to, "certificate", _CERTIFICATES[one.kind], None,
            2 if one.valid_to < today else 1 if soon else 0,
            values_of(name=one.contact_name or own), "contacts.terms",
        )  # fmt: skip
