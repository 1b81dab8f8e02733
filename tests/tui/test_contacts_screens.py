"""Contacts on the screen: list, form with doubles, file, parts, joining, import and export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kontor.contacts import queries
from kontor.store.store import Store
from kontor.tui.keys import key
from tests.conftest import NAMES
from tests.tui.own import add, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text

CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Paul Neumann\nEMAIL:paul@muster.example\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nFN:Bäckerei Ohm\nTEL:0221 4444\nEND:VCARD\n"
)


def named(store: Store, name: str) -> Any:
    with store.read() as con:
        return queries.contact(con, queries.by_name(con, name)[0].id)


async def test_a_new_contact_gets_its_number_and_opens(books: Store) -> None:
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await press(pilot, "record.new")
        await fill(app, pilot, last_name="Weiß", first_name="Ida", postcode="50667", city="Köln",
                   phone="0221 5550", terms_days="21")  # fmt: skip
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "Ida Weiß" in text(app)
        one = named(books, "Ida Weiß")
        assert one.customer_number and one.address.city == "Köln"
        assert one.terms.days == 21 and one.channels[0].value


async def test_doubles_are_shown_while_typing_and_nothing_is_joined(books: Store) -> None:
    old = add(books, kind="firm", name="Bäckerei Ohm", banks=[{"iban": "DE02120300000000202051"}])
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await press(pilot, "record.new")
        await fill(app, pilot, name="Baeckerei Ohm", iban="DE02120300000000202051")
        await settle(pilot, 0.6)
        assert "Vielleicht schon da" in text(app) and "gleiche IBAN" in text(app)
        await press(pilot, "form.save")
        assert "Ist das jemand Bekanntes?" in text(app)
        await pilot.press("o")
        await settle(pilot, 0.2)
        assert app.screen.record == old
        with books.read() as con:
            assert len(queries.by_name(con, "Baeckerei Ohm")) == 0


async def test_editing_keeps_what_the_form_does_not_show(books: Store) -> None:
    key_ = add(
        books, kind="firm", name="Hausverwaltung Nord", language="en", roles=[{"role": "customer"}],
        addresses=[{"kind": "main", "street": "Weg", "city": "Köln", "addition": "c/o Ohm"},
                   {"kind": "billing", "city": "Bonn"}],
        channels=[{"kind": "phone", "value": "0221 11111"},
                  {"kind": "phone", "value": "0221 22222"},
                  {"kind": "fax", "value": "0221 33333"}],
        banks=[{"iban": "DE02120300000000202051", "holder": "Nord GbR"}], note="klingeln",
    )  # fmt: skip
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{key_}")
        await settle(pilot, 0.1)
        await press(pilot, "record.edit")
        await fill(app, pilot, city="Brühl", note="")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
    with books.read() as con:
        one = queries.contact(con, key_)
    assert [address.city for address in one.addresses] == ["Brühl", "Bonn"]
    assert one.addresses[0].addition == "c/o Ohm" and one.language == "en" and one.note is None
    assert sorted(c.value for c in one.channels) == ["0221 11111", "0221 22222", "0221 33333"]
    assert one.banks[0].holder == "Nord GbR"


PARTS = (
    ("a", {"street": "Hof", "city": "Bonn"}, "addresses"),
    ("t", {"value": "0221 9876"}, "channels"),
    ("b", {"iban": "DE02120300000000202051"}, "banks"),
    ("o", {"name": "Haus Nord", "access": "Schlüssel beim Nachbarn"}, "sites"),
)


async def test_parts_are_added(books: Store) -> None:
    one = add(books, kind="firm", name="Bäckerei Ohm")
    async with shown(books, SIZES[0]) as (app, pilot):
        app.open_record(f"contacts:{one}")
        await settle(pilot, 0.1)
        for letter, raws, part in PARTS:
            await press(pilot, "record.new")
            await pilot.press(letter)
            await settle(pilot, 0.05)
            await fill(app, pilot, **raws)
            await press(pilot, "form.save")
            await settle(pilot, 0.1)
            assert type(app.screen).__name__ == "ContactScreen"
            with books.read() as con:
                assert len(getattr(queries.contact(con, one), part)) == 1, part


async def test_a_wrong_number_of_a_role_stands_at_its_field(books: Store) -> None:
    one = add(books, kind="firm", name="Bäckerei Ohm")
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{one}")
        await settle(pilot, 0.1)
        await press(pilot, "record.new")
        await pilot.press("r")
        await settle(pilot, 0.1)
        await fill(app, pilot, number="12")
        await press(pilot, "form.save")
        assert app.screen.form.rows["number"].foreign_fault
        await fill(app, pilot, number="10500")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
    with books.read() as con:
        assert queries.contact(con, one).customer_number == "10500"


async def test_archive_hides_and_brings_back(books: Store) -> None:
    one = add(books, kind="firm", name="Aaa Bau")
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        assert screen.row.id == one
        await press(pilot, "record.cancel")
        await settle(pilot, 0.1)
        assert "Aaa Bau" not in "\n".join(text(app).splitlines()[:12])
        await press(pilot, "contact.archived")
        screen.table.cursor = 0
        await settle(pilot, 0.1)
        assert screen.row.state == "archived"
        await press(pilot, "record.cancel")
        await settle(pilot, 0.1)
        with books.read() as con:
            assert queries.contact(con, one).archived is None
        await press(pilot, "step.undo")
        await settle(pilot, 0.1)
        with books.read() as con:
            assert queries.contact(con, one).archived is not None


async def test_two_marked_contacts_are_joined_and_separated(books: Store) -> None:
    add(books, kind="firm", name="Aaa Bau")
    add(books, kind="firm", name="Aaa Bau GmbH")
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        before = screen.table.count
        await press(pilot, "mark.toggle")
        if screen.table.cursor == 0:
            await pilot.press("down")
        await press(pilot, "mark.toggle", "contact.join")
        await settle(pilot, 0.1)
        assert "Aaa Bau GmbH zu Aaa Bau" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert screen.table.count == before
        await press(pilot, "contact.join", "contact.join_now")
        await settle(pilot, 0.3)
        await pilot.press("escape")
        await settle(pilot, 0.2)
        assert screen.table.count == before - 1
        await press(pilot, "step.undo")
        await settle(pilot, 0.1)
        assert screen.table.count == before


async def test_import_shows_the_dry_run_and_is_one_step(books: Store, tmp_path: Path) -> None:
    add(books, kind="firm", name="Bäckerei Ohm", channels=[{"kind": "phone", "value": "0221 4444"}])
    file = tmp_path / "cards.vcf"
    file.write_text(CARDS, "utf-8")
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        count = screen.table.count
        screen._look_at(file)
        await settle(pilot, 0.4)
        assert app.screen.plan.counts["new"] == 1
        assert "1 neu" in text(app)
        with books.read() as con:
            assert queries.by_name(con, "Paul Neumann") == []
        await press(pilot, "step.next")
        await settle(pilot, 0.4)
        assert app.screen is screen and screen.table.count == count + 1
        await press(pilot, "step.undo")
        await settle(pilot, 0.2)
        assert screen.table.count == count


async def test_export_writes_what_is_shown(books: Store, tmp_path: Path) -> None:
    add(books, kind="firm", name="Bäckerei Ohm")
    target = tmp_path / "out.vcf"
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        screen.set_filter("ohm")
        await settle(pilot, 0.2)
        screen._write_out("vcard3.0", str(target))
        await settle(pilot, 0.2)
    found = target.read_text("utf-8")
    assert "Bäckerei Ohm" in found and "Krüger" not in found


async def test_roles_filter_by_their_word(books: Store) -> None:
    add(books, kind="firm", name="Farben Huth", roles=[{"role": "supplier"}])
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        screen.set_filter("rolle:supplier")
        await settle(pilot, 0.2)
        assert [screen.table.pages.row(0).cells[0]] == ["Farben Huth"] and screen.table.count == 1


@pytest.mark.parametrize("size", SIZES)
async def test_torture_names_stay_text(books: Store, size: tuple[int, int]) -> None:
    ids = [
        add(books, kind="firm", name=f"{name} {n}", note=name, roles=[{"role": "customer"}],
            addresses=[{"street": name, "city": name}], sites=[{"name": name}])
        for n, name in enumerate(NAMES)
        if "\x1b" not in name
    ]  # fmt: skip
    async with shown(books, size) as (app, pilot):
        await view(app, pilot, "contacts.list")
        assert_clean(app)
        for one in ids[::3]:
            app.open_record(f"contacts:{one}")
            await settle(pilot)
            assert_clean(app)
            await pilot.press(key("screen.back"))
        await press(pilot, "record.explain")
        assert_clean(app)
        await pilot.press("escape")
        await press(pilot, "record.edit")
        assert_clean(app)
