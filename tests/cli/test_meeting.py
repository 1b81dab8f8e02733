"""Meetings and instructions from the command line: from planning to a resolution found again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kontor.bootstrap import create_store
from kontor.company.model import EmployeeInput
from kontor.company.service import add_employee
from tests.calendar import inviting
from tests.calendar.meeting_room import STAFF
from tests.cli.conftest import Kontor

DAY = "2027-03-24"  # a Wednesday: its invitation goes out until Friday, 12 March


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("meeting") / "firm.kontor"
    with create_store(path) as store:
        inviting.make(store)
        for name, short, role, born in STAFF:
            values = {"name": name, "short": short, "role": role, "born": born}
            data = EmployeeInput.model_validate(values | {"started": "2026-01-01"})
            store.run(add_employee, data, inviting.TODAY)
    return path


class Desk:
    """`desk("list")` is `kontor meeting list`; `ask` gives its data."""

    def __init__(self, kontor: Kontor, file: Path) -> None:
        self.kontor, self.file = kontor, file

    def __call__(self, *words: object, code: int | None = 0) -> str:
        said = self.kontor("meeting", *words, file=self.file, code=code)
        return said.out + said.err

    def ask(self, *words: object) -> Any:
        return self.kontor("meeting", *words, "--json", file=self.file).json

    def show(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("show", 1)
        return found


@pytest.fixture
def desk(template: Path, tmp_path: Path, kontor: Kontor, clock: Any) -> Desk:
    clock("2027-03-01T09:00")
    return Desk(kontor, Path(shutil.copy2(template, tmp_path / "firm.kontor")))


def plan(desk: Desk) -> None:
    """A shareholders' meeting on Wednesday, 24 March, at 10."""
    desk("new", "--kind", "shareholders", "--starts", f"{DAY} 10:00", "--ends", f"{DAY} 12:00",
         "--members", "Eva Krüger=15000", "--members", "Eva Ohm=10000", "--agenda", "Begrüßung",
         "--agenda", "!Jahresabschluss", "--place", "Büro")  # fmt: skip


# -- planning and inviting -------------------------------------------------------------------------


def test_planned_with_agenda_people_and_proxies(desk: Desk, tmp_path: Path) -> None:
    plan(desk)
    paper = tmp_path / "vollmacht.pdf"
    paper.write_bytes(b"signed")
    desk("agenda", 1, "--title", "Geschäftsführer", "--kind", "election", "--minutes", 20)
    desk("item", 1, 3, "--title", "Wahl", "--to", 2)
    desk("agenda", 1, "--title", "Zu viel")
    desk("remove", 1, 4)
    desk("attach", 1, 2, paper)
    desk("person", 1, "--name", "Petra", "--role", "guest")
    desk("person", 1, "--name", "Ole", "--role", "guest")
    desk("part", 1, "Ole")
    desk("person", 1, "--change", "--name", "Ohm", "--votes", 7500)
    desk("proxy", 1, "--person", "Ohm", "--holder", "Krüger", "--paper", paper)
    there = desk.show()
    assert [(one["number"], one["title"], one["kind"]) for one in there["agenda"]] == [
        (1, "Begrüßung", "info"), (2, "Wahl", "election"), (3, "Jahresabschluss", "decision"),
    ]  # fmt: skip
    assert [(one["name"], one["votes"], one["holder_name"]) for one in there["people"]] == [
        ("Eva Krüger", 15_000, ""), ("Eva Ohm", 7_500, "Eva Krüger"), ("Petra Lindner", 0, ""),
    ]  # fmt: skip
    desk("revoke", 1, "Ohm")
    assert desk.show()["people"][1]["holder_name"] == ""
    desk("change", 1, "--title", "Gesellschafter", "--online", "Telefon")
    assert desk.ask("list", "--kind", "shareholders")[0]["title"] == "Gesellschafter"
    assert desk.ask("list", "--kind", "site") == []
    desk("show", "Gesellschafter")
    desk("show", "Niemand", code=2)


def test_a_meeting_out_of_one_document(desk: Desk, tmp_path: Path) -> None:
    data = {"kind": "site", "starts": f"{DAY}T09:00", "members": ["Jo", "all"], "agenda": ["Lage"]}
    file = tmp_path / "meeting.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = desk.ask("new", "--input", file)
    assert (done["meeting"], done["invite"]) == (1, None)
    there = desk.show()
    assert len(there["people"]) == len(STAFF) + 1 and there["title"] == "Baubesprechung"
    entry = desk.kontor("calendar", "show", there["appointment"], "--json", file=desk.file).json
    assert f"{DAY}T09:00" in json.dumps(entry).replace(" 09:00", "T09:00")


