"""What can be done with a contact, from the list as from its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from kontor.base.i18n import N_, _
from kontor.contacts import queries
from kontor.store.doors import Door
from kontor.store.history import history
from kontor.tui.protocols import Hit
from kontor.tui.screens.chooser import Chooser
from kontor.tui.screens.contacts.names import role_names
from kontor.tui.screens.dialogs import Paper
from kontor.tui.screens.past import past_blocks

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

_PARTS = ("contact_role", "contact_address", "contact_channel", "contact_bank", "site")


class ContactSteps:
    """Keys of list and file; `contact_id` names the contact that is meant."""

    CANCEL = N_("Archive")

    @property
    def contact_id(self) -> int | None:
        """The contact that is meant."""
        raise NotImplementedError

    @property
    def _app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    @property
    def doors(self) -> Sequence[Door]:
        """The areas that tell what happened."""
        return getattr(self._app.store, "doors", ())

    def do_record_new(self) -> None:
        """A new contact."""
        from kontor.tui.screens.contacts.form import ContactForm

        self._app.push_screen(ContactForm())

    def do_record_edit(self) -> None:
        """Change the contact."""
        from kontor.tui.screens.contacts.form import ContactForm

        if self.contact_id is not None:
            self._app.push_screen(ContactForm(self.contact_id))

    def do_record_copy(self) -> None:
        """A new contact that begins with the address of this one."""
        from kontor.tui.screens.contacts.form import ContactForm

        if self.contact_id is not None:
            self._app.push_screen(ContactForm(copy_of=self.contact_id))

    def do_record_cancel(self) -> None:
        """Archive; an archived one comes back."""
        key = self.contact_id
        if key is None:
            return
        from kontor.contacts.service import archive_contact, restore_contact

        with self._app.store.read() as con:
            archived = queries.contact(con, key).archived
        if archived:
            self._app.run_case(restore_contact, key)
        else:
            self._app.run_case(archive_contact, key, self._app.today())

    def do_record_mail(self) -> None:
        """Write a letter."""
        from kontor.tui.screens.documents.letter import LetterForm

        if self.contact_id is not None:
            self._app.push_screen(LetterForm(self.contact_id))

    def do_record_explain(self) -> None:
        """Everything that was changed on the contact, newest first."""
        key = self.contact_id
        if key is None:
            return
        with self._app.store.read() as con:
            name = queries.contact(con, key).name
            past = [("", one) for one in history(con, "contact", key)]
            for table in _PARTS:
                rows = con.execute(
                    f"SELECT DISTINCT row FROM change WHERE tbl = ? AND row IN"  # noqa: S608  own names
                    f" (SELECT id FROM {table} WHERE contact = ?)", (table, key),
                ).fetchall()  # fmt: skip
                past += [(table, one) for (row,) in rows for one in history(con, table, row)]
        past.sort(key=lambda pair: -pair[1].step)
        blocks = past_blocks(past)
        self._app.push_screen(Paper(_("What happened to {name}").format(name=name), blocks))

    # joining

    def ask_join(self, key: int) -> None:
        """Choose with whom a contact is to be joined."""
        store = self._app.store

        def search(typed: str) -> list[Hit]:
            with store.read() as con:
                rows = queries.search(con, typed) if typed else queries.page(con, size=60)
            return [
                Hit(str(row.id), row.name, " · ".join(part for part in (
                    row.customer_number or row.supplier_number or "", row.city or "",
                    role_names(row.roles)) if part))
                for row in rows if row.id != key
            ]  # fmt: skip

        def take(other: str | None) -> None:
            if other:
                self.join(key, int(other))

        self._app.push_screen(
            Chooser(_("Join with"), search=search, always=True, placeholder=_("Name or number")),
            take,
        )

    def join(self, one: int, other: int) -> None:
        """Set two contacts side by side; the first one is proposed to stay."""
        from kontor.tui.screens.contacts.joining import JoinScreen

        self._app.push_screen(JoinScreen(one, other))
