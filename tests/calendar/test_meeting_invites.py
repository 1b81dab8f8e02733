"""A meeting and its appointment are one; inviting goes out with the agenda and leaves the proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kontor.base.errors import InputError, Refused
from kontor.bootstrap import open_store
from kontor.calendar.formats.imip import read_file
from kontor.calendar.kinds.appointments import AppointmentState, CrewKind, Scope
from kontor.calendar.kinds.invitations import InviteState, MessageKind, MessageWay
from kontor.calendar.kinds.meetings import MeetingKind, MeetingState, Paper, Sent
from kontor.calendar.model.appointments import AppointmentChange, AppointmentInput, MoveInput
from kontor.calendar.model.invitations import AnswerInput, InviteInput
from kontor.calendar.model.meeting_inputs import (
    ItemInput,
    MeetingChange,
    MeetingInput,
    PersonInput,
)
from kontor.calendar.queries import appointments, meetings
from kontor.calendar.queries.invitations import people
from kontor.calendar.queries.meeting_invites import warnings
from kontor.calendar.queries.meeting_papers import invitation_page
from kontor.calendar.queries.outgoing import Preview, preview
from kontor.calendar.rules.invitations import Verdict
from kontor.calendar.service import appointments as calendar
from kontor.calendar.service import meeting_run
from kontor.calendar.service import meetings as planning
from kontor.calendar.service.invitations import invite, note_answer
from kontor.calendar.service.meeting_invites import ask_people
from kontor.calendar.service.replies import take_replies
from kontor.company.model import FirmChange
from kontor.company.service import change_firm
from kontor.contacts.model import ContactInput
from kontor.contacts.service import create_contact
from kontor.desk.invitations import send_invitations
from kontor.store.check import check
from kontor.store.search import search
from tests.calendar.meeting_room import Room, at
from tests.calendar.outside import answered, in_mail_programs, restrictions

_FORM = "{name} is not invited in the form that is asked for."
_LATE = "For {name} it is too late: the invitation had to go out by {day}."
AT = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)


@pytest.fixture
def room(books_file: Path) -> Iterator[Room]:
    """A firm with a mail address, five people, two contacts of whom one has an address."""
    with open_store(books_file) as store:
        store.run(change_firm, FirmChange(mail="buero@lindner.example"))
        for name, mail, house in (("Ulme", "ulme@bau.example", "3"), ("Ahorn", "", "5")):
            data = {
                "last_name": name, "first_name": "Eva", "salutation": "Frau",
                "addresses": [{"street": "Fensterweg", "house_number": house, "postcode": "50667",
                               "city": "Köln"}],
                "channels": [{"kind": "mail", "value": mail}] if mail else [],
            }  # fmt: skip
            store.run(create_contact, ContactInput.model_validate(data))
        yield Room(store)


def plan(room: Room, **more: object) -> int:
    values = {
        "kind": MeetingKind.SITE, "title": "Baubesprechung", "starts": at("09:00"),
        "place": "Fensterweg 3", "members": ["Eva Ulme", "Ole"], "agenda": ["Lage"],
    }  # fmt: skip
    return int(room.run(planning.new_meeting, MeetingInput.model_validate(values | more)))


def one(room: Room, key: int) -> meetings.Meeting:
    found: meetings.Meeting = room.ask(meetings.meeting, key)
    return found


def entry(room: Room, key: int) -> appointments.Entry:
    found: appointments.Entry = room.ask(appointments.entry, one(room, key).appointment)
    return found


def crew(room: Room, key: int) -> list[str]:
    return sorted(who.name for who in entry(room, key).crew if who.kind is CrewKind.EMPLOYEE)


def look(room: Room, key: int) -> Preview:
    shown: Preview = room.ask(preview, room.run(ask_people, key))
    return shown


def send(room: Room, key: int, folder: Path, when: datetime = AT) -> list[str]:
    shown = look(room, key)
    folder.mkdir(exist_ok=True)
    gone = send_invitations(room.store, shown.appointment, shown.mark, folder, when)
    return sorted(one.path.suffix if one.path else "" for one in gone)


# -- one truth -------------------------------------------------------------------------------------


def test_a_meeting_stands_in_the_calendar_and_takes_its_staff(room: Room) -> None:
    key = plan(room)
    there = entry(room, key)
    assert (there.title, there.place, there.kind) == ("Baubesprechung", "Fensterweg 3", "meeting")
    assert (there.starts, there.ends) == (at("09:00"), at("10:00"))
    assert there.reference == f"calendar:meeting/{key}"
    assert crew(room, key) == ["Ole"]
    room.run(planning.add_person, key, PersonInput(name="Mia"))
    assert crew(room, key) == ["Mia", "Ole"]
    room.run(planning.drop_person, key, "Ole")
    assert crew(room, key) == ["Mia"]
    with room.store.read() as con:
        assert list(check(room.store)) == []
        hits = [hit.ref for hit in search(con, "Baubesprechung Lage")]
    assert hits == [f"calendar:meeting/{key}"]


def test_who_moves_the_appointment_moves_the_meeting(room: Room) -> None:
    key = plan(room)
    place = one(room, key).appointment
    room.run(calendar.move_appointment, place, MoveInput(day=date(2026, 4, 29)))
    room.run(calendar.change_appointment, place, AppointmentChange(title="Jour fixe", place="Büro"))
    moved = one(room, key)
    assert (moved.starts, moved.title, moved.place) == (at("2026-04-29T09:00"), "Jour fixe", "Büro")
    assert [hit.ref for hit in room.ask(search, "jour fixe")] == [moved.ref]
    assert room.ask(search, "Baubesprechung") == []
    later = MeetingChange(starts=at("2026-04-30T14:00"), ends=at("2026-04-30T16:00"))
    room.run(planning.change_meeting, key, later)
    assert (entry(room, key).starts, entry(room, key).sequence) == (at("2026-04-30T14:00"), 3)
    with pytest.raises(InputError):
        room.run(planning.change_meeting, key, MeetingChange(ends=at("2026-04-30T13:00")))


def test_cancelled_together_and_not_any_more_once_it_was_opened(room: Room) -> None:
    key = plan(room)
    room.run(calendar.cancel_appointment, one(room, key).appointment, "Bauherr krank")
    gone = one(room, key)
    assert (gone.cancelled, gone.standing, gone.reason) == (True, "cancelled", "Bauherr krank")
    with pytest.raises(Refused, match="Bauherr krank"):
        room.open(key, "all", time="09:00")
    with pytest.raises(Refused):
        room.run(ask_people, key)
    room.run(calendar.set_state, gone.appointment, AppointmentState.PLANNED)
    room.open(key, "all", time="09:00")
    assert entry(room, key).state is AppointmentState.UNDER_WAY
    for case in (
        lambda: room.run(calendar.cancel_appointment, gone.appointment, "zu spät"),
        lambda: room.run(calendar.move_appointment, gone.appointment, MoveInput(minutes=30)),
        lambda: room.run(
            calendar.change_appointment, gone.appointment, AppointmentChange(title="Anders")
        ),
        lambda: room.run(planning.cancel_meeting, key, "zu spät"),
    ):
        with pytest.raises(Refused):
            case()
    room.run(meeting_run.close_meeting, key, at("10:00"))
    assert entry(room, key).state is AppointmentState.DONE
    other = plan(room)
    room.run(planning.cancel_meeting, other, "Regen")
    assert entry(room, other).reason == "Regen"


def test_a_deleted_meeting_takes_its_appointment_along(room: Room) -> None:
    key = plan(room)
    place = one(room, key).appointment
    room.run(ask_people, key)
    room.run(planning.drop_meeting, key)
    with room.store.read() as con:
        assert con.execute("SELECT count(*) FROM appointment").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM invitation").fetchone() == (0,)
    room.store.undo()
    assert one(room, key).appointment == place


def test_an_appointment_that_is_there_brings_its_people_along(room: Room) -> None:
    data = AppointmentInput(title="Ortstermin", starts=at("08:00"), crew=["Mia"], place="Hof",
                            reference="sales:12")  # fmt: skip
    place = room.run(calendar.add_appointment, data)
    room.run(
        invite, place, [InviteInput(person="Eva Ulme"), InviteInput(person="Al <al@x.example>")]
    )
    key = plan(room, appointment=place, title="", starts=None, place="", members=[])
    there = one(room, key)
    assert (there.title, there.place, there.reference) == ("Ortstermin", "Hof", "sales:12")
    names = {who.name: who.invitation for who in room.ask(meetings.persons, key)}
    assert sorted(names) == ["Al", "Eva Ulme", "Mia Conrad"] and names["Al"] and names["Eva Ulme"]
    with pytest.raises(Refused):
        plan(room, appointment=place)
    room.run(planning.drop_meeting, key)
    assert room.ask(appointments.entry, place).title == "Ortstermin"


def test_a_day_of_a_series_becomes_a_meeting(room: Room) -> None:
    data = AppointmentInput(title="Wochenrunde", starts=at("2026-04-20T07:00"), minutes=30,
                            rule="FREQ=WEEKLY;BYDAY=MO", crew=["Ole"])  # fmt: skip
    series = room.run(calendar.add_appointment, data)
    with pytest.raises(InputError, match="Wochenrunde"):
        plan(room, appointment=series, starts=None)
    key = plan(room, appointment=series, starts=at("2026-05-04T07:00"), title="", place="")
    assert (one(room, key).starts, one(room, key).title) == (at("2026-05-04T07:00"), "Wochenrunde")
    room.run(calendar.move_appointment, series, MoveInput(starts=at("2026-04-20T07:30")), Scope.ALL)
    assert one(room, key).starts == at("2026-05-04T07:30")
    with pytest.raises(Refused, match="Wochenrunde"):
        room.run(calendar.skip_occurrence, series, at("2026-05-04T07:30"))
    room.run(calendar.change_appointment, series, AppointmentChange(rule=""))
    assert one(room, key).title == "Wochenrunde" and entry(room, key).series is None
    with pytest.raises(Refused):
        change = AppointmentChange(rule="FREQ=DAILY")
        room.run(calendar.change_appointment, one(room, key).appointment, change)


def sent_files(room: Room, appointment: int, folder: Path) -> bytes:
    """What would go out now goes out; the calendar part of the only mail."""
    mark = room.ask(preview, appointment).mark
    folder.mkdir()
    send_invitations(room.store, appointment, mark, folder, AT)
    (path,) = folder.glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def test_people_asked_to_a_day_of_a_series_get_that_day_alone(room: Room, tmp_path: Path) -> None:
    """The day leaves its series: who has the series learns of the gap, others get the one day."""
    data = AppointmentInput(title="Wochenrunde", starts=at("2026-03-23T07:30"), minutes=30,
                            rule="FREQ=WEEKLY;BYDAY=MO;COUNT=4", crew=["Ole"])  # fmt: skip
    series = room.run(calendar.add_appointment, data)
    room.run(invite, series, [InviteInput(person="Eva Ulme")])
    everyone = sent_files(room, series, tmp_path / "all")
    key = plan(room, appointment=series, starts=at("2026-03-30T07:30"), title="",
               members=["Wim <wim@statik.example>", "Ole"])  # fmt: skip
    place = one(room, key).appointment
    assert room.run(ask_people, key) == place
    assert entry(room, key).series is None and entry(room, key).starts == at("2026-03-30T07:30")
    assert room.run(ask_people, key) == place  # a second time changes nothing

    alone = sent_files(room, place, tmp_path / "day")
    later = sent_files(room, series, tmp_path / "later")
    before, day, after = (in_mail_programs(ics) for ics in (everyone, alone, later))
    assert [restrictions(ics) for ics in (everyone, alone, later)] == [[], [], []]
    assert len(before) == len(day) == len(after) == 1
    assert day[0]["times"] == ["2026-03-30T05:30:00.000Z"]  # summer time since the day before
    assert "Lage" in day[0]["note"] and day[0]["method"] == "REQUEST"
    assert before[0]["times"][1:2] == day[0]["times"] and len(before[0]["times"]) == 4
    assert after[0]["times"] == [before[0]["times"][n] for n in (0, 2, 3)]
    assert after[0]["uid"] == before[0]["uid"] != day[0]["uid"]
    assert after[0]["sequence"] > before[0]["sequence"]

    said = answered(alone, "wim@statik.example", "ACCEPTED", "2026-03-17T08:00:00Z")
    for verdict in (Verdict.TAKEN, Verdict.SAME):
        taken = room.run(take_replies, read_file(said, "answer.ics"), AT)
        assert [row.verdict for row in taken.rows] == [verdict]
    assert room.ask(meetings.person, key, "Wim").answer is InviteState.ACCEPTED
    assert list(check(room.store)) == []


def test_an_undone_invitation_puts_the_day_back_into_its_series(room: Room) -> None:
    data = AppointmentInput(title="Wochenrunde", starts=at("2026-03-23T07:30"), minutes=30,
                            rule="FREQ=WEEKLY;BYDAY=MO;COUNT=4")  # fmt: skip
    series = room.run(calendar.add_appointment, data)
    key = plan(room, appointment=series, starts=at("2026-03-30T07:30"), title="")
    place = one(room, key).appointment
    room.run(invite, place, [InviteInput(person="Eva Ulme")])
    assert entry(room, key).series is None
    room.store.undo()
    assert entry(room, key).series == series
    assert room.ask(people, series) == room.ask(people, place) == []


# -- inviting --------------------------------------------------------------------------------------


def test_everybody_is_asked_on_the_way_that_fits_and_the_proof_is_written(
    room: Room, tmp_path: Path
) -> None:
    people = ["Eva Ulme", "Eva Ahorn", "Ole", "Wim <wim@statik.example>"]
    key = plan(room, members=people, agenda=["Lage", "!Nachtrag 3"], online="Telefon 0221 99")
    shown = look(room, key)
    ways = {row.name: row.way for row in shown.rows}
    assert ways == {
        "Eva Ulme": MessageWay.MAIL, "Eva Ahorn": MessageWay.LETTER,
        "Ole Brandt": MessageWay.HAND, "Wim": MessageWay.MAIL,
    }  # fmt: skip
    for words in ("1. Lage", "2. Nachtrag 3 (Beschluss)", "Telefon 0221 99"):
        assert words in shown.rows[0].text
    assert room.state(key) == "draft"
    out = tmp_path / "out"
    assert send(room, key, out) == ["", ".eml", ".eml", ".pdf"]
    assert room.state(key) == MeetingState.INVITED
    proofs = {row.name: (row.how, row.paper, row.day) for row in room.ask(meetings.sendings, key)}
    day = date(2026, 4, 9)
    assert proofs == {
        "Eva Ulme": (Sent.MAIL, Paper.INVITATION, day), "Wim": (Sent.MAIL, Paper.INVITATION, day),
        "Eva Ahorn": (Sent.LETTER, Paper.INVITATION, day),
        "Ole Brandt": (Sent.HAND, Paper.INVITATION, day),
    }  # fmt: skip
    assert all(who.invited == day for who in room.ask(meetings.persons, key))
    [letter] = [path for path in out.glob("*.eml") if "Ulme" in path.name]
    mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
    parts = [
        part.get_content() for part in mail.walk() if part.get_content_type().startswith("text")
    ]
    ics = str(parts[-1]).replace("\r\n ", "").replace("\n ", "")
    assert "METHOD:REQUEST" in ics and "DTSTART;TZID=Europe/Berlin:20260422T090000" in ics
    assert "Nachtrag 3 (Beschluss)" in ics
    assert list(check(room.store)) == []
    with pytest.raises(Refused):
        room.run(planning.drop_meeting, key)


def test_the_answer_stands_with_the_person(room: Room, tmp_path: Path) -> None:
    key = plan(room)
    send(room, key, tmp_path / "out")
    ulme = room.ask(meetings.person, key, "Ulme")
    assert ulme.answer is InviteState.SENT
    said = AnswerInput(answer=InviteState.DECLINED, comment="Urlaub")
    room.run(note_answer, ulme.invitation, said, AT + timedelta(hours=1))
    ulme = room.ask(meetings.person, key, "Ulme")
    assert (ulme.answer, ulme.comment) == (InviteState.DECLINED, "Urlaub")


def test_a_later_item_goes_out_as_an_addition_and_another_day_invites_anew(
    room: Room, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    key = plan(
        room, kind=MeetingKind.ASSOCIATION, members=["Eva Ulme"], starts=at("2026-05-20T18:00")
    )
    send(room, key, out)
    assert look(room, key).rows == ()
    room.run(planning.add_item, key, ItemInput(title="Beitrag"), date(2026, 4, 10))
    [row] = look(room, key).rows
    assert row.changed and row.kind is MessageKind.REQUEST and "2. Beitrag" in row.text
    send(room, key, out, AT + timedelta(days=1))
    assert [(s.paper, s.day.day) for s in room.ask(meetings.sendings, key)] == [
        (Paper.INVITATION, 9), (Paper.AGENDA, 10)
    ]  # fmt: skip
    assert room.ask(meetings.notice_findings, key) == []
    room.run(planning.change_meeting, key, MeetingChange(starts=at("2026-05-21T18:00")))
    [wrong] = room.ask(meetings.notice_findings, key)
    assert wrong.message == "{name} was invited for another day."
    send(room, key, out, AT + timedelta(days=2))
    last = room.ask(meetings.sendings, key)[-1]
    assert (last.paper, last.held) == (Paper.INVITATION, date(2026, 5, 21))
    assert room.ask(meetings.notice_findings, key) == []


def test_shareholders_are_asked_by_registered_letter_and_late_ones_are_warned_of(
    room: Room, tmp_path: Path
) -> None:
    """§ 51 (1) GmbHG; meeting on 22 April: posted by Friday, 10 April."""
    members = ["Eva Ulme=15000", "Eva Ahorn=7500", "Dora Dohle=2500"]
    key = plan(room, kind=MeetingKind.SHAREHOLDERS, members=members, agenda=["!Abschluss"])
    place = room.run(ask_people, key)
    found = room.ask(warnings, place, date(2026, 4, 10))
    assert [note.message for note in found] == [_FORM] and "Dora Dohle" in found[0].text
    late = room.ask(warnings, place, date(2026, 4, 13))
    assert [note.message for note in late].count(_LATE) == 2
    assert send(room, key, tmp_path / "out") == [".pdf"] * 3
    assert {s.name: s.how for s in room.ask(meetings.sendings, key)} == {
        "Eva Ulme": Sent.REGISTERED, "Eva Ahorn": Sent.REGISTERED, "Dora Dohle": Sent.HAND,
    }  # fmt: skip
    assert len(room.ask(meetings.notice_findings, key)) == 1


def test_what_hangs_at_the_agenda_is_named_and_goes_along(room: Room, tmp_path: Path) -> None:
    key = plan(room, members=["Eva Ulme", "Eva Ahorn"], agenda=["Lage", "!Nachtrag 3"])
    room.run(planning.attach, key, 2, "Angebot Nachtrag.pdf", b"%PDF-1.4 Angebot")
    (item,) = {one.item for one in room.ask(meetings.item_files, key)}
    shown = look(room, key)
    assert all("Angebot Nachtrag.pdf" in row.text for row in shown.rows)
    (tmp_path / "out").mkdir()
    send_invitations(room.store, one(room, key).appointment, shown.mark, tmp_path / "out", AT)
    (path,) = (tmp_path / "out").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.walk()}
    assert files["Angebot Nachtrag.pdf"] == b"%PDF-1.4 Angebot"
    page = room.ask(invitation_page, key, room.ask(meetings.person, key, "Ahorn").id, AT.date())
    assert "Angebot Nachtrag.pdf" in page.tables[0].lines[1].cells[1]
    assert item == room.ask(meetings.items, key)[1].id
