"""Bank, tax and telephone numbers: certain mistakes are refused, doubts are warnings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.base.errors import InputError, Severity
from kontor.base.ids import (
    bic,
    business_id,
    creditor_id,
    email,
    iban,
    phone,
    postcode,
    tax_number,
    tax_office,
    vat_id,
)
from kontor.base.ids.kind import Identifier
from kontor.base.lands import LANDS
from tests.tools.nasty import NASTY

IBAN = "DE89370400440532013000"
KINDS = [
    iban,
    bic,
    creditor_id,
    vat_id,
    business_id,
    tax_number,
    tax_office,
    phone,
    email,
    postcode,
]

GOOD = [
    (iban, "de89 3704 0044 0532 0130 00", IBAN),
    (iban, "IBAN: DE89 3704 0044 0532 0130 00", IBAN),
    (iban, "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    (bic, "cobadeffxxx", "COBADEFFXXX"),
    (creditor_id, "DE98 ZZZ 09999999999", "DE98ZZZ09999999999"),
    (vat_id, "de 136 695 976", "DE136695976"),
    (vat_id, "ATU57194903", "ATU57194903"),
    (vat_id, "EL094259216", "EL094259216"),
    (business_id, "DE136695976", "DE136695976-00001"),
    (business_id, "DE136695976-00002", "DE136695976-00002"),
    (tax_number, "2893081508152", "2893081508152"),
    (tax_office, "9181", "9181"),
    (postcode, "50667", "50667"),
    (postcode, "D-01067", "01067"),
    (email, " Max.Muster@Example.DE ", "Max.Muster@example.de"),
    (email, "x@müller.de", "x@müller.de"),
    (email, "mailto:a+b@c-d.example", "a+b@c-d.example"),
    (phone, "0221/12 34 567", "+492211234567"),
]
WRONG = [
    (iban, "DE89370400440532013001"),
    (iban, "DE8937"),
    (iban, "XX123"),
    (iban, ""),
    (iban, "DE89 3704 OO44 0532 0130 00"),
    (bic, "COBA"),
    (bic, "1OBADEFF"),
    (creditor_id, "DE99ZZZ09999999999"),
    (creditor_id, "DE98"),
    (vat_id, "DE136695977"),
    (vat_id, "DE13669597"),
    (vat_id, "136695976"),
    (vat_id, ""),
    (business_id, "DE13669597"),
    (tax_number, "123"),
    (tax_number, "abc"),
    (tax_number, "9999999999999"),
    (tax_office, "1234"),
    (tax_office, "91"),
    (tax_office, "918a"),
    (postcode, "1067"),
    (postcode, "00123"),
    (postcode, "ABCDE"),
    (email, "a@b"),
    (email, "a b@c.de"),
    (email, "a..b@c.de"),
    (email, "<x@y.de>"),
    (email, "x@y.de, z@y.de"),
    (email, "x@@y.de"),
    (email, "@y.de"),
    (email, ".x@y.de"),
    (email, "x@-y.de"),
    (email, "a" * 65 + "@y.de"),
    (iban, "DE８９370400440532013000"),
]
DOUBTFUL = [
    (vat_id, "ATU57194904"),
    (vat_id, "CHE123456788"),
    (vat_id, "GB123456789"),
    (business_id, "DE136695977"),
    (tax_number, "181/815/08155"),
    (phone, "110"),
    (phone, "Hofladen"),
    (email, "müller@example.de"),
]


@pytest.mark.parametrize(("kind", "text", "stored"), GOOD)
def test_right_numbers(kind: Identifier, text: str, stored: str) -> None:
    assert kind.check(text) is None
    assert kind.validate(text) == stored
    assert kind.is_valid(text)
    assert kind.compact(kind.format(text)) == kind.compact(text) or kind is tax_number


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_wrong_numbers_are_refused_with_their_field(kind: Identifier, text: str) -> None:
    assert not kind.is_valid(text)
    with pytest.raises(InputError) as caught:
        kind.validate(text)
    assert caught.value.field == kind.field
    assert "{" not in str(caught.value) + caught.value.advice


@pytest.mark.parametrize(("kind", "text"), DOUBTFUL)
def test_what_might_be_right_is_a_warning(kind: Identifier, text: str) -> None:
    finding = kind.check(text)
    assert finding is not None
    assert finding.severity is Severity.WARNING
    assert "{" not in finding.text + finding.advice
    assert kind.is_valid(text)
    assert kind.validate(text) == kind.compact(text)


@pytest.mark.parametrize("name", NASTY)
def test_only_an_input_error_leaves(name: str) -> None:
    for kind in KINDS:
        try:
            kind.format(NASTY[name])
            kind.validate(NASTY[name])
        except InputError as error:
            assert str(error)


@given(st.text(max_size=25))
def test_compact_twice_is_compact(text: str) -> None:
    for kind in (iban, bic, creditor_id, vat_id, business_id, tax_office):
        assert kind.compact(kind.compact(text)) == kind.compact(text)


@given(st.integers(4, 21), st.integers(1, 9))
def test_one_wrong_digit_of_an_iban_is_found(place: int, shift: int) -> None:
    digit = (int(IBAN[place]) + shift) % 10
    assert not iban.is_valid(IBAN[:place] + str(digit) + IBAN[place + 1 :])


def test_the_bank_of_an_iban() -> None:
    assert iban.bank(IBAN) == ("Commerzbank", "COBADEFFXXX")
    assert iban.bank("GB82WEST12345698765432") == ("", "")
    assert iban.format(IBAN) == "DE89 3704 0044 0532 0130 00"


def test_country_of_a_vat_id() -> None:
    assert vat_id.country("EL094259216") == "GR"
    assert vat_id.is_member("EL094259216")
    assert not vat_id.is_member("CHE123456788")
    assert vat_id.format("de136695976") == "DE 136695976"


STANDARD = {
    "BW": ("93815/08152", "2893081508152"),
    "BY": ("181/815/08155", "9181081508155"),
    "BE": ("21/815/08150", "1121081508150"),
    "BB": ("048/815/08155", "3048081508155"),
    "HB": ("75/815/08152", "2475081508152"),
    "HH": ("02/815/08156", "2202081508156"),
    "HE": ("013/815/08153", "2613081508153"),
    "MV": ("079/815/08151", "4079081508151"),
    "NI": ("24/815/08151", "2324081508151"),
    "NW": ("133/8150/8159", "5133081508159"),
    "RP": ("22/815/08154", "2722081508154"),
    "SL": ("010/815/08182", "1010081508182"),
    "SN": ("201/123/12340", "3201012312340"),
    "ST": ("101/815/08154", "3101081508154"),
    "SH": ("29/815/08158", "2129081508158"),
    "TH": ("151/815/08156", "4151081508156"),
}


@pytest.mark.parametrize("land", LANDS)
def test_tax_numbers_of_every_land(land: str) -> None:
    written, elster = STANDARD[land]
    assert tax_number.elster(written, land) == elster
    assert tax_number.validate(written, land) == elster
    assert tax_number.validate(elster) == tax_number.elster(elster) == elster
    assert tax_number.format(elster) == written
    assert tax_number.format(written, land) == written
    assert tax_number.lands(elster) == (land,)
    assert land in tax_number.lands(written)
    assert tax_office.land(elster[:4]) == land
    assert tax_office.check(elster[:4], land) is None


def test_tax_number_and_land_must_fit() -> None:
    with pytest.raises(InputError):
        tax_number.validate("93815/08152", "BY")
    with pytest.raises(InputError):
        tax_number.validate("2893081508152", "BY")
    with pytest.raises(InputError):
        tax_number.elster("181/815/08155")
    with pytest.raises(InputError):
        tax_number.elster("181/815/08155", "XX")
    finding = tax_office.check("9181", "NW")
    assert finding is not None
    assert finding.severity is Severity.WARNING


PHONES = {
    "0221/12 34 567": ("+492211234567", ""),
    "+49 (0) 221 1234567": ("+492211234567", ""),
    "0049 221 1234567": ("+492211234567", ""),
    "(0221) 1234567-12": ("+492211234567", "12"),
    "0221-1234567-12": ("+492211234567", "12"),
    "0221 1234567 - 0": ("+492211234567", "0"),
    "0221 1234567 Durchwahl 5": ("+492211234567", "5"),
    "0221-1234567": ("+492211234567", ""),
    "tel:+49-221-1234567;ext=12": ("+492211234567", "12"),
    "0171-1234567": ("+491711234567", ""),
    "0151 12345678": ("+4915112345678", ""),
    "0221-12-34-56": ("+49221123456", ""),
    "+43 1 58858-0": ("+43158858", "0"),
    "110": ("", ""),
    "1234567": ("", ""),
    "": ("", ""),
}


@pytest.mark.parametrize(("text", "parts"), PHONES.items())
def test_telephone_numbers(text: str, parts: tuple[str, str]) -> None:
    found = phone.parse(text)
    assert (found.e164, found.extension) == parts
    assert found.original == text
    assert found.dial == ("".join(parts) or text)


def test_a_number_reads_well_and_is_found_by_its_tail() -> None:
    assert phone.format("+49221123456 7-12") == "0221 1234567-12"
    assert phone.format("+43 1 58858-0") == "+43 1 58858-0"
    assert phone.format("Hofladen") == "Hofladen"
    assert phone.parse("(0221) 1234567-12").tail == "1234567"
    assert phone.parse("Anruf 12").tail == "12"


def test_postcodes_of_neighbours_and_the_lost_zero() -> None:
    finding = postcode.check("1067")
    assert finding is not None
    assert "01067" in finding.advice
    assert postcode.check("1010", "AT") is None
    assert postcode.check("1234 AB", "NL") is None
    assert postcode.check("SW1A 1AA", "GB") is None
    foreign = postcode.check("123", "AT")
    assert foreign is not None
    assert foreign.severity is Severity.WARNING
