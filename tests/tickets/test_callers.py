"""Who is on the telephone, however the number is written and whoever it is."""

from __future__ import annotations

import pytest

from kontor.contacts.model import ChannelInput, ContactInput
from kontor.contacts.service import add_channel, create_contact
from kontor.desk.callers import Guess, caller_facts, find_caller
from tests.sales.office import Office
from tests.tui.own import TODAY
from tests.tui.tickets_firm import NUMBER


def person(office: Office, number: str, **values: object) -> int:
    """A contact with a telephone."""
    key = int(office.do(create_contact, ContactInput.model_validate(values)))
    give(office, key, number)
    return key


def give(office: Office, contact: int, number: str) -> None:
    """A telephone of a contact."""
    data = ChannelInput.model_validate({"kind": "phone", "value": number})
    office.do(add_channel, contact, data)


def test_every_notation_of_a_number_names_the_caller(office: Office) -> None:
    give(office, 1, NUMBER)
    supplier = person(office, "+43 1 58801", kind="firm", name="Farben Wien",
                      roles=[{"role": "supplier"}])  # fmt: skip
    written = (
        "0221 555 0171", "0049 221 5550171", "+49 (0) 221 555 0171", "+49221/5550171",
        "(0221) 5550171", "0221\N{EN DASH}5550171", "0221-555 01-71",
        "0221\N{NO-BREAK SPACE}5550171",
    )  # fmt: skip
    with office.store.read() as con:
        for text in written:
            assert find_caller(con, text).contact == Guess(1, "Erika Krüger"), text
        for text in ("0043 1 58801", "+43158801"):
            found = find_caller(con, text).contact
            assert found is not None and found.contact == supplier, text
        assert caller_facts(con, supplier, TODAY).supplier
        assert not caller_facts(con, 1, TODAY).supplier


@pytest.mark.parametrize(
    ("typed", "number", "name"),
    [
        ("611", "611", ""), ("**611", "**611", ""), ("+1 212 555 0100", "+1 212 555 0100", ""),
        ("anonym", "", "anonym"), ("[red]Ohm[/]", "", "[red]Ohm[/]"), ("🔧", "", "🔧"),
        ("שלום", "", "שלום"), ("12", "", "12"), ("'; DROP TABLE call_note", "", None),
    ],
)  # fmt: skip
def test_nobody_known_is_kept_as_it_was_said(
    office: Office, typed: str, number: str, name: str | None
) -> None:
    with office.store.read() as con:
        found = find_caller(con, typed)
    assert (found.contact, found.number) == (None, number)
    assert found.name == (typed if name is None else name)


def test_a_number_of_two_names_both(office: Office) -> None:
    give(office, 1, NUMBER)
    other = person(office, NUMBER, first_name="Jan", last_name="Krüger")
    with office.store.read() as con:
        found = find_caller(con, "02215550171")
    assert found.contact is None and found.number == "02215550171"
    assert {one.contact for one in found.guesses} == {1, other}
