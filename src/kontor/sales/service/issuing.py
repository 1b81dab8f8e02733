"""Issuing (Ausstellen): number, document, entry and seal come together or not at all.

The document is rendered before the transaction with the number that it is expected to get. Inside
the transaction number and content are compared once more; if one of them moved, it is rendered
again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from kontor.base.errors import Finding, Refused, Severity
from kontor.base.i18n import N_
from kontor.documents.einvoice.check import check
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.write import to_xml
from kontor.documents.kinds import DocumentKind as ArchiveKind
from kontor.documents.layout.render import Attachment, check_page, render_pdf
from kontor.documents.model import DocumentInput
from kontor.documents.service import store_document
from kontor.ledger.model import inputs as events
from kontor.ledger.queries import lookup
from kontor.ledger.service.changing import withdraw_request
from kontor.ledger.service.events import post_event
from kontor.ledger.service.sealing import seal_entries
from kontor.sales.kinds import (
    DocumentIssued,
    DocumentKind,
    InvoiceKind,
    State,
)
from kontor.sales.model.tables import Deduction, Retention, SalesDocument, SumLine
from kontor.sales.queries import bills, documents
from kontor.sales.queries.bills import DeductionRow
from kontor.sales.queries.documents import Head
from kontor.sales.queries.files import PROFILES
from kontor.sales.queries.printed import printed
from kontor.sales.queries.terms import terms
from kontor.sales.rules.einvoice import invoice_record
from kontor.sales.rules.page import page
from kontor.sales.rules.printed import Printed
from kontor.sales.rules.ready import NotReady, missing_items
from kontor.sales.service.billing import take_discounts
from kontor.sales.service.booking import ledger_event
from kontor.sales.service.going_out import passed, refuse, went_out
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    from kontor.store.store import Store

FINAL = N_("an issued document stays; cancel it by a document of its own")
_TRIES = 5
_ARCHIVED: dict[DocumentKind | InvoiceKind, ArchiveKind] = {
    DocumentKind.QUOTE: ArchiveKind.QUOTE,
    DocumentKind.ORDER: ArchiveKind.ORDER_CONFIRMATION,
    DocumentKind.ADDITION: ArchiveKind.ADDITION,
    DocumentKind.DELIVERY: ArchiveKind.DELIVERY_NOTE,
    DocumentKind.TIME_NOTE: ArchiveKind.SITE_REPORT,
    DocumentKind.MEASUREMENT: ArchiveKind.MEASUREMENT,
    DocumentKind.ACCEPTANCE: ArchiveKind.ACCEPTANCE,
    InvoiceKind.SINGLE: ArchiveKind.INVOICE,
    InvoiceKind.INSTALMENT: ArchiveKind.INSTALMENT,
    InvoiceKind.PART_FINAL: ArchiveKind.PART_FINAL,
    InvoiceKind.FINAL: ArchiveKind.FINAL_INVOICE,
    InvoiceKind.HOURLY: ArchiveKind.HOURLY_INVOICE,
    InvoiceKind.MAINTENANCE: ArchiveKind.MAINTENANCE_INVOICE,
    InvoiceKind.CREDIT: ArchiveKind.CREDIT_NOTE,
    InvoiceKind.CANCEL: ArchiveKind.CANCELLATION,
}


class Moved(Exception):
    """Number or content are no longer those that were rendered."""


class Issue(NamedTuple):
    """What was rendered: the document as printed, its bytes, and what it must still equal."""

    document: int
    number: str
    day: date
    content: Printed
    pdf: bytes
    xml: bytes | None
    xml_name: str


class Issued(NamedTuple):
    """The result: id, number, archived files by id, entries of the books."""

    document: int
    number: str
    archived: tuple[int, ...]
    entries: tuple[int, ...]


def issue(store: Store, document: int, day: date, at: datetime) -> Issued:
    """Issue a document: render it, then write number, files, entry and seal in one step.

    Args:
        store: the open file.
        document: id of the draft.
        day: day of issue.
        at: the instant, kept with the document.

    Raises:
        NotReady: something is missing; all findings are in it, and nothing was written.
    """
    for _ in range(_TRIES):
        take_late_discounts(store, document)
        rendered = prepare(store, document, day)
        try:
            result: Issued = store.run(issue_rendered, rendered, at).value
        except Moved:
            continue
        return result
    raise Refused(
        N_("The document changed while it was being made."), hint=N_("Issue it once more.")
    )


def issue_here(unit: Unit, document: int, day: date, at: datetime) -> Issued:
    """Issue a draft inside a step that goes on; for programs that write many at once."""
    take_discounts(unit, document)
    unit.flush()
    return issue_rendered(unit, _prepared(unit.con, document, day), at)


def take_late_discounts(store: Store, document: int) -> bool:
    """Take Skonto into a final invoice that came in after it was drafted; whether there was any."""
    with store.read() as con:
        late = bills.untaken(con, documents.head(con, document))
    if late:
        store.run(take_discounts, document)
    return bool(late)


def prepare(store: Store, document: int, day: date) -> Issue:
    """Check and render a draft with the number that it is expected to get; nothing is written.

    Raises:
        NotReady: something is missing; all findings are in it.
    """
    with store.read() as con:
        content = _content(con, document, day)
    return _rendered(document, content)


def _prepared(con: sqlite3.Connection, document: int, day: date) -> Issue:
    return _rendered(document, _content(con, document, day))


def _content(con: sqlite3.Connection, document: int, day: date) -> Printed:
    head = documents.head(con, document)
    _refuse_issued(head)
    number = bills.expected_number(con, head, day)
    return printed(con, document, number=number, day=day)


def _rendered(document: int, content: Printed) -> Issue:
    wrong = [one for one in readiness(content) if one.severity is Severity.ERROR]
    if wrong:
        raise NotReady(wrong)
    return _render(document, content)


def readiness(content: Printed) -> list[Finding]:
    """What keeps a document from being issued, or should be looked at; before a number is drawn."""
    found = [*check_page(page(content))]
    if content.kind is DocumentKind.INVOICE:
        found += missing_items(content)
        profile = PROFILES.get(content.format)
        if profile and not any(one.severity is Severity.ERROR for one in found):
            found += check(invoice_record(content), profile)
    return found


@use_case(N_("Document issued"), final=FINAL)
def issue_rendered(unit: Unit, rendered: Issue, at: datetime) -> Issued:
    """Write what was rendered: number, sums, files, entry, seal.

    Raises:
        Moved: number or content changed since; nothing is written.
    """
    con = unit.con
    head = documents.head(con, rendered.document)
    _refuse_issued(head)
    if bills.expected_number(con, head, rendered.day) != rendered.number:
        raise Moved
    content = printed(con, head.id, number=rendered.number, day=rendered.day)
    if content != rendered.content:
        raise Moved
    taken = bills.deducted(con, head, documents.positions(con, head.id))
    _freeze(unit, head, content, taken)
    posted = _post(unit, head, content) if head.kind is DocumentKind.INVOICE else ()
    archived = _archive(unit, head, rendered, at)
    row = unit.get_one(SalesDocument, head.id)
    refuse(unit, row, rendered.day, passed(terms(con, head.id).override, "block"))
    row.issued = at
    went_out(unit, row, rendered.day)
    unit.emit(DocumentIssued(head.id, head.kind, rendered.number, rendered.day))
    unit.final = FINAL
    return Issued(head.id, rendered.number, archived, posted)


def _refuse_issued(head: Head) -> None:
    if head.issued:
        raise Refused(
            N_("{number} is issued."),
            hint=N_("Cancel it or write a correction; it stays as it is."),
            number=head.number,
        )


def _render(document: int, content: Printed) -> Issue:
    profile = PROFILES.get(content.format) if content.kind is DocumentKind.INVOICE else None
    xml = to_xml(invoice_record(content), profile) if profile else None
    inside = Attachment(xml) if xml and profile is Profile.ZUGFERD else None
    pdf = render_pdf(page(content), inside)
    name = profile.file_name if profile else ""
    return Issue(document, content.number, content.day, content, pdf, xml, name)


def _freeze(unit: Unit, head: Head, content: Printed, taken: Sequence[DeductionRow]) -> None:
    """Write what the guards keep from then on: sums, deductions, recipient, dates, number."""
    for one in content.sums:
        unit.insert(SumLine, document=head.id, code=one.code, net=one.net, tax=one.tax)
    for pos, less in enumerate(taken, 1):
        unit.insert(
            Deduction,
            document=head.id,
            pos=pos,
            earlier=less.earlier,
            code=less.code,
            net=less.net,
            tax=less.tax,
            received_net=less.received_net,
            received_tax=less.received_tax,
            received_on=less.received_on,
        )
    if content.retention:
        unit.insert(
            Retention,
            document=head.id,
            cents=content.retention,
            release_on=content.retention_release,
        )
    row = unit.get_one(SalesDocument, head.id)
    unit.refresh(row)
    row.number, row.day, row.due = content.number, content.day, content.due
    row.discount_rate, row.discount_days = content.discount_rate, content.discount_days
    row.recipient = json.dumps(
        {"firm": content.firm._asdict(), "buyer": content.buyer._asdict()}, ensure_ascii=False
    )
    unit.put(row)


def _post(unit: Unit, head: Head, content: Printed) -> tuple[int, ...]:
    """The books: by the events of the ledger; entries are sealed at once (GoBD)."""
    source = f"sales:{head.id}"
    if head.invoice_kind is InvoiceKind.CANCEL and head.origin:
        entries = _cancel(unit, head, content, source)
    else:
        stored = documents.positions(unit.con, head.id)
        event = ledger_event(unit.con, content, f"contacts:{head.contact}", source, stored)
        entries = post_event(unit, event).entries
    if entries:
        seal_entries(unit, entries)
    return tuple(entries)


def _cancel(unit: Unit, head: Head, content: Printed, source: str) -> tuple[int, ...]:
    """Take the cancelled invoice out of the books the way it came in."""
    first = documents.head(unit.con, head.origin or 0)
    row = unit.get_one(SalesDocument, first.id)
    unit.refresh(row)
    row.state = State.CANCELLED
    unit.put(row)
    item = lookup.item_named(unit.con, first.number or "")
    if first.invoice_kind is InvoiceKind.INSTALMENT:
        withdraw_request(unit, item.id)
        return ()
    if bills.deductions(unit.con, first.id) and item.opened_by:
        back: events.AnyEvent = events.Reverse(
            day=content.day,
            entry=f"entry:{item.opened_by}",
            reason=content.number,
            text=content.number,
            source=source,
        )
    else:
        stored = documents.positions(unit.con, head.id)
        back = ledger_event(unit.con, content, f"contacts:{head.contact}", source, stored)
    return post_event(unit, back).entries


def _archive(unit: Unit, head: Head, rendered: Issue, at: datetime) -> tuple[int, ...]:
    kind = archive_kind(head)
    common: dict[str, Any] = {
        "kind": kind,
        "day": rendered.day,
        "ref": f"sales:{head.id}",
        "partner": f"contacts:{head.contact}",
        "number": rendered.number,
        "language": head.language,
    }
    found = [store_document(unit, DocumentInput(**common), rendered.pdf, issued=at)]
    if rendered.xml is not None:
        name = f"{rendered.number}-{rendered.xml_name}".replace("/", "-")
        data = DocumentInput(**common, name=name, mime="application/xml")
        found.append(store_document(unit, data, rendered.xml, issued=at))
    return tuple(found)


def archive_kind(head: Head) -> ArchiveKind:
    """The kind under which the archive keeps a document."""
    return _ARCHIVED[head.invoice_kind or head.kind]
