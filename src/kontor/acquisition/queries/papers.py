"""What a campaign would send: who gets which words, who is left out and why; nothing is written.

The preview carries a mark made of everything that would go out. Sending asks for this mark: what
nobody looked at, or what changed since, does not leave the house.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.acquisition.kinds import ADDRESSED, CampaignChannel, CampaignKind, MemberState
from kontor.acquisition.queries.campaigns import Campaign, Member, campaign, members
from kontor.base.errors import Refused
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.company import queries as company
from kontor.contacts.consent_kinds import Light, Purpose, Verdict, Way
from kontor.contacts.kinds import ChannelKind, Contact
from kontor.contacts.queries import contact as find_contact
from kontor.contacts.queries.consent import verdicts
from kontor.documents.layout.figures import day as written_day
from kontor.documents.letters import salutation
from kontor.documents.texts import fill_known, unfilled

_WAYS = {
    CampaignChannel.LETTER: Way.LETTER, CampaignChannel.MAIL: Way.MAIL,
    CampaignChannel.PHONE: Way.PHONE,
}  # fmt: skip
_PURPOSES = {
    CampaignKind.NEWSLETTER: Purpose.NEWSLETTER, CampaignKind.REVIEW: Purpose.REVIEW,
    CampaignKind.REFERRAL: Purpose.REFERRAL,
}  # fmt: skip
_NO_PLACE = {
    CampaignChannel.LETTER: N_("The address is not complete."),
    CampaignChannel.MAIL: N_("There is no mail address."),
    CampaignChannel.PHONE: N_("There is no telephone number."),
}
_UNKNOWN = N_("Something that the text names is not known of this contact.")
_LAST = """
SELECT d.subject, ifnull(d.decided, d.day), ifnull(s.name, '') FROM sales_document d
  LEFT JOIN site s ON s.id = d.site
 WHERE d.contact = ? AND d.kind = 'order' AND d.state <> 'cancelled' ORDER BY d.day DESC, d.id DESC
 LIMIT 1
