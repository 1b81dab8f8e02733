"""Keys of reminders, limitation and risk."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_LIST = ("sales.reminders",)
_EXPIRY = ("sales.limitation", "sales.expiry")
_RISK = ("sales.risk", "sales.debtor")

ACTIONS: tuple[Action, ...] = (
    Action("reminders.claims", ("Z",), N_("Interest"),
           N_("Asks for interest and costs of a reminder, or waives them with a reason."),
           _LIST, Group.AREA, writes=True),
    Action("reminders.off", ("X",), N_("Put off"),
           N_("Puts reminders off with the reason, or takes them back in."),
           _LIST, Group.AREA, writes=True),
    Action("reminders.left", ("L",), N_("Left out"),
           N_("Shows what the run left out and why, or the letters again."), _LIST, Group.AREA),
    Action("reminders.files", ("K",), N_("Save letters"),
           N_("Writes the letters of the run as PDF files into a folder."), _LIST, Group.AREA),
    Action("reminders.terms", ("T",), N_("Rules"),
           N_("Levels per kind of customer, base rates, blocks and disputes."),
           _LIST, Group.AREA),
    Action("reminders.block", ("B",), N_("Block"),
           N_("Blocks reminders to a customer or for an invoice, with the reason."),
           (*_LIST, *_EXPIRY, *_RISK), Group.AREA, writes=True),
    Action("debtor.interest", ("Z",), N_("Interest"),
           N_("Shows the interest to the day, asks for it or waives it with a reason."),
           _EXPIRY, Group.AREA, writes=True),
    Action("debtor.court", ("C",), N_("Court order"),
           N_("Collects the data for a court order on the invoice."), _EXPIRY, Group.AREA),
    Action("debtor.plan", ("P",), N_("Instalments"),
           N_("Agrees on instalments with the customer."), _RISK, Group.AREA, writes=True),
    Action("debtor.security", ("S",), N_("Security"),
           N_("Notes a security that the customer gave; it lowers what is at stake."),
           _RISK, Group.AREA, writes=True),
    Action("debtor.info", ("A",), N_("Information"),
           N_("Notes what an agency or a court says about the customer."),
           _RISK, Group.AREA, writes=True),
    Action("debtor.payment", ("V",), N_("Spread money"),
           N_("Shows what a payment pays by law: costs, interest, then the oldest invoice."),
           _RISK, Group.AREA),
    Action("debtor.lists", ("L",), N_("Lists"),
           N_("When money comes, who pays how, value adjustments, limits passed over."),
           _RISK, Group.AREA),
)  # fmt: skip
