"""Words for the codes of winning customers, as message ids: both faces say the same."""

from __future__ import annotations

from typing import NamedTuple

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
from kontor.base.i18n import N_, _

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


class FigureWord(NamedTuple):
    """A figure of a period: its field, name, kind, group, and the formula in a sentence.

    `kind` is `int`, `money`, `rate`, `minutes`, `days` or `weeks` (in 1/100); `now`: it holds as
    of today, whatever the period.
    """

    key: str
    name: str
    kind: str
    group: str
    formula: str
    now: bool = False


_ASKED, _DECIDED, _AHEAD = N_("Leads and quotes"), N_("Decisions"), N_("What lies ahead")
_SPENT, _PEOPLE = N_("Cost"), N_("Customers")
FIGURES: tuple[FigureWord, ...] = (
    FigureWord("leads", N_("Leads"), "int", _ASKED,
               N_("Leads that arrived in the period; doubles do not count.")),
    FigureWord("quotes", N_("with a quote"), "int", _ASKED,
               N_("Leads of the period that got a quote until today.")),
    FigureWord("quote_rate", N_("leads that got a quote"), "rate", _ASKED,
               N_("Leads of the period with a quote ÷ leads of the period.")),
    FigureWord("response", N_("time to the first answer"), "minutes", _ASKED,
               N_("Median from the arrival to the first answer in office hours: nights, weekends"
                  " and holidays do not count.")),
    FigureWord("late", N_("answered later than a day"), "int", _ASKED,
               N_("Leads of the period whose first answer took, or takes, longer than a day; free"
                  " days do not count.")),
    FigureWord("to_quote", N_("days from lead to quote"), "days", _ASKED,
               N_("Median of the days from the arrival to the first quote.")),
    FigureWord("won", N_("won"), "int", _DECIDED,
               N_("Leads won in the period, by the day of the decision.")),
    FigureWord("lost", N_("lost"), "int", _DECIDED,
               N_("Leads lost in the period, by the day of the decision.")),
    FigureWord("rate_count", N_("success by number"), "rate", _DECIDED,
               N_("Won ÷ (won + lost), by the day of the decision.")),
    FigureWord("won_net", N_("won, net"), "money", _DECIDED,
               N_("Net of the orders; without an order that of the last quote, else the value as"
                  " estimated.")),
    FigureWord("lost_net", N_("lost, net"), "money", _DECIDED,
               N_("Net of the last quotes; without one the value as estimated.")),
    FigureWord("rate_value", N_("success by value"), "rate", _DECIDED,
               N_("Net won ÷ (net won + net lost).")),
    FigureWord("to_decision", N_("days from quote to decision"), "days", _DECIDED,
               N_("Median of the days from the first quote to the decision.")),
    FigureWord("pipeline", N_("open leads"), "money", _AHEAD,
               N_("Sum of what all open leads stand for."), now=True),
    FigureWord("weighted", N_("open leads, weighted"), "money", _AHEAD,
               N_("Sum of value × chance of all open leads."), now=True),
    FigureWord("backlog_weeks", N_("orders in hand, weeks"), "weeks", _AHEAD,
               N_("Net of the orders in hand that is not billed yet ÷ revenue of an average week"
                  " of the last 52.")),
    FigureWord("cost", N_("cost of winning customers"), "money", _SPENT,
               N_("Of all sources and campaigns: by the month, per lead, share of the order, per"
                  " campaign.")),
    FigureWord("cost_per_lead", N_("cost per lead"), "money", _SPENT,
               N_("Cost ÷ leads of the period.")),
    FigureWord("cost_per_order", N_("cost per order"), "money", _SPENT,
               N_("Cost ÷ leads won in the period.")),
    FigureWord("referral_share", N_("leads by recommendation"), "rate", _PEOPLE,
               N_("Leads of the period by recommendation ÷ leads of the period.")),
    FigureWord("repeat_rate", N_("customers who came again"), "rate", _PEOPLE,
               N_("Customers with two orders or more ÷ customers with an order, until the end of"
                  " the period.")),
    FigureWord("review_rate", N_("reviews per closed order"), "rate", _PEOPLE,
               N_("Requests for a review that were answered ÷ orders closed by their last invoice"
                  " in the period.")),
    FigureWord("customer_value", N_("margin of a customer in three years"), "money", _PEOPLE,
               N_("Mean contribution margin of the customers with an order in the three years to"
                  " the end of the period.")),
)  # fmt: skip
CUTS: dict[str, str] = {
    "reason": N_("Reason"),
    "competitor": N_("Competitor"),
    "trade": N_("Trade"),
    "gap": N_("Our price beside theirs"),
    "speed": N_("Time to the quote"),
    "size": N_("Size of the order"),
    "source": N_("Source"),
}
FACTORS: dict[str, str] = {
    "trade": N_("Trade"),
    "size": N_("Size"),
    "channel": N_("Channel"),
    "answer": N_("First answer after"),
    "touch": N_("Followed up"),
}


def factor_text(factor: str, value: str) -> str:
    """The class of a factor in the reader's words."""
    return _(CHANNELS[value]) if factor == "channel" else value