def test_invited_by_mark_and_noted_by_hand(desk: Desk, tmp_path: Path) -> None:
    plan(desk)
    assert desk.ask("list")[0]["invite"] == "2027-03-12"
    shown = desk.ask("invite", 1)
    assert [row["way"] for row in shown["rows"]] == ["letter", "letter"]
    assert "Jahresabschluss" in shown["rows"][0]["text"] and "faults" not in shown
    desk("invite", 1, "--text")
    desk("invite", 1, "--mark", "wrong", code=2)
    done = desk.ask("invite", 1, "--mark", shown["mark"], "--output", tmp_path / "aus")
    assert sorted(Path(one["file"]).suffix for one in done["sent"]) == [".pdf", ".pdf"]
    there = desk.show()
    assert there["state"] == "invited" and there["faults"] == []
    assert {(one["how"], one["day"]) for one in there["sent"]} == {("registered", "2027-03-01")}
    assert desk.ask("sent", 1, "--how", "hand", "--day", "2027-03-02")["sent"] == 2
    assert desk.ask("text", 1)["text"].count("Jahresabschluss") == 1
    desk("drop", 1, code=2)
    desk("cancel", 1, "Zu viele krank")
    assert desk.show()["state"] == "cancelled"
    plan(desk)
    desk("drop", 2)
    assert [one["id"] for one in desk.ask("list")] == [1]


# -- held ------------------------------------------------------------------------------------------


def hold(desk: Desk, clock: Any) -> None:
    """Convened, opened, voted, elected, closed."""
    plan(desk)
    desk("sent", 1, "--how", "registered", "--day", "2027-03-10")
    clock(f"{DAY}T10:00")
    desk("open", 1, "--present", "Krüger", "--chair", "Krüger")
    desk("present", 1, "Ohm", "--at", "10:05")
    desk("call", 1, 1, "--at", "10:06")
    desk("minute", 1, "Frau Krüger begrüßt.", "--at", "10:07")
    line = desk.show()["minutes"][-1]["id"]
    desk("correct", 1, line, "Frau Krüger begrüßt alle.")
    desk("finish", 1, 1, "--at", "10:08")
    desk("call", 1, 2, "--at", "10:10")
    desk("motion", 1, "--item", 2, "--wording", "Unsinn")
    desk("withdraw", 1)
    desk("motion", 1, "--item", 2, "--wording", "Der Abschluss wird festgestellt.",
         "--motion", "accounts")  # fmt: skip


def test_held_from_opening_to_an_addendum(desk: Desk, clock: Any, tmp_path: Path) -> None:
    hold(desk, clock)
    done = desk.ask("vote", 2, "--by", "Krüger=yes", "--by", "Ohm=no", "--at", f"{DAY} 10:20")
    assert done["adopted"] is True and "15000" in done["result"].replace(".", "")
    assert [one["state"] for one in desk.ask("motions", 1)] == ["withdrawn", "decided"]
    ballot = desk.ask("elect", 1, "--item", 2, "--post", "Beirat", "--candidate", "Eva Ohm=1",
                      "--candidate", "Jan Lindner=3", "--at", f"{DAY} 10:30")  # fmt: skip
    desk("accept", ballot["election"], "--name", "Jan Lindner")
    desk("task", 1, "--title", "Abschluss einreichen", "--owner", "Petra", "--due", "2027-04-30")
    desk("leave", 1, "Ohm", "--at", "10:50")
    desk("close", 1, "--at", "11:00")
    desk("approve", 1)
    desk("approve", 1, code=2)
    desk("sent", 1, "--how", "mail", "--paper", "minutes")
    desk("object", 1, "--who", "Ohm", "--text", "Die Zahl stimmt nicht.")
    desk("answer", 1, "Stimmt doch.")
    desk("addendum", 1, "--text", "Anlage nachgereicht.", "--author", "Krüger")
    there = desk.show()
    assert there["state"] == "approved" and there["addenda"][0]["text"] == "Anlage nachgereicht."
    assert there["objections"][0]["answer"] == "Stimmt doch."
    clock("2028-03-24T10:00")  # a year later
    [found] = desk.ask("resolutions", "--search", "abschluss festgest")
    assert (found["number"], found["day"]) == ("GB-2027-001", DAY)
    assert len(desk.ask("resolutions", "--year", 2027)) == 2
    assert desk.ask("resolutions", "--year", 2026) == []
    desk("resolution", "gb-2027-001", "--done", "--note", "eingereicht")
    assert [one["number"] for one in desk.ask("resolutions", "--only-open")] == ["GB-2027-002"]
    hits = desk.kontor("search", "Abschluss", "festgestellt", "--json", file=desk.file).json
    assert "calendar:resolution/1" in json.dumps(hits)
    out = tmp_path / "pdf"
    for paper in ("minutes", "attendance", "invitation"):
        desk("pdf", 1, paper, "--output", out)
    [book] = desk.ask("book", "--year", 2027, "--output", out)
    assert book["count"] == 2 and Path(book["file"]).parent == out
    desk("book", "--search", "nichts", "--output", out)
    files = sorted(out.iterdir())
    assert len(files) == 5 and all(path.read_bytes().startswith(b"%PDF") for path in files)


