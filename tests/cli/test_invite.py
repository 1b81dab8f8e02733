"""Invitations from the command line: ask, look, send, read the answers, ask again."""

from __future__ import annotations

import io
import shutil
import sys
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from kontor.bootstrap import create_store
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.ics_read import read_calendars
from tests.calendar import inviting
from tests.calendar.post_office import PASSWORD, USER, Ring, open_office, reach_this_computer
from tests.cli.conftest import Kontor


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("invite") / "firm.kontor"
    with create_store(path) as store:
        assert inviting.make(store) == 1
    return path


@pytest.fixture
def office(template: Path, tmp_path: Path, clock: object) -> Path:
    clock("2027-03-01T09:00")  # type: ignore[operator]
    return Path(shutil.copy2(template, tmp_path / "firm.kontor"))


def sent(kontor: Kontor, office: Path, folder: Path) -> list[Path]:
    kontor("invite", "add", 1, "Eva Krüger", "Büro Ohm <bau@ohm.example>", file=office)
    kontor("invite", "add", "calendar:1", "Jo", "--role", "guest", file=office)
    shown = kontor("invite", "preview", 1, "--json", file=office).json
    assert [row["name"] for row in shown["rows"]] == ["Eva Krüger", "Büro Ohm", "Jonas Brandt"]
    done = kontor("invite", "send", 1, "--mark", shown["mark"], "--output", folder, "--json",
                  file=office).json  # fmt: skip
    return [Path(one["file"]) for one in done["sent"] if one["file"]]


def reply(path: Path, answer: Answer, sender: str) -> bytes:
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (found,) = read_calendars(part.get_payload(decode=True), "x")
    assert found.event is not None
    mine = Attendee(sender, answer=answer, wanted=False)
    ics = written([found.event._replace(attendees=(mine,))], Method.REPLY).decode()
    return f"From: {sender}\nContent-Type: text/calendar; method=REPLY\n\n{ics}".encode()


