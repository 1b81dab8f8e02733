"""Tax case, states, withdrawal, warranty and required items: cases decided by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import InputError, Refused, Severity
from kontor.contacts.kinds import CustomerKind
from kontor.sales.kinds import (
    ContractLaw,
    DocumentKind,
    InvoiceKind,
    State,
    TaxCase,
    WorkKind,
)
from kontor.sales.rules import required, states, warranty, withdrawal
from kontor.sales.rules.dated import case_codes, limits, periods, surcharges, warranty_rules
from kontor.sales.rules.required import Party, Sheet
from kontor.sales.rules.taxing import TaxQuestion, check_case, decide, is_small_amount
from kontor.sales.rules.withdrawal import Contract

DAY = date(2026, 5, 4)
VALID = (date(2024, 1, 1), date(2026, 12, 31))
BUILDER = TaxQuestion(DAY, customer=CustomerKind.BUILDER, certificate=VALID, net=600_000)


@pytest.mark.parametrize(
    ("asked", "case", "code"),
    [
        (TaxQuestion(DAY), TaxCase.STANDARD, "UST19"),
        (TaxQuestion(DAY, customer=CustomerKind.BUSINESS, certificate=VALID), "standard", "UST19"),
        (BUILDER, TaxCase.REVERSE, "RC_BAU_OUT"),
        (BUILDER._replace(certificate=(date(2024, 1, 1), None)), TaxCase.REVERSE, "RC_BAU_OUT"),
        (BUILDER._replace(certificate=(date(2023, 1, 1), date(2026, 5, 3))), "standard", "UST19"),
        (BUILDER._replace(certificate=(date(2026, 5, 4), date(2026, 5, 4))), TaxCase.REVERSE,
         "RC_BAU_OUT"),
        (BUILDER._replace(certificate=None), TaxCase.STANDARD, "UST19"),
        (BUILDER._replace(work=WorkKind.OTHER), TaxCase.STANDARD, "UST19"),
        (BUILDER._replace(work=WorkKind.REPAIR, net=50_000), TaxCase.STANDARD, "UST19"),
        (BUILDER._replace(work=WorkKind.REPAIR, net=50_001), TaxCase.REVERSE, "RC_BAU_OUT"),
        (BUILDER._replace(net=100), TaxCase.REVERSE, "RC_BAU_OUT"),  # small, but no repair
        (BUILDER._replace(small=True), TaxCase.SMALL, "KU19"),
        (TaxQuestion(DAY, work=WorkKind.PHOTOVOLTAICS), TaxCase.PHOTOVOLTAICS, "UST0PV"),
        (TaxQuestion(date(2022, 12, 31), work=WorkKind.PHOTOVOLTAICS), "standard", "UST19"),
    ],
)  # fmt: skip
def test_the_tax_case(asked: TaxQuestion, case: str, code: str) -> None:
    found = decide(asked)
    assert (found.case, found.code) == (case, code)
    assert found.reason and found.law


def test_the_reason_is_words_that_can_be_stored() -> None:
    assert (
        decide(BUILDER).reason
        == "Bauleistung für einen Bauleister, USt 1 TG vom 01.01.2024 bis 31.12.2026."
    )
    assert "500,00" in decide(BUILDER._replace(work=WorkKind.REPAIR, net=500)).reason
    (missing,) = decide(BUILDER._replace(certificate=None)).findings
    assert missing.severity is Severity.WARNING


def test_another_case_needs_a_reason() -> None:
    (found,) = check_case(TaxCase.REVERSE, None, TaxQuestion(DAY))
    assert found.code == "sales.tax_case" and found.field == "tax_case"
    assert check_case(TaxCase.REVERSE, "Bescheinigung liegt im Ordner", TaxQuestion(DAY)) == []
    assert check_case(TaxCase.REVERSE, None, BUILDER) == []


def test_small_amounts() -> None:
    assert is_small_amount(25_000, DAY) and not is_small_amount(25_001, DAY)
    assert not is_small_amount(15_001, date(2016, 12, 31))


def test_dated_rows_name_their_law() -> None:
    assert all(one.law and one.source for one in limits())
    assert all(one.law and one.source for one in warranty_rules().values())
    assert set(case_codes()) == set(TaxCase) and len(surcharges()) == 5
    assert all(one.source for one in periods().values())


# -- states --------------------------------------------------------------------------------------


def test_every_kind_knows_its_states() -> None:
    for kind in DocumentKind:
        known = states.states_of(kind)
        assert {n for s in known for n in states.next_states(kind, s)} <= set(known)
    assert set(states.NAMES) == set(State)


def test_states_follow_each_other() -> None:
    states.check_change(DocumentKind.QUOTE, State.DRAFT, State.SENT)
    with pytest.raises(Refused, match=r"angenommen.*Entwurf"):
        states.check_change(DocumentKind.QUOTE, State.ACCEPTED, State.DRAFT)
    with pytest.raises(Refused):
        states.check_change(DocumentKind.ORDER, State.CANCELLED, State.BEGUN)


# -- withdrawal ----------------------------------------------------------------------------------

HOME = Contract(DAY, "customer", consumer=True, instructed=DAY)


def test_who_may_withdraw() -> None:
    assert withdrawal.ends(HOME, "HH") == date(2026, 5, 18)
    assert withdrawal.ends(HOME._replace(instructed=None), "HH") == date(2027, 5, 18)
    late = HOME._replace(instructed=date(2026, 6, 1))
    assert withdrawal.ends(late, "HH") == date(2026, 6, 15)
    for other in (
        HOME._replace(place="shop"),
        HOME._replace(consumer=False),
        HOME._replace(emergency=True),
    ):
        assert withdrawal.ends(other, "HH") is None
        assert withdrawal.check_begin(other, DAY, "HH") == []


def test_beginning_before_the_end() -> None:
    (found,) = withdrawal.check_begin(HOME, date(2026, 5, 18), "HH")
    assert found.severity is Severity.ERROR and "18.05.2026" in found.text
    assert withdrawal.check_begin(HOME, date(2026, 5, 19), "HH") == []
    early = HOME._replace(early_start=DAY)
    assert withdrawal.check_begin(early, DAY, "HH")[0].severity is Severity.NOTE
    untold = HOME._replace(instructed=None, early_start=DAY)
    assert withdrawal.check_begin(untold, date(2026, 9, 1), "HH")[0].code == "sales.untold"
    gone = HOME._replace(withdrawn=date(2026, 5, 10))
    assert withdrawal.check_begin(gone, date(2026, 9, 1), "HH")[0].code == "sales.withdrawn"


# -- warranty, acceptance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "end"),
    [
        ("bgb_building", date(2026, 3, 16), date(2031, 3, 16)),
        ("bgb_other", date(2026, 3, 16), date(2028, 3, 16)),
        ("vob_building", date(2024, 2, 29), date(2028, 2, 29)),
        ("vob_building", date(2025, 2, 28), date(2029, 2, 28)),
        ("bgb_building", date(2024, 2, 29), date(2029, 2, 28)),
        ("vob_machines", date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_warranty_ends(rule: str, start: date, end: date) -> None:
    assert warranty.warranty_end(rule, start) == end


def test_warranty_around() -> None:
    assert warranty.usual_rule(ContractLaw.VOB) == "vob_building"
    assert warranty.usual_rule(ContractLaw.BGB, building=False) == "bgb_other"
    first, second = warranty.reminders(date(2031, 3, 16), "HH")
    assert (first, second) == (date(2030, 9, 16), date(2031, 2, 16))
    assert warranty.sub_ends_earlier(date(2031, 3, 16), date(2030, 3, 16))
    assert not warranty.sub_ends_earlier(date(2031, 3, 16), None)
    with pytest.raises(InputError):
        warranty.warranty_end("forever", DAY)


def test_acceptance_without_a_word() -> None:
    assert warranty.acceptance_deadline(ContractLaw.BGB, DAY, "HH") == date(2026, 5, 18)
    # 12 Werktage from Mon 4 May 2026 in Hamburg, Ascension Day (14 May) left out
    assert warranty.acceptance_deadline(ContractLaw.VOB, DAY, "HH") == date(2026, 5, 19)
    end = date(2026, 5, 18)
    assert warranty.deemed_accepted(ContractLaw.BGB, end, told=True, consumer=True) == date(
        2026, 5, 19
    )
    assert warranty.deemed_accepted(ContractLaw.BGB, end, told=False, consumer=True) is None
    assert warranty.deemed_accepted(ContractLaw.BGB, end, told=False, consumer=False)
    assert warranty.vob_deemed(DAY, None, "HH") == date(2026, 5, 19)
    assert warranty.vob_deemed(DAY, date(2026, 5, 5), "HH") == date(2026, 5, 12)
    assert warranty.vob_deemed(None, None, "HH") is None


# -- required items ------------------------------------------------------------------------------

OWN = Party("Malerbetrieb Lindner", "Am Deich", "21129", "Hamburg")
KRUEGER = Party("Familie Krüger", "Elbweg", "21129", "Hamburg")
FULL = Sheet(
    DocumentKind.INVOICE, InvoiceKind.SINGLE, DAY, "RE-2026-0001", OWN, KRUEGER,
    tax_number="41/123/45678", service_to=DAY, net=100_000, gross=119_000, work=True,
)  # fmt: skip


def missing(sheet: Sheet) -> list[str]:
    return [one.code.rpartition(".")[2] for one in required.check(sheet)]


def printed(sheet: Sheet) -> list[str]:
    return [one.key for one in required.notes(sheet)]


def test_a_whole_invoice_lacks_nothing() -> None:
    assert missing(FULL) == []
    assert printed(FULL._replace(due=DAY)) == ["keep", "work", "delay"]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"own": OWN._replace(city="")}, ["own_address"]),
        ({"customer": Party("Krüger")}, ["customer_address"]),
        ({"tax_number": ""}, ["tax_number"]),
        ({"tax_number": "", "vat_id": "DE123456789"}, []),
        ({"number": ""}, ["number"]),
        ({"described": False}, ["description"]),
        ({"service_to": None}, ["service"]),
        ({"service_to": None, "invoice_kind": InvoiceKind.INSTALMENT}, []),
        ({"work": False}, ["work_share"]),
        ({"invoice_kind": InvoiceKind.CANCEL}, ["origin"]),
        ({"invoice_kind": InvoiceKind.FINAL, "earlier": ("RE-1", "RE-2"), "listed": ("RE-1",)},
         ["earlier"]),
        ({"tax_case": TaxCase.REVERSE, "tax_reason": "USt 1 TG"}, ["no_tax"]),
        ({"tax_case": TaxCase.REVERSE, "taxed": False}, ["tax_reason"]),
        ({"tax_case": TaxCase.INTRA_EU, "taxed": False, "tax_reason": "x"}, ["vat_ids"]),
        ({"registered": True}, ["register"]),
        ({"customer_kind": CustomerKind.BUSINESS}, ["exemption"]),
        ({"customer_kind": CustomerKind.BUSINESS, "exempt_until": DAY}, []),
        ({"customer_kind": CustomerKind.PUBLIC, "exempt_until": DAY}, ["buyer_reference"]),
    ],
)  # fmt: skip
def test_what_an_invoice_lacks(change: dict[str, object], lacks: list[str]) -> None:
    assert missing(FULL._replace(**change)) == lacks  # type: ignore[arg-type]


def test_small_invoices_may_be_short() -> None:
    short = FULL._replace(gross=25_000, number="", customer=Party(), tax_number="", service_to=None)
    assert missing(short) == []
    assert missing(short._replace(gross=25_001)) == [
        "customer_address", "tax_number", "number", "service",
    ]  # fmt: skip
    assert "customer_address" in missing(
        short._replace(tax_case=TaxCase.REVERSE, taxed=False, tax_reason="x")
    )


def test_other_documents() -> None:
    quote = Sheet(DocumentKind.QUOTE, None, DAY, "AN-1", OWN, KRUEGER)
    assert missing(quote) == [] and printed(quote) == []
    small = quote._replace(tax_case=TaxCase.SMALL, taxed=False)
    assert printed(small) == ["small_business"]
    assert missing(Sheet(DocumentKind.TIME_NOTE, None, DAY, "RB-1", OWN, KRUEGER)) == ["service"]


def test_notes_of_an_invoice() -> None:
    firm = FULL._replace(customer_kind=CustomerKind.BUILDER, tax_case=TaxCase.REVERSE, taxed=False)
    assert printed(firm) == ["reverse"]
    assert printed(firm._replace(exempt_until=DAY)) == ["reverse", "exemption"]
    assert printed(FULL._replace(tax_case=TaxCase.PHOTOVOLTAICS, work=False)) == [
        "photovoltaics", "keep",
    ]  # fmt: skip
    assert all(one.law for one in required.notes(FULL))
