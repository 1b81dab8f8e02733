"""Invitations on the screen: ask, look, send, read the answers, all by keys."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.bootstrap import create_store, open_store
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.ics_read import read_calendars
from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.kinds.requests import Request, RequestState
from kontor.calendar.queries.invitations import log
from kontor.calendar.queries.requests import requests
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.store.store import Store
from kontor.tui import viewer
from kontor.tui.screens.calendar.invite_reading import AnswersScreen, CalendarImport, Files
from kontor.tui.screens.calendar.invite_sending import SendingScreen, hand_on
from kontor.tui.screens.calendar.invited import InvitationsScreen, InvitedScreen, person_hits
from kontor.tui.screens.calendar.requests import RequestsImport, RequestsScreen
from kontor.tui.screens.firm.settings import SettingsScreen
from tests.calendar import inviting
from tests.calendar.inviting import AT, ENDS, STARTS, TODAY, ask, everybody, send
from tests.calendar.post_office import (
    PASSWORD,
    USER,
    Office,
    Ring,
    open_office,
    reach_this_computer,
)
from tests.tui.own import shown
from tests.tui.pilot import SIZES, assert_clean, press, settle, text, until


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("invited") / "firm.kontor"
    with create_store(path) as store:
        assert inviting.make(store) == 1
    return path


@pytest.fixture
def firm(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(viewer, "show", lambda path: True)
    path = Path(shutil.copy2(template, tmp_path / "firm.kontor"))
    with open_store(path) as store:
        yield store


async def at(app: Any, pilot: Any, screen: Any) -> Any:
    await app.push_screen(screen)
    await settle(pilot, 0.3)
    return app.screen


async def test_asked_looked_at_and_sent(firm: Store, tmp_path: Path) -> None:
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, InvitedScreen(1))
        assert "Montag, 22.03.2027, 9:00 bis 10:00 Uhr" in text(app)
        await press(pilot, "record.new")
        await settle(pilot, 0.2)
        await pilot.press(*"Krüger")
        await settle(pilot, 0.4)
        await pilot.press("enter")
        await until(pilot, lambda: "Eva Krüger" in everybody(firm, 1))
        assert everybody(firm, 1)["Eva Krüger"].state is InviteState.OPEN
        await until(pilot, lambda: "1 Nachricht" in text(app))
        assert "1 Nachricht" in text(app)
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        assert isinstance(app.screen, SendingScreen) and "Einladung: Baubesprechung" in text(app)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("j")
        await until(pilot, lambda: isinstance(app.screen, InvitedScreen))
        assert isinstance(app.screen, InvitedScreen)
        await settle(pilot, 0.1)
        assert everybody(firm, 1)["Eva Krüger"].state is InviteState.SENT
        assert len(list((tmp_path / "Einladungen").glob("*.eml"))) == 1
        assert "keine Antwort" in text(app)
        await press(pilot, "record.open")
        await settle(pilot, 0.2)
        await pilot.press("z")
        await until(pilot, lambda: everybody(firm, 1)["Eva Krüger"].state is InviteState.ACCEPTED)
        await settle(pilot, 0.1)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        assert isinstance(app.screen, InvitedScreen), "nothing is left to be sent"


@pytest.fixture
def office(firm: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A mail server of the settings, with two people who are asked to the appointment."""
    reach_this_computer(monkeypatch)
    ask(firm, 1, "Eva Krüger", "Büro Ohm <bau@ohm.example>")
    with open_office() as made:
        for key, value in (
            ("mail_server", "127.0.0.1"), ("mail_port", str(made.port)), ("mail_security", "none"),
        ):  # fmt: skip
            setting = {"key": key, "value": value, "valid_from": TODAY}
            firm.run(change_setting, SettingInput.model_validate(setting))
        yield made


def left(firm: Store) -> dict[str, str]:
    with firm.read() as con:
        return {one.name: one.state.value for one in log(con, 1)}


