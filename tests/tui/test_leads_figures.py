"""Figures of winning customers on the screen: formula, counts, leads behind, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kontor.acquisition.kinds import LeadChannel
from kontor.acquisition.model import (
    AnsweredInput,
    ConvertInput,
    LeadInput,
    LostInput,
    SourceInput,
    WonInput,
)
from kontor.acquisition.queries import figures
from kontor.acquisition.service import leads, moving, sources
from kontor.base.i18n import use_language
from kontor.sales.model.inputs import AcceptQuote
from kontor.sales.service import quotes
from kontor.store.store import Store
from tests.tui.leads_firm import full, new_lead
from tests.tui.leads_firm import position as add_position
from tests.tui.own import TODAY, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

VIEWS = ("figures", "funnel", "earned", "decided", "places", "quotes", "outlook")
DAY = date(2026, 2, 20)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can quote."""
    with office(tmp_path) as store:
        yield store


@pytest.fixture
def winning(firm: Store) -> Store:
    """Three won and two lost leads of two sources, one quote that waits, one open lead."""
    terms = SourceInput(source="portal_check24", per_lead=2500, valid_from=date(2026, 1, 1))
    firm.run(sources.set_source, terms, TODAY)
    for place, (source, won) in enumerate(
        (("referral", True), ("referral", True), ("portal_check24", True),
         ("portal_check24", False), ("portal_check24", False))
    ):  # fmt: skip
        key = _lead(firm, place, source)
        firm.run(leads.answer_lead, key, AnsweredInput(at=_at(2, 9)), _at(2, 9))
        if won:
            data = WonInput(reason="trust", value=300_000)
            firm.run(moving.win_lead, key, data, DAY)
        else:
            lost = LostInput(reason="price", lost_to="Farbwerk Süd", lost_price=90_000)
            firm.run(moving.lose_lead, key, lost, DAY)
    waits = firm.run(leads.convert, _lead(firm, 5, "referral"), ConvertInput(), TODAY).value
    add_position(firm, waits.quote)
    firm.run(quotes.send_quote, waits.quote, date(2026, 3, 2))
    _lead(firm, 6, "referral")
    return firm


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 2, day, hour, tzinfo=UTC)


def _lead(store: Store, place: int, source: str) -> int:
    data = LeadInput(
        name=f"Frau Muster {place}", phone=f"0221 555 02{place:02}", source=source,
        trade="Fassade" if place % 2 else "Innen", subject="Anstrich", value=100_000,
        postcode=("50667", "50933", "51063")[place % 3], city="Köln", channel=LeadChannel.PHONE,
    )  # fmt: skip
    return int(store.run(leads.capture, data, _at(2, 8)).value.lead)


async def to(app: Any, pilot: Any, name: str) -> None:
    await view(app, pilot, f"acquisition.{name}")
    await until(pilot, lambda: bool(app.screen.table.figures.columns))
    await settle(pilot, 0.1)


async def at_line(app: Any, pilot: Any, key: str) -> None:
    table = app.screen.table
    places = [place for place, line in enumerate(table.lines) if line.id == key]
    assert places, [line.id for line in table.lines]
    table.cursor = places[0]
    await settle(pilot)


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "de"), (SIZES[1], "en")])
async def test_every_report_and_its_picture_fit(
    winning: Store, size: tuple[int, int], language: str
) -> None:
    use_language(language)
    async with shown(winning, size) as (app, pilot):
        for name in VIEWS:
            await to(app, pilot, name)
            assert_clean(app)
            assert "#" not in text(app), name  # no heading and no figure too wide
            assert app.screen.table.lines, name
            await press(pilot, "view.toggle")
            await settle(pilot)
            assert_clean(app)
            assert "█" in text(app), name


async def test_a_new_firm_is_told_where_figures_come_from(firm: Store) -> None:
    async with shown(firm, SIZES[0]) as (app, pilot):
        for name in VIEWS:
            await to(app, pilot, name)
            assert_clean(app)
            assert app.screen.table.figures.empty in text(app), name
        for name in VIEWS:
            await to(app, pilot, name)
            await press(pilot, "line.open", "record.explain", "view.toggle")
            assert app.screen.NAME.endswith(f".{name}")


async def test_a_figure_says_its_formula_and_its_counts(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "figures")
        assert "60 %" in text(app)  # 3 won of 5 decided
        await at_line(app, pilot, "rate_count")
        await press(pilot, "record.explain")
        await settle(pilot)
        said = text(app)
        assert "Gewonnen ÷ (gewonnen + verloren)" in said
        assert "Anfragen dahinter  5" in said
        assert "gewonnen           3" in said and "verloren           2" in said


async def test_a_figure_opens_its_leads(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "figures")
        await at_line(app, pilot, "lost")
        await press(pilot, "line.open")
        await settle(pilot, 0.1)
        assert app.screen.crumb() == "verloren"
        assert {row.cells[1] for row in app.screen.table.pages.source.block(None, 9)} == {
            "Frau Muster 3", "Frau Muster 4",
        }  # fmt: skip


async def test_the_year_before_stands_beside_and_can_be_chosen(winning: Store) -> None:
    new_lead(winning, date(2025, 5, 5), name="Herr Vorjahr")
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "figures")
        (line,) = (one for one in app.screen.table.lines if one.id == "leads")
        assert line.figures[:2] == ("7", "1")
        await press(pilot, "period.previous")
        await settle(pilot, 0.1)
        (line,) = (one for one in app.screen.table.lines if one.id == "leads")
        assert line.figures[:2] == ("1", "0")


