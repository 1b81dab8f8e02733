"""A small mail server in a thread, and a key ring: they take, or fail as they are told to."""

from __future__ import annotations

import base64
import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import ModuleType
from typing import cast

import pytest

USER, PASSWORD = "buero@lindner.example", "geheim"


class Office:
    """What the server was given, and how it behaves.

    Attributes:
        taken: the mails that it confirmed, or would have.
        refuses: addresses that it does not take.
        full: it refuses the content of every mail.
        breaks: after so many mails the line breaks behind the content of the next, unconfirmed.
        login: it asks for user and password.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.refuses: set[str] = set()
        self.full, self.login = False, False
        self.breaks = -1
        self.port = 0

    def mails(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [cast(EmailMessage, parser.parsebytes(data)) for _from, _to, data in self.taken]


class Ring(ModuleType):
    """A key ring that is open, or locked."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.errors = ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]

    def _open(self) -> None:
        if self.locked:
            raise self.errors.KeyringError("locked")

    def set_password(self, service: str, user: str, password: str) -> None:
        self._open()
        self.kept[service, user] = password

    def get_password(self, service: str, user: str) -> str | None:
        self._open()
        return self.kept.get((service, user))

    def delete_password(self, service: str, user: str) -> None:
        self._open()
        del self.kept[service, user]


class _Counter(socketserver.StreamRequestHandler):
    office: Office

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        office, self.sender, self.to = self.office, "", ""
        self.known = not office.login
        self.say("220 post office")
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(maxsplit=1)[0].upper() if word else ""
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA" and not self._data():
                return
            if verb != "DATA":
                self.say(self._answer(verb, word))

    def _answer(self, verb: str, word: str) -> str:
        office = self.office
        if verb == "EHLO":
            return "250-post office\r\n250 AUTH PLAIN" if office.login else "250 post office"
        if verb == "AUTH":
            said = base64.b64decode(word.rsplit(maxsplit=1)[-1]).decode().split("\0")
            self.known = said[1:] == [USER, PASSWORD]
            return "235 come in" if self.known else "535 wrong password"
        if verb == "MAIL":
            self.sender = word[word.index("<") + 1 : word.index(">")]
            return "250 fine" if self.known else "530 who are you"
        if verb == "RCPT":
            self.to = word[word.index("<") + 1 : word.index(">")]
            return "550 no such box" if self.to in office.refuses else "250 fine"
        return "250 fine"

    def _data(self) -> bool:
        """Whether the line still stands."""
        office = self.office
        if office.full:
            self.say("452 no room")
            return True
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        office.taken.append((self.sender, self.to, b"".join(lines)))
        if office.breaks == 0:
            office.breaks = -1
            return False
        office.breaks -= office.breaks > 0
        self.say("250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def reach_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach no network; this lets one reach its own mail server, and nothing else."""

    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == "127.0.0.1", address
        super(socket.socket, self).connect(address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@contextlib.contextmanager
def open_office() -> Iterator[Office]:
    """The server, listening on this computer."""
    office = Office()
    counter = type("Counter", (_Counter,), {"office": office})
    with _Server(("127.0.0.1", 0), counter) as server:
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
