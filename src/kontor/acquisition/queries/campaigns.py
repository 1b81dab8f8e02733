"""Campaigns, their members, saved queries of whom they are for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kontor.acquisition.kinds import CampaignChannel, CampaignKind, CampaignState, MemberState
from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import fold, quoted

_CAMPAIGN = """
SELECT c.id, c.name, c.code, c.kind, c.channel, c.source, c.starts, c.ends, c.budget, c.cost,
       c.area, c.subject, c.text, c.state, c.note,
       (SELECT count(*) FROM campaign_member m WHERE m.campaign = c.id AND m.state <> 'excluded'),
       (SELECT count(*) FROM campaign_member m WHERE m.campaign = c.id AND m.state = 'excluded'),
       (SELECT count(*) FROM campaign_member m WHERE m.campaign = c.id AND m.sent IS NOT NULL),
       (SELECT count(*) FROM lead l WHERE l.campaign = c.id AND l.duplicate_of IS NULL)
  FROM campaign c
"""


class Campaign(NamedTuple):
    """A campaign with its counts; `members` without those left out."""

    id: int
    name: str
    code: str
    kind: CampaignKind
    channel: CampaignChannel
    source: str | None
    starts: date
    ends: date | None
    budget: int | None
    cost: int
    area: str
    subject: str
    text: str
    state: CampaignState
    note: str
    members: int
    excluded: int
    sent: int
    leads: int

    @property
    def ref(self) -> str:
        """How other areas name the campaign."""
        return f"acquisition:campaign/{self.id}"


class Member(NamedTuple):
    """A contact in a campaign."""

    id: int
    campaign: int
    contact: int
    name: str
    postcode: str | None
    city: str | None
    added: str
    state: MemberState
    reason: str
    sent: date | None
    answered: date | None


class TargetList(NamedTuple):
    """A saved query; `query` is the document of its input model."""

    id: int
    name: str
    query: dict[str, Any]


def campaigns(con: sqlite3.Connection, state: CampaignState | None = None) -> list[Campaign]:
    """Campaigns, newest first."""
    rows = con.execute(
        f"{_CAMPAIGN} WHERE ?1 IS NULL OR c.state=?1 ORDER BY c.starts DESC,c.id DESC", (state,)
    ).fetchall()
    return [_campaign(row) for row in rows]


def campaign(con: sqlite3.Connection, key: int) -> Campaign:
    """One campaign; `NotFound` without it."""
    row = con.execute(f"{_CAMPAIGN} WHERE c.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no campaign {number}."), number=key)
    return _campaign(row)


def resolve(con: sqlite3.Connection, text: str) -> Campaign:
    """The campaign that is meant by code, id, `acquisition:campaign/3` or name.

    Raises:
        NotFound: none.
        Refused: several have this name.
    """
    wanted = fold(text.removeprefix("acquisition:campaign/")).strip()
    there = campaigns(con)
    for one in there:
        if wanted in {fold(one.code), str(one.id)}:
            return one
    named = [one for one in there if fold(one.name) == wanted]
    if not named:
        raise NotFound(N_("There is no campaign “{name}”."), name=quoted(text), field="campaign")
    if len(named) > 1:
        raise Refused(
            N_("Several campaigns are called “{name}”: use the code."), name=quoted(text),
            field="campaign",
        )  # fmt: skip
    return named[0]


def members(con: sqlite3.Connection, key: int) -> list[Member]:
    """The members of a campaign, by name."""
    rows = con.execute(
        "SELECT m.id,m.campaign,m.contact,c.name,a.postcode,a.city,m.added,m.state,m.reason,m.sent,"
        "m.answered FROM campaign_member m JOIN contact c ON c.id=m.contact"
        " LEFT JOIN contact_address a ON a.id=(SELECT id FROM contact_address WHERE contact=c.id"
        " ORDER BY kind<>'main',id LIMIT 1) WHERE m.campaign=? ORDER BY c.sort_name,m.id",
        (key,),
    ).fetchall()
    return [
        Member._make((*row[:7], MemberState(row[7]), row[8], _day(row[9]), _day(row[10])))
        for row in rows
    ]


def target_lists(con: sqlite3.Connection) -> list[TargetList]:
    """Saved queries by name."""
    rows = con.execute("SELECT id,name,query FROM target_list ORDER BY name").fetchall()
    return [TargetList(key, name, json.loads(query)) for key, name, query in rows]


_BILLED = """
SELECT i.contact, sum(CASE WHEN i.invoice_kind IN ('credit') THEN -s.net ELSE s.net END)
  FROM sales_document i JOIN sum_line s ON s.document = i.id
 WHERE i.kind = 'invoice' AND i.issued IS NOT NULL AND i.state <> 'cancelled'
   AND i.invoice_kind NOT IN ('cancel', 'instalment')
   AND (?1 IS NULL OR i.day >= ?1) AND (?2 IS NULL OR i.day <= ?2)
 GROUP BY i.contact
