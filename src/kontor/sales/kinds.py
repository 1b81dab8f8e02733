"""Values of sales, without any library: shared by models, rules and queries."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class DocumentKind(StrEnum):
    """What a sales document is (Anfrage … Rechnung)."""

    INQUIRY = "inquiry"
    QUOTE = "quote"
    ORDER = "order"
    ADDITION = "addition"
    MEASUREMENT = "measurement"
    DELIVERY = "delivery"
    TIME_NOTE = "time_note"
    ACCEPTANCE = "acceptance"
    INVOICE = "invoice"


class InvoiceKind(StrEnum):
    """Kind of invoice (Rechnungsart); instalments are requests, the final invoice deducts them."""

    SINGLE = "single"
    INSTALMENT = "instalment"
    PART_FINAL = "part_final"
    FINAL = "final"
    HOURLY = "hourly"
    MAINTENANCE = "maintenance"
    CREDIT = "credit"
    CANCEL = "cancel"


class State(StrEnum):
    """Where a document stands; which of them a kind knows is in `rules`."""

    NEW = "new"
    QUOTED = "quoted"
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REPLACED = "replaced"
    CONFIRMED = "confirmed"
    BEGUN = "begun"
    FINISHED = "finished"
    APPROVED = "approved"
    BILLED = "billed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"
    CHECKED = "checked"
    SIGNED = "signed"
    ISSUED = "issued"
    REQUESTED = "requested"
    REFUSED = "refused"
    DORMANT = "dormant"
    LOST = "lost"


class PositionKind(StrEnum):
    """Kind of a position (Positionsart)."""

    TITLE = "title"
    NORMAL = "normal"
    ALTERNATIVE = "alternative"
    OPTIONAL = "optional"
    LUMP = "lump"
    HOUR = "hour"
    SURCHARGE = "surcharge"
    TEXT = "text"
    SUBTOTAL = "subtotal"
    DISCOUNT = "discount"


class CostKind(StrEnum):
    """Kind of cost in a price (Kostenart)."""

    LABOUR = "labour"
    MATERIAL = "material"
    EQUIPMENT = "equipment"
    SUBCONTRACT = "subcontract"
    OTHER = "other"


class TaxCase(StrEnum):
    """How a document is taxed (Steuerfall): § 12, § 13b (2) Nr. 4, § 19, § 12 (3), § 4 UStG."""

    STANDARD = "standard"
    REVERSE = "reverse_construction"
    SMALL = "small_business"
    PHOTOVOLTAICS = "photovoltaics"
    INTRA_EU = "intra_eu"
    EXEMPT = "exempt"


class WorkKind(StrEnum):
    """What is supplied, as § 13b UStG asks: building work, repair, anything else, photovoltaics."""

    CONSTRUCTION = "construction"
    REPAIR = "repair"
    OTHER = "other"
    PHOTOVOLTAICS = "photovoltaics"


class InvoiceFormat(StrEnum):
    """How an invoice goes out (Rechnungsformat)."""

    PDF = "pdf"
    ZUGFERD = "zugferd"
    XRECHNUNG_CII = "xrechnung_cii"
    XRECHNUNG_UBL = "xrechnung_ubl"


class ContractLaw(StrEnum):
    """Law of the contract (Vertragsgrundlage)."""

    BGB = "bgb"
    VOB = "vob"


class Way(StrEnum):
    """How an issued document went to the customer (Versandart)."""

    MAIL = "mail"
    POST = "post"
    HAND = "hand"
    PORTAL = "portal"
    OTHER = "other"


class DocumentIssued(NamedTuple):
    """Event: a document got its number and is frozen; in the same transaction."""

    document: int
    kind: DocumentKind
    number: str
    day: date


class DraftDropped(NamedTuple):
    """Event: a draft that never had a number is about to go; in the same transaction."""

    document: int


class LimitAsked(NamedTuple):
    """Event: a quote goes out, an order is confirmed or work begins: a listener may refuse it.

    Attributes:
        stage: quote, order or start.
        gross: what comes on top of what is known already.
        reason: why all the same, when a limit or a block stands against it.
    """

    document: int
    contact: int
    stage: str
    gross: int
    reason: str | None
    day: date


class OrderChanged(NamedTuple):
    """Event: an order entered another state (accepted by the customer, begun, finished …)."""

    order: int
    state: State
    day: date


class DealMoved(NamedTuple):
    """Event: an enquiry or a quote entered another state; without a day it is today's."""

    document: int
    kind: DocumentKind
    state: State
    day: date | None
    reason: str = ""
