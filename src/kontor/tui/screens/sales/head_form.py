"""The head of a document: customer, subject, days, terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kontor.base.errors import KontorError
from kontor.base.i18n import N_, _
from kontor.contacts import queries as contacts
from kontor.sales.kinds import ContractLaw, DocumentKind, InvoiceKind
from kontor.sales.queries import documents
from kontor.sales.queries.documents import Head
from kontor.tui.protocols import Hit
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.sales.customers import customer_hits
from kontor.tui.screens.sales.names import FORMATS, INVOICES, TAX_CASES, kind_name
from kontor.tui.widgets.fields import Choice, Field

_D = DocumentKind
_BY_HAND = (InvoiceKind.SINGLE, InvoiceKind.HOURLY, InvoiceKind.MAINTENANCE)
_LABELS = {
    _D.INQUIRY: N_("New enquiry"), _D.QUOTE: N_("New quote"), _D.ORDER: N_("New order"),
    _D.INVOICE: N_("New invoice"),
}  # fmt: skip
_NULLABLE = frozenset({
    "intro", "closing", "note", "their_reference", "valid_until", "service_from", "service_to",
    "retention_release", "site",
})  # fmt: skip
_SAME = (
    "subject", "their_reference", "valid_until", "service_from", "service_to", "terms_days",
    "discount_rate", "discount_days", "rebate_rate", "retention_rate", "retention_release",
    "intro", "closing", "note", "day",
)  # fmt: skip


def _days(text: str) -> int:
    from kontor.base.errors import InputError

    if not (text.strip().isascii() and text.strip().isdigit() and int(text) <= 365):
        raise InputError(N_("A number of days from 0 to 365 is expected."))
    return int(text)


class HeadForm(InputForm):
    """Head of a new document, or of a draft that is changed.

    Args:
        kind: what kind of document.
        change: id of the document that is changed.
        origin: id of the enquiry that a quote answers.
        contact: the customer, where he is known.
        field: where the cursor begins.
    """

    NAME, TITLE, HANDBOOK = "sales.head", N_("Head"), "sales#head-of-a-document"

    def __init__(
        self, kind: DocumentKind, *, change: int | None = None, origin: int | None = None,
        contact: tuple[str, str] | None = None, field: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self.kind, self.change, self.origin = kind, change, origin
        self._contact, self._first = contact, field
        self._head: Head | None = None

    def crumb(self) -> str:
        """What is made or changed."""
        if self.change is None:
            return _(_LABELS[self.kind])
        return _("Head: {kind}").format(kind=kind_name(self.kind))

    @property
    def SAVE(self) -> str:  # type: ignore[override]  # noqa: N802
        """An enquiry is finished with its head; other documents go on to their positions."""
        on = self.change is None and self.kind is not _D.INQUIRY
        return N_("Save and on to the positions") if on else N_("Save")

    def draft_key(self) -> str:
        """One draft per kind, and per document that is changed."""
        return f"sales.head:{self.change or self.kind}"

    def on_mount(self) -> None:
        """The field that lacks something gets the cursor."""
        if self._first in self.form.rows:
            self.call_after_refresh(lambda: self.form.focus_field(self._first))

    def fields(self) -> Sequence[Field]:
        """What a document of this kind needs, the rest below."""
        found = [
            Field("contact", N_("Customer"), "picker", required=True, search=self._customers,
                  creates=True, help=N_("Part of the name or the number; Ctrl+N makes a new one.")),
            Field("subject", N_("Subject"), required=self.kind is not _D.INVOICE,
                  help=N_("What it is about, such as: paint the façade")),
        ]  # fmt: skip
        found += self._of_kind()
        if self.kind is not _D.INQUIRY:
            found += self._terms()
        found += [
            Field("their_reference", N_("Their reference"),
                  help=N_("Order number or cost centre of the customer")),
            Field("note", N_("Internal note"), "multiline", help=N_("It is never printed.")),
        ]  # fmt: skip
        return found

    def _of_kind(self) -> list[Field]:
        if self.kind is _D.INVOICE:
            kinds = [Choice(one.value, INVOICES[one]) for one in _BY_HAND]
            found = [
                Field("service_from", N_("Work from"), "date", past=True,
                      help=N_("Only for a period; the last day is enough.")),
                Field("service_to", N_("Work until"), "date", past=True,
                      help=N_("The day on which the work was done (§ 14 UStG).")),
            ]  # fmt: skip
            if self.change is None:
                found.insert(0, Field("kind", N_("Kind"), "choice", choices=kinds))
            return found
        if self.kind is _D.QUOTE:
            return [Field("valid_until", N_("Valid until"), "date",
                          help=N_("Empty: as long as usual."))]  # fmt: skip
        return []

    def _terms(self) -> list[Field]:
        cases = [Choice("", N_("by the rules")), *(
            Choice(case.value, label) for case, label in TAX_CASES.items())]  # fmt: skip
        formats = [Choice("", N_("as the customer wants it")), *(
            Choice(value, label) for value, label in FORMATS.items())]  # fmt: skip
        laws = [Choice(ContractLaw.BGB.value, "BGB"), Choice(ContractLaw.VOB.value, "VOB/B")]
        return [
            Field("site", N_("Site"), "picker", search=self._sites,
                  help=N_("Where the work is done; sites stand at the customer.")),
            Field("intro", N_("Opening words"), "multiline"),
            Field("closing", N_("Closing words"), "multiline"),
            Field("terms_days", N_("Days to pay"), read=_days,
                  help=N_("Empty: as agreed with the customer.")),
            Field("discount_rate", N_("Discount for early payment"), "rate"),
            Field("discount_days", N_("Discount within days"), read=_days),
            Field("rebate_rate", N_("Rebate on the whole"), "rate"),
            Field("rebate", N_("Rebate as an amount"), "money"),
            Field("retention_rate", N_("Security kept"), "rate",
                  help=N_("Only when it is agreed; the customer keeps it of the final invoice.")),
            Field("retention_basis", N_("Security taken of"), "choice",
                  choices=[Choice("gross", N_("gross")), Choice("net", N_("net"))]),
            Field("retention_release", N_("Security free on"), "date"),
            Field("tax_case", N_("Tax"), "choice", choices=cases),
            Field("tax_reason", N_("Reason for the tax"),
                  help=N_("Needed where it differs from the rules.")),
            Field("contract_law", N_("Contract by"), "choice", choices=laws),
            Field("format", N_("Sent as"), "choice", choices=formats),
        ]  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What stands in the document; for a new one the day and what the enquiry says."""
        with self.kontor.store.read() as con:
            key = self.change or self.origin
            head = documents.head(con, key) if key else None
            site = contacts.site(con, head.site).name if head and head.site else ""
        if head is None:
            today = self.kontor.today()
            return {"contact": self._contact, "service_to": today, "kind": InvoiceKind.SINGLE.value,
                    "retention_basis": "gross", "contract_law": "bgb", "tax_case": "",
                    "format": ""}  # fmt: skip
        values: dict[str, Any] = {name: getattr(head, name) for name in _SAME}
        values |= {
            "contact": (f"contacts:{head.contact}", head.contact_name),
            "site": (f"site:{head.site}", site) if head.site else None,
            "retention_basis": head.retention_basis, "contract_law": head.contract_law.value,
            "rebate": head.rebate_cents or None, "tax_reason": "", "tax_case": "",
            "format": head.format.value, "rebate_rate": head.rebate_rate or None,
            "discount_rate": head.discount_rate or None,
            "retention_rate": head.retention_rate or None,
        }  # fmt: skip
        if self.change is not None:
            self._head = head
            values |= {"tax_case": head.tax_case.value, "tax_reason": head.tax_reason or ""}
        for name in ("terms_days", "discount_days"):
            value = values[name]
            values[name] = str(value) if value is not None else ""
        return values

    def _customers(self, typed: str) -> list[Hit]:
        return customer_hits(self.kontor.store.read, typed)

    def _sites(self, typed: str) -> list[Hit]:
        from kontor.base.text import matches

        chosen = self.form.values()[0].get("contact")
        if not chosen:
            return []
        with self.kontor.store.read() as con:
            found = contacts.sites(con, int(str(chosen).removeprefix("contacts:")))
        return [
            Hit(f"site:{one.id}", one.name, one.city or "")
            for one in found
            if one.archived is None and (not typed or matches(typed, one.name))
        ]

    def create_for(self, field: str, typed: str) -> None:
        """A new customer, in the form of contacts."""
        from kontor.tui.screens.contacts.form import ContactForm

        class CustomerForm(ContactForm):
            """Gives the new contact back to the document."""

            def after(form, result: Any) -> None:  # noqa: N805
                self._take_customer(int(result))

        self.app.push_screen(CustomerForm(name=typed))

    def _take_customer(self, key: int) -> None:
        with self.kontor.store.read() as con:
            name = contacts.contact(con, key).name
        self.put("contact", (f"contacts:{key}", name))

    def save(self, values: dict[str, Any]) -> None:
        """Make or change the document."""
        kind = values.pop("kind", None) or InvoiceKind.SINGLE.value
        if not values.get("tax_case"):
            values.pop("tax_case", None)
            values.pop("tax_reason", None)
        if self.change is not None:
            self._change(values)
        else:
            self._make(InvoiceKind(kind), values)

    def _make(self, kind: InvoiceKind, values: dict[str, Any]) -> None:
        from kontor.sales.model.inputs import DocumentInput
        from kontor.sales.service.drafts import new_invoice
        from kontor.sales.service.inquiries import new_inquiry
        from kontor.sales.service.quotes import new_order, new_quote

        today = self.kontor.today()
        try:
            data = made(DocumentInput, values)
        except KontorError as error:
            self.refused(error)
            return
        cases: dict[DocumentKind, tuple[Any, tuple[Any, ...]]] = {
            _D.INVOICE: (new_invoice, (kind,)), _D.QUOTE: (new_quote, (self.origin,)),
            _D.ORDER: (new_order, ()), _D.INQUIRY: (new_inquiry, ()),
        }  # fmt: skip
        case, more = cases[self.kind]
        self.kontor.run_case(case, data, today, *more, then=self.saved, otherwise=self.refused)

    def _change(self, values: dict[str, Any]) -> None:
        from kontor.sales.model.inputs import DocumentChange
        from kontor.sales.service.documents import change_document

        given = {
            name: value for name, value in values.items()
            if (value not in {None, ""} or name in _NULLABLE) and not self._same(name, value)
        }  # fmt: skip
        for name in ("rebate", "rebate_rate", "retention_rate", "discount_rate"):
            if name in values and values[name] is None and not self._same(name, 0):
                given[name] = 0
        try:
            data = DocumentChange.model_validate(
                {name: value or None if name in _NULLABLE else value
                 for name, value in given.items()}
            )  # fmt: skip
        except ValueError as error:
            from pydantic import ValidationError

            from kontor.tui.screens.input_form import complaint

            assert isinstance(error, ValidationError)
            self.refused(complaint(error))
            return
        self.kontor.run_case(
            change_document, self.change, data, then=self.saved, otherwise=self.refused
        )

    def _same(self, name: str, value: Any) -> bool:
        head = self._head
        if head is None:
            return False
        if name == "contact":
            return bool(value == f"contacts:{head.contact}")
        if name == "site":
            return bool((value or None) == (f"site:{head.site}" if head.site else None))
        if name == "rebate":
            return bool((value or 0) == head.rebate_cents)
        old = getattr(head, name, None)
        return bool((value or None) == (old or None))

    def after(self, result: Any) -> None:
        """A new document goes on to its positions."""
        if self.change is None and result is not None:
            from kontor.tui.screens.sales.document import screen_of

            self.kontor.push_screen(screen_of(self.kontor.store.read, int(result), begin=True))
