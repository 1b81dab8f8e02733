"""Mails as they come in (.eml, mbox): who wrote, when, and the words, whatever sent them.

The first readable text counts, in whatever depth it lies; a part with an unknown or wrong character
set is read by the ladder; nothing is fetched from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from kontor.base.encoding import read_text
from kontor.base.errors import InputError
from kontor.base.text import clean_text

LARGEST = 40_000_000
_LONGEST = 80_000
_MBOX = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"})


def mails_of(data: bytes, place: str) -> list[tuple[str, bytes]]:
    """The mails of a file with their places: one, or each of a mailbox."""
    if not data.startswith(b"From "):
        return [(place, data)]
    parts = [part for part in _MBOX.split(data) if part.strip()]
    return [(f"{place}:{number}", part) for number, part in enumerate(parts, 1)]


def looks_like_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf\r\n")
    if head.startswith(b"From "):
        return True
    lines = head.split(b"\n\n")[0].replace(b"\r\n\r\n", b"\n\n").split(b"\n\n")[0]
    return bool(re.search(rb"(?im)^(from|subject|received|message-id|date|to):", lines))


def parsed(data: bytes) -> Message | None:
    """A mail with its parts; None when it has no headers, or lies in itself without end."""
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(data)
    except RecursionError:
        return None
    return mail if mail.keys() else None


def sender(mail: Message) -> tuple[str, str]:
    """Name and address of who wants the answer."""
    return parseaddr(header(mail, "Reply-To") or header(mail, "From"))


def message_id(mail: Message) -> str:
    """The id that the sending program gave; empty without one."""
    return header(mail, "Message-ID").strip("<> ")


def sent(mail: Message) -> datetime | None:
    """When it was sent; nothing that cannot be."""
    try:
        moment = parsedate_to_datetime(header(mail, "Date"))
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if 1990 <= moment.year <= 2099 else None


def header(mail: Message, name: str) -> str:
    """A header in plain words; one that lies about its character set is read as far as possible."""
    value = mail.get(name)
    if value is None:
        return ""
    parts = []
    try:
        pieces = decode_header(str(value))
    except (ValueError, LookupError):
        pieces = [(str(value), None)]
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            parts.append(decoded(piece, charset))
        else:
            parts.append(piece)
    return " ".join(clean_text("".join(parts)[:2000], limit=2000, multiline=True).split())


def decoded(data: bytes, charset: str | None) -> str:
    """Bytes in the character set that they name, or in the likeliest one."""
    if charset and charset.lower() not in {"unknown-8bit", "x-unknown"}:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass  # wrong or unknown: the ladder finds the likeliest
    try:
        return read_text(data)[0] if data.strip() else ""
    except InputError:
        return data.decode("latin-1").replace("\0", "")


def parts_with_mail(mail: Message) -> Iterator[tuple[Message, Message]]:
    """Every single part with the mail that it lies in; a forwarded mail is a mail of its own."""
    waiting: list[tuple[Message, Message]] = [(mail, mail)]
    while waiting:
        around, part = waiting.pop()
        below = part.get_payload()
        if not isinstance(below, list):
            yield around, part
            continue
        inner = part.get_content_type() == "message/rfc822"
        waiting += [
            (one if inner else around, one) for one in reversed(below) if isinstance(one, Message)
        ]


def body(mail: Message) -> str:
    """The first text; of a mail without plain text its HTML; forwarded mails are looked into."""
    html = ""
    for _around, part in parts_with_mail(mail):
        if part.get_filename():
            continue
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"}:
            continue
        text = _payload(part)
        if kind == "text/plain" and text.strip():
            return text
        html = html or text
    return _plain(html) if html else ""


def _payload(part: Message) -> str:
    content = payload(part)
    text = decoded(content, part.get_content_charset()) if content else ""
    return clean_text(text[:_LONGEST], limit=_LONGEST, multiline=True)


def payload(part: Message) -> bytes:
    """The content of a single part; empty when it cannot be had."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        return b""
    return content if isinstance(content, bytes) else b""


class _Words(HTMLParser):
    """The words of HTML; scripts, styles and everything outside stay away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line."""
        if tag in {"script", "style", "head"}:
            self._hidden += 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """What was hidden ends."""
        if tag in {"script", "style", "head"}:
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._hidden:
            self.parts.append(" ".join(data.split()) + " ")


def _plain(html: str) -> str:
    words = _Words()
    words.feed(html)
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line)
