"""Filing a VAT return and closing months: findings first, then figures, then it is final."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from kontor.base.dates import Period, month_period
from kontor.base.errors import Severity
from kontor.base.i18n import N_, _, ngettext
from kontor.base.numbers import format_money
from kontor.company.queries import firm_or_none
from kontor.ledger.queries import closing
from kontor.ledger.queries.vat import VatReturn
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.dialogs import AskText, Confirm, Tell, TypeWord
from kontor.tui.text import Part

if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object

_WAITING = """
SELECT count(*) FROM bank_line l WHERE l.day BETWEEN ? AND ? AND l.set_aside IS NULL
   AND NOT EXISTS (SELECT 1 FROM bank_booking b WHERE b.bank_line = l.id)
"""


def hindrances(con: sqlite3.Connection, period: Period, today: Any) -> tuple[list[str], list[str]]:
    """What stops closing a period, and what should only be looked at."""
    hard: list[str] = []
    soft: list[str] = []
    month = f"{period.last:%Y-%m}"
    if not con.execute("SELECT 1 FROM period WHERE month = ?", (month,)).fetchone():
        for one in closing.findings(con, month, today):
            said = f"{one.text} {one.advice}".strip()
            (hard if one.severity is Severity.ERROR else soft).append(said)
    span = (period.first.isoformat(), period.last.isoformat())
    (waiting,) = con.execute(_WAITING, span).fetchone()
    if waiting:
        text = ngettext(
            "{count} bank line of the period is not booked",
            "{count} bank lines of the period are not booked",
            waiting,
        )
        soft.append(text.format(count=waiting))
    earlier = [one for one in closing.months_to_close(con, month) if one < f"{period.first:%Y-%m}"]
    if earlier:
        names = ", ".join(month_period(int(one[:4]), int(one[5:])).title for one in earlier)
        soft.append(_("closed with it: {months}").format(months=names))
    return hard, soft


def warnings(found: list[str]) -> list[Part | list[Part]]:
    """Findings as lines of a window."""
    rows: list[Part | list[Part]] = [[("! ", "bold $warn"), (one, "$warn")] for one in found]
    return [*rows, ""] if rows else rows


class VatFiling(_Base):
    """Mixin of the return: noting it as filed, closing the month."""

    data: VatReturn | None
    period: Any

    def why_not(self, name: str) -> str:
        """Filing needs a period that is over and something new."""
        if name == "tax.file" and self.data is not None:
            if self.period.kind == "year":
                return _("The annual return is noted in the list of returns.")
            if self.period.last >= self.kontor.today():
                return _("This period is not over yet.")
            if self.before_books():
                return _("The books begin later; note the return where it was made.")
            if self.data.state == "filed":
                return _("This return is filed and nothing has changed since.")
        return super().why_not(name)

    def before_books(self) -> bool:
        """Whether the period was over before the books began."""
        with self.kontor.store.read() as con:
            firm = firm_or_none(con)
        return firm is not None and self.period.last < firm.started

    def do_tax_file(self) -> None:
        """Ask with all figures, then note and close."""
        done = self.data
        if done is None:
            return
        with self.kontor.store.read() as con:
            hard, soft = hindrances(con, self.period, self.kontor.today())
        if hard:
            rows = [*warnings(hard), _("Nothing was filed.")]
            self.app.push_screen(Tell(_("This stands in the way"), rows, tone="-final"))
            return
        text = warnings(soft)
        verb = N_("To pay") if done.payable >= 0 else N_("Refund")
        text.append([(_(verb) + "  ", "$ink-soft"), (f"{format_money(done.payable)} €", "bold")])
        title = _("VAT return for {period}")
        if done.state == "changed":
            title = _("Corrected return for {period}")
            more = f"{format_money(done.difference.get('83', 0))} €"
            text.append([(_("more than filed") + "  ", "$ink-soft"), (more, "bold")])
        text += [
            "",
            _("Kontor sends nothing. Say yes when the figures are in ELSTER."),
            _("The months are closed and their entries sealed; that cannot be taken back."),
        ]
        ask = Confirm(title.format(period=self.period.title), text, verb=_("Filed and close"))
        self.app.push_screen(ask, lambda yes: self._ask_ticket() if yes else None)

    def _ask_ticket(self) -> None:
        hint = _("Transfer ticket of ELSTER, if there is one; Enter goes on.")

        def take(ticket: str | None) -> None:
            if ticket is not None:
                self._file(ticket.strip())

        self.app.push_screen(AskText(_("Filed"), hint=hint), take)

    def _file(self, ticket: str) -> None:
        from kontor.ledger.service.filing import file_and_close

        self.kontor.run_case(file_and_close, self.period, self.kontor.today(), ticket or None)


class MonthClosing(_Base):
    """Mixin of journal and closing: a month is closed without a return, such as under § 19 UStG."""

    def chosen_month(self) -> Period | None:
        """The month that is meant; by itself the oldest that is over and still open."""
        with self.kontor.store.read() as con:
            waiting = [
                one.month
                for one in closing.months(con)
                if one.open and one.month < f"{self.kontor.today():%Y-%m}"
            ]
        return month_period(int(min(waiting)[:4]), int(min(waiting)[5:])) if waiting else None

    def do_journal_close(self) -> None:
        """Show what is missing, ask for the month, close it."""
        period = self.chosen_month()
        if period is None:
            self.kontor.toast(_("No month that is over has open entries."))
            return
        with self.kontor.store.read() as con:
            hard, soft = hindrances(con, period, self.kontor.today())
        if hard:
            self.app.push_screen(Tell(_("This stands in the way"), warnings(hard), tone="-final"))
            return
        text = [
            *warnings(soft),
            _("All entries of the month are sealed and can then only be reversed."),
            _("A late document is posted with an open date and keeps its own date."),
        ]
        ask = TypeWord(_("Close {month}").format(month=period.title), text, period.label)
        self.app.push_screen(ask, lambda yes: self._close(period.label) if yes else None)

    def _close(self, month: str) -> None:
        from kontor.ledger.service.closing import close_month

        self.kontor.run_case(close_month, month, self.kontor.today())
