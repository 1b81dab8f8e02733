"""Mails through a server (SMTP); off until the settings name one.

The password is nowhere in the file: it lies in the key ring of the computer. A mail leaves at most
once: when the connection breaks before the server has confirmed it, nobody knows, and this is said.
"""

from __future__ import annotations

import smtplib
import sqlite3
import ssl
from datetime import date
from email import policy
from email.parser import BytesParser
from enum import StrEnum
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import InputError, KontorError, Refused
from kontor.base.i18n import N_
from kontor.company import queries as company

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "kontor-mail"
_SECONDS = 30
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_DRAFT = b"X-Unsent: 1\r\n"  # for mail programs only


class Security(StrEnum):
    """How the way to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class Server(NamedTuple):
    """The server that takes mails; `sender` replaces the address of the firm when it is given."""

    host: str
    port: int
    security: Security
    user: str
    sender: str

    @property
    def name(self) -> str:
        """How the log calls it."""
        return f"smtp:{self.host}:{self.port}"

    @property
    def account(self) -> str:
        """Under what its password lies in the key ring."""
        return f"{self.user}@{self.host}"


class NotSent(Refused):
    """The server did not take the mail: nothing left the house."""


class Unsure(Refused):
    """The connection broke while the server had the mail: nobody knows whether it left."""


class NoLine(NotSent):
    """There is no connection; no mail can leave."""


def server_of(con: sqlite3.Connection, day: date) -> Server | None:
    """The server of the settings; None while mails are handed to the mail program."""
    host = company.setting(con, "mail_server", day)
    if not host:
        return None
    security = Security(company.setting(con, "mail_security", day))
    port = company.setting(con, "mail_port", day)
    return Server(
        host, int(port) if port else _PORTS[security], security,
        company.setting(con, "mail_user", day), company.setting(con, "mail_from", day),
    )  # fmt: skip


def server_or_refuse(con: sqlite3.Connection, day: date) -> Server:
    """The server of the settings; `Refused` without one."""
    found = server_of(con, day)
    if found is None:
        raise Refused(
            N_("No mail server is set: mails are written as files for the mail program."),
            hint=N_("Settings: mail server, and its password with “settings mail-password”."),
        )
    return found


# -- key ring ------------------------------------------------------------------------------------


def _ring() -> ModuleType:
    try:
        return import_module("keyring")
    except ImportError as error:
        raise Refused(
            N_("The key ring of this computer cannot be reached: a package is missing."),
            hint=N_("Install it: pip install 'kontor[mail]'. Without it, send with mail files."),
        ) from error


def _locked() -> Refused:
    return Refused(
        N_("This computer has no open key ring: the password cannot be kept or read."),
        hint=N_("Log in to the desktop, or unlock the key ring. Without it, send with mail files."),
    )


def keep_password(server: Server, password: str) -> None:
    """Put the password into the key ring; an empty one takes it out.

    Raises:
        InputError: the server has no user.
        Refused: there is no key ring.
    """
    if not server.user:
        raise InputError(
            N_("The mail server has no user: it asks for no password."), field="mail_user"
        )
    ring = _ring()
    try:
        if password:
            ring.set_password(SERVICE, server.account, password)
        elif ring.get_password(SERVICE, server.account) is not None:
            ring.delete_password(SERVICE, server.account)
    except ring.errors.KeyringError as error:
        raise _locked() from error


def password_of(server: Server) -> str:
    """The password out of the key ring; empty for a server that asks for none.

    Raises:
        Refused: there is no key ring, or nothing in it for this server.
    """
    if not server.user:
        return ""
    ring = _ring()
    try:
        found = ring.get_password(SERVICE, server.account)
    except ring.errors.KeyringError as error:
        raise _locked() from error
    if not found:
        raise Refused(
            N_("The key ring holds no password for {user} at {host}."),
            hint=N_("Enter it with “settings mail-password”, or in the settings."),
            user=server.user, host=server.host,
        )  # fmt: skip
    return str(found)


# -- sending -------------------------------------------------------------------------------------


class Line:
    """A connection to a server; opened with the first mail, closed at the end."""

    def __init__(self, server: Server, password: str, *, seconds: int = _SECONDS) -> None:
        if server.security is Security.NONE and password and server.host not in _HERE:
            raise Refused(
                N_("A password never goes to {host} without encryption."), host=server.host,
                hint=N_("Settings: mail encryption."),
            )  # fmt: skip
        self.server, self._password, self._seconds = server, password, seconds
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def send(self, content: bytes, to: str) -> None:
        """Hand one mail over; returns when the server has confirmed that it has it.

        Raises:
            NoLine: the server cannot be reached, or does not let this user in.
            NotSent: it refuses this mail.
            Unsure: the connection broke before it confirmed.
        """
        wire = content.removeprefix(_DRAFT)
        line = self._connected()
        try:
            self._envelope(line, self._sender(wire), to)
        except smtplib.SMTPServerDisconnected as error:
            self._drop()
            raise self._no_line(error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._reset()
            raise NotSent(
                N_("The mail server does not take the mail to {to}: {why}"), to=to,
                why=_why(error), hint=_WAITS,
            ) from error  # fmt: skip
        self._data(line, wire, to)

    def check(self) -> None:
        """Open the connection and log in; no mail leaves.

        Raises:
            NoLine: the server cannot be reached, or does not let this user in.
        """
        self._connected().noop()

    def _data(self, line: smtplib.SMTP, wire: bytes, to: str) -> None:
        try:
            code, said = line.data(wire)
        except smtplib.SMTPDataError as error:  # refused before the mail was handed over
            self._reset()
            raise self._refused(to, error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unsure(
                N_("The connection broke at the mail to {to}: nobody knows whether it left."),
                hint=N_("Look into the sent mails of the provider, then say which it was."), to=to,
            ) from error  # fmt: skip
        if code != 250:
            self._reset()
            raise self._refused(to, smtplib.SMTPDataError(code, said))

    @staticmethod
    def _envelope(line: smtplib.SMTP, sender: str, to: str) -> None:
        code, said = line.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = line.rcpt(to)
        if code not in {250, 251}:
            raise smtplib.SMTPResponseException(code, said)

    def _sender(self, wire: bytes) -> str:
        if self.server.sender:
            return self.server.sender
        head = BytesParser(policy=policy.default).parsebytes(wire, headersonly=True)
        there = head["From"]
        if there is None or not there.addresses:
            raise NotSent(
                N_("The firm has no mail address: nobody can be written to."),
                hint=N_("Enter it with the firm, or as mail sender in the settings."),
            )
        return str(there.addresses[0].addr_spec)

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            try:
                self._open = self._login()
            except (smtplib.SMTPException, OSError) as error:
                raise self._no_line(error) from error
        return self._open

    def _login(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        line: smtplib.SMTP
        if server.security is Security.TLS:
            line = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._seconds, context=context
            )
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            if server.security is Security.STARTTLS:
                line.starttls(context=context)
            if server.user:
                line.login(server.user, self._password)
            else:
                line.ehlo_or_helo_if_needed()
        except BaseException:
            line.close()
            raise
        return line

    def _no_line(self, error: Exception) -> NoLine:
        message = N_("The mail server {host} cannot be reached: {why}")
        if isinstance(error, smtplib.SMTPAuthenticationError):
            message = N_("The mail server {host} does not let the user in: {why}")
        elif isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
            message = N_("The way to the mail server {host} cannot be protected: {why}")
        return NoLine(message, host=self.server.host, why=_why(error), hint=_WAITS)

    def _refused(self, to: str, error: Exception) -> NotSent:
        return NotSent(
            N_("The mail server does not take the mail to {to}: {why}"), to=to, why=_why(error),
            hint=_WAITS,
        )  # fmt: skip

    def _reset(self) -> None:
        try:
            if self._open is not None:
                self._open.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def close(self) -> None:
        """Say goodbye; the mails are confirmed already."""
        try:
            if self._open is not None:
                self._open.quit()
        except (smtplib.SMTPException, OSError):
            pass
        finally:
            self._drop()


_WAITS = N_("Nothing is lost: the mail waits. Send again later, or with mail files.")


def _why(error: Exception) -> str:
    """What a server or the computer said, in one line."""
    if isinstance(error, KontorError):
        return str(error)
    said = getattr(error, "smtp_error", b"")
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if text:
        return " ".join(f"{getattr(error, 'smtp_code', '')} {text}".split())[:300]
    strerror = getattr(error, "strerror", None)
    return " ".join(str(strerror or error).split())[:300]
