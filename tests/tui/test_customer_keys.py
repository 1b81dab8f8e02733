"""Keys of the customer file: proof of a consent, objection, withdrawal, thanks, relations."""

from __future__ import annotations

from pathlib import Path

from kontor.contacts.consent_kinds import Purpose, Way
from kontor.contacts.consents import ConsentInput
from kontor.contacts.file import ReferralInput, RelationInput
from kontor.contacts.queries import consent as log
from kontor.contacts.queries import file as known
from kontor.contacts.service import consent
from kontor.contacts.service.file import refer, relate
from kontor.store.blobs import get_blob
from kontor.store.store import Store
from kontor.tui.screens.contacts.consents import ending_of
from tests.tui.own import TODAY, add, fill, shown, view
from tests.tui.pilot import press, settle, text

ROLE = [{"role": "customer"}]
PAPER = b"%PDF-1.4 signed form"


def person(books: Store, name: str) -> int:
    return add(books, kind="person", first_name="Jana", last_name=name, roles=ROLE)


async def test_a_consent_keeps_the_paper_that_proves_it(books: Store) -> None:
    who = person(books, "Krüger")
    async with shown(books) as (app, pilot):
        (Path(app.folder) / "Einwilligung-Jana.pdf").write_bytes(PAPER)
        app.open_record(f"contacts:{who}")
        await press(pilot, "contact.consent", "record.new")
        await settle(pilot, 0.1)
        app.screen.form.focus_field("proof")
        await pilot.press("f4")
        await pilot.press(*"Einwilligung-J")
        await settle(pilot, 0.3)
        await pilot.press("enter")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        with books.read() as con:
            (one,) = log.consents(con, who)
            assert one.file and get_blob(con, one.file) == PAPER
        await press(pilot, "record.print")
        assert "kein Nachweis" in text(app)  # the light under the cursor has none
        for _ in range(3):
            await pilot.press("down")
        await settle(pilot, 0.2)
        assert "liegt in der Datei" in text(app)


async def test_a_proof_that_cannot_be_read_is_said_and_nothing_is_lost(books: Store) -> None:
    who = person(books, "Krüger")
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await press(pilot, "contact.consent", "record.new")
        await settle(pilot, 0.1)
        empty = Path(app.folder) / "leer.pdf"
        empty.write_bytes(b"")
        for path, said in ((empty, "Sie beweist nichts"), (empty / "weg.pdf", "weg.pdf“ ist")):
            app.screen.put("proof", (str(path), path.name))
            await fill(app, pilot, recorded_by="Anna")
            await press(pilot, "form.save")
            await settle(pilot, 0.2)
            assert said in text(app)
            assert app.screen.form.raws["recorded_by"] == "Anna"
        with books.read() as con:
            assert log.consents(con, who) == []


def test_the_ending_of_a_proof_comes_from_its_content() -> None:
    mail = b"Received: from x\r\nFrom: jana@muster.example\r\n\r\nJa"
    found = [ending_of(one) for one in (PAPER, b"\xff\xd8\xff\xe0", mail, b"Ja, gern", b"\0\1")]
    assert found == [".pdf", ".jpg", ".eml", ".txt", ".bin"]


async def test_objection_and_withdrawal_straight_from_the_file(books: Store) -> None:
    who = person(books, "Krüger")
    given = ConsentInput(channels=["phone", "mail"], purpose="advertising", day=TODAY, how="form")
    books.run(consent.give, who, given)
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        await press(pilot, "contact.withdraw")
        await pilot.press(*"Telefon", "enter")
        await settle(pilot, 0.3)
        with books.read() as con:
            ended = {one.channel: one.withdrawn for one in log.consents(con, who)}
        assert ended == {Way.PHONE: TODAY, Way.MAIL: None}
        await press(pilot, "contact.withdraw")  # the last one needs no question
        await settle(pilot, 0.3)
        await press(pilot, "contact.withdraw")
        assert "Es gibt keine Einwilligung, die gilt" in text(app)
        await press(pilot, "contact.object")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert all(one.withdrawn == TODAY for one in log.consents(con, who))
            letter = log.verdict(con, who, Way.LETTER, Purpose.ADVERTISING, TODAY)
        assert not letter.allowed


async def test_thanks_and_relations_by_key(books: Store) -> None:
    who, other = person(books, "Krüger"), person(books, "Ohm")
    books.run(refer, who, ReferralInput(referrer=f"contacts:{other}", day=TODAY))
    books.run(relate, who, RelationInput(kind="neighbour", other=f"contacts:{other}"))
    async with shown(books) as (app, pilot):
        app.open_record(f"contacts:{who}")
        await settle(pilot, 0.2)
        await press(pilot, "contact.thank")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert known.referrals(con)[0].thanked == TODAY
        await press(pilot, "contact.thank")
        assert "kein Dank offen" in text(app)
        for word, left in (("Nachbar", (0, 1)), ("Empfehlung", (0, 0))):
            await press(pilot, "record.new")
            await pilot.press("w")
            await settle(pilot, 0.1)
            await pilot.press(*word, "enter")
            await settle(pilot, 0.3)
            with books.read() as con:
                there = (len(known.relations(con, who)), len(known.referrals(con)))
            assert there == left
        await press(pilot, "step.undo")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert len(known.referrals(con)) == 1


async def test_the_list_of_referrals_thanks_with_one_key(books: Store) -> None:
    who, other, third = (person(books, name) for name in ("Krüger", "Ohm", "Tal"))
    for one in (who, third):
        books.run(refer, one, ReferralInput(referrer=f"contacts:{other}", day=TODAY))
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.referrals")
        assert text(app).count("● Dank steht aus") >= 2
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert sorted(one.thanked is None for one in known.referrals(con)) == [False, True]
        await press(pilot, "record.cancel")
        await settle(pilot, 0.3)
        with books.read() as con:
            (left,) = known.referrals(con)
        assert left.thanked is None  # the cursor stayed on the one that was thanked
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        with books.read() as con:
            assert known.referrals(con)[0].thanked == TODAY
        await press(pilot, "step.next")
        assert "Der Dank ging schon" in text(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        assert app.screen.crumb() == "Jana Ohm"
