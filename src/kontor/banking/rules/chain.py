"""Statements in a row: does each begin where the one before ended, and is it our account at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kontor.banking.kinds import Balance, Statement
from kontor.base.errors import Finding, Severity
from kontor.base.i18n import N_
from kontor.base.numbers import format_money

_BLZ = slice(4, 12)
_NUMBER = slice(12, 22)


def is_account(statement: Statement, iban: str) -> bool:
    """Whether a statement belongs to the account with this IBAN; BLZ and number count too."""
    wanted = iban.replace(" ", "").upper()
    if statement.iban:
        return statement.iban == wanted
    if not statement.account or not wanted.startswith("DE"):
        return False
    same_number = wanted[_NUMBER] == statement.account.zfill(10)[-10:]
    return same_number and statement.blz in {"", wanted[_BLZ]}


def chain_findings(last: Balance | None, statements: Iterable[Statement]) -> Iterator[Finding]:
    """A finding for each statement that does not begin with the closing balance before it.

    `last` is the stored closing balance before the first statement, if there is one.
    """
    number_before = ""
    for place, statement in enumerate(statements, start=1):
        opening = statement.opening
        if last is not None and opening is not None and last.cents != opening.cents:
            yield Finding(
                "bank.chain",
                f"statement {place}",
                N_("Gap or overlap: the last balance is {before}, this one begins with {opening}."),
                N_("A statement between them is missing, or it overlaps with an earlier one."),
                Severity.WARNING,
                (
                    ("before", format_money(last.cents)),
                    ("opening", format_money(opening.cents)),
                    ("difference_cents", opening.cents - last.cents),
                ),
            )
        if _gap(number_before, statement.number):
            yield Finding(
                "bank.number-gap",
                f"statement {place}",
                N_("Statement {number} follows statement {before}: one is missing."),
                severity=Severity.WARNING,
                values=(("number", statement.number), ("before", number_before)),
            )
        last = statement.closing or last
        number_before = statement.number or number_before


def _gap(before: str, number: str) -> bool:
    if not (before.isdecimal() and number.isdecimal()):
        return False
    return int(number) > int(before) + 1
