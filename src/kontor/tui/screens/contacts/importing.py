"""Contacts from a file: the dry run as a list, then one step that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult

from kontor.base.errors import InputError
from kontor.base.i18n import N_, _, ngettext
from kontor.base.oserrors import reason_of
from kontor.contacts.formats.columns import fields, heading
from kontor.contacts.kinds import Role
from kontor.contacts.words import CHANNELS, KINDS, ROLES
from kontor.tui import work
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.names import PLAN_STATES
from kontor.tui.screens.contacts.sheets import address_text
from kontor.tui.screens.dialogs import Running
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.sources import MemorySource
from kontor.tui.text import Part
from kontor.tui.widgets.columns import Column, Kind
from kontor.tui.widgets.fields import Choice, Field
from kontor.tui.widgets.plain import Words

_LARGEST = 64 * 1024 * 1024
_NONE = "-"
_DECISIONS = {
    "skip": N_("Leave it out"),
    "add": N_("Add as a new contact"),
    "join": N_("Add what is new to the known one"),
}


def look_at(path: Path) -> Any:
    """The file as a source of contacts; for a thread.

    Raises:
        InputError: it cannot be read, or holds no contacts.
    """
    from kontor.contacts.formats.files import read_source

    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(
                N_("The file is larger than {size} MB."), size=_LARGEST // 1024 // 1024
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            N_("“{path}” cannot be read: {reason}."), path=path,
            reason=reason_of(error),
        ) from error  # fmt: skip
    return read_source(data)


class ImportScreen(ListScreen):
    """What a file would do: a line per contact with its finding; `w` does it in one step."""

    NAME, TITLE, HANDBOOK = "contacts.import", N_("Import"), "contacts#import-and-export"
    HINTS: ClassVar[tuple[str, ...]] = (
        "step.next", "record.edit", "contact.columns", "contact.roles", "filter.saved",
    )  # fmt: skip
    COLUMNS = (
        Column(N_("Place"), Kind.NUMBER, 9, least=5),
        Column(N_("Name"), Kind.NAME, 26, grow=2),
        Column(N_("State"), Kind.STATE, states=PLAN_STATES),
        Column(N_("Finding"), width=30, priority=4, grow=3),
    )
    SORTS: ClassVar[dict[str, str]] = {"0": N_("Place"), "1": N_("Name")}
    EMPTY = N_("The file holds no contact.")
    EMPTY_HINTS = ("contact.columns",)

    def __init__(self, path: Path, source: Any) -> None:
        super().__init__()
        self.path, self.contacts = path, source
        self.mapping: list[str] = list(source.mapping)
        self.role = ""
        self.decisions: dict[str, str] = {}
        self.plan: Any = None

    def crumb(self) -> str:
        """The file."""
        return self.path.name

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """One filter per state."""
        return tuple((state.word, _(state.word)) for state in PLAN_STATES.values())

    def above(self) -> ComposeResult:
        """Counts, and what to press."""
        yield Words(id="import-counts")

    def on_mount(self) -> None:
        """The dry run."""
        if self.contacts.table is not None:
            from kontor.contacts.queries import saved_mapping

            with self.kontor.store.read() as con:
                known = saved_mapping(con, self.contacts.table.signature)
            if known and len(known) == len(self.mapping):
                self.mapping = list(known)
        self.replan()

    def replan(self) -> None:
        """Read the file with the present choices and plan again; nothing is written."""
        contacts, mapping, role = self.contacts, self.mapping, self.role
        decisions, store = dict(self.decisions), self.kontor.store

        def job(_ticket: work.Ticket) -> Any:
            from kontor.contacts.service.importing import Decision, plan_import

            found = contacts.contacts(mapping or None, [Role(role)] if role else [])
            with store.read() as con:
                return plan_import(con, found, {p: Decision(d) for p, d in decisions.items()})

        work.start(self, job, name="plan", group="plan", then=self._take_plan)

    def _take_plan(self, plan: Any) -> None:
        self.plan = plan
        counts = plan.counts
        parts: list[Part] = []
        for code, state in PLAN_STATES.items():
            if counts[code]:
                tone = {"good": "$good", "warn": "$warn", "bad": "$bad"}.get(
                    state.tone, "$ink-soft"
                )
                parts += [(f" {state.sign} {counts[code]} {_(state.word)} ", tone)]
        self.query_one("#import-counts", Words).say(*(parts or [_(self.EMPTY)]))
        self.requery()

    def source(self) -> Source:
        """The planned lines."""
        rows = self.plan.rows if self.plan else ()
        return MemorySource(
            [Row(n, (n,), (one.place, one.name, one.status.value, _finding(one)), one.status.value)
             for n, one in enumerate(rows)]
        )  # fmt: skip

    def preview(self, row: Row) -> Sequence[Block]:
        """What would be entered."""
        one = self.plan.rows[row.id]
        blocks: list[Block] = [Head(one.place, one.name, PLAN_STATES[one.status.value])]
        if one.contact is not None:
            with self.kontor.store.read() as con:
                from kontor.contacts.queries import contact

                blocks.append(Facts((N_("Known as"), contact(con, one.contact).name)))
        if one.changes:
            blocks.append(
                Facts((N_("New to it"), ", ".join(heading(name) for name in one.changes)))
            )
        blocks += _document(one.data)
        blocks += [Note("", f"{finding.text} {finding.advice}".strip()) for finding in one.findings]
        return blocks

    # keys

    def why_not(self, name: str) -> str:
        """What the file does not offer."""
        counts = self.plan.counts if self.plan else {}
        if name == "step.next" and not (counts.get("new") or counts.get("changed")):
            return _("There is nothing to take over.")
        if name == "contact.columns" and self.contacts.table is None:
            return _("Cards have no columns.")
        if name == "record.edit" and (self.row is None or self._decidable(self.row) is None):
            return _("Only similar lines need a decision.")
        return super().why_not(name)

    def _decidable(self, row: Row) -> str | None:
        one = self.plan.rows[row.id]
        return one.place if one.status.value == "similar" or one.place in self.decisions else None

    def do_record_edit(self) -> None:
        """Decide what becomes of a line that is only similar to somebody."""
        place = self._decidable(self.row) if self.row else None
        if place is None:
            return
        entries = [Entry(code, _(word)) for code, word in _DECISIONS.items()]

        def take(code: str | None) -> None:
            if code:
                self.decisions[place] = code
                self.replan()

        self.app.push_screen(Chooser(_("What becomes of it?"), entries), take)

    def do_record_open(self) -> None:
        """The decision, where there is one to take."""
        if self.row is not None and self._decidable(self.row):
            self.do_record_edit()

    def do_contact_columns(self) -> None:
        """What the columns of the file mean."""
        self.app.push_screen(ColumnsForm(self))

    def do_contact_roles(self) -> None:
        """What all of them are to the firm."""
        entries = [Entry(_NONE, _("as the file says"))]
        entries += [Entry(str(role), _(word)) for role, word in ROLES.items()]

        def take(value: str | None) -> None:
            if value:
                self.role = "" if value == _NONE else value
                self.replan()

        self.app.push_screen(Chooser(_("What are they to the firm?"), entries), take)

    def do_step_next(self) -> None:
        """Take over: one step, with a backup before it."""
        contacts, mapping, role = self.contacts, self.mapping, self.role
        decisions, store, today = dict(self.decisions), store_of(self), self.kontor.today()

        def job(ticket: work.Ticket) -> Any:
            from kontor.contacts.service.importing import Decision, import_contacts
            from kontor.desk.safety import before_import

            ticket.tell(0, 0, _("copying and proving"))
            before_import(store, today)
            found = contacts.contacts(mapping or None, [Role(role)] if role else [])
            wanted = {place: Decision(code) for place, code in decisions.items()}
            return store.run(
                import_contacts, found, wanted, progress=lambda done, all_: ticket.tell(done, all_)
            )

        self.app.push_screen(Running(_("Taking contacts over"), job, self._done))

    def _done(self, change: Any) -> None:
        counts = change.value.counts
        count = counts["new"] + counts["changed"]
        text = ngettext("{count} contact taken over", "{count} contacts taken over", count)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{text.format(count=count)} · {undo}")
        if self.app.screen is self:
            self.app.pop_screen()


def _finding(one: Any) -> str:
    said = [finding.text for finding in one.findings]
    if not said and one.changes:
        said = [_("new: {fields}").format(fields=", ".join(heading(name) for name in one.changes))]
    return " ".join(said)


def _document(data: Any) -> list[Block]:
    if data is None:
        return []
    pairs: list[tuple[str, object]] = [
        (N_("Kind"), _(KINDS[data.kind])),
        (N_("Roles"), ", ".join(_(ROLES[one.role]) for one in data.roles)),
    ]
    pairs += [(N_("Address"), address_text(one)) for one in data.addresses]
    pairs += [(CHANNELS[one.kind], one.value) for one in data.channels]
    pairs += [(N_("IBAN"), one.iban) for one in data.banks]
    pairs += [(N_("VAT id"), data.vat_id), (N_("Note"), data.note)]
    return [Facts(*pairs)]


class ColumnsForm(FormScreen):
    """What each column of a table means; remembered for files with the same heading."""

    TITLE, HANDBOOK = N_("Columns"), "contacts#import-and-export"
    SAVE = N_("Use")

    def __init__(self, screen: ImportScreen) -> None:
        super().__init__()
        self.screen_below: BaseScreen = screen
        self.import_screen = screen

    def fields(self) -> Sequence[Field]:
        """A choice per column, with the first value as a help."""
        table = self.import_screen.contacts.table
        known = (
            Choice(_NONE, N_("leave out")),
            *(Choice(name, heading(name)) for name in fields()),
        )
        return tuple(
            Field(f"c{place}", head or _("Column {number}").format(number=place + 1), "choice",
                  choices=known, default=self.import_screen.mapping[place] or _NONE,
                  help=_example(table, place))
            for place, head in enumerate(table.header)
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Plan again with these meanings, and remember them."""
        from kontor.contacts.service import save_mapping

        mapping = ["" if code == _NONE else str(code) for code in values.values()]
        screen = self.import_screen
        screen.mapping = mapping
        self.kontor.run_case(
            save_mapping, screen.contacts.table.signature, screen.path.name, mapping,
            then=self.saved, otherwise=self.refused,
        )  # fmt: skip

    def after(self, result: Any) -> None:
        """The dry run with the new meanings."""
        self.import_screen.replan()


def _example(table: Any, place: int) -> str:
    for _line, cells in table.rows[:20]:
        if place < len(cells) and cells[place]:
            return str(cells[place])[:40]
    return ""
