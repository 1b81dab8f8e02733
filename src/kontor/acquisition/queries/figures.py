"""Figures of winning customers: what each source and campaign earned, chances, won and lost.

Money is followed from the lead over enquiry, quote and order to the invoices and what was paid on
them. The contribution margin of an order is what was billed less its direct cost: the labour that
stands in its prices, and what the books hold on the order's number; where they hold nothing, the
planned material and other cost. Planned cost counts in the proportion in which it is billed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kontor.acquisition.kinds import DECIDED, OPEN, Decided, SourceCost, Stage
from kontor.acquisition.queries.campaigns import campaigns
from kontor.acquisition.queries.leads import EVERYTHING, WAY, Lead, leads
from kontor.acquisition.queries.settings import source_costs, sources
from kontor.acquisition.rules import costs as cost_rules
from kontor.acquisition.rules import figures as rules
from kontor.acquisition.rules.chance import Case, Forecast, History, count_cases, forecast
from kontor.acquisition.rules.law import class_of, term
from kontor.acquisition.rules.response import response_minutes
from kontor.base.dates import add_months, berlin_today
from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.base.money import half_up
from kontor.company import queries as company
from kontor.sales.queries.documents import billed_net
from kontor.sales.queries.pipeline import job

NOWHERE = "–"  # leads without any postcode
_ANY = 10_000_000
_WEEKS = 52
_YEARS = 3  # of the customer value
_FIRST_SENT = f"""
WITH RECURSIVE {WAY.format(only="")}
SELECT w.lead, min(ifnull(d.sent, d.day)) FROM way w JOIN sales_document d ON d.id = w.doc
 WHERE d.kind = 'quote' AND d.issued IS NOT NULL GROUP BY w.lead
"""  # noqa: S608  own words
_TOUCHED = f"""
WITH RECURSIVE {WAY.format(only="")}
SELECT lead, sum(pieces) FROM (
  SELECT lead, count(*) AS pieces FROM follow_up
   WHERE lead IS NOT NULL AND how NOT IN ('snooze', 'appointment') GROUP BY lead
  UNION ALL SELECT w.lead, count(*) FROM follow_up f JOIN way w ON w.doc = f.quote
   WHERE f.how NOT IN ('snooze', 'appointment') GROUP BY w.lead) GROUP BY lead
"""  # noqa: S608  own words
_ORDERS = f"""
WITH RECURSIVE {WAY.format(only="")}
SELECT w.lead, d.id, ifnull(d.decided, d.day) FROM way w JOIN sales_document d ON d.id = w.doc
 WHERE d.kind = 'order' AND d.state <> 'cancelled' ORDER BY d.id
"""  # noqa: S608  own words
_PAID = """
SELECT ifnull(sum(s.money), 0) FROM sales_document b
  JOIN item i ON i.document = b.number AND i.side = 1 JOIN settlement s ON s.item = i.id
 WHERE b.sales_order = ?1 AND b.kind = 'invoice' AND b.issued IS NOT NULL
