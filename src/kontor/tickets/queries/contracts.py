"""Maintenance contracts: the list, one with its devices, prices, visits and bills; who is due."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.contacts import queries as contacts
from kontor.tickets.contract_kinds import (
    Basis,
    Billed,
    Contract,
    ContractDevice,
    ContractState,
    IndexKind,
    IndexValue,
    Price,
    Renewal,
    Rhythm,
    Turn,
    Visit,
    VisitState,
)
from kontor.tickets.rules import contracts as rules

_ADDRESS = (
    "(SELECT a.id FROM contact_address a WHERE a.contact = c.id ORDER BY a.kind <> 'main', a.id"
    " LIMIT 1)"
)
_CONTRACT = f"""
SELECT m.id, m.number, m.contact, c.name,
       iif(i.customer_kind IS NULL, c.kind <> 'firm', i.customer_kind IN ('private', 'landlord')),
       m.site, ifnull(s.name, ''),
       trim(iif(m.site IS NULL, ifnull(a.street, '') || ' ' || ifnull(a.house_number, ''),
                ifnull(s.street, '') || ' ' || ifnull(s.house_number, ''))),
       ifnull(iif(m.site IS NULL, a.postcode, s.postcode), ''),
       ifnull(iif(m.site IS NULL, a.city, s.city), ''),
       m.subject, m.scope, m.every, m.from_month, m.to_month, m.minutes, m.skill, m.serviced,
       m.billed,
       m.basis, m.rhythm, m.starts, m.term, m.renewal, m.renewal_months, m.notice, m.index_kind,
       m.index_rate, m.index_series, m.next_adjust, m.adjust_every, m.cancelled, m.ends, m.reason,
       m.note,
       (SELECT count(*) FROM contract_device k JOIN device d ON d.id = k.device
         WHERE k.contract = m.id AND d.removed IS NULL),
       (SELECT max(day) FROM (SELECT m.serviced AS day UNION ALL
          SELECT iif(v.state = 'done', v.done, v.due) FROM contract_visit v
           WHERE v.contract = m.id AND v.state <> 'planned'))
  FROM maintenance_contract m JOIN contact c ON c.id = m.contact
  LEFT JOIN site s ON s.id = m.site LEFT JOIN contact_address a ON a.id = {_ADDRESS}
  LEFT JOIN invoicing i ON i.contact = c.id
"""  # noqa: S608  own text
_WANTED = """
 WHERE (?1 IS NULL OR m.contact IN (SELECT value FROM json_each(?1)))
   AND (?2 IS NULL OR EXISTS (
        SELECT 1 FROM contract_device k WHERE k.contract = m.id AND k.device = ?2))
"""
_OF_VISIT = " WHERE m.id IN (SELECT v.contract FROM contract_visit v WHERE v.ticket = ?)"
_OF_DEVICE = """
 WHERE m.id IN (SELECT k.contract FROM contract_device k WHERE k.device = ?)
 ORDER BY m.starts DESC, m.id DESC
"""
_VISIT = """
SELECT v.id, v.contract, v.due, v.state, v.done, v.appointment, ifnull(p.state, ''),
       ifnull(p.starts, ''), v.ticket, ifnull(t.number, ''), v.letter, d.issued IS NOT NULL,
       ifnull(d.mime, '') = 'message/rfc822', v.note
  FROM contract_visit v LEFT JOIN appointment p ON p.id = v.appointment
  LEFT JOIN ticket t ON t.id = v.ticket LEFT JOIN document d ON d.id = v.letter
"""
_BILLED = """
SELECT b.starts, b.ends, b.invoice, ifnull(s.number, '') FROM contract_bill b
  JOIN sales_document s ON s.id = b.invoice WHERE b.contract = ? ORDER BY b.starts DESC
