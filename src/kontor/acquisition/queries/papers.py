"""What a campaign would send: who gets which words, who is left out and why; nothing is written.

The preview carries a mark made of everything that would go out. Sending asks for this mark: what
nobody looked at, or what changed since, does not leave the house.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kontor.acquisition.kinds import ADDRESSED, CampaignChannel, CampaignKind, MemberState
from kontor.acquisition.queries.campaigns import Campaign, Member, campaign, members
from kontor.base.errors import Refused
from kontor.base.i18n import N_, _, language
from kontor.base.tables import data_rows
from kontor.base.text import csv_cell
from kontor.company import queries as company
from kontor.contacts.consent_kinds import Light, Purpose, Verdict, Way
from kontor.contacts.kinds import ChannelKind, Contact
from kontor.contacts.queries import contact as find_contact
from kontor.contacts.queries.consent import verdicts
from kontor.documents.layout.figures import day as written_day
from kontor.documents.letters import salutation, written_name
from kontor.documents.texts import fill_known, unfilled
from kontor.documents.texts import placeholders as text_placeholders

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
_KNOWN = frozenset({"salutation", "name", "site", "last_order", "date", "firm"})
_BRACES = re.compile(r"\{([^{}]*)\}")
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
    rows = _looked_at(con, one, way, waiting, day)
    said = json.dumps([one.id, day.isoformat(), *(list(row) for row in rows)], ensure_ascii=False)
    return Preview(one, day, hashlib.sha256(said.encode()).hexdigest()[:12], rows)


def sent_again(con: sqlite3.Connection, key: int, day: date) -> Preview:
    """What went out already, set once more for a printer that jammed; it releases nothing.

    The words are made of what is known today; who objected meanwhile is left out.

    Raises:
        Refused: nothing was sent yet.
    """
    one = campaign(con, key)
    got = [row for row in members(con, key) if row.sent is not None]
    if not got:
        raise Refused(
            N_("Nothing of this campaign was sent yet."),
            hint=N_("Look at the preview; its mark releases the sending."),
        )
    return Preview(one, day, "", _looked_at(con, one, way_of(one), got, day))


def _looked_at(
    con: sqlite3.Connection, one: Campaign, way: Way, there: Sequence[Member], day: date
) -> tuple[Planned, ...]:
    found = verdicts(con, [row.contact for row in there], way, purpose_of(one), day)
    return tuple(_planned(con, one, row, found[row.contact], day) for row in there)


def _planned(
    con: sqlite3.Connection, one: Campaign, row: Member, verdict: Verdict, day: date
) -> Planned:
    who = find_contact(con, row.contact)
    place = place_of(who, one.channel)
    allowed, reason = verdict.allowed, verdict.reason
    if allowed and not place:
        allowed, reason = False, _NO_PLACE[one.channel]
    subject, text = (words_for(con, said, who, day) for said in (one.subject, one.text))
    if allowed and any(unfilled(said, code) for said in (subject, text) for code in ("de", "en")):
        allowed, reason = False, _UNKNOWN
    if allowed and one.channel is not CampaignChannel.PHONE:
        text = f"{text}\n\n{objection_hint(con, who)}"
    return Planned(
        row.id, row.contact, who.name, place, allowed, verdict.light, reason, verdict.law,
        subject, text if allowed else "",
    )  # fmt: skip


def sample(con: sqlite3.Connection, one: Campaign, contact: int, day: date) -> Preview:
    """The words of a campaign for one person as they would look; it releases nothing."""
    who = find_contact(con, contact)
    subject, text = (words_for(con, said, who, day) for said in (one.subject, one.text))
    text = f"{text}\n\n{objection_hint(con, who)}"
    place = place_of(who, one.channel)
    row = Planned(0, contact, who.name, place, True, Light.GREEN, "", "", subject, text)
    return Preview(one, day, "", (row,))


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
    spoken = "en" if who.language == "en" else "de"
    subject, when, site = con.execute(_LAST, (who.id,)).fetchone() or ("", "", "")
    if not site and who.sites:
        site = who.sites[0].name
    if not site and who.address and who.address.street:
        site = f"{who.address.street} {who.address.house_number or ''}".strip()
    last = f"{subject} ({written_day(date.fromisoformat(when), spoken)})" if when else ""
    firm = company.firm_or_none(con)
    known = {
        "name": written_name(who), "salutation": salutation(who, spoken).rstrip(","), "site": site,
        "last_order": last, "date": written_day(day, spoken), "firm": firm.name if firm else "",
    }  # fmt: skip
    values = {key: value for key, value in known.items() if value}
    for code in ("de", "en"):  # the text names them in one language, whoever gets it
        text = fill_known(text, values, code)
    return text


def placeholders() -> list[str]:
    """What may stand in braces, in the reader's language."""
    return [name for name, key in text_placeholders(language()).items() if key in _KNOWN]


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces in a text and nobody fills in, in either language."""
    both = {**text_placeholders("de"), **text_placeholders("en")}
    found = dict.fromkeys(_BRACES.findall(text))
    return [f"{{{name}}}" for name in found if both.get(name) not in _KNOWN]


def objection_hint(con: sqlite3.Connection, who: Contact) -> str:
    """The hint at the right to object, which every advertisement must carry."""
    spoken = "en" if who.language == "en" else "de"
    firm = company.firm_or_none(con)
    reach = (firm.mail or firm.phone or firm.name) if firm else ""
    return campaign_word("objection", spoken).replace("{contact}", reach or "")


def campaign_word(key: str, spoken: str) -> str:
    """A word that stands on the paper of a campaign, in its language."""
    row = next(row for row in data_rows("campaign-words") if row["key"] == key)
    return str(row["en" if spoken == "en" else "de"])


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


_HEADS = (
    N_("Customer number"), N_("Salutation"), N_("First name"), N_("Last name"), N_("Name"),
    N_("Street"), N_("House number"), N_("Postcode"), N_("City"), N_("Goes to"),
)  # fmt: skip


def address_file(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Addresses as CSV for other programs; no cell is taken for a formula."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow([_(head) for head in _HEADS])
    writer.writerows([[csv_cell(cell) for cell in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")
