"""Words for the codes of winning customers, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.acquisition.kinds import (
    Basis,
    CampaignChannel,
    CampaignKind,
    CampaignState,
    FollowHow,
    LeadChannel,
    MemberState,
    Rhythm,
    Stage,
    StepHow,
    Unit,
    Urgency,
)
from kontor.base.i18n import N_

STAGES: dict[str, str] = {
    Stage.NEW: N_("new"),
    Stage.CONTACT: N_("in contact"),
    Stage.VISIT: N_("site visit"),
    Stage.QUOTING: N_("quote in work"),
    Stage.QUOTED: N_("quoted"),
    Stage.NEGOTIATION: N_("negotiation"),
    Stage.WON: N_("won"),
    Stage.LOST: N_("lost"),
    Stage.DORMANT: N_("dormant"),
}
CHANNELS: dict[str, str] = {
    LeadChannel.PHONE: N_("telephone"),
    LeadChannel.MAIL: N_("e-mail"),
    LeadChannel.WEB: N_("website"),
    LeadChannel.PORTAL: N_("portal"),
    LeadChannel.PERSONAL: N_("in person"),
    LeadChannel.FAIR: N_("trade fair"),
    LeadChannel.POST: N_("by post"),
}
URGENCIES: dict[str, str] = {
    Urgency.LOW: N_("can wait"),
    Urgency.NORMAL: N_("normal"),
    Urgency.HIGH: N_("urgent"),
    Urgency.EMERGENCY: N_("emergency"),
}
FOLLOWS: dict[str, str] = {
    FollowHow.CALL: N_("called"),
    FollowHow.LETTER: N_("letter written"),
    FollowHow.MAIL: N_("e-mail written"),
    FollowHow.APPOINTMENT: N_("appointment made"),
    FollowHow.SNOOZE: N_("put off"),
    FollowHow.DONE: N_("done"),
}
RHYTHMS: dict[str, str] = {
    Rhythm.QUOTE: N_("after a quote"),
    Rhythm.LEAD: N_("lead without contact"),
}
BASES: dict[str, str] = {
    Basis.START: N_("from sending or arrival"),
    Basis.VALIDITY: N_("from the end of validity"),
}
UNITS: dict[str, str] = {
    Unit.WORKING: N_("working days"),
    Unit.DAYS: N_("days"),
}
STEPS: dict[str, str] = {
    StepHow.CALL: N_("call"),
    StepHow.LETTER: N_("letter"),
    StepHow.MAIL: N_("e-mail"),
    StepHow.CLOSE: N_("close or extend"),
}
CAMPAIGN_CHANNELS: dict[str, str] = {
    CampaignChannel.LETTER: N_("letter"),
    CampaignChannel.MAIL: N_("e-mail"),
    CampaignChannel.PHONE: N_("telephone"),
    CampaignChannel.FLYER: N_("flyer"),
    CampaignChannel.AD: N_("advertisement"),
    CampaignChannel.FAIR: N_("trade fair"),
    CampaignChannel.WEB: N_("website"),
}
CAMPAIGN_KINDS: dict[str, str] = {
    CampaignKind.SPRING_PAINT: N_("spring painting"),
    CampaignKind.HEATING_CHECK: N_("heating check"),
    CampaignKind.WINDOW_CARE: N_("window care"),
    CampaignKind.WINTER_OFFER: N_("winter offer"),
    CampaignKind.NEWSLETTER: N_("newsletter"),
    CampaignKind.REFERRAL: N_("recommendation"),
    CampaignKind.REVIEW: N_("review"),
    CampaignKind.OTHER: N_("other"),
}
CAMPAIGN_STATES: dict[str, str] = {
    CampaignState.PLANNED: N_("planned"),
    CampaignState.SENT: N_("sent"),
    CampaignState.CLOSED: N_("completed"),
}
MEMBER_STATES: dict[str, str] = {
    MemberState.PLANNED: N_("planned"),
    MemberState.SENT: N_("sent"),
    MemberState.ANSWERED: N_("answered"),
    MemberState.LEAD: N_("lead"),
    MemberState.ORDERED: N_("ordered"),
    MemberState.DECLINED: N_("declined"),
    MemberState.UNDELIVERABLE: N_("undeliverable"),
    MemberState.EXCLUDED: N_("left out"),
}
