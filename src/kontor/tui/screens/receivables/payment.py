"""What a payment of a debtor pays, as the law spreads it (§§ 366, 367 BGB)."""

from __future__ import annotations

from kontor.base.i18n import N_, _
from kontor.base.numbers import parse_money
from kontor.receivables.queries.paying import Share, proposal
from kontor.receivables.rules.allocation import Part
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText, Paper
from kontor.tui.screens.receivables.names import euro
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.widgets.columns import Column, Kind

PARTS = {
    Part.COSTS: N_("Costs"), Part.INTEREST: N_("Interest"), Part.PRINCIPAL: N_("Principal"),
}  # fmt: skip
_SHARES = (
    Column(N_("Document"), Kind.NUMBER, 14), Column(N_("Pays"), Kind.TEXT, 16, grow=1),
    Column(N_("Amount"), Kind.MONEY, 12),
)  # fmt: skip
_ALL = 10**12  # more cents than anybody owes


def read_payment(typed: str) -> tuple[int, list[str]]:
    """An amount, and the documents that the debtor named with it.

    Raises:
        InputError: the first word is no amount.
    """
    amount, *named = typed.split() or [""]
    return parse_money(amount), named


def share_blocks(shares: list[Share], left: int, cents: int) -> list[Block]:
    """Each share, and what is left over."""
    if not shares:
        return [Note("", _("Nothing is open."))]
    rows = [(one.document, _(PARTS[one.part]), one.cents) for one in shares]
    blocks: list[Block] = [Grid(_SHARES, rows, "", (_("Sum"), "", cents - left))]
    if left:
        blocks.append(Note("", _("{amount} are left over.").format(amount=euro(left))))
    text = _("Costs come first, then interest, then the invoices; an invoice that he names counts.")
    return [*blocks, Note("", text)]


def ask_payment(screen: BaseScreen, partner: str, name: str) -> None:
    """Ask for the amount, show how it is spread."""
    app = screen.kontor

    def take(typed: str | None) -> None:
        if not typed:
            return
        cents, named = read_payment(typed)
        with app.store.read() as con:
            shares, left = proposal(con, partner, cents, app.today(), named)
            owed, _rest = proposal(con, partner, _ALL, app.today())
        unknown = [one for one in named if all(one != share.document for share in owed)]
        title = _("{amount} of {name}").format(amount=euro(cents), name=name)
        blocks = share_blocks(shares, left, cents)
        if unknown:
            said = _("Not open with him, so not counted: {documents}.")
            blocks.insert(0, Note("", said.format(documents=", ".join(unknown))))
        app.push_screen(Paper(title, blocks))

    hint = _("Amount, then the invoices he named: 500 RE-17")
    app.push_screen(AskText(_("What does a payment pay?"), hint=hint, read=read_payment), take)
