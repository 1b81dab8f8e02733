"""Keys of the bank screens."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_OPEN = ("books.bank",)

ACTIONS: tuple[Action, ...] = (
    Action("bank.choose", ("b",), N_("Proposals"),
           N_("Lists all proposals for the line with their reasons; Enter books one."),
           _OPEN, Group.AREA, writes=True),
    Action("bank.sure", ("l",), N_("Book sure"),
           N_("Lists the sure proposals; one key books them all, one undo takes them back."),
           _OPEN, Group.AREA, writes=True),
    Action("bank.rule", ("r",), N_("Make rule"),
           N_("Makes a rule from this line: what such a line is booked as from now on."),
           _OPEN, Group.AREA, writes=True),
    Action("bank.news", ("h",), N_("Import report"),
           N_("Pending lines, unreadable rows and balances of the imported statements."),
           ("books.bank", "books.statement"), Group.AREA),
    Action("pay.runs", ("h",), N_("Runs"), N_("The payment runs made so far."),
           ("books.payments", "books.mandates", "books.mandate"), Group.AREA),
    Action("pay.terms", ("K",), N_("Way of paying"),
           N_("Sets how the bills of a supplier are paid, and what is kept of them."),
           ("books.payments", "contacts.contact"), Group.AREA, writes=True),
    Action("pay.periods", ("F",), N_("Periods"),
           N_("Shows the periods of direct debits with their law."),
           ("books.mandates", "books.mandate"), Group.AREA),
    Action("pay.drop", ("D",), N_("Drop run"),
           N_("Takes back a run that has no file yet; its bills are free again."),
           ("books.run",), Group.AREA, writes=True),
    Action("pay.again", ("r",), N_("File again"),
           N_("Writes the same file once more, with the reason."),
           ("books.run",), Group.AREA, writes=True),
)  # fmt: skip