async def test_sent_at_once_and_what_is_in_doubt_is_asked(
    firm: Store, office: Office, tmp_path: Path
) -> None:
    office.breaks = 1
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, InvitedScreen(1))
        await press(pilot, "step.next")
        await settle(pilot, 0.3)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        assert "127.0.0.1" in text(app)
        await pilot.press("enter")
        await settle(pilot, 0.2)
        assert left(firm) == {}, "Enter alone sends nothing"
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("s")
        await until(pilot, lambda: left(firm) == {"Eva Krüger": "written", "Büro Ohm": "leaving"})
        await until(pilot, lambda: isinstance(app.screen, SendingScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, InvitedScreen))
        office.taken.pop()
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("n")
        await until(pilot, lambda: left(firm)["Büro Ohm"] == "prepared")
        await settle(pilot, 0.2)
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("s")
        await until(pilot, lambda: left(firm)["Büro Ohm"] == "written")
    assert [to for _from, to, _data in office.taken] == ["krueger@example.org", "bau@ohm.example"]
    assert not list((tmp_path / "Einladungen").glob("*.eml"))


async def test_the_password_is_kept_and_tried(
    firm: Store, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, office.login = Ring(), True
    monkeypatch.setitem(sys.modules, "keyring", ring)
    async with shown(firm, today=TODAY) as (app, pilot):
        screen = await at(app, pilot, SettingsScreen())
        assert screen.why_not("mail.password"), "without a user there is no password"
        setting = {"key": "mail_user", "value": USER, "valid_from": TODAY}
        firm.run(change_setting, SettingInput.model_validate(setting))
        await press(pilot, "mail.password")
        await settle(pilot, 0.2)
        await pilot.press(*PASSWORD)
        assert PASSWORD not in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(ring.kept))
        await until(pilot, lambda: "127.0.0.1 nimmt" in text(app))
    assert list(ring.kept.values()) == [PASSWORD] and office.taken == []


def answer(said: Answer, mail: str, **more: Any) -> bytes:
    event = Event("bau-1@kontor.invalid", "Baubesprechung", STARTS, ENDS, stamp=AT,
                  attendees=(Attendee(mail, "Tina", answer=said, wanted=False),))  # fmt: skip
    return written([event._replace(**more)], Method.REPLY if not more else Method.COUNTER)


async def test_answers_are_a_list_first(firm: Store, tmp_path: Path) -> None:
    from kontor.calendar.formats.imip import read_file

    ask(firm, 1, "Eva Krüger")
    send(firm, 1, tmp_path / "out")
    received = [
        *read_file(answer(Answer.DECLINED, "krueger@example.org"), "1.ics"),
        *read_file(answer(Answer.ACCEPTED, "tina@example.org"), "2.ics"),
    ]
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, AnswersScreen(tmp_path, Files(received)))
        assert "war nicht eingeladen" in text(app)
        assert everybody(firm, 1)["Eva Krüger"].state is InviteState.SENT
        await pilot.press("down")
        await press(pilot, "record.edit")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot, 0.4)
        await press(pilot, "step.next")
        await until(pilot, lambda: "2 Antworten übernommen" in text(app))
        there = {name: one.state for name, one in everybody(firm, 1).items()}
        assert there == {"Eva Krüger": InviteState.DECLINED, "Tina": InviteState.ACCEPTED}
        assert "2 Antworten übernommen" in text(app)


async def test_another_time_waits_for_a_decision(firm: Store, tmp_path: Path) -> None:
    from kontor.calendar.formats.imip import read_file
    from kontor.calendar.queries.invitations import proposals
    from kontor.calendar.service.replies import take_replies

    ask(firm, 1, "Eva Krüger")
    send(firm, 1, tmp_path / "out")
    later = STARTS + timedelta(days=1)
    data = answer(Answer.TENTATIVE, "krueger@example.org", starts=later,
                  ends=later + timedelta(hours=1))  # fmt: skip
    firm.run(take_replies, read_file(data, "1.ics"), AT)
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, InvitedScreen(1))
        await press(pilot, "invite.decide")
        await settle(pilot, 0.2)
        assert "23.03.2027 09:00" in text(app)
        await pilot.press("n")
        await settle(pilot, 0.6)
        with firm.read() as con:
            assert [one.state for one in proposals(con, 1)] == ["declined"]
        await press(pilot, "invite.log")
        await settle(pilot, 0.2)
        assert "anderer Termin" in text(app)


