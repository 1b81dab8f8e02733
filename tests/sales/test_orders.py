"""Orders on their way: begun, changed by additions, measured, delivered, accepted, billed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.sales.kinds import InvoiceKind
from kontor.sales.model.billing import BillInput, CancelInput
from kontor.sales.model.inputs import (
    AcceptanceInput,
    AcceptanceRequest,
    AdditionInput,
    PlanInput,
    ProgressInput,
    TermsInput,
    WageRateInput,
    WarrantyInput,
)
from kontor.sales.queries import documents as queries
from kontor.sales.queries import lists, terms
from kontor.sales.rules.billing import performance
from kontor.sales.rules.formula import FormulaError
from kontor.sales.service import (
    acceptance,
    additions,
    billing,
    documents,
    drafts,
    measuring,
    notes,
    orders,
    positions,
    quotes,
    wages,
)
from kontor.sales.service.issuing import issue
from kontor.store.inputs import JSON
from tests.sales.office import DAY, POSITIONS, Office, document, note, sheet

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def given(model: type, **values: object) -> object:
    return model.model_validate(values, context=JSON)  # type: ignore[attr-defined]


def done(office: Office, order: int) -> dict[str, int]:
    """Performance to date by number of the position."""
    there = {one.id: one.number for one in office.document(order).positions}
    return {there[key]: q for key, q in office.ask(queries.performed, order).items()}


# -- begin, finish, cancel -------------------------------------------------------------------------


def test_the_way_of_an_order(office: Office) -> None:
    key = office.order()
    head = office.ask(queries.head, key)
    assert (head.number, head.state, head.sent) == ("AU-2026-0001", "confirmed", DAY)
    assert office.do(orders.begin_order, key, DAY) == []
    with pytest.raises(Refused):
        office.do(orders.begin_order, key, DAY)
    office.do(orders.finish_order, key, date(2026, 3, 27))
    found = office.ask(terms.terms, key)
    assert (found.begun, found.finished) == (DAY, date(2026, 3, 27))
    office.do(orders.begin_order, key, date(2026, 3, 30))
    assert office.ask(terms.terms, key).finished is None and office.state(key) == "begun"


def test_consumers_may_withdraw(office: Office) -> None:
    key = office.order(terms={"place": "customer", "instructed": "2026-03-16"})
    with pytest.raises(Refused, match=r"30\.03\.2026"):
        office.do(orders.begin_order, key, date(2026, 3, 30))
    assert office.state(key) == "confirmed"
    asked = TermsInput(early_start=date(2026, 3, 18))
    office.do(orders.set_terms, key, asked)
    (found,) = office.do(orders.begin_order, key, date(2026, 3, 18))
    assert found.code == "sales.early"
    office.do(orders.withdraw_order, key, date(2026, 3, 20))
    assert office.state(key) == "cancelled"
    assert office.ask(terms.terms, key).withdrawn == date(2026, 3, 20)


def test_passing_over_needs_a_reason_that_is_kept(office: Office) -> None:
    key = office.order(terms={"place": "distance"})
    with pytest.raises(Refused, match="nicht belehrt"):
        office.do(orders.begin_order, key, date(2026, 6, 1))
    office.do(orders.begin_order, key, date(2026, 6, 1), "Rohrbruch im Nachbarhaus")
    assert office.ask(terms.terms, key).override == "Rohrbruch im Nachbarhaus"


def test_beginning_confirms_a_draft(office: Office) -> None:
    key = office.do(quotes.new_order, document(), DAY)
    office.do(orders.begin_order, key, DAY)
    assert office.ask(queries.head, key).number == "AU-2026-0001"
    other = office.do(quotes.new_order, document(), DAY)
    with pytest.raises(InputError):
        office.do(orders.cancel_order, other, "", DAY)
    office.do(orders.cancel_order, other, "doppelt", DAY)
    assert office.state(other) == "cancelled"


# -- plan and performance --------------------------------------------------------------------------


def test_payment_plan(office: Office) -> None:
    key = office.order()
    parts = [given(PlanInput, text="Anzahlung", rate="30"), given(PlanInput, rate="70")]
    office.do(orders.set_plan, key, parts)
    assert [(one.text, one.rate) for one in office.ask(terms.plan, key)] == [
        ("Anzahlung", 3000), ("", 7000),
    ]  # fmt: skip
    with pytest.raises(InputError, match="Zahlungsplan"):
        office.do(orders.set_plan, key, [given(PlanInput, net="3704.41")])
    with pytest.raises(ValueError, match="eines von beiden"):
        given(PlanInput, rate="30", net="1.00")
    office.do(orders.set_plan, key, [given(PlanInput, net="3704.40")])
    assert len(office.ask(terms.plan, key)) == 1


def test_performance_typed_in_percent_and_whole(office: Office) -> None:
    key = office.begun()
    data = [given(ProgressInput, position="1", percent="33.33"),
            given(ProgressInput, position="2", quantity="150")]  # fmt: skip
    office.do(orders.set_progress, key, data, DAY)
    assert done(office, key) == {"1": 39_996, "2": 150_000}
    office.do(orders.set_progress, key, [given(ProgressInput, position="1", quantity="60")], DAY)
    assert done(office, key)["1"] == 60_000
    office.do(orders.perform_all, key, date(2026, 3, 20))
    assert done(office, key) == {"1": 120_000, "2": 150_000}
    with pytest.raises(NotFound):
        office.do(orders.set_progress, key, [given(ProgressInput, position="9", percent="1")], DAY)


# -- additions -------------------------------------------------------------------------------------

ADDITION = {
    "subject": "Putzschäden",
    "positions": [{"short": "Putz ausbessern", "quantity": "4", "unit": "m²", "price": "25"}],
}


def test_an_approved_addition_joins_the_order(office: Office) -> None:
    key = office.begun(rebate_rate="10")
    before = office.document(key).net
    addition = office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)
    assert office.document(addition).net == 9_000  # 100.00 less the 10 % of the order
    assert office.do(additions.send_addition, addition, DAY) == "NT-2026-0001"
    assert office.document(key).net == before
    office.do(additions.approve_addition, addition, DAY, "Telefon")
    found = office.document(key)
    assert [one.number for one in found.positions] == ["1", "2", "N1", "N1.1"]
    assert {one.addition for one in found.positions[2:]} == {addition}
    assert found.positions[2].short == "NT-2026-0001 Putzschäden"
    assert found.net == before + 9_000
    (row,) = office.ask(lists.page, wanted=lists.DocumentFilter(kinds=(found.head.kind,)))
    assert row.net == before + 9_000
    assert office.state(addition) == "approved"


def test_disputed_additions_stay_out(office: Office) -> None:
    key = office.begun()
    addition = office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)
    with pytest.raises(InputError):
        office.do(additions.dispute_addition, addition, "", DAY)
    office.do(additions.dispute_addition, addition, "nicht beauftragt", DAY)
    assert len(office.document(key).positions) == 2
    office.do(additions.approve_addition, addition, DAY)
    assert len(office.document(key).positions) == 4
    second = office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)
    office.do(additions.reject_addition, second, "zu teuer", DAY)
    with pytest.raises(Refused):
        office.do(additions.approve_addition, second, DAY)
    third = office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)
    office.do(additions.approve_addition, third, DAY)
    assert [one.number for one in office.document(key).positions][-2:] == ["N2", "N2.1"]


def test_additions_need_a_confirmed_order(office: Office) -> None:
    key = office.do(quotes.new_order, document(), DAY)
    with pytest.raises(Refused, match="bestätigt"):
        office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)


# -- measurement -----------------------------------------------------------------------------------


def test_a_sheet_becomes_performance(office: Office) -> None:
    key = office.begun()
    lines = [
        {"formula": "H=5,20 # Traufe"},
        {"formula": "8,40*H", "position": "1", "room": "Giebel"},
        {"formula": "1,01*2,13", "position": "1", "deduct": True, "text": "Fenster"},
        {"formula": "2,00*2,13", "position": "1", "deduct": True, "times": 2},
        {"formula": "12*6", "position": "2"},
    ]
    first = office.do(measuring.new_measurement, key, sheet(lines, preset="painter"))
    found = office.ask(terms.measures, first)
    assert [one.value for one in found] == [5_200, 43_680, 2_151, 4_260, 72_000]
    assert [one.counted for one in found] == [False, True, False, True, True]
    assert found[2].rule == "painter" and found[0].text == "Traufe"
    assert done(office, key) == {}
    office.do(measuring.check_measurement, first)
    assert done(office, key) == {"1": 35_160, "2": 72_000}  # 43.68 − 2 × 4.26
    more = [{"formula": "10", "position": "1"}]
    second = office.do(measuring.new_measurement, key, sheet(more, day="2026-03-20"))
    assert office.do(measuring.sign_measurement, second, DAY, "Krüger") == "AM-2026-0001"
    assert done(office, key)["1"] == 45_160
    office.do(measuring.reopen_measurement, first)
    assert done(office, key) == {"1": 10_000}
    office.do(measuring.change_measurement, first, sheet([{"formula": "1", "position": "2"}]))
    office.do(measuring.sign_measurement, first, DAY)
    assert done(office, key) == {"1": 10_000, "2": 1_000}
    with pytest.raises(Refused, match="bleibt"):
        office.do(measuring.change_measurement, first, sheet(lines))


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        ([{"formula": "1*(2", "position": "1"}], FormulaError, "Zeile 1: .*Stelle 3"),
        ([{"formula": "W=1"}, {"formula": "3*4"}], InputError, "Zeile 2"),
        ([{"formula": "3*4", "position": "7"}], NotFound, "„7“"),
    ],
)
def test_wrong_sheets(office: Office, lines: object, error: type, words: str) -> None:
    key = office.begun()
    with pytest.raises(error, match=words):
        office.do(measuring.new_measurement, key, sheet(lines))
    with pytest.raises(InputError, match="Übermessung"):
        office.do(measuring.new_measurement, key, sheet([{"formula": "W=1"}], preset="x"))


# -- notes -----------------------------------------------------------------------------------------


def test_hours_without_a_position_are_billed_from_the_note(office: Office) -> None:
    office.wage()
    key = office.begun()
    work = [
        {"kind": "hour", "short": "Ausbesserung", "quantity": "3.5", "worker": "Lena Bruhn",
         "worked_on": "2026-03-17"},
        {"kind": "hour", "short": "Ausbesserung", "quantity": "1", "worked_on": "2026-03-19"},
        {"short": "Spachtel", "quantity": "2", "unit": "kg", "price": "4.10"},
    ]  # fmt: skip
    first = office.do(notes.new_time_note, note(work, order="AU-2026-0001"), DAY)
    found = office.document(first)
    assert found.net == 20_475 + 5_850 + 820  # 3.5 × 58.50, 58.50, 2 × 4.10
    assert (found.head.service_from, found.head.service_to) == (
        date(2026, 3, 17), date(2026, 3, 19),
    )  # fmt: skip
    with pytest.raises(Refused, match="unterschrieben"):
        office.do(drafts.bill_notes, [first], DAY)
    assert office.do(notes.sign_note, first, DAY, "Krüger") == "RB-2026-0001"
    draft = office.do(drafts.bill_notes, [first], date(2026, 3, 31))
    bill = office.document(draft)
    assert (bill.head.invoice_kind, bill.net) == (InvoiceKind.HOURLY, 27_145)
    assert bill.positions[0].short == "RB-2026-0001"
    with pytest.raises(Refused, match="Entwurf"):
        office.do(drafts.bill_notes, [first], DAY)
    assert office.state(first) == "signed" and office.state(key) == "begun"


def test_goods_of_an_order_raise_its_performance(office: Office) -> None:
    key = office.begun()
    source = office.document(key).positions[1].id
    for quantity, total in (("40", 40_000), ("30.5", 70_500)):
        one = note(
            [{"short": "Gerüst", "quantity": quantity, "source": source}], order=f"sales:{key}"
        )
        delivery = office.do(notes.new_delivery, one, DAY)
        office.do(notes.issue_note, delivery, DAY)
        office.do(notes.sign_note, delivery, DAY, "Krüger")
        assert done(office, key) == {"2": total}
    with pytest.raises(Refused, match="ihr Auftrag"):
        office.do(drafts.bill_notes, [delivery], DAY)
    foreign = office.document(office.order()).positions[0].id
    with pytest.raises(Refused, match="gehört nicht"):
        wrong = note([{"short": "x", "source": foreign}], order=f"sales:{key}")
        office.do(notes.new_delivery, wrong, DAY)


def test_notes_without_order_and_disputes(office: Office) -> None:
    hours = [{"kind": "hour", "short": "Notdienst", "quantity": "2", "price": "80"}]
    with pytest.raises(InputError, match="Kunden oder den Auftrag"):
        office.do(notes.new_time_note, note(hours), DAY)
    key = office.do(notes.new_time_note, note(hours, contact="Krüger"), DAY)
    office.do(notes.issue_note, key, DAY)
    office.do(notes.dispute_note, key, "nur eine Stunde", DAY)
    assert office.state(key) == "disputed"
    with pytest.raises(InputError):
        office.do(notes.sign_note, key, DAY, " ")
    office.do(notes.sign_note, key, DAY, "Krüger")
    assert office.document(office.do(drafts.bill_notes, [key], DAY)).net == 16_000


# -- acceptance ------------------------------------------------------------------------------------


def test_acceptance_with_defects_begins_the_warranty(office: Office) -> None:
    key = office.begun()
    data = given(
        AcceptanceInput, day="2026-03-27", participants="Krüger, Lindner", penalty_reserved=True,
        defects=[{"text": "Tropfnase", "place": "Giebel", "deadline": "2026-04-10"}],
    )  # fmt: skip
    found = office.do(acceptance.accept_work, key, data)
    assert office.state(key) == "accepted" and office.state(found) == "accepted"
    assert office.ask(queries.head, found).number == "AP-2026-0001"
    (defect,) = office.ask(terms.defects, found)
    office.do(acceptance.remove_defect, defect.id, date(2026, 4, 2))
    assert office.ask(terms.defects, found)[0].removed == date(2026, 4, 2)
    assert office.sql("SELECT rule,starts,ends FROM warranty") == [
        ("bgb_building", "2026-03-27", "2031-03-27")
    ]
    office.do(acceptance.change_warranty, 1, WarrantyInput(rule="bgb_other", part="Fenster"))
    assert office.sql("SELECT part,ends FROM warranty") == [("Fenster", "2028-03-27")]


def test_a_part_is_accepted(office: Office) -> None:
    key = office.begun()
    data = given(AcceptanceInput, day="2026-03-27", part="Nordseite")
    office.do(acceptance.accept_work, key, data)
    assert office.state(key) == "begun"
    assert office.sql("SELECT part FROM warranty") == [("Nordseite",)]


def test_silence_is_consent_only_for_who_was_told(office: Office) -> None:
    key = office.begun()
    asked = office.do(acceptance.request_acceptance, key, AcceptanceRequest(day=DAY))
    assert office.state(key) == "finished"
    assert office.ask(terms.acceptance, asked).deadline == date(2026, 3, 30)
    with pytest.raises(Refused, match="Schweigen"):
        office.do(acceptance.deem_accepted, asked, date(2026, 4, 30))
    again = office.do(acceptance.request_acceptance, key, AcceptanceRequest(day=DAY, told=True))
    with pytest.raises(Refused, match="Frist"):
        office.do(acceptance.deem_accepted, again, date(2026, 3, 30))
    day = office.do(acceptance.deem_accepted, again, date(2026, 4, 30))
    assert day == date(2026, 3, 31) and office.state(key) == "accepted"
    assert office.sql("SELECT starts FROM warranty") == [("2026-03-31",)]


def test_refused_and_later_given(office: Office) -> None:
    key = office.begun()
    asked = office.do(acceptance.request_acceptance, key, AcceptanceRequest(day=DAY))
    office.do(acceptance.refuse_acceptance, asked, "Risse", DAY)
    assert office.state(asked) == "refused" and office.state(key) == "finished"
    data = given(AcceptanceInput, day="2026-04-20")
    office.do(acceptance.accept_work, key, data, asked)
    found = office.ask(terms.acceptance, asked)
    assert (found.how, found.refused_reason) == ("formal", "Risse")
    assert office.state(key) == "accepted"


# -- billing ---------------------------------------------------------------------------------------


def bill(office: Office, order: int, kind: str, **more: object) -> int:
    data = given(BillInput, order=f"sales:{order}", kind=kind, day="2026-03-20", **more)
    draft = office.do(billing.bill_order, data)
    issue(office.store, draft, date(2026, 3, 20), AT)
    return int(draft)


@pytest.fixture
def printable(office: Office) -> Office:
    """The firm and its customer have addresses and tax number, so that invoices may go out."""
    from kontor.company.model import FirmChange, SettingInput
    from kontor.company.service import change_firm, change_setting
    from kontor.contacts.model import AddressInput
    from kontor.contacts.service import add_address

    place = {"street": "Elbweg", "house_number": "3", "postcode": "21129", "city": "Hamburg"}
    office.do(change_firm, FirmChange.model_validate({"owner": "Jana Lindner", **place}))
    number = SettingInput(key="tax_number", value="41/123/45678", valid_from=date(2026, 1, 1))
    office.do(change_setting, number)
    (key,) = office.sql("SELECT id FROM contact")[0]
    office.do(add_address, key, AddressInput.model_validate(place))
    return office


def test_a_chain_through_all_rooms(printable: Office) -> None:
    """Instalment, addition, final invoice: order, addition and notes follow; a cancel goes back."""
    office = printable
    key = office.begun()
    office.do(orders.set_progress, key, [given(ProgressInput, position="1", percent="50")], DAY)
    first = bill(office, key, "instalment")
    assert office.state(first) == "issued" and office.state(key) == "begun"
    addition = office.do(additions.new_addition, key, given(AdditionInput, **ADDITION), DAY)
    office.do(additions.approve_addition, addition, DAY)
    office.do(orders.finish_order, key, DAY)
    with pytest.raises(Refused, match="gilt noch"):
        office.do(orders.cancel_order, key, "x", DAY)
    office.do(orders.perform_all, key, DAY)
    with office.read() as con:
        there = queries.document(con, key)
        taken = queries.values(there.positions, there.head.tax_case)
        whole = performance(taken, queries.performed(con, key), {"UST19": 1900}, final=True)
    assert whole.net == 370_440 + 10_000
    final = bill(office, key, "final")
    assert office.state(key) == "billed" and office.state(addition) == "billed"
    cancel = office.do(
        billing.draft_cancellation,
        given(CancelInput, invoice=f"sales:{final}", day="2026-03-21", reason="Menge falsch"),
    )
    issue(office.store, cancel, date(2026, 3, 21), AT)
    assert office.state(final) == "cancelled"
    assert office.state(key) == "finished" and office.state(addition) == "approved"


def test_consumers_are_not_asked_for_more_than_ninety_percent(printable: Office) -> None:
    """Order 3,704.40 net, 4,408.24 gross: instalments up to 3,967.41 (§ 650m (1) BGB)."""
    office = printable
    key = office.begun(terms={"consumer_building": True})
    half = [given(ProgressInput, position="1", percent="100")]
    office.do(orders.set_progress, key, half, DAY)
    bill(office, key, "instalment")  # 2,228.40 net, 2,651.80 gross
    office.do(orders.set_progress, key, [given(ProgressInput, position="2", percent="90")], DAY)
    with pytest.raises(Refused, match=r"3\.967,41 .*1\.315,61"):
        bill(office, key, "instalment")  # 1,328.40 net is 1,580.80 gross
    assert office.sql("SELECT count(*) FROM sum_line s JOIN sales_document d ON d.id=s.document"
                      " WHERE d.kind='invoice'") == [(1,)]  # fmt: skip
    office.do(orders.pass_limit, key, "block", "zahlt bar")
    draft = office.sql("SELECT max(id) FROM sales_document")[0][0]
    with pytest.raises(Refused):
        issue(office.store, draft, date(2026, 3, 20), AT)
    office.do(orders.pass_limit, key, "instalments", "Sicherheit nach § 650m (3) BGB gestellt")
    issue(office.store, draft, date(2026, 3, 20), AT)
    assert office.state(draft) == "issued"


def test_a_blocked_customer_gets_no_confirmation(printable: Office) -> None:
    from kontor.contacts.service.terms import set_standing
    from kontor.contacts.terms import StandingInput

    office = printable
    key = office.do(quotes.new_order, document(), DAY)
    (contact,) = office.sql("SELECT id FROM contact")[0]
    office.do(set_standing, contact, StandingInput(blocked="Mahnung offen"), DAY)
    with pytest.raises(Refused, match="Mahnung offen"):
        issue(office.store, key, DAY, AT)
    assert office.ask(queries.head, key).number is None
    office.do(orders.pass_limit, key, "block", "zahlt bar")
    assert issue(office.store, key, DAY, AT).number == "AU-2026-0001"
    assert office.state(key) == "confirmed"


def test_printed_before_it_is_signed(printable: Office) -> None:
    """A sheet or a request that went out with a file is signed and accepted all the same."""
    office = printable
    key = office.begun()
    lines = sheet([{"formula": "3", "position": "1"}])
    measured = office.do(measuring.new_measurement, key, lines)
    number = issue(office.store, measured, DAY, AT).number
    assert office.do(measuring.sign_measurement, measured, DAY) == number
    asked = office.do(acceptance.request_acceptance, key, AcceptanceRequest(day=DAY, told=True))
    issue(office.store, asked, DAY, AT)
    office.do(acceptance.deem_accepted, asked, date(2026, 4, 1))
    assert office.state(key) == "accepted" and office.state(measured) == "signed"


def test_notes_are_billed_when_the_invoice_goes_out(printable: Office) -> None:
    office = printable
    hours = [{"kind": "hour", "short": "Notdienst", "quantity": "2", "price": "80"}]
    key = office.do(notes.new_time_note, note(hours, contact="Krüger"), DAY)
    office.do(notes.sign_note, key, DAY, "Krüger")
    draft = office.do(drafts.bill_notes, [key], DAY)
    issue(office.store, draft, DAY, AT)
    assert office.state(key) == "billed"
    data = given(CancelInput, invoice=f"sales:{draft}", day="2026-03-21", reason="falsch")
    cancel = office.do(billing.draft_cancellation, data)
    issue(office.store, cancel, date(2026, 3, 21), AT)
    assert office.state(key) == "signed"


def test_issuing_a_quote_and_an_order_has_the_same_consequences(printable: Office) -> None:
    office = printable
    first = office.quote()
    issue(office.store, first, DAY, AT)
    second = office.do(quotes.new_version, first, DAY)
    issue(office.store, second, DAY, AT)
    assert office.state(first) == "replaced" and office.state(second) == "sent"
    assert office.ask(queries.head, second).name == "AN-2026-0001/2"


def test_invoices_by_hand(office: Office) -> None:
    key = office.do(drafts.new_invoice, document(POSITIONS), DAY)
    found = office.document(key)
    assert (found.head.invoice_kind, found.head.service_to) == (InvoiceKind.SINGLE, DAY)
    assert found.net == 370_440
    with pytest.raises(InputError):
        office.do(drafts.new_invoice, document(), DAY, InvoiceKind.FINAL)


# -- rates per hour --------------------------------------------------------------------------------


def test_rates_per_hour_are_built_and_dated(office: Office) -> None:
    data = {"name": "Geselle", "valid_from": "2026-01-01", "wage": "20", "on_costs": "83.85",
            "overheads": "24.52", "profit": "5.27"}  # fmt: skip
    key = office.do(wages.set_wage_rate, given(WageRateInput, **data))
    (rate,) = office.ask(terms.wage_rates, DAY)
    assert (rate.price, rate.cost, rate.parts["profit"]) == (64_5200, 36_7700, 3_2300)
    later = {**data, "valid_from": "2026-04-01", "price": "68"}
    office.do(wages.set_wage_rate, given(WageRateInput, **later))
    assert office.ask(terms.wage_rate, "geselle", DAY).price == 64_5200
    assert office.ask(terms.wage_rate, None, date(2026, 4, 1)).price == 68_0000
    with pytest.raises(NotFound):
        office.ask(terms.wage_rate, "Meister", DAY)
    with pytest.raises(ValueError, match="price und cost"):
        given(WageRateInput, name="x", valid_from="2026-01-01", price="50")
    office.do(wages.drop_wage_rate, key)
    assert office.ask(terms.wage_rates, DAY) == []


def test_undo_takes_back_a_whole_use_case(office: Office) -> None:
    key = office.sent()
    before = office.sql("SELECT id,state FROM sales_document")
    office.do(quotes.reject_quote, key, "Preis", DAY)
    office.store.undo()
    assert office.sql("SELECT id,state FROM sales_document") == before
    with pytest.raises(Refused):
        office.do(documents.drop_document, key)
    with pytest.raises(Refused):
        office.do(positions.drop_position, office.document(key).positions[0].id)
