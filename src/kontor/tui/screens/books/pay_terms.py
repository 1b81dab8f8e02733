"""How a partner is paid: from the bills to pay and from the contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from kontor.banking.queries import payables
from kontor.base.i18n import N_
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Choice, Field

METHODS = {
    "transfer": N_("we transfer"), "collected": N_("he debits our account"),
    "other": N_("in another way"),
}  # fmt: skip
WITHHOLDING = {
    "auto": N_("15 % without a certificate (§ 48 EStG)"), "never": N_("never keep anything back"),
}  # fmt: skip


class PayTermsForm(InputForm):
    """How the bills of a supplier are paid; where the tax of a subcontractor goes."""

    NAME, TITLE, HANDBOOK = "books.pay_terms", N_("Terms of payment"), "payments"
    FIELDS: ClassVar[Sequence[Field]] = (
        Field("method", N_("Bills"), "choice", required=True,
              choices=[Choice(key, label) for key, label in METHODS.items()]),
        Field("withhold", N_("Withholding"), "choice", required=True,
              choices=[Choice(key, label) for key, label in WITHHOLDING.items()]),
        Field("tax_office", N_("Tax office"), help=N_("Of a subcontractor: gets what is kept.")),
        Field("tax_office_iban", N_("Its IBAN"), "iban"),
    )  # fmt: skip

    def __init__(self, contact: int, name: str = "") -> None:
        super().__init__()
        self.contact, self.who = contact, name

    def crumb(self) -> str:
        """Whose."""
        return f"{super().crumb()}: {self.who}" if self.who else super().crumb()

    def draft_key(self) -> str:
        """One per contact."""
        return f"books.pay_terms:{self.contact}"

    def start(self) -> dict[str, Any]:
        """As they are."""
        with self.kontor.store.read() as con:
            return payables.terms(con, self.contact)._asdict()

    def save(self, values: dict[str, Any]) -> None:
        """Write them."""
        from kontor.banking.model import PayTermsInput
        from kontor.banking.service.debiting import set_pay_terms

        self.send(set_pay_terms, self.contact, model=PayTermsInput, values=values)
