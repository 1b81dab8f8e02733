"""A new customer or supplier from within another form: name and what a letter needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kontor.base.i18n import N_, _
from kontor.tui.screens.form import FormScreen
from kontor.tui.widgets.fields import Choice, Field


class PartnerForm(FormScreen):
    """The few fields with which a partner can be posted on."""

    HANDBOOK = "contacts"

    def __init__(self, side: str, typed: str, take: Callable[[str, str], object]) -> None:
        super().__init__()
        self.side, self._typed, self._take = side, typed, take
        self._typed_name = ""

    def crumb(self) -> str:
        """Customer or supplier."""
        return _("New customer") if self.side == "customer" else _("New supplier")

    def fields(self) -> Sequence[Field]:
        """Name, address, terms."""
        return (
            Field("kind", N_("Kind"), "choice", default="firm", choices=(
                Choice("firm", N_("firm")), Choice("person", N_("person")))),
            Field("name", N_("Name"), required=True),
            Field("street", N_("Street")),
            Field("house_number", N_("House number"), limit=20),
            Field("postcode", N_("Postcode"), "postcode"),
            Field("city", N_("City")),
            Field("mail", N_("E-mail"), "email"),
            Field("vat_id", N_("VAT id"), "vat_id"),
        )  # fmt: skip

    def start(self) -> dict[str, Any]:
        """What was typed in the list is the name."""
        return {"name": self._typed}

    def save(self, values: dict[str, Any]) -> None:
        """Create the contact with its role."""
        from kontor.contacts.kinds import Role
        from kontor.contacts.model import AddressInput, ChannelInput, ContactInput, RoleInput
        from kontor.contacts.service import create_contact

        self._typed_name = values["name"]
        data: dict[str, Any] = {
            "kind": values["kind"], "name": values["name"], "vat_id": values["vat_id"],
            "roles": [RoleInput(role=Role(self.side))],
        }  # fmt: skip
        place = {
            name: values[name]
            for name in ("street", "house_number", "postcode", "city")
            if values[name]
        }
        if place:
            data["addresses"] = [AddressInput.model_validate(place)]
        if values["mail"]:
            data["channels"] = [
                ChannelInput.model_validate({"kind": "mail", "value": values["mail"]})
            ]
        self.kontor.run_case(
            create_contact,
            ContactInput.model_validate(data),
            then=self.saved,
            otherwise=self.refused,
        )

    def after(self, result: Any) -> None:
        """Hand the new contact to the field that asked."""
        self._take(f"contacts:{result}", self._typed_name)
