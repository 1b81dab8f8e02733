"""Fixed assets (Anlagen): register, depreciation (AfA) by plan, disposal."""

from __future__ import annotations

from datetime import date

from kontor.base.dates import format_day
from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_, _
from kontor.base.numbers import format_money
from kontor.ledger.model.inputs import Depreciation, NewAsset
from kontor.ledger.model.tables import AssetRow, DepreciationRow
from kontor.ledger.queries import assets as queries
from kontor.ledger.queries import lookup
from kontor.ledger.queries.deductions import of_asset
from kontor.ledger.rules import assets as rules
from kontor.ledger.rules import deductions
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.service.books import Books, Head
from kontor.ledger.service.deductions import keep_deduction, lose_deduction
from kontor.ledger.service.register import move_value
from kontor.store.unit import Unit, use_case


@use_case(N_("Asset recorded"))
def new_asset(unit: Unit, event: NewAsset) -> AssetRow:
    """Enter an asset into the register; its purchase is posted as a bill or a purchase.

    Raises:
        Refused: the number is used, or the method is not allowed for the day of purchase.
    """
    known = unit.con.execute("SELECT 1 FROM asset WHERE number = ?", (event.number,)).fetchone()
    if known:
        raise Refused(
            N_("Asset {number} is in the register already."), field="number", number=event.number
        )
    facts = rules.Asset(event.day, event.cost, event.months, event.method, event.rate)
    if event.method in {"linear", "declining"} and not event.months:
        raise InputError(N_("The useful life in months is missing."), field="months")
    if event.method == "declining" and not rules.declining_rate(facts, depreciation_rules()):
        raise Refused(
            N_("Declining depreciation is not allowed for a purchase on this day."),
            hint=N_("Take linear depreciation."), field="method",
        )  # fmt: skip
    if (event.book_value is None) != (event.book_value_day is None):
        raise InputError(N_("Give book value and its day together."), field="book_value")
    return unit.put(
        AssetRow(
            number=event.number,
            name=event.name,
            asset_group=event.group,
            account=lookup.account_named(unit.con, event.account).id,
            bought=event.day,
            cost=event.cost,
            months=event.months,
            method=event.method,
            rate=event.rate,
            book_value=event.book_value,
            book_value_day=event.book_value_day,
            note=event.text or None,
        )
    )


@use_case(N_("Depreciation posted"))
def depreciate(unit: Unit, event: Depreciation) -> int:
    """Post the depreciation of the year of the day; without an amount what the plan still lacks.

    Special depreciation without an amount takes all that the law still allows.

    Returns:
        The entry.
    """
    one = queries.asset(unit.con, event.asset)
    year = event.day.year
    if event.special:
        return _special(unit, event, one)
    planned = rules.amount_of(one.facts, depreciation_rules(), year)
    amount = event.amount or planned - one.depreciated.get(year, 0)
    if amount <= 0:
        raise Refused(
            N_("{name} has no depreciation left for {year}."),
            field="asset", name=one.name, year=year,
        )  # fmt: skip
    _refuse_more_than_left(one, amount)
    books = Books(unit)
    entry = _post(books, one, books.head(event, "depreciation"), amount)
    unit.put(DepreciationRow(asset=one.id, entry=entry, year=year, cents=amount))
    return entry


@use_case(N_("Depreciation of the year posted"))
def depreciate_year(unit: Unit, year: int) -> list[int]:
    """Post all proposals of a year on its last day."""
    day = date(year, 12, 31)
    return [
        depreciate(unit, Depreciation(day=day, asset=one.asset.number, amount=one.amount))
        for one in queries.proposals(unit.con, year)
    ]


