"""Votes by calendar: each proposed time goes out as a tentative entry, a reply to it is a vote."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from kontor.calendar.formats.event import Answer, Event, Method, Status
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.ics_read import read_calendars
from kontor.calendar.formats.imip import read_file
from kontor.calendar.formats.poll_mail import read_answers, read_paths
from kontor.calendar.kinds.invitations import MessageWay
from kontor.calendar.kinds.polls import Vote
from kontor.calendar.queries import polls as queries
from kontor.calendar.queries.events import events
from kontor.calendar.queries.outgoing import preview
from kontor.calendar.queries.poll_mails import asked_now
from kontor.calendar.rules.invitations import Verdict
from kontor.calendar.service import poll_answers, polls
from kontor.calendar.service.poll_answers import Taken
from kontor.calendar.service.replies import plan_replies
from kontor.company import service as company
from kontor.company.model import FirmChange
from kontor.desk.invitations import send_invitations
from kontor.desk.polls import write_poll_mails
from tests.calendar.outside import in_mail_programs, restrictions
from tests.calendar.test_polls import DAY, begin, held, mail, office, say, take
from tests.sales.office import Office

__all__ = ["office"]
EVA = "eva@weiss.example"
AT = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
_SAID = {"ja": Answer.ACCEPTED, "notfalls": Answer.TENTATIVE, "nein": Answer.DECLINED}


def asked(office: Office, key: int) -> dict[int, Event]:
    """The times as Eva Weiß got them, out of her mail."""
    one = next(each for each in office.ask(asked_now, key, DAY) if each.person.mail == EVA)
    message = BytesParser(policy=policy.default).parsebytes(one.content)
    found = {}
    for part in message.iter_attachments():
        (event,) = [each.event for each in read_calendars(part.get_payload(decode=True), "x")]
        assert event is not None
        found[len(found) + 1] = event
    return found


def reply(event: Event, said: str, at: str, sender: str = EVA, *, wrapped: bool = True) -> bytes:
    """What a calendar program sends back."""
    stamp = datetime.fromisoformat(f"2026-03-17T{at}").replace(tzinfo=UTC)
    who = event.attendees[0]._replace(answer=_SAID[said], wanted=False)
    ics = written([event._replace(stamp=stamp, attendees=(who,))], Method.REPLY)
    if not wrapped:
        return ics
    return (
        f"From: {sender}\r\nSubject: Accepted: Baubesprechung\r\nMessage-ID: <{at}@p>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    ).encode() + ics


@pytest.fixture
def key(office: Office) -> int:
    office.do(company.change_firm, FirmChange(mail="buero@lindner.example"))
    return begin(office)


def votes(office: Office, key: int, name: str = "Eva Weiß") -> dict[int, Any]:
    people = office.ask(queries.sheet, key).people
    return {n: (c.vote, c.source) for n, c in next(
        one for one in people if one.name == name).votes.items()}  # fmt: skip


def test_each_time_goes_out_as_a_tentative_entry_of_its_own(office: Office, key: int) -> None:
    there = asked(office, key)
    slots = {one.number: one for one in office.ask(queries.sheet, key).slots}
    assert [there[n].uid for n in (1, 2, 3)] == [slots[n].uid for n in (1, 2, 3)]
    assert len({one.uid for one in there.values()}) == 3
    for number, one in there.items():
        assert (one.starts, one.ends) == (slots[number].starts, slots[number].ends)
        assert one.status is Status.TENTATIVE and one.organizer is not None
        assert one.organizer.mail == "buero@lindner.example"
        assert [each.mail for each in one.attendees] == [EVA]
    assert {row[0] for row in office.sql("SELECT uid FROM appointment WHERE state='held'")} == {
        one.uid for one in slots.values()
    }


def test_a_reply_is_a_vote_and_counts_once(office: Office, key: int) -> None:
    there = asked(office, key)
    first = reply(there[2], "ja", "10:00:00")
    assert [(one.result, one.person) for one in take(office, first)] == [(Taken.TAKEN, "Eva Weiß")]
    assert [one.result for one in take(office, first)] == [Taken.AGAIN]
    bare = reply(there[1], "notfalls", "09:00:00", wrapped=False)
    assert [one.result for one in take(office, bare)] == [Taken.TAKEN]
    assert [one.result for one in take(office, reply(there[2], "nein", "09:30:00"))] == [
        Taken.OLDER
    ]
    assert {n: v[0] for n, v in votes(office, key).items()} == {1: Vote.MAYBE, 2: Vote.YES}
    assert {v[1].value for v in votes(office, key).values()} == {"ics"}
    words = mail(EVA, "1 nein, 2 nein, 3 ja", number="w", at="10:45")  # 9:45 UTC
    assert [one.result for one in take(office, words)] == [Taken.TAKEN]
    assert {n: v[0] for n, v in votes(office, key).items()} == {
        1: Vote.NO, 2: Vote.YES, 3: Vote.YES,
    }  # fmt: skip


def test_who_sends_for_somebody_else_is_asked_about(office: Office, key: int) -> None:
    there = asked(office, key)
    strange = reply(there[1], "ja", "10:00:00", "wer@fremd.example")
    assert [one.result for one in take(office, strange)] == [Taken.STRANGER]
    assert [one.result for one in take(office, strange, person="Jochen")] == [Taken.TAKEN]
    other = there[1]._replace(uid="elsewhere@x")
    assert [one.result for one in take(office, reply(other, "ja", "11:00:00"))] == [Taken.NO_POLL]


def test_the_words_beside_a_reply_are_no_answer(office: Office, key: int, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(
        reply(asked(office, key)[3], "nein", "10:00:00", wrapped=False)
    )
    (tmp_path / "b.ics").write_bytes(written([asked(office, key)[1]._replace(
        stamp=datetime(2026, 3, 1, tzinfo=UTC))], Method.PUBLISH))  # fmt: skip
    mails, findings = read_paths([tmp_path])
    assert [one.place for one in mails] == ["a.ics"] and [one.where for one in findings] == [
        "b.ics"
    ]
    office.do(poll_answers.read_mails, mails, DAY)
    assert {n: v[0] for n, v in votes(office, key).items()} == {3: Vote.NO}


def test_what_was_written_is_not_read_as_an_answer(
    office: Office, key: int, tmp_path: Path
) -> None:
    done = write_poll_mails(office.store, key, tmp_path / "out", DAY)
    assert sum(one.path is not None for one in done) == 4
    assert read_paths([tmp_path]) == ([], [])
    say(office, key, "Eva", "1 ja")
    again = write_poll_mails(office.store, key, tmp_path / "out", DAY, reminder=True)
    assert len(again) == 3
    assert len(list((tmp_path / "out").iterdir())) == 7


def test_the_chosen_time_keeps_its_name_in_calendars(office: Office, key: int) -> None:
    there = asked(office, key)
    received = read_file(reply(there[2], "ja", "10:00:00"), "x.eml")
    plan = office.ask(plan_replies, received)
    assert [row.verdict for row in plan.rows] == [Verdict.BAD]
    say(office, key, "Lindner", "2 ja")
    appointment = office.do(polls.final, key, 2, anyway=True)
    (event,) = office.ask(events, [appointment])[appointment]
    assert event.uid == there[2].uid and event.status is Status.CONFIRMED
    assert held(office) == []


def test_the_other_times_are_taken_back_with_the_invitation_and_only_once(
    office: Office, key: int, tmp_path: Path
) -> None:
    there = asked(office, key)
    write_poll_mails(office.store, key, tmp_path / "poll", DAY)
    say(office, key, "Lindner", "2 ja")
    appointment = office.do(polls.final, key, 2, anyway=True)
    shown = office.ask(preview, appointment)
    times = {there[number].starts for number in (1, 3)}
    mails = [row for row in shown.rows if row.way is MessageWay.MAIL]
    assert len(mails) == sum(bool(one.mail) for one in office.ask(queries.sheet, key).people) == 4
    for row in shown.rows:
        wanted = times if row.way is MessageWay.MAIL else set()
        assert {one.starts for one in row.freed} == wanted
        assert all(f"{one:%d.%m.%Y}" in row.text for one in wanted)
    (tmp_path / "out").mkdir()
    send_invitations(office.store, appointment, shown.mark, tmp_path / "out", AT)

    (path,) = [one for one in (tmp_path / "out").glob("*.eml") if "Weiß" in one.name]
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    files = [part.get_payload(decode=True) for part in mail.iter_attachments()]
    assert [restrictions(file) for file in files] == [[], [], []]
    seen = [in_mail_programs(file)[0] for file in files]
    assert [(one["method"], one["uid"]) for one in seen] == [
        ("REQUEST", there[2].uid), ("CANCEL", there[1].uid), ("CANCEL", there[3].uid),
    ]  # fmt: skip
    assert [one["status"] for one in seen] == ["CONFIRMED", "CANCELLED", "CANCELLED"]
    assert all(one["sequence"] > there[1].sequence for one in seen)
    assert {one["people"][0][0] for one in seen[1:]} == {f"mailto:{EVA}"}

    again = [one.invitation for one in shown.rows]
    assert all(not row.freed for row in office.ask(preview, appointment, again=again).rows)


def of_eva(folder: Path) -> list[dict[str, Any]]:
    """What a mail program sees in the files of the newest mail to Eva Weiß."""
    path = max((one for one in folder.glob("*.eml") if "Weiß" in one.name), key=_written)
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    files = [part.get_payload(decode=True) for part in message.iter_attachments()]
    assert [restrictions(file) for file in files] == [[] for _file in files]
    return [in_mail_programs(file)[0] for file in files]


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def test_a_poll_that_is_given_up_is_taken_out_of_calendars_once(
    office: Office, key: int, tmp_path: Path
) -> None:
    there = asked(office, key)
    write_poll_mails(office.store, key, tmp_path / "poll", DAY)
    office.do(polls.abandon_poll, key)
    done = write_poll_mails(office.store, key, tmp_path / "off", DAY)
    assert {one.mail.person.mail for one in done if one.path} == {
        one.mail for one in office.ask(queries.sheet, key).people if one.mail
    }
    seen = of_eva(tmp_path / "off")
    assert [(one["method"], one["uid"]) for one in seen] == [
        ("CANCEL", there[number].uid) for number in (1, 2, 3)
    ]
    assert all(one["sequence"] > there[1].sequence for one in seen)
    eva = next(one for one in done if one.mail.person.mail == EVA)
    assert "hat sich erledigt" in eva.mail.text and "Vorschlag" not in eva.mail.text
    assert "Antwort" not in eva.mail.text
    assert write_poll_mails(office.store, key, tmp_path / "again", DAY) == []
    office.store.undo()  # that they were told
    office.store.undo()  # that it was given up
    assert len(asked(office, key)) == 3


def test_a_poll_nobody_was_asked_in_is_given_up_in_silence(
    office: Office, key: int, tmp_path: Path
) -> None:
    office.do(polls.abandon_poll, key)
    assert write_poll_mails(office.store, key, tmp_path / "off", DAY) == []
    assert list((tmp_path / "off").iterdir()) == []


def test_a_time_taken_back_leaves_the_calendars_with_the_next_mail(
    office: Office, key: int, tmp_path: Path
) -> None:
    there = asked(office, key)
    write_poll_mails(office.store, key, tmp_path / "poll", DAY)
    take(office, reply(there[2], "ja", "10:00:00"))
    office.do(polls.drop_proposal, key, 2)
    assert votes(office, key) == {} and len(held(office)) == 2
    assert [one.number for one in office.ask(queries.sheet, key).slots] == [1, 3]
    assert [one.result for one in take(office, reply(there[2], "ja", "11:00:00"))] == [
        Taken.NO_POLL
    ]
    (row,) = [one for one in office.ask(asked_now, key, DAY) if one.person.mail == EVA]
    gone = f"{there[2].starts:%d.%m.%Y}"
    assert gone in row.text.partition("Nicht mehr vorgeschlagen")[2]
    assert gone not in row.text.partition("Antwort:")[0]
    write_poll_mails(office.store, key, tmp_path / "next", DAY, reminder=True)
    seen = of_eva(tmp_path / "next")
    assert [(one["method"], one["sequence"]) for one in seen] == [
        ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 0),
    ]  # fmt: skip

    office.do(polls.propose, key, [there[2].starts], DAY)  # and after all
    assert [one.number for one in office.ask(queries.sheet, key).slots] == [1, 2, 3]
    write_poll_mails(office.store, key, tmp_path / "back", DAY, reminder=True)
    assert [(one["method"], one["sequence"]) for one in of_eva(tmp_path / "back")] == [
        ("REQUEST", 0), ("REQUEST", 2), ("REQUEST", 0),
    ]  # fmt: skip
    office.do(polls.drop_proposal, key, 3)
    say(office, key, "Lindner", "2 ja")
    appointment = office.do(polls.final, key, 2, anyway=True)
    (event,) = office.ask(events, [appointment])[appointment]
    assert (event.uid, event.sequence) == (there[2].uid, 3)
    row = next(one for one in office.ask(preview, appointment).rows if one.address == EVA)
    assert {(one.uid, one.sequence) for one in row.freed} == {
        (there[1].uid, 1), (there[3].uid, 1),
    }  # fmt: skip


def test_who_was_never_mailed_the_times_has_nothing_to_take_back(office: Office, key: int) -> None:
    say(office, key, "Lindner", "2 ja")
    appointment = office.do(polls.final, key, 2, anyway=True)
    rows = office.ask(preview, appointment).rows
    assert rows and all(not row.freed for row in rows)


def test_a_longer_date_keeps_the_names_of_its_times(office: Office, key: int) -> None:
    from kontor.calendar.model.polls import PollChange

    before = {one.number: one.uid for one in office.ask(queries.sheet, key).slots}
    take(office, reply(asked(office, key)[1], "ja", "10:00:00"))
    office.do(polls.change_poll, key, PollChange(minutes=120), date(2026, 3, 17))
    assert {one.number: one.uid for one in office.ask(queries.sheet, key).slots} == before
    office.do(polls.drop_proposal, key, 1)
    assert votes(office, key) == {}


def test_garbage_is_no_answer() -> None:
    for data in (
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR",
        b"From: a@b\r\n\r\nBEGIN:VCALENDAR METHOD:REPLY text/calendar",
    ):
        found, _findings = read_answers(data, "x.ics")
        assert all(one.vote is None for one in found)
