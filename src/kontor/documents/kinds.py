"""Values of the archive, without any library: shared by models, queries and doors."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kontor.base.tables import data_rows

ANY = "any"  # texts that belong to no kind: greetings, notes of the law


class DocumentKind(StrEnum):
    """What a document is; the word on paper and the legal time are rows in `data/`."""

    QUOTE = "quote"
    ORDER_CONFIRMATION = "order_confirmation"
    ADDITION = "addition"
    DELIVERY_NOTE = "delivery_note"
    SITE_REPORT = "site_report"
    MEASUREMENT = "measurement"
    ACCEPTANCE = "acceptance"
    INVOICE = "invoice"
    INSTALMENT = "instalment"
    PART_FINAL = "part_final"
    FINAL_INVOICE = "final_invoice"
    HOURLY_INVOICE = "hourly_invoice"
    MAINTENANCE_INVOICE = "maintenance_invoice"
    CREDIT_NOTE = "credit_note"
    CANCELLATION = "cancellation"
    PAYMENT_REMINDER = "payment_reminder"
    REMINDER = "reminder"
    LAST_REMINDER = "last_reminder"
    LETTER = "letter"
    LABELS = "labels"
    MINUTES = "minutes"
    INVITATION = "invitation"
    ATTENDANCE = "attendance"
    SERVICE_PROTOCOL = "service_protocol"


class KindRow(NamedTuple):
    """What the data say of a kind: its words and how many years it must be kept (§ 147 AO)."""

    kind: DocumentKind
    de: str
    en: str
    years: int
    law: str


class Document(NamedTuple):
    """A document of the archive, without its content."""

    id: int
    kind: str
    ref: str
    partner: str
    number: str
    title: str
    language: str
    day: date
    name: str
    mime: str
    sha256: str
    size: int
    keep_until: date
    law: str
    issued: datetime | None

    @property
    def heading(self) -> str:
        """Title and number as one line."""
        return f"{self.title} {self.number}".strip()


class DocumentFilter(NamedTuple):
    """What a list shows: a kind, a partner, a record, words of title, number or file name."""

    kind: str = ""
    partner: str = ""
    ref: str = ""
    text: str = ""


class Wording(NamedTuple):
    """A text for documents; `own` when the firm wrote it, else it came with the program."""

    kind: str
    language: str
    part: str
    text: str
    own: bool = False


@cache
def kind_rows() -> dict[str, KindRow]:
    """All kinds by name."""
    return {
        row["kind"]: KindRow(
            DocumentKind(row["kind"]), row["de"], row["en"], int(row["years"]), row["law"]
        )
        for row in data_rows("document-kinds")
    }


def kind_word(kind: str, language: str) -> str:
    """`Rechnung`, `Invoice`: the word that stands on the document."""
    row = kind_rows()[kind]
    return row.en if language == "en" else row.de


def keep_until(kind: str, day: date) -> date:
    """The last day of the legal time, which begins with the end of the year (§ 147 (4) AO)."""
    return date(day.year + kind_rows()[kind].years, 12, 31)