def test_from_asking_to_the_answer(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    files = sent(kontor, office, tmp_path / "aus")
    assert [path.suffix for path in files] == [".eml", ".eml"]
    answers = tmp_path / "antworten"
    answers.mkdir()
    data = reply(files[0], Answer.ACCEPTED, "krueger@example.org")
    (answers / "1.eml").write_bytes(data)
    planned = kontor("invite", "reply", answers, "--dry-run", "--json", file=office).json
    assert planned["counts"]["taken"] == 1 and planned["step"] is None
    done = kontor("invite", "reply", answers, "--json", file=office).json
    assert done["rows"][0]["verdict"] == "taken" and done["step"]
    again = kontor("invite", "reply", answers, "--json", file=office).json
    assert again["counts"]["same"] == 1 and again["step"] is None
    status = kontor("invite", "status", 1, "--json", file=office).json
    assert {one["name"]: one["state"] for one in status["people"]} == {
        "Eva Krüger": "accepted", "Büro Ohm": "sent", "Jonas Brandt": "sent",
    }  # fmt: skip
    (line,) = kontor("invite", "status", "--json", file=office).json
    assert (line["accepted"], line["silent"], line["asked"]) == (1, 1, 3)
    assert "sagt zu" in kontor("invite", "status", 1, file=office).out
    log = kontor("invite", "log", 1, "--json", file=office).json
    assert [one["kind"] for one in log] == ["reply", "request", "request", "request"]


def test_a_strange_answer_is_a_finding_with_a_choice(
    kontor: Kontor, office: Path, tmp_path: Path
) -> None:
    files = sent(kontor, office, tmp_path / "aus")
    strange = tmp_path / "fremd.eml"
    strange.write_bytes(
        reply(files[0], Answer.ACCEPTED, "krueger@example.org").replace(
            b"From: krueger", b"From: tochter"
        )
    )
    said = kontor("invite", "reply", strange, file=office, code=1)
    assert "--take fremd.eml" in said.err
    kontor("invite", "reply", strange, "--take", "fremd.eml", file=office)
    status = kontor("invite", "status", 1, "--json", file=office).json
    assert status["people"][0]["state"] == "accepted"


def test_reminding_taking_back_and_answers_by_word(
    kontor: Kontor, office: Path, tmp_path: Path
) -> None:
    sent(kontor, office, tmp_path / "aus")
    kontor("invite", "answer", 1, "Büro", "--answer", "declined", "--comment", "keine Zeit",
           file=office)  # fmt: skip
    shown = kontor("invite", "remind", 1, "--json", file=office).json
    assert [row["name"] for row in shown["rows"]] == ["Eva Krüger"]
    kontor(
        "invite", "remind", 1, "--mark", shown["mark"], "--output", tmp_path / "neu", file=office
    )
    (path,) = (tmp_path / "neu").iterdir()
    assert path.name.startswith("Erinnerung 2027-03-22 Eva Krüger")
    kontor("invite", "change", 1, "krü", "--remind", "2027-03-10", file=office)
    kontor("invite", "remove", 1, "krü", file=office)
    shown = kontor("invite", "preview", 1, "--json", file=office).json
    assert [(row["name"], row["kind"]) for row in shown["rows"]] == [("Eva Krüger", "cancel")]
    assert "nehmen wir zurück" in kontor("invite", "preview", 1, "--text", file=office).out


@pytest.mark.parametrize(
    "words",
    [
        ("add", 1, "Niemand"),
        ("add", 99, "Jo"),
        ("preview", "x"),
        ("send", 1, "--mark", "falsch"),
        ("remove", 1, "Niemand"),
        ("decide", 7),
        ("reply", "/gibt/es/nicht.eml"),
        ("finish", 1, "--drop"),
    ],
)
def test_refusals_say_what_is_wrong(
    kontor: Kontor, office: Path, words: tuple[object, ...]
) -> None:
    said = kontor("invite", *words, file=office, code=2)
    assert said.err.strip() and "Traceback" not in said.err


def test_through_the_mail_server(
    kontor: Kontor, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach_this_computer(monkeypatch)
    ring = Ring()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    kontor("invite", "add", 1, "Eva Krüger", file=office)
    mark = kontor("invite", "preview", 1, "--json", file=office).json["mark"]
    send = ("invite", "send", 1, "--mark", mark, "--output", tmp_path, "--way", "smtp")
    kontor(*send, file=office, code=2)
    with open_office() as server:
        server.login = True
        for key, value in (
            ("mail_server", "127.0.0.1"), ("mail_port", server.port), ("mail_security", "none"),
            ("mail_user", USER),
        ):  # fmt: skip
            kontor("settings", "set", key, value, file=office)
        kontor("settings", "mail-test", file=office, code=2)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        kontor("settings", "mail-password", file=office)
        assert list(ring.kept.values()) == [PASSWORD]
        kontor("settings", "mail-test", file=office)
        assert server.taken == []
        done = kontor(*send, "--json", file=office).json
        assert done["sent"] == [
            {"name": "Eva Krüger", "way": "mail", "address": "krueger@example.org", "file": None,
             "sent": True}
        ]  # fmt: skip
        assert [to for _from, to, _data in server.taken] == ["krueger@example.org"]
        kontor("invite", "finish", 1, "--went", file=office, code=2)
        kontor("settings", "mail-password", "--drop", file=office)
    assert ring.kept == {}


def test_an_invitation_of_others(kontor: Kontor, office: Path, tmp_path: Path) -> None:
    start = inviting.STARTS
    event = Event("fremd@ohm.example", "Jour fixe", start, inviting.ENDS, stamp=inviting.AT,
                  organizer=Attendee("bau@ohm.example", "Büro Ohm"),
                  attendees=(Attendee("buero@lindner.example"),))  # fmt: skip
    file = tmp_path / "in.ics"
    file.write_bytes(written([event], Method.REQUEST))
    planned = kontor("invite", "read", file, "--dry-run", "--json", file=office).json
    assert planned["counts"]["new"] == 1 and planned["step"] is None
    kontor("invite", "read", file, file=office)
    again = kontor("invite", "read", file, "--json", file=office).json
    assert again["counts"]["same"] == 1 and again["rows"][0]["request"] == 1
    shown = kontor("invite", "say", 1, "--answer", "accepted", "--dry-run", "--json",
                   file=office).json  # fmt: skip
    assert shown["to"] == "bau@ohm.example"
    done = kontor("invite", "say", 1, "--answer", "accepted", "--output", tmp_path, "--json",
                  file=office).json  # fmt: skip
    (path,) = [Path(one["file"]) for one in done["sent"]]
    whole = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in whole.walk() if one.get_content_type() == "text/calendar"]
    (found,) = read_calendars(part.get_payload(decode=True), "x")
    assert found.method is Method.REPLY
    (line,) = kontor("invite", "received", "--json", file=office).json
    assert (line["state"], line["answer"]) == ("accepted", "written")
    kontor("invite", "finish-answer", 1, "--wait", "--went", file=office, code=2)
