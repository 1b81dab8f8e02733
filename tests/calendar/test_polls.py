"""Finding a date: asked, answered by mail and by hand, decided, given up, taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.calendar.formats.poll_mail import MailAnswer, read_answers, read_paths
from kontor.calendar.kinds.polls import PollState, Vote
from kontor.calendar.model.polls import AnswerInput, PeopleInput, PollChange, PollInput
from kontor.calendar.poll_doors import due
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.poll_slots import free_times
from kontor.calendar.rules.poll_text import body, subject_line
from kontor.calendar.service import poll_answers, polls
from kontor.calendar.service.poll_answers import Taken
from kontor.company import service as company
from kontor.company.model import EmployeeInput
from kontor.store.erasing import erase_person
from kontor.store.search import search
from kontor.store.store import Store
from tests.sales.office import Office

DAY = date(2026, 3, 16)
TIMES = ["2026-03-23 14:00", "2026-03-24 08:30", "2026-03-26 16:00"]


@pytest.fixture
def office(books: Store) -> Office:
    """A firm with two of its people and a customer with a mail address."""
    firm = Office(books)
    for name in ("Malte Lindner", "Jo Jochen"):
        firm.do(company.add_employee, EmployeeInput(name=name, mail=f"{name[:2]}@l.example"), DAY)
    firm.customer("Ohm Bau", kind="firm", channels=[{"kind": "mail", "value": "post@ohm.example"}])
    return firm


def begin(office: Office, **more: Any) -> int:
    """A poll over three times: Lindner and Ohm Bau must, Jochen and a guest may."""
    data = {
        "subject": "Baubesprechung", "place": "Fensterweg 3", "times": TIMES,
        "required": ["Lindner", "Ohm Bau"], "optional": ["Jochen", "Eva Weiß <eva@weiss.example>"],
        "answer_by": "2026-03-20", **more,
    }  # fmt: skip
    key: int = office.do(polls.new_poll, PollInput.model_validate(data), DAY)
    return key


def say(office: Office, poll: int, person: str, text: str) -> Any:
    return office.do(poll_answers.answer_poll, poll, AnswerInput(person=person, text=text), DAY)


def mail(sender: str, text: str, poll: int = 1, number: str = "1", at: str = "10:00") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, f"AW: Terminabstimmung: Baubesprechung [T{poll}]"
    message["Message-ID"], message["Date"] = f"<{number}@x.example>", f"17 Mar 2026 {at}:00 +0100"
    message.set_content(text)
    return message.as_bytes()


def take(office: Office, *data: bytes, **more: Any) -> list[Any]:
    mails: list[MailAnswer] = [one for part in data for one in read_answers(part, "x.eml")[0]]
    found: list[Any] = office.do(poll_answers.read_mails, mails, DAY, **more)
    return found


def held(office: Office) -> list[tuple[Any, ...]]:
    return office.sql("SELECT starts,title,reference FROM appointment WHERE state='held'")


def test_a_poll_keeps_its_times_free(office: Office) -> None:
    key = begin(office)
    assert held(office) == [
        ("2026-03-23T14:00", "Baubesprechung", "calendar:poll/1"),
        ("2026-03-24T08:30", "Baubesprechung", "calendar:poll/1"),
        ("2026-03-26T16:00", "Baubesprechung", "calendar:poll/1"),
    ]
    assert office.sql("SELECT count(*) FROM appointment_crew") == [(6,)]  # both own people
    sheet = office.ask(queries.sheet, key)
    assert [(one.name, one.mail, one.required) for one in sheet.people] == [
        ("Lindner", "Ma@l.example", True),
        ("Ohm Bau", "post@ohm.example", True),
        ("Jochen", "Jo@l.example", False),
        ("Eva Weiß", "eva@weiss.example", False),
    ]
    office.do(polls.change_poll, key, PollChange(minutes=90, subject="Aufmaß"), DAY)
    assert office.sql("SELECT DISTINCT title FROM appointment") == [("Aufmaß",)]
    assert office.sql("SELECT max(ends) FROM appointment") == [("2026-03-26T17:30",)]
    assert office.sql("SELECT max(ends) FROM poll_slot") == [("2026-03-26T17:30",)]


def test_decided_by_answers_from_everywhere(office: Office) -> None:
    key = begin(office)
    assert "[T1]" in subject_line(office.ask(queries.sheet, key).mail("Lindner"), "de")
    say(office, key, "Lindner", "alle außer 3")
    say(office, key, "Jochen", "1 notfalls, 2 ja, 3 nein")
    read = take(office, mail("Post <post@ohm.example>", "1 nein, 2 ja\n\nGruß Ohm"))
    assert [(one.result, one.person) for one in read] == [(Taken.TAKEN, "Ohm Bau")]
    standing = office.ask(queries.sheet, key).ranking()
    assert [one.proposal.number for one in standing] == [2, 1, 3]
    appointment = office.do(polls.final, key, 2)
    assert held(office) == []
    rows = office.sql("SELECT id,state,starts,ends,kind,title,place,reference FROM appointment")
    assert rows == [
        (appointment, "planned", "2026-03-24T08:30", "2026-03-24T09:30", "meeting",
         "Baubesprechung", "Fensterweg 3", "calendar:poll/1"),
    ]  # fmt: skip
    asked = [(one.name, str(one.role)) for one in office.ask(people, appointment)]
    assert asked == [
        ("Malte Lindner", "required"), ("Ohm Bau", "required"), ("Jo Jochen", "optional"),
        ("Eva Weiß", "optional"),
    ]  # fmt: skip
    found = office.ask(queries.poll, key)
    assert (found.state, found.chosen, found.appointment) == (PollState.FINAL, 2, appointment)
    with pytest.raises(Refused):
        office.do(polls.final, key, 1)
    with pytest.raises(Refused):
        say(office, key, "Lindner", "1 ja")
    office.store.undo()
    assert len(held(office)) == 3
    assert office.ask(queries.poll, key).state is PollState.OPEN
    assert office.do(polls.final, key, 1, anyway=True) in {
        row[0]
        for row in office.sql(
            "SELECT id FROM appointment WHERE starts='2026-03-23T14:00' AND state='planned'"
        )
    }


def test_nobody_can_and_who_is_needed_cannot(office: Office) -> None:
    key = begin(office)
    say(office, key, "Lindner", "nein")
    with pytest.raises(Refused, match="niemand"):
        office.do(polls.final, key, 1, anyway=True)
    say(office, key, "Jochen", "2 ja")
    with pytest.raises(Refused, match="Lindner"):
        office.do(polls.final, key, 2)
    office.do(polls.final, key, 2, anyway=True)


def test_given_up_nothing_is_left(office: Office) -> None:
    key = begin(office)
    office.do(polls.abandon_poll, key)
    assert office.sql("SELECT count(*) FROM appointment") == [(0,)]
    assert office.sql("SELECT count(*) FROM appointment_crew") == [(0,)]
    assert office.ask(queries.poll, key).state is PollState.ABANDONED
    with pytest.raises(Refused):
        office.do(polls.propose, key, [datetime.fromisoformat("2026-04-01T08:00")], DAY)
    office.store.undo()
    assert len(held(office)) == 3


def test_mails_count_once_and_only_from_known_people(office: Office) -> None:
    key = begin(office)
    first = mail("eva@weiss.example", "1 ja, 2 nein", number="a", at="11:00")
    assert [one.result for one in take(office, first)] == [Taken.TAKEN]
    changed = office.store.run(poll_answers.read_mails, read_answers(first, "x")[0], DAY)
    assert [one.result for one in changed.value] == [Taken.AGAIN]
    assert changed.step is None  # nothing was written
    older = mail("eva@weiss.example", "alle", number="b", at="09:00")
    assert [one.result for one in take(office, older)] == [Taken.OLDER]
    stranger = mail("wer@fremd.example", "1 ja", number="c")
    assert [(one.result, one.person) for one in take(office, stranger)] == [
        (Taken.STRANGER, "wer@fremd.example")
    ]
    assert [one.result for one in take(office, stranger, person="Jochen")] == [Taken.TAKEN]
    unclear = mail("post@ohm.example", "Ich melde mich noch.", number="d")
    assert [one.result for one in take(office, unclear)] == [Taken.UNCLEAR]
    other = mail("post@ohm.example", "1 ja", poll=77, number="e")
    assert [one.result for one in take(office, other)] == [Taken.NO_POLL]
    assert [one.result for one in take(office, other, poll=key)] == [Taken.TAKEN]
    newer = mail("eva@weiss.example", "doch alle", number="f", at="12:00")
    assert [one.result for one in take(office, newer)] == [Taken.TAKEN]
    people = {one.name: one.voter.votes for one in office.ask(queries.sheet, key).people}
    assert people["Eva Weiß"] == dict.fromkeys((1, 2, 3), Vote.YES)
    assert people["Jochen"] == {1: Vote.YES}
    office.do(polls.close_poll, key)
    assert [one.result for one in take(office, mail("Jo@l.example", "2 ja", number="g"))] == [
        Taken.OVER
    ]


def test_folders_and_broken_files(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("eva@weiss.example", "1 ja", number="a"))
    (tmp_path / "b.eml").write_bytes(b"\x00\x01 nothing")
    (tmp_path / "note.doc").write_bytes(b"not a mail")
    mails, findings = read_paths([tmp_path, tmp_path / "gone.eml"])
    assert [one.place for one in mails] == ["a.eml"]
    assert [one.where for one in findings] == ["b.eml", "gone.eml"]


def test_times_and_people_change_while_it_runs(office: Office) -> None:
    key = begin(office, times=TIMES[:1])
    more = [datetime.fromisoformat(text) for text in TIMES]
    assert office.do(polls.propose, key, more, DAY) == [2, 3]  # one was there
    say(office, key, "Lindner", "1 ja, 2 ja, 3 nein")
    office.do(polls.drop_proposal, key, 2)
    assert [one.number for one in office.ask(queries.sheet, key).slots] == [1, 3]
    assert len(held(office)) == 2
    office.do(polls.drop_person, key, "Jochen")
    office.do(polls.ask_people, key, PeopleInput(optional=["Ohm Bau"]))
    people = office.ask(queries.sheet, key).people
    assert [(one.name, one.required) for one in people] == [
        ("Lindner", True), ("Ohm Bau", False), ("Eva Weiß", False),
    ]  # fmt: skip
    assert office.sql("SELECT DISTINCT employee FROM appointment_crew") == [(1,)]
    with pytest.raises(InputError, match="Vergangenheit"):
        office.do(polls.propose, key, [datetime.fromisoformat("2026-03-01T08:00")], DAY)
    with pytest.raises(NotFound, match="Unbekannt"):
        office.do(polls.ask_people, key, PeopleInput(optional=["Unbekannt"]))


def test_free_times_of_the_own_people(office: Office) -> None:
    key = begin(office, times=["2026-03-17 08:00"])
    found = office.ask(free_times, key, DAY)
    assert len(found) == 3
    assert all(one.starts > datetime.fromisoformat("2026-03-17T09:00") or one.starts.hour != 8
               for one in found)  # fmt: skip
    numbers = office.do(polls.propose, key, [one.starts for one in found], DAY)
    assert numbers == [2, 3, 4]
    alone = begin(office, required=["Ohm Bau"], optional=[], times=[])
    with pytest.raises(Refused):
        office.ask(free_times, alone, DAY)


def test_votes_one_by_one(office: Office) -> None:
    key = begin(office)
    person = office.ask(queries.sheet, key).people[0].id
    office.do(poll_answers.set_votes, key, person, {1: Vote.YES, 2: Vote.NO}, DAY)
    office.do(poll_answers.set_votes, key, person, {1: None, 3: Vote.MAYBE}, DAY)
    assert office.ask(queries.sheet, key).people[0].voter.votes == {2: Vote.NO, 3: Vote.MAYBE}
    for text in ("vielleicht komme ich noch darauf zurück", "7 ja", "1 ja, 1 nein"):
        with pytest.raises((InputError, NotFound)):
            say(office, key, "Lindner", text)


def test_what_today_asks(office: Office) -> None:
    key = begin(office)
    assert list(office.ask(lambda con: list(due(con, DAY)))) == []
    late = office.ask(lambda con: list(due(con, date(2026, 3, 21))))
    assert [(one.ref, one.day, dict(one.values)["count"]) for one in late] == [
        (f"calendar:poll/{key}", date(2026, 3, 20), 4)
    ]
    for person in ("Lindner", "Ohm Bau", "Jochen", "Eva"):
        say(office, key, person, "alle")
    ready = office.ask(lambda con: list(due(con, DAY)))
    assert [one.title for one in ready] == ["{subject}: fix the date"]


def test_found_and_forgotten(office: Office) -> None:
    key = begin(office)
    say(office, key, "Ohm Bau", "1 ja")
    with office.read() as con:
        assert f"calendar:poll/{key}" in {hit.ref for hit in search(con, "Baubesprechung")}
    [(ohm,)] = office.sql("SELECT id FROM contact WHERE name='Ohm Bau'")
    with office.store.step("erase") as unit:
        erase_person(unit, office.store.doors, f"contacts:{ohm}", DAY)
    assert "Ohm Bau" not in {one.name for one in office.ask(queries.sheet, key).people}


def test_the_mail_is_in_the_language_of_the_poll(office: Office) -> None:
    sheet = office.ask(queries.sheet, begin(office, language="en"))
    text = body(sheet.mail("Malerbetrieb Lindner"), sheet.poll.language)
    assert "2  Tue 24 Mar 2026, 08:30–09:30" in text
    assert text.endswith("Kind regards\nMalerbetrieb Lindner\n")


def test_numbers_of_mailed_times_are_not_given_twice_and_run_out_with_a_word(
    office: Office,
) -> None:
    key = begin(office, times=TIMES[:1])
    (who, *_rest) = [one.id for one in office.ask(queries.sheet, key).people if one.mail]
    office.do(polls.mark_asked, key, [who], DAY)
    first = datetime.fromisoformat("2026-04-01T08:00")
    number = 1
    while number < 99:
        more = [first + timedelta(minutes=15 * (number + n)) for n in range(min(14, 99 - number))]
        made = office.do(polls.propose, key, more, DAY, keep=False)
        assert made == list(range(number + 1, number + 1 + len(more)))
        for one in made:
            office.do(polls.drop_proposal, key, one)
        number += len(more)
    with pytest.raises(InputError, match="höchstens"):
        office.do(polls.propose, key, [first - timedelta(days=1)], DAY, keep=False)
    assert [one.number for one in office.ask(queries.sheet, key).slots] == [1]
