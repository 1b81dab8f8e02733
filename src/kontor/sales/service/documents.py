"""Heads of documents: opening, changing, numbering, freezing, copying forward.

Every use case of this room opens its documents here. A document is numbered and frozen when it
goes out: with its file by `issuing.issue`, or without one by `freeze` (what was written by hand or
with another program).
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple, cast

from sqlmodel import select

from kontor.base.errors import Finding, InputError, NotFound, Refused, Severity
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.company.kinds import VatMethod
from kontor.contacts import queries as contacts
from kontor.contacts import terms_queries
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.sales.kinds import DocumentIssued, DocumentKind, DraftDropped, State, WorkKind
from kontor.sales.model.inputs import DocumentChange, DocumentFields, DocumentInput, TermsInput
from kontor.sales.model.tables import OrderTerms, SalesDocument, SumLine
from kontor.sales.queries import bills
from kontor.sales.queries import documents as queries
from kontor.sales.queries import terms as terms_of
from kontor.sales.queries.printed import printed
from kontor.sales.rules import positions as rules
from kontor.sales.rules import states
from kontor.sales.rules.dated import case_codes
from kontor.sales.rules.taxing import TaxDecision, TaxQuestion, decide
from kontor.sales.rules.warranty import usual_rule
from kontor.sales.service import positions
from kontor.store.unit import Unit, use_case

_DIRECT = (
    "subject", "intro", "closing", "note", "their_reference", "contract_law", "valid_until",
    "service_from", "service_to", "retention_rate", "retention_basis", "retention_release",
    "rebate_rate",
)  # fmt: skip


class Links(NamedTuple):
    """What a new document belongs to."""

    origin: int | None = None
    order: int | None = None
    invoice_kind: str | None = None
    version: int = 1
    number: str | None = None


NO_LINKS = Links()


def open_document(
    unit: Unit, kind: DocumentKind, data: DocumentInput, today: date, links: Links = NO_LINKS
) -> int:
    """Open a document with its positions; what is not given comes from contact and settings."""
    partner = contacts.resolve(unit.con, data.contact)
    day = data.day or today
    row = unit.put(
        SalesDocument(
            kind=kind,
            invoice_kind=cast(Any, links.invoice_kind),
            state=states.FIRST[kind],
            day=day,
            contact=partner.id,
            site=contacts.site_of(unit.con, partner.id, data.site),
            origin=links.origin,
            sales_order=links.order,
            version=links.version,
            number=links.number,
            rebate_cents=data.rebate,
            **{field: getattr(data, field) for field in _DIRECT},
            **_usual(unit.con, partner.id, day, data),
        )
    )
    positions.write(unit, row, data.positions)
    _put_terms(unit, row, data.terms)
    settle_tax(unit, row, data)
    refuse_errors(check(unit.con, row.key))
    return row.key


def change(unit: Unit, key: int, data: DocumentChange) -> SalesDocument:
    """Change a document that is not issued; only what was given."""
    row = open_row(unit, key)
    given = data.model_fields_set
    if data.contact is not None:
        row.contact = contacts.resolve(unit.con, data.contact).id
    if data.day is not None:
        row.day = data.day
    for field in given & {*_DIRECT, "terms_days", "discount_rate", "discount_days", "language",
                          "format"}:  # fmt: skip
        value = getattr(data, field)
        if value is not None or field in _NULLABLE:
            setattr(row, field, value)
    if "rebate" in given:
        row.rebate_cents = data.rebate
    if "site" in given:
        row.site = contacts.site_of(unit.con, row.contact, data.site)
    unit.flush()
    if "positions" in given:
        positions.replace(unit, row, data.positions)
    if data.terms is not None:
        _put_terms(unit, row, data.terms)
    if given & {"tax_case", "tax_reason", "positions", "contact", "work"}:
        settle_tax(unit, row, data)
    refuse_errors(check(unit.con, key))
    return row


_NULLABLE = frozenset({
    "intro", "closing", "note", "their_reference", "valid_until", "service_from", "service_to",
    "retention_release", "terms_days",
})  # fmt: skip


def open_row(unit: Unit, key: int, *kinds: DocumentKind) -> SalesDocument:
    """The row of a document that may still be changed.

    Raises:
        Refused: it is issued, or of another kind.
    """
    row = row_of(unit, key, *kinds)
    if row.issued is not None:
        raise Refused(
            N_("{name} is issued and stays as it is."), name=row.number or f"sales:{key}",
            hint=N_("Make a new version, an addition or a correction instead."),
        )  # fmt: skip
    return row


def row_of(unit: Unit, key: int, *kinds: DocumentKind) -> SalesDocument:
    """The row of a document.

    Raises:
        NotFound: there is none.
        Refused: it is of another kind.
    """
    row = unit.get(SalesDocument, key)
    if row is None:
        raise NotFound(N_("There is no document {number}."), number=key)
    if kinds and row.kind not in kinds:
        raise Refused(
            N_("{name} is not a document of the right kind."), name=row.number or f"sales:{key}"
        )
    return row


def set_state(unit: Unit, row: SalesDocument, state: State) -> None:
    """Change the state of a document, if it follows."""
    states.check_change(row.kind, row.state, state)
    row.state = state
    unit.flush()


def _drop(unit: Unit, key: int) -> None:
    row = open_row(unit, key)
    if row.number is not None:
        raise Refused(N_("{name} has a number and is kept."), name=row.number)
    if (
        queries.of_order(unit.con, key)
        or unit.con.execute("SELECT 1 FROM sales_document WHERE origin=?", (key,)).fetchone()
    ):
        raise Refused(N_("Other documents were made from this one, so it is kept."))
    unit.emit(DraftDropped(key))
    con = unit.con
    con.execute("DELETE FROM progress WHERE document=?", (key,))
    for table in ("measure", "order_terms", "plan_part", "acceptance", "defect"):
        con.execute(f"DELETE FROM {table} WHERE document=?", (key,))  # noqa: S608  own names
    positions.delete_all(unit, key)
    con.execute("DELETE FROM sales_document WHERE id=?", (key,))
    unit.expunge(row)


@use_case(N_("Draft deleted"))
def drop_document(unit: Unit, document: int) -> None:
    """Delete a draft that never had a number.

    Raises:
        Refused: it is issued, numbered, or something was made from it.
    """
    _drop(unit, document)


@use_case(N_("Document changed"))
def change_document(unit: Unit, document: int, data: DocumentChange) -> None:
    """Change the head or the positions of a document that is not issued."""
    change(unit, document, data)


# -- numbers and freezing ------------------------------------------------------------------------


def number_for(con: sqlite3.Connection, key: int) -> str:
    """The number that a document has, or would get now (`max + 1` of its period)."""
    top = queries.head(con, key)
    return bills.expected_number(con, top, top.day)


def freeze(unit: Unit, row: SalesDocument) -> str:
    """Number a document and freeze its sums and its recipient, without making a file of it.

    What goes out with a file (PDF, XML) is frozen by `issuing.issue`, which renders it before.
    """
    row.number = number_for(unit.con, row.key)
    content = printed(unit.con, row.key, number=row.number, day=row.day)
    row.recipient = json.dumps(
        {"firm": content.firm._asdict(), "buyer": content.buyer._asdict()}, ensure_ascii=False
    )
    unit.flush()
    for one in content.sums:
        unit.insert(SumLine, document=row.key, code=one.code, net=one.net, tax=one.tax)
    row.issued = unit.begun
    unit.flush()
    unit.final = unit.final or N_("an issued document stays as it is")
    unit.emit(DocumentIssued(row.key, row.kind, row.number, row.day))
    return row.number


# -- tax -----------------------------------------------------------------------------------------


def tax_question(
    con: sqlite3.Connection, contact: int, day: date, net: int, work: WorkKind
) -> TaxQuestion:
    """What decides about the tax of a document for this contact."""
    kind = terms_queries.invoicing(con, contact).customer_kind
    there = terms_queries.best_certificate(con, contact, CertificateKind.CONSTRUCTION_13B, day)
    small = company.regime_on(con, day).vat is VatMethod.SMALL
    validity = (there.valid_from, there.valid_to) if there else None
    return TaxQuestion(day, small, kind, validity, work, net)


def decide_tax(con: sqlite3.Connection, key: int, work: WorkKind) -> TaxDecision:
    """What the rules say about the tax of a document as it is."""
    top = queries.head(con, key)
    net = queries.computed(con, key).net
    return decide(tax_question(con, top.contact, top.tax_day, net, work))


def settle_tax(unit: Unit, row: SalesDocument, data: DocumentFields) -> None:
    """Take the tax case that was given with its reason, else that of the rules.

    Raises:
        InputError: another case than the rules say, without a reason.
    """
    decision = decide_tax(unit.con, row.key, data.work)
    case = data.tax_case or decision.case
    if case is not decision.case and not data.tax_reason:
        raise InputError(
            N_("This tax case differs from the rules ({reason}); write down why."),
            field="tax_reason", reason=decision.reason,
        )  # fmt: skip
    row.tax_case = case
    row.tax_reason = data.tax_reason or decision.reason
    unit.flush()


# -- what is wrong -------------------------------------------------------------------------------


def check(con: sqlite3.Connection, key: int) -> list[Finding]:
    """Findings on the positions of a document."""
    top = queries.head(con, key)
    taken = queries.values(queries.positions(con, key), top.tax_case)
    return rules.check(taken, queries.computed(con, key))


def refuse_errors(findings: list[Finding]) -> None:
    """Refuse with the first error among findings."""
    for one in findings:
        if one.severity is Severity.ERROR:
            raise InputError(one.message, hint=one.remedy, field=one.field, **dict(one.values))


# -- inside --------------------------------------------------------------------------------------


def _usual(
    con: sqlite3.Connection, contact: int, day: date, data: DocumentFields
) -> dict[str, Any]:
    one = contacts.contact(con, contact)
    form = terms_queries.invoicing(con, contact).format

    def pick(given: int | None, own: int | None, key: str) -> int:
        if given is not None:
            return given
        return own if own is not None else int(company.setting(con, key, day) or 0)

    return {
        "language": data.language or one.language,
        "terms_days": pick(data.terms_days, one.terms.days, "terms_days"),
        "discount_rate": pick(data.discount_rate, one.terms.discount_rate, "discount_rate"),
        "discount_days": pick(data.discount_days, one.terms.discount_days, "discount_days"),
        "format": data.format or form,
    }


def _put_terms(unit: Unit, row: SalesDocument, data: TermsInput | None) -> None:
    if row.kind not in {DocumentKind.QUOTE, DocumentKind.ORDER}:
        return
    found = unit.exec(select(OrderTerms).where(OrderTerms.document == row.key)).first()
    fresh = found is None
    there = found or OrderTerms(document=row.key, warranty_rule=usual_rule(row.contract_law))
    given = data or TermsInput()
    values = given.model_dump(exclude_unset=not fresh)
    if fresh and given.consumer is None:
        kind = terms_queries.invoicing(unit.con, row.contact).customer_kind
        values["consumer"] = kind is CustomerKind.PRIVATE
    for field, value in values.items():
        if value is not None or field in {"instructed", "early_start", "starts", "ends"}:
            setattr(there, field, value)
    unit.put(there)


def copy_terms(unit: Unit, source: int, target: int) -> None:
    """Terms of a quote go on to its order or its next version."""
    from_ = terms_of.terms(unit.con, source)
    values = from_._asdict()
    for field in ("id", "document", "begun", "finished", "withdrawn", "override"):
        values.pop(field)
    unit.put(OrderTerms(document=target, **values))


def code_of_case(row: SalesDocument) -> str:
    """The tax code that positions without one of their own have."""
    return case_codes()[row.tax_case].code