@use_case(N_("Asset disposed of"))
def dispose(unit: Unit, number: str, day: date, *, proceeds: int = 0, keep: str = "") -> list[int]:
    """Take an asset out: depreciation up to then, the rest of the book value as expense.

    The sale itself is a sale or invoice on the account for sold assets; `proceeds` (net) only
    decide whether the rest is posted as gain or loss. What goes before the end of the year after
    its purchase loses its investment deduction (§ 7g Abs. 4 EStG), unless `keep` says why not.

    Returns:
        The entries posted.
    """
    one = queries.asset(unit.con, number)
    if one.facts.disposed or day < one.facts.bought:
        raise Refused(N_("{name} is not there on this day."), field="day", name=one.name)
    entries = _early(unit, one, day, keep)
    row = unit.get_one(AssetRow, one.id)
    row.disposed = day
    unit.put(row)
    if one.facts.method == "pool":
        return entries  # a pool goes on as if nothing had left (§ 6 Abs. 2a S. 3 EStG)
    one, year = queries.asset(unit.con, number), day.year
    planned = rules.amount_of(one.facts, depreciation_rules(), year)
    amount = min(planned - one.depreciated.get(year, 0), one.book_value)
    if amount > 0:
        entries.append(depreciate(unit, Depreciation(day=day, asset=number, amount=amount)))
        one = queries.asset(unit.con, number)
    rest = one.book_value
    if rest:
        books = Books(unit)
        head = Head(
            "disposal", day, lookup.first_open_day(unit.con, day), document=number, text=one.name
        )
        target = "abgang_rbw_gewinn" if proceeds > rest else "abgang_rbw_verlust"
        entries.append(move_value(books, head, target, one, rest))
    return entries


def _early(unit: Unit, one: queries.AssetView, day: date, keep: str) -> list[int]:
    """What an early disposal does to an investment deduction, and what depreciation it opens up."""
    known = depreciation_rules()
    if day > deductions.kept_until(one.facts.bought, known) or not of_asset(unit.con, one.number):
        return []
    if keep:
        keep_deduction(unit, one.id, keep)
        return []
    reason = _("{name} left on {day}, § 7g (4) EStG").format(name=one.name, day=format_day(day))
    entries = lose_deduction(unit, one.number, day, reason)
    one = queries.asset(unit.con, one.number)
    for year in range(one.facts.bought.year, day.year):
        missing = rules.amount_of(one.facts, known, year) - one.depreciated.get(year, 0)
        if missing > 0:
            last = date(year, 12, 31)
            event = Depreciation(day=last, asset=one.number, amount=missing)
            entries.append(depreciate(unit, event))
    return entries


def _special(unit: Unit, event: Depreciation, one: queries.AssetView) -> int:
    """Post special depreciation (§ 7g Abs. 5 EStG) within its years and its limit."""
    year = event.day.year
    allowed = rules.special_left(one.facts, one.group, depreciation_rules(), year)
    if allowed is None or year > (one.facts.disposed or event.day).year:
        raise Refused(
            N_("{name} takes no special depreciation in {year} (§ 7g Abs. 5 EStG)."),
            hint=N_(
                "It is for movable assets with linear or declining depreciation, in the year of"
                " purchase and the four years after it."
            ),
            field="special", name=one.name, year=year,
        )  # fmt: skip
    amount = event.amount or min(allowed, one.book_value)
    if amount > allowed or amount <= 0:
        raise Refused(
            N_("Of the special depreciation of {name} only {allowed} is left."),
            field="amount", name=one.name, allowed=format_money(max(allowed, 0)),
        )  # fmt: skip
    _refuse_more_than_left(one, amount)
    books = Books(unit)
    head = books.head(event, "depreciation")
    entry = move_value(books, head, rules.special_concept(one.group), one, amount)
    unit.put(DepreciationRow(asset=one.id, entry=entry, year=year, cents=amount, kind="special"))
    return entry


def _refuse_more_than_left(one: queries.AssetView, amount: int) -> None:
    if amount > one.book_value:
        raise Refused(
            N_("{amount} is more than the book value of {name}, {value}."),
            field="amount", amount=format_money(amount), name=one.name,
            value=format_money(one.book_value),
        )  # fmt: skip


def _post(books: Books, one: queries.AssetView, head: Head, amount: int) -> int:
    return move_value(books, head, rules.expense_concept(one.facts, one.group), one, amount)
