"""What several reports need: accounts of a period, and opening their sheets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kontor.base.dates import Period
from kontor.base.i18n import _
from kontor.base.numbers import format_money
from kontor.tui.screens.books.account_sheet import AccountSheet
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.report import ReportScreen
from kontor.tui.widgets.report import Line

_MOVED = """
SELECT a.number, a.name, ifnull(a.bwa, ''), sum(l.cents)
  FROM account a JOIN line l ON l.account = a.id
 WHERE a.kind IN ('income', 'expense') AND l.day BETWEEN ? AND ?
 GROUP BY a.id HAVING sum(l.cents) <> 0 ORDER BY length(a.number), a.number
"""


class Moved(NamedTuple):
    """A result account and what was posted on it, debit positive."""

    number: str
    name: str
    bwa: str
    cents: int


def accounts_of_period(store: Any, period: Period) -> list[Moved]:
    """Result accounts with what was posted in a period."""
    with store.read() as con:
        rows = con.execute(_MOVED, (period.first.isoformat(), period.last.isoformat()))
        return [Moved(*row) for row in rows.fetchall()]


def open_accounts(screen: ReportScreen, line: Line, wanted: Callable[[Moved], bool]) -> None:
    """The account sheet of a line's only account, or the choice of its accounts."""
    found = [one for one in accounts_of_period(screen.kontor.store, screen.period) if wanted(one)]
    if not found:
        screen.kontor.toast(_("No account moved in this line."))
        return
    choose(screen, _(line.label), [(one.number, one.name, -one.cents) for one in found])


def choose(screen: ReportScreen, title: str, found: list[tuple[str, str, int]]) -> None:
    """One account opens at once, several are listed."""
    year = screen.period.first.year

    def take(number: str | None) -> None:
        if number:
            screen.app.push_screen(AccountSheet(number, year))

    if len(found) == 1:
        take(found[0][0])
        return
    entries = [
        Entry(number, f"{number} {name}", format_money(cents)) for number, name, cents in found
    ]
    screen.app.push_screen(Chooser(title, entries), take)
