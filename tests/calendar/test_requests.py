"""Invitations of others: read, shown with clashes, answered, followed; nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from kontor.base.errors import Refused
from kontor.bootstrap import doors
from kontor.calendar.doors import DOOR
from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.ics_read import Found, read_calendars
from kontor.calendar.formats.imip import Invite, Received, mail, read_file
from kontor.calendar.kinds.invitations import MessageState
from kontor.calendar.kinds.requests import Incoming, Request, RequestState
from kontor.calendar.model.appointments import AppointmentInput
from kontor.calendar.model.requests import RequestAnswer
from kontor.calendar.queries.requests import requests
from kontor.calendar.service.appointments import add_appointment
from kontor.calendar.service.requests import RequestPlan, plan_requests, take_requests
from kontor.desk.requests import finish_answer, send_answer
from kontor.documents.mail_send import Line, Security, Server, Unsure
from kontor.store.check import check
from kontor.store.erasing import erase_person
from kontor.store.store import Store
from tests.calendar import outside
from tests.calendar.inviting import AT, TODAY
from tests.calendar.post_office import open_office, reach_this_computer

BOSS = Attendee("bau@ohm.example", "Büro Ohm")
US = Attendee("buero@lindner.example", "Malerbetrieb Lindner")
STARTS = datetime(2027, 3, 24, 9, 0)
EVENT = Event(
    "jour-fixe@ohm.example", "Jour fixe Fassade", STARTS, STARTS + timedelta(hours=2),
    sequence=1, stamp=AT, place="Baubüro", organizer=BOSS, attendees=(US,),
)  # fmt: skip
LATER = AT + timedelta(days=1)


@pytest.fixture
def store(inviter: Store) -> Store:
    return inviter


def asked(method: Method = Method.REQUEST, sender: str = BOSS.mail, **more: Any) -> list[Received]:
    """A mail with the invitation, as it comes from another calendar."""
    calendar = written([EVENT._replace(**more)], method)
    data = mail(Invite(
        sender, "", US.mail, "", "Einladung", "Guten Tag", calendar, method,
        f"{method}{len(more)}@x", AT,
    ))  # fmt: skip
    return read_file(data, "in.eml")


def take(store: Store, received: list[Received], *, let: tuple[str, ...] = ()) -> RequestPlan:
    plan: RequestPlan = store.run(take_requests, received, AT, let).value
    return plan


def verdicts(plan: RequestPlan) -> list[Incoming]:
    return [row.verdict for row in plan.rows]


def only(store: Store) -> Request:
    with store.read() as con:
        (found,) = requests(con, TODAY)
    return found


def row_of(store: Store) -> tuple[Any, ...]:
    with store.read() as con:
        found: tuple[Any, ...] = con.execute(
            "SELECT starts,state,busy FROM appointment WHERE uid=?", (EVENT.uid,)
        ).fetchone()
    return found


def say(store: Store, folder: Path, answer: str, **more: Any) -> Found:
    folder.mkdir(exist_ok=True)
    data = RequestAnswer.model_validate({"answer": answer, **more})
    (gone,) = send_answer(store, only(store).id, data, folder, LATER)
    assert gone.path is not None
    whole = BytesParser(policy=policy.default).parsebytes(gone.path.read_bytes())
    assert str(whole["To"]) == "Büro Ohm <bau@ohm.example>"
    (part,) = [one for one in whole.walk() if one.get_content_type() == "text/calendar"]
    (found,) = read_calendars(part.get_payload(decode=True), "x")
    return found


# -- reading -------------------------------------------------------------------------------------


def test_read_once_and_kept_free_until_it_is_accepted(store: Store) -> None:
    assert verdicts(take(store, asked())) == [Incoming.NEW]
    one = only(store)
    assert (one.title, one.who, one.organizer, one.mail) == (
        "Jour fixe Fassade", "Büro Ohm", BOSS.mail, US.mail,
    )  # fmt: skip
    assert one.state is RequestState.OPEN and one.sequence == 1
    assert row_of(store) == ("2027-03-24T09:00", "planned", 0)
    assert verdicts(take(store, asked())) == [Incoming.SAME]
    only(store)
    with store.read() as con:
        (due,) = [one for one in DOOR.due(con, TODAY) if one.ref.startswith("calendar:request")]
        assert dict(due.values) == {"name": "Büro Ohm", "title": "Jour fixe Fassade"}


def test_clashes_are_shown_before_anything_is_written(store: Store) -> None:
    there = {"title": "Fassade Nord", "starts": STARTS + timedelta(hours=1), "crew": ["Jo"]}
    store.run(add_appointment, AppointmentInput.model_validate(there))
    jo = Attendee("jo@lindner.example", "Jonas Brandt")
    with store.step("Mail", "test") as unit:
        unit.con.execute("UPDATE employee SET mail=?", (jo.mail,))
    with store.read() as con:
        (row,) = plan_requests(con, asked(attendees=(BOSS, jo))).rows
    assert row.us is not None and (row.us.mail, row.us.employee) == (jo.mail, 1)
    assert "Fassade Nord" in [one.title for one in row.conflicts]
    with store.read() as con:
        assert requests(con, TODAY) == []
    take(store, asked(attendees=(BOSS, jo)))
    with store.read() as con:
        crew = con.execute(
            "SELECT k.employee FROM appointment_crew k JOIN appointment a ON a.id=k.appointment"
            " WHERE a.uid=?", (EVENT.uid,),
        ).fetchall()  # fmt: skip
    assert crew == [(1,)]


@pytest.mark.parametrize(
    ("method", "more", "verdict"),
    [(Method.CANCEL, {}, Incoming.NOWHERE), (Method.PUBLISH, {}, Incoming.BAD),
     (Method.REPLY, {}, Incoming.BAD), (Method.REQUEST, {"organizer": None}, Incoming.BAD),
     (Method.REQUEST, {"uid": "bau-1@kontor.invalid"}, Incoming.OWN)],
)  # fmt: skip
def test_what_is_no_invitation_of_others_is_said(
    store: Store, method: Method, more: dict[str, Any], verdict: Incoming
) -> None:
    plan = take(store, asked(method, **more))
    assert verdicts(plan) == [verdict] and plan.rows[0].findings
    with store.read() as con:
        assert requests(con, TODAY) == []


# -- answering -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said", "state", "busy"),
    [("accepted", Answer.ACCEPTED, "confirmed", 1), ("tentative", Answer.TENTATIVE, "planned", 0),
     ("declined", Answer.DECLINED, "cancelled", 0)],
)  # fmt: skip
def test_the_answer_goes_back_as_a_reply(
    store: Store, tmp_path: Path, answer: str, said: Answer, state: str, busy: int
) -> None:
    take(store, asked())
    found = say(store, tmp_path / "out", answer, comment="Gerne")
    event = found.event
    assert event is not None and found.method is Method.REPLY
    assert (event.uid, event.sequence, event.stamp) == (EVENT.uid, 1, LATER)
    assert [(one.mail, one.answer) for one in event.attendees] == [(US.mail, said)]
    assert event.organizer is not None and event.organizer.mail == BOSS.mail
    assert event.comment == "Gerne"
    assert row_of(store)[1:] == (state, busy)
    one = only(store)
    assert (one.state.value, one.answer_state) == (answer, MessageState.WRITTEN)
    assert verdicts(take(store, asked())) == [Incoming.SAME], "the same mail once more"
    assert only(store).state.value == answer and row_of(store)[1:] == (state, busy)
    with store.read() as con:
        assert not [one for one in DOOR.due(con, TODAY) if one.ref.startswith("calendar:request")]
    assert check(store) == []


@pytest.mark.parametrize("answer", ["accepted", "countered"])
def test_others_can_read_the_answer(store: Store, tmp_path: Path, answer: str) -> None:
    take(store, asked())
    more = {"starts": "2027-03-25 14:00"} if answer == "countered" else {}
    found = say(store, tmp_path / "out", answer, **more)
    assert found.event is not None and found.method is not None
    data = written([found.event], found.method)
    assert outside.restrictions(data) == []
    (seen,) = outside.in_mail_programs(data)
    assert seen["uid"] == EVENT.uid and seen["sequence"] == 1
    assert [one[0] for one in seen["people"]] == [f"mailto:{US.mail}"]
    if answer == "countered":
        assert seen["method"] == "COUNTER" and seen["starts"].startswith("2027-03-25T14:00")
        assert seen["ends"].startswith("2027-03-25T16:00"), "as long as it was"


def test_another_time_leaves_the_appointment(store: Store, tmp_path: Path) -> None:
    take(store, asked())
    found = say(store, tmp_path / "out", "countered", starts="2027-03-25 14:00")
    assert found.method is Method.COUNTER
    assert row_of(store) == ("2027-03-24T09:00", "planned", 0)
    moved = STARTS + timedelta(days=1, hours=5)
    plan = take(store, asked(sequence=2, starts=moved, ends=moved + timedelta(hours=2)))
    assert verdicts(plan) == [Incoming.CHANGED]
    assert only(store).state is RequestState.OPEN
    assert row_of(store)[0] == "2027-03-25T14:00"


# -- following -----------------------------------------------------------------------------------


def test_another_time_asks_again_another_place_does_not(store: Store, tmp_path: Path) -> None:
    take(store, asked())
    say(store, tmp_path / "out", "accepted")
    assert verdicts(take(store, asked(sequence=2, place="Container 4"))) == [Incoming.CHANGED]
    assert only(store).state is RequestState.ACCEPTED and only(store).place == "Container 4"
    assert row_of(store)[2] == 1
    moved = STARTS + timedelta(days=7)
    take(store, asked(sequence=3, starts=moved, ends=moved + timedelta(hours=2)))
    assert only(store).state is RequestState.OPEN and only(store).sequence == 3
    assert verdicts(take(store, asked(sequence=1))) == [Incoming.OLD]
    assert only(store).starts == moved


def test_declined_stays_declined_when_only_the_place_changes(store: Store, tmp_path: Path) -> None:
    take(store, asked())
    say(store, tmp_path / "out", "declined", comment="Urlaub")
    take(store, asked(sequence=2, place="Container 4"))
    assert only(store).state is RequestState.DECLINED and row_of(store)[1] == "cancelled"


def test_called_off_and_taken_up_again(store: Store, tmp_path: Path) -> None:
    take(store, asked())
    say(store, tmp_path / "out", "accepted")
    assert verdicts(take(store, asked(Method.CANCEL, sequence=2))) == [Incoming.CANCELLED]
    assert only(store).state is RequestState.CANCELLED and row_of(store)[1] == "cancelled"
    assert verdicts(take(store, asked(Method.CANCEL, sequence=2))) == [Incoming.SAME]
    with pytest.raises(Refused):
        say(store, tmp_path / "out", "accepted")
    moved = STARTS + timedelta(days=7)
    take(store, asked(sequence=3, starts=moved, ends=moved + timedelta(hours=2)))
    assert only(store).state is RequestState.OPEN and row_of(store)[1] == "planned"


def test_a_change_by_somebody_else_is_asked_about(store: Store) -> None:
    take(store, asked())
    strange = asked(Method.CANCEL, sender="boese@fremd.example", sequence=2)
    plan = take(store, strange)
    assert verdicts(plan) == [Incoming.FOREIGN] and plan.asking
    assert only(store).state is RequestState.OPEN
    assert verdicts(take(store, strange, let=("in.eml",))) == [Incoming.CANCELLED]


def test_undo_takes_the_reading_back(store: Store) -> None:
    take(store, asked())
    store.undo()
    with store.read() as con:
        assert requests(con, TODAY) == []
        assert con.execute("SELECT count(*) FROM appointment").fetchone() == (1,)


# -- on its way ----------------------------------------------------------------------------------


def test_a_server_wants_the_mark_and_doubt_is_settled(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kontor.calendar.queries.answers import answer_said
    from kontor.calendar.service.requests import answer_kept

    reach_this_computer(monkeypatch)
    take(store, asked())
    data = RequestAnswer(answer="accepted")
    with store.read() as con:
        mark = answer_said(con, only(store), data).mark
    with open_office() as office:
        server = Server("127.0.0.1", office.port, Security.NONE, "", "")
        office.breaks = 0
        with Line(server, "") as line:
            with pytest.raises(Refused):
                send_answer(store, 1, data, tmp_path, LATER, line=line)
            assert only(store).state is RequestState.OPEN
            with pytest.raises(Unsure):
                send_answer(store, 1, data, tmp_path, LATER, mark=mark, line=line)
            with pytest.raises(Refused):
                finish_answer(store, 1, tmp_path, line=line)
            assert only(store).answer_state is MessageState.LEAVING and len(office.taken) == 1
            store.run(answer_kept, 1)
            (gone,) = finish_answer(store, 1, tmp_path, line=line)
            assert gone.sent and finish_answer(store, 1, tmp_path, line=line) == []
        assert [to for _from, to, _data in office.taken] == [BOSS.mail, BOSS.mail]
    assert only(store).answer_place == server.name


def test_erasing_the_one_who_invited(store: Store, tmp_path: Path) -> None:
    kr = Attendee("krueger@example.org", "Eva Krüger")
    take(store, asked(sender=kr.mail, organizer=kr))
    one = only(store)
    assert one.contact is not None
    with store.read() as con:
        held = [each.ref for each in DOOR.personal(con, f"contacts:{one.contact}")]
    assert one.ref in held
    with store.step("Erased", "test") as unit:
        erase_person(unit, doors(), f"contacts:{one.contact}", TODAY)
    with store.read() as con:
        row = con.execute("SELECT organizer,name,sha256 FROM invitation_request").fetchone()
    assert row == ("", "", None)
