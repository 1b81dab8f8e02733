"""What the matching looks at: open items, experience, rules, own accounts (Zuordnung)."""

from __future__ import annotations

import sqlite3
from datetime import date

from kontor.banking.kinds import BookedLine, ItemKind, KnownLine, OpenItem, UserRule
from kontor.base.money import half_up
from kontor.ledger.rules.charts import withholding_rate

EXPLAINS = 200  # days
_KIND = {"request": ItemKind.ADVANCE, "credit": ItemKind.CREDIT, "charge": ItemKind.OTHER}

_ITEMS = """
SELECT i.id, i.document, a.number, ifnull(c.name, a.name), i.day, i.kind, i.side, a.partner,
 (SELECT ifnull(sum(w.cents - w.collected),0) FROM weight w WHERE w.item=i.id)
 - (SELECT ifnull(sum(r.cents),0) FROM reduction r JOIN weight w ON w.id=r.weight WHERE w.item=i.id)
 - (SELECT ifnull(sum(s.money),0) FROM settlement s WHERE s.item=i.id) AS rest,
 (SELECT ifnull(sum(d.cents),0) FROM due_part d WHERE d.item=i.id
   AND d.kind IN ('retention','withheld') AND d.due > ?1) AS later,
 (SELECT min(d.due) FROM due_part d WHERE d.item=i.id AND d.payee='partner') AS due,
 (SELECT ifnull(sum(s.money),0) FROM settlement s WHERE s.item=i.id) AS paid
FROM item i JOIN account a ON a.id=i.account
LEFT JOIN contact c ON 'contacts:'||c.id = a.partner
WHERE i.lapsed_into IS NULL
"""
_STEPS = """
SELECT d.item, d.cents, (SELECT ifnull(sum(s.money),0) FROM settlement s WHERE s.item=d.item)
 + (SELECT ifnull(sum(w.collected),0) FROM weight w WHERE w.item=d.item)
FROM due_part d WHERE d.kind IN ('normal','instalment') AND d.item IN
 (SELECT item FROM due_part WHERE kind IN ('normal','instalment') GROUP BY item HAVING count(*)>1)
ORDER BY d.item, d.due, d.pos
"""
_LAPSED = "SELECT lapsed_into, document FROM item WHERE lapsed_into IS NOT NULL ORDER BY id"
_IBANS = "SELECT 'contacts:'||contact, iban FROM contact_bank"
_DISCOUNTS = "SELECT item, until, rate FROM discount ORDER BY item, until DESC"
_HISTORY = """
SELECT l.name, ifnull(l.iban,''), l.purpose, l.cents, a.number, ifnull(x.code,''),
 ifnull(a.partner,'')
FROM bank_booking b JOIN bank_line l ON l.id=b.bank_line
JOIN money_account m ON m.id=l.money_account
JOIN line x ON x.entry=b.entry AND x.effect='own' AND x.part IN ('','base')
JOIN account a ON a.id=x.account AND a.number<>m.account
ORDER BY l.day DESC, l.id DESC LIMIT ?
"""
_RULES = """
SELECT id, name, pattern_name, ifnull(iban,''), pattern_purpose, sign, least, most,
 ifnull(account,''), ifnull(code,''), ifnull(partner,''), automatic
FROM bank_rule ORDER BY priority DESC, id
"""


def open_items(con: sqlite3.Connection, day: date) -> list[OpenItem]:
    """Every item that money may still settle; what is kept back until later is left out."""
    ibans: dict[str, list[str]] = {}
    for partner, iban in con.execute(_IBANS).fetchall():
        ibans.setdefault(partner, []).append(iban)
    discounts: dict[int, tuple[str, int]] = {}
    for item, until, rate in con.execute(_DISCOUNTS).fetchall():
        if item not in discounts or until >= day.isoformat():
            discounts[item] = (until, rate)
    rate_48, steps, lapsed = withholding_rate(day), _steps(con), _lapsed(con)
    found = []
    for row in con.execute(_ITEMS, (day.isoformat(),)).fetchall():
        item, document, number, name, opened, kind, side, partner, rest, later, due, paid = row
        payable = rest - later if rest > later > 0 else rest
        if payable <= 0 and (day - date.fromisoformat(opened)).days > EXPLAINS:
            continue  # a settled item only explains a reference for some months
        until, rate = discounts.get(item, ("", 0))
        found.append(
            OpenItem(
                ref=f"item:{item}",
                number=document,
                partner_ref=number,
                partner_name=name,
                day=date.fromisoformat(opened),
                open_cents=max(0, payable),
                ibans=tuple(ibans.get(partner, ())),
                due=date.fromisoformat(due) if due else None,
                sign=side,
                discount_until=date.fromisoformat(until) if until else None,
                discount_cents=half_up(payable * rate, 10_000) if rate else 0,
                kind=_KIND.get(kind, ItemKind.INVOICE),
                retained_cents=later if rest > later > 0 else 0,
                steps=tuple(steps.get(item, ())),
                withhold_rate=rate_48 if side > 0 and rest > 0 and kind != "credit" else 0,
                also=tuple(lapsed.get(item, ())),
                paid_cents=max(0, paid),
            )
        )
    return found


def _steps(con: sqlite3.Connection) -> dict[int, list[int]]:
    """Sums of the next instalments by item: what may come at once, less what has come."""
    sums: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    for item, cents, paid in con.execute(_STEPS).fetchall():
        sums[item] = sums.get(item, 0) + cents
        if sums[item] > paid:
            found.setdefault(item, []).append(sums[item] - paid)
    return {item: steps for item, steps in found.items() if len(steps) > 1}


def _lapsed(con: sqlite3.Connection) -> dict[int, list[str]]:
    """Numbers of the advance requests that went into a final invoice."""
    found: dict[int, list[str]] = {}
    for item, document in con.execute(_LAPSED).fetchall():
        found.setdefault(item, []).append(document)
    return found


def history(con: sqlite3.Connection, limit: int = 5_000) -> list[BookedLine]:
    """Lines booked on an account before, newest first: what the same payer was booked as."""
    return [BookedLine(*row) for row in con.execute(_HISTORY, (limit,)).fetchall()]


def rules(con: sqlite3.Connection) -> list[UserRule]:
    """The user's rules, strongest first."""
    return [
        UserRule._make((f"rule:{key}", *marks, bool(automatic)))
        for key, *marks, automatic in con.execute(_RULES).fetchall()
    ]


def known_lines(
    con: sqlite3.Connection, money_account: int, first: date, last: date
) -> list[KnownLine]:
    """Stored lines of an account between two days, for the duplicate control."""
    sql = """SELECT id, day, cents, purpose, name, ifnull(bank_id,'') FROM bank_line
     WHERE money_account=? AND day BETWEEN ? AND ? ORDER BY day, id"""
    rows = con.execute(sql, (money_account, first.isoformat(), last.isoformat())).fetchall()
    return [
        KnownLine(key, date.fromisoformat(day), cents, purpose, name, bank_id)
        for key, day, cents, purpose, name, bank_id in rows
    ]
