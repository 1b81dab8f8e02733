"""An extract of the resolution book on paper: what is marked or found, a year, or all of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from kontor.base.i18n import N_, _, ngettext
from kontor.base.text import safe_file_name
from kontor.calendar.queries.meeting_votes import Resolution
from kontor.tui import viewer
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import Letters


def choose_extract(
    screen: Any, found: Sequence[Resolution], picked: Collection[int], typed: str
) -> None:
    """Ask what the extract holds.

    Args:
        screen: the resolution book.
        found: all resolutions, newest first.
        picked: those that are marked, or that the filter leaves; nothing without both.
        typed: the filter; it names the extract.
    """
    choices: dict[str, tuple[str, list[Resolution]]] = {}
    if picked:
        chosen = [one for one in found if one.id in picked]
        choices["picked"] = (typed, chosen)
    for year in sorted({one.day.year for one in found}, reverse=True):
        choices[str(year)] = (str(year), [one for one in found if one.day.year == year])
    choices["all"] = ("", list(found))
    words = {"picked": typed or _("marked"), "all": _("the whole book")}
    entries = [
        Entry(key, words.get(key, key), _count(len(rows)), N_("Resolution book"))
        for key, (_title, rows) in choices.items()
    ]

    def take(key: str | None) -> None:
        if key is not None:
            _show_or_save(screen, *choices[key])

    screen.app.push_screen(Chooser(_("Which resolutions?"), entries), take)


def _count(count: int) -> str:
    return ngettext("{count} resolution", "{count} resolutions", count).format(count=count)


def _show_or_save(screen: Any, title: str, rows: Sequence[Resolution]) -> None:
    store, today = screen.kontor.store, screen.kontor.today()

    def make() -> bytes:
        from kontor.calendar.queries.meeting_papers import book_page
        from kontor.documents.layout.render import render_pdf

        with store.read() as con:
            return render_pdf(book_page(con, rows, today, title))

    name = safe_file_name(f"{_('Resolution book')} {title or today}.pdf")

    def take(way: str | None) -> None:
        if way:
            (viewer.open_file if way == "open" else viewer.save_file)(screen, name, make)

    items = [("z", _("show"), "open"), ("s", _("save as a file"), "save")]
    screen.app.push_screen(Letters(name, items), take)
