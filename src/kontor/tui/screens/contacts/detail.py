"""The file of a contact (Kundenakte): everything known, everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kontor.base.errors import NotFound
from kontor.base.i18n import _
from kontor.base.ids import iban
from kontor.contacts import queries
from kontor.tui.screens.chooser import Chooser, Entry
from kontor.tui.screens.contacts.known import drop_note, droppable, thank, thanks_due, withdraw
from kontor.tui.screens.contacts.sheets import File, address_text, file_blocks, read_file
from kontor.tui.screens.contacts.steps import ContactSteps
from kontor.tui.screens.detail import DetailScreen
from kontor.tui.screens.dialogs import Letters
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.sheet import Block


class ContactScreen(RelatedSteps, ContactSteps, DetailScreen):
    """One contact; `n` adds an address, telephone, bank account, site or role."""

    NAME, HANDBOOK = "contacts.contact", "contacts"
    HINTS: ClassVar[tuple[str, ...]] = (
        "record.new", "record.edit", "contact.consent", "contact.timeline", "actions.menu",
    )  # fmt: skip

    @property
    def contact_id(self) -> int | None:
        """This contact."""
        return self.record

    def related_ref(self) -> str:
        """This contact."""
        return f"contacts:{self.record}"

    def load(self) -> File | None:
        """The contact with items and events."""
        store, today = self.kontor.store, self.kontor.today()
        try:
            with store.read() as con:
                return read_file(con, self.record, today, self.doors)
        except NotFound:
            return None

    def crumb(self) -> str:
        """Its name."""
        return self.data.contact.name if self.data else "?"

    def blocks(self) -> Sequence[Block]:
        """The whole sheet."""
        return file_blocks(self.data, self.kontor.today())

    def copies(self) -> Sequence[tuple[str, str]]:
        """Address as on an envelope, telephones, mails, bank accounts, numbers."""
        if self.data is None:
            return ()
        one = self.data.contact
        offers = [(_("Name"), one.name)]
        for address in one.addresses:
            offers.append(
                (_("Address"), f"{one.name}\n" + address_text(address).replace(", ", "\n"))
            )
        offers += [(channel.value, channel.value) for channel in one.channels]
        offers += [(_("IBAN"), iban.format(bank.iban)) for bank in one.banks]
        offers += [(_("Number"), role.number) for role in one.roles if role.number]
        return offers

    def why_not(self, name: str) -> str:
        """What needs items or a joined contact."""
        if self.data is not None:
            if name == "contact.item" and not self.data.items:
                return _("Nothing is open with this contact.")
            if name == "contact.thank" and not thanks_due(self.data.known):
                return _("No thanks are due.")
            if name == "contact.separate" and self.data.contact.merged_into is None:
                return _("This contact is not joined to another.")
        return super().why_not(name)

    def do_record_new(self) -> None:
        """What can be added."""
        items = [
            ("a", _("Address"), "address"), ("t", _("Telephone, mail, web"), "channel"),
            ("b", _("Bank account"), "bank"), ("o", _("Site"), "site"), ("r", _("Role"), "role"),
            ("g", _("Good to know"), "fact"), ("d", _("Important day"), "day"),
            ("z", _("Relation"), "relation"), ("e", _("Recommended by"), "referral"),
        ]  # fmt: skip
        if self.data is not None and droppable(self.data.known):
            items.append(("w", _("Remove a note"), "drop-note"))
        if self.data is not None and any(site.archived is None for site in self.data.contact.sites):
            items.append(("x", _("Archive a site"), "drop-site"))

        def take(kind: str | None) -> None:
            from kontor.tui.screens.contacts.parts import part_form

            if kind == "drop-site":
                self._drop_site()
            elif kind == "drop-note":
                drop_note(self, self.data.known)
            elif kind:
                self.app.push_screen(part_form(kind, self.record))

        self.app.push_screen(Letters(_("Add to the contact"), items), take)

    def _drop_site(self) -> None:
        entries = [
            Entry(str(site.id), site.name, site.city or "")
            for site in self.data.contact.sites
            if site.archived is None
        ]

        def take(value: str | None) -> None:
            from kontor.contacts.service import archive_site

            if value:
                self.kontor.run_case(archive_site, int(value), self.kontor.today())

        self.app.push_screen(Chooser(_("Archive a site"), entries), take)

    def do_contact_item(self) -> None:
        """Open one of the open items."""
        entries = [Entry(f"item:{one.id}", one.document, one.text or "") for one in self.data.items]

        def take(target: str | None) -> None:
            if target:
                self.kontor.open_record(target)

        self.app.push_screen(Chooser(_("Open items"), entries), take)

    def do_contact_join(self) -> None:
        """Join with another contact."""
        self.ask_join(self.record)

    def do_contact_separate(self) -> None:
        """End the joining; what it moved goes back."""
        from kontor.desk.customer.joining import part_contacts

        self.kontor.run_case(part_contacts, self.record)

    def do_contact_consent(self) -> None:
        """Lights, consents, objections, advertising."""
        from kontor.tui.screens.contacts.consents import ConsentScreen

        self.app.push_screen(ConsentScreen(self.record))

    def do_contact_object(self) -> None:
        """An objection to advertising; it blocks at once."""
        from kontor.tui.screens.contacts.consents import ObjectForm

        self.app.push_screen(ObjectForm(self.record))

    def do_contact_withdraw(self) -> None:
        """The consent that the person takes back."""
        withdraw(self, self.record)

    def do_contact_thank(self) -> None:
        """Thanked for a referral."""
        thank(self, self.data.known)

    def do_contact_privacy(self) -> None:
        """Disclosure, corrections, erasure, requests."""
        from kontor.tui.screens.contacts.privacy import privacy_menu

        privacy_menu(self, self.record)

    def do_contact_timeline(self) -> None:
        """Everything that happened, with filters."""
        from kontor.tui.screens.contacts.timeline import TimelineScreen

        self.app.push_screen(TimelineScreen(self.record))

    def do_contact_review(self) -> None:
        """Ask for a review of a job that is accepted and paid, or leave it out."""
        from kontor.tui.screens.contacts.known import ask_review

        ask_review(self, self.record)

    def do_contact_invoicing(self) -> None:
        """How the customer gets invoices, and who he is for the tax."""
        from kontor.tui.screens.sales.terms_forms import InvoicingForm

        self.app.push_screen(InvoicingForm(self.record))

    def do_pay_terms(self) -> None:
        """How the bills of the supplier are paid."""
        from kontor.tui.screens.books.pay_terms import PayTermsForm

        self.app.push_screen(PayTermsForm(self.record))

    def do_contact_certificates(self) -> None:
        """Certificates with their validity; the first entry adds one."""
        from kontor.contacts import terms_queries
        from kontor.tui.screens.sales.terms_forms import CertificateForm, certificate_words

        with self.kontor.store.read() as con:
            found = terms_queries.certificates(con, self.record)
        entries = [Entry("new", _("New certificate"))]
        entries += [Entry(str(one.id), certificate_words(one), one.number or "") for one in found]

        def take(value: str | None) -> None:
            if value:
                key = None if value == "new" else int(value)
                self.app.push_screen(CertificateForm(self.record, key))

        self.app.push_screen(Chooser(_("Certificates"), entries), take)


class SiteContact(ContactScreen):
    """A contact found by one of its sites."""

    NAME = ""

    def load(self) -> File | None:
        """The contact of the site."""
        if self.data is None:
            try:
                with self.kontor.store.read() as con:
                    self.record = queries.site(con, self.record).contact
            except NotFound:
                return None
        return super().load()
