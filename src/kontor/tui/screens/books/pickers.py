"""What people choose from in the forms of the books: accounts, partners, items, money, assets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.base.text import matches
from kontor.company.queries import money_accounts
from kontor.ledger.queries.items import open_items
from kontor.tui.protocols import Hit
from kontor.tui.screens.books.known import Known, KnownAccount
from kontor.tui.screens.books.names import item_kind_name

SHOWN = 120
Search = Callable[[str], Sequence[Hit]]
_ROLES = {"customer": ("customer",), "supplier": ("supplier", "subcontractor")}
_CONTACTS = """
SELECT c.id, c.name, r.number FROM contact c JOIN contact_role r ON r.contact = c.id
 WHERE r.role IN ({marks}) AND c.archived IS NULL AND c.merged_into IS NULL ORDER BY c.sort_name
"""


def _hit(one: KnownAccount) -> Hit:
    return Hit(one.number, one.label, one.code)


def accounts(known: Known, wanted: Callable[[KnownAccount], bool]) -> Search:
    """Accounts that fit, the most used first."""

    def find(typed: str) -> Sequence[Hit]:
        if typed.strip():
            found = [one for one in known.find(typed, 400) if wanted(one)]
        else:
            found = sorted(
                (one for one in known.accounts.values() if wanted(one)),
                key=lambda one: (-known.uses[one.number], len(one.number), one.number),
            )
        return [_hit(one) for one in found if not one.closed][:SHOWN]

    return find


def cost_or_revenue(one: KnownAccount) -> bool:
    """What an amount of a document may stand on."""
    return one.role in {"result", "money", "tax", "accrual"} and not one.purse and not one.private


def any_account(one: KnownAccount) -> bool:
    """What a free entry may take."""
    return one.role != "item" or one.personal


def purses(store: Any) -> Search:
    """Own money accounts and the private accounts."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            own = money_accounts(con)
            more = con.execute(
                "SELECT number, name FROM account WHERE cash_role = 'money' AND closed IS NULL"
                " AND (kind = 'equity' OR concept IN ('kreditkarte', 'geldtransit'))"
                " ORDER BY number"
            ).fetchall()
        hits = [Hit(one.account, one.name, one.iban or one.account) for one in own]
        seen = {one.account for one in own}
        hits += [Hit(number, f"{number} {name}", "") for number, name in more if number not in seen]
        return [hit for hit in hits if not typed or matches(typed, f"{hit.label} {hit.detail}")]

    return find


def first_purse(store: Any, kind: str = "bank") -> tuple[str, str] | None:
    """The money account that is proposed."""
    with store.read() as con:
        own = money_accounts(con)
    fitting = [one for one in own if one.kind == kind] or list(own)
    return (fitting[0].account, fitting[0].name) if fitting else None


def partners(store: Any, side: str) -> Search:
    """Customers or suppliers: contacts with the role, and personal accounts without a contact."""
    roles = _ROLES[side]
    sql = _CONTACTS.format(marks=",".join("?" * len(roles)))
    low, high = ("10000", "69999") if side == "customer" else ("70000", "99999")

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            rows = con.execute(sql, roles).fetchall()
            bare = con.execute(
                "SELECT number, name FROM account WHERE parent IS NOT NULL AND partner IS NULL"
                " AND length(number) = 5 AND number BETWEEN ? AND ? ORDER BY name", (low, high),
            ).fetchall()  # fmt: skip
        hits = [Hit(f"contacts:{key}", name, number or "") for key, name, number in rows]
        taken = {number for _key, _name, number in rows}
        hits += [Hit(number, name, number) for number, name in bare if number not in taken]
        found = [hit for hit in hits if not typed or matches(typed, f"{hit.label} {hit.detail}")]
        return found[:SHOWN]

    return find


def items(store: Any, today: date, *, side: int | None = None, requests: bool = True) -> Search:
    """Open items, the oldest due first."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            found = open_items(con, today, side=side)
        found.sort(key=lambda one: (one.due or one.day, one.id))
        hits = []
        for one in found:
            if one.kind == "request" and not requests:
                continue
            label = f"{one.document} {one.name}"
            day = format_day(one.due) if one.due else item_kind_name(one.kind)
            detail = f"{format_money(one.open)} · {day}"
            group = N_("Customers") if one.side > 0 else N_("Suppliers")
            if not typed or matches(typed, f"{label} {detail}"):
                hits.append(Hit(f"item:{one.id}", label, detail, _(group)))
        return hits[:SHOWN]

    return find


def assets(store: Any) -> Search:
    """Fixed assets that are still there."""

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            rows = con.execute(
                "SELECT number, name, cost FROM asset WHERE disposed IS NULL ORDER BY number"
            ).fetchall()
        hits = [Hit(number, f"{number} {name}", format_money(cost)) for number, name, cost in rows]
        return [hit for hit in hits if not typed or matches(typed, hit.label)][:SHOWN]

    return find


def entries(store: Any) -> Search:
    """Entries that can be reversed, the newest first."""
    sql = (
        "SELECT e.id, e.document, e.text, e.booked, s.number,"
        " (SELECT sum(l.cents) FROM line l WHERE l.entry = e.id AND l.cents > 0)"
        " FROM entry e LEFT JOIN seal s ON s.entry = e.id"
        " WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses = e.id)"
        " ORDER BY e.booked DESC, e.id DESC LIMIT 2000"
    )

    def find(typed: str) -> Sequence[Hit]:
        with store.read() as con:
            rows = con.execute(sql).fetchall()
        hits = []
        for key, document, text, booked, number, cents in rows:
            lead = f"#{number} " if number else ""
            label = f"{lead}{document} {text}".strip()
            detail = f"{format_day(date.fromisoformat(booked))} · {format_money(cents or 0)}"
            if not typed or matches(typed, f"{label} {detail}"):
                hits.append(Hit(f"entry:{key}", label, detail))
        return hits[:SHOWN]

    return find
