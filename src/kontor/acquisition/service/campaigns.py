"""Campaigns: planned, their members found and left out, sent after a look, answered, closed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date

from sqlmodel import select

from kontor.acquisition.kinds import ADDRESSED, CampaignChannel, CampaignState, MemberState
from kontor.acquisition.model import (
    CampaignChange,
    CampaignInput,
    CampaignRow,
    MemberInput,
    MemberRow,
    TargetInput,
    TargetListInput,
    TargetListRow,
)
from kontor.acquisition.queries.campaigns import Target, targets
from kontor.acquisition.queries.papers import (
    placeholders,
    preview,
    purpose_of,
    unknown_placeholders,
    way_of,
)
from kontor.acquisition.queries.settings import find_source
from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.i18n import N_, _
from kontor.base.text import fold, quoted
from kontor.contacts import queries as contacts
from kontor.contacts.consents import UseInput
from kontor.contacts.service.consent import record_use
from kontor.store.unit import Unit, use_case

_FIELDS = ("name", "kind", "channel", "starts", "ends", "budget", "cost", "area", "subject", "text",
           "note")  # fmt: skip


@use_case(N_("Campaign planned"))
def new_campaign(unit: Unit, data: CampaignInput, today: date) -> int:
    """Plan a campaign; its code stands on the paper, so that who answers can name it."""
    starts = data.starts or today
    _refuse_days(starts, data.ends)
    _refuse_placeholders(data.subject, data.text)
    code = data.code or _code(data.name, starts)
    if unit.con.execute("SELECT 1 FROM campaign WHERE code=?", (code,)).fetchone():
        raise InputError(N_("The code {code} is taken."), code=quoted(code), field="code")
    source = find_source(unit.con, data.source).key if data.source else _source(data.channel)
    values = {field: getattr(data, field) for field in _FIELDS} | {"starts": starts}
    return unit.put(CampaignRow(code=code, source=source, **values)).key


def _source(channel: CampaignChannel) -> str | None:
    """The source that leads of a channel get when none is named."""
    names = {CampaignChannel.LETTER: "letter", CampaignChannel.FLYER: "flyer",
             CampaignChannel.AD: "ad", CampaignChannel.FAIR: "fair",
             CampaignChannel.WEB: "website"}  # fmt: skip
    return names.get(channel)


def _code(name: str, day: date) -> str:
    letters = re.sub(r"[^A-Z0-9]", "", fold(name).upper())[:6] or "AKTION"
    return f"{letters}{day:%y%m}"


def _refuse_days(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise InputError(N_("The end lies before the beginning."), field="ends")


def _refuse_placeholders(subject: str, text: str) -> None:
    """A word in braces that nobody fills in would go out as it stands."""
    for field, said in (("subject", subject), ("text", text)):
        for name in unknown_placeholders(said):
            raise InputError(
                N_("There is no placeholder {name}."), hint=N_("There are: {names}"), name=name,
                names=" ".join(f"{{{one}}}" for one in placeholders()), field=field,
            )  # fmt: skip


@use_case(N_("Campaign changed"))
def change_campaign(unit: Unit, campaign: int, data: CampaignChange) -> None:
    """Change a campaign; its words only until it is sent."""
    row = _row(unit, campaign)
    given = data.model_fields_set
    if row.state is not CampaignState.PLANNED and given & {"subject", "text", "channel"}:
        raise Refused(N_("The campaign was sent: its words stay as they were."))
    _refuse_placeholders(data.subject, data.text)
    for field in given & {*_FIELDS}:
        value = getattr(data, field)
        if value is not None or field in {"ends", "budget"}:
            setattr(row, field, value)
    if "source" in given:
        row.source = find_source(unit.con, data.source).key if data.source else None
    _refuse_days(row.starts, row.ends)
    unit.flush()


@use_case(N_("Campaign closed"))
def close_campaign(unit: Unit, campaign: int, today: date) -> None:
    """Close a campaign; its figures go on, nothing more is sent."""
    row = _row(unit, campaign)
    row.state, row.ends = CampaignState.CLOSED, row.ends or max(today, row.starts)
    unit.flush()


# -- members -------------------------------------------------------------------------------------


@use_case(N_("Members of a campaign found"))
def add_targets(unit: Unit, campaign: int, data: TargetInput) -> list[int]:
    """Add everybody who meets the conditions; who is there already stays as he is."""
    row = _open(unit, campaign)
    wanted = data.model_dump(exclude={"reachable", "name"})
    found = targets(unit.con, Target(**wanted, channel=row.channel if data.reachable else None))
    return _add(unit, row, found, "query")


@use_case(N_("Members of a campaign added"))
def add_members(unit: Unit, campaign: int, names: Iterable[str]) -> list[int]:
    """Add contacts by hand."""
    row = _open(unit, campaign)
    return _add(unit, row, [contacts.resolve(unit.con, name).id for name in names], "hand")


def _add(unit: Unit, row: CampaignRow, found: Iterable[int], how: str) -> list[int]:
    if row.channel not in ADDRESSED:
        raise Refused(N_("This campaign addresses nobody by name: there is nothing to send."))
    there = {
        key
        for (key,) in unit.con.execute(
            "SELECT contact FROM campaign_member WHERE campaign=?", (row.key,)
        ).fetchall()
    }
    new = [key for key in dict.fromkeys(found) if key not in there]
    for key in new:
        unit.insert(MemberRow, campaign=row.key, contact=key, added=how)
    return new


@use_case(N_("Member of a campaign noted"))
def set_member(unit: Unit, campaign: int, data: MemberInput, today: date) -> None:
    """Note what became of a member: answered, declined, undeliverable, left out, taken in again.

    Raises:
        NotFound: the contact is no member.
        Refused: somebody who got the campaign cannot be left out of it any more.
    """
    row = _row(unit, campaign)
    who = contacts.resolve(unit.con, data.contact)
    member = unit.exec(
        select(MemberRow).where(MemberRow.campaign == row.key, MemberRow.contact == who.id)
    ).first()
    if member is None:
        if data.state != "excluded":
            raise NotFound(N_("{name} is no member of this campaign."), name=who.name)
        member = MemberRow(campaign=row.key, contact=who.id, added="hand")
    state = MemberState(data.state)
    if state in {MemberState.EXCLUDED, MemberState.PLANNED} and member.sent is not None:
        raise Refused(N_("{name} got this campaign already."), name=who.name)
    member.state, member.reason = state, data.reason
    if state in {MemberState.ANSWERED, MemberState.DECLINED}:
        member.answered = data.day or today
    unit.put(member)


@use_case(N_("Campaign sent"), final=N_("it was sent"))
def send_campaign(unit: Unit, campaign: int, mark: str, day: date) -> list[int]:
    """Note a campaign as sent, exactly as the preview with this mark showed it.

    Every use is put on the log of consents; who must not be addressed is left out with the reason.
    Returns the contacts that got it.

    Raises:
        Refused: nobody looked at the preview, or something changed since; nobody may be addressed.
    """
    row = _open(unit, campaign)
    shown = preview(unit.con, campaign, day)
    if shown.mark != mark:
        raise Refused(
            N_("This is not what the preview showed."),
            hint=N_("Look at the preview again; its mark releases the sending."),
        )
    if not shown.going:
        raise Refused(N_("Nobody may be addressed; nothing was sent."))
    way, purpose = way_of(shown.campaign), purpose_of(shown.campaign)
    for planned in shown.rows:
        member = unit.get(MemberRow, planned.member)
        if member is None:
            continue
        if not planned.allowed:
            member.state, member.reason = MemberState.EXCLUDED, _(planned.reason)
            continue
        use = UseInput(channel=way, purpose=purpose, day=day, ref=shown.campaign.ref)
        member.consent = record_use(unit, planned.contact, use)
        member.state, member.sent = MemberState.SENT, day
    row.state = CampaignState.SENT
    unit.flush()
    return [planned.contact for planned in shown.going]


@use_case(N_("Campaign begun"))
def launch_campaign(unit: Unit, campaign: int) -> None:
    """Begin a campaign that addresses nobody by name: flyers, advertisement, fair, website."""
    row = _open(unit, campaign)
    if row.channel in ADDRESSED:
        raise Refused(N_("This campaign goes to people: it is sent after a look at the preview."))
    row.state = CampaignState.SENT
    unit.flush()


# -- saved queries -------------------------------------------------------------------------------


@use_case(N_("Target list saved"))
def save_targets(unit: Unit, data: TargetListInput) -> int:
    """Keep a query under a name; the same name is replaced."""
    query = json.dumps(data.model_dump(mode="json", exclude={"name"}, exclude_defaults=True))
    row = unit.exec(select(TargetListRow).where(TargetListRow.name == data.name)).first()
    row = row or TargetListRow(name=data.name, query=query)
    row.query = query
    return unit.put(row).key


@use_case(N_("Target list dropped"))
def drop_targets(unit: Unit, name: str) -> None:
    """Forget a saved query; members that it found stay."""
    row = unit.exec(select(TargetListRow).where(TargetListRow.name == name)).first()
    if row is None:
        raise NotFound(N_("There is no target list “{name}”."), name=quoted(name))
    unit.delete(row)
    unit.flush()


def _row(unit: Unit, campaign: int) -> CampaignRow:
    row = unit.get(CampaignRow, campaign)
    if row is None:
        raise NotFound(N_("There is no campaign {number}."), number=campaign)
    return row


def _open(unit: Unit, campaign: int) -> CampaignRow:
    row = _row(unit, campaign)
    if row.state is CampaignState.CLOSED:
        raise Refused(N_("The campaign {code} is closed."), code=row.code)
    return row