"""


class Planned(NamedTuple):
    """What a member would get; `reason` (message id) says why somebody is left out."""

    member: int
    contact: int
    name: str
    place: str
    allowed: bool
    light: Light
    reason: str
    law: str
    subject: str
    text: str


class Preview(NamedTuple):
    """A campaign as it would go out on a day."""

    campaign: Campaign
    day: date
    mark: str
    rows: tuple[Planned, ...]

    @property
    def going(self) -> list[Planned]:
        """Who gets something."""
        return [row for row in self.rows if row.allowed]

    @property
    def left_out(self) -> list[Planned]:
        """Who gets nothing, with the reason."""
        return [row for row in self.rows if not row.allowed]


def way_of(one: Campaign) -> Way:
    """The way of a campaign that addresses people.

    Raises:
        Refused: it addresses nobody by name.
    """
    if one.channel not in ADDRESSED:
        raise Refused(N_("This campaign addresses nobody by name: there is nothing to send."))
    return _WAYS[one.channel]


def purpose_of(one: Campaign) -> Purpose:
    """What a campaign is for, as the law of advertising asks."""
    return _PURPOSES.get(one.kind, Purpose.ADVERTISING)


def preview(con: sqlite3.Connection, key: int, day: date) -> Preview:
    """What a campaign would send to its planned members; reads only.

    Raises:
        Refused: it addresses nobody by name, or has no words yet.
    """
    one = campaign(con, key)
    way = way_of(one)
    if one.channel is not CampaignChannel.PHONE and not (one.subject and one.text):
        raise Refused(
            N_("The campaign has no subject or no text yet."),
            hint=N_("Write both first; names in braces are filled in."),
        )
    waiting = [row for row in members(con, key) if row.state is MemberState.PLANNED]
    found = verdicts(con, [row.contact for row in waiting], way, purpose_of(one), day)
    rows = tuple(_planned(con, one, row, found[row.contact], day) for row in waiting)
    said = json.dumps([one.id, day.isoformat(), *(list(row) for row in rows)], ensure_ascii=False)
    return Preview(one, day, hashlib.sha256(said.encode()).hexdigest()[:12], rows)


def _planned(
    con: sqlite3.Connection, one: Campaign, row: Member, verdict: Verdict, day: date
) -> Planned:
    who = find_contact(con, row.contact)
    place = place_of(who, one.channel)
    allowed, reason = verdict.allowed, verdict.reason
    if allowed and not place:
        allowed, reason = False, _NO_PLACE[one.channel]
    subject, text = (words_for(con, said, who, day) for said in (one.subject, one.text))
    language = "en" if who.language == "en" else "de"
    if allowed and (unfilled(subject, language) or unfilled(text, language)):
        allowed, reason = False, _UNKNOWN
    if allowed and one.channel is not CampaignChannel.PHONE:
        text = f"{text}\n\n{objection_hint(con, who)}"
    return Planned(
        row.id, row.contact, who.name, place, allowed, verdict.light, reason, verdict.law,
        subject, text if allowed else "",
    )  # fmt: skip


def place_of(who: Contact, channel: CampaignChannel) -> str:
    """Where somebody is reached on the way of a campaign; empty when he is not."""
    if channel is CampaignChannel.LETTER:
        address = who.address
        if address is None or not (address.street and address.postcode and address.city):
            return ""
        street = f"{address.street} {address.house_number or ''}".strip()
        return f"{street}, {address.postcode} {address.city}"
    kinds = {ChannelKind.MAIL} if channel is CampaignChannel.MAIL else {
        ChannelKind.PHONE, ChannelKind.MOBILE,
    }  # fmt: skip
    return next((one.value for one in who.channels if one.kind in kinds), "")


def words_for(con: sqlite3.Connection, text: str, who: Contact, day: date) -> str:
    """A text with what is known of somebody: name, salutation, site, last order.

    What is not known stays as it stands; without a site the own address is it.
    """
    language = "en" if who.language == "en" else "de"
    subject, when, site = con.execute(_LAST, (who.id,)).fetchone() or ("", "", "")
    if not site and who.sites:
        site = who.sites[0].name
    if not site and who.address and who.address.street:
        site = f"{who.address.street} {who.address.house_number or ''}".strip()
    last = f"{subject} ({written_day(date.fromisoformat(when), language)})" if when else ""
    firm = company.firm_or_none(con)
    known = {
        "name": who.name, "salutation": salutation(who, language).rstrip(","), "site": site,
        "last_order": last, "date": written_day(day, language), "firm": firm.name if firm else "",
    }  # fmt: skip
    return fill_known(text, {key: value for key, value in known.items() if value}, language)


def objection_hint(con: sqlite3.Connection, who: Contact) -> str:
    """The hint at the right to object, which every advertisement must carry."""
    row = next(row for row in data_rows("campaign-words") if row["key"] == "objection")
    firm = company.firm_or_none(con)
    reach = (firm.mail or firm.phone or firm.name) if firm else ""
    return row["en" if who.language == "en" else "de"].replace("{contact}", reach or "")


# -- papers --------------------------------------------------------------------------------------


def mails(con: sqlite3.Connection, shown: Preview) -> list[tuple[str, bytes]]:
    """A draft for each member; the mail program sends it."""
    from kontor.documents.mail import Mail, eml

    firm = company.firm(con)
    found = []
    for number, row in enumerate(shown.going, 1):
        who = find_contact(con, row.contact)
        greeting = salutation(who, "en" if who.language == "en" else "de")
        mail = Mail(firm.mail or "", firm.name, row.place, row.subject, f"{greeting}\n\n{row.text}")
        found.append((f"{shown.campaign.code}-{number:03}.eml", eml(mail)))
    return found


def addresses(con: sqlite3.Connection, rows: Sequence[Planned]) -> list[tuple[str, ...]]:
    """Salutation, name and address of members, for labels and other programs."""
    found: list[tuple[str, ...]] = []
    for row in rows:
        who = find_contact(con, row.contact)
        at = who.address
        found.append((
            who.customer_number or "", who.salutation or "", who.first_name or "",
            who.last_name or "", who.name, (at.street or "") if at else "",
            (at.house_number or "") if at else "", (at.postcode or "") if at else "",
            (at.city or "") if at else "", row.place,
        ))  # fmt: skip
    return found
