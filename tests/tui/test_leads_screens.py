"""Winning customers on the screen: a lead in seconds, the board by keys, following up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.acquisition.kinds import FollowHow, Stage
from kontor.acquisition.queries import follow, leads
from kontor.base.i18n import use_language
from kontor.sales.queries import documents
from kontor.store.store import Store
from kontor.tui.keys import key
from kontor.tui.screens.acquisition import lists
from kontor.tui.screens.acquisition.forms import clock
from kontor.tui.screens.acquisition.names import euros
from tests.tui.leads_firm import full, new_lead
from tests.tui.own import TODAY, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

BOARD, LIST, FOLLOW = "acquisition.board", "acquisition.leads", "acquisition.follow"


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm that can quote."""
    with office(tmp_path) as store:
        yield store


def stage(store: Store, lead: int) -> Stage:
    with store.read() as con:
        return leads.lead(con, lead, TODAY).stage


async def choose(app: Any, pilot: Any, lead: int) -> None:
    app.screen.board.choose(lead)
    await settle(pilot)
    assert app.screen.lead_key() == lead


async def test_a_call_is_a_lead_after_a_few_words(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        for word in ("Frau Ohm", "0221 555 0101", "Backstube streichen"):
            await pilot.press(*word, "enter")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            (one,) = leads.leads(con, TODAY)
        assert (one.title, one.phone, one.subject) == (
            "Frau Ohm", "0221 555 0101", "Backstube streichen",
        )  # fmt: skip
        assert one.stage is Stage.NEW and one.next_day is None
        assert "Frau Ohm" in text(app) and "1 offene Anfrage" in text(app)


async def test_nothing_said_is_a_fault_and_nothing_is_written(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await press(pilot, "form.save")
        assert "Wer war es" in text(app)
        with firm.read() as con:
            assert leads.count(con) == 0


async def test_who_called_before_is_named_while_typing(firm: Store) -> None:
    new_lead(firm, days=3, name="Herr Weiß", phone="0221 555 0102")
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await pilot.press("tab", *"0221 5550102")
        await settle(pilot, 0.8)
        assert "Herr Weiß (neu)" in text(app)


async def test_cards_move_by_two_keys_and_the_cursor_goes_along(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.3)
        await choose(app, pilot, ids["contact"])
        await press(pilot, "lead.forward")
        await settle(pilot, 0.5)
        assert stage(firm, ids["contact"]) is Stage.VISIT
        assert app.screen.lead_key() == ids["contact"]
        await press(pilot, "lead.back")
        await settle(pilot, 0.5)
        assert stage(firm, ids["contact"]) is Stage.CONTACT
        await press(pilot, "step.undo")
        await settle(pilot, 0.5)
        assert stage(firm, ids["contact"]) is Stage.VISIT


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_board_counts_and_sums(firm: Store, size: tuple[int, int], language: str) -> None:
    full(firm)
    use_language(language)
    async with shown(firm, size) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.4)
        assert_clean(app)
        said = text(app)
        # new 4,200.00 × 10 % = 420.00
        assert ("4.200 €" if language == "de" else "4,200 €") in said
        assert ("gewichtet 420 €" if language == "de" else "weighted 420 €") in said
        for _ in range(5):
            await pilot.press("right")
        await settle(pilot)
        assert_clean(app)
        # negotiation 18,000.00 × 70 % = 12,600.00
        assert ("12.600 €" if language == "de" else "12,600 €") in text(app)


async def test_the_filter_narrows_the_board(firm: Store) -> None:
    full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await press(pilot, "filter.open")
        await pilot.press(*"plz:50 gewerk:Fassade", "enter")
        await settle(pilot, 0.5)
        said = text(app)
        assert "Herr Weiß" in said and "Frau Ohm" not in said
        await press(pilot, "filter.open")
        await pilot.press(*"x quelle:Unsinn", "enter")
        await settle(pilot, 0.3)
        assert "Unsinn" in text(app)  # said what is wrong, in the window that stays


async def test_won_and_lost_are_asked_for_their_reason(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.3)
        await choose(app, pilot, ids["new"])
        await press(pilot, "lead.lost")
        await settle(pilot, 0.2)
        await pilot.press("right", "tab", *"Malerei Schnell", "tab", *"3.900")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            one = leads.lead(con, ids["new"], TODAY)
        assert one.stage is Stage.LOST
        assert (one.lost_to, one.lost_price) == ("Malerei Schnell", 390_000)
        assert one.reason
        await choose(app, pilot, ids["negotiation"])
        await press(pilot, "lead.won")
        await settle(pilot, 0.2)
        await pilot.press(*"17500")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            won = leads.lead(con, ids["negotiation"], TODAY)
        assert (won.stage, won.value) == (Stage.WON, 1_750_000)


async def test_one_key_makes_contact_site_and_quote(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.3)
        await choose(app, pilot, ids["visit"])
        await press(pilot, "step.next")
        await settle(pilot, 1.0)
        with firm.read() as con:
            one = leads.lead(con, ids["visit"], TODAY)
            (quote,) = leads.quotes_of(con, one.id, "draft")
            head = documents.head(con, quote)
        assert one.contact is not None and head.contact == one.contact
        assert head.subject == "Treppenhaus, 12 Wohnungen"
        assert app.screen.key == quote


async def test_a_lead_rests_until_a_day_and_comes_back(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.3)
        await choose(app, pilot, ids["contact"])
        await press(pilot, "lead.rest")
        await pilot.press(*"1.2.2026", "enter")
        await settle(pilot, 0.2)
        assert "späteren Tag" in text(app)
        await pilot.press("end", *["backspace"] * 8, *"+30", "enter")
        await settle(pilot, 0.5)
        assert stage(firm, ids["contact"]) is Stage.DORMANT
        with firm.read() as con:
            assert leads.lead(con, ids["contact"], TODAY).until == TODAY + timedelta(days=30)


async def test_a_call_is_noted_and_the_step_is_over(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, FOLLOW)
        await settle(pilot, 0.3)
        assert app.screen.chosen.lead == ids["new"]  # the only one that is due
        await press(pilot, "follow.call")
        await settle(pilot, 0.2)
        assert "0221 555 0101" in text(app)
        await pilot.press(*"niemand da")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            (done,) = follow.done_of(con, "lead", ids["new"])[ids["new"]]
            step = follow.lead_step(con, ids["new"], TODAY)
        assert (done.how, done.day) == (FollowHow.CALL, TODAY)
        assert step is not None and step.day > TODAY


async def test_a_step_is_put_off_until_a_day(firm: Store) -> None:
    ids = full(firm)
    async with shown(firm) as (app, pilot):
        await view(app, pilot, FOLLOW)
        await settle(pilot, 0.3)
        await press(pilot, "follow.snooze")
        await settle(pilot, 0.2)
        await pilot.press(*"+3")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        with firm.read() as con:
            step = follow.lead_step(con, ids["new"], TODAY)
        assert step is not None and step.day == TODAY + timedelta(days=3)


@pytest.mark.parametrize("name", [LIST, FOLLOW])
async def test_lists_open_the_lead(firm: Store, name: str) -> None:
    full(firm)
    async with shown(firm, SIZES[0]) as (app, pilot):
        await view(app, pilot, name)
        await settle(pilot, 0.3)
        assert_clean(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.3)
        assert app.screen.NAME == "acquisition.lead"
        assert_clean(app)
        await press(pilot, "record.edit")
        await settle(pilot, 0.3)
        form = app.screen.form
        await pilot.press("end", *" neu")
        await press(pilot, "form.save")
        await settle(pilot, 0.6)
        assert form.raws["name"].endswith(" neu")
        with firm.read() as con:
            assert [one for one in leads.leads(con, TODAY) if one.name.endswith(" neu")]


async def test_a_long_list_is_read_in_a_thread_and_keeps_its_row(
    firm: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(firm)
    monkeypatch.setattr(lists, "_PAGE", 3)
    sizes: list[tuple[bool, int]] = []

    def read(con: Any, today: date, size: int) -> list[leads.Lead]:
        sizes.append((threading.current_thread() is threading.main_thread(), size))
        return real(con, today, size=size)

    real = leads.leads
    monkeypatch.setattr(lists.queries, "leads", read)
    async with shown(firm, SIZES[0]) as (app, pilot):
        await view(app, pilot, LIST)
        await until(pilot, lambda: app.screen.table.count == 7)
        assert sizes == [(True, 3), (False, lists._ALL)]
        await pilot.press("end")
        oldest = app.screen.row
        assert oldest.cells[1] == "Sabine Holt"
        new_lead(firm, name="Frau Zander")
        app.screen.requery()
        await until(pilot, lambda: app.screen.table.count == 8)
        assert app.screen.row.id == oldest.id
        app.screen.set_filter("zander")
        await until(pilot, lambda: app.screen.table.count == 1)
        assert app.screen.row.cells[1] == "Frau Zander"
        assert set(sizes) == {(True, 3), (False, lists._ALL)}


async def test_the_board_of_a_new_firm_says_what_to_do(firm: Store) -> None:
    async with shown(firm, SIZES[0]) as (app, pilot):
        await view(app, pilot, BOARD)
        await settle(pilot, 0.3)
        assert "Keine Anfrage ist offen" in text(app)
        await pilot.press(key("lead.forward"), key("lead.lost"), "enter", "left", "down")
        await settle(pilot)
        assert app.screen.NAME == BOARD
        assert_clean(app)


def test_a_clock_reads_what_people_type() -> None:
    typed = ("8", "8:30", "0830", "8.30", "17:05", "")
    assert [clock(one) for one in typed] == ["08:00", "08:30", "08:30", "08:30", "17:05", ""]
    for wrong in ("25", "8:75", "halb neun", "-1"):
        with pytest.raises(Exception, match=r"8:30"):
            clock(wrong)


def test_whole_euros_are_rounded_not_cut() -> None:
    assert [euros(cents) for cents in (None, 0, 149, 150, 1_800_000)] == [
        "–", "–", "1", "2", "18.000",
    ]  # fmt: skip
