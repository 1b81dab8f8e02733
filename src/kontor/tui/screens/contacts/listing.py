"""The list of contacts with filter, roles, open amounts and a mark for likely doubles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from kontor.base.i18n import N_, _
from kontor.contacts import queries
from kontor.contacts.kinds import ContactFilter
from kontor.tui import work
from kontor.tui.export import new_file
from kontor.tui.protocols import Row, Source
from kontor.tui.screens.base import BaseScreen
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.detail import ContactScreen
from kontor.tui.screens.contacts.names import LIST_STATES, role_names
from kontor.tui.screens.contacts.sheets import file_blocks, read_file
from kontor.tui.screens.contacts.steps import ContactSteps
from kontor.tui.screens.dialogs import AskText
from kontor.tui.screens.files import choose_file
from kontor.tui.screens.listing import ListScreen
from kontor.tui.sheet import Block
from kontor.tui.sources import Listing, Sort, SqlSource
from kontor.tui.widgets.columns import Column, Kind

_ALL = 1_000_000
_ROLES = "(SELECT group_concat(role) FROM contact_role WHERE contact = c.id)"
_NUMBER = "(SELECT group_concat(number, ' ') FROM contact_role WHERE contact = c.id)"
_PLACE = (
    "(SELECT trim(ifnull(postcode, '') || ' ' || ifnull(city, '')) FROM contact_address"
    " WHERE contact = c.id ORDER BY kind <> 'main', id LIMIT 1)"
)
_PHONE = (
    "(SELECT value FROM contact_channel WHERE contact = c.id AND kind IN ('phone', 'mobile')"
    " ORDER BY id LIMIT 1)"
)
_OPEN = (
    "(SELECT sum(l.cents) FROM account a JOIN line l ON l.account = a.id"
    " WHERE a.partner = 'contacts:' || c.id)"
)
# the same mail, bank account, VAT id or name: a look is worth it; telephones are shared too often
_DOUBLE = """
(EXISTS (SELECT 1 FROM contact o WHERE o.sort_name = c.sort_name AND o.id <> c.id
          AND o.merged_into IS NULL)
 OR EXISTS (SELECT 1 FROM contact_channel x JOIN contact_channel y ON y.normal = x.normal
              AND y.contact <> x.contact JOIN contact o ON o.id = y.contact
             WHERE x.contact = c.id AND x.kind = 'mail' AND o.merged_into IS NULL)
 OR EXISTS (SELECT 1 FROM contact_bank x JOIN contact_bank y ON y.iban = x.iban
              AND y.contact <> x.contact JOIN contact o ON o.id = y.contact
             WHERE x.contact = c.id AND o.merged_into IS NULL)
 OR EXISTS (SELECT 1 FROM contact o WHERE o.vat_id = c.vat_id AND o.id <> c.id
             AND o.merged_into IS NULL))
