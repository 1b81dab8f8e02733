"""Limitation of what is open, and the data of an application for a court order (Mahnbescheid)."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from kontor.company import queries as company
from kontor.contacts.queries import contact as find_contact
from kontor.documents.letters import recipient
from kontor.ledger.queries.items import OpenItem, open_items
from kontor.receivables.kinds import ClaimKind, Decision, LimitationKind
from kontor.receivables.queries import claims as claims_of
from kontor.receivables.queries import debtors
from kontor.receivables.rules.limitation import Event, Limitation, limitation

CATALOGUE = "43"  # works contract (Werkvertrag/Werklieferungsvertrag) in the court's catalogue
_MONEY = "SELECT day FROM settlement WHERE item=? AND money>0 AND day<=?"
_NOTES = "SELECT id,kind,day,until,reference FROM limitation_event WHERE item=? ORDER BY day,id"


class Expiry(NamedTuple):
    """An open item with its limitation; `warns` is 180, 90, 30 or 7 days."""

    item: OpenItem
    partner: str
    name: str
    arose: date
    limitation: Limitation
    warns: int | None


class Note(NamedTuple):
    """A note on the limitation of an item."""

    id: int
    kind: LimitationKind
    day: date
    until: date | None
    reference: str


class CourtSheet(NamedTuple):
    """What the form of the court asks for."""

    creditor: tuple[str, ...]
    debtor: tuple[str, ...]
    catalogue: str
    document: str
    day: date
    principal: int
    interest: int
    interest_from: date | None
    rate_points: int
    costs: int
    reminders: tuple[date, ...]
    expires: date | None


def notes(con: sqlite3.Connection, item: int) -> list[Note]:
    """Notes on the limitation of an item."""
    return [
        Note(
            key, LimitationKind(kind), date.fromisoformat(day),
            date.fromisoformat(until) if until else None, reference,
        )
        for key, kind, day, until, reference in con.execute(_NOTES, (item,))
    ]  # fmt: skip


def expiry_of(con: sqlite3.Connection, item: OpenItem, day: date) -> Expiry:
    """When an item expires; payments on it count as acknowledgement (§ 212 (1) Nr. 1 BGB).

    The claim is taken to arise with the service where that is before the invoice: the earlier day
    is the safe one.
    """
    (service,) = con.execute("SELECT service_day FROM item WHERE id=?", (item.id,)).fetchone()
    arose = min(item.day, date.fromisoformat(service)) if service else item.day
    events = [Event(one.kind, one.day, one.until) for one in notes(con, item.id)]
    events += [
        Event(LimitationKind.ACKNOWLEDGEMENT, date.fromisoformat(row[0]))
        for row in con.execute(_MONEY, (item.id, day.isoformat()))
    ]
    found = limitation(arose, events, day)
    partner = debtors.debtor_of(con, item)
    return Expiry(item, partner, item.name, arose, found, found.warns(day))


def expiring(con: sqlite3.Connection, day: date, *, within: int | None = None) -> list[Expiry]:
    """Open items of customers by the day on which they expire; `within` so many days."""
    found = [
        expiry_of(con, one, day)
        for one in open_items(con, day, side=1)
        if one.open > 0 and one.kind != "credit"
    ]
    if within is not None:
        found = [
            one for one in found
            if one.limitation.expires and (one.limitation.expires - day).days <= within
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.limitation.expires or date.max, one.item.id))


def court_sheet(con: sqlite3.Connection, item: int, day: date) -> CourtSheet:
    """The data for the court order of an item, interest until a day."""
    account = claims_of.interest_of(con, item, day)
    head = account.view.head
    partner = debtors.debtor_of(con, head)
    debtor: tuple[str, ...] = (head.name,)
    if partner.startswith("contacts:"):
        debtor = recipient(find_contact(con, int(partner[9:])))
    firm = company.firm(con)
    street = " ".join(part for part in (firm.street, firm.house_number) if part)
    city = " ".join(part for part in (firm.postcode, firm.city) if part)
    asked = [one for one in claims_of.claims(con, item=item) if one.decision is Decision.KEEP]
    costs = sum(one.cents for one in asked if one.kind is not ClaimKind.INTEREST)
    before = sum(one.cents for one in asked if one.kind is ClaimKind.INTEREST)
    sent = con.execute("SELECT day FROM reminded WHERE item=? ORDER BY level", (item,)).fetchall()
    return CourtSheet(
        tuple(part for part in (firm.name, street, city) if part), debtor, CATALOGUE,
        head.document, head.day, head.open - head.retained, before + account.interest.cents,
        account.default.first, account.points, costs,
        tuple(date.fromisoformat(row[0]) for row in sent),
        expiry_of(con, head, day).limitation.expires,
    )  # fmt: skip
