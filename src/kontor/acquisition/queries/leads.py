"""Leads: the list, the board, one lead with everything, and which lead a document belongs to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.acquisition.kinds import OPEN, LeadChannel, Stage, Urgency
from kontor.acquisition.queries.settings import stage_chances
from kontor.acquisition.rules.stages import weighted
from kontor.base.dates import berlin_today
from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted
from kontor.contacts.queries import same_person

# every document of the way of a lead: its enquiry, the quotes with their versions, the orders
WAY = """
way(lead, doc) AS (
  SELECT id, inquiry FROM lead WHERE inquiry IS NOT NULL {only}
  UNION SELECT w.lead, d.id FROM way w JOIN sales_document d ON d.origin = w.doc
   AND d.kind IN ('quote', 'order'))
"""
_WORTH = """,
worth(lead, quote, sent, valid, net, number) AS (
  SELECT w.lead, max(d.id), ifnull(d.sent, d.day), d.valid_until,
         (SELECT sum(net) FROM sum_line WHERE document = d.id), d.number
    FROM way w JOIN sales_document d ON d.id = w.doc
   WHERE d.kind = 'quote' AND d.issued IS NOT NULL GROUP BY w.lead),
ordered(lead, net) AS (
  SELECT w.lead, sum((SELECT sum(net) FROM sum_line WHERE document = d.id))
    FROM way w JOIN sales_document d ON d.id = w.doc
   WHERE d.kind = 'order' AND d.state <> 'cancelled' GROUP BY w.lead)
"""
_COLUMNS = """
SELECT l.id, l.received, l.channel, l.source, l.campaign, l.contact, l.site, l.referrer,
       coalesce(c.name, nullif(l.firm, ''), nullif(l.name, ''), nullif(l.subject, ''),
                nullif(l.phone, ''), nullif(l.mail, ''), ''),
       l.name, l.firm, l.phone, l.mail, l.street, l.house_number,
       l.postcode, l.city, l.trade, l.subject, l.text, l.wish, l.budget, l.urgency, l.kilometres,
       l.owner, l.stage, l.entered, l.chance, coalesce(o.net, w.net, l.value, l.budget), l.value,
       l.answered, l.next_action, l.next_day, l.visit, l.until, l.decided, l.reason,
       l.reason_note, l.lost_to, l.lost_price, l.duplicate_of, l.inquiry, w.quote, w.number,
       w.sent, w.valid, w.net, o.net, l.origin, l.data_source, l.delete_on
  FROM lead l LEFT JOIN contact c ON c.id = l.contact
  LEFT JOIN worth w ON w.lead = l.id LEFT JOIN ordered o ON o.lead = l.id
"""
_STAGES = ",".join(f"'{stage}'" for stage in OPEN)
_WANTED = f"""
 WHERE (:stage IS NULL OR l.stage = :stage) AND (NOT :open OR l.stage IN ({_STAGES}))
   AND (:source IS NULL OR l.source = :source) AND (:trade = '' OR l.trade = :trade)
   AND (:owner = '' OR l.owner = :owner) AND (:campaign IS NULL OR l.campaign = :campaign)
   AND (:postcode = '' OR substr(l.postcode, 1, length(:postcode)) = :postcode)
   AND (:contact IS NULL OR l.contact IN (SELECT value FROM json_each(:contact)))