"""
_STATE = (
    f"CASE WHEN c.archived IS NOT NULL THEN 'archived' WHEN {_DOUBLE} THEN 'double' ELSE '' END"
)
_TEXT = (
    f"fold(c.name || ' ' || c.sort_name || ' ' || ifnull({_NUMBER}, '')"  # noqa: S608  constants
    f" || ' ' || ifnull({_PLACE}, '')"
    " || ' ' || ifnull((SELECT group_concat(value, ' ') FROM contact_channel"
    " WHERE contact = c.id), ''))"
)


def contact_listing(*, archived: bool) -> Listing:
    """The list as SQL pieces; archived contacts on demand."""
    return Listing(
        columns=f"c.name, {_ROLES}, {_NUMBER}, {_PLACE}, {_PHONE}, {_OPEN}, {_STATE}",
        tables="contact c",
        sorts={
            "name": Sort(N_("Name"), ("c.sort_name", "c.id")),
            "made": Sort(N_("Newest first"), ("c.id",), descending=True),
        },
        where="c.merged_into IS NULL" + ("" if archived else " AND c.archived IS NULL"),
        id="c.id", state=_STATE, amount=_OPEN, search=_TEXT,
        fields={
            "role": f"fold(ifnull({_ROLES}, ''))", "place": f"fold(ifnull({_PLACE}, ''))",
            "number": f"ifnull({_NUMBER}, '')",
        },
    )  # fmt: skip


class ContactSource(SqlSource):
    """Contacts; open amounts are added up for chosen ones only, all of them would take long."""

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        """These contacts with their roles in words."""
        return [_in_words(row) for row in super().rows(ids)]

    def block(self, after: tuple[object, ...] | None, size: int) -> Sequence[Row]:
        """The contacts after this key with their roles in words."""
        return [_in_words(row) for row in super().block(after, size)]

    def sum(self, ids: Sequence[int] | None) -> int | None:
        """Sum of what the chosen ones have open."""
        return super().sum(ids) if ids is not None else None

    def sorted_by(self, name: str, descending: bool) -> ContactSource:
        """The same contacts in another order."""
        return ContactSource(self._read, self._listing, name, descending)


def _in_words(row: Row) -> Row:
    name, roles, number, place, phone, amount, state = row.cells
    said = role_names(str(roles or "").split(","))
    shown = amount if amount else None
    return row._replace(cells=(name, said, number, place, phone, shown, state))


class ContactList(ContactSteps, ListScreen):
    """Everybody the firm deals with."""

    NAME, TITLE, LETTER, HANDBOOK = "contacts.list", N_("Contacts"), "k", "contacts"
    HINTS = ("record.new", "record.edit", "record.open", "filter.open", "actions.menu")
    COLUMNS = (
        Column(N_("Name"), Kind.NAME, 26, grow=3, least=20),
        Column(N_("Roles"), width=16, priority=5, grow=1, least=10),
        Column(N_("Number"), Kind.NUMBER, 8, least=6),
        Column(N_("Town"), width=20, priority=3, grow=1, least=18),
        Column(N_("Telephone"), width=16, priority=6),
        Column(N_("Outstanding"), Kind.MONEY, 11),
        Column(N_("State"), Kind.STATE, 11, states=LIST_STATES, least=10),
    )
    SORTS: ClassVar[dict[str, str]] = {"name": N_("Name"), "made": N_("Newest first")}
    FIELDS: ClassVar[dict[str, str]] = {
        "rolle": "role", "role": "role", "ort": "place", "town": "place",
        "nummer": "number", "number": "number",
    }  # fmt: skip
    EMPTY = N_("Nobody is entered yet: customers, suppliers, authorities belong here.")
    EMPTY_HINTS = ("record.new", "contact.import")

    def __init__(self) -> None:
        super().__init__()
        self.archived = False

    @property
    def SAVED(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # noqa: N802
        """Saved filters, in the words of the reader."""
        role, double = _("role"), LIST_STATES["double"].word
        return (
            (N_("Customers"), f"{role}:customer"),
            (N_("Suppliers"), f"{role}:supplier"),
            (N_("Subcontractors"), f"{role}:subcontractor"),
            (N_("Likely doubles"), _(double)),
        )

    def source(self) -> Source:
        """Everybody, by last name."""
        return ContactSource(self.kontor.store.read, contact_listing(archived=self.archived))

    def preview(self, row: Row) -> Sequence[Block]:
        """Address, telephones, open items, last events."""
        store, today = self.kontor.store, self.kontor.today()
        with store.read() as con:
            file = read_file(con, row.id, today, self.doors, full=False)
        return file_blocks(file, today, full=False)

    def detail(self, row: Row) -> BaseScreen:
        """The file of the contact."""
        return ContactScreen(row.id)

    @property
    def contact_id(self) -> int | None:
        """The contact under the cursor."""
        return self.row.id if self.row else None

    def why_not(self, name: str) -> str:
        """Joining needs two, labels need somebody."""
        if name == "contact.labels" and self.row is None:
            return _("The list is empty.")
        if (
            name == "contact.join"
            and not 1 <= len(self.table.marks if self.is_mounted else ()) <= 2
        ):
            return _("Mark the two contacts first, with the space bar.")
        return super().why_not(name)

    def do_contact_archived(self) -> None:
        """Show archived contacts too, or hide them again."""
        self.archived = not self.archived
        self.requery()
        text = (
            _("Archived contacts are shown.")
            if self.archived
            else _("Archived contacts are hidden.")
        )
        self.kontor.toast(text)

    def do_contact_join(self) -> None:
        """Join the two marked contacts; without two marks, the one here with another."""
        marked = sorted(self.table.marks)
        if len(marked) == 2:
            self.join(marked[0], marked[1])
        elif self.row is not None:
            self.ask_join(self.row.id)

    def do_contact_labels(self) -> None:
        """Address labels of the marked contacts."""
        from kontor.tui.screens.documents.labels import make_labels

        make_labels(self, self.chosen_ids())

    # files

    def do_contact_import(self) -> None:
        """Choose a file; the dry run shows what it would do."""

        def take(path: str | None) -> None:
            if path:
                self._look_at(Path(path))

        self.app.push_screen(
            choose_file(_("Contacts from a file"), (".vcf", ".vcard", ".csv", ".txt"),
                        self.kontor.folder), take,
        )  # fmt: skip

    def _look_at(self, path: Path) -> None:
        from kontor.tui.screens.contacts.importing import ImportScreen, look_at

        work.start(
            self, lambda _ticket: look_at(path), name="look", group="import",
            then=lambda source: self.app.push_screen(ImportScreen(path, source)),
        )  # fmt: skip

    def do_export_menu(self) -> None:
        """Contacts as cards for the telephone or as a table."""
        entries = [
            Entry("vcard3.0", _("Cards (vCard 3.0)"), _("for telephones and mail programs")),
            Entry("vcard4.0", _("Cards (vCard 4.0)"), _("for newer programs")),
            Entry("csv", "CSV", _("all fields, for spreadsheets")),
        ]

        def name_it(kind: str | None) -> None:
            if kind:
                ending = "csv" if kind == "csv" else "vcf"
                name = f"{_('contacts')}-{self.kontor.today().isoformat()}.{ending}"
                ask = AskText(
                    _("Save the contacts"), hint=_("File to write"),
                    typed=str(self.kontor.folder / name), read=new_file,
                )  # fmt: skip
                self.app.push_screen(ask, lambda path: self._write_out(kind, path))

        self.app.push_screen(Chooser(_("Save as"), entries), name_it)

    def _write_out(self, kind: str, path: str | None) -> None:
        if path is None:
            return
        pages = self.table.pages
        shown = list(pages.ids) if pages is not None and pages.ids is not None else None
        chosen = sorted(self.table.marks) or shown or []
        store, everybody = self.kontor.store, ContactFilter(archived=self.archived)

        def job(_ticket: work.Ticket) -> str:
            from kontor.contacts.formats.write import write_csv, write_vcards
            from kontor.contacts.queries.file import birthdays

            with store.read() as con:
                ids = chosen or [row.id for row in queries.page(con, None, _ALL, everybody)]
                found = [queries.contact(con, key) for key in ids]
                born = birthdays(con, ids)
            text = write_csv(found) if kind == "csv" else write_vcards(found, kind[5:], born)
            Path(path).expanduser().write_text(text, "utf-8", newline="")
            return path

        work.start(
            self, job, name="export", group="export",
            then=lambda done: self.kontor.toast(_("Written: {path}").format(path=done)),
        )  # fmt: skip
