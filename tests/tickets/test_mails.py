"""Mails into cases: threads, numbers in the subject, files, and what is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.tickets.formats.mails import read_mails
from kontor.tickets.kinds import TicketState, WaitsFor
from kontor.tickets.model import MoveInput
from kontor.tickets.queries import tickets as queries
from kontor.tickets.service import cases, joining
from kontor.tickets.service.mails import Status, plan_mails, take_mails
from tests.sales.office import Office

NOW = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
KNOWN = "krueger@kunde.example"


def mail(
    number: int = 1, sender: str = KNOWN, subject: str = "Fenster klemmt", **more: str
) -> bytes:
    """A mail of the customer."""
    one = EmailMessage(policy=SMTP)
    one["From"] = f"Erika Krüger <{sender}>"
    one["Subject"] = subject
    one["Message-ID"] = f"<{number}@kunde.example>"
    one["Date"] = f"Mon, 16 Mar 2026 0{number}:00:00 +0100"
    for name, value in more.items():
        one[name.replace("_", "-")] = value
    one.set_content("Im Bad geht es nicht mehr zu.\n")
    return one.as_bytes()


def take(office: Office, *data: bytes) -> list[tuple[Status, int | None]]:
    """Take mails in one step."""
    found = [one for content in data for one in read_mails(content, "a.eml")]
    return [(one.status, one.ticket) for one in office.do(take_mails, found, NOW)]


def test_a_mail_opens_a_case_of_its_sender(office: Office) -> None:
    assert take(office, mail()) == [(Status.NEW, 1)]
    one = office.ask(queries.ticket, 1)
    assert (one.who, one.subject, one.mail) == ("Erika Krüger", "Fenster klemmt", KNOWN)
    (note,) = office.ask(queries.notes, 1)
    assert note.text == "Im Bad geht es nicht mehr zu."


def test_nothing_comes_twice(office: Office) -> None:
    take(office, mail())
    assert take(office, mail()) == [(Status.KNOWN, 1)]
    assert len(office.ask(queries.notes, 1)) == 1


def test_an_answer_goes_to_its_case_by_thread(office: Office) -> None:
    answer = mail(2, subject="Re: Fenster klemmt", In_Reply_To="<1@kunde.example>")
    assert take(office, answer, mail()) == [(Status.NEW, 1), (Status.ANSWER, 1)]


def test_an_answer_goes_to_its_case_by_number(office: Office) -> None:
    take(office, mail())
    assert take(office, mail(2, subject="AW: [TI-2026-0001] Fenster")) == [(Status.ANSWER, 1)]
    assert [note.subject for note in office.ask(queries.notes, 1)] == ["Fenster klemmt", "Fenster"]


def test_a_stranger_who_guesses_a_number_opens_a_case_of_his_own(office: Office) -> None:
    take(office, mail())
    guessed = mail(2, sender="wer@anders.example", subject="[TI-2026-0001] Rechnung")
    assert take(office, guessed) == [(Status.NEW, 2)]


def test_an_answer_to_a_joined_case_goes_to_the_other(office: Office) -> None:
    take(office, mail(), mail(2, subject="Noch etwas"))
    office.do(joining.merge_tickets, 2, 1)
    assert take(office, mail(3, In_Reply_To="<2@kunde.example>")) == [(Status.ANSWER, 1)]


def test_who_waited_for_the_customer_waits_no_longer(office: Office) -> None:
    take(office, mail())
    wait = MoveInput(state=TicketState.WAITING, waits_for=WaitsFor.CUSTOMER)
    office.do(cases.move_ticket, 1, wait, NOW)
    take(office, mail(2, In_Reply_To="<1@kunde.example>"))
    assert office.ask(queries.ticket, 1).state is TicketState.ACCEPTED


def test_files_come_along_under_safe_names(office: Office) -> None:
    one = EmailMessage(policy=SMTP)
    one["From"], one["Subject"], one["Message-ID"] = KNOWN, "Foto", "<9@kunde.example>"
    one.set_content("anbei")
    one.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="../../bad.jpg")
    take(office, one.as_bytes())
    (file,) = office.ask(queries.files, 1)
    assert (file.mime, file.size) == ("image/jpeg", 2)
    assert "/" not in file.name
    assert file.name.endswith("bad.jpg")


def test_a_plan_writes_nothing(office: Office) -> None:
    before = office.sql("SELECT count(*) FROM step")
    with office.read() as con:
        (plan,) = plan_mails(con, read_mails(mail(), "a.eml"))
    assert plan.status is Status.NEW
    assert office.sql("SELECT count(*) FROM step") == before


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"nur Text", b"PK\x03\x04"])
def test_what_is_no_mail_is_reported_and_the_rest_taken(office: Office, data: bytes) -> None:
    found = [*read_mails(data, "kaputt"), *read_mails(mail(), "gut.eml")]
    done = {one.mail.place: one.status for one in office.do(take_mails, found, NOW)}
    assert done == {"kaputt": Status.BAD, "gut.eml": Status.NEW}


def test_a_mailbox_is_read_mail_by_mail() -> None:
    box = b"".join(b"From x Mon Mar 16 01:00:00 2026\n" + mail(n) + b"\n" for n in (1, 2, 3))
    assert [one.place for one in read_mails(box, "box")] == ["box:1", "box:2", "box:3"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=60))
def test_damaged_mails_never_break_the_reader(place: int, noise: bytes) -> None:
    data = mail()
    for one in read_mails(data[:place] + noise + data[place:], "a.eml"):
        assert len(one.text) <= 20_000
        assert "\n" not in one.subject


def test_a_subject_that_is_missing_has_a_name(office: Office) -> None:
    take(office, mail(subject=""))
    assert office.ask(queries.ticket, 1).subject