"""


class ContractFilter(NamedTuple):
    """Which contracts a list shows; ended ones only if asked."""

    contact: int | None = None
    device: int | None = None
    text: str = ""
    ended: bool = False


class Known(NamedTuple):
    """A contract as it stands on a day: price, next visit, terms.

    Attributes:
        price: that holds on the day.
        turn: days in which the next visit belongs; None once the contract is over.
        planned: the visit that is to come.
        year: contract year to bill in advance; None where nothing is to be billed.
        end: of the running term; None without end.
        notice: last day on which a notice ends this term.
    """

    contract: Contract
    state: ContractState
    price: Price
    turn: Turn | None
    planned: Visit | None
    year: Turn | None
    end: date | None
    notice: date | None

    @property
    def at_once(self) -> int:
        """Net cents of what is billed at once."""
        count, price, _material = rules.amounts(
            self.price, self.contract.basis, self.contract.devices
        )
        return count * price


def contracts(
    con: sqlite3.Connection, day: date, wanted: ContractFilter | None = None
) -> list[Contract]:
    """Contracts by postcode and customer."""
    asked = wanted or ContractFilter()
    names = None if asked.contact is None else json.dumps(contacts.aliases(con, asked.contact))
    rows = con.execute(
        _CONTRACT + _WANTED,
        (names, asked.device),
    ).fetchall()  # fmt: skip
    wanted_text = fold(asked.text)
    found = [
        one for row in rows
        if wanted_text in fold(f"{(one := _contract(row)).number} {one.subject} {one.contact_name}")
    ]  # fmt: skip
    if not asked.ended:
        found = [
            one for one in found if rules.standing(one.duration, day) is not ContractState.ENDED
        ]
    return sorted(found, key=lambda one: (one.postcode, one.city, fold(one.contact_name), one.id))


def contract(con: sqlite3.Connection, key: int) -> Contract:
    """One contract; `NotFound` without it."""
    row = con.execute(f"{_CONTRACT} WHERE m.id = ?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no maintenance contract {number}."), number=key)
    return _contract(row)


def find(con: sqlite3.Connection, text: str) -> Contract:
    """A contract by number, reference `tickets:contract/3` or id; `NotFound` without it."""
    name = text.strip().removeprefix("tickets:contract/")
    if name.isascii() and name.isdigit() and len(name) < 16:
        return contract(con, int(name))
    row = con.execute(f"{_CONTRACT} WHERE m.number = ?", (name.upper(),)).fetchone()
    if row is None:
        raise NotFound(
            N_("There is no maintenance contract {number}."), number=quoted(text), field="contract"
        )
    return _contract(row)


def of_case(con: sqlite3.Connection, ticket: int, device: int | None = None) -> list[Contract]:
    """The contract whose visit a case is; without one those that look after its device."""
    rows = con.execute(_CONTRACT + _OF_VISIT, (ticket,)).fetchall()
    if not rows and device is not None:
        rows = con.execute(_CONTRACT + _OF_DEVICE, (device,)).fetchall()
    return [_contract(row) for row in rows]


def of_invoice(con: sqlite3.Connection, invoice: int) -> list[int]:
    """Ids of the contracts whose year an invoice bills in advance."""
    rows = con.execute("SELECT contract FROM contract_bill WHERE invoice = ?", (invoice,))
    return [key for (key,) in rows.fetchall()]


def known(con: sqlite3.Connection, one: Contract, day: date) -> Known:
    """A contract as it stands on a day."""
    (found,) = known_all(con, [one], day)
    return found


def known_all(con: sqlite3.Connection, several: Iterable[Contract], day: date) -> list[Known]:
    """Contracts as they stand on a day, read together."""
    all_prices: dict[int, list[Price]] = {}
    for row in con.execute(
        "SELECT contract, valid_from, price, material, reason FROM contract_price"
    ):
        all_prices.setdefault(row[0], []).append(_price(row[1:]))
    planned = {
        row[1]: _visit(row) for row in con.execute(f"{_VISIT} WHERE v.state = 'planned'").fetchall()
    }
    billed = set(con.execute("SELECT contract, starts FROM contract_bill").fetchall())
    return [
        _known(one, day, all_prices.get(one.id, []), planned.get(one.id), billed)
        for one in several
    ]  # fmt: skip


def _known(
    one: Contract, day: date, prices: list[Price], planned: Visit | None,
    billed: set[tuple[int, str]],
) -> Known:  # fmt: skip
    price = rules.price_on(prices, day) or Price(one.starts, 0)
    turn = rules.next_turn(one.cycle, one.last or one.starts)
    end = rules.last_day(one.duration)
    return Known(
        one, rules.standing(one.duration, day), price,
        None if end is not None and turn.first > end else turn, planned,
        _year_to_bill(one, day, billed), rules.term_end(one.duration, max(day, one.starts)),
        rules.notice_by(one.duration, max(day, one.starts)),
    )  # fmt: skip


def _year_to_bill(one: Contract, day: date, billed: set[tuple[int, str]]) -> Turn | None:
    """The year that is to be billed now: the running one, or the next one shortly before."""
    if not rules.bill_due(one.rhythm, one.basis):
        return None
    ahead = timedelta(days=rules.term_of("tell_bill", day).amount)
    end = rules.last_day(one.duration)
    for on in (day, day + ahead):
        year = rules.year_of(one.starts, on)
        over = (end is not None and year.first > end) or year.first <= (one.billed or date.min)
        if year.first <= on and not over and (one.id, year.first.isoformat()) not in billed:
            return year
    return None


def devices(con: sqlite3.Connection, key: int) -> list[ContractDevice]:
    """What a contract looks after."""
    rows = con.execute(
        "SELECT d.id, d.name, d.kind, d.place, d.serial, d.removed FROM contract_device k"
        " JOIN device d ON d.id = k.device WHERE k.contract = ? ORDER BY d.name, d.id",
        (key,),
    ).fetchall()
    return [ContractDevice._make((*row[:5], _day(row[5]))) for row in rows]


def prices(con: sqlite3.Connection, key: int) -> list[Price]:
    """The prices of a contract, the newest first."""
    rows = con.execute(
        "SELECT valid_from, price, material, reason FROM contract_price WHERE contract = ?"
        " ORDER BY valid_from DESC",
        (key,),
    ).fetchall()
    return [_price(row) for row in rows]


def visits(con: sqlite3.Connection, key: int) -> list[Visit]:
    """The visits of a contract, the newest first."""
    rows = con.execute(f"{_VISIT} WHERE v.contract = ? ORDER BY v.due DESC", (key,)).fetchall()
    return [_visit(row) for row in rows]


def bills(con: sqlite3.Connection, key: int) -> list[Billed]:
    """The years that were billed in advance, the newest first."""
    return [
        Billed(date.fromisoformat(row[0]), date.fromisoformat(row[1]), row[2], row[3])
        for row in con.execute(_BILLED, (key,)).fetchall()
    ]


def due(con: sqlite3.Connection, day: date) -> list[Known]:
    """Contracts that wait for the run on a day, by postcode: a visit to plan or a year to bill."""
    found = known_all(con, contracts(con, day), day)
    return [one for one in found if is_due(one, day) or one.year is not None]


def is_due(one: Known, day: date) -> bool:
    """Whether the next visit is to be planned on a day."""
    runs = one.state in {ContractState.RUNNING, ContractState.NOTICE}
    return runs and one.planned is None and one.turn is not None and one.turn.first <= day


def announcements(con: sqlite3.Connection) -> list[Visit]:
    """Visits whose announcement was not handed out yet."""
    rows = con.execute(
        f"{_VISIT} WHERE v.state = 'planned' AND d.id IS NOT NULL AND d.issued IS NULL"
        " AND p.state IN ('held', 'planned', 'confirmed') ORDER BY v.id"
    ).fetchall()
    return [_visit(row) for row in rows]


def cover_days(con: sqlite3.Connection, device: int, day: date) -> list[tuple[date, date | None]]:
    """First and last day of the contracts of a device; no last one without end."""
    wanted = ContractFilter(device=device, ended=True)
    return [
        (one.starts, rules.last_day(one.duration)) for one in contracts(con, day, wanted)
    ]  # fmt: skip


# -- index series --------------------------------------------------------------------------------


def index_values(con: sqlite3.Connection) -> list[IndexValue]:
    """The values of all series, those of the firm beside those that came along."""
    own = [
        IndexValue(row[0], date.fromisoformat(row[1]), row[2], row[3], own=True)
        for row in con.execute("SELECT series, valid_from, value, source FROM price_index")
    ]
    return sorted([*rules.index_values(), *own])


class Adjustment(NamedTuple):
    """What a price becomes, from which day, and why; `newest` is the value of the series used."""

    valid_from: date
    before: Price
    after: Price
    newest: IndexValue | None
    base: IndexValue | None


def adjustment(con: sqlite3.Connection, one: Contract) -> Adjustment | None:
    """The next price as agreed; None without a clause, or while its value is not known yet."""
    if one.next_adjust is None:
        return None
    before = rules.price_on(prices(con, one.id), one.next_adjust - timedelta(days=1))
    if before is None:
        return None
    if one.index_kind is IndexKind.PERCENT:
        after = Price(
            one.next_adjust, rules.by_percent(before.price, one.index_rate),
            rules.by_percent(before.material, one.index_rate),
        )  # fmt: skip
        return Adjustment(one.next_adjust, before, after, None, None)
    every = index_values(con)
    base = rules.index_on(every, one.index_series, before.valid_from)
    now = rules.index_on(every, one.index_series, one.next_adjust)
    if base is None or now is None or now.valid_from <= base.valid_from:
        return None
    after = Price(
        one.next_adjust, rules.by_series(before.price, base.value, now.value),
        rules.by_series(before.material, base.value, now.value),
    )  # fmt: skip
    return Adjustment(one.next_adjust, before, after, now, base)


# -- rows ----------------------------------------------------------------------------------------


def _contract(row: Any) -> Contract:
    one = Contract._make(row)
    return one._replace(
        consumer=bool(one.consumer), basis=Basis(one.basis), rhythm=Rhythm(one.rhythm),
        renewal=Renewal(one.renewal), index_kind=IndexKind(one.index_kind),
        serviced=_day(row[17]), billed=_day(row[18]), starts=date.fromisoformat(row[21]),
        next_adjust=_day(row[29]), cancelled=_day(row[31]), ends=_day(row[32]), last=_day(row[36]),
    )  # fmt: skip


def _visit(row: Any) -> Visit:
    return Visit._make(row)._replace(
        due=date.fromisoformat(row[2]), state=VisitState(row[3]), done=_day(row[4]),
        letter_gone=bool(row[11]), by_mail=bool(row[12]),
    )  # fmt: skip


def _price(row: Any) -> Price:
    return Price(date.fromisoformat(row[0]), row[1], row[2], row[3])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
