"""Keys beside the reminder run: back to the proposal, throw away, letters as files, the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kontor.base.dates import format_day
from kontor.base.errors import InputError
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money, format_rate
from kontor.documents.queries import document, document_bytes
from kontor.receivables.kinds import Block as Hold
from kontor.receivables.kinds import RunState
from kontor.receivables.queries import debtors, runs, settings
from kontor.receivables.queries.runs import Run
from kontor.receivables.words import BLOCKS
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.dialogs import AskText, Letters, Paper, Running
from kontor.tui.screens.receivables.names import reason
from kontor.tui.screens.sales.terms_forms import CUSTOMER_KINDS
from kontor.tui.sheet import Block, Grid, Note
from kontor.tui.widgets.columns import Column, Kind

_LEVELS = (
    Column(N_("Level"), Kind.COUNT, 6),
    Column(N_("Days"), Kind.COUNT, 5),
    Column(N_("Deadline, days"), Kind.COUNT, 14),
    Column(N_("Costs"), Kind.MONEY, 8),
    Column(N_("Interest"), Kind.TEXT, 8),
    Column(N_("Lump sum"), Kind.TEXT, 9),
)
_RATES = (
    Column(N_("From"), Kind.DATE),
    Column(N_("Base rate"), Kind.RATE, 13),
    Column(N_("Source"), Kind.TEXT, 24, grow=1),
)
_HOLDS = (
    Column(N_("For"), Kind.NAME, 18, grow=1),
    Column(N_("Kind"), Kind.TEXT, 9),
    Column(N_("From"), Kind.DATE),
    Column(N_("Until"), Kind.DATE),
    Column(N_("Reason"), Kind.TEXT, 16, grow=1),
)

if TYPE_CHECKING:
    _Base = BaseScreen
else:
    _Base = object


class RunSteps(_Base):
    """Mixin of the reminder run."""

    CANCEL = N_("Back or discard")

    @property
    def run_now(self) -> Run | None:
        """The run that is shown."""
        return None

    def do_record_cancel(self) -> None:
        """Back to the proposal, or throw the run away."""
        from kontor.receivables.service import runs as service

        run = self.run_now
        if run is None:
            return
        first = "" if run.state is RunState.REVIEWED else _("It is a proposal.")
        entries = [
            Entry("reopen", _("Back to the proposal"), _("to decide anew"), why_not=first),
            Entry("discard", _("Throw the run away"), _("nothing was sent")),
        ]

        def take(value: str | None) -> None:
            if value == "reopen":
                self.kontor.run_case(service.reopen, run.id)
            elif value == "discard":
                self.kontor.run_case(service.discard_run, run.id)

        self.app.push_screen(Chooser(_("Take the run back?"), entries), take)

    def do_reminders_files(self) -> None:
        """The letters as PDF files in a folder."""
        ask = AskText(
            _("Save letters"), hint=_("Folder for the files"), typed=str(self.kontor.folder),
            read=_folder,
        )  # fmt: skip
        self.app.push_screen(
            ask, lambda path: self._save(Path(path).expanduser()) if path else None
        )

    def _save(self, folder: Path) -> None:
        store, run = self.kontor.store, self.run_now
        if run is None:
            return

        def job(_ticket: object) -> int:
            with store.read() as con:
                there = [one for one in runs.letters(con, run_id=run.id) if one.document]
                for one in there:
                    key = one.document or 0
                    (folder / document(con, key).name).write_bytes(document_bytes(con, key))
            return len(there)

        def done(number: object) -> None:
            self.kontor.toast(_("{count} letters written to {folder}").format(
                count=number, folder=folder))  # fmt: skip

        self.app.push_screen(Running(_("Writing"), job, done))

    def do_reminders_terms(self) -> None:
        """Levels, base rates, blocks: show and change."""
        items = [
            ("s", _("Levels per kind of customer"), "levels"),
            ("p", _("Change levels of a kind of customer"), "set"),
            ("b", _("Base rates with their source"), "rates"),
            ("n", _("Enter a base rate"), "rate"),
            ("m", _("Blocks and disputes"), "blocks"),
            ("a", _("Lift a block or dispute"), "lift"),
        ]
        self.app.push_screen(Letters(_("Rules of reminding"), items), self._rules)

    def _rules(self, what: str | None) -> None:
        from kontor.tui.screens.receivables.rule_forms import BaseRateForm, LevelsForm

        if what == "levels":
            self.app.push_screen(Paper(_("Levels per kind of customer"), self._levels()))
        elif what == "set":
            entries = [Entry(kind.value, _(word)) for kind, word in CUSTOMER_KINDS.items()]

            def open_form(kind: str | None) -> None:
                if kind:
                    self.app.push_screen(LevelsForm(kind))

            self.app.push_screen(Chooser(_("For which customers?"), entries), open_form)
        elif what == "rates":
            self.app.push_screen(Paper(_("Base rates with their source"), self._rates()))
        elif what == "rate":
            self.app.push_screen(BaseRateForm())
        elif what == "blocks":
            self.app.push_screen(Paper(_("Blocks and disputes"), self._holds()))
        elif what == "lift":
            self._lift()

    def _levels(self) -> list[Block]:
        with self.kontor.store.read() as con:
            there = settings.plans(con, self.kontor.today())
        yes = _("yes")
        blocks: list[Block] = []
        for kind, plan in there.items():
            rows = [
                (one.level, one.days, one.term_days, one.fee or None, yes if one.interest else "",
                 yes if one.lump else "")
                for one in plan.levels
            ]  # fmt: skip
            blocks.append(Grid(_LEVELS, rows, CUSTOMER_KINDS[kind]))
            text = _("From {least} €, {days} days of tolerance, since {day}").format(
                least=format_money(plan.least), days=plan.tolerance,
                day=format_day(plan.valid_from),
            )  # fmt: skip
            blocks.append(Note("", text + (" · " + _("own") if plan.own else "")))
        return blocks

    def _rates(self) -> list[Block]:
        with self.kontor.store.read() as con:
            there = settings.rates(con)
        rows = [(one.valid_from, format_rate(one.rate), one.source) for one in reversed(there)]
        return [Grid(_RATES, rows)]

    def _held(self) -> list[tuple[Hold, str]]:
        with self.kontor.store.read() as con:
            return [
                (one, debtors.who(con, one.partner).name if one.partner else con.execute(
                    "SELECT document FROM item WHERE id=?", (one.item,)).fetchone()[0])
                for one in debtors.blocks(con)
            ]  # fmt: skip

    def _holds(self) -> list[Block]:
        rows = [(name, _(BLOCKS[one.kind]), one.starts, one.lifted or one.until, one.reason)
                for one, name in self._held()]  # fmt: skip
        return [Grid(_HOLDS, rows) if rows else Note("", _("Nothing is blocked."))]

    def _lift(self) -> None:
        entries = [
            Entry(str(one.id), name, f"{_(BLOCKS[one.kind])}: {one.reason}")
            for one, name in self._held() if one.lifted is None
        ]  # fmt: skip
        if not entries:
            self.kontor.toast(_("Nothing is blocked."))
            return

        def chosen(value: str | None) -> None:
            def take(typed: str | None) -> None:
                from kontor.receivables.service.keeping import unblock

                if typed:
                    self.kontor.run_case(unblock, int(value or 0), typed, self.kontor.today())

            if value:
                self.app.push_screen(AskText(_("Lift it"), hint=_("Why?"), read=reason), take)

        self.app.push_screen(Chooser(_("Lift a block or dispute"), entries), chosen)


def _folder(typed: str) -> None:
    if not Path(typed).expanduser().is_dir():
        raise InputError(N_("This folder does not exist."))
