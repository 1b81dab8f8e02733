"""Keys of the books."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.tui.action import Action, Group

_CHART = ("books.accounts",)
_TAX = ("books.vat", "books.euer", "books.recap")

ACTIONS: tuple[Action, ...] = (
    Action(
        "journal.fast",
        ("b",),
        N_("Book"),
        N_("Goes to the line for fast entry: amount, account, contra account, text."),
        ("books.journal",),
        Group.AREA,
        writes=True,
    ),
    Action(
        "journal.post",
        ("ctrl+s",),
        N_("Post"),
        N_("Posts what stands in the line; the cursor goes back to the amount."),
        ("books.journal",),
        Group.AREA,
        writes=True,
    ),
    Action(
        "journal.close",
        ("L",),
        N_("Close month"),
        N_("Closes the oldest open month and seals its entries; asks for the month."),
        ("books.journal",),
        Group.AREA,
        writes=True,
    ),
    Action(
        "entry.links",
        ("enter",),
        N_("Links"),
        N_("Goes to the open item, the reversal, the accounts or the entries behind it."),
        ("books.entry", "books.item"),
        Group.AREA,
    ),
    Action(
        "event.line",
        ("f7",),
        N_("More lines"),
        N_("Adds a line of account, amount and tax code, up to six."),
        ("books.event", "books.book"),
        Group.FORM,
    ),
    Action(
        "account.new",
        ("n",),
        N_("New account"),
        N_("Makes an own account like the one under the cursor."),
        _CHART,
        Group.AREA,
        writes=True,
    ),
    Action(
        "account.edit",
        ("e",),
        N_("Change"),
        N_("Changes name, tax code and line of the EÜR of the account."),
        _CHART,
        Group.AREA,
        writes=True,
    ),
    Action(
        "account.close",
        ("x",),
        N_("Close account"),
        N_("Closes an account without balance; on a closed one it opens it again."),
        _CHART,
        Group.AREA,
        writes=True,
    ),
    Action(
        "sheet.previous",
        ("minus",),
        N_("Year before"),
        N_("Shows the account sheet of the year before."),
        ("books.sheet",),
        Group.VIEW,
    ),
    Action(
        "sheet.next",
        ("plus",),
        N_("Year after"),
        N_("Shows the account sheet of the next year."),
        ("books.sheet",),
        Group.VIEW,
    ),
    Action(
        "items.side",
        ("comma",),
        N_("Other side"),
        N_("Changes between what customers owe us and what we owe suppliers."),
        ("books.items",),
        Group.VIEW,
    ),
    Action(
        "tax.copy_list",
        ("Y",),
        N_("Copy list"),
        N_("Copies the figures one after the other, for typing them into ELSTER."),
        _TAX,
        Group.AREA,
    ),
    Action(
        "tax.file",
        ("w",),
        N_("File return"),
        N_("Notes the return as filed, closes the months and seals their entries."),
        ("books.vat",),
        Group.STEPS,
        writes=True,
    ),
    Action(
        "bank.open",
        ("b",),
        N_("Bank"),
        N_("Goes to the bank lines that wait to be booked."),
        ("books.statement",),
        Group.AREA,
    ),
)
