"""How a document went out: the notes, the mail draft, and what follows of them."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import date
from email.policy import default
from pathlib import Path

import pytest

from kontor.acquisition.queries.follow import follow_ups
from kontor.base.errors import InputError, Refused
from kontor.documents.mail import Attached, Mail, address, eml
from kontor.sales.kinds import DocumentKind, Way
from kontor.sales.model.inputs import SendingInput
from kontor.sales.queries import documents, sending
from kontor.sales.service.sending import mark_sent
from kontor.store.store import Store
from tests.sales.kit import firm, issued, put

DAY = date(2026, 3, 16)
LATER = date(2026, 3, 19)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A firm with one customer."""
    with firm(tmp_path) as made:
        yield made


def sent(store: Store, key: int, day: date = LATER, today: date = LATER, **more: object) -> int:
    data = SendingInput.model_validate({"day": day, **more})
    return int(store.run(mark_sent, key, data, today).value)


def test_an_invoice_went_out_twice_and_the_first_time_counts(store: Store) -> None:
    key = put(store, [{"short": "Malen", "price": 1_000_000}])
    with pytest.raises(Refused, match="Entwurf"):
        sent(store, key)
    issued(store, key, DAY)
    sent(store, key, recipient="krueger@kunde.example")
    sent(store, key, day=date(2026, 3, 17), way="post", recipient="Erika Krüger", note="Kopie")
    with store.read() as con:
        found = sending.sendings(con, key)
        head = documents.head(con, key)
    assert [(one.day.day, one.way, one.recipient) for one in found] == [
        (17, Way.POST, "Erika Krüger"), (19, Way.MAIL, "krueger@kunde.example"),
    ]  # fmt: skip
    assert (head.state, head.sent, head.sent_how) == (
        "sent", date(2026, 3, 17), "post: Erika Krüger"
    )  # fmt: skip


def test_a_wrong_day_is_refused_and_undo_takes_a_note_back(store: Store) -> None:
    key = put(store, [{"short": "Malen", "price": 1_000_000}])
    issued(store, key, DAY)
    with pytest.raises(InputError, match="vor dem Beleg"):
        sent(store, key, day=date(2026, 3, 15))
    with pytest.raises(InputError, match="Zukunft"):
        sent(store, key, day=date(2026, 3, 20))
    sent(store, key)
    store.undo()
    with store.read() as con:
        assert sending.sendings(con, key) == []
        head = documents.head(con, key)
    assert (head.state, head.sent) == ("issued", None)


def test_a_quote_is_followed_up_from_the_day_it_went_out(store: Store) -> None:
    key = put(store, [{"short": "Malen", "price": 1_000_000}], kind=DocumentKind.QUOTE)
    issued(store, key, DAY)
    with store.read() as con:
        (before,) = follow_ups(con, date(2026, 3, 17))
    sent(store, key)
    with store.read() as con:
        (after,) = follow_ups(con, date(2026, 3, 17))
    assert (before.day, after.day) == (date(2026, 3, 18), date(2026, 3, 23))  # two working days


def test_the_mail_holds_the_files_as_they_were_issued(store: Store) -> None:
    key = put(
        store, [{"short": "Malen", "price": 1_000_000}], subject="Küche", format="zugferd",
        language="de",
    )  # fmt: skip
    issued(store, key, DAY)
    with store.read() as con:
        to = sending.mail_address(con, 1)
        name, content = sending.mail_draft(con, key, to, LATER)
        again = sending.mail_draft(con, key, to, LATER)[1]
    assert name == "RE-2026-0001.eml" and content == again
    found = email.message_from_bytes(content, policy=default)
    assert found["To"] == "krueger@kunde.example" and found["X-Unsent"] == "1"
    assert found["From"] == '"Malerbetrieb Lindner e.K." <buero@maler-lindner.example>'
    assert found["Subject"] == "Rechnung RE-2026-0001: Küche"
    body = found.get_body()
    assert body is not None
    text = body.get_content()
    assert "Sehr geehrte Frau Krüger," in text and "RE-2026-0001 vom 16.03.2026" in text
    kept = {one.get_filename(): one.get_content() for one in found.iter_attachments()}
    pdf = next(value for one, value in kept.items() if one.endswith(".pdf"))
    assert pdf.startswith(b"%PDF") and b"factur-x.xml" in pdf


def test_headers_take_no_second_line() -> None:
    wrong = Mail(
        "a@b.example", "A\r\nBcc: x@y.example", "c@d.example", "Eins\nBcc: x@y.example", ""
    )
    found = email.message_from_bytes(eml(wrong), policy=default)
    assert found["Bcc"] is None and "Eins" in found["Subject"]
    for text in ("", "nobody", "a@b@c", "a b@c.example", "a@b.example\nBcc: x@y.example", "@x"):
        with pytest.raises(InputError):
            address(text)
    same = [Mail("a@b.example", "", "c@d.example", "x", "y", [Attached("z.pdf", "a/b", b"1")])] * 2
    assert eml(same[0]) == eml(same[1])
