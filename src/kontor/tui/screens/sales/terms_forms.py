"""At the customer: how he gets invoices, his certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.base.dates import format_day
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.contacts import terms_queries
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.sales.queries.pipeline import Kept
from kontor.tui.screens.input_form import InputForm
from kontor.tui.screens.sales.names import FORMATS
from kontor.tui.text import Part
from kontor.tui.widgets.fields import Choice, Field

CUSTOMER_KINDS = {
    CustomerKind.PRIVATE: N_("private person"),
    CustomerKind.BUSINESS: N_("business"),
    CustomerKind.BUILDER: N_("business that builds itself (§ 13b)"),
    CustomerKind.PUBLIC: N_("authority"),
    CustomerKind.LANDLORD: N_("landlord"),
}
CERTIFICATES = {
    CertificateKind.EXEMPTION_48B: N_("Exemption from 15 % tax on building (§ 48b EStG)"),
    CertificateKind.CONSTRUCTION_13B: N_("Builds itself (USt 1 TG, § 13b UStG)"),
    CertificateKind.INSURANCE: N_("Insurance"),
    CertificateKind.HEALTH_FUND: N_("Health insurance fund"),
    CertificateKind.TRADE_BODY: N_("Trade association"),
    CertificateKind.OTHER: N_("Other"),
}


class InvoicingForm(InputForm):
    """How a customer gets invoices, and who he is for the tax."""

    NAME, TITLE, HANDBOOK = "sales.invoicing", N_("Invoicing terms"), "sales#at-the-customer"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("format", N_("Sent as"), "choice",
              choices=[Choice(value, label) for value, label in FORMATS.items()]),
        Field("customer_kind", N_("Customer is"), "choice",
              choices=[Choice(kind.value, label) for kind, label in CUSTOMER_KINDS.items()]),
        Field("leitweg_id", N_("Leitweg-ID"),
              help=N_("Or the buyer reference that the customer asks for.")),
        Field("electronic_address", N_("Electronic address"),
              help=N_("Peppol id or mail for e-invoices.")),
        Field("electronic_scheme", N_("Kind of address"), help=N_("EM for mail, 0204 for Leitweg")),
        Field("supplier_number", N_("Our number there"),
              help=N_("Under which the customer keeps us as a supplier.")),
    )  # fmt: skip

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def draft_key(self) -> str:
        """One per customer."""
        return f"sales.invoicing:{self.contact}"

    def start(self) -> dict[str, Any]:
        """As it is."""
        with self.kontor.store.read() as con:
            there = terms_queries.invoicing(con, self.contact)
        return {**there._asdict(), "customer_kind": there.customer_kind.value}

    def save(self, values: dict[str, Any]) -> None:
        """Write them."""
        from kontor.contacts.service.terms import set_invoicing
        from kontor.contacts.terms import InvoicingInput

        data = InvoicingInput.model_validate({k: v or None for k, v in values.items()})
        self.kontor.run_case(
            set_invoicing, self.contact, data, then=self.saved, otherwise=self.refused
        )


class CertificateForm(InputForm):
    """A certificate of a customer or supplier, or of the own firm."""

    NAME, TITLE, HANDBOOK = "sales.certificate", N_("Certificate"), "sales#at-the-customer"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("kind", N_("Kind"), "choice", required=True,
              choices=[Choice(kind.value, label) for kind, label in CERTIFICATES.items()]),
        Field("number", N_("Number"), help=N_("Safety number, tax number or the like")),
        Field("valid_from", N_("Valid from"), "date", required=True, past=True),
        Field("valid_to", N_("Valid until"), "date"),
        Field("checked", N_("Checked on"), "date", past=True,
              help=N_("Such as online at the tax office (BZSt)")),
        Field("note", N_("Note"), "multiline"),
    )  # fmt: skip

    def __init__(self, contact: int | None, certificate: int | None = None) -> None:
        super().__init__()
        self.contact, self.certificate = contact, certificate

    def draft_key(self) -> str:
        """One per certificate and contact."""
        return f"sales.certificate:{self.contact or 'own'}:{self.certificate or 'new'}"

    def start(self) -> dict[str, Any]:
        """As it is; a new one holds from today."""
        with self.kontor.store.read() as con:
            there = terms_queries.certificates(con, self.contact)
        for one in there:
            if one.id == self.certificate:
                return {**one._asdict(), "kind": one.kind.value}
        return {"kind": CertificateKind.EXEMPTION_48B.value, "valid_from": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Write it."""
        from kontor.contacts.service.terms import add_certificate, change_certificate
        from kontor.contacts.terms import CertificateInput

        if self.contact is not None:
            values["contact"] = f"contacts:{self.contact}"
        if self.certificate is None:
            self.send(add_certificate, model=CertificateInput, values=values)
        else:
            self.send(change_certificate, self.certificate, model=CertificateInput, values=values)


class ReleaseForm(InputForm):
    """Release of a security: paid on its day, or replaced by a bond."""

    NAME, TITLE, HANDBOOK = "sales.release", N_("Release of the security"), "invoices#security"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("day", N_("Free from"), "date", required=True,
              help=N_("From then on the customer owes it.")),
        Field("bond", N_("Bond"),
              help=N_("Number of a bond that takes its place (§ 17 (4) VOB/B); empty: paid out.")),
    )  # fmt: skip

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept

    def crumb(self) -> str:
        """Of which invoice, how much."""
        amount = format_money(self.kept.cents)
        return f"{super().crumb()}: {self.kept.number} · {amount} €"

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today(), "bond": ""}

    def summary(self, values: dict[str, Any]) -> Sequence[Part]:
        """The day that was agreed."""
        if self.kept.until is None:
            return ()
        return (_("agreed until {day}").format(day=format_day(self.kept.until)),)

    def save(self, values: dict[str, Any]) -> None:
        """Release it."""
        from kontor.sales.model.billing import ReleaseInput
        from kontor.sales.service.retentions import release_retention

        self.send(
            release_retention, model=ReleaseInput,
            values={**values, "invoice": f"sales:{self.kept.invoice}"},
        )  # fmt: skip


def certificate_words(one: terms_queries.Certificate) -> str:
    """Kind and validity in one line."""
    until = format_day(one.valid_to) if one.valid_to else _("open-ended")
    return f"{_(CERTIFICATES[one.kind])} · {format_day(one.valid_from)} – {until}"
