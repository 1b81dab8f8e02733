"""Small forms for what belongs to a contact: address, telephone, bank account, site, role."""

from __future__ import annotations

from typing import Any, ClassVar

from kontor.base.i18n import N_, _
from kontor.contacts.kinds import AddressKind, ChannelKind, Role
from kontor.contacts.words import ADDRESSES, CHANNELS, DAYS, FACTS, RELATIONS, ROLES
from kontor.tui.screens.contacts.names import choices
from kontor.tui.screens.input_form import InputForm
from kontor.tui.widgets.fields import Field

PLACE = (
    Field("street", N_("Street")),
    Field("house_number", N_("House number"), limit=60),
    Field("postcode", N_("Postcode"), "postcode"),
    Field("city", N_("Town")),
)


class PartForm(InputForm):
    """A part of a contact; the drafts of two contacts do not meet."""

    PART: ClassVar[str] = ""

    def __init__(self, contact: int) -> None:
        super().__init__()
        self.contact = contact

    def draft_key(self) -> str:
        """Part and contact."""
        return f"contacts.{self.PART}:{self.contact}"


class AddressForm(PartForm):
    """Another address."""

    PART, TITLE, HANDBOOK = "address", N_("New address"), "contacts"
    FIELDS = (
        Field(
            "kind", N_("Kind"), "choice", choices=choices(ADDRESSES), default=AddressKind.BILLING
        ),
        Field("addition", N_("Addition"), help=N_("c/o, department, floor")),
        *PLACE,
        Field("country", N_("Country"), default="DE", limit=2, help=N_("two letters, such as AT")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Add it."""
        from kontor.contacts.model import AddressInput
        from kontor.contacts.service import add_address

        values["country"] = (values["country"] or "DE").upper()
        self.send(add_address, self.contact, model=AddressInput, values=values)


class ChannelForm(PartForm):
    """Another telephone number, mail or web address."""

    PART, TITLE, HANDBOOK = "channel", N_("New telephone or mail"), "contacts"
    FIELDS = (
        Field("kind", N_("Kind"), "choice", choices=choices(CHANNELS), default=ChannelKind.PHONE),
        Field("value", N_("Number or address"), required=True, limit=254),
        Field("note", N_("Note"), help=N_("such as: only in the evening")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Add it."""
        from kontor.contacts.model import ChannelInput
        from kontor.contacts.service import add_channel

        self.send(add_channel, self.contact, model=ChannelInput, values=values)

    def refused(self, error: BaseException) -> None:
        """What is wrong with the number stands at the number."""
        if getattr(error, "field", "") in set(ChannelKind):
            error.field = "value"  # type: ignore[attr-defined]
        super().refused(error)


class BankForm(PartForm):
    """Another bank account."""

    PART, TITLE, HANDBOOK = "bank", N_("New bank account"), "contacts"
    FIELDS = (
        Field("iban", N_("IBAN"), "iban", required=True),
        Field("holder", N_("Account holder"), help=N_("if it is somebody else")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Add it."""
        from kontor.contacts.model import BankInput
        from kontor.contacts.service import add_bank

        self.send(add_bank, self.contact, model=BankInput, values=values)


class SiteForm(PartForm):
    """A site (Objekt, Baustelle)."""

    PART, TITLE, HANDBOOK = "site", N_("New site"), "contacts"
    FIELDS = (
        Field("name", N_("Name"), required=True, help=N_("such as: Haus Nord, Hof")),
        *PLACE,
        Field("access", N_("Access"), help=N_("key, code, who opens")),
        Field("note", N_("Note"), "multiline"),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Add it."""
        from kontor.contacts.model import SiteInput
        from kontor.contacts.service import add_site

        self.send(add_site, self.contact, model=SiteInput, values=values)


class RoleForm(PartForm):
    """Another role, with its personal account."""

    PART, TITLE, HANDBOOK = "role", N_("New role"), "contacts"
    FIELDS = (
        Field("role", N_("Role"), "choice", choices=choices(ROLES), default=Role.CUSTOMER),
        Field("number", N_("Account number"), limit=5,
              help=N_("empty: the next free one, for customers and suppliers")),
    )  # fmt: skip

    def save(self, values: dict[str, Any]) -> None:
        """Add it."""
        from kontor.contacts.model import RoleInput
        from kontor.contacts.service import add_role

        self.send(add_role, self.contact, model=RoleInput, values=values)

    def after(self, result: Any) -> None:
        """Tell the account that the role got."""
        if result:
            self.kontor.toast(_("Personal account: {number}").format(number=result))


class FactForm(PartForm):
    """Something to know at once, or when somebody is best reached."""

    PART, TITLE, HANDBOOK = "fact", N_("Good to know"), "contacts#file"
    FIELDS = (
        Field("kind", N_("Kind"), "choice", choices=choices(FACTS), default="fact"),
        Field("text", N_("What"), required=True, help=N_("such as: evenings only, has a dog")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.contacts.file import FactInput
        from kontor.contacts.service.file import add_fact

        self.send(add_fact, self.contact, model=FactInput, values=values)


class DayForm(PartForm):
    """An important day."""

    PART, TITLE, HANDBOOK = "day", N_("Important day"), "contacts#file"
    FIELDS = (
        Field("kind", N_("Kind"), "choice", choices=choices(DAYS), default="birthday"),
        Field("day", N_("Day"), "date", required=True),
        Field("label", N_("What"), help=N_("if it is something else")),
        Field("once", N_("Only once"), "flag"),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.contacts.file import SpecialDayInput
        from kontor.contacts.service.file import add_day

        self.send(add_day, self.contact, model=SpecialDayInput, values=values)


class RelationForm(PartForm):
    """What the contact is to another one."""

    PART, TITLE, HANDBOOK = "relation", N_("Relation"), "contacts#file"
    FIELDS = (
        Field("kind", N_("Is"), "choice", choices=choices(RELATIONS), default="other"),
        Field("other", N_("of whom"), required=True, help=N_("name or number")),
        Field("note", N_("Note")),
    )

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.contacts.file import RelationInput
        from kontor.contacts.service.file import relate

        self.send(relate, self.contact, model=RelationInput, values=values)


class ReferralForm(PartForm):
    """Who recommended us to the contact; the thanks come up on Today."""

    PART, TITLE, HANDBOOK = "referral", N_("Referral"), "contacts#file"
    FIELDS = (
        Field("referrer", N_("Recommended by"), required=True, help=N_("name or number")),
        Field("day", N_("Day"), "date", required=True),
        Field("reward", N_("Reward"), "money", help=N_("a gift of money is booked as expense")),
        Field("note", N_("Note")),
    )

    def start(self) -> dict[str, Any]:
        """Today."""
        return {"day": self.kontor.today()}

    def save(self, values: dict[str, Any]) -> None:
        """Note it."""
        from kontor.contacts.file import ReferralInput
        from kontor.contacts.service.file import refer

        self.send(refer, self.contact, model=ReferralInput, values=values)


_FORMS = {
    "address": AddressForm, "channel": ChannelForm, "bank": BankForm, "site": SiteForm,
    "role": RoleForm, "fact": FactForm, "day": DayForm, "relation": RelationForm,
    "referral": ReferralForm,
}  # fmt: skip


def part_form(kind: str, contact: int) -> PartForm:
    """The form for a part of a contact."""
    return _FORMS[kind](contact)
