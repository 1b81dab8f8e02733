"""What an issued document means to the books: one business event of the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from kontor.ledger.model import inputs as events
from kontor.ledger.queries import lookup
from kontor.sales.kinds import InvoiceKind, PositionKind
from kontor.sales.queries.documents import Position
from kontor.sales.rules.printed import Printed, TaxSum

_COUNTING = frozenset(PositionKind) - {
    PositionKind.TITLE,
    PositionKind.TEXT,
    PositionKind.SUBTOTAL,
}
# reductions of revenue (Erlösschmälerungen) have accounts of their own for these codes
_REDUCTIONS = {"UST19": "erl_schmael19", "UST7": "erl_schmael7", "UST0PV": "erl_schmael0"}


def ledger_event(
    con: sqlite3.Connection,
    content: Printed,
    partner: str,
    source: str,
    stored: Sequence[Position],
) -> events.AnyEvent:
    """The event of an invoice of any kind.

    Args:
        con: connection, for accounts and tax codes.
        content: the document as printed.
        partner: `contacts:12`.
        source: `sales:34`.
        stored: its positions, in the order of those printed.
    """
    common: dict[str, Any] = {
        "day": content.day,
        "text": content.subject,
        "project": content.order_number,
        "source": source,
    }
    correcting = content.invoice_kind in {InvoiceKind.CREDIT, InvoiceKind.CANCEL}
    if correcting and content.original:
        sign = -1 if content.invoice_kind is InvoiceKind.CANCEL else 1
        return events.CreditNote(
            **common,
            item=content.original[0],
            document=content.number,
            lines=_amounts(con, content, stored, sign=sign),
        )
    terms: dict[str, Any] = {
        "partner": partner,
        "document": content.number,
        "due": content.due,
        "discounts": _discounts(content),
    }
    if content.invoice_kind is InvoiceKind.INSTALMENT:
        return events.Request(**common, **terms, lines=_amounts(con, content, stored))
    return events.Invoice(
        **common,
        **terms,
        service=content.service_to or content.day,
        lines=_amounts(con, content, stored),
        due_parts=_later(content),
        advances=[one.number for one in content.earlier]
        if content.invoice_kind is InvoiceKind.FINAL
        else [],
    )


def _amounts(
    con: sqlite3.Connection,
    content: Printed,
    stored: Sequence[Position],
    *,
    sign: int = 1,
) -> list[events.Amount]:
    found = []
    for one in content.sums:
        left = one.net
        for account, net in _own_accounts(content, stored, one.code).items():
            found.append(events.Amount(account=account, net=sign * net, code=one.code))
            left -= net
        if left:
            account = _account(con, content, one)
            found.append(events.Amount(account=account, net=sign * left, code=one.code))
    return found


def _own_accounts(content: Printed, stored: Sequence[Position], code: str) -> dict[str, int]:
    """Net on accounts that positions name themselves; rebates stay on the usual account."""
    found: dict[str, int] = {}
    for position, row in zip(content.positions, stored, strict=False):
        if row.account and position.code == code and position.counts and row.kind in _COUNTING:
            found[row.account] = found.get(row.account, 0) + (position.net or 0)
    return {account: net for account, net in found.items() if net}


def _account(con: sqlite3.Connection, content: Printed, one: TaxSum) -> str:
    day: date = content.service_to or content.day
    if content.invoice_kind is InvoiceKind.CREDIT and one.code in _REDUCTIONS:
        return _REDUCTIONS[one.code]
    return lookup.code_on(con, one.code, day).result_account or "erl19"


def _discounts(content: Printed) -> list[events.Discount]:
    if not (content.discount_rate and content.discount_until and content.payable > 0):
        return []
    return [events.Discount(until=content.discount_until, rate=content.discount_rate)]


def _later(content: Printed) -> list[events.Due]:
    if not content.retention:
        return []
    due = content.retention_release or content.due or content.day
    return [events.Due(amount=content.retention, due=due, part="retention")]
