"""Keys of winning customers: board, leads, following up, campaigns and their people."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_LEADS = ("acquisition.board", "acquisition.leads", "acquisition.lead")
_ALL = (*_LEADS, "acquisition.follow")
_CAMPAIGNS = ("acquisition.campaigns", "acquisition.campaign")
_MEMBERS = ("acquisition.campaign",)

ACTIONS: tuple[Action, ...] = (
    Action("lead.forward", ("greater_than_sign",), N_("Next stage"),
           N_("Moves the lead to the next stage."), _LEADS, Group.AREA, writes=True),
    Action("lead.back", ("less_than_sign",), N_("Last stage"),
           N_("Moves the lead to the stage before."), _LEADS, Group.AREA, writes=True),
    Action("lead.visit", ("O",), N_("Site visit"),
           N_("Agrees on a site visit with day and time."), _LEADS, Group.AREA, writes=True),
    Action("lead.quote", ("A",), N_("Quote"),
           N_("Opens the quote; makes it with contact and site where there is none yet."),
           _LEADS, Group.AREA, writes=True),
    Action("lead.contact", ("C",), N_("Customer"), N_("Opens the file of the customer."),
           _LEADS, Group.AREA),
    Action("lead.won", ("W",), N_("Won"), N_("Notes that the lead is won."),
           ("acquisition.board", "acquisition.lead"), Group.AREA, writes=True),
    Action("lead.lost", ("X",), N_("Lost"),
           N_("Closes the lead with the reason, the competitor and his price."),
           _ALL, Group.AREA, writes=True),
    Action("lead.rest", ("Z",), N_("Let it rest"),
           N_("Lets the lead rest until a day on which it comes back."),
           _ALL, Group.AREA, writes=True),
    Action("follow.call", ("T",), N_("Called"),
           N_("Shows the number and notes the call."), _ALL, Group.AREA, writes=True),
    Action("follow.letter", ("B",), N_("Wrote letter"),
           N_("Notes that a letter was written."), _ALL, Group.AREA, writes=True),
    Action("follow.mail", ("M",), N_("Wrote mail"), N_("Notes that a mail was written."),
           _ALL, Group.AREA, writes=True),
    Action("follow.snooze", ("S",), N_("Put off"),
           N_("Puts the next step off until a day."), _ALL, Group.AREA, writes=True),
    Action("follow.done", ("E",), N_("Done"), N_("Notes that the step is done."),
           _ALL, Group.AREA, writes=True),
    Action("campaign.find", ("Z",), N_("Find people"),
           N_("Takes people in by conditions, a usual question or a saved list."),
           _CAMPAIGNS, Group.AREA, writes=True),
    Action("campaign.look", ("V",), N_("Preview"),
           N_("Shows who would get what and who is left out; from there it is sent."),
           _CAMPAIGNS, Group.AREA),
    Action("campaign.close", ("E",), N_("Close it"),
           N_("Closes the campaign; its figures go on."), _CAMPAIGNS, Group.AREA, writes=True),
    Action("campaign.lead", ("L",), N_("Lead"),
           N_("Takes the answer as a lead of this campaign."), _MEMBERS, Group.AREA, writes=True),
    Action("campaign.answered", ("A",), N_("Answered"),
           N_("Notes that somebody answered."), _MEMBERS, Group.AREA, writes=True),
    Action("campaign.declined", ("X",), N_("Declined"),
           N_("Notes that somebody does not want it."), _MEMBERS, Group.AREA, writes=True),
    Action("campaign.returned", ("K",), N_("Came back"),
           N_("Notes that letter or mail came back."), _MEMBERS, Group.AREA, writes=True),
    Action("campaign.place", ("f7",), N_("Placeholder"),
           N_("Puts in what is filled for each person: name, site, last order."),
           ("acquisition.campaign_form",), Group.FORM),
    Action("campaign.sample", ("f9",), N_("Look at it"),
           N_("Shows the letter as PDF for one of the people, marked as a draft."),
           ("acquisition.campaign_form",), Group.FORM),
    Action("target.drop", ("f7",), N_("Forget list"),
           N_("Forgets the saved conditions; members that they found stay."),
           ("acquisition.targets",), Group.FORM, writes=True),
)  # fmt: skip
