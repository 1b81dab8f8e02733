"""Leads: captured in seconds, answered, changed, visited, made a contact and a quote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from kontor.acquisition.kinds import OPEN, LeadChannel, MemberState, Stage, VisitAgreed
from kontor.acquisition.model import (
    AnsweredInput,
    CampaignRow,
    ConvertInput,
    FollowUpRow,
    LeadChange,
    LeadFields,
    LeadInput,
    LeadRow,
    MoveRow,
    VisitInput,
)
from kontor.acquisition.queries import campaigns as campaign_queries
from kontor.acquisition.queries.doubles import Doubles, doubles, same_contact
from kontor.acquisition.queries.settings import find_source
from kontor.acquisition.rules import naming
from kontor.acquisition.rules.naming import Said
from kontor.acquisition.service.members import advance
from kontor.acquisition.service.moving import enter, lead_row
from kontor.base.dates import berlin_today
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.contacts import queries as contacts
from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role
from kontor.contacts.model import (
    AddressInput,
    ChannelInput,
    ContactInput,
    RoleInput,
    SiteInput,
)
from kontor.contacts.rules import reach
from kontor.contacts.service import (
    add_address,
    add_channel,
    add_role,
    add_site,
    create_contact,
)
from kontor.sales.model.inputs import DocumentInput
from kontor.sales.service.inquiries import new_inquiry
from kontor.sales.service.quotes import new_quote
from kontor.store.unit import Unit, use_case

_PLAIN = (
    "trade", "subject", "text", "wish", "budget", "value", "urgency", "kilometres", "owner",
    "chance", "next_action", "next_day", "data_source",
)  # fmt: skip
_SAID = Said._fields
_SOURCES = {LeadChannel.WEB: "website", LeadChannel.FAIR: "fair"}


class Captured(NamedTuple):
    """A lead that was written down: the contact that called, and who may be the same."""

    lead: int
    contact: int | None
    doubles: Doubles


class Converted(NamedTuple):
    """What became of a lead."""

    contact: int
    site: int | None
    inquiry: int | None
    quote: int | None


@use_case(N_("Lead written down"))
def capture(unit: Unit, data: LeadInput, now: datetime) -> Captured:
    """Write a lead down. Whoever is known by telephone or mail is linked at once.

    Raises:
        InputError: contact, source or campaign that nobody knows.
    """
    said = _said(data)
    found = doubles(unit.con, said, data.origin)
    received = data.received or now
    partner = contacts.resolve(unit.con, data.contact).id if data.contact else None
    if partner is None and (said.phone or said.mail):
        partner = same_contact(unit.con, said)
    campaign = _campaign(unit, data.campaign)
    row = LeadRow(
        received=received, answered=data.answered, channel=data.channel, origin=data.origin,
        source=_source(unit, data, campaign, partner), campaign=campaign.id if campaign else None,
        contact=partner, referrer=_partner(unit, data.referrer), entered=berlin_today(received),
        site=contacts.site_of(unit.con, partner, data.site) if partner and data.site else None,
        **{field: getattr(data, field) for field in _PLAIN}, **_stored(said),
    )  # fmt: skip
    if data.answered is not None:
        row.stage = Stage.CONTACT
        row.entered = berlin_today(data.answered)
    unit.put(row)
    if row.stage is not Stage.NEW:
        unit.insert(MoveRow, lead=row.key, day=row.entered, old=Stage.NEW, new=row.stage)
    if campaign is not None:
        advance(unit, campaign.key, partner, MemberState.LEAD, row.entered)
    return Captured(row.key, partner, found)


@use_case(N_("Lead changed"))
def change_lead(unit: Unit, lead: int, data: LeadChange) -> None:
    """Change what is known of a lead; what is not given stays."""
    row = lead_row(unit, lead)
    given = data.model_fields_set
    for field in given & {*_PLAIN, "channel", "received", "answered"}:
        value = getattr(data, field)
        if value is not None or field in _NULLABLE:
            setattr(row, field, value)
    _change_links(unit, row, data, given)
    if given & {*_SAID}:
        there = _there(row)._replace(**{key: getattr(data, key) for key in given & {*_SAID}})
        if "street" in given and "house_number" not in given:
            there = there._replace(house_number="")  # of the street before
        for key, value in _stored(naming.parted(there)).items():
            setattr(row, key, value)
    if row.answered is not None and row.answered < row.received:
        raise InputError(N_("The answer lies before the arrival."), field="answered")
    unit.flush()


def _change_links(unit: Unit, row: LeadRow, data: LeadChange, given: set[str]) -> None:
    if "source" in given and data.source:
        row.source = find_source(unit.con, data.source).key
    if "campaign" in given:
        campaign = _campaign(unit, data.campaign)
        row.campaign = campaign.id if campaign else None
    if "referrer" in given:
        row.referrer = _partner(unit, data.referrer)
    if "contact" in given:
        _relink(row, _partner(unit, data.contact))
    if "site" in given:
        row.site = contacts.site_of(unit.con, row.contact, data.site) if row.contact else None


_NULLABLE = frozenset({"wish", "budget", "value", "kilometres", "chance", "next_day", "answered"})


def _relink(row: LeadRow, contact: int | None) -> None:
    if row.inquiry is not None and contact != row.contact:
        raise Refused(
            N_("The enquiry in sales belongs to the contact of this lead."),
            hint=N_("Change the contact there first."),
        )
    if contact != row.contact:
        row.site = None
    row.contact = contact


@use_case(N_("First answer noted"))
def answer_lead(unit: Unit, lead: int, data: AnsweredInput, now: datetime) -> None:
    """Note that somebody was spoken to: the waiting ends, the lead is in contact."""
    row = lead_row(unit, lead)
    at = data.at or now
    if at < row.received:
        raise InputError(N_("The answer lies before the arrival."), field="at")
    if row.answered is None:
        row.answered = at
    if row.stage in {Stage.NEW, Stage.DORMANT}:
        enter(unit, row, Stage.CONTACT, berlin_today(at))
    if data.note:
        row.text = "\n".join(filter(None, (row.text, data.note)))
    unit.flush()


@use_case(N_("Site visit agreed"))
def plan_visit(unit: Unit, lead: int, data: VisitInput, now: datetime) -> None:
    """Agree on a site visit: day and time stand with the lead until it is over."""
    row = lead_row(unit, lead)
    day = date.fromisoformat(data.at[:10])
    today = berlin_today(now)
    if row.answered is None:
        row.answered = max(row.received, now)
    row.visit, row.next_day = data.at, day
    row.next_action = data.note
    if row.stage in {Stage.NEW, Stage.CONTACT, Stage.DORMANT, Stage.LOST}:
        enter(unit, row, Stage.VISIT, today)
        row.visit, row.next_day, row.next_action = data.at, day, data.note
    unit.flush()
    unit.insert(
        FollowUpRow, lead=row.key, quote=None, step=0, day=today, how="appointment",
        note=data.note, until=day,
    )  # fmt: skip
    unit.emit(agreed(row, data.at, data.note, visit=True))


def agreed(row: LeadRow, at: str, note: str, *, visit: bool) -> VisitAgreed:
    """The event that a day was agreed on with a lead."""
    street = f"{row.street} {row.house_number}".strip()
    town = f"{row.postcode} {row.city}".strip()
    who = "" if row.contact else row.firm or row.name or row.phone or row.mail
    title = ": ".join(filter(None, (who, row.subject or row.trade)))
    return VisitAgreed(
        f"acquisition:{row.key}", at, title, note,
        row.contact, row.site, ", ".join(filter(None, (street, town))), row.owner, visit,
    )  # fmt: skip


def visit_moved(unit: Unit, lead: int, at: str | None) -> None:
    """Keep the agreed day of a lead as the calendar has it; None: the visit was cancelled."""
    row = lead_row(unit, lead)
    if row.visit is None or row.stage not in OPEN:
        return
    if row.next_day is not None and row.next_day.isoformat() == row.visit[:10]:
        row.next_day = date.fromisoformat(at[:10]) if at else None
    row.visit = at
    unit.flush()


@use_case(N_("Lead marked as double"))
def mark_double(unit: Unit, lead: int, of: int, today: date) -> None:
    """Say that a lead is another one once more: it is closed and counts no longer.

    Raises:
        Refused: it has an enquiry of its own, or the other one is a double itself.
    """
    row, other = lead_row(unit, lead), lead_row(unit, of)
    if lead == of or other.duplicate_of is not None:
        raise Refused(N_("Name the lead that stays."), field="of")
    if row.inquiry is not None:
        raise Refused(N_("This lead has an enquiry in sales already."))
    enter(unit, row, Stage.LOST, today)
    row.duplicate_of, row.decided = of, today
    other.text = "\n".join(dict.fromkeys(filter(None, (other.text, row.text))))[:20_000]
    for field in ("phone", "phone_normal", "mail", "postcode", "city", "street", "trade"):
        if not getattr(other, field):
            setattr(other, field, getattr(row, field))
    unit.flush()


# -- conversion ----------------------------------------------------------------------------------


@use_case(N_("Lead taken over"))
def convert(unit: Unit, lead: int, data: ConvertInput, today: date) -> Converted:
    """Make contact, site, enquiry and the draft of a quote of a lead; nothing is typed again.

    Raises:
        Refused: there is an enquiry already, or a contact that may be the same.
    """
    row = lead_row(unit, lead)
    if row.inquiry is not None and data.to != "contact":
        raise Refused(
            N_("This lead has an enquiry in sales already."),
            hint=N_("Go on there: {document}."), document=f"sales:{row.inquiry}",
        )  # fmt: skip
    if row.contact is None:
        row.contact = _contact(unit, row, data)
    row.site = row.site or (_site(unit, row) if data.site else None)
    unit.flush()
    if data.to == "contact":
        return Converted(row.contact, row.site, None, None)
    fields = DocumentInput(
        contact=f"contacts:{row.contact}", day=today, subject=(row.subject or row.trade)[:500],
        note=_note(row), site=f"site:{row.site}" if row.site else None,
    )  # fmt: skip
    row.inquiry = new_inquiry(unit, fields, today)
    unit.flush()
    quote = None
    if data.to == "quote":
        quote = new_quote(unit, fields.model_copy(update={"note": None}), today, row.inquiry)
    elif row.stage is Stage.NEW:
        enter(unit, row, Stage.CONTACT, today)
    unit.flush()
    return Converted(row.contact, row.site, row.inquiry, quote)


def _contact(unit: Unit, row: LeadRow, data: ConvertInput) -> int:
    if data.contact:
        key = contacts.resolve(unit.con, data.contact).id
        _complete(unit, key, row, data.role)
        return key
    said = _there(row)
    if not (said.name or said.firm):
        raise InputError(N_("The contact needs a name."), field="name")
    near = doubles(unit.con, said, lead=row.key).contacts
    if near and not data.new_contact:
        raise Refused(
            N_("“{name}” may be the same."), name=near[0].name,
            hint=N_("Take contacts:{key}, or add a new contact knowingly."), key=near[0].id,
            field="contact",
        )  # fmt: skip
    key = create_contact(unit, _contact_input(row, said, data.role))
    if data.kind is not None:
        from kontor.contacts.service.terms import set_invoicing
        from kontor.contacts.terms import InvoicingInput

        set_invoicing(unit, key, InvoicingInput(customer_kind=data.kind))
    return key


def _contact_input(row: LeadRow, said: Said, role: Role) -> ContactInput:
    addresses = []
    if said.street or said.postcode or said.city:
        addresses = [AddressInput(kind=AddressKind.MAIN, **_address(said))]
    person = naming.kind_of(said) is ContactKind.PERSON
    return ContactInput(
        kind=naming.kind_of(said),
        name=said.firm,
        salutation=naming.salutation(said.name) or None if person else None,
        first_name=naming.first_name(said.name) or None if person else None,
        last_name=naming.last_name(said.name) or None if person else None,
        note=said.name or None if not person else None,
        source=row.source, addresses=addresses, channels=_channels(said),
        roles=[RoleInput(role=role)],
    )  # fmt: skip


def _complete(unit: Unit, key: int, row: LeadRow, role: Role) -> None:
    """Give a known contact what it lacks: the number, the mail, the address, the role."""
    said, there = _there(row), contacts.contact(unit.con, key)
    known = {one.normal for one in there.channels}
    for channel in _channels(said):
        if reach(channel.kind, channel.value).normal not in known:
            add_channel(unit, key, channel)
    if not there.addresses and (said.street or said.city):
        add_address(unit, key, AddressInput(kind=AddressKind.MAIN, **_address(said)))
    if not there.roles:
        add_role(unit, key, RoleInput(role=role))


def _channels(said: Said) -> list[ChannelInput]:
    found = []
    if said.phone:
        normal = naming.normal_phone(said.phone)
        mobile = normal.startswith(("+4915", "+4916", "+4917"))
        kind = ChannelKind.MOBILE if mobile else ChannelKind.PHONE
        found.append(ChannelInput(kind=kind, value=said.phone))
    if said.mail:
        found.append(ChannelInput(kind=ChannelKind.MAIL, value=said.mail))
    return found


def _address(said: Said) -> dict[str, Any]:
    return {
        "street": said.street or None, "house_number": said.house_number or None,
        "postcode": said.postcode or None, "city": said.city or None,
    }  # fmt: skip


def _site(unit: Unit, row: LeadRow) -> int | None:
    said = _there(row)
    if row.contact is None or not said.street:
        return None
    name = f"{said.street} {said.house_number}".strip()
    for one in contacts.sites(unit.con, row.contact):
        if (one.street or "", one.house_number or "") == (said.street, said.house_number):
            return one.id
    return add_site(unit, row.contact, SiteInput(name=name, **_address(said)))


def _note(row: LeadRow) -> str | None:
    lines = [row.text]
    if row.wish:
        lines.append(f"{row.wish.isoformat()}")
    return "\n".join(filter(None, lines)) or None


# -- inside --------------------------------------------------------------------------------------


def _said(data: LeadFields) -> Said:
    return naming.parted(Said(*(getattr(data, field) for field in _SAID)))


def _there(row: LeadRow) -> Said:
    return Said(*(getattr(row, field) for field in _SAID))


def _stored(said: Said) -> dict[str, Any]:
    """The columns of what was said, with those that doubles are found by."""
    draft = naming.draft(said)
    return {
        **said._asdict(), "mail": draft.mail, "phone_normal": draft.phone,
        "name_key": draft.name_key, "place_key": draft.place_key,
    }  # fmt: skip


def _partner(unit: Unit, text: str | None) -> int | None:
    return contacts.resolve(unit.con, text).id if text else None


def _campaign(unit: Unit, text: str | None) -> CampaignRow | None:
    if not text:
        return None
    return unit.get(CampaignRow, campaign_queries.resolve(unit.con, text).id)


def _source(unit: Unit, data: LeadInput, campaign: CampaignRow | None, partner: int | None) -> str:
    """As said, else of the campaign, a known customer, the referrer or the channel."""
    if data.source:
        return find_source(unit.con, data.source).key
    if campaign is not None and campaign.source:
        return campaign.source
    if data.referrer:
        return "referral"
    if partner is not None:
        roles = {one.role for one in contacts.contact(unit.con, partner).roles}
        if Role.CUSTOMER in roles:
            return "customer"
    return _SOURCES.get(data.channel, "other")
