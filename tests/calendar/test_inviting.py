"""Inviting: who gets what, once; changes, cancellations and reminders behind it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from kontor.base.errors import InputError, NotFound, Refused
from kontor.bootstrap import doors
from kontor.calendar.doors import DOOR
from kontor.calendar.formats.event import Answer, Method, Part
from kontor.calendar.formats.ics_read import Found, read_calendars
from kontor.calendar.kinds.appointments import AppointmentState, Scope
from kontor.calendar.kinds.invitations import InviteChannel, InviteState, MessageState
from kontor.calendar.model.appointments import MoveInput
from kontor.calendar.model.invitations import AnswerInput, InviteChange
from kontor.calendar.queries.invitations import find_invited, log, silent, standings
from kontor.calendar.service.appointments import cancel_appointment, move_appointment
from kontor.calendar.service.invitations import change_invitation, note_answer, withdraw
from kontor.desk.invitations import send_invitations
from kontor.store.blobs import get_blob
from kontor.store.erasing import erase_person
from kontor.store.store import Store
from tests.calendar.inviting import (
    AT,
    STARTS,
    TODAY,
    ask,
    everybody,
    look,
    put_appointment,
    send,
    set_appointment,
)

ARCHITECT = "Büro Ohm <BAU@ohm.example>"
LATER = AT + timedelta(days=1)


@pytest.fixture
def store(inviter: Store) -> Store:
    return inviter


def calendar_in(path: Path) -> Found:
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (found,) = read_calendars(part.get_payload(decode=True), "x")
    return found


# -- who -----------------------------------------------------------------------------------------


def test_contacts_staff_and_strangers(store: Store) -> None:
    ask(store, 1, "Eva Krüger", "Jo", ARCHITECT, "Eva Ohm")
    there = everybody(store, 1)
    assert {name: (one.mail, one.channel.value) for name, one in there.items()} == {
        "Eva Krüger": ("krueger@example.org", "mail"),
        "Jonas Brandt": ("", "hand"),
        "Büro Ohm": ("bau@ohm.example", "mail"),
        "Eva Ohm": ("", "letter"),
    }
    assert {one.state for one in there.values()} == {InviteState.OPEN}


def test_a_known_address_is_the_contact(store: Store) -> None:
    ask(store, 1, "Irgendwer <krueger@example.org>")
    assert everybody(store, 1)["Eva Krüger"].contact is not None
    with pytest.raises(Refused, match="Eva Krüger"):
        ask(store, 1, "Eva Krüger")


@pytest.mark.parametrize(
    ("person", "more"),
    [
        ("Niemand", {}),
        ("x <kaputt@>", {}),
        ("Eva Ohm", {"channel": InviteChannel.MAIL}),
        ("Jo", {"channel": InviteChannel.LETTER}),
    ],
)
def test_who_cannot_be_asked_is_refused(
    store: Store, person: str, more: dict[str, InviteChannel]
) -> None:
    with pytest.raises((NotFound, InputError)):
        ask(store, 1, person, **more)
    assert everybody(store, 1) == {}


def test_nobody_is_asked_to_what_is_cancelled(store: Store) -> None:
    store.run(set_appointment, 1, state=AppointmentState.CANCELLED)
    with pytest.raises(Refused):
        ask(store, 1, "Eva Krüger")


# -- out -----------------------------------------------------------------------------------------


def test_everybody_gets_it_once(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger", ARCHITECT, "Eva Ohm", "Jo")
    gone = send(store, 1, tmp_path / "out")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == [
        "Einladung 2027-03-22 Büro Ohm 2-0-080000.eml",
        "Einladung 2027-03-22 Eva Krüger 1-0-080000.eml",
        "Einladung 2027-03-22 Eva Ohm 3-0-080000.pdf",
    ]
    assert {one.name for one in gone} == {"Eva Krüger", "Büro Ohm", "Eva Ohm", "Jonas Brandt"}
    there = everybody(store, 1)
    assert {one.state for one in there.values()} == {InviteState.SENT}
    assert {one.sequence for one in there.values()} == {0}
    with pytest.raises(Refused):
        send(store, 1, tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_the_mail_says_what_the_calendar_says(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger")
    ask(store, 1, ARCHITECT, role="optional")
    send(store, 1, tmp_path / "out")
    path = next((tmp_path / "out").glob("*Krüger*"))
    found = calendar_in(path)
    event = found.event
    assert event is not None and found.method is Method.REQUEST
    assert (event.uid, event.sequence, event.starts, event.place, event.stamp) == (
        "bau-1@kontor.invalid", 0, STARTS, "Fensterweg 3", AT,
    )  # fmt: skip
    assert event.organizer is not None and event.organizer.mail == "buero@lindner.example"
    assert [(one.mail, one.part, one.answer, one.wanted) for one in event.attendees] == [
        ("krueger@example.org", Part.REQUIRED, Answer.NONE, True),
        ("bau@ohm.example", Part.OPTIONAL, Answer.NONE, True),
    ]
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == (
        "Sehr geehrte Frau Krüger,\n\nwir laden ein:\n\nWas: Baubesprechung\n"
        "Wann: Montag, 22.03.2027, 9:00 bis 10:00 Uhr\nWo: Fensterweg 3\n\n"
        "Bitte im Kalender zusagen oder absagen oder kurz auf diese Mail antworten.\n\n"
        "Mit freundlichen Grüßen\nMalerbetrieb Lindner\n"
    )


def test_only_what_was_looked_at_goes_out(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger")
    mark = look(store, 1).mark
    store.run(set_appointment, 1, place="Rosenweg 1")
    with pytest.raises(Refused):
        send_invitations(store, 1, mark, tmp_path, AT)
    assert not list(tmp_path.glob("*.eml")) and everybody(store, 1)["Eva Krüger"].sequence is None


def test_a_folder_that_is_none_is_refused_before_anything_happens(store: Store) -> None:
    ask(store, 1, "Eva Krüger")
    with pytest.raises(InputError):
        send_invitations(store, 1, look(store, 1).mark, Path("/gibt/es/nicht"), AT)
    with store.read() as con:
        assert log(con, 1) == []


def test_the_log_knows_what_went_to_whom(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger", "Jo")
    send(store, 1, tmp_path / "out")
    with store.read() as con:
        by_word, mail = log(con, 1)
        content = get_blob(con, mail.sha256 or "")
    assert (by_word.name, by_word.way, by_word.state) == ("Jonas Brandt", "hand", "written")
    assert (mail.kind, mail.way, mail.sequence, mail.at, mail.address, mail.state) == (
        "request", "mail", 0, AT, "krueger@example.org", MessageState.WRITTEN,
    )  # fmt: skip
    assert Path(mail.place).read_bytes() == content
    read = BytesParser(policy=policy.default).parsebytes(content)
    assert read["Message-ID"] == f"<{mail.message}>"


# -- changes -------------------------------------------------------------------------------------


def test_another_time_asks_again(store: Store, tmp_path: Path) -> None:
    one, _two = ask(store, 1, "Eva Krüger", ARCHITECT)
    send(store, 1, tmp_path / "out")
    store.run(note_answer, one, AnswerInput(answer="accepted"), AT)
    store.run(set_appointment, 1, starts=STARTS + timedelta(days=1),
              ends=STARTS + timedelta(days=1, hours=2))  # fmt: skip
    assert look(store, 1).rows[0].subject == "Geändert: Baubesprechung"
    send(store, 1, tmp_path / "neu", LATER)
    there = everybody(store, 1)
    assert {one.state for one in there.values()} == {InviteState.SENT}
    event = calendar_in(next((tmp_path / "neu").glob("*Krüger*"))).event
    assert event is not None and event.sequence == 1 and event.starts.day == 23
    assert {one.answer for one in event.attendees} == {Answer.NONE}


def test_another_place_keeps_the_answers(store: Store, tmp_path: Path) -> None:
    (one,) = ask(store, 1, "Eva Krüger")
    send(store, 1, tmp_path / "out")
    store.run(note_answer, one, AnswerInput(answer="accepted", comment="gern"), AT)
    store.run(set_appointment, 1, place="Rosenweg 1")
    send(store, 1, tmp_path / "neu", LATER)
    there = everybody(store, 1)["Eva Krüger"]
    assert (there.state, there.comment, there.sequence) == (InviteState.ACCEPTED, "gern", 1)
    event = calendar_in(next((tmp_path / "neu").iterdir())).event
    assert event is not None and event.attendees[0].answer is Answer.ACCEPTED


def test_a_note_for_the_crew_asks_nobody(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger")
    send(store, 1, tmp_path / "out")
    store.run(set_appointment, 1, travel_before=30)
    assert look(store, 1).rows == ()


def test_who_comes_later_gets_the_same_version(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger")
    send(store, 1, tmp_path / "out")
    ask(store, 1, ARCHITECT)
    gone = send(store, 1, tmp_path / "neu", LATER)
    assert [one.name for one in gone] == ["Büro Ohm"]
    assert everybody(store, 1)["Büro Ohm"].sequence == 0


def test_cancelled_is_told_to_all_who_have_it(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger", ARCHITECT)
    send(store, 1, tmp_path / "out")
    ask(store, 1, "Jo")  # has nothing yet: gets nothing
    store.run(set_appointment, 1, state=AppointmentState.CANCELLED, reason="Regen")
    gone = send(store, 1, tmp_path / "neu", LATER)
    assert {one.name for one in gone} == {"Eva Krüger", "Büro Ohm"}
    found = calendar_in(next((tmp_path / "neu").glob("*Krüger*")))
    assert found.method is Method.CANCEL and found.event is not None
    assert found.event.sequence == 1
    assert [one.mail for one in found.event.attendees] == ["krueger@example.org"]
    assert look(store, 1).rows == ()


def test_taken_back_is_told_to_that_one(store: Store, tmp_path: Path) -> None:
    one, two = ask(store, 1, "Eva Krüger", ARCHITECT)
    store.run(withdraw, two)
    assert list(everybody(store, 1)) == ["Eva Krüger"], "who has nothing yet is simply gone"
    (two,) = ask(store, 1, ARCHITECT)
    send(store, 1, tmp_path / "out")
    store.run(withdraw, one)
    gone = send(store, 1, tmp_path / "neu", LATER)
    assert [each.name for each in gone] == ["Eva Krüger"]
    found = calendar_in(next((tmp_path / "neu").iterdir()))
    assert found.method is Method.CANCEL
    assert look(store, 1).rows == ()
    assert ask(store, 1, "Eva Krüger") == [one], "asked anew"
    assert [row.name for row in look(store, 1).rows] == ["Eva Krüger"]


def test_a_series_goes_out_as_one(store: Store, tmp_path: Path) -> None:
    key = store.run(put_appointment, uid="serie@x", rule="FREQ=WEEKLY;COUNT=5;BYDAY=MO").value
    day = STARTS + timedelta(days=7)
    store.run(put_appointment, uid="serie@x", series=key, occurrence=day,
              starts=day + timedelta(hours=2), ends=day + timedelta(hours=3))  # fmt: skip
    gone = STARTS + timedelta(days=14)
    store.run(put_appointment, uid="serie@x", series=key, occurrence=gone, starts=gone,
              ends=gone + timedelta(hours=1), state=AppointmentState.CANCELLED)  # fmt: skip
    ask(store, key, "Eva Krüger")
    send(store, key, tmp_path / "out")
    path = next((tmp_path / "out").iterdir())
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    series, changed = (one.event for one in read_calendars(part.get_payload(decode=True), "x"))
    assert series is not None and changed is not None
    assert series.gaps == (gone,) and series.rule == "FREQ=WEEKLY;COUNT=5;BYDAY=MO"
    assert changed.occurrence == day and changed.starts.hour == 11
    body = mail.get_body(("plain",))
    assert body is not None and "Wie oft: wöchentlich, 5 Mal" in body.get_content()
    with store.read() as con:
        row = con.execute("SELECT id FROM appointment WHERE occurrence=?", ("2027-03-29T09:00",))
        child = row.fetchone()[0]
    assert look(store, child).appointment == key


def test_a_divided_series_takes_its_people_along(store: Store, tmp_path: Path) -> None:
    key = store.run(put_appointment, uid="serie@x", rule="FREQ=WEEKLY;COUNT=5;BYDAY=MO").value
    one, _two, three = ask(store, key, "Eva Krüger", ARCHITECT, "Jo <jo@lindner.example>")
    send(store, key, tmp_path / "out")
    store.run(note_answer, one, AnswerInput(answer="accepted"), AT)
    store.run(withdraw, three)
    third = STARTS + timedelta(days=14)
    later = MoveInput(starts=third + timedelta(hours=2))
    made = store.run(move_appointment, key, later, Scope.FOLLOWING, third).value
    there = everybody(store, made)
    assert list(there) == ["Eva Krüger", "Büro Ohm"], "who is asked no longer stays behind"
    assert {each.state for each in there.values()} == {InviteState.OPEN}
    assert [each.channel for each in there.values()] == [InviteChannel.MAIL] * 2
    told = {row.name: (row.kind.value, row.changed) for row in look(store, key).rows}
    assert told == {
        "Eva Krüger": ("request", True), "Büro Ohm": ("request", True), "Jo": ("cancel", False),
    }  # fmt: skip
    send(store, key, tmp_path / "before", LATER)
    send(store, made, tmp_path / "after", LATER)
    before = calendar_in(next((tmp_path / "before").glob("*Krüger*"))).event
    after = calendar_in(next((tmp_path / "after").glob("*Krüger*"))).event
    assert before is not None and after is not None
    assert (before.uid, before.sequence, before.rule) == (
        "serie@x", 1, "FREQ=WEEKLY;UNTIL=20270405T085900;BYDAY=MO",
    )  # fmt: skip
    assert after.uid != "serie@x" and after.rule == "FREQ=WEEKLY;COUNT=3;BYDAY=MO"
    assert (after.starts, after.attendees[0].answer) == (third + timedelta(hours=2), Answer.NONE)
    assert look(store, key).rows == () and look(store, made).rows == ()


def test_a_series_that_ends_earlier_asks_nobody_to_the_rest(store: Store, tmp_path: Path) -> None:
    key = store.run(put_appointment, uid="serie@x", rule="FREQ=WEEKLY;COUNT=5;BYDAY=MO").value
    ask(store, key, "Eva Krüger")
    send(store, key, tmp_path / "out")
    third = STARTS + timedelta(days=14)
    rest = store.run(cancel_appointment, key, "Bau ruht", Scope.FOLLOWING, third).value
    assert look(store, rest).rows == (), "nobody has it, so nobody is told"
    (told,) = look(store, key).rows
    assert (told.kind.value, told.changed) == ("request", True)
    with store.read() as con:
        assert [one.appointment for one in standings(con, TODAY)] == [key]


# -- answers by word, reminders ------------------------------------------------------------------


def test_answers_by_word(store: Store) -> None:
    (one,) = ask(store, 1, "Jo")
    store.run(note_answer, one, AnswerInput(answer="declined", comment="krank"), AT)
    there = everybody(store, 1)["Jonas Brandt"]
    assert (there.state, there.comment, there.answered) == (InviteState.DECLINED, "krank", AT)
    store.run(note_answer, one, AnswerInput(answer="sent"), AT)
    assert everybody(store, 1)["Jonas Brandt"].state is InviteState.OPEN


def test_who_is_silent_comes_up_and_is_asked_again(store: Store, tmp_path: Path) -> None:
    _one, two = ask(store, 1, "Eva Krüger", ARCHITECT)
    ask(store, 1, "Jo", role="guest")
    send(store, 1, tmp_path / "out")
    assert everybody(store, 1)["Eva Krüger"].remind == date(2027, 3, 4)
    assert everybody(store, 1)["Jonas Brandt"].remind is None
    store.run(note_answer, two, AnswerInput(), AT)
    with store.read() as con:
        assert silent(con, date(2027, 3, 3)) == []
        (found,) = silent(con, date(2027, 3, 4))
        (far,) = standings(con, TODAY)
    assert (found.missing, found.asked) == (1, 2)
    assert (far.silent, far.accepted, far.asked) == (1, 1, 3)
    assert [row.subject for row in look(store, 1, remind=True).rows] == [
        "Bitte um Antwort: Baubesprechung"
    ]
    send(store, 1, tmp_path / "neu", LATER, remind=True)
    there = everybody(store, 1)["Eva Krüger"]
    assert there.state is InviteState.SENT and there.remind == date(2027, 3, 5)
    found_again = calendar_in(next((tmp_path / "neu").iterdir()))
    assert found_again.event is not None and found_again.event.sequence == 0


def test_the_reminder_lies_before_the_appointment(store: Store, tmp_path: Path) -> None:
    (one,) = ask(store, 1, "Eva Krüger")
    at = datetime.fromisoformat("2027-03-19T08:00:00+00:00")
    send(store, 1, tmp_path / "out", at)
    assert everybody(store, 1)["Eva Krüger"].remind == date(2027, 3, 21)
    store.run(change_invitation, one, InviteChange(remind=date(2027, 3, 20)))
    assert everybody(store, 1)["Eva Krüger"].remind == date(2027, 3, 20)


def test_once_more_on_demand(store: Store, tmp_path: Path) -> None:
    (one,) = ask(store, 1, "Eva Krüger")
    send(store, 1, tmp_path / "out")
    send(store, 1, tmp_path / "out", LATER, again=[one])
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_somebody_is_found_by_a_begin(store: Store) -> None:
    ask(store, 1, "Eva Krüger", "Eva Ohm", ARCHITECT)
    with store.read() as con:
        assert find_invited(con, 1, "krü").name == "Eva Krüger"
        assert find_invited(con, 1, "bau@ohm.example").name == "Büro Ohm"
        with pytest.raises(InputError):
            find_invited(con, 1, "Eva")
        with pytest.raises(NotFound):
            find_invited(con, 1, "Meier")


# -- what every area is asked ----------------------------------------------------------------------


def test_doors_know_invitations(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger", ARCHITECT)
    send(store, 1, tmp_path / "out")
    with store.read() as con:
        assert [one for one in DOOR.due(con, TODAY) if one.kind == "invitation"] == []
        (due,) = [one for one in DOOR.due(con, date(2027, 3, 4)) if one.kind == "invitation"]
        (told,) = [one for one in DOOR.timeline(con, "contacts:1") if one.kind == "invitation"]
        (held,) = DOOR.personal(con, "contacts:1")
        assert list(DOOR.check(con)) == []
    assert (due.ref, due.day, due.deadline) == ("calendar:1", date(2027, 3, 4), STARTS.date())
    assert dict(due.values) == {"missing": 2, "asked": 2, "title": "Baubesprechung"}
    assert told.ref == "calendar:1"
    assert held.content == (
        "2027-03-22 09:00 · Baubesprechung · krueger@example.org · keine Antwort"
    )


def test_erasing_a_person_takes_the_letters_along(store: Store, tmp_path: Path) -> None:
    ask(store, 1, "Eva Krüger", ARCHITECT)
    send(store, 1, tmp_path / "out")
    with store.read() as con:
        keys = [one.sha256 for one in log(con, 1)]
    with store.step("erased", "test") as unit:
        erase_person(unit, doors(), "contacts:1", TODAY)
    with store.read() as con:
        left = con.execute("SELECT sha256 FROM blob").fetchall()
        assert {row[0] for row in left} & set(keys) == {
            one.sha256 for one in log(con, 1) if one.name == "Büro Ohm"
        }
        told = con.execute("SELECT group_concat(ifnull(before,'')||ifnull(after,'')) FROM change")
        assert "krueger@example.org" not in str(told.fetchone())
