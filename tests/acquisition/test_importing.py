"""Leads out of files: mails, lists, calls, cards; broken ones cost no more than themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontor.acquisition.formats.files import read_source
from kontor.acquisition.formats.mail import read_mails
from kontor.acquisition.formats.record import FoundLead
from kontor.acquisition.kinds import LeadChannel
from kontor.acquisition.model import LeadInput
from kontor.acquisition.queries import leads as queries
from kontor.acquisition.service.importing import import_leads, plan_leads
from kontor.base.errors import InputError
from tests.sales.office import DAY, Office

NOW = datetime(2026, 3, 16, 8, 30, tzinfo=UTC)
PORTAL = (
    "Anfrage-ID;Datum;Name;Telefon;E-Mail;PLZ;Ort;Kategorie;Beschreibung;Budget\r\n"
    "A-1;14.03.2026 18:05;Jürgen Tal;0221 5550123;tal@example.org;50667;Köln;Fassade;"
    '"Giebel, zwei Seiten";"4.500,00"\r\n'
    "A-2;gestern;Özlem Kaya;0171 5550124;kaya@example;1067;Dresden;Innen;Flur;viel\r\n"
    "A-3;15.03.2026;Halbe Zeile\r\n"
    ";;;;;;;;;\r\n"
    "A-5;15.03.2026;Zu;1;a@b.example;50667;Köln;Innen;x;1;überzählig\r\n"
    "A-6;15.03.2026;Jürgen Tal;+49 221 5550123;;;;;;\r\n"
    "A-7;16.03.2026;;;;;;;;\r\n"
)
CALLS = (
    "sep=;\r\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\r\n"
    "1;16.03.26 09:12;;02215550130;Büro;4711;0:04\r\n"
    "2;16.03.26 09:40;;01715550131;;4711;0:00\r\n"
    "3;16.03.26 10:00;;02215550132;Büro;4711;0:09\r\n"
    "1;16.03.26 10:05;;02215550130;Büro;4711;0:02\r\n"
    "1;16.03.26 10:09;;0221 123456;Büro;4711;0:02\r\n"
    "1;16.03.26 10:15;;;Büro;4711;0:01\r\n"
)


def mail(text: str = "", html: str = "", **headers: str) -> bytes:
    one = EmailMessage(policy=SMTP)
    values = {
        "From": "Petra Weiß <weiss@example.org>", "To": "buero@lindner.example",
        "Subject": "AW: Anfrage Küche", "Date": "Sat, 14 Mar 2026 17:05:00 +0100",
        "Message-ID": "<1@example.org>", **headers,
    }  # fmt: skip
    for name, value in values.items():
        one[name] = value
    one.set_content(text or "Guten Tag,\nbitte um einen Rückruf.\n")
    if html:
        one.add_alternative(html, subtype="html")
    return one.as_bytes()


def read(data: bytes, name: str = "x.csv") -> list[FoundLead]:
    return read_source(data, name, DAY).leads(DAY, LeadChannel.PORTAL)


def take(office: Office, found: list[FoundLead], **more: Any) -> Any:
    return office.do(import_leads, found, NOW, **more)


def test_a_list_of_a_portal_row_by_row(office: Office) -> None:
    found = read(PORTAL.encode("cp1252"))
    plan = office.ask(plan_leads, found)
    assert [(row.place, row.status.value) for row in plan.rows] == [
        ("2", "new"), ("3", "new"), ("4", "new"), ("6", "bad"), ("7", "known"), ("8", "bad"),
    ]  # fmt: skip
    assert office.ask(queries.count) == 0  # a dry run writes nothing
    done = take(office, found, defaults=LeadInput(name="-", source="portal_check24"))
    assert done.counts == {"new": 3, "known": 1, "similar": 0, "bad": 2}
    first, second, third = sorted(office.ask(queries.leads, DAY), key=lambda one: one.id)
    assert (first.name, first.phone, first.city, first.trade, first.text) == (
        "Jürgen Tal", "0221 5550123", "Köln", "Fassade", "Giebel, zwei Seiten",
    )  # fmt: skip
    assert (first.received, first.budget, first.source, first.channel) == (
        datetime(2026, 3, 14, 17, 5, tzinfo=UTC), 450_000, "portal_check24", LeadChannel.PORTAL,
    )  # fmt: skip
    assert (first.origin, first.mail) == ("A-1", "tal@example.org")
    # what does not fit is kept and named: mail, budget; the postcode lost its zero
    assert (second.postcode, second.mail, second.budget) == ("01067", "", None)
    assert second.text == "Flur\nmail: kaya@example\nbudget: viel"
    assert second.received.date() == date(2026, 3, 15)  # yesterday
    assert (third.name, third.phone) == ("Halbe Zeile", "")
    # the same file again brings nothing
    again = take(office, found)
    assert again.counts["new"] == 0 and office.ask(queries.count) == 3
    # one step takes all of it back
    office.store.undo()
    assert office.ask(queries.count) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_every_encoding(encoding: str) -> None:
    (found, *_rest) = read(PORTAL.encode(encoding))
    assert found.data is not None and found.data.name == "Jürgen Tal"


def test_a_call_list_proposes_unknown_numbers(office: Office) -> None:
    who = office.customer("Bäckerei Ohm", "firm",
                          channels=[{"kind": "phone", "value": "0221 123456"}])  # fmt: skip
    found = read(CALLS.encode())
    assert [one.place for one in found] == ["3", "4", "7"]  # the first line is sep=;
    plan = take(office, found)
    assert [(row.status.value, row.same) for row in plan.rows] == [
        ("new", "acquisition:1"), ("new", "acquisition:2"), ("known", f"contacts:{who}"),
    ]  # fmt: skip
    newest, oldest = office.ask(queries.leads, DAY)
    assert (oldest.phone, oldest.received) == (
        "02215550130", datetime(2026, 3, 16, 8, 12, tzinfo=UTC),
    )  # fmt: skip
    assert (newest.channel, newest.title) == (LeadChannel.PHONE, "01715550131")


def test_a_mail_of_a_person(office: Office) -> None:
    (found,) = read(mail(), "a.eml")
    assert found.data is not None
    assert (found.data.name, found.data.mail, found.data.subject) == (
        "Petra Weiß", "weiss@example.org", "Anfrage Küche",
    )  # fmt: skip
    assert found.data.text == "Guten Tag,\nbitte um einen Rückruf."
    assert found.data.received == datetime(2026, 3, 14, 16, 5, tzinfo=UTC)
    assert (found.data.channel, found.data.origin) == (LeadChannel.MAIL, "mail:1@example.org")
    take(office, [found])
    assert take(office, [found]).counts["known"] == 1  # the same message comes once


def test_a_form_of_the_website_in_nested_parts() -> None:
    """The form lies in a forwarded mail that lies in a mail; the sender is the website."""
    inner = EmailMessage(policy=SMTP)
    inner["From"] = "Website <noreply@lindner.example>"
    inner["Subject"] = "Kontaktformular"
    inner.set_content("nur HTML")
    inner.clear_content()
    inner.set_content(
        "<html><head><style>p{color:red}</style></head><body><p>Name: Özlem Kaya</p>"
        "<div>Telefon: 0171 5550124</div><div>E-Mail: kaya@example.org</div>"
        "<div>PLZ: 50667</div><p>Nachricht: Bad streichen<br>und die Decke: weiß</p>"
        "<script>alert(1)</script></body></html>", subtype="html",
    )  # fmt: skip
    outer = EmailMessage(policy=SMTP)
    outer["From"] = "buero@lindner.example"
    outer["Subject"] = "WG: Kontaktformular"
    outer.make_mixed()
    outer.add_attachment(inner)
    outer.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    (found,) = read(outer.as_bytes(), "form.eml")
    assert found.data is not None
    assert (found.data.name, found.data.phone, found.data.mail, found.data.postcode) == (
        "Özlem Kaya", "0171 5550124", "kaya@example.org", "50667",
    )  # fmt: skip
    assert found.data.text == "Bad streichen\nund die Decke: weiß"
    assert found.data.channel is LeadChannel.WEB
    assert "alert" not in found.data.text and "color" not in found.data.text


def test_character_sets_that_lie() -> None:
    wrong = (
        b"From: =?klingon?Q?Wei=DF?= <a@example.org>\r\nSubject: =?utf-8?B?S8O8Y2hl?=\r\n"
        b"Content-Type: text/plain; charset=x-nonsense\r\n\r\nGr\xfc\xdfe aus K\xf6ln\r\n"
    )
    (found,) = read_mails(wrong, "a.eml", DAY)
    assert found.data is not None
    assert (found.data.name, found.data.subject) == ("Weiß", "Küche")
    assert found.data.text == "Grüße aus Köln"
    broken = (
        b"From: a@example.org\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhalb \xff zerst\xc3\xb6rt\r\n"
    )
    (found,) = read_mails(broken, "b.eml", DAY)
    assert found.data is not None and found.data.text.startswith("halb ")


def test_a_mailbox_mail_by_mail(office: Office) -> None:
    parts = [mail(**{"Message-ID": f"<{n}@example.org>", "From": f"P{n} <p{n}@example.org>"})
             for n in range(3)]  # fmt: skip
    box = b"".join(b"From - Mon Mar 16 2026\r\n" + part + b"\r\n" for part in parts)
    found = read(box, "alle.mbox")
    assert [one.place for one in found] == ["alle.mbox:1", "alle.mbox:2", "alle.mbox:3"]
    assert take(office, found).counts["new"] == 3


def test_cards_one_bad_one_among_good_ones(office: Office) -> None:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Petra Weiß\r\nN:Weiß;Petra\r\nTEL:0221 4710815\r\n"
        "ADR:;;Amselweg 7;Köln;;50667;DE\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ohm GmbH\r\nORG:Ohm GmbH\r\nEND:VCARD\r\n"
    )
    found = read(cards.encode(), "messe.vcf")
    plan = take(office, found)
    assert [row.status.value for row in plan.rows] == ["new", "bad", "new"]
    second, first = office.ask(queries.leads, DAY)
    assert (first.street, first.house_number, first.phone) == ("Amselweg", "7", "0221 4710815")
    assert second.firm == "Ohm GmbH"


def test_other_columns_and_nonsense() -> None:
    unknown = read_source(b"Wer;Womit\nTal;0221 5550123\n", "x.csv", DAY)
    with pytest.raises(InputError):
        unknown.leads(DAY, LeadChannel.WEB)
    (one,) = unknown.leads(DAY, LeadChannel.WEB, ["name", "phone"])
    assert one.data is not None and one.data.name == "Tal"
    known = read_source(b"Name;Womit\nTal;0221 5550123\n", "x.csv", DAY)
    (one,) = known.leads(DAY, LeadChannel.WEB, ["name", "phone"])
    assert one.data is not None and one.data.phone == "0221 5550123"
    with pytest.raises(InputError):
        known.leads(DAY, LeadChannel.WEB, ["name", "mond"])
    with pytest.raises(InputError):
        read_source(b"", "x.csv", DAY)


def test_somebody_similar_waits(office: Office) -> None:
    rows = "Name;PLZ;Straße;Nachricht\nPetra Weiß;50667;Amselweg 7;{}\n"
    take(office, read(rows.format("Flur").encode()))
    found = read(rows.format("Küche").encode())
    assert [row.status.value for row in office.ask(plan_leads, found).rows] == ["similar"]
    assert take(office, found, take={"2"}).counts["new"] == 1
    assert office.ask(queries.count) == 2


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_mail_is_too_broken(data: bytes) -> None:
    for one in read_mails(data, "x.eml", DAY):
        assert one.data is not None or one.findings
