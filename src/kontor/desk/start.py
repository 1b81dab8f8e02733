"""Setting up a firm with its books: one input, one step, the same from wizard and command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kontor.base.errors import Finding
from kontor.base.i18n import N_
from kontor.company import queries as company
from kontor.company.kinds import MoneyKind
from kontor.company.model import MoneyAccountInput, NumberRangeInput
from kontor.company.rules import plausibility
from kontor.company.service import add_money_account, create_firm, set_number_range
from kontor.desk.inputs import CompanyInput, StartAccount, StartRange
from kontor.desk.takeover.post import TakenOver, take_over
from kontor.ledger.model.chart import NewAccount
from kontor.ledger.queries.lookup import find_account
from kontor.ledger.service.chart import create_account, seed_chart
from kontor.store.unit import Unit, use_case

if TYPE_CHECKING:
    from kontor.store.store import Store

__all__ = [
    "CompanyInput",
    "StartAccount",
    "StartRange",
    "Started",
    "create_books",
    "open_money_account",
    "set_up_books",
]
_CONCEPTS = {
    MoneyKind.BANK: ("bank", "bank1", "bank2"),
    MoneyKind.CASH: ("kasse", "nebenkasse"),
    MoneyKind.CARD: ("kreditkarte",),
    MoneyKind.PAYPAL: (),
}
_LIKE = {MoneyKind.CASH: "kasse", MoneyKind.CARD: "kreditkarte"}


class Started(NamedTuple):
    """What was set up; `findings` are doubts, not mistakes."""

    firm: int
    accounts: int
    money_accounts: tuple[int, ...]
    taken_over: TakenOver
    findings: tuple[Finding, ...]


def create_books(store: Store, data: CompanyInput, today: date) -> Started:
    """Set up the firm in an empty file, in one step; on a mistake the file stays empty."""
    started: Started = store.run(set_up_books, data, today).value
    return started


@use_case(N_("Books set up"), final=N_("the books begin with it"))
def set_up_books(unit: Unit, data: CompanyInput, today: date) -> Started:
    """Create the firm, its chart of accounts, money accounts and ranges, and take over the rest.

    Raises:
        InputError: a value does not fit; `field` names it.
        TakeOverRefused: the take-over has mistakes; all of them at once.
    """
    firm = create_firm(unit, data.firm_input())
    count = seed_chart(unit, data.chart, today)
    wanted = data.money_accounts or [
        StartAccount(name="Bank"),
        StartAccount(name="Kasse", kind=MoneyKind.CASH),
    ]
    accounts = tuple(open_money_account(unit, one) for one in wanted)
    for one in data.number_ranges:
        set_number_range(unit, NumberRangeInput(**one.model_dump(), valid_from=data.started))
    taken = take_over(unit, data.takeover, data.started)
    return Started(firm, count, accounts, taken, (*_doubts(unit, data.started), *taken.findings))


@use_case(N_("Money account added"))
def open_money_account(unit: Unit, data: StartAccount) -> int:
    """Add a money account; its place in the chart is the next free one of its kind."""
    number = data.account or _free_account(unit, data)
    if data.account and not find_account(unit.con, data.account):
        like = _LIKE.get(data.kind, "bank")
        create_account(unit, NewAccount(number=data.account, name=data.name, like=like))
    values = data.model_dump(exclude={"account"})
    return add_money_account(unit, MoneyAccountInput(**values, account=number))


def _free_account(unit: Unit, data: StartAccount) -> str:
    used = {one.account for one in company.money_accounts(unit.con, closed=True)}
    for concept in _CONCEPTS[data.kind]:
        found = find_account(unit.con, concept)
        if found and found.number not in used:
            return found.number
    like = find_account(unit.con, _LIKE.get(data.kind, "bank"))
    if like is None:
        raise LookupError("the chart has no bank account")
    steps = (*range(10, 100, 10), *range(1, 100))
    candidates = (str(int(like.number) + step).zfill(len(like.number)) for step in steps)
    number = next(text for text in candidates if not find_account(unit.con, text))
    create_account(unit, NewAccount(number=number, name=data.name, like=like.number))
    return number


def _doubts(unit: Unit, day: date) -> list[Finding]:
    values = company.settings_on(unit.con, day)
    firm = company.firm(unit.con)
    return plausibility(firm, company.regime_of(values), values, day)
