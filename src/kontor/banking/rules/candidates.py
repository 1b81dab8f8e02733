"""Candidates: open items that a bank line may mean, with everything that speaks for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kontor.banking.kinds import BankLine, MatchKind, OpenItem, Reason, reason
from kontor.banking.rules import references
from kontor.banking.rules.amounts import SHORT_CENTS, told
from kontor.banking.rules.context import Context, Entry
from kontor.banking.rules.names import likeness
from kontor.banking.rules.references import PROOF, Hit
from kontor.banking.rules.text import Plain, name_words, plain
from kontor.base.i18n import N_

IBAN, NAME, NAME_FROM, NAME_LIKE = 22, 18, 60, 75
_ON_TIME, _EARLY, _LATE = 4, -15, -3
POINTS = {
    MatchKind.EXACT: 30, MatchKind.DISCOUNT: 28, MatchKind.DISCOUNT_LATE: 15, MatchKind.SHORT: 14,
    MatchKind.INSTALMENT: 28, MatchKind.RELEASED: 28, MatchKind.WITHHELD: 20, MatchKind.RETAINED: 6,
    MatchKind.PART: 2, MatchKind.OVER: -4, MatchKind.SETTLED: -10, MatchKind.RETURNED: 10,
}  # fmt: skip
_WHY = {
    MatchKind.EXACT: N_("amount exact"),
    MatchKind.DISCOUNT: N_("amount less the agreed Skonto, in time"),
    MatchKind.DISCOUNT_LATE: N_("Skonto deducted without right"),
    MatchKind.SHORT: N_("amount differs by a little"),
    MatchKind.PART: N_("part payment"),
    MatchKind.INSTALMENT: N_("amount of the agreed instalments"),
    MatchKind.WITHHELD: N_("15 % less: the customer keeps tax for the office (§ 48 EStG)"),
    MatchKind.RETAINED: N_("5 or 10 % less: kept back as security?"),
    MatchKind.RELEASED: N_("amount with what was retained"),
    MatchKind.OVER: N_("more than is open"),
    MatchKind.SETTLED: N_("already settled: paid twice?"),
    MatchKind.RETURNED: N_("direct debit came back"),
}
_RETURNS = frozenset({"108", "109", "159"})


class Found(NamedTuple):
    """One open item with everything that speaks for it."""

    entry: Entry
    hit: Hit
    iban: bool
    sole_iban: bool
    name: int  # 0 to 100
    full_name: bool
    kind: MatchKind
    score: int

    @property
    def item(self) -> OpenItem:
        """The open item."""
        return self.entry.item

    @property
    def proof(self) -> bool:
        """Whether a hard proof exists: number, IBAN of this partner only, or the full name."""
        return self.hit.points >= PROOF or self.sole_iban or self.full_name


class Payment(NamedTuple):
    """A bank line prepared for matching."""

    line: BankLine
    paid: int
    sign: int
    text: Plain
    words: frozenset[str]
    partners: frozenset[str]
    tolerance: int = SHORT_CENTS


def payment_of(line: BankLine, known: Context) -> Payment:
    """Prepare a line."""
    text = " ".join(filter(None, (line.purpose, line.end_to_end, line.reference)))
    words = name_words(f"{line.name} {line.ultimate_name}")
    partners = known.partners_of_iban.get(line.iban, frozenset()) if line.iban else frozenset()
    sign = 1 if line.cents > 0 else -1
    return Payment(line, abs(line.cents), sign, plain(text), words, partners, known.tolerance)


def candidates(payment: Payment, known: Context) -> list[Found]:
    """Open items that a line may mean: by number, partner's IBAN, name, or amount."""
    hits: dict[str, Hit] = {}
    chosen: dict[str, Entry] = {}
    for entry in known.named(payment.text):
        hit = references.find(entry.number, payment.text)
        ref = entry.item.ref
        if hit.points > hits.get(ref, Hit()).points:
            hits[ref], chosen[ref] = hit, entry
    _strengthen(hits, chosen)
    names = _names(payment, known)
    partners = set(payment.partners)
    partners.update(partner for partner, (points, _full) in names.items() if points >= NAME_LIKE)
    for partner in partners:
        for entry in known.by_partner.get(partner, ()):
            chosen.setdefault(entry.item.ref, entry)
    for entry in known.near(payment.paid):
        chosen.setdefault(entry.item.ref, entry)
    for ref, entry in chosen.items():
        if ref not in hits and entry.item.open_cents == payment.paid:
            hits[ref] = references.misspelt(entry.number, payment.text)
    rows = (_found(payment, entry, hits.get(ref, Hit()), names) for ref, entry in chosen.items())
    return sorted((row for row in rows if row is not None), key=lambda row: -row.score)