"""


class Worth(NamedTuple):
    """An order in money: net agreed and billed, paid cash (gross), contribution margin."""

    order: int
    day: date
    net: int
    billed: int
    paid: int
    margin: int


class Earned(NamedTuple):
    """What a source or campaign brought; `cost` what it took, `result` margin less cost.

    Attributes:
        visits: leads that came to a site visit; `quotes` that got a quote, `orders` that were won.
        order_net: net of the orders; of a lead won without an order here what it stands for.
    """

    key: str
    name: str
    sent: int
    answers: int
    leads: int
    visits: int
    quotes: int
    orders: int
    lost: int
    order_net: int
    billed: int
    paid: int
    margin: int
    cost: int

    @property
    def open(self) -> int:
        """Leads that are neither won nor lost."""
        return self.leads - self.orders - self.lost

    @property
    def result(self) -> int:
        """Contribution margin less what the source cost."""
        return self.margin - self.cost

    @property
    def per_lead(self) -> int | None:
        """Cost per lead."""
        return rules.per(self.cost, self.leads)

    @property
    def per_order(self) -> int | None:
        """Cost per order."""
        return rules.per(self.cost, self.orders)


class Place(NamedTuple):
    """Leads and orders of an area of postcodes; `kilometres` is the mean way, one direction."""

    postcode: str
    leads: int
    won: int
    lost: int
    rate: int | None
    billed: int
    margin: int
    kilometres: int | None


def facts(con: sqlite3.Connection, today: date) -> list[Decided]:
    """Every lead that is no double, as the figures need it."""
    first = {key: date.fromisoformat(day) for key, day in con.execute(_FIRST_SENT).fetchall()}
    touched = dict(con.execute(_TOUCHED).fetchall())
    return [
        Decided(
            one.id, one.stage, one.source, one.channel, one.trade, one.postcode, one.received,
            one.answered, first.get(one.id), one.quote_net, one.decided, one.order_net, one.value,
            one.chance, one.reason, one.lost_to, one.lost_price, one.contact,
            int(touched.get(one.id, 0)),
        )
        for one in leads(con, today, EVERYTHING, size=_ANY)
        if one.duplicate_of is None
    ]  # fmt: skip


def figures(
    con: sqlite3.Connection, first: date, last: date, now: datetime,
    there: Sequence[Decided] | None = None,
) -> rules.Figures:  # fmt: skip
    """All figures of a period by their exact formulas; `there` are the facts, once read."""
    today = berlin_today(now)
    known = facts(con, today) if there is None else there
    return rules.figures(known, first, last, office(con, now), _money(con, first, last, today))


def office(con: sqlite3.Connection, now: datetime) -> rules.Office:
    """When the firm answers."""
    today = berlin_today(now)
    return rules.Office(
        company.setting(con, "office_hours", today), company.setting(con, "land", today), now
    )


def order_worth(con: sqlite3.Connection, order: int, day: date) -> Worth:
    """An order in money."""
    one = job(con, order)
    billed = billed_net(con, order)
    (paid,) = con.execute(_PAID, (order,)).fetchone()
    labour = one.planned["labour"]
    planned = labour if one.actual else one.cost
    cost = one.actual + (half_up(planned * billed, one.agreed) if one.agreed else 0)
    return Worth(order, day, one.agreed, billed, int(paid), billed - cost)


def orders_of(con: sqlite3.Connection) -> dict[int, list[Worth]]:
    """The orders of each lead in money."""
    found: dict[int, list[Worth]] = {}
    for lead, order, day in con.execute(_ORDERS).fetchall():
        found.setdefault(lead, []).append(order_worth(con, order, date.fromisoformat(day)))
    return found


def by_source(con: sqlite3.Connection, first: date, last: date, today: date) -> list[Earned]:
    """What each source earned with the leads that arrived in a period; the best result first."""
    groups: dict[str, list[Lead]] = {}
    for one in _arrived(con, first, last, today):
        groups.setdefault(one.source, []).append(one)
    money, terms = _Brought(visited(con), orders_of(con)), source_costs(con)
    names = {one.key: one.name for one in sources(con)}
    for cost in terms:
        groups.setdefault(cost.source, [])
    begun = [(one.source, one.starts, one.cost) for one in campaigns(con)]
    found = []
    for key, there in groups.items():
        own = [cost for cost in terms if cost.source == key]
        starts = [day for source, day, _cost in begun if source == key and first <= day <= last]
        paid = sum(cost for source, day, cost in begun if source == key and first <= day <= last)
        found.append(
            _earned(
                key, names.get(key, key), there, money,
                _source_cost(own, there, money.orders, first, last)
                + cost_rules.campaign_cost(own, starts) + paid,
            )
        )  # fmt: skip
    kept = [one for one in found if one.leads or one.cost]
    return sorted(kept, key=lambda one: (-one.result, -one.leads, one.name))


def _source_cost(
    terms: Sequence[SourceCost], there: Sequence[Lead], orders: dict[int, list[Worth]], first: date,
    last: date,
) -> int:  # fmt: skip
    days = [berlin_today(one.received) for one in there]
    won = [(order.day, order.net) for one in there for order in orders.get(one.id, ())]
    return (
        cost_rules.fixed_cost(terms, first, last)
        + cost_rules.lead_cost(terms, days)
        + cost_rules.order_cost(terms, won)
    )


def by_campaign(
    con: sqlite3.Connection, today: date, first: date | None = None, last: date | None = None
) -> list[Earned]:
    """What each campaign earned, newest first; its cost is what was paid for it.

    With a period only campaigns that began in it, with all that came of them until today.
    """
    money = _Brought(visited(con), orders_of(con))
    groups: dict[int, list[Lead]] = {}
    for one in leads(con, today, EVERYTHING, size=_ANY):
        if one.campaign is not None and one.duplicate_of is None:
            groups.setdefault(one.campaign, []).append(one)
    answers = dict(
        con.execute(
            "SELECT campaign,count(*) FROM campaign_member"
            " WHERE state IN ('answered','lead','ordered') GROUP BY campaign"
        ).fetchall()
    )
    terms = source_costs(con)
    found = []
    for plan in campaigns(con):
        if not (first or plan.starts) <= plan.starts <= (last or plan.starts):
            continue
        own = [cost for cost in terms if cost.source == plan.source]
        cost = plan.cost + cost_rules.campaign_cost(own, [plan.starts])
        earned = _earned(plan.code, plan.name, groups.get(plan.id, []), money, cost)
        found.append(earned._replace(sent=plan.sent, answers=int(answers.get(plan.id, 0))))
    return found


class _Brought(NamedTuple):
    """What became of leads: those that came to a site visit, and the orders of each in money."""

    visits: set[int]
    orders: dict[int, list[Worth]]


def visited(con: sqlite3.Connection) -> set[int]:
    """Leads that came to a site visit, whatever became of them."""
    found = con.execute(
        "SELECT lead FROM lead_move WHERE new='visit'"
        " UNION SELECT id FROM lead WHERE visit IS NOT NULL"
    ).fetchall()
    return {row[0] for row in found}


def _earned(key: str, name: str, there: Sequence[Lead], money: _Brought, cost: int) -> Earned:
    won = [order for one in there for order in money.orders.get(one.id, ())]
    bare = (one for one in there if one.stage is Stage.WON and one.id not in money.orders)
    return Earned(
        key, name, 0, 0, len(there), sum(one.id in money.visits for one in there),
        sum(one.quote is not None for one in there),
        sum(one.stage is Stage.WON for one in there),
        sum(one.stage is Stage.LOST for one in there),
        sum(order.net for order in won) + sum(one.worth or 0 for one in bare),
        sum(order.billed for order in won), sum(order.paid for order in won),
        sum(order.margin for order in won), cost,
    )  # fmt: skip


def by_postcode(
    con: sqlite3.Connection, first: date, last: date, today: date, digits: int = 2
) -> list[Place]:
    """Leads, orders and money by the first digits of the postcode; most billed first.

    A lead without a place of its own stands where its contact lives.
    """
    orders, homes = orders_of(con), homes_of(con)
    groups: dict[str, list[Lead]] = {}
    for one in _arrived(con, first, last, today):
        groups.setdefault(place_of(one, homes)[:digits] or NOWHERE, []).append(one)
    found = []
    for code, there in groups.items():
        won = sum(one.stage is Stage.WON for one in there)
        lost = sum(one.stage is Stage.LOST for one in there)
        money = [order for one in there for order in orders.get(one.id, ())]
        ways = [one.kilometres for one in there if one.kilometres is not None]
        found.append(
            Place(
                code, len(there), won, lost, rules.share(won, won + lost),
                sum(one.billed for one in money), sum(one.margin for one in money),
                rules.per(sum(ways), len(ways)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.billed, -one.leads, one.postcode))


def homes_of(con: sqlite3.Connection) -> dict[int, str]:
    """The postcode of each contact: of its main address, else of the first."""
    found = con.execute(
        "SELECT contact,postcode FROM contact_address WHERE postcode<>''"
        " ORDER BY kind='main',id DESC"
    ).fetchall()
    return dict(found)


def place_of(one: Lead, homes: dict[int, str]) -> str:
    """The postcode of a lead; its contact's where it has none."""
    return one.postcode or (homes.get(one.contact, "") if one.contact is not None else "")


