"""Answers that come back: taken once, old ones left, strange ones asked about."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from kontor.calendar.formats.event import Answer, Attendee, Event, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.imip import Received, read_file
from kontor.calendar.kinds.invitations import InviteState, ProposalState
from kontor.calendar.queries.invitations import log, proposals
from kontor.calendar.rules.invitations import Verdict
from kontor.calendar.service.invitations import decide_proposal, withdraw
from kontor.calendar.service.replies import plan_replies, take_replies
from kontor.store.store import Store
from tests.calendar import outside
from tests.calendar.inviting import AT, ENDS, STARTS, ask, everybody, send, set_appointment

KRUEGER = "krueger@example.org"
LATER = AT + timedelta(hours=5)


@pytest.fixture
def store(inviter: Store, tmp_path: Path) -> Store:
    ask(inviter, 1, "Eva Krüger", "Büro Ohm <bau@ohm.example>")
    send(inviter, 1, tmp_path / "out")
    return inviter


def answer(
    answer: Answer = Answer.ACCEPTED, *, at: datetime = LATER, mail: str = KRUEGER,
    method: Method = Method.REPLY, **more: object,
) -> bytes:  # fmt: skip
    event = Event(
        "bau-1@kontor.invalid", "Baubesprechung", STARTS, ENDS, stamp=at,
        organizer=Attendee("buero@lindner.example"),
        attendees=(Attendee(mail, "Eva K.", answer=answer, wanted=False),),
    )  # fmt: skip
    return written([event._replace(**more)], method)


def by_mail(data: bytes, sender: str = KRUEGER) -> bytes:
    made = EmailMessage(policy.SMTP)
    made["From"], made["Message-ID"] = sender, "<1@example.org>"
    made.set_content("siehe Anlage")
    made.add_alternative(data.decode(), subtype="calendar", params={"method": "REPLY"})
    return made.as_bytes()


def read(store: Store, *files: bytes, take: tuple[str, ...] = ()) -> list[Verdict]:
    received = [one for at, data in enumerate(files) for one in read_file(data, f"{at}.eml")]
    with store.read() as con:
        planned = [row.verdict for row in plan_replies(con, received, take).rows]
    done = store.run(take_replies, received, AT, take).value
    assert [row.verdict for row in done.rows] == planned, "the dry run says what is done"
    return planned


def state(store: Store, name: str = "Eva Krüger") -> InviteState:
    return everybody(store, 1)[name].state


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        (Answer.ACCEPTED, InviteState.ACCEPTED),
        (Answer.TENTATIVE, InviteState.TENTATIVE),
        (Answer.DECLINED, InviteState.DECLINED),
        (Answer.DELEGATED, InviteState.DELEGATED),
    ],
)
def test_an_answer_sets_the_state_once(store: Store, said: Answer, becomes: InviteState) -> None:
    data = by_mail(answer(said, comment="bis dann"))
    assert read(store, data) == [Verdict.TAKEN]
    one = everybody(store, 1)["Eva Krüger"]
    assert (one.state, one.comment, one.answered, one.answer_sequence, one.remind) == (
        becomes, "bis dann", LATER, 0, None,
    )  # fmt: skip
    with store.read() as con:
        lines = len(log(con, 1))
    assert read(store, data) == [Verdict.SAME]
    assert read(store, data, data) == [Verdict.SAME, Verdict.SAME]
    with store.read() as con:
        assert len(log(con, 1)) == lines
    assert state(store) is becomes


@pytest.mark.parametrize("said", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answer_made_by_a_mail_program(store: Store, tmp_path: Path, said: str) -> None:
    from email.parser import BytesParser

    path = next((tmp_path / "out").glob("*Krüger*"))
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    request = part.get_payload(decode=True)
    reply = outside.answered(request, KRUEGER, said, "2027-03-02T10:00:00Z")
    assert outside.restrictions(reply) == []
    assert read(store, by_mail(reply)) == [Verdict.TAKEN]
    assert state(store) is InviteState(said.lower())
    assert read(store, by_mail(reply)) == [Verdict.SAME]


def test_another_time_by_a_mail_program(store: Store, tmp_path: Path) -> None:
    from email.parser import BytesParser

    path = next((tmp_path / "out").glob("*Krüger*"))
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    reply = outside.answered(
        part.get_payload(decode=True), KRUEGER, "TENTATIVE", "2027-03-02T10:00:00Z",
        "2027-03-23T13:00:00Z",
    )  # fmt: skip
    assert read(store, by_mail(reply)) == [Verdict.PROPOSAL]
    with store.read() as con:
        (found,) = proposals(con, 1)
    assert found.starts == datetime.fromisoformat("2027-03-23T14:00")


def test_the_newest_counts_whatever_comes_first(store: Store) -> None:
    old, new = answer(Answer.ACCEPTED), answer(Answer.DECLINED, at=LATER + timedelta(hours=1))
    assert read(store, new, old) == [Verdict.TAKEN, Verdict.OLD]
    assert state(store) is InviteState.DECLINED
    assert read(store, old) == [Verdict.OLD]
    newest = answer(Answer.ACCEPTED, at=LATER + timedelta(hours=2))
    assert read(store, newest, new) == [Verdict.TAKEN, Verdict.SAME]
    assert state(store) is InviteState.ACCEPTED


def test_an_answer_to_an_older_version_changes_nothing(store: Store, tmp_path: Path) -> None:
    store.run(set_appointment, 1, starts=STARTS + timedelta(days=1), ends=ENDS + timedelta(days=1))
    send(store, 1, tmp_path / "neu", AT + timedelta(hours=1))
    assert read(store, by_mail(answer())) == [Verdict.OLD]
    assert state(store) is InviteState.SENT
    assert read(store, by_mail(answer(sequence=1))) == [Verdict.TAKEN]


def test_somebody_else_answers(store: Store) -> None:
    data = by_mail(answer(), sender="tochter@example.org")
    assert read(store, data) == [Verdict.FOREIGN]
    assert state(store) is InviteState.SENT
    with store.read() as con:
        (row,) = plan_replies(con, read_file(data, "0.eml")).rows
    assert "tochter@example.org" in row.findings[0].text and row.findings[0].remedy
    assert read(store, data, take=("0.eml",)) == [Verdict.TAKEN]
    assert state(store) is InviteState.ACCEPTED


def test_somebody_who_was_not_asked(store: Store) -> None:
    data = answer(mail="neu@example.org")
    assert read(store, data) == [Verdict.UNKNOWN]
    assert len(everybody(store, 1)) == 2
    assert read(store, data, data, take=("0.eml", "1.eml")) == [Verdict.TAKEN, Verdict.TAKEN]
    one = everybody(store, 1)["Eva K."]
    assert (one.mail, one.state, one.role) == ("neu@example.org", InviteState.ACCEPTED, "guest")
    assert read(store, data) == [Verdict.SAME]


def test_what_does_nothing_is_said(store: Store) -> None:
    assert read(
        store, answer(uid="andere@x"), answer(Answer.NONE), answer(method=Method.REQUEST), b"hello",
        answer(attendees=()),
    ) == [Verdict.NOWHERE, Verdict.BAD, Verdict.BAD, Verdict.BAD, Verdict.BAD]  # fmt: skip
    assert state(store) is InviteState.SENT


def test_who_was_taken_back_answers_for_nothing(store: Store) -> None:
    store.run(withdraw, everybody(store, 1)["Eva Krüger"].id)
    assert read(store, answer()) == [Verdict.OLD]
    assert state(store) is InviteState.WITHDRAWN


def test_one_day_of_a_series_is_kept_beside_the_state(store: Store) -> None:
    data = answer(Answer.DECLINED, occurrence=STARTS)
    assert read(store, data) == [Verdict.SINGLE]
    assert state(store) is InviteState.SENT
    assert read(store, data) == [Verdict.SAME]


def test_a_proposal_is_for_the_user(store: Store) -> None:
    other = STARTS + timedelta(days=2)
    data = answer(Answer.TENTATIVE, method=Method.COUNTER, starts=other,
                  ends=other + timedelta(hours=1), comment="Montag geht nicht")  # fmt: skip
    assert read(store, by_mail(data)) == [Verdict.PROPOSAL]
    assert read(store, by_mail(data)) == [Verdict.SAME]
    with store.read() as con:
        (found,) = proposals(con, 1)
        row = con.execute("SELECT starts FROM appointment").fetchone()
    assert (found.name, found.starts, found.comment, found.state) == (
        "Eva Krüger", other, "Montag geht nicht", ProposalState.OPEN,
    )  # fmt: skip
    assert row == ("2027-03-22T09:00",) and state(store) is InviteState.SENT
    store.run(decide_proposal, found.id, False)
    with store.read() as con:
        assert proposals(con, 1)[0].state is ProposalState.DECLINED


def test_without_an_instant_the_same_bytes_are_the_same(store: Store) -> None:
    lines = answer().split(b"\r\n")
    data = b"\r\n".join(line for line in lines if not line.startswith(b"DTSTAMP"))
    assert read(store, data) == [Verdict.TAKEN]
    assert read(store, data) == [Verdict.SAME]


def test_undo_takes_the_answers_back(store: Store) -> None:
    received: list[Received] = read_file(answer(), "x.ics")
    store.run(take_replies, received, AT)
    assert state(store) is InviteState.ACCEPTED
    store.undo()
    assert state(store) is InviteState.SENT
    assert read(store, answer()) == [Verdict.TAKEN]
