"""Keys of the screen of receipts."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_BOTH = ("books.receipts", "books.receipt")

ACTIONS: tuple[Action, ...] = (
    Action("receipt.book", ("b",), N_("Book"),
           N_("Opens the booking with what is proposed; accounts and days can be changed."),
           _BOTH, Group.AREA, writes=True),
    Action("receipt.inbox", ("l",), N_("Inbox"),
           N_("Takes in what is new in the inbox folder of the settings."),
           ("books.receipts",), Group.AREA, writes=True),
    Action("receipt.link", ("r",), N_("Link entry"),
           N_("Says which booked entry this receipt proves."), _BOTH, Group.AREA, writes=True),
    Action("receipt.back", ("h",), N_("Back to list"),
           N_("Puts a receipt that was set aside or held to be double back on the list."),
           _BOTH, Group.AREA, writes=True),
    Action("receipt.own", ("E",), N_("Own receipt"),
           N_("Writes an own receipt where the other side wrote none."),
           ("books.receipts",), Group.AREA, writes=True),
    Action("receipt.missing", ("W",), N_("Gaps"),
           N_("Lists bookings without receipt; Enter says why one needs none."),
           ("books.receipts",), Group.AREA),
)  # fmt: skip
