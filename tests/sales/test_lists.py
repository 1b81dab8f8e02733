"""Lists, the view of an order, proposals, warranties, certificates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kontor.base.errors import InputError, NotFound
from kontor.contacts import terms_queries
from kontor.contacts.kinds import CertificateKind, CustomerKind
from kontor.contacts.service.terms import (
    add_certificate,
    change_certificate,
    drop_certificate,
    set_invoicing,
    set_standing,
)
from kontor.contacts.terms import CertificateInput, InvoicingInput, StandingInput
from kontor.ledger.model.inputs import Bill
from kontor.ledger.service.events import post_event
from kontor.sales.kinds import CostKind, DocumentKind, State
from kontor.sales.model.billing import BillInput
from kontor.sales.model.inputs import AcceptanceInput, ProgressInput, WarrantyInput
from kontor.sales.queries import documents, lists, orders
from kontor.sales.queries.lists import DocumentFilter
from kontor.sales.service import acceptance, billing, notes
from kontor.sales.service import orders as work
from kontor.sales.service.issuing import issue
from kontor.store.inputs import JSON
from tests.sales.office import DAY, Office, note
from tests.sales.test_orders import printable

__all__ = ["printable"]
AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def test_pages_by_key_with_filters(office: Office) -> None:
    other = office.customer("Hausverwaltung Elbblick", "firm")
    drafts = [office.quote(day=date(2026, 3, 1 + n), subject=f"Haus {n}") for n in range(5)]
    sent = office.sent(contact="Hausverwaltung Elbblick", day=date(2026, 3, 3))
    first = office.ask(lists.page, size=4)
    assert [one.id for one in first] == [drafts[4], drafts[3], sent, drafts[2]]
    rest = office.ask(lists.page, first[-1].key, 4)
    assert [one.id for one in rest] == [drafts[1], drafts[0]]
    assert first[0].net == 370_440 and first[2].gross == 440_824

    def ids(**wanted: object) -> list[int]:
        filter_ = DocumentFilter(**wanted)  # type: ignore[arg-type]
        found = [one.id for one in office.ask(lists.page, wanted=filter_)]
        assert office.ask(lists.count, filter_) == len(found)
        return found

    assert ids(states=(State.SENT,)) == ids(contact=other) == [sent]
    assert ids(kinds=(DocumentKind.ORDER,)) == []
    assert ids(kinds=(DocumentKind.ORDER, DocumentKind.QUOTE)) == [*ids()]
    assert ids(text="haus 3") == [drafts[3]] and ids(text="an-2026-0001") == [sent]
    assert ids(text="ELBBLICK") == [sent] and ids(text="' OR 1=1") == []
    assert ids(text="Krüger") == drafts[::-1]


def test_proposals_from_earlier_positions(office: Office) -> None:
    office.quote()
    office.quote([{"short": "Fassade streichen", "unit": "m²", "price": "19.20"}])
    office.quote([{"short": "Türblatt lackieren", "unit": "St", "price": "82.13"},
                  {"short": "Fassade reinigen", "unit": "m²", "price": "4"}])  # fmt: skip
    found = office.ask(lists.proposals, "fass")
    assert [(one.short, one.price, one.used) for one in found] == [
        ("Fassade streichen", 19_2000, 2), ("Fassade reinigen", 4_0000, 1),
    ]  # fmt: skip
    assert [one.short for one in office.ask(lists.proposals, "tuer lack")] == ["Türblatt lackieren"]
    assert [one.short for one in office.ask(lists.proposals, "streichen")] == ["Fassade streichen"]
    assert office.ask(lists.proposals, "Estrich") == []
    assert len(office.ask(lists.proposals, "")) == 4


# -- the order as a whole --------------------------------------------------------------------------

CALCULATED = [
    {
        "short": "Wand", "quantity": "100", "unit": "m²",
        "costs": [{"kind": "labour", "minutes": "6"}, {"kind": "material", "cost": "2"}],
    }
]  # 5.85 + 2.40 = 8.25 per m²; costs 3.677 + 2.00  # fmt: skip


def test_planned_against_actual(printable: Office) -> None:
    office = printable
    office.wage()
    key = office.begun(CALCULATED)
    office.customer("Farbenhaus Nord", "firm", roles=[{"role": "supplier"}])
    bill = {
        "day": "2026-03-20", "document": "F-77", "partner": "Farbenhaus Nord",
        "lines": [{"account": "3400", "net": "220.00", "project": "AU-2026-0001"},
                  {"account": "3400", "net": "99.00"}],
    }  # fmt: skip

    office.do(post_event, Bill.model_validate(bill, context=JSON))
    hours = [{"kind": "hour", "short": "Arbeit", "quantity": "8",
              "source": office.document(key).positions[0].id}]  # fmt: skip
    time = office.do(notes.new_time_note, note(hours, order="AU-2026-0001"), DAY)
    office.do(notes.issue_note, time, DAY)
    data = ProgressInput.model_validate({"position": "1", "percent": "60"}, context=JSON)
    office.do(work.set_progress, key, [data], DAY)
    view = office.ask(orders.order_view, key)
    assert view.document.net == 82_500
    assert view.costs.planned[CostKind.LABOUR] == 36_770
    assert view.costs.planned[CostKind.MATERIAL] == 20_000
    assert view.costs.planned_seconds == 36_000
    assert view.costs.booked == 22_000
    assert (view.costs.hours, view.costs.hours_seconds) == (29_416, 28_800)  # 8 × 36.77
    assert view.performed.net == 49_500 and view.to_bill[0].net == 49_500
    assert view.left == 82_500 and view.in_progress == 51_416
    assert view.overrun == 51_416 - 56_770
    assert view.planned_margin.cents == 82_500 - 56_770
    assert view.planned_margin.per_hour == 2_573
    assert view.actual_margin.cents == 49_500 - 51_416
    draft = office.do(
        billing.bill_order,
        BillInput.model_validate({"order": "AU-2026-0001", "day": "2026-03-20"}),
    )
    issue(office.store, draft, date(2026, 3, 20), AT)
    view = office.ask(orders.order_view, key)
    assert view.billed[0].net == 49_500 and view.to_bill == () and view.in_progress == 0
    assert view.left == 33_000
    assert [one.kind for one in view.related] == [DocumentKind.TIME_NOTE, DocumentKind.INVOICE]
    assert office.ask(orders.unbilled) == []
    office.do(work.finish_order, key, DAY)
    (open_,) = office.ask(orders.unbilled, finished_only=True)
    assert (open_.order, open_.to_bill, open_.finished) == (key, 33_000, DAY)
    final = office.do(
        billing.bill_order,
        BillInput.model_validate({"order": "AU-2026-0001", "kind": "final", "day": "2026-03-21"}),
    )
    issue(office.store, final, date(2026, 3, 21), AT)
    view = office.ask(orders.order_view, key)
    assert sum(one.net for one in view.billed) == office.document(final).net == 49_500
    assert office.ask(orders.instalments, key)[0].id == draft


def test_an_unknown_order_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.ask(orders.order_view, 99)
    with pytest.raises(NotFound):
        office.ask(documents.find, "RE-1")


def test_notes_to_bill(office: Office) -> None:
    key = office.do(
        notes.new_time_note,
        note([{"kind": "hour", "short": "x", "price": "60"}], contact="Krüger"), DAY,
    )  # fmt: skip
    assert office.ask(orders.notes_to_bill) == []
    office.do(notes.sign_note, key, DAY, "Krüger")
    assert [one.id for one in office.ask(orders.notes_to_bill)] == [key]
    (contact,) = office.sql("SELECT id FROM contact")[0]
    assert office.ask(orders.of_contact, contact) == {DocumentKind.TIME_NOTE: 1}


# -- warranties and certificates -------------------------------------------------------------------


def test_warranties_and_the_gap_of_a_subcontractor(office: Office) -> None:
    office.customer("Gerüstbau Timm", "firm", roles=[{"role": "subcontractor"}])
    key = office.begun()
    rules = [
        WarrantyInput(rule="bgb_building"),
        WarrantyInput(rule="vob_building", part="Gerüst", subcontractor="Gerüstbau Timm",
                      sub_ends=date(2029, 1, 1)),
    ]  # fmt: skip
    office.do(acceptance.accept_work, key, AcceptanceInput(day=DAY, warranties=rules))
    found = office.ask(lists.warranties, DAY)
    assert [(one.part, one.ends, one.gap) for one in found] == [
        ("Gerüst", date(2030, 3, 16), True), ("", date(2031, 3, 16), False),
    ]  # fmt: skip
    assert found[0].subcontractor == "Gerüstbau Timm"
    assert office.ask(lists.warranties, DAY, days=1461) == found[:1]
    assert office.ask(lists.warranties, date(2031, 3, 17)) == []


def certificate(kind: str, first: str, last: str | None, **more: object) -> CertificateInput:
    data = {"kind": kind, "valid_from": first, "valid_to": last, **more}
    return CertificateInput.model_validate(data)


def test_certificates_are_renewed_or_end(office: Office) -> None:
    own = office.do(add_certificate, certificate("exemption_48b", "2023-07-01", "2026-06-30"))
    office.do(
        add_certificate,
        certificate("construction_13b", "2025-01-01", "2026-05-31", contact="Krüger"),
    )
    window = (DAY, date(2026, 12, 31))
    assert [one.contact_name for one in office.ask(terms_queries.ending, *window)] == [
        "Krüger", None,
    ]  # fmt: skip
    office.do(add_certificate, certificate("exemption_48b", "2026-07-01", "2029-06-30"))
    assert [one.contact_name for one in office.ask(terms_queries.ending, *window)] == ["Krüger"]
    kind = CertificateKind.EXEMPTION_48B
    best = terms_queries.best_certificate
    assert office.ask(best, None, kind, DAY).id == own
    assert office.ask(best, None, kind, date(2026, 7, 1)).id != own
    office.do(change_certificate, own, certificate("exemption_48b", "2023-07-01", "2026-07-31"))
    office.do(drop_certificate, own)
    assert len(office.ask(terms_queries.certificates)) == 1
    with pytest.raises(NotFound):
        office.do(drop_certificate, own)
    with pytest.raises(InputError, match="Ende"):
        office.do(add_certificate, certificate("other", "2026-02-01", "2026-01-01"))


def test_invoicing_terms_and_standing(office: Office) -> None:
    (key,) = office.sql("SELECT id FROM contact")[0]
    firm = office.customer("Stadt Wedel", "firm")
    ask = terms_queries.invoicing
    assert office.ask(ask, key).customer_kind is CustomerKind.PRIVATE
    assert office.ask(ask, firm).customer_kind is CustomerKind.BUSINESS
    with pytest.raises(InputError, match="Leitweg"):
        office.do(set_invoicing, firm, InvoicingInput(format="xrechnung_cii"))
    office.do(
        set_invoicing, firm,
        InvoicingInput(format="xrechnung_cii", leitweg_id="01-23-45",
                       customer_kind=CustomerKind.PUBLIC),
    )  # fmt: skip
    office.do(set_invoicing, firm, InvoicingInput(supplier_number="70815"))
    found = office.ask(ask, firm)
    assert (found.format, found.leitweg_id, found.supplier_number) == (
        "xrechnung_cii", "01-23-45", "70815",
    )  # fmt: skip
    assert found.customer_kind is CustomerKind.PUBLIC
    assert office.ask(terms_queries.standing, firm) is None
    office.do(set_standing, firm, StandingInput(credit_limit=500_000, risk_class="C",
                                                reasons=("zahlt spät",)), DAY)  # fmt: skip
    assert office.ask(terms_queries.standing, firm).reasons == ("zahlt spät",)
    assert office.document(office.quote(contact="Stadt Wedel")).head.format == "xrechnung_cii"
    with pytest.raises(NotFound):
        office.do(set_invoicing, 99, InvoicingInput())
