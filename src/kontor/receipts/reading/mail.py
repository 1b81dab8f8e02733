"""Mails (.eml): kept as they came; their attachments become receipts of their own."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime

from kontor.base.dates import berlin_today
from kontor.base.errors import Finding, InputError, Refused, Severity
from kontor.base.i18n import N_
from kontor.base.text import clean_text, one_line, safe_file_name
from kontor.receipts.kinds import Attached, Form, Kind, Reading, Supplier
from kontor.receipts.reading.sniff import MAIL

_PARTS, _DEPTH, _TEXT = 50, 10, 20_000
_BOUNDARIES = 200  # of the raw file, before it is parsed: thousands of nested parts are an attack
_TAKEN = frozenset({
    "application/pdf", "application/xml", "text/xml", "application/octet-stream", "image/png",
    "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/heic", "message/rfc822",
})  # fmt: skip
_DAMAGED = N_("The mail is damaged or nested too deeply.")


def read_mail(data: bytes) -> Reading:
    """Sender, day, subject, text and attachments of a mail.

    Raises:
        Refused: it cannot be taken apart safely.
    """
    if data.lower().count(b"boundary=") > _BOUNDARIES:
        raise Refused(_DAMAGED)
    try:
        # the older policy keeps odd headers as text instead of failing on them
        message = message_from_bytes(data, policy=policy.compat32)
        parts = list(_walk(message, 0))
    except (RecursionError, LookupError, ValueError) as error:
        raise Refused(_DAMAGED) from error
    attached, text = _contents(parts)
    name, address = parseaddr(_header(message, "From"))
    subject = _header(message, "Subject")
    note = Finding(
        "receipts.mail", "receipts", N_("The mail carries no file that could be a receipt."),
        "", Severity.NOTE,
    )  # fmt: skip
    return Reading(
        Form.MAIL,
        MAIL,
        Kind.LETTER,
        day=_day(message),
        supplier=Supplier(name=_one(name or address), mail=_one(address)),
        text=subject,
        content=clean_text(f"{subject}\n{text}"[:_TEXT], limit=_TEXT, multiline=True),
        findings=() if attached else (note,),
        parts=tuple(attached),
    )


def _walk(message: Message, depth: int) -> list[Message]:
    if depth > _DEPTH:
        raise RecursionError
    if not message.is_multipart() or message.get_content_type() == MAIL:
        return [message]
    found: list[Message] = []
    for part in message.get_payload():
        if isinstance(part, Message):
            found += _walk(part, depth + 1)
        if len(found) > _PARTS:
            raise RecursionError
    return found


def _contents(parts: list[Message]) -> tuple[list[Attached], str]:
    attached: list[Attached] = []
    text = ""
    for part in parts:
        kind = part.get_content_type()
        content = _payload(part)
        if kind in _TAKEN and content:
            name = _name(part) or "anhang"
            attached.append(Attached(safe_file_name(name), content))
        elif kind == "text/plain" and not text:
            text = content.decode("utf-8", errors="replace")
    return attached, text


def _payload(part: Message) -> bytes:
    if part.get_content_type() == MAIL:
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, (Message, EmailMessage)) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    try:
        found = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return ""
    return _one(str(found or ""))


def _header(message: Message, name: str) -> str:
    from email.header import decode_header

    raw = str(message.get(name, ""))[:2000]
    parts = []
    try:
        for value, charset in decode_header(raw):
            if isinstance(value, bytes):
                value = value.decode(charset or "latin-1", errors="replace")
            parts.append(value)
    except (LookupError, ValueError):
        parts = [raw]
    return _one("".join(parts))


def _one(text: str) -> str:
    try:
        return one_line(clean_text(text[:1000], limit=1000), limit=200)
    except InputError:
        return ""


def _day(message: Message) -> date | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        day = berlin_today(found) if found.tzinfo else found.date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return day if 1990 <= day.year <= 2099 else None
