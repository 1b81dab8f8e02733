"""The limit check of a quote or order, and why a limit was passed over: who, when, what for."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontor.base.i18n import _
from kontor.base.numbers import format_money
from kontor.receivables.queries import risk
from kontor.receivables.rules.risk import Check, Gate, Stage
from kontor.sales.kinds import DocumentKind, State
from kontor.sales.queries import documents

_PASSES = """
SELECT p.id, p.contact, c.name, p.document, d.number, p.stage, p.day, p.exposure, p.credit_limit,
 p.findings, p.reason, p.who
FROM limit_pass p JOIN contact c ON c.id=p.contact JOIN sales_document d ON d.id=p.document
"""
_FREE = Check(Gate.FREE, ())


class Pass(NamedTuple):
    """A limit, block or class that was passed over with a reason.

    Attributes:
        exposure: what was at stake with it.
        findings: what stood against it, in the reader's language.
        who: login name of the person at the computer.
    """

    id: int
    contact: int
    name: str
    document: int
    number: str
    stage: Stage
    day: date
    exposure: int
    limit: int | None
    findings: tuple[str, ...]
    reason: str
    who: str


def passes(
    con: sqlite3.Connection, *, contact: int | None = None, document: int | None = None
) -> list[Pass]:
    """What was passed over, newest first; of all, of a customer or of a document."""
    rows = con.execute(
        f"{_PASSES} WHERE (?1 IS NULL OR p.contact=?1) AND (?2 IS NULL OR p.document=?2)"
        " ORDER BY p.id DESC",
        (contact, document),
    ).fetchall()
    return [_pass(row) for row in rows]


def _pass(row: Any) -> Pass:
    findings = tuple(_said(text, values) for text, values in json.loads(row[9]))
    return Pass(
        row[0], row[1], row[2], row[3], row[4] or "", Stage(row[5]), date.fromisoformat(row[6]),
        row[7], row[8], findings, row[10], row[11],
    )  # fmt: skip


def check_document(con: sqlite3.Connection, document: int, day: date) -> Check:
    """What the limit check says of the next step of a quote or order; free for all others."""
    head = documents.head(con, document)
    if head.state is State.DRAFT and head.kind in {DocumentKind.QUOTE, DocumentKind.ORDER}:
        gross = documents.computed(con, document).gross
        return risk.gate(con, head.contact, Stage(head.kind.value), day, gross)
    if head.kind is DocumentKind.ORDER and head.state is State.CONFIRMED:
        return check_start(con, document, risk.gate(con, head.contact, Stage.START, day))
    return _FREE


def check_start(con: sqlite3.Connection, document: int, found: Check) -> Check:
    """The start of work: a reason that was given for the order holds while no more is at stake."""
    if found.gate is not Gate.REASON:
        return found
    known = json.loads(json.dumps(found.reasons))
    for exposure, findings in con.execute(
        "SELECT exposure,findings FROM limit_pass WHERE document=?", (document,)
    ):
        if exposure >= found.exposure and _texts(known) <= _texts(json.loads(findings)):
            return _FREE
    return found


def said(check: Check) -> list[str]:
    """What stands against it, in the reader's language."""
    return [_said(text, values) for text, values in check.reasons]


def _texts(findings: list[list[object]]) -> set[object]:
    return {text for text, _values in findings}


def _said(text: str, values: Any) -> str:
    shown = {
        name: format_money(value) if isinstance(value, int) else value
        for name, value in dict(values).items()
    }
    return _(text).format(**shown)
