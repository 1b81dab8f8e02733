"""Words for roles and kinds of contacts, as message ids: both faces say the same."""

from __future__ import annotations

from kontor.base.i18n import N_
from kontor.contacts.consent_kinds import Basis, Ground, How, Light, Party, Purpose, Way
from kontor.contacts.file_kinds import DayKind, FactKind, RelationKind, RequestKind, ReviewResult
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
WAYS: dict[str, str] = {
    Way.PHONE: N_("Telephone"), Way.MAIL: N_("E-mail"), Way.LETTER: N_("Letter"),
    Way.SMS: N_("Text message"), Way.MESSENGER: N_("Messenger"), Way.FAX: N_("Fax"),
}  # fmt: skip
PURPOSES: dict[str, str] = {
    Purpose.ADVERTISING: N_("Advertising"), Purpose.NEWSLETTER: N_("Newsletter"),
    Purpose.REVIEW: N_("Asking for a review"), Purpose.REFERRAL: N_("Asking for referrals"),
    Purpose.ENQUIRY: N_("Answer to an enquiry"), Purpose.ORDER: N_("Running order"),
}  # fmt: skip
BASES: dict[str, str] = {Basis.CONSENT: N_("Consent"), Basis.SALE: N_("From a sale")}
GROUNDS: dict[str, str] = {
    Ground.CONSENT: N_("Consent"), Ground.SALE: N_("From a sale"),
    Ground.RELATION: N_("Dealings"), Ground.INTEREST: N_("Own interest"),
    Ground.ORDER: N_("No advertising"), Ground.NONE: N_("none"),
}  # fmt: skip
HOWS: dict[str, str] = {
    How.FORM: N_("Signed form"), How.ORAL: N_("By word of mouth"), How.MAIL: N_("By mail"),
    How.WEB: N_("On the website"), How.LETTER: N_("By letter"), How.ERASURE: N_("Erasure"),
}  # fmt: skip
LIGHTS: dict[str, str] = {
    Light.GREEN: N_("allowed"), Light.YELLOW: N_("with care"), Light.RED: N_("forbidden"),
}  # fmt: skip
PARTIES: dict[str, str] = {Party.CONSUMER: N_("Consumer"), Party.BUSINESS: N_("Business")}
DAYS: dict[str, str] = {
    DayKind.BIRTHDAY: N_("Birthday"), DayKind.ANNIVERSARY: N_("Anniversary"),
    DayKind.CONTRACT: N_("End of a contract"), DayKind.WARRANTY: N_("End of the warranty"),
    DayKind.OTHER: N_("Important day"),
}  # fmt: skip
FACTS: dict[str, str] = {FactKind.FACT: N_("Good to know"), FactKind.TIME: N_("Best reached")}
RELATIONS: dict[str, str] = {
    RelationKind.PARTNER: N_("Spouse or partner of"), RelationKind.FAMILY: N_("Family of"),
    RelationKind.TENANT: N_("Tenant of"), RelationKind.MANAGER: N_("Manages for"),
    RelationKind.CONTACT_PERSON: N_("Contact person of"),
    RelationKind.NEIGHBOUR: N_("Neighbour of"), RelationKind.ARCHITECT: N_("Architect of"),
    RelationKind.OTHER: N_("Knows"),
}  # fmt: skip
# the same relations seen from the other side
RELATIONS_TURNED: dict[str, str] = {
    RelationKind.PARTNER: N_("Spouse or partner of"), RelationKind.FAMILY: N_("Family of"),
    RelationKind.TENANT: N_("Landlord of"), RelationKind.MANAGER: N_("Managed by"),
    RelationKind.CONTACT_PERSON: N_("Has as contact person"),
    RelationKind.NEIGHBOUR: N_("Neighbour of"), RelationKind.ARCHITECT: N_("Has as architect"),
    RelationKind.OTHER: N_("Knows"),
}  # fmt: skip
REQUESTS: dict[str, str] = {
    RequestKind.DISCLOSURE: N_("Disclosure"), RequestKind.CORRECTION: N_("Correction"),
    RequestKind.ERASURE: N_("Erasure"),
}  # fmt: skip
REVIEWS: dict[str, str] = {
    ReviewResult.ASKED: N_("asked"), ReviewResult.SKIPPED: N_("left out"),
    ReviewResult.WRITTEN: N_("written"),
}  # fmt: skip


def relation_word(kind: str, *, turned: bool) -> str:
    """A relation as seen from the contact that is shown, as message id."""
    return (RELATIONS_TURNED if turned else RELATIONS)[kind]
