"""Proposals for bank lines (Buchungsvorschläge), each with its reasons."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from kontor.banking.kinds import BankLine, Detail, Proposal
from kontor.banking.queries import runs
from kontor.banking.queries.matching import history, open_items, rules
from kontor.banking.rules import context, score, score_batch
from kontor.banking.rules.context import Context
from kontor.banking.rules.goals import aim
from kontor.banking.rules.returning import returned_orders
from kontor.base.errors import NotFound
from kontor.base.i18n import N_
from kontor.company.queries import setting

_LINE = """SELECT day, ifnull(value_day,day), cents, name, ifnull(iban,''), ifnull(bic,''),
 ifnull(ultimate,''), purpose, ifnull(end_to_end,''), ifnull(mandate,''), ifnull(creditor,''),
 ifnull(reference,''), ifnull(kind_text,''), ifnull(gvc,''), ifnull(bank_id,''), reversal,
 ifnull(return_code,''), ifnull(charges,0), ifnull(original_cents,0)
 FROM bank_line WHERE id=?"""
_DETAILS = """SELECT cents, name, ifnull(iban,''), purpose, ifnull(end_to_end,'')
 FROM bank_detail WHERE bank_line=? ORDER BY pos"""
_KNOWN = """SELECT b.iban, r.number FROM contact_bank b JOIN contact_role r ON r.contact=b.contact
 WHERE r.number IS NOT NULL AND b.learned=?"""


def matching(con: sqlite3.Connection, today: date) -> Context:
    """Everything the matching needs, read once for many lines."""
    learned: dict[str, set[str]] = {}
    for iban, number in con.execute(_KNOWN, (1,)).fetchall():
        learned.setdefault(iban, set()).add(number)
    own = [iban for (iban,) in con.execute("SELECT iban FROM money_account WHERE iban IS NOT NULL")]
    return context(
        open_items(con, today),
        today=today,
        known_ibans=dict(con.execute(_KNOWN, (0,)).fetchall()),
        learned=learned,
        rules=rules(con),
        history=history(con),
        own_ibans=own,
        tolerance=int(setting(con, "small_difference", today)),
    )


def proposals(con: sqlite3.Connection, line: int, known: Context) -> list[Proposal]:
    """Proposals for one stored line, the best first."""
    found = bank_line(con, line)
    if back := returned_orders(found, runs.expected(con)):
        return [back.proposal]
    return aim(found, score(found, known), _accounts(con))


def _accounts(con: sqlite3.Connection) -> dict[str, str]:
    rows = con.execute("SELECT concept, number FROM account WHERE concept IS NOT NULL").fetchall()
    return dict(rows)


def proposals_for(
    con: sqlite3.Connection, lines: Sequence[int], known: Context
) -> dict[int, list[Proposal]]:
    """Proposals for several lines."""
    return {line: proposals(con, line, known) for line in lines}


def batch_proposals(con: sqlite3.Connection, line: int, known: Context) -> list[list[Proposal]]:
    """Proposals for each payment of a batch line (Sammler)."""
    return score_batch(bank_line(con, line), known)


def bank_line(con: sqlite3.Connection, line: int) -> BankLine:
    """A stored line as the rules see it."""
    row = con.execute(_LINE, (line,)).fetchone()
    if row is None:
        raise NotFound(N_("There is no bank line {number}."), number=line)
    day, value, cents, name, iban, bic, ultimate, purpose, e2e, mandate, creditor, *rest = row
    reference, text, gvc, bank_id, reversal, returned, charges, original = rest
    return BankLine(
        booking_day=date.fromisoformat(day), value_day=date.fromisoformat(value), cents=cents,
        name=name, iban=iban, bic=bic, ultimate_name=ultimate, purpose=purpose, end_to_end=e2e,
        mandate=mandate, creditor_id=creditor, reference=reference, text=text, gvc=gvc,
        bank_id=bank_id, reversal=bool(reversal), return_reason=returned, charges=charges,
        original_cents=original,
        details=tuple(Detail(*detail) for detail in con.execute(_DETAILS, (line,)).fetchall()),
    )  # fmt: skip
