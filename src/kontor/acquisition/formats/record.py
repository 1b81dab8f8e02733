"""One lead out of a foreign file; cleaned field by field: a wrong one costs no more than itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from kontor.acquisition.kinds import LeadChannel
from kontor.acquisition.model import LeadInput
from kontor.base.dates import parse_day
from kontor.base.dates.hours import read_stamp
from kontor.base.errors import Finding, InputError, Severity
from kontor.base.i18n import N_
from kontor.base.ids import email, postcode
from kontor.base.numbers import parse_money
from kontor.base.text import clean_text, quoted
from kontor.contacts.rules import repaired_postcode
from kontor.store.doors import values_of

_CODE = "acquisition.import"
_LONG = 20_000
_LIMITS = {
    "name": 200, "firm": 200, "phone": 60, "mail": 254, "street": 500, "house_number": 60,
    "postcode": 60, "city": 500, "trade": 60, "subject": 500,
}  # fmt: skip


class FoundLead(NamedTuple):
    """A lead that was read, or why it could not be; `place` is where it stands in the file.

    `call`: it comes from a call list, where a known number is no new lead.
    """

    place: str
    name: str
    data: LeadInput | None
    findings: tuple[Finding, ...]
    call: bool = False


def bad(place: str, message: str, **values: object) -> FoundLead:
    """A record that cannot be read."""
    return FoundLead(place, "", None, (Finding(_CODE, place, message, values=values_of(**values)),))


def doubt(place: str, message: str, key: str = "", **values: object) -> Finding:
    """Something about a record that is worth knowing and stops nothing."""
    return Finding(
        _CODE, place, message, "", Severity.WARNING, values_of(field=key, **values), key
    )  # fmt: skip


@dataclass
class _Taken:
    """What was taken of one record so far: fields, complaints, and what goes into the text."""

    place: str
    data: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def aside(self, key: str, text: str) -> None:
        """Keep a value that is wrong in the text, so that nothing of the file is lost."""
        self.rest.append(f"{key}: {text}")
        self.findings.append(
            doubt(self.place, N_("“{text}” is wrong as {field}; kept in the text."), key,
                  text=quoted(text))
        )  # fmt: skip


def found_lead(
    place: str, raw: dict[str, str], channel: LeadChannel, today: date, *, call: bool = False
) -> FoundLead:
    """The lead as it can be stored; what does not fit goes into the text and is named."""
    one = _Taken(place, {"channel": channel})
    for key, limit in _LIMITS.items():
        if text := _text(one, key, raw.get(key, ""), limit):
            one.data[key] = text
    _name(raw, one.data)
    mail = one.data.get("mail", "")
    if mail and not email.is_valid(mail):
        one.aside("mail", one.data.pop("mail"))
    _place(one)
    _moments(one, raw, today)
    _amounts(one, raw)
    said = clean_text(raw.get("text", "")[: 4 * _LONG], limit=4 * _LONG, multiline=True)
    text = "\n".join(part for part in (said, *one.rest) if part)
    if text:
        one.data["text"] = text[:_LONG].strip()
    if raw.get("origin", "").strip():
        one.data["origin"] = clean_text(raw["origin"][:400], limit=400)
    told = (one.data.get(key) for key in ("firm", "name", "phone", "subject"))
    name = str(next(filter(None, told), ""))
    try:
        return FoundLead(place, name, LeadInput.model_validate(one.data), (*one.findings,), call)
    except (ValidationError, InputError) as error:
        return FoundLead(place, name, None, (*one.findings, _complaint(place, error)), call)


def _complaint(place: str, error: ValidationError | InputError) -> Finding:
    if isinstance(error, InputError):
        return Finding(_CODE, place, error.message, values=tuple(error.values.items()))
    first = error.errors(include_url=False)[0]
    where = str(first["loc"][0]) if first["loc"] else ""
    if not where:
        return Finding(_CODE, place, N_("Neither a name nor a text was found."))
    return Finding(
        _CODE, place, N_("The field {field} does not fit."), values=values_of(field=where)
    )


def _text(one: _Taken, key: str, value: str, limit: int) -> str:
    text = " ".join(clean_text(value[: 8 * limit], limit=8 * limit, multiline=True).split())
    if len(text) > limit:
        one.findings.append(
            doubt(one.place, N_("{field} was cut to {limit} characters."), key, limit=limit)
        )
    return text[:limit].strip()


def _name(raw: dict[str, str], data: dict[str, Any]) -> None:
    parts = [raw.get(key, "").strip() for key in ("first_name", "last_name")]
    joined = clean_text(" ".join(filter(None, parts))[:200], limit=200)
    if joined and not data.get("name"):
        data["name"] = joined


def _place(one: _Taken) -> None:
    code = one.data.get("postcode", "")
    if not code:
        return
    before = postcode.compact(code)
    fixed = repaired_postcode(before, "DE")
    if fixed != before:
        one.findings.append(
            doubt(one.place, N_("The postcode {text} became {code}."), "postcode", text=before,
                  code=fixed)
        )  # fmt: skip
    one.data["postcode"] = fixed


def _moments(one: _Taken, raw: dict[str, str], today: date) -> None:
    stamp = " ".join(filter(None, (raw.get("received", "").strip(), raw.get("time", "").strip())))
    moment = read_stamp(stamp, today) if stamp else None
    if moment is not None:
        one.data["received"] = moment
    elif stamp:
        one.rest.append(stamp)
        one.findings.append(
            doubt(one.place, N_("“{text}” is no day; today is taken."), "received",
                  text=quoted(stamp))
        )  # fmt: skip
    wish = raw.get("wish", "").strip()
    if wish:
        try:
            one.data["wish"] = parse_day(wish, today)
        except InputError:
            one.rest.append(wish)


def _amounts(one: _Taken, raw: dict[str, str]) -> None:
    for key in ("budget", "value"):
        text = raw.get(key, "").strip()
        if not text:
            continue
        try:
            cents = parse_money(text)
        except InputError:
            cents = -1
        if cents < 0:
            one.aside(key, text[:200])
        else:
            one.data[key] = cents
