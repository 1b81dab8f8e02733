"""Contacts: roles and accounts, changes, joining, doubles, doors."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date

import pytest
from pydantic import ValidationError

from kontor.base.errors import InputError, NotFound, Refused
from kontor.base.text import show_text
from kontor.contacts import matching, queries, service
from kontor.contacts.doors import DOOR
from kontor.contacts.duplicates import find_duplicates
from kontor.contacts.kinds import ContactFilter, Draft, Role
from kontor.contacts.model import (
    AddressInput,
    BankInput,
    ChannelInput,
    ContactChange,
    ContactInput,
    RoleInput,
    SiteInput,
)
from kontor.store.erasing import erase_person
from kontor.store.search import search
from kontor.store.store import Store
from tests.tools.nasty import NASTY

TODAY = date(2026, 11, 22)
IBAN = "DE89370400440532013000"
SHOP = ContactInput(kind="firm", name="Farben Groß", roles=[RoleInput(role="supplier")])


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("contacts") / "template.kontor"
    Store.create(path).close()
    return path


@pytest.fixture
def store(template, tmp_path):
    with Store.open(shutil.copy(template, tmp_path / "f.kontor"), doors=(DOOR,)) as opened:
        yield opened


def ask(store, query, *args, **values):
    with store.read() as con:
        return query(con, *args, **values)


def krueger(**values):
    data = {
        "kind": "person",
        "first_name": "Jana",
        "last_name": "Krüger",
        "roles": [{"role": "customer"}],
        "addresses": [
            {"street": "Fensterweg", "house_number": "3", "postcode": "50667", "city": "Köln"}
        ],
        "channels": [
            {"kind": "phone", "value": "0221 1234567-12"},
            {"kind": "mail", "value": "Jana.Krueger@Example.DE"},
        ],
        "banks": [{"iban": "DE89 3704 0044 0532 0130 00"}],
    }
    return ContactInput.model_validate({**data, **values})


def add(store, data):
    return store.run(service.create_contact, data).value


def test_a_person_has_all_that_was_entered(store):
    key = add(store, krueger(sites=[{"name": "Haus am Park", "access": "Schlüssel beim Nachbarn"}]))
    one = ask(store, queries.contact, key)
    assert (one.name, one.ref, one.customer_number) == ("Jana Krüger", f"contacts:{key}", "10001")
    assert [(c.normal, c.extension) for c in one.channels] == [
        ("+492211234567", "12"),
        ("jana.krueger@example.de", None),
    ]
    assert one.address.city == "Köln"
    assert (one.banks[0].iban, one.banks[0].bic) == (IBAN, "COBADEFFXXX")
    assert one.sites[0].access == "Schlüssel beim Nachbarn"


def test_accounts_follow_one_another_and_are_given_once(store):
    first = add(store, krueger())
    second = add(
        store, ContactInput(kind="firm", name="Farben Groß", roles=[RoleInput(role="supplier")])
    )
    third = add(store, krueger(roles=[{"role": "customer", "number": "10500"}], banks=[]))
    fourth = add(store, krueger(banks=[]))
    numbers = [ask(store, queries.personal_accounts, key) for key in (first, second, third, fourth)]
    assert numbers == [["10001"], ["70001"], ["10500"], ["10501"]]
    with pytest.raises(InputError) as caught:
        add(store, krueger(roles=[{"role": "customer", "number": "10500"}]))
    assert caught.value.field == "number"
    with pytest.raises(InputError):
        add(store, krueger(roles=[{"role": "customer", "number": "70500"}]))


def test_supplier_and_subcontractor_share_one_account(store):
    key = add(store, ContactInput(kind="firm", name="Gerüst Weiß"))
    assert store.run(service.add_role, key, RoleInput(role="supplier")).value == "70001"
    assert store.run(service.add_role, key, RoleInput(role="subcontractor")).value is None
    assert store.run(service.add_role, key, RoleInput(role="supplier")).value == "70001"
    assert store.run(service.add_role, key, RoleInput(role="customer")).value == "10001"
    one = ask(store, queries.contact, key)
    assert (one.customer_number, one.supplier_number) == ("10001", "70001")
    with pytest.raises(Refused):
        store.run(service.drop_role, key, Role.SUPPLIER)
    store.run(service.drop_role, key, Role.SUBCONTRACTOR)
    assert [one.role for one in ask(store, queries.contact, key).roles] == ["supplier", "customer"]


def test_a_full_range_says_so(store):
    add(store, krueger(roles=[{"role": "customer", "number": "69999"}]))
    key = add(store, krueger(banks=[]))
    assert ask(store, queries.personal_accounts, key) == ["10001"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": "", "last_name": ""}, "name"),
        ({"vat_id": "DE123"}, "vat_id"),
        ({"banks": [{"iban": "DE89370400440532013001"}]}, "iban"),
        ({"channels": [{"kind": "mail", "value": "no at sign"}]}, "mail"),
    ],
)
def test_what_is_certainly_wrong_is_refused(store, values, field):
    with pytest.raises(InputError) as caught:
        add(store, krueger(**values))
    assert caught.value.field == field
    assert ask(store, queries.count) == 0


def test_what_may_be_right_is_only_doubted():
    data = krueger(
        channels=[{"kind": "phone", "value": "110"}],
        tax_number="12",
        addresses=[{"street": "Weg", "postcode": "1067", "city": "Dresden"}],
    )
    found = service.check_contact(data)
    assert {one.field for one in found} == {"phone", "tax_number", "postcode"}
    assert {one.severity for one in found} == {"warning"}


def test_only_given_fields_change(store):
    key = add(store, krueger(vat_id="DE136695976"))
    store.run(service.change_contact, key, ContactChange(last_name="Krüger-Ohm", terms_days=30))
    one = ask(store, queries.contact, key)
    assert (one.name, one.terms.days, one.vat_id) == ("Jana Krüger-Ohm", 30, "DE136695976")
    assert len(one.channels) == 2
    kept = one.channels[1].id
    changed = ContactChange(
        channels=[
            ChannelInput(kind="mail", value="jana.krueger@example.de"),
            ChannelInput(kind="mobile", value="0171 1234567"),
        ]
    )
    store.run(service.change_contact, key, changed)
    one = ask(store, queries.contact, key)
    assert [c.normal for c in one.channels] == ["jana.krueger@example.de", "+491711234567"]
    assert one.channels[0].id == kept
    store.run(service.change_contact, key, ContactChange(name="Familie Krüger", vat_id=""))
    one = ask(store, queries.contact, key)
    assert (one.name, one.vat_id) == ("Familie Krüger", None)
    assert store.run(service.change_contact, key, ContactChange(terms_days=30)).step is None


def test_bank_accounts_swap_without_a_clash(store):
    other = "DE02120300000000202051"
    key = add(store, krueger(banks=[{"iban": IBAN}, {"iban": other}]))
    swapped = [BankInput(iban=other, holder="A"), BankInput(iban=IBAN, holder="B")]
    store.run(service.change_contact, key, ContactChange(banks=swapped))
    assert {b.iban: b.holder for b in ask(store, queries.contact, key).banks} == {
        other: "A",
        IBAN: "B",
    }
    store.run(service.change_contact, key, ContactChange(banks=[]))
    assert ask(store, queries.contact, key).banks == ()


def test_a_learned_bank_account_is_marked_and_kept_once(store):
    key = add(store, krueger(banks=[]))
    first = store.run(service.add_bank, key, BankInput(iban=IBAN), learned=True).value
    assert store.run(service.add_bank, key, BankInput(iban=IBAN)).value == first
    assert ask(store, queries.contact, key).banks[0].learned
    assert [one.id for one in ask(store, queries.by_iban, IBAN)] == [key]


def test_small_use_cases(store):
    key = add(store, krueger())
    phone = ChannelInput(kind="phone", value="+49 221 1234567 Durchwahl 12")
    assert store.run(service.add_channel, key, phone).step is None
    store.run(service.add_address, key, AddressInput(kind="billing", city="Bonn"))
    site = store.run(service.add_site, key, SiteInput(name="Laden", postcode="D-53111")).value
    store.run(service.change_site, site, SiteInput(name="Laden Bonn", postcode="53111"))
    assert ask(store, queries.sites, key)[0].name == "Laden Bonn"
    store.run(service.archive_site, site, TODAY)
    assert ask(store, queries.sites, key) == []
    store.run(service.archive_contact, key, TODAY)
    assert ask(store, queries.count) == 0
    assert ask(store, queries.count, ContactFilter(archived=True)) == 1
    store.run(service.restore_contact, key)
    assert ask(store, queries.page)[0].city == "Köln"
    with pytest.raises(NotFound):
        ask(store, queries.contact, 999)
    with pytest.raises(NotFound):
        store.run(service.archive_contact, 999, TODAY)


def test_lists_are_paged_in_the_order_of_last_names(store):
    for name in ("Zöllner", "Ahrens", "Äpfel", "Müller", "Mueller", "Berg"):
        add(store, ContactInput(kind="person", first_name="A", last_name=name))
    whole = [one.name for one in ask(store, queries.page)]
    assert whole == ["A Ahrens", "A Äpfel", "A Berg", "A Mueller", "A Müller", "A Zöllner"]
    first = ask(store, queries.page, None, 4)
    rest = ask(store, queries.page, (first[-1].sort_name, first[-1].id), 4)
    assert [one.name for one in first + rest] == whole
    assert [one.name for one in ask(store, queries.page, None, 9, ContactFilter(text="MÜLL"))] == [
        "A Müller"
    ]


def test_filters_by_role_and_number(store):
    add(store, krueger())
    add(store, SHOP)
    wanted = ContactFilter(role=Role.SUPPLIER)
    assert [one.supplier_number for one in ask(store, queries.page, None, 9, wanted)] == ["70001"]
    assert ask(store, queries.count, ContactFilter(text="1000")) == 1


def test_somebody_is_found_by_words_numbers_and_town(store):
    key = add(store, krueger())
    add(store, ContactInput(kind="firm", name="Krüger Bau"))
    for text in ("jana krüger", "krüger köln", "1234567", "0221 1234567", "10001", "jana.krueger@"):
        assert [one.id for one in ask(store, queries.search, text)] == [key], text


def test_resolve_says_who_is_meant(store):
    key = add(store, krueger())
    for text in ("10001", f"contacts:{key}", "jana krüger", "Jana  Krüger"):
        assert ask(store, queries.resolve, text).id == key
    add(store, krueger(banks=[]))
    with pytest.raises(Refused):
        ask(store, queries.resolve, "Jana Krüger")
    for text in ("", "contacts:x", "contacts:99999999999999999999", "99999"):
        with pytest.raises(NotFound):
            ask(store, queries.resolve, text)


def test_joined_contacts_add_up_and_come_apart(store):
    first, second = add(store, krueger()), add(store, krueger(banks=[]))
    store.run(service.merge_contacts, second, first)
    assert ask(store, queries.count) == 1
    assert ask(store, queries.by_number, "10002").id == first
    assert ask(store, queries.personal_accounts, first) == ["10001", "10002"]
    assert ask(store, queries.aliases, first) == [first, second]
    for pair in ((second, first), (first, second), (first, first)):
        with pytest.raises(Refused):
            store.run(service.merge_contacts, *pair)
    store.run(service.separate_contact, second)
    assert ask(store, queries.by_number, "10002").id == second
    with pytest.raises(Refused):
        store.run(service.separate_contact, second)


# -- doubles -------------------------------------------------------------------------------------


def candidates(store, data, contact=0):
    return ask(store, find_duplicates, service.draft_of(data, contact))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"banks": [{"iban": "DE89 3704 0044 0532 0130 00"}]}, "iban"),
        ({"channels": [{"kind": "phone", "value": "+49 221 1234567"}]}, "channel"),
        ({"channels": [{"kind": "mail", "value": "jana.krueger@example.de"}]}, "channel"),
        ({"roles": [{"role": "customer", "number": "10001"}]}, "number"),
        ({"vat_id": "DE 136695976"}, "vat_id"),
    ],
)
def test_the_same_number_is_sure(store, values, reason):
    key = add(store, krueger(vat_id="DE136695976"))
    other = ContactInput.model_validate({"kind": "firm", "name": "Ganz Anders", **values})
    (one,) = candidates(store, other)
    assert (one.id, one.sure, one.reasons) == (key, True, (reason,))


@pytest.mark.parametrize(
    "name", ["Jana Krueger", "Krüger, Jana", "Familie Jana Krüger", "Jana Kruger", "Jana Krügr"]
)
def test_a_similar_name_at_the_same_place_is_proposed(store, name):
    key = add(store, krueger())
    place = AddressInput(street="Fenster-Weg", house_number="3", postcode="50667")
    (one,) = candidates(store, ContactInput(kind="firm", name=name, addresses=[place]))
    assert (one.id, one.sure) == (key, False)
    assert one.score >= 90


def test_the_same_name_elsewhere_is_not_proposed(store):
    add(store, krueger())
    far = AddressInput(street="Elbchaussee", house_number="214", postcode="22605")
    assert (
        candidates(store, ContactInput(first_name="Jana", last_name="Krüger", addresses=[far]))
        == []
    )
    assert candidates(store, ContactInput(name="Kröger Bau GmbH", kind="firm")) == []
    (one,) = candidates(store, ContactInput(first_name="Jana", last_name="Krüger"))
    assert one.reasons == ("name",)


def test_nobody_is_his_own_double_and_aliases_point_to_the_whole(store):
    first, second = add(store, krueger()), add(store, krueger(banks=[]))
    assert [one.id for one in candidates(store, krueger(), first)] == [second]
    store.run(service.merge_contacts, second, first)
    assert {one.id for one in candidates(store, krueger())} == {first}
    assert candidates(store, krueger(), first) == []
    assert ask(store, find_duplicates, Draft("")) == []


@pytest.fixture(scope="module")
def crowd(template, tmp_path_factory):
    """Many contacts, written by plain statements: the question is what counts here."""
    size = 10_000 if os.environ.get("KONTOR_HEAVY") else 3_000
    path = shutil.copy(template, tmp_path_factory.mktemp("crowd") / "f.kontor")
    lasts = ["Müller", "Schmidt", "Ohm", "Lindner", "Krüger", "Weiß", "Berg", "Nord", "Vogel"]
    with Store.open(path) as opened, opened.step("Test") as unit:
        for at in range(size):
            last = lasts[at % 9] + "abcdefghij"[at % 10] * (at % 3)
            values = (f"Person{at} {last}", matching.sort_name("person", "", f"P{at}", last),
                      matching.name_key("", last))  # fmt: skip
            unit.con.execute(
                "INSERT INTO contact(kind,name,sort_name,name_key) VALUES('person',?,?,?)", values
            )
            street = f"{lasts[at % 7]}weg"
            unit.con.execute(
                "INSERT INTO contact_address(contact,kind,street,house_number,postcode,place_key)"
                " VALUES(?,'main',?,?,?,?)",
                (at + 1, street, str(at % 90), f"{50000 + at % 40}",
                 matching.place_key(f"{50000 + at % 40}", street)),
            )  # fmt: skip
    return path


def test_doubles_among_many_are_found_without_looking_at_all(crowd):
    with Store.open(crowd, write=False) as opened, opened.read() as con:
        draft = Draft("Person77 Weißgg", places=(("Müllerweg", "77", "50037"),))
        there = queries.contact(con, 78)
        place = there.addresses[0]
        twin = Draft(there.name, places=((place.street, place.house_number, place.postcode),))
        start = time.perf_counter()
        found = find_duplicates(con, draft)
        spent = time.perf_counter() - start
        assert 78 in {one.id for one in find_duplicates(con, twin)}
        assert len(found) < 20
        print(f"{queries.count(con)} contacts: {spent * 1000:.1f} ms")
        plan = con.execute(
            "EXPLAIN QUERY PLAN SELECT contact FROM contact_address"
            " WHERE place_key<>'' AND place_key IN ('50667 fenst')"
        ).fetchall()
        assert "contact_address_place" in str([tuple(row) for row in plan])


# -- doors ---------------------------------------------------------------------------------------


def test_the_search_follows_parts_that_change_later(store):
    key = add(store, krueger())
    found = ask(store, search, "krueger fensterweg")
    assert [(hit.ref, hit.title) for hit in found] == [(f"contacts:{key}", "Jana Krüger")]
    store.run(service.add_address, key, AddressInput(kind="billing", city="Wuppertal"))
    assert ask(store, search, "wuppertal krüger")[0].ref == f"contacts:{key}"
    store.undo()
    assert ask(store, search, "wuppertal") == []
    store.run(service.add_site, key, SiteInput(name="Praxis am Markt"))
    assert ask(store, search, "praxis markt")[0].ref.startswith("site:")
    store.run(service.change_contact, key, ContactChange(last_name="Ohm"))
    assert ask(store, search, "ohm köln")[0].title == "Jana Ohm"


def test_data_held_on_a_person_is_told_and_erased(store):
    customer, lead = add(store, krueger(note="mag Tee")), add(store, krueger(roles=[], banks=[]))
    held = ask(store, lambda con: list(DOOR.personal(con, f"contacts:{customer}")))
    assert {"Jana Krüger", "mag Tee", "10001"} <= {one.content for one in held}
    with store.step("Test") as unit:
        assert erase_person(unit, (DOOR,), f"contacts:{lead}", TODAY) == []
    with pytest.raises(NotFound):
        ask(store, queries.contact, lead)
    with store.step("Test") as unit:
        (kept,) = erase_person(unit, (DOOR,), f"contacts:{customer}", TODAY)
    assert kept.until == date(2036, 12, 31)
    one = ask(store, queries.contact, customer)
    assert (one.name, one.note, one.channels, one.banks) == ("Jana Krüger", None, (), ())
    assert b"mag Tee" not in store.path.read_bytes()
    assert b"1234567-12" not in store.path.read_bytes()


def test_check_finds_a_ring_of_aliases_and_a_foreign_number(store):
    keys = [add(store, krueger(banks=[])) for _ in range(2)]
    with store.step("Test") as unit:
        for one, other in (keys, keys[::-1]):
            unit.con.execute("UPDATE contact SET merged_into=? WHERE id=?", (other, one))
        unit.con.execute("UPDATE contact_role SET number='123' WHERE contact=?", (keys[0],))
    found = ask(store, lambda con: {one.code for one in DOOR.check(con)})
    assert found == {"contacts.loop", "contacts.number"}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_text_in_every_field(store, text):
    try:
        data = krueger(
            name=f"A {text}", first_name=text, salutation=text[:60], note=text, source=text,
            addresses=[{"addition": text, "street": text, "city": text, "postcode": text[:60]}],
            channels=[{"kind": "web", "value": f"x{text}"}, {"kind": "phone", "value": f"x{text}"}],
            banks=[{"iban": IBAN, "holder": text}], sites=[{"name": f"x{text}", "note": text}],
        )  # fmt: skip
    except (ValidationError, InputError):
        return
    key = add(store, data)
    one = ask(store, queries.contact, key)
    shown = [one.name, one.first_name, one.note, *one.addresses[0][2:7], one.channels[0].value]
    for value in (*shown, one.channels[1].value, one.banks[0].holder, one.sites[0].name):
        assert value is None or show_text(value, limit=30_000) == value
    ask(store, queries.search, text)
    ask(store, search, text)
    ask(store, find_duplicates, service.draft_of(data))
    assert ask(store, queries.page, None, 5, ContactFilter(text=text[:100])) is not None
