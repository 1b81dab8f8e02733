"""Quotes: made from plain JSON, sent, replaced, accepted whole and in part, refused."""

from __future__ import annotations

from datetime import date

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.contacts.service.terms import add_certificate, set_invoicing, set_standing
from kontor.contacts.terms import CertificateInput, InvoicingInput, StandingInput
from kontor.sales.kinds import PositionKind, State, TaxCase
from kontor.sales.model.inputs import AcceptQuote, DocumentChange, PositionChange, PositionInput
from kontor.sales.queries import documents as queries
from kontor.sales.queries import terms
from kontor.sales.service import documents, inquiries, orders, positions, quotes
from kontor.store.inputs import JSON
from tests.sales.office import DAY, POSITIONS, Office, document


def test_a_quote_from_plain_json(office: Office) -> None:
    key = office.quote(subject="Fassade", rebate_rate="3")
    found = office.document(key)
    assert [one.number for one in found.positions] == ["1", "2"]
    assert found.totals.lines[found.positions[0].id] == 222_840
    # 3,704.40 less 3 % (111.132 -> 111.13); 19 % of 3,593.27 = 682.7213
    assert (found.net, found.totals.tax, found.gross) == (359_327, 68_272, 427_599)
    head = found.head
    assert (head.state, head.number, head.issued) == (State.DRAFT, None, None)
    assert head.valid_until == date(2026, 4, 15) and head.terms_days == 14
    assert head.tax_case is TaxCase.STANDARD and head.tax_reason
    assert office.ask(terms.terms, key).consumer is True


def test_titles_costs_measures_and_hours(office: Office) -> None:
    office.wage()
    key = office.quote(
        [
            {
                "short": "Innen",
                "positions": [
                    {
                        "short": "Wand Dispersion 2x",
                        "unit": "m²",
                        "formula": "2*(4,20+3,60)*2,55",
                        "costs": [
                            {"kind": "labour", "minutes": "6.5"},
                            {"kind": "material", "cost": "0.95"},
                        ],
                    },
                    {
                        "short": "Decke",
                        "unit": "m²",
                        "price": "8",
                        "measures": [
                            {"formula": "L=4,20"},
                            {"formula": "L*3,60"},
                            {"formula": "0,5*0,5", "deduct": True, "times": 2},
                        ],
                    },
                ],
            },
            {"kind": "hour", "short": "Gesellenstunde", "quantity": "2.5"},
        ]
    )
    found = office.document(key)
    assert [one.number for one in found.positions] == ["01", "01.0010", "01.0020", "0010"]
    wall, ceiling, hour = found.positions[1:]
    assert (wall.price, wall.quantity, wall.seconds) == (7_4800, 39_780, 390)
    assert (wall.labour, wall.material) == (3_9834, 9500)  # 36.77 × 6.5 min; 0.95
    assert wall.labour_share == 6_3375
    assert ceiling.quantity == 14_620  # 15.12 − 2 × 0.25
    assert (hour.price, hour.unit, hour.labour_share) == (58_5000, "h", 58_5000)
    # 39.78 × 7.48 = 297.5544; 14.62 × 8 = 116.96; 2.5 × 58.50 = 146.25
    assert found.net == 29_755 + 11_696 + 14_625
    # 39.78 × 6.3375 = 252.105…; 146.25
    assert found.labour[0].net == 25_211 + 14_625


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": 58.5}, "price"),
        ({"price": 58}, "price"),
        ({"quantity": "1,5"}, "quantity"),
        ({"price": "1.23456"}, "price"),
        ({"colour": "red"}, "colour"),
        ({"kind": "normal", "positions": [{"short": "x"}]}, "positions"),
    ],
)
def test_wrong_json_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=field if field != "positions" else "Titel"):
        document([{"short": "x", **change}])


def test_json_goes_round() -> None:
    data = document(rebate="12.50", discount_rate="2.5")
    text = data.model_dump_json(exclude_unset=True)
    assert '"price":"18.57"' in text and '"discount_rate":"2.5"' in text
    assert type(data).model_validate_json(text, context=JSON) == data


def test_wrong_positions_are_refused_with_words(office: Office) -> None:
    with pytest.raises(InputError, match="genau eine"):
        office.quote([{"short": "a", "choice": 1}, {"short": "b", "choice": 1}])
    with pytest.raises(InputError, match="Klammer"):
        office.quote([{"short": "a", "formula": "2*(3"}])
    with pytest.raises(NotFound, match="Stundensatz"):
        office.quote([{"short": "a", "costs": [{"kind": "labour", "minutes": "5"}]}])
    assert office.sql("SELECT count(*) FROM sales_document") == [(0,)]


