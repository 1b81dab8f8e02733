"""Check (Prüfen): proves the books part by part; the doctor looks at the place of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_, _, ngettext
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.dialogs import Running
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.widgets.columns import BAD, MUTED, WARN, Column, Kind, State

STATES = {
    "error": State("!", N_("error"), BAD), "warning": State("?", N_("warning"), WARN),
    "note": State("·", N_("note"), MUTED),
}  # fmt: skip
_PARTS = {
    "file": N_("the file"), "steps": N_("the chain of steps"), "rows": N_("every record"),
    "links": N_("links between records"), "attachments": N_("attachments"),
    "search": N_("the search index"), "company": N_("the firm"), "contacts": N_("contacts"),
    "ledger": N_("the books"), "banking": N_("the bank"),
    "documents": N_("the archive"),
}  # fmt: skip
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class CheckScreen(ListScreen):
    """Findings of the last run; `n` runs again."""

    NAME, TITLE, LETTER, HANDBOOK = "firm.check", N_("Check"), "p", "file#check"
    HINTS: ClassVar[tuple[str, ...]] = (
        "check.run",
        "check.doctor",
        "record.explain",
        "export.menu",
    )
    COLUMNS = (
        Column(N_("Severity"), Kind.STATE, states=STATES),
        Column(N_("Finding"), Kind.NAME, 50, grow=1, least=44),
        Column(N_("Place"), width=18, priority=3),
        Column(N_("Code"), width=10, priority=5),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Weight"), "2": N_("Place")}
    EMPTY = N_(
        "Not checked yet. The check proves chains, records, sums, items, taxes and balances."
    )
    EMPTY_HINTS = ("check.run", "check.doctor")

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self.ran = ""

    def source(self) -> Source:
        """The findings, heavy ones first."""
        return MemorySource([
            Row(n, (n,), (one.severity.value, one.text, one.where, one.code), one.severity.value)
            for n, one in enumerate(self.findings)
        ])  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """The whole finding with its remedy."""
        return finding_blocks(self.findings[row.id])

    def _after_rows(self) -> None:
        super()._after_rows()
        if self.ran and not self.findings:
            self.table.empty_text = [self.ran]
            self.table.refresh()

    def status(self) -> Sequence[tuple[str, str]]:
        """What the last run gave."""
        return [(self.ran, "")] if self.ran else []

    def do_record_open(self) -> None:
        """The record that the finding names, or the finding itself."""
        if self.row is None:
            return
        where = self.findings[self.row.id].where
        if self.kontor.areas.record(where) is not None:
            self.kontor.open_record(where)
        else:
            self.do_record_explain()

    def do_record_explain(self) -> None:
        """The finding in a window."""
        from kontor.tui.screens.dialogs import Paper

        if self.row is not None:
            self.app.push_screen(Paper(_("Finding"), finding_blocks(self.findings[self.row.id])))

    def do_check_run(self) -> None:
        """Prove everything, part by part."""
        store = store_of(self)

        def job(ticket: work.Ticket) -> list[Finding]:
            from kontor.store.check import check, part_names

            names, found = part_names(store.doors), []
            for done, name in enumerate(names):
                if ticket.cancelled:
                    break
                ticket.tell(done, len(names), _(_PARTS.get(name, name)))
                found += check(store, [name])
            return found

        self.app.push_screen(Running(_("Checking the books"), job, self._checked))

    def _checked(self, found: object) -> None:
        assert isinstance(found, list)
        self._show(found, _("The books are proven: nothing found."))

    def do_check_doctor(self) -> None:
        """Look at the installation, the disk, the place of the file, the backups."""
        path = store_of(self).path

        def job(_ticket: work.Ticket) -> list[Finding]:
            from kontor.store.doctor import doctor

            return doctor(path)

        work.start(
            self, job, name="doctor", group="doctor",
            then=lambda found: self._show(found, _("The installation is sound: nothing found.")),
        )  # fmt: skip

    def _show(self, found: list[Finding], fine: str) -> None:
        self.findings = sorted(found, key=lambda one: _ORDER.index(one.severity))
        heavy = sum(one.severity is Severity.ERROR for one in found)
        text = ngettext("{count} finding", "{count} findings", len(found)).format(count=len(found))
        if heavy:
            errors = ngettext("{count} error", "{count} errors", heavy).format(count=heavy)
            text += f" · {errors}"
        self.ran = text if found else fine
        self.requery()
        self.kontor.toast(self.ran, tone="error" if heavy else "information")


def finding_blocks(one: Finding) -> list[Block]:
    """A finding with what to do about it."""
    blocks: list[Block] = [
        Head(one.code, one.text, STATES[one.severity.value]),
        Facts((N_("Place"), one.where), (N_("Law"), one.law)),
    ]
    if one.advice:
        blocks.append(Note(N_("Remedy"), one.advice))
    return blocks
