"""Contacts from a file: the dry run as a list, then one step that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kontor.base.i18n import N_, _, ngettext
from kontor.contacts.formats.columns import fields, heading
from kontor.contacts.kinds import Role
from kontor.contacts.words import CHANNELS, KINDS, ROLES
from kontor.tui import work
from kontor.tui.protocols import Row
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.names import PLAN_STATES
from kontor.tui.screens.contacts.sheets import address_text
from kontor.tui.screens.form import FormScreen
from kontor.tui.screens.plan_list import NONE, PlanList, bytes_of
from kontor.tui.sheet import Block, Facts, Head, Note
from kontor.tui.widgets.columns import State
from kontor.tui.widgets.fields import Choice


def look_at(path: Path) -> Any:
    """The file as a source of contacts; for a thread.

    Raises:
        InputError: it cannot be read, or holds no contacts.
    """
    from kontor.contacts.formats.files import read_source

    return read_source(bytes_of(path))


class ImportScreen(PlanList):
    """What a file would do: a line per contact with its finding; `w` does it in one step."""

    NAME, TITLE, HANDBOOK = "contacts.import", N_("Import"), "contacts#import-and-export"
    HINTS: ClassVar[tuple[str, ...]] = (
        "step.next", "record.edit", "contact.columns", "contact.roles", "filter.saved",
    )  # fmt: skip
    STATES: ClassVar[Mapping[str, State]] = PLAN_STATES
    COLUMNS = PlanList.columns_of(PLAN_STATES)
    DECISIONS: ClassVar[Mapping[str, str]] = {
        "skip": N_("Leave it out"),
        "add": N_("Add as a new contact"),
        "join": N_("Add what is new to the known one"),
    }
    COLUMNS_KEY, RUNNING = "contact.columns", N_("Taking contacts over")
    EMPTY = N_("The file holds no contact.")
    EMPTY_HINTS = ("contact.columns",)

    def __init__(self, path: Path, file: Any) -> None:
        super().__init__(path, file)
        self.role = ""

    def _found(self) -> Any:
        roles = [Role(self.role)] if self.role else []
        return self.file.contacts(self.mapping or None, roles)

    def _decided(self) -> Any:
        from kontor.contacts.service.importing import Decision

        return {place: Decision(code) for place, code in self.decisions.items()}

    def make_plan(self, con: Any) -> Any:
        """The dry run."""
        from kontor.contacts.service.importing import plan_import

        return plan_import(con, self._found(), self._decided())

    def take_over(self, store: Any, ticket: work.Ticket) -> Any:
        """All of it in one step."""
        from kontor.contacts.service.importing import import_contacts

        return store.run(
            import_contacts, self._found(), self._decided(),
            progress=lambda done, all_: ticket.tell(done, all_),
        )  # fmt: skip

    def taken(self, change: Any) -> None:
        """Said, with the way back."""
        counts = change.value.counts
        count = counts["new"] + counts["changed"]
        text = ngettext("{count} contact taken over", "{count} contacts taken over", count)
        undo = _("{key} takes it back").format(key=self.kontor.key_of("step.undo"))
        self.kontor.toast(f"{text.format(count=count)} · {undo}")
        if self.app.screen is self:
            self.app.pop_screen()

    def choices(self) -> Sequence[Choice]:
        """Every field of a contact."""
        return [Choice(name, heading(name)) for name in fields()]

    def remember(self, form: FormScreen, mapping: Sequence[str]) -> None:
        """For files with the same heading."""
        from kontor.contacts.service import save_mapping

        self.kontor.run_case(
            save_mapping, self.signature, self.path.name, mapping,
            then=form.saved, otherwise=form.refused,
        )  # fmt: skip

    def finding(self, one: Any) -> str:
        """What is wrong, else what is new."""
        said = super().finding(one)
        if not said and one.changes:
            return _("new: {fields}").format(
                fields=", ".join(heading(name) for name in one.changes)
            )
        return said

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

    def do_contact_columns(self) -> None:
        """What the columns of the file mean."""
        self.ask_columns()

    def do_contact_roles(self) -> None:
        """What all of them are to the firm."""
        entries = [Entry(NONE, _("as the file says"))]
        entries += [Entry(str(role), _(word)) for role, word in ROLES.items()]

        def take(value: str | None) -> None:
            if value:
                self.role = "" if value == NONE else value
                self.replan()

        self.app.push_screen(Chooser(_("What are they to the firm?"), entries), take)


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
