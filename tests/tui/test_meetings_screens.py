"""Meetings on the screen: quorum, somebody leaves, no vote, vote, approved, found again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.calendar.kinds.meetings import MeetingKind, QuorumBase
from kontor.calendar.model.meeting_inputs import MeetingTermsInput
from kontor.calendar.queries import meeting_votes, meetings
from kontor.calendar.service.meetings import set_terms
from kontor.store.store import Store
from kontor.tui.screens.dialogs import Window
from tests.calendar.meeting_room import Room
from tests.tui.own import TODAY, fill, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text
from tests.tui.sales_firm import office


async def leave_form(app: Any, pilot: Any) -> None:
    """Esc, and throw away what was typed."""
    await pilot.press("escape")
    await settle(pilot, 0.3)
    if isinstance(app.screen, Window):
        app.screen.pushed("drop")
        await settle(pilot, 0.3)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with its books."""
    with office(tmp_path) as store:
        yield store


async def test_from_quorum_to_a_resolution_that_is_found_again(firm: Store) -> None:
    room = Room(firm)
    quorum = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=3, quorum_den=4,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    room.run(set_terms, quorum, TODAY)
    key = room.owners()
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "calendar.meetings")
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        assert "Beschlussfähig: 25000 von 25000" in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert room.state(key) == "opened"
        await press(pilot, "meeting.motion")
        await settle(pilot, 0.2)
        await fill(app, pilot, wording="Der Abschluss wird festgestellt.")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        await pilot.press("escape")
        await settle(pilot, 0.2)
        await press(pilot, "meeting.leave")
        await settle(pilot, 0.2)
        await pilot.press(*"Bussard", "enter")
        await settle(pilot, 0.4)
        assert "Nicht beschlussfähig: 17500 von 25000" in text(app)
        await press(pilot, "meeting.vote")
        await settle(pilot, 0.2)
        (one,) = room.ask(meeting_votes.motions, key)
        people = {who.name: who.id for who in room.ask(meetings.persons, key)}
        await fill(app, pilot, **{f"v{people['Anna Amsel']}": "yes"})
        await press(pilot, "form.save")
        await settle(pilot, 0.3)
        assert room.ask(meeting_votes.motion, one.id).adopted is None
        assert "Nicht beschlussfähig" in text(app)
        await leave_form(app, pilot)
        await press(pilot, "meeting.come")
        await settle(pilot, 0.2)
        await pilot.press(*"Bussard", "enter")
        await settle(pilot, 0.4)
        await press(pilot, "meeting.vote")
        await settle(pilot, 0.2)
        for name, choice in (("Anna Amsel", "yes"), ("Bernd Bussard", "no")):
            await fill(app, pilot, **{f"v{people[name]}": choice})
        assert "Angenommen." in text(app)
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert room.ask(meeting_votes.motion, one.id).adopted
        await press(pilot, "meeting.close")
        await settle(pilot, 0.4)
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        assert "Protokoll genehmigen?" in text(app)
        await pilot.press("j")
        await settle(pilot, 1.0)
        assert room.state(key) == "approved"
    async with shown(firm, today=date(2027, 4, 22)) as (app, pilot):
        await view(app, pilot, "calendar.resolutions")
        await press(pilot, "filter.open")
        await pilot.press(*"abschluss", "enter")
        await settle(pilot, 0.3)
        assert "GB-2026-001" in text(app)
        await press(pilot, "resolution.done")
        await settle(pilot, 0.3)
        assert room.ask(meeting_votes.resolution, "GB-2026-001").state == "done"


@pytest.mark.parametrize("size", SIZES)
async def test_views_fit_every_size(firm: Store, size: tuple[int, int]) -> None:
    room = Room(firm)
    room.owners()
    async with shown(firm, size) as (app, pilot):
        for name in ("calendar.meetings", "calendar.resolutions", "calendar.instructions"):
            await view(app, pilot, name)
            await settle(pilot, 0.1)
            assert_clean(app)