def win_loss(
    con: sqlite3.Connection, by: str, first: date, last: date, today: date
) -> list[rules.Cut]:
    """Won and lost of a period by reason, competitor, trade, source, gap, speed or size."""
    decided = [one for one in facts(con, today) if one.decided and first <= one.decided <= last]
    return rules.cut(decided, by)


def open_quotes(con: sqlite3.Connection, today: date) -> list[rules.Age]:
    """Open quotes by age: 0-7, 8-14, 15-30, more than 30 days."""
    found = con.execute(
        "SELECT ifnull(d.sent,d.day),(SELECT ifnull(sum(net),0) FROM sum_line WHERE document=d.id)"
        " FROM sales_document d WHERE d.kind='quote' AND d.state IN ('sent','expired')"
    ).fetchall()
    return rules.ageing([(date.fromisoformat(day), net) for day, net in found], today)


# -- chance of a lead ----------------------------------------------------------------------------


def forecast_lead(con: sqlite3.Connection, lead: int, now: datetime) -> Forecast:
    """How likely a lead is won, from the firm's own decided quotes, with every factor shown."""
    today = berlin_today(now)
    there = facts(con, today)
    asked = next((one for one in there if one.lead == lead), None)
    if asked is None:
        raise NotFound(N_("There is no lead {number}."), number=lead)
    at = office(con, now)
    history = count_cases([_case(one, at) for one in _decided(there, today) if one.lead != lead])
    # the chance of the stage as the list shows it, by hand or of the stage
    return _forecast(_case(asked, at), history, asked.chance, today)


