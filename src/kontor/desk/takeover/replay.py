"""A DATEV batch booked again as business events, so that items, shares and EÜR come out whole.

For a firm that changes within the year and wants the whole year in these books: opening values by
`takeover_of`, everything after them by `events`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.desk.takeover.batch import (
    Batch,
    BatchRow,
    is_money,
    is_personal,
    lines_of,
    running,
    tax_of,
)
from kontor.ledger.model.inputs import (
    Amount,
    Bill,
    CreditNote,
    Event,
    FreeEntry,
    Invoice,
    Payment,
    Settles,
)
from kontor.ledger.rules.charts import chart_rows
from kontor.store.doors import values_of


class _Leg(NamedTuple):
    """A row seen from its personal account: debit positive."""

    row: BatchRow
    partner: str
    other: str
    cents: int


class _Key(NamedTuple):
    what: str
    partner: str
    document: str
    day: date


def events(batch: Batch) -> tuple[list[Event], list[Finding]]:
    """The rows of the running year as events, in order of day, and rows that need a hand."""
    _, rest = running(batch)
    groups: dict[_Key, list[_Leg]] = {}
    single: list[Event] = []
    findings: list[Finding] = []
    for row in rest.rows:
        leg = _leg(row)
        if leg is None:
            single.append(_free(rest, row))
        elif is_personal(leg.other):
            findings.append(_by_hand(row))
        else:
            what = _what(rest, leg)
            groups.setdefault(_Key(what, leg.partner, row.document, row.day), []).append(leg)
    made = [event for key, legs in groups.items() for event in _event(rest, key, legs, findings)]
    return sorted([*single, *made], key=lambda one: one.day), findings


def _leg(row: BatchRow) -> _Leg | None:
    if is_personal(row.account):
        return _Leg(row, row.account, row.contra, row.cents)
    if is_personal(row.contra):
        return _Leg(row, row.contra, row.account, -row.cents)
    return None


def _what(batch: Batch, leg: _Leg) -> str:
    if is_money(batch, leg.other) or leg.other in _discounts(batch.chart):
        return "payment"
    customer = leg.partner < "70000"
    return "claim" if (leg.cents > 0) is customer else "credit"


def _discounts(chart: str) -> frozenset[str]:
    return frozenset(
        row["number"] for row in chart_rows(chart) if row["concept"].startswith("skonti_")
    )


def _free(batch: Batch, row: BatchRow) -> FreeEntry:
    return FreeEntry(
        day=row.day,
        document=row.document,
        text=row.text,
        service=row.service,
        lines=lines_of(batch, row),
    )


def _event(batch: Batch, key: _Key, legs: list[_Leg], findings: list[Finding]) -> Iterable[Event]:
    first = legs[0].row
    if not key.document and key.what != "payment":
        findings.append(_by_hand(first))
        return
    if key.what == "payment":
        yield from _payments(batch, key, legs)
        return
    lines = [_amount(batch, leg) for leg in legs]
    if key.what == "credit":
        yield CreditNote(day=key.day, item=key.document, lines=lines, text=first.text)
    elif key.partner < "70000":
        yield Invoice(
            day=key.day,
            partner=key.partner,
            document=key.document,
            service=first.service,
            due=first.due,
            lines=lines,
            text=first.text,
        )
    else:
        yield Bill(
            day=key.day,
            partner=key.partner,
            document=key.document,
            service=first.service,
            due=first.due,
            lines=lines,
            text=first.text,
        )


def _amount(batch: Batch, leg: _Leg) -> Amount:
    tax, cents = tax_of(batch, leg.row), abs(leg.cents)
    if tax is None or tax.side == "reverse" or not tax.rate:
        return Amount(account=leg.other, net=cents, code=tax.code if tax else None)
    return Amount(account=leg.other, gross=cents, code=tax.code)


def _payments(batch: Batch, key: _Key, legs: list[_Leg]) -> Iterable[Payment]:
    """One payment per money account; Skonto of the same day goes with the first."""
    side = 1 if key.partner < "70000" else -1
    money: dict[str, int] = {}
    discount = 0
    for leg in legs:
        if is_money(batch, leg.other):
            money[leg.other] = money.get(leg.other, 0) - leg.cents
        else:
            discount -= side * leg.cents
    for number, cents in money.items():
        settles = [Settles(item=key.document, amount=side * cents, discount=discount)]
        yield Payment(
            day=key.day,
            money=number,
            amount=cents,
            settles=settles if key.document else [],
            partner=key.partner,
            document=key.document,
            text=legs[0].row.text,
        )
        discount = 0


def _by_hand(row: BatchRow) -> Finding:
    return Finding(
        "takeover.line",
        str(row.line),
        N_("This row cannot be booked by itself: {document} on {account} against {contra}."),
        N_("Enter it by hand."),
        values=values_of(document=row.document or "–", account=row.account, contra=row.contra),
    )
