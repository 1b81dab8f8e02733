"""Investment deduction (Investitionsabzugsbetrag): claim, use for a purchase, give back.

Claims and additions stay outside the books; only the lowered cost of an asset is an entry.
"""

from __future__ import annotations

from datetime import date

from kontor.base.errors import InputError, Refused
from kontor.base.i18n import N_
from kontor.base.numbers import format_money
from kontor.ledger.model.deductions import NewDeduction
from kontor.ledger.model.inputs import Depreciation, Reverse
from kontor.ledger.model.tables import CostReductionRow, InvestmentMoveRow, InvestmentRow
from kontor.ledger.queries import assets as register
from kontor.ledger.queries import deductions as queries
from kontor.ledger.rules import assets as asset_rules
from kontor.ledger.rules import deductions as rules
from kontor.ledger.rules.forms import depreciation_rules
from kontor.ledger.service.books import Books
from kontor.ledger.service.chart import bring_account
from kontor.ledger.service.free import reverse_entry
from kontor.ledger.service.register import move_value
from kontor.store.unit import Unit, use_case

_REDUCTIONS = """
SELECT r.entry FROM cost_reduction r JOIN asset s ON s.id = r.asset WHERE s.number = ?
   AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.reverses = r.entry) ORDER BY r.id
"""


@use_case(N_("Investment deduction claimed"))
def claim_deduction(unit: Unit, data: NewDeduction) -> int:
    """Claim a deduction for a year (§ 7g Abs. 1 EStG); the books do not change.

    Raises:
        InputError: the year has not begun, or its law is not known.
        Refused: with it the claims that wait exceed the limit.
    """
    known = depreciation_rules()
    if data.year > data.day.year or not rules.values_of(known, data.year):
        raise InputError(
            N_("For {year} no investment deduction can be claimed."), field="year", year=data.year
        )
    room = rules.room(queries.claims(unit.con), data.year, known)
    if data.amount > room:
        raise Refused(
            N_("Only {room} may still be claimed for {year}."),
            hint=N_("The limit holds for all that waits from this and the three years before it."),
            field="amount", room=format_money(max(room, 0)), year=data.year,
        )  # fmt: skip
    row = InvestmentRow(year=data.year, day=data.day, cents=data.amount, note=data.note)
    return unit.put(row).key


@use_case(N_("Investment deduction used"))
def use_deduction(
    unit: Unit, number: str, today: date, *, amount: int | None = None, reduction: int | None = None
) -> int | None:
    """Add claims in the year of a purchase and lower its cost (§ 7g Abs. 2 EStG).

    Args:
        unit: unit of work.
        number: of the asset.
        today: the entry is of the last day of the year of purchase, or of today before it.
        amount: what is added; without one half of the cost, or all that waits.
        reduction: by what the cost falls; without one by what is added.

    Returns:
        The entry, or nothing when the cost stays.
    """
    one = register.asset(unit.con, number)
    wanted, parts = _parts(unit, one, amount)
    lower = wanted if reduction is None else reduction
    _refuse_reduction(one, wanted, lower)
    unit.add_all(
        InvestmentMoveRow(deduction=claim.id, asset=one.id, day=today, cents=cents)
        for claim, cents in parts
    )
    return _lower(unit, one, today, lower) if lower else None


@use_case(N_("Investment deduction given back"))
def reverse_deduction(
    unit: Unit, year: int, today: date, *, amount: int | None = None, reason: str = ""
) -> int:
    """Give back what waits of the claims of a year, in that year (§ 7g Abs. 3 EStG).

    Returns:
        By what the profit of the year of the claim rises.
    """
    mine = [one for one in queries.claims(unit.con) if one.year == year]
    left = sum(one.left for one in mine)
    wanted = left if amount is None else amount
    if wanted <= 0 or wanted > left:
        raise Refused(
            N_("Of the investment deductions of {year} only {left} wait for a purchase."),
            field="amount", year=year, left=format_money(left),
        )  # fmt: skip
    unit.add_all(
        InvestmentMoveRow(deduction=claim.id, day=today, cents=cents, reason=reason)
        for claim, cents in rules.spread_over(mine, wanted)
    )
    return wanted