def test_sending_numbers_and_freezes(office: Office) -> None:
    first, second = office.quote(), office.quote()
    assert office.do(quotes.send_quote, second, DAY, "mail") == "AN-2026-0001"
    assert office.do(quotes.send_quote, first, DAY) == "AN-2026-0002"
    head = office.ask(queries.head, second)
    assert (head.state, head.sent, head.sent_how) == (State.SENT, DAY, "mail")
    assert "Krüger" in head.recipient and "Malerbetrieb Lindner" in head.recipient
    assert office.sql("SELECT code,net,tax FROM sum_line WHERE document=?", second) == [
        ("UST19", 370_440, 70_384)
    ]
    with pytest.raises(Refused, match="bleibt"):
        office.do(documents.change_document, second, DocumentChange(subject="x"))
    position = office.document(second).positions[0].id
    for case, *args in (
        (positions.change_position, position, PositionChange(price=1)),
        (positions.drop_position, position),
        (positions.move_position, position, 1),
        (positions.add_position, second, PositionInput(short="x")),
        (documents.drop_document, second),
    ):
        with pytest.raises(Refused):
            office.do(case, *args)


def test_an_empty_quote_is_not_sent(office: Office) -> None:
    key = office.quote([{"kind": "text", "short": "Vorbemerkung"}])
    with pytest.raises(Refused, match="zählt"):
        office.do(quotes.send_quote, key, DAY)


def test_changing_a_draft(office: Office) -> None:
    key = office.quote()
    change = {"subject": "Neu", "positions": [{"short": "Eins", "price": "10"}], "rebate": "1.00"}
    office.do(documents.change_document, key, DocumentChange.model_validate(change, context=JSON))
    found = office.document(key)
    assert (found.head.subject, found.net, len(found.positions)) == ("Neu", 900, 1)
    office.do(documents.drop_document, key)
    assert office.sql("SELECT count(*) FROM position") == [(0,)]


def test_single_positions(office: Office) -> None:
    office.wage()
    key = office.quote(
        [{"short": "T", "positions": [{"short": "A"}, {"short": "B"}]}, {"short": "C"}]
    )
    a, b = (one.id for one in office.document(key).positions[1:3])
    new = office.do(positions.add_position, key, PositionInput(short="A2", price=50_000), a)
    assert [one.short for one in office.document(key).positions] == ["T", "A", "A2", "B", "C"]
    office.do(positions.move_position, new, 1)
    assert [one.short for one in office.document(key).positions] == ["T", "A", "B", "A2", "C"]
    c = office.document(key).positions[4].id
    office.do(positions.move_position, c, -1)
    assert [one.short for one in office.document(key).positions] == ["C", "T", "A", "B", "A2"]
    change = {"formula": "2*3,5", "costs": [{"kind": "labour", "minutes": "60"}]}
    office.do(positions.change_position, b, PositionChange.model_validate(change, context=JSON))
    found = next(one for one in office.document(key).positions if one.id == b)
    assert (found.quantity, found.price, found.seconds) == (7_000, 58_5000, 3600)
    title = office.document(key).positions[1].id
    office.do(positions.drop_position, title)
    assert [one.short for one in office.document(key).positions] == ["C"]
    office.store.undo()
    assert [one.short for one in office.document(key).positions] == ["C", "T", "A", "B", "A2"]


# -- versions ------------------------------------------------------------------------------------


def test_a_new_version_replaces_when_it_is_sent(office: Office) -> None:
    first = office.sent()
    second = office.do(quotes.new_version, first, date(2026, 3, 20))
    assert office.state(first) == "sent"
    copied = office.document(second)
    assert [one.source for one in copied.positions] == [
        one.id for one in office.document(first).positions
    ]
    office.do(positions.change_position, copied.positions[0].id, PositionChange(price=20_0000))
    assert office.do(quotes.send_quote, second, date(2026, 3, 20)) == "AN-2026-0001"
    assert office.state(first) == "replaced"
    assert office.document(first).net == 370_440 and office.document(second).net == 387_600
    assert office.ask(queries.head, second).name == "AN-2026-0001/2"
    assert office.ask(queries.find, "AN-2026-0001") == second
    assert office.ask(queries.find, "AN-2026-0001/1") == first
    with pytest.raises(Refused, match="neuere"):
        office.do(quotes.new_version, first, DAY)
    assert office.do(quotes.send_quote, office.quote(), DAY) == "AN-2026-0002"


