"""The answers of winning customers to the questions that are put to every area."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from kontor.acquisition.kinds import DECIDED
from kontor.acquisition.queries.follow import follow_ups
from kontor.acquisition.queries.settings import reason_name, source_name
from kontor.acquisition.words import FOLLOWS, STAGES
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _
from kontor.company import queries as company
from kontor.store.doors import Door, Due, Happening, Held, Kept, SearchRow, values_of
from kontor.store.erasing import erase_row

if TYPE_CHECKING:
    from kontor.store.unit import Unit

AREA = "acquisition"
_LAW = "DSGVO Art. 6 (1) b, f"
_FOUND = """
SELECT l.id, coalesce(c.name, nullif(l.firm, ''), l.name), l.firm, l.name, l.subject, l.trade,
       l.text, l.city, l.phone, l.mail FROM lead l LEFT JOIN contact c ON c.id = l.contact
 WHERE ?1 IS NULL OR l.id IN (SELECT value FROM json_each(?1))
"""
_CAMPAIGNS = """
SELECT id, name, code, subject FROM campaign
 WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
"""
_DECIDED = ",".join(f"'{stage}'" for stage in DECIDED)
_WORDS = ("name", "firm", "phone", "phone_normal", "mail", "street", "house_number", "name_key",
          "place_key", "subject", "text", "lost_to", "reason_note", "next_action", "data_source",
          "origin")  # fmt: skip


def due(con: sqlite3.Connection, today: date) -> Iterator[Due]:
    """Who to call, by value × chance; data of lost leads whose time is over."""
    if company.firm_or_none(con) is None:
        return
    for one in follow_ups(con, today):
        title = N_("{title}: {text} ({number})") if one.quote else N_("{title}: {text}")
        yield Due(
            one.ref, one.day, "follow_up" if one.quote else "lead", title, one.worth or None,
            1 if one.overdue else 0,
            values_of(text=one.text, title=one.title, number=one.number),
            "acquisition.follow", weight=one.weighted,
        )  # fmt: skip
    (gone, first) = con.execute(
        "SELECT count(*),min(delete_on) FROM lead WHERE delete_on<=?", (today.isoformat(),)
    ).fetchone()
    if gone:
        yield Due(
            f"{AREA}:forget", date.fromisoformat(first), "privacy",
            N_("Data of {count} lost leads should be deleted"), None, 1, values_of(count=gone),
            "acquisition.forget",
        )  # fmt: skip


def timeline(con: sqlite3.Connection, partner: str) -> Iterator[Happening]:
    """Leads of a partner with their ends, follow-ups, campaigns that reached him."""
    key = _key(partner)
    if key is None:
        return
    found = [*_leads(con, key), *_done(con, key), *_reached(con, key)]
    yield from sorted(found, key=lambda one: one.day, reverse=True)


def _leads(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    rows = con.execute(
        "SELECT id,substr(received,1,10),source,subject,stage,decided,reason,value FROM lead"
        " WHERE contact=? AND duplicate_of IS NULL",
        (contact,),
    ).fetchall()
    for lead, day, source, subject, stage, decided, reason, value in rows:
        yield Happening(
            f"{AREA}:{lead}", date.fromisoformat(day), "lead", N_("Asked by {source}: {subject}"),
            value, values_of(source=source_name(con, source), subject=subject or "–"),
        )  # fmt: skip
        if decided:
            yield Happening(
                f"{AREA}:{lead}", date.fromisoformat(decided), "lead",
                N_("Lead {stage}: {reason}") if reason else N_("Lead {stage}"), value,
                values_of(stage=_(STAGES[stage]), reason=reason_name(reason)),
            )  # fmt: skip


def _done(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    rows = con.execute(
        "SELECT f.id,f.day,f.how,f.note,ifnull(f.lead,0),ifnull(f.quote,0) FROM follow_up f"
        " LEFT JOIN lead l ON l.id=f.lead LEFT JOIN sales_document d ON d.id=f.quote"
        " WHERE ifnull(l.contact,d.contact)=? AND f.how<>'snooze'",
        (contact,),
    ).fetchall()
    for _id, day, how, note, lead, quote in rows:
        yield Happening(
            f"sales:{quote}" if quote else f"{AREA}:{lead}", date.fromisoformat(day), "follow_up",
            N_("Followed up, {how}: {note}") if note else N_("Followed up, {how}"), None,
            values_of(how=_(FOLLOWS[how]), note=note),
        )  # fmt: skip


def _reached(con: sqlite3.Connection, contact: int) -> Iterator[Happening]:
    rows = con.execute(
        "SELECT c.id,m.sent,c.name FROM campaign_member m JOIN campaign c ON c.id=m.campaign"
        " WHERE m.contact=? AND m.sent IS NOT NULL",
        (contact,),
    ).fetchall()
    for key, sent, name in rows:
        yield Happening(
            f"{AREA}:campaign/{key}", date.fromisoformat(sent), "campaign",
            N_("Campaign “{name}” sent"), None, values_of(name=name),
        )  # fmt: skip


def search_rows(
    con: sqlite3.Connection, table: str, ids: Collection[int] | None
) -> Iterable[SearchRow]:
    """What the search finds: leads by what was said, campaigns by name and code."""
    asked = json.dumps(list(ids)) if ids is not None else None
    if table == "campaign":
        return [
            SearchRow(f"{AREA}:campaign/{key}", AREA, name, f"{code} {subject}", key)
            for key, name, code, subject in con.execute(_CAMPAIGNS, (asked,)).fetchall()
        ]
    return [
        SearchRow(f"{AREA}:{key}", AREA, title or " ".join(rest[2:4]), " ".join(rest), key)
        for key, title, *rest in con.execute(_FOUND, (asked,)).fetchall()
    ]


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """A lead says what its quotes say; what is decided has a day."""
    rows = con.execute(
        f"SELECT id FROM lead WHERE (stage IN ({_DECIDED}))<>(decided IS NOT NULL)"  # noqa: S608
    ).fetchall()
    for (key,) in rows:
        yield Finding(
            "AQ01", f"{AREA}:{key}", N_("The lead and its day of decision do not agree."), "",
            Severity.ERROR,
        )  # fmt: skip
    rows = con.execute(
        "WITH RECURSIVE way(lead,doc) AS (SELECT id,inquiry FROM lead WHERE inquiry IS NOT NULL"
        " UNION SELECT w.lead,d.id FROM way w JOIN sales_document d ON d.origin=w.doc"
        " AND d.kind='quote') SELECT DISTINCT l.id,d.number FROM way w"
        " JOIN lead l ON l.id=w.lead JOIN sales_document d ON d.id=w.doc"
        " WHERE d.kind='quote' AND d.state IN ('accepted','partly') AND l.stage<>'won'"
    ).fetchall()
    for key, number in rows:
        yield Finding(
            "AQ02", f"{AREA}:{key}", N_("Quote {number} was accepted, the lead is not won."), "",
            Severity.ERROR, values_of(number=number),
        )  # fmt: skip


def personal(con: sqlite3.Connection, partner: str) -> Iterator[Held]:
    """What is held on a person: leads with what was said, until when; campaigns."""
    key = _key(partner)
    if key is None:
        return
    rows = con.execute(
        "SELECT id,received,stage,name,firm,phone,mail,street,house_number,postcode,city,subject,"
        "text,data_source,delete_on FROM lead WHERE contact=? ORDER BY id",
        (key,),
    ).fetchall()
    for lead, received, stage, *said, delete_on in rows:
        until = date.fromisoformat(delete_on) if delete_on else None
        content = " · ".join(filter(None, (received[:10], _(STAGES[stage]), *said)))
        yield Held(f"{AREA}:{lead}", N_("lead"), content, _LAW, until)
    rows = con.execute(
        "SELECT c.id,c.name,m.state,ifnull(m.sent,'') FROM campaign_member m"
        " JOIN campaign c ON c.id=m.campaign WHERE m.contact=? ORDER BY c.id",
        (key,),
    ).fetchall()
    for campaign, name, state, sent in rows:
        yield Held(
            f"{AREA}:campaign/{campaign}", N_("campaign"), f"{name} {state} {sent}".strip(), _LAW
        )


def erase(unit: Unit, partner: str, today: date) -> Iterable[Kept]:
    """Words of the leads go, the figures stay without a name; plans of campaigns go."""
    key = _key(partner)
    if key is None:
        return []
    found = unit.con.execute("SELECT id FROM lead WHERE contact=?", (key,)).fetchall()
    blank_leads(unit, [row[0] for row in found])
    members = unit.con.execute(
        "SELECT id FROM campaign_member WHERE contact=? AND sent IS NULL", (key,)
    ).fetchall()
    for (member,) in members:
        unit.con.execute("DELETE FROM campaign_member WHERE id=?", (member,))
        erase_row(unit.con, "campaign_member", member)
    return []


def blank_leads(unit: Unit, leads: Iterable[int]) -> None:
    """Take the words out of leads, in the rows and in their history; figures stay."""
    sets = ",".join(f"{column}=''" for column in _WORDS)
    for lead in leads:
        unit.con.execute(
            f"UPDATE lead SET {sets},delete_on=NULL WHERE id=?",  # noqa: S608  own names
            (lead,),
        )
        erase_row(unit.con, "lead", lead)
        acts = unit.con.execute("SELECT id FROM follow_up WHERE lead=?", (lead,)).fetchall()
        for (act,) in acts:
            unit.con.execute("UPDATE follow_up SET note='' WHERE id=?", (act,))
            erase_row(unit.con, "follow_up", act)


def _key(partner: str) -> int | None:
    area, _colon, key = partner.partition(":")
    return int(key) if area == "contacts" and key.isdigit() else None


DOOR = Door(
    area=AREA,
    due=due,
    timeline=timeline,
    search_tables=frozenset({"lead", "campaign"}),
    search_rows=search_rows,
    check=check,
    personal=personal,
    erase=erase,
    audit_tables=(
        "lead_source", "source_cost", "target_list", "campaign", "campaign_member", "lead",
        "lead_move", "follow_up", "stage_chance", "rhythm_step",
    ),
)  # fmt: skip