async def test_taking_back_and_changing(firm: Store) -> None:
    ask(firm, 1, "Eva Krüger", "Jo")
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, InvitedScreen(1))
        await press(pilot, "record.cancel")
        await settle(pilot, 0.4)
        assert list(everybody(firm, 1)) == ["Jonas Brandt"]
        await press(pilot, "record.edit")
        await settle(pilot, 0.3)
        await pilot.press(*"jo@lindner.example")
        await press(pilot, "form.save")
        await settle(pilot, 0.4)
        assert everybody(firm, 1)["Jonas Brandt"].mail == "jo@lindner.example"


async def test_a_calendar_is_taken_over(firm: Store, tmp_path: Path) -> None:
    event = Event("ferien@x", "Osterferien", STARTS.replace(hour=0), ENDS.replace(hour=0, day=24),
                  all_day=True, stamp=AT)  # fmt: skip
    found = read_calendars(written([event]), "ferien.ics")
    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, CalendarImport(tmp_path / "ferien.ics", Files(found)))
        assert "Osterferien" in text(app)
        await press(pilot, "step.next")
        await until(pilot, lambda: "1 Termin übernommen" in text(app))
        assert "1 Termin übernommen" in text(app)
    with firm.read() as con:
        row = con.execute("SELECT title,origin FROM appointment WHERE id=2").fetchone()
    assert row == ("Osterferien", "ferien.ics")


async def test_a_calendar_is_handed_on(firm: Store, tmp_path: Path) -> None:
    async with shown(firm, today=TODAY) as (app, pilot):
        screen = await at(app, pilot, InvitationsScreen())
        hand_on(screen)
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await settle(pilot, 0.2)
        await pilot.press("enter")
        await until(pilot, lambda: bool(list(tmp_path.glob("*.ics"))))
    (path,) = tmp_path.glob("*.ics")
    titles = {one.title for one in read_calendars(path.read_bytes(), "x")}
    assert {"Baubesprechung", "Karfreitag"} <= titles


async def test_who_can_be_asked(firm: Store) -> None:
    assert [hit.target for hit in person_hits(firm.read, "jo")] == ["Jo"]
    assert person_hits(firm.read, "Ohm <a@b.example>")[0].target == "Ohm <a@b.example>"
    assert any(hit.label == "Eva Krüger" for hit in person_hits(firm.read, "Krü"))


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_cut(firm: Store, tmp_path: Path, size: tuple[int, int]) -> None:
    ask(firm, 1, "Eva Krüger", "Architekturbüro Ohm und Partner <bau@ohm.example>", "Jo")
    async with shown(firm, size, today=TODAY) as (app, pilot):
        for screen in (InvitationsScreen(), InvitedScreen(1), SendingScreen(1)):
            await at(app, pilot, screen)
            assert_clean(app)


# -- invitations of others -----------------------------------------------------------------------


async def test_an_invitation_of_others_is_read_and_answered(firm: Store, tmp_path: Path) -> None:
    from kontor.calendar.formats.imip import read_file

    boss = Attendee("bau@ohm.example", "Büro Ohm")
    event = Event("fremd@ohm.example", "Jour fixe", STARTS, ENDS, stamp=AT, organizer=boss,
                  attendees=(Attendee("buero@lindner.example"),))  # fmt: skip
    found = read_file(written([event], Method.REQUEST), "in.ics")

    def there() -> list[Request]:
        with firm.read() as con:
            return requests(con, TODAY)

    async with shown(firm, today=TODAY) as (app, pilot):
        await at(app, pilot, RequestsScreen())
        await at(app, pilot, RequestsImport(tmp_path / "in.ics", Files(found)))
        assert "Büro Ohm" in text(app) and there() == []
        await press(pilot, "step.next")
        await until(pilot, lambda: len(there()) == 1)
        await settle(pilot, 0.2)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RequestsScreen))
        await until(pilot, lambda: "Jour fixe" in text(app))
        await press(pilot, "step.next")
        await settle(pilot, 0.2)
        await pilot.press("a")
        await settle(pilot, 0.2)
        await pilot.press(*"Urlaub", "enter")
        await settle(pilot, 0.2)
        assert "bau@ohm.example" in text(app) and "Urlaub" in text(app)
        await pilot.press("j")
        await until(pilot, lambda: there()[0].state is RequestState.DECLINED)
        await until(pilot, lambda: bool(list((tmp_path / "Einladungen").glob("*.eml"))))
        assert there()[0].comment == "Urlaub"
        assert not app.screen.why_not("step.next"), "an answer may be changed"