@use_case(N_("Investment deduction taken off an asset"))
def lose_deduction(unit: Unit, number: str, today: date, reason: str) -> list[int]:
    """Take back addition and lowered cost in the year of the purchase (§ 7g Abs. 4 EStG).

    The claim waits for another purchase again, as long as its years are not over.

    Returns:
        The reversals of the entries that lowered the cost.
    """
    one = register.asset(unit.con, number)
    if one.facts.disposed:
        raise Refused(
            N_("{name} is disposed of."), hint=N_("Take the disposal back first."),
            field="asset", name=one.name,
        )  # fmt: skip
    standing = unit.con.execute(
        "SELECT id FROM investment_move WHERE asset=? AND undone IS NULL ORDER BY id", (one.id,)
    ).fetchall()
    if not standing:
        raise Refused(
            N_("No investment deduction was used for {name}."), field="asset", name=one.name
        )
    for (key,) in standing:
        row = unit.get_one(InvestmentMoveRow, key)
        row.undone, row.reason = today, reason
        unit.put(row)
    entries = [key for (key,) in unit.con.execute(_REDUCTIONS, (number,)).fetchall()]
    books = Books(unit)
    return [
        reverse_entry(books, Reverse(day=today, entry=f"entry:{key}", reason=reason), key).entries[
            0
        ]
        for key in entries
    ]


def keep_deduction(unit: Unit, asset: int, reason: str) -> None:
    """Note why an addition stands although its asset went early."""
    rows = unit.con.execute(
        "SELECT id FROM investment_move WHERE asset=? AND undone IS NULL ORDER BY id", (asset,)
    ).fetchall()
    for (key,) in rows:
        row = unit.get_one(InvestmentMoveRow, key)
        row.reason = reason
        unit.put(row)


def _parts(
    unit: Unit, one: register.AssetView, amount: int | None
) -> tuple[int, list[tuple[rules.Claim, int]]]:
    """What is added, and from which claims."""
    known, year = depreciation_rules(), one.facts.bought.year
    most = rules.most_added(one.facts, one.group, known)
    most -= sum(move.cents for move in queries.of_asset(unit.con, one.number))
    if most <= 0 or one.facts.disposed:
        raise Refused(
            N_("{name} takes no investment deduction (§ 7g EStG)."),
            hint=N_("It is for movable assets, up to half of their cost, in the year of purchase."),
            field="asset", name=one.name,
        )  # fmt: skip
    usable = rules.fitting(queries.claims(unit.con), year, known)
    there = sum(claim.left for claim in usable)
    wanted = min(most, there) if amount is None else amount
    if wanted <= 0 or wanted > min(most, there):
        raise Refused(
            N_("For {name} up to {most} can be added; {there} of earlier years wait."),
            field="amount", name=one.name, most=format_money(most), there=format_money(there),
        )  # fmt: skip
    return wanted, rules.spread_over(usable, wanted)


def _lower(unit: Unit, one: register.AssetView, today: date, cents: int) -> int:
    """Post the lowered cost; what is depreciated follows from it."""
    concept = asset_rules.reduction_concept(one.group)
    bring_account(unit, concept)
    day = min(today, date(one.facts.bought.year, 12, 31))
    event = Depreciation(
        day=day, asset=one.number, document=one.number, text=f"{one.name}, § 7g Abs. 2 EStG"
    )
    books = Books(unit)
    entry = move_value(books, books.head(event, "depreciation"), concept, one, cents)
    unit.put(CostReductionRow(asset=one.id, entry=entry, cents=cents))
    return entry


def _refuse_reduction(one: register.AssetView, added: int, lower: int) -> None:
    year = one.facts.bought.year
    facts = one.facts._replace(reduced=one.facts.reduced + lower)
    planned = asset_rules.amount_of(facts, depreciation_rules(), year)
    if lower and one.depreciated.get(year, 0) > planned:
        raise Refused(
            N_("The depreciation of {year} is posted already, from the full cost."),
            hint=N_("Discard or reverse it first; the plan proposes it anew."),
            field="asset", year=year,
        )  # fmt: skip
    if lower < 0 or lower > min(added, one.book_value):
        raise Refused(
            N_("The cost of {name} can fall by {added} at most."),
            field="reduction", name=one.name, added=format_money(min(added, one.book_value)),
        )  # fmt: skip
