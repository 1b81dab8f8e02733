"""The second F1 opens the handbook where the screen says; links lead on."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Markdown, MarkdownViewer

from kontor.base import i18n
from kontor.tui.screens.help import HandbookScreen
from tests.tui.firm import empty_store, firm_app
from tests.tui.pilot import rows, settle


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_chosen", ["de"])


@pytest.mark.parametrize(
    ("way", "heading"),
    [("2v", "Umsatzsteuer-Voranmeldung"), ("0p", "Prüfen"), ("0n", "Nummernkreise")],
)
async def test_the_second_f1_opens_the_page_of_the_screen(
    tmp_path: Path, way: str, heading: str
) -> None:
    with empty_store(tmp_path) as store:
        app = firm_app(store)
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            for key in ("g", *way, "f1", "f1"):
                await pilot.press(key)
                await settle(pilot)
            assert isinstance(app.screen, HandbookScreen)
            await settle(pilot, 0.2)
            assert any(heading in line for line in rows(app))


async def test_a_link_opens_another_page(tmp_path: Path) -> None:
    with empty_store(tmp_path) as store:
        app = firm_app(store)
        async with app.run_test(size=(100, 45)) as pilot:
            await settle(pilot)
            app.push_screen(HandbookScreen(app.handbook, "index"))
            await settle(pilot)
            document = app.screen.query_one(MarkdownViewer).document
            for href in ("bank.md#regeln", "nirgends.md", "../../../README.md"):
                document.post_message(Markdown.LinkClicked(document, href))
                for _ in range(3):
                    await settle(pilot, 0.2)
                assert any("Besondere Fälle" in line for line in rows(app)), href
