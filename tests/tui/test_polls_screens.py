"""Finding a date on the screen: begun, asked, answered by key and by mail, fixed, invited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kontor.base.i18n import _
from kontor.bootstrap import create_store, open_store
from kontor.calendar.kinds.polls import PollState, Vote
from kontor.calendar.poll_words import RESULTS
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.invitations import people
from kontor.calendar.service.polls import mark_asked
from kontor.store.store import Store
from kontor.tui import viewer
from kontor.tui.screens.calendar.invite_sending import SendingScreen
from kontor.tui.screens.calendar.invited import InvitedScreen
from kontor.tui.screens.calendar.poll import PollScreen
from kontor.tui.screens.calendar.poll_mails import PollMailsScreen
from kontor.tui.screens.calendar.poll_reading import PollAnswersScreen
from kontor.tui.screens.calendar.poll_times import TimesScreen
from kontor.tui.screens.calendar.polls import PollsScreen
from tests.tui.own import TODAY, fill, paste, shown, view
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until
from tests.tui.polls_firm import full
from tests.tui.sales_firm import office

ASKING, WIDE, FIXED, GONE = 4, 3, 1, 2  # polls of the firm


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("polls")
    with office(folder) as store:
        assert full(store) == [ASKING, WIDE, FIXED, GONE]
        return Path(store.path)


@pytest.fixture
def firm(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(viewer, "show", lambda path: True)
    with open_store(Path(shutil.copy2(template, tmp_path / "firm.kontor"))) as store:
        yield store


def sheet(store: Store, key: int) -> queries.Sheet:
    with store.read() as con:
        return queries.sheet(con, key)


def votes(store: Store, key: int, name: str) -> dict[int, Vote]:
    return dict(next(who.voter.votes for who in sheet(store, key).people if who.name == name))


def held(store: Store) -> int:
    with store.read() as con:
        return int(con.execute("SELECT count(*) FROM appointment WHERE state='held'").fetchone()[0])


def reply(folder: Path, name: str, sender: str, said: str, poll: int) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, f"AW: Terminabstimmung: Aufmaß [T{poll}]"
    message["Message-ID"], message["Date"] = f"<{name}@x.example>", "16 Mar 2026 10:00:00 +0100"
    message.set_content(said)
    (folder / f"{name}.eml").write_bytes(message.as_bytes())


async def at(app: Any, pilot: Any, key: int) -> PollScreen:
    await view(app, pilot, "calendar.polls")
    await app.push_screen(PollScreen(key))
    await settle(pilot, 0.1)
    assert isinstance(app.screen, PollScreen)
    return app.screen


async def test_from_the_first_line_to_the_invitations(firm: Store, tmp_path: Path) -> None:
    async with shown(firm) as (app, pilot):
        await view(app, pilot, "calendar.polls")
        await press(pilot, "record.new")
        await fill(
            app, pilot, subject="Aufmaß Giebel", required="Lindner, Eva Weiß <eva@weiss.example>",
            optional="Ole Ulm <ole@ulm.example>", minutes="90", answer_by="18.3.2026",
        )  # fmt: skip
        await press(pilot, "form.save")
        await until(pilot, lambda: isinstance(app.screen, TimesScreen) and app.screen.row)
        assert held(firm) == 6 + 15
        await press(pilot, "mark.toggle", "mark.toggle", "step.next")
        await until(pilot, lambda: isinstance(app.screen, PollScreen))
        key = app.screen.record
        assert [one.number for one in sheet(firm, key).slots] == [1, 2]
        assert held(firm) == 6 + 15 + 2
        await press(pilot, "step.next")
        await until(pilot, lambda: isinstance(app.screen, PollMailsScreen))
        await press(pilot, "step.next")
        await until(pilot, lambda: isinstance(app.screen, PollScreen))
        assert len(list((tmp_path / _("Date polls")).glob("*.eml"))) == 2
        assert [who.asked for who in sheet(firm, key).people] == [None, TODAY, TODAY]
        await press(pilot, "poll.yes", "poll.no")
        await until(pilot, lambda: len(votes(firm, key, "Lindner")) == 2)
        assert votes(firm, key, "Lindner") == {1: Vote.YES, 2: Vote.NO}
        reply(tmp_path, "a", "eva@weiss.example", "1 ja, 2 notfalls", key)
        reply(tmp_path, "b", "Sekretariat <buero@ulm.example>", "beide passen nicht", key)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await paste(app, pilot, f"{tmp_path}/")
        await settle(pilot, 0.3)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PollAnswersScreen))
        await until(pilot, lambda: app.screen.plan is not None)
        await settle(pilot, 0.2)
        assert app.screen.counts() == {"taken": 1, "stranger": 1}
        await pilot.press("down")
        await press(pilot, "record.edit")
        await settle(pilot, 0.2)
        await pilot.press(*"Ole")
        await settle(pilot, 0.4)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.plan and app.screen.counts().get("stranger") is None)
        await press(pilot, "step.next")
        await until(pilot, lambda: isinstance(app.screen, PollAnswersScreen) and app.screen.done)
        assert votes(firm, key, "Eva Weiß") == {1: Vote.YES, 2: Vote.MAYBE}
        await pilot.press("escape")
        await settle(pilot, 0.2)
        assert app.screen.sheet is not None and app.screen.grid.first == 1
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("j")
        await until(pilot, lambda: isinstance(app.screen, SendingScreen))
        await settle(pilot, 0.2)
        done = sheet(firm, key).poll
        assert (done.state, done.chosen) == (PollState.FINAL, 1)
        assert held(firm) == 6 + 15
        with firm.read() as con:
            asked = {one.name for one in people(con, done.appointment or 0)}
        assert asked == {"Petra Lindner", "Eva Weiß", "Ole Ulm"}
        assert app.screen.shown is not None and len(app.screen.shown.rows) == 3
        await pilot.press("escape")
        await settle(pilot, 0.1)
        await press(pilot, "step.next")
        await settle(pilot, 0.1)
        assert isinstance(app.screen, InvitedScreen)


async def test_answers_by_arrows_and_keys(firm: Store) -> None:
    async with shown(firm, SIZES[0]) as (app, pilot):
        screen = await at(app, pilot, ASKING)
        await pilot.press("end", "up")
        await press(pilot, "poll.yes", "poll.maybe", "poll.no")
        await until(pilot, lambda: len(votes(firm, ASKING, "Hausverwaltung Nord GmbH")) == 3)
        assert votes(firm, ASKING, "Hausverwaltung Nord GmbH") == {
            1: Vote.YES, 2: Vote.MAYBE, 3: Vote.NO,
        }  # fmt: skip
        assert screen.grid.slot is not None and screen.grid.slot.number == 4
        for _turn, vote in enumerate((Vote.YES, Vote.MAYBE, Vote.NO, None)):
            await press(pilot, "poll.turn")
            await until(pilot, lambda v=vote: votes(
                firm, ASKING, "Hausverwaltung Nord GmbH").get(4) == v)  # fmt: skip
        assert 4 not in votes(firm, ASKING, "Hausverwaltung Nord GmbH")
        await press(pilot, "step.undo")
        await settle(pilot, 0.2)
        assert votes(firm, ASKING, "Hausverwaltung Nord GmbH")[4] is Vote.NO
        await press(pilot, "poll.close")
        await until(pilot, lambda: sheet(firm, ASKING).poll.state is PollState.CLOSED)
        assert screen.reason("poll.yes") and not screen.reason("poll.final")
        await press(pilot, "poll.say")
        assert app.screen is screen
        await press(pilot, "poll.close")
        await until(pilot, lambda: sheet(firm, ASKING).poll.state is PollState.OPEN)


async def test_a_pasted_answer_shows_what_is_understood(firm: Store) -> None:
    async with shown(firm, SIZES[0]) as (app, pilot):
        await at(app, pilot, ASKING)
        await pilot.press("end")
        await press(pilot, "poll.say")
        await fill(app, pilot, text="1 ja, 2 nein, 77 ja")
        await press(pilot, "form.save")
        await settle(pilot, 0.2)
        assert not votes(firm, ASKING, "Eva Weiß")
        await fill(app, pilot, text="alle außer 2\n\nGruß E. Weiß\n> 1 __, 2 __", source="mail")
        await press(pilot, "form.save")
        await until(pilot, lambda: len(votes(firm, ASKING, "Eva Weiß")) == 6)
        assert votes(firm, ASKING, "Eva Weiß")[2] is Vote.NO


async def test_times_and_people_come_and_go(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        screen = await at(app, pilot, ASKING)
        await press(pilot, "poll.slot")
        await until(pilot, lambda: isinstance(app.screen, TimesScreen) and app.screen.row)
        await press(pilot, "record.new")
        await settle(pilot, 0.1)
        await pilot.press(*"31.3. 11:00", "enter")
        await until(pilot, lambda: len(sheet(firm, ASKING).slots) == 7)
        assert sheet(firm, ASKING).slots[-1].starts.isoformat() == "2026-03-31T11:00:00"
        await until(pilot, lambda: app.screen is screen)
        await press(pilot, "poll.person")
        await settle(pilot, 0.2)
        await pilot.press(*"Lea")
        await settle(pilot, 0.4)
        await pilot.press("enter")
        await settle(pilot, 0.2)
        await pilot.press("m")
        await until(pilot, lambda: len(sheet(firm, ASKING).people) == 9)
        assert sheet(firm, ASKING).people[-1].required
        await settle(pilot, 0.2)
        await pilot.press("end")
        await press(pilot, "record.open")
        await pilot.press("k")
        await until(pilot, lambda: not sheet(firm, ASKING).people[-1].required)
        await settle(pilot, 0.2)
        for letter, count in (("p", (7, 8)), ("t", (6, 8))):
            await press(pilot, "record.cancel")
            await pilot.press(letter)
            await until(pilot, lambda c=count: (
                len(sheet(firm, ASKING).slots), len(sheet(firm, ASKING).people)) == c)  # fmt: skip
            await settle(pilot, 0.2)
        await press(pilot, "record.cancel")
        await pilot.press("a")
        await until(pilot, lambda: sheet(firm, ASKING).poll.state is PollState.ABANDONED)
        assert held(firm) == 15


async def test_who_was_mailed_hears_that_it_is_given_up(firm: Store, tmp_path: Path) -> None:
    firm.run(mark_asked, ASKING, [one.id for one in sheet(firm, ASKING).people], TODAY)
    async with shown(firm, (80, 24)) as (app, pilot):
        app.folder = tmp_path / "out"
        screen = await at(app, pilot, ASKING)
        await press(pilot, "record.cancel")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, PollMailsScreen))
        await settle(pilot, 0.2)
        assert "wird abgesagt" in text(app)
        assert_clean(app)
        await press(pilot, "step.next")
        await until(pilot, lambda: app.screen is screen)
        (folder,) = (tmp_path / "out").iterdir()
        assert len(list(folder.glob("*.eml"))) == 2  # the others have no address
        await settle(pilot, 0.2)
        assert screen.reason("step.next") == "Diese Terminabstimmung wurde aufgegeben."
        assert screen.reason("record.mail")


async def test_who_is_needed_but_cannot_is_said_before_fixing(firm: Store) -> None:
    async with shown(firm) as (app, pilot):
        screen = await at(app, pilot, ASKING)
        screen.grid.choose(4)
        await press(pilot, "poll.final")
        await settle(pilot, 0.1)
        assert "Ohm Bau" in text(app)
        await pilot.press("n")
        await settle(pilot, 0.1)
        assert sheet(firm, ASKING).poll.state is PollState.OPEN
        screen.grid.choose(2)
        await press(pilot, "poll.final")
        await settle(pilot, 0.1)
        await pilot.press("j")
        await until(pilot, lambda: isinstance(app.screen, SendingScreen))
        assert sheet(firm, ASKING).poll.chosen == 2
        assert held(firm) == 15


async def test_strange_and_broken_mails_are_told(firm: Store, tmp_path: Path) -> None:
    from kontor.calendar.formats.poll_mail import read_paths

    reply(tmp_path, "a", "wer@fremd.example", "1 ja", ASKING)
    reply(tmp_path, "b", "eva@weiss.example", "ich melde mich", ASKING)
    (tmp_path / "c.eml").write_bytes(b"\x00\x01")
    async with shown(firm, SIZES[0]) as (app, pilot):
        await at(app, pilot, ASKING)
        await app.push_screen(PollAnswersScreen(tmp_path, *read_paths([tmp_path])))
        await until(pilot, lambda: app.screen.plan is not None)
        await settle(pilot, 0.2)
        assert app.screen.counts() == {"stranger": 1, "unclear": 1, "bad": 1}
        for code in ("stranger", "unclear"):
            assert _(RESULTS[code]) in text(app)
        assert app.screen.reason("step.next")


@pytest.mark.parametrize("size", [SIZES[0], (60, 16)])
async def test_every_poll_fits_every_size(firm: Store, size: tuple[int, int]) -> None:
    async with shown(firm, size) as (app, pilot):
        screen = await view(app, pilot, "calendar.polls")
        assert isinstance(screen, PollsScreen) and screen.table.count == 4
        assert_clean(app)
        for key in (ASKING, WIDE):
            screen = await at(app, pilot, key)
            await pilot.press("right", "end")
            screen.grid.step(99)
            await settle(pilot)
            assert_clean(app)
            assert screen.grid.slot is sheet_slot(screen)


def sheet_slot(screen: PollScreen) -> Any:
    """The last time of the poll on the screen."""
    assert screen.sheet is not None
    return screen.sheet.slots[-1]


async def test_an_empty_poll_says_what_comes_first(tmp_path: Path) -> None:
    from kontor.calendar.model.polls import PollInput
    from kontor.calendar.service.polls import new_poll

    with create_store(tmp_path / "e.kontor") as store:
        key = store.run(new_poll, PollInput(subject="Leer"), TODAY).value
        async with shown(store, SIZES[0]) as (app, pilot):
            screen = await at(app, pilot, key)
            assert screen.reason("poll.yes") and screen.reason("record.mail")
            await press(pilot, "step.next")
            await settle(pilot, 0.2)
            assert isinstance(app.screen, TimesScreen)
            assert_clean(app)
