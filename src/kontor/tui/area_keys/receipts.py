"""Keys of the screen of receipts."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_LISTS = ("books.receipts", "books.unbooked")
_BOTH = (*_LISTS, "books.receipt")
_GAPS = ("books.unproven",)
_PAPER = ("books.receipt_form", "books.receipt_book")

ACTIONS: tuple[Action, ...] = (
    Action("receipt.book", ("b",), N_("Book"),
           N_("Opens the booking with what is proposed; accounts and days can be changed."),
           _BOTH, Group.AREA, writes=True),
    Action("receipt.inbox", ("l",), N_("Inbox"),
           N_("Takes in what is new in the inbox folder of the settings."),
           _LISTS, Group.AREA, writes=True),
    Action("receipt.link", ("r",), N_("Link entry"),
           N_("Says which booked entry this receipt proves."), _BOTH, Group.AREA, writes=True),
    Action("receipt.compare", ("C",), N_("Compare"),
           N_("Shows two receipts that may be one beside one another; the answer settles it."),
           _BOTH, Group.AREA, writes=True),
    Action("receipt.back", ("h",), N_("Back to list"),
           N_("Puts a receipt that was set aside or held to be double back on the list."),
           _BOTH, Group.AREA, writes=True),
    Action("receipt.own", ("E",), N_("Own receipt"),
           N_("Writes an own receipt where the other side wrote none."),
           (*_LISTS, *_GAPS), Group.AREA, writes=True),
    Action("receipt.missing", ("W",), N_("Gaps"),
           N_("Lists the bookings without receipt, with the keys that mend each."),
           _LISTS, Group.AREA),
    Action("receipt.expired", ("X",), N_("Time is over"),
           N_("Lists receipts that the law no longer asks for, and deletes them for good."),
           _LISTS, Group.AREA, writes=True),
    Action("gap.find", ("r",), N_("Find receipt"),
           N_("Chooses the receipt of this booking among those that are not booked."),
           _GAPS, Group.AREA, writes=True),
    Action("gap.waive", ("W",), N_("None needed"),
           N_("Says why the marked bookings need no receipt of their own."),
           _GAPS, Group.AREA, writes=True),
    Action("paper.turn", ("f7",), N_("Document"),
           N_("Shows the document as text, as picture, and on a narrow screen the fields again."),
           _PAPER, Group.VIEW),
    Action("paper.larger", ("f3",), N_("Larger"),
           N_("Makes the picture of the document larger, in the end as small as before."),
           _PAPER, Group.VIEW),
    Action("paper.open", ("f9",), N_("Open file"),
           N_("Opens the file of the receipt in its own program."), _PAPER, Group.VIEW),
    Action("paper.down", ("ctrl+down",), N_("Document down"),
           N_("Moves the document down while the cursor stays in its field."),
           _PAPER, Group.MOVE, True),
    Action("paper.up", ("ctrl+up",), N_("Document up"),
           N_("Moves the document up while the cursor stays in its field."),
           _PAPER, Group.MOVE, True),
)  # fmt: skip
