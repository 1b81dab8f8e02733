"""Income-surplus statement (EÜR, § 4 Abs. 3 EStG): which line a sum belongs to.

Base lines take the line of their account, tax lines that of their code. A small business (§ 19
UStG) has one line of income, 12. Refunds of VAT by the tax office are income (18), payments are
expense (58).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kontor.ledger.rules.forms import EuerForm, EuerLine

SMALL, TAXED, FREE, VAT_REFUND, VAT_PAID, OTHER = "12", "15", "16", "18", "58", "60"
_LINE = re.compile(r"([0-9]+[an]?)")
_INCOME = frozenset({"income"})
_LESS = "minus"
_EXPENSE = frozenset({"expense", "expense_split"})


class CashSum(NamedTuple):
    """Own lines or shares, added up; `cents` as in the books, debit positive.

    Attributes:
        line: line of the account in the form of 2025, as it lies in the chart; may be empty.
        role: cash role of the account.
        on_item: an own line on an item account or the share of a credit: an overpayment.
        customer: whether that item account is a customer's.
        refund: it stands on the credit side (a general reversal keeps its side).
    """

    line: str
    role: str
    part: str
    code_tax_line: str | None
    code_base_line: str | None
    small: bool
    on_item: bool
    customer: bool
    refund: bool
    cents: int


def bare_line(text: str) -> str:
    """The line number in a chart's remark (`15-`, `30 bei Zahlung`); empty for `AfA->33`."""
    found = _LINE.match(text or "")
    return found[1] if found else ""


def line_of(one: CashSum) -> str:
    """The line of the 2025 form, or nothing where a sum is neither income nor expense."""
    if one.on_item:
        return (SMALL if one.small else FREE) if one.customer else OTHER
    if one.part in {"output", "input"}:
        return one.code_tax_line or ""
    line = bare_line(one.line)
    if line in {TAXED, FREE} and one.code_base_line:
        line = bare_line(one.code_base_line)
    if line in {TAXED, FREE} and one.small:
        return SMALL
    if line == VAT_PAID and one.refund:
        return VAT_REFUND
    return line


def value_in(line: EuerLine, cents: int) -> int:
    """The amount as the form shows it: income and contributions positive as credits."""
    return -cents if line.kind in {"income", _LESS} or line.line_2025 == "107" else cents


def is_income(line: EuerLine) -> bool:
    """Whether the line is income (Betriebseinnahme)."""
    return line.kind in _INCOME


def is_expense(line: EuerLine) -> bool:
    """Whether the line is an expense (Betriebsausgabe)."""
    return line.kind in _EXPENSE


def plain_number(number: str) -> tuple[str, str]:
    """The number of a line and its column: `63n` is line 63, column not deductible."""
    return (number[:-1], number[-1]) if number[-1:] in {"a", "n"} else (number, "")


class Result(NamedTuple):
    """Totals of the form: income, deductible and not deductible expenses, profit."""

    income: int
    expenses: int
    not_deductible: int

    @property
    def profit(self) -> int:
        """Profit (Gewinn) before additions of the following sections."""
        return self.income - self.expenses


def totals(lines: Mapping[str, int], form: Mapping[str, EuerLine]) -> Result:
    """Add up the form; column `n` (not deductible) does not lower the profit."""
    income = expenses = refused = 0
    for number, cents in lines.items():
        base, column = plain_number(number)
        if is_income(form[base]):
            income += cents
        elif is_expense(form[base]) and column == "n":
            refused += cents
        elif is_expense(form[base]):
            expenses += cents
        elif form[base].kind == _LESS:
            expenses -= cents
    return Result(income, expenses, refused)


def outside_lines(
    claimed: int, added: Iterable[tuple[int, int]], year: int, form: Mapping[str, EuerLine]
) -> dict[str, int]:
    """The lines of § 7g EStG: what was claimed in the year, and what was added by claim year."""
    values = {"claimed": claimed} | {str(year - origin): cents for origin, cents in added}
    return {
        number: values[line.deduction]
        for number, line in form.items()
        if line.deduction and values.get(line.deduction)
    }


def form_for(year: int, forms: Iterable[EuerForm], wanted: int | None = None) -> EuerForm:
    """The form whose lines are used: the one asked for, else the newest checked one."""
    known = sorted(forms)
    if wanted is not None:
        return next(form for form in known if form.form == wanted)
    fitting = [form for form in known if form.checked and form.form <= year]
    return fitting[-1] if fitting else known[0]


def renumber(number: str, lines: Mapping[str, EuerLine]) -> str:
    """A line of the 2025 form in the numbering of another form; its column stays."""
    base, column = plain_number(number)
    for line in lines.values():
        if line.line_2025 == base:
            return line.line + column
    return number