def outlook(con: sqlite3.Connection, now: datetime) -> list[tuple[Decided, Forecast]]:
    """Every open lead with its forecast."""
    today = berlin_today(now)
    there, at = facts(con, today), office(con, now)
    history = count_cases([_case(one, at) for one in _decided(there, today)])
    return [
        (one, _forecast(_case(one, at), history, one.chance, today))
        for one in there
        if one.stage in OPEN
    ]


def _decided(there: Sequence[Decided], today: date) -> list[Decided]:
    since = add_months(today, -12 * term("history_years", today))
    return [
        one
        for one in there
        if one.stage in DECIDED and one.quoted and one.decided and one.decided >= since
    ]


def _forecast(asked: Case, history: History, chance: int, today: date) -> Forecast:
    return forecast(
        asked, history, chance, least=term("history_least", today),
        weight=term("history_weight", today),
    )  # fmt: skip


def _case(one: Decided, at: rules.Office) -> Case:
    factors = [("trade", one.trade)] if one.trade else []
    factors.append(("size", class_of("size", _asked_net(one)).name))
    factors.append(("channel", one.channel))
    if one.answered:
        minutes = response_minutes(one.received, one.answered, at.hours, at.land)
        factors.append(("answer", class_of("answer", minutes).name))
    factors.append(("touch", class_of("touch", one.follow_ups).name))
    return Case(one.stage is Stage.WON, tuple(factors))


def _asked_net(one: Decided) -> int:
    """What was offered, not what became of it: the same for won, lost and open ones."""
    return one.quote_net if one.quote_net is not None else (one.value or 0)


# -- inside --------------------------------------------------------------------------------------


def _arrived(con: sqlite3.Connection, first: date, last: date, today: date) -> Iterable[Lead]:
    for one in leads(con, today, EVERYTHING, size=_ANY):
        if one.duplicate_of is None and first <= berlin_today(one.received) <= last:
            yield one


def _money(con: sqlite3.Connection, first: date, last: date, today: date) -> rules.Money:
    bought = Counter(
        row[0]
        for row in con.execute(
            "SELECT contact FROM sales_document WHERE kind='order' AND state<>'cancelled'"
            " AND ifnull(decided,day)<=?",
            (last.isoformat(),),
        )
    )
    (reviews,) = con.execute(
        "SELECT (SELECT count(*) FROM review_request WHERE result='written' AND day BETWEEN ?1"
        " AND ?2) + (SELECT count(*) FROM campaign_member m JOIN campaign c ON c.id=m.campaign"
        " WHERE c.kind='review' AND m.answered BETWEEN ?1 AND ?2)",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    (closed,) = con.execute(
        "SELECT count(DISTINCT sales_order) FROM sales_document WHERE kind='invoice'"
        " AND invoice_kind IN ('single','final') AND issued IS NOT NULL AND state<>'cancelled'"
        " AND day BETWEEN ? AND ? AND sales_order IS NOT NULL",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    cost = sum(one.cost for one in by_source(con, first, last, today))
    cost += sum(
        one.cost for one in campaigns(con) if not one.source and first <= one.starts <= last
    )
    margins = _margins(con, add_months(last, -12 * _YEARS), last)
    backlog, weekly = _backlog(con, last)
    return rules.Money(
        cost, len(bought), sum(count > 1 for count in bought.values()), reviews, closed, margins,
        backlog, weekly,
    )  # fmt: skip


def _margins(con: sqlite3.Connection, first: date, last: date) -> tuple[int, ...]:
    """The contribution margin of each customer with orders of these years."""
    found: Counter[int] = Counter()
    for contact, order, day in con.execute(
        "SELECT contact,id,ifnull(decided,day) FROM sales_document WHERE kind='order'"
        " AND state<>'cancelled' AND ifnull(decided,day) BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    ).fetchall():
        found[contact] += order_worth(con, order, date.fromisoformat(day)).margin
    return tuple(found.values())


def _backlog(con: sqlite3.Connection, last: date) -> tuple[int, int]:
    """Open order net, and the average revenue of a week over a year, as the books say."""
    waiting = con.execute(
        "SELECT id FROM sales_document WHERE kind='order'"
        " AND state IN ('confirmed','begun','finished','accepted')"
    ).fetchall()
    left = sum(max(0, job(con, key).left) for (key,) in waiting)
    (year,) = con.execute(
        "SELECT ifnull(-sum(l.cents),0) FROM line l JOIN account a ON a.id=l.account"
        " WHERE a.kind='income' AND l.day>? AND l.day<=?",
        ((last - timedelta(weeks=_WEEKS)).isoformat(), last.isoformat()),
    ).fetchone()
    return left, half_up(int(year), _WEEKS)
