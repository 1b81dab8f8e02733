"""Random invoices of a firm: they pass the published rules and come back unchanged."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.documents.einvoice import arithmetic, codes
from kontor.documents.einvoice.check import check
from kontor.documents.einvoice.number import percent, price, quantity
from kontor.documents.einvoice.profiles import Profile
from kontor.documents.einvoice.read import read_xml
from kontor.documents.einvoice.record import (
    Adjustment,
    Delivery,
    Invoice,
    Item,
    Line,
    Note,
    Period,
    Price,
    Reference,
    Skonto,
    Totals,
)
from kontor.documents.einvoice.write import to_xml
from tests.documents.einvoice.records import COMPANY, SELLER, TRANSFER
from tests.documents.einvoice.rules import judged
from tests.documents.einvoice.samples import needs_samples

HEAVY = os.environ.get("KONTOR_HEAVY") == "1"
# texts as they stand in the file: cleaned on entry, so never blank and without odd blanks
WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40
).filter(lambda text: not text.startswith("#"))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
UNITS = st.sampled_from([one.code for one in codes.units()])
# category, rate and key of the reason; an invoice with AE has nothing else
TAXES = st.sampled_from(
    [
        ((("S", 1900),), ()),
        ((("S", 1900), ("S", 700)), ()),
        ((("S", 1900), ("Z", 0)), ()),
        ((("AE", 0),), ("reverse_charge",)),
        ((("E", 0),), ("small",)),
        ((("S", 700), ("E", 0)), ("letting",)),
    ]
)


def cleaned(text: str) -> str:
    from kontor.base.text import clean_text

    return clean_text(text) or "x"


@st.composite
def lines(draw: st.DrawFn, number: int, taxes: tuple[tuple[str, int], ...]) -> Line:
    category, rate = draw(st.sampled_from(taxes))
    net = draw(st.integers(0, 10**9))
    adjustments = ()
    if draw(st.booleans()):
        cents = draw(st.integers(1, 10**5))
        adjustments = (Adjustment(cents, draw(st.booleans()), cleaned(draw(WORDS))),)
    basis = draw(st.sampled_from([None, quantity(1000), quantity(100_000), quantity(500)]))
    unit = draw(UNITS)
    period = None
    if draw(st.booleans()):
        start = draw(DAYS)
        period = Period(start, start + timedelta(days=draw(st.integers(0, 40))))
    amount = draw(st.integers(-(10**6), 10**6).filter(bool))
    return Line(
        str(number),
        Item(cleaned(draw(WORDS)), description=draw(st.sampled_from(["", "a\nb", "ä € ß"]))),
        quantity(amount), unit,
        Price(price(net), basis=basis, basis_unit=unit if basis else ""),
        category=category, rate=rate, adjustments=adjustments, period=period,
    )  # fmt: skip


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """What the rooms above may hand over."""
    taxes, reasons = draw(TAXES)
    rows = tuple(draw(lines(n, taxes)) for n in range(1, draw(st.integers(1, 6)) + 1))
    used = {(line.category, line.rate) for line in rows}
    adjustments = []
    for category, rate in sorted(used):
        if draw(st.booleans()):
            base = draw(st.integers(100, 10**6))
            share = percent(draw(st.integers(1, 10_000)))
            cents = arithmetic.part_of(base, share)
            charge = draw(st.booleans())
            adjustments.append(
                Adjustment(cents, charge, "Grund", "", share, base, category, rate)
            )  # fmt: skip
    issued = draw(DAYS)
    kind = draw(st.sampled_from(["380", "326", "384", "381", "875", "877"]))
    invoice = Invoice(
        number=cleaned(draw(WORDS)),
        issued=issued,
        kind=kind,
        seller=SELLER,
        buyer=COMPANY,
        lines=rows,
        adjustments=tuple(adjustments),
        totals=Totals(
            prepaid=draw(st.integers(0, 10**6)), rounding=draw(st.integers(-3, 3))
        ),
        buyer_reference=cleaned(draw(WORDS)),
        due=draw(st.one_of(st.none(), st.just(issued + timedelta(days=14)))),
        skonto=tuple(
            Skonto(draw(st.integers(1, 60)), draw(st.integers(1, 1000)))
            for _ in range(draw(st.integers(0, 2)))
        ),
        terms=cleaned(draw(WORDS)),
        payment=replace(TRANSFER, remittance=cleaned(draw(WORDS))),
        delivery=Delivery(draw(DAYS)),
        notes=tuple(Note(cleaned(draw(WORDS)), "AAI") for _ in range(draw(st.integers(0, 3)))),
        preceding=(Reference("RE-1", issued),),
    )  # fmt: skip
    return arithmetic.complete(invoice, codes.exemptions(*reasons) if reasons else {})


@needs_samples
@pytest.mark.parametrize("profile", Profile)
@settings(
    max_examples=1500 if HEAVY else 15, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(invoice=invoices())
def test_random_invoices_pass_and_come_back(profile: Profile, invoice: Invoice) -> None:
    assert [one for one in check(invoice, profile) if one.code != "einvoice.due"] == []
    xml = to_xml(invoice, profile)
    assert judged(xml) == []
    again = read_xml(xml)
    assert again.findings == ()
    assert replace(again.invoice, specification="", process="") == invoice
