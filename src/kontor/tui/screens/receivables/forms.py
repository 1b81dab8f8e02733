"""Small forms about debtors: note on the limitation, limit, security, information, block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kontor.base.errors import KontorError
from kontor.base.i18n import N_
from kontor.contacts import terms_queries
from kontor.receivables.kinds import BlockKind, LimitationKind
from kontor.receivables.words import BLOCKS, INFOS, LIMITATIONS, SECURITIES
from kontor.tui.screens.input_form import InputForm, made
from kontor.tui.screens.receivables.names import count, customer_search, item_search
from kontor.tui.widgets.fields import Choice, Field

if TYPE_CHECKING:
    from pydantic import BaseModel


def choices(words: Mapping[str, str]) -> list[Choice]:
    """Codes with their words as choices."""
    return [Choice(str(code), word) for code, word in words.items()]


class DatedForm(InputForm):
    """A form whose use case takes the input and then the day."""

    def send_dated(
        self, case: Callable[..., Any], model: type[BaseModel], values: Mapping[str, Any]
    ) -> None:
        """Check the values with the model and run the use case on today."""
        try:
            data = made(model, values)
        except KontorError as error:
            self.refused(error)
            return
        self.kontor.run_case(
            case, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )


class NoteForm(InputForm):
    """What stops the limitation of an item or lets it begin again."""

    NAME, TITLE = "sales.limitation_note", N_("Note on limitation")
    HANDBOOK = "reminders#limitation-and-court-order"

    def __init__(self, item: int = 0, label: str = "") -> None:
        super().__init__()
        self._item = (f"item:{item}", label) if item else None

    def draft_key(self) -> str:
        """One per item."""
        return f"sales.limitation:{self._item[0] if self._item else 'new'}"

    def fields(self) -> Sequence[Field]:
        """Item, what happened, when."""
        return (
            Field("item", N_("Invoice"), "picker", required=True,
                  search=item_search(self.kontor.store, self.kontor.today())),
            Field("kind", N_("What happened"), "choice", required=True,
                  choices=choices(LIMITATIONS)),
            Field("day", N_("On"), "date", required=True, past=True),
            Field("until", N_("Until"), "date",
                  help=N_("end of negotiation, court order or lawsuit; empty: it goes on")),
            Field("reference", N_("Reference"), help=N_("such as the file number of the court")),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """Today."""
        given = {"item": self._item} if self._item else {}
        return {
            "kind": LimitationKind.ACKNOWLEDGEMENT.value, "day": self.kontor.today(), **given
        }  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.receivables.model import LimitationInput
        from kontor.receivables.service.keeping import note_limitation

        self.send(note_limitation, model=LimitationInput, values=values)


class LimitForm(DatedForm):
    """Credit limit and block of a customer."""

    NAME, TITLE, HANDBOOK = "sales.credit_limit", N_("Limit and block"), "reminders#risk"
    FIELDS = (
        Field("limit", N_("Credit limit"), "money", help=N_("empty: none")),
        Field("blocked", N_("Blocked because"), help=N_("empty: not blocked")),
    )  # fmt: skip

    def __init__(self, contact: int, proposed: int = 0) -> None:
        super().__init__()
        self.contact, self.proposed = contact, proposed

    def draft_key(self) -> str:
        """One per customer."""
        return f"sales.credit_limit:{self.contact}"

    def start(self) -> dict[str, Any]:
        """As it is; the proposed limit where there is none."""
        with self.kontor.store.read() as con:
            there = terms_queries.standing(con, self.contact)
        if there is None or there.credit_limit is None:
            limit = self.proposed or None
        else:
            limit = there.credit_limit
        return {"limit": limit, "blocked": (there.blocked if there else None) or ""}

    def save(self, values: dict[str, Any]) -> None:
        """Set both; what is emptied goes."""
        from kontor.receivables.model import LimitInput
        from kontor.receivables.service.risk import set_limit

        data = LimitInput.model_validate({
            "customer": f"contacts:{self.contact}", "limit": values.get("limit"),
            "blocked": values.get("blocked") or None,
        })  # fmt: skip
        self.kontor.run_case(
            set_limit, data, self.kontor.today(), then=self.saved, otherwise=self.refused
        )


class _CustomerForm(DatedForm):
    """A form about one customer."""

    def __init__(self, contact: int, name: str) -> None:
        super().__init__()
        self.contact, self.contact_name = contact, name

    def draft_key(self) -> str:
        """One per customer."""
        return f"{self.NAME}:{self.contact}"

    def customer(self) -> Field:
        """The customer that is meant."""
        return Field(
            "customer", N_("Customer"), "picker", required=True,
            search=customer_search(self.kontor.store),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """The customer."""
        return {"customer": (f"contacts:{self.contact}", self.contact_name)}


class SecurityForm(_CustomerForm):
    """A security that a customer gave."""

    NAME, TITLE, HANDBOOK = "sales.security", N_("Security"), "reminders#risk"

    def fields(self) -> Sequence[Field]:
        """Kind, amount, validity."""
        return (
            self.customer(),
            Field("kind", N_("Kind"), "choice", required=True, choices=choices(SECURITIES)),
            Field("amount", N_("Amount"), "money", required=True),
            Field("valid_from", N_("Valid from"), "date", past=True, help=N_("empty: today")),
            Field("valid_to", N_("Valid until"), "date", help=N_("empty: until it is given back")),
            Field("reference", N_("Reference"), help=N_("bank and number of the bond")),
        )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.receivables.model import SecurityInput
        from kontor.receivables.service.risk import add_security

        self.send_dated(add_security, SecurityInput, values)


class InfoForm(_CustomerForm):
    """What an agency or a court says about a customer."""

    NAME, TITLE, HANDBOOK = "sales.credit_info", N_("Information"), "reminders#risk"

    def fields(self) -> Sequence[Field]:
        """What is said, by whom, why it may be asked, until when it is kept."""
        return (
            self.customer(),
            Field("kind", N_("What it says"), "choice", required=True, choices=choices(INFOS)),
            Field("value", N_("Index"), read=count, help=N_("100 is best, 600 is worst")),
            Field("source", N_("From"), required=True, help=N_("agency, court, newspaper")),
            Field("reason", N_("Lawful reason"), required=True,
                  help=N_("such as: order on credit (Art. 6 (1) f DSGVO)")),
            Field("day", N_("Of"), "date", past=True, help=N_("empty: today")),
            Field("cost", N_("Cost"), "money"),
            Field("delete_on", N_("Goes on"), "date", help=N_("empty: in three years")),
        )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.receivables.model import CreditInfoInput
        from kontor.receivables.service.risk import add_credit_info

        self.send_dated(add_credit_info, CreditInfoInput, values)


class BlockForm(DatedForm):
    """No reminders for a customer or an invoice, or a dispute about a part of it."""

    NAME, TITLE, HANDBOOK = "sales.block", N_("Block or dispute"), "reminders#blocks-and-disputes"

    def __init__(self, contact: int = 0, name: str = "", *, item: int = 0) -> None:
        super().__init__()
        self.contact, self.contact_name, self.item = contact, name, item

    def draft_key(self) -> str:
        """One per customer or item."""
        return f"sales.block:{self.item or self.contact}:{'i' if self.item else 'c'}"

    def fields(self) -> Sequence[Field]:
        """Who or what, why, until when."""
        about: tuple[Field, ...] = (
            Field("kind", N_("Kind"), "choice", required=True, choices=choices(BLOCKS)),
            Field("amount", N_("Disputed part"), "money", help=N_("empty: the whole")),
        )
        return (
            *(about if self.item else ()),
            Field("reason", N_("Reason"), required=True),
            Field("until", N_("Until"), "date", help=N_("empty: until it is lifted")),
        )

    def crumb(self) -> str:
        """About whom."""
        return self.contact_name or super().crumb()

    def start(self) -> dict[str, Any]:
        """A dispute about an item, a block of a customer."""
        return {"kind": BlockKind.DISPUTE.value} if self.item else {}

    def save(self, values: dict[str, Any]) -> None:
        """Write it down."""
        from kontor.receivables.model import BlockInput
        from kontor.receivables.service.keeping import block

        about = {"item": f"item:{self.item}"} if self.item else {
            "customer": f"contacts:{self.contact}"
        }  # fmt: skip
        self.send_dated(block, BlockInput, {**values, **about})
