"""Findings of `kontor check` on sales: sums, chains, numbers, links; nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.sales.kinds import DocumentKind
from kontor.sales.queries import documents
from kontor.sales.queries.terms import measures
from kontor.sales.rules import states
from kontor.sales.rules.formula import FormulaError, evaluate
from kontor.store.doors import values_of


def check(con: sqlite3.Connection) -> Iterator[Finding]:
    """All findings on sales."""
    yield from _states(con)
    yield from _frozen(con)
    yield from _numbers(con)
    yield from _sources(con)
    yield from _chains(con)
    yield from _formulas(con)


def _states(con: sqlite3.Connection) -> Iterator[Finding]:
    rows = con.execute("SELECT id,kind,state,number,issued FROM sales_document").fetchall()
    for key, kind, state, number, issued in rows:
        if state not in states.states_of(DocumentKind(kind)):
            yield Finding(
                "sales.state", f"sales:{key}", N_("The state “{state}” does not fit {name}."),
                N_("Restore a backup; something changed the file from outside."),
                values=values_of(state=state, name=number or f"sales:{key}"),
            )  # fmt: skip
        if issued and not number:
            yield Finding(
                "sales.number", f"sales:{key}", N_("An issued document has no number."),
                N_("Restore a backup; something changed the file from outside."),
            )  # fmt: skip


def _frozen(con: sqlite3.Connection) -> Iterator[Finding]:
    """Sums of issued documents are what their positions say.

    Instalments are left out, they show only what came new; orders grow by their additions.
    """
    rows = con.execute(
        "SELECT id,number FROM sales_document WHERE issued IS NOT NULL AND kind IN"
        " ('quote','addition','delivery','time_note','invoice')"
        " AND ifnull(invoice_kind,'') NOT IN ('instalment','credit','cancel')"
    ).fetchall()
    for key, number in rows:
        frozen = {one.code: (one.net, one.tax) for one in documents.frozen_sums(con, key)}
        now = {one.code: (one.net, one.tax) for one in documents.computed(con, key).sums}
        if {c: v for c, v in frozen.items() if any(v)} != {c: v for c, v in now.items() if any(v)}:
            yield Finding(
                "sales.sums", f"sales:{key}",
                N_("The sums of {number} are {frozen}, its positions say {now}."),
                N_("Restore a backup; something changed the file from outside."),
                values=values_of(
                    number=number, frozen=_money(frozen.values()), now=_money(now.values())
                ),
            )  # fmt: skip


def _money(sums: object) -> str:
    return format_money(sum(net + tax for net, tax in sums))  # type: ignore[attr-defined]


def _numbers(con: sqlite3.Connection) -> Iterator[Finding]:
    rows = con.execute(
        "SELECT number,count(DISTINCT kind) FROM sales_document WHERE number IS NOT NULL"
        " GROUP BY number HAVING count(DISTINCT kind)>1"
    ).fetchall()
    for number, _count in rows:
        yield Finding(
            "sales.twice", f"sales:{number}", N_("The number {number} stands on two documents."),
            N_("Give the series different patterns."), Severity.WARNING,
            values=values_of(number=number),
        )  # fmt: skip


def _sources(con: sqlite3.Connection) -> Iterator[Finding]:
    """Parents stand in the same document; additions in the order they belong to."""
    rows = con.execute(
        "SELECT p.id,d.number,d.id FROM position p JOIN sales_document d ON d.id=p.document"
        " LEFT JOIN position t ON t.id=p.parent LEFT JOIN sales_document a ON a.id=p.addition"
        " WHERE (p.parent IS NOT NULL AND (t.document IS NOT p.document OR t.kind<>'title'))"
        " OR (p.addition IS NOT NULL AND a.sales_order IS NOT p.document)"
    ).fetchall()
    for key, number, document in rows:
        yield Finding(
            "sales.link", f"sales:{document}",
            N_("Position {position} of {number} hangs on another document."),
            N_("Restore a backup; something changed the file from outside."),
            values=values_of(position=key, number=number or f"sales:{document}"),
        )  # fmt: skip


def _chains(con: sqlite3.Connection) -> Iterator[Finding]:
    """No order is billed beyond its sum; deductions are what the earlier bill says."""
    rows = con.execute(
        "SELECT d.id,d.number,e.number FROM deduction x JOIN sales_document d ON d.id=x.document"
        " JOIN sales_document e ON e.id=x.earlier LEFT JOIN sum_line s ON s.document=x.earlier"
        " AND s.code=x.code WHERE d.issued IS NOT NULL"
        " AND (s.net IS NOT x.net OR s.tax IS NOT x.tax)"
    ).fetchall()
    for key, number, earlier in rows:
        yield Finding(
            "sales.deduction", f"sales:{key}",
            N_("{number} deducts another sum of {earlier} than that one billed."),
            N_("Cancel the invoice and write it again."),
            values=values_of(number=number, earlier=earlier),
        )  # fmt: skip
    orders = con.execute(
        "SELECT DISTINCT o.id,o.number FROM sales_document i JOIN sales_document o"
        " ON o.id=i.sales_order WHERE i.kind='invoice' AND i.issued IS NOT NULL"
        " AND i.invoice_kind IN ('final','instalment') AND o.kind='order'"
    ).fetchall()
    for key, number in orders:
        over = _over(con, key)
        if over > 0:
            yield Finding(
                "sales.overbilled", f"sales:{key}",
                N_("Order {number} was billed {cents} more than it comes to."),
                N_("Write an addition, or correct an invoice."), Severity.WARNING,
                values=values_of(number=number, cents=format_money(over)),
            )  # fmt: skip


def _over(con: sqlite3.Connection, order: int) -> int:
    """Net billed beyond the order, where performance was not measured above the order."""
    from kontor.sales.queries.orders import order_view

    view = order_view(con, order)
    billed = sum(one.net for one in view.billed)
    return billed - max(view.document.net, view.performed.net)


def _formulas(con: sqlite3.Connection) -> Iterator[Finding]:
    """Stored results are what the formulas say."""
    rows = con.execute(
        "SELECT id,number FROM sales_document WHERE id IN (SELECT document FROM measure)"
    ).fetchall()
    for key, number in rows:
        known: dict[str, int] = {}
        for line in measures(con, key):
            try:
                found = evaluate(line.formula, known)
            except FormulaError:
                found = None
            if found is not None and found.name:
                known[found.name.casefold()] = found.value
            if found is None or found.value != line.value:
                yield Finding(
                    "sales.formula", f"sales:{key}",
                    N_("Line {line} of {number} has another result than its formula."),
                    N_("Enter the line again."),
                    values=values_of(line=line.pos, number=number or f"sales:{key}"),
                )  # fmt: skip
