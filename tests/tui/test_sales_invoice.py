"""From the list of invoices to the books: new, positions, what is missing, issue, paper, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kontor.sales.queries import documents
from kontor.store.store import Store
from kontor.tui import viewer
from kontor.tui.screens.sales.document import DocumentScreen
from kontor.tui.screens.sales.head_form import HeadForm
from kontor.tui.screens.sales.lines import LinesScreen
from tests.tui.own import fill, shown, view
from tests.tui.pilot import press, settle, text
from tests.tui.sales_firm import customer, invoice, office


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can issue: address, tax number, bank account."""
    with office(tmp_path) as store:
        yield store


async def typed(pilot: Any, *words: str) -> None:
    """Words with Tab between, Enter at the end."""
    for place, word in enumerate(words):
        if place:
            await pilot.press("tab")
        await pilot.press(*word)
    await pilot.press("enter")
    await settle(pilot, 0.15)


async def test_an_invoice_is_written_issued_and_booked(firm: Store) -> None:
    kruger = customer(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        assert "Noch keine Rechnungen" in text(app)
        await press(pilot, "record.new")
        assert isinstance(app.screen, HeadForm)
        app.screen.put("contact", (f"contacts:{kruger}", "Erika Krüger"))
        await fill(app, pilot, subject="Fenster EG", service_to="13.03.2026")
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        assert isinstance(app.screen, LinesScreen) and app.screen.editing is not None
        await typed(pilot, "Fenster streichen", "4", "St", "200")
        await typed(pilot, "Anfahrt", "2*12,5+3", "km", "1,50")
        await pilot.press("escape")
        await settle(pilot, 0.1)
        # 4 × 200,00 + 28 × 1,50 = 842,00; + 19 % = 1.001,98
        assert "842,00" in text(app) and "1.001,98" in text(app)
        document = app.screen.key
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        assert "RE-2026-0001" in text(app) and "1.001,98" in text(app)
        await pilot.press("enter")  # only j says yes
        await settle(pilot, 0.1)
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        await pilot.press("j")
        await settle(pilot, 1.0)
        assert isinstance(app.screen, DocumentScreen)
        assert "RE-2026-0001" in text(app)
        with firm.read() as con:
            head = documents.head(con, document)
            assert head.number == "RE-2026-0001" and head.issued
            (booked,) = con.execute(
                "SELECT sum(l.cents) FROM line l JOIN entry e ON e.id=l.entry"
                " WHERE e.document='RE-2026-0001' AND l.cents>0"
            ).fetchone()
            assert booked == 100198
        await pilot.press("a")
        await settle(pilot, 0.2)
        assert "Sehr geehrte Frau Krüger" in text(app)
        await pilot.press("a")
        await press(pilot, "step.next")
        await pilot.press("h")
        await settle(pilot, 0.4)
        assert "übergeben · Erika Krüger" in text(app)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        assert app.screen.NAME == "books.item"


async def test_everything_that_is_missing_stands_there_at_once(firm: Store) -> None:
    bare = customer(firm, addresses=[])
    key = invoice(firm, bare, [{"short": "Malerarbeiten", "quantity": "10", "price": "90"}])
    with firm.step("take the day away") as unit:
        unit.con.execute("UPDATE sales_document SET service_to=NULL WHERE id=?", (key,))
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        assert "Anschrift des Kunden fehlt" in text(app)
        assert "Der Leistungszeitraum fehlt" in text(app)
        await pilot.press(*"Leistungszeit", "enter")
        await settle(pilot, 0.3)
        assert isinstance(app.screen, HeadForm)
        assert app.screen.form.rows["service_to"].editor.has_focus
        with firm.read() as con:
            assert documents.head(con, key).number is None


async def test_files_go_into_a_folder(
    firm: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kontor.sales.service.issuing import issue
    from tests.tui.sales_firm import AT, TODAY

    issue(firm, invoice(firm, customer(firm)), TODAY, AT)
    opened: list[Path] = []
    monkeypatch.setattr(viewer, "show", lambda path: bool(opened.append(path)) or True)
    target = tmp_path / "out"
    target.mkdir()
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await pilot.press("p")
        await settle(pilot, 0.5)
        assert opened and opened[0].read_bytes().startswith(b"%PDF")
        for wanted in ("", "UBL", "ZUGFeRD"):
            await pilot.press("E")
            await settle(pilot, 0.1)
            await pilot.press(*wanted, "enter")
            await settle(pilot, 0.1)
            app.screen.query_one("KInput").value = str(target)
            await pilot.press("enter")
            await settle(pilot, 0.6)
    names = sorted(path.name for path in target.iterdir())
    assert len(names) == 3 and any(name.endswith(".xml") for name in names), names
    kept = [path for path in target.iterdir() if path.suffix == ".pdf"]
    assert any(b"factur-x.xml" in path.read_bytes() for path in kept)


async def test_a_cancellation_takes_the_invoice_back(firm: Store) -> None:
    from kontor.sales.service.issuing import issue
    from tests.tui.sales_firm import AT, TODAY

    key = invoice(firm, customer(firm))
    issue(firm, key, TODAY, AT)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "sales.invoices")
        await press(pilot, "record.cancel")
        await pilot.press(*"falscher Kunde", "enter")
        await settle(pilot, 0.8)
        await pilot.press("j")
        await settle(pilot, 1.0)
        with firm.read() as con:
            assert documents.head(con, key).state == "cancelled"
            (left,) = con.execute("SELECT sum(cents) FROM line WHERE item IS NOT NULL").fetchone()
            assert left == 0
