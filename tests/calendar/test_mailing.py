"""Invitations through a mail server: once, in the log when they left, waiting when they did not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kontor.base.errors import InputError, KontorError, Refused
from kontor.calendar.doors import DOOR
from kontor.calendar.kinds.invitations import InviteState
from kontor.calendar.queries.invitations import log
from kontor.calendar.service.invitations import give_up, settle
from kontor.company.model import SettingInput
from kontor.company.service import change_setting
from kontor.desk.invitations import Gone, finish_sending
from kontor.documents import mail_send
from kontor.documents.mail_send import Line, NoLine, NotSent, Security, Server, Unsure
from kontor.store.check import check
from kontor.store.store import Store
from tests.calendar.inviting import AT, TODAY, ask, everybody, look, send
from tests.calendar.post_office import (
    PASSWORD,
    USER,
    Office,
    Ring,
    open_office,
    reach_this_computer,
)
from tests.store.killing import POSIX, said_by

LATER = AT + timedelta(hours=1)
MAILS = ("krueger@example.org", "bau@ohm.example", "statik@weiss.example")


@pytest.fixture(autouse=True)
def _own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    reach_this_computer(monkeypatch)


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as made:
        yield made


@pytest.fixture
def store(inviter: Store) -> Store:
    """Three people with mail, one by word."""
    ask(
        inviter,
        1,
        "Eva Krüger",
        "Büro Ohm <bau@ohm.example>",
        "Statik <statik@weiss.example>",
        "Jo",
    )
    return inviter


def server(office: Office, **more: object) -> Server:
    return Server("127.0.0.1", office.port, Security.NONE, "", "")._replace(**more)


def mailed(store: Store, office: Office, folder: Path) -> list[Gone]:
    with Line(server(office), "") as line:
        return send(store, 1, folder, line=line)


def rest(store: Store, office: Office, folder: Path) -> list[Gone]:
    with Line(server(office), "") as line:
        return finish_sending(store, 1, folder, LATER, line=line)


def states(store: Store) -> dict[str, str]:
    with store.read() as con:
        return {one.address: one.state.value for one in log(con, 1) if one.address}


# -- sending -------------------------------------------------------------------------------------


def test_each_mail_leaves_once_and_stands_in_the_log(
    store: Store, office: Office, tmp_path: Path
) -> None:
    gone = mailed(store, office, tmp_path / "out")
    assert [(one.name, one.sent, one.path) for one in gone if one.address] == [
        ("Eva Krüger", True, None), ("Büro Ohm", True, None), ("Statik", True, None),
    ]  # fmt: skip
    assert [(sender, to) for sender, to, _data in office.taken] == [
        ("buero@lindner.example", mail) for mail in MAILS
    ]
    first = office.mails()[0]
    assert first["X-Unsent"] is None, "only drafts for mail programs say so"
    kinds = [part.get_content_type() for part in first.walk()]
    assert kinds.count("text/calendar") == 1
    with store.read() as con:
        kept = {one.address: one for one in log(con, 1) if one.address}
    assert {one.place for one in kept.values()} == {f"smtp:127.0.0.1:{office.port}"}
    assert first["Message-ID"] == f"<{kept[MAILS[0]].message}>"
    assert {one.state for one in everybody(store, 1).values()} == {InviteState.SENT}
    assert list((tmp_path / "out").iterdir()) == [], "no files for the mail program"
    assert rest(store, office, tmp_path / "out") == [] and len(office.taken) == 3


def test_a_refused_address_waits_and_the_others_go(
    store: Store, office: Office, tmp_path: Path
) -> None:
    office.refuses = {MAILS[1]}
    with pytest.raises(NotSent) as error:
        mailed(store, office, tmp_path / "out")
    assert error.value.values["to"] == MAILS[1] and "no such box" in error.value.values["why"]
    assert states(store) == {MAILS[0]: "written", MAILS[1]: "prepared", MAILS[2]: "written"}
    office.refuses = set()
    assert [one.address for one in rest(store, office, tmp_path / "out")] == [MAILS[1]]
    assert [to for _from, to, _data in office.taken] == [MAILS[0], MAILS[2], MAILS[1]]


def test_a_full_server_takes_nothing_and_nothing_is_logged(
    store: Store, office: Office, tmp_path: Path
) -> None:
    office.full = True
    with pytest.raises(NotSent):
        mailed(store, office, tmp_path / "out")
    assert set(states(store).values()) == {"prepared"} and office.taken == []
    assert everybody(store, 1)["Eva Krüger"].sequence is None
    store.run(give_up, 1)
    assert set(states(store).values()) == {"dropped"}
    assert len(look(store, 1).rows) == 3, "and they can be asked again"


def test_without_a_line_everything_waits(store: Store, tmp_path: Path) -> None:
    with open_office() as office:
        pass  # closed again
    with pytest.raises(NoLine):
        mailed(store, office, tmp_path / "out")
    assert set(states(store).values()) == {"prepared"}
    gone = finish_sending(store, 1, tmp_path / "out", LATER)
    assert len([one for one in gone if one.path]) == 3, "as mail files instead"


@pytest.mark.parametrize("went", [True, False])
def test_a_broken_line_is_said_and_never_guessed(
    store: Store, office: Office, tmp_path: Path, went: bool
) -> None:
    office.breaks = 1
    with pytest.raises(Unsure):
        mailed(store, office, tmp_path / "out")
    assert states(store) == {MAILS[0]: "written", MAILS[1]: "leaving", MAILS[2]: "prepared"}
    with pytest.raises(Refused) as error:
        rest(store, office, tmp_path / "out")
    assert error.value.values["names"] == "Büro Ohm"
    assert len(office.taken) == 2, "what is in doubt keeps the rest until it is settled"
    with store.read() as con:
        due = [one for one in DOOR.due(con, TODAY) if one.kind == "invitation"]
        assert len(due) == 2 and [one.text for one in check(store)] == []
    if not went:
        office.taken.pop()  # the provider shows: it never got it
    store.run(settle, 1, went, TODAY)
    rest(store, office, tmp_path / "out")
    assert sorted(to for _from, to, _data in office.taken) == sorted(MAILS)
    assert set(states(store).values()) == {"written"}
    with pytest.raises(Refused):
        store.run(settle, 1, went, TODAY)


# -- the server ----------------------------------------------------------------------------------


def set_to(store: Store, **values: str) -> None:
    for key, value in values.items():
        data = SettingInput(key=key, value=value, valid_from=date(2026, 1, 1))
        store.run(change_setting, data)


def found(store: Store) -> Server | None:
    with store.read() as con:
        return mail_send.server_of(con, TODAY)


def test_off_until_a_server_is_named(store: Store) -> None:
    assert found(store) is None
    with store.read() as con, pytest.raises(Refused):
        mail_send.server_or_refuse(con, TODAY)
    set_to(store, mail_server="smtp.provider.example", mail_user="lindner")
    assert found(store) == Server("smtp.provider.example", 587, Security.STARTTLS, "lindner", "")
    set_to(store, mail_security="tls", mail_from="post@lindner.example")
    there = found(store)
    assert there is not None and (there.port, there.sender) == (465, "post@lindner.example")
    set_to(store, mail_port="2525")
    there = found(store)
    assert there is not None and there.port == 2525


@pytest.mark.parametrize(
    ("key", "value"),
    [("mail_server", "smtp provider"), ("mail_server", "https://a.example/"),
     ("mail_port", "70000"), ("mail_port", "x"), ("mail_security", "ssl"), ("mail_from", "buero")],
)  # fmt: skip
def test_settings_that_cannot_be(store: Store, key: str, value: str) -> None:
    with pytest.raises(InputError) as error:
        set_to(store, **{key: value})
    assert error.value.field == key


def test_a_password_never_goes_unprotected(office: Office) -> None:
    with pytest.raises(Refused):
        Line(Server("mail.example", 25, Security.NONE, USER, ""), PASSWORD)
    office.login = True
    protected = server(office, security=Security.STARTTLS, user=USER)
    with Line(protected, PASSWORD) as line, pytest.raises(NoLine):
        line.check()
    assert office.taken == []


def test_user_and_password_are_tried_without_a_mail(office: Office) -> None:
    office.login = True
    with Line(server(office, user=USER), PASSWORD) as line:
        line.check()
    with Line(server(office, user=USER), "falsch") as line, pytest.raises(NoLine) as error:
        line.check()
    assert "wrong password" in error.value.values["why"]
    assert office.taken == []


# -- key ring ------------------------------------------------------------------------------------


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


WITH_USER = Server("mail.example", 587, Security.STARTTLS, "lindner", "")


def test_the_password_lies_in_the_key_ring(ring: Ring) -> None:
    with pytest.raises(Refused) as error:
        mail_send.password_of(WITH_USER)
    assert error.value.values == {"user": "lindner", "host": "mail.example"}
    mail_send.keep_password(WITH_USER, "geheim")
    assert ring.kept == {("kontor-mail", "lindner@mail.example"): "geheim"}
    assert mail_send.password_of(WITH_USER) == "geheim"
    mail_send.keep_password(WITH_USER, "")
    assert ring.kept == {}
    assert mail_send.password_of(WITH_USER._replace(user="")) == ""
    with pytest.raises(InputError):
        mail_send.keep_password(WITH_USER._replace(user=""), "geheim")


KEYS: list[Callable[[], object]] = [
    lambda: mail_send.password_of(WITH_USER), lambda: mail_send.keep_password(WITH_USER, "geheim"),
]  # fmt: skip


@pytest.mark.parametrize("deed", KEYS)
def test_without_a_key_ring_it_is_said(
    ring: Ring, monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]
) -> None:
    ring.locked = True
    with pytest.raises(Refused) as locked:
        deed()
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Refused) as missing:
        deed()
    told: list[KontorError] = [locked.value, missing.value]
    assert len({one.message for one in told}) == 2
    assert "kontor[mail]" in missing.value.hint


# -- killed --------------------------------------------------------------------------------------


@POSIX
def test_killed_while_mailing_nothing_leaves_twice(tmp_path: Path) -> None:
    said = said_by("tests.calendar.kill_mailing", tmp_path, 29)
    assert said["nothing"] and said["some"] and said["all"] and said["doubt"]
