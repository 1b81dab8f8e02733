"""Archive, letterhead and texts, letters and labels on the screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.documents import queries
from kontor.documents.kinds import DocumentFilter
from kontor.documents.letterhead import look
from kontor.documents.queries import document_text
from kontor.store.store import Store
from kontor.tui import viewer
from kontor.tui.keys import key
from kontor.tui.screens.documents.archive import DocumentScreen
from kontor.tui.screens.documents.paper_forms import height_text, read_colour, read_height
from kontor.tui.widgets.plain import KInput
from tests.conftest import NAMES
from tests.tui.own import add, fill, shown, view
from tests.tui.papers import kruger, some_papers
from tests.tui.pilot import SIZES, assert_clean, press, settle, text


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was handed to the system's viewer."""
    paths: list[Path] = []

    def show(path: Path) -> bool:
        paths.append(path)
        return True

    monkeypatch.setattr(viewer, "show", show)
    return paths


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
async def test_the_archive_lists_shows_and_opens(
    books: Store, size: tuple[int, int], opened: list[Path]
) -> None:
    ids = some_papers(books)
    async with shown(books, size) as (app, pilot):
        screen = await view(app, pilot, "firm.documents")
        await settle(pilot, 0.3)
        assert_clean(app)
        assert screen.table.count == 3 and screen.row.id == ids["letter"]
        if size[0] >= 100:
            assert "Wir freuen uns auf Ihre Wahl." in text(app)
        await press(pilot, "record.print")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert opened[0].read_bytes() == queries.document_bytes(con, ids["letter"])
        assert opened[0].name == "Brief 2026-03-16 Ihre Farbkarte.pdf"
        await press(pilot, "record.open")
        await settle(pilot, 0.3)
        assert isinstance(app.screen, DocumentScreen)
        assert "verschickt" in text(app)
        assert size[1] < 24 or "31.12.2032" in text(app)
        assert_clean(app)


async def test_the_archive_filters_by_kind_receiver_and_state(books: Store) -> None:
    ids = some_papers(books)
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.documents")
        for typed, found in (
            ("art:rechnung", [ids["old"]]), ("an:krüger brief", [ids["letter"]]),
            ("entwurf", [ids["draft"]]), ("2015", [ids["old"]]), ("frist", [ids["old"]]),
            ("xyzzy", []),
        ):  # fmt: skip
            screen.set_filter(typed)
            await settle(pilot, 0.2)
            rows = [screen.table.pages.row(at).id for at in range(screen.table.count)]
            assert rows == found, typed


async def test_only_a_draft_can_be_deleted_and_comes_back(books: Store) -> None:
    ids = some_papers(books)
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.documents")
        await press(pilot, "record.cancel")
        assert "verschickt" in screen.why_not("record.cancel") and screen.table.count == 3
        screen.table.cursor = 1
        assert screen.row.id == ids["draft"]
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        assert screen.table.count == 2
        await press(pilot, "step.undo")
        await settle(pilot, 0.2)
        assert screen.table.count == 3


async def test_a_file_is_saved_under_a_new_name(books: Store, tmp_path: Path) -> None:
    ids = some_papers(books)
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.documents")
        await press(pilot, "document.save")
        target = tmp_path / "brief.pdf"
        app.screen.query_one(KInput).value = str(target)
        await pilot.press("enter")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert target.read_bytes() == queries.document_bytes(con, ids["letter"])
        await press(pilot, "document.save")
        app.screen.query_one(KInput).value = str(target)
        await pilot.press("enter")
        await settle(pilot, 0.1)
        assert "gibt es schon" in text(app)


async def test_a_search_hit_opens_the_document_and_its_contact(books: Store) -> None:
    ids = some_papers(books)
    async with shown(books) as (app, pilot):
        app.open_record(f"documents:{ids['letter']}")
        await settle(pilot, 0.3)
        assert app.screen.data.title == "Ihre Farbkarte"
        await press(pilot, "document.record")
        await settle(pilot, 0.1)
        assert app.screen.NAME == "contacts.contact"
        app.open_record(f"documents:{ids['letter']}")
        await settle(pilot, 0.3)
        await press(pilot, "record.explain")
        assert "Brief geschrieben" in text(app) and "letter" not in text(app)
        app.open_record("documents:4711")
        await settle(pilot, 0.1)
        assert "gibt es nicht mehr" in text(app)


