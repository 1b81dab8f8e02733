"""Commands of the investment deduction (Investitionsabzugsbetrag, § 7g EStG)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kontor.base.i18n import N_, _
from kontor.cli.commands import Command, arg, opt
from kontor.cli.output import Column, Table
from kontor.ledger.words import DEDUCTION_MOVES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kontor.cli.call import Call

_MOVES = (
    Column("claimed", N_("Year of the claim"), "int"),
    Column("kind", N_("What"), "code", DEDUCTION_MOVES),
    Column("day", N_("Date"), "day"),
    Column("amount", N_("Amount"), "money"),
    Column("year", N_("Counts in"), "int"),
    Column("asset", N_("Fixed asset"), "code"),
    Column("undone", N_("taken back on"), "day"),
    Column("reason", N_("Note")),
)
_WAITING = (
    Column("year", N_("Year of the claim"), "int"),
    Column("cents", N_("Claimed"), "money"),
    Column("added", N_("Used"), "money"),
    Column("reversed", N_("Given back"), "money"),
    Column("left", N_("Waits"), "money"),
    Column("until", N_("Buy until"), "day"),
)
_NUMBER = arg("number", N_("number of the asset"))


def deductions(call: Call) -> None:
    """Claims and what became of them."""
    from kontor.ledger.queries import deductions as books
    from kontor.ledger.rules.deductions import last_year
    from kontor.ledger.rules.forms import depreciation_rules

    with call.read() as con:
        claims, moves = books.claims(con), books.moves(con)
    known = depreciation_rules()
    rows = [
        (one.year, one.cents, one.added, one.reversed, one.left,
         date(last_year(one.year, known), 12, 31))
        for one in claims
    ]  # fmt: skip
    history = [
        (one.claimed, one.kind, one.day, one.cents, one.year, one.asset, one.undone, one.reason)
        for one in moves
    ]
    title = _("Investment deductions, § 7g EStG")
    tables = [Table(_WAITING, rows, title=title, empty=N_("No investment deduction was claimed."))]
    if history:
        tables.append(Table(_MOVES, history, title=_("What became of them")))
    call.show(*tables)


def _claim_model(_words: Sequence[str]) -> type[BaseModel]:
    from kontor.ledger.model.deductions import NewDeduction

    return NewDeduction


def claim(call: Call, *, data: Any) -> None:
    """Claim a deduction."""
    from kontor.ledger.service.deductions import claim_deduction

    with call.store() as store:
        changed = call.run(store, claim_deduction, data)
    call.done(changed, id=changed.value)


def use(call: Call, *, number: str, amount: int | None, reduction: int | None) -> None:
    """Use claims for a purchase."""
    from kontor.ledger.service.deductions import use_deduction

    with call.store() as store:
        changed = call.run(
            store, use_deduction, number, call.today, amount=amount, reduction=reduction
        )
    call.done(changed, entry=changed.value)


def give_back(call: Call, *, year: int, amount: int | None, reason: str) -> None:
    """Give claims back."""
    from kontor.ledger.service.deductions import reverse_deduction

    with call.store() as store:
        changed = call.run(store, reverse_deduction, year, call.today, amount=amount, reason=reason)
    call.done(changed, cents=changed.value)


def lose(call: Call, *, number: str, reason: str) -> None:
    """Take a deduction off an asset."""
    from kontor.ledger.service.deductions import lose_deduction

    with call.store() as store:
        changed = call.run(store, lose_deduction, number, call.today, reason)
    call.done(changed, entries=changed.value)


COMMANDS = (
    Command("deductions", deductions, N_("investment deductions, § 7g EStG, and what waits")),
    Command("claim-deduction", claim, N_("claim an investment deduction outside the books"),
            model=_claim_model, dated="day", writes=True),
    Command("use-deduction", use, N_("add claims for a purchase and lower its cost"), (
        _NUMBER,
        opt("amount", N_("what is added; half of the cost without it"), "money"),
        opt("reduction", N_("by what the cost falls; as much without it"), "money"),
    ), writes=True),
    Command("return-deduction", give_back, N_("give back what no purchase used, in its year"), (
        arg("year", N_("year of the claim"), "year"),
        opt("amount", N_("all that waits without it"), "money"),
        opt("reason", N_("why"), default=""),
    ), writes=True),
    Command("lose-deduction", lose, N_("take back addition and lowered cost of an asset"), (
        _NUMBER, opt("reason", N_("why, such as private use"), required=True),
    ), writes=True),
)  # fmt: skip
