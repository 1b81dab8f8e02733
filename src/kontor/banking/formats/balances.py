"""Does a statement add up: opening balance plus all booked lines is the closing balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kontor.banking.kinds import Statement
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money


def balance_findings(statements: Iterable[Statement]) -> Iterator[Finding]:
    """A finding for each statement that does not add up, with both figures in cents."""
    for number, statement in enumerate(statements, start=1):
        opening, closing = statement.opening, statement.closing
        if opening is None or closing is None:
            continue
        expected = opening.cents + statement.total
        if expected == closing.cents:
            continue
        yield Finding(
            "bank.balance",
            f"statement {number}",
            N_("Statement {number}: the bookings give {expected}, the bank states {closing}."),
            N_("Bookings are missing or stand twice in the file. Please compare with the bank."),
            Severity.WARNING,
            (
                ("number", statement.number or number),
                ("expected", format_money(expected)),
                ("closing", format_money(closing.cents)),
                ("expected_cents", expected),
                ("closing_cents", closing.cents),
            ),
        )