def test_an_accepted_quote_has_no_new_version(office: Office) -> None:
    key = office.sent()
    office.do(quotes.accept_quote, key, AcceptQuote(day=DAY))
    with pytest.raises(Refused, match="Nachtrag"):
        try:
            office.do(quotes.new_version, key, DAY)
        except Refused as error:
            raise Refused(error.advice) from error


# -- acceptance ----------------------------------------------------------------------------------

CHOICES = [
    {"short": "Dispersion", "price": "100", "choice": 1},
    {"kind": "alternative", "short": "Silikat", "price": "150", "choice": 1},
    {"kind": "optional", "short": "Sockel", "price": "30", "chosen": False},
    {"short": "Abdecken", "price": "20"},
]


def order_of(office: Office, key: int, **more: object) -> queries.Document:
    data = AcceptQuote.model_validate({"day": DAY, **more})
    return office.document(office.do(quotes.accept_quote, key, data))


def test_whole(office: Office) -> None:
    key = office.sent(CHOICES)
    order = order_of(office, key, how="Telefon")
    assert [one.short for one in order.positions] == ["Dispersion", "Abdecken"]
    assert order.net == 12_000 and office.state(key) == "accepted"
    assert order.head.origin == key and order.head.number is None
    head = office.ask(queries.head, key)
    assert (head.decided, head.decided_how) == (DAY, "Telefon")


def test_chosen_alternatives_and_options(office: Office) -> None:
    key = office.sent(CHOICES)
    there = office.document(key).positions
    order = order_of(office, key, choices=["2", "3"])
    assert [one.short for one in order.positions] == ["Silikat", "Sockel", "Abdecken"]
    assert {one.kind for one in order.positions} == {PositionKind.NORMAL}
    assert [one.source for one in order.positions] == [one.id for one in there[1:]]
    assert order.net == 20_000 and office.state(key) == "accepted"
    assert [one.short for one in office.document(key).positions] == [
        "Dispersion", "Silikat", "Sockel", "Abdecken",
    ]  # fmt: skip


def test_a_part(office: Office) -> None:
    key = office.sent(CHOICES, rebate="12.00")
    order = order_of(office, key, positions=["4"])
    assert [one.short for one in order.positions] == ["Abdecken"]
    assert office.state(key) == "partly"
    assert order.net == 1_800  # 20.00 less 12.00 × 20/120
    other = office.sent(CHOICES)
    chosen = order_of(office, other, positions=["4"], choices=["2"])
    assert [one.short for one in chosen.positions] == ["Silikat", "Abdecken"]
    assert office.state(other) == "accepted"  # nothing that counted is left out


def test_a_title_brings_what_is_below(office: Office) -> None:
    key = office.sent(
        [
            {"short": "Außen", "positions": [{"short": "a", "price": "1"},
                                              {"short": "b", "price": "2"}]},
            {"short": "Innen", "positions": [{"short": "c", "price": "4"}]},
        ]
    )  # fmt: skip
    order = order_of(office, key, positions=["01"])
    assert order.net == 300 and office.state(key) == "partly"


def test_wrong_answers(office: Office) -> None:
    key = office.sent(
        [*CHOICES, {"kind": "alternative", "short": "Lehm", "price": "9", "choice": 1}]
    )
    with pytest.raises(InputError, match="nur eine"):
        order_of(office, key, choices=["2", "5"])
    with pytest.raises(NotFound):
        order_of(office, key, choices=["99"])
    with pytest.raises(Refused, match="gesendet"):
        order_of(office, office.quote())
    order_of(office, key)
    with pytest.raises(Refused, match="angenommen"):
        order_of(office, key)


def test_refusing_needs_a_reason(office: Office) -> None:
    inquiry = office.do(inquiries.new_inquiry, document([], subject="Anfrage"), DAY)
    assert office.ask(queries.head, inquiry).number == "AF-2026-0001"
    key = office.do(quotes.new_quote, document(), DAY, inquiry)
    office.do(quotes.send_quote, key, DAY)
    assert office.state(inquiry) == "quoted"
    with pytest.raises(InputError):
        office.do(quotes.reject_quote, key, " ", DAY)
    office.do(quotes.reject_quote, key, "Preis", DAY)
    assert office.state(key) == "rejected" and office.state(inquiry) == "lost"
    head = office.ask(queries.head, key)
    assert (head.decided, head.decided_how) == (DAY, "Preis")