"""  # noqa: S608  own words
_NAMED = " WHERE l.id IN (SELECT value FROM json_each(:ids))"
_ORDER = " AND (l.received, l.id) < (:before, :id) ORDER BY l.received DESC, l.id DESC LIMIT :size"


class Lead(NamedTuple):
    """A lead. `title` is who or what it is called by; `worth` what it stands for in net cents.

    Attributes:
        own_chance: a chance typed by hand; `chance` that or the one of the stage.
        value: as estimated; `quote_net` of the last quote that went out, `order_net` of orders.
    """

    id: int
    received: datetime
    channel: LeadChannel
    source: str
    campaign: int | None
    contact: int | None
    site: int | None
    referrer: int | None
    title: str
    name: str
    firm: str
    phone: str
    mail: str
    street: str
    house_number: str
    postcode: str
    city: str
    trade: str
    subject: str
    text: str
    wish: date | None
    budget: int | None
    urgency: Urgency
    kilometres: int | None
    owner: str
    stage: Stage
    entered: date
    own_chance: int | None
    worth: int | None
    value: int | None
    answered: datetime | None
    next_action: str
    next_day: date | None
    visit: str | None
    until: date | None
    decided: date | None
    reason: str
    reason_note: str
    lost_to: str
    lost_price: int | None
    duplicate_of: int | None
    inquiry: int | None
    quote: int | None
    quote_number: str | None
    quote_sent: date | None
    quote_valid: date | None
    quote_net: int | None
    order_net: int | None
    origin: str
    data_source: str
    delete_on: date | None
    chance: int = 0

    @property
    def ref(self) -> str:
        """How other areas name the lead."""
        return f"acquisition:{self.id}"

    @property
    def weighted(self) -> int:
        """Value × chance."""
        return weighted(self.worth, self.chance)


class LeadFilter(NamedTuple):
    """What a list shows; `text` is a word of name, place, trade or subject."""

    stage: Stage | None = None
    open: bool = False
    source: str | None = None
    trade: str = ""
    owner: str = ""
    postcode: str = ""
    campaign: int | None = None
    contact: int | None = None
    text: str = ""


class Column(NamedTuple):
    """A column of the board: open leads of a stage, those that press first."""

    stage: Stage
    pieces: int
    net: int
    weighted: int
    leads: tuple[Lead, ...]


EVERYTHING = LeadFilter()


def leads(
    con: sqlite3.Connection,
    today: date,
    wanted: LeadFilter = EVERYTHING,
    before: tuple[str, int] | None = None,
    size: int = 200,
) -> list[Lead]:
    """Leads, newest first; `before` is key (`received` as stored, id) of the page before."""
    received, key = before or ("~", 0)
    values = {**_values(con, wanted), "before": received, "id": key, "size": size}
    if not wanted.text:
        return _asked(con, today, _WANTED + _ORDER, values)
    found: list[Lead] = []
    while len(found) < size:  # a word is compared folded, which SQL cannot: page by page
        part = _asked(con, today, _WANTED + _ORDER, {**values, "size": 1000})
        found += [one for one in part if matches(one, wanted.text)]
        if len(part) < 1000:
            break
        values = {**values, "before": stored(part[-1].received), "id": part[-1].id}
    return found[:size]


def count(con: sqlite3.Connection, wanted: LeadFilter = EVERYTHING) -> int:
    """How many leads the filter shows, a word of the text aside."""
    sql = f"SELECT count(*) FROM lead l {_WANTED}"  # noqa: S608  own words
    return int(con.execute(sql, _values(con, wanted)).fetchone()[0])


def stored(instant: datetime) -> str:
    """An instant as the file holds it: the key of a page."""
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")


def matches(one: Lead, text: str) -> bool:
    """Whether every word stands in what is known of a lead."""
    known = fold(" ".join((one.title, one.name, one.firm, one.postcode, one.city, one.trade,
                           one.subject, one.phone, one.owner)))  # fmt: skip
    return all(word in known for word in fold(text).split())


def rows(con: sqlite3.Connection, ids: Iterable[int], today: date) -> list[Lead]:
    """These leads, in the order asked for; what is gone is left out."""
    asked = list(ids)
    values = {"ids": json.dumps(asked)}
    found = {one.id: one for one in _asked(con, today, _NAMED, values, only=asked)}
    return [found[key] for key in asked if key in found]


def lead(con: sqlite3.Connection, key: int, today: date) -> Lead:
    """One lead with everything.

    Raises:
        NotFound: there is none with this id.
    """
    found = rows(con, [key], today)
    if not found:
        raise NotFound(N_("There is no lead {number}."), number=key)
    return found[0]


def resolve(con: sqlite3.Connection, text: str, today: date) -> Lead:
    """The lead that is meant by its id, `acquisition:12`, or the name of an open one.

    Raises:
        NotFound: none.
        Refused: several.
    """
    key = text.strip().removeprefix("acquisition:")
    if key.isascii() and key.isdigit() and len(key) < 16:
        return lead(con, int(key), today)
    found = leads(con, today, LeadFilter(open=True, text=text), size=20)
    same = [one for one in found if fold(one.title) == fold(text)] or found
    if not same:
        raise NotFound(
            N_("No open lead is called “{name}”."), name=quoted(text),
            hint=N_("Use its number: {call} shows all."), call="kontor leads list --all",
        )  # fmt: skip
    if len(same) > 1:
        raise Refused(
            N_("Several leads are called “{name}”."), name=quoted(text),
            hint=N_("Use the number instead: {numbers}."),
            numbers=", ".join(str(one.id) for one in same[:9]),
        )  # fmt: skip
    return same[0]


def board(con: sqlite3.Connection, today: date, wanted: LeadFilter = EVERYTHING) -> list[Column]:
    """The open leads by stage; what has waited longest for its next step stands first."""
    asked = wanted._replace(open=True, stage=None, text="")
    there = _asked(con, today, _WANTED, _values(con, asked))
    if wanted.text:
        there = [one for one in there if matches(one, wanted.text)]
    columns = []
    for stage in OPEN:
        own = sorted(
            (one for one in there if one.stage is stage),
            key=lambda one: (one.next_day or one.entered, one.id),
        )
        columns.append(
            Column(
                stage, len(own), sum(one.worth or 0 for one in own),
                sum(one.weighted for one in own), tuple(own),
            )
        )  # fmt: skip
    return columns


def lead_of(con: sqlite3.Connection, document: int) -> int | None:
    """The lead that a document of sales came from, through enquiry, versions and quote."""
    row = con.execute(
        "WITH RECURSIVE up(id) AS (SELECT ?1 UNION SELECT d.origin FROM sales_document d"
        " JOIN up ON d.id=up.id WHERE d.origin IS NOT NULL UNION SELECT d.sales_order"
        " FROM sales_document d JOIN up ON d.id=up.id WHERE d.sales_order IS NOT NULL)"
        " SELECT l.id FROM lead l JOIN up ON l.inquiry=up.id ORDER BY l.id LIMIT 1",
        (document,),
    ).fetchone()
    return int(row[0]) if row else None


def quotes_of(con: sqlite3.Connection, key: int, *states: str) -> list[int]:
    """Quotes of a lead in these states, oldest first."""
    marks = ",".join("?" * len(states))
    found = con.execute(
        f"WITH RECURSIVE {WAY.format(only='AND id=?')} SELECT d.id FROM way w"  # noqa: S608
        f" JOIN sales_document d ON d.id=w.doc WHERE d.kind='quote' AND d.state IN ({marks})"
        " ORDER BY d.id",
        (key, *states),
    ).fetchall()
    return [row[0] for row in found]


class Move(NamedTuple):
    """A change of stage."""

    day: date
    old: Stage
    new: Stage


def moves(con: sqlite3.Connection, key: int) -> list[Move]:
    """Every change of stage of a lead, oldest first."""
    found = con.execute(
        "SELECT day,old,new FROM lead_move WHERE lead=? ORDER BY id", (key,)
    ).fetchall()
    return [Move(date.fromisoformat(day), Stage(old), Stage(new)) for day, old, new in found]


def words_used(con: sqlite3.Connection, column: str) -> list[str]:
    """Trades, owners or competitors that were used, the most frequent first."""
    if column not in {"trade", "owner", "lost_to"}:
        raise ValueError(column)
    found = con.execute(
        f"SELECT {column} FROM lead WHERE {column}<>'' GROUP BY 1"  # noqa: S608  own names
        " ORDER BY count(*) DESC,1 LIMIT 50"
    ).fetchall()
    return [row[0] for row in found]


# -- inside --------------------------------------------------------------------------------------


def _values(con: sqlite3.Connection, wanted: LeadFilter) -> dict[str, Any]:
    return {
        "stage": wanted.stage, "open": int(wanted.open), "source": wanted.source,
        "trade": wanted.trade, "owner": wanted.owner, "postcode": wanted.postcode,
        "campaign": wanted.campaign, "contact": same_person(con, wanted.contact),
    }  # fmt: skip


def _asked(
    con: sqlite3.Connection,
    today: date,
    where: str,
    values: dict[str, Any],
    only: Sequence[int] | None = None,
) -> list[Lead]:
    narrow = "AND id IN (SELECT value FROM json_each(:ids))" if only is not None else ""
    found = con.execute(
        f"WITH RECURSIVE {WAY.format(only=narrow)}{_WORTH}{_COLUMNS}{where}",
        values,
    ).fetchall()
    rates = stage_chances(con, today)
    return [_lead(row, rates) for row in found]


def _lead(row: Any, rates: dict[Stage, int]) -> Lead:
    stage = Stage(row[25])
    chance = row[27] if row[27] is not None and stage in OPEN else rates[stage]
    return Lead._make((
        row[0], datetime.fromisoformat(row[1]), LeadChannel(row[2]), *row[3:20], _day(row[20]),
        row[21], Urgency(row[22]), *row[23:25], stage, date.fromisoformat(row[26]), *row[27:30],
        _instant(row[30]), row[31], _day(row[32]), row[33], _day(row[34]), _day(row[35]),
        *row[36:44], _day(row[44]), _day(row[45]), *row[46:50], _day(row[50]), chance,
    ))  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def received_day(one: Lead) -> date:
    """The day on which a lead arrived."""
    return berlin_today(one.received)
