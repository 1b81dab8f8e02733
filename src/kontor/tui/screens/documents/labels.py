"""Address labels of contacts: shown by the system's viewer or saved as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.errors import InputError, KontorError
from kontor.base.i18n import N_, _, language, ngettext
from kontor.documents.layout.page import Labels
from kontor.documents.letters import address_labels
from kontor.tui import viewer
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText, Letters


def make_labels(screen: BaseScreen, contacts: Sequence[int]) -> None:
    """Ask how much of the sheet is used, then show or save it."""
    text = ngettext(
        "{count} label, 3 × 7 on a sheet. How many of the first sheet are used already?",
        "{count} labels, 3 × 7 on a sheet. How many of the first sheet are used already?",
        len(contacts),
    )
    ask = AskText(_("Labels"), hint=text.format(count=len(contacts)), typed="0", read=_number)

    def take(typed: str | None) -> None:
        if typed is None:
            return
        try:
            with screen.kontor.store.read() as con:
                sheet, missing = address_labels(
                    con, contacts, screen.kontor.today(), language(), skip=_number(typed)
                )
        except KontorError as error:
            screen.kontor.toast(f"{error} {error.advice}".strip(), tone="warning")
            return
        if missing:
            said = _("Without an address, so without a label: {names}")
            screen.kontor.toast(said.format(names=", ".join(missing)), tone="warning")
        _hand_out(screen, sheet)

    screen.app.push_screen(ask, take)


def _number(typed: str) -> int:
    text = typed.strip() or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise InputError(N_("A whole number is expected."))
    return int(text)


def _hand_out(screen: BaseScreen, sheet: Labels) -> None:
    items = [("z", _("Show or print"), "show"), ("k", _("Save file"), "save")]

    def make() -> bytes:
        from kontor.documents.layout.render import render_pdf

        return render_pdf(sheet)

    def take(choice: str | None) -> None:
        name = f"{sheet.title} {screen.kontor.today().isoformat()}.pdf"
        if choice == "show":
            viewer.open_file(screen, name, make)
        elif choice == "save":
            viewer.save_file(screen, name, make)

    screen.app.push_screen(Letters(_("Labels"), items), take)
