"""One entry (Buchung) as a sheet, with its links to items and other entries."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.queries.journal import EntryView, entry
from kontor.tui.screens.books.entry_steps import EntrySteps
from kontor.tui.screens.books.names import kind_name
from kontor.tui.screens.books.sheets import entry_blocks
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.sheet import Block


class EntryScreen(EntrySteps, DetailScreen):
    """An entry with lines, tax, items, seal."""

    NAME, TITLE, HANDBOOK = "books.entry", N_("Entry"), "books#journal"
    HINTS = ("record.edit", "row.open", "record.cancel", "record.copy", "record.explain")

    def load(self) -> EntryView | None:
        """The entry; nothing when it was discarded."""
        try:
            with self.kontor.store.read() as con:
                return entry(con, self.record)
        except NotFound:
            return None

    def crumb(self) -> str:
        """Journal number or document."""
        view: EntryView | None = self.data
        if view is None:
            return _("Entry")
        if view.seal:
            return f"#{view.seal.number}"
        return view.document or f"{kind_name(view.kind)} {view.id}"

    def blocks(self) -> Sequence[Block]:
        """Everything about it."""
        return entry_blocks(self.data) if self.data else ()

    def chosen_entry(self) -> int | None:
        """This one."""
        return self.record

    def _targets(self) -> list[Entry]:
        view: EntryView | None = self.data
        if view is None:
            return []
        found: dict[str, Entry] = {}
        for line in view.lines:
            if line.item:
                found[f"item:{line.item}"] = Entry(
                    f"item:{line.item}", line.document or "", _("open item")
                )
        for one in view.settlements:
            found[f"item:{one.item}"] = Entry(f"item:{one.item}", one.document, _("open item"))
        for other, name in (
            (view.reverses, N_("reverses this entry")),
            (view.reversed_by, N_("reversal")),
        ):
            if other:
                found[f"ledger:{other}"] = Entry(f"ledger:{other}", str(other), _(name))
        source, _colon, number = (view.source or "").partition(":")
        if source == "ledger" and number.isdigit():
            found[view.source or ""] = Entry(
                view.source or "", number, _("follows from this entry")
            )
        for line in view.lines:
            key = f"account:{line.account}"
            label = f"{line.account} {line.name}"
            found.setdefault(key, Entry(key, label, format_money(line.cents), group=N_("Accounts")))
        return list(found.values())

    def why_no_row(self) -> str:
        """Links need something to lead to."""
        return "" if self._targets() else _("This entry leads nowhere else.")

    def do_row_open(self) -> None:
        """Item, reversal, accounts."""

        def take(value: str | None) -> None:
            if value:
                self._follow(value)

        self.app.push_screen(Chooser(_("Go to"), self._targets()), take)

    def _follow(self, target: str) -> None:
        from kontor.tui.screens.books.account_sheet import AccountSheet
        from kontor.tui.screens.books.items import ItemScreen

        kind, _colon, number = target.partition(":")
        if kind == "account":
            year = self.data.booked.year if self.data else self.kontor.today().year
            self.app.push_screen(AccountSheet(number, year))
        elif kind == "item":
            self.app.push_screen(ItemScreen(int(number)))
        else:
            self.app.push_screen(EntryScreen(int(number)))
