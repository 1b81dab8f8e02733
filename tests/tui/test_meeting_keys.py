"""A meeting from the plan to the resolution that is found a year later, all of it by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontor.base.i18n import _
from kontor.calendar.kinds.meetings import MeetingKind, QuorumBase
from kontor.calendar.model.meeting_inputs import MeetingTermsInput
from kontor.calendar.queries import meeting_votes, meetings, minutes
from kontor.calendar.service.meetings import set_terms
from kontor.store.store import Store
from kontor.tui.screens.dialogs import Letters, Tell, Window
from tests.calendar.meeting_room import TODAY, Room
from tests.tui.meetings_firm import Meetings, full
from tests.tui.own import fill, put, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.sales_firm import office

YEAR_LATER = date(2027, 5, 3)
SUBS = ("meeting.agenda", "meeting.people", "meeting.ballots", "meeting.lines")


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Store]:
    """A firm with its books."""
    with office(tmp_path) as store:
        yield store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Meetings]]:
    """A firm with meetings of every state; its tests only look."""
    with office(tmp_path_factory.mktemp("meetings")) as store:
        yield store, full(store)


async def save(app: Any, pilot: Any, **raws: str) -> None:
    """Fill the form in front and save it."""
    before = app.screen
    await put(app, pilot, **raws)
    await press(pilot, "form.save")
    await until(pilot, lambda: app.screen is not before)
    assert app.screen is not before, text(app)
    assert not isinstance(app.screen, Window), text(app)


async def choose(app: Any, pilot: Any, typed: str) -> None:
    """Type into the chooser in front and take the first."""
    before = app.screen
    await pilot.press(*typed)
    await settle(pilot, 0.1)
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not before)
    await settle(pilot, 0.1)


async def test_the_whole_way_by_key(firm: Store) -> None:
    room = Room(firm)
    quorum = MeetingTermsInput(
        kind=MeetingKind.SHAREHOLDERS, quorum_base=QuorumBase.VOTES, quorum_num=3, quorum_den=4,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    room.run(set_terms, quorum, TODAY)
    async with shown(firm, (80, 24)) as (app, pilot):
        await view(app, pilot, "calendar.meetings")
        await press(pilot, "record.new")
        await settle(pilot, 0.1)
        await save(
            app, pilot, kind="shareholders", day="22.4.2026", time="10:00", place="Büro",
            members="Anna Amsel=15000, Bernd Bussard=7500, Clara Dohle=2500",
            agenda="Begrüßung\n!Jahresabschluss 2025",
        )  # fmt: skip
        (one,) = room.ask(meetings.meetings)
        await until(pilot, lambda: app.screen.NAME == "calendar.meeting")
        await agenda(app, pilot, room, one.id)
        await invited(app, pilot, room, one.id)
        await opened(app, pilot, room, one.id)
        await quorum_lost_and_found(app, pilot, room, one.id)
        await elected(app, pilot, room, one.id)
        await written(app, pilot, room, one.id)
        await ended(app, pilot, room, one.id)
    async with shown(firm, (80, 24), today=YEAR_LATER) as (app, pilot):
        await view(app, pilot, "calendar.resolutions")
        await press(pilot, "filter.open")
        await pilot.press(*"abschluss", "enter")
        await settle(pilot, 0.3)
        assert "GB-2026-001" in text(app)
        assert "GB-2026-002" not in text(app)
        await extract(app, pilot)


async def extract(app: Any, pilot: Any) -> None:
    """What the filter leaves goes on paper and into a file, named after what was sought."""
    await press(pilot, "record.print")
    await settle(pilot, 0.1)
    assert "abschluss" in text(app)
    await pilot.press("enter")
    await settle(pilot, 0.1)
    await pilot.press("s")
    await settle(pilot, 0.1)
    await pilot.press("enter")
    folder = app.folder
    await until(pilot, lambda: any(folder.glob("*abschluss*.pdf")))
    (path,) = folder.glob("*abschluss*.pdf")
    assert path.read_bytes().startswith(b"%PDF")


async def agenda(app: Any, pilot: Any, room: Room, key: int) -> None:
    """An item more, moved up and down, one taken off again."""
    await press(pilot, "meeting.agenda")
    await settle(pilot, 0.1)
    await press(pilot, "record.new")
    await save(app, pilot, title="Wahl des Beirats", kind="election", minutes="10")
    await press(pilot, "record.new")
    await save(app, pilot, title="Grillfest")
    titles = [item.title for item in room.ask(meetings.items, key)]
    assert titles == ["Begrüßung", "Jahresabschluss 2025", "Wahl des Beirats", "Grillfest"]
    await press(pilot, "move.last", "agenda.up")
    await settle(pilot, 0.2)
    assert room.ask(meetings.items, key)[2].title == "Grillfest"
    await press(pilot, "record.cancel")
    await settle(pilot, 0.2)
    assert len(room.ask(meetings.items, key)) == 3
    paper = app.folder / "Abschluss.pdf"
    paper.write_bytes(b"%PDF-1.4 figures")
    await press(pilot, "move.first", "move.down", "agenda.attach")
    await settle(pilot, 0.3)
    await choose(app, pilot, "Abschluss")
    (file,) = room.ask(meetings.item_files, key)
    assert file.name == "Abschluss.pdf"
    assert file.item == room.ask(meetings.items, key)[1].id
    await press(pilot, "screen.back")


async def invited(app: Any, pilot: Any, room: Room, key: int) -> None:
    """The sending is noted for everybody."""
    await press(pilot, "meeting.sent")
    await save(app, pilot, how="registered", day="9.3.2026", note="RR 12 DE")
    assert room.state(key) == "invited"
    assert {s.note for s in room.ask(meetings.sendings, key)} == {"RR 12 DE"}


async def opened(app: Any, pilot: Any, room: Room, key: int) -> None:
    """All are there."""
    await press(pilot, "step.next")
    await save(app, pilot)
    assert room.state(key) == "opened"


async def quorum_lost_and_found(app: Any, pilot: Any, room: Room, key: int) -> None:
    """Somebody leaves: no vote, with the reason; he comes back, and the vote is held."""
    await press(pilot, "meeting.people", "move.first")
    await settle(pilot, 0.1)
    await press(pilot, "meeting.leave")
    await settle(pilot, 0.3)
    assert not room.ask(meetings.hall, key).standing.ok
    await press(pilot, "screen.back", "meeting.motion")
    await settle(pilot, 0.1)
    await fill(app, pilot, wording="Der Abschluss wird festgestellt.", item="2")
    await press(pilot, "form.save")
    await until(pilot, lambda: isinstance(app.screen, Tell))
    assert "Anna Amsel" in text(app)
    assert _("No vote without a quorum") in text(app)
    await pilot.press("enter")
    await settle(pilot, 0.1)
    (motion,) = room.ask(meeting_votes.motions, key)
    assert motion.adopted is None
    await press(pilot, "meeting.come")
    await settle(pilot, 0.1)
    await choose(app, pilot, "Amsel")
    await press(pilot, "meeting.vote")
    await settle(pilot, 0.2)
    people = {who.name: who.id for who in room.ask(meetings.persons, key)}
    await fill(app, pilot, **{f"v{people['Anna Amsel']}": "yes",
                              f"v{people['Bernd Bussard']}": "no"})  # fmt: skip
    assert _("Adopted.") in text(app)
    await save(app, pilot)
    assert room.ask(meeting_votes.motion, motion.id).adopted


async def elected(app: Any, pilot: Any, room: Room, key: int) -> None:
    """A tie, the second ballot by lot, and the elected one accepts."""
    await press(pilot, "meeting.ballots", "meeting.elect")
    await settle(pilot, 0.1)
    await save(app, pilot, item="3", post="Beirat", votes="Bernd Bussard 2500\nClara Dohle 2500")
    await settle(pilot, 0.2)
    (first,) = room.ask(meeting_votes.elections, key)
    assert first.outcome.again == ("Bernd Bussard", "Clara Dohle")
    await fill(app, pilot, votes="Bernd Bussard 2500\nClara Dohle 2500")
    await press(pilot, "form.save")
    await settle(pilot, 0.2)
    assert len(room.ask(meeting_votes.elections, key)) == 1  # the lot is still to be drawn
    await fill(app, pilot, lots="Clara Dohle")
    await press(pilot, "form.save")
    await until(pilot, lambda: isinstance(app.screen, Letters))
    await pilot.press("j")
    await settle(pilot, 0.3)
    last = room.ask(meeting_votes.elections, key)[-1]
    assert last.before == first.id
    (won,) = [who for who in last.candidates if who.elected]
    assert (won.name, won.lot, str(won.acceptance)) == ("Clara Dohle", True, "accepted")
    await press(pilot, "screen.back")


async def written(app: Any, pilot: Any, room: Room, key: int) -> None:
    """Lines of the minutes, one corrected, a task."""
    await press(pilot, "meeting.write")
    await settle(pilot, 0.1)
    await pilot.press(*"Amsel berichtet.", "enter")
    await settle(pilot, 0.2)
    await pilot.press("escape")
    await settle(pilot, 0.1)
    await press(pilot, "meeting.task")
    await save(app, pilot, title="Abschluss einreichen", owner="Petra", due="30.6.2026")
    await press(pilot, "meeting.lines")
    await settle(pilot, 0.1)
    for place, one in app.screen._found.items():
        if one.text == "Amsel berichtet.":
            app.screen.table.cursor = place - 1
    await settle(pilot, 0.1)
    await press(pilot, "record.edit")
    await save(app, pilot, text="Frau Amsel berichtet.")
    assert "Frau Amsel berichtet." in {line.text for line in room.ask(minutes.lines, key)}
    (task,) = room.ask(minutes.tasks, key)
    assert (task.title, task.owner, task.due) == (
        "Abschluss einreichen", "Petra Lindner", date(2026, 6, 30)
    )  # fmt: skip
    await press(pilot, "screen.back")


async def ended(app: Any, pilot: Any, room: Room, key: int) -> None:
    """Closed, approved after a question, sent, an addendum, an objection with its answer."""
    await press(pilot, "meeting.close")
    await settle(pilot, 0.3)
    await press(pilot, "meeting.approve")
    await until(pilot, lambda: isinstance(app.screen, Window))
    await pilot.press("j")
    await until(pilot, lambda: room.state(key) == "approved")
    await press(pilot, "meeting.sent")
    await save(app, pilot, persons="Bussard, Dohle", how="mail")
    sent = [s.name for s in room.ask(meetings.sendings, key) if s.paper == "minutes"]
    assert sent == ["Bernd Bussard", "Clara Dohle"]
    await press(pilot, "meeting.addendum")
    await settle(pilot, 0.1)
    await pilot.press(*"Das Datum ist der 22.", "enter")
    await settle(pilot, 0.2)
    assert room.ask(minutes.addenda, key)[0].text == "Das Datum ist der 22."
    await press(pilot, "meeting.object")
    await save(app, pilot, who="Bernd Bussard", text="Der Ort fehlt.")
    await press(pilot, "meeting.lines", "move.last", "record.edit")
    await settle(pilot, 0.2)
    await save(app, pilot, text="Der Ort war das Büro.")
    assert room.ask(minutes.objections, key)[0].answer == "Der Ort war das Büro."


@pytest.mark.parametrize("size", SIZES)
async def test_views_fit_every_size(filled: tuple[Store, Meetings], size: tuple[int, int]) -> None:
    async with shown(filled[0], size) as (app, pilot):
        for name in ("calendar.meetings", "calendar.resolutions", "calendar.instructions"):
            await view(app, pilot, name)
            assert_clean(app)


@pytest.mark.parametrize("size", SIZES)
async def test_lists_of_a_meeting_fit(filled: tuple[Store, Meetings], size: Any) -> None:
    store, keys = filled
    async with shown(store, size) as (app, pilot):
        for key in keys if size == SIZES[0] else keys[:1]:
            app.open_record(f"calendar:meeting/{key}")
            await settle(pilot)
            assert_clean(app)
            for name in SUBS:
                await press(pilot, name)
                assert app.screen.NAME.startswith("calendar.meeting_")
                assert_clean(app)
                await press(pilot, "screen.back")
