"""Receipts whose legal time is over: shown first, deleted for good by a typed word."""

from __future__ import annotations

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _, ngettext
from kontor.receipts.kinds import Receipt
from kontor.receipts.queries import missing, records
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import Paper, TypeWord
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.text import Rows
from kontor.tui.widgets.columns import Column, Kind

_OVER = (
    Column(N_("Kept until"), Kind.DATE, 12), Column(N_("Supplier"), Kind.NAME, 18, grow=1),
    Column(N_("File"), Kind.TEXT, 22, grow=1), Column(N_("Law"), Kind.TEXT, 20),
)  # fmt: skip


def expired_blocks(found: list[Receipt]) -> list[Block]:
    """What would go."""
    rows = [(one.keep_until, one.supplier or "", one.name, one.law) for one in found]
    text = _("Close this window to decide. What is deleted cannot be brought back; the bookings"
             " stay.")  # fmt: skip
    return [Grid(_OVER, rows), Note("", text)]


def drop_expired_receipts(screen: BaseScreen) -> None:
    """Show what the law no longer asks for, then ask for the word."""
    app = screen.kontor
    with app.store.read() as con:
        found = [records.receipt(con, key) for key in missing.expired(con, app.today())]
    if not found:
        app.toast(_("Every receipt must still be kept."))
        return
    keys = [one.id for one in found]

    def ask(_choice: str | None) -> None:
        said = ngettext(
            "{count} receipt and its file are deleted.",
            "{count} receipts and their files are deleted.", len(keys),
        )  # fmt: skip
        last = max(one.keep_until for one in found)
        text: Rows = [
            said.format(count=len(keys)),
            _("All of them had to be kept until {day} at most.").format(day=format_day(last)),
            _("Nobody can bring them back; the bookings stay."),
        ]
        app.push_screen(TypeWord(_("Delete expired receipts?"), text, _("delete")), drop)

    def drop(choice: str | None) -> None:
        from kontor.receipts.service.keeping import drop_expired

        if choice == "yes":
            app.run_case(drop_expired, keys, app.today())

    app.push_screen(Paper(_("Legal time is over"), expired_blocks(found)), ask)