async def test_the_letterhead_changes_with_a_sample_beside_it(
    books: Store, opened: list[Path]
) -> None:
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.papers")
        assert_clean(app)
        await press(pilot, "record.edit")
        await fill(app, pilot, layout="plain", accent="#7A1F1F", slogan="Farbe und Putz",
                   logo_height="20 mm", marks="")  # fmt: skip
        await settle(pilot, 0.2)
        assert_clean(app)
        assert "Farbe und Putz" in str(app.screen.query_one("#beside").render())
        await press(pilot, "letterhead.show")
        await settle(pilot, 0.5)
        assert opened[0].read_bytes().startswith(b"%PDF-")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        with books.read() as con:
            now = look(con)
        assert (now.layout, now.accent, now.slogan, now.marks) == (
            "plain", "7a1f1f", "Farbe und Putz", False,
        )  # fmt: skip
        await press(pilot, "record.edit")
        await fill(app, pilot, slogan="")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert look(con).slogan == ""


async def test_a_logo_comes_from_a_file_and_goes(books: Store, tmp_path: Path) -> None:
    picture = tmp_path / "zeichen.svg"
    picture.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="9"/>'
        "</svg>"
    )
    (tmp_path / "kaputt.png").write_bytes(b"no picture")
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.papers")
        await press(pilot, "record.edit")
        form = app.screen
        form._take_logo(str(tmp_path / "kaputt.png"))
        await settle(pilot, 0.2)
        with books.read() as con:
            assert look(con).logo is None
        form._take_logo(str(picture))
        await settle(pilot, 0.6)
        with books.read() as con:
            logo = look(con).logo
            assert logo is not None and logo.mime == "image/svg+xml"
        form._set_logo(None)
        await settle(pilot, 0.2)
        with books.read() as con:
            assert look(con).logo is None


async def test_an_own_text_takes_the_place_of_the_usual_one_and_goes(books: Store) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.papers")
        place = next(
            at for at, one in enumerate(screen.found, 1)
            if (one.kind, one.part) == ("invoice", "intro")
        )  # fmt: skip
        screen.table.cursor = place
        await press(pilot, "record.edit")
        await fill(app, pilot, text="wir berechnen {Quatsch}:")
        await press(pilot, "form.save")
        await settle(pilot, 0.1)
        assert "{Quatsch}" in text(app) and app.screen is not screen
        await fill(app, pilot, text="wir berechnen zum {Datum}:")
        assert "16.03.2026" in str(app.screen.query_one("#beside").render())
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert document_text(con, "invoice", "de", "intro") == "wir berechnen zum {Datum}:"
        screen.table.cursor = place
        assert screen.row.state == "own"
        await press(pilot, "record.cancel")
        await settle(pilot, 0.2)
        with books.read() as con:
            assert document_text(con, "invoice", "de", "intro").startswith("für die ausgeführten")
        assert "nichts zurückzugeben" in screen.why_not("record.cancel")


async def test_the_texts_are_there_in_both_languages(books: Store, opened: list[Path]) -> None:
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "firm.papers")
        assert all(one.language == "de" for one in screen.found) and "Familie Muster" in text(app)
        await press(pilot, "letterhead.language")
        await settle(pilot, 0.1)
        assert all(one.language == "en" for one in screen.found) and "Englisch" in text(app)
        await press(pilot, "letterhead.picture")
        await settle(pilot, 0.5)
        assert opened[0].read_bytes().startswith(b"\x89PNG")


