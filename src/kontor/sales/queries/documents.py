"""One document: head, positions, calculation, sums."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kontor.base.errors import NotFound, Refused
from kontor.base.i18n import N_
from kontor.base.text import quoted
from kontor.ledger.queries.lookup import code_on
from kontor.sales.kinds import (
    ContractLaw,
    CostKind,
    DocumentKind,
    InvoiceFormat,
    InvoiceKind,
    PositionKind,
    State,
    TaxCase,
)
from kontor.sales.rules.dated import case_codes
from kontor.sales.rules.positions import (
    CodeSum,
    PositionValue,
    Rebate,
    Totals,
    labour,
    totals,
)


class Head(NamedTuple):
    """Head of a document; `ref` is its reference."""

    id: int
    kind: DocumentKind
    invoice_kind: InvoiceKind | None
    number: str | None
    version: int
    state: State
    day: date
    contact: int
    contact_name: str
    site: int | None
    origin: int | None
    sales_order: int | None
    subject: str
    intro: str | None
    closing: str | None
    note: str | None
    language: str
    their_reference: str | None
    recipient: str | None
    tax_case: TaxCase
    tax_reason: str | None
    contract_law: ContractLaw
    terms_days: int | None
    discount_rate: int
    discount_days: int
    rebate_rate: int
    rebate_cents: int
    valid_until: date | None
    service_from: date | None
    service_to: date | None
    due: date | None
    retention_rate: int
    retention_basis: str
    retention_release: date | None
    format: InvoiceFormat
    issued: str | None
    sent: date | None
    sent_how: str | None
    decided: date | None
    decided_how: str | None

    @property
    def ref(self) -> str:
        """The reference of the document."""
        return f"sales:{self.id}"

    @property
    def name(self) -> str:
        """The number, with its version from the second on; without number the reference."""
        if self.number is None:
            return self.ref
        return self.number if self.version == 1 else f"{self.number}/{self.version}"

    @property
    def rebate(self) -> Rebate:
        """The rebate on the whole."""
        return Rebate(self.rebate_rate, self.rebate_cents)

    @property
    def tax_day(self) -> date:
        """The day whose tax rates hold: end of the work, else the day of the document."""
        return self.service_to or self.day


class Position(NamedTuple):
    """A position as it is stored."""

    id: int
    document: int
    pos: int
    parent: int | None
    source: int | None
    addition: int | None
    kind: PositionKind
    number: str
    short: str
    long: str | None
    quantity: int
    formula: str | None
    unit: str
    price: int
    price_basis: int
    rebate: int
    rate: int
    code: str | None
    account: str | None
    choice: int | None
    chosen: bool
    labour: int
    material: int
    equipment: int
    subcontract: int
    other: int
    seconds: int
    labour_share: int
    worked_on: date | None
    worker: str | None
    article: str | None
    note: str | None

    @property
    def ref(self) -> str:
        """The reference of the position."""
        return f"position:{self.id}"

    @property
    def cost(self) -> int:
        """Planned cost of a unit in 1/10,000 €."""
        return self.labour + self.material + self.equipment + self.subcontract + self.other


class Cost(NamedTuple):
    """A line of the calculation of a position."""

    id: int
    position: int
    pos: int
    kind: CostKind
    text: str
    quantity: int
    unit: str
    waste: int
    cost: int
    surcharge: int
    seconds: int


class Document(NamedTuple):
    """A document with its positions and sums; of an issued one the sums are those frozen."""

    head: Head
    positions: tuple[Position, ...]
    totals: Totals
    labour: tuple[CodeSum, ...]

    @property
    def net(self) -> int:
        """Net in cents."""
        return self.totals.net

    @property
    def gross(self) -> int:
        """Gross in cents."""
        return self.totals.gross


_HEAD = (
    "SELECT d.id,d.kind,d.invoice_kind,d.number,d.version,d.state,d.day,d.contact,c.name,d.site,"
    "d.origin,d.sales_order,d.subject,d.intro,d.closing,d.note,d.language,d.their_reference,"
    "d.recipient,d.tax_case,d.tax_reason,d.contract_law,d.terms_days,d.discount_rate,"
    "d.discount_days,d.rebate_rate,d.rebate_cents,d.valid_until,d.service_from,d.service_to,d.due,"
    "d.retention_rate,d.retention_basis,d.retention_release,d.format,d.issued,d.sent,d.sent_how,"
    "d.decided,d.decided_how FROM sales_document d JOIN contact c ON c.id=d.contact"
)
_POSITION = (
    "SELECT id,document,pos,parent,source,addition,kind,number,short,long,quantity,formula,unit,"
    "price,price_basis,rebate,rate,code,account,choice,chosen,labour,material,equipment,"
    "subcontract,other,seconds,labour_share,worked_on,worker,article,note FROM position"
)
_DAYS = frozenset(
    {
        "day", "valid_until", "service_from", "service_to", "due", "retention_release", "sent",
        "decided", "worked_on",
    }
)  # fmt: skip
_CHOICES: dict[str, Any] = {
    "invoice_kind": InvoiceKind, "state": State, "tax_case": TaxCase, "contract_law": ContractLaw,
    "format": InvoiceFormat,
}  # fmt: skip


def _typed(made: Any, kind: Any) -> Any:
    values = made._asdict()
    for field, value in values.items():
        if value is not None and field in _DAYS:
            values[field] = date.fromisoformat(value)
        elif value is not None and field in _CHOICES:
            values[field] = _CHOICES[field](value)
    values["kind"] = kind(made.kind)
    return made._replace(**values)


def head(con: sqlite3.Connection, key: int) -> Head:
    """Head of a document.

    Raises:
        NotFound: there is none with this id.
    """
    row = con.execute(f"{_HEAD} WHERE d.id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no document {number}."), number=key)
    found: Head = _typed(Head._make(row), DocumentKind)
    return found


def heads(con: sqlite3.Connection, keys: Iterable[int]) -> list[Head]:
    """Several heads in the order asked for."""
    return [head(con, key) for key in keys]


def positions(con: sqlite3.Connection, document: int) -> tuple[Position, ...]:
    """The positions of a document in their order."""
    rows = con.execute(f"{_POSITION} WHERE document=? ORDER BY pos", (document,)).fetchall()
    return tuple(_position(row) for row in rows)


def position(con: sqlite3.Connection, key: int) -> Position:
    """One position by id; `NotFound` without it."""
    row = con.execute(f"{_POSITION} WHERE id=?", (key,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no position {number}."), number=key, field="position")
    return _position(row)


def _position(row: Sequence[Any]) -> Position:
    found: Position = _typed(Position._make(row), PositionKind)
    return found._replace(chosen=bool(found.chosen))


def costs(con: sqlite3.Connection, key: int) -> tuple[Cost, ...]:
    """The calculation of a position."""
    rows = con.execute(
        "SELECT id,position,pos,kind,text,quantity,unit,waste,cost,surcharge,seconds"
        " FROM position_cost WHERE position=? ORDER BY pos",
        (key,),
    ).fetchall()
    return tuple(Cost._make((*row[:3], CostKind(row[3]), *row[4:])) for row in rows)


def values(there: Iterable[Position], case: TaxCase) -> list[PositionValue]:
    """Positions as the rules take them; without a code of their own with that of the tax case."""
    usual = case_codes()[case].code
    relative = {PositionKind.SURCHARGE, PositionKind.DISCOUNT}
    return [
        PositionValue(
            one.id, one.kind, one.quantity, one.price, one.price_basis, one.rebate, one.rate,
            one.code or ("" if one.kind in relative else usual), one.parent, one.chosen,
            one.choice, one.labour_share, one.number, one.short, one.unit,
        )
        for one in there
    ]  # fmt: skip


def rates(con: sqlite3.Connection, codes: Iterable[str], day: date) -> dict[str, int]:
    """Tax rates by code as they hold on a day."""
    return {code: code_on(con, code, day).rate for code in set(codes) if code}


def document(con: sqlite3.Connection, key: int) -> Document:
    """A document with positions and sums; an order with those of its approved additions."""
    top = head(con, key)
    there = positions(con, key)
    taken = values(there, top.tax_case)
    percent = _rates(con, taken, top)
    sums = totals(taken, percent, top.rebate)
    grown = any(one.addition is not None for one in there)
    if top.issued and not grown and (frozen := frozen_sums(con, key)):
        sums = sums._replace(sums=frozen)
    return Document(top, there, sums, labour(taken, sums, percent))


def _rates(con: sqlite3.Connection, taken: Iterable[PositionValue], top: Head) -> dict[str, int]:
    codes = {one.code for one in taken} | {case_codes()[top.tax_case].code}
    return rates(con, codes, top.tax_day)


def computed(con: sqlite3.Connection, key: int) -> Totals:
    """The sums of a document from its positions, whatever was frozen."""
    top = head(con, key)
    taken = values(positions(con, key), top.tax_case)
    return totals(taken, _rates(con, taken, top), top.rebate)


def frozen_sums(con: sqlite3.Connection, key: int) -> tuple[CodeSum, ...]:
    """Net and tax per code as frozen with an issued document."""
    rows = con.execute(
        "SELECT code,net,tax FROM sum_line WHERE document=? ORDER BY id", (key,)
    ).fetchall()
    return tuple(CodeSum(*row) for row in rows)


# -- who is meant --------------------------------------------------------------------------------


def find(con: sqlite3.Connection, text: str, kind: DocumentKind | None = None) -> int:
    """The id of a document named by number (newest version), `AN-1/2`, reference or id.

    Raises:
        NotFound: there is none.
        Refused: several kinds have this number.
    """
    name = text.strip().removeprefix("sales:")
    if name.isascii() and name.isdigit() and len(name) < 16:
        top = head(con, int(name))
        if kind is None or top.kind is kind:
            return top.id
    number, _, version = name.partition("/")
    rows = con.execute(
        "SELECT kind,id FROM sales_document WHERE (number=?1 OR number=?2 AND version=?3)"
        " AND (?4 IS NULL OR kind=?4) ORDER BY version DESC,id DESC",
        (name, number, version if version.isdigit() else -1, kind),
    ).fetchall()
    if not rows:
        raise NotFound(
            N_("There is no document “{name}”."), name=quoted(text), field="document",
            hint=N_("Name it by its number, or by its reference such as sales:12."),
        )  # fmt: skip
    if len({row[0] for row in rows}) > 1:
        raise Refused(
            N_("Several documents have the number {name}."), name=quoted(text), field="document",
            hint=N_("Name it by its reference such as sales:12."),
        )  # fmt: skip
    return int(rows[0][1])


def find_position(con: sqlite3.Connection, document_key: int, text: str) -> Position:
    """A position of a document by its number or reference.

    Raises:
        NotFound: there is none in this document.
    """
    there = positions(con, document_key)
    name = text.strip()
    for one in there:
        if one.ref == name or (one.number and one.number == name):
            return one
    raise NotFound(
        N_("There is no position “{name}” in this document."), name=quoted(text), field="position"
    )


# -- what belongs to an order --------------------------------------------------------------------


def of_order(con: sqlite3.Connection, order: int, kind: DocumentKind | None = None) -> list[Head]:
    """The documents of an order, oldest first."""
    rows = con.execute(
        "SELECT id FROM sales_document WHERE sales_order=?1 AND (?2 IS NULL OR kind=?2)"
        " ORDER BY day,id",
        (order, kind),
    ).fetchall()
    return heads(con, [row[0] for row in rows])


def performed(con: sqlite3.Connection, order: int) -> dict[int, int]:
    """Performance to date of the positions of an order, in 1/1000: the newest of each."""
    rows = con.execute(
        "SELECT p.id,g.quantity FROM position p JOIN progress g ON g.id=(SELECT id FROM progress"
        " WHERE position=p.id ORDER BY day DESC,id DESC LIMIT 1) WHERE p.document=?",
        (order,),
    ).fetchall()
    return dict(rows)


def bills(con: sqlite3.Connection, order: int) -> list[Head]:
    """Issued invoices of an order that were not cancelled and cancel nothing, oldest first."""
    return [
        one
        for one in of_order(con, order, DocumentKind.INVOICE)
        if one.issued
        and one.state is not State.CANCELLED
        and one.invoice_kind is not InvoiceKind.CANCEL
    ]


def billed(con: sqlite3.Connection, order: int) -> list[CodeSum]:
    """What was billed on an order so far, per bill and code.

    A final invoice shows the whole performance: what it deducts was billed by the instalments.
    Corrections lower what was billed.
    """
    found: list[CodeSum] = []
    for one in bills(con, order):
        sign = -1 if one.invoice_kind is InvoiceKind.CREDIT else 1
        found += [CodeSum(c.code, sign * c.net, sign * c.tax) for c in frozen_sums(con, one.id)]
        if one.invoice_kind is InvoiceKind.FINAL:
            rows = con.execute(
                "SELECT code,-net,-tax FROM deduction WHERE document=? ORDER BY pos", (one.id,)
            ).fetchall()
            found += [CodeSum(*row) for row in rows]
    return found


def billed_net_of(order: str) -> str:
    """SQL for the net of `billed`, nothing before the first bill; `order` is a column or mark."""
    bills_of = (
        f"b.sales_order={order} AND b.kind='invoice' AND b.issued IS NOT NULL"
        " AND b.state<>'cancelled' AND b.invoice_kind<>'cancel'"
    )
    return (
        "(SELECT sum(CASE b.invoice_kind WHEN 'credit' THEN -s.net ELSE s.net END)"  # noqa: S608  own names
        f" FROM sales_document b JOIN sum_line s ON s.document=b.id WHERE {bills_of})"
        " -(SELECT ifnull(sum(x.net),0) FROM sales_document b JOIN deduction x ON x.document=b.id"
        f" WHERE {bills_of} AND b.invoice_kind='final')"
    )


def billed_net(con: sqlite3.Connection, order: int) -> int:
    """Net of `billed`."""
    return int(con.execute(f"SELECT {billed_net_of('?1')}", (order,)).fetchone()[0] or 0)


def names(con: sqlite3.Connection, keys: Iterable[int]) -> Mapping[int, str]:
    """Numbers of documents by id, for lists."""
    return {one.id: one.name for one in heads(con, set(keys))}