async def test_the_funnel_counts_each_step_of_a_source(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "funnel")
        lines = {one.id: one.figures for one in app.screen.table.lines}
        # referral: four leads, one with a quote that went out, two won; check24: three, one won
        assert lines["Sources:referral"] == ("4", "–", "1", "2", "–", "–")
        assert lines["Sources:portal_check24"] == ("3", "–", "–", "1", "–", "–")
        assert lines["all"] == ("7", "–", "1", "3", "–", "–")
        await at_line(app, pilot, "Sources:portal_check24")
        await press(pilot, "line.open")
        await settle(pilot, 0.1)
        assert len(app.screen.table.pages.source.block(None, 9)) == 3


async def test_earnings_less_cost(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "earned")
        lines = {one.id: one.figures for one in app.screen.table.lines}
        # three leads at 25 €; one won without an order here: 3,000 € as said; nothing billed
        assert lines["Sources:portal_check24"] == (300_000, "–", "–", 7500, -7500, 2500)
        assert lines["all"] == (900_000, "–", "–", 7500, -7500, 1071)
        await at_line(app, pilot, "all")
        await press(pilot, "record.explain")
        await settle(pilot)
        assert "75,00 €" in text(app) and "9.000,00 €" in text(app)


async def test_won_and_lost_by_every_cut(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "decided")
        lines = {one.id: one for one in app.screen.table.lines}
        assert lines["reason:price"].figures == ("–", "2", "–", "–", 200_000)
        assert {"competitor", "trade", "size", "source"} <= lines.keys()
        await at_line(app, pilot, "source")
        await press(pilot, "line.open")
        lines = {one.id: one for one in app.screen.table.lines}
        assert lines["source:portal_check24"].figures[:3] == ("1", "2", "33 %")
        await at_line(app, pilot, "source:portal_check24")
        await press(pilot, "line.open")
        await settle(pilot, 0.1)
        assert app.screen.crumb() == "Check24"
        assert len(app.screen.table.pages.source.block(None, 9)) == 3


async def test_postcodes_unfold_and_open(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "places")
        lines = {one.id: one.figures for one in app.screen.table.lines}
        assert (lines["2:50"][0], lines["2:51"][0]) == ("5", "2")
        await at_line(app, pilot, "2:50")
        await press(pilot, "line.open")
        await at_line(app, pilot, "5:50933")
        await press(pilot, "line.open")
        await settle(pilot, 0.1)
        assert len(app.screen.table.pages.source.block(None, 9)) == 2


async def test_waiting_quotes_by_age_open_the_quote(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "quotes")
        said = text(app)
        assert "14 Tage" in said and "5.850,00" in said  # 180 m² at 32.50, sent on 2 March
        assert app.screen.table.lines[2].figures == (585_000, "1 Angebot")  # 8 to 14 days
        await at_line(app, pilot, app.screen.table.lines[3].id)
        await press(pilot, "line.open")
        await settle(pilot, 0.1)
        assert app.screen.NAME.startswith("sales.")


async def test_the_outlook_says_when_history_is_too_short(winning: Store) -> None:
    async with shown(winning) as (app, pilot):
        await to(app, pilot, "outlook")
        lines = {one.id: one.figures for one in app.screen.table.lines}
        # quoted 5,850.00 × 50 %, new 1,000.00 × 10 %
        assert lines["all"] == (302_500, 685_000)
        lead = next(one.id for one in app.screen.table.lines if one.id.startswith("l:"))
        await at_line(app, pilot, lead)
        await press(pilot, "record.explain")
        await settle(pilot)
        assert "Zu wenige entschiedene Angebote" in text(app)


async def test_the_own_history_is_shown_with_every_factor(
    firm: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    enough = {"history_least": 6, "history_weight": 10, "history_years": 3}
    monkeypatch.setattr(figures, "term", lambda key, _day: enough[key])
    ids = full(firm)
    for place in range(6):
        _decided_quote(firm, place)
    async with shown(firm, (120, 60)) as (app, pilot):
        await to(app, pilot, "outlook")
        await at_line(app, pilot, f"l:{ids['quoted']}")
        await press(pilot, "record.explain")
        await settle(pilot, 0.1)
        said = text(app)
        # six decided quotes, four of them won; all of the size, channel, trade asked for
        assert "Entschiedene Angebote  6" in said and "davon gewonnen         67 %" in said
        for factor in ("Gewerk", "Größe", "Kanal", "Nachgefasst"):
            assert factor in said, factor
        await pilot.press("escape")
        await press(pilot, "line.open")
        await settle(pilot, 0.2)
        assert "Chance aus den eigenen Angeboten" in text(app)


def _decided_quote(store: Store, place: int) -> None:
    data = LeadInput(
        name=f"Frau Alt {place}", phone=f"0221 556 {place:04}", trade="Maler", subject="Wohnung",
        channel=LeadChannel.PHONE,
    )  # fmt: skip
    lead = int(store.run(leads.capture, data, _at(3, 8)).value.lead)
    made = store.run(leads.convert, lead, ConvertInput(), DAY).value
    add_position(store, made.quote)
    store.run(quotes.send_quote, made.quote, DAY)
    day = date(2026, 2, 25)
    if place % 3:
        store.run(quotes.accept_quote, made.quote, AcceptQuote(day=day))
    else:
        store.run(quotes.reject_quote, made.quote, "price", day)