async def test_a_letter_is_written_looked_at_and_issued(books: Store, opened: list[Path]) -> None:
    contact = kruger(books)
    async with shown(books, SIZES[0]) as (app, pilot):
        app.open_record(f"contacts:{contact}")
        await settle(pilot, 0.2)
        await press(pilot, "record.mail")
        assert "48147 Münster" in text(app)
        assert_clean(app)
        await press(pilot, "letter.template")
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "{Auftrag}" in app.screen.form.raws["text"]
        assert "16.03.2026" in app.screen.form.raws["text"]
        await press(pilot, "form.save")
        assert "Noch auszufüllen: {Auftrag}" in app.screen.form.rows["text"].foreign_fault
        await fill(app, pilot, text="die Arbeiten sind fertig.", subject="Fertig",
                   enclosures="Fotos, Plan", remark="Einschreiben")  # fmt: skip
        await press(pilot, "letter.show")
        await settle(pilot, 0.5)
        assert opened[0].name == "Entwurf.pdf"
        await press(pilot, "form.save")
        assert "Brief verschicken?" in text(app)
        await pilot.press("enter")  # Enter never issues
        await settle(pilot, 0.1)
        await press(pilot, "form.save")
        with books.read() as con:
            assert queries.count_documents(con) == 0
        await pilot.press("j")
        await settle(pilot, 0.8)
        with books.read() as con:
            (one,) = queries.documents(con, DocumentFilter(partner=f"contacts:{contact}"))
        assert one.issued and one.title == "Fertig" and one.keep_until == date(2032, 12, 31)
        assert app.screen.record == one.id
        assert app.wiring.drafts.load(f"contacts.letter:{contact}") is None


async def test_labels_of_the_marked_contacts(books: Store, opened: list[Path]) -> None:
    kruger(books)
    add(books, kind="firm", name="Ohne Anschrift")
    async with shown(books) as (app, pilot):
        await view(app, pilot, "contacts.list")
        await press(pilot, "mark.toggle", "mark.toggle", "contact.labels")
        assert "2 Etiketten" in text(app)
        app.screen.query_one(KInput).value = "21"
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "21 Etiketten" in text(app)
        await press(pilot, "contact.labels")
        app.screen.query_one(KInput).value = "4"
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert "Ohne Anschrift" in text(app)
        await pilot.press("z")
        await settle(pilot, 0.6)
        assert opened[0].read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("size", SIZES)
async def test_names_that_bite_stay_text_everywhere(books: Store, size: tuple[int, int]) -> None:
    from tests.tui.papers import write_letter

    for name in NAMES[:6]:
        data = ContactInput.model_validate({
            "kind": "firm", "name": name, "roles": [{"role": "customer"}],
            "addresses": [{"street": "[b]x", "postcode": "50667", "city": "Köln [/b]"}],
        })  # fmt: skip
        contact = int(books.run(create_contact, data).value)
        printable = "👩" not in name
        if printable:
            write_letter(books, contact, subject="Bad [neu] [/b] {x}")
    async with shown(books, size) as (app, pilot):
        await view(app, pilot, "firm.documents")
        await settle(pilot, 0.3)
        assert_clean(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.3)
        assert "Bad [neu] [/b] {x}" in text(app)
        assert_clean(app)
        app.open_record(f"contacts:{contact}")
        await settle(pilot, 0.1)
        await press(pilot, "record.mail")
        assert_clean(app)


async def test_without_a_viewer_the_place_of_the_file_is_told(
    books: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_papers(books)
    monkeypatch.setattr(viewer, "show", lambda _path: False)
    async with shown(books) as (app, pilot):
        await view(app, pilot, "firm.documents")
        await pilot.press(key("record.print"))
        await settle(pilot, 0.3)
        assert "Kein Anzeigeprogramm" in text(app)


async def test_a_file_for_reading_only_is_not_written(
    books: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kruger(books)
    async with shown(books) as (app, pilot):
        screen = await view(app, pilot, "contacts.list")
        monkeypatch.setattr(type(books), "read_only", property(lambda _self: True))
        await press(pilot, "record.mail")
        assert app.screen is screen and "nur zum Lesen" in text(app)
        monkeypatch.undo()


def test_colours_and_heights_are_read_as_people_write_them() -> None:
    assert read_colour(" #7A1F1F ") == "7a1f1f"
    assert read_height("18,5 mm") == 185 and height_text(185) == "18,5 mm"
    assert height_text(200) == "20 mm"
    for typed in ("rot", "12345", "1f4e7g", ""):
        with pytest.raises(Exception, match="Farbe"):
            read_colour(typed)
    for typed in ("4", "29", "x"):
        with pytest.raises(Exception):  # noqa: B017  two kinds of refusal
            read_height(typed)
