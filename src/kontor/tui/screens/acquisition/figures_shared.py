"""What the figures of winning customers share: words for counts and shares, the leads behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date

from kontor.acquisition.queries import leads as queries
from kontor.acquisition.queries.leads import Lead
from kontor.base.i18n import _, ngettext
from kontor.tui.screens.acquisition.figures_chance import NOTHING
from kontor.tui.screens.acquisition.lists import LeadsScreen
from kontor.tui.screens.report import ReportScreen


def piece(count: int | None) -> str:
    """A count; a nought is no figure to read."""
    return str(count) if count else NOTHING


def money(cents: int | None) -> int | str:
    """An amount; nothing is not 0.00."""
    return cents or NOTHING


def leads_text(count: int) -> str:
    """`12 leads`."""
    return ngettext("{count} lead", "{count} leads", count).format(count=count)


class BehindScreen(LeadsScreen):
    """The leads behind a figure."""

    LETTER = ""

    def __init__(self, title: str, ids: Collection[int]) -> None:
        super().__init__()
        self._named, self._only = title, frozenset(ids)

    def crumb(self) -> str:
        """The figure."""
        return self._named

    def read_leads(self, con: sqlite3.Connection, today: date, size: int) -> Sequence[Lead]:
        """Only those."""
        found = queries.rows(con, sorted(self._only, reverse=True)[:size], today)
        return sorted(found, key=lambda one: (one.received, one.id), reverse=True)


def open_leads(screen: ReportScreen, title: str, ids: Collection[int]) -> None:
    """Open the leads behind a figure, or say that there are none."""
    if ids:
        screen.app.push_screen(BehindScreen(title, ids))
    else:
        screen.kontor.toast(_("No lead stands behind this figure."))
