"""A printed page in neutral words: what stands on a document, never how it is drawn.

Everything is frozen, plain and ready for JSON. Amounts that are added up on paper are cents
(positions, totals); all other figures come as finished text in the language of the document, made
with `figures`. The renderer (`render`) and the text view (`text`) read nothing else.
"""

from __future__ import annotations

import base64
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Layout(StrEnum):
    """How a firm's documents look."""

    MODERN = "modern"
    PLAIN = "plain"


class RowKind(StrEnum):
    """What a row of the position table is (Positionsart)."""

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


class Weight(StrEnum):
    """How much a row of totals or of a table stands out."""

    NORMAL = "normal"
    GROUP = "group"
    SUM = "sum"
    STRONG = "strong"
    MUTED = "muted"


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Place(StrEnum):
    """Where an extra table stands: with the body, or after the totals."""

    BODY = "body"
    END = "end"


class Style(NamedTuple):
    """The firm's look: one of two layouts, one accent colour, folding and punch marks."""

    layout: Layout = Layout.MODERN
    accent: str = "1f4e79"
    marks: bool = True


class Logo(NamedTuple):
    """A picture for the letterhead: PNG, JPEG or SVG, shown `height` tenths of a mm high."""

    content: bytes
    mime: str
    height: int = 180


class Sender(NamedTuple):
    """Who writes: letterhead (Briefkopf) and footer (Fußzeile).

    Attributes:
        name: the firm's name.
        slogan: what it does, one line.
        logo: a picture; it stands instead of the name.
        return_line: sender's address in one line above the recipient's.
        contact: lines of the contact block beside the name.
        footer: columns of lines: address, bank, register (§ 35a GmbHG), tax numbers.
    """

    name: str
    slogan: str = ""
    logo: Logo | None = None
    return_line: str = ""
    contact: tuple[str, ...] = ()
    footer: tuple[tuple[str, ...], ...] = ()


class Info(NamedTuple):
    """One row of the information block (Informationsblock) beside the address."""

    label: str
    value: str
    strong: bool = False


class Row(NamedTuple):
    """One row of the position table.

    Attributes:
        kind: what it is.
        number: its number (Ordnungszahl) such as `01.02.0010`.
        text: the short text.
        details: paragraphs of the long text.
        quantity: as text, with the unit apart.
        unit: such as `m²` or `Std`.
        price: the unit price as text.
        total: cents; None prints nothing.
        counts: whether the total counts; one that does not stands in brackets.
        depth: level of a title or subtotal, 0 is the outermost.
        page_break: begin a new page before this row.
    """

    kind: RowKind = RowKind.NORMAL
    number: str = ""
    text: str = ""
    details: tuple[str, ...] = ()
    quantity: str = ""
    unit: str = ""
    price: str = ""
    total: int | None = None
    counts: bool = True
    depth: int = 0
    page_break: bool = False


class Total(NamedTuple):
    """One row of the totals (Summenblock); an amount to be deducted is negative."""

    label: str
    cents: int
    weight: Weight = Weight.NORMAL


class Column(NamedTuple):
    """A column of an extra table; `share` divides the width, 0 takes what the text needs."""

    heading: str
    align: Align = Align.LEFT
    share: int = 0


class Line(NamedTuple):
    """A line of an extra table; a GROUP line shows its first cell over the whole width."""

    cells: tuple[str, ...]
    weight: Weight = Weight.NORMAL


class Table(NamedTuple):
    """An extra table: earlier bills, instalments, reminders, hours, measurements, defects.

    Attributes:
        columns: heads and widths.
        lines: the cells as text.
        title: a small heading above.
        place: with the body or after the totals.
        note: a line of small print below.
        blank: empty lines to be filled in by hand.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    title: str = ""
    place: Place = Place.BODY
    note: str = ""
    blank: int = 0


class Check(NamedTuple):
    """A box to tick, ticked or not."""

    text: str
    ticked: bool = False


class Note(NamedTuple):
    """A remark after the totals: law, tax, retention; with a short heading or without."""

    text: str
    heading: str = ""


class Signature(NamedTuple):
    """A line to sign on: who signs, and the name if it is known."""

    label: str
    name: str = ""


class Giro(NamedTuple):
    """A transfer as code to scan (GiroCode, EPC069-12)."""

    name: str
    iban: str
    cents: int
    purpose: str
    bic: str = ""


class Page(NamedTuple):
    """A whole document.

    Attributes:
        language: `de` or `en`.
        day: day of issue; the PDF carries it as its time.
        title: such as `Rechnung`.
        sender: who writes.
        recipient: lines of the address.
        number: the document's number; with it the title is complete.
        remark: a line above the recipient, such as `Einschreiben`.
        info: rows of the information block.
        subject: what it is about, a line or two.
        salutation: such as `Sehr geehrte Frau Krüger,`.
        intro: paragraphs before the table.
        rows: positions.
        totals: sums below the positions.
        tables: extra tables.
        checks: boxes to tick, and `checks_title` above them.
        closing: paragraphs after the totals.
        notes: remarks in smaller type.
        greeting: such as `Mit freundlichen Grüßen`.
        signer: the name below the greeting.
        signatures: lines to sign on.
        giro: a transfer to scan.
        enclosures: what lies in the envelope too (Anlagen).
        draft: print DRAFT across every page.
        currency: ISO code.
        style: the firm's look.
    """

    language: str
    day: date
    title: str
    sender: Sender
    recipient: tuple[str, ...] = ()
    number: str = ""
    remark: str = ""
    info: tuple[Info, ...] = ()
    subject: str = ""
    salutation: str = ""
    intro: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    totals: tuple[Total, ...] = ()
    tables: tuple[Table, ...] = ()
    checks_title: str = ""
    checks: tuple[Check, ...] = ()
    closing: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    greeting: str = ""
    signer: str = ""
    signatures: tuple[Signature, ...] = ()
    giro: Giro | None = None
    enclosures: tuple[str, ...] = ()
    draft: bool = False
    currency: str = "EUR"
    style: Style = Style()

    @property
    def heading(self) -> str:
        """Title and number as one line."""
        return f"{self.title} {self.number}".strip()


class Sheet(NamedTuple):
    """A sheet of labels on A4; all measures in tenths of a mm."""

    columns: int = 3
    rows: int = 7
    width: int = 635
    height: int = 381
    left: int = 72
    top: int = 151
    gap_x: int = 25
    gap_y: int = 0


class Labels(NamedTuple):
    """Labels (Etiketten): each a few lines, the first one bold; `skip` places are used already."""

    labels: tuple[tuple[str, ...], ...]
    day: date
    language: str = "de"
    sheet: Sheet = Sheet()
    title: str = ""
    skip: int = 0


def as_data(value: Any) -> Any:
    """A page or a part of it in what JSON knows: objects, lists, texts, whole numbers."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: as_data(getattr(value, name)) for name in value._fields}
    if isinstance(value, tuple):
        return [as_data(one) for one in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
