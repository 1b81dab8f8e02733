"""Leads out of mails (.eml, mbox): who wrote, what, and what a form of a website says in lines.

The first readable text counts, in whatever depth it lies; a part with an unknown or wrong character
set is read by the ladder; nothing is fetched from anywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from kontor.acquisition.formats.lists import field_of
from kontor.acquisition.formats.record import FoundLead, bad, doubt, found_lead
from kontor.acquisition.kinds import LeadChannel
from kontor.base.encoding import read_text
from kontor.base.errors import Finding, InputError
from kontor.base.i18n import N_
from kontor.base.text import clean_text

LARGEST = 40_000_000
_LINE = re.compile(r"\s*[*•-]?\s*([^:\n]{2,40}?)\s*:\s*(.*)")
_FORM = 2  # fields from which a text is a form
_MBOX = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_REPLY = re.compile(r"^(?:(?:re|aw|wg|fw|fwd|antw)\s*:\s*)+", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"})


def read_mails(data: bytes, place: str, today: date) -> list[FoundLead]:
    """The mails of a file: one, or each of a mailbox."""
    if len(data) > LARGEST:
        return [bad(place, N_("The mail is too large."))]
    if data.startswith(b"From "):
        parts = [part for part in _MBOX.split(data) if part.strip()]
        return [_mail(part, f"{place}:{number}", today) for number, part in enumerate(parts, 1)]
    return [_mail(data, place, today)]


def looks_like_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf\r\n")
    if head.startswith(b"From "):
        return True
    lines = head.split(b"\n\n")[0].replace(b"\r\n\r\n", b"\n\n").split(b"\n\n")[0]
    return bool(re.search(rb"(?im)^(from|subject|received|message-id|date|to):", lines))


def _mail(data: bytes, place: str, today: date) -> FoundLead:
    parsed = BytesParser(policy=policy.compat32).parsebytes(data)
    if not parsed.keys():
        return bad(place, N_("This is no mail."))
    findings = [doubt(place, N_("The mail is damaged; what could be read was taken."))
                for _defect in parsed.defects[:1]]  # fmt: skip
    text = _body(parsed)
    name, address = parseaddr(_header(parsed, "Reply-To") or _header(parsed, "From"))
    raw = {
        "name": name, "mail": address, "subject": _REPLY.sub("", _header(parsed, "Subject")),
        "text": text, "origin": _origin(parsed),
    }  # fmt: skip
    form = form_fields(text)
    if form:
        # what a form says about the person stands above who sent the mail: the website itself
        raw |= {"name": "", "mail": ""}
        raw |= {key: value for key, value in form.items() if key not in {"text", "origin"}}
        raw["text"] = form.get("text") or text
    found = found_lead(place, raw, LeadChannel.WEB if form else LeadChannel.MAIL, today)
    return _dated(found, parsed, findings)


def _dated(found: FoundLead, mail: Message, findings: list[Finding]) -> FoundLead:
    moment = _sent(mail)
    data = found.data
    if data is not None and data.received is None and moment is not None:
        data = data.model_copy(update={"received": moment})
    return found._replace(data=data, findings=(*findings, *found.findings))


def _sent(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(mail, "Date"))
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if 1990 <= moment.year <= 2099 else None


def _origin(mail: Message) -> str:
    found = _header(mail, "Message-ID").strip("<> ")
    return f"mail:{found}" if found else ""


def _header(mail: Message, name: str) -> str:
    """A header in plain words; one that lies about its character set is read as far as possible."""
    from email.header import decode_header

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
            parts.append(_decoded(piece, charset))
        else:
            parts.append(piece)
    return " ".join(clean_text("".join(parts)[:2000], limit=2000, multiline=True).split())


def _decoded(data: bytes, charset: str | None) -> str:
    if charset and charset.lower() not in {"unknown-8bit", "x-unknown"}:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass  # wrong or unknown: the ladder finds the likeliest
    try:
        return read_text(data)[0] if data.strip() else ""
    except InputError:
        return data.decode("latin-1").replace("\0", "")


def _body(mail: Message) -> str:
    """The first text; of a mail without plain text its HTML; forwarded mails are looked into."""
    html = ""
    for part in mail.walk():
        if part.is_multipart() or part.get_filename():
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
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = _decoded(payload, part.get_content_charset())
    return clean_text(text[:80_000], limit=80_000, multiline=True)


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


def form_fields(text: str) -> dict[str, str]:
    """What a form says in lines such as `Telefon: 0221 …`; empty when it is no form.

    The message may go on over several lines, until the next label that is known.
    """
    found: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        field = field_of(match[1]) if match else ""
        if match and field and field not in found:
            found[field], current = match[2].strip(), field
        elif current == "text":
            found["text"] = f"{found['text']}\n{line}".strip()
        elif line.strip() and current and not found[current]:
            found[current] = line.strip()
        elif not match:
            current = current if current == "text" else ""
    telling = {"name", "last_name", "firm", "phone", "mail", "postcode", "city"} & found.keys()
    return found if len(telling) >= _FORM else {}
