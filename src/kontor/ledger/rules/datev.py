"""From entries to rows of a DATEV batch: one row per pair of accounts, tax inside the gross amount.

DATEV takes the tax out of a row itself, by the automatic of the account or by the BU key. A row may
only rely on that where it gives the tax of the books: the tax lines of a code are folded into the
rows of its base lines, and what the sum of the rows lacks to the tax of the document (a cent, where
several lines share one tax) becomes a row on the tax account. Tax that the key would put on another
account (not due under Ist, without input tax) or that differs (own tax base) stays a row of its
own, and key 40 switches the automatic of the base account off. So the balances of all accounts
after the rows are those of the books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontor.base.money import tax_on_net
from kontor.ledger.rules.extf import Booking

LIFTED = "40"


class Code(NamedTuple):
    """A tax code as DATEV knows it; accounts by number."""

    code: str
    side: str
    rate: int
    key: str
    output: str
    input: str


class Line(NamedTuple):
    """One line of an entry; `automatic` is the code that its account carries for good."""

    account: str
    automatic: str
    cents: int
    code: str
    part: str
    period: str = ""
    document: str = ""
    due: date | None = None
    text: str = ""
    cost_centre: str = ""
    project: str = ""
    vat_id: str = ""


class Entry(NamedTuple):
    """An entry with its lines, debit positive."""

    uuid: str
    booked: date
    document_day: date
    service: date | None
    document: str
    text: str
    reversal: bool
    lines: tuple[Line, ...]


class _Leg(NamedTuple):
    """What one side of a row says: the line, its amount with tax, its key."""

    line: Line
    cents: int
    key: str = ""
    taxed: bool = False


def rows_of(entry: Entry, codes: Mapping[str, Code]) -> list[Booking]:
    """The rows of an entry; after them each account has moved as in the books.

    A general reversal is written with the sides of its original and the mark of DATEV.
    """
    lines = [one for one in entry.lines if one.cents]
    if entry.reversal:
        lines = [one._replace(cents=-one.cents) for one in lines]
    legs = _legs(lines, codes)
    if all(leg.taxed or leg.key for leg in legs):  # no account that could face a taxed one
        legs = [_plain(one) for one in lines]
    return [_booking(entry, *pair) for pair in _pairs(legs)]


def _legs(lines: Sequence[Line], codes: Mapping[str, Code]) -> list[_Leg]:
    legs: list[_Leg] = []
    for name in dict.fromkeys(one.code for one in lines):
        mine = [one for one in lines if one.code == name]
        folded = _folded(mine, codes[name]) if name in codes else None
        legs += folded if folded is not None else [_plain(one) for one in mine]
    return legs


def _plain(line: Line) -> _Leg:
    """A line as it stands; the automatic of its account is switched off."""
    return _Leg(line, line.cents, LIFTED if line.automatic else "")


def _folded(lines: Sequence[Line], code: Code) -> list[_Leg] | None:
    """Base lines with their tax inside, and the cents that are left; None where it cannot be."""
    bases = [one for one in lines if one.part not in {"output", "input"}]
    taxes = [one for one in lines if one.part in {"output", "input"}]
    if not bases or any(one.automatic not in {"", code.code} for one in bases):
        return None
    if code.rate and any(not one.automatic and not code.key for one in bases):
        return None
    if code.side == "reverse" and not code.input:  # the tax is a cost, which no key says
        return None
    expected = _expected(bases, code)
    found: dict[str, int] = {}
    for one in taxes:
        found[one.account] = found.get(one.account, 0) + one.cents
    rest = {
        account: found.get(account, 0) - expected.get(account, 0)
        for account in dict.fromkeys((*expected, *found))
    }
    if any(abs(cents) > len(bases) for cents in rest.values()):
        return None
    inside = code.side in {"output", "input"}
    legs = [
        _Leg(
            one,
            one.cents + (tax_on_net(one.cents, code.rate) if inside else 0),
            "" if one.automatic else code.key,
            bool(one.automatic or code.key),
        )
        for one in bases
    ]
    by_account = {one.account: one for one in taxes}
    for account, cents in rest.items():
        if cents:
            like = by_account.get(account) or bases[0]._replace(account=account)
            legs.append(_Leg(like._replace(automatic=""), cents))
    return legs


def _expected(bases: Sequence[Line], code: Code) -> dict[str, int]:
    """What DATEV puts on the tax accounts for these base lines."""
    total = sum(tax_on_net(one.cents, code.rate) for one in bases)
    if not total:
        return {}
    if code.side == "output":
        return {code.output: total}
    if code.side == "input":
        return {code.input: total}
    if code.side == "reverse":
        return {code.output: -total, code.input: total}
    return {}


def _pairs(legs: Sequence[_Leg]) -> list[tuple[_Leg, _Leg, int]]:
    """Pairs of legs with a signed amount of the first; only the first of a pair carries tax."""
    plain = [leg for leg in legs if not leg.taxed]
    left = [leg.cents for leg in plain]
    pairs: list[tuple[_Leg, _Leg, int]] = []
    for leg in (one for one in legs if one.taxed):
        side = -1 if leg.cents > 0 else 1
        rooms = [(side * left[n], -n) for n, one in enumerate(plain) if not one.key]
        place = -max(rooms)[1]
        pairs.append((leg, plain[place], leg.cents))
        left[place] += leg.cents
    rest = [leg._replace(cents=cents) for leg, cents in zip(plain, left, strict=True) if cents]
    return pairs + _greedy(rest)


def _greedy(legs: Sequence[_Leg]) -> list[tuple[_Leg, _Leg, int]]:
    """Debits against credits in their order, each split where the other side is smaller."""
    debits = [leg for leg in legs if leg.cents > 0]
    credits_ = [leg for leg in legs if leg.cents < 0]
    pairs: list[tuple[_Leg, _Leg, int]] = []
    while debits and credits_:
        debit, credit = debits[0], credits_[0]
        cents = min(debit.cents, -credit.cents)
        pairs.append((debit, credit, cents))
        debits[:1] = _remaining(debit, -cents)
        credits_[:1] = _remaining(credit, cents)
    return pairs


def _remaining(leg: _Leg, change: int) -> list[_Leg]:
    cents = leg.cents + change
    return [leg._replace(cents=cents)] if cents else []


def _booking(entry: Entry, first: _Leg, second: _Leg, cents: int) -> Booking:
    """One row; an account with automatic tax stands on the other side of its contra account."""
    if first.taxed and not first.key:
        first, second, cents = second, first, -cents
    one, other = first.line, second.line
    period = next((x.period for x in (one, other) if x.period), "")
    day = entry.document_day
    if (day.year, day.month) != (entry.booked.year, entry.booked.month):
        day = entry.booked
    return Booking(
        cents=abs(cents),
        debit=cents > 0,
        account=one.account,
        contra=other.account,
        key=first.key or second.key,
        day=day,
        document=one.document or other.document or entry.document,
        text=next((x.text for x in (one, other) if x.text), entry.text),
        due=one.due or other.due,
        cost_centre=one.cost_centre or other.cost_centre,
        project=one.project or other.project,
        vat_id=one.vat_id or other.vat_id,
        service=entry.service,
        period=_other_period(period, day),
        uuid=entry.uuid,
        reversal=entry.reversal,
    )


def _other_period(period: str, day: date) -> date | None:
    """First day of the tax period, where it is not the month of the row."""
    if not period or period == f"{day:%Y-%m}":
        return None
    return date(int(period[:4]), int(period[5:7]), 1)
