"""States, signs and short texts of campaigns, their members and sources on the screen."""

from __future__ import annotations

from kontor.acquisition.kinds import ADDRESSED, CampaignState, MemberState, SourceCost
from kontor.acquisition.queries.campaigns import Campaign
from kontor.acquisition.words import CAMPAIGN_STATES, MEMBER_STATES
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, format_rate
from kontor.tui.widgets.columns import BAD, GOOD, MUTED, PLAIN, WARN, State

CAMPAIGNS: dict[str, State] = {
    CampaignState.PLANNED: State("✎", CAMPAIGN_STATES[CampaignState.PLANNED], WARN),
    CampaignState.SENT: State("→", N_("active"), GOOD),
    CampaignState.CLOSED: State("✓", CAMPAIGN_STATES[CampaignState.CLOSED], MUTED),
}
MEMBERS: dict[str, State] = {
    MemberState.PLANNED: State("○", MEMBER_STATES[MemberState.PLANNED], PLAIN),
    MemberState.SENT: State("→", N_("got it"), PLAIN),
    MemberState.ANSWERED: State("↩", MEMBER_STATES[MemberState.ANSWERED], GOOD),
    MemberState.LEAD: State("●", MEMBER_STATES[MemberState.LEAD], GOOD),
    MemberState.ORDERED: State("✓", MEMBER_STATES[MemberState.ORDERED], GOOD),
    MemberState.DECLINED: State("✗", MEMBER_STATES[MemberState.DECLINED], MUTED),
    MemberState.UNDELIVERABLE: State("!", MEMBER_STATES[MemberState.UNDELIVERABLE], WARN),
    MemberState.EXCLUDED: State("⊘", MEMBER_STATES[MemberState.EXCLUDED], MUTED),
}
LIGHTED: dict[str, State] = {  # who still waits shows the traffic light
    "green": State("●", N_("may get it"), GOOD), "yellow": State("◐", N_("with care"), WARN),
    "red": State("✗", N_("blocked"), BAD), **MEMBERS,
}  # fmt: skip
NOBODY = N_("This campaign addresses nobody by name.")


def named(one: Campaign) -> bool:
    """Whether the campaign goes to people by name."""
    return one.channel in ADDRESSED


def worded(one: Campaign) -> bool:
    """Whether the campaign has what its channel needs to be read."""
    return bool(one.subject and one.text) or one.channel.value == "phone"


def next_step(one: Campaign, waiting: int) -> str:
    """What the key for going on does now, in a few words; `waiting` members are not sent yet."""
    if one.state is CampaignState.CLOSED:
        return ""
    if not named(one):
        return _("begin it") if one.state is CampaignState.PLANNED else _("close it")
    if not worded(one):
        return _("write subject and text")
    if waiting:
        return _("look at it, then send")
    return _("note an answer") if one.sent else _("find the people")


def cost_text(cost: SourceCost | None) -> str:
    """What a source costs, on one line."""
    if cost is None:
        return ""
    parts = [
        (cost.fixed_per_month, _("{amount} € a month")),
        (cost.per_lead, _("{amount} € a lead")),
        (cost.per_campaign, _("{amount} € a campaign")),
    ]
    said = [text.format(amount=format_money(cents)) for cents, text in parts if cents]
    if cost.pct_of_order:
        said.append(_("{rate} of the order").format(rate=format_rate(cost.pct_of_order)))
    return " · ".join(said)
