"""Mail drafts (.eml): a finished mail that the mail program opens for sending; nothing goes out.

The bytes depend on the content alone: no date and no message id, which the mail program adds when
it sends. `X-Unsent` makes Outlook open the file for writing; others offer “edit as new”.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

from kontor.base.errors import InputError
from kontor.base.i18n import N_
from kontor.base.text import one_line, quoted, safe_file_name

EML = "message/rfc822"


class Attached(NamedTuple):
    """A file that goes with a mail."""

    name: str
    mime: str
    content: bytes


class Mail(NamedTuple):
    """What a mail says; addresses are plain ones such as `buero@lindner.example`."""

    sender: str
    sender_name: str
    to: str
    subject: str
    text: str
    attached: Sequence[Attached] = ()


def address(text: str, name: str = "", field: str = "to") -> Address:
    """A mail address as headers take it.

    Raises:
        InputError: it is none.
    """
    plain = text.strip()
    try:
        found = Address(display_name=one_line(name), addr_spec=plain)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise _no_address(plain, field) from error
    if not (found.username and found.domain) or not plain.isprintable() or " " in plain:
        raise _no_address(plain, field)
    return found


def _no_address(text: str, field: str) -> InputError:
    return InputError(
        N_("“{text}” is no mail address."), text=quoted(text), field=field,
        hint=N_("Such as office@customer.example."),
    )  # fmt: skip


def eml(mail: Mail) -> bytes:
    """The mail as a file.

    Raises:
        InputError: an address is none.
    """
    message = EmailMessage(SMTP)
    message["X-Unsent"] = "1"
    if mail.sender:
        message["From"] = address(mail.sender, mail.sender_name, "from")
    if mail.to:
        message["To"] = address(mail.to)
    message["Subject"] = one_line(mail.subject)
    message.set_content(mail.text)
    for one in mail.attached:
        main, _, sub = one.mime.partition("/")
        message.add_attachment(
            one.content, maintype=main, subtype=sub, filename=safe_file_name(one.name)
        )
    if mail.attached:
        message.set_boundary(_boundary(mail))
    return message.as_bytes()


def _boundary(mail: Mail) -> str:
    """The same content gives the same file; a text cannot hold its own digest."""
    digest = hashlib.sha256(mail.text.encode())
    for one in mail.attached:
        digest.update(hashlib.sha256(one.content).digest())
    return f"=_{digest.hexdigest()[:40]}"