def test_votes_that_cannot_be_are_refused_with_the_reason(desk: Desk, clock: Any) -> None:
    hold(desk, clock)
    assert "NAME=" in desk("vote", 2, "--by", "Krüger", code=2)
    desk("vote", 2, "--yes", 30_000, code=2)
    desk("close", 1, "--at", "11:00", code=2)  # a motion waits
    desk("close", 1, "--at", "halb elf", code=2)
    desk("vote", 99, "--yes", 1, code=2)
    desk("correct", 1, 99, "Text", code=2)
    desk("finish", 1, 2, "--postpone", "--at", "10:40")
    assert desk.show()["agenda"][1]["state"] == "postponed"


# -- rules and instructions ------------------------------------------------------------------------


def test_own_rules_and_majorities(desk: Desk) -> None:
    plan(desk)
    desk("set-rules", "--kind", "shareholders", "--notice", 14, "--unit", "days", "--form", "text",
         "--post-days", 0, "--valid-from", "2027-01-01", "--source", "§ 8")  # fmt: skip
    assert desk.ask("list")[0]["invite"] == "2027-03-09"
    desk("majority", "--kind", "shareholders", "--motion", "cars", "--majority", "unanimous",
         "--name", "Firmenwagen", "--valid-from", "2027-01-01")  # fmt: skip
    told = desk.ask("rules")
    assert told["kinds"][0]["source"] == "§ 8"
    motions = {one["motion"]: one for one in told["motions"] if one["kind"] == "shareholders"}
    assert motions["cars"]["name"] == "Firmenwagen"
    assert "GmbHG § 53" in motions["articles"]["law"]


def test_instructions_held_signed_and_due(desk: Desk, tmp_path: Path) -> None:
    assert {one["topic"] for one in desk.ask("topics")} >= {"general", "ladders", "fire"}
    desk("topic", "--topic", "kran", "--name", "Kran", "--months", 24, "--roles", "foreman",
         "--valid-from", "2026-01-01")  # fmt: skip
    scan = tmp_path / "liste.png"
    scan.write_bytes(b"picture")
    data = {"topics": ["general", "kran"], "persons": ["Ole", "Timo"], "teacher": "Jan Lindner",
            "day": "2027-02-01", "signed": False}  # fmt: skip
    file = tmp_path / "held.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = desk.ask("instruct", "--input", file, "--scan", scan)
    assert done["instructions"] == [1, 2]
    desk("sign", 1, "Ole")
    desk("sign", 1, "Petra", code=2)
    held = desk.ask("instructions", "--held")
    assert [(one["id"], one["people"], one["signed"]) for one in held] == [(2, 2, 0), (1, 2, 1)]
    cells = {(one["who"], one["topic"]): one for one in desk.ask("instructions")}
    assert cells["Ole Brandt", "general"]["due"] == "2028-02-01"
    assert cells["Ole Brandt", "kran"]["due"] == "2029-02-01"
    assert cells["Timo Dorn", "general"]["due"] == "2028-02-01"  # of age before the half year ends
    assert cells["Mia Conrad", "general"]["mark"] == "due"
    assert ("Mia Conrad", "kran") not in cells
    desk("instruct", "--topics", "unbekannt", "--persons", "Ole", "--teacher", "Jan", code=2)
