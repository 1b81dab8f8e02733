"""The own exemption certificate (§ 48b EStG): printed where tax would be withheld, or asked for."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.contacts.kinds import CertificateKind
from kontor.contacts.service.terms import add_certificate
from kontor.contacts.terms import CertificateInput
from kontor.sales.queries.printed import printed
from kontor.sales.rules.einvoice import invoice_record
from kontor.sales.rules.page import exemption_note
from kontor.sales.service.issuing import readiness
from tests.sales.kit import firm, issued, put

DAY = date(2026, 3, 16)


@pytest.fixture
def store(tmp_path):
    with firm(tmp_path) as opened:
        yield opened


def bill(store, kind="business"):
    with store.step("customer") as unit:
        unit.con.execute("DELETE FROM invoicing")
        unit.con.execute("INSERT INTO invoicing(contact,customer_kind) VALUES(1,?)", (kind,))
    return put(store, [{"short": "Fassade", "price": 10_000_000}])


def own(store, number, until, start=date(2024, 7, 1)):
    data = CertificateInput(
        kind=CertificateKind.EXEMPTION_48B, number=number, valid_from=start, valid_to=until
    )
    store.run(add_certificate, data)


def said(store, draft, day=DAY):
    """What readiness finds about the certificate, and what is printed of it."""
    with store.read() as con:
        content = printed(con, draft, number="RE-1", day=day)
    found = [one.code for one in readiness(content) if "exemption" in one.code]
    note = exemption_note(content)
    assert note is None or note in [one.text for one in invoice_record(content).notes]
    return found, note


def test_without_a_valid_one_a_business_is_warned_of(store):
    draft = bill(store)
    assert said(store, draft) == (["sales.required.exemption"], None)
    own(store, "5215/48b/77", date(2026, 3, 15))
    assert said(store, draft) == (["sales.required.exemption"], None)
    assert said(store, bill(store, "private")) == ([], None)


def test_a_valid_one_is_printed_and_nothing_is_warned_of(store):
    own(store, "5215/48b/77", date(2027, 6, 30))
    draft = bill(store)
    text = (
        "Eine Freistellungsbescheinigung nach § 48b EStG liegt vor, Nr. 5215/48b/77,"
        " gültig bis 30.06.2027."
    )
    assert said(store, draft) == ([], text)
    assert said(store, draft, date(2027, 7, 1))[1] is None
    assert said(store, bill(store, "private")) == ([], None)


def test_an_issued_invoice_keeps_what_was_printed(store):
    own(store, "5215/48b/77", date(2027, 6, 30))
    draft = bill(store)
    before = said(store, draft)[1]
    issued(store, draft)
    own(store, "neu", date(2029, 6, 30), start=date(2026, 1, 1))
    assert said(store, draft)[1] == before


def test_open_ended_without_a_number(store):
    own(store, None, None)
    assert said(store, bill(store))[1] == (
        "Eine Freistellungsbescheinigung nach § 48b EStG liegt vor."
    )
