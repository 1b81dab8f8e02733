"""Keys of the contacts."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_BOTH = ("contacts.list", "contacts.contact")
_IMPORT = ("contacts.import",)

ACTIONS: tuple[Action, ...] = (
    Action("contact.import", ("I",), N_("Import"),
           N_("Takes contacts over from vCard, CSV or DATEV; the dry run comes first."),
           ("contacts.list",), Group.AREA, writes=True),
    Action("contact.join", ("J",), N_("Join doubles"),
           N_("Joins two contacts that are the same; undo separates them."),
           _BOTH, Group.AREA, writes=True),
    Action("contact.separate", ("T",), N_("Separate"),
           N_("Ends the joining with another contact."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.archived", ("A",), N_("Archived too"),
           N_("Shows archived contacts too, or hides them."), ("contacts.list",), Group.AREA),
    Action("contact.item", ("O",), N_("Open items"),
           N_("Opens one of the open items of the contact."), ("contacts.contact",), Group.AREA),
    Action("contact.invoicing", ("W",), N_("Invoicing terms"),
           N_("Sets how the customer gets invoices and who he is for the tax."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.certificates", ("B",), N_("Certificates"),
           N_("Adds or changes certificates: § 48b EStG, USt 1 TG and others."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.consent", ("E",), N_("Consent"),
           N_("Shows whether the contact may be called, mailed, written to, and what proves it."),
           ("contacts.contact",), Group.AREA),
    Action("contact.timeline", ("V",), N_("Timeline"),
           N_("Lists everything that happened with the contact, in all areas."),
           ("contacts.contact",), Group.AREA),
    Action("contact.privacy", ("P",), N_("Privacy"),
           N_("Writes the disclosure, shows corrections, erases or blocks, notes requests."),
           ("contacts.contact",), Group.AREA),
    Action("contact.review", ("F",), N_("Review"),
           N_("Notes that a review of an accepted job was asked for, written or left out."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.object", ("X",), N_("Objection"),
           N_("Records an objection to advertising; it blocks at once."),
           ("contacts.consent", "contacts.contact"), Group.AREA, writes=True),
    Action("contact.withdraw", ("Z",), N_("Withdrawal"),
           N_("Ends a consent that the person withdraws; it stays as evidence."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.thank", ("D",), N_("Thanked"),
           N_("Notes that somebody was thanked for a referral."),
           ("contacts.contact",), Group.AREA, writes=True),
    Action("contact.turn", ("T",), N_("Other stays"),
           N_("Lets the other one of the two contacts stay."), ("contacts.joining",), Group.AREA),
    Action("contact.join_now", ("J",), N_("Join"),
           N_("Joins the two contacts in all areas; undo restores everything."),
           ("contacts.joining",), Group.AREA, writes=True),
    Action("contact.doubles", ("f9",), N_("Doubles"),
           N_("Opens one of the contacts that may be the same."), ("contacts.form",), Group.AREA),
    Action("contact.columns", ("C",), N_("Columns"),
           N_("Says what the columns of the file mean."), _IMPORT, Group.AREA),
    Action("contact.roles", ("r",), N_("Role of all"),
           N_("Says what all contacts of the file are to the firm."), _IMPORT, Group.AREA),
)  # fmt: skip