"""


class Target(NamedTuple):
    """The conditions of a target list, as the query needs them."""

    roles: Sequence[str] = ()
    kinds: Sequence[str] = ()
    postcodes: Sequence[str] = ()
    trade: str = ""
    worked_from: date | None = None
    worked_to: date | None = None
    quiet_since: date | None = None
    least: int | None = None
    lost: bool = False
    channel: CampaignChannel | None = None


def targets(con: sqlite3.Connection, wanted: Target) -> list[int]:
    """The contacts that meet every condition, by name; aliases and archived ones are left out."""
    rows = con.execute(
        "SELECT c.id,a.postcode,a.street,i.customer_kind,"
        " (SELECT group_concat(role) FROM contact_role WHERE contact=c.id),"
        " EXISTS(SELECT 1 FROM contact_channel WHERE contact=c.id AND kind='mail'),"
        " EXISTS(SELECT 1 FROM contact_channel WHERE contact=c.id AND kind IN ('phone','mobile'))"
        " FROM contact c LEFT JOIN contact_address a ON a.id=(SELECT id FROM contact_address"
        " WHERE contact=c.id ORDER BY kind<>'main',id LIMIT 1)"
        " LEFT JOIN invoicing i ON i.contact=c.id"
        " WHERE c.merged_into IS NULL AND c.archived IS NULL ORDER BY c.sort_name,c.id"
    ).fetchall()
    sets = _narrowing(con, wanted)
    found = []
    for key, code, street, kind, roles, mail, phone in rows:
        if wanted.roles and not set(wanted.roles) & set((roles or "").split(",")):
            continue
        if wanted.kinds and (kind or "private") not in wanted.kinds:
            continue
        if wanted.postcodes and not (code or "").startswith(tuple(wanted.postcodes)):
            continue
        reach = {
            CampaignChannel.LETTER: bool(code and street), CampaignChannel.MAIL: bool(mail),
            CampaignChannel.PHONE: bool(phone),
        }  # fmt: skip
        if wanted.channel and not reach.get(wanted.channel, True):
            continue
        if all((key in there) is inside for there, inside in sets):
            found.append(key)
    return found


def _narrowing(con: sqlite3.Connection, wanted: Target) -> list[tuple[set[int], bool]]:
    """Sets of contacts that one must be in, or must not."""
    sets: list[tuple[set[int], bool]] = []
    if wanted.worked_from or wanted.worked_to or wanted.least is not None:
        billed = con.execute(_BILLED, (_iso(wanted.worked_from), _iso(wanted.worked_to))).fetchall()
        least = wanted.least if wanted.least is not None else 1
        sets.append(({contact for contact, net in billed if net >= least}, True))
    if wanted.quiet_since:
        late = con.execute(_BILLED, (_iso(wanted.quiet_since), None)).fetchall()
        sets.append(({contact for contact, _net in late}, False))
    if wanted.trade:
        word = f"%{fold(wanted.trade)}%"
        rows = con.execute(
            "SELECT contact FROM lead WHERE contact IS NOT NULL AND (lower(trade) LIKE ?1"
            " OR lower(subject) LIKE ?1) UNION SELECT d.contact FROM sales_document d"
            " WHERE lower(d.subject) LIKE ?1 UNION SELECT d.contact FROM position p"
            " JOIN sales_document d ON d.id=p.document WHERE lower(p.short) LIKE ?1",
            (word,),
        ).fetchall()
        sets.append(({row[0] for row in rows}, True))
    if wanted.lost:
        rows = con.execute(
            "SELECT contact FROM lead WHERE contact IS NOT NULL AND stage IN ('lost','dormant')"
        ).fetchall()
        sets.append(({row[0] for row in rows}, True))
    return sets


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _campaign(row: Any) -> Campaign:
    return Campaign._make((
        *row[:3], CampaignKind(row[3]), CampaignChannel(row[4]), row[5],
        date.fromisoformat(row[6]), _day(row[7]), *row[8:13], CampaignState(row[13]), *row[14:],
    ))  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
