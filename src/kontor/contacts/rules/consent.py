"""Whether somebody may be addressed for advertising: § 7 UWG, Art. 6 and 21 DSGVO as a table.

The table (`consent-rules.csv`) says for each way, party and ground which light shows. Whoever
objected is red whatever the ground; a consent that was withdrawn is not replaced by a weaker
ground; what answers an enquiry or serves a running order is no advertising.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from kontor.base.dates import add_months
from kontor.base.i18n import N_
from kontor.base.tables import data_rows
from kontor.contacts.consent_kinds import (
    Basis,
    Consent,
    Ground,
    How,
    Light,
    Objection,
    Party,
    Purpose,
    Verdict,
    Way,
)

ELECTRONIC = frozenset({Way.MAIL, Way.SMS, Way.MESSENGER})
REASONS = {
    "consent": N_("There is a consent."),
    "sale": N_("Existing customer: the address came with a sale, the right to object was named."),
    "presumed": N_("Business customer: an interest in the matter may be presumed."),
    "letter_known": N_("A letter to somebody known is allowed until it is objected to."),
    "letter_stranger": N_("A letter is allowed until it is objected to."),
    "phone_consumer": N_("Calls to consumers need a consent given before."),
    "phone_business": N_("Calls to a business without any dealings need a consent."),
    "mail": N_("Mails and messages need a consent, or the address from a sale."),
    "fax": N_("A fax needs a consent."),
    "objected": N_("Objected to advertising."),
    "erased": N_("Blocked after an erasure."),
    "withdrawn": N_("The consent was withdrawn."),
    "expired": N_("The consent has ended."),
    "unused": N_("The consent was not used for years: ask again."),
    "no_advertising": N_("An answer to an enquiry or a running order is not advertising."),
    "unknown": N_("No rule is known for this."),
}
DUTIES = {
    "": "",
    "proof": N_("Keep the proof of the consent; the use is noted."),
    "matter": N_("Only what the business needs for its own work, and only while dealings last."),
    "objection": N_("Each message names the right to object; only own similar services."),
    "source": N_("Say where the address comes from, and name the right to object."),
}
_LAW_OBJECTION = "DSGVO Art. 21 (3)"
_LAW_ERASED = "DSGVO Art. 17 (3), 18"
_LAW_WITHDRAWN = "DSGVO Art. 7 (3)"
_LAW_ORDER = "DSGVO Art. 6 (1) b"


class Rule(NamedTuple):
    """One line of the table of law."""

    channel: Way
    party: Party
    ground: Ground
    valid_from: date
    light: Light
    reason: str
    duty: str
    law: str


class Facts(NamedTuple):
    """What is known of somebody: kind of party, dealings, consents, objections."""

    party: Party
    relation: bool
    consents: Sequence[Consent] = ()
    objections: Sequence[Objection] = ()


@cache
def rules() -> tuple[Rule, ...]:
    """The table of law, oldest first."""
    found = [
        Rule(
            Way(row["channel"]), Party(row["party"]), Ground(row["ground"]),
            date.fromisoformat(row["valid_from"]), Light(row["light"]), row["reason"],
            row["duty"], row["law"],
        )
        for row in data_rows("consent-rules")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda rule: rule.valid_from))


@cache
def _purposes() -> dict[str, tuple[bool, frozenset[str]]]:
    return {
        row["purpose"]: (row["advertising"] == "1", frozenset(row["covered_by"].split()))
        for row in data_rows("consent-purposes")
    }


def is_advertising(purpose: Purpose) -> bool:
    """Whether a purpose counts as advertising."""
    return _purposes()[purpose][0]


def covers(given: Purpose, purpose: Purpose) -> bool:
    """Whether a consent for one purpose holds for another."""
    return given in _purposes()[purpose][1]


def years(key: str, day: date) -> int:
    """A term of years on a day: `keep` or `unused`."""
    found = [
        row for row in data_rows("consent-terms")
        if row["key"] == key and row["valid_from"] <= day.isoformat()
    ]  # fmt: skip
    oldest = [row for row in data_rows("consent-terms") if row["key"] == key]
    newest = max(found or oldest[:1], key=lambda row: row["valid_from"])
    return int(newest["count"])


def keep_until(day: date) -> date:
    """Until when a consent given or used on this day is kept (§ 7a (2) UWG)."""
    return add_months(day, 12 * years("keep", day))


def decide(facts: Facts, channel: Way, purpose: Purpose, day: date) -> Verdict:
    """The verdict for one way and purpose on a day."""
    if not is_advertising(purpose):
        return Verdict(
            True, Light.GREEN, REASONS["no_advertising"], _LAW_ORDER, ground=Ground.ORDER
        )
    stop = _objected(facts.objections, channel, day)
    if stop is not None:
        return stop
    known = [
        one for one in facts.consents
        if one.channel is channel and covers(one.purpose, purpose) and one.given <= day
    ]  # fmt: skip
    holding = [one for one in known if _holds(one, day)]
    consent = next((one for one in holding if one.basis is Basis.CONSENT), None)
    if consent is not None:
        return _by_table(facts.party, channel, Ground.CONSENT, day, consent.id)
    gone = next((one for one in known if one.withdrawn and one.withdrawn <= day), None)
    if gone is not None:
        return Verdict(False, Light.RED, REASONS["withdrawn"], _LAW_WITHDRAWN, gone.id)
    sale = next((one for one in holding if one.basis is Basis.SALE), None)
    for ground, record in _weaker(channel, sale, relation=facts.relation):
        found = _by_table(facts.party, channel, ground, day, record)
        if found.allowed:
            return found
    return _refusal(facts.party, channel, known, day)


def _weaker(
    channel: Way, sale: Consent | None, *, relation: bool
) -> list[tuple[Ground, int | None]]:
    grounds: list[tuple[Ground, int | None]] = []
    if sale is not None and channel in ELECTRONIC:
        grounds.append((Ground.SALE, sale.id))
    if relation:
        grounds.append((Ground.RELATION, None))
    return [*grounds, (Ground.NONE, None)]


def _objected(objections: Sequence[Objection], channel: Way, day: date) -> Verdict | None:
    for one in objections:
        open_ = one.day <= day and (one.lifted is None or one.lifted > day)
        if open_ and one.channel in (None, channel):
            erased = one.how is How.ERASURE
            return Verdict(
                False, Light.RED, REASONS["erased" if erased else "objected"],
                _LAW_ERASED if erased else _LAW_OBJECTION,
            )  # fmt: skip
    return None


def _holds(one: Consent, day: date) -> bool:
    if one.withdrawn is not None and one.withdrawn <= day:
        return False
    return (one.ends is None or one.ends >= day) and not _unused(one, day)


def _unused(one: Consent, day: date) -> bool:
    """Whether a consent lay unused too long; a use after the day asked for does not count."""
    last = one.given if one.last_used is None else max(one.given, min(one.last_used, day))
    return one.basis is Basis.CONSENT and add_months(last, 12 * years("unused", last)) < day


def _refusal(party: Party, channel: Way, known: Sequence[Consent], day: date) -> Verdict:
    found = _by_table(party, channel, Ground.NONE, day, None)
    for one in known:
        ended = one.ends is not None and one.ends < day
        return found._replace(
            reason=REASONS["expired" if ended else "unused"], consent=one.id, allowed=False
        )
    return found


def _by_table(
    party: Party, channel: Way, ground: Ground, day: date, consent: int | None
) -> Verdict:
    """What the table says: the newest line that holds on the day, for older days the first one."""
    way = Way.MAIL if channel in ELECTRONIC else channel
    lines = [rule for rule in rules() if (rule.channel, rule.party, rule.ground) == (way, party,
             ground)]  # fmt: skip
    if not lines:
        return Verdict(False, Light.RED, REASONS["unknown"], "")
    rule = ([line for line in lines if line.valid_from <= day] or lines[:1])[-1]
    allowed = rule.light is not Light.RED
    if ground is Ground.NONE and allowed:
        ground = Ground.INTEREST
    if not allowed:
        ground = Ground.NONE
    return Verdict(
        allowed, rule.light, REASONS[rule.reason], rule.law, consent, ground, DUTIES[rule.duty]
    )
