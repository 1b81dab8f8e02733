"""Leads out of mails (.eml, mbox): who wrote, what, and what a form of a website says in lines."""

from __future__ import annotations

import re
from datetime import date
from email.message import Message

from kontor.acquisition.formats.lists import field_of
from kontor.acquisition.formats.record import FoundLead, bad, doubt, found_lead
from kontor.acquisition.kinds import LeadChannel
from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.documents import mail_read
from kontor.documents.mail_read import LARGEST

_LINE = re.compile(r"\s*[*•-]?\s*([^:\n]{2,40}?)\s*:\s*(.*)")
_FORM = 2  # fields from which a text is a form
_REPLY = re.compile(r"^(?:(?:re|aw|wg|fw|fwd|antw)\s*:\s*)+", re.IGNORECASE)


def read_mails(data: bytes, place: str, today: date) -> list[FoundLead]:
    """The mails of a file: one, or each of a mailbox."""
    if len(data) > LARGEST:
        return [bad(place, N_("The mail is too large."))]
    return [_mail(part, where, today) for where, part in mail_read.mails_of(data, place)]


def _mail(data: bytes, place: str, today: date) -> FoundLead:
    parsed = mail_read.parsed(data)
    if parsed is None:
        return bad(place, N_("This is no mail."))
    findings = [doubt(place, N_("The mail is damaged; what could be read was taken."))
                for _defect in parsed.defects[:1]]  # fmt: skip
    text = mail_read.body(parsed)
    name, address = mail_read.sender(parsed)
    raw = {
        "name": name, "mail": address,
        "subject": _REPLY.sub("", mail_read.header(parsed, "Subject")),
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
    moment = mail_read.sent(mail)
    data = found.data
    if data is not None and data.received is None and moment is not None:
        data = data.model_copy(update={"received": moment})
    return found._replace(data=data, findings=(*findings, *found.findings))


def _origin(mail: Message) -> str:
    found = mail_read.message_id(mail)
    return f"mail:{found}" if found else ""


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
