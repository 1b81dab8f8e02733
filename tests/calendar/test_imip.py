"""Mails with appointments: written as the standard wants, read out of whatever comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.base.errors import InputError
from kontor.calendar.formats.event import Answer, Method
from kontor.calendar.formats.ics import written
from kontor.calendar.formats.imip import Invite, Received, mail, read_file, read_paths
from tests.calendar.test_ics import PEOPLE, WEEKLY

AT = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
REQUEST = written([WEEKLY], Method.REQUEST)
INVITE = Invite(
    "buero@lindner.example", "Müller, Maler & Söhne", "krueger@example.org", "Krüger, Eva",
    "Einladung: Baubesprechung – Fassade", "Guten Tag,\n\nwir laden ein.\n", REQUEST,
    Method.REQUEST, "1.2@kontor.invalid", AT,
)  # fmt: skip
REPLY = written(
    [WEEKLY._replace(attendees=(PEOPLE[0]._replace(answer=Answer.ACCEPTED),), rule="", gaps=())],
    Method.REPLY,
)


def reply_mail(*, sender: str = "Eva <Krueger@Example.org>", number: str = "<a@b>") -> EmailMessage:
    made = EmailMessage(policy.SMTP)
    made["From"], made["To"], made["Subject"] = sender, "buero@lindner.example", "Zusage: Bau"
    made["Message-ID"] = number
    made.set_content("Ich komme.")
    made.add_alternative(REPLY.decode(), subtype="calendar", params={"method": "REPLY"})
    made.add_attachment(REPLY, maintype="application", subtype="ics", filename="invite.ics")
    return made


def test_a_mail_says_it_three_times_and_reads_back() -> None:
    data = mail(INVITE)
    assert mail(INVITE) == data, "the same content gives the same bytes"
    assert b"\n" not in data.replace(b"\r\n", b"") and max(map(len, data.split(b"\r\n"))) <= 78
    back = BytesParser(policy=policy.default).parsebytes(data)
    assert not [defect for part in back.walk() for defect in part.defects]
    assert back["From"].addresses[0].display_name == "Müller, Maler & Söhne"
    assert back["To"].addresses[0].addr_spec == "krueger@example.org"
    assert back["Subject"] == INVITE.subject and back["Message-ID"] == "<1.2@kontor.invalid>"
    assert back.get_content_type() == "multipart/mixed"
    both, file = back.iter_parts()
    words, calendar = both.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    assert words.get_content().splitlines() == INVITE.text.splitlines()
    assert calendar.get_content_type() == "text/calendar"
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar.get_payload(decode=True) == REQUEST == file.get_payload(decode=True)
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")


@pytest.mark.parametrize("place", ["to", "sender"])
def test_no_header_can_be_slipped_in(place: str) -> None:
    with pytest.raises(InputError):
        mail(INVITE._replace(**{place: "a@b.example\r\nBcc: c@d.example"}))
    data = mail(INVITE._replace(subject="x\r\nBcc: c@d.example", to_name="y\r\nBcc: z"))
    assert BytesParser(policy=policy.default).parsebytes(data)["Bcc"] is None


def only(data: bytes, place: str = "x.eml") -> Received:
    found = read_file(data, place)
    assert len(found) == 1, found
    return found[0]


def test_the_answer_in_a_mail_is_read_once() -> None:
    one = only(reply_mail().as_bytes())
    assert (one.sender, one.message_id) == ("krueger@example.org", "a@b")
    assert one.found is not None and one.found.method is Method.REPLY
    assert one.found.event is not None and one.found.event.attendees[0].answer is Answer.ACCEPTED
    assert one.text == "Ich komme."


def test_a_bare_file_has_no_sender() -> None:
    one = only(REPLY, "antwort.ics")
    assert one.sender == "" and one.found is not None and one.found.method is Method.REPLY


def test_a_mailbox_gives_each_mail() -> None:
    mails = [reply_mail(number=f"<{number}@b>").as_bytes() for number in range(3)]
    data = b"".join(b"From x Mon Feb  1 08:00:00 2027\n" + one + b"\n" for one in mails)
    found = read_file(data, "box.mbox")
    assert [one.message_id for one in found] == ["0@b", "1@b", "2@b"]
    assert [one.place for one in found] == ["box.mbox:1", "box.mbox:2", "box.mbox:3"]


def test_a_forwarded_answer_is_of_who_wrote_it() -> None:
    outer = EmailMessage(policy.SMTP)
    outer["From"], outer["Subject"] = "buero@lindner.example", "WG: Zusage"
    outer.set_content("siehe unten")
    outer.add_attachment(reply_mail())
    assert only(outer.as_bytes()).sender == "krueger@example.org"


def test_mails_in_mails_without_end_are_refused() -> None:
    data = b"Content-Type: message/rfc822\r\n\r\n" * 5_000 + reply_mail().as_bytes()
    found = read_file(b"From: a@b.example\r\n" + data, "x.eml")
    assert len(found) == 1 and found[0].found is None and found[0].findings


def test_a_mail_without_a_calendar_keeps_its_words() -> None:
    made = EmailMessage()
    made["From"] = "krueger@example.org"
    made.set_content("Passt!")
    one = only(made.as_bytes())
    assert one.found is None and one.text == "Passt!" and one.findings


@pytest.mark.parametrize("data", [b"", b"hello", b"\0" * 9, b"From: x\n\n", b"From x\n"])
def test_nonsense_is_named(data: bytes) -> None:
    for name in ("x.eml", "x.ics"):
        assert all(one.findings for one in read_file(data, name))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3_000), st.integers(0, 200))
def test_no_damage_breaks_the_reader(junk: bytes, at: int, length: int) -> None:
    whole = reply_mail().as_bytes()
    for one in read_file(whole[:at] + junk + whole[at + length :], "x.eml"):
        assert one.found is not None or one.findings


def test_folders_and_maildirs(tmp_path: Path) -> None:
    for name in ("b.eml", "a.ics", "rest.txt"):
        (tmp_path / name).write_bytes(b"x")
    maildir = tmp_path / "box"
    for name in ("new", "cur", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "new" / "1700.host").write_bytes(b"x")
    (maildir / "cur" / "1600.host:2,S").write_bytes(b"x")
    names = [name for _path, name in read_paths([tmp_path, maildir, tmp_path / "rest.txt"])]
    assert names == ["a.ics", "b.eml", "1700.host", "1600.host:2,S", "rest.txt"]
