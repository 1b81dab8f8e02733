"""Words for roles and kinds of contacts, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.contacts.kinds import AddressKind, ChannelKind, ContactKind, Role

ROLES: dict[str, str] = {
    Role.CUSTOMER: N_("Customer"),
    Role.SUPPLIER: N_("Supplier"),
    Role.SUBCONTRACTOR: N_("Subcontractor"),
    Role.PROSPECT: N_("Prospect"),
    Role.ARCHITECT: N_("Architect"),
    Role.MANAGER: N_("Property manager"),
    Role.REFERRER: N_("Referrer"),
    Role.AUTHORITY: N_("Authority"),
    Role.EMPLOYEE: N_("Employee"),
    Role.OTHER: N_("Other"),
}
KINDS: dict[str, str] = {ContactKind.PERSON: N_("Person"), ContactKind.FIRM: N_("Company")}
ADDRESSES: dict[str, str] = {
    AddressKind.MAIN: N_("Main address"),
    AddressKind.BILLING: N_("Billing address"),
    AddressKind.DELIVERY: N_("Delivery address"),
    AddressKind.POSTBOX: N_("Postbox"),
}
CHANNELS: dict[str, str] = {
    ChannelKind.PHONE: N_("Telephone"),
    ChannelKind.MOBILE: N_("Mobile"),
    ChannelKind.FAX: N_("Fax"),
    ChannelKind.MAIL: N_("Mail"),
    ChannelKind.WEB: N_("Web"),
}