def test_an_enquiry_is_won_through_versions(office: Office) -> None:
    inquiry = office.do(inquiries.new_inquiry, document([]), DAY)
    key = office.do(quotes.new_quote, document(), DAY, inquiry)
    office.do(quotes.send_quote, key, DAY)
    second = office.do(quotes.new_version, key, DAY)
    office.do(quotes.send_quote, second, DAY)
    order_of(office, second)
    assert office.state(inquiry) == "accepted"


def test_enquiries_rest_and_wake(office: Office) -> None:
    key = office.do(inquiries.new_inquiry, document([]), DAY)
    office.do(inquiries.rest_inquiry, key, date(2026, 6, 1))
    assert office.state(key) == "dormant"
    office.do(inquiries.wake_inquiry, key)
    office.do(inquiries.lose_inquiry, key, "kein Bedarf", DAY)
    assert office.state(key) == "lost"
    with pytest.raises(InputError):
        office.do(inquiries.lose_inquiry, key, "", DAY)


def test_quotes_expire_and_can_still_be_accepted(office: Office) -> None:
    key = office.sent(valid_until="2026-03-31")
    assert office.do(quotes.expire_quotes, date(2026, 3, 31)) == []
    assert office.do(quotes.expire_quotes, date(2026, 4, 1)) == [key]
    assert office.state(key) == "expired"
    order_of(office, key)
    assert office.state(key) == "accepted"


# -- tax and terms -------------------------------------------------------------------------------


def builder(office: Office) -> int:
    key = office.customer("Bauunternehmen Harms GmbH", "firm")
    office.do(set_invoicing, key, InvoicingInput.model_validate({"customer_kind": "builder"}))
    data = {
        "contact": f"contacts:{key}", "kind": "construction_13b", "number": "13b-7",
        "valid_from": "2025-01-01", "valid_to": "2026-12-31",
    }  # fmt: skip
    office.do(add_certificate, CertificateInput.model_validate(data))
    return key


def test_builders_get_reverse_charge(office: Office) -> None:
    builder(office)
    name = "Bauunternehmen Harms GmbH"
    found = office.document(office.quote(contact=name))
    assert found.head.tax_case is TaxCase.REVERSE and "USt 1 TG" in (found.head.tax_reason or "")
    assert [(one.code, one.tax) for one in found.totals.sums] == [("RC_BAU_OUT", 0)]
    repair = office.document(
        office.quote([{"short": "Tür richten", "price": "500"}], contact=name, work="repair")
    )
    assert repair.head.tax_case is TaxCase.STANDARD and repair.totals.tax == 9_500
    larger = office.quote([{"short": "Tür", "price": "500.01"}], contact=name, work="repair")
    assert office.document(larger).head.tax_case is TaxCase.REVERSE


def test_another_case_needs_its_reason(office: Office) -> None:
    with pytest.raises(InputError, match="warum"):
        office.quote(tax_case="reverse_construction")
    found = office.document(office.quote(tax_case="reverse_construction", tax_reason="USt 1 TG da"))
    assert found.totals.tax == 0 and found.head.tax_reason == "USt 1 TG da"


def test_terms_of_the_contact_come_first(office: Office) -> None:
    office.customer("Hausverwaltung Elbblick", "firm", terms_days=30, discount_rate=200,
                    discount_days=8, language="en")  # fmt: skip
    head = office.document(office.quote(contact="Hausverwaltung Elbblick")).head
    assert (head.terms_days, head.discount_rate, head.discount_days) == (30, 200, 8)
    assert head.language == "en"
    given = office.document(office.quote(contact="Hausverwaltung Elbblick", terms_days=7)).head
    assert given.terms_days == 7
    with pytest.raises(NotFound, match="Objekt"):
        office.quote(site="Nirgendwo")


def test_blocked_customers_need_a_reason(office: Office) -> None:
    (key,) = office.sql("SELECT id FROM contact")[0]
    office.do(set_standing, key, StandingInput(blocked="Mahnung offen"), DAY)
    order = office.do(quotes.accept_quote, office.sent(), AcceptQuote(day=DAY))
    with pytest.raises(Refused, match="Mahnung offen"):
        office.do(orders.confirm_order, order, DAY)
    office.do(orders.confirm_order, order, DAY, override="zahlt bar")
    assert office.ask(terms.terms, order).override == "zahlt bar"


def test_orders_without_quote(office: Office) -> None:
    key = office.do(quotes.new_order, document(POSITIONS), DAY, "Anruf")
    assert office.state(key) == "draft"
    assert office.do(orders.confirm_order, key, DAY) == "AU-2026-0001"
    assert office.state(key) == "confirmed"