def _strengthen(hits: dict[str, Hit], chosen: dict[str, Entry]) -> None:
    """A bare number counts when a whole one of its series stands there: RE-2026-0052 + 0053."""
    series = {
        (chosen[ref].number.letters, chosen[ref].number.year)
        for ref, hit in hits.items()
        if hit.points >= PROOF and chosen[ref].number.year
    }
    whole = [hit for hit in hits.values() if hit.points >= PROOF]
    for ref, hit in hits.items():
        number = chosen[ref].number
        if hit.points != references.BARE:
            continue
        if any(one.start <= hit.start < one.end for one in whole):
            hits[ref] = Hit()  # a piece of a whole number that a blank has cut
        elif (number.letters, number.year) in series:
            hits[ref] = hit._replace(points=PROOF)


def _names(payment: Payment, known: Context) -> dict[str, tuple[int, bool]]:
    partners: set[str] = set()
    for word in payment.words:
        partners.update(known.partners_of_word.get(word, ()))
    return {partner: likeness(payment.words, known.names[partner]) for partner in partners}


def _found(
    payment: Payment, entry: Entry, hit: Hit, names: dict[str, tuple[int, bool]]
) -> Found | None:
    item = entry.item
    kind = _kind(payment, item)
    if kind is None:
        return None
    iban = item.partner_ref in payment.partners
    name, full = names.get(item.partner_ref, (0, False))
    named = max(0, (name - NAME_FROM) * NAME // (100 - NAME_FROM))
    points = hit.points + POINTS[kind] + (IBAN if iban else 0) + named
    points += _timing(payment.line.booking_day, item.day)
    sole = iban and len(payment.partners) == 1
    return Found(entry, hit, iban, sole, name, full, kind, points)


def reasons_for(payment: Payment, found: Found) -> Iterable[Reason]:
    """What speaks for an open item, and against it, in words."""
    item, hit = found.item, found.hit
    if hit.points >= PROOF:
        number = found.entry.name or item.number
        yield reason(N_("number {number} in the purpose"), {"number": number})
        if number != item.number:
            final = {"number": item.number}
            yield reason(N_("an advance request that went into {number}"), final)
    elif hit.points == references.MISSPELT:
        yield reason(N_("number {number} with two digits changed"), {"number": item.number})
    elif hit.points:
        yield reason(N_("the end of number {number} in the purpose"), {"number": item.number})
    yield reason(_WHY[found.kind])
    if found.iban:
        yield reason(N_("account of {name} known"), {"name": item.partner_name})
    if found.name >= NAME_FROM:
        yield reason(N_("name agrees"))
    if payment.line.booking_day < item.day - timedelta(days=3):
        yield reason(N_("paid before the invoice"))


def _timing(paid: date, invoiced: date) -> int:
    days = (paid - invoiced).days
    if days < -3:
        return _EARLY
    if days > 120:
        return _LATE
    return _ON_TIME if days <= 45 else 0


def _kind(payment: Payment, item: OpenItem) -> MatchKind | None:
    line = payment.line
    if item.sign != payment.sign:
        returned = line.reversal or line.return_reason or line.gvc in _RETURNS
        return MatchKind.RETURNED if returned else None
    if item.open_cents <= 0:
        return MatchKind.SETTLED
    return told(payment.paid, line.booking_day, item, payment.tolerance).kind


def amount_kind(paid: int, day: date, item: OpenItem) -> MatchKind:
    """What an amount says about an open item."""
    return told(paid, day, item).kind
