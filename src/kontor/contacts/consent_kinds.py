"""Values of consent and objection, without any library: shared by tables, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Way(StrEnum):
    """How somebody is addressed (Werbeweg); text messages count as electronic mail."""

    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    SMS = "sms"
    MESSENGER = "messenger"
    FAX = "fax"


class Purpose(StrEnum):
    """What for (Zweck); an answer to an enquiry or a running order is not advertising."""

    ADVERTISING = "advertising"
    NEWSLETTER = "newsletter"
    REVIEW = "review"
    REFERRAL = "referral"
    ENQUIRY = "enquiry"
    ORDER = "order"


class Basis(StrEnum):
    """What a record proves: a consent, or an address that came with a sale (§ 7 (3) UWG)."""

    CONSENT = "consent"
    SALE = "sale"


class Ground(StrEnum):
    """What allows an advertising contact (Rechtsgrund); `order` is no advertising at all."""

    CONSENT = "consent"
    SALE = "sale"
    RELATION = "relation"
    INTEREST = "interest"
    ORDER = "order"
    NONE = "none"


class How(StrEnum):
    """How something was said."""

    FORM = "form"
    ORAL = "oral"
    MAIL = "mail"
    WEB = "web"
    LETTER = "letter"
    ERASURE = "erasure"


class Light(StrEnum):
    """Traffic light (Ampel): green goes, yellow goes under a duty, red is forbidden."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Party(StrEnum):
    """Consumer (Verbraucher) or business (Unternehmer)."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class Consent(NamedTuple):
    """A consent, or an address from a sale, with what proves it."""

    id: int
    contact: int
    channel: Way
    purpose: Purpose
    basis: Basis
    given: date
    how: How
    wording: str
    version: str
    recorded_by: str
    file: str | None
    note: str
    ends: date | None
    withdrawn: date | None
    withdrawn_how: str | None
    last_used: date | None
    keep_until: date


class Objection(NamedTuple):
    """An objection to advertising; without channel against all."""

    id: int
    contact: int
    channel: Way | None
    day: date
    how: How
    note: str
    lifted: date | None
    lifted_how: str | None


class Use(NamedTuple):
    """One contact for advertising and what allowed it."""

    id: int
    contact: int
    consent: int | None
    channel: Way
    purpose: Purpose
    day: date
    ground: Ground
    law: str
    ref: str
    note: str
    keep_until: date


class Verdict(NamedTuple):
    """Whether somebody may be addressed, why, by which law, and what must be heeded.

    Attributes:
        reason: message id.
        duty: message id of what has to be done with it; empty for none.
        consent: the record that allows or ends it.
    """

    allowed: bool
    light: Light
    reason: str
    law: str
    consent: int | None = None
    ground: Ground = Ground.NONE
    duty: str = ""


class ConsentText(NamedTuple):
    """The text of a consent from a day on; the program's own one has no id."""

    id: int | None
    language: str
    valid_from: date
    text: str
