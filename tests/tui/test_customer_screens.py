"""The customer file on the screen: consent, privacy, timeline, doubles side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.contacts import queries
from kontor.contacts.consent_kinds import Purpose, Way
from kontor.contacts.kinds import CertificateKind
from kontor.contacts.queries import consent as log
from kontor.contacts.queries import file as known
from kontor.contacts.terms_queries import certificates
from kontor.store.store import Store
from tests.tui.own import add, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text

ROLE = [{"role": "customer"}]


def jana(books: Store, **values: object) -> int:
    data = {"kind": "person", "first_name": "Jana", "last_name": "Krüger", "roles": ROLE}
    return add(books, **{**data, **values})


async def test_a_consent_is_given_withdrawn_and_objected_to(books: Store) -> None:
    who = jana(books)
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        assert "verboten: Anrufe bei Verbrauchern" in " ".join(text(app).split())
        await press(pilot, "contact.consent")
        await settle(pilot, 0.2)
        await press(pilot, "record.new")
        await fill(app, pilot, recorded_by="Anna")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "gilt" in text(app)
        await press(pilot, "contact.object")
        await fill(app, pilot, note="am Telefon")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "widerspr." in text(app)
        with books.read() as con:
            (one,) = log.consents(con, who)
            assert (one.channel, one.recorded_by) == (Way.MAIL, "Anna")
            today = app.today()
            assert not log.verdict(con, who, Way.MAIL, Purpose.ADVERTISING, today).allowed
        for _ in range(3):  # behind the lights stands the consent
            await pilot.press("down")
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert log.consents(con, who)[0].withdrawn == today


async def test_a_certificate_is_added_and_changed(books: Store) -> None:
    firm = add(books, kind="firm", name="Gipser Sommer", roles=[{"role": "subcontractor"}])
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{firm}")
        await settle(pilot, 0.2)
        for number, place in (("SN-4711", ""), ("SN-4712", "down")):  # a new one, then the same
            await press(pilot, "contact.certificates")
            await settle(pilot, 0.2)
            await pilot.press(*filter(None, [place]), "enter")
            await settle(pilot, 0.2)
            await fill(app, pilot, number=number, valid_from="1.1.2026", valid_to="31.12.2026")
            await press(pilot, "form.save")
            await settle(pilot, 0.2)
            with books.read() as con:
                (one,) = certificates(con, firm)
            assert (one.number, one.valid_to) == (number, date(2026, 12, 31))
        assert one.kind is CertificateKind.EXEMPTION_48B


async def test_doubles_are_joined_side_by_side_and_undone(books: Store) -> None:
    mail = [{"kind": "mail", "value": "jana@muster.example"}]
    one = jana(books, channels=mail)
    other = add(books, kind="person", name="J. Krueger", last_name="Krueger", channels=mail,
                tax_number="12345678901", note="hat einen Hund")  # fmt: skip
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.doubles")
        await settle(pilot, 0.2)
        assert "Jana Krüger" in text(app) and "J. Krueger" in text(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert "12345678901" in text(app) and "rechts" in text(app)
        await press(pilot, "contact.join_now")
        await settle(pilot, 0.4)
        assert app.screen.record == one
        with books.read() as con:
            assert queries.partner(con, other).id == one
            joined = queries.contact(con, one)
            assert (joined.tax_number, joined.note) == ("12345678901", "hat einen Hund")
        await press(pilot, "step.undo")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert queries.contact(con, one).tax_number is None
            assert queries.contact(con, other).merged_into is None


async def test_two_different_ones_are_never_proposed_again(books: Store) -> None:
    mail = [{"kind": "mail", "value": "post@muster.example"}]
    jana(books, channels=mail)
    add(books, kind="firm", name="Bäckerei Ohm", channels=mail)
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.doubles")
        await settle(pilot, 0.2)
        assert "Bäckerei Ohm" in text(app)
        await press(pilot, "record.cancel")
        await settle(pilot, 0.3)
        assert "Bäckerei Ohm" not in text(app)


async def test_notes_are_added_and_the_timeline_filters(books: Store) -> None:
    who = jana(books)
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        await press(pilot, "record.new")
        await pilot.press("g")
        await fill(app, pilot, text="hinten klingeln")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert "hinten klingeln" in text(app)
        await press(pilot, "record.new")
        await pilot.press("e")
        other = add(books, kind="person", name="Ole Ahrens")
        await fill(app, pilot, referrer=f"contacts:{other}")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        await press(pilot, "contact.timeline")
        await settle(pilot, 0.2)
        assert "Empfohlen von Ole Ahrens" in text(app)
        with books.read() as con:
            assert known.referrals(con, who)[0].thanked is None


async def test_privacy_shows_what_goes_before_the_word_erases(books: Store) -> None:
    who = jana(books, roles=[], note="alt")
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        await press(pilot, "contact.privacy")
        await pilot.press("l")
        await settle(pilot, 0.6)
        assert "Die Person wird ganz gelöscht" in " ".join(text(app).split())
        with books.read() as con:
            assert queries.contact(con, who).note == "alt"
        await pilot.press("escape")
        await settle(pilot, 0.2)
        await pilot.press(*"löschen", "enter")
        await settle(pilot, 0.6)
        with books.read() as con:
            assert con.execute("SELECT 1 FROM contact WHERE id=?", (who,)).fetchone() is None


async def test_the_disclosure_is_written(books: Store, tmp_path: Path) -> None:
    who = jana(books)
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        await press(pilot, "contact.privacy")
        await pilot.press("a")
        await settle(pilot, 0.2)
        target = tmp_path / "auskunft.zip"
        app.screen.query_one("Input").value = str(target)
        await pilot.press("enter")
        await settle(pilot, 0.8)
        assert target.is_file()


@pytest.mark.parametrize("size", SIZES)
async def test_the_screens_bear_both_sizes(books: Store, size: tuple[int, int]) -> None:
    who = jana(books, note=f"seit {date(2020, 1, 1)}")
    async with shown(books, size=size) as (app, pilot):
        for keys in (("contact.consent",), ("contact.timeline",)):
            app.open_record(f"contacts:{who}")
            await settle(pilot, 0.2)
            for name in keys:
                await press(pilot, name)
            await settle(pilot, 0.2)
            assert_clean(app)
            await pilot.press("escape")
        for name in ("contacts.doubles", "contacts.again"):
            await view(app, pilot, name)
            assert_clean(app)
